"""Answers kept in a folder by what was asked, so that the same question is asked and paid for once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from onrecord.model import OnrecordError


class Kept(msgspec.Struct, frozen=True):
    """An answer as it came, with the tokens that it used when it was asked for."""

    content: str
    asked: int = 0
    answered: int = 0


class Cache:
    """A folder of answers, one file each; none where there is no folder. Files are readable by their owner alone.

    A file holds the answer, which quotes the report, and neither the endpoint's key nor the question.
    """

    def __init__(self, folder: Path | None) -> None:
        """Raises ``OnrecordError`` where the folder cannot be written."""
        self._folder = folder
        if folder is None:
            return
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            raise OnrecordError(f"Cannot keep answers in {folder}: {error.strerror}.") from None

    def get(self, key: str) -> Kept | None:
        """The answer kept for this key; a damaged file counts as none."""
        if self._folder is None:
            return None
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._file(self._folder, key).read_bytes(), type=Kept)
        return None

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer, whole or not at all; where that fails it will be asked for again."""
        if self._folder is None:
            return
        file = self._file(self._folder, key)
        with contextlib.suppress(OSError):
            file.parent.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")  # readable by its owner alone
            with os.fdopen(handle, "wb") as open_file:
                open_file.write(msgspec.json.encode(kept))
            Path(name).replace(file)

    @staticmethod
    def _file(folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.json"


def key(**parts: Any) -> str:
    """The hash of all that an answer depends on: endpoint, model, messages, schema, and how it is asked."""
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()
