"""Under which keys a telling is found, and under which it looks for others: by time, place and group of kinds.

A pair is compared where a key that one is found under is one that the other looks under; the rules are the same seen from
both sides, so the order of adding does not matter.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from onrecord.merge.profiles import TURNS, Days, Profile, Spot
from onrecord.model import content_id

NARROW = 7
"""Days of an interval that is found day by day; a longer one by its months."""
WIDE = 62
"""Days beyond which an interval says nothing of when."""
CELL = 0.2
"""Degrees of a cell, about 22 km north to south."""
EDGE = 0.06
"""Degrees that a place reaches into neighbouring cells: two within about 13 km share one."""
MONTH = 31
COPIES = 3
"""Runs of words under which copied sentences meet: the lowest numbers of each (bottom-k sketch)."""
TOLD = 3
"""From this number on the same toll on the same day is worth a look whatever the place; one or two dead are common."""


def blocks(profile: Profile) -> tuple[str, ...]:
    """The keys that others find the telling under."""
    places = list(_places(profile))
    found = _keys(profile, [*_days(profile.days), *_turns(profile, 0)], places)
    return (*found, *_across(profile, places, "undated" if profile.days is None else "dated"))


def seeks(profile: Profile) -> tuple[str, ...]:
    """The keys that the telling looks for others under: also a day to either side, and areas for towns."""
    places = list(_places_sought(profile))
    found = _keys(profile, [*_days_sought(profile.days), *_turns(profile, 1)], places)
    return (*found, *_across(profile, places, "dated" if profile.days is None else "undated"))


def _across(profile: Profile, places: list[str], day: str) -> Iterator[str]:
    """Where an undated telling meets dated ones, which do not meet each other there: by one or two people harmed in a town,
    by the day of the year, and in a town by the day of the week or the sort of site that was hit."""
    towns = [place for place in places if place[0] == "p"]
    told = sorted({f"{one.harm}:{one.low}" for one in profile.numbers if 0 < (one.low or 0) < TOLD})
    dates = [f"y{date}" for date in sorted(profile.partial.dates)]
    weekdays = [f"k{weekday}" for weekday in sorted(profile.partial.weekdays)]
    things = [f"t{thing}" for thing in sorted(profile.things)]
    yield from (f"{profile.group}|{day}|{key}|{place}" for key in (*told, *weekdays, *things) for place in towns)
    yield from (f"{profile.group}|{day}|{key}|{place}" for key in dates for place in places if place[0] != "c")
    if profile.days is None:
        named = (*dates, *weekdays)
        yield from (f"{profile.group}|u|{key}|{place}" for key in named for place in places if place[0] not in "cp")


def _keys(profile: Profile, days: list[str], places: list[str]) -> tuple[str, ...]:
    found = [f"{profile.group}|{day}|{place}" for day in days for place in places if _selective(day, place)]
    found += [f"{profile.group}|{day}|n:{told}" for day in days if day[0] == "d" for told in _tolls(profile)]
    found += [f"{profile.group}|u|{place}" for place in places if profile.days is None and place[0] in "cp"]
    found += [f"{profile.group}|{told}|{place}" for told in _tolls(profile) for place in places if place[0] == "p"]
    found += [
        f"{profile.group}|{told}|{month}|{province}" for told in _tolls(profile) for month, province in _spread(profile)
    ]
    found += [content_id("w", name) for name in profile.victims]
    found += [f"s:{run:08x}" for run in sorted(profile.runs)[:COPIES]]
    return tuple(dict.fromkeys(found))


def _spread(profile: Profile) -> Iterator[tuple[str, str]]:
    """The months and provinces of a telling: too wide a net but for equal numbers."""
    days = profile.days
    if days is not None and days.length <= WIDE:
        provinces = sorted({province for spot in profile.spots if (province := _province(spot))})
        yield from ((month, province) for month in _months(days) for province in provinces)


def _selective(day: str, place: str) -> bool:
    """A month is looked through only for one town."""
    return day[0] == "d" or place[0] in "cp"


def _days(days: Days | None) -> Iterator[str]:
    """``d`` a day, ``m`` the months of a narrow interval, ``w`` those of a wide one."""
    if days is None or days.length > WIDE:
        return
    if days.length <= NARROW:
        yield from (f"d{day}" for day in range(days.first, days.last + 1))
        yield from (f"m{month}" for month in _months(days))
    else:
        yield from (f"w{month}" for month in _months(days))


def _days_sought(days: Days | None) -> Iterator[str]:
    if days is None or days.length > WIDE:
        return
    if days.length <= NARROW:
        yield from (f"d{day}" for day in range(days.first - 1, days.last + 2))
    else:
        yield from (f"m{month}" for month in _months(days))
    yield from (f"w{month}" for month in _months(days))


def _turns(profile: Profile, beyond: int) -> Iterator[str]:
    """``t`` the months in which a place changed hands: what took it back is looked for a month further."""
    days = profile.days
    if days is not None and days.length <= NARROW and profile.telling.kind in TURNS:
        reach = beyond * MONTH
        yield from (f"t{month}" for month in _months(Days(days.first - reach, days.last + reach)))


def _months(days: Days) -> list[str]:
    first, last = dt.date.fromordinal(days.first), dt.date.fromordinal(days.last)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [f"{(m := first.month - 1 + step) // 12 + first.year}-{m % 12 + 1:02}" for step in range(count)]


def _places(profile: Profile) -> Iterator[str]:
    """``c`` a cell, ``p`` the name of a town or district by sound, ``f`` the province of a town, ``a`` a province that is all
    that is named."""
    for spot in profile.spots:
        yield from _town(spot)
        if province := _province(spot):
            yield f"{'a' if spot.area else 'f'}:{province}"


def _places_sought(profile: Profile) -> Iterator[str]:
    for spot in profile.spots:
        yield from _town(spot)
        if province := _province(spot):
            yield f"a:{province}"
            if spot.area:
                yield f"f:{province}"


def _town(spot: Spot) -> Iterator[str]:
    if spot.vast:
        return
    yield from (f"p:{name}" for name in sorted(spot.names))
    if spot.point:
        rows, columns = (sorted({math.floor((x + edge) / CELL) for edge in (-EDGE, EDGE)}) for x in spot.point)
        yield from (f"c:{row},{column}" for row in rows for column in columns)


def _province(spot: Spot) -> str | None:
    """The first-level area. A country alone is none."""
    return f"{spot.country}/{spot.inner}" if spot.inner else None


def _tolls(profile: Profile) -> list[str]:
    told = {(number.harm, number.low) for number in profile.numbers if (number.low or 0) >= TOLD}
    return sorted(f"{harm}:{low}" for harm, low in told)
