"""Kind, place, days and actors of an event: one value each to show, and what other claims say instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from onrecord.model import Actor, Claim, Place, When
from onrecord.weigh.evidence import Evidence
from onrecord.weigh.policies import Policy
from onrecord.weigh.records import EXACT, SPECIFIC, Chosen, Days, Other

T = TypeVar("T")
Named = tuple[Hashable, int, T, Claim]
"""What names a value, its rank (0 best), the value, and the claim that gives it."""


def kind(evidence: Evidence) -> Chosen[str]:
    """The event's kind, with the kinds that other claims tell it as."""
    claims: dict[str, list[str]] = defaultdict(list)
    for claim in evidence.claims:
        claims[claim.kind].append(claim.id)
    own = tuple(claims.pop(evidence.kind, ()))
    others = tuple(Other(value=value, claims=tuple(ids)) for value, ids in claims.items())
    return Chosen(value=evidence.kind, claims=own, others=others)


def place(told: Sequence[Claim], evidence: Evidence, policy: Policy) -> Chosen[Place] | None:
    """The most specific place; of equals the one that most independent voices give, then the first."""
    rows = [(_place(p), SPECIFIC.index(p.precision), p, claim) for claim in told for p in claim.places]
    return _chosen(rows, evidence, policy)


def _place(value: Place) -> Hashable:
    return value.id or (value.name or value.text).casefold()


def when(told: Sequence[Claim], evidence: Evidence, policy: Policy) -> Chosen[Days] | None:
    """The most exact days; of equals those that most independent voices give, then the first."""
    stated = [(claim.when, claim) for claim in told if claim.when is not None and claim.when.precision != "unresolved"]
    rows = [
        ((w.earliest, w.latest), 2 * EXACT.index(w.precision) + w.inherited, _days(w), claim) for w, claim in stated
    ]
    return _chosen(rows, evidence, policy)


def _days(value: When) -> Days:
    return Days(earliest=value.earliest, latest=value.latest, precision=value.precision, words=value)


def actors(told: Sequence[Claim]) -> tuple[Chosen[Actor], ...]:
    """Every actor once a role, with the claims that name it so, in the order of the claims."""
    found: dict[tuple[str, str], list[tuple[Actor, str]]] = defaultdict(list)
    for claim in told:
        for actor in claim.actors:
            found[actor.role, actor.id or actor.text.casefold()].append((actor, claim.id))
    return tuple(
        Chosen(value=named[0][0], claims=tuple(dict.fromkeys(claim for _, claim in named))) for named in found.values()
    )


def _chosen(rows: Iterable[Named[T]], evidence: Evidence, policy: Policy) -> Chosen[T] | None:
    grouped: dict[Hashable, list[Named[T]]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    if not grouped:
        return None
    best, *others = sorted(grouped.values(), key=lambda group: _order(group, evidence, policy))
    return Chosen(
        value=_first(best),
        claims=_claims(best),
        others=tuple(Other(value=_first(group), claims=_claims(group)) for group in others),
    )


def _order(group: Sequence[Named[T]], evidence: Evidence, policy: Policy) -> tuple[int, int, int]:
    """Exactness first; then, by policy ``latest``, what was said last; then how many independent voices say it."""
    voices = {evidence.speaker[c.id].id for *_, c in group if evidence.speaker[c.id].corroborates}
    newest = max(evidence.said(claim) or "" for *_, claim in group)
    recent = -int(newest.replace("-", "") or 0) if policy.rule == "latest" else 0
    return min(row[1] for row in group), recent, -len(voices)


def _first(group: Sequence[Named[T]]) -> T:
    return min(group, key=lambda row: row[1])[2]


def _claims(group: Iterable[Named[T]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.id for *_, claim in group))
