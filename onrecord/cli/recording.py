"""Keeping reports in a store: adding them, merging their events, looking at what is there."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter
from cyclopts.validators import Number

from onrecord.cli.choosing import STORE, Choice, Store, denials, dossier, known, opened, selection, shown
from onrecord.cli.shared import Knowledge, Paths, app, counted, day, many, progress, tools, writer
from onrecord.model import Selection

if TYPE_CHECKING:
    from onrecord.model import Dossier
    from onrecord.store import Store as Opened

# --- adding and merging ----------------------------------------------------------------------------------------------

ADDED = {
    "new": "new",
    "same": "already there",
    "supersedes": "edited, in place of what was known",
    "recoded": "read anew",
    "rejected": "refused",
}


@app.command(group=STORE, sort_key=0)
def add(
    paths: Paths,
    /,
    *,
    store: Store,
    published: str | None = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Code reports, keep them in a store and merge their events with what is there.

    Adding the same again changes nothing; an edited article at a known address takes the place of the older one.
    Whatever stops it, each report is kept whole or not at all, and adding again goes on.

    Parameters
    ----------
    paths
        Files, folders, addresses, or - for standard input.
    store
        The store: a file (made when there is none) or postgresql://…
    published
        Publication date (YYYY-MM-DD): fills a missing one; for a single input it overrides the stated one.

    """
    from onrecord import record

    date, ready = day(published), tools(knowledge)
    counts: Counter[str] = Counter()
    refused = False
    with opened(store, create=True) as home:
        for kept in counted(record.add(paths, ready, home, published=date), "reports kept:"):
            counts[kept.added] += 1
            refused = refused or bool(kept.coded.rejected)
            for item in kept.coded.rejected:
                print(f"refused at {item.step}: {item.input}: {item.reason}", file=sys.stderr)
        total = home.count(Selection())
    said = ", ".join(f"{counts[name]} {words}" for name, words in ADDED.items() if counts[name])
    print(f"{many(sum(counts.values()), 'input')}: {said or 'none'}; {many(total, 'event')} in {shown(store)}")
    return int(refused)


@app.command(group=STORE, sort_key=1)
def merge(*, store: Store, knowledge: Knowledge = Knowledge()) -> int:  # noqa: B008 - frozen
    """Merge all events that wait for it, as after `onrecord batch`; `add` does so by itself.

    Parameters
    ----------
    store
        The store.

    """
    from onrecord import record

    done = 0
    with opened(store) as home, progress() as tell:
        for step in record.merged(home, tools(knowledge)):
            done += step
            tell("accounts merged:", f"{done:,}")
        print(f"{many(done, 'account')} of events merged; {many(home.count(Selection()), 'event')} in {shown(store)}")
    return 0


# --- looking ---------------------------------------------------------------------------------------------------------


@app.command(group=STORE, sort_key=2)
def events(
    *,
    store: Store,
    format: Literal["table", "json", "jsonl"] = "table",  # noqa: A002 - the option's name is the contract
    limit: Annotated[int | None, Parameter(show_default=False, validator=Number(gte=0))] = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
) -> int:
    """The events of a store that meet the conditions, by day: one line each, or whole records.

    Parameters
    ----------
    store
        The store.
    format
        table for people, json for an array of whole records, jsonl for one a line.
    limit
        At most so many.
    out
        Write here instead of to standard output.

    """
    with opened(store) as home, writer(out) as write:
        wanted = known(home, selection(choice))
        if format == "table":
            for text in _table(home, wanted, limit, terminal=out is None and sys.stdout.isatty()):
                write(text)
        else:
            for text in _records(home.dossiers(wanted, limit=limit), array=format == "json"):
                write(text)
    return 0


COUNTED = 1000
"""Events beyond those shown that are counted: a search for a word that every report holds is not to wait for its number."""


def _table(home: Opened, wanted: Selection, limit: int | None, *, terminal: bool) -> Iterator[str]:
    """Columns of one width where a person looks; tabs between them where a program does."""
    from onrecord.exports import account

    rows = [account.COLUMNS, *(account.line(glance) for glance in home.glances(wanted, limit=limit))]
    if not terminal and "COLUMNS" not in os.environ:
        yield from ("\t".join(row) + "\n" for row in rows)
    else:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        yield from (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
            for row in rows
        )
    listed = len(rows) - 1
    total = home.count(wanted, most=listed + COUNTED + 1) if listed == limit else listed
    said = f"more than {listed + COUNTED:,}" if total > listed + COUNTED else f"{total:,}"
    print(f"{listed:,} of {said} events" if total > listed else many(total, "event"), file=sys.stderr)


def _records(found: Iterable[Dossier], *, array: bool) -> Iterator[str]:
    from onrecord.exports import account

    encoded = (msgspec.json.encode(account.plain(dossier)).decode() for dossier in found)
    if not array:
        yield from (f"{line}\n" for line in encoded)
        return
    yield "["
    for number, text in enumerate(encoded):
        yield (",\n" if number else "\n") + text
    yield "\n]\n"


@app.command(group=STORE, sort_key=3)
def show(
    event: str,
    /,
    *,
    store: Store,
    format: Literal["text", "json"] = "text",  # noqa: A002 - the option's name is the contract
    as_of: Annotated[str | None, Parameter(show_default=False)] = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """One event: its claims in their sentences, who says so, who differs, why reports were merged, what was decided.

    Parameters
    ----------
    event
        Its id, or the id of one that was merged into it.
    store
        The store.
    format
        text for people, json for the whole record.
    as_of
        As it stood at the end of this day.

    """
    from onrecord.exports import account

    with opened(store) as home:
        found = dossier(home, event, as_of)
        if format == "json":
            sys.stdout.write(msgspec.json.format(msgspec.json.encode(account.plain(found)), indent=2).decode() + "\n")
            return 0
        from onrecord.knowledge.actors import Registry
        from onrecord.knowledge.codebook import Codebook

        log = [(entry, home.said(entry.number)) for entry in home.log(subject=found.event.id)]
        denied = denials(home, found, as_of, Codebook.open(knowledge.codebook))
        sys.stdout.write(account.render(found, log, Registry.open(knowledge.actors), denied))
    return 0
