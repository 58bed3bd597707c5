"""How values are put into words on the pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from onrecord.exports import words
from onrecord.model import Glance
from onrecord.serve.groups import Grouping

PRECISIONS = {
    "site": "exact site",
    "settlement": "settlement",
    "admin3": "third-level area",
    "admin2": "second-level area",
    "admin1": "first-level area",
    "country": "country only",
    "unresolved": "not located",
}
REVIEWS = {
    "unreviewed": "not reviewed",
    "approved": "approved",
    "cleared": "cleared for the public",
    "rejected": "rejected",
}
SHORTEN = 300
"""Characters of a name in a list; a longer one is cut there, and whole on its own page."""


def filters(grouping: Grouping) -> Mapping[str, Callable[..., Any]]:
    """What templates call by name."""
    return {
        "kind": grouping.label,
        "group": grouping.of,
        "when": when,
        "dead": dead,
        "day": day,
        "precision": lambda value: PRECISIONS.get(value, value),
        "review": lambda value: REVIEWS.get(value, value),
        "plain": plain,
        "short": short,
        "age": age,
        "number": lambda value: "" if value is None else f"{value:,}",
    }


def day(value: str | None) -> str:
    """``2016-01-17`` as ``17 Jan 2016``."""
    if not value:
        return ""
    date = datetime.date.fromisoformat(value[:10])
    return f"{date.day} {date:%b %Y}"


def when(one: Glance) -> str:
    """The days of an event as a person writes them; an interval stays one."""
    first, last = one.earliest, one.latest
    if not first and not last:
        return "no date"
    if first and last:
        if first == last:
            return day(first)
        if one.when_precision == "year" and first[:4] == last[:4]:
            return f"in {first[:4]}"
        if one.when_precision == "month" and first[:7] == last[:7]:
            return datetime.date.fromisoformat(first).strftime("in %B %Y")
        return f"{_begin(first, last)} – {day(last)}"
    return f"from {day(first)}" if first else f"until {day(last)}"


def _begin(first: str, last: str) -> str:
    whole = day(first)
    if first[:7] == last[:7]:
        return whole.split(" ")[0]
    return whole.rsplit(" ", 1)[0] if first[:4] == last[:4] else whole


def dead(low: int | None, high: int | None) -> str:
    """The lowest and highest number told: ``14 – 19``; empty where nobody gives one."""
    if low is None and high is None:
        return ""
    if low == high or high is None or low is None:
        return f"{low if low is not None else high:,}"
    return f"{low:,}–{high:,}"


def age(days: int | None) -> str:
    """How long ago something was last attested."""
    if days is None:
        return "not dated"
    if days <= 0:
        return "that day"
    for unit, length in (("year", 365.25), ("month", 30.44), ("day", 1)):
        if days >= 2 * length:
            return f"{days / length:.0f} {unit}s old"
    return "1 day old"


def plain(value: str | None) -> str:
    """``third_party`` as ``third party``."""
    return (value or "").replace("_", " ")


def short(value: str | None) -> str:
    """A name cut to what a list can show."""
    text = words.flat(value or "")
    return text if len(text) <= SHORTEN else text[:SHORTEN] + " …"
