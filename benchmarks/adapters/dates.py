"""dates: expressions that name a day, week, month, quarter or year, and the days they stand for."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from adapters.base import Adapter, Row
from adapters.kit import Kit


def predict(row: Row, kit: Kit) -> Row:
    """The expressions of a body text; ``dct`` (the day the text was made) is the day they count from."""
    found = []
    made = row.get("dct") or row.get("published")
    for start, end, kind, value in kit.times(row["text"], made and made[: len("1998-02-27")]):
        days = calendar_days(value or "")
        if kind in ("DATE", "TIME") and days:
            found.append({"start": start, "end": end, "earliest": days[0], "latest": days[1]})
    return {"dates": found}


def calendar_days(value: str) -> tuple[str, str] | None:
    """First and last day of a TIMEX3 value that names a piece of the calendar; None for all others."""
    try:
        days = _days(value)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None
    return (days[0].isoformat(), days[1].isoformat()) if days else None


def _days(value: str) -> tuple[dt.date, dt.date] | None:
    if found := re.fullmatch(r"(\d{4})(?:-(\d\d)|-Q([1-4]))?", value):
        year, month, quarter = (int(part) if part else 0 for part in found.groups())
        first, last = (month, month) if month else (3 * quarter - 2, 3 * quarter) if quarter else (1, 12)
        return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
    if found := re.fullmatch(r"(\d{4})-W(\d{1,2})(-WE)?", value):
        first_day = dt.date.fromisocalendar(int(found[1]), int(found[2]), 6 if found[3] else 1)
        return first_day, first_day + dt.timedelta(days=1 if found[3] else 6)
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T.*)?", value):
        return (dt.date.fromisoformat(found[1]),) * 2
    return None


def nothing(row: Row) -> Row:
    """No expression."""
    return {"dates": []}


ADAPTER = Adapter(folder="dates", task="dates", inputs=("text", "published", "dct"), predict=predict, empty=nothing)
