"""Tellings that hang together -> events' groups, by their scores; and a whole set of tellings grouped at once."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from onrecord.merge import blocking, scoring
from onrecord.merge.clustering import Bounds, Group, Grouped, Loose, Question, components, grouped, joined
from onrecord.merge.features import features
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

    def group(self, profiles: Mapping[str, Profile], compared: Mapping[Pair, Compared], rulings: Rulings) -> Grouped:
        """Group what hangs together by matches and by people's decisions, crowd by crowd; then what was left alone."""
        matches = (both for both, one in compared.items() if one.verdict == "same" and both not in rulings.apart)
        crowds = components(profiles, [*(both for both in matches if _in(both, profiles)), *rulings.together])
        done = [
            grouped(ids & profiles.keys(), self._question(ids, profiles, compared, rulings), self.bounds)
            for ids in crowds
        ]
        groups = [group for one in done for group in one.groups]
        sums = [both for one in done for both in one.sums]
        free = set(profiles) - {id_ for total, _ in sums for id_ in total}
        news = frozenset(id_ for id_ in free if profiles[id_].news)
        loose = Loose(_near(compared.values(), free, self.weights.fresh), news)
        whole = joined(groups, loose, self._question(frozenset(), profiles, compared, rulings), self.bounds)
        return Grouped(
            tuple(sorted(set(whole.values()), key=min)), tuple((whole[one], whole[two]) for one, two in sums)
        )

    @property
    def bounds(self) -> Bounds:
        """From where on groups are one."""
        told = self.weights
        return Bounds(told.same, told.lead, told.near, told.clear, told.pair, told.fresh, told.ahead)

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

        told = {id_: profiles[id_] for id_ in ids & profiles.keys()}
        return Question(score, barred, rulings, {id_ for id_, one in told.items() if one.wide}, self._thin(told))

    def _thin(self, told: Mapping[str, Profile]) -> set[str]:
        """Tellings that another of their report says more of: assembling kept them apart, but by their features they
        could be one. They stay apart, and must not keep apart what other reports say."""
        reports: dict[str, list[Profile]] = defaultdict(list)
        for id_ in sorted(told):
            reports[told[id_].telling.report].append(told[id_])
        thin: set[str] = set()
        for siblings in reports.values():
            order = sorted(siblings, key=lambda one: (-_substance(one), one.telling.id))
            for at, one in enumerate(order):
                fuller = [other for other in order[:at] if other.telling.id not in thin]
                if any(self._adds(one, other) for other in fuller):
                    thin.add(one.telling.id)
        return thin

    def _adds(self, one: Profile, fuller: Profile) -> bool:
        """Whether one telling may only add to a fuller one: like it by its features, or of the same day, town and doers."""
        found = features(one, fuller, self.kin)
        here = "days_same" in found and "place_same" in found and "doer_other" not in found
        return here or scoring.likeness(one, fuller, found, self.weights) >= self.weights.same


def _substance(one: Profile) -> int:
    """How much a telling says by itself."""
    stated = one.days is not None and one.days.stated
    return 2 * bool(one.numbers) + 2 * stated + 2 * bool(one.spots) + bool(one.doers) + len(one.telling.claims)


def _near(compared: Iterable[Compared], free: Collection[str], least: float) -> dict[str, set[str]]:
    """The tellings that each comes near to, of those that may; sums come near to nothing."""
    near: dict[str, set[str]] = defaultdict(set)
    for one in compared:
        if one.score >= least and one.one in free and one.two in free:
            near[one.one].add(one.two)
            near[one.two].add(one.one)
    return near


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
    return judge.group(profiles, compared, rulings or Rulings()).groups
