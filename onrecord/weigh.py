"""An event's claims -> one value and a range per field, by a named policy; nothing is averaged and nothing dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from onrecord.model import Actor, Claim, Computed, ComputedToll, Place, Toll, When

PLACE_ORDER = ("site", "settlement", "admin3", "admin2", "admin1", "country", "unresolved")
"""From the most to the least specific: the order in which an event shows one of its claims' places."""

WHEN_ORDER = ("day", "range", "week", "month", "year", "unresolved")


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
    return min(places, key=lambda place: PLACE_ORDER.index(place.precision), default=None)


def _when(claims: Sequence[Claim]) -> When | None:
    stated = [claim.when for claim in claims if claim.when is not None]
    return min(stated, key=lambda when: (WHEN_ORDER.index(when.precision), when.inherited), default=None)


def _actors(claims: Sequence[Claim]) -> tuple[Actor, ...]:
    found: dict[tuple[str, str], Actor] = {}
    for claim in claims:
        for actor in claim.actors:
            found.setdefault((actor.role, actor.id or actor.text.lower()), actor)
    return tuple(found.values())


# --- how two tolls stand to each other -------------------------------------------------------------------------------

Verdict = Literal["contradicts", "differs"]
Told = tuple[Claim, Toll]


def difference(one: Told, two: Told) -> Verdict | None:
    """Whether two tolls of one event contradict or differ; None where they agree or speak of different things.

    They contradict only if harm, group, scope and window match, the sources are independent and the ranges are
    disjoint; two lower bounds never contradict. Totals and their parts are no difference.
    """
    (claim, toll), (other_claim, other) = one, two
    if toll.id == other.id or toll.harm != other.harm or toll.scope != other.scope or _same_source(claim, other_claim):
        return None
    if other.id == toll.part_of or toll.id == other.part_of or toll.part_of or other.part_of:
        return None
    if (toll.low, toll.high) == (other.low, other.high):
        return None
    if toll.who == other.who and set(toll.detail) == set(other.detail) and _disjoint(toll, other):
        return "contradicts"
    return "differs" if {toll.low, toll.high} != {None} and {other.low, other.high} != {None} else None


def _same_source(one: Claim, two: Claim) -> bool:
    mine, theirs = one.source, two.source
    return (mine.kind, mine.name, mine.entity, mine.anonymous) == (
        theirs.kind,
        theirs.name,
        theirs.entity,
        theirs.anonymous,
    )


def _disjoint(one: Toll, two: Toll) -> bool:
    return _below(one, two) or _below(two, one)


def _below(one: Toll, two: Toll) -> bool:
    return one.high is not None and two.low is not None and one.high < two.low
