"""The merge over a store, piece by piece: compare what is new, then group anew all that hangs together with it."""
# ruff: noqa: D102 - the methods of Shelf mean what they mean in store.contract

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from onrecord.merge import blocking, identity, scoring
from onrecord.merge.clustering import Grouped
from onrecord.merge.grouping import Judge
from onrecord.merge.kin import Kin
from onrecord.merge.profiles import Profile, profile
from onrecord.merge.rulings import Pair, Rulings, pair, rulings
from onrecord.model import Compared, Decision, Event, Link, LinkType, Telling

REMEMBERED = 20_000
"""Profiles kept between reports; those of a busy month."""


class Shelf(Protocol):
    """What merging asks of a store: part of ``store.contract.Writing``."""

    def tellings(self, ids: Collection[str]) -> tuple[Telling, ...]: ...
    def recorded(self, ids: Collection[str]) -> tuple[str, ...]: ...
    def put_blocks(self, blocks: Mapping[str, Collection[str]]) -> None: ...
    def sharing(self, keys: Collection[str]) -> tuple[str, ...]: ...
    def put_compared(self, compared: Sequence[Compared]) -> None: ...
    def compared(self, ids: Collection[str]) -> tuple[Compared, ...]: ...
    def judged(self, ids: Collection[str]) -> tuple[Decision, ...]: ...
    def homes(self, ids: Collection[str]) -> dict[str, str]: ...
    def members(self, events: Collection[str]) -> dict[str, tuple[str, ...]]: ...
    def put_event(self, event: Event, tellings: Sequence[str]) -> None: ...
    def alias(self, gone: str, event: str) -> None: ...
    def put_links(self, event: str, links: Sequence[Link]) -> None: ...


class Weaver:
    """Merging with one set of weights; remembers profiles between calls."""

    def __init__(self, kin: Kin, weights: scoring.Weights | None = None) -> None:
        self.judge = Judge(kin, weights)
        self._known: dict[str, tuple[Telling, Profile]] = {}

    # --- comparing

    def compare(self, shelf: Shelf, new: Collection[str]) -> None:
        """Put the keys of new (or newly read) tellings, and compare them with all that they may be one event with."""
        tellings = shelf.tellings(new)
        profiles = [self.profile(telling) for telling in tellings]
        shelf.put_blocks({one.telling.id: blocking.blocks(one) for one in profiles})
        before = shelf.compared([telling.id for telling in tellings])
        found = {pair(one.one, one.two) for one in before}
        for one in profiles:
            own = one.telling
            found |= {pair(own.id, other) for other in shelf.sharing(blocking.seeks(one)) if other != own.id}
        others = {telling.id: telling for telling in shelf.tellings(sorted({id_ for both in found for id_ in both}))}
        made = [
            self.judge.compare(self.profile(others[one]), self.profile(others[two]))
            for one, two in sorted(found)
            if one in others and two in others and others[one].report != others[two].report
        ]
        known = {(one.one, one.two) for one in before}
        kept = [one for one in made if scoring.worth_keeping(one, self.judge.weights) or (one.one, one.two) in known]
        shelf.put_compared(kept)

    def profile(self, telling: Telling) -> Profile:
        """The profile of a telling, remembered as long as the telling stays what it was."""
        known = self._known.get(telling.id)
        if known is not None and known[0] == telling:
            return known[1]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        made = profile(telling, self.judge.kin)
        self._known[telling.id] = (telling, made)
        return made

    # --- grouping

    def regroup(self, shelf: Shelf, touched: Collection[str]) -> None:
        """Group anew all that hangs together with these tellings, and put the events that come of it."""
        reach = _Reach(shelf, touched, self.judge.weights.fresh)
        found = self._grouped(reach)
        age = {telling: number for number, telling in enumerate(shelf.recorded(sorted(reach.events | reach.ids)))}
        names = identity.named(found.groups, reach.homes, age)
        self._put(shelf, reach, found, names)

    def _grouped(self, reach: _Reach) -> Grouped:
        profiles = {id_: self.profile(telling) for id_, telling in reach.tellings.items()}
        return self.judge.group(profiles, reach.compared, reach.rulings)

    # --- putting

    def _put(self, shelf: Shelf, reach: _Reach, found: Grouped, names: identity.Named) -> None:
        homes = {telling: names.ids[group] for group in found.groups for telling in group}
        linker = _Linker(shelf, reach, homes, {(names.ids[a], names.ids[b]) for a, b in found.sums})
        for group in found.groups:
            told = identity.ordered([reach.tellings[telling] for telling in group])
            made = identity.event(names.ids[group], told, linker.links(names.ids[group], told))
            shelf.put_event(made, [telling.id for telling in told])
        for gone, heir in sorted(names.gone.items()):
            if heir is not None and gone not in homes.values():
                shelf.alias(gone, heir)
        linker.renew_others()


