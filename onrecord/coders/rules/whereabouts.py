"""Which place is meant by words that do not name one: "the city", "the prison", "a market"; and what named places lie in."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from onrecord.coders.rules.background import is_day, is_general, points_back
from onrecord.coders.rules.parts import Draft, TimePart
from onrecord.coders.rules.placing import without_containers
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import is_country, is_wide, tells_how_it_lies
from onrecord.knowledge.gazetteer.land import capitals
from onrecord.language import lexicon, stamps

DEFINITE = ("the ", "that ", "this ", "these ", "both ", "it ")
OWNED = ("their ", "its ", "our ")
LOOSE = frozenset({"area", "line", "water"})
"""Features of nouns that bound nothing by themselves: "areas", "the border"."""
ELSEWHERE = frozenset({"nearby", "neighboring", "neighbouring", "another", "other"})
"""Words by which a place is not where the story was."""
TERRITORIAL = {"capture", "handover", "withdrawal", "control", "battle", "siege"}
"""Kinds of events of which a pronoun that is taken or held may be the place."""
NEAR = 3
"""How many sentences back a pronoun's place is looked for."""
AREAL = frozenset({"area", "region", "zone"})
"""Nouns that stand for whatever place was told of: "clashes in the area"."""
UNLIKE = ({"city", "village"}, {"city", "hamlet"})
GROUND = AREAL | {"territory"}
TOWNS = frozenset({"city", "town"})
VILLAGES = frozenset({"village", "hamlet"})
CITY = 20_000
"""People of what "the city" may stand for."""
BESIDE = 6
"""Within how many tokens the town follows that a nameless place lies near."""
REACH = 2
"""How many sentences back the place of "a market" is looked for; further back the story has usually moved on."""


def containers(reading: Reading) -> Mapping[str, int]:
    """What each place name of the report is said to lie in, where it is said once."""
    found: dict[str, int] = {}
    towns = {p.name.lower() for p in reading.places if p.name is not None and p.feature == "settlement"}
    for place in reading.places:
        if place.name is None or place.container is None or reading.places[place.container].name is None:
            continue
        in_town = reading.places[place.container].feature == "settlement" and place.name.lower() in towns
        if not in_town:  # one town does not lie in another, whatever a list of towns was taken for
            found.setdefault(place.name.lower(), place.container)
    return found


def contained(draft: Draft, known: Mapping[str, int], reading: Reading) -> Draft:
    """Places named again without saying where they lie keep what the report said before: one name, one place. A province does
    not lie in a town, whatever the town named like it was said to lie near."""

    def told(place: PlaceMention) -> int | None:
        number = known.get(place.name.lower()) if place.name is not None else None
        fits = number is not None and (not is_wide(place) or is_wide(reading.places[number]))
        return number if fits else None

    places = tuple(msgspec.structs.replace(p, container=told(p)) if p.container is None else p for p in draft.places)
    return msgspec.structs.replace(draft, places=places)


