"""Gold data as a folder: reports as they came, headline and furniture included, beside what a person read in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.coders import Foresighted
from onrecord.evaluate.gold import Gold, read
from onrecord.model import Coded, Page, Report

if TYPE_CHECKING:
    from onrecord.pipeline import Tools


def folder(path: Path, tools: Tools) -> tuple[tuple[Gold, ...], Callable[[Gold], Coded]]:
    """The reports of a folder with their bodies as texts, and the coder that read them from page to events.

    Raises ``OnrecordError`` as ``read`` does.
    """
    golds = read(path)
    _begin(golds, tools)
    records = {gold.id: as_it_came(gold, tools) for gold in golds}
    return tuple(_body(gold, records[gold.id]) for gold in golds), lambda gold: records[gold.id]


def _begin(golds: Sequence[Gold], tools: Tools) -> None:
    """Let a coder that waits for others begin on all reports."""
    from onrecord.pipeline import clean_page

    if isinstance(tools.coder, Foresighted):
        for gold in golds:
            report = clean_page(_page(gold), tools, published=gold.published, override=True)
            if isinstance(report, Report):
                tools.coder.prepare(report)


def as_it_came(gold: Gold, tools: Tools) -> Coded:
    """The report coded from a text file as it came, furniture apart.

    A text that is refused as no article (a single line, say) is coded as it stands: a person has called it a report.
    """
    from onrecord.pipeline import code_page, code_text

    coded = code_page(_page(gold), tools, published=gold.published)
    return coded if coded.report else code_text(gold.text, tools, published=gold.published, title=gold.title)


def _page(gold: Gold) -> Page:
    return Page(
        name=gold.id,
        url=gold.url,
        sha256=hashlib.sha256(gold.text.encode("utf-8", "surrogatepass")).hexdigest(),
        retrieved_at=None,
        media_type="text/plain",
        encoding=None,
        content=gold.text,
    )


def _body(gold: Gold, coded: Coded) -> Gold:
    """The gold report with the body that the spans of its record point into."""
    if coded.report is None:
        return gold
    return msgspec.structs.replace(gold, text=coded.report.text, title=coded.report.title)
