"""Addresses of stores: a path is an SQLite file, ``postgresql://…`` a server; how each is opened and locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from onrecord.model import OnrecordError

WAIT = 60
"""Seconds that a writer waits for another one to end: a day's merge in one transaction takes less."""

CHECKPOINT = 8000
"""Pages (of 4 kB) in the write-ahead log of a file before they are put in their places: a report touches about a hundred all over
the file, many of them with the next report again."""

LOCK = 0x6F6E7265636F7264
"""Key of the advisory lock on a PostgreSQL server ("onrecord" in ASCII): one writer a database."""

GROWN = "SELECT relname FROM pg_stat_user_tables WHERE schemaname = current_schema() AND n_mod_since_analyze > 500 + n_live_tup / 10"
"""Tables of a server that have changed much since their rows were last counted."""

WRITES = "onrecord_writes"
"""Execution option of a connection that is going to write."""


def is_server(address: str | Path) -> bool:
    """Whether an address is that of a PostgreSQL server."""
    return str(address).startswith(("postgresql:", "postgresql+", "postgres:"))


def shown(address: str | Path) -> str:
    """An address without its password."""
    if "://" not in str(address):
        return str(address)
    try:
        return make_url(str(address)).render_as_string(hide_password=True)
    except ArgumentError:
        return str(address).partition("://")[0] + "://…"


def engine(address: str | Path, *, create: bool) -> Engine:
    """Open the file or the server. Raises OnrecordError where there is none, or none of ours."""
    if not is_server(address) and "://" in str(address):
        raise OnrecordError(f"A store is a file or a PostgreSQL server (postgresql://…), not {shown(address)}.")
    return _server(str(address)) if is_server(address) else _file(Path(address), create=create)


def _file(path: Path, *, create: bool) -> Engine:
    if not create and not path.is_file():
        raise OnrecordError(f"There is no store at {path}; `onrecord add PATH… --store {path}` makes one.")
    if not path.parent.is_dir() or path.is_dir():
        raise OnrecordError(
            f"There can be no store at {path}: {'it' if path.is_dir() else path.parent} is no {'file' if path.is_dir() else 'folder'}."
        )
    if path.is_file() and path.stat().st_size and path.open("rb").read(16) != b"SQLite format 3\x00":
        raise OnrecordError(f"{path} is no store: not a file of SQLite.")
    made = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": WAIT, "check_same_thread": False}
    )
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin_file)
    return made


def _prepare(raw: Any, _: object) -> None:
    """Every connection to a file: write-ahead log, freed pages overwritten with zeros, nothing left in temporary files."""
    raw.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in (
        "journal_mode = WAL",
        f"wal_autocheckpoint = {CHECKPOINT}",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "cache_size = -65536",
    ):
        raw.execute(f"PRAGMA {pragma}").fetchall()


def _begin_file(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    except DBAPIError as error:
        raise refused(error) from None


def _server(address: str) -> Engine:
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        made = create_engine(url, isolation_level="REPEATABLE READ", connect_args={"connect_timeout": 10})
    except (ArgumentError, ValueError) as error:
        raise OnrecordError(f"This is no address of a PostgreSQL server: {error}.") from None
    except (NoSuchModuleError, ImportError):
        raise OnrecordError("PostgreSQL needs psycopg: pip install 'onrecord[postgresql]'.") from None
    event.listen(made, "connect", _prepare_server)
    event.listen(made, "begin", _begin_server)
    return made


def _prepare_server(raw: Any, _: object) -> None:
    """Whoever reads is answered by a plan made for the very words asked: a rare word and a common one want different ways.
    No plan is compiled: that takes longer than what is asked here."""
    raw.execute("SET plan_cache_mode = force_custom_plan; SET jit = off")
    raw.commit()


def _begin_server(connection: Connection) -> None:
    """A writer asks the same few things again and again, and its plans are kept."""
    if connection.get_execution_options().get(WRITES, False):
        settings = f"SET LOCAL plan_cache_mode = auto; SET LOCAL lock_timeout = '{WAIT}s'"
        connection.exec_driver_sql(f"{settings}; SELECT pg_advisory_xact_lock({LOCK})")


def writing_options(made: Engine) -> dict[str, Any]:
    """Execution options of a connection that writes. After a wait for the lock a server's writer must see what is new."""
    if made.dialect.name == "postgresql":
        return {WRITES: True, "isolation_level": "READ COMMITTED"}
    return {WRITES: True}


def copy(made: Engine, to: Path) -> None:
    """Copy an SQLite file; the copy gets its name when it is whole, so that a kill leaves no half of a backup."""
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    with closing(made.raw_connection()) as raw, closing(sqlite3.connect(part)) as copied:
        raw.driver_connection.backup(copied)  # type: ignore[union-attr]
    part.replace(to)


def take_stock(made: Engine) -> None:
    """Let a server count what it holds, where that has changed by a tenth and more: it plans searches by these numbers, and
    searches a store filled just now as if it were nearly empty. A file's plans are made without numbers, and no worse."""
    if made.dialect.name == "postgresql":
        with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            count(connection, connection.exec_driver_sql(GROWN).scalars().all())


def count(connection: Connection, tables: Collection[str] | None = None) -> None:
    """Let a server count the rows of these tables, or of all: within a transaction also those that it has just written."""
    if connection.dialect.name == "postgresql":
        for name in inspect(connection).get_table_names() if tables is None else tables:
            connection.exec_driver_sql(f"ANALYZE {connection.dialect.identifier_preparer.quote(name)}")


def scrub(made: Engine) -> None:
    """Write the database anew, so that no freed page, log or index keeps what was taken away.

    Raises OnrecordError where another program holds an SQLite file open: then its write-ahead log cannot be emptied.
    """
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if made.dialect.name == "postgresql":
            tables = ", ".join(
                connection.dialect.identifier_preparer.quote(name) for name in inspect(made).get_table_names()
            )
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {tables}")
            connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")  # it holds frequent values
            return
    raw = made.raw_connection()
    try:
        raw.execute("VACUUM")
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        raw.close()
    if busy:
        raise OnrecordError(
            "The words are taken out, but another program holds the file open and its log with them; end it and redact again."
        )


def refused(error: DBAPIError) -> OnrecordError:
    """What a database said, for the user: without statement and values."""
    said = " ".join(str(error.orig).split())
    if "locked" in said or "lock timeout" in said:
        return OnrecordError(
            f"Another process has been writing to the store for more than {WAIT} seconds; try again later."
        )
    if "malformed" in said or "not a database" in said:
        return OnrecordError(f"The store is damaged ({said}); put back a backup.")
    return OnrecordError(f"The store cannot be used: {said}.")
