"""Reports, claims, events and decisions kept: one contract, an SQLite file or a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

from onrecord.store.contract import Added, Store, Writing

__all__ = ["Added", "Store", "Writing", "open_store"]


def open_store(address: str | Path, *, create: bool = True) -> Store:
    """Open the store at a path (an SQLite file) or at ``postgresql://…``; a new one is made unless ``create`` is false.

    Raises OnrecordError where there is none, where it is none of ours, or where its tables are of another version.
    """
    from onrecord.store.opened import opened

    return opened(address, create=create)
