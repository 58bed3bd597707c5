"""An actor as the words name it."""

from __future__ import annotations

from typing import Literal

import msgspec

from onrecord.knowledge.naming import Group
from onrecord.model import ActorKind


class ActorMention(msgspec.Struct, frozen=True, kw_only=True):
    """These words name or describe an actor: the core that a coder would highlight, without article and number.

    ``sentence`` and ``position`` are the sentence's number and the head's token in it. ``id`` is a registry entry where
    the words name one. ``generic`` words mean whom the text last named so, or nobody known; ``antecedent`` is the number
    of that mention once resolved. ``suspected`` is a belief about who they are. ``own`` marks the speaker's side ("our troops", "we"), ``loaded`` words of abuse,
    ``modifier`` words that only describe the noun after them ("rebel-held", "army checkpoint"). ``definite`` is whether
    the words point at somebody known ("the", "these"). ``noun`` is the class of the head noun.
    """

    text: str
    start: int
    end: int
    sentence: int
    position: int
    first: int
    last: int
    id: str | None = None
    kind: ActorKind | None = None
    noun: Group | Literal["pronoun"] | None = None
    generic: bool = False
    civilian: bool = False
    joint: Literal["all", "any"] = "all"
    unidentified: bool = False
    suspected: bool = False
    own: bool = False
    loaded: bool = False
    modifier: bool = False
    definite: bool = False
    antecedent: int | None = None
