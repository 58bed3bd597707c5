"""How surely one entry lies in another: by what lists say of units, else by distance."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Entry, Feature, kilometres

LEVELS: Mapping[Feature, int] = {"admin1": 1, "admin2": 2, "admin3": 3}
RADIUS: Mapping[Feature, float] = {
    "neighbourhood": 4,
    "site": 5,
    "settlement": 4,
    "admin3": 18,
    "admin2": 40,
    "admin1": 130,
    "area": 250,
    "line": 150,
    "water": 150,
}


def inside(entry: Entry, holder: Entry) -> float:
    """How surely an entry lies in another, 0 to 1: by country, by its chain of units, else by distance."""
    if entry.id == holder.id:
        return 0.4  # "Aleppo, Aleppo": the same name may be meant for seat and unit
    if entry.country and holder.country and entry.country != holder.country:
        return 0.0
    if holder.feature == "country" or entry.inside == holder.id:
        return 1.0
    level = LEVELS.get(holder.feature)
    named = next((unit for unit in entry.admin if unit.level == level), None)
    if named is not None:
        return float(named.code == holder.id or same_name(named.name, holder.name))
    away, radius = kilometres(entry, holder), _radius(holder)
    if math.isinf(away):
        return 0.0
    if away <= radius:
        return 0.9 if holder.feature not in ("admin1", "admin2") else 0.6
    return max(0.0, 0.6 - (away - radius) / (2 * radius))


def _radius(holder: Entry) -> float:
    """How far from its point a place reaches, in kilometres: towns grow with the root of their people."""
    base = RADIUS.get(holder.feature, 5.0)
    return base + math.sqrt(holder.population) / 50 if holder.feature == "settlement" else base


@functools.lru_cache(maxsize=16384)
def same_name(one: str, other: str) -> bool:
    """Whether two names of units are spellings of one."""
    return spelling.likeness(spelling.fold(one), spelling.fold(other)) >= 0.85
