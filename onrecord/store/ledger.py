"""One transaction: rows opened and closed under one moment, and the log entries that they hang on."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from onrecord.store import chain, times
from onrecord.store.asking import IDS, among
from onrecord.store.tables import KEPT, LOG, PAYLOADS, REDACTED, content

LARGE = 200
"""Rows from which on it matters how a server looks for them."""
CHUNK = 500
"""Ids in one statement: below every database's limit of parameters."""

T = TypeVar("T")


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of ``size``."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def batches(connection: Connection, table: Table) -> Iterator[list[int]]:
    """The serials of a kept table in lists, read before anything in it is changed."""
    return chunks(connection.execute(select(table.c.serial).order_by(table.c.serial)).scalars().all())


def live(table: Table, as_of: str | BindParameter[str] | None = None) -> ColumnElement[bool]:
    """Whether a row of a kept table is current, or was at a moment."""
    if as_of is None:
        return table.c.until.is_(None)
    return (table.c.recorded_at <= as_of) & (table.c.until.is_(None) | (table.c.until > as_of))


class Ledger:
    """What a transaction writes through. ``at`` is its one moment; rows hang on the entry ``entry``.

    ``redacted`` is whether words were taken away in an earlier one.
    """

    def __init__(self, connection: Connection) -> None:
        last = connection.execute(_last()).first()
        self.connection = connection
        self.at = times.after(last.at if last else None)
        self.entry: int = (last.number if last else 0) + 1
        self._previous: str = last.hash if last else chain.START
        self._changes: list[bytes] = []
        self._entries: list[tuple[str, str, str]] = []
        self.redacted: bool = bool(last and last.redacted)
        self._serials = {str(table.name): getattr(last, table.name) if last else 0 for table in KEPT}
        self._before = dict(self._serials)

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Open rows of a kept table; gives their serials."""
        if not rows:
            return []
        names = _names(table)
        opened, serials = [], []
        for row in rows:
            salt, serial = chain.new_salt(), self._serial(table)
            digest = chain.row_digest(salt, str(table.name), [row[name] for name in names])
            opened.append(
                {**row, "serial": serial, "recorded_at": self.at, "entry": self.entry, "salt": salt, "digest": digest}
            )
            self._changes.append(chain.OPENED + digest)
            serials.append(serial)
        self.connection.execute(_insert(table), opened)
        return serials

    def close(self, column: Column[Any], ids: Collection[Any], *also: ColumnElement[bool]) -> int:
        """Close the current rows of a column's table in which it holds one of these ids; gives their number."""
        if not ids:
            return 0
        query = _standing(column)
        found = self.connection.execute(query.where(*also) if also else query, {IDS: ids}).all()
        if found:
            self._changes.extend(chain.CLOSED + bytes(digest) for _, digest in found)
            closed = {IDS: [serial for serial, _ in found], "moment": self.at, "number": self.entry}
            self.connection.execute(_closing(column.table), closed)
        return len(found)

    def put_made(
        self,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        instead: Column[Any] | None = None,
        ids: Collection[Any] = (),
    ) -> None:
        """Write rows of a made table, in place of those in which a column holds one of these ids."""
        if instead is not None and ids:
            self.connection.execute(_removing(instead), {IDS: ids})
        if rows:
            self.connection.execute(_insert(table), list(rows))

    def redact(self, table: Table, serial: int, row: Mapping[str, Any]) -> None:
        """Put what is left of a row in its place; the log will say that it was redacted, not what it had said."""
        salt = chain.new_salt()
        digest = chain.row_digest(salt, str(table.name), [row[column.name] for column in content(table)])
        self.connection.execute(update(table).where(table.c.serial == serial).values(**row, salt=salt))
        self._redacted(str(table.name), serial, digest)

    def redact_payload(self, number: int, subject: str, payload: str) -> None:
        """The same for what a log entry says."""
        salt = chain.new_salt()
        digest = bytes.fromhex(chain.payload_hash(salt, subject, payload))
        left = update(PAYLOADS).where(PAYLOADS.c.number == number)
        self.connection.execute(left.values(subject=subject, payload=payload, salt=salt))
        self._redacted(str(PAYLOADS.name), number, digest)

    def _redacted(self, table: str, serial: int, digest: bytes) -> None:
        here = (REDACTED.c.table == table) & (REDACTED.c.serial == serial) & (REDACTED.c.entry == self.entry)
        before = self.connection.execute(select(REDACTED.c.digest).where(here)).scalar()
        if before is not None:
            self._changes.remove(chain.REDACTED + bytes(before))
        self._changes.append(chain.REDACTED + digest)
        self.connection.execute(delete(REDACTED).where(here))
        self.put_made(REDACTED, [{"table": table, "serial": serial, "entry": self.entry, "digest": digest}])

    def note(self, kind: str, subject: str, payload: object) -> None:
        """An entry of the log; ``payload`` is text or becomes JSON."""
        text = payload if isinstance(payload, str) else msgspec.json.encode(payload, order="sorted").decode()
        self._entries.append((kind, subject, text))

    @property
    def noted(self) -> Sequence[tuple[str, str, str]]:
        """Kind, subject and payload of the entries so far."""
        return self._entries

    def finish(self) -> None:
        """Append the entries to the log. Rows hang on the first; a transaction that said nothing says that it wrote."""
        if self._changes and not self._entries:
            self.note("written", "", "")
        rows, logged, payloads = chain.rows_hash(self._changes), [], []
        for number, (kind, subject, payload) in enumerate(self._entries, self.entry):
            salt = chain.new_salt()
            hashes = (chain.payload_hash(salt, subject, payload), rows)
            digest = chain.entry_hash(self._previous, number, self.at, kind, hashes)
            logged.append(
                {
                    "number": number,
                    "at": self.at,
                    "kind": kind,
                    "payload_hash": hashes[0],
                    "rows_hash": hashes[1],
                    "previous": self._previous,
                    "hash": digest,
                }
            )
            payloads.append({"number": number, "salt": salt, "subject": subject, "payload": payload})
            self._previous, rows = digest, chain.rows_hash(())
        if logged:
            self.connection.execute(_insert(LOG), logged)
            self.connection.execute(_insert(PAYLOADS), payloads)

    def has_doubled(self, table: Table) -> bool:
        """Whether a large table has grown to twice its size, or past a power of two, in this transaction."""
        before, now = self._before[table.name], self._serials[table.name]
        return now > LARGE and now.bit_length() > before.bit_length()

    def _serial(self, table: Table) -> int:
        """The next serial of a table: ours alone, for only one transaction writes at a time."""
        self._serials[table.name] += 1
        return self._serials[table.name]


# --- statements, each made once --------------------------------------------------------------------------------------


@functools.cache
def _last() -> Select[Any]:
    """The last entry of the log, the last serial of each kept table, and whether words were ever taken away."""
    serials = [
        select(func.coalesce(func.max(table.c.serial), 0)).scalar_subquery().label(str(table.name)) for table in KEPT
    ]
    redacted = select(REDACTED.c.serial).exists().label("redacted")
    return select(LOG.c.number, LOG.c.at, LOG.c.hash, redacted, *serials).order_by(LOG.c.number.desc()).limit(1)


@functools.cache
def _names(table: Table) -> Sequence[str]:
    return [column.name for column in content(table)]


@functools.cache
def _insert(table: Table) -> Insert:
    return insert(table)


@functools.cache
def _standing(column: Column[Any]) -> Select[Any]:
    """The current rows in which a column holds one of the ids."""
    table = column.table
    return select(table.c.serial, table.c.digest).where(live(table), among(column))


@functools.cache
def _closing(table: Table) -> Update:
    closing = update(table).where(among(table.c.serial))
    return closing.values(until=bindparam("moment"), closed=bindparam("number"))


@functools.cache
def _removing(column: Column[Any]) -> Delete:
    return delete(column.table).where(among(column))
