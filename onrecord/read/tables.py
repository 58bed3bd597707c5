"""Tables of reports: a page a row of CSV, a page a line of JSON lines, by a mapping of field names."""

from __future__ import annotations

import csv
import datetime
import functools
import itertools
import json
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import OnrecordError, Page, Record, Rejected, Told
from onrecord.read.content import HTML, PLAIN, Origin, page
from onrecord.read.limits import Limits

KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
"""Endings of tables; a ``.json`` file is read as JSON lines too where its first line is an object."""
FIRST_LINE = 10_000_000
SPARE = 4
"""JSON escapes may make a line this many times as long as the page in it."""


class Fields(Record, frozen=True, kw_only=True):
    """Which field of a row holds what. ``published_format`` is a ``strptime`` format where days are not written as ISO."""

    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    name: str | None = None
    published_format: str | None = None

    @classmethod
    def open(cls, path: Path | None) -> Fields:
        """A user's mapping, or an empty one: then usual names are looked for. Raises OnrecordError for a wrong file."""
        if path is None:
            return cls()
        return packaged.own(
            path, lambda text: msgspec.convert(packaged.safe_yaml(text) or {}, cls), "mapping of field names"
        )

    def fitted(self, columns: Mapping[str, Any]) -> Fields:
        """The mapping with usual names of ``fields.yaml`` filled in where the user named none and the row has them.

        Raises OnrecordError where a named field is missing, or nothing holds a text.
        """
        names = {column.strip().lower(): column for column in columns}
        found: dict[str, str | None] = {}
        for field, known in usual().items():
            named = getattr(self, field)
            if named is not None and named not in columns:
                raise OnrecordError(
                    f"no field {named!r} for the {field}; there are: {', '.join(map(str, columns))[:300]}"
                )
            found[field] = named or next((names[name] for name in known if name in names), None)
        if not found["text"] and not found["html"]:
            raise OnrecordError(
                f"no field with a text; there are: {', '.join(map(str, columns))[:300]}; name it in a mapping"
            )
        return Fields(**found, published_format=self.published_format)


@functools.cache
def usual() -> dict[str, list[str]]:
    """The usual names of each field."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("read", "fields.yaml")), dict[str, list[str]])


def kind_of(path: Path) -> str | None:
    """``csv`` or ``jsonl`` for a table of reports; null for other files."""
    if path.suffix.lower() == ".json":
        return "jsonl" if _holds_objects(path) else None
    return KINDS.get(path.suffix.lower())


def _holds_objects(path: Path) -> bool:
    """Whether the first line is a JSON object: one object over many lines is no table."""
    try:
        with path.open("rb") as file:
            first = file.readline(FIRST_LINE).removeprefix(b"\xef\xbb\xbf").strip()
            return first.startswith(b"{") and isinstance(json.loads(first), dict)
    except (OSError, ValueError, RecursionError):
        return False


def lines(path: Path, start: int, count: int | None, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Lines of a file that hold anything, from the byte ``start``, each with where it begins; ``count`` of them at most.

    A line is cut one byte beyond the longest allowed, so that its row is refused as too large and memory stays small.
    """
    with path.open("rb") as file:
        file.seek(start)
        yield from itertools.islice(_bounded_lines(file, SPARE * limits.size), count)


def _bounded_lines(file: IO[bytes], longest: int) -> Iterator[tuple[int, bytes]]:
    while True:
        at = file.tell()
        line = file.readline(longest + 1)
        if not line:
            return
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):  # skip what is left of a line that is too long
            rest = file.readline(longest + 1)
        if line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
            yield at, line


def json_page(line: bytes, name: str, fields: Fields, limits: Limits) -> Page | Rejected:
    """The page that a line of JSON lines holds. ``name`` says where the line stands."""
    if len(line) > SPARE * limits.size:
        return Rejected(input=name, step="read", reason=f"a line of more than {SPARE * limits.size:,} bytes")
    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf"), strict=False)
    except (ValueError, RecursionError) as error:
        return Rejected(input=name, step="read", reason=f"no JSON: {error}")
    if not isinstance(row, dict):
        return Rejected(input=name, step="read", reason="no JSON object")
    return row_page(row, name, fields, limits)


