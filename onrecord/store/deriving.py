"""Proof that what is made from kept rows still agrees with them: what events are found by, and what was decided about what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec
from sqlalchemy import Connection, delete, select

from onrecord.model import Decision, Event, OnrecordError
from onrecord.store import indexing, words
from onrecord.store.ledger import Ledger, chunks, live
from onrecord.store.summary import traits
from onrecord.store.tables import (
    ANCHORS,
    DECISIONS,
    EVENT_TEXTS,
    EVENTS,
    FINDS,
    MEMBERSHIP,
    SUBJECTS,
    TELLINGS,
    TRAITS,
    WAITING,
)
from onrecord.store.tellings import members_of, tellings_of

EVENTS_AT_ONCE = 500


def check(connection: Connection) -> None:
    """Compare everything made with what it was made from. Raises OnrecordError naming what does not agree."""
    for what, agrees in (
        ("the index of words", _words),
        ("which texts events are found by", _finds),
        ("what events are selected by", _traits),
        ("which decisions speak of what", _subjects),
        ("which tellings wait for a merge", _waiting),
    ):
        if not agrees(connection):
            raise OnrecordError(
                f"The store was changed behind its log: {what} does not agree with the record; the record itself is whole. "
                "`onrecord store reindex` makes it anew."
            )


def _words(connection: Connection) -> bool:
    return words.agree(connection, (one for batch in indexing.texts(connection) for one in batch))


def _finds(connection: Connection) -> bool:
    """Rows of a version that never stood, written and closed in one transaction, are nothing to anybody."""
    told = select(indexing.finds().subquery())
    stood = EVENTS.c.until.is_(None) | (EVENTS.c.until > EVENTS.c.recorded_at)
    noted = select(FINDS.c.text, FINDS.c.event).join(EVENTS, EVENTS.c.serial == FINDS.c.event, isouter=True)
    noted = noted.where(EVENTS.c.serial.is_(None) | stood)
    missing = told.except_(select(FINDS.c.text, FINDS.c.event))
    return not any(connection.execute(query.limit(1)).first() for query in (missing, noted.except_(told)))


def _traits(connection: Connection) -> bool:
    """Of the versions that stand; those of the past are chosen from only as of their time."""
    return all(wanted == noted for wanted, noted, _ in _chosen_by(connection))


Trait = tuple[int, str, str]


def _chosen_by(connection: Connection) -> Iterator[tuple[set[Trait], set[Trait], Collection[int]]]:
    """What events are to be selected by, what is noted of that, and the serials of the events, in batches."""
    standing = select(EVENTS.c.serial, EVENT_TEXTS.c.payload).join(EVENT_TEXTS, EVENT_TEXTS.c.event == EVENTS.c.serial)
    rows = connection.execute(standing.where(live(EVENTS)).order_by(EVENTS.c.serial)).all()
    for batch in chunks(rows, EVENTS_AT_ONCE):
        events = {row.serial: msgspec.json.decode(row.payload, type=Event) for row in batch}
        query = select(TRAITS.c.event, TRAITS.c.trait, TRAITS.c.value).where(TRAITS.c.event.in_(events))
        noted = {(row.event, row.trait, row.value) for row in connection.execute(query)}
        yield set(_wanted(connection, events)), noted, events


def _wanted(connection: Connection, events: Mapping[int, Event]) -> Iterator[Trait]:
    members = members_of(connection, [event.id for event in events.values()])
    told = {one.id: one for one in tellings_of(connection, [id_ for ids in members.values() for id_ in ids])}
    for serial, event in events.items():
        tellings = (told[id_] for id_ in members.get(event.id, ()) if id_ in told)
        claims = [claim for telling in tellings for claim in telling.claims]
        yield from ((serial, *trait) for trait in traits(event, claims))


def _subjects(connection: Connection) -> bool:
    """Each decision is found by all that it is about; it may be found by what it was about before too."""
    return not _unnoted(connection)


def _unnoted(connection: Connection) -> set[tuple[str, str]]:
    noted = {(row.subject, row.decision) for row in connection.execute(select(SUBJECTS))}
    payloads = connection.execute(select(DECISIONS.c.payload)).scalars()
    made = (msgspec.json.decode(payload, type=Decision) for payload in payloads)
    about = {(subject, decision.id) for decision in made for subject in decision.subjects}
    anchors = select(ANCHORS.c.now, ANCHORS.c.decision).where(live(ANCHORS), ANCHORS.c.now.is_not(None))
    return (about | {(row.now, row.decision) for row in connection.execute(anchors)}) - noted


def _waiting(connection: Connection) -> bool:
    return _homeless(connection) == set(connection.execute(select(WAITING.c.telling)).scalars())


def _homeless(connection: Connection) -> set[str]:
    home = select(MEMBERSHIP.c.telling).where(live(MEMBERSHIP))
    query = select(TELLINGS.c.id).where(live(TELLINGS), TELLINGS.c.id.not_in(home))
    return set(connection.execute(query).scalars())


# --- made anew -------------------------------------------------------------------------------------------------------


def remake(ledger: Ledger) -> None:
    """Make all of it anew."""
    indexing.reindex(ledger.connection)
    for wanted, noted, events in _chosen_by(ledger.connection):
        if wanted != noted:
            rows = [{"event": serial, "trait": trait, "value": value} for serial, trait, value in sorted(wanted)]
            ledger.put_made(TRAITS, rows, TRAITS.c.event, events)
    unnoted = sorted(_unnoted(ledger.connection))
    ledger.put_made(SUBJECTS, [{"subject": subject, "decision": decision} for subject, decision in unnoted])
    homeless = sorted(_homeless(ledger.connection))
    ledger.connection.execute(delete(WAITING))
    ledger.put_made(WAITING, [{"telling": telling} for telling in homeless])
