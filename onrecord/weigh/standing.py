"""How two tolls of one event stand to each other: they contradict, differ, count the same bodies, or one supersedes one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

import msgspec

from onrecord.model import Claim, Toll
from onrecord.weigh.entries import Entry, Fates, same_window
from onrecord.weigh.records import Standing, Verdict

Told = tuple[Claim, Toll]
CURRENT = {"counts", "part"}
TOTAL = {"unknown", "mixed"}


def difference(one: Told, two: Told) -> Literal["contradicts", "differs"] | None:
    """Whether two tolls of one event contradict or differ; None where they agree or speak of different things.

    They contradict only if harm, group, scope, place and window match, the sources are independent and the ranges are
    disjoint; two lower bounds never contradict. Totals and their parts are no difference.
    """
    (claim, toll), (other_claim, other) = one, two
    if toll.id == other.id or toll.harm != other.harm or toll.scope != other.scope or _same_source(claim, other_claim):
        return None
    if other.id == toll.part_of or toll.id == other.part_of or toll.part_of or other.part_of:
        return None
    if (toll.low, toll.high) == (other.low, other.high):
        return None
    same = same_window(claim.when, other_claim.when) and places_meet(claim, other_claim)
    if same and toll.who == other.who and set(toll.detail) == set(other.detail) and _disjoint(toll, other):
        return "contradicts"
    return "differs" if {toll.low, toll.high} != {None} and {other.low, other.high} != {None} else None


def pairs(entries: Sequence[Entry], fates: Fates, *, contested: bool) -> tuple[Standing, ...]:
    """All pairs of an event's tolls that stand in some relation, in text order; what was superseded stands to nothing else."""
    gone = tuple(_superseded(entries, fates))
    current = [entry for entry in entries if fates[entry.toll.id][0] in CURRENT]
    return (*gone, *(s for one, two in combinations(current, 2) if (s := _pair(one, two, contested=contested))))


def _superseded(entries: Sequence[Entry], fates: Fates) -> Iterator[Standing]:
    claims = {entry.toll.id: entry.claim.id for entry in entries}
    for entry in entries:
        use, by = fates[entry.toll.id]
        if use == "superseded" and by is not None:
            yield Standing(
                one=by, two=entry.toll.id, one_claim=claims[by], two_claim=entry.claim.id, verdict="supersedes"
            )


def _pair(one: Entry, two: Entry, *, contested: bool) -> Standing | None:
    if one.voice.id == two.voice.id:
        return None
    verdict = _verdict(one, two, contested=contested)
    if verdict is None:
        return None
    return Standing(one=one.toll.id, two=two.toll.id, one_claim=one.claim.id, two_claim=two.claim.id, verdict=verdict)


def _verdict(one: Entry, two: Entry, *, contested: bool) -> Verdict | None:
    whole = one.toll.part_of is None and two.toll.part_of is None
    if one.toll.harm == two.toll.harm and {one.toll.who, two.toll.who} == {"civilians", "combatants"}:
        return "contests_identity" if contested and whole else None
    if not _comparable(one, two):
        return None
    apart = (msgspec.structs.replace(entry.toll, part_of=None) for entry in (one, two))  # parts of different wholes
    mine, theirs = apart
    return difference((one.claim, mine), (two.claim, theirs))


def _comparable(one: Entry, two: Entry) -> bool:
    """Whether both count the same people: one group of one side, or a group that is larger than the other's total."""
    totals = (one.toll.who in TOTAL, two.toll.who in TOTAL)
    if all(totals):
        return True
    if not any(totals):
        sides = one.side == two.side or None in {one.side, two.side}
        return sides and set(one.toll.detail) == set(two.toll.detail) if one.toll.who == "civilians" else sides
    group, total = (two, one) if totals[0] else (one, two)
    most = total.toll.high if total.toll.high is not None else total.toll.low
    return most is not None and (group.toll.low or 0) > most


def _same_source(one: Claim, two: Claim) -> bool:
    mine, theirs = one.source, two.source
    return (mine.kind, mine.name, mine.entity, mine.anonymous) == (
        theirs.kind,
        theirs.name,
        theirs.entity,
        theirs.anonymous,
    )


def places_meet(one: Claim, two: Claim) -> bool:
    """Whether both can speak of the same place: nothing is said, a place in common, or one that lies in the other."""
    if not one.places or not two.places:
        return True
    mine, theirs = (
        {(p.name or p.text).casefold() for p in c.places} | {p.id for p in c.places if p.id} for c in (one, two)
    )
    around = [
        {a.name.casefold() for p in c.places for a in p.admin if a.level > 0}
        | {p.container.text.casefold() for p in c.places if p.container}
        for c in (one, two)
    ]
    return bool(mine & theirs or mine & around[1] or theirs & around[0])


def _disjoint(one: Toll, two: Toll) -> bool:
    return _below(one, two) or _below(two, one)


def _below(one: Toll, two: Toll) -> bool:
    return one.high is not None and two.low is not None and one.high < two.low
