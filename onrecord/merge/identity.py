"""Which event a group of tellings is: ids are minted once, survive by age, and lead on where an event is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from onrecord import weigh
from onrecord.merge.clustering import Group
from onrecord.model import Event, Link, Telling

GROUND = frozenset({"battle", "attack_on_civilians"})
"""An assault and the killing of people in it are told as either: the assault."""


class Named(msgspec.Struct, frozen=True):
    """The id of each group, and where the ids of events lead that are no more (an event each, or null)."""

    ids: dict[Group, str]
    gone: dict[str, str | None]


def named(groups: Sequence[Group], homes: Mapping[str, str], age: Mapping[str, int]) -> Named:
    """Ids for groups. ``homes`` are the tellings' events so far, ``age`` the order in which tellings were recorded.

    An event's id is that of its founding telling. It goes with that telling where it is still told, else with most of the
    event's tellings. Of several the one recorded first survives; a group without one is named after its first telling.
    """
    where = {telling: group for group in groups for telling in group}
    claimed: dict[Group, list[str]] = {group: [] for group in groups}
    for event in sorted(set(homes.values())):
        claimed[_heir(event, homes, where, age)].append(event)
    ids = {group: _name(group, events, age) for group, events in claimed.items()}
    return Named(
        ids=ids,
        gone={event: ids[group] for group, events in claimed.items() for event in events if event != ids[group]},
    )


def _heir(event: str, homes: Mapping[str, str], where: Mapping[str, Group], age: Mapping[str, int]) -> Group:
    """The group that an event lives on in."""
    if event in where:
        return where[event]
    shares = Counter(where[telling] for telling, home in homes.items() if home == event and telling in where)
    return min(shares, key=lambda group: (-shares[group], _first(group, age)))


def _name(group: Group, events: Sequence[str], age: Mapping[str, int]) -> str:
    if not events:
        return min(group, key=lambda telling: (age.get(telling, len(age)), telling))
    return min(
        events, key=lambda event: (age.get(event, -1), event)
    )  # an event whose founding telling is gone is older


def _first(group: Group, age: Mapping[str, int]) -> int:
    return min(age.get(telling, len(age)) for telling in group)


def ordered(tellings: Sequence[Telling]) -> list[Telling]:
    """The tellings of an event as they are shown: by publication, then id; undated ones last."""
    return sorted(tellings, key=lambda telling: (telling.published or "9999", telling.id))


def event(id_: str, tellings: Sequence[Telling], links: Sequence[Link]) -> Event:
    """The event that these tellings make."""
    claims = [claim for telling in tellings for claim in telling.claims]
    return Event(
        id=id_,
        kind=kind_of([telling.kind for telling in tellings]),
        claims=tuple(dict.fromkeys(claim.id for claim in claims)),
        links=tuple(links),
        computed=weigh.ranged(claims),
    )


def kind_of(kinds: Sequence[str]) -> str:
    """The kind that stands highest, as within one report: a capture before the fighting for it, else what most tell."""
    if "capture" in kinds:
        return "capture"
    return "battle" if set(kinds) == GROUND else max(kinds, key=lambda kind: (kinds.count(kind), -kinds.index(kind)))
