"""Claims tied to the world: registry actors, gazetteer places, calendar days; the report's words stay as they are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from onrecord.model import Claim, Report

OLD_NEWS = datetime.timedelta(days=21)
"""An event that ended longer than this before the report is recalled for context. News of a war is told within days;
three weeks leave room for bodies found and figures revised. Re-check with ``benchmarks/accuracy.py``."""


def recalled(claims: Sequence[Claim], report: Report) -> tuple[Claim, ...]:
    """Mark as recap each claim whose days lie long before the publication date."""
    published = _day(report.published)
    if published is None:
        return tuple(claims)
    return tuple(msgspec.structs.replace(c, recap=True) if _old(c, published) else c for c in claims)


def _old(claim: Claim, published: datetime.date) -> bool:
    latest = _day(claim.when.latest) if claim.when else None
    return latest is not None and published - latest > OLD_NEWS


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text and len(text) == 10 else None
