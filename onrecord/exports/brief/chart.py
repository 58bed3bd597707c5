"""A small map as SVG: land, borders, towns for orientation, and the events by their numbers. Nothing is fetched."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

import msgspec

from onrecord.exports.brief.records import Item
from onrecord.knowledge.outlines import Box, Line, Outlines

WIDTH = 640.0
"""Units across the drawing; the page scales it."""
TALLEST, FLATTEST = 1.05, 0.62
"""Height of the drawing as a share of its width, at most and at least."""
MARGIN = 0.28
"""Room around the events, as a share of their extent, so that no marker stands at the edge."""
SMALLEST = 0.9
"""Degrees of latitude shown at least: about a hundred kilometres, so that a single town still has a region around it."""
KILOMETRES = 111.32
"""A degree of latitude."""
MARKER, LARGEST = 12.0, 27.0
"""Radius of a marker without dead, and of the one with the most, in units; areas grow with the dead."""
ROOM, PER_LETTER = 6.5, 3.9
"""Radius that a marker needs around its numbers, and more for each letter of them."""
LETTER = 7.4
"""Usual width of a letter of a town's name, in units, to keep names apart."""
LINE = 16.0
TOWNS = 9
"""Names at most: the map is to be read, not searched."""
COARSE = 15.0
"""Kilometres of uncertainty from which a ring is drawn; below, the marker itself covers it."""
BARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


class Town(msgspec.Struct, frozen=True):
    """A place shown for orientation."""

    name: str
    lat: float
    lon: float
    population: int


