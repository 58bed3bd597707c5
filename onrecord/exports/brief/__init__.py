"""A situation brief for a period and an area, as a page (HTML) and as a document (DOCX) beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.exports.brief import document, page
from onrecord.exports.brief.content import brief
from onrecord.exports.brief.orientation import towns
from onrecord.exports.told import Told, told
from onrecord.model import Claim, Report
from onrecord.store.coverage import stats

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

__all__ = ["brief", "denied", "write"]


def write(export: Export) -> tuple[Path, ...]:
    """Write the page to ``out`` and the document beside it, under the same name."""
    past = list(told(export, export.before())) if export.before else None
    period = list(told(export))
    read = stats(export.store).read if export.store else None
    made = brief(period, past, export.stamp, read, denied(export, period))
    beside = export.out.with_suffix(".docx")
    export.out.write_text(page.render(made, towns), encoding="utf-8")
    beside.write_bytes(document.render(made))
    return (export.out, beside)


def denied(export: Export, period: Sequence[Told]) -> list[tuple[Claim, Report]]:
    """Denials in reports of the period that no event of it holds; only where the store may be asked, and in order of day."""
    since, until = export.stamp.selection.since, export.stamp.selection.until
    if export.store is None or since is None or until is None:
        return []
    reports = {one.id: one for one in export.store.reports() if one.published and since <= one.published <= until}
    held = {claim.sentence.text for one in period for claim in one.dossier.claims if claim.status == "denied"}
    found = (
        claim
        for claim in export.store.claims(denied=True)
        if claim.report in reports and claim.sentence.text not in held
    )
    return sorted(
        ((claim, reports[claim.report]) for claim in found),
        key=lambda pair: (pair[1].published or "", pair[1].id, pair[0].sentence.start),
    )
