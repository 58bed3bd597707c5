"""Tellings read back: rows of tellings with their claims, origins and, where a merge asks, their victims."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, and_, select

from onrecord.model import Claim, Link, Report, Telling, Victim
from onrecord.store.asking import MOMENT, among, ask, when
from onrecord.store.corrections import corrected
from onrecord.store.ledger import live
from onrecord.store.tables import CLAIMS, GONE, MEMBERSHIP, ORIGINS, REPORTS, SUBJECTS, TELLINGS, VICTIMS


def tellings_of(
    connection: Connection, ids: Collection[str], *, as_of: str | None = None, sealed: bool = False
) -> tuple[Telling, ...]:
    """These tellings with their claims as corrected, in the order of the ids; ``sealed`` adds the victims."""
    rows = {row.id: row for row in ask(connection, _tellings, ids, as_of)}
    told = {id_: msgspec.json.decode(row.claims, type=list[str]) for id_, row in rows.items()}
    claims = claims_of(connection, [claim for ids in told.values() for claim in ids], as_of=as_of, sealed=sealed)
    return tuple(
        Telling(
            id=id_,
            report=rows[id_].report,
            publisher=rows[id_].publisher,
            published=rows[id_].published,
            kind=rows[id_].kind,
            claims=tuple(claims[claim] for claim in told[id_] if claim in claims),
            links=msgspec.json.decode(rows[id_].links, type=tuple[Link, ...]),
            origin=rows[id_].origin,
        )
        for id_ in dict.fromkeys(ids)
        if id_ in rows
    )


@functools.cache
def _tellings(past: bool) -> Select[Any]:
    """Tellings with who published their reports and when, without their texts."""
    columns = (TELLINGS.c.id, TELLINGS.c.report, TELLINGS.c.kind, TELLINGS.c.claims, TELLINGS.c.links)
    query = select(*columns, REPORTS.c.publisher, REPORTS.c.published, ORIGINS.c.origin)
    query = query.join(REPORTS, REPORTS.c.id == TELLINGS.c.report)
    query = query.outerjoin(ORIGINS, and_(ORIGINS.c.report == TELLINGS.c.report, live(ORIGINS, when(past))))
    return query.where(among(TELLINGS.c.id), live(TELLINGS, when(past)))


def members_of(connection: Connection, events: Collection[str], as_of: str | None = None) -> dict[str, list[str]]:
    """The tellings of events, in the order in which they joined."""
    found: dict[str, list[str]] = {}
    for event, telling in ask(connection, _members, events, as_of):
        found.setdefault(event, []).append(telling)
    return found


@functools.cache
def _members(past: bool) -> Select[Any]:
    query = select(MEMBERSHIP.c.event, MEMBERSHIP.c.telling)
    return query.where(among(MEMBERSHIP.c.event), live(MEMBERSHIP, when(past))).order_by(MEMBERSHIP.c.serial)


def claim_ids(connection: Connection, tellings: Collection[str], as_of: str | None = None) -> dict[str, list[str]]:
    """The ids of all claims of tellings, rejected ones too."""
    rows = ask(connection, _claim_ids, tellings, as_of)
    return {id_: msgspec.json.decode(claims, type=list[str]) for id_, claims in rows}


@functools.cache
def _claim_ids(past: bool) -> Select[Any]:
    return select(TELLINGS.c.id, TELLINGS.c.claims).where(among(TELLINGS.c.id), live(TELLINGS, when(past)))


def claims_of(
    connection: Connection, ids: Collection[str], *, as_of: str | None = None, sealed: bool = False
) -> dict[str, Claim]:
    """Claims by id, as corrected."""
    rows = ask(connection, _claims, ids, as_of)
    claims = {row.id: msgspec.json.decode(row.payload, type=Claim) for row in rows}
    claims = corrected(connection, claims, as_of, judged=[row.id for row in rows if row.judged])
    if not sealed:
        return claims
    victims = victims_of(connection, [row.id for row in rows if row.named], as_of)
    return claims | {
        id_: msgspec.structs.replace(claims[id_], victims=named) for id_, named in victims.items() if id_ in claims
    }


@functools.cache
def _claims(past: bool) -> Select[Any]:
    """Claims, with whether anything was decided about them and whether they name victims: most need no further look."""
    judged = select(SUBJECTS.c.subject).where(SUBJECTS.c.subject == CLAIMS.c.id).exists().label("judged")
    named = select(VICTIMS.c.claim).where(VICTIMS.c.claim == CLAIMS.c.id).exists().label("named")
    query = select(CLAIMS.c.id, CLAIMS.c.payload, judged, named)
    return query.where(among(CLAIMS.c.id), CLAIMS.c.payload != GONE, live(CLAIMS, when(past)))


def victims_of(
    connection: Connection, claims: Iterable[str], as_of: str | None = None
) -> dict[str, tuple[Victim, ...]]:
    """Sealed: the victims of claims, by claim."""
    named: dict[str, list[Victim]] = {}
    for claim, payload in ask(connection, _victims, list(claims), as_of):
        named.setdefault(claim, []).append(msgspec.json.decode(payload, type=Victim))
    return {claim: tuple(found) for claim, found in named.items()}


@functools.cache
def _victims(past: bool) -> Select[Any]:
    query = select(VICTIMS.c.claim, VICTIMS.c.payload)
    query = query.where(among(VICTIMS.c.claim), VICTIMS.c.payload != GONE, live(VICTIMS, when(past)))
    return query.order_by(VICTIMS.c.claim, VICTIMS.c.position)


def reports_of(connection: Connection, ids: Collection[str], as_of: str | None = None) -> Mapping[str, Report]:
    """Reports by id, as they stood or, where they stand no more, as they were last."""
    payloads = ask(connection, _reports, ids, as_of)
    reports = (msgspec.json.decode(payload, type=Report) for (payload,) in payloads)
    return {report.id: report for report in reports}


@functools.cache
def _reports(past: bool) -> Select[Any]:
    query = select(REPORTS.c.payload).where(among(REPORTS.c.id), REPORTS.c.payload != GONE)
    query = query.where(REPORTS.c.recorded_at <= MOMENT) if past else query
    return query.order_by(REPORTS.c.serial)
