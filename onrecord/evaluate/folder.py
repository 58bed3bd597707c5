"""Gold data as a folder: reports as they came (``NAME.txt``) beside what a person read in them (``NAME.json``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.evaluate.gold import Gold, GoldEvent, Statement
from onrecord.model import Coded, OnrecordError

if TYPE_CHECKING:
    from onrecord.pipeline import Tools


class Truth(msgspec.Struct, frozen=True):
    """One ``NAME.json``: the gold form without the text."""

    events: tuple[GoldEvent, ...]
    published: str | None = None
    control_statements: tuple[Statement, ...] | None = ()


def folder(path: Path, tools: Tools) -> tuple[tuple[Gold, ...], Callable[[Gold], Coded]]:
    """The reports of a folder, and the coder that reads them from page to events, furniture and all.

    Raises ``OnrecordError`` where the folder holds no such pair or a ``NAME.json`` has another form.
    """
    from onrecord import pipeline

    golds: list[Gold] = []
    records: dict[str, Coded] = {}
    for text in sorted(path.glob("*.txt")):
        beside = text.with_suffix(".json")
        if not beside.exists():
            continue
        truth = _truth(beside)
        (coded,) = pipeline.code([str(text)], tools, published=truth.published)
        body = coded.report.text if coded.report else ""
        golds.append(
            Gold(
                id=text.stem,
                text=body,
                published=truth.published,
                title=coded.report.title if coded.report else None,
                events=truth.events,
                control_statements=truth.control_statements,
            )
        )
        records[text.stem] = coded
    if not golds:
        raise OnrecordError(f"{path}: no NAME.txt beside a NAME.json")
    return tuple(golds), lambda gold: records[gold.id]


def _truth(file: Path) -> Truth:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Truth)
    except (OSError, msgspec.MsgspecError) as problem:
        raise OnrecordError(f"{file}: {problem}") from None
