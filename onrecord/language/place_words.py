"""The word lists of ``lexicons/en/places.yaml``, in the form that finding places asks them in."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import msgspec

from onrecord.knowledge.gazetteer import Feature
from onrecord.knowledge.gazetteer.land import countries
from onrecord.language.lexicon import Phrases, load, noun_forms, verb_forms
from onrecord.model import Part, Relation


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as written; what each list is for stands there."""

    nouns: dict[Feature, list[str]]
    generic: list[str]
    before_name: list[str]
    modifiers: list[str]
    sorts: list[str]
    directions: list[str]
    determiners: list[str]
    relations: dict[Relation, list[str]]
    parts: dict[Part, list[str]]
    locative: list[str]
    strongly_locative: list[str]
    organisations: list[str]
    titles: list[str]
    not_places: list[str]
    events: list[str]
    fire: list[str]
    done: list[str]
    gatherings: list[str]
    mourning: list[str]
    conferring: list[str]
    addressing: list[str]
    bodies: list[str]
    soil: list[str]
    people: list[str]
    leading: list[str]
    bringing: list[str]
    moving: dict[str, list[str]]
    vehicles: list[str]
    partners: list[str]
    acting: list[str]
    demonyms: dict[str, list[str]]
    arabic_sides: list[str]
    arabic: dict[Feature, list[str]]
    arabic_relations: dict[Relation, list[str]]


class Noun(msgspec.Struct, frozen=True):
    """A generic noun in one of its forms."""

    lemma: str
    feature: Feature
    plural: bool
    generic: bool


class PlaceWords(msgspec.Struct, frozen=True):
    """The lists by use. Phrases are matched on lower-case tokens; single words are sets."""

    nouns: Phrases[Noun]
    before_name: Phrases[str]
    modifiers: frozenset[str]
    sorts: frozenset[str]
    directions: frozenset[str]
    determiners: Phrases[str]
    relations: Phrases[Relation]
    near: frozenset[str]
    parts: Phrases[Part]
    locative: frozenset[str]
    strongly_locative: frozenset[str]
    organisations: frozenset[str]
    titles: frozenset[str]
    not_places: frozenset[str]
    events: frozenset[str]
    fire: frozenset[str]
    done: frozenset[str]
    gatherings: frozenset[str]
    mourning: frozenset[str]
    conferring: frozenset[str]
    addressing: frozenset[str]
    bodies: frozenset[str]
    soil: frozenset[str]
    people: frozenset[str]
    leading: frozenset[str]
    bringing: frozenset[str]
    moving: Mapping[str, frozenset[str]]
    vehicles: frozenset[str]
    partners: frozenset[str]
    acting: frozenset[str]
    demonyms: Phrases[str]
    arabic_sides: frozenset[str]
    arabic: Mapping[str, Feature]
    arabic_relations: Phrases[Relation]


@functools.cache
def words() -> PlaceWords:
    """The lists, read once."""
    file = load("places", _File)
    return PlaceWords(
        nouns=Phrases(_nouns(file)),
        before_name=Phrases((word, word) for word in file.before_name),
        modifiers=frozenset(word.lower() for word in file.modifiers),
        sorts=frozenset(file.sorts),
        directions=frozenset(word for phrase in file.directions for word in phrase.split()),
        determiners=Phrases((word, word) for word in file.determiners),
        relations=Phrases((phrase, relation) for relation, phrases in file.relations.items() for phrase in phrases),
        near=frozenset(phrase.split()[0] for phrase in file.relations["near"]) - {"in", "to", "at", "on"},
        parts=Phrases((phrase, part) for part, phrases in file.parts.items() for phrase in phrases),
        locative=frozenset(file.locative),
        strongly_locative=frozenset(file.strongly_locative),
        organisations=frozenset(file.organisations),
        titles=frozenset(file.titles),
        not_places=frozenset(file.not_places),
        events=_forms(file.events),
        fire=_forms(file.fire),
        done=_verb_forms(file.done),
        gatherings=_forms(file.gatherings),
        mourning=_forms(file.mourning),
        addressing=_verb_forms(file.addressing),
        conferring=_verb_forms(file.conferring),
        bodies=_forms(file.bodies),
        soil=frozenset(file.soil),
        people=_forms(file.people),
        leading=frozenset(form for word in file.leading for form in (*verb_forms(word), *noun_forms(word))),
        bringing=_verb_forms(file.bringing),
        moving={side: _verb_forms(verbs) for side, verbs in file.moving.items()},
        vehicles=_forms(file.vehicles),
        partners=_forms(file.partners),
        acting=_verb_forms(file.acting),
        demonyms=Phrases(_demonyms(file)),
        arabic_sides=frozenset(file.arabic_sides),
        arabic={word: feature for feature, nouns in file.arabic.items() for word in nouns},
        arabic_relations=Phrases(
            (phrase, name) for name, phrases in file.arabic_relations.items() for phrase in phrases
        ),
    )


def _forms(nouns: list[str]) -> frozenset[str]:
    return frozenset(form for noun in nouns for form in noun_forms(noun))


def _verb_forms(verbs: list[str]) -> frozenset[str]:
    return frozenset(form.split()[0] for verb in verbs for form in verb_forms(verb))


def _nouns(file: _File) -> list[tuple[str, Noun]]:
    generic = frozenset(file.generic)
    found: dict[str, Noun] = {}
    for feature, lemmas in file.nouns.items():
        for lemma in lemmas:
            for number, form in enumerate(noun_forms(lemma)):
                found.setdefault(form, Noun(lemma, feature, number > 0, lemma in generic))
    return list(found.items())


def _demonyms(file: _File) -> list[tuple[str, str]]:
    """Demonyms and the name of the country or region they stand for; plurals in -s are made where the form takes one."""
    found = {word: name for name, forms in file.demonyms.items() for word in forms}
    for country in countries().values():
        for word in country.demonyms:
            found.setdefault(word.lower(), country.name)
            if not word.endswith(("s", "ese", "sh", "ch", "man")):
                found.setdefault(f"{word.lower()}s", country.name)
    return list(found.items())
