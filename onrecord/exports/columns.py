"""Tables: what columns a format has, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import OnrecordError, Record

Cell = str | int | float | bool | None
Type = Literal["text", "integer", "number", "date", "boolean"]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet read a text as a formula (OWASP, CSV injection; CWE-1236), full-width forms too."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
"""Characters that neither CSV readers nor XML (and so XLSX) take; line ends and tabs become spaces with them."""
LONGEST = 32_000
"""Characters; a cell of a spreadsheet holds 32,767."""


class Column(Record, frozen=True, kw_only=True):
    """This column holds values of this type; ``values`` where only these are allowed, ``empty`` where it may be empty."""

    name: str
    type: Type = "text"
    what: str = ""
    values: tuple[str | int, ...] = ()
    empty: bool = True


class Table(Record, frozen=True, kw_only=True):
    """The columns of a format in their order, with the source they were read from."""

    source: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def faults(self, row: Mapping[str, Cell]) -> list[str]:
        """What keeps a row from being one of this table; empty where nothing does."""
        found = [f"{name}: no such column" for name in row if name not in self.header]
        return found + [fault for column in self.columns for fault in _faults(column, row.get(column.name))]


TYPES: dict[Type, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "date": (str,),
    "boolean": (bool,),
}


def _faults(column: Column, value: Cell) -> list[str]:
    if value is None or value == "":
        return [] if column.empty else [f"{column.name}: empty"]
    if not isinstance(value, TYPES[column.type]) or (isinstance(value, bool) and column.type != "boolean"):
        return [f"{column.name}: {value!r} is no {column.type}"]
    if column.values and value not in column.values:
        return [f"{column.name}: {value!r} is none of its values"]
    return []


@functools.cache
def table(name: str, part: str = "table") -> Table:
    """The packaged table of a format: ``part`` of ``data/exports/<name>.yaml``."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", f"{name}.yaml"))[part], Table)


def guarded(value: Cell) -> Cell:
    """A cell as it may stand in CSV or XLSX: texts on one line that start no formula; numbers as they are."""
    if not isinstance(value, str):
        return value
    text = " ".join(CONTROL.sub(" ", value).split())[:LONGEST]
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """A cell that comes back, without the quotation mark that kept it from being a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Mapping[str, Cell]], second: Sequence[str] | None = None
) -> Path:
    """The rows as RFC 4180 CSV in UTF-8; ``second`` is a second line of headings (HXL). Gives the path.

    Raises OnrecordError where the file cannot be written.
    """
    with csv_file(path, header, second) as put:
        for row in rows:
            put(row)
    return path


@contextmanager
def csv_file(
    path: Path, header: Sequence[str], second: Sequence[str] | None = None
) -> Iterator[Callable[[Mapping[str, Cell]], None]]:
    """A CSV file as a function that writes one row. Raises OnrecordError where the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(header)
            if second is not None:
                writer.writerow(second)
            yield lambda row: writer.writerow([_written(row.get(name)) for name in header])
    except OSError as error:
        raise OnrecordError(f"Cannot write {path}: {error.strerror}.") from None


def _written(value: Cell) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "" if value is None else guarded(value)
