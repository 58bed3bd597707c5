"""Claims of one report -> its events and their links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from onrecord import weigh
from onrecord.language import retelling
from onrecord.model import Actor, Claim, Event, Link, LinkType, Place, When, content_id

NO_EVENT = {"control", "other"}
TOLD = {"happened", "ongoing"}


class Kinship(msgspec.Struct, frozen=True):
    """What the codebook and the registry know: the family of a kind, and the side that an actor's id fights on."""

    family: Callable[[str], str]
    side: Callable[[str], str | None]


FOUGHT_FOR = {"battle", "capture"}
"""The fighting for a place and its capture on the same day are one event, the capture (ACLED: the highest in order)."""

SOON = 900
"""Characters within which a report names the place that it opened with: about four sentences of news."""

TELLING = 3
"""From this number on the same toll in one report is the same event; one or two dead are common to many."""

GROUND = {"battle", "attack_on_civilians"}
"""An assault and the killing of people in it are told as either: one event where side, place and day agree."""


class Group(msgspec.Struct, frozen=True):
    """Claims that speak of one thing."""

    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """The claim that the text makes first."""
        return self.claims[0]


def assemble(claims: Sequence[Claim], kin: Kinship) -> tuple[Event, ...]:
    """The events that a report's linked claims speak of, in the order of their first claims.

    Plans, possibilities, denials, statements of control and undated recollections make no event.
    """
    groups: list[list[Claim]] = []
    told = [claim for claim in claims if makes_event(claim)]
    preludes = [claim for claim in told if _is_prelude(claim, told)]
    for claim in [claim for claim in told if claim not in preludes]:
        home = next((g for g in groups if _belongs(claim, g, kin)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    for claim in preludes:
        next(g for g in groups if any(_led_to(claim, other) for other in g)).append(claim)
    ordered = (Group(tuple(sorted(group, key=lambda claim: claim.trigger.start))) for group in groups)
    finished = sorted(ordered, key=lambda group: group.first.trigger.start)
    return tuple(_event(group, finished, kin) for group in finished)


def _is_prelude(claim: Claim, told: Sequence[Claim]) -> bool:
    """Whether a battle is only told as what led to a capture: "retook the town after clashes" is one event, the capture."""
    return claim.kind == "battle" and any(_led_to(claim, other) for other in told)


def _led_to(battle: Claim, capture: Claim) -> bool:
    if capture.kind != "capture" or capture.sentence.start != battle.sentence.start:
        return False
    own_day = battle.when is not None and not battle.when.inherited and battle.when.earliest is not None
    return not own_day or (
        capture.when is not None and battle.when is not None and capture.when.start == battle.when.start
    )


def _belongs(claim: Claim, group: Sequence[Claim], kin: Kinship) -> bool:
    """One event with some claim of the group and at odds with none."""
    one_event = any(_one_event(claim, other, kin) for other in group)
    return one_event and all(
        _days_touch(claim.when, other.when) and _actors_agree(claim, other, kin) for other in group
    )


def makes_event(claim: Claim) -> bool:
    """Whether a claim says that something happened that can stand as an event."""
    dated = claim.when is not None and claim.when.earliest is not None
    return claim.status in TOLD and claim.kind not in NO_EVENT and (dated or not claim.recap)


def _event(group: Group, groups: Sequence[Group], kin: Kinship) -> Event:
    kind = _kind(group.claims)
    return Event(
        id=_id(group),
        kind=kind,
        claims=tuple(claim.id for claim in group.claims),
        links=_links(group, groups, kin),
        computed=weigh.ranged(group.claims),
    )


def _id(group: Group) -> str:
    return content_id("e", group.first.id)


def _kind(claims: Sequence[Claim]) -> str:
    """The kind that stands highest: an assault in which people were killed is the assault."""
    kinds = [claim.kind for claim in claims]
    if "capture" in kinds:
        return "capture"
    return "battle" if set(kinds) == GROUND else max(kinds, key=lambda kind: (kinds.count(kind), -kinds.index(kind)))


# --- links -----------------------------------------------------------------------------------------------------------


def _links(group: Group, groups: Sequence[Group], kin: Kinship) -> tuple[Link, ...]:
    others = [other for other in groups if other is not group]
    summed = [other for other in others if _summarises(group, other, kin)]
    if summed:
        return tuple(_link("summarises", other) for other in summed)
    whole = next((other for other in others if _part_of(group, other, kin)), None)
    return (_link("part_of", whole),) if whole else ()


def _link(kind: LinkType, other: Group) -> Link:
    return Link(type=kind, event=_id(other))


def _summarises(group: Group, other: Group, kin: Kinship) -> bool:
    """A sentence about an area that another event of the same kind and side lies in, with no toll of its own."""
    one, two = group.first, other.first
    if _running_total(one) and not _running_total(two):
        covers = not one.places or _share_place(one, two) or _covers(one, two)
        return _kinds_agree_broadly(one, two) and covers and _same_doers(one, two, kin)
    if len(group.claims) > 1 or one.kind != two.kind or not one.places or one.tolls:
        return False
    inside = all(any(_lies_in(p, area) for area in one.places) for p in two.places) and bool(two.places)
    wider = all(_vague(place) for place in one.places) and not any(_vague(place) for place in two.places)
    return inside and wider and _same_doers(one, two, kin) and _days_touch(one.when, two.when)


def _covers(total: Claim, one: Claim) -> bool:
    """Whether all places of a claim lie in an area of a total."""
    return bool(one.places) and all(any(_lies_in(place, area) for area in total.places) for place in one.places)


def _kinds_agree_broadly(one: Claim, two: Claim) -> bool:
    """A total of the dead sums whatever people died in."""
    return one.kind == two.kind or bool(two.tolls)


def _vague(place: Place) -> bool:
    """Whether the words stand for several places or a whole unit: "several areas in X", "the province of X"."""
    return place.name is None or (place.precision in {"admin1", "country"} and place.container is None)


def _part_of(group: Group, other: Group, kin: Kinship) -> bool:
    small, large = group.first, other.first
    if not _is_smaller(group, other):
        return False
    told_together = (_dated(small) and _dated(large)) or _close(small, large)
    days = _days_touch(small.when, large.when)
    near = any(_meet(a, b) for a in small.places for b in large.places if not (_wide(a) or _wide(b)))
    return told_together and days and near and _same_doers(small, large, kin)


def _wide(place: Place) -> bool:
    """Whether all that is known of a place is the province or country around it: "a village in Borno state"."""
    if place.name is None:
        return place.precision in {"admin1", "country", "unresolved"}
    return place.precision in {"admin1", "country"} and place.container is None


def _is_smaller(group: Group, other: Group) -> bool:
    small, large = _kind(group.claims), _kind(other.claims)
    return small in retelling.table().parts and large in retelling.table().wholes


# --- one event? ------------------------------------------------------------------------------------------------------


def _one_event(one: Claim, two: Claim, kin: Kinship) -> bool:
    """Same kind family, days that touch, one place or one inside the other, actors that can be the same."""
    if not _kinds_agree(one, two, kin) or not _days_touch(one.when, two.when) or not _actors_agree(one, two, kin):
        return False
    if _running_total(one) or _running_total(two):
        return False
    if not one.places or not two.places:
        return _close(one, two)
    if _same_toll(one, two):
        return True
    if {one.kind, two.kind} == FOUGHT_FOR:
        return _dated(one) and _dated(two) and _same_place(one, two)
    if _points_back(one, two):
        return _share_place(one, two)
    if one.kind == "capture" or not (_dated(one) and _dated(two)):
        return _same_place(one, two)
    return _share_place(one, two) or _named_later(one, two)


def _points_back(one: Claim, two: Claim) -> bool:
    """Whether the later claim's noun means something known and no words of its own say when: "condemned the attack on a
    market" goes on with the attack told before; "the second attack" does not."""
    later = max(one, two, key=lambda claim: claim.trigger.start)
    before = later.sentence.text[: later.trigger.start - later.sentence.start]
    own_day = later.when is not None and not later.when.inherited
    return not own_day and retelling.table().points_back(before, later.trigger.text) and not _two_sites(one, two)


def _two_sites(one: Claim, two: Claim) -> bool:
    """Whether the sentences speak of two sorts of sites: a market, and a school."""
    sorts = [retelling.table().sorts_in(claim.sentence.text) for claim in (one, two)]
    return all(sorts) and sorts[0].isdisjoint(sorts[1])


def _named_later(one: Claim, two: Claim) -> bool:
    """Whether a place told by its province ("a village in Borno") is named nearby, by a name that no list has, and the same
    known group did it."""
    wide = [any(place.precision == "admin1" for place in claim.places) for claim in (one, two)]
    named = [any(p.name is not None and p.precision == "unresolved" for p in claim.places) for claim in (one, two)]
    doers = [_ids(a for a in claim.actors if a.role == "initiator") for claim in (one, two)]
    crossed = (wide[0] and named[1]) or (wide[1] and named[0])
    return crossed and bool(doers[0] & doers[1]) and abs(one.trigger.start - two.trigger.start) < SOON


def _running_total(claim: Claim) -> bool:
    """Whether the claim only counts over days or events: such totals never count for one event."""
    return bool(claim.tolls) and all(toll.scope in {"cumulative", "digest"} for toll in claim.tolls)


def _same_toll(one: Claim, two: Claim) -> bool:
    """Whether both tell the same number of dead: headline, lead and body repeat it, with vaguer or finer places."""
    mine, theirs = (
        {(t.harm, t.low, t.high) for t in c.tolls if max(t.low or 0, t.high or 0) >= TELLING} for c in (one, two)
    )
    return bool(mine & theirs)


def _kinds_agree(one: Claim, two: Claim, kin: Kinship) -> bool:
    if {one.kind, two.kind} <= GROUND or {one.kind, two.kind} == FOUGHT_FOR:
        return True
    return one.kind == two.kind or (
        kin.family(one.kind) == kin.family(two.kind) and not {one.kind, two.kind} & retelling.table().wholes
    )


def _dated(claim: Claim) -> bool:
    return claim.when is not None and claim.when.earliest is not None


def _close(one: Claim, two: Claim) -> bool:
    """Told in one breath: the same or the next sentence."""
    return abs(two.trigger.start - one.trigger.start) < 400  # characters: about two sentences of news


def _days_touch(one: When | None, two: When | None) -> bool:
    """Whether two intervals can hold the same day; an open end reaches as far as it may."""
    if one is None or two is None:
        return True
    return _not_after(one.earliest, two.latest) and _not_after(two.earliest, one.latest)


def _not_after(earliest: str | None, latest: str | None) -> bool:
    return earliest is None or latest is None or earliest <= latest


def _share_place(one: Claim, two: Claim) -> bool:
    """Whether any of the places are one, or one lies in the other; a province told beside a town only says where that is."""
    return any(_meet(a, b) for a in _narrow(one.places) for b in _narrow(two.places))


def _narrow(places: Sequence[Place]) -> Sequence[Place]:
    """The places that are no province or country, where there are any."""
    return [place for place in places if place.precision not in {"admin1", "country"}] or places


def _same_place(one: Claim, two: Claim) -> bool:
    if {(a.start, a.end) for a in one.places} & {(b.start, b.end) for b in two.places}:
        return True  # of the very same words
    named = [(a, b) for a in one.places for b in two.places if not _vague(a) and not _vague(b)]
    return any(_keys(a) & _keys(b) for a, b in named)


def _meet(one: Place, two: Place) -> bool:
    """The same place, or one inside the other by one level."""
    if _keys(one) & _keys(two):
        return True
    return bool(_around(one) & _keys(two) or _around(two) & _keys(one))


def _lies_in(place: Place, area: Place) -> bool:
    return bool((_around(place) | {_plain(a.name) for a in place.admin}) & (_keys(area) | _around(area)))


def _keys(place: Place) -> set[str]:
    """What names the place itself. A generic place ("several areas") is nothing but a part of its container."""
    names = {_plain(place.text), _plain(place.name), place.id or ""}
    held = {_plain(place.container.text)} if place.container else _around(place)
    return (names | (held if place.name is None else set())) - {""}


def _around(place: Place) -> set[str]:
    """What names the place that it lies in."""
    nearest = max(place.admin, key=lambda admin: admin.level, default=None)
    names = {_plain(place.container.text) if place.container else "", _plain(nearest.name) if nearest else ""}
    return names - {""}


PEOPLE = {"civilians", "protesters"}
"""Kinds of people that stand beside any target: an attack on soldiers may harm them too."""


def _plain(name: str | None) -> str:
    """A name without words of its kind, and without what a comma or "in" says that it lies in."""
    words = (name or "").replace("\u00a0", " ").lower().split(",")[0].split(" in ")[0].split()
    return " ".join([word for word in words if word not in retelling.table().generic] or words)


def _actors_agree(one: Claim, two: Claim, kin: Kinship) -> bool:
    """No role is filled by different named actors; the parties of a clash may fill any role."""
    if _parties(one) or _parties(two):
        return _meet_sides(_who(one.actors), _who(two.actors), kin)
    for role in ("initiator", "target"):
        mine, theirs = (_who(a for a in c.actors if a.role == role and a.kind not in PEOPLE) for c in (one, two))
        if mine and theirs:  # one attacker may hit several: whom it hit decides only where nobody says who did it
            return _meet_sides(mine, theirs, kin)
    return True


def _meet_sides(one: Collection[str], two: Collection[str], kin: Kinship) -> bool:
    """Whether the same actors, or actors of one side, may be meant; an unknown side agrees with itself alone."""
    known = all(not name.startswith("kind:") for name in (*one, *two))
    if not one or not two or set(one) & set(two):
        return True
    if not known and any(name.startswith("kind:") for name in one) != any(name.startswith("kind:") for name in two):
        return True  # "the rebels" and a named group may be the same
    return bool({kin.side(i) or i for i in one} & {kin.side(i) or i for i in two})


def _who(actors: Iterable[Actor]) -> set[str]:
    """Actors by id; those that no registry knows by their kind, so that rebels are not the army."""
    return {actor.id or f"kind:{actor.kind}" for actor in actors if actor.id or actor.kind}


def _same_doers(one: Claim, two: Claim, kin: Kinship) -> bool:
    """Whether the same side may have done both."""
    mine, theirs = (_ids(a for a in c.actors if a.role in {"initiator", "party"}) for c in (one, two))
    return _meet_sides(mine, theirs, kin)


def _parties(claim: Claim) -> bool:
    return any(actor.role == "party" for actor in claim.actors)


def _ids(actors: Iterable[Actor]) -> set[str]:
    return {actor.id for actor in actors if actor.id}
