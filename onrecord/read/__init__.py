"""A file, a folder, standard input or an address becomes pages: bytes told apart, decoded, and refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.model import Page, Rejected
from onrecord.read import files, urls
from onrecord.read.limits import Limits

__all__ = ["Limits", "is_folder", "pages"]

STANDARD_INPUT = "-"


def pages(source: str | Path, *, limits: Limits = Limits()) -> Iterator[Page | Rejected]:  # noqa: B008 - frozen
    """Every page of a source, in a stable order; what cannot be read comes as ``Rejected`` and stops nothing.

    ``source`` is a path of a file (HTML, plain text, MHTML, PDF) or a folder (read recursively, sorted, hidden files
    left out), ``-`` for standard input, or an http(s) address. Never raises for what the source holds.
    """
    if isinstance(source, str) and source == STANDARD_INPUT:
        yield files.standard_input(limits)
    elif isinstance(source, str) and urls.is_address(source):
        yield urls.fetch(source, limits)
    else:
        yield from files.under(Path(source), limits)


def is_folder(source: str | Path) -> bool:
    """Whether a source is a folder, and so may hold several pages."""
    try:
        return Path(source).is_dir()
    except (OSError, ValueError):
        return False
