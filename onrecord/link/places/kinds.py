"""How a place's generic noun fits an entry, and how much an entry is on people's lips."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from onrecord.knowledge.gazetteer import Entry, Feature
from onrecord.knowledge.gazetteer.land import countries
from onrecord.link.places.label import Label

CAPITAL = 100_000  # people of a capital that is named without its country
SEAT_OF_STATE = 0.6  # how prominent it is in reports that speak of the country
MOST_PEOPLE = 7.5  # decimal logarithm of the biggest cities' population
KINDS: Mapping[Feature, frozenset[Feature]] = {
    "country": frozenset({"country"}),
    "admin1": frozenset({"admin1", "area"}),
    "admin2": frozenset({"admin2", "admin3"}),
    "admin3": frozenset({"admin3", "admin2"}),
    "settlement": frozenset({"settlement", "neighbourhood"}),
    "neighbourhood": frozenset({"neighbourhood", "settlement", "site"}),
    "site": frozenset({"site"}),
    "water": frozenset({"water", "line"}),
    "area": frozenset({"area", "admin1", "admin2", "water", "site", "neighbourhood"}),
    "line": frozenset({"line", "water"}),
}
STREETS = frozenset({"street", "square", "roundabout", "intersection", "block"})
"""Parts of towns too small to be towns of that name."""
COUNTIES = frozenset({"county", "parish"})
"""Units that are no towns, as districts may be."""
REACHING: frozenset[Feature | None] = frozenset({"line", "water", "area"})  # what goes on beyond the town it passes
WEAK_KINDS: frozenset[Feature] = frozenset({"site", "line", "area", "water"})


def kind_fits(entry: Entry, label: Label) -> float:
    """1 where the noun fits the entry, -1 where it does not, less where lists seldom know the noun's kind."""
    if label.feature is None:
        return -1.0 if entry.feature in ("admin2", "admin3") and not label.around else 0.0
    if label.noun in COUNTIES and entry.feature == "settlement":
        return -1.0
    if label.feature == "admin2" and entry.feature in ("settlement", "neighbourhood"):
        return 0.0  # "districts" are parts of towns as often as of provinces
    if label.noun in STREETS and entry.feature == "settlement":
        return -1.0
    if entry.feature in KINDS[label.feature]:
        return 1.0 if entry.feature == label.feature else 0.5
    return -0.5 if label.feature in WEAK_KINDS else -1.0


def people(entry: Entry) -> float:
    """How many people an entry's name may be on the lips of, 0 to 1."""
    if entry.feature in ("country", "admin1"):
        return 0.25
    if entry.feature in ("admin2", "admin3"):
        return 0.15
    return min(1.0, math.log10(entry.population + 1) / MOST_PEOPLE)


def prominence(entry: Entry, home: float, around: bool) -> float:
    """How much more often a name means a country, a part of the world, a first-level unit or a listed region or sea than a
    namesake; one of a country that is spoken of (``home``) the more so."""
    if entry.feature == "country" or (entry.feature == "area" and not entry.country):
        return 1.0
    if entry.population >= CAPITAL and entry.name == seats().get(entry.country):
        return SEAT_OF_STATE * home
    return 0.5 + 0.5 * home + 0.1 * around if entry.feature in ("admin1", "area") else 0.0


@functools.cache
def seats() -> dict[str, str]:
    """The capital of each country by the country's code."""
    return {code: country.capital for code, country in countries().items()}


def only_named_after(entry: Entry, label: Label) -> bool:
    """Whether the words speak of a base, field or road called after the entry, which itself is a town or unit."""
    return label.feature in WEAK_KINDS and label.noun is not None and entry.feature not in KINDS[label.feature]
