"""What the accounts of several voices come to: one number, its range, and the claims and voices it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from onrecord.model import Claim, Harm, Record, Voice
from onrecord.weigh.accounts import CIVILIANS, Account, Amount, Who, added, unique
from onrecord.weigh.policies import Policy
from onrecord.weigh.records import Figure, Group

SAME_BODIES = 0.8
"""Two sources that count combatants only and civilians only speak of the same dead where the smaller number is at least this
share of the larger, or where one denies who the dead were: "35 terrorists" against "37 civilians" is one set of bodies."""
MIDDLE = 1
UNSIDED: Who = ("combatants", None)


class Candidate(Record, frozen=True, kw_only=True):
    """A number that these voices give together: one account's, or a sum over accounts that speak of different people.

    ``summed`` is how many independent voices give each part of a sum at least; null for one account's number.
    """

    amount: Amount
    voices: tuple[Voice, ...]
    rank: int
    summed: int | None = None


class Count(Record, frozen=True, kw_only=True):
    """All accounts of one harm and how they hang together. ``contested``: civilians and combatants are the same bodies."""

    accounts: tuple[Account, ...]
    groups: tuple[Who, ...]
    contested: bool


def count(accounts: Sequence[Account], denials: Sequence[Claim]) -> Count:
    """How the accounts of one harm hang together."""
    groups = tuple(dict.fromkeys(who for account in accounts for who in account.groups))
    sided = any(who != CIVILIANS and who[1] is not None for who in groups)
    groups = tuple(who for who in groups if not (sided and who == UNSIDED))  # they may be of either side
    return Count(accounts=tuple(accounts), groups=groups, contested=_contested(accounts, denials))


def _contested(accounts: Sequence[Account], denials: Sequence[Claim]) -> bool:
    """Whether one voice counts the dead as combatants alone and another as civilians alone."""
    fought = [a.combatants.number for a in accounts if a.combatants and not a.civilians and not a.stated]
    unarmed = [a.civilians.number for a in accounts if a.civilians and not a.combatants and not a.stated]
    if not fought or not unarmed:
        return False
    if any(claim.denies == "victim_identity" for claim in denials):
        return True
    return any(min(a, b) >= SAME_BODIES * max(a, b) > 0 for a in fought for b in unarmed)


# --- figures ---------------------------------------------------------------------------------------------------------


def figures(harm: Harm, told: Count, policy: Policy) -> tuple[Figure, ...]:
    """The figures of one harm: of all, then of each group that anyone speaks of."""
    partial = [a.total for a in told.accounts if a.total is not None]
    all_ = figure(harm, "all", everyone(told, policy), policy)
    groups = (figure(harm, group, candidates, policy) for group, candidates in _by_group(told, policy))
    return tuple(f for f in (_widened(all_, partial) if all_ else None, *groups) if f is not None)


def _by_group(told: Count, policy: Policy) -> list[tuple[Group, list[Candidate]]]:
    rows: list[tuple[Group, list[Candidate]]] = []
    rows.append(("civilians", [_candidate(a, amount, policy) for a, amount in _having(CIVILIANS, told)]))
    rows.append(("combatants", fighters(told, policy)))
    for detail in dict.fromkeys(d for a in told.accounts for d in a.details):
        having = [(a, a.details[detail]) for a in told.accounts if detail in a.details]
        rows.append((detail, [_candidate(a, amount, policy) for a, amount in having]))
    return [row for row in rows if row[1]]


def _having(who: Who, told: Count) -> list[tuple[Account, Amount]]:
    """The accounts of a group; those that only spell out some of it where no other counts it."""
    having = [(a, a.groups[who]) for a in told.accounts if who in a.groups]
    return [(a, amount) for a, amount in having if not (who == CIVILIANS and a.spelled)] or having


def fighters(told: Count, policy: Policy) -> list[Candidate]:
    """What can be the number of combatants: that of accounts of every side, else the sum over the sides."""
    seen = [who for who in told.groups if who != CIVILIANS]
    having = [(a, a.combatants) for a in told.accounts if a.combatants]
    whole = [_candidate(a, amount, policy) for a, amount in having if a.covers(seen)]
    return whole or ([_summed(seen, told, policy)] if seen else [])


def everyone(told: Count, policy: Policy) -> list[Candidate]:
    """What can be the number of all: totals stated, and accounts of every group.

    Where no voice speaks of everyone, the groups add up, unless they are the same bodies under two names. An account that
    says no civilians were harmed is no total.
    """
    having = [(a, a.total) for a in told.accounts if a.total is not None]
    whole = [
        (a, t) for a, t in having if a.stated or (a.covers(told.groups) and (t.number > 0 or not _others(a, told)))
    ]
    whole = [(a, t) for a, t in whole if a.stated or not a.spelled] or whole
    if not whole and told.contested:
        whole = having
    if whole:
        return [_candidate(account, amount, policy) for account, amount in whole]
    return [_summed(told.groups, told, policy)] if told.groups else []


def _others(account: Account, told: Count) -> bool:
    return any(other is not account for other in told.accounts)


def _candidate(account: Account, amount: Amount, policy: Policy) -> Candidate:
    return Candidate(amount=amount, voices=(account.voice,), rank=_rank(account, policy))


def _rank(account: Account, policy: Policy) -> int:
    """How reliable a voice is by the policy's table, 0 best; a party that counts its enemy's dead is last."""
    last = len(policy.reliable) - 1
    dead = {side for who, side in account.groups if who == "combatants" and side is not None}
    if account.voice.side is not None and account.combatants is not None and dead - {account.voice.side}:
        return last
    return next((at for at, kinds in enumerate(policy.reliable) if account.voice.kind in kinds), MIDDLE)


def _summed(groups: Iterable[Who], told: Count, policy: Policy) -> Candidate:
    """The sum of what the policy takes for each group; different people, told of by different voices."""
    chosen = [_of_group(who, told, policy) for who in groups]
    parts = [part for part, *_ in chosen]
    voices = {voice.id: voice for part in parts for voice in part.voices}
    return Candidate(
        amount=added(part.amount for part in parts),
        voices=tuple(voices.values()),
        rank=max(part.rank for part in parts),
        summed=min(backing for *_, backing in chosen),
    )


def _of_group(who: Who, told: Count, policy: Policy) -> tuple[Candidate, str, int]:
    having = _having(who, told)
    return _chosen([_candidate(a, amount, policy) for a, amount in having], policy)


def group_amount(who: Who, told: Count, policy: Policy) -> Amount:
    """The number that the policy takes for one group."""
    return _of_group(who, told, policy)[0].amount


def figure(harm: Harm, group: Group, candidates: Sequence[Candidate], policy: Policy) -> Figure | None:
    """What the policy makes of these numbers; null where there is none."""
    if not candidates:
        return None
    chosen, rule, voices = _chosen(candidates, policy)
    within = [chosen] if policy.rule == "latest" else candidates
    same = [c for c in candidates if c.amount.number == chosen.amount.number]
    return Figure(
        harm=harm,
        group=group,
        value=chosen.amount.number,
        low=min((c.amount.low for c in within if c.amount.low is not None), default=None),
        high=max(c.amount.high if c.amount.high is not None else c.amount.number for c in within),
        open_above=any(c.amount.high is None for c in within),
        claims=tuple(claim.id for claim in unique(claim for c in same for claim in c.amount.claims)),
        voices=tuple(dict.fromkeys(voice.id for c in same for voice in c.voices)),
        corroborated=voices > 1,
        rule=rule,
    )


def _widened(all_: Figure, partial: Sequence[Amount]) -> Figure:
    """A group can be no larger than all: a source that counts only one group raises the highest number told."""
    if all_.rule == "latest":
        return all_
    highest = max([all_.high or 0, *(amount.high or amount.number for amount in partial)])
    return msgspec.structs.replace(all_, high=highest)


# --- rules -----------------------------------------------------------------------------------------------------------


def _chosen(candidates: Sequence[Candidate], policy: Policy) -> tuple[Candidate, str, int]:
    """The candidate that the policy takes, the rule that took it, and how many independent voices give its number."""
    if policy.rule == "latest":
        newest = max(c.amount.said or "" for c in candidates)
        taken = _lowest([c for c in candidates if (c.amount.said or "") == newest])
        return taken, "latest", _backing(taken, candidates)
    if policy.rule == "lowest":
        taken = _lowest(candidates)
        return taken, "lowest", _backing(taken, candidates)
    pool = list(candidates)
    if policy.rule == "most_reliable":
        best = min(c.rank for c in candidates)
        pool = [c for c in candidates if c.rank == best]
    return _corroborated(pool, candidates, "most reliable, lowest" if policy.rule == "most_reliable" else "lowest")


def _corroborated(
    pool: Sequence[Candidate], candidates: Sequence[Candidate], otherwise: str
) -> tuple[Candidate, str, int]:
    """The number that most independent voices give, two at least; the lower of two; else the lowest."""
    backed = [(_backing(c, candidates), c) for c in pool]
    most = max(backing for backing, _ in backed)
    if most > 1:
        return _lowest([c for backing, c in backed if backing == most]), "corroborated", most
    taken = _lowest(pool)
    return taken, otherwise, _backing(taken, candidates)


def _lowest(candidates: Sequence[Candidate]) -> Candidate:
    return min(candidates, key=lambda c: (c.amount.number, c.amount.high is None, c.rank))


def _backing(chosen: Candidate, candidates: Sequence[Candidate]) -> int:
    """How many voices that count as independent sources give the same number."""
    if chosen.summed is not None:
        return chosen.summed
    same = [c for c in candidates if c.amount.number == chosen.amount.number and c.summed is None]
    return len({voice.id for c in same for voice in c.voices if voice.corroborates})