class _Reach:
    """All that hangs together with some tellings: by what comes near, by people's decisions and by the events they are in."""

    def __init__(self, shelf: Shelf, touched: Collection[str], least: float) -> None:
        self.compared: dict[Pair, Compared] = {}
        self.homes: dict[str, str] = {}
        self.ids: set[str] = set()
        judged_any = False
        fresh = set(touched)
        while fresh:
            self.ids |= fresh
            asked = sorted(fresh)
            near = {(one.one, one.two): one for one in shelf.compared(asked)}
            judged = shelf.judged(asked)
            judged_any = judged_any or bool(judged)
            self.compared |= near
            homes = shelf.homes(asked)
            self.homes |= homes
            reached = {id_ for both, one in near.items() if one.score >= least for id_ in both}
            reached |= {id_ for one in judged if one.act == "same" and not one.stale for id_ in one.subjects}
            reached |= {id_ for ids in shelf.members(sorted(set(homes.values()))).values() for id_ in ids}
            fresh = reached - self.ids
        self.tellings = {telling.id: telling for telling in shelf.tellings(sorted(self.ids))}
        self.homes = {id_: home for id_, home in self.homes.items() if id_ in self.tellings}
        self.events = set(self.homes.values())
        self.rulings: Rulings = rulings(shelf.judged(sorted(self.ids)) if judged_any else ())


class _Linker:
    """Links between events, from links within reports and from comparisons across them."""

    def __init__(self, shelf: Shelf, reach: _Reach, homes: dict[str, str], sums: set[tuple[str, str]]) -> None:
        self._shelf, self._reach, self._homes, self._sums = shelf, reach, dict(homes), sums
        self._compared: dict[str, list[Compared]] = {}
        for one in reach.compared.values():
            for id_ in (one.one, one.two):
                self._compared.setdefault(id_, []).append(one)
        self._moved = {id_ for id_, home in homes.items() if reach.homes.get(id_) != home}
        outside = {id_ for one in reach.compared.values() for id_ in (one.one, one.two)} - set(homes)
        self._homes |= shelf.homes(sorted(outside))

    def links(self, event: str, tellings: Sequence[Telling]) -> tuple[Link, ...]:
        """The links of an event: sums over others, at most one event that it is part of, what it follows."""
        votes: dict[tuple[LinkType, str], int] = {}
        for type_, target in self._found(event, tellings):
            votes[type_, target] = votes.get((type_, target), 0) + 1
        order = sorted(votes, key=lambda link: (link[0], -votes[link], link[1]))
        wholes = [link for link in order if link[0] == "part_of"]
        return tuple(
            Link(type=type_, event=target)
            for type_, target in order
            if type_ != "part_of" or (type_, target) == wholes[0]
        )

    def _found(self, event: str, tellings: Sequence[Telling]) -> Iterator[tuple[LinkType, str]]:
        for telling in tellings:
            for link in telling.links:
                target = self._homes.get(link.event) or self._shelf.homes([link.event]).get(link.event)
                if target not in (None, event):
                    yield link.type, target
            for one in self._compared.get(telling.id, ()):
                yield from self._across(event, telling.id, one)
        yield from (("summarises", place) for total, place in self._sums if total == event)

    def _across(self, event: str, telling: str, one: Compared) -> Iterator[tuple[LinkType, str]]:
        target = self._homes.get(one.two if telling == one.one else one.one)
        if target is None or target == event:
            return
        sign = 1.0 if telling == one.one else -1.0
        types: tuple[LinkType, ...] = ("part_of", "summarises", "follows")
        yield from ((type_, target) for type_ in types if one.features.get(type_) == sign)

    def renew_others(self) -> None:
        """The links of events elsewhere that lead to a telling which has moved to another event."""
        pairs = [one for id_ in self._moved for one in self._compared.get(id_, ()) if _links(one)]
        inside = set(self._reach.tellings)
        events = {
            self._homes[id_] for one in pairs for id_ in (one.one, one.two) if id_ in self._homes and id_ not in inside
        }
        for event, ids in sorted(self._shelf.members(sorted(events)).items()):
            for one in self._shelf.compared(ids):
                for id_ in (one.one, one.two):
                    if one not in self._compared.setdefault(id_, []):
                        self._compared[id_].append(one)
            unknown = {id_ for told in ids for one in self._compared.get(told, ()) for id_ in (one.one, one.two)}
            self._homes |= self._shelf.homes(sorted(unknown - set(self._homes)))
            self._shelf.put_links(event, self.links(event, self._shelf.tellings(ids)))


def _links(one: Compared) -> bool:
    return any(name in one.features for name in scoring.LINKS)
