"""A selection as a query: every filter on columns and traits that were computed when the event was put."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select, tuple_

from onrecord.model import OnrecordError, Selection
from onrecord.store import times, words
from onrecord.store.ledger import live
from onrecord.store.summary import UNDATED, folded
from onrecord.store.tables import EVENTS, MEMBERSHIP, REPORTS, TELLINGS, TRAITS

RARE = 10_000
"""Rows that a condition may find and still be the way in; a page of events costs some milliseconds then."""
RARE_WORDS = 2_000
"""The same for texts that hold the words sought: each leads to its event through two more tables. Where all are counted, and
not a page of them is looked for, RARE counts here too."""


def as_of(selection: Selection) -> str | None:
    """The moment as of which a selection reads the store."""
    return times.instant(selection.as_of, end=True) if selection.as_of else None


def conditions(
    connection: Connection, selection: Selection, *, rare_words: int | None = None
) -> list[ColumnElement[bool]]:
    """What an event's row must meet. Raises OnrecordError where a filter cannot be meant."""
    return [
        live(EVENTS, as_of(selection)),
        *_days(selection),
        *_box(connection, selection),
        *_columns(selection),
        *_traits(connection, selection),
        *_text(connection, selection, rare_words or RARE_WORDS),
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


def _text(connection: Connection, selection: Selection, rare_words: int) -> Iterator[ColumnElement[bool]]:
    if not selection.text:
        return
    moment, dialect = as_of(selection), connection.dialect.name
    told = select(MEMBERSHIP.c.event).join(TELLINGS, TELLINGS.c.id == MEMBERSHIP.c.telling)
    told = told.where(live(MEMBERSHIP, moment), live(TELLINGS, moment))
    by_telling = words.matching(dialect, words.TELLING_WORDS, selection.text)
    by_report = words.matching(dialect, words.REPORT_WORDS, selection.text)
    reports = select(REPORTS.c.id).where(live(REPORTS, moment))
    if _is_rare(connection, by_telling, rare_words) and _is_rare(connection, by_report, rare_words):
        either = told.where(TELLINGS.c.serial.in_(by_telling)).union(
            told.where(TELLINGS.c.report.in_(reports.where(REPORTS.c.serial.in_(by_report))))
        )
        yield EVENTS.c.id.in_(either)
        return
    here = told.join(REPORTS, REPORTS.c.id == TELLINGS.c.report).where(
        MEMBERSHIP.c.event == EVENTS.c.id, live(REPORTS, moment)
    )
    by_words = words.holds(dialect, words.TELLING_WORDS, selection.text, TELLINGS.c.serial)
    yield here.where(or_(by_words, words.holds(dialect, words.REPORT_WORDS, selection.text, REPORTS.c.serial))).exists()


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
    chosen = select(*columns).where(*conditions(connection, selection))
    if after is not None:
        seen = select(EVENTS.c.sort_day).where(EVENTS.c.id == after).order_by(live(EVENTS, as_of(selection)).desc())
        day = connection.execute(seen.order_by(EVENTS.c.serial.desc()).limit(1)).scalar()
        if day is None:
            raise OnrecordError(f"There is no event {after!r} to go on after.")
        chosen = chosen.where(tuple_(EVENTS.c.sort_day, EVENTS.c.id) > tuple_(literal(day), literal(after)))
    return chosen.order_by(EVENTS.c.sort_day, EVENTS.c.id).limit(limit)
