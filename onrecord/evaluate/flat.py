"""From a coder's records to the gold form: what a report says, one flat event after another."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from onrecord.evaluate.agree import family
from onrecord.evaluate.gold import ActorName, Actors, Answer, GoldControl, GoldEvent, GoldSource, GoldToll, Statement
from onrecord.model import Actor, Claim, Coded, Event, Holding, Named, Place, Toll, When

HAPPENED = ("happened", "ongoing")
BACKGROUND = "background"
OWN_VOICE = ("outlet", "unattributed")


def flat(coded: Coded) -> Answer:
    """A coded report in the gold form.

    Every event that is no mere summary of others is one flat event. So is what is planned, hypothetical, denied or only
    recalled (``background``), once for each status, family of kinds and place or doer. What has neither place nor day nor
    people harmed is left out.
    """
    text = coded.report.text if coded.report else ""
    claims = {claim.id: claim for claim in coded.claims}
    told = [event for event in coded.events if not any(link.type == "summarises" for link in event.links)]
    events = [_of_event(event, [claims[name] for name in event.claims if name in claims], text) for event in told]
    inside = {name for event in coded.events for name in event.claims}
    loose = [claim for claim in coded.claims if claim.id not in inside and claim.kind != "control"]
    events += [_of_group(group, text) for group in _groups(loose)]
    return Answer(tuple(filter(_findable, events)), tuple(_statements(coded.control, claims, text)))


def _findable(event: GoldEvent) -> bool:
    """Whether the report says enough of an event to tell it from others: a place, a day, or people harmed."""
    return bool(event.place or event.date_earliest or event.date_latest or event.tolls)


def _of_event(event: Event, claims: Sequence[Claim], text: str) -> GoldEvent:
    computed = event.computed
    return _flat(event.kind, _status(claims), claims, _place(computed.place, claims), computed.when, text)


def _of_group(claims: Sequence[Claim], text: str) -> GoldEvent:
    first = claims[0]
    when = next((claim.when for claim in claims if claim.when), None)
    return _flat(first.kind, _loose_status(first), claims, _place(None, claims), when, text)


def _flat(
    kind: str, status: str, claims: Sequence[Claim], place: Place | None, when: When | None, text: str
) -> GoldEvent:
    actors = [actor for claim in claims for actor in claim.actors]
    initiators = _in_role(actors, "initiator") or _party(actors, 0)
    targets = _in_role([actor for claim in claims for actor in _targets(claim)], "target") or _party(actors, 1)
    over = status in (*HAPPENED, BACKGROUND)
    return GoldEvent(
        kind=kind,
        status=status,
        place=_place_words(place) if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        date_earliest=when.earliest if when else None,
        date_latest=when.latest if when else None,
        initiator=initiators or None,
        target=tuple(name for name in targets if name not in initiators) or None,
        tolls=tuple(_tolls(claims)),
        control_change=next((change for claim in claims if over and (change := _change(claim, text))), None),
    )


# --- status and grouping ---------------------------------------------------------------------------------------------


def _status(claims: Sequence[Claim]) -> str:
    """Happened, unless every claim is a recap, or none speaks of it as over."""
    news = [claim for claim in claims if not claim.recap]
    if claims and not news:
        return BACKGROUND
    return "ongoing" if news and all(claim.status == "ongoing" for claim in news) else "happened"


def _loose_status(claim: Claim) -> str:
    return BACKGROUND if claim.recap and claim.status in HAPPENED else claim.status


def _groups(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Claims that make no event, together where they have status and family in common and the same place or doer."""
    groups: list[list[Claim]] = []
    for claim in claims:
        home = next((group for group in groups if any(_together(claim, other) for other in group)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    return groups


def _together(one: Claim, other: Claim) -> bool:
    if _loose_status(one) != _loose_status(other) or family(one.kind) != family(other.kind):
        return False
    places = [{(place.id or place.text).casefold() for place in claim.places} for claim in (one, other)]
    doers = [{(a.id or a.text).casefold() for a in claim.actors if a.role != "target"} for claim in (one, other)]
    return bool(places[0] & places[1] or doers[0] & doers[1]) or not all(places)


# --- values ----------------------------------------------------------------------------------------------------------


def _place(chosen: Place | None, claims: Sequence[Claim]) -> Place | None:
    """The event's place; a named one of its claims where that is told by a common noun alone ("a base")."""
    if chosen is not None and chosen.name:
        return chosen
    every = [place for claim in claims for place in claim.places]
    return next((place for place in every if place.name), chosen or next(iter(every), None))


def _place_words(place: Place) -> str:
    """The report's words for a place; a common noun with what it lies in: "base in Halgan"."""
    return f"{place.text} in {place.container.text}" if place.container and not place.name else place.text


def _in_role(actors: Iterable[Actor], role: str) -> tuple[ActorName, ...]:
    """The actors in a role, once each; words that stand for nobody known ("they", "warplanes") name nobody."""
    named = [actor for actor in actors if actor.role == role and (actor.name or actor.kind or " " in actor.text)]
    return tuple(dict.fromkeys(ActorName(actor.name, actor.text) for actor in named))


def _party(actors: Sequence[Actor], index: int) -> tuple[ActorName, ...]:
    """In a clash without attacker the first side named stands for the initiator, the second for the target."""
    sides: dict[str, list[ActorName]] = {}
    for actor in actors:
        if actor.role == "party":
            sides.setdefault(actor.id or actor.text.casefold(), []).append(ActorName(actor.name, actor.text))
    return tuple(dict.fromkeys(list(sides.values())[index])) if index < len(sides) else ()


def _targets(claim: Claim) -> list[Actor]:
    """The targets of a claim but for civilians who are told only as the people harmed: those are its tolls."""

    def harmed(actor: Actor) -> bool:
        return any(toll.start < actor.end and actor.start < toll.end for toll in claim.tolls)

    return [actor for actor in claim.actors if not (actor.kind == "civilians" and harmed(actor))]


def _change(claim: Claim, text: str) -> GoldControl | None:
    control = claim.control
    if not control or not control.change:
        return None
    holder = _named(control.holder, claim, "holder", text)
    return GoldControl(holder, _named(control.from_, claim, "from", text))


def _named(entry: Named | None, claim: Claim | None, part: str, text: str) -> Actors:
    """A registry entry with the report's own words for it, by the claim's reasons or its actors."""
    if entry is None or claim is None:
        return entry.name if entry else None
    told = (text[why.start : why.end] for why in claim.because if why.field == f"control.{part}")
    named = (actor.text for actor in claim.actors if entry.id and actor.id == entry.id)
    return ActorName(entry.name, next(itertools.chain(told, named), None))


def _statements(control: Iterable[Holding], claims: dict[str, Claim], text: str) -> Iterator[Statement]:
    """Who holds which place; changes of hands are events and stand there."""
    seen = set()
    for row in control:
        if row.holder and row.state == "holds" and row.change is None:
            statement = Statement(_place_words(row.place), _named(row.holder, claims.get(row.claim), "holder", text))
            if statement not in seen:
                seen.add(statement)
                yield statement


# --- tolls -----------------------------------------------------------------------------------------------------------


def _tolls(claims: Iterable[Claim]) -> Iterator[GoldToll]:
    """The tolls of some claims, equal ones of one source once; the paper's own voice only where nobody is credited."""
    told = [(claim, toll) for claim in claims for toll in claim.tolls]
    credited = [toll for claim, toll in told if claim.source.kind not in OWN_VOICE]
    seen = set()
    for claim, toll in told:
        echoed = claim.source.kind in OWN_VOICE and any(_repeats(toll, other) for other in credited)
        key = (_flat_toll(claim, toll), _phrase(toll))
        if not echoed and key not in seen:
            seen.add(key)
            yield key[0]


def _flat_toll(claim: Claim, toll: Toll) -> GoldToll:
    source = GoldSource(claim.source.name, claim.source.kind, claim.source.anonymous)
    return GoldToll(toll.harm, toll.who, toll.low, toll.high, source)


def _repeats(toll: Toll, credited: Toll) -> bool:
    """Whether the paper says again, as in a headline, what it credits to somebody: "14 dead" and "at least 14 people"."""
    numbers = [{toll.low, toll.high} - {None} for toll in (toll, credited)]
    return toll.harm == credited.harm and toll.who in (credited.who, "unknown") and bool(numbers[0] & numbers[1])


def _phrase(toll: Toll) -> str:
    """What tells two tolls without number apart ("dozens of soldiers", "several women")."""
    return "" if toll.low is not None or toll.high is not None else toll.text.casefold()
