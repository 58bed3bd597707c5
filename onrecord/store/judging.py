"""What people judged: which decisions stand, and how far an event has been reviewed."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select

from onrecord.model import Decision, Review
from onrecord.store.asking import IDS, among, ask, when
from onrecord.store.ledger import live
from onrecord.store.tables import ANCHORS, DECISIONS, SETTINGS, SUBJECTS, VOIDED

SINGLE_PERSON = "single_person"
"""Setting: where it is ``on``, who approved an event may clear it too, and every row of it says so."""

REVIEWING = ("approve", "clear", "reject")
JOINING = ("same", "different", "split")
"""Acts whose subjects are tellings, and whose value is a list of groups of them."""


class Standing(msgspec.Struct, frozen=True):
    """A decision that nobody undid, and when the store took it in."""

    decision: Decision
    recorded_at: str


def about(
    connection: Connection, ids: Collection[str], acts: Sequence[str] = (), as_of: str | None = None
) -> list[Standing]:
    """Standing decisions about any of these ids, in the order in which they were recorded."""
    named = _naming(connection, ids)
    return standing(connection, decisions(connection, named, acts, as_of), as_of) if named else []


def naming(connection: Connection, ids: Collection[str], as_of: str | None = None) -> list[Standing]:
    """Decisions about any of these ids with what undid them, standing or not, in the order in which they were recorded."""
    named = _naming(connection, ids)
    return decisions(connection, {*named, *_undoing(connection, named, as_of)}, as_of=as_of) if named else []


def _naming(connection: Connection, ids: Collection[str]) -> set[str]:
    """Ids of the decisions that name any of these ids, now or when they were made."""
    return {decision for (decision,) in ask(connection, _decided, ids)}


@functools.cache
def _decided(_: bool) -> Select[Any]:
    return select(SUBJECTS.c.decision).where(among(SUBJECTS.c.subject))


def touching(made: Sequence[Standing], subjects: Collection[str]) -> list[Decision]:
    """Those of the decisions that are about one of these subjects, or undo one that is."""
    found: dict[str, Decision] = {}
    for item in made:
        decision = item.decision
        if decision.undoes in found or not set(subjects).isdisjoint(decision.subjects):
            found[decision.id] = decision
    return list(found.values())


def decisions(
    connection: Connection, ids: Collection[str] | None = None, acts: Sequence[str] = (), as_of: str | None = None
) -> list[Standing]:
    """Decisions of these ids (or all), standing or not, in order, as they are anchored now."""
    query = (
        select(DECISIONS.c.payload, DECISIONS.c.recorded_at).where(live(DECISIONS, as_of)).order_by(DECISIONS.c.serial)
    )
    query = query.where(among(DECISIONS.c.id)) if ids is not None else query
    query = query.where(DECISIONS.c.act.in_(acts)) if acts else query
    rows = connection.execute(query, {IDS: ids})
    made = [Standing(msgspec.json.decode(payload, type=Decision), moment) for payload, moment in rows]
    return _anchored(connection, made, as_of)


def _anchored(connection: Connection, made: Sequence[Standing], as_of: str | None) -> list[Standing]:
    """The decisions about what their subjects have become by later readings."""
    rows = ask(connection, _anchors, [item.decision.id for item in made], as_of)
    moved = {(decision, subject): now for decision, subject, now in rows}
    return [_moved(item, moved) for item in made]


@functools.cache
def _anchors(past: bool) -> Select[Any]:
    query = select(ANCHORS.c.decision, ANCHORS.c.subject, ANCHORS.c.now)
    return query.where(among(ANCHORS.c.decision), live(ANCHORS, when(past)))


def _moved(item: Standing, moved: Mapping[tuple[str, str], str | None]) -> Standing:
    decision = item.decision
    became = {subject: moved.get((decision.id, subject), subject) for subject in decision.subjects}
    if all(now == subject for subject, now in became.items()):
        return item
    left = tuple(dict.fromkeys(now for now in became.values() if now is not None))
    stale = len(left) < (2 if decision.act in JOINING else 1)
    changed = {"subjects": left or decision.subjects, "stale": stale}
    if decision.act in JOINING and decision.value is not None:
        changed["value"] = _groups(decision.value, became)
    return Standing(msgspec.structs.replace(decision, **changed), item.recorded_at)


def _groups(value: str, became: Mapping[str, str | None]) -> str:
    """The groups of tellings that a decision names, by what the tellings have become."""
    try:
        groups = msgspec.json.decode(value, type=list[list[str]])
    except msgspec.MsgspecError:
        return value
    moved = [[now for id_ in group if (now := became.get(id_, id_)) is not None] for group in groups]
    return msgspec.json.encode([group for group in moved if group]).decode()


def standing(connection: Connection, made: Sequence[Standing], as_of: str | None = None) -> list[Standing]:
    """Those that no standing decision undoes."""
    undone = _undone(connection, {item.decision.id for item in made}, as_of)
    return [item for item in made if item.decision.id not in undone]


def _undone(connection: Connection, ids: Collection[str], as_of: str | None) -> set[str]:
    """Which of these are undone. An undo may be undone itself: each stands or falls by those that came after it."""
    undoes = _undoing(connection, ids, as_of)
    undone: set[str] = set()
    for undo in reversed(undoes):
        if undo not in undone:
            undone.add(undoes[undo])
    return undone & set(ids)


def _undoing(connection: Connection, ids: Collection[str], as_of: str | None) -> dict[str, str]:
    """The undo decisions that take back any of these, or one another, in the order in which they were recorded."""
    found: dict[str, tuple[int, str]] = {}
    asked = set(ids)
    while asked:
        nearer = {id_: (serial, undoes) for id_, serial, undoes in ask(connection, _undos, asked, as_of)}
        asked = set(nearer) - set(found)
        found.update(nearer)
    return {id_: undoes for id_, (_, undoes) in sorted(found.items(), key=lambda item: item[1])}


@functools.cache
def _undos(past: bool) -> Select[Any]:
    query = select(DECISIONS.c.id, DECISIONS.c.serial, DECISIONS.c.undoes)
    return query.where(among(DECISIONS.c.undoes), live(DECISIONS, when(past)))


# --- review ----------------------------------------------------------------------------------------------------------


def reviews(connection: Connection, events: Collection[str], as_of: str | None = None) -> dict[str, Review]:
    """How far people have gone with each of these events; those that nobody looked at are left out.

    What was judged is the event as it stood: once a telling joins or leaves it, or a claim of it is corrected, approval
    and clearance are of the past, and the event is unreviewed again. Clearing takes somebody who did not approve,
    unless the store is a single person's.
    """
    made = reviewing(connection, events, as_of)
    if not made:
        return {}
    alone = connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == SINGLE_PERSON)).scalar() == "on"
    return {event: _review(held, alone=alone) for event, held in made.items()}


def reviewing(connection: Connection, events: Collection[str], as_of: str | None = None) -> dict[str, list[Decision]]:
    """The standing approvals, clearances and rejections of each event as it is now; events without any are left out."""
    made = about(connection, events, REVIEWING, as_of)
    judged = {subject for item in made for subject in item.decision.subjects} & set(events)
    void = {(event, decision) for event, decision in ask(connection, _voided, judged, as_of)}
    held: dict[str, list[Decision]] = {}
    for item in made:
        for event in sorted(set(item.decision.subjects) & set(events)):
            if (event, item.decision.id) not in void:
                held.setdefault(event, []).append(item.decision)
    return held


@functools.cache
def _voided(past: bool) -> Select[Any]:
    return select(VOIDED.c.event, VOIDED.c.decision).where(among(VOIDED.c.event), live(VOIDED, when(past)))


def _review(made: Iterable[Decision], *, alone: bool) -> Review:
    approved: dict[str, None] = {}
    cleared: dict[str, None] = {}
    rejected = False
    for decision in made:
        if decision.act == "reject":
            approved, cleared, rejected = {}, {}, True
        elif decision.act == "approve":
            approved[decision.by], rejected = None, False
        elif approved:
            cleared[decision.by] = None
    if rejected or not approved:
        return Review(state="rejected" if rejected else "unreviewed")
    others = [who for who in cleared if any(other != who for other in approved)]
    if not others and not (cleared and alone):
        return Review(state="approved", approved_by=tuple(approved))
    return Review(state="cleared", approved_by=tuple(approved), cleared_by=tuple(cleared), single=not others)
