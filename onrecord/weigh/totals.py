"""Sums over events: each event's weighed toll once, and the dead of a part never beside those of its whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onrecord.model import Harm, Record
from onrecord.weigh.records import Figure, Group, Weighed


class Total(Record, frozen=True, kw_only=True):
    """So many over these events. ``low`` and ``high`` add the events' ranges; ``value`` adds their one numbers.

    ``open_above`` is true where some event has no upper bound. ``events`` are those summed, ``without_number`` those of them
    that give none: unknown, not zero. ``left_out`` only sum up other events.
    """

    harm: Harm
    group: Group
    value: int
    low: int
    high: int
    open_above: bool
    events: int
    without_number: int
    left_out: int


class Sum(Record, frozen=True, kw_only=True):
    """One event's numbers, with its parts'."""

    value: int = 0
    low: int = 0
    high: int = 0
    known: bool = False
    open_above: bool = False


def total(weighed: Iterable[Weighed], harm: Harm = "killed", group: Group = "all") -> Total:
    """The sum over events, each once however often it is given.

    An event that sums up others counts only where none of those is among the events; one that is part of another among
    them counts there: the whole has at least as many as its parts together.
    """
    every = {one.event or str(at): one for at, one in enumerate(weighed)}
    summing = {name for name, one in every.items() if _leads(one, "summarises", every)}
    kept = {name: one for name, one in every.items() if name not in summing}
    parts = _parts(kept)
    inner = {part for inside in parts.values() for part in inside}
    sums = [_sum(name, kept, parts, harm, group) for name in kept if name not in inner]
    return Total(
        harm=harm,
        group=group,
        value=sum(one.value for one in sums),
        low=sum(one.low for one in sums),
        high=sum(one.high for one in sums),
        open_above=any(one.open_above for one in sums),
        events=len(kept),
        without_number=sum(not one.known for one in sums),
        left_out=len(summing),
    )


def _leads(one: Weighed, kind: str, every: Mapping[str, Weighed]) -> bool:
    return any(link.type == kind and link.event in every for link in one.links)


def _parts(events: Mapping[str, Weighed]) -> dict[str, tuple[str, ...]]:
    """For each whole, its parts; an event is part of the first whole it names, and never of its own part."""
    whole: dict[str, str] = {}
    for name, one in events.items():
        above = next((link.event for link in one.links if link.type == "part_of" and link.event in events), None)
        if above is not None and name not in _chain(above, whole):
            whole[name] = above
    found: dict[str, tuple[str, ...]] = {}
    for part, above in whole.items():
        found[above] = (*found.get(above, ()), part)
    return found


def _chain(name: str, whole: Mapping[str, str]) -> list[str]:
    """An event and all that it is part of."""
    chain = [name]
    while (above := whole.get(chain[-1])) is not None:
        chain.append(above)
    return chain


def _sum(name: str, events: Mapping[str, Weighed], parts: Mapping[str, Sequence[str]], harm: Harm, group: Group) -> Sum:
    """An event's own numbers, or its parts' together where those are more; the innermost parts first."""
    order = [name]
    for at in order:  # grows while it is read: every part after its whole
        order.extend(parts.get(at, ()))
    sums: dict[str, Sum] = {}
    for at in reversed(order):
        inside = [sums[part] for part in parts.get(at, ())]
        sums[at] = _more(_own(events[at].figure(harm, group)), inside)
    return sums[name]


def _own(figure: Figure | None) -> Sum:
    if figure is None or figure.value is None:
        return Sum()
    low = figure.low if figure.low is not None else 0
    return Sum(value=figure.value, low=low, high=figure.high or figure.value, known=True, open_above=figure.open_above)


def _more(own: Sum, inside: Sequence[Sum]) -> Sum:
    return Sum(
        value=max(own.value, sum(part.value for part in inside)),
        low=max(own.low, sum(part.low for part in inside)),
        high=max(own.high, sum(part.high for part in inside)),
        known=own.known or any(part.known for part in inside),
        open_above=own.open_above or any(part.open_above for part in inside),
    )
