"""Events read back whole: for a batch of events one query a table, never one an event."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select

from onrecord.independence import voices
from onrecord.model import Compared, Decision, Dossier, Event, Link, Report, Review, Telling
from onrecord.store import judging
from onrecord.store.asking import among, ask, when
from onrecord.store.ledger import live
from onrecord.store.tables import ALIASES, COMPARISONS, EVENT_TEXTS, LINKS
from onrecord.store.tellings import claim_ids, members_of, reports_of, tellings_of

BATCH = 200
"""Events that are read together: a few thousand rows, a few megabytes."""


class Found(msgspec.Struct, frozen=True):
    """A version of an event as the selection found it."""

    serial: int
    id: str
    first_at: str
    recorded_at: str


class _Around(msgspec.Struct, frozen=True):
    """What belongs to a batch of events beside the events themselves."""

    members: Mapping[str, Sequence[str]]
    told: Mapping[str, Telling]
    reports: Mapping[str, Report]
    compared: Mapping[str, Sequence[Compared]]
    aliases: Mapping[str, Sequence[str]]
    reviews: Mapping[str, Review]
    decisions: Mapping[str, Sequence[Decision]]


def events(connection: Connection, found: Sequence[Found], as_of: str | None) -> list[Event]:
    """The events of these versions, with their links."""
    texts = dict(ask(connection, _texts, [item.serial for item in found]))
    linked = _links(connection, [item.id for item in found], as_of)
    read = [msgspec.json.decode(texts[item.serial], type=Event) for item in found]
    return [msgspec.structs.replace(event, links=linked.get(event.id, ())) for event in read]


@functools.cache
def _texts(_: bool) -> Select[Any]:
    return select(EVENT_TEXTS.c.event, EVENT_TEXTS.c.payload).where(among(EVENT_TEXTS.c.event))


def dossiers(connection: Connection, found: Sequence[Found], as_of: str | None) -> list[Dossier]:
    """All that stands on the record of these versions of events."""
    whole = events(connection, found, as_of)
    ids = [event.id for event in whole]
    members = members_of(connection, ids, as_of)
    told = {t.id: t for t in tellings_of(connection, [t for m in members.values() for t in m], as_of=as_of)}
    origins = {telling.origin for telling in told.values() if telling.origin}
    aliases = _aliases(connection, ids, as_of)
    claims = claim_ids(connection, told, as_of)
    subjects = {
        id_: _subjects(id_, claims, (told[t] for t in members.get(id_, ()) if t in told), aliases) for id_ in ids
    }
    around = _Around(
        members=members,
        told=told,
        reports=reports_of(connection, {telling.report for telling in told.values()} | origins, as_of),
        compared=_compared(connection, members, as_of),
        aliases=aliases,
        reviews=judging.reviews(connection, ids, as_of),
        decisions=_decisions(connection, subjects, as_of),
    )
    return [_dossier(item, event, around) for item, event in zip(found, whole, strict=True)]


def _dossier(item: Found, event: Event, around: _Around) -> Dossier:
    told = [around.told[id_] for id_ in around.members.get(event.id, ()) if id_ in around.told]
    own = dict.fromkeys(telling.report for telling in told)
    origins = dict.fromkeys(telling.origin for telling in told if telling.origin)
    known = [around.reports[id_] for id_ in {**own, **origins} if id_ in around.reports]
    return Dossier(
        event=event,
        tellings=tuple(told),
        reports=tuple(report for report in known if report.id in own),
        voices=voices(told, known),
        compared=tuple(around.compared.get(event.id, ())),
        decisions=tuple(around.decisions.get(event.id, ())),
        review=around.reviews.get(event.id, Review()),
        aliases=tuple(around.aliases.get(event.id, ())),
        recorded_at=item.first_at,
        changed_at=item.recorded_at,
    )


def _subjects(
    event: str, claims: Mapping[str, Sequence[str]], told: Iterable[Telling], aliases: Mapping[str, Sequence[str]]
) -> set[str]:
    """All that a decision about an event may be about: itself, its tellings, their claims and reports."""
    named = {event, *aliases.get(event, ())}
    for telling in told:
        named |= {telling.id, telling.report, *claims.get(telling.id, ())}
    return named


def _decisions(
    connection: Connection, subjects: Mapping[str, Collection[str]], as_of: str | None
) -> dict[str, list[Decision]]:
    """Decisions by event, standing or undone, in the order in which they were recorded."""
    made = judging.naming(connection, {subject for named in subjects.values() for subject in named}, as_of)
    return {event: judging.touching(made, named) for event, named in subjects.items()} if made else {}


def _links(connection: Connection, ids: Sequence[str], as_of: str | None) -> dict[str, tuple[Link, ...]]:
    """Links by event; one that leads to a merged event leads on to what that became."""
    rows = ask(connection, _linked, ids, as_of)
    led = resolved(connection, {row.target for row in rows}, as_of)
    found: dict[str, dict[Link, None]] = {}
    for row in rows:
        link = Link(type=row.type, event=led.get(row.target, row.target))
        if link.event != row.event:
            found.setdefault(row.event, {})[link] = None
    return {event: tuple(links) for event, links in found.items()}


@functools.cache
def _linked(past: bool) -> Select[Any]:
    query = select(LINKS.c.event, LINKS.c.type, LINKS.c.target)
    return query.where(among(LINKS.c.event), live(LINKS, when(past))).order_by(LINKS.c.serial)


def resolved(connection: Connection, ids: Collection[str], as_of: str | None) -> dict[str, str]:
    """What the ids of merged events lead to, followed to the end; ids that are no alias are left out."""
    step: dict[str, str] = {}
    asked = set(ids)
    while asked:
        found: dict[str, str] = dict(ask(connection, _became, asked, as_of))
        step.update(found)
        asked = set(found.values()) - set(step)
    return {id_: _end(id_, step) for id_ in ids if id_ in step}


@functools.cache
def _became(past: bool) -> Select[Any]:
    return select(ALIASES.c.gone, ALIASES.c.event).where(among(ALIASES.c.gone), live(ALIASES, when(past)))


def _end(id_: str, step: Mapping[str, str]) -> str:
    seen = {id_}
    while id_ in step and step[id_] not in seen:
        id_ = step[id_]
        seen.add(id_)
    return id_


def _compared(
    connection: Connection, members: Mapping[str, Sequence[str]], as_of: str | None
) -> dict[str, list[Compared]]:
    """The comparisons between an event's own tellings; an event of one telling has none."""
    home = {telling: event for event, tellings in members.items() if len(tellings) > 1 for telling in tellings}
    found: dict[str, list[Compared]] = {}
    for one, two, payload in ask(connection, _comparisons, home, as_of):
        if home[one] == home.get(two):
            found.setdefault(home[one], []).append(msgspec.json.decode(payload, type=Compared))
    return found


@functools.cache
def _comparisons(past: bool) -> Select[Any]:
    query = select(COMPARISONS.c.one, COMPARISONS.c.two, COMPARISONS.c.payload)
    query = query.where(among(COMPARISONS.c.one), live(COMPARISONS, when(past)))
    return query.order_by(COMPARISONS.c.one, COMPARISONS.c.two)


def _aliases(connection: Connection, ids: Sequence[str], as_of: str | None) -> dict[str, list[str]]:
    """The ids that lead to each event, at once or through others."""
    found: dict[str, list[str]] = {id_: [] for id_ in ids}
    root = {id_: id_ for id_ in ids}
    asked = list(ids)
    while asked:
        nearer: list[str] = []
        for gone, event in ask(connection, _led, asked, as_of):
            if gone not in root:
                root[gone] = root[event]
                found[root[gone]].append(gone)
                nearer.append(gone)
        asked = nearer
    return {event: gone for event, gone in found.items() if gone}


@functools.cache
def _led(past: bool) -> Select[Any]:
    query = select(ALIASES.c.gone, ALIASES.c.event)
    return query.where(among(ALIASES.c.event), live(ALIASES, when(past))).order_by(ALIASES.c.serial)
