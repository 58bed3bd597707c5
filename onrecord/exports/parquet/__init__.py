"""Five Parquet tables: events, claims, tolls, sources and control, each column documented in docs/schema.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.exports.flat import rows
from onrecord.exports.flat.columns import TABLES
from onrecord.exports.parquet.file import Table
from onrecord.exports.stamp import about
from onrecord.model import OnrecordError, Record
from onrecord.protect.record import Released
from onrecord.weigh import Weighed

if TYPE_CHECKING:
    from onrecord.exports.selected import Export


def write(export: Export) -> tuple[Path, ...]:
    """Write ``events.parquet`` and its four companions into the folder ``out``. Raises OnrecordError where ``out`` is a file."""
    if export.out.exists() and not export.out.is_dir():
        raise OnrecordError(f"{export.out} is a file; five tables need a folder.")
    export.out.mkdir(parents=True, exist_ok=True)
    paths = {name: export.out / f"{name}.parquet" for name in TABLES}
    coders: set[str] = set()
    with ExitStack() as stack:
        tables = {name: stack.enter_context(Table(paths[name], TABLES[name])) for name in TABLES}
        for record in export.records():
            coders |= {claim.coder for claim in record.dossier.claims}
            for name, found in of(record, export.weighed(record)):
                tables[name].add(found)
        for table in tables.values():
            table.state(about(export.stamp, coders))
    return tuple(paths.values())


def of(record: Released, weighed: Weighed) -> Iterator[tuple[str, Sequence[Record]]]:
    """The rows that an event has in each table."""
    dossier = record.dossier
    yield "events", (rows.event(record, weighed),)
    yield "claims", tuple(rows.claims(dossier))
    yield "tolls", tuple(rows.tolls(dossier, weighed))
    yield "sources", tuple(rows.sources(dossier))
    yield "control", tuple(rows.control(dossier))
