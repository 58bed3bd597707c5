"""The brief itself: the period's events in order, what is new, what is disputed, how much was read, how it was made."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from onrecord.exports import words
from onrecord.exports.brief import items, phrases
from onrecord.exports.brief.records import Brief, Coverage, Day, Item, Key
from onrecord.exports.selected import earlier
from onrecord.exports.stamp import METHOD, WARNING, Stamp, coders
from onrecord.exports.told import Told
from onrecord.knowledge.outlines import CREDIT
from onrecord.model import Claim, Report
from onrecord.store.coverage import UNKNOWN as UNREAD
from onrecord.store.coverage import Read
from onrecord.weigh import Total, policy, total

AREAS = 3
"""Provinces named in a title that nobody gave an area for; more are too many to read."""
UNKNOWN = "Day not known"
NOWHERE = "area not known"


def brief(
    period: Sequence[Told],
    past: Sequence[Told] | None,
    stamp: Stamp,
    read: Sequence[Read] | None = None,
    denied: Sequence[tuple[Claim, Report]] = (),
) -> Brief:
    """The brief of a period. ``past`` are the events of the period of equal length before it, null where nobody asked.

    ``read`` is how much was read in all, where that may be told; else coverage is that of the reports behind the events.
    ``denied`` are denials of the period that no event holds, with their reports, where they may be told.
    """
    numbered = list(enumerate(_ordered(period), 1))
    shown = [items.item(told, number) for number, told in numbered]
    first, last = window(period, stamp)
    contradictions = [found for number, told in numbered if (found := items.versus(told, number))]
    changed = [change for number, told in numbered for change in items.changes(told, number)]
    taken = list(dict.fromkeys(change.place for change in changed))
    area = _area(period, stamp)
    dead = total(told.weighed for told in period)
    before = earlier(first, last)
    return Brief(
        title=area,
        period=phrases.span(first, last),
        area=area,
        lead=tuple(_lead(period, dead, taken, len(contradictions))),
        keys=tuple(_keys(period, dead, len(contradictions), len(taken))),
        days=tuple(_days(shown)),
        new=tuple(_new(period, past, first)) if past is not None else (),
        before=phrases.span(*before) if past is not None and before else "",
        changes=tuple(changed),
        contradictions=tuple(contradictions),
        denials=tuple(items.denials(denied)),
        coverage=_all_read(read, before[0] if before else first, last, first)
        if read is not None
        else _coverage([*(past or ()), *period], before[0] if before and past is not None else first, last, first),
        method=tuple(_method(stamp, period)),
        cite=stamp.citation,
        credits=(*(line for line in stamp.credits if line), CREDIT),
        warning=WARNING if stamp.profile == "restricted" else "",
        made=stamp.exported_at[:10],
    )


def window(period: Iterable[Told], stamp: Stamp) -> tuple[str | None, str | None]:
    """The period's first and last day: as asked, else the first and last day of its events."""
    known = sorted(day for told in period for day in told.days if day)
    since, until = stamp.selection.since, stamp.selection.until
    return since or (known[0] if known else None), until or (known[-1] if known else None)


def _ordered(period: Iterable[Told]) -> list[Told]:
    """By day, the deadliest first within it; those without a day last."""
    return sorted(
        period,
        key=lambda told: (
            told.days[0] or "9",
            told.days[1] or "9",
            -_high(told),
            told.kind,
            phrases.place(told.place),
            told.id,
        ),
    )


def _days(shown: Sequence[Item]) -> list[Day]:
    found = []
    for title, group in groupby(shown, key=lambda item: phrases.long_day(item.day) if item.day else item.days):
        found.append(Day(title=UNKNOWN if title == "day not known" else title, items=tuple(group)))
    return found


def _area(period: Iterable[Told], stamp: Stamp) -> str:
    asked = stamp.selection.area or stamp.selection.place
    if asked and ":" not in asked:
        return asked
    provinces = Counter(area for told in period if (area := told.area(1) or told.area(0)))
    if not provinces:
        return "All areas"
    named = [name for name, _ in provinces.most_common(AREAS)]
    listed = words.listed([*named, "elsewhere"] if len(provinces) > AREAS else named)
    countries = {country for told in period if (country := told.area(0))}
    return f"{listed}, {countries.pop()}" if len(countries) == 1 and not countries & set(named) else listed


