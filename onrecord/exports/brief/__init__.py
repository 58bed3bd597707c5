"""A situation brief for a period and an area, as a page (HTML) and as a document (DOCX) beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.exports.brief import document, page
from onrecord.exports.brief.content import brief
from onrecord.exports.brief.orientation import towns
from onrecord.exports.told import told
from onrecord.store.coverage import stats

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

__all__ = ["brief", "write"]


def write(export: Export) -> tuple[Path, ...]:
    """Write the page to ``out`` and the document beside it, under the same name."""
    past = list(told(export, export.before())) if export.before else None
    read = stats(export.store).read if export.store else None
    made = brief(list(told(export)), past, export.stamp, read)
    beside = export.out.with_suffix(".docx")
    export.out.write_text(page.render(made, towns), encoding="utf-8")
    beside.write_bytes(document.render(made))
    return (export.out, beside)
