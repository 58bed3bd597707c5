"""Many pages: coded in shards, on as many cores or machines as there are."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import App, Parameter

from onrecord.cli.shared import Knowledge, Paths, app, day, progress, settings

if TYPE_CHECKING:
    from onrecord.batch.running import Progress, Summary

batch = App(name="batch", help="Code many pages: folders, archives (WARC, WACZ), tables (CSV, JSON lines).")
app.command(batch)


@batch.default
def run(  # noqa: PLR0913 - each is an option of the command
    inputs: Paths,
    /,
    *,
    out: Path,
    engine: Literal["local", "processes", "ray"] = "local",
    workers: int | None = None,
    address: str | None = None,
    format: Literal["parquet", "jsonl"] = "parquet",  # noqa: A002 - the option's name is the contract
    published: str | None = None,
    fields: Path | None = None,
    everything: Annotated[bool, Parameter(negative="")] = False,
    seconds: float = 60.0,
    megabytes: int = 2000,
    coder: str = "rules",
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Code inputs into a folder, one file a shard. Run again, it codes only what is missing.

    Parameters
    ----------
    inputs
        Files and folders: pages, WARC and WACZ archives, CSV and JSON lines.
    out
        The folder that the shards go to.
    engine
        local in this process; processes of this machine; ray on a cluster.
    workers
        How many shards are coded at once; the number of cores unless given.
    address
        A Ray cluster's address (ray://host:10001, or auto); without it Ray is started here.
    format
        parquet or jsonl.
    published
        Publication date of pages that state none.
    fields
        YAML that names the fields of tables: {text: body, published: date, ...}.
    everything
        Read every page, also those whose words do not speak of conflict.
    seconds
        What one page may take at most.
    megabytes
        How much memory one page may take at most (processes and ray).
    coder
        Who codes.

    """
    from onrecord.batch import running
    from onrecord.batch.engines import engine as engine_of
    from onrecord.batch.plan import Job
    from onrecord.read import Fields

    chosen = msgspec.structs.replace(settings(knowledge, coder), sift=not everything, fields=Fields.open(fields))
    job = Job(
        out=out, form=format, settings=chosen, published=day(published), seconds=seconds, megabytes=megabytes
    )
    started = time.monotonic()
    with progress() as tell:
        summary = running.run(
            inputs,
            job,
            engine_of(engine, workers or os.cpu_count() or 1, address),
            tell=lambda done: tell("coding", _line(done, time.monotonic() - started)),
        )
    _print(summary)
    return int(any(not reason.startswith("relevance") for reason in summary.rejected))


def _line(done: Progress, seconds: float) -> str:
    """How far a run is, how fast, and how long it will take yet."""
    left = seconds / done.shards * (done.of - done.shards)
    rate = done.inputs / seconds if seconds else 0.0
    return f"{done.inputs:,} inputs, {rate:,.1f} a second, {done.shards:,} of {done.of:,} shards, {_clock(left)} left"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _print(summary: Summary) -> None:
    """The counts of a batch, and why inputs were refused."""
    left = sum(summary.rejected.values())
    print(f"{summary.inputs:,} inputs: {summary.coded:,} coded, {left:,} refused", file=sys.stdout)
    print(f"{summary.claims:,} claims, {summary.events:,} events in {summary.shards:,} shards", end="")
    print(f", {summary.resumed:,} of them done before" if summary.resumed else "")
    for reason, number in summary.rejected.items():
        print(f"{number:>8,}  {reason}")
