"""Events as a transaction writes them: their tellings, versions, aliases and links."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from onrecord import weigh
from onrecord.model import Event, Link, Report, Telling
from onrecord.store import judging, words
from onrecord.store.asking import among, ask
from onrecord.store.ledger import Ledger, live
from onrecord.store.summary import glance, traits
from onrecord.store.tables import (
    ALIASES,
    BEREFT,
    EVENT_TEXTS,
    EVENTS,
    FINDS,
    LINKS,
    MEMBERSHIP,
    REPORTS,
    TELLINGS,
    TRAITS,
    VOIDED,
    WAITING,
    content,
)
from onrecord.store.tellings import members_of, reports_of, tellings_of

GLANCE = [column.name for column in content(EVENTS)]


def homes(ledger: Ledger, ids: Collection[str]) -> dict[str, str]:
    """The events that tellings belong to."""
    return dict(ask(ledger.connection, _homes, ids))


@functools.cache
def _homes(_: bool) -> Select[Any]:
    return select(MEMBERSHIP.c.telling, MEMBERSHIP.c.event).where(among(MEMBERSHIP.c.telling), live(MEMBERSHIP))


def members(ledger: Ledger, events: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The tellings of events, in the order in which they joined."""
    found = members_of(ledger.connection, events)
    return {event: tuple(found[event]) for event in events if event in found}


def recorded(ledger: Ledger, ids: Collection[str]) -> tuple[str, ...]:
    """Tellings in the order in which they were first recorded."""
    return tuple(dict.fromkeys(id_ for (id_,) in ask(ledger.connection, _recorded, ids)))


@functools.cache
def _recorded(_: bool) -> Select[Any]:
    return select(TELLINGS.c.id).where(among(TELLINGS.c.id)).order_by(TELLINGS.c.serial)


def void(ledger: Ledger, events: Collection[str]) -> None:
    """These events are no longer what people approved, cleared or rejected."""
    held = judging.reviewing(ledger.connection, events)
    rows = [{"event": event, "decision": decision.id} for event, made in sorted(held.items()) for decision in made]
    ledger.insert(VOIDED, rows)


def bereave(ledger: Ledger, events: Collection[str]) -> None:
    """Note that these events lost a telling, or that one of theirs was read anew."""
    void(ledger, events)
    ledger.put_made(BEREFT, [{"event": event} for event in sorted(events)], BEREFT.c.event, events)


def put_event(ledger: Ledger, event: Event, tellings: Sequence[str], told: Sequence[Telling]) -> set[str]:
    """Keep an event as made of these tellings, ``told`` as they stand; gives the events that lost a telling by it."""
    if not tellings:
        withdraw(ledger, event.id)
        return set()
    here = set(members(ledger, [event.id]).get(event.id, ()))
    if here == set(tellings) and _is_as_put(ledger, event):
        put_links(ledger, event.id, event.links)
        return set()
    elsewhere = {telling: home for telling, home in homes(ledger, tellings).items() if home != event.id}
    leaving, joining = here - set(tellings), [telling for telling in dict.fromkeys(tellings) if telling not in here]
    if leaving or joining:
        void(ledger, [event.id])
    ledger.close(MEMBERSHIP.c.telling, [*leaving, *elsewhere])
    ledger.insert(MEMBERSHIP, [{"telling": telling, "event": event.id} for telling in joining])
    ledger.put_made(WAITING, [{"telling": telling} for telling in sorted(leaving)], WAITING.c.telling, joining)
    ledger.put_made(BEREFT, [], BEREFT.c.event, [event.id])
    ledger.close(ALIASES.c.gone, [event.id])
    put_links(ledger, event.id, event.links)
    version(ledger, event, told)
    bereave(ledger, set(elsewhere.values()))
    return set(elsewhere.values())


def _is_as_put(ledger: Ledger, event: Event) -> bool:
    """Whether an event stands as it is to be put, and nothing that it rests on was read anew: most of a regrouping."""
    standing = _standing(ledger, event.id)
    if standing != msgspec.structs.replace(event, links=()):
        return False
    return not ask(ledger.connection, _unput, [event.id])


@functools.cache
def _unput(_: bool) -> Select[Any]:
    return select(BEREFT.c.event).where(among(BEREFT.c.event))


def put_links(ledger: Ledger, event: str, links: Sequence[Link]) -> None:
    """The links of an event; those that stay are left alone."""
    standing = {(type_, target): serial for serial, type_, target in ask(ledger.connection, _links, [event])}
    wanted = dict.fromkeys((link.type, link.event) for link in links)
    if gone := [serial for link, serial in standing.items() if link not in wanted]:
        ledger.close(LINKS.c.serial, gone)
    new = [link for link in wanted if link not in standing]
    ledger.insert(LINKS, [{"event": event, "type": type_, "target": target} for type_, target in new])


