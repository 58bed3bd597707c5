"""One mention of a place, as found in the text."""

from __future__ import annotations

from typing import Literal

import msgspec

from onrecord.knowledge.gazetteer import Feature
from onrecord.model import Extent, Part, Relation

PlaceRole = Literal[
    "event", "dateline", "demonym", "organisation", "metonym", "origin", "goal", "gathering", "landmark"
]


class PlaceMention(msgspec.Struct, frozen=True, kw_only=True):
    """These words of the text name a place, or speak of one.

    ``text`` is what a coder would highlight: the name with its generic noun ("Bighel village", "province of Deir ez-Zor");
    of places without a name the noun with its determiner ("several neighborhoods"). ``name`` is the proper name to look up, null
    where there is none. ``noun`` is the generic noun's singular, ``feature`` the kind of place it stands for. ``sentence`` counts the document's
    sentences; ``first`` and ``last`` are token positions of the words in it, ``position`` that of the head of the noun phrase ("towns" in "the towns of
    A and B"). ``container`` is the position, in the sequence found, of the mention this one is said to lie in.
    ``unit`` says that a province goes by the name, be it that a town does too; ``people`` how many the biggest place of the
    name has, as far as it is listed.
    ``role`` tells places where something may have happened (``event``) from datelines, demonyms ("Syrian"), places inside names of
    organisations, governments named by their seat ("Damascus said"), origins ("a man from Homs"), goals ("on the way to Homs"),
    seats of talks ("a meeting in Geneva") and landmarks, which only say how another place lies ("Ayn, 30 km south of Homs"). ``score`` is how
    sure it is that a place is meant at all, 0 to 1.
    """

    text: str
    start: int
    end: int
    name: str | None
    noun: str | None
    feature: Feature | None
    sentence: int
    first: int
    last: int
    position: int
    relation: Relation = "in"
    part: Part | None = None
    extent: Extent = "point"
    container: int | None = None
    unit: bool = False
    people: int = 0
    role: PlaceRole = "event"
    score: float = 0.5
