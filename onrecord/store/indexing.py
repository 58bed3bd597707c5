"""The index of words, and which versions of events are found by which texts, made anew from the rows as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, CompoundSelect, Connection, Table, delete, insert, select, union

from onrecord.model import Claim, Report
from onrecord.store import words
from onrecord.store.ledger import batches, chunks
from onrecord.store.tables import CLAIMS, EVENTS, FINDS, GONE, MEMBERSHIP, REPORTS, TELLINGS


def reindex(connection: Connection) -> None:
    """Make both anew."""
    words.empty(connection)
    for batch in texts(connection):
        words.index(connection, batch)
    connection.execute(delete(FINDS))
    connection.execute(insert(FINDS).from_select(FINDS.columns.keys(), finds()))


def texts(connection: Connection) -> Iterator[list[words.Text]]:
    """All that is to be in the index, in batches: every report and every telling, current or not."""
    for serials in batches(connection, REPORTS):
        query = select(REPORTS.c.serial, REPORTS.c.payload).where(
            REPORTS.c.serial.in_(serials), REPORTS.c.payload != GONE
        )
        printed = connection.execute(query).all()
        yield [words.report_text(row.serial, msgspec.json.decode(row.payload, type=Report)) for row in printed]
    for serials in batches(connection, TELLINGS):
        columns = (TELLINGS.c.serial, TELLINGS.c.claims, TELLINGS.c.recorded_at)
        rows = connection.execute(select(*columns).where(TELLINGS.c.serial.in_(serials))).all()
        told = {row.serial: (row.recorded_at, msgspec.json.decode(row.claims, type=list[str])) for row in rows}
        yield [words.telling_text(*one) for one in _claims_then(connection, told).items()]


def finds() -> CompoundSelect[Any]:
    """By which texts each version of an event is found: those of all tellings that belonged to it while it stood."""
    together = MEMBERSHIP.join(TELLINGS, TELLINGS.c.id == MEMBERSHIP.c.telling).join(
        EVENTS, EVENTS.c.id == MEMBERSHIP.c.event
    )
    told = select(words.of_telling(TELLINGS.c.serial), EVENTS.c.serial).select_from(together)
    printed = together.join(REPORTS, REPORTS.c.id == TELLINGS.c.report)
    reported = select(words.of_report(REPORTS.c.serial), EVENTS.c.serial).select_from(printed)
    return union(
        told.where(*_at_once(MEMBERSHIP, TELLINGS, EVENTS)),
        reported.where(*_at_once(MEMBERSHIP, TELLINGS, EVENTS, REPORTS)),
    )


def _at_once(*tables: Table) -> Iterator[ColumnElement[bool]]:
    """There was a moment when rows of all these tables stood."""
    for table in tables:
        yield table.c.until.is_(None) | (table.c.until > table.c.recorded_at)
    for one, two in permutations(tables, 2):
        yield one.c.until.is_(None) | (two.c.recorded_at < one.c.until)


def _claims_then(connection: Connection, told: Mapping[int, tuple[str, Sequence[str]]]) -> dict[int, list[Claim]]:
    """The claims of tellings, each as it stood when the telling was recorded."""
    versions: dict[str, list[tuple[str, Claim]]] = {}
    for chunk in chunks(sorted({claim for _, claims in told.values() for claim in claims})):
        query = select(CLAIMS.c.recorded_at, CLAIMS.c.payload).where(CLAIMS.c.id.in_(chunk), CLAIMS.c.payload != GONE)
        for at, payload in connection.execute(query.order_by(CLAIMS.c.serial)):
            claim = msgspec.json.decode(payload, type=Claim)
            versions.setdefault(claim.id, []).append((at, claim))
    return {
        serial: [claim for id_ in claims for claim in [_then(versions.get(id_, ()), moment)] if claim is not None]
        for serial, (moment, claims) in told.items()
    }


def _then(versions: Sequence[tuple[str, Claim]], moment: str) -> Claim | None:
    return next((claim for at, claim in reversed(versions) if at <= moment), None)
