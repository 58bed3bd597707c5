"""reports: whole reports. A folder of ``<id>.txt`` beside ``<id>.json``, of which only ``published`` is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from adapters.base import Adapter, Row, json_rows, save_json
from adapters.kit import Kit

NAME = "reports"


def find(folder: Path) -> Iterator[Path]:
    """The folder itself where it holds texts, and files of whole reports a line."""
    if any(folder.glob("*.txt")):
        yield folder
    yield from folder.glob("*.jsonl")


def rows(path: Path) -> Iterator[Row]:
    """``id``, ``text`` and ``published`` of each report."""
    if path.is_file():
        yield from json_rows(path)
        return
    for text in sorted(path.glob("*.txt")):
        beside = text.with_suffix(".json")
        known = json.loads(beside.read_text(encoding="utf-8-sig")) if beside.exists() else {}
        yield {"id": text.stem, "text": text.read_text(encoding="utf-8-sig"), "published": known.get("published")}


def predict(row: Row, kit: Kit) -> Row:
    """Events, tolls and control in the gold form of ``onrecord evaluate``."""
    return msgspec.to_builtins(kit.report(row))


def nothing(row: Row) -> Row:
    """No event."""
    return {"events": [], "control_statements": []}


def save(path: Path, answered: Sequence[Row]) -> Path:
    """Write one file of lines and, beside it, one file a report, as both are read."""
    lines = save_json(path.with_suffix(".jsonl"), answered)
    for row in answered:
        (path.parent / f"{row['id']}.json").write_text(
            json.dumps(row, ensure_ascii=False, sort_keys=True), encoding="utf-8"
        )
    return lines


ADAPTER = Adapter(
    folder=NAME, task="reports", inputs=("text", "published", "title"), predict=predict, empty=nothing,
    find=find, read=rows, save=save,
)  # fmt: skip
