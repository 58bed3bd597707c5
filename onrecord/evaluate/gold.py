"""The gold form: whole reports with what a person read in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from onrecord.model import OnrecordError


class ActorName(msgspec.Struct, frozen=True):
    """An actor by its registry name, by the report's own words, or both; either may match."""

    name: str | None = None
    text: str | None = None


Actors = str | ActorName | tuple[str | ActorName, ...] | None


class GoldSource(msgspec.Struct, frozen=True):
    """Whom a toll is credited to."""

    name: str | None = None
    kind: str | None = None
    anonymous: bool | None = False


class GoldToll(msgspec.Struct, frozen=True):
    """So many (low..high) people of this group suffered this harm, on this source's word."""

    harm: str | None = None
    who: str | None = None
    low: int | None = None
    high: int | None = None
    source: GoldSource | None = None


class GoldControl(msgspec.Struct, frozen=True):
    """Who took the event's place, and from whom."""

    holder: Actors = None
    from_: Actors = msgspec.field(name="from", default=None)


class GoldEvent(msgspec.Struct, frozen=True):
    """One event of a report, flat. ``kind_alt`` and ``places`` are further answers that count as right."""

    kind: str
    kind_alt: tuple[str, ...] | None = None
    status: str | None = None
    place: str | None = None
    places: tuple[str, ...] | None = None
    lat: float | None = None
    lon: float | None = None
    date_earliest: str | None = None
    date_latest: str | None = None
    initiator: Actors = None
    target: Actors = None
    tolls: tuple[GoldToll, ...] | None = None
    control_change: GoldControl | None = None


class Statement(msgspec.Struct, frozen=True):
    """This actor is said to hold that place."""

    place: str
    holder: Actors = None


class Answer(msgspec.Struct, frozen=True):
    """What a report says: its events, and who is said to hold which place."""

    events: tuple[GoldEvent, ...] = ()
    control_statements: tuple[Statement, ...] | None = ()


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a gold file: a report with what a person read in it."""

    id: str
    text: str
    published: str | None = None
    title: str | None = None
    url: str | None = None
    events: tuple[GoldEvent, ...]
    control_statements: tuple[Statement, ...] | None = ()

    @property
    def answer(self) -> Answer:
        """What the person read, apart from the report."""
        return Answer(self.events, self.control_statements)


def read(path: Path) -> tuple[Gold, ...]:
    """The reports of a gold file, one JSON object a line, or of a folder of ``NAME.json`` beside ``NAME.txt``.

    Raises ``OnrecordError`` naming the line or file that cannot be read or has another form, and an id that comes twice.
    """
    golds: dict[str, Gold] = {}
    for where, row in _folder(path) if path.is_dir() else _lines(path):
        gold = _gold(where, row)
        if gold.id in golds:
            raise OnrecordError(f"{where}: id {gold.id!r} comes twice")
        golds[gold.id] = gold
    if not golds:
        raise OnrecordError(f"{path.name}: holds no reports")
    return tuple(golds.values())


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            yield f"{path.name}:{number}", _parsed(f"{path.name}:{number}", line)


def _folder(path: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(path.glob("*.json")):
        row, beside = _parsed(file.name, _text(file)), file.with_suffix(".txt")
        if isinstance(row, dict) and beside.exists():
            yield file.name, {"id": file.stem, **row, "text": _text(beside)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise OnrecordError(f"{path}: cannot be read ({problem})") from None


def _parsed(where: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.MsgspecError as problem:
        raise OnrecordError(f"{where}: {problem}") from None


def _gold(where: str, row: Any) -> Gold:
    try:
        return msgspec.convert(row, Gold)
    except msgspec.MsgspecError as problem:
        raise OnrecordError(f"{where}: {problem}") from None
