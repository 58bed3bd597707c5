"""Tellings that hang together -> events' groups, by their scores; and a whole set of tellings grouped at once."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onrecord.merge import blocking, scoring
from onrecord.merge.clustering import Bounds, Group, Grouped, Question, components, grouped
from onrecord.merge.kin import Kin
from onrecord.merge.profiles import Profile, profile
from onrecord.merge.rulings import Pair, Rulings, pair
from onrecord.model import Compared, Telling

WHOLE = 150
"""Up to so many tellings that hang together all their pairs are scored; in larger crowds a pair that no key brought
together counts as 0."""


class Judge:
    """Scores of pairs with one set of weights: those known already, and the others when they are asked for."""

    def __init__(self, kin: Kin, weights: scoring.Weights | None = None) -> None:
        self.kin = kin
        self.weights = weights or scoring.shipped()

    def compare(self, one: Profile, two: Profile) -> Compared:
        """One comparison."""
        return scoring.compare(one, two, self.kin, self.weights)

    def group(
        self, profiles: Mapping[str, Profile], compared: Mapping[Pair, Compared], rulings: Rulings
    ) -> list[Grouped]:
        """Group what hangs together by matches and by people's decisions, one result for each such crowd."""
        matches = (both for both, one in compared.items() if one.verdict == "same" and both not in rulings.apart)
        bounds = Bounds(self.weights.same, self.weights.lead)
        crowds = components(profiles, [*(both for both in matches if _in(both, profiles)), *rulings.together])
        return [
            grouped(ids & profiles.keys(), self._question(ids, profiles, compared, rulings), bounds) for ids in crowds
        ]

    def _question(
        self, ids: Group, profiles: Mapping[str, Profile], compared: Mapping[Pair, Compared], rulings: Rulings
    ) -> Question:
        @functools.cache
        def score(one: str, two: str) -> float:
            known = compared.get((one, two))
            if known is not None:
                return known.score
            return self.compare(profiles[one], profiles[two]).score if len(ids) <= WHOLE else 0.0

        def barred(one: str, two: str) -> bool:
            mine, theirs = profiles[one], profiles[two]
            return mine.telling.report == theirs.telling.report or mine.total != theirs.total

        return Question(score, barred, rulings, {id_ for id_ in ids & profiles.keys() if profiles[id_].wide})


def _in(both: Pair, profiles: Mapping[str, Profile]) -> bool:
    return both[0] in profiles and both[1] in profiles


def candidates(profiles: Iterable[Profile]) -> set[Pair]:
    """The pairs of different reports that share a key."""
    found: dict[str, list[Profile]] = defaultdict(list)
    every = list(profiles)
    for one in every:
        for key in blocking.blocks(one):
            found[key].append(one)
    return {
        pair(one.telling.id, other.telling.id)
        for one in every
        for key in blocking.seeks(one)
        for other in found[key]
        if other.telling.report != one.telling.report
    }


def partition(
    tellings: Sequence[Telling], kin: Kin, rulings: Rulings | None = None, weights: scoring.Weights | None = None
) -> tuple[Group, ...]:
    """The groups of a whole set of tellings at once: the same as adding their reports to a store in any order."""
    judge = Judge(kin, weights)
    profiles = {telling.id: profile(telling, kin) for telling in tellings}
    compared = {(a, b): judge.compare(profiles[a], profiles[b]) for a, b in sorted(candidates(profiles.values()))}
    done = judge.group(profiles, compared, rulings or Rulings())
    return tuple(sorted((group for one in done for group in one.groups), key=min))
