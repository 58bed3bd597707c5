"""Grading as Airwars does, from two ratings kept apart: did it happen, and who did it; and who the dead were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from onrecord.model import Claim, Voice
from onrecord.weigh.accounts import CIVILIANS, Account
from onrecord.weigh.entries import TOLD
from onrecord.weigh.evidence import Evidence
from onrecord.weigh.figures import Count
from onrecord.weigh.policies import Grading, Policy
from onrecord.weigh.records import ByWhom, Figure, Graded, Happened, Identity
from onrecord.weigh.sides import Sides, armed

OWNED = {"claimed_by_self", "admitted"}
TWO = 2


def presumed(accounts: Sequence[Account], kind: str, policy: Policy) -> tuple[Account, ...]:
    """The accounts with people of no stated status taken for civilians, as the method presumes outside ground fighting."""
    if kind in policy.collateral:
        return tuple(accounts)
    return tuple(
        msgspec.structs.replace(account, groups={CIVILIANS: account.stated})
        if account.stated is not None and not account.groups
        else account
        for account in accounts
    )


def zeroed(figures: Sequence[Figure], told: Count) -> tuple[Figure, ...]:
    """The figures with a least of 0 for civilians and for combatants where it is contested which they were."""
    if not told.contested:
        return tuple(figures)
    return tuple(
        msgspec.structs.replace(f, value=0, low=0, rule="contested: the least is 0") if f.group != "all" else f
        for f in figures
    )


def graded(
    evidence: Evidence, counts: Sequence[Count], denials: Sequence[Claim], policy: Policy, sides: Sides
) -> Graded:
    """Both ratings, who the dead were, and the grade by the policy's table."""
    told = [claim for claim in evidence.claims if claim.status in TOLD]
    happened = _happened(told, denials, evidence, sides)
    by_whom = _by_whom(told, evidence, sides)
    identity = _identity(counts, policy)
    row = next((row for row in policy.grades if _fits(row, happened, by_whom, identity)), None)
    harmed = any(count.accounts for count in counts)
    return Graded(
        happened=happened,
        by_whom=by_whom,
        identity=identity,
        grade=row.grade if row is not None and harmed else None,
        why=f"happened: {happened}; by whom: {by_whom}; the harmed: {identity}",
    )


def _fits(row: Grading, happened: Happened, by_whom: ByWhom, identity: Identity) -> bool:
    asked = ((row.happened, happened), (row.by_whom, by_whom), (row.identity, identity))
    return all(among is None or found in among for among, found in asked)


def _happened(told: Sequence[Claim], denials: Sequence[Claim], evidence: Evidence, sides: Sides) -> Happened:
    if any(claim.denies == "event" for claim in denials):
        return "disputed" if told else "denied"
    if any(_owned(claim, evidence.speaker[claim.id], sides) for claim in told):
        return "admitted"
    voices = {evidence.speaker[claim.id].id for claim in told if evidence.speaker[claim.id].corroborates}
    return "corroborated" if len(voices) >= TWO else "single"


def _owned(claim: Claim, voice: Voice, sides: Sides) -> bool:
    """Whether those who did it say so themselves."""
    return any(
        actor.role == "initiator"
        and armed(actor)
        and (actor.responsibility.basis in OWNED or (voice.side is not None and sides.of(actor) == voice.side))
        for actor in claim.actors
    )


def _by_whom(told: Sequence[Claim], evidence: Evidence, sides: Sides) -> ByWhom:
    accused: dict[str, set[str]] = defaultdict(set)
    owned: set[str] = set()
    for claim in told:
        voice = evidence.speaker[claim.id]
        for side in _doers(claim, sides):
            accused[side].add(voice.id if voice.corroborates else "")
        if _owned(claim, voice, sides):
            owned |= set(_doers(claim, sides))
    if not accused:
        return "unidentified"
    if len(accused) > 1 and not _joint(told, sides, set(accused)):
        return "contested"
    if owned:
        return "admitted"
    return "agreed" if max(len(voices - {""}) for voices in accused.values()) >= TWO else "single"


def _doers(claim: Claim, sides: Sides) -> tuple[str, ...]:
    doers = [a for a in claim.actors if a.role == "initiator" and armed(a) and a.responsibility.basis != "denied"]
    return tuple(dict.fromkeys(side for actor in doers if (side := sides.of(actor)) is not None))


def _joint(told: Sequence[Claim], sides: Sides, accused: set[str]) -> bool:
    """Whether some source names all of them together, as having acted with each other."""
    return any(
        accused <= set(_doers(claim, sides)) and all(a.joint == "all" for a in claim.actors if a.role == "initiator")
        for claim in told
    )


def _identity(counts: Sequence[Count], policy: Policy) -> Identity:
    """Who the harmed were. That they were combatants counts only where somebody says so who cannot have harmed them."""
    if any(count.contested for count in counts):
        return "contested"
    accounts = [account for count in counts for account in count.accounts]
    civilians = any(account.civilians is not None and account.civilians.number for account in accounts)
    fighters = [account for account in accounts if account.combatants is not None]
    if civilians:
        return "mixed" if fighters else "civilians"
    others = [account for account in fighters if account.voice.kind not in policy.parties]
    return "combatants" if others and len(fighters) == len(accounts) else "unknown"
