"""The words of holding and taking places of ``lexicons/en/control.yaml``, verbs and nouns in all their forms."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from onrecord.language import lexicon

VERBS = ("holds", "keeps", "runs", "contested")
TELLING = ("under", "holds", "runs", "compound", "strongholds", "contested")
"""Lists whose words make a sentence worth reading."""


@functools.cache
def words() -> Mapping[str, frozenset[str]]:
    """Each list of the file by its name."""
    raw = lexicon.load("control", dict[str, list[str]])
    return {
        name: frozenset(f for w in listed for f in (lexicon.verb_forms(w) if name in VERBS else lexicon.noun_forms(w)))
        for name, listed in raw.items()
    }


@functools.cache
def telling() -> frozenset[str]:
    """Words that may say who holds a place."""
    return frozenset(word for name in TELLING for word in words()[name])
