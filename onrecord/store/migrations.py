"""Numbered steps from an empty database to today's tables; each is applied once, in order, in one transaction.

A step that was ever released is never changed: a new one is added. A new store is made by today's tables and marked with
all steps.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, insert, inspect, select

from onrecord.model import OnrecordError
from onrecord.store import indexing, recording, times, words
from onrecord.store.ledger import Ledger, live
from onrecord.store.tables import DENIALS, EVENTS, FINDS, METADATA, MIGRATIONS


class Migration(msgspec.Struct, frozen=True):
    """One step: its number, what it does in a few words, and how."""

    number: int
    name: str
    apply: Callable[[Connection], None]


def _first(connection: Connection) -> None:
    """All tables of the first release."""
    METADATA.create_all(connection)
    words.create(connection)


def _denials(connection: Connection) -> None:
    DENIALS.create(connection, checkfirst=True)


def _one_index(connection: Connection) -> None:
    """Before, reports and tellings had an index each, with three more tables between a word and its event."""
    for name in ("report_words", "telling_words"):
        connection.exec_driver_sql(f"DROP TABLE {name}")
    FINDS.create(connection, checkfirst=True)
    words.create(connection)
    indexing.reindex(connection)


def _glances(connection: Connection) -> None:
    """Before, what a source had taken back stood in the ranges of lists. Events that now show others get a new version."""
    ledger = Ledger(connection)
    ledger.note("upgraded", "ranges at a glance", "")
    standing = connection.execute(select(EVENTS.c.id).where(live(EVENTS))).scalars().all()
    recording.refresh(ledger, standing)
    ledger.finish()


ALL: tuple[Migration, ...] = (
    Migration(1, "reports, claims, events, decisions and the log", _first),
    Migration(2, "an index of denials", _denials),
    Migration(3, "one index of words, tied to events", _one_index),
    Migration(4, "ranges at a glance as they are weighed", _glances),
)


def applied(connection: Connection) -> int:
    """The number of the last step that a database has taken: 0 for an empty one.

    Raises OnrecordError where the database holds tables that are not ours.
    """
    tables = set(inspect(connection).get_table_names())
    if MIGRATIONS.name in tables:
        return max(connection.execute(select(MIGRATIONS.c.number)).scalars(), default=0)
    if tables & set(METADATA.tables):
        raise OnrecordError("The database holds tables of another program; give the store a database of its own.")
    return 0


def create(connection: Connection) -> None:
    """Make the tables of today in an empty database."""
    _first(connection)
    _mark(connection, ALL)


def upgrade(connection: Connection, done: int) -> tuple[str, ...]:
    """Take the steps after number ``done``; gives their names."""
    todo = tuple(step for step in ALL if step.number > done)
    for step in todo:
        step.apply(connection)
    _mark(connection, todo)
    return tuple(step.name for step in todo)


def _mark(connection: Connection, steps: tuple[Migration, ...]) -> None:
    rows = [{"number": step.number, "name": step.name, "at": times.after(None)} for step in steps]
    if rows:
        connection.execute(insert(MIGRATIONS), rows)


def check(done: int) -> None:
    """Raises OnrecordError where a store is older or newer than this program."""
    last = ALL[-1].number
    if done < last:
        raise OnrecordError(
            f"The store has tables of an earlier version ({done} of {last}); run `onrecord store upgrade`."
        )
    if done > last:
        raise OnrecordError(f"The store was written by a newer version of Onrecord (tables {done}, known are {last}).")
