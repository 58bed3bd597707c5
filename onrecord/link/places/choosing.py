"""Choosing among entries of one name, alone or with the rest of a report in mind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Entry, Feature, Gazetteer, Similar
from onrecord.link.places import labels
from onrecord.link.places.candidates import OPTIONS, SURE_NAME, agreeing, candidates
from onrecord.link.places.choice import Around, Choice, Option, Question
from onrecord.link.places.holders import Holder, containers_of, held_countries, likely
from onrecord.link.places.inside import LEVELS, same_name
from onrecord.link.places.kinds import REACHING, WEAK_KINDS, kind_fits, only_named_after
from onrecord.link.places.label import Label
from onrecord.link.places.weighing import (
    ACCEPTED,
    giants_first,
    option_of,
    rank,
    seats_first,
    sites_first,
    sureness,
    unit_of,
)

CLEAR = 0.6  # sure enough to answer without anybody looking
PART_OF_TOWN, BESIDE, UNLISTED = 0.7, 0.62, 0.4
NAMESAKE = 0.8  # a base or road lies by the town it is named after, at most this surely
REACHES_FAR = 0.5  # a desert, plain or river named after a town goes on far beyond it
GIVEN = frozenset({"camp", "camps"})
"""What is named after the country that paid for it: "Kuwait camp" lies anywhere but there."""
OLD = re.compile(r"(?:the )?(?:district of |quarter of )?Old (?=[A-Z])")
WIDE: frozenset[Feature] = frozenset({"country", "area", "admin1", "water"})
ALIKE, NEARLY, LONG = 0.85, 0.9, 9
"""Likeness of the name of a city, and of another town, that is meant though nothing tells in which country, and its letters at the least."""
CITY = 100_000
"""People of a city that everybody means by its name, whatever else the sentence says."""


class Asked(NamedTuple):
    """A question with what its words say, what their containers may stand for, and what else the report speaks of."""

    question: Question
    label: Label
    containers: Sequence[Holder]
    around: Around


def choose(
    words: str,
    gazetteer: Gazetteer,
    *,
    containers: Sequence[str] = (),
    also: Sequence[str] = (),
    country: str | None = None,
) -> Choice:
    """The entry that the words stand for, by themselves and with what they are said to lie in. ``country`` is an ISO
    3166-1 code: that of the outlet, or of the list the words come from."""
    question = Question(words=words, containers=tuple(containers), also=tuple(also))
    return _choose(question, Around(country, {country: 1.0} if country else {}), gazetteer)


def together(
    questions: Sequence[Question],
    gazetteer: Gazetteer,
    country: str | None = None,
    spoken: frozenset[str] = frozenset(),
) -> list[Choice]:
    """The places of one report, each with the others in mind: first each alone, then again near those that were clear.

    ``country`` is the ISO 3166-1 code of the one it speaks of most, ``spoken`` those of all it names.
    """
    alone = Around(country, {country: 0.5} if country else {}, spoken=spoken)
    asked = _with_told_containers(questions)
    first = {question: _choose(question, alone, gazetteer) for question in dict.fromkeys(asked)}
    said = Counter(asked)
    around = _around([(choice, said[question]) for question, choice in first.items()], alone)
    second = {question: _choose(question, _without(around, first[question]), gazetteer) for question in first}
    return [second[question] for question in asked]


def _with_told_containers(questions: Sequence[Question]) -> list[Question]:
    """The questions, names that say nowhere what they lie in with what another mention says: "Ayn, Varna … in Ayn"."""
    told: dict[str, tuple[str, ...]] = {}
    for question in questions:
        if question.containers:
            told.setdefault(question.words, question.containers)
    return [q if q.containers else msgspec.structs.replace(q, containers=told.get(q.words, ())) for q in questions]


def explain(
    words: str, gazetteer: Gazetteer, *, near: str | None = None, country: str | None = None, limit: int = 10
) -> list[dict[str, str | float | None]]:
    """Rows for people: the candidates of a name, best first, with coordinates, score and the features behind it."""
    choice = choose(words, gazetteer, containers=(near,) if near else (), country=country)
    rows: list[dict[str, str | float | None]] = []
    for option in choice.options[:limit]:
        entry = option.entry
        rows.append(
            {
                "id": entry.id,
                "name": entry.name,
                "matched": option.name,
                "feature": entry.feature,
                "country": entry.country,
                "admin": ", ".join(unit.name for unit in entry.admin),
                "lat": entry.lat,
                "lon": entry.lon,
                "population": entry.population,
                "score": round(option.score, 3),
                "chosen": "yes" if choice.entry and choice.entry.id == entry.id else "",
                "why": ", ".join(f"{name} {value:+.2f}" for name, value in option.features.items() if value),
                "source": entry.source,
            }
        )
    return rows


def _around(choices: Iterable[tuple[Choice, int]], alone: Around) -> Around:
    """Where the clear places of a report lie, each country by how often it is spoken of."""
    clear = [(choice.entry, times) for choice, times in choices if choice.entry and choice.score >= ACCEPTED]
    votes: Counter[str] = Counter()
    for entry, times in clear:
        votes[entry.country] += times * (2 if entry.feature in ("country", "admin1") else 1)
    if alone.country:
        votes[alone.country] += 1
    total = sum(votes.values()) or 1
    places = tuple(entry for entry, _ in clear if entry.feature != "country" and entry.lat is not None)
    shares = {code: count / total for code, count in votes.items()}
    return msgspec.structs.replace(alone, countries=shares, places=places)


def _without(around: Around, own: Choice) -> Around:
    """The rest of the report as one of its places sees it: other places, and the units those lie in."""
    name = own.entry.name if own.entry else None
    others = tuple(entry for entry in around.places if entry.name != name)
    votes = Counter(unit for entry in others if (unit := unit_of(entry)))
    units = {unit: count / len(others) for unit, count in votes.items()}
    return msgspec.structs.replace(around, units=units, places=others)


def _choose(question: Question, around: Around, gazetteer: Gazetteer) -> Choice:
    others = [labels.read(words) for words in question.also]
    label = _named_by_side(labels.read(question.words), question, around, gazetteer)
    label = _without_given(_borne_out(label, others), question.containers)
    containers = containers_of((*label.containers, *question.containers), label.feature, around, gazetteer)
    nameless = not label.names
    if nameless:
        label = _of_container(label, question, containers)
    label = _whole_if_listed(label, gazetteer)
    near = (_beside((name,), (), around, gazetteer) for name in question.near)
    told = tuple(town for town in near if town and (not around.countries or town.country in around.countries))
    around = msgspec.structs.replace(around, beside=told)
    countries = likely(containers, around)
    found = candidates(label.names, gazetteer, countries)
    if not (countries or question.containers):  # of the whole world only what is spelt so, or what many know
        found = {code: hit for code, hit in found.items() if _is_sure_anywhere(hit)}
    if nameless:  # "an army base in Ayn" is not Ayn's airbase, which is spelt nearly so
        found = {code: hit for code, hit in found.items() if hit.likeness >= SURE_NAME}
    if also := [name for other in others for name in other.names]:
        found = agreeing(found, candidates(also, gazetteer, countries))
    options = sorted((option_of(hit, label, question, containers, around) for hit in found.values()), key=rank)
    options = giants_first(seats_first(options[:OPTIONS], label, question), containers)
    options = sites_first(options, label)
    if options and options[0].score >= ACCEPTED:
        sure = sureness(options[0], options[1:], gazetteer)
        if not only_named_after(options[0].entry, label):
            within = next((gazetteer.located(holder.entries[0]) for holder in containers), None)
            return Choice(options[0].entry.name, gazetteer.located(options[0].entry), within, sure, tuple(options))
        donor = options[0].entry.feature == "country" and label.noun in GIVEN
        if not donor and not _known_town(labels.read(question.words), containers):
            share = NAMESAKE if label.feature == "site" else REACHES_FAR
            point = gazetteer.located(options[0].entry)
            return Choice(_name(question), None, point, round(share * sure, 3), tuple(options))
    return _unlisted(Asked(question, label, containers, around), gazetteer, tuple(options))


def _is_sure_anywhere(hit: Similar) -> bool:
    """Whether a spelling is close enough for a name of which nothing tells the country: short ones are alike the world over."""
    if hit.likeness >= 1.0:
        return True
    return hit.likeness >= (ALIKE if hit.entry.population >= CITY else NEARLY) and len(hit.name) >= LONG


def _unlisted(asked: Asked, gazetteer: Gazetteer, options: tuple[Option, ...]) -> Choice:
    """Where words are whose own name no list has, or not there: by a city everybody knows, by what they lie near, else in what
    they are said to lie in."""
    question, near, around = asked.question, asked.label.near, asked.around
    if question.containers and (city := _known_city(asked, gazetteer)):
        return city
    passes = asked.label.feature in REACHING
    beside = _beside(near, question.containers, around, gazetteer) or next(iter(around.beside), None)
    if not passes and beside:
        return Choice(_name(question), None, beside, BESIDE, options)
    within = next((gazetteer.located(holder.entries[0]) for holder in asked.containers), None)
    if within is None and (old := OLD.match(question.words)):  # "Old Rasheed" lies in Rasheed
        within = _beside((question.words[old.end() :],), (), around, gazetteer)
    return Choice(_name(question), None, within, _held_score(labels.read(question.words), within), options)


def _name(question: Question) -> str | None:
    """The proper name in the words; null where they have none."""
    return next(iter(labels.read(question.words).names), None)


def _beside(near: Sequence[str], containers: Sequence[str], around: Around, gazetteer: Gazetteer) -> Entry | None:
    """The town that words say a place lies near, where one is clear: "the camp near X"."""
    for name in near:
        choice = _choose(Question(words=name, containers=tuple(containers)), around, gazetteer)
        if choice.entry and choice.entry.feature == "settlement" and choice.score >= CLEAR:
            return choice.entry
    return None


def _borne_out(label: Label, others: Sequence[Label]) -> Label:
    """The label with what its other spellings add: the kind of place, where its own words tell none, and containers."""
    telling = next((other for other in others if other.feature and not label.noun), None)
    if telling:
        label = msgspec.structs.replace(label, feature=telling.feature, noun=telling.noun)
    held = tuple(name for other in others for name in other.containers)
    near = tuple(name for other in others for name in other.near)
    return msgspec.structs.replace(label, containers=(*label.containers, *held), near=(*label.near, *near))


def _known_town(own: Label, containers: Sequence[Holder]) -> bool:
    """Whether the words themselves say in which town a hospital or school lies: then it does not lie by a namesake's."""
    return bool(own.containers) and bool(containers) and containers[0].entries[0].feature == "settlement"