def resolved(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft:
    """Turn "the two villages", "the city", "the prison" into the latest named places that the words may stand for."""
    draft = _housed(draft, before, reading)
    if not any(_anaphoric(place, reading) for place in draft.places):
        return draft
    places: list[PlaceMention] = []
    own = {place.name for place in draft.places if place.name is not None}
    for place in draft.places:
        meant = _meant(place, draft, before, reading) if _anaphoric(place, reading) else [place]
        meant = [p for p in meant if p is place or p.name not in own]  # "the camp" beside "Ayn camp" is that camp
        places.extend(msgspec.structs.replace(p, part=place.part) if place.part else p for p in meant)
    return msgspec.structs.replace(draft, places=tuple(dict.fromkeys(places)))


def _housed(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft:
    """The draft with its places put into what "the province" or "the capital" that they lie in stands for."""

    def holder(number: int, steps: int = STEPS) -> int | None:
        outer = reading.places[number]
        if outer.name is not None:
            return number
        if outer.container is not None:
            return holder(outer.container, steps - 1) if steps else None
        if not outer.text.lower().startswith(DEFINITE):
            return number
        rural = outer.noun == "countryside"  # a province's
        found = _province(outer, reading) if rural else _antecedents(outer, draft, before, reading)
        named = found[0] if len(found) == 1 else outer
        return _number(named, reading) if named.name is not None else named.container

    places = tuple(
        msgspec.structs.replace(p, container=holder(p.container))
        if p.container is not None and reading.places[p.container].name is None
        else p
        for p in draft.places
    )
    return msgspec.structs.replace(draft, places=places)


STEPS = 3
"""How many places may lie in one another: a village in the countryside of the province."""


def _meant(place: PlaceMention, draft: Draft, before: Sequence[Draft], reading: Reading) -> list[PlaceMention]:
    """The places that the words stand for, each as the words say that the event lies to it: not near it for "in the town"."""
    found = _antecedents(place, draft, before, reading)
    if place.noun is None or place.noun in AREAL:
        return found
    return [
        p if p is place else msgspec.structs.replace(p, relation=place.relation, part=place.part, extent=place.extent)
        for p in found
    ]


def _anaphoric(place: PlaceMention, reading: Reading) -> bool:
    """Whether the words point at a place named before: what they are said to lie in would name them, but for a country."""
    around = reading.places[place.container] if place.container is not None else None
    wide = around is not None and place.feature == "settlement" and is_wide(around)  # "the town in Rasheed province"
    bare = around is None or wide or (place.feature == "site" and is_country(around.name or ""))
    lived_in = place.feature == "settlement" and place.noun != "capital" and not _plural(place)  # "their town"
    pointing = (*DEFINITE, *OWNED) if lived_in else DEFINITE
    return place.name is None and bare and f"{place.text.lower()} ".startswith(pointing)


def _antecedents(place: PlaceMention, draft: Draft, before: Sequence[Draft], reading: Reading) -> list[PlaceMention]:
    """Several places for a plural; else the last of the same noun, else the last bare name that may be a settlement.

    Places of events go before other places that the text names.
    """
    told = [[p for p in d.places if p.name is not None] for d in reversed(before)]
    if place.noun is None:
        return _pronoun(draft, before)
    if place.noun == "capital" and (seat := _seat(reading)):
        return [seat]
    if _plural(place):
        return _several(place, told, reading)
    if place.noun in PROVINCES:
        return _province(place, reading)
    if place.noun in AREAL:
        return _just_told(place, draft, before, reading)
    if place.noun in TOWNS and (beside := _in_its_sentence(place, reading)):
        return [beside]
    at = [[p for named in told for p in named], list(_named_before(place, reading))]
    called: Iterator[PlaceMention] = (p for pool in at for p in pool if _is_called(place, p))
    town = place.feature == "settlement"
    fitting = [p for pool in at for p in pool if _same_sort(place, p) or (town and _may_be_town(p))]
    if place.noun in VILLAGES:
        fitting = [p for p in fitting if p.people < CITY]
    big = (p for p in fitting if place.noun == "city" and p.people >= CITY)  # a quarter or a region is no city
    return [next(called, None) or next(big, None) or next(iter(fitting), None) or place]


def _several(place: PlaceMention, told: Sequence[list[PlaceMention]], reading: Reading) -> list[PlaceMention]:
    """What a plural stands for: quarters of the town that its sentence names, else the places told together last; nothing
    beside those that it says are among it."""
    counted = NUMBERS & set(place.text.lower().split())
    if place.noun in QUARTERS and not counted and (town := _in_its_sentence(place, reading)):
        return [msgspec.structs.replace(place, container=_number(town, reading))]
    if _names_members(place, reading):
        return []
    together = next((named for named in told if len(named) > 1), None)
    return together or _one_by_one(place, told) or [place]


def _one_by_one(place: PlaceMention, told: Sequence[list[PlaceMention]]) -> list[PlaceMention]:
    """The places of the noun that events were told at one after the other: "in the village of Ayn … in Tossin village"."""
    if place.feature != "settlement":
        return []
    first = place.sentence - NEAR
    named = {p.name: p for places in told for p in places if p.noun == place.noun and p.sentence >= first}
    return [*named.values()][::-1] if len(named) > 1 else []


def _names_members(place: PlaceMention, reading: Reading) -> bool:
    """Whether the words right behind a plural name places that are among it: "the villages, including Ayn"."""
    tokens = reading.document.sentences[place.sentence].tokens
    after = [token.lower for token in tokens[place.last + 1 : place.last + 3]]
    among = after[:1] in (["including"], ["namely"]) or after[:2] in (
        [",", "including"],
        [",", "among"],
        ["such", "as"],
    )
    named = (p for p in reading.places_of(place.sentence) if p.first > place.last and p.name is not None)
    return among and any(p.first - place.last <= BESIDE for p in named)


QUARTERS = frozenset({"district", "neighborhood", "neighbourhood", "quarter", "suburb"})
"""Nouns of parts of towns."""
NUMBERS = frozenset({"both", "two", "three", "four", "five", "six"})


def _province(place: PlaceMention, reading: Reading) -> list[PlaceMention]:
    """What "the province" stands for: the last that the text has named. Where only a name was told that a town may have too,
    the words stay, in what goes by that name."""
    named = [p for p in _named_before(place, reading) if p.noun in PROVINCES or _tells_province(p, reading)]
    near = [p for p in named if place.sentence - p.sentence <= NEAR]
    sure = next((p for p in named if p.noun in PROVINCES or not p.unit), None)
    found = next(iter(near), None) or sure
    if found is None:
        return [place]
    same = (p for p in named if p.noun in PROVINCES and p.name == found.name)
    if told := next(same, None):
        return [told]
    return [msgspec.structs.replace(place, container=_number(found, reading))]


def _tells_province(named: PlaceMention, reading: Reading) -> bool:
    """Whether a name without its noun is one that a province goes by: "Rasheed", "rural Rasheed", "the Rasheed countryside"."""
    return named.unit and named.noun in {None, "countryside"}


PROVINCES = frozenset({"province", "governorate"})


def _seat(reading: Reading) -> PlaceMention | None:
    """The capital of the country that the report speaks of most, where it names it."""
    lands = Counter(p.name for p in reading.places if p.name in capitals())
    told = (capitals()[land] for land, _ in lands.most_common(1) if land)
    seat = next(told, None)
    return next((p for p in reading.places if p.name == seat and p.role == "event"), None) if seat else None


def _in_its_sentence(place: PlaceMention, reading: Reading) -> PlaceMention | None:
    """The town that the sentence itself has named: "raids on Ayn, since rebels hold parts of the city"."""
    here = [p for p in _named_before(place, reading) if p.sentence == place.sentence]
    towns = [p for p in here if p.noun == place.noun or (p.relation == "in" and _may_be_town(p))]
    return next((p for p in towns if p.people >= CITY), None) if place.noun != "town" else next(iter(towns), None)


def _just_told(place: PlaceMention, draft: Draft, before: Sequence[Draft], reading: Reading) -> list[PlaceMention]:
    """What "the area" stands for: the one place named last in its sentence, else that of the event told last."""
    here = [p for p in _named_before(place, reading) if p.sentence == place.sentence and not is_country(p.name or "")]
    if here:
        return _around(place, here[:1])
    near = [d for d in reversed(before) if draft.sentence - d.sentence <= NEAR and d.places]
    named = [p for d in near[:1] for p in without_containers(d.places, reading.places) if p.name is not None]
    return _around(place, named) if len(named) == 1 and not is_country(named[0].name or "") else [place]


def _around(place: PlaceMention, named: list[PlaceMention]) -> list[PlaceMention]:
    """The place that an area stands for; a "region" is more than the town that was told of."""
    if place.noun != "region":
        return named
    return [p if is_wide(p) or p.unit else msgspec.structs.replace(p, relation="near", extent="area") for p in named]


def _pronoun(draft: Draft, before: Sequence[Draft]) -> list[PlaceMention]:
    """What "it" stands for that somebody takes: the place last told of, where what is told of it is who holds or attacks it."""
    near = [d for d in before if draft.sentence - d.sentence <= NEAR and d.places]
    last = near[-1] if near else None
    return list(last.places[:1]) if last is not None and last.kind in TERRITORIAL else []


def _named_before(place: PlaceMention, reading: Reading) -> Iterable[PlaceMention]:
    """The places that the text names before, the last first: not whose forces somebody's are, or where somebody is from."""
    return (p for p in reversed(reading.places) if p.end <= place.start and p.name is not None and p.role == "event")


def _is_called(place: PlaceMention, named: PlaceMention) -> bool:
    """Whether a name goes by the same noun; some are listed with it."""
    return place.noun == named.noun or named.text.lower().endswith(f" {place.noun}")


def _same_sort(place: PlaceMention, named: PlaceMention) -> bool:
    """Whether a name goes by a noun for the same sort of place: "the jail" for "Kafr prison"."""
    if place.feature == "site":
        return any({place.noun, named.noun} <= sort for sort in _sorts())
    if {place.noun, named.noun} in UNLIKE:  # "the city" is no village
        return False
    return named.feature is not None and named.feature == place.feature


@functools.cache
def _sorts() -> tuple[frozenset[str | None], ...]:
    return tuple(frozenset(sort) for sort in lexicon.load("sites", list[list[str]]))


def _may_be_town(named: PlaceMention) -> bool:
    return named.feature is None and not is_country(named.name or "")


def _plural(place: PlaceMention) -> bool:
    return place.noun is not None and place.text.lower().rstrip().endswith("s") and not place.noun.endswith("s")


def as_just_named(draft: Draft, reading: Reading) -> Draft:
    """A draft of "the attack" that no event told before places or dates: it was where and when the sentence before says,
    if that names one place and, with nobody speaking in it, one day."""
    if draft.reading.recap or not points_back(draft, reading):
        return draft
    before = draft.sentence - 1
    named = [p for p in reading.places_of(before) if p.name is not None and p.role == "event"]
    inner = without_containers(named, reading.places)
    if not draft.places and len(inner) == 1:
        draft = msgspec.structs.replace(draft, places=inner, places_inherited=True)
    spoken = any(a.cue_at[0] == before for a in reading.attributions)
    written = _stamped(reading)
    days = [m for m in reading.times[before] if m.kind == "date" and is_day(m)] if before >= 0 and not spoken else []
    days = [m for m in days if not written.start <= m.start < written.stop]
    if draft.when is None and len(days) == 1:
        draft = msgspec.structs.replace(draft, when=TimePart(days[0], inherited=True))
    return draft


def _stamped(reading: Reading) -> range:
    """Where the text says when it was written."""
    found = stamps.stamp(reading.document.text)
    return range(found.start, found.end) if found else range(0)


# --- what places without a name lie in ------------------------------------------------------------------------------


def lying_in(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft:
    """The draft with its nameless places put into the one place that it names, else into that of the event before it.

    "A market" lies in a town, "a village" only in something wider; "areas" beside a name add nothing to it.
    """
    draft = _without_pointers(draft, reading)
    draft = _without_echoes(draft)
    own = _where(draft, reading)
    loose = [p for p in draft.places if _nameless(p) and (p.feature in LOOSE or p.noun in GROUND)]
    if own and loose:
        draft = msgspec.structs.replace(draft, places=tuple(p for p in draft.places if p not in loose))
    if not any(_nameless(p) for p in draft.places) or draft.reading.recap:
        return draft
    if not own and is_general(draft, reading):
        return draft
    near = [d for d in reversed(before) if draft.sentence - d.sentence <= REACH and _is_news(d)]
    around = _nearest(draft, own, reading) if own else _of_events(near, reading)
    number = _number(around, reading) if around is not None else None
    if around is None or number is None:
        return draft
    places = tuple(_inside(p, around, number) for p in draft.places)
    inside = [p for p in places if p.container == number]
    rest = [p for p in places if not inside or (p.start, p.end) != (around.start, around.end)]
    return msgspec.structs.replace(draft, places=tuple(rest))


def _without_pointers(draft: Draft, reading: Reading) -> Draft:
    """The draft without the nameless places that only lie by a named one: "a position near Ayn" is near Ayn.

    Not where it is taken or held: who takes a position near Ayn does not take Ayn.
    """
    if draft.kind in TERRITORIAL - {"battle"}:
        return draft
    near = [p for p in draft.places if p.name is not None and p.relation == "near" and p.sentence == draft.sentence]
    places = tuple(p for p in draft.places if not any(_points_at(p, named, reading) for named in near))
    return msgspec.structs.replace(draft, places=places)


def _without_echoes(draft: Draft) -> Draft:
    """The draft without bare nouns for what it names: "town" in a headline beside "the town of Ayn"."""
    named = [p for p in draft.places if p.name is not None and p.feature in {None, "settlement"} and not is_wide(p)]
    places = tuple(p for p in draft.places if not (named and _nameless(p) and _is_bare_town(p)))
    return msgspec.structs.replace(draft, places=places)


def _is_bare_town(place: PlaceMention) -> bool:
    return place.feature == "settlement" and (place.first == place.last or place.text.lower().startswith("the "))


def _points_at(place: PlaceMention, named: PlaceMention, reading: Reading) -> bool:
    tokens = reading.document.sentences[named.sentence].tokens
    close = place.sentence == named.sentence and place.last < named.first <= place.last + BESIDE
    free = place.name is None and place.container in (None, named.container)
    return close and free and tells_how_it_lies([token.lower for token in tokens[place.last + 1 : named.first]])


def _nearest(draft: Draft, own: Sequence[PlaceMention], reading: Reading) -> PlaceMention | None:
    """Of the places that a draft names the one that stands nearest to what it leaves nameless."""
    lone = next((p for p in draft.places if _nameless(p)), None)
    holding = [p for p in own if _holds(p, reading) and lone is not None and p.sentence == lone.sentence]
    if len(own) == 1:
        return own[0] if _holds(own[0], reading) else None
    return min(holding, key=lambda p: abs(p.first - (lone.first if lone else 0)), default=None)


def _of_events(near: Sequence[Draft], reading: Reading) -> PlaceMention | None:
    """The one place of the last event that has one."""
    told = ([p for p in _where(d, reading) if _holds(p, reading)] for d in near)
    return next((places[0] for places in told if len(places) == 1), None)


def _holds(place: PlaceMention, reading: Reading) -> bool:
    """Whether something may lie in a place as its words stand: not beside it, nor across the "border with" it."""
    tokens = reading.document.sentences[place.sentence].tokens
    if is_country(place.name or "") and place.feature not in {None, "country"}:  # a "north Syria town" is none by name
        return False
    return place.relation in {"in", "countryside"} and not (place.first and tokens[place.first - 1].lower == "with")


def _nameless(place: PlaceMention) -> bool:
    return place.name is None and place.container is None


def _is_news(draft: Draft) -> bool:
    return draft.reading.status in {"happened", "ongoing"} and not draft.reading.recap


def _where(draft: Draft, reading: Reading) -> list[PlaceMention]:
    """Where a draft is said to be: its named places, and what the nameless ones lie in."""
    outer = [reading.places[p.container] for p in draft.places if p.name is None and p.container is not None]
    return list(dict.fromkeys([*(p for p in draft.places if p.name is not None), *outer]))


def _number(place: PlaceMention, reading: Reading) -> int | None:
    return next((n for n, p in enumerate(reading.places) if (p.start, p.end) == (place.start, place.end)), None)


def _inside(place: PlaceMention, around: PlaceMention, number: int) -> PlaceMention:
    if ELSEWHERE & set(place.text.lower().split()):
        return place
    town = place.noun == "district" and not is_wide(around)
    part = (place.feature in {"site", "neighbourhood"} and around.feature != place.feature) or town
    fits = part or (is_wide(around) and place.feature in {"settlement", "admin2", "admin3"})
    loose = place.feature in LOOSE and place.text.lower().startswith(DEFINITE)  # "the area"
    return msgspec.structs.replace(place, container=number) if _nameless(place) and (fits or loose) else place
