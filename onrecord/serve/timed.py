"""Events of a view in time: days as bars, longer intervals as intervals, undated events counted apart."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from onrecord.serve.index import Index

if TYPE_CHECKING:
    from onrecord.serve.index import Numbers

STEPS = ((1, 150), (7, 1100), (30, 4600))
"""Days of a bar, up to this many days in view; beyond, a bar is a year."""
YEAR = 365
INTERVALS = 60
"""So many intervals are drawn one by one; the rest is told as a number."""


def timeline(index: Index) -> dict[str, Any]:
    """Bars (first day, events by group), intervals longer than a bar, the span, and how many have no date."""
    first, last = _ends(index)
    dated = index.dated
    if not dated.any():
        return {"from": None, "to": None, "step": "day", "bars": [], "intervals": [], "more": 0, "undated": len(index)}
    start, end = int(first[dated].min()), int(last[dated].max())
    days = next((step for step, most in STEPS if end - start < most), YEAR)
    long = dated & (last - first >= max(days, 2))
    spans = _intervals(index, long, first, last)
    return {
        "from": _iso(start),
        "to": _iso(end),
        "step": {1: "day", 7: "week", 30: "month"}.get(days, "year"),
        "bars": _bars(index, dated & ~long, first, days),
        "intervals": spans[:INTERVALS],
        "more": sum(span["count"] for span in spans[INTERVALS:]),
        "undated": int((~dated).sum()),
    }


def _ends(index: Index) -> tuple[Numbers, Numbers]:
    """First and last day of each event; an open end is the other end."""
    import numpy as np

    first = np.where(index.first > 0, index.first, index.last)
    return first, np.maximum(np.where(index.last > 0, index.last, index.first), first)


def _iso(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


def _starts(first: Numbers, days: int) -> Numbers:
    """The first day of the bar in which each day lies: weeks begin on Monday, months and years on their first."""
    import numpy as np

    if days == 1:
        return first
    if days == 7:
        result: Numbers = first - (first - 1) % 7
        return result
    unit = "M" if days == 30 else "Y"
    epoch = datetime.date(1970, 1, 1).toordinal()
    dates = (first - epoch).astype("datetime64[D]").astype(f"datetime64[{unit}]").astype("datetime64[D]")
    return dates.astype(np.int64) + epoch


def _bars(index: Index, short: Numbers, first: Numbers, days: int) -> list[dict[str, Any]]:
    import numpy as np

    if not short.any():
        return []
    starts, places = np.unique(_starts(first[short], days), return_inverse=True)
    groups = index.groups[short]
    counts = np.zeros((len(starts), int(groups.max()) + 1), dtype=int)
    np.add.at(counts, (places, groups), 1)
    return [{"day": _iso(int(day)), "groups": row.tolist()} for day, row in zip(starts, counts, strict=True)]


def _intervals(index: Index, long: Numbers, first: Numbers, last: Numbers) -> list[dict[str, Any]]:
    """Each interval once with how many events lie in it, most events first."""
    import numpy as np

    if not long.any():
        return []
    ends = np.stack([first[long], last[long], index.groups[long]], axis=1)
    spans, where, counts = np.unique(ends, axis=0, return_index=True, return_counts=True)
    numbers = np.flatnonzero(long)[where]
    rows = [
        {"from": _iso(int(a)), "to": _iso(int(b)), "group": int(group), "count": int(count), "id": index.glances[n].id}
        for (a, b, group), count, n in zip(spans, counts, numbers, strict=True)
    ]
    return sorted(rows, key=lambda row: (-int(row["count"]), str(row["from"])))
