"""The named policies: how each reads words without a figure, and which rule it chooses by, from ``data/policies``."""

from __future__ import annotations

import functools
import re
from typing import Literal, get_args

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import OnrecordError, Record, SourceKind
from onrecord.weigh.records import ByWhom, Grade, Happened, Identity, PolicyName

Rule = Literal["lowest_until_corroborated", "lowest", "latest", "most_reliable"]
WORD = re.compile(r"[a-z]+")
POLICIES: tuple[PolicyName, ...] = get_args(PolicyName)


class Wording(Record, frozen=True, kw_only=True):
    """These phrases mean so many people; null is an open end."""

    words: tuple[str, ...]
    low: int | None
    high: int | None


class Grading(Record, frozen=True, kw_only=True):
    """This grade is given where the ratings are among these; a rating not named may be anything."""

    grade: Grade
    happened: tuple[Happened, ...] | None = None
    by_whom: tuple[ByWhom, ...] | None = None
    identity: tuple[Identity, ...] | None = None


class Policy(Record, frozen=True, kw_only=True):
    """One policy. ``reference`` is where its rule comes from.

    ``plural`` is what a plural without any number counts as, null for
    nothing. ``reliable`` are kinds of source, best first. ``deliberate`` and ``collateral`` are kinds of event by how
    civilians die in them. ``parties`` are kinds of source that may have an interest in who the dead were.
    """

    reference: str
    rule: Rule
    words: tuple[Wording, ...]
    plural: int | None = None
    reliable: tuple[tuple[SourceKind, ...], ...] = ()
    deliberate: tuple[str, ...] = ()
    collateral: tuple[str, ...] = ()
    parties: tuple[SourceKind, ...] = ()
    grades: tuple[Grading, ...] = ()

    def phrase(self, text: str) -> tuple[int | None, int | None]:
        """What a phrase without a figure counts as: its longest known words, else the plural; both null for neither."""
        tokens = " ".join(WORD.findall(text.lower()))
        known = [
            (len(words), wording) for wording in self.words for words in wording.words if f" {words} " in f" {tokens} "
        ]
        if known:
            wording = max(known, key=lambda pair: pair[0])[1]
            return wording.low, wording.high
        return self.plural, self.plural


@functools.cache
def policy(name: str) -> Policy:
    """The policy of this name. Raises OnrecordError where there is none."""
    if name not in POLICIES:
        raise OnrecordError(f"There is no policy called {name!r}; the policies are: {', '.join(POLICIES)}.")
    return msgspec.convert(packaged.safe_yaml(packaged.text("policies", f"{name}.yaml")), Policy)
