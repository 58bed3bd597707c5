"""What merging has to know of kinds and sides: given from the codebook and the registry, and from ``data/merge``."""

from __future__ import annotations

import functools
from collections.abc import Callable

import msgspec

from onrecord.knowledge import packaged
from onrecord.language import lexicon
from onrecord.model import Record


class Kin(msgspec.Struct, frozen=True):
    """The family of a kind; the side that an actor's id takes in the war of a country (named or null); and whether the
    second of two ids is the first or belongs to it."""

    family: Callable[[str], str]
    side: Callable[[str, str | None], str]
    within: Callable[[str, str], bool]


class Kinds(Record, frozen=True, kw_only=True):
    """``kinds.yaml``, as explained there."""

    groups: dict[str, tuple[str, ...]]
    kindred: tuple[tuple[str, str], ...]
    parts: frozenset[str]
    wholes: frozenset[str]
    generic: frozenset[str]
    things: tuple[tuple[str, ...], ...]

    def group(self, family: str) -> str:
        """The group of families that a family is compared within."""
        return next((name for name, families in self.groups.items() if family in families), family)

    def are_kindred(self, one: str, two: str) -> bool:
        """Whether two kinds of different families often tell one event."""
        return (one, two) in self.kindred or (two, one) in self.kindred

    def sort(self, word: str) -> str | None:
        """The sort of site that a word names, by the first word of its list; null for other words."""
        return _sorts(self.things).get(word)


@functools.lru_cache(1)
def _sorts(things: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    return {form: words[0] for words in things for word in words for form in lexicon.noun_forms(word)}


@functools.cache
def kinds() -> Kinds:
    """The shipped table of kinds."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("merge", "kinds.yaml")), Kinds)


@functools.cache
def common() -> frozenset[str]:
    """``common.yaml``: stems of words that any report of a war may hold."""
    return frozenset(packaged.safe_yaml(packaged.text("merge", "common.yaml"))["common"])
