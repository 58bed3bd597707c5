"""Mentions tied to the calendar."""

from __future__ import annotations

import datetime as dt

import msgspec

from onrecord.language.dates import intervals
from onrecord.language.dates.finding import find
from onrecord.language.dates.intervals import Interval, Offset, YearPart
from onrecord.language.dates.mention import Governor, TimeMention


class Dated(msgspec.Struct, frozen=True):
    """A mention with the days that it covers where it stands, and the reference that they were counted from."""

    mention: TimeMention
    interval: Interval | None
    reference: Interval | None


def resolve(mention: TimeMention, published: dt.date | None, reference: Interval | None = None) -> Interval | None:
    """The days that a mention covers; null where it names none or where what it counts from is not known.

    ``reference`` is the interval of the event or date that an offset counts from. Governing words bound the interval:
    "since 2011" runs to the day of publication, "until May" and "by Friday" have no beginning, "before" ends the day
    before, "after" begins the day after.
    """
    anchor = published
    if mention.anchor == "reference":
        anchor = counted_from(mention, reference)
    if mention.meaning is None or mention.kind in ("duration", "set", "age", "time"):
        return None
    found = intervals.days(mention.meaning, anchor, mention.looks)
    if found is None:
        return None
    return _governed(intervals.narrowed(found, mention.phase, anchor), mention.governor, published)


def counted_from(mention: TimeMention, reference: Interval | None) -> dt.date | None:
    """The end of the reference for what comes after it, its beginning for what came before."""
    if reference is None:
        return None
    forward = isinstance(mention.meaning, Offset) and mention.meaning.direction > 0
    return (reference.latest or reference.earliest) if forward else (reference.earliest or reference.latest)


def _governed(found: intervals.Days, governor: Governor | None, published: dt.date | None) -> Interval:
    first, last, precision = found
    if governor == "since":
        return Interval(first, published if published and published >= first else None, "range")
    if governor in ("until", "by"):
        return Interval(None, last, "range")
    if governor == "before":
        return Interval(None, first - dt.timedelta(days=1), "range")
    if governor == "after":
        later = last + dt.timedelta(days=1)
        return Interval(later, published if published and published >= later else None, "range")
    return Interval(first, last, precision)


def read(text: str, published: dt.date | None, start: int = 0, end: int | None = None) -> tuple[Dated, ...]:
    """All mentions with their days, each counted from what stands before it.

    "The next day" counts from the last day named, "the following month" and "that year" from the last date named, else
    both from the publication. "A year earlier" next to a quarter is the quarter a year earlier.
    """
    day = date = Interval(published, published, "day") if published else None
    found: list[Dated] = []
    quarter: YearPart | None = None
    for written in find(text, start, end):
        mention = _same_part(written, quarter)
        unit = getattr(mention.meaning, "unit", "day")
        reference = date if unit in ("month", "year", "decade") else day
        interval = resolve(mention, published, reference)
        found.append(Dated(mention, interval, reference if mention.anchor == "reference" else None))
        if (
            interval
            and interval.earliest
            and mention.looks != "ahead"
            and mention.kind == "date"
            and mention.governor != "since"
        ):
            date = interval
            day = interval if interval.precision == "day" else day
        if isinstance(mention.meaning, YearPart) and mention.meaning.kind == "quarter":
            quarter = mention.meaning
    return tuple(found)


def _same_part(mention: TimeMention, part: YearPart | None) -> TimeMention:
    """A distance in years read as the same quarter so many years away."""
    meaning = mention.meaning
    if (
        part is None
        or mention.kind == "duration"
        or not isinstance(meaning, Offset)
        or meaning.unit != "year"
        or meaning.low != meaning.high
    ):
        return mention
    years = int(meaning.low or 0) * meaning.direction
    moved = YearPart(part.kind, part.number, part.year + years if part.year else None, None if part.year else years)
    return msgspec.structs.replace(mention, meaning=moved, kind="date", anchor="absolute" if part.year else "published")
