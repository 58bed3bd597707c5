"""Tolls side by side as ranges on one axis: what each source says, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.exports import words
from onrecord.model import Claim, Report
from onrecord.serve.put import day
from onrecord.weigh import Reading, Weighed

WIDTH = 430
"""Units of the axis."""
ORDER = ("killed", "wounded", "casualties", "missing", "abducted", "captured", "detained", "displaced")
USES = {
    "part": "part of a larger count",
    "repeated": "said again",
    "superseded": "superseded by the same source",
    "running_total": "a running total",
    "part_of_the_incident": "one part of the event",
    "no_number": "no number",
    "not_persons": "not persons",
    "denied": "denied",
}


def chart(weighed: Weighed, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    """One chart a harm, most grave first; each row a toll with its bar in units of the axis, links and words."""
    harms = sorted(
        {reading.harm for reading in weighed.readings},
        key=lambda harm: (ORDER.index(harm) if harm in ORDER else 99, harm),
    )
    return [_harm(harm, weighed, claims, reports) for harm in harms]


def _harm(harm: str, weighed: Weighed, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> dict[str, Any]:
    own = [reading for reading in weighed.readings if reading.harm == harm]
    top, step = _axis(max((reading.high or reading.low or 0 for reading in own), default=0))
    rows = [_row(reading, claims, reports, top) for reading in own]
    figure = next((one for one in weighed.figures if (one.harm, one.group) == (harm, "all")), None)
    return {
        "harm": harm,
        "ticks": [{"at": tick, "x": round(WIDTH * tick / top)} for tick in range(0, top + 1, step)],
        "rows": sorted(rows, key=lambda row: (row["use"] != "counts", row["group"], row["said"] or "", row["source"])),
        "value": figure.value if figure else None,
        "value_x": round(WIDTH * figure.value / top) if figure and figure.value is not None else None,
        "rule": figure.rule if figure else None,
        "low": figure.low if figure else None,
        "high": figure.high if figure else None,
        "open": bool(figure and figure.open_above),
        "contradicted": _marked(weighed, own),
    }


def _marked(weighed: Weighed, own: list[Reading]) -> bool:
    tolls = {reading.toll for reading in own}
    return any(one.verdict == "contradicts" and one.one in tolls for one in weighed.standings)


def _row(reading: Reading, claims: Mapping[str, Claim], reports: Mapping[str, Report], top: int) -> dict[str, Any]:
    claim = claims[reading.claim]
    toll = next(one for one in claim.tolls if one.id == reading.toll)
    report = reports.get(claim.report)
    low, high = reading.low, reading.high
    given = [number for number in (low, high) if number is not None]
    left = round(WIDTH * (low if low is not None else 0) / top)
    right = round(WIDTH * (high if high is not None else (low or 0)) / top)
    return {
        "claim": claim.id,
        "toll": toll.id,
        "source": words.source(claim.source),
        "outlet": report.publisher if report else None,
        "said": reading.said,
        "said_words": day(reading.said),
        "group": reading.group,
        "words": words.toll(toll),
        "text": reading.text,
        "low": low,
        "high": high,
        "numbered": bool(given),
        "left": left,
        "right": right,
        "open_above": low is not None and high is None,
        "open_below": high is not None and low is None,
        "use": reading.use,
        "why": USES.get(reading.use, ""),
        "report": claim.report,
    }


def _axis(most: int) -> tuple[int, int]:
    """The end of an axis that holds ``most`` with room above it, and the step of its ticks, both round."""
    room = max(4, most * 1.12)
    step = 1
    while room / step > 6:
        step = {1: 2, 2: 5, 5: 10}[int(str(step)[0])] * 10 ** (len(str(step)) - 1)
    return (int(room // step) + 1) * step, step
