"""All that is current in a store as lines, and a store made anew from them: what the lossless export rests on.

Other than a dump, which is for comparing, the lines hold what is sealed, when each row was recorded, and all indexes that are
costly to make. They hold no settings (a store keeps its secret and its accounts) and no log: the log of the new store begins with
the copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, func, select

from onrecord.model import OnrecordError
from onrecord.store import indexing, migrations
from onrecord.store.ledger import Ledger, live
from onrecord.store.tables import EVENT_TEXTS, EVENTS, KEPT, LOG, MADE, TELLINGS, TRAITS, content

ROWS = 1000
"""Rows read and written at once."""
WHAT = "onrecord store"
LEADS = {EVENT_TEXTS.name, TRAITS.name}
"""Tables whose column ``event`` is the serial of a version of an event, which is another one in another store."""


def lines(connection: Connection) -> Iterator[str]:
    """A line that says what follows, one a row, and a line that says how many there were."""
    done = migrations.applied(connection)
    last = connection.execute(select(LOG.c.number, LOG.c.hash).order_by(LOG.c.number.desc()).limit(1)).first()
    yield _json({"what": WHAT, "form": done, "entries": last.number if last else 0, "hash": last.hash if last else ""})
    number = 0
    for table in (*KEPT, *MADE):
        for row in _rows(connection, table):
            number += 1
            yield _json({"table": str(table.name), **row})
    yield _json({"end": number})


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    kept = table in KEPT
    columns = [*content(table)] if kept else [*table.columns]
    query = select(*columns)
    if kept:
        query = query.add_columns(table.c.recorded_at).where(live(table))
        query = query.add_columns(table.c.serial).order_by(*_order(table))
    else:
        query = query.order_by(*table.columns)
        if table is TRAITS:  # those of earlier versions are for reading the past
            query = query.where(TRAITS.c.event.in_(select(EVENTS.c.serial).where(live(EVENTS))))
    for rows in connection.execute(query).partitions(ROWS):
        for row in rows:
            told = {name: value.hex() if isinstance(value, bytes) else value for name, value in row._mapping.items()}
            yield {str(name): value for name, value in told.items() if name != "serial" or table is EVENTS}


def _order(table: Table) -> Sequence[Any]:
    """In the order of recording. A telling keeps its place from the first time it was recorded, however often it was read anew."""
    if table is not TELLINGS:
        return [table.c.serial]
    ever = TELLINGS.alias()
    first = select(func.min(ever.c.serial)).where(ever.c.id == TELLINGS.c.id).scalar_subquery()
    return [first, table.c.serial]


def _json(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


# --- a store made anew -----------------------------------------------------------------------------------------------


def restore(ledger: Ledger, told: Iterable[str]) -> int:
    """Write what the lines hold into an empty store; gives the number of rows.

    Raises OnrecordError where the store holds anything, or where the lines are not such lines, of another version, damaged
    or cut off: then nothing is written.
    """
    if ledger.entry > 1:
        raise OnrecordError("A store is made anew only where there is none yet; give a new file or an empty database.")
    work = _Work(ledger)
    for number, line in enumerate(told, 1):
        try:
            work.take(msgspec.json.decode(line, type=dict[str, Any]))
        except (msgspec.DecodeError, msgspec.ValidationError, KeyError, ValueError) as problem:
            raise OnrecordError(f"Line {number} is damaged: {problem}.") from problem
    work.close()
    indexing.reindex(ledger.connection)
    ledger.note("restored", "", {"rows": work.done, **work.head})
    return work.done


class _Work:
    """Lines taken one by one, written in batches."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._tables = {str(table.name): table for table in (*KEPT, *MADE)}
        self._serials: dict[int, int] = {}
        self._batch: list[dict[str, Any]] = []
        self._table: Table | None = None
        self._ended = False
        self.done = 0
        self.head: dict[str, Any] = {}

    def take(self, row: dict[str, Any]) -> None:
        """One line."""
        if self._ended:
            raise OnrecordError("The lines go on after their end.")
        if "what" in row:
            self._begin(row)
        elif not self.head:
            raise OnrecordError("These lines are no copy of a store; onrecord export jsonl writes one.")
        elif "end" in row:
            self._ended = row["end"] == self.done + len(self._batch)
        else:
            self._put(self._tables[row.pop("table")], row)

    def _begin(self, row: dict[str, Any]) -> None:
        known = len(migrations.ALL)
        if row["what"] != WHAT or self.head or row["form"] != known:
            raise OnrecordError(f"These lines are a copy of form {row['form']}; this version reads form {known}.")
        self.head = {"entries": row["entries"], "hash": row["hash"]}

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        if table is not self._table or len(self._batch) >= ROWS:
            self._flush()
            self._table = table
        self._batch.append(row)

    def _flush(self) -> None:
        table, rows = self._table, self._batch
        if table is None or not rows:
            return
        plain = [self._values(table, row) for row in rows]
        if table in KEPT:
            serials = self._ledger.insert(table, plain)
            if table is EVENTS:
                self._serials.update((row["serial"], new) for row, new in zip(rows, serials, strict=True))
        else:
            self._ledger.put_made(table, plain)
        self.done += len(rows)
        self._batch = []

    def _values(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        columns = content(table) if table in KEPT else tuple(table.columns)
        values = {column.name: row[column.name] for column in columns}
        if table.name in LEADS:
            values["event"] = self._serials[values["event"]]
        for column in columns:
            if isinstance(column.type, LargeBinary) and values[column.name] is not None:
                values[column.name] = bytes.fromhex(values[column.name])
        return values

    def close(self) -> None:
        """Write the rest. Raises OnrecordError where the end was not there."""
        self._flush()
        if not self._ended:
            raise OnrecordError("The lines are cut off or altered: their number is not the one that their end names.")
