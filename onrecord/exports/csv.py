"""``csv``: events as one file, claims, sources and control in files beside it (``NAME.claims.csv`` …)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.exports.columns import table, write_csv
from onrecord.exports.selected import Export
from onrecord.exports.sheets import SHEETS, Row, Sheet, rows
from onrecord.exports.told import told


def write(export: Export) -> tuple[Path, ...]:
    """The four files."""
    return tuple(
        write_csv(_path(export.out, sheet), table("sheets", sheet).header, _rows(export, sheet)) for sheet in SHEETS
    )


def _path(out: Path, sheet: Sheet) -> Path:
    return out if sheet == "events" else out.with_name(f"{out.stem}.{sheet}{out.suffix}")


def _rows(export: Export, sheet: Sheet) -> Iterator[Row]:
    return (row for event in told(export) for row in rows(sheet, event))
