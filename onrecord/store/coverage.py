"""What the record rests on: how many reports were read of which area in which week. No reports is not no events."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping

from onrecord.model import Claim, Record, Selection
from onrecord.store.contract import Store

UNKNOWN = "unknown"
"""The area of reports that name no place, and the week of reports without a date."""


class Read(Record, frozen=True, kw_only=True):
    """So many reports published in this week speak of this area; ``week`` is ISO 8601, such as 2016-W02."""

    area: str
    week: str
    reports: int


class Stats(Record, frozen=True, kw_only=True):
    """What a store holds. ``events`` counts them by how far they were reviewed."""

    reports: int
    claims: int
    events: Mapping[str, int]
    decisions: int
    refused: int
    read: tuple[Read, ...]


def stats(store: Store) -> Stats:
    """The numbers of a store, and what was read of each first-level area in each week from the first to the last.

    A report that speaks of several areas counts in each.
    """
    weeks = {report: _week(day) for report, day in store.published().items()}
    areas: dict[str, set[str]] = {}
    claims = 0
    for claim in store.claims():
        claims += 1
        areas.setdefault(claim.report, set()).update(_areas(claim))
    counted = Counter((area, week) for id_, week in weeks.items() for area in areas.get(id_) or {UNKNOWN})
    return Stats(
        reports=len(weeks),
        claims=claims,
        events=dict(sorted(Counter(glance.review for glance in store.glances(Selection())).items())),
        decisions=sum(1 for _ in store.decisions()),
        refused=sum(1 for _ in store.rejections()),
        read=tuple(_rows(counted)),
    )


def _rows(counted: Mapping[tuple[str, str], int]) -> Iterator[Read]:
    """Every area in every week between the first and the last: a week without a report is a row that says so."""
    dated = sorted({week for _, week in counted if week != UNKNOWN})
    weeks = list(_between(dated[0], dated[-1])) if dated else []
    for area in sorted({area for area, _ in counted}):
        for week in (*weeks, UNKNOWN):
            number = counted.get((area, week), 0)
            if number or UNKNOWN not in (week, area):
                yield Read(area=area, week=week, reports=number)


def _between(first: str, last: str) -> Iterator[str]:
    day = datetime.date.fromisoformat(f"{first}-1")
    while (week := _week(day.isoformat())) <= last:
        yield week
        day += datetime.timedelta(weeks=1)


def _week(published: str | None) -> str:
    if published is None:
        return UNKNOWN
    year, week, _ = datetime.date.fromisoformat(published).isocalendar()
    return f"{year:04}-W{week:02}"


def _areas(claim: Claim) -> set[str]:
    """The first-level units of a claim's places, as "country: unit"."""
    found = set()
    for place in claim.places:
        names = {admin.level: admin.name for admin in place.admin}
        if 1 in names:
            found.add(f"{names[0]}: {names[1]}" if 0 in names else names[1])
    return found
