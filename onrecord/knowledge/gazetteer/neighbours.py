"""First-level units of places whose source names none, from the places around them.

A place takes the unit of its nearest listed neighbours where these agree; at a border, where they do not, it stays
without. What is taken over says nothing of second-level units.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from onrecord.knowledge.gazetteer.index import FEATURES, Feature, kilometres
from onrecord.model import Admin

ASKED = 5  # neighbours that must agree, all but one of them
AGREEING = 4
WITHIN = 15.0  # kilometres: what lies farther off tells nothing
CELL = 5  # cells a degree of the grid that neighbours are looked up in; one cell and those around it cover WITHIN
PLACES: tuple[Feature, ...] = ("settlement", "neighbourhood", "site")
MISSING = """
SELECT e.id, e.country, e.lat, e.lon FROM entries e JOIN chains c ON c.id = e.chain
WHERE c.chain = '[]' AND e.lat IS NOT NULL AND e.country <> '' AND e.feature IN (?, ?, ?)
"""
KNOWN = """
SELECT e.lat, e.lon, c.chain FROM entries e JOIN chains c ON c.id = e.chain
WHERE c.chain <> '[]' AND e.lat IS NOT NULL AND e.country = ? AND e.feature = ?
"""

Grid = dict[tuple[int, int], list["Neighbour"]]


class Neighbour(NamedTuple):
    """A settlement with its first-level unit."""

    at: tuple[float, float]
    unit: Admin


def units(db: sqlite3.Connection) -> Iterator[tuple[int, Admin]]:
    """Rows of an index being built that lack units, each with the first-level unit that its neighbours lie in."""
    missing = defaultdict(list)
    for number, country, lat, lon in db.execute(MISSING, [FEATURES.index(kind) for kind in PLACES]).fetchall():
        missing[country].append((number, (lat, lon)))
    for country, places in sorted(missing.items()):
        grid = _grid(db.execute(KNOWN, (country, FEATURES.index("settlement"))))
        yield from ((number, unit) for number, at in places if (unit := _agreed(at, grid)))


def _grid(rows: Iterable[tuple[float, float, str]]) -> Grid:
    grid: Grid = defaultdict(list)
    for lat, lon, chain in rows:
        first = next((unit for unit in msgspec.json.decode(chain, type=tuple[Admin, ...]) if unit.level == 1), None)
        if first:
            grid[_cell((lat, lon))].append(Neighbour((lat, lon), first))
    return grid


def _cell(at: tuple[float, float]) -> tuple[int, int]:
    return int(at[0] * CELL // 1), int(at[1] * CELL // 1)


def _agreed(at: tuple[float, float], grid: Grid) -> Admin | None:
    """The unit of the nearest places; null where too few are near or they lie in several."""
    row, column = _cell(at)
    around = [place for i in (-1, 0, 1) for j in (-1, 0, 1) for place in grid.get((row + i, column + j), ())]
    away = ((kilometres(at, place.at), place.unit) for place in around)
    near = sorted((pair for pair in away if pair[0] <= WITHIN), key=lambda pair: pair[0])[:ASKED]
    if len(near) < ASKED:
        return None
    unit, votes = Counter(unit for _, unit in near).most_common(1)[0]
    return unit if votes >= AGREEING else None
