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
