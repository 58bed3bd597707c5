"""What the words of a date mean, and the days that this meaning covers once its anchor is known.

A meaning is kept apart from the days: "two days later" means the same in every report, and what it counts from is found
elsewhere. Weeks begin on Monday (ISO 8601); seasons are those of the northern half of the earth, as whole months.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, TypeAlias

import msgspec

from onrecord.model import WhenPrecision

Unit: TypeAlias = Literal[
    "minute", "hour", "day", "night", "weekend", "week", "fortnight", "month", "quarter", "year", "decade", "century"
]
Phase: TypeAlias = Literal["early", "mid", "late", "start", "end", "earlier", "later"]
Choice: TypeAlias = Literal["near", "last", "next", "this"]
Looks: TypeAlias = Literal["back", "either", "ahead"]


class Interval(msgspec.Struct, frozen=True):
    """From this day to that day, both included; an open end is null."""

    earliest: dt.date | None
    latest: dt.date | None
    precision: WhenPrecision


class Calendar(msgspec.Struct, frozen=True, tag="calendar"):
    """A day, month or year as written. ``swap``: day and month are figures that may stand the other way round.

    Without ``year``: of the year ``shift`` away from the anchor's, or by ``choice`` ("last May") and ``weekday``.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    swap: bool = False
    shift: int | None = None
    choice: Choice = "near"
    weekday: int | None = None


class Weekday(msgspec.Struct, frozen=True, tag="weekday"):
    """A day of the week, Monday 0; ``near`` is the last one up to the anchor, or the coming one where the text looks
    ahead."""

    day: int
    choice: Choice = "near"


class Relative(msgspec.Struct, frozen=True, tag="relative"):
    """The day, week, month … that holds the anchor (shift 0), or one before or after it."""

    unit: Unit
    shift: int


class Offset(msgspec.Struct, frozen=True, tag="offset"):
    """So many units before (-1) or after (1) the anchor; null amounts where the text says none ("days earlier")."""

    low: float | None
    high: float | None
    unit: Unit
    direction: Literal[-1, 1]


class Span(msgspec.Struct, frozen=True, tag="span"):
    """The whole stretch of so many units up to (-1) or from (1) the anchor."""

    low: float | None
    high: float | None
    unit: Unit
    direction: Literal[-1, 1]


class YearPart(msgspec.Struct, frozen=True, tag="year_part"):
    """A quarter, half or season, counted from 1 (spring is season 1). Without ``year``: of the year ``shift`` away, or
    the nearest up to the anchor."""

    kind: Literal["quarter", "half", "season"]
    number: int
    year: int | None = None
    shift: int | None = None


class Era(msgspec.Struct, frozen=True, tag="era"):
    """A decade or century: ``years`` years from ``first``."""

    first: int
    years: int


class Night(msgspec.Struct, frozen=True, tag="night"):
    """The night before the anchor day ends; with a weekday the night that begins on it, or ends on it (``into``)."""

    weekday: int | None = None
    into: bool = False


class Nth(msgspec.Struct, frozen=True, tag="nth"):
    """The n-th day, week or weekend of a month, -1 for the last; without a month the n-th from the anchor."""

    number: int
    unit: Unit
    month: Calendar | Relative | None = None


class Holiday(msgspec.Struct, frozen=True, tag="holiday"):
    """A day known by name, with a shift in days."""

    name: str
    shift: int = 0
    year: int | None = None


Point: TypeAlias = Calendar | Weekday | Relative | Offset | Span | YearPart | Era | Night | Nth | Holiday


class Between(msgspec.Struct, frozen=True, tag="between"):
    """From one date to another, both included."""

    first: Calendar | Weekday
    last: Calendar | Weekday


