"""``xlsx``: one workbook with events, claims, sources and control, fit to be edited and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.exports import stamp
from onrecord.exports.columns import Cell, Column, guarded, table
from onrecord.exports.selected import Export
from onrecord.exports.sheets import SHEETS, Sheet, rows
from onrecord.exports.told import told
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ABOUT = "about"
WIDTHS = {
    "note": 80,
    "sentence": 80,
    "sources": 40,
    "actors": 32,
    "targets": 32,
    "place": 22,
    "id": 20,
    "event": 20,
    "claim": 20,
}
WIDTH = 13
"""Characters of a column without a width of its own."""
EDITABLE = "FFF7E0"
"""Fill of the heads of columns that may be edited."""


def write(export: Export) -> tuple[Path, ...]:
    """The workbook. Raises OnrecordError where the file cannot be written."""
    from openpyxl import Workbook

    book = Workbook(write_only=False)
    sheets = {name: _sheet(book, name) for name in SHEETS}
    if book.active is not None:
        book.remove(book["Sheet"])
    for event in told(export):
        for name, sheet in sheets.items():
            for row in rows(name, event):
                _append(sheet, row, table("sheets", name).columns)
    _about(book, export)
    try:
        book.save(export.out)
    except OSError as error:
        raise OnrecordError(f"Cannot write {export.out}: {error.strerror}.") from None
    return (export.out,)


def _sheet(book: Workbook, name: Sheet) -> Worksheet:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(name)
    columns = table("sheets", name).columns
    sheet.append([column.name for column in columns])
    for number, column in enumerate(columns, 1):
        head = sheet.cell(1, number)
        head.font = Font(bold=True)
        if column.what:
            head.comment = Comment(column.what, "Onrecord")
        if column.what.startswith("edit "):
            head.fill = PatternFill("solid", fgColor=EDITABLE)
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.name, WIDTH)
    sheet.freeze_panes = "B2"
    return sheet


def _append(sheet: Worksheet, row: Mapping[str, Cell], columns: tuple[Column, ...]) -> None:
    """One row; texts are written as texts, whatever they look like."""
    sheet.append([guarded(row.get(column.name)) for column in columns])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"


def _about(book: Workbook, export: Export) -> None:
    """What the export is, on a sheet of its own; it leads the way back in for an edited workbook."""
    sheet: Worksheet = book.create_sheet(ABOUT)
    told_of = {
        **stamp.about(export.stamp),
        "selection": msgspec.json.encode(export.stamp.selection).decode(),
        "attribution": "\n".join(export.stamp.credits),
        "coders": "",
    }
    for name, value in told_of.items():
        _append(sheet, {"name": name, "value": str(value)}, (Column(name="name"), Column(name="value")))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 120
