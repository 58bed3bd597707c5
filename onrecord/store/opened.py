"""A store opened: its engine, its tables made or checked."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from onrecord.model import OnrecordError
from onrecord.store import migrations, opening
from onrecord.store.sql import SqlStore


def opened(address: str | Path, *, create: bool) -> SqlStore:
    """Open a store; make its tables where the database is empty."""
    engine = opening.engine(address, create=create)
    try:
        with engine.connect() as connection, connection.begin():
            done = migrations.applied(connection)
        if done == 0:
            if not create:
                raise OnrecordError(f"There is no store at {opening.shown(address)}.")
            _make(engine)
        else:
            migrations.check(done)
    except DBAPIError as error:
        engine.dispose()
        raise opening.refused(error) from error
    except OnrecordError:
        engine.dispose()
        raise
    return SqlStore(engine, str(address))


def _make(engine: Engine) -> None:
    """Make the tables, unless another process has just made them."""
    with engine.connect().execution_options(**opening.writing_options(engine)) as connection, connection.begin():
        if migrations.applied(connection) == 0:
            migrations.create(connection)


def upgrade(address: str | Path) -> tuple[str, ...]:
    """Bring an older store's tables up to this version; gives what was done, nothing where it is up to date.

    Raises OnrecordError where there is no store, or where a newer version wrote it.
    """
    engine = opening.engine(address, create=False)
    try:
        with engine.connect().execution_options(**opening.writing_options(engine)) as connection, connection.begin():
            done = migrations.applied(connection)
            if done == 0:
                raise OnrecordError(f"There is no store at {opening.shown(address)}.")
            if done > migrations.ALL[-1].number:
                migrations.check(done)
            return migrations.upgrade(connection, done)
    except DBAPIError as error:
        raise opening.refused(error) from error
    finally:
        engine.dispose()


def backup(address: str | Path, to: Path) -> None:
    """Copy a store in a file to another file, whole and as of one moment, while others may write to it.

    Raises OnrecordError where the store is on a server (its own tools do that), or where ``to`` is there already.
    """
    if opening.is_server(address):
        raise OnrecordError(
            f"A store on a server is backed up by PostgreSQL's own tool: pg_dump --format=custom --file={to} ADDRESS"
        )
    if to.exists():
        raise OnrecordError(f"{to} is there already; a backup overwrites nothing.")
    if not to.parent.is_dir():
        raise OnrecordError(f"There can be no backup at {to}: {to.parent} is no folder.")
    store = opened(address, create=False)
    try:
        opening.copy(store.engine, to)
    finally:
        store.close()
