"""Events as a transaction writes them: their tellings, versions, aliases and links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, delete, select

from onrecord import weigh
from onrecord.model import Event, Link, Telling
from onrecord.store import judging
from onrecord.store.ledger import Ledger, chunks, live
from onrecord.store.summary import glance, traits
from onrecord.store.tables import (
    ALIASES,
    BEREFT,
    EVENT_TEXTS,
    EVENTS,
    LINKS,
    MEMBERSHIP,
    TELLINGS,
    TRAITS,
    VOIDED,
    WAITING,
    content,
)
from onrecord.store.tellings import members_of, tellings_of

GLANCE = [column.name for column in content(EVENTS)]


def homes(ledger: Ledger, ids: Collection[str]) -> dict[str, str]:
    """The events that tellings belong to."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        query = select(MEMBERSHIP.c.telling, MEMBERSHIP.c.event).where(
            MEMBERSHIP.c.telling.in_(chunk), live(MEMBERSHIP)
        )
        found.update({row.telling: row.event for row in ledger.connection.execute(query)})
    return found


def members(ledger: Ledger, events: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The tellings of events, in the order in which they joined."""
    found = members_of(ledger.connection, events)
    return {event: tuple(found[event]) for event in events if event in found}


def recorded(ledger: Ledger, ids: Collection[str]) -> tuple[str, ...]:
    """Tellings in the order in which they were first recorded."""
    first: dict[str, int] = {}
    for chunk in chunks(ids):
        for row in ledger.connection.execute(select(TELLINGS.c.id, TELLINGS.c.serial).where(TELLINGS.c.id.in_(chunk))):
            first[row.id] = min(row.serial, first.get(row.id, row.serial))
    return tuple(sorted(first, key=first.__getitem__))


def void(ledger: Ledger, events: Collection[str]) -> None:
    """These events are no longer what people approved, cleared or rejected."""
    held = judging.reviewing(ledger.connection, events)
    rows = [{"event": event, "decision": decision.id} for event, made in sorted(held.items()) for decision in made]
    ledger.insert(VOIDED, rows)


def bereave(ledger: Ledger, events: Collection[str]) -> None:
    """Note that these events lost a telling, or that one of theirs was read anew."""
    void(ledger, events)
    for chunk in chunks(sorted(events)):
        ledger.put_made(BEREFT, [{"event": event} for event in chunk], BEREFT.c.event.in_(chunk))


def put_event(ledger: Ledger, event: Event, tellings: Sequence[str]) -> set[str]:
    """Keep an event as made of these tellings; gives the events that lost a telling by it."""
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
    for chunk in chunks([*leaving, *elsewhere]):
        ledger.close(MEMBERSHIP, MEMBERSHIP.c.telling.in_(chunk))
    ledger.insert(MEMBERSHIP, [{"telling": telling, "event": event.id} for telling in joining])
    for chunk in chunks(joining):
        ledger.put_made(WAITING, [], WAITING.c.telling.in_(chunk))
    ledger.put_made(WAITING, [{"telling": telling} for telling in sorted(leaving)])
    ledger.put_made(BEREFT, [], BEREFT.c.event == event.id)
    ledger.close(ALIASES, ALIASES.c.gone == event.id)
    put_links(ledger, event.id, event.links)
    version(ledger, event, tellings_of(ledger.connection, tellings))
    bereave(ledger, set(elsewhere.values()))
    return set(elsewhere.values())


def _is_as_put(ledger: Ledger, event: Event) -> bool:
    """Whether an event stands as it is to be put, and nothing that it rests on was read anew: most of a regrouping."""
    standing = _standing(ledger, event.id)
    if standing != msgspec.structs.replace(event, links=()):
        return False
    return ledger.connection.execute(select(BEREFT.c.event).where(BEREFT.c.event == event.id)).first() is None


def put_links(ledger: Ledger, event: str, links: Sequence[Link]) -> None:
    """The links of an event; those that stay are left alone."""
    query = select(LINKS.c.serial, LINKS.c.type, LINKS.c.target).where(LINKS.c.event == event, live(LINKS))
    standing = {(row.type, row.target): row.serial for row in ledger.connection.execute(query)}
    wanted = dict.fromkeys((link.type, link.event) for link in links)
    if gone := [serial for link, serial in standing.items() if link not in wanted]:
        ledger.close(LINKS, LINKS.c.serial.in_(gone))
    new = [link for link in wanted if link not in standing]
    ledger.insert(LINKS, [{"event": event, "type": type_, "target": target} for type_, target in new])


def version(ledger: Ledger, event: Event, tellings: Sequence[Telling]) -> None:
    """Write a version of an event, unless it stands as it is. Says in the log that it is new or has changed."""
    claims = [claim for telling in tellings for claim in telling.claims]
    review = judging.reviews(ledger.connection, [event.id]).get(event.id)
    payload = msgspec.json.encode(msgspec.structs.replace(event, links=())).decode()
    row = {**glance(event, tellings), "review": review.state if review else "unreviewed"}
    old = ledger.connection.execute(
        select(EVENTS, EVENT_TEXTS.c.payload)
        .join(EVENT_TEXTS, EVENT_TEXTS.c.event == EVENTS.c.serial)
        .where(EVENTS.c.id == event.id, live(EVENTS))
    ).first()
    row["first_at"] = old.first_at if old else _first_at(ledger, event.id)
    if old is not None:
        if old.payload == payload and all(getattr(old, name) == row[name] for name in GLANCE):
            return
        _close_version(ledger, EVENTS.c.serial == old.serial)
    [serial] = ledger.insert(EVENTS, [row])
    ledger.insert(EVENT_TEXTS, [{"event": serial, "payload": payload}])
    found = [{"trait": trait, "value": value, "event": serial} for trait, value in sorted(traits(event, claims))]
    ledger.put_made(TRAITS, found)
    ledger.note(
        "event", event.id, {"change": "changed" if old else "new", "because": because(ledger, event.id, tellings)}
    )


def _first_at(ledger: Ledger, event: str) -> str:
    """When an event was first on the record: one that stood before, and stands again, keeps its day."""
    query = select(EVENTS.c.first_at).where(EVENTS.c.id == event).limit(1)
    return ledger.connection.execute(query).scalar() or ledger.at


MOST = 20
"""Reasons that a log entry names; a transaction that changes more for one event is an import."""


def because(ledger: Ledger, event: str, tellings: Sequence[Telling] = ()) -> list[str]:
    """What an event changes for: reports taken in, read anew or superseded, decisions, tellings that joined."""
    own = {telling.report for telling in tellings}
    told = [(kind, subject) for kind, subject, _ in ledger.noted if kind not in {"event", "written"}]
    said = [f"{kind} {subject}" for kind, subject in told if subject in own or kind != "new"]
    here = (MEMBERSHIP.c.event == event) & (MEMBERSHIP.c.entry == ledger.entry) & live(MEMBERSHIP)
    joined = set(ledger.connection.execute(select(MEMBERSHIP.c.telling).where(here)).scalars())
    known = {subject for _, subject in told}
    said += [f"merged {t.report}" for t in tellings if t.id in joined and t.report not in known]
    return list(dict.fromkeys(said))[:MOST]


def _close_version(ledger: Ledger, *where: ColumnElement[bool]) -> int:
    """Close versions of events with their texts; what they could be selected by stays, for reading the past."""
    serials = list(ledger.connection.execute(select(EVENTS.c.serial).where(live(EVENTS), *where)).scalars())
    for chunk in chunks(serials):
        ledger.close(EVENT_TEXTS, EVENT_TEXTS.c.event.in_(chunk))
        ledger.close(EVENTS, EVENTS.c.serial.in_(chunk))
    return len(serials)


def withdraw(ledger: Ledger, event: str, *, into: str | None = None) -> None:
    """Close an event and let its tellings go; ``into`` is the event that its id now leads to."""
    left = members(ledger, [event]).get(event, ())
    ledger.close(MEMBERSHIP, MEMBERSHIP.c.event == event)
    for chunk in chunks(left):
        ledger.put_made(WAITING, [{"telling": telling} for telling in chunk], WAITING.c.telling.in_(chunk))
    ledger.put_made(BEREFT, [], BEREFT.c.event == event)
    ledger.close(LINKS, LINKS.c.event == event)
    if _close_version(ledger, EVENTS.c.id == event):
        said = {"change": "merged", "into": into} if into else {"change": "withdrawn"}
        ledger.note("event", event, {**said, "because": because(ledger, event)})


def alias(ledger: Ledger, gone: str, event: str) -> None:
    """Close an event; its id leads to another from now on."""
    if gone == event:
        return
    withdraw(ledger, gone, into=event)
    query = select(ALIASES.c.event).where(ALIASES.c.gone == gone, live(ALIASES))
    if ledger.connection.execute(query).scalar() != event:
        ledger.close(ALIASES, ALIASES.c.gone == gone)
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
    query = (
        select(EVENT_TEXTS.c.payload)
        .join(EVENTS, EVENT_TEXTS.c.event == EVENTS.c.serial)
        .where(EVENTS.c.id == event, live(EVENTS))
    )
    payload = ledger.connection.execute(query).scalar()
    return msgspec.json.decode(payload, type=Event) if payload else None


def bereft(ledger: Ledger) -> tuple[str, ...]:
    """Standing events that lost a telling since they were last put."""
    return tuple(ledger.connection.execute(select(BEREFT.c.event).order_by(BEREFT.c.event)).scalars())


def forget(ledger: Ledger, tellings: Mapping[str, str | None]) -> None:
    """Let tellings go that are told no more; each maps to the telling that takes its place in its event, or null."""
    at_home = homes(ledger, tellings)
    bereave(ledger, set(at_home.values()))
    for chunk in chunks(tellings):
        ledger.close(MEMBERSHIP, MEMBERSHIP.c.telling.in_(chunk))
        ledger.connection.execute(delete(WAITING).where(WAITING.c.telling.in_(chunk)))
    heirs = {heir: at_home[old] for old, heir in tellings.items() if heir is not None and old in at_home}
    ledger.insert(MEMBERSHIP, [{"telling": heir, "event": event} for heir, event in heirs.items()])
    for chunk in chunks(heirs):
        ledger.connection.execute(delete(WAITING).where(WAITING.c.telling.in_(chunk)))
