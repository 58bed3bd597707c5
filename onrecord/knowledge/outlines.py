"""Coasts and borders for small maps, cut to a box: nothing is fetched, nothing drawn.

``data/map/outlines.json.z`` was made from the 1:10m countries of Natural Earth (public domain) by ``training/outlines.py``. It
holds borders as they are held, not as they are claimed.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from itertools import accumulate, pairwise

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Line = list[Point]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

CREDIT = "Coasts and borders: Natural Earth (public domain); borders as held, no claim is taken sides on"


class Outlines:
    """The land and the borders of the world."""

    def __init__(self, units: int, arcs: Sequence[Sequence[int]], countries: Sequence[Sequence[Sequence[int]]]) -> None:
        self._arcs = [_decoded(arc, units) for arc in arcs]
        self._rings = [ring for country in countries for ring in country]
        used = Counter(max(arc, ~arc) for ring in self._rings for arc in ring)
        self._shared = [arc for arc, times in sorted(used.items()) if times > 1]

    @classmethod
    @functools.cache
    def load(cls) -> Outlines:
        """The outlines that come with the package."""
        packed = resources.files("onrecord").joinpath("data", "map", "outlines.json.z").read_bytes()
        document = json.loads(zlib.decompress(packed))
        return cls(document["units"], document["arcs"], document["countries"])

    def land(self, box: Box) -> Iterator[Line]:
        """Rings of land cut to the box; inner rings (lakes, enclaves) are rings of their own, so fill them even-odd."""
        for ring in self._rings:
            line = [point for arc in ring for point in (self._arcs[arc] if arc >= 0 else self._arcs[~arc][::-1])]
            if _meet(line, box) and len(cut := _cut(line, box)) > 2:
                yield cut

    def borders(self, box: Box) -> Iterator[Line]:
        """Stretches of borders between two countries that pass through the box."""
        for arc in self._shared:
            if _meet(self._arcs[arc], box):
                yield from _within(self._arcs[arc], box)


def _decoded(steps: Sequence[int], units: int) -> Line:
    return [(x / units, y / units) for x, y in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)]


def _meet(line: Sequence[Point], box: Box) -> bool:
    west, south, east, north = box
    return bool(line) and (
        min(line)[0] <= east
        and max(line)[0] >= west
        and min(lat for _, lat in line) <= north
        and max(lat for _, lat in line) >= south
    )


def _cut(ring: Line, box: Box) -> Line:
    """The ring cut to the box, side by side (Sutherland and Hodgman 1974)."""
    west, south, east, north = box
    sides: tuple[tuple[int, float, Callable[[float, float], bool]], ...] = (
        (0, west, float.__ge__),
        (0, east, float.__le__),
        (1, south, float.__ge__),
        (1, north, float.__le__),
    )
    for axis, limit, inside in sides:
        ring = list(_clipped(ring, axis, float(limit), inside))
    return ring


def _clipped(ring: Line, axis: int, limit: float, inside: Callable[[float, float], bool]) -> Iterator[Point]:
    for before, point in pairwise([*ring[-1:], *ring]):
        was, is_ = inside(before[axis], limit), inside(point[axis], limit)
        if was != is_:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            yield (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
        if is_:
            yield point


def _within(line: Iterable[Point], box: Box) -> Iterator[Line]:
    """The stretches of a line in the box, each with one point beyond it at either end."""
    west, south, east, north = box
    stretch: Line = []
    for before, point in pairwise(line):
        near = any(west <= lon <= east and south <= lat <= north for lon, lat in (before, point))
        if near:
            stretch = [*stretch, point] if stretch else [before, point]
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch
