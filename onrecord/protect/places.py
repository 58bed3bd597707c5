"""Where it happened, without leading anybody to a hospital, a camp or a shelter: whole units instead of points."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.model import Admin, Claim, Place, PlacePrecision
from onrecord.protect.rules import Rules

FINE: frozenset[PlacePrecision] = frozenset({"site", "settlement", "admin3"})
"""Precisions below the second level."""
COARSE: frozenset[PlacePrecision] = frozenset({"admin1", "country", "unresolved"})
"""Precisions of the first level and above."""
LEVELS: dict[int, PlacePrecision] = {2: "admin2", 1: "admin1", 0: "country"}
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def is_sensitive(claims: Iterable[Claim], rules: Rules) -> bool:
    """Whether any claim speaks of a place where people seek help or shelter: hit, named, or as the place itself."""
    return any(_sensitive(claim, rules) for claim in claims)


def _sensitive(claim: Claim, rules: Rules) -> bool:
    if any(hit.object in rules.sensitive.hits or mentions(hit.text, rules.sensitive.words) for hit in claim.hits):
        return True
    spoken = (words for place in claim.places for words in _words(place))
    return any(mentions(words, rules.sensitive.words) for words in spoken)


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds any of these words or phrases as whole words."""
    said = f" {' '.join(WORD.findall(text.lower()))} "
    return any(f" {word} " in said for word in words)


def _words(place: Place) -> tuple[str, ...]:
    return tuple(filter(None, (place.text, place.name, place.container.text if place.container else None)))


def is_position(claim: Claim, rules: Rules) -> bool:
    """Whether a claim tells, below the second level, where armed actors are or who holds what."""
    if not any(place.precision in FINE for place in claim.places):
        return False
    told = claim.kind in rules.positions.kinds or claim.control is not None
    return told or any(mentions(words, rules.positions.words) for place in claim.places for words in _words(place))


def shown(place: Place, gazetteer: Gazetteer, *, coarse: bool) -> Place:
    """The place as the public may see it: under its listed name, or as the unit that it lies in.

    ``coarse`` is for sensitive places. A place that no list knows may be anybody's house, and is shown as its unit too.
    """
    entry = gazetteer.entry(place.id) if place.id else None
    if entry is None or (coarse and place.precision in FINE):
        return unit(place, gazetteer)
    return msgspec.structs.replace(place, text=entry.name, name=entry.name, start=0, end=0, container=None, score=None)


def unit(place: Place, gazetteer: Gazetteer) -> Place:
    """The second-level unit that a place lies in, else the next above it, at the unit's own coordinates.

    Never a shifted point: where nobody has published coordinates of the unit, there are none.
    """
    admin = max((unit for unit in place.admin if unit.level in LEVELS), key=lambda unit: unit.level, default=None)
    if admin is None:
        return Place(text="", start=0, end=0, precision="unresolved")
    at = _at(admin, place, gazetteer)
    return Place(
        text=admin.name,
        start=0,
        end=0,
        extent="area",
        id=f"unit:{admin.code}" if admin.code else None,
        name=admin.name,
        admin=tuple(above for above in place.admin if above.level <= admin.level),
        lat=at[0],
        lon=at[1],
        precision=LEVELS[admin.level],
    )


def _at(admin: Admin, place: Place, gazetteer: Gazetteer) -> tuple[float | None, float | None]:
    entry = gazetteer.entry(admin.code) if admin.code else None
    if entry is None:
        feature = "country" if admin.level == 0 else f"admin{admin.level}"
        codes = {above.name for above in place.admin}
        entry = next(
            (e for e in gazetteer.exact(admin.name) if e.feature == feature and codes & {u.name for u in e.admin}), None
        )
    return (entry.lat, entry.lon) if entry else (None, None)
