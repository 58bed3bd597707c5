"""What an adapter is: how records of one gold set are answered from Onrecord's records, without seeing the gold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.kit import Kit

Row = dict[str, Any]


def json_rows(path: Path) -> Iterator[Row]:
    """The JSON objects of a file, one a line."""
    with path.open(encoding="utf-8-sig") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def nothing(row: Row) -> Row:
    """The answer to a record that could not be coded, in sets where silence is an answer."""
    return {}


def save_json(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as JSON lines; the path that was written."""
    lines = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines, encoding="utf-8")
    return path


def alone(path: Path) -> Sequence[Path]:
    """The gold of a file that holds it itself."""
    return [path]


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one kind of file of one set is answered.

    ``inputs`` are the fields of a record that ``predict`` is given; all others, the gold among them, are taken away
    before. ``empty`` gives the answer where a record cannot be coded. ``together`` sees all answers of a file, with the
    inputs, after each was made alone. ``variant`` names another way to answer the same file; it has a row in the table
    and writes no predictions. ``gold`` names all files that the scores of a file rest on. ``find`` gives the files (or the folder) of the set where a pattern does not.
    """

    folder: str
    task: str
    inputs: tuple[str, ...]
    predict: Callable[[Row, Kit], Row]
    empty: Callable[[Row], Row] = nothing
    pattern: str = "*.jsonl"
    variant: str = ""
    find: Callable[[Path], Iterable[Path]] | None = None
    read: Callable[[Path], Iterable[Row]] = json_rows
    save: Callable[[Path, Sequence[Row]], Path] = save_json
    gold: Callable[[Path], Sequence[Path]] = alone
    together: Callable[[Sequence[Row], Sequence[Row]], Sequence[Row]] | None = None

    def files(self, folder: Path) -> list[Path]:
        """What there is to answer in the set's folder."""
        return sorted(self.find(folder) if self.find else folder.glob(self.pattern))

    def visible(self, row: Row) -> Row:
        """The part of a record that may be seen."""
        return {name: row[name] for name in ("id", *self.inputs) if name in row}
