"""Mentions as TIMEX3 (TimeML 1.2.1) writes them, the form of public annotations."""

from __future__ import annotations

import datetime as dt

from onrecord.language.dates import intervals
from onrecord.language.dates.intervals import Between, Calendar, Era, Interval, Meaning, Offset, Span, Weekday, YearPart
from onrecord.language.dates.mention import TimeMention
from onrecord.language.dates.resolving import counted_from

_TIMES = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "midday": "T12:00"}
_SEASONS = {1: "SP", 2: "SU", 3: "FA", 4: "WI"}
_TYPES = {"duration": "DURATION", "span": "DURATION", "age": "DURATION", "set": "SET"}
_LETTERS = {"minute": "TM", "hour": "TH", "week": "W", "month": "M", "year": "Y", "decade": "DE", "century": "CE"}


def timex(mention: TimeMention, published: dt.date | None, reference: Interval | None = None) -> tuple[str, str]:
    """Type and value of a mention as TIMEX3 (TimeML 1.2.1) writes them; an empty value where it cannot be told."""
    if mention.kind == "time":
        day = published.isoformat() if published else "XXXX-XX-XX"
        return "TIME", day + _time(mention.part)
    if mention.kind in _TYPES:
        return _TYPES[mention.kind], _duration(mention.meaning)
    anchor = published
    if mention.anchor == "reference":
        anchor = counted_from(mention, reference) or published
    found = intervals.days(mention.meaning, anchor, mention.looks) if mention.meaning else None
    if mention.meaning is None or found is None:
        return "DATE", ""
    value = _value(mention.meaning, found)
    if mention.part and len(value) == len("2000-01-01"):
        return "TIME", value + _time(mention.part)
    return "DATE", value


def _time(part: str | None) -> str:
    return _TIMES.get(part, "T" + part) if part else ""


def _duration(meaning: Meaning | None) -> str:
    if not isinstance(meaning, (Offset, Span)) or meaning.low is None:
        return ""
    return (
        f"P{meaning.low:g}".replace("P", "PT", meaning.unit in ("minute", "hour"))
        + _LETTERS.get(meaning.unit, "D")[-1:]
    )


def _value(meaning: Meaning, found: intervals.Days) -> str:
    """The calendar value of a meaning whose days are known."""
    first = found[0]
    if isinstance(meaning, YearPart):
        return f"{first.year}-" + (
            _SEASONS[meaning.number] if meaning.kind == "season" else f"{meaning.kind[0].upper()}{meaning.number}"
        )
    if isinstance(meaning, Era):
        return str(meaning.first)[: 3 if meaning.years == 10 else 2]
    unit = getattr(meaning, "unit", None)
    if isinstance(meaning, Between):
        unit = (
            "day"
            if isinstance(meaning.first, Weekday) or meaning.first.day
            else "month"
            if meaning.first.month
            else "year"
        )
    elif isinstance(meaning, Calendar):
        unit = "day" if meaning.day else "month" if meaning.month else "year"
    return _of_unit(first, unit)


def _of_unit(day: dt.date, unit: str | None) -> str:
    if unit in ("week", "fortnight", "weekend"):
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"month": 7, "year": 4, "decade": 3, "century": 2}.get(unit or "day", 10)]
