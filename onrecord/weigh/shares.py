"""The dead of an event as UCDP GED counts them: low, best and high, split by side, one row a type of violence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.model import Claim, Named, Record
from onrecord.weigh.accounts import CIVILIANS, Account, Amount, Who
from onrecord.weigh.figures import Count, group_amount
from onrecord.weigh.policies import Policy
from onrecord.weigh.records import Figure, Share, Violence
from onrecord.weigh.sides import Sides, armed

PEOPLE = Named(id=None, name="Civilians")


class Type(Record, frozen=True, kw_only=True):
    """The type of violence between these sides, whether that is certain, and why."""

    violence: Violence | None
    side_a: str | None
    side_b: str | None
    decided: bool
    why: str


class Dead(Record, frozen=True, kw_only=True):
    """The best estimate in its parts: combatants of either side, civilians by how they died, and the rest."""

    a: int = 0
    b: int = 0
    caught: int = 0
    targeted: int = 0
    rest: int = 0


def shares(
    claims: Sequence[Claim], told: Count, figures: Sequence[Figure], policy: Policy, sides: Sides
) -> tuple[Share, ...]:
    """The rows of an event; none where nobody is said to have died. Civilians who were the target get a row of their own."""
    all_ = next((f for f in figures if f.group == "all"), None)
    if all_ is None or not (all_.value or all_.high):
        return ()
    between = _between(claims, policy, sides)
    dead = _dead(claims, told, all_, policy, between)
    one_sided = _one_sided(claims, sides)
    if not dead.targeted:
        return (_row(between, dead, all_, (all_.low, all_.high), sides),)
    everyone = dead.a + dead.b + dead.caught + dead.targeted + dead.rest
    if between.side_b is None or dead.targeted == everyone:  # nobody fought back, or nobody else died
        kind = between if between.violence == 3 else one_sided
        return (_row(kind, dead, all_, (all_.low, all_.high), sides),)
    civilians = next((f for f in figures if f.group == "civilians"), all_)
    low = max((all_.low or 0) - (civilians.low or 0), 0)
    high = max((all_.high or 0) - dead.targeted, 0)
    fought = Dead(a=dead.a, b=dead.b, caught=dead.caught, rest=dead.rest)
    return (
        _row(between, fought, all_, (low, high), sides),
        _row(one_sided, Dead(targeted=dead.targeted), civilians, (civilians.low, civilians.high), sides),
    )


def _row(kind: Type, dead: Dead, figure: Figure, bounds: tuple[int | None, int | None], sides: Sides) -> Share:
    best = dead.a + dead.b + dead.caught + dead.targeted + dead.rest
    low = bounds[0] if bounds[0] is not None else min(1, best)  # "up to 20 were killed": somebody was
    return Share(
        violence=kind.violence,
        decided=kind.decided,
        why=kind.why,
        side_a=sides.named(kind.side_a),
        side_b=PEOPLE if kind.violence == 3 else sides.named(kind.side_b),
        deaths_a=dead.a,
        deaths_b=dead.b,
        deaths_civilians=dead.caught + dead.targeted,
        deaths_unknown=dead.rest,
        low=min(low, best),
        best=best,
        high=max(bounds[1] or 0, best),
        claims=figure.claims,
    )


# --- who died --------------------------------------------------------------------------------------------------------


def _dead(claims: Sequence[Claim], told: Count, all_: Figure, policy: Policy, between: Type) -> Dead:
    """The best number in its parts. What no source says of anyone's side or status stays unknown."""
    split = _split(told, all_, policy)
    best = max(all_.value or 0, sum(amount.number for amount in split.values()))
    parts = {"a": 0, "b": 0, "caught": 0, "targeted": 0}
    for who, amount in split.items():
        part = _part(who, amount, policy, between)
        if part is not None:
            parts[part] += amount.number
    rest = best - sum(parts.values())
    if rest and not split and _only_targeted(claims, all_, policy):
        return Dead(targeted=rest)
    return Dead(**parts, rest=rest)


def _split(told: Count, all_: Figure, policy: Policy) -> Mapping[Who, Amount]:
    """The groups of the account that the best number is taken from, or of all accounts where it is their sum."""
    if told.contested:
        return {}
    same = [
        a for a in told.accounts if a.total is not None and a.total.number == all_.value and a.voice.id in all_.voices
    ]
    if same:
        return max(same, key=_known).groups
    return {who: group_amount(who, told, policy) for who in told.groups}


def _known(account: Account) -> int:
    return sum(amount.number for amount in account.groups.values())


def _part(who: Who, amount: Amount, policy: Policy, between: Type) -> str | None:
    if who == CIVILIANS:
        return "targeted" if _targeted(amount.claims, policy, between) else "caught"
    side = who[1]
    if side is None:
        return None
    return "a" if side == between.side_a else "b" if side == between.side_b else None


def _targeted(claims: Sequence[Claim], policy: Policy, between: Type) -> bool:
    """Whether civilians were the target: by the kind of what is told; else where no other side is armed."""
    kinds = {claim.kind for claim in claims}
    if kinds <= set(policy.deliberate):
        return True
    return not kinds & set(policy.collateral) and between.side_b is None


def _only_targeted(claims: Sequence[Claim], all_: Figure, policy: Policy) -> bool:
    """Whether people of no stated status died in an act against civilians alone."""
    behind = [claim for claim in claims if claim.id in all_.claims]
    attacked = [actor for claim in behind for actor in claim.actors if actor.role == "target"]
    return {claim.kind for claim in behind} <= set(policy.deliberate) and not any(armed(actor) for actor in attacked)


# --- between whom ----------------------------------------------------------------------------------------------------


def _between(claims: Sequence[Claim], policy: Policy, sides: Sides) -> Type:
    """The type of the fighting: with a state on either side 1, between groups 2; one armed side alone leaves it open."""
    fighting = [side for side in sides.fighting if side is not None]
    states = [side for side in fighting if sides.is_state(side)]
    if len(fighting) > 1:
        first = states[0] if states else fighting[0]
        second = next(side for side in fighting if side != first)
        many = len(fighting) > 2
        why = "a state against another side" if states else "two groups, neither a state"
        return Type(
            violence=1 if states else 2, side_a=first, side_b=second, decided=not many,
            why=why + ("; more than two armed sides are named" if many else ""),
        )  # fmt: skip
    only = fighting[0] if fighting else None
    if only is None:
        return Type(violence=None, side_a=None, side_b=None, decided=False, why="nobody armed is named")
    if {claim.kind for claim in claims} & set(policy.collateral):
        state = sides.is_state(only)
        return Type(
            violence=1 if state else None, side_a=only, side_b=None, decided=False, why="fighting with one side named"
        )
    return Type(
        violence=3,
        side_a=only,
        side_b=None,
        decided=_deliberate(claims, policy),
        why="one armed side, nobody armed attacked",
    )


def _deliberate(claims: Sequence[Claim], policy: Policy) -> bool:
    return {claim.kind for claim in claims} <= set(policy.deliberate)


def _one_sided(claims: Sequence[Claim], sides: Sides) -> Type:
    """Violence against civilians by the side that is said to have done it."""
    doers = [sides.of(a) for c in claims for a in c.actors if a.role in {"initiator", "party"} and armed(a)]
    named = list(dict.fromkeys(side for side in doers if side is not None))
    why = "civilians were the target" + (
        "" if len(named) == 1 else "; it is not told who did it" if not named else "; several are accused"
    )
    return Type(violence=3, side_a=named[0] if named else None, side_b=None, decided=len(named) == 1, why=why)
