"""Features and weights -> the probability that two tellings are of one event (logistic), and the verdict."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

import msgspec

from onrecord.knowledge import packaged
from onrecord.merge.features import Features, features
from onrecord.merge.kin import Kin
from onrecord.merge.linking import relation
from onrecord.merge.profiles import Profile
from onrecord.model import Compared, Record, Verdict

ROUNDED = 4
"""Decimals of a score: what is left does not hang on a machine's arithmetic."""
LINKS = ("part_of", "summarises", "follows")
"""Features of a comparison that are no part of its score: 1 where the first tells of a part of the second's event, a sum
over it, what came after it; -1 the other way round."""


class Weights(Record, frozen=True, kw_only=True):
    """``weights.yaml``: as explained there."""

    version: int
    learned_by: str
    learned_on: str
    same: float
    open: float
    keep: float
    lead: float
    near: float
    clear: float
    pair: float
    fresh: float
    ahead: float
    bias: float
    weights: dict[str, float]


@functools.cache
def shipped() -> Weights:
    """The shipped weights."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("merge", "weights.yaml")), Weights)


def probability(found: Mapping[str, float], weights: Weights) -> float:
    """The logistic of the weighted sum. A feature without a weight says nothing."""
    total = weights.bias + sum(weights.weights.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), ROUNDED)


def compare(one: Profile, two: Profile, kin: Kin, weights: Weights | None = None) -> Compared:
    """The comparison of two tellings, with all that it rests on. The same whichever comes first."""
    chosen = weights or shipped()
    first, second = sorted((one, two), key=lambda profile: profile.telling.id)
    found = features(first, second, kin)
    score = 0.0 if kept_apart(first, second, found) else probability(found, chosen)
    verdict = verdict_of(score, chosen)
    return Compared(
        one=first.telling.id,
        two=second.telling.id,
        verdict=verdict,
        score=score,
        features=found | ({} if verdict == "same" else relation(first, second, found, kin)),
        by=f"merge/{chosen.version}",
    )


def likeness(one: Profile, two: Profile, found: Features, weights: Weights) -> float:
    """The probability by features alone, also within one report."""
    return 0.0 if one.total != two.total or one.group != two.group else probability(found, weights)


def kept_apart(one: Profile, two: Profile, found: Features) -> bool:
    """What no weight can outvote: one report tells them apart, a sum is none of what it sums, one event is in one place.

    Places far apart count as two unless a victim or the very words are shared: then one of them was misread.
    """
    abroad = one.country is not None and two.country is not None and one.country != two.country
    misread = not abroad and ("victim_shared" in found or "text_copied" in found)
    return (
        one.telling.report == two.telling.report
        or "total_one" in found
        or one.group != two.group
        or ("place_far" in found and not misread)
    )


def verdict_of(score: float, weights: Weights) -> Verdict:
    """One event, not, or open."""
    return "same" if score >= weights.same else "open" if score >= weights.open else "different"


def worth_keeping(compared: Compared, weights: Weights | None = None) -> bool:
    """Whether a comparison is worth a row: a match, a near miss, or a link. The rest can be made again from the tellings."""
    return compared.score >= (weights or shipped()).keep or any(name in compared.features for name in LINKS)