@functools.cache
def _links(_: bool) -> Select[Any]:
    return select(LINKS.c.serial, LINKS.c.type, LINKS.c.target).where(among(LINKS.c.event), live(LINKS))


def version(ledger: Ledger, event: Event, tellings: Sequence[Telling]) -> None:
    """Write a version of an event, unless it stands as it is. Says in the log that it is new or has changed."""
    claims = [claim for telling in tellings for claim in telling.claims]
    review = judging.reviews(ledger.connection, [event.id]).get(event.id)
    payload = msgspec.json.encode(msgspec.structs.replace(event, links=())).decode()
    row = {**glance(event, tellings, _origins(ledger, tellings)), "review": review.state if review else "unreviewed"}
    last = next(iter(ask(ledger.connection, _last, [event.id])), None)
    old = last if last is not None and last.until is None else None
    row["first_at"] = (
        last.first_at if last else ledger.at
    )  # an event that stood before, and stands again, keeps its day
    chosen_by = traits(event, claims)
    if old is not None:
        if _is_as_it_stands(ledger, old, {**row, "payload": payload}, chosen_by):
            put_finds(ledger, {old.serial: tellings})
            return
        _close_version(ledger, old.serial)
    [serial] = ledger.insert(EVENTS, [row])
    ledger.insert(EVENT_TEXTS, [{"event": serial, "payload": payload}])
    found = [{"trait": trait, "value": value, "event": serial} for trait, value in sorted(chosen_by)]
    ledger.put_made(TRAITS, found)
    put_finds(ledger, {serial: tellings})
    ledger.note(
        "event", event.id, {"change": "changed" if old else "new", "because": because(ledger, event.id, tellings)}
    )


def _origins(ledger: Ledger, tellings: Sequence[Telling]) -> tuple[Report, ...]:
    """The reports that these tellings reprint, and which are not among their own: their outlets speak in them."""
    beside = {telling.origin for telling in tellings if telling.origin} - {telling.report for telling in tellings}
    return tuple(reports_of(ledger.connection, beside).values())


def _is_as_it_stands(
    ledger: Ledger, old: Row[Any], new: Mapping[str, Any], chosen_by: Collection[tuple[str, str]]
) -> bool:
    """Whether a version of an event shows what is to be shown, and is found by what it is to be found by."""
    if any(getattr(old, name) != new[name] for name in (*GLANCE, "payload")):
        return False
    return {(trait, value) for trait, value in ask(ledger.connection, _traits, [old.serial])} == set(chosen_by)


@functools.cache
def _traits(_: bool) -> Select[Any]:
    return select(TRAITS.c.trait, TRAITS.c.value).where(among(TRAITS.c.event))


def put_finds(ledger: Ledger, versions: Mapping[int, Sequence[Telling]]) -> None:
    """Note by which texts versions of events are found: those of their tellings and of the reports that these stand in.

    A telling that was read anew has another text from then on; a version that stands on is found by both.
    """
    ids = {telling.id for tellings in versions.values() for telling in tellings}
    texts = {
        id_: (words.of_telling(telling), words.of_report(report))
        for id_, telling, report in ask(ledger.connection, _serials, ids)
    }
    noted = {(row.text, row.event) for row in ask(ledger.connection, _found_by, versions)}
    wanted = {
        (number, serial)
        for serial, tellings in versions.items()
        for telling in tellings
        for number in texts.get(telling.id, ())
    }
    ledger.put_made(FINDS, [{"text": number, "event": serial} for number, serial in sorted(wanted - noted)])


@functools.cache
def _found_by(_: bool) -> Select[Any]:
    return select(FINDS.c.text, FINDS.c.event).where(among(FINDS.c.event))


@functools.cache
def _serials(_: bool) -> Select[Any]:
    query = select(TELLINGS.c.id, TELLINGS.c.serial, REPORTS.c.serial)
    query = query.join(REPORTS, (REPORTS.c.id == TELLINGS.c.report) & live(REPORTS))
    return query.where(among(TELLINGS.c.id), live(TELLINGS))


@functools.cache
def _last(_: bool) -> Select[Any]:
    """The last version of an event with its text, whether it stands or not."""
    query = select(EVENTS, EVENT_TEXTS.c.payload).join(EVENT_TEXTS, EVENT_TEXTS.c.event == EVENTS.c.serial)
    return query.where(among(EVENTS.c.id)).order_by(EVENTS.c.serial.desc()).limit(1)


MOST = 20
"""Reasons that a log entry names; a transaction that changes more for one event is an import."""


