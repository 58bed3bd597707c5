"""What is asked about a place's words, what is known around them, and what they were taken to stand for."""

from __future__ import annotations

import msgspec

from onrecord.knowledge.gazetteer import Entry
from onrecord.model import PlacePrecision, Relation


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Where are these words? ``containers`` are names of what the place is said to lie in, the narrowest first; ``also`` other
    spellings, in any script; ``near`` names of what the text says it lies near."""

    words: str
    containers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    relation: Relation = "in"
    near: tuple[str, ...] = ()


class Option(msgspec.Struct, frozen=True):
    """This entry may be meant, this likely, because of these features (each times its weight)."""

    entry: Entry
    name: str
    score: float
    features: dict[str, float]


class Choice(msgspec.Struct, frozen=True):
    """What words were taken to stand for.

    ``entry`` is null where nothing is like enough; ``within`` is then the smallest container that is known, if any. ``name`` is the entry's, or the
    words' own proper name (null for "several neighborhoods").
    """

    name: str | None
    entry: Entry | None
    within: Entry | None
    score: float
    options: tuple[Option, ...]

    @property
    def point(self) -> Entry | None:
        """Whose coordinates stand for the place."""
        return self.entry or self.within

    @property
    def precision(self) -> PlacePrecision:
        """What those coordinates stand for."""
        return self.point.precision if self.point and self.point.lat is not None else "unresolved"


class Around(msgspec.Struct, frozen=True):
    """What the rest of the report speaks of; ``beside`` is what the place in question is said to lie near, ``spoken`` the countries
    that the report names at all."""

    country: str | None = None
    countries: dict[str, float] = {}
    units: dict[str, float] = {}
    places: tuple[Entry, ...] = ()
    beside: tuple[Entry, ...] = ()
    spoken: frozenset[str] = frozenset()
