"""A file, a folder, standard input or an address becomes pages: bytes told apart, decoded, and refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.model import Page, Rejected
from onrecord.read import archives, files, slices, tables, urls
from onrecord.read.limits import Limits
from onrecord.read.tables import Fields

__all__ = ["Fields", "Limits", "holds_several", "pages"]

STANDARD_INPUT = "-"


def pages(
    source: str | Path,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    fields: Fields = Fields(),  # noqa: B008
) -> Iterator[Page | Rejected]:
    """Every page of a source, in a stable order; what cannot be read comes as ``Rejected`` and stops nothing.

    ``source`` is a path of a file (HTML, plain text, MHTML, PDF; WARC, WACZ, CSV and JSON lines, which hold many) or a
    folder (read recursively, sorted, hidden files left out), ``-`` for standard input, or an http(s) address. ``fields``
    tells which columns of a table hold what. Never raises for what the source holds.
    """
    if isinstance(source, str) and source == STANDARD_INPUT:
        yield files.standard_input(limits)
    elif isinstance(source, str) and urls.is_address(source):
        yield urls.fetch(source, limits)
    else:
        for file in files.under(Path(source)):
            yield from [file] if isinstance(file, Rejected) else _of_file(file, limits, fields)


def _of_file(file: Path, limits: Limits, fields: Fields) -> Iterator[Page | Rejected]:
    if not _is_container(file):
        yield files.one(file, limits)
        return
    for part in slices.slices(file):
        yield from [part] if isinstance(part, Rejected) else slices.records(part, fields, limits)


def _is_container(file: Path) -> bool:
    return archives.is_archive(file) or tables.kind_of(file) is not None


def holds_several(source: str | Path) -> bool:
    """Whether a source may hold several pages: a folder, an archive or a table."""
    try:
        return Path(source).is_dir() or _is_container(Path(source))
    except (OSError, ValueError):
        return False
