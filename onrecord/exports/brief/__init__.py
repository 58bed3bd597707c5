"""A situation brief for a period and an area, as a page (HTML) and as a document (DOCX) beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.exports.brief.content import brief
from onrecord.exports.brief.orientation import towns
from onrecord.exports.brief.page import render
from onrecord.exports.told import told

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

__all__ = ["brief", "render", "write"]


def write(export: Export) -> tuple[Path, ...]:
    """Write the page to ``out`` and the document beside it."""
    made = brief(list(told(export)), None, export.stamp)
    export.out.write_text(render(made, towns), encoding="utf-8")
    return (export.out,)