class Frame(msgspec.Struct, frozen=True):
    """A stretch of the world on the drawing: equirectangular, true to scale at its middle."""

    box: Box
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies on the drawing."""
        west, south, east, north = self.box
        return (lon - west) / (east - west) * WIDTH, (north - lat) / (north - south) * self.height

    @property
    def unit(self) -> float:
        """Units a kilometre."""
        return self.height / ((self.box[3] - self.box[1]) * KILOMETRES)


class Spot(msgspec.Struct, frozen=True):
    """Events at one point of the map."""

    x: float
    y: float
    radius: float
    ring: float
    label: str
    title: str
    disputed: bool


def frame(points: Sequence[tuple[float, float]]) -> Frame | None:
    """The frame around points in longitude and latitude; null where there are none."""
    if not points:
        return None
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    middle = (min(lats) + max(lats)) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.2)
    tall = max((max(lats) - min(lats)) * (1 + 2 * MARGIN), SMALLEST)
    wide = max((max(lons) - min(lons)) * (1 + 2 * MARGIN) * squeeze, SMALLEST)
    share = min(max(tall / wide, FLATTEST), TALLEST)
    tall, wide = max(tall, wide * share), max(wide, tall / share)
    centre = (min(lons) + max(lons)) / 2
    half = wide / squeeze / 2
    return Frame((centre - half, middle - tall / 2, centre + half, middle + tall / 2), WIDTH * tall / wide)


def svg(items: Iterable[Item], towns: Callable[[Box], Iterable[Town]] | None = None) -> str:
    """The map of the items that have a place; empty where none has. ``towns`` gives those of a box."""
    placed = [item for item in items if item.lat is not None and item.lon is not None]
    seen = frame([(item.lon or 0.0, item.lat or 0.0) for item in placed])
    if seen is None:
        return ""
    spots = list(_spots(placed, seen))
    parts = [
        f'<rect class="sea" width="{WIDTH:.0f}" height="{seen.height:.0f}"/>',
        f'<path class="land" fill-rule="evenodd" d="{_path(Outlines.load().land(seen.box), seen, closed=True)}"/>',
        f'<path class="border" d="{_path(Outlines.load().borders(seen.box), seen, closed=False)}"/>',
        *_towns(towns(seen.box) if towns else (), seen, spots),
        *(f'<circle class="ring" cx="{s.x:.1f}" cy="{s.y:.1f}" r="{s.ring:.1f}"/>' for s in spots if s.ring),
        *(_marker(spot) for spot in sorted(spots, key=lambda spot: -spot.radius)),
        *_scale(seen),
    ]
    names = "; ".join(spot.title for spot in spots)
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {seen.height:.0f}" role="img" aria-label="Map: {escape(names)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _path(lines: Iterable[Line], seen: Frame, *, closed: bool) -> str:
    drawn = []
    for line in lines:
        points = _thinned([seen.at(lon, lat) for lon, lat in line])
        drawn.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else ""))
    return "".join(drawn)


def _thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without points that stand less than a unit from the one before: nobody would see them."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= 1:
            kept.append(point)
    return [*kept, *points[-1:]] if len(points) > 1 else kept


def _spots(placed: Sequence[Item], seen: Frame) -> Iterator[Spot]:
    most = max((item.dead or 0 for item in placed), default=0)
    together: dict[tuple[float, float], list[Item]] = {}
    for item in placed:
        together.setdefault((round(item.lon or 0.0, 3), round(item.lat or 0.0, 3)), []).append(item)
    for (lon, lat), group in together.items():
        x, y = seen.at(lon, lat)
        dead = sum(item.dead or 0 for item in group)
        radius = MARKER + (LARGEST - MARKER) * math.sqrt(min(dead / most, 1.0)) if most else MARKER
        label = ",".join(str(item.number) for item in group)
        ring = max((item.radius or 0.0 for item in group), default=0.0)
        yield Spot(
            x=x,
            y=y,
            radius=max(radius, ROOM + PER_LETTER * len(label)),
            ring=ring * seen.unit if ring >= COARSE else 0.0,
            label=label,
            title="; ".join(f"{item.number} {item.headline}, {item.where}" for item in group),
            disputed=any(item.sure == "disputed" for item in group),
        )


def _marker(spot: Spot) -> str:
    size = 14.0 if len(spot.label) < 3 else 12.0
    kind = "spot disputed" if spot.disputed else "spot"
    return (
        f'<g class="{kind}"><title>{escape(spot.title)}</title><circle cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{spot.radius:.1f}"/>'
        f'<text x="{spot.x:.1f}" y="{spot.y + size * 0.36:.1f}" font-size="{size}">{escape(spot.label)}</text></g>'
    )


def _towns(towns: Iterable[Town], seen: Frame, spots: Sequence[Spot]) -> Iterator[str]:
    """The largest towns whose names find room, to the right of their dots or to the left."""
    taken = [(s.x - s.radius - 3, s.y - s.radius - 3, s.x + s.radius + 3, s.y + s.radius + 3) for s in spots]
    shown = 0
    for town in sorted(towns, key=lambda town: (-town.population, town.name)):
        x, y = seen.at(town.lon, town.lat)
        if not (8 < x < WIDTH - 8 and 8 < y < seen.height - 8):
            continue
        wide = len(town.name) * LETTER
        for left, anchor, start in ((x + 6, "start", x + 6), (x - 6 - wide, "end", x - 6)):
            box = (left - 2, y - LINE / 2, left + wide + 2, y + LINE / 2)
            dot = (x - 4, y - 4, x + 4, y + 4)
            if box[0] < 4 or box[2] > WIDTH - 4 or any(_meet(one, other) for one in (box, dot) for other in taken):
                continue
            taken += [box, dot]
            yield (
                f'<circle class="town" cx="{x:.1f}" cy="{y:.1f}" r="2.2"/>'
                f'<text class="town" x="{start:.1f}" y="{y + 4.7:.1f}" text-anchor="{anchor}">{escape(town.name)}</text>'
            )
            shown += 1
            break
        if shown == TOWNS:
            return


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _scale(seen: Frame) -> Iterator[str]:
    """A bar of a round number of kilometres, at most a fifth of the width."""
    length = max((bar for bar in BARS if bar * seen.unit <= WIDTH / 5), default=BARS[0])
    y, end = seen.height - 16, 16 + length * seen.unit
    yield f'<path class="scale" d="M16 {y - 4:.1f}V{y:.1f}H{end:.1f}V{y - 4:.1f}"/>'
    yield f'<text class="scale" x="{end + 6:.1f}" y="{y + 1:.1f}">{length} km</text>'
