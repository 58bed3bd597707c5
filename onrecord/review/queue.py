"""What to look at first: large tolls, contradictions, low scores, much that is new."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from onrecord.model import Glance, Record

TOLL, DISPUTED, SEVERAL, VAGUE = 1.0, 2.5, 0.4, 0.5
"""Weights: one a doubling of the highest toll; contradictory tolls; one a doubling of reports; no place or no day."""


class Waiting(Record, frozen=True, kw_only=True):
    """This event waits to be looked at, for these reasons; ``weight`` puts what matters first."""

    glance: Glance
    weight: float
    why: tuple[str, ...]


def queue(glances: Iterable[Glance], states: Sequence[str] = ("unreviewed",)) -> list[Waiting]:
    """Events in these states of review, what matters first; the same order every time."""
    waiting = [_weighed(one) for one in glances if one.review in states]
    return sorted(waiting, key=lambda one: (-one.weight, one.glance.id))


def _weighed(one: Glance) -> Waiting:
    most = one.killed_high or one.killed_low or 0
    weight = TOLL * math.log2(1 + most) + SEVERAL * math.log2(max(1, one.reports))
    why = []
    if one.disputed:
        weight += DISPUTED
        why.append("sources contradict each other")
    if most:
        why.append(f"up to {most:,} killed")
    if one.lat is None:
        weight += VAGUE
        why.append("no place")
    if one.earliest is None and one.latest is None:
        weight += VAGUE
        why.append("no date")
    return Waiting(glance=one, weight=round(weight, 3), why=tuple(why))