Meaning: TypeAlias = Point | Between
Days: TypeAlias = tuple[dt.date, dt.date, WhenPrecision]
LENGTHS: dict[str, int] = {"minute": 0, "hour": 0, "day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
"""Days in the units that have a fixed length; parts of a day count as none."""
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
PRECISIONS: dict[str, WhenPrecision] = {
    "minute": "day", "hour": "day", "day": "day", "night": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip


SOON = 60
"""Days within which a date without a year is rather announced than ten months old, and the other way round: writers add
the year to those."""
YEAR = 365


def days(meaning: Meaning, anchor: dt.date | None, looks: Looks = "either") -> Days | None:
    """First and last day of a meaning with its precision; null where it needs an anchor and there is none, or where
    the calendar has no such day.

    ``looks``: weekdays and dates without a year lie up to the anchor (``back``) or after it (``ahead``); ``either`` is
    back, but a day that would be most of a year ago is taken for the one just ahead (`SOON`).
    """
    try:
        return _days(meaning, anchor, looks)
    except (ValueError, OverflowError):
        return None


def _days(meaning: Meaning, anchor: dt.date | None, looks: Looks) -> Days | None:
    if isinstance(meaning, Era):
        return dt.date(meaning.first, 1, 1), dt.date(meaning.first + meaning.years - 1, 12, 31), "range"
    if isinstance(meaning, Calendar):
        return _calendar(meaning, anchor, looks)
    if isinstance(meaning, YearPart):
        return _year_part(meaning, anchor)
    if isinstance(meaning, Between):
        return _between(meaning, anchor, looks)
    if isinstance(meaning, Nth) and meaning.month is not None:
        return _nth(meaning, _days(meaning.month, anchor, looks))
    if isinstance(meaning, Holiday):
        return _holiday(meaning, anchor, looks)
    return _anchored(meaning, anchor, looks) if anchor else None


def _anchored(meaning: Meaning, anchor: dt.date, looks: Looks) -> Days | None:
    """The meanings that say nothing without an anchor."""
    if isinstance(meaning, Relative) and meaning.unit == "weekend":
        return _weekend(meaning.shift, anchor, looks)
    if isinstance(meaning, Weekday):
        day = weekday(meaning, anchor, looks)
        return day, day, "day"
    if isinstance(meaning, Relative):
        return around(shifted(anchor, meaning.unit, meaning.shift), meaning.unit)
    if isinstance(meaning, Offset):
        return _offset(meaning, anchor)
    if isinstance(meaning, Span):
        return _span(meaning, anchor)
    if isinstance(meaning, Night):
        return _night(meaning, anchor)
    if isinstance(meaning, Nth):
        return around(shifted(anchor, meaning.unit, meaning.number - 1), meaning.unit)
    return None


def weekday(meaning: Weekday, anchor: dt.date, looks: Looks = "either") -> dt.date:
    """The day that a weekday names: the last one up to the anchor, the anchor included. "Last Friday" is never the
    anchor itself, "next Friday" and looking ahead go forward, "this Friday" is the one of the anchor's week."""
    back = (anchor.weekday() - meaning.day) % 7
    if meaning.choice == "last":
        return anchor - dt.timedelta(days=back or 7)
    if meaning.choice == "next" or (looks == "ahead" and meaning.choice == "near"):
        return anchor + dt.timedelta(days=(-back) % 7 or (7 if meaning.choice == "next" else 0))
    if meaning.choice == "this":
        return anchor + dt.timedelta(days=meaning.day - anchor.weekday())
    return anchor - dt.timedelta(days=back)


def shifted(day: dt.date, unit: str, amount: int) -> dt.date:
    """The day so many units away; months keep the day of the month where they have it."""
    if unit in LENGTHS:
        return day + dt.timedelta(days=LENGTHS[unit] * amount)
    index = day.year * 12 + day.month - 1 + MONTHS[unit] * amount
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def around(day: dt.date, unit: str) -> Days:
    """The whole unit that holds a day."""
    if unit in ("week", "fortnight"):
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6 if unit == "week" else 13), "week" if unit == "week" else "range"
    if unit == "month":
        return *month_days(day.year, day.month, day.month), "month"
    if unit == "quarter":
        first = (day.month - 1) // 3 * 3 + 1
        return *month_days(day.year, first, first + 2), "range"
    if unit in ("year", "decade", "century"):
        length = MONTHS[unit] // 12
        first = day.year // length * length
        return dt.date(first, 1, 1), dt.date(first + length - 1, 12, 31), "year" if length == 1 else "range"
    return day, day, "day"


def _weekend(shift: int, anchor: dt.date, looks: Looks) -> Days:
    """Saturday and Sunday of the anchor's week, of the one before ("last weekend") or after. "The weekend" is the one
    past or present, or the one to come where the text looks ahead."""
    saturday = anchor + dt.timedelta(days=5 - anchor.weekday() + 7 * shift)
    if shift == 0 and looks != "ahead" and saturday > anchor:
        saturday -= dt.timedelta(days=7)
    return saturday, saturday + dt.timedelta(days=1), "range"


def month_days(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    """First and last day of some months of a year."""
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _calendar(meaning: Calendar, anchor: dt.date | None, looks: Looks) -> Days | None:
    if meaning.swap and meaning.year and meaning.month and meaning.day:
        return _figures(meaning.year, meaning.month, meaning.day, anchor)
    year = meaning.year or _nearest_year(meaning, anchor, looks)
    if year is None:
        return None
    if meaning.month is None:
        return *month_days(year, 1, 12), "year"
    if meaning.day is None:
        return *month_days(year, meaning.month, meaning.month), "month"
    day = dt.date(year, meaning.month, meaning.day)
    return day, day, "day"


def _figures(year: int, month: int, day: int, anchor: dt.date | None) -> Days:
    """Day before month, unless that lies after the anchor and the other reading does not."""
    found, other = dt.date(year, month, day), dt.date(year, day, month)
    if anchor and found > anchor >= other:
        found = other
    return found, found, "day"


def _nearest_year(meaning: Calendar, anchor: dt.date | None, looks: Looks) -> int | None:
    """The year of a month or day without one: as the words count it, or by the day of the week, or the nearest."""
    if anchor is None or meaning.month is None:
        return None
    if meaning.shift is not None or meaning.choice == "this":
        return anchor.year + (meaning.shift or 0)
    before = anchor.year - ((meaning.month, meaning.day or 1) > (anchor.month, anchor.day))
    after = anchor.year + ((meaning.month, meaning.day or 31) < (anchor.month, anchor.day))
    if meaning.weekday is not None and meaning.day:
        fitting = [year for year in (before, after, before - 1) if _falls_on(meaning, year)]
        return fitting[0] if fitting else before
    if meaning.choice != "near":
        return after if meaning.choice == "next" else _year_before(meaning, anchor, before)
    if not meaning.day or looks == "back":
        return after if looks == "ahead" else before
    ahead = _gap(meaning, anchor, after)
    return after if ahead <= SOON or (looks == "ahead" and ahead < YEAR - SOON) else before


def _year_before(meaning: Calendar, anchor: dt.date, year: int) -> int:
    """The year of a month that is called the last one: said in May, "last May" is a year back."""
    return year - (meaning.day is None and (year, meaning.month) == (anchor.year, anchor.month))


def _falls_on(meaning: Calendar, year: int) -> bool:
    try:
        return dt.date(year, meaning.month or 1, meaning.day or 1).weekday() == meaning.weekday
    except ValueError:
        return False


def _gap(meaning: Calendar, anchor: dt.date, year: int) -> int:
    return (dt.date(year, meaning.month or 1, meaning.day or 1) - anchor).days


def _year_part(meaning: YearPart, anchor: dt.date | None) -> Days | None:
    year = meaning.year
    if year is None and anchor is not None:
        year = anchor.year + (meaning.shift or 0)
    if year is None:
        return None
    bounds = _part_days(meaning, year)
    if meaning.year is None and meaning.shift in (None, -1) and anchor:
        year = _last_part_year(meaning, anchor)
        bounds = _part_days(meaning, year)
    return *bounds, "range"


def _last_part_year(meaning: YearPart, anchor: dt.date) -> int:
    """The year of the latest such part that has begun; for "last summer" the latest that has ended."""
    if meaning.shift == -1 and meaning.kind != "season":
        return anchor.year - 1
    year = anchor.year + 1
    while _part_days(meaning, year)[meaning.shift == -1] > anchor:
        year -= 1
    return year


def _part_days(meaning: YearPart, year: int) -> tuple[dt.date, dt.date]:
    if meaning.kind == "quarter":
        return month_days(year, 3 * meaning.number - 2, 3 * meaning.number)
    if meaning.kind == "half":
        return month_days(year, 6 * meaning.number - 5, 6 * meaning.number)
    if meaning.number == 4:  # winter begins in December
        return dt.date(year, 12, 1), month_days(year + 1, 2, 2)[1]
    return month_days(year, 3 * meaning.number, 3 * meaning.number + 2)


def _between(meaning: Between, anchor: dt.date | None, looks: Looks) -> Days | None:
    last = _days(meaning.last, anchor, looks)
    if last is None:
        return None
    first_anchor = last[1] if isinstance(meaning.first, Weekday) else anchor
    first = _days(_same_year(meaning.first, meaning.last, last[1]), first_anchor, "back")
    if first is None or first[0] > last[1]:
        return None
    return first[0], last[1], "range"


def _same_year(first: Calendar | Weekday, last: Calendar | Weekday, end: dt.date) -> Calendar | Weekday:
    """The beginning of a range with the year of its end, or the year before where it would lie after the end."""
    if not isinstance(first, Calendar) or not isinstance(last, Calendar) or first.year is not None:
        return first
    over = first.month is not None and (first.month, first.day or 1) > (end.month, end.day)
    return msgspec.structs.replace(first, year=end.year - over)


def _offset(meaning: Offset, anchor: dt.date) -> Days | None:
    if meaning.low is None or meaning.high is None:
        return None
    low, high = _away(anchor, meaning, meaning.low), _away(anchor, meaning, meaning.high)
    if low == high:
        return _around_away(low, meaning.unit)
    return min(low, high), max(low, high), "range"


def _around_away(day: dt.date, unit: Unit) -> Days:
    """How wide a distance is: a day for days and weeks, the month for months, the year for years."""
    return around(day, unit if unit in ("month", "year", "decade", "century") else "day")


def _away(anchor: dt.date, meaning: Offset | Span, amount: float) -> dt.date:
    """So many units from the anchor; hours and minutes by whole days."""
    if meaning.unit in ("minute", "hour"):
        return anchor + dt.timedelta(days=meaning.direction * int(amount / (24 if meaning.unit == "hour" else 1440)))
    return shifted(anchor, meaning.unit, meaning.direction * int(amount))


def _span(meaning: Span, anchor: dt.date) -> Days | None:
    if meaning.high is None:
        return None
    hours = {"hour": 24, "minute": 1440}.get(meaning.unit)
    if hours:  # up to a day counts as one: "the last 12 hours" may hold the day before
        other = anchor + dt.timedelta(days=meaning.direction * -(-int(meaning.high) // hours))
    else:
        other = _away(anchor, meaning, meaning.high)
    return min(anchor, other), max(anchor, other), "range"


def _night(meaning: Night, anchor: dt.date) -> Days:
    if meaning.weekday is None:
        return anchor - dt.timedelta(days=1), anchor, "range"
    day = weekday(Weekday(meaning.weekday), anchor)
    first = day - dt.timedelta(days=1) if meaning.into else day
    return first, first + dt.timedelta(days=1), "range"


def _nth(meaning: Nth, month: Days | None) -> Days | None:
    """Day n, or the n-th seven days, or the n-th Saturday with its Sunday, of a month."""
    if month is None:
        return None
    first, last, _ = month
    number, last_one = meaning.number, meaning.number < 0
    if meaning.unit == "day":
        day = last if last_one else first + dt.timedelta(days=number - 1)
        return day, day, "day"
    if meaning.unit == "weekend":
        saturdays = [day for day in _each(first, last) if day.weekday() == 5]
        saturday = saturdays[-1 if last_one else number - 1]
        return saturday, saturday + dt.timedelta(days=1), "range"
    start = last - dt.timedelta(days=6) if last_one else first + dt.timedelta(days=7 * (number - 1))
    return start, min(last, start + dt.timedelta(days=6)), "week"


def _each(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]


def _holiday(meaning: Holiday, anchor: dt.date | None, looks: Looks) -> Days | None:
    if meaning.year is None and anchor is None:
        return None
    years = [meaning.year] if meaning.year else [anchor.year - 1, anchor.year, anchor.year + 1] if anchor else []
    found = [holiday(meaning.name, year) + dt.timedelta(days=meaning.shift) for year in years if year]
    if anchor and not meaning.year:
        found = [day for day in found if (day >= anchor if looks == "ahead" else day <= anchor)]
    day = found[0 if looks == "ahead" else -1]
    return day, day, "day"


def holiday(name: str, year: int) -> dt.date:
    """The day of a holiday in a year. Easter by the anonymous Gregorian rule (Nature, 20 April 1876)."""
    if name == "easter":
        return _easter(year)
    if name == "thanksgiving":  # the fourth Thursday of November
        return dt.date(year, 11, 28 - (dt.date(year, 11, 28).weekday() - 3) % 7)
    month, day = {"christmas": (12, 25), "new_year": (1, 1), "nowruz": (3, 21)}[name]
    return dt.date(year, month, day)


def _easter(year: int) -> dt.date:
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def narrowed(found: Days, phase: str | None, anchor: dt.date | None) -> Days:
    """The part of an interval that "early", "mid", "late" … leave of it.

    Thirds of a month (days 1-10, 11-20, 21-) and of longer stretches for early, mid and late; the same for start and
    end, but quarters of a year. "Earlier this month" runs to the anchor, "later this month" from it.
    """
    first, last, precision = found
    if phase is None or first == last:
        return found
    if phase == "earlier":
        return first, min(last, anchor) if anchor and anchor >= first else last, precision
    if phase == "later":
        return max(first, anchor) if anchor and anchor <= last else first, last, precision
    if first.day == 1 and (last.year, last.month) == (first.year, first.month):
        return _third_of_month(first, last, phase)
    return _third(first, last, phase)


def _third_of_month(first: dt.date, last: dt.date, phase: str) -> Days:
    if phase in ("early", "start"):
        return first, first.replace(day=10), "range"
    return (
        (first.replace(day=11), first.replace(day=20), "range")
        if phase == "mid"
        else (first.replace(day=21), last, "range")
    )


def _third(first: dt.date, last: dt.date, phase: str) -> Days:
    """Whole months where the stretch has them, else days."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    share = 4 if phase in ("start", "end") else 3
    if first.day != 1 or months % share:
        length = ((last - first).days + 1) // 3
        size: dt.timedelta = dt.timedelta(days=max(length, 1))
        if phase in ("early", "start"):
            return first, first + size - dt.timedelta(days=1), "range"
        return (
            (first + size, last - size, "range")
            if phase == "mid"
            else (last - size + dt.timedelta(days=1), last, "range")
        )
    step = months // share
    day = dt.timedelta(days=1)
    if phase in ("early", "start"):
        return first, shifted(first, "month", step) - day, "range"
    if phase == "mid":
        return shifted(first, "month", step), shifted(first, "month", 2 * step) - day, "range"
    return shifted(first, "month", months - step), last, "range"
