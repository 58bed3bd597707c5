"""Days that words name but do not fix, as in a report without a date: "on Wednesday", "on 12 July" of an unknown year."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator

import msgspec

from onrecord.language.dates.finding import find
from onrecord.language.dates.intervals import Calendar, Weekday
from onrecord.model import When

LEAP = 2000
"""A year that has every day of the calendar."""
YEAR = 366
NEXT = "next"


class Partial(msgspec.Struct, frozen=True):
    """Days of the week (Monday 0) and days of the year (1 to 366, as in a leap year) that a telling may lie on."""

    weekdays: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()


def of_days(first: int, last: int) -> Partial:
    """What a known interval of one day or one night says."""
    if last - first > 1:
        return Partial()
    days = [dt.date.fromordinal(day) for day in range(first, last + 1)]
    return Partial(frozenset(day.weekday() for day in days), frozenset(_of_year(day.month, day.day) for day in days))


def of_words(named: Iterable[When]) -> Partial:
    """What words say that no date could be made of."""
    weekdays, dates = set[int](), set[int]()
    for text in dict.fromkeys(when.text for when in named if when.earliest is None and when.latest is None):
        for weekday, date in _read(text):
            weekdays |= {weekday} - {None}  # type: ignore[arg-type]
            dates |= {date} - {None}  # type: ignore[arg-type]
    return Partial(frozenset(weekdays), frozenset(dates))


@functools.lru_cache(4096)
def _read(text: str) -> tuple[tuple[int | None, int | None], ...]:
    return tuple(_named(text))


def _named(text: str) -> Iterator[tuple[int | None, int | None]]:
    for mention in find(text):
        match mention.meaning:
            case Weekday(day=day):
                yield day, None
            case Calendar(month=int(month), day=int(day), weekday=weekday):
                yield weekday, _of_year(month, day)


def _of_year(month: int, day: int) -> int:
    return dt.date(LEAP, month, day).timetuple().tm_yday


def between(one: Partial, two: Partial) -> str | None:
    """Whether two tellings of which one has no full date share the day of the year, else of the week, or lie a day apart;
    null where they do not say."""
    if one.dates and two.dates:
        gap = min(_gap(a, b, YEAR) for a in one.dates for b in two.dates)
        return {0: "date", 1: NEXT}.get(gap, "date_other")
    if one.weekdays and two.weekdays:
        gap = min(_gap(a, b, 7) for a in one.weekdays for b in two.weekdays)
        return {0: "weekday", 1: NEXT}.get(gap, "weekday_other")
    return None


def _gap(one: int, two: int, cycle: int) -> int:
    return min((one - two) % cycle, (two - one) % cycle)
