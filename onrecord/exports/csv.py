"""``csv``: events as one file, claims, sources and control in files beside it (``NAME.claims.csv`` …)."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from onrecord.exports.columns import csv_file, table
from onrecord.exports.selected import Export
from onrecord.exports.sheets import SHEETS, Sheet, rows
from onrecord.exports.told import told


def write(export: Export) -> tuple[Path, ...]:
    """The four files, in one going through the events."""
    paths = {sheet: _path(export.out, sheet) for sheet in SHEETS}
    with ExitStack() as stack:
        files = {sheet: stack.enter_context(csv_file(paths[sheet], table("sheets", sheet).header)) for sheet in SHEETS}
        for event in told(export):
            for sheet, put in files.items():
                for row in rows(sheet, event):
                    put(row)
    return tuple(paths.values())


def _path(out: Path, sheet: Sheet) -> Path:
    return out if sheet == "events" else out.with_name(f"{out.stem}.{sheet}{out.suffix}")
