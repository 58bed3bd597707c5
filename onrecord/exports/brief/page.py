"""The brief as one page of HTML: nothing is loaded from elsewhere, and it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from onrecord.exports.brief import phrases
from onrecord.exports.brief.chart import Town, svg
from onrecord.exports.brief.records import Account, Brief, Item
from onrecord.knowledge.outlines import Box

ROOM = 1.06
"""The axis of an event's numbers ends so much beyond its highest."""
OPEN = 0.12
"""Share of the axis by which an open end is drawn beyond the number told."""


def render(brief: Brief, towns: Callable[[Box], Iterable[Town]] | None = None) -> str:
    """The page as text."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord", "data/templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    placed = [item for day in brief.days for item in day.items]
    return environment.get_template("brief.html").render(
        brief=brief,
        map=Markup(svg(placed, towns)),  # noqa: S704 - its texts are escaped where it is drawn
        coarse=[item for item in placed if item.lat is not None and item.coarse],
        unplaced=[item for item in placed if item.lat is None],
        sure=phrases.SURE,
        sure_means=phrases.SURE_MEANS,
        bars=bars,
        short_day=phrases.short_day,
        shade=shade,
    )


def bars(item: Item) -> list[tuple[Account, dict[str, Any] | None]]:
    """Each account with where its range lies on the event's axis, in per cent; null where it gives no number."""
    ends = [end for one in item.accounts for end in (one.low, one.high) if end is not None]
    top = max(ends, default=0) * ROOM
    return [(one, _bar(one, top) if top else None) for one in item.accounts]


def _bar(one: Account, top: float) -> dict[str, Any] | None:
    if one.low is None and one.high is None:
        return None
    start = one.low if one.low is not None else 0
    end = one.high if one.high is not None else min(start + top * OPEN, top)
    return {
        "left": round(100 * start / top, 2),
        "width": round(100 * (end - start) / top, 2),
        "open": "right" if one.high is None else "left" if one.low is None else "",
        "point": one.low == one.high,
    }


def shade(number: int, most: int) -> str:
    """A class for a cell of the coverage table: none, some, more, most."""
    return "none" if number == 0 else "low" if number * 3 <= most else "mid" if number * 3 <= 2 * most else "high"