def row_page(row: Mapping[str, Any], name: str, fields: Fields, limits: Limits) -> Page | Rejected:
    """The page that a row holds: its text or HTML with what its other fields say of it, or why there is none."""
    try:
        known = fields.fitted(row)
        html, text = _value(row, known.html), _value(row, known.text)
        origin = Origin(
            name="#".join(filter(None, (name, _value(row, known.name)))),
            url=_value(row, known.url),
            media_type=HTML if html else PLAIN,
            encoding="utf-8",
        )
        told = Told(title=_value(row, known.title), publisher=_value(row, known.publisher), published=_day(row, known))
    except OnrecordError as error:
        return Rejected(input=name, step="read", reason=str(error))
    found = page((html or text or "").encode("utf-8", "replace"), origin, limits)
    return found if isinstance(found, Rejected) else msgspec.structs.replace(found, told=told)


def _value(row: Mapping[str, Any], field: str | None) -> str | None:
    value = row.get(field) if field else None
    if isinstance(value, (dict, list)):
        raise OnrecordError(f"the field {field!r} holds no plain value")
    return str(value).strip() or None if value is not None else None


def _day(row: Mapping[str, Any], fields: Fields) -> str | None:
    """The ISO day of a row. Raises OnrecordError for one that cannot be read: a lost day would move every weekday."""
    value = _value(row, fields.published)
    if value is None:
        return None
    try:
        return day(value, fields.published_format)
    except ValueError:
        raise OnrecordError(f"the date {value[:60]!r} is in no form that is known; give its published_format") from None


def day(value: str, form: str | None = None) -> str:
    """The ISO day of a date as tables and feeds write it: ISO 8601, RFC 2822, seconds since 1970, or the format given.

    Raises ValueError for any other. "03/04/2015" is one: it is another day on each side of the Atlantic.
    """
    if form:
        return datetime.datetime.strptime(value, form).date().isoformat()
    if value.isdigit() and len(value) in {10, 13}:
        return datetime.datetime.fromtimestamp(int(value[:10]), datetime.UTC).date().isoformat()
    try:
        return datetime.datetime.fromisoformat(value.replace("/", "-")).date().isoformat()
    except ValueError:
        return _mail_day(value)


def _mail_day(value: str) -> str:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (TypeError, IndexError, OverflowError) as error:
        raise ValueError(value) from error


def rows(path: Path, start: int, count: int | None, limits: Limits) -> Iterator[dict[str, Any] | OnrecordError]:
    """Rows ``start`` and following of a CSV file, the head line apart; a row that cannot be read comes as its error."""
    csv.field_size_limit(limits.size + 1)
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader((line.replace("\x00", "") for line in file), dialect=_dialect(file, path))
        head = next(reader, None)
        if head is None:
            return
        taken = itertools.islice(_safe(reader), start, None if count is None else start + count)
        for cells in taken:
            if isinstance(cells, OnrecordError):
                yield cells
            elif len(cells) > len(head):
                yield OnrecordError(f"{len(cells)} cells where the head line has {len(head)}")
            else:
                yield dict(itertools.zip_longest(head, cells))


def _safe(reader: Iterator[list[str]]) -> Iterator[list[str] | OnrecordError]:
    """Rows that hold anything; a broken one comes as its error, and reading goes on behind it."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield OnrecordError(f"no CSV row: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield cells


def _dialect(file: IO[str], path: Path) -> type[csv.Dialect]:
    """Tabs for ``.tsv``; else commas, or the semicolons and tabs of other locales, by the head line."""
    head = file.readline()
    file.seek(0)
    marks = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=head.count)

    class Found(csv.excel):
        delimiter = marks

    return Found