# --- in short --------------------------------------------------------------------------------------------------------


def _lead(period: Sequence[Told], dead: Total, places: Sequence[str], disputed: int) -> Iterable[str]:
    if not period:
        yield "No report on the record tells of an event here in these days. That is not to say that nothing happened."
        return
    yield f"{phrases.in_reports(period).capitalize()} {'tells' if phrases.in_reports(period) == '1 report' else 'tell'} of {phrases.counted(len(period), 'event')}."
    if dead.events - dead.without_number:
        told = phrases.number(dead.low, dead.high, open_above=dead.open_above)
        unknown = (
            f" For {phrases.counted(dead.without_number, 'event')} no number of dead is told: unknown, not zero."
            if dead.without_number
            else ""
        )
        yield f"By their accounts {told} people were killed.{unknown}"
    worst = max(period, key=_high, default=None)
    if worst is not None and _high(worst) and len(period) > 1:
        dead_there = phrases.figure(worst.weighed.figure("killed"))
        yield f"Most were killed in one event: {_named(worst)}, {dead_there}."
    if places:
        once = list(dict.fromkeys(place.partition(",")[0] for place in places))
        yield f"{words.listed(once)} {'is' if len(once) == 1 else 'are'} said to have changed hands."
    if disputed:
        yield f"On {phrases.counted(disputed, 'event')} the sources contradict each other; both sides stand below."


def _named(told: Told) -> str:
    return f"{told.kind[:1].lower()}{told.kind[1:]} at {phrases.place(told.place)}"


def _high(told: Told) -> int:
    figure = told.weighed.figure("killed")
    return (figure.high or figure.low or 0) if figure else 0


def _keys(period: Sequence[Told], dead: Total, disputed: int, changed: int) -> Iterable[Key]:
    voices = {voice.id for told in period for voice in told.dossier.voices if voice.corroborates}
    yield Key(
        number=str(len(period)),
        label="events" if len(period) != 1 else "event",
        note=f"in {phrases.in_reports(period)}",
    )
    if dead.events - dead.without_number:
        ends = f"{dead.low:,}" if dead.low == dead.high else f"{dead.low:,}–{dead.high:,}"
        note = "lowest to highest account" + (", or more" if dead.open_above else "")
        yield Key(number=ends, label="killed", note=note)
    if all(told.record.profile == "restricted" for told in period):  # public ids link nobody from event to event
        yield Key(number=str(len(voices)), label="sources", note="that count as independent")
    if changed:
        yield Key(number=str(changed), label="places" if changed > 1 else "place", note="said to have changed hands")
    yield Key(
        number=str(disputed),
        label="disputed events" if disputed != 1 else "disputed event",
        note="sources exclude each other",
    )


# --- what is new -----------------------------------------------------------------------------------------------------


def _new(period: Sequence[Told], past: Sequence[Told], first: str | None) -> Iterable[str]:
    yield (
        f"{phrases.counted(len(period), 'event').capitalize()}, after {len(past)} in the period before; "
        f"{phrases.in_reports(period)}, after {phrases.in_reports(past)}. More or fewer reports read changes the count of events."
    )
    sums = [total(told.weighed for told in side) for side in (period, past)]
    ranges = [
        phrases.number(one.low, one.high, open_above=one.open_above) if one.events > one.without_number else "no number"
        for one in sums
    ]
    yield f"Killed, by all accounts: {ranges[0]}, after {ranges[1]}."
    now_at, then_at = (
        {_spot(told): phrases.place(told.place) for told in side if told.place} for side in (period, past)
    )
    if fresh := [place for spot, place in now_at.items() if spot not in then_at]:
        yield f"Places without an event in the period before: {'; '.join(fresh)}."
    if again := [place for spot, place in now_at.items() if spot in then_at]:
        yield f"Places with events in both: {'; '.join(again)}."
    for told in past:
        late = [report for report in told.dossier.reports if report.published and first and report.published >= first]
        if late:
            yield f"{items.item_title(told)} ({phrases.span(*told.days)}): {phrases.counted(len(late), 'new report')}."


