"""Word lists kept as YAML, the inflected forms of their words, and a matcher of word sequences."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from onrecord.knowledge import packaged

T = TypeVar("T")
VOWELS = "aeiou"


def load(name: str, kind: type[T], language: str = "en") -> T:
    """The file ``data/lexicons/<language>/<name>.yaml`` as a typed record.

    Raises ``msgspec.ValidationError`` when the file has not the form of ``kind``: a fault of the package, not of input.
    """
    return msgspec.convert(packaged.safe_yaml(packaged.text("lexicons", language, f"{name}.yaml")), kind)


@functools.cache
def irregular() -> Mapping[str, Mapping[str, list[str]]]:
    """Irregular forms: ``verbs`` as [past, participle, ...], ``nouns`` as [plural, ...]."""
    return load("irregular", dict[str, dict[str, list[str]]])


def verb_forms(lemma: str) -> tuple[str, ...]:
    """All inflected forms of an English verb, the lemma first: ``storm`` → storm, storms, stormed, storming.

    A phrasal verb inflects in its first word: ``break out`` → break out, breaks out, broke out, broken out, breaking out.
    """
    first, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    past = irregular()["verbs"].get(first) or [_suffixed(first, "ed")]
    forms = [first, _third_person(first), *past, _suffixed(first, "ing")]
    return tuple(dict.fromkeys(form + tail for form in forms))


def noun_forms(lemma: str) -> tuple[str, ...]:
    """Singular and plural of an English noun; a phrase inflects in its last word."""
    head, _, last = lemma.rpartition(" ")
    before = f"{head} " if head else ""
    plural = irregular()["nouns"].get(last) or [_third_person(last)]
    return tuple(dict.fromkeys([lemma, *(before + form for form in plural)]))


def _third_person(word: str) -> str:
    if word.endswith("y") and len(word) > 1 and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _suffixed(word: str, suffix: str) -> str:
    if word.endswith("ie") and suffix == "ing":
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + suffix
    if word.endswith("e") and suffix == "ed":
        return word + "d"
    if word.endswith("y") and word[-2] not in VOWELS and suffix == "ed":
        return word[:-1] + "ied"
    return word + (word[-1] if _doubles(word) else "") + suffix


def _doubles(word: str) -> bool:
    """Whether the last consonant doubles: one syllable ending consonant-vowel-consonant, or listed as ``doubling``."""
    if word in irregular()["doubling"]:
        return True
    closed = len(word) > 2 and word[-1] not in VOWELS + "wxy" and word[-2] in VOWELS and word[-3] not in VOWELS
    return closed and sum(letter in VOWELS for letter in word) == 1


class Phrases(Generic[T]):
    """Word sequences with a value each; finds the longest at every token.

    Keys are given in lower case with words separated by spaces. Tokens are compared as they stand in a sentence, so a
    hyphen in a key is written apart or not at all alike: "car-bomb" finds the tokens ``car - bomb``.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in entries:
            words = tuple(phrase.lower().replace("-", " - ").replace("'s", " 's").split())
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda item: -len(item[0]))

    def at(self, words: Sequence[str], position: int) -> tuple[int, T] | None:
        """The longest phrase that starts at ``position`` of these lower-case words: (number of words, value)."""
        for phrase, value in self._by_first.get(words[position], ()):
            if len(phrase) == 1 or tuple(words[position : position + len(phrase)]) == phrase:
                return len(phrase), value
        return None

    def all_at(self, words: Sequence[str], position: int) -> list[tuple[int, T]]:
        """All phrases that start at ``position``, the longest first: (number of words, value)."""
        begun = self._by_first.get(words[position])
        if begun is None:
            return []
        return [
            (len(phrase), value)
            for phrase, value in begun
            if len(phrase) == 1 or tuple(words[position : position + len(phrase)]) == phrase
        ]

    def first_words(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self._by_first)

    def find(self, words: Sequence[str]) -> list[tuple[int, int, T]]:
        """All longest phrases from left to right without overlap: (first word, one after the last, value)."""
        found, position = [], 0
        while position < len(words):
            hit = self.at(words, position)
            if hit:
                found.append((position, position + hit[0], hit[1]))
            position += hit[0] if hit else 1
        return found
