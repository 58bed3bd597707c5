"""How far two people who coded the same reports apart from each other agree: events found, then field by field.

Kappa is Cohen's (1960), for two coders; alpha is Krippendorff's for nominal data (2004, chapter 11), which also holds for few units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence

from onrecord.model import Claim, Record

Pair = tuple[Hashable, Hashable]


class Agreement(Record, frozen=True, kw_only=True):
    """On one field: so many units that both coded, the share on which they say the same, kappa and alpha.

    ``kappa`` and ``alpha`` are null where chance alone would agree on everything, or where there are no units.
    """

    field: str
    units: int
    same: float | None
    kappa: float | None
    alpha: float | None


def agreement(one: Mapping[str, Sequence[Claim]], two: Mapping[str, Sequence[Claim]]) -> list[Agreement]:
    """Agreement on the reports that both coded. The first row is which claims were found; the others are on shared claims."""
    reports = sorted(set(one) & set(two))
    matched = [match(one[report], two[report]) for report in reports]
    both = [pair for pairs, _, _ in matched for pair in pairs]
    missed = sum(len(left) + len(right) for _, left, right in matched)
    found = Agreement(
        field="claims found",
        units=len(both) + missed,
        same=len(both) / (len(both) + missed) if both or missed else None,
        kappa=None,
        alpha=None,
    )
    return [found, *(_on(name, [(read(a), read(b)) for a, b in both]) for name, read in FIELDS.items())]


def match(one: Sequence[Claim], two: Sequence[Claim]) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """Claims of two people that speak of the same words: triggers overlap, or sentences do and the kind is the same."""
    left, right = list(one), list(two)
    pairs = []
    for fits in (_same_trigger, _same_sentence):
        for claim in list(left):
            other = next((candidate for candidate in right if fits(claim, candidate)), None)
            if other is not None:
                pairs.append((claim, other))
                left.remove(claim)
                right.remove(other)
    return pairs, left, right


def _same_trigger(one: Claim, two: Claim) -> bool:
    return one.trigger.start < two.trigger.end and two.trigger.start < one.trigger.end


def _same_sentence(one: Claim, two: Claim) -> bool:
    return one.kind == two.kind and one.sentence.start < two.sentence.end and two.sentence.start < one.sentence.end


FIELDS: dict[str, Callable[[Claim], Hashable]] = {
    "kind": lambda claim: claim.kind,
    "status": lambda claim: claim.status,
    "place": lambda claim: frozenset(place.id or place.text.casefold() for place in claim.places),
    "when": lambda claim: (claim.when.earliest, claim.when.latest) if claim.when else None,
    "initiator": lambda claim: _actors(claim, "initiator"),
    "target": lambda claim: _actors(claim, "target"),
    "tolls": lambda claim: frozenset((toll.harm, toll.low, toll.high) for toll in claim.tolls),
    "source": lambda claim: (claim.source.kind, claim.source.anonymous),
}


def _actors(claim: Claim, role: str) -> frozenset[str]:
    return frozenset(actor.id or actor.text.casefold() for actor in claim.actors if actor.role == role)


def _on(field: str, pairs: Sequence[Pair]) -> Agreement:
    if not pairs:
        return Agreement(field=field, units=0, same=None, kappa=None, alpha=None)
    same = sum(a == b for a, b in pairs) / len(pairs)
    return Agreement(field=field, units=len(pairs), same=same, kappa=kappa(pairs), alpha=alpha(pairs))


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa of two coders' values; None where they could not have disagreed."""
    total = len(pairs)
    if not total:
        return None
    seen = sum(a == b for a, b in pairs) / total
    ones, twos = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ones[value] * twos[value] for value in ones) / total**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def alpha(pairs: Sequence[Pair]) -> float | None:
    """Krippendorff's alpha for two coders and nominal values; None where all values are the same."""
    values = Counter(value for pair in pairs for value in pair)
    total = sum(values.values())
    apart = sum(a != b for a, b in pairs) * 2 / total if total else 0.0
    expected = 1 - sum(count * (count - 1) for count in values.values()) / (total * (total - 1)) if total > 1 else 0.0
    return None if expected == 0 else 1 - apart / expected
