"""Claims tied to the world: registry actors, gazetteer places, calendar days; the report's words stay as they are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from onrecord.language import stamps
from onrecord.model import Claim, Report

TOLD = {"happened", "ongoing"}

OLD_NEWS = datetime.timedelta(days=21)
"""An event that ended longer than this before the report is recalled for context. News of a war is told within days;
three weeks leave room for bodies found and figures revised. Re-check with ``benchmarks/accuracy.py``."""


def bounded(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Give each told event without a day of its own the day of saying as its upper bound, never as its day."""
    return tuple(_bounded(claim) for claim in claims)


def _bounded(claim: Claim) -> Claim:
    said = claim.said
    if claim.when is not None or said is None or said.latest is None or claim.recap or claim.status not in TOLD:
        return claim
    return msgspec.structs.replace(claim, when=msgspec.structs.replace(said, earliest=None, precision="unresolved"))


def recalled(claims: Sequence[Claim], report: Report) -> tuple[Claim, ...]:
    """Mark as recap each claim whose days lie long before the publication date."""
    published = _day(stamps.written(report.text, report.published))
    if published is None:
        return tuple(claims)
    return tuple(msgspec.structs.replace(c, recap=True) if _old(c, published) else c for c in claims)


def _old(claim: Claim, published: datetime.date) -> bool:
    latest = _day(claim.when.latest) if claim.when else None
    return latest is not None and published - latest > OLD_NEWS


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text and len(text) == 10 else None
