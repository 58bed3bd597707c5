"""Policy ``range`` at a glance, as an event of one report carries it: every toll beside its claim, place, days, actors."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Actor, Claim, Computed, ComputedToll, Place, When
from onrecord.weigh.records import EXACT, SPECIFIC


def ranged(claims: Sequence[Claim]) -> Computed:
    """Policy ``range``: every toll beside its claim, the most specific place and day, every actor once.

    The earliest claim wins among equals. Claims come in text order.
    """
    return Computed(
        policy="range",
        place=_place(claims),
        when=_when(claims),
        actors=_actors(claims),
        tolls=tuple(
            ComputedToll(claim=claim.id, toll=toll.id, harm=toll.harm, who=toll.who, low=toll.low, high=toll.high)
            for claim in claims
            for toll in claim.tolls
        ),
    )


def _place(claims: Sequence[Claim]) -> Place | None:
    places = [place for claim in claims for place in claim.places]
    return min(places, key=lambda place: SPECIFIC.index(place.precision), default=None)


def _when(claims: Sequence[Claim]) -> When | None:
    stated = [claim.when for claim in claims if claim.when is not None]
    return min(stated, key=lambda when: (EXACT.index(when.precision), when.inherited), default=None)


def _actors(claims: Sequence[Claim]) -> tuple[Actor, ...]:
    found: dict[tuple[str, str], Actor] = {}
    for claim in claims:
        for actor in claim.actors:
            found.setdefault((actor.role, actor.id or actor.text.lower()), actor)
    return tuple(found.values())
