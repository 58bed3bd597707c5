"""Tellings read back: rows of tellings with their claims, origins and, where a merge asks, their victims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Row, select, true

from onrecord.model import Claim, Link, Report, Telling, Victim
from onrecord.store.corrections import corrected
from onrecord.store.ledger import chunks, live
from onrecord.store.tables import CLAIMS, GONE, MEMBERSHIP, ORIGINS, REPORTS, TELLINGS, VICTIMS


def tellings_of(
    connection: Connection, ids: Collection[str], *, as_of: str | None = None, sealed: bool = False
) -> tuple[Telling, ...]:
    """These tellings with their claims as corrected, in the order of the ids; ``sealed`` adds the victims."""
    rows: dict[str, Row[str, str, str, str, str]] = {}
    for chunk in chunks(ids):
        query = select(TELLINGS.c.id, TELLINGS.c.report, TELLINGS.c.kind, TELLINGS.c.claims, TELLINGS.c.links).where(
            TELLINGS.c.id.in_(chunk), live(TELLINGS, as_of)
        )
        rows.update({row.id: row for row in connection.execute(query)})
    told = {id_: msgspec.json.decode(row.claims, type=list[str]) for id_, row in rows.items()}
    claims = claims_of(connection, [claim for ids in told.values() for claim in ids], as_of=as_of, sealed=sealed)
    reports = _outlets(connection, {row.report for row in rows.values()})
    origins = _origins(connection, reports, as_of)
    return tuple(
        Telling(
            id=id_,
            report=rows[id_].report,
            publisher=reports[rows[id_].report].publisher,
            published=reports[rows[id_].report].published,
            kind=rows[id_].kind,
            claims=tuple(claims[claim] for claim in told[id_] if claim in claims),
            links=msgspec.json.decode(rows[id_].links, type=tuple[Link, ...]),
            origin=origins.get(rows[id_].report),
        )
        for id_ in dict.fromkeys(ids)
        if id_ in rows
    )


def members_of(connection: Connection, events: Collection[str], as_of: str | None = None) -> dict[str, list[str]]:
    """The tellings of events, in the order in which they joined."""
    found: dict[str, list[str]] = {}
    for chunk in chunks(events):
        query = select(MEMBERSHIP.c.event, MEMBERSHIP.c.telling).where(
            MEMBERSHIP.c.event.in_(chunk), live(MEMBERSHIP, as_of)
        )
        for row in connection.execute(query.order_by(MEMBERSHIP.c.serial)):
            found.setdefault(row.event, []).append(row.telling)
    return found


def claim_ids(connection: Connection, tellings: Collection[str], as_of: str | None = None) -> dict[str, list[str]]:
    """The ids of all claims of tellings, rejected ones too."""
    found: dict[str, list[str]] = {}
    for chunk in chunks(tellings):
        query = select(TELLINGS.c.id, TELLINGS.c.claims).where(TELLINGS.c.id.in_(chunk), live(TELLINGS, as_of))
        found.update({row.id: msgspec.json.decode(row.claims, type=list[str]) for row in connection.execute(query)})
    return found


def claims_of(
    connection: Connection, ids: Sequence[str], *, as_of: str | None = None, sealed: bool = False
) -> dict[str, Claim]:
    """Claims by id, as corrected."""
    claims: dict[str, Claim] = {}
    for chunk in chunks(ids):
        query = select(CLAIMS.c.id, CLAIMS.c.payload).where(
            CLAIMS.c.id.in_(chunk), CLAIMS.c.payload != GONE, live(CLAIMS, as_of)
        )
        for row in connection.execute(query):
            claims[row.id] = msgspec.json.decode(row.payload, type=Claim)
    claims = corrected(connection, claims, as_of)
    if not sealed:
        return claims
    named = victims_of(connection, claims, as_of)
    return {id_: msgspec.structs.replace(claim, victims=named.get(id_, ())) for id_, claim in claims.items()}


def victims_of(
    connection: Connection, claims: Iterable[str], as_of: str | None = None
) -> dict[str, tuple[Victim, ...]]:
    """Sealed: the victims of claims, by claim."""
    named: dict[str, list[Victim]] = {}
    for chunk in chunks(claims):
        query = select(VICTIMS.c.claim, VICTIMS.c.payload).where(
            VICTIMS.c.claim.in_(chunk), VICTIMS.c.payload != GONE, live(VICTIMS, as_of)
        )
        for row in connection.execute(query.order_by(VICTIMS.c.claim, VICTIMS.c.position)):
            named.setdefault(row.claim, []).append(msgspec.json.decode(row.payload, type=Victim))
    return {claim: tuple(found) for claim, found in named.items()}


def reports_of(connection: Connection, ids: Collection[str], as_of: str | None = None) -> Mapping[str, Report]:
    """Reports by id, as they stood or, where they stand no more, as they were last."""
    found: dict[str, Report] = {}
    seen = REPORTS.c.recorded_at <= as_of if as_of else true()
    for chunk in chunks(sorted(ids)):
        query = select(REPORTS.c.payload).where(REPORTS.c.id.in_(chunk), REPORTS.c.payload != GONE, seen)
        query = query.order_by(REPORTS.c.serial)
        for payload in connection.execute(query).scalars():
            report = msgspec.json.decode(payload, type=Report)
            found[report.id] = report
    return found


def _outlets(connection: Connection, ids: Collection[str]) -> dict[str, Row[str, str | None, str | None]]:
    """Who published reports and when, without their texts."""
    found: dict[str, Row[str, str | None, str | None]] = {}
    for chunk in chunks(sorted(ids)):
        query = select(REPORTS.c.id, REPORTS.c.publisher, REPORTS.c.published).where(REPORTS.c.id.in_(chunk))
        found.update({row.id: row for row in connection.execute(query)})
    return found


def _origins(connection: Connection, reports: Iterable[str], as_of: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(reports):
        query = select(ORIGINS.c.report, ORIGINS.c.origin).where(ORIGINS.c.report.in_(chunk), live(ORIGINS, as_of))
        found.update({row.report: row.origin for row in connection.execute(query)})
    return found
