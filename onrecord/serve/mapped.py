"""Events of a view on a map: grouped on the server, so that 50,000 cost the browser no more than 50."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from onrecord.serve.index import EXACT_PLACES, LIMIT, Index

if TYPE_CHECKING:
    from onrecord.serve.index import Numbers

CELL = 56
"""Pixels of a cell in which events are drawn as one; a sign and its toll's ring are about that wide."""
TOUCHING = 42
"""Pixels within which the middles of two groups would be drawn over each other."""
WORLD = 512
"""Pixels of the world at zoom 0 in MapLibre."""
MARGIN = 0.25
"""Share of the view that is filled beyond its edges, so that a short pan finds it drawn."""
CLOSEST = 13.0
"""From this zoom on only events at the very same spot are drawn as one."""

LOOKED_AT, LABEL = 200, 60
"""Events of a group that are looked at for its label, and characters of a label."""

Box = tuple[float, float, float, float]


def features(index: Index, box: Box, zoom: float) -> list[dict[str, Any]]:
    """GeoJSON features of a view: single events, and groups with how many of each kind they hold."""
    import numpy as np

    x, y = index.x, index.y
    inside = np.flatnonzero(index.placed & _within(index, box))
    if not len(inside):
        return []
    keys = _cells(x[inside], y[inside], zoom)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(keys[order]) != 0])
    groups = _joined([inside[members] for members in np.split(order, starts[1:])], x, y, zoom)
    return [_feature(index, members) for members in groups]


def _joined(groups: list[Numbers], x: Numbers, y: Numbers, zoom: float) -> list[Numbers]:
    """Groups whose middles would be drawn over each other become one, the larger taking in the smaller."""
    import numpy as np

    if zoom >= CLOSEST:
        return groups
    near = TOUCHING / (WORLD * 2.0 ** math.floor(zoom))
    middles: list[tuple[float, float]] = []
    joined: list[list[Numbers]] = []
    for members in sorted(groups, key=len, reverse=True):
        here = float(x[members].mean()), float(y[members].mean())
        other = next((n for n, at in enumerate(middles) if math.dist(here, at) < near), None)
        if other is None:
            middles.append(here)
            joined.append([members])
        else:
            joined[other].append(members)
    return [np.concatenate(parts) for parts in joined]


def _within(index: Index, box: Box) -> Numbers:
    west, south, east, north = box
    wide, tall = (east - west) * MARGIN, (north - south) * MARGIN
    lat = (index.lat >= max(-LIMIT, south - tall)) & (index.lat <= min(LIMIT, north + tall))
    if east - west >= 360:
        return lat
    middle = (west + east) / 2
    away = (index.lon - middle + 180) % 360 - 180  # a view may cross the date line
    result: Numbers = lat & (abs(away) <= (east - west) / 2 + wide)
    return result


def _cells(x: Numbers, y: Numbers, zoom: float) -> Numbers:
    """The cell of each point; whole zoom levels only, so that cells do not swim while one zooms."""
    size = CELL / (WORLD * 2.0 ** math.floor(zoom)) if zoom < CLOSEST else 1e-7
    column, row = (x // size).astype("int64"), (y // size).astype("int64")
    result: Numbers = column * 2**32 + row
    return result


def _feature(index: Index, members: Numbers) -> dict[str, Any]:
    import numpy as np

    lon, lat = float(index.lon[members].mean()), float(index.lat[members].mean())
    geometry = {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    if len(members) == 1:
        return {"type": "Feature", "geometry": geometry, "properties": _single(index, int(members[0]))}
    shares = np.bincount(index.groups[members], minlength=int(index.groups.max()) + 1)
    west, east = float(index.lon[members].min()), float(index.lon[members].max())
    south, north = float(index.lat[members].min()), float(index.lat[members].max())
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {
            "count": len(members),
            "shares": [int(share) for share in shares],
            "killed": int(index.low[members].sum()),
            "box": [west, south, east, north],
            "spot": west == east and south == north,
            "place": _commonest(index, members),
        },
    }


def _commonest(index: Index, members: Numbers) -> str | None:
    """The place that most of these events are at, for a label; None where half of them or more are elsewhere."""
    names = Counter(index.glances[int(number)].place for number in members[:LOOKED_AT])
    [(name, times)] = names.most_common(1)
    return name[:LABEL] if name and 2 * times > min(len(members), LOOKED_AT) else None


def _single(index: Index, number: int) -> dict[str, Any]:
    one = index.glances[number]
    return {
        "id": one.id,
        "kind": one.kind,
        "group": int(index.groups[number]),
        "place": one.place[:LABEL] if one.place else None,
        "when": one.earliest if one.earliest == one.latest else f"{one.earliest or '?'} – {one.latest or '?'}",
        "low": one.killed_low,
        "high": one.killed_high,
        "exact": one.precision in EXACT_PLACES,
        "precision": one.precision,
        "disputed": one.disputed,
    }
