"""An edited workbook -> what was changed in it, as corrections; rows that went stale meanwhile are refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord.exports import xlsx
from onrecord.exports.columns import Cell, Column, table, unguarded
from onrecord.exports.hand_over import Asked, Lists, prepare
from onrecord.exports.selected import Export
from onrecord.exports.sheets import Row, rows
from onrecord.exports.told import told
from onrecord.merge import decision_id
from onrecord.model import Claim, Decision, OnrecordError, Record, Selection
from onrecord.protect.identifiers import Keyed
from onrecord.store import Store
from onrecord.store.corrections import correct

EDIT = "edit "
"""How the table of a sheet marks columns that may be changed; the field of the claim follows."""
LARGEST = 200_000_000
"""Bytes; larger workbooks are none of ours."""


class Edit(Record, frozen=True, kw_only=True):
    """Somebody set this field of this claim to another value. ``claim`` is the id in the store, ``value`` JSON."""

    claim: str
    field: str
    column: str
    old: str
    value: str
    row: int


class Stale(Record, frozen=True, kw_only=True):
    """This row of a sheet is not taken back, for this reason."""

    sheet: str
    row: int
    reason: str


class Returned(Record, frozen=True, kw_only=True):
    """What an edited workbook holds: edits, rows refused, and how many rows are as they were."""

    edits: tuple[Edit, ...]
    refused: tuple[Stale, ...]
    unchanged: int


class _Known(msgspec.Struct, frozen=True):
    """A row as the store would export it now, with the claim behind it."""

    row: Row
    claim: Claim
    toll: int | None


def edits(path: Path, store: Store, lists: Lists, now: dt.datetime | None = None) -> Returned:
    """Compare a workbook with what the store would export now, cell by cell.

    Raises OnrecordError where the file is no workbook of ours.
    """
    book = _opened(path)
    export, asked = _export(book, path, store, lists, now or dt.datetime.now(dt.UTC))
    known = _claims(export, store, asked)
    found: dict[tuple[str, str], Edit] = {}
    refused: list[Stale] = []
    unchanged = 0
    for number, cells in _lines(book, "claims"):
        outcome = _compared(number, cells, known)
        if isinstance(outcome, Stale):
            refused.append(outcome)
            continue
        unchanged += not outcome
        for edit in outcome:
            before = found.setdefault((edit.claim, edit.field), edit)
            if before.value != edit.value:
                reason = f"{edit.column} of this claim is {before.value} in row {before.row} and {edit.value} here"
                refused.append(Stale(sheet="claims", row=number, reason=reason))
    refused += _events(book, export)
    book.close()
    return Returned(edits=tuple(found.values()), refused=tuple(refused), unchanged=unchanged)


def decide(store: Store, returned: Returned, by: str, name: str, now: dt.datetime | None = None) -> list[Decision]:
    """Keep the edits as decisions of a person, all in one transaction, and log where they came from."""
    number = sum(1 for _ in store.decisions())
    at = (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
    made = [
        Decision(
            id=decision_id("correct", [edit.claim, edit.field], by, number + place),
            act="correct",
            by=f"person:{by}",
            at=at,
            subjects=(edit.claim,),
            field=edit.field,
            value=edit.value,
            why=f"edited in a sheet, row {edit.row}",
        )
        for place, edit in enumerate(returned.edits)
    ]
    with store.writing() as writing:
        for decision in made:
            writing.decide(decision)
        writing.log(
            "import", "xlsx", json.dumps({"by": by, "file": name, "edits": len(made), "refused": len(returned.refused)})
        )
    return made


# --- reading the workbook -----------------------------------------------------------------------------------------------


def _opened(path: Path) -> Any:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if path.stat().st_size > LARGEST:
            raise OnrecordError(f"{path}: too large for a workbook of Onrecord.")
        book = load_workbook(path, read_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise OnrecordError(f"{path}: not a workbook: {error}") from None
    if not {"claims", "events", xlsx.ABOUT} <= set(book.sheetnames):
        raise OnrecordError(
            f"{path}: not a workbook that Onrecord exported (sheets claims, events and about are wanted)."
        )
    return book


def _export(book: Any, path: Path, store: Store, lists: Lists, now: dt.datetime) -> tuple[Export, Asked]:
    """The export that the workbook came from, as it would be now."""
    told_of = {str(row[0]): str(row[1]) for row in book[xlsx.ABOUT].iter_rows(values_only=True) if row and row[0]}
    try:
        asked = msgspec.convert(
            {
                "format": "xlsx",
                "out": path,
                "by": "",
                "profile": told_of["profile"],
                "policy": told_of["policy"],
                "selection": msgspec.json.decode(told_of["selection"], type=Selection),
            },
            Asked,
        )
    except (KeyError, msgspec.MsgspecError) as error:
        raise OnrecordError(f"{path}: the sheet about does not say how it was exported: {error}") from None
    return prepare(store, asked, lists, now.astimezone(dt.UTC)), asked


def _lines(book: Any, sheet: str) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The rows of a sheet by the names of their columns, with their numbers in the sheet."""
    lines = book[sheet].iter_rows(values_only=True)
    header = [str(name) for name in next(lines, ())]
    for number, values in enumerate(lines, 2):
        cells = {name: _cell(value) for name, value in zip(header, values, strict=False)}
        if any(value not in (None, "") for value in cells.values()):
            yield number, cells


