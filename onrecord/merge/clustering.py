"""Tellings and the scores of their pairs -> groups, one an event: average linkage that keeps apart what must be.

The result hangs on the set of tellings alone, not on the order in which they come: ties go by id.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from onrecord.merge.rulings import Pair, Rulings, pair

Group = frozenset[str]


class Bounds(msgspec.Struct, frozen=True):
    """From ``same`` on, two groups are one; a group that names areas only joins the best of several by a lead of ``lead``.
    What stands alone joins a group from ``near`` on where that leads by ``clear``, another that stands alone from ``pair`` on;
    news without a day joins from ``fresh`` on where that is ``ahead`` by so much."""

    same: float
    lead: float
    near: float
    clear: float
    pair: float
    fresh: float
    ahead: float


class Question(msgspec.Struct, frozen=True):
    """What to group: the score of a pair (0 where it was never near), what must not meet, what people ruled, which
    tellings name areas only, and which only add to what another telling of their own report says."""

    score: Callable[[str, str], float]
    barred: Callable[[str, str], bool]
    rulings: Rulings
    wide: Collection[str]
    thin: Collection[str] = ()


class Loose(msgspec.Struct, frozen=True):
    """What may join a group that it is not surely one with: for each telling those that it comes near to, and which are news
    without a day."""

    near: Mapping[str, Collection[str]]
    news: frozenset[str]


class Grouped(msgspec.Struct, frozen=True):
    """The groups, each in no order, sorted by their lowest ids; and which group sums up which others."""

    groups: tuple[Group, ...]
    sums: tuple[tuple[Group, Group], ...] = ()


def grouped(ids: Collection[str], question: Question, bounds: Bounds) -> Grouped:
    """Group tellings that hang together.

    First those that stand for themselves; then those that name only an area, which never join two of its places into one
    event; last those that only add to another telling of their report, which so can keep no two groups apart.
    """
    units = _units(sorted(ids), question.rulings)
    thin = [unit for unit in units if all(id_ in question.thin for id_ in unit)]
    wide = [unit for unit in units if unit not in thin and all(id_ in question.wide for id_ in unit)]
    narrow = _agglomerated([unit for unit in units if unit not in (*wide, *thin)], question, bounds.same)
    joined, sums = _attached(_agglomerated(wide, question, bounds.same), narrow, question, bounds)
    whole, moved = _added(_agglomerated(thin, question, bounds.same), joined, question, bounds.same)
    sums = [(moved[one], moved[two]) for one, two in sums]
    return Grouped(tuple(sorted(whole, key=min)), tuple(sorted(sums, key=lambda found: (min(found[0]), min(found[1])))))


def joined(groups: Sequence[Group], loose: Loose, question: Question, bounds: Bounds) -> dict[Group, Group]:
    """What each group becomes once what hangs loosely joins the one that it is clearly nearer to than to all else.

    First news without a day, which lies near most of its event's tellings but is sure of none; then other tellings that
    stood alone. By itself each is too unlike the others; that nothing else comes near is what tells. Whom each fits is
    asked of the groups as they are given, so that no order matters.
    """
    whole = {group: group for group in groups}
    heirs = {group: group for group in groups}
    undated = {group for group in groups if group <= loose.news}
    firm = [group for group in groups if len(group) > 1 and group not in undated]
    _join(whole, heirs, _fits(undated, firm, loose, question, Least(bounds.fresh, bounds.ahead)), question)
    alone = {group for group in groups if len(group) == 1 and heirs[group] == group}
    _join(whole, heirs, _fits(alone, groups, loose, question, Least(bounds.near, bounds.clear, bounds.pair)), question)
    return {group: whole[_heir(group, heirs)] for group in groups}


class Least(msgspec.Struct, frozen=True):
    """The least mean score to join a group, the least lead over the next, and the least score to join another that is alone."""

    near: float
    lead: float
    pair: float = 1.0


Fit = tuple[float, Group, Group]
"""A mean score, the group that fits, and the one that it fits."""


def _fits(
    moving: Collection[Group], homes: Collection[Group], loose: Loose, question: Question, least: Least
) -> list[Fit]:
    """Whom each of the moving groups fits, the closest first."""
    of = {id_: group for group in homes for id_ in group}
    found = []
    for group in moving:
        around = {of[id_] for one in group for id_ in loose.near.get(one, ()) if id_ in of}
        if fit := _nearest(group, around - {group}, question, least):
            found.append((fit[0], group, fit[1]))
    return sorted(found, key=lambda fit: (-fit[0], min(fit[1]), min(fit[2])))


def _join(whole: dict[Group, Group], heirs: dict[Group, Group], fits: Iterable[Fit], question: Question) -> None:
    """Join what fits, in order; what has been joined already stays with it, and two that stand alone meet only as they are."""
    for _, group, near in fits:
        home = _heir(near, heirs)
        met = whole[group] != group or (len(near) == 1 and (home != near or whole[near] != near))
        if not met and total(group, whole[home], question) != BARRED:
            whole[home] |= group
            heirs[group] = home


def _heir(group: Group, heirs: Mapping[Group, Group]) -> Group:
    while heirs[group] != group:
        group = heirs[group]
    return group


def _nearest(group: Group, others: Collection[Group], question: Question, least: Least) -> tuple[float, Group] | None:
    """The one that a group comes near to and that leads; where another telling alone does, it takes more."""
    means = {other: _mean(group, other, question) for other in others if total(group, other, question) != BARRED}
    order = sorted(means, key=lambda other: (-means[other], min(other)))
    if not order or means[order[0]] < (least.near if len(order[0]) > 1 else least.pair):
        return None
    leads = len(order) < 2 or means[order[0]] - means[order[1]] >= least.lead
    return (round(means[order[0]], 6), order[0]) if leads else None


def components(ids: Iterable[str], edges: Iterable[Pair]) -> list[Group]:
    """What hangs together by edges, by lowest id."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, two in edges:
        near[one].add(two)
        near[two].add(one)
    found, seen = [], set[str]()
    for id_ in sorted(ids):
        if id_ in seen:
            continue
        reached, rest = {id_}, [id_]
        while rest:
            fresh = near[rest.pop()] - reached
            reached |= fresh
            rest += fresh
        seen |= reached
        found.append(frozenset(reached))
    return found


