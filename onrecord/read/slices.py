"""A source cut into slices that can be read apart: the unit of a batch, the same on every machine."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from onrecord.model import Page, Record, Rejected
from onrecord.read import archives, files, tables
from onrecord.read.limits import Limits
from onrecord.read.tables import Fields

Item = TypeVar("Item")
Kind = Literal["files", "archive", "jsonl", "csv"]
STEP = 200
"""Inputs of one slice: half a minute of coding, so that little is lost where one is broken off."""


class Slice(Record, frozen=True, kw_only=True):
    """These inputs of that source: ``count`` records from ``start`` (bytes; rows of a CSV), or the files of ``names``.

    ``member`` is the WARC file inside a WACZ.
    """

    source: str
    kind: Kind
    start: int = 0
    count: int = 0
    names: tuple[str, ...] = ()
    member: str | None = None


def slices(source: Path, step: int = STEP) -> Iterator[Slice | Rejected]:
    """The slices of a file or folder, in order: containers (archives, tables) first, each cut alone, then plain files."""
    yield from of_files(files.below(source) if source.is_dir() else (source,), step)


def of_files(paths: Iterable[Path], step: int = STEP) -> Iterator[Slice | Rejected]:
    """The slices of files: containers first, each cut alone, then the plain files together."""
    plain: list[str] = []
    for file in paths:
        if archives.is_archive(file) or tables.kind_of(file):
            yield from _of_file(file, step)
        else:
            plain.append(str(file))
    for names in _runs(plain, step):
        yield Slice(source=names[0], kind="files", count=len(names), names=tuple(names))


def _of_file(path: Path, step: int) -> Iterator[Slice | Rejected]:
    try:
        yield from _cut(path, step)
    except (OSError, zipfile.BadZipFile) as error:
        yield Rejected(input=str(path), step="read", reason=f"cannot be read: {error}")


def _cut(path: Path, step: int) -> Iterator[Slice]:
    if archives.is_archive(path):
        inside = archives.members(path) if path.name.lower().endswith(archives.ARCHIVE) else [None]
        for member in inside:
            for starts in _runs(archives.offsets(path, member), step):
                yield Slice(source=str(path), kind="archive", start=starts[0], count=len(starts), member=member)
    elif (kind := tables.kind_of(path)) == "jsonl":
        for starts in _runs((at for at, _ in tables.lines(path, 0, None, Limits())), step):
            yield Slice(source=str(path), kind="jsonl", start=starts[0], count=len(starts))
    elif kind == "csv":
        for numbers in _runs((number for number, _ in enumerate(tables.rows(path, 0, None, Limits()))), step):
            yield Slice(source=str(path), kind="csv", start=numbers[0], count=len(numbers))


def _runs(items: Iterable[Item], step: int) -> Iterator[Sequence[Item]]:
    iterator = iter(items)
    while run := list(itertools.islice(iterator, step)):
        yield run


def records(part: Slice, fields: Fields, limits: Limits) -> Iterator[Page | Rejected]:
    """The inputs of a slice, in order: ``part.count`` pages or refusals."""
    path = Path(part.source)
    if part.kind == "files":
        for name in part.names:
            yield files.one(Path(name), limits)
    elif part.kind == "archive":
        yield from archives.pages(path, part.member, part.start, part.count, limits)
    elif part.kind == "jsonl":
        for at, line in tables.lines(path, part.start, part.count, limits):
            yield tables.json_page(line, f"{part.source}:{at}", fields, limits)
    else:
        for number, row in enumerate(tables.rows(path, part.start, part.count, limits), part.start + 1):
            name = f"{part.source}:{number}"
            if isinstance(row, Exception):
                yield Rejected(input=name, step="read", reason=str(row))
            else:
                yield tables.row_page(row, name, fields, limits)
