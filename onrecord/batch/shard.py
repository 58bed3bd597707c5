"""One shard coded from its pages to its file: the same bytes whoever codes it, and every input accounted for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import msgspec

from onrecord import pipeline
from onrecord.batch import records
from onrecord.batch.guard import TooLongError, at_most
from onrecord.batch.plan import Job, Shard
from onrecord.batch.records import Counts, Row
from onrecord.model import Coded, Page, Rejected, Report
from onrecord.pipeline import Tools
from onrecord.read.slices import records as pages_of

TOGETHER = 24
"""Pages whose sentences the reader reads in one go: enough to fill its batches, few enough to stay small."""
Made = TypeVar("Made")
Tell = Callable[[int], None]
"""Told the number of the input that is being worked on, so that whoever watches knows which one it was."""


def code(shard: Shard, job: Job, tools: Tools, *, blamed: Collection[int] = (), tell: Tell = lambda _: None) -> Counts:
    """Code a shard and write its file, then its counts. What ``blamed`` numbers is refused unread: it stopped a worker."""
    rows = tuple(_rows(shard, job, tools, blamed, tell))
    digest = records.write(rows, job.file(shard), job.form)
    counts = records.counted(rows, digest)
    records.put(job.summary(shard), msgspec.json.encode(counts))
    return counts


def done(shard: Shard, job: Job) -> Counts | None:
    """The counts of a shard that is coded already, null for one that is not."""
    try:
        counts = msgspec.json.decode(job.summary(shard).read_bytes(), type=Counts)
    except (OSError, msgspec.DecodeError):
        return None
    return counts if job.file(shard).exists() else None


def _rows(shard: Shard, job: Job, tools: Tools, blamed: Collection[int], tell: Tell) -> Iterator[Row]:
    numbered = enumerate(pages_of(shard.part, job.settings.fields, job.settings.limits))
    while group := list(islice(numbered, TOGETHER)):
        yield from _group(group, job, tools, blamed, tell)


def _group(
    group: Sequence[tuple[int, Page | Rejected]], job: Job, tools: Tools, blamed: Collection[int], tell: Tell
) -> Iterator[Row]:
    """The rows of some pages: each cleaned alone, their sentences read together, each coded alone."""
    cleaned: list[tuple[int, str, Report | Rejected]] = []
    for number, page in group:
        tell(number)
        name = page.input if isinstance(page, Rejected) else page.name
        cleaned.append((number, name, _cleaned(page, number, job, tools, blamed)))
    tell(group[0][0])
    ready = pipeline.prepared([report for _, _, report in cleaned if isinstance(report, Report)], tools)
    for number, name, report in cleaned:
        tell(number)
        if isinstance(report, Rejected):
            yield records.row(name, Coded(report=None, rejected=(report,)))
        else:
            yield records.row(name, _limited(name, job, lambda report=report: ready(report)))  # type: ignore[misc]


def _cleaned(page: Page | Rejected, number: int, job: Job, tools: Tools, blamed: Collection[int]) -> Report | Rejected:
    if isinstance(page, Rejected):
        return page
    if number in blamed:
        reason = f"stopped its worker again and again: more than {job.seconds:g} s or {job.megabytes} MB"
        return Rejected(input=page.name, step="claims", reason=reason)
    found = _limited(page.name, job, lambda: pipeline.clean_page(page, tools, published=job.published))
    if isinstance(found, Coded):
        return found.rejected[0]
    return found


def _limited(name: str, job: Job, make: Callable[[], Made]) -> Made | Coded:
    """What ``make`` makes, or the refusal that says why it could not: too long, too much memory, a fault of our own."""
    try:
        with at_most(job.seconds):
            return make()
    except TooLongError:
        reason = f"took longer than {job.seconds:g} s"
    except MemoryError:
        reason = f"needs more than {job.megabytes} MB"
    except Exception as fault:  # one page's fault is no reason to lose the others
        reason = f"a fault of its own: {type(fault).__name__}: {fault}"
    return Coded(report=None, rejected=(Rejected(input=name, step="claims", reason=" ".join(reason.split())),))
