"""What each voice says of one harm, taken together: its total and its groups, with no one counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from onrecord.model import Claim, Detail, Harm, Record, Voice
from onrecord.weigh.entries import Entry, Fates

Who = tuple[str, str | None]
"""Whom a number counts: civilians, or combatants of a side."""
CIVILIANS: Who = ("civilians", None)


class Amount(Record, frozen=True, kw_only=True):
    """So many people, as one voice says in these claims, on that day at the latest."""

    low: int | None
    high: int | None
    claims: tuple[Claim, ...]
    said: str | None

    @property
    def number(self) -> int:
        """The one number in it: the number told, or the bound where only a bound is told."""
        return self.low if self.low is not None else self.high or 0


class Account(Record, frozen=True, kw_only=True):
    """All that one voice says of one harm in the event. ``stated`` is a total that it gives itself.

    ``spelled``: its civilians are counted only kind by kind ("a woman and a child"), so that there may be more.
    """

    voice: Voice
    stated: Amount | None
    groups: dict[Who, Amount]
    details: dict[Detail, Amount]
    spelled: bool = False

    @property
    def total(self) -> Amount | None:
        """Its total: stated, but never fewer than its groups together; else the sum of its groups."""
        together = added(self.groups.values()) if self.groups else None
        if self.stated is None or together is None:
            return self.stated or together
        return together if (together.low or 0) > (self.stated.low or self.stated.high or 0) else self.stated

    @property
    def civilians(self) -> Amount | None:
        """The civilians among them."""
        return self.groups.get(CIVILIANS)

    @property
    def combatants(self) -> Amount | None:
        """The combatants among them, of whatever side."""
        sides = [amount for who, amount in self.groups.items() if who != CIVILIANS]
        return added(sides) if sides else None

    def covers(self, groups: Iterable[Who]) -> bool:
        """Whether it speaks of everyone whom anyone speaks of."""
        return set(groups) <= set(self.groups)


def accounts(entries: Sequence[Entry], fates: Fates, harm: Harm) -> tuple[Account, ...]:
    """The accounts of one harm, in the order in which the voices first speak of it. Those without a number are left out."""
    spoken: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.toll.harm == harm and fates[entry.toll.id][0] in {"counts", "part"} and _numbered(entry):
            spoken[entry.voice.id].append(entry)
    return tuple(_account(group, fates) for group in spoken.values())


def _numbered(entry: Entry) -> bool:
    return entry.low is not None or entry.high is not None


def _account(spoken: Sequence[Entry], fates: Fates) -> Account:
    totals = [entry for entry in spoken if entry.group == "all" and fates[entry.toll.id][0] == "counts"]
    groups = _groups([entry for entry in spoken if entry.group != "all"])
    return Account(
        voice=spoken[0].voice,
        stated=_stated(totals, [e for e in spoken if e.group != "all" and fates[e.toll.id][0] == "counts"]),
        groups=groups,
        details=_details(spoken),
        spelled=CIVILIANS in groups and not any(e.toll.who == "civilians" and not e.toll.detail for e in spoken),
    )


def _stated(totals: Sequence[Entry], beside: Sequence[Entry]) -> Amount | None:
    """The total given, with what its sentence counts beside it ("12 people and three soldiers")."""
    if not totals:
        return None
    amount = _either(totals)
    extra = [entry for entry in beside if any(entry.claim.id == total.claim.id for total in totals)]
    return added([amount, *_groups(extra).values()]) if extra else amount


def _groups(entries: Sequence[Entry]) -> dict[Who, Amount]:
    sorted_: dict[Who, list[Entry]] = defaultdict(list)
    for entry in entries:
        who = CIVILIANS if entry.toll.who == "civilians" else ("combatants", entry.side)
        sorted_[who].append(entry)
    return {who: _group(group) for who, group in sorted_.items()}


def _group(entries: Sequence[Entry]) -> Amount:
    """One group's number: civilians as a whole where they are counted as a whole, else the most that its kinds add up to."""
    whole = [entry for entry in entries if entry.toll.who == "civilians" and not entry.toll.detail]
    if whole:
        return _either(whole)
    spelled: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        spelled[entry.claim.id].append(entry)
    sums = [added([_either(same) for same in _apart(said)]) for said in spelled.values()]
    return max(sums, key=lambda amount: amount.number)


def _apart(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Entries of one sentence by whom they count: "three women and two children" are five, "nine and nine" soldiers are nine."""
    found: dict[frozenset[Detail], list[Entry]] = defaultdict(list)
    for entry in entries:
        found[frozenset(entry.toll.detail)].append(entry)
    kinds = sorted(found, key=len)
    overlapping = {big for big in kinds for small in kinds if small != big and small & big}
    return [same for kind, same in found.items() if kind not in overlapping] or list(found.values())[:1]


def _details(entries: Iterable[Entry]) -> dict[Detail, Amount]:
    found: dict[Detail, list[Entry]] = defaultdict(list)
    for entry in entries:
        if len(entry.toll.detail) == 1 and entry.toll.who == "civilians":
            found[entry.toll.detail[0]].append(entry)
    return {detail: _either(group) for detail, group in found.items()}


# --- numbers together ------------------------------------------------------------------------------------------------


def _either(entries: Sequence[Entry]) -> Amount:
    """What one voice says of one group: parts of the event add up, else from the lowest to the highest that it says."""
    whole = [entry for entry in entries if entry.toll.scope != "part"]
    if not whole:
        return added([_amount([entry]) for entry in entries])
    return _amount(whole)


def _amount(entries: Sequence[Entry]) -> Amount:
    lows, highs = [e.low for e in entries], [e.high for e in entries]
    return Amount(
        low=_known(lows, min),
        high=None if None in highs else _known(highs, max),
        claims=unique(e.claim for e in entries),
        said=max((e.said for e in entries if e.said), default=None),
    )


def _known(numbers: Iterable[int | None], choose: Callable[[list[int]], int]) -> int | None:
    known = [number for number in numbers if number is not None]
    return choose(known) if known else None


def added(amounts: Iterable[Amount]) -> Amount:
    """The sum of numbers of different people. A missing lower bound adds nothing, a missing upper bound leaves the sum open."""
    every = list(amounts)
    lows = [amount.low for amount in every if amount.low is not None]
    highs = [amount.high for amount in every if amount.high is not None]
    return Amount(
        low=sum(lows) if lows else None,
        high=sum(highs) if len(highs) == len(every) else None,
        claims=unique(claim for amount in every for claim in amount.claims),
        said=max((amount.said for amount in every if amount.said), default=None),
    )


def unique(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Each claim once, in order."""
    return tuple({claim.id: claim for claim in claims}.values())
