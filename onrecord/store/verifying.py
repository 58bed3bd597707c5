"""Proof that nothing was changed behind the log's back: the chain, every payload and every row that hangs on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, Row, Table, select

from onrecord.model import OnrecordError
from onrecord.store import chain, deriving
from onrecord.store.tables import KEPT, LOG, PAYLOADS, REDACTED, content

ROWS = 1000


class _Seen(msgspec.Struct, frozen=True):
    """What the rows of the store say about the entries of the log."""

    moments: Mapping[int, str]
    redacted: Mapping[tuple[str, int], bytes]
    changes: defaultdict[int, list[bytes]]


def verify(connection: Connection) -> int:
    """Check everything and give the number of entries.

    Raises OnrecordError naming the first entry that does not fit, or what is made from the rows and does not agree with them.
    """
    moments = {row.number: row.at for row in connection.execute(select(LOG.c.number, LOG.c.at))}
    seen = _Seen(moments, _redactions(connection), defaultdict(list))
    for entry, digest in _redaction_lines(connection):
        seen.changes[entry].append(chain.REDACTED + digest)
    for table in KEPT:
        _rows(connection, table, seen)
    entries = _chain(connection, seen)
    deriving.check(connection)
    return entries


def _redactions(connection: Connection) -> dict[tuple[str, int], bytes]:
    """What is left of each redacted row, after the last redaction of it."""
    rows = connection.execute(select(REDACTED).order_by(REDACTED.c.entry))
    return {(row.table, row.serial): bytes(row.digest) for row in rows}


def _redaction_lines(connection: Connection) -> list[tuple[int, bytes]]:
    return [(row.entry, bytes(row.digest)) for row in connection.execute(select(REDACTED))]


def _rows(connection: Connection, table: Table, seen: _Seen) -> None:
    """Check each row against its digest, and note which entries opened and closed it."""
    names = [column.name for column in content(table)]
    for rows in connection.execute(select(table).order_by(table.c.serial)).partitions(ROWS):
        for row in rows:
            kept = bytes(row.digest)
            expected = seen.redacted.get((str(table.name), row.serial), kept)
            values = [getattr(row, name) for name in names]
            if chain.row_digest(bytes(row.salt), str(table.name), values) != expected or not _timely(row, seen):
                raise _fault(row.entry, f"a row of {table.name} is not what was written")
            seen.changes[row.entry].append(chain.OPENED + kept)
            if row.closed is not None:
                seen.changes[row.closed].append(chain.CLOSED + kept)


def _timely(row: Row[object], seen: _Seen) -> bool:
    closed: bool = (row.closed is None and row.until is None) or seen.moments.get(row.closed) == row.until
    opened: bool = seen.moments.get(row.entry) == row.recorded_at
    return opened and closed


def _chain(connection: Connection, seen: _Seen) -> int:
    previous, number = chain.START, 0
    query = select(LOG, PAYLOADS.c.salt, PAYLOADS.c.subject, PAYLOADS.c.payload)
    query = query.join(PAYLOADS, PAYLOADS.c.number == LOG.c.number, isouter=True).order_by(LOG.c.number)
    for rows in connection.execute(query).partitions(ROWS):
        for row in rows:
            number += 1
            _entry(row, number, previous, seen)
            previous = row.hash
    if missing := set(seen.changes) - set(seen.moments):
        raise _fault(min(missing), "it is gone")
    return number


def _entry(row: Row[object], number: int, previous: str, seen: _Seen) -> None:
    if row.number != number:
        raise _fault(number, "it is gone")
    hashes = (row.payload_hash, row.rows_hash)
    if row.previous != previous or chain.entry_hash(previous, number, row.at, row.kind, hashes) != row.hash:
        raise _fault(number, "it does not fit the one before it")
    if row.salt is None:
        raise _fault(number, "what it says is gone")
    expected = seen.redacted.get((str(PAYLOADS.name), number), bytes.fromhex(row.payload_hash))
    if bytes.fromhex(chain.payload_hash(bytes(row.salt), row.subject, row.payload)) != expected:
        raise _fault(number, "it does not say what it said")
    if chain.rows_hash(seen.changes.get(number, ())) != row.rows_hash:
        raise _fault(number, "rows that it wrote are gone or others were added")


def _fault(number: int, why: str) -> OnrecordError:
    return OnrecordError(f"The store was changed behind its log: entry {number}: {why}.")
