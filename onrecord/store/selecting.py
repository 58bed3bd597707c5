"""A selection as a query: every filter on columns and traits that were computed when the event was put."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select, tuple_

from onrecord.model import OnrecordError, Selection
from onrecord.store import times, words
from onrecord.store.asking import one_of
from onrecord.store.ledger import live
from onrecord.store.summary import UNDATED, folded
from onrecord.store.tables import EVENTS, FINDS, TRAITS

RARE = 10_000
"""Rows that a condition may find and still be the way in; a page of events costs some milliseconds then."""
RARE_WORDS = 2_000
"""The same for texts that hold the words sought: so many are named one by one where their events are sought."""
LOOKS = 1_000
"""Events that are looked at for a page of those that hold common words, before all events of the words are gathered instead."""
NARROW = 3_000
"""Events that the other conditions leave, and that are all looked at where they are counted."""
WIDE = 20_000
"""Events that the other conditions leave, so that it may suffice to gather the events of some texts."""
TEXTS = 4
"""Texts that are gathered then for each event counted."""


def as_of(selection: Selection) -> str | None:
    """The moment as of which a selection reads the store."""
    return times.instant(selection.as_of, end=True) if selection.as_of else None


def conditions(connection: Connection, selection: Selection) -> list[ColumnElement[bool]]:
    """What an event's row must meet, words aside. Raises OnrecordError where a filter cannot be meant."""
    return [
        live(EVENTS, as_of(selection)),
        *_days(selection),
        *_box(connection, selection),
        *_columns(selection),
        *_traits(connection, selection),
    ]


def _days(selection: Selection) -> Iterator[ColumnElement[bool]]:
    """Days that can overlap; an event without any day is in no span of time."""
    if selection.since or selection.until:
        yield EVENTS.c.sort_day < UNDATED
    if selection.since:
        yield or_(EVENTS.c.latest.is_(None), EVENTS.c.latest >= times.day(selection.since))
    if selection.until:
        yield or_(EVENTS.c.earliest.is_(None), EVENTS.c.sort_day <= times.day(selection.until))


def _box(connection: Connection, selection: Selection) -> Iterator[ColumnElement[bool]]:
    """A small box is looked into by latitude; in a large one the events are looked through in their order."""
    if selection.box is None:
        return
    west, south, east, north = selection.box
    over = west > east  # the date line
    across = or_(EVENTS.c.lon >= west, EVENTS.c.lon <= east) if over else EVENTS.c.lon.between(west, east)
    inside = EVENTS.c.lat.between(south, north) & across
    if _is_rare(connection, select(EVENTS.c.serial).where(inside, live(EVENTS))):
        yield inside
    else:
        yield (EVENTS.c.lat + 0).between(south, north) & across


def _columns(selection: Selection) -> Iterator[ColumnElement[bool]]:
    if selection.kinds:
        yield EVENTS.c.kind.in_(_kinds(selection.kinds))
    if selection.killed is not None:
        yield EVENTS.c.killed_high >= selection.killed
    if selection.review is not None:
        yield EVENTS.c.review == selection.review


def _kinds(named: Sequence[str]) -> list[str]:
    """Kinds, with the kinds of the families named. An unknown name may be a user's own kind."""
    return sorted({*named, *(kind for family in named for kind in _families().get(family, ()))})


@functools.cache
def _families() -> Mapping[str, tuple[str, ...]]:
    from onrecord.knowledge.codebook import Codebook

    return Codebook.open().families


def _traits(connection: Connection, selection: Selection) -> Iterator[ColumnElement[bool]]:
    asked = {
        "place": folded(selection.place) if selection.place else None,
        "area": folded(selection.area) if selection.area else None,
        "actor": folded(selection.actor) if selection.actor else None,
        "status": selection.status,
        "source": selection.source_kind,
    }
    for trait, value in asked.items():
        if value:
            having = select(TRAITS.c.event).where(TRAITS.c.trait == trait, TRAITS.c.value == value)
            rare = _is_rare(connection, having)
            yield EVENTS.c.serial.in_(having) if rare else having.where(TRAITS.c.event == EVENTS.c.serial).exists()


def _is_rare(connection: Connection, found: Select[Any], most: int | None = None) -> bool:
    """Whether so few rows are found that an event is sought from them; else events are looked through, and soon suffice."""
    most = RARE if most is None else most
    return _counted(connection, found.limit(most)) < most


# --- words -----------------------------------------------------------------------------------------------------------