def _units(ids: Sequence[str], rulings: Rulings) -> list[Group]:
    """What people put together, as far as nobody keeps it apart; all others alone."""
    unit = {id_: frozenset({id_}) for id_ in ids}
    for one, two in sorted(rulings.together):
        if one not in unit or two not in unit or unit[one] == unit[two]:
            continue
        if any(pair(a, b) in rulings.apart for a in unit[one] for b in unit[two]):
            continue
        whole = unit[one] | unit[two]
        unit |= dict.fromkeys(whole, whole)
    return sorted(set(unit.values()), key=min)


class _Links:
    """Sums of scores between groups, and which groups must not meet."""

    def __init__(self, groups: Sequence[Group], question: Question) -> None:
        self.question = question
        self.sums: dict[tuple[Group, Group], float] = {}
        for at, one in enumerate(groups):
            for two in groups[at + 1 :]:
                self.sums[one, two] = self.sums[two, one] = total(one, two, question)

    def mean(self, one: Group, two: Group) -> float:
        return self.sums[one, two] / (len(one) * len(two))

    def join(self, one: Group, two: Group, others: Iterable[Group]) -> Group:
        whole = one | two
        for other in others:
            self.sums[whole, other] = self.sums[other, whole] = self.sums[one, other] + self.sums[two, other]
        return whole


BARRED = float("-inf")


def total(one: Group, two: Group, question: Question) -> float:
    """The sum of the scores between two groups; minus infinity where they must not meet."""
    summed = 0.0
    for a in sorted(one):
        for b in sorted(two):
            key = pair(a, b)
            if key in question.rulings.apart or (key not in question.rulings.together and question.barred(a, b)):
                return BARRED
            summed += 1.0 if key in question.rulings.together else question.score(*key)
    return summed


def _agglomerated(units: Sequence[Group], question: Question, least: float) -> list[Group]:
    """Join the two closest groups as long as any are close enough (average linkage)."""
    links, alive = _Links(units, question), set(units)
    heap = [_entry(links, one, two) for at, one in enumerate(units) for two in units[at + 1 :]]
    heapq.heapify(heap)
    while heap:
        far, _, _, one, two = heapq.heappop(heap)
        if -far < least:
            break
        if one not in alive or two not in alive:
            continue
        alive -= {one, two}
        whole = links.join(one, two, alive)
        for other in alive:
            heapq.heappush(heap, _entry(links, whole, other))
        alive.add(whole)
    return sorted(alive, key=min)


Entry = tuple[float, str, str, Group, Group]


def _entry(links: _Links, one: Group, two: Group) -> Entry:
    """The closest first, then by lowest ids; no two entries of living groups agree in all three."""
    first, second = sorted((one, two), key=min)
    return (-round(links.mean(first, second), 6), min(first), min(second), first, second)


def _attached(
    wide: Sequence[Group], narrow: Sequence[Group], question: Question, bounds: Bounds
) -> tuple[list[Group], list[tuple[Group, Group]]]:
    """Groups that name areas only, each put to the one place that it can mean; where it can mean several, it sums them up."""
    near = {group: _near(group, narrow, question, bounds.same) for group in wide}
    homes: dict[Group, Group] = {group: group for group in narrow}
    alone: list[Group] = []
    sums: list[tuple[Group, Group]] = []
    for group in sorted(wide, key=lambda group: (-max(near[group].values(), default=0.0), min(group))):
        best = _best(near[group], bounds.lead)
        if best is not None and total(group, homes[best], question) != BARRED:
            homes[best] |= group
            continue
        alone.append(group)
        sums += [(group, place) for place in near[group]]
    return [*alone, *homes.values()], [(group, homes[place]) for group, place in sums if len(near[group]) > 1]


def _added(
    thin: Sequence[Group], groups: Sequence[Group], question: Question, least: float
) -> tuple[list[Group], dict[Group, Group]]:
    """Groups with what only adds to them; what fits best where it must not go stays alone."""
    homes: dict[Group, Group] = {group: group for group in groups}
    alone: list[Group] = []
    for unit in thin:
        means = {home: _mean(unit, home, question) for home in groups}
        best = min(means, key=lambda home: (-means[home], min(home)), default=None)
        if best is None or means[best] < least or total(unit, homes[best], question) == BARRED:
            alone.append(unit)
        else:
            homes[best] |= unit
    return [*alone, *homes.values()], homes


def _mean(one: Group, two: Group, question: Question) -> float:
    """The mean score between two groups, whether they may meet or not."""
    return sum(question.score(*pair(a, b)) for a in one for b in two) / (len(one) * len(two))


def _near(group: Group, narrow: Sequence[Group], question: Question, least: float) -> dict[Group, float]:
    means = {other: total(group, other, question) / (len(group) * len(other)) for other in narrow}
    return {other: mean for other, mean in means.items() if mean >= least}


def _best(near: Mapping[Group, float], lead: float) -> Group | None:
    """The only one, or the closest where it leads clearly."""
    order = sorted(near, key=lambda group: (-near[group], min(group)))
    if not order or (len(order) > 1 and near[order[0]] - near[order[1]] < lead):
        return None
    return order[0]
