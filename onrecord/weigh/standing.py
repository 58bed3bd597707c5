"""How two tolls of one event stand to each other: they contradict, differ, or the later supersedes the earlier."""

from __future__ import annotations

from typing import Literal

from onrecord.model import Claim, Toll

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
