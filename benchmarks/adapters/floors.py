"""Floors: what a score must not fall below. They are pinned to the gold data and rise by themselves, never fall."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters.table import HERE, Line, Scores, baselines

FILE = HERE / "floors.json"
SLACK = 0.01
"""A floor lies one point below the value: eight-bit arithmetic differs between processors, and a few records with it."""

Floors = dict[str, dict[str, Any]]


def load(path: Path = FILE) -> Floors:
    """The floors by file: ``gold`` (hash of the gold data) and ``floors`` (metric to share)."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def save(floors: Floors, path: Path = FILE) -> None:
    """Write the floors."""
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def least(floors: Floors) -> Mapping[str, Mapping[str, float]]:
    """The floors alone, by file and metric."""
    return {name: entry["floors"] for name, entry in floors.items()}


def faults(floors: Floors, scores: Sequence[Scores]) -> Iterator[str]:
    """Everything that speaks against the scores: gold data other than the floors were made for, a value below one."""
    for entry in scores:
        pinned = floors.get(entry.name)
        if pinned is None:
            continue
        if pinned["gold"] != entry.gold:
            yield f"{entry.name}: the gold data changed; its floors say nothing (set new ones with --raise-floors --lower)"
            continue
        values = {line.metric: line.value for line in entry.lines}
        for metric, floor in pinned["floors"].items():
            value = values.get(metric)
            if value is None or value < floor:
                yield f"{entry.name}: {metric} is {'missing' if value is None else f'{100 * value:.1f}'}, below its floor {100 * floor:.1f}"


def raised(floors: Floors, scores: Sequence[Scores], lower: bool = False) -> Floors:
    """Floors lifted to these scores; lowered, or moved to other gold data, only where ``lower`` says so."""
    lifted = dict(floors)
    for entry in scores:
        old = floors.get(entry.name, {"gold": entry.gold, "floors": {}})
        if lower or old["gold"] == entry.gold:
            lifted[entry.name] = {"gold": entry.gold, "floors": _lifted(old["floors"], entry, lower)}
    return lifted


def _lifted(old: Mapping[str, float], entry: Scores, lower: bool) -> dict[str, float]:
    fresh = {line.metric: _floor(line) for line in entry.lines if _gated(entry.name, line)}
    if lower:
        return fresh
    return {metric: max(fresh.get(metric, 0.0), old.get(metric, 0.0)) for metric in {**old, **fresh}}


def _floor(line: Line) -> float:
    return max(0.0, math.floor(1000 * ((line.value or 0.0) - SLACK)) / 1000)


def _gated(name: str, line: Line) -> bool:
    """Shares of the table; medians and the like have no floor."""
    known = baselines()
    listed = known.get(name) or known.get(name.split(" (", maxsplit=1)[0]) or {}
    return line.unit == "%" and line.value is not None and (line.metric in listed or not listed)
