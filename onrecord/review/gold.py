"""Reports that people finished, as gold for ``onrecord evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from onrecord.model import Claim, Report
from onrecord.review.acts import standing
from onrecord.review.coding import BLIND, completed

if TYPE_CHECKING:
    from onrecord.evaluate import Gold
    from onrecord.pipeline import Tools
    from onrecord.store.contract import Store


def gold(store: Store, tools: Tools) -> Iterator[Gold]:
    """One row a finished report: what a person coded apart where somebody did, else the record as people corrected it."""
    for report in store.reports():
        marked = [one for one in standing(store, report.id, "complete") if one.field != BLIND]
        blind = completed(store, report.id)
        if blind:
            yield row(report, next(iter(blind.values())), tools)
        elif marked:
            yield row(report, tuple(store.claims(report.id)), tools)


def row(report: Report, claims: Sequence[Claim], tools: Tools) -> Gold:
    """A report with these claims in the form of gold data."""
    from onrecord.evaluate import Gold, flat
    from onrecord.pipeline import assembled

    answer = flat(assembled(report, claims, tools))
    return Gold(
        id=report.id,
        text=report.text,
        published=report.published,
        title=report.title,
        url=report.url,
        events=answer.events,
        control_statements=answer.control_statements,
    )
