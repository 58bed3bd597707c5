"""Nouns for people and words for the harm done to them, as compiled word lists."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from onrecord.language import lexicon
from onrecord.model import Detail, Harm, Unit, Who

Place = Literal["object", "subject", "acts", "counted", "states"]
"""Where a word of harm has its victim; explained in ``harms.yaml``."""


class Group(msgspec.Struct, frozen=True):
    """Nouns that say the same about the people they name."""

    who: Who
    nouns: list[str]
    detail: tuple[Detail, ...] = ()


class Small(msgspec.Struct, frozen=True):
    """The little words of ``people.yaml``; each is explained there."""

    referring: frozenset[str]
    copulas: frozenset[str]
    auxiliaries: frozenset[str]
    part_cases: frozenset[str]
    include: frozenset[str]
    partitive: frozenset[str]
    origins: frozenset[str]
    opening: frozenset[str]
    joints: frozenset[str]
    joining: frozenset[str]
    meant: frozenset[str]
    uncounting: frozenset[str]
    avoiding: frozenset[str]
    modal: frozenset[str]
    saying: frozenset[str]
    further: frozenset[str]


class PeopleLists(msgspec.Struct, frozen=True):
    """The word lists of ``people.yaml``; each is explained there."""

    groups: list[Group]
    units: dict[Unit, list[str]]
    measures: list[str]
    body_modifiers: frozenset[str]
    collective: frozenset[str]
    relatives: list[str]
    modifiers: dict[Who, list[str]]
    sides: list[str]
    side_means_fighters: list[str]
    civil_members: list[str]
    titles: frozenset[str]
    inclusion: list[str]
    side_nouns: list[str]
    sideless: frozenset[str]
    forces: frozenset[str]
    group_prepositions: frozenset[str]
    demonyms: list[str]
    function_words: frozenset[str]
    determiners: frozenset[str]
    small: Small


class Noun(msgspec.Struct, frozen=True):
    """A noun for people: who they are, whether the form names several, and what one of it is."""

    lemma: str
    who: Who
    detail: tuple[Detail, ...]
    plural: bool
    unit: Unit


class People(msgspec.Struct, frozen=True):
    """``people.yaml`` ready for look-up by the words of a sentence in lower case."""

    nouns: lexicon.Phrases[Noun]
    modifiers: lexicon.Phrases[Who]
    sides: lexicon.Phrases[None]
    inclusion: lexicon.Phrases[None]
    measures: frozenset[str]
    relatives: frozenset[str]
    fighters_of: frozenset[str]
    civil_members: lexicon.Phrases[None]
    titles: frozenset[str]
    bodies: frozenset[str]
    side_nouns: frozenset[str]
    demonyms: tuple[str, ...]
    lists: PeopleLists
    small: Small


@functools.cache
def people() -> People:
    """The nouns for people."""
    lists = lexicon.load("people", PeopleLists)
    return People(
        lexicon.Phrases(_nouns(lists)),
        lexicon.Phrases((word, who) for who, words in lists.modifiers.items() for word in words),
        lexicon.Phrases((word, None) for word in lists.sides),
        lexicon.Phrases((word, None) for word in lists.inclusion),
        frozenset(form for word in lists.measures for form in lexicon.noun_forms(word)),
        frozenset(form for word in lists.relatives for form in lexicon.noun_forms(word)),
        frozenset(form for word in lists.side_means_fighters for form in lexicon.noun_forms(word)),
        lexicon.Phrases((word, None) for word in lists.civil_members),
        lists.titles,
        frozenset(form for word in lists.units["bodies"] for form in lexicon.noun_forms(word)),
        frozenset(form for word in lists.side_nouns for form in lexicon.noun_forms(word)),
        tuple(lists.demonyms),
        lists,
        lists.small,
    )


def _nouns(lists: PeopleLists) -> Iterable[tuple[str, Noun]]:
    units = {word: unit for unit, words in lists.units.items() for word in words}
    seen: dict[str, Noun] = {}
    for group in lists.groups:
        for lemma in group.nouns:
            for form in _forms_of(lemma):
                plural = form != lemma or lemma in lists.collective
                noun = Noun(lemma, group.who, group.detail, plural, units.get(lemma, "persons"))
                seen.setdefault(form, noun)
    return seen.items()


def _forms_of(lemma: str) -> tuple[str, ...]:
    """Singular and plural; "-man" becomes "-men"."""
    if lemma.endswith("man") and lemma != "human":
        return lemma, lemma[:-3] + "men"
    return lexicon.noun_forms(lemma)


class HarmWords(msgspec.Struct, frozen=True):
    """The words of one harm, by the place of the victim."""

    object: list[str]
    subject: list[str]
    acts: list[str]
    counted: list[str]
    states: list[str]


class HarmLists(msgspec.Struct, frozen=True):
    """The word lists of ``harms.yaml``; each is explained there."""

    harms: dict[Harm, HarmWords]
    people_only: list[str]
    losing: list[str]
    taking: list[str]
    lives: list[str]
    carriers: list[str]
    becoming: list[str]
    undergo: list[str]
    undergone: dict[str, Harm]
    completed: dict[Harm, list[str]]
    sentencing: frozenset[str]
    tolls: dict[Harm, list[str]]
    numbers_of: list[str]
    toll_links: frozenset[str]
    toll_bounds: frozenset[str]
    scopes: dict[Literal["cumulative", "digest", "part"], list[str]]
    lasting: frozenset[str]
    totalling: frozenset[str]
    keeping_count: frozenset[str]
    silent: list[str]
    untold: list[str]
    not_none: frozenset[str]
    negators: frozenset[str]
    pronouns: frozenset[str]
    uncounted: frozenset[str]
    between: frozenset[str]
    speaking: frozenset[str]


class Verb(msgspec.Struct, frozen=True):
    """A verb form of harm; ``rest`` are the words that must stand after it ("to death")."""

    harm: Harm
    rest: tuple[str, ...]
    people_only: bool


class Harms(msgspec.Struct, frozen=True, dict=True):
    """``harms.yaml`` ready for look-up by the words of a sentence in lower case."""

    object: dict[str, list[Verb]]
    subject: dict[str, list[Verb]]
    acts: dict[str, Harm]
    counted: lexicon.Phrases[Harm]
    states: lexicon.Phrases[Harm]
    participles: frozenset[str]
    losing: frozenset[str]
    taking: frozenset[str]
    lives: frozenset[str]
    carriers: frozenset[str]
    becoming: frozenset[str]
    undergo: frozenset[str]
    undergone: dict[str, Harm]
    completed: lexicon.Phrases[Harm]
    tolls: lexicon.Phrases[Harm | None]
    scopes: lexicon.Phrases[Literal["cumulative", "digest", "part"]]
    silent: frozenset[str]
    untold: frozenset[str]
    lists: HarmLists

    @functools.cached_property
    def starts(self) -> frozenset[str]:
        """The words without one of which a sentence tells of no harm."""
        phrases = (self.counted, self.states, self.tolls, self.completed)
        firsts = frozenset[str]().union(*(item.first_words() for item in phrases))
        verbs = frozenset(self.object) | frozenset(self.subject) | self.taking | self.losing | self.undergo
        return firsts | verbs | frozenset(self.acts) | people().bodies


@functools.cache
def harms() -> Harms:
    """The words of harm."""
    lists = lexicon.load("harms", HarmLists)
    return Harms(
        _verbs(lists, "object"),
        _verbs(lists, "subject"),
        {form: harm for harm, words in lists.harms.items() for noun in words.acts for form in lexicon.noun_forms(noun)},
        lexicon.Phrases(_counted(lists)),
        lexicon.Phrases((state, harm) for harm, words in lists.harms.items() for state in words.states),
        frozenset(form for words in lists.harms.values() for verb in words.object for form in _past(verb)),
        _forms(lists.losing),
        _forms(lists.taking),
        frozenset(form for noun in lists.lives for form in lexicon.noun_forms(noun)),
        _forms(lists.carriers),
        _forms(lists.becoming),
        _forms(lists.undergo),
        {form: harm for noun, harm in lists.undergone.items() for form in lexicon.noun_forms(noun)},
        lexicon.Phrases((phrase, harm) for harm, phrases in lists.completed.items() for phrase in phrases),
        lexicon.Phrases(_tolls(lists)),
        lexicon.Phrases((phrase, scope) for scope, phrases in lists.scopes.items() for phrase in phrases),
        frozenset(form for noun in lists.silent for form in lexicon.noun_forms(noun)),
        _forms(lists.untold),
        lists,
    )


def verb_harm(verbs: dict[str, list[Verb]], words: Sequence[str], position: int) -> Verb | None:
    """The harm of the verb at ``position`` with the words it needs after it, the longest first."""
    for verb in verbs.get(words[position], ()):
        if not verb.rest or tuple(words[position + 1 : position + 1 + len(verb.rest)]) == verb.rest:
            return verb
    return None


def _verbs(lists: HarmLists, place: Literal["object", "subject"]) -> dict[str, list[Verb]]:
    only = frozenset(lists.people_only)
    found: dict[str, list[Verb]] = {}
    for harm, words in lists.harms.items():
        for lemma in words.object if place == "object" else words.subject:
            for form in lexicon.verb_forms(lemma):
                first, *rest = form.split()
                found.setdefault(first, []).append(Verb(harm, tuple(rest), lemma in only))
    for candidates in found.values():
        candidates.sort(key=lambda verb: -len(verb.rest))
    return found


def _counted(lists: HarmLists) -> Iterable[tuple[str, Harm]]:
    for harm, words in lists.harms.items():
        for noun in words.counted:
            yield noun, harm
            if not noun.endswith("ed"):
                yield from ((form, harm) for form in lexicon.noun_forms(noun))


def _tolls(lists: HarmLists) -> Iterable[tuple[str, Harm | None]]:
    for harm, phrases in lists.tolls.items():
        yield from ((phrase, harm) for phrase in phrases)
    yield from ((phrase, None) for phrase in lists.numbers_of)


def _past(verb: str) -> tuple[str, ...]:
    return tuple(form for form in lexicon.verb_forms(verb)[2:] if not form.split()[0].endswith("ing"))


def _forms(verbs: Sequence[str]) -> frozenset[str]:
    return frozenset(form for verb in verbs for form in lexicon.verb_forms(verb))
