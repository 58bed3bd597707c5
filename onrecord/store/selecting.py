"""A selection as a query: every filter on columns and traits that were computed when the event was put."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select, tuple_

from onrecord.model import OnrecordError, Selection
from onrecord.store import times, words
from onrecord.store.asking import one_of
from onrecord.store.ledger import live
from onrecord.store.summary import UNDATED, folded
from onrecord.store.tables import EVENTS, FINDS, REPORTS, TELLINGS, TRAITS

RARE = 10_000
"""Rows that a condition may find and still be the way in; a page of events costs some milliseconds then."""
RARE_WORDS = 2_000
"""The same for texts that hold the words sought: so many are named one by one where their events are sought."""
LOOK = 30
"""Texts whose events are gathered in the time that a look into the texts of one event takes."""


def as_of(selection: Selection) -> str | None:
    """The moment as of which a selection reads the store."""
    return times.instant(selection.as_of, end=True) if selection.as_of else None


def conditions(connection: Connection, selection: Selection, limit: int | None) -> list[ColumnElement[bool]]:
    """What an event's row must meet, of which so many are looked for. Raises OnrecordError where a filter cannot be meant."""
    return [
        live(EVENTS, as_of(selection)),
        *_days(selection),
        *_box(connection, selection),
        *_columns(selection),
        *_traits(connection, selection),
        *_text(connection, selection, limit),
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


def _text(connection: Connection, selection: Selection, limit: int | None) -> Iterator[ColumnElement[bool]]:
    """Events of which a text holds the words. Where these are few, events are sought from them. Else they are looked through
    in their order: either all events of the words are gathered first, or, where the words are so common that a page is soon
    full, the texts of each event are looked into."""
    if not selection.text:
        return
    dialect, found = connection.dialect.name, words.matching(connection.dialect.name, selection.text)
    if dialect == "postgresql":
        # To a server a look into a long text costs no more than into a number: it would look through all texts.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    few = connection.execute(found.limit(RARE_WORDS + 1)).scalars().all()
    if len(few) <= RARE_WORDS:
        yield EVENTS.c.serial.in_(select(FINDS.c.event).where(one_of(FINDS.c.text, few)))
    elif limit is not None and not _is_rare(connection, found, math.isqrt(LOOK * limit * _texts(connection))):
        yield words.holding(dialect, selection.text).limit(1).scalar_subquery().is_not(None)
    else:
        gathered = found.cte("found").prefix_with("MATERIALIZED")
        every = select(FINDS.c.event).where(FINDS.c.text.in_(select(gathered)))
        yield EVENTS.c.serial.in_(every).is_(True)


def _texts(connection: Connection) -> int:
    """How many texts are indexed."""
    last = (select(func.max(table.c.serial)).scalar_subquery() for table in (REPORTS, TELLINGS))
    return sum(number or 0 for number in connection.execute(select(*last)).one())


def _is_rare(connection: Connection, found: Select[Any], most: int | None = None) -> bool:
    """Whether so few rows are found that an event is sought from them; else events are looked through, and soon suffice."""
    most = RARE if most is None else most
    number = select(func.count()).select_from(found.limit(most).subquery())
    return bool(connection.execute(number).scalar_one() < most)


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
    chosen = select(*columns).where(*conditions(connection, selection, limit))
    if after is not None:
        seen = select(EVENTS.c.sort_day).where(EVENTS.c.id == after).order_by(live(EVENTS, as_of(selection)).desc())
        day = connection.execute(seen.order_by(EVENTS.c.serial.desc()).limit(1)).scalar()
        if day is None:
            raise OnrecordError(f"There is no event {after!r} to go on after.")
        chosen = chosen.where(tuple_(EVENTS.c.sort_day, EVENTS.c.id) > tuple_(literal(day), literal(after)))
    return chosen.order_by(EVENTS.c.sort_day, EVENTS.c.id).limit(limit)