def _cell(value: Any) -> Cell:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return unguarded(value) if isinstance(value, str) else value


# --- comparing ----------------------------------------------------------------------------------------------------------


def _claims(export: Export, store: Store, asked: Asked) -> Mapping[tuple[str, str], _Known]:
    """Every row of the sheet of claims as it would be exported now, by its ids there."""
    from onrecord.exports.hand_over import secret_of

    key = Keyed(secret_of(store), asked.profile)
    ours = {key(claim.id): claim for dossier in store.dossiers(asked.selection) for claim in dossier.claims}
    found: dict[tuple[str, str], _Known] = {}
    for event in told(export):
        for row in rows("claims", event):
            claim, toll = ours[str(row["id"])], str(row.get("toll") or "")
            place = next((at for at, one in enumerate(claim.tolls) if key(one.id) == toll), None)
            found[str(row["id"]), toll] = _Known(row, claim, place)
    return found


def _compared(number: int, cells: Mapping[str, Cell], known: Mapping[tuple[str, str], _Known]) -> list[Edit] | Stale:
    now = known.get((str(cells.get("id") or ""), str(cells.get("toll") or "")))
    if now is None:
        return Stale(
            sheet="claims", row=number, reason="no such claim may leave the store now: new rows cannot be added here"
        )
    if cells.get("row_hash") != now.row["row_hash"]:
        return Stale(
            sheet="claims", row=number, reason="stale: the record has changed since it was exported; export it again"
        )
    found: list[Edit] = []
    for column in table("sheets", "claims").columns:
        if column.name not in cells or column.name == "row_hash" or _same(cells[column.name], now.row.get(column.name)):
            continue
        edit = _edit(number, column, cells[column.name], now)
        if isinstance(edit, Stale):
            return edit
        found.append(edit)
    return found


def _same(one: Cell, two: Cell) -> bool:
    return _plain(one) == _plain(two)


def _plain(value: Cell) -> str:
    """A cell as it is compared: what a spreadsheet makes of a value does not count as a change."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{float(value):.6f}"
    text = " ".join(str(value or "").split())
    if text.lower() in ("true", "false"):
        return text.lower()
    try:
        return f"{float(text):.6f}" if text[:1].isdigit() or text[:1] == "-" else text
    except ValueError:
        return text


def _edit(number: int, column: Column, value: Cell, now: _Known) -> Edit | Stale:
    def refused(reason: str) -> Stale:
        return Stale(sheet="claims", row=number, reason=reason)

    if not column.what.startswith(EDIT):
        return refused(f"{column.name} cannot be edited in a sheet")
    field = column.what.removeprefix(EDIT)
    if ".N." in field:
        if now.toll is None:
            return refused(f"{column.name} belongs to a number of people, and this claim has none")
        field = field.replace(".N.", f".{now.toll}.")
    try:
        text = json.dumps(_typed(value, column))
        correct(
            now.claim,
            Decision(id="d:", act="correct", by="", at="", subjects=(now.claim.id,), field=field, value=text),
        )
    except (ValueError, OnrecordError):
        return refused(f"{column.name} cannot be {value!r}")
    return Edit(
        claim=now.claim.id,
        field=field,
        column=column.name,
        old=str(now.row.get(column.name) if now.row.get(column.name) is not None else ""),
        value=text,
        row=number,
    )


def _typed(value: Cell, column: Column) -> Cell:
    """The value as the column holds it. Raises ValueError where it cannot be that."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.startswith("="):
        raise ValueError("a formula")
    if column.type == "integer":
        number = float(value)
        if number != int(number) or number < 0:
            raise ValueError("no count")
        return int(number)
    if column.type == "number":
        return float(value)
    if column.type == "boolean":
        return {"true": True, "false": False}[str(value).lower()]
    if column.type == "date":
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    return str(value)


def _events(book: Any, export: Export) -> Sequence[Stale]:
    """Rows of the sheet of events that were changed: they follow from the claims, which are what can be edited."""
    now = {str(row["id"]): row for event in told(export) for row in rows("events", event)}
    found = []
    for number, cells in _lines(book, "events"):
        row = now.get(str(cells.get("id") or ""))
        if row is None or row["row_hash"] != cells.get("row_hash"):
            continue
        changed = [name for name, value in cells.items() if name in row and not _same(value, row[name])]
        if changed:
            reason = f"{', '.join(changed)}: events follow from their claims; edit the sheet of claims"
            found.append(Stale(sheet="events", row=number, reason=reason))
    return found
