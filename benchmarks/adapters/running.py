"""Answering gold files: records without their gold go to the adapters, in several processes, and come back in order."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters import ADAPTERS
from adapters.base import Adapter, Row
from adapters.kit import Kit

CHUNK = 8
LONGEST = 60.0
"""Seconds that one record may take; whole reports take a tenth of one."""

NAMED = 5
"""Failures of a file that are named one by one."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file of gold and the adapter that answers it; ``path`` is a folder for sets that keep a file a record."""

    adapter: Adapter
    path: Path

    @property
    def name(self) -> str:
        """``set/file``, with the variant in brackets."""
        variant = f" ({self.adapter.variant})" if self.adapter.variant else ""
        return f"{self.adapter.folder}/{self.path.name}{variant}"


@dataclass(frozen=True, slots=True)
class Answers:
    """The predictions of one job, in the order of its records, and the records that failed, each with its error."""

    job: Job
    rows: list[Row]
    failures: list[tuple[str, str]]


def rank(id_: str) -> int:
    """A number drawn from an id, the same on every machine."""
    return int(hashlib.sha256(id_.encode()).hexdigest()[:8], 16)


def jobs(gold: Path, sets: Sequence[str] = ()) -> list[Job]:
    """A job for each file that an adapter knows, in the order of the adapters. What none knows is named on stderr."""
    found: list[Job] = []
    for adapter in ADAPTERS:
        if not sets or adapter.folder in sets:
            found += [Job(adapter, path) for path in adapter.files(gold / adapter.folder)]
    _name_the_rest(gold, sets, {job.path for job in found})
    return found


def _name_the_rest(gold: Path, sets: Sequence[str], known: set[Path]) -> None:
    folders = [path for path in sorted(gold.iterdir()) if path.is_dir() and (not sets or path.name in sets)]
    for folder in folders:
        files = [path for path in sorted(folder.iterdir()) if path.suffix in (".jsonl", ".conllu")]
        passed = [path.name for path in files if path not in known and folder not in known]
        if passed:
            print(f"no adapter: {folder.name} ({', '.join(passed)})", file=sys.stderr)


def sampled(rows: Iterable[Row], size: int | None) -> list[Row]:
    """``size`` records, drawn by their ids, in the order of the file; all where it is null."""
    every = list(rows)
    if size is None or size >= len(every):
        return every
    limit = sorted(rank(row["id"]) for row in every)[size - 1]
    return [row for row in every if rank(row["id"]) <= limit]


OpenKit = Callable[[Path], Kit]
_kits: dict[tuple[OpenKit, Path], Kit] = {}


@dataclass(frozen=True, slots=True)
class Run:
    """How to answer: the gold folder, in how many processes, at most how many records a file, with what."""

    gold: Path
    processes: int = 1
    sample: int | None = None
    open_kit: OpenKit = Kit


def _one(job: Job, run: Run, over: Callable[..., Iterable[Any]]) -> Answers | None:
    adapter = job.adapter
    try:
        rows = [adapter.visible(row) for row in sampled(adapter.read(job.path), run.sample)]
    except (OSError, ValueError, KeyError) as problem:
        print(f"{job.name}: cannot be read ({problem})", file=sys.stderr)
        return None
    number = ADAPTERS.index(adapter)
    chunks = [(number, run.open_kit, run.gold, rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]
    pairs = [pair for chunk in over(_answer, chunks) for pair in chunk]
    found = [row for row, _ in pairs]
    if adapter.together:
        found = list(adapter.together(rows, found))
    return Answers(job, found, [(row["id"], error) for row, error in pairs if error])


def _answer(chunk: tuple[int, OpenKit, Path, list[Row]]) -> list[tuple[Row, str | None]]:
    """The predictions of a chunk of records, each with its error; an error costs its own record alone."""
    number, open_kit, gold, rows = chunk
    if (open_kit, gold) not in _kits:
        _kits[open_kit, gold] = open_kit(gold)
    return [_answered(ADAPTERS[number], row, _kits[open_kit, gold]) for row in rows]


def _answered(adapter: Adapter, row: Row, kit: Kit) -> tuple[Row, str | None]:
    try:
        with _alarm(LONGEST):
            return {**adapter.predict(row, kit), "id": row["id"]}, None
    except Exception as problem:  # a fault of one record must not cost the others; it is counted and named
        return {**adapter.empty(row), "id": row["id"]}, f"{type(problem).__name__}: {problem}"


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Break off with ``TimeoutError``; where the system has no such timer, and outside the main thread, never."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise TimeoutError(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def answers(todo: Sequence[Job], run: Run) -> Iterator[Answers]:
    """The answers of each job in turn. A file that cannot be read is named on stderr and passed over."""
    if run.processes == 1:
        yield from (found for job in todo if (found := _one(job, run, map)))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(run.processes, mp_context=context) as pool:
        yield from (found for job in todo if (found := _one(job, run, pool.map)))


def name_failures(done: Answers) -> None:
    """Say on stderr how many records failed, and which."""
    if done.failures:
        named = "; ".join(f"{id_} ({problem[:200]})" for id_, problem in done.failures[:NAMED])
        more = f"; {len(done.failures) - NAMED} more" if len(done.failures) > NAMED else ""
        print(
            f"{done.job.name}: {len(done.failures)} of {len(done.rows)} records failed: {named}{more}", file=sys.stderr
        )