def _known_city(asked: Asked, gazetteer: Gazetteer) -> Choice | None:
    """A city that a list put into the wrong area: in "Homs, Hama and Kafr in Idlib" only the last lies there. Not one of another
    country than the words say."""
    question = asked.question
    alone = _choose(msgspec.structs.replace(question, containers=()), asked.around, gazetteer)
    if alone.entry is None or alone.score < ACCEPTED or alone.entry.population < CITY:
        return None
    lands = {entry.country for holder in asked.containers for entry in holder.entries}
    if lands and alone.entry.feature != "country" and alone.entry.country not in lands:
        return None
    names = labels.read(question.words).names
    exact = any(entry.id == alone.entry.id for name in names for entry in gazetteer.exact(name))
    return msgspec.structs.replace(alone, score=round(alone.score * NAMESAKE, 3)) if exact else None


def _of_container(label: Label, question: Question, containers: Sequence[Holder]) -> Label:
    """Words like "Military airport" in Homs may be listed as "Homs military airport": words without a name take their
    container's. Nothing is listed by the name of its country: an air base of Syria is any."""
    holder = next((labels.read(name).names for name in (*label.containers, *question.containers)), ())
    wide = any(entry.feature == "country" for held in containers[:1] for entry in held.entries[:1])
    if not holder or wide or label.feature not in ("site", "admin1"):
        return label
    if label.feature == "admin1":  # "the province", told of after Idlib
        return msgspec.structs.replace(label, names=holder[:1]) if label.head.startswith("the ") else label
    return msgspec.structs.replace(label, names=(f"{holder[0]} {label.head.removeprefix('the ')}",))


