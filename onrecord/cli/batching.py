"""Many pages: coded in shards, on as many cores or machines as there are."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import App, Group, Parameter

from onrecord.cli.shared import Knowledge, Paths, app, day, many, progress, settings, tools
from onrecord.model import Coded, OnrecordError, Page, Rejected, Selection

if TYPE_CHECKING:
    from onrecord.batch.running import Progress, Summary
    from onrecord.pipeline import Settings
    from onrecord.read.watching import Feed, Watch
    from onrecord.store import Store

MANY = Group("Many pages", sort_key=0)
batch = App(name="batch", group=MANY, help="Code many pages: folders, archives (WARC, WACZ), tables (CSV, JSON lines).")
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
    job = Job(out=out, form=format, settings=chosen, published=day(published), seconds=seconds, megabytes=megabytes)
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


@batch.command
def merge(
    folder: Path,
    /,
    *,
    store: Annotated[str | None, Parameter(env_var="ONRECORD_STORE", show_default=False)] = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Join the events of a finished batch: into a store, or into a table of which belong together.

    Parameters
    ----------
    folder
        The folder of the batch.
    store
        The store to keep reports and events in: a file or postgresql://… Begun again it goes on.
    out
        A table instead (.parquet or .jsonl): a row an event, with its tellings, reports and claims.

    """
    from onrecord.batch import merging
    from onrecord.cli.choosing import opened, shown

    if (store is None) == (out is None):
        raise OnrecordError("One of --store and --out is wanted.")
    ready = tools(knowledge)
    if out is not None:
        print(f"{many(merging.into_table(folder, out, ready), 'event')} in {out}")
        return 0
    with opened(str(store), create=True) as home, progress() as tell:
        new = merging.into_store(folder, home, ready, lambda what, done: tell(f"{what}:", f"{done:,}"))
        print(f"{many(new, 'report')} new; {many(home.count(Selection()), 'event')} in {shown(str(store))}")
    return 0


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
    print(f"{many(summary.inputs, 'input')}: {summary.coded:,} coded, {left:,} refused", file=sys.stdout)
    told = f"{many(summary.claims, 'claim')}, {many(summary.events, 'event')}"
    print(f"{told} in {many(summary.shards, 'shard')}", end="")
    print(f", {summary.resumed:,} of them done before" if summary.resumed else "")
    for reason, number in summary.rejected.items():
        print(f"{number:>8,}  {reason}")


@app.command(group=MANY)
def watch(  # noqa: PLR0913 - each is an option of the command
    feeds: Path,
    /,
    *,
    store: Annotated[str, Parameter(env_var="ONRECORD_STORE")],
    once: Annotated[bool, Parameter(negative="")] = False,
    state: Annotated[Path | None, Parameter(show_default=False)] = None,
    pause: float = 2.0,
    everything: Annotated[bool, Parameter(negative="")] = False,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Watch feeds and sitemaps, and keep what is new in a store; stopped and begun again, it goes on where it was.

    Parameters
    ----------
    feeds
        YAML, one feed an entry: {url: https://…/rss, publisher: …, every: 30m}; sitemaps with kind: sitemap.
    store
        The store: a file (made when there is none) or postgresql://…
    once
        Look once at the feeds that are due, and end.
    state
        Where to keep what was seen; beside the list of feeds unless given.
    pause
        Seconds between two requests to one host, unless its robots.txt asks for more.
    everything
        Keep every page, also those whose words do not speak of conflict.

    """
    from onrecord.cli.choosing import opened
    from onrecord.read import watching
    from onrecord.read.polite import Guest, Manners

    wanted = watching.opened(feeds)
    chosen = msgspec.structs.replace(settings(knowledge), sift=not everything)
    look = watching.Watch(state or feeds.with_suffix(".seen.sqlite"), Guest(manners=Manners(pause=pause)))
    with opened(store, create=True) as home, closing(look):
        return _watched(look, wanted, _Keeper(home, chosen), once=once)


class _Keeper:
    """Keeps pages in a store, and counts what became of them."""

    def __init__(self, home: Store, chosen: Settings) -> None:
        from onrecord import merge, record
        from onrecord.pipeline import Tools

        self._home, self._tools = home, Tools.open(chosen)
        self._weaver = merge.Weaver(record.kin(self._tools))
        self.refused = 0

    def keep(self, found: Page | Rejected) -> str:
        """What became of a page, in a word or with its reason."""
        from onrecord import pipeline, record

        page = None if isinstance(found, Rejected) else found
        coded = (
            Coded(report=None, rejected=(found,))
            if isinstance(found, Rejected)
            else pipeline.code_page(found, self._tools, override=False)
        )
        added = record.keep(coded, self._home, self._weaver, page, coder=self._tools.coder.name)
        self.refused += added == "rejected"
        return coded.rejected[0].reason if coded.rejected else f"{added}: {many(len(coded.events), 'event')}"


def _watched(look: Watch, feeds: Sequence[Feed], keeper: _Keeper, *, once: bool) -> int:
    """Look again and again, telling of each page in a line, until stopped; or once."""
    while True:
        for found in look.look(feeds):
            name = found.page.input if isinstance(found.page, Rejected) else found.page.name
            print(f"{name}: {keeper.keep(found.page)}", flush=True)
        if once:
            return int(keeper.refused > 0)
        time.sleep(max(1.0, look.next_due(feeds)))
