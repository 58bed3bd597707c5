"""What the shards of a batch tell, merged into events: into a store, or into one table of who belongs together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from onrecord import merge, record
from onrecord.batch.plan import opened
from onrecord.batch.records import put, put_table, read
from onrecord.batch.running import shards_done
from onrecord.merge.identity import event as event_of
from onrecord.model import Coded, OnrecordError, Record, Telling
from onrecord.pipeline import Tools
from onrecord.store import Store

STEP = 200
"""Reports kept in one transaction: a stop loses seconds."""
Tell = Callable[[str, int], None]


class Merged(Record, frozen=True, kw_only=True):
    """These tellings of these reports are one event: a row of the table of events."""

    event: str
    kind: str
    tellings: tuple[str, ...]
    reports: tuple[str, ...]
    claims: tuple[str, ...]


def coded(out: Path) -> Iterator[Coded]:
    """The records of a batch that is finished, in the order of its inputs. Raises OnrecordError where it is not, or damaged."""
    for _, path in shards_done(out, opened(out)):
        for row in read(path):
            if row.coded is not None:
                yield msgspec.json.decode(row.coded, type=Coded)


def into_store(out: Path, store: Store, tools: Tools, tell: Tell = lambda what, done: None) -> int:
    """Keep all reports of a batch in a store and merge their events; gives how many reports were new.

    Broken off and begun again it completes: what is kept already is passed over.
    """
    new = done = 0
    records = coded(out)
    while some := list(itertools.islice(records, STEP)):
        new += record.take(some, store)
        done += len(some)
        tell("reports kept", done)
    merged = 0
    for step in record.merged(store, tools):
        merged += step
        tell("accounts merged", merged)
    return new


def into_table(out: Path, path: Path, tools: Tools) -> int:
    """Write one row for each event of a batch, merged by the code that merges in a store; gives the number of events.

    ``.parquet`` or ``.jsonl``. All tellings are held in memory. Raises OnrecordError where the file cannot be written.
    """
    tellings = [telling for one in coded(out) for telling in _tellings(one)]
    unique = {telling.id: telling for telling in tellings}
    groups = merge.partition(list(unique.values()), record.kin(tools))
    age = {telling: number for number, telling in enumerate(unique)}
    rows = [_row(group, unique, age) for group in sorted(groups, key=lambda group: min(age[id_] for id_ in group))]
    try:
        _write(rows, path)
    except OSError as error:
        raise OnrecordError(f"Cannot write {path}: {error.strerror}.") from None
    return len(rows)


def _tellings(one: Coded) -> Iterator[Telling]:
    report = one.report
    if report is None:
        return
    claims = {claim.id: claim for claim in one.claims}
    for event in one.events:
        yield Telling(
            id=event.id,
            report=report.id,
            publisher=report.publisher,
            published=report.published,
            kind=event.kind,
            claims=tuple(claims[id_] for id_ in event.claims),
            links=event.links,
        )


def _row(group: Iterable[str], tellings: dict[str, Telling], age: dict[str, int]) -> Merged:
    ids = sorted(group, key=lambda id_: age[id_])
    event = event_of(ids[0], [tellings[id_] for id_ in ids], ())
    return Merged(
        event=event.id,
        kind=event.kind,
        tellings=tuple(ids),
        reports=tuple(dict.fromkeys(tellings[id_].report for id_ in ids)),
        claims=event.claims,
    )


def _write(rows: list[Merged], path: Path) -> None:
    if path.suffix != ".parquet":
        put(path, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
        return
    names = ("event", "kind", "tellings", "reports", "claims")
    put_table({name: [getattr(row, name) for row in rows] for name in names}, path)
