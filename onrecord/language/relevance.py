"""Whether a text is worth reading: the words of armed conflict in it, told from those of other news; cheap, before anything else."""

from __future__ import annotations

import functools
import itertools
import re

import msgspec

from onrecord.language import lexicon

WORD = re.compile(r"[^\W\d_]+")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``relevance.yaml`` lists; the file says what each part means."""

    least: int
    least_common: int
    words_a_point: int
    short: int
    least_short: int
    telling: frozenset[str]
    common: frozenset[str]


class Relevance(msgspec.Struct, frozen=True):
    """How much a text speaks of conflict: its points, its telling words, and whether that is enough."""

    points: int
    telling: tuple[str, ...]
    enough: bool


def relevance(text: str) -> Relevance:
    """How much an English text speaks of armed conflict, repression or unrest.

    Every listed word counts once; the lists and thresholds are data (``data/lexicons/en/relevance.yaml``).
    """
    known = words()
    said = WORD.findall(text.lower())
    present = set(said)
    present.update(map(" ".join, itertools.pairwise(said)))
    telling = present & known.telling
    points = 2 * len(telling) + len(present & known.common)
    if len(said) < known.short:
        enough = points >= known.least_short
    else:
        asked = known.least if telling else known.least_common
        enough = points >= asked + len(said) // known.words_a_point
    return Relevance(points, tuple(sorted(telling)), enough)


@functools.cache
def words() -> Words:
    """The lists."""
    return lexicon.load("relevance", Words)
