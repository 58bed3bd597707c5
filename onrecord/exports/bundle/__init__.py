"""An evidence package: pages as fetched, hashes, claims, decisions and log of some events, as one WACZ file. Restricted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.exports.bundle import wacz
from onrecord.exports.bundle.evidence import HERE, File, gathered, instant, records
from onrecord.exports.bundle.sheets import readme, sheets
from onrecord.exports.stamp import WARNING, Stamp
from onrecord.model import Dossier, OnrecordError
from onrecord.store.contract import Store

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

__all__ = ["package", "write"]


def write(export: Export) -> tuple[Path, ...]:
    """Pack everything about the selected events. Raises OnrecordError where the profile is public or nothing is selected."""
    if export.store is None or export.stamp.profile != "restricted":
        raise OnrecordError("A bundle holds names and whole pages; it exists under the profile restricted alone.")
    package(export.store, export.store.dossiers(export.stamp.selection), export.stamp, export.out)
    return (export.out,)


def package(store: Store, dossiers: Iterable[Dossier], stamp: Stamp, out: Path) -> File:
    """Write the WACZ file ``out`` and give what went in. Raises OnrecordError where there is no event."""
    chosen = tuple(dossiers)
    if not chosen:
        raise OnrecordError("No event is selected, so there is nothing to bundle.")
    file = gathered(store, chosen, stamp.exported_at)
    described = {
        "title": f"Evidence package: {len(file.dossiers)} event{'s' if len(file.dossiers) > 1 else ''}",
        "description": f"{WARNING} {stamp.citation}.",
        "created": instant(stamp.exported_at),
        "modified": instant(stamp.exported_at),
        "software": stamp.software,
        "mainPageUrl": HERE,
        "mainPageDate": instant(stamp.exported_at),
    }
    files = {"records/README.md": readme(file, stamp).encode(), **records(file, stamp)}
    wacz.write(out, (*sheets(file, stamp), *file.captures), files, described)
    return file