def _spot(told: Told) -> str:
    """What makes two places one: their id, else their words."""
    assert told.place is not None
    return told.place.id or phrases.place(told.place).casefold()


# --- how much was read, and how this was made ------------------------------------------------------------------------


def _coverage(every: Sequence[Told], since: str | None, until: str | None, first: str | None) -> Coverage | None:
    """Reports behind the events by province and week of publication, from ``since``; the period itself begins ``first``."""
    seen = {(told.area(1) or NOWHERE, report.id, report.published) for told in every for report in told.dossier.reports}
    dated = [(area, published) for area, _, published in seen if published]
    if not dated or since is None or until is None or first is None:
        return None
    undated = len({report for _, report, published in seen if not published})
    what = "Reports behind the events of this brief, by area and by the week in which they were published."
    more = (
        f" {phrases.counted(undated, 'report').capitalize()} without a publication date not shown." if undated else ""
    )
    days = [day for _, day in dated]
    counts = Counter((area, _monday(day)) for area, day in dated)
    return _table(counts, (min(since, *days), max(until, *days)), first, what + more)


def _all_read(read: Sequence[Read], since: str | None, until: str | None, first: str | None) -> Coverage | None:
    """Everything read by area and week, whether it tells of an event or not."""
    if since is None or until is None or first is None:
        return None
    counts: Counter[tuple[str, str]] = Counter()
    for one in read:
        if one.week != UNREAD and _monday(since) <= (monday := _first_day(one.week)) <= until:
            counts[NOWHERE if one.area == UNREAD else one.area, monday] += one.reports
    what = "All reports read, by the area that they speak of and the week in which they were published."
    return _table(+counts, (since, until), first, what)


def _table(counts: Counter[tuple[str, str]], ends: tuple[str, str], first: str, what: str) -> Coverage:
    weeks = _weeks(*ends)
    areas = sorted({area for area, _ in counts}, key=lambda area: (area == NOWHERE, area))
    return Coverage(
        weeks=tuple(weeks),
        rows=tuple((area, tuple(counts[area, week] for week in weeks)) for area in areas),
        inside=_monday(first),
        what=what,
    )


def _first_day(week: str) -> str:
    """The Monday of an ISO week such as 2016-W37."""
    year, _, number = week.partition("-W")
    return datetime.date.fromisocalendar(int(year), int(number), 1).isoformat()


def _weeks(first: str, last: str) -> list[str]:
    day, found = _monday(first), []
    while day <= last:
        found.append(day)
        day = (datetime.date.fromisoformat(day) + datetime.timedelta(days=7)).isoformat()
    return found


def _monday(iso: str) -> str:
    day = datetime.date.fromisoformat(iso[:10])
    return (day - datetime.timedelta(days=day.weekday())).isoformat()


def _method(stamp: Stamp, period: Iterable[Told]) -> Iterable[str]:
    yield METHOD
    yield (
        "Sources are counted, not articles: several outlets that cite one monitor are one source, and an outlet's own voice, "
        "“officials” and unnamed sources do not corroborate a named one. A later number of the same source takes the place of its earlier one."
    )
    yield f"Numbers by policy “{stamp.policy}”: {policy(stamp.policy).reference}"
    yield (
        "A point on the map is the named place, not the spot; a ring shows how coarsely it is known. "
        "Plans, threats and what is only feared are not events and are not shown."
    )
    if stamp.profile == "public":
        yield (
            "This is the public form: people appear as kinds of source unless they hold national office, command or speak for an "
            "organisation; only events that were reviewed and cleared are here, after an embargo."
        )
    yield f"{stamp.software}; coders: {words.listed(sorted(coders(told.dossier for told in period))) or 'none'}."
