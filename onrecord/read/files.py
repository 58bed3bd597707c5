"""Pages from the file system and from standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from onrecord.model import Page, Rejected
from onrecord.read.content import Origin, page
from onrecord.read.limits import Limits

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
    ".pdf": "application/pdf",
}
"""What an ending promises. Others, ``.txt`` among them, are sniffed: pages saved as text are often HTML."""


def under(path: Path) -> Iterator[Path | Rejected]:
    """A file, or all files below a folder, sorted by path; hidden files and folders are left out."""
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        yield _refused(str(path), str(error))
        return
    if not is_folder:
        yield path
        return
    empty = True
    for file in below(path):
        empty = False
        yield file
    if empty:
        yield _refused(str(path), "no files in this folder")


def one(path: Path, limits: Limits) -> Page | Rejected:
    """The page of one file."""
    try:
        with path.open("rb") as file:
            raw = file.read(limits.size + 1)
    except FileNotFoundError:
        return _refused(str(path), "no such file")
    except (OSError, ValueError) as error:
        return _refused(str(path), f"cannot be read: {error}")
    return page(raw, Origin(name=str(path), media_type=MEDIA_TYPES.get(path.suffix.lower())), limits)


def standard_input(limits: Limits) -> Page | Rejected:
    """The page that standard input holds."""
    return page(sys.stdin.buffer.read(limits.size + 1), Origin(name="-"), limits)


def below(folder: Path) -> Iterator[Path]:
    """Regular files below a folder, depth first, in the order of their names; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if not name.startswith(".") and file.is_file():
                yield file


def _refused(name: str, reason: str) -> Rejected:
    return Rejected(input=name, step="read", reason=reason)
