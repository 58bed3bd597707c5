"""What each rule of the grammar makes of its words: kind, anchor and meaning of a mention, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from onrecord.language.dates.intervals import (
    Between,
    Calendar,
    Choice,
    Era,
    Holiday,
    Meaning,
    Night,
    Nth,
    Offset,
    Relative,
    Span,
    Unit,
    Weekday,
    YearPart,
)
from onrecord.language.dates.mention import Anchor, Kind
from onrecord.language.dates.words import FIRST_YEAR, MONTHS, SHIFTS, Words, as_unit, without_clock, year_of

Made: TypeAlias = tuple[Kind, Anchor, Meaning | None]


def _dated(meaning: Meaning | None) -> Made | None:
    """A date; absolute where its year is stated."""
    if meaning is None:
        return None
    stated = getattr(meaning.last if isinstance(meaning, Between) else meaning, "year", None) is not None
    return "date", "absolute" if stated or isinstance(meaning, Era) else "published", meaning


_CHOICES: dict[str, Choice] = {"last": "last", "previous": "last", "next": "next", "following": "next", "this": "this"}


def _full_date(words: Words, before: str) -> Made | None:
    bare = without_clock(words)
    year, month, day = year_of(bare), bare.first(*MONTHS), bare.first("day", "nth")
    if year is not None:
        return _dated(Calendar(year, month, day))
    weekday = words.first("weekday", "short_weekday")
    shift, choice = _year_shift(words)
    return _dated(Calendar(None, month, day, shift=shift, choice=choice, weekday=weekday))


def _year_shift(words: Words) -> tuple[int | None, Choice]:
    """The year counted from now ("April next year"), or which of several Aprils is meant ("last April")."""
    shifts = [item.kind for item in words.items if item.kind in SHIFTS]
    if words.has("unit_year"):
        return words.shift(), "near"
    return None, _CHOICES.get(shifts[0], "near") if shifts else "near"


def _year_only(words: Words, before: str) -> Made | None:
    return _dated(Calendar(words.first("year")))


def _numeric(words: Words, before: str) -> Made | None:
    one, two, three = words.first("date")
    if one > 31:
        return _dated(Calendar(one, two, three)) if 1 <= two <= 12 and 1 <= three <= 31 else None
    year = three if three > 99 else three + (2000 if three < 50 else 1900)
    if not (1 <= one <= 31 and 1 <= two <= 31) or min(one, two) > 12 or year < FIRST_YEAR:
        return None
    day, month = (one, two) if two <= 12 else (two, one)
    return _dated(Calendar(year, month, day, swap=max(one, two) <= 12 and one != two))


def _range_days(words: Words, before: str) -> Made | None:
    numbers, month, year = words.all("day", "nth"), words.first(*MONTHS), year_of(words)
    if len(numbers) < 2:
        return None
    return _dated(Between(Calendar(year, month, numbers[0]), Calendar(year, month, numbers[1])))


def _range_dates(words: Words, before: str) -> Made | None:
    numbers, months, years = words.all("day", "nth"), words.all(*MONTHS), words.all("year")
    if len(numbers) < 2 or len(months) < 2:
        return None
    first = years[0] if len(years) == 2 else None
    last = years[-1] if years else None
    return _dated(Between(Calendar(first, months[0], numbers[0]), Calendar(last, months[1], numbers[1])))


def _range_months(words: Words, before: str) -> Made | None:
    months, years = words.all(*MONTHS), words.all("year")
    first = years[0] if len(years) == 2 else None
    return _dated(Between(Calendar(first, months[0]), Calendar(years[-1] if years else None, months[1])))


def _range_years(words: Words, before: str) -> Made | None:
    first, last = words.all("year")
    return _dated(Between(Calendar(first), Calendar(last))) if first < last <= first + 100 else None


def _range_weekdays(words: Words, before: str) -> Made | None:
    first, last = words.all("weekday")
    if words.has("into", "overnight", "part") and (last - first) % 7 == 1:
        return "date", "published", Night(last, into=True)
    return "date", "published", Between(Weekday(first), Weekday(last))


def _decade(words: Words, before: str) -> Made | None:
    first = words.first("decade", "year")
    if words.items[0].text.lower() in ("his", "her", "their", "my"):
        return "age", "absolute", None  # "in his 30s"
    return _dated(Era(int(first), 10)) if first is not None and first % 10 == 0 else None


def _century(words: Words, before: str) -> Made | None:
    number = words.first("nth", "ordinal")
    return _dated(Era(100 * (number - 1), 100)) if 1 < number < 22 else None


def _nth_of(words: Words, before: str) -> Made | None:
    number = -1 if words.items[0].kind == "last" or words.items[1].kind == "last" else words.first("ordinal", "nth")
    unit = next(as_unit(item.value) for item in words.items if item.kind.startswith("unit_"))
    month = words.first(*MONTHS)
    if month is None:
        rest = Words(words.items[-3:])
        return "date", "published", Nth(number, unit, Relative("month", rest.shift()))
    return _dated_nth(Nth(number, unit, Calendar(year_of(words), month)))


def _dated_nth(meaning: Nth) -> Made:
    stated = isinstance(meaning.month, Calendar) and meaning.month.year is not None
    return "date", "absolute" if stated else "published", meaning


def _year_part(kind: Literal["quarter", "half"]) -> Callable[[Words, str], Made | None]:
    def build(words: Words, before: str) -> Made | None:
        number = -1 if kind == "half" and words.first("ordinal") is None else words.first("ordinal")
        if number == -1:
            number = 2
        if number > (4 if kind == "quarter" else 2):
            return None
        year = words.first("year")
        shift = words.shift() if words.has(*SHIFTS) else None
        if words.has("ago", "earlier"):
            shift = -1
        return _dated(YearPart(kind, number, year, shift))

    return build


def _season(words: Words, before: str) -> Made | None:
    shift = words.shift() if words.has(*SHIFTS) else None
    return _dated(YearPart("season", words.first("season"), words.first("year"), shift))


def _weekday(words: Words, before: str) -> Made | None:
    shift = next((item.kind for item in words.items if item.kind in SHIFTS), "")
    anchor: Anchor = "reference" if shift in ("previous", "following", "that") else "published"
    return "date", anchor, Weekday(words.first("weekday", "weekdays"), _CHOICES.get(shift, "near"))


def _overnight(words: Words, before: str) -> Made | None:
    return "date", "published", Night(words.first("weekday"), words.has("into"))


def _holiday(words: Words, before: str) -> Made | None:
    name = words.first("holiday") or "new_year"
    shift = -1 if words.has("eve") else 0
    if words.has("weekday"):
        shift = {6: 0, 0: 1, 4: -2}.get(words.first("weekday"), 0)
    return _dated(Holiday(name, shift, words.first("year")))


def _deictic(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("day", words.first("deictic"))


def _day_beside(words: Words, before: str) -> Made | None:
    beside: int = words.first("before", "after") + words.first("deictic")
    return "date", "published", Relative("day", beside)


def _tonight(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("day", 0)


def _this_part(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("day", words.shift())


def _counted(kind: Kind, anchor: Anchor, direction: Literal[-1, 1] | None) -> Callable[[Words, str], Made | None]:
    """A number of units before or after the anchor; without a direction it is the words that say it."""

    def build(words: Words, before: str) -> Made | None:
        way: Literal[-1, 1] = direction or (1 if words.has("after", "following", "later", "now") else -1)
        unit = words.unit()
        if unit is None:
            return None
        several = words.has("units") and not words.has("count", "day", "number", "two_digits", "year", "several", "a")
        low, high = (None, None) if several else words.amount()
        return kind, anchor, Offset(*_whole(low, high, unit), way)

    return build


_FINER: dict[str, tuple[Unit, int]] = {
    "decade": ("year", 10), "year": ("month", 12), "month": ("day", 30), "week": ("day", 7), "day": ("hour", 24),
    "hour": ("minute", 60),
}  # fmt: skip


def _whole(low: float | None, high: float | None, unit: Unit) -> tuple[float | None, float | None, Unit]:
    """Half units in the next finer one: a year and a half is 18 months."""
    if low is None or high is None or (low == int(low) and high == int(high)) or unit not in _FINER:
        return low, high, unit
    finer, times = _FINER[unit]
    return low * times, high * times, finer


def _span(words: Words, before: str) -> Made | None:
    unit, shift = words.unit(), words.first("last", "previous", "next", "following", "recent")
    if unit is None:
        return None
    if words.has("units") and len(words.items) == 2 and words.has("last", "next"):
        return "date", "published", Relative(unit, words.shift())  # "next months vote" lost its apostrophe
    vague = not words.has("count", "day", "number", "two_digits", "several", "a", "half", "year")
    single = any(item.kind.startswith("unit_") for item in words.items)
    low, high = (None, None) if vague and not single else words.amount()
    return "span", "published", Span(*_whole(low, high, unit), 1 if shift == 1 else -1)


def _shifted(words: Words, before: str) -> Made | None:
    """Last week, the next day, that month: with "the next", "the previous" and "that" counted from an event."""
    unit, kinds = words.unit(), [item.kind for item in words.items]
    if unit is None:
        return None
    told = "the" in kinds and ("next" in kinds or "previous" in kinds)
    anchor: Anchor = "reference" if told or "that" in kinds or "following" in kinds else "published"
    return "offset" if anchor == "reference" else "date", anchor, Relative(unit, words.shift())


QUARTERS_BACK = 5
"""From a report to the quarter a year before the last full one, which "the year-earlier quarter" compares."""


def _year_back(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("quarter", -QUARTERS_BACK)


def _nth_day(words: Words, before: str) -> Made | None:
    return "offset", "reference", Nth(words.first("ordinal", "nth"), words.unit() or "day")


def _no_day(kind: Kind) -> Callable[[Words, str], Made | None]:
    def build(words: Words, before: str) -> Made | None:
        if kind != "duration" or words.unit() is None:
            return kind, "absolute", None
        unit = words.unit()
        low, high = words.amount()
        return kind, "absolute", Offset(low, high, unit, 1) if unit else None

    return build


BUILDERS: dict[str, Callable[[Words, str], Made | None]] = {
    "range_dates": _range_dates,
    "range_days": _range_days,
    "full_date": _full_date,
    "numeric_date": _numeric,
    "range_years": _range_years,
    "decade": _decade,
    "century": _century,
    "nth_of": _nth_of,
    "half_year": _year_part("half"),
    "quarter": _year_part("quarter"),
    "season": _season,
    "range_months": _range_months,
    "month": _full_date,
    "range_weekdays": _range_weekdays,
    "weekday": _weekday,
    "overnight": _overnight,
    "holiday": _holiday,
    "day_beside": _day_beside,
    "deictic": _deictic,
    "tonight": _tonight,
    "this_part": _this_part,
    "ago": _counted("date", "published", None),
    "off_back": _counted("offset", "reference", -1),
    "off_on": _counted("offset", "reference", 1),
    "off_event": _counted("offset", "reference", None),
    "off_vague": _counted("offset", "reference", None),
    "span": _span,
    "phase_unit": _shifted,
    "year_back": _year_back,
    "weekend": _shifted,
    "shifted": _shifted,
    "nth_day": _nth_day,
    "year": _year_only,
    "age": _no_day("age"),
    "often": _no_day("set"),
    "weekdays": _no_day("set"),
    "duration": _no_day("duration"),
    "time": _no_day("time"),
}