def because(ledger: Ledger, event: str, tellings: Sequence[Telling] = ()) -> list[str]:
    """What an event changes for: reports taken in, read anew or superseded, decisions, tellings that joined."""
    own = {telling.report for telling in tellings}
    told = [(kind, subject) for kind, subject, _ in ledger.noted if kind not in {"event", "written"}]
    said = [f"{kind} {subject}" for kind, subject in told if subject in own or kind != "new"]
    joined = {telling for telling, entry in ask(ledger.connection, _joined, [event]) if entry == ledger.entry}
    known = {subject for _, subject in told}
    said += [f"merged {t.report}" for t in tellings if t.id in joined and t.report not in known]
    return list(dict.fromkeys(said))[:MOST]


@functools.cache
def _joined(_: bool) -> Select[Any]:
    return select(MEMBERSHIP.c.telling, MEMBERSHIP.c.entry).where(among(MEMBERSHIP.c.event), live(MEMBERSHIP))


def _close_version(ledger: Ledger, serial: int) -> None:
    """Close a version of an event with its text; what it could be selected by stays, for reading the past."""
    ledger.close(EVENT_TEXTS.c.event, [serial])
    ledger.close(EVENTS.c.serial, [serial])


def withdraw(ledger: Ledger, event: str, *, into: str | None = None) -> None:
    """Close an event and let its tellings go; ``into`` is the event that its id now leads to."""
    left = members(ledger, [event]).get(event, ())
    ledger.close(MEMBERSHIP.c.event, [event])
    ledger.put_made(WAITING, [{"telling": telling} for telling in left], WAITING.c.telling, left)
    ledger.put_made(BEREFT, [], BEREFT.c.event, [event])
    ledger.close(LINKS.c.event, [event])
    standing = ask(ledger.connection, _standing_texts, [event])
    for serial, _ in standing:
        _close_version(ledger, serial)
    if standing:
        said = {"change": "merged", "into": into} if into else {"change": "withdrawn"}
        ledger.note("event", event, {**said, "because": because(ledger, event)})


def alias(ledger: Ledger, gone: str, event: str) -> None:
    """Close an event; its id leads to another from now on."""
    if gone == event:
        return
    withdraw(ledger, gone, into=event)
    query = select(ALIASES.c.event).where(ALIASES.c.gone == gone, live(ALIASES))
    if ledger.connection.execute(query).scalar() != event:
        ledger.close(ALIASES.c.gone, [gone])
        ledger.insert(ALIASES, [{"gone": gone, "event": event}])


def refresh(ledger: Ledger, events: Collection[str]) -> None:
    """Write these standing events anew from the tellings that they have now, as nobody has put them since."""
    for event in sorted(events):
        ids = members(ledger, [event]).get(event, ())
        if not ids:
            withdraw(ledger, event)
            continue
        standing = _standing(ledger, event)
        tellings = tellings_of(ledger.connection, ids)
        claims = [claim for telling in tellings for claim in telling.claims]
        if standing is not None and claims:
            whole = {"claims": tuple(claim.id for claim in claims), "computed": weigh.ranged(claims)}
            version(ledger, msgspec.structs.replace(standing, **whole), tellings)


def _standing(ledger: Ledger, event: str) -> Event | None:
    found = ask(ledger.connection, _standing_texts, [event])
    return msgspec.json.decode(found[0].payload, type=Event) if found else None


@functools.cache
def _standing_texts(_: bool) -> Select[Any]:
    query = select(EVENTS.c.serial, EVENT_TEXTS.c.payload).join(EVENT_TEXTS, EVENT_TEXTS.c.event == EVENTS.c.serial)
    return query.where(among(EVENTS.c.id), live(EVENTS))


def bereft(ledger: Ledger) -> tuple[str, ...]:
    """Standing events that lost a telling since they were last put."""
    return tuple(ledger.connection.execute(select(BEREFT.c.event).order_by(BEREFT.c.event)).scalars())


def forget(ledger: Ledger, tellings: Mapping[str, str | None]) -> None:
    """Let tellings go that are told no more; each maps to the telling that takes its place in its event, or null."""
    at_home = homes(ledger, tellings)
    bereave(ledger, set(at_home.values()))
    ledger.close(MEMBERSHIP.c.telling, tellings)
    ledger.put_made(WAITING, [], WAITING.c.telling, tellings)
    heirs = {heir: at_home[old] for old, heir in tellings.items() if heir is not None and old in at_home}
    ledger.insert(MEMBERSHIP, [{"telling": heir, "event": event} for heir, event in heirs.items()])
    ledger.put_made(WAITING, [], WAITING.c.telling, heirs)
