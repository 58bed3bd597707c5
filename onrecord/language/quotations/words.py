"""The lexicons of cues and of sources, as tables to look up."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from onrecord.language import lexicon
from onrecord.language.lexicon import Phrases
from onrecord.language.quotations.records import Act
from onrecord.model import SourceKind

Takes = Literal["quote", "clause", "infinitive", "gerund", "object", "hearer", "as"]


class Entry(msgspec.Struct, frozen=True):
    """One group of cue words: what they express and where their content stands."""

    act: Act
    words: frozenset[str]
    takes: frozenset[Takes] = frozenset()
    about: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()


class _Cues(msgspec.Struct, frozen=True):
    """``attribution.yaml``; each list is explained there."""

    verbs: tuple[Entry, ...]
    reporting: frozenset[str]
    light: frozenset[str]
    nouns: tuple[Entry, ...]
    adjectives: tuple[Entry, ...]
    by_way_of: tuple[str, ...]
    citing: frozenset[str]
    denying: frozenset[str]
    accusing: frozenset[str]
    withholding: frozenset[str]
    unnamed: tuple[str, ...]
    not_speakers: frozenset[str]
    hearsay: frozenset[str]
    held: frozenset[str]
    not_content: frozenset[str]


class _Sources(msgspec.Struct, frozen=True):
    """``sources.yaml``; each list is explained there."""

    roles: Mapping[SourceKind, tuple[str, ...]]
    speaks_for: Mapping[SourceKind, tuple[str, ...]]
    bodies: Mapping[SourceKind, tuple[str, ...]]
    sides: Mapping[SourceKind, tuple[str, ...]]
    titles: frozenset[str]
    writings: frozenset[str]
    particles: frozenset[str]
    pronouns: Mapping[str, frozenset[str]]
    governments: frozenset[str]
    calendar: frozenset[str]
    names_only: frozenset[str]
    descriptors: frozenset[str]
    elsewhere: frozenset[str]


@functools.cache
def cues() -> _Cues:
    """The lexicon of cues, loaded once."""
    return lexicon.load("attribution", _Cues)


@functools.cache
def sources() -> _Sources:
    """The lexicon of sources, loaded once."""
    return lexicon.load("sources", _Sources)


@functools.cache
def verbs() -> Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]:
    """By the first word of every form of a cue verb: the words that must follow it, and what it takes."""
    table: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for entry in cues().verbs:
        for word in sorted(entry.words):
            for form in lexicon.verb_forms(word):
                first, *rest = form.split()
                table.setdefault(first, []).append((tuple(rest), entry))
    return {word: tuple(sorted(found, key=lambda item: -len(item[0]))) for word, found in table.items()}


@functools.cache
def nouns() -> Mapping[str, Entry]:
    """Every form of a cue noun."""
    return {form: entry for entry in cues().nouns for word in entry.words for form in lexicon.noun_forms(word)}


@functools.cache
def adjectives() -> Mapping[str, Entry]:
    """Every cue adjective."""
    return {word: entry for entry in cues().adjectives for word in entry.words}


@functools.cache
def light_verbs() -> frozenset[str]:
    """Every form of the verbs that credit only by the noun they govern."""
    return _forms(cues().light)


@functools.cache
def held() -> frozenset[str]:
    """Every form of the verbs by which somebody takes a thing for true."""
    return _forms(cues().held)


def hearsay() -> frozenset[str]:
    """Adverbs by which a report tells what others say."""
    return cues().hearsay


@functools.cache
def reporting_verbs() -> frozenset[str]:
    """The first word of every form of the verbs whose object is itself a report."""
    return frozenset(form.split()[0] for form in _forms(cues().reporting))


@functools.cache
def forceful() -> Mapping[str, frozenset[str]]:
    """Every form of the verbs of denying, accusing and withholding."""
    lists = cues()
    return {
        "denies": _forms(lists.denying),
        "accuses": _forms(lists.accusing),
        "withholds": _forms(lists.withholding),
    }


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in lexicon.verb_forms(word))


@functools.cache
def trigger_words(stances: bool) -> frozenset[str]:
    """Every lower-case word that can begin a cue; without stances, only those of words spoken and of thoughts."""
    ways = {phrase.split()[0] for phrase in cues().by_way_of} | _nouns_that_report()
    if stances:
        return frozenset(verbs()) | frozenset(nouns()) | frozenset(adjectives()) | ways
    clauses = [entry for entry in cues().verbs if entry.act != "stance" and entry.takes & {"quote", "clause"}]
    return reporting_verbs() | frozenset(form.split()[0] for entry in clauses for form in _forms(entry.words)) | ways


def _nouns_that_report() -> set[str]:
    return {form for form, entry in nouns().items() if entry.act == "speech"}


@functools.cache
def roles() -> Phrases[SourceKind]:
    """Words for persons whose kind the word itself tells."""
    return _phrases(sources().roles)


@functools.cache
def speaks_for() -> Phrases[SourceKind]:
    """Words for persons whose kind is that of the body they speak for; the value holds where none is told."""
    return _phrases(sources().speaks_for)


@functools.cache
def bodies() -> Phrases[SourceKind]:
    """Words that head or name a body."""
    return _phrases(sources().bodies)


@functools.cache
def sides() -> Phrases[SourceKind]:
    """Words before a role or a body that tell whose it is."""
    return _phrases(sources().sides)


@functools.cache
def unnamed() -> Phrases[bool]:
    """Phrases that say the source stays unnamed."""
    return Phrases((phrase, True) for phrase in cues().unnamed)


def _phrases(table: Mapping[SourceKind, tuple[str, ...]]) -> Phrases[SourceKind]:
    return Phrases((form, kind) for kind, words in table.items() for word in words for form in lexicon.noun_forms(word))
