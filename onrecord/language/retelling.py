"""As what one event may be told by several sentences or reports: its kinds, its sites, and nouns that mean what was told before."""

from __future__ import annotations

import functools
import re

import msgspec

from onrecord.knowledge import packaged
from onrecord.knowledge.spelling import fold
from onrecord.language import lexicon
from onrecord.model import Record

POINTING = re.compile(r"\b(?:the|this|that|these|those)\s+(?:[\w'-]+\s+){0,2}$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")


class Retelling(Record, frozen=True, kw_only=True):
    """``kinds.yaml``, as explained there."""

    groups: dict[str, tuple[str, ...]]
    kindred: tuple[tuple[str, str], ...]
    turns: tuple[tuple[str, str], ...]
    parts: frozenset[str]
    wholes: frozenset[str]
    generic: frozenset[str]
    others: frozenset[str]
    things: tuple[tuple[str, ...], ...]

    def group(self, family: str) -> str:
        """The group of families that a family is compared within."""
        return next((name for name, families in self.groups.items() if family in families), family)

    def are_kindred(self, one: str, two: str) -> bool:
        """Whether two kinds of different families often tell one event."""
        return (one, two) in self.kindred or (two, one) in self.kindred

    def is_turn(self, one: str, two: str) -> bool:
        """Whether one kind is the fighting for a place and the other that it changed hands."""
        return (one, two) in self.turns or (two, one) in self.turns

    def sorts_in(self, text: str) -> frozenset[str]:
        """The sorts of sites that a text speaks of, each by the first word of its list."""
        known = _sorts(self.things)
        return frozenset(known[word] for word in WORD.findall(fold(text)) if word in known)

    def points_back(self, before: str, word: str) -> bool:
        """Whether the word of an event, by the words before it, means a known one: "the air strike", "that deadly attack",
        but neither "the second attack" nor "the army attacked"."""
        found = POINTING.search(before)
        return found is not None and not _is_past(word) and self.others.isdisjoint(WORD.findall(found.group().lower()))


def _is_past(word: str) -> bool:
    first = word.lower().split()[0]
    return first.endswith("ed") or first in _pasts()


@functools.cache
def _pasts() -> frozenset[str]:
    return frozenset(form for forms in lexicon.irregular()["verbs"].values() for form in forms)


@functools.lru_cache(1)
def _sorts(things: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    return {form: words[0] for words in things for word in words for form in lexicon.noun_forms(word)}


@functools.cache
def table() -> Retelling:
    """The shipped table."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("merge", "kinds.yaml")), Retelling)