def _told(
    connection: Connection, said: str, where: Sequence[ColumnElement[bool]], limit: int | None
) -> ColumnElement[bool]:
    """Whether a text of an event holds the words: sought from the texts where these are few. Else events are looked through in
    their order, and, unless a page of those that meet the other conditions is soon full, all events of the words are gathered
    first."""
    rare = _of_few(connection, said)
    if rare is not None:
        return rare
    page = _page(connection, said, where, limit) if limit is not None and limit <= LOOKS else None
    if page is not None:
        return one_of(EVENTS.c.serial, page)
    return _gathered(words.matching(connection.dialect.name, said))


def _of_few(connection: Connection, said: str) -> ColumnElement[bool] | None:
    """The condition where so few texts hold the words that they are named one by one."""
    if connection.dialect.name == "postgresql":
        # To a server a look into a long text costs no more than into a number: it would look through all texts.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    found = words.matching(connection.dialect.name, said).limit(RARE_WORDS + 1)
    few = connection.execute(found).scalars().all()
    if len(few) > RARE_WORDS:
        return None
    return EVENTS.c.serial.in_(select(FINDS.c.event).where(one_of(FINDS.c.text, few)))


def _page(connection: Connection, said: str, where: Sequence[ColumnElement[bool]], limit: int) -> Sequence[int] | None:
    """So many of the first events that meet the other conditions and hold the words, or all; null where that takes too long."""
    first = select(EVENTS.c.serial).where(*where).order_by(*ORDER).limit(LOOKS)
    among_them = first.add_columns(*ORDER).subquery()
    holding = select(among_them.c.serial).where(_holds(connection, said, among_them.c.serial))
    found = connection.execute(holding.order_by(among_them.c.sort_day, among_them.c.id).limit(limit)).scalars().all()
    return found if len(found) == limit or _counted(connection, first) < LOOKS else None


def _holds(connection: Connection, said: str, event: ColumnElement[int]) -> ColumnElement[bool]:
    """Looked up event by event: the limit keeps a server from gathering them after all."""
    return words.holding(connection.dialect.name, said, event).limit(1).scalar_subquery().is_not(None)


def _gathered(found: Select[Any]) -> ColumnElement[bool]:
    """Among all events of these texts, which are gathered once: that this is true, is not what events are looked up by."""
    texts = found.cte("found").prefix_with("MATERIALIZED")
    return EVENTS.c.serial.in_(select(FINDS.c.event).where(FINDS.c.text.in_(select(texts)))).is_(True)


# --- questions -------------------------------------------------------------------------------------------------------

ORDER = (EVENTS.c.sort_day, EVENTS.c.id)


def count(connection: Connection, selection: Selection, most: int | None) -> int:
    """How many events are selected; from ``most`` on nothing more is counted."""
    where = conditions(connection, selection)
    events = select(EVENTS.c.serial).where(*where).limit(most)
    if not selection.text:
        return _counted(connection, events)
    rare = _of_few(connection, selection.text)
    if rare is not None:
        return _counted(connection, events.where(rare))
    narrow = connection.execute(select(EVENTS.c.serial).where(*where).limit(NARROW + 1)).scalars().all()
    if len(narrow) <= NARROW:
        held = select(EVENTS.c.serial).where(one_of(EVENTS.c.serial, narrow))
        return _counted(connection, held.where(_holds(connection, selection.text, EVENTS.c.serial)).limit(most))
    found = words.matching(connection.dialect.name, selection.text)
    if most is not None and _counted(connection, select(EVENTS.c.serial).where(*where).limit(WIDE)) == WIDE:
        number = _counted(connection, events.where(_gathered(found.limit(TEXTS * most))))
        if number >= most:
            return number
    return _counted(connection, events.where(_gathered(found)))


def _counted(connection: Connection, found: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(found.subquery())).scalar_one())


def query(
    connection: Connection,
    columns: Sequence[ColumnElement[Any]],
    selection: Selection,
    limit: int | None,
    after: str | None,
) -> Select[Any]:
    """The selected events' columns, by first day, then id; undated ones last.

    Raises OnrecordError where ``after`` is no event.
    """
    where = conditions(connection, selection)
    if after is not None:
        seen = select(EVENTS.c.sort_day).where(EVENTS.c.id == after).order_by(live(EVENTS, as_of(selection)).desc())
        day = connection.execute(seen.order_by(EVENTS.c.serial.desc()).limit(1)).scalar()
        if day is None:
            raise OnrecordError(f"There is no event {after!r} to go on after.")
        where.append(tuple_(*ORDER) > tuple_(literal(day), literal(after)))
    if selection.text:
        where.append(_told(connection, selection.text, where, limit))
    return select(*columns).where(*where).order_by(*ORDER).limit(limit)