def _named_by_side(label: Label, question: Question, around: Around, gazetteer: Gazetteer) -> Label:
    """The label of a unit that is called by the side of its country, or by whose people live there: "North-West Region", "the Somali
    region". Only where a country is spoken of that lists it."""
    whole = label.head.removeprefix("the ")
    if label.names or label.feature not in LEVELS or not whole[:1].isupper():
        return label
    held = held_countries(containers_of(question.containers, label.feature, around, gazetteer))
    spoken = {*around.countries, *held}
    listed = any(e.country in spoken and e.feature in WIDE for e in gazetteer.exact(whole))
    return msgspec.structs.replace(label, names=(whole,), containers=()) if listed else label


def _whole_if_listed(label: Label, gazetteer: Gazetteer) -> Label:
    """The label with its whole name alone where a part of the world is listed under it: "North Africa", "Northern Ireland",
    "the Gaza Strip", "the Red Sea"."""
    if not label.names:
        return label
    if label.around and any(
        entry.feature in WIDE or entry.feature == "admin2" for entry in gazetteer.exact(label.names[0])
    ):
        return msgspec.structs.replace(label, names=label.names[:1])
    whole = label.names[-1] if label.noun and label.feature in WEAK_KINDS else ""
    listed = [entry for entry in gazetteer.exact(whole) if whole and entry.feature in WIDE]
    named = [entry for entry in listed if same_name(entry.name, whole.removeprefix("the "))]
    if not named:
        return label
    fits = any(kind_fits(entry, label) > 0 for entry in named)  # the Red Sea is a sea, the Gaza Strip no strip
    return msgspec.structs.replace(label, names=(whole,), **({} if fits else {"feature": None, "noun": None}))


def _without_given(label: Label, containers: Sequence[str]) -> Label:
    """The label without a name that is known to be a container: the second of "Qaterji (Aleppo)" in Aleppo."""
    given = {spelling.fold(name) for name in containers}
    names = tuple(name for i, name in enumerate(label.names) if not i or spelling.fold(name) not in given)
    return msgspec.structs.replace(label, names=names)


def _held_score(label: Label, within: Entry | None) -> float:
    """How surely the container's point tells where an unlisted place is: parts of a town lie in it, villages need not lie
    near what they are said to lie in."""
    if within is None or within.lat is None:
        return 0.0
    part = label.feature in ("neighbourhood", "site") and within.feature in ("settlement", "neighbourhood", "site")
    return PART_OF_TOWN if part else UNLISTED
