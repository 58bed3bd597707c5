"""Predictions -> one table: value, interval, trivial baseline, floor, and the two parts of a set."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from adapters.running import Answers, rank

HERE = Path(__file__).parent.parent
BASELINES = HERE / "baselines.json"
UNSEEN = 3
"""One record in so many, by a hash of its id, is held out: nobody reads its errors while working on the coder."""


def unseen(id_: str) -> bool:
    """Whether a record's errors are not looked at."""
    return rank(id_) % UNSEEN == 0


def scorer(path: Path) -> ModuleType:
    """The gold folder's own scoring program."""
    spec = importlib.util.spec_from_file_location("gold_score", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"{path}: not there; scores need it (predictions alone: --predictions OUT)")
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_score"] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of one file: the value, its 95 % interval, and the values on the seen and on the unseen records."""

    name: str
    metric: str
    unit: str
    value: float | None
    n: int
    interval: tuple[float, float] | None
    seen: float | None
    unseen: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """All metrics of one file."""

    name: str
    gold: str
    documents: int
    failures: int
    lines: tuple[Line, ...]


def digest(paths: Sequence[Path]) -> str:
    """A hash of gold files; of a gold folder, all files in it."""
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*")))]
    total = hashlib.sha256()
    for file in files:
        if file.is_file():
            total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


def score(done: Answers, program: ModuleType, resamples: int) -> Scores:
    """Score the answers of one job; where only a sample was answered, on that sample."""
    task = program.TASKS[done.job.adapter.task]
    answered = {row["id"] for row in done.rows}
    rows = program.keyed(task.gold_objects(done.job.path), task.gold_shape)
    gold = {id_: row for id_, row in rows.items() if id_ in answered}
    with tempfile.TemporaryDirectory() as folder:
        file = done.job.adapter.save(Path(folder) / "predictions", done.rows)
        given = program.keyed(program.known_only(task.objects(file), gold), task.shape)
    tallies = task.tallies(gold, given)
    lines = tuple(_lines(done.job.name, task, gold, tallies, program, resamples))
    return Scores(done.job.name, digest(done.job.adapter.gold(done.job.path)), len(gold), len(done.failures), lines)


def _lines(
    name: str, task: Any, gold: Mapping[str, Any], tallies: Mapping[str, Any], program: ModuleType, resamples: int
) -> Iterable[Line]:
    every = program.measured(task, gold, tallies, resamples)
    parts = [
        program.measured(task, gold, {id_: tally for id_, tally in tallies.items() if unseen(id_) is kept}, 0)
        for kept in (False, True)
    ]
    for entry, seen, held in zip(every, *parts, strict=True):
        yield Line(name, entry.name, entry.unit, entry.value, entry.n, entry.interval, seen.value, held.value)


def baselines() -> Mapping[str, Mapping[str, float]]:
    """The best trivial answer to each metric of the table, by file."""
    return json.loads(BASELINES.read_text(encoding="utf-8"))


def shown(value: float | None, unit: str) -> str:
    """A value as the table prints it: shares in per cent."""
    if value is None:
        return "-"
    return f"{100 * value:.1f}" if unit == "%" else f"{value:.1f}"


def table(scores: Sequence[Scores], floors: Mapping[str, Mapping[str, float]], every: bool = False) -> str:
    """The table; only the metrics that have a baseline unless ``every``."""
    known = baselines()
    rows = [("set", "metric", "value", "95 % interval", "n", "baseline", "floor", "seen", "unseen")]
    for entry in scores:
        listed = known.get(entry.name) or known.get(entry.name.split(" (")[0]) or {}
        least = floors.get(entry.name, {})
        lines = [line for line in entry.lines if every or line.metric in listed or not listed]
        rows += [_cells(line, listed.get(line.metric), least.get(line.metric)) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_justified(row, widths) for row in rows)


def _cells(line: Line, baseline: float | None, floor: float | None) -> tuple[str, ...]:
    bounds = " - ".join(shown(end, line.unit) for end in line.interval) if line.interval else ""
    base = "" if baseline is None else shown(baseline, line.unit)
    least = "" if floor is None else shown(floor, line.unit)
    rest = shown(line.seen, line.unit), shown(line.unseen, line.unit)
    return (line.name, line.metric, shown(line.value, line.unit), bounds, str(line.n), base, least, *rest)


def _justified(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if column < 2 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def as_json(scores: Sequence[Scores]) -> str:
    """All metrics of all files, rounded so that equal runs write equal bytes."""

    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    found = {
        entry.name: {
            "gold": entry.gold,
            "documents": entry.documents,
            "failures": entry.failures,
            "metrics": {
                line.metric: {
                    "value": rounded(line.value),
                    "n": line.n,
                    "interval": [rounded(end) for end in line.interval] if line.interval else None,
                    "unit": line.unit,
                    "seen": rounded(line.seen),
                    "unseen": rounded(line.unseen),
                }
                for line in entry.lines
            },
        }
        for entry in scores
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
