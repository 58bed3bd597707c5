"""All that is current as lines, the same for every store that was told the same: what kill tests compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from onrecord.model import Decision
from onrecord.store.ledger import live
from onrecord.store.tables import (
    BEREFT,
    BLOCKS,
    DECISIONS,
    EVENT_TEXTS,
    EVENTS,
    KEPT,
    SIGNATURES,
    VICTIMS,
    WAITING,
    content,
)

UNTOLD = {EVENTS.name: {"first_at"}, VICTIMS.name: {"payload"}}
"""Columns that are moments, or sealed."""


def dump(connection: Connection) -> Iterator[str]:
    """One JSON object a line, table by table, in the order of their text."""
    for table in KEPT:
        if table is not EVENT_TEXTS:
            yield from sorted(_lines(connection, table))
    for made in (WAITING, BEREFT, BLOCKS, SIGNATURES):
        yield from sorted(_line(made, dict(row._mapping)) for row in connection.execute(select(made)))


def _lines(connection: Connection, table: Table) -> Iterator[str]:
    columns = [column for column in content(table) if column.name not in UNTOLD.get(table.name, ())]
    query = select(*columns).where(live(table))
    if table is EVENTS:
        query = query.add_columns(EVENT_TEXTS.c.payload).join(EVENT_TEXTS, EVENT_TEXTS.c.event == EVENTS.c.serial)
    for row in connection.execute(query):
        values = dict(row._mapping)
        if table is DECISIONS:
            decision = msgspec.json.decode(values["payload"], type=Decision)
            values["payload"] = msgspec.json.encode(msgspec.structs.replace(decision, at="")).decode()
        yield _line(table, values)


def _line(table: Table, values: dict[str, Any]) -> str:
    told = {str(name): value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    return msgspec.json.encode({"table": str(table.name), **told}, order="sorted").decode()
