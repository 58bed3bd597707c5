"""The first page: one view of the record as a map, a timeline and a list."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, get_args

from onrecord.model import OnrecordError, ReviewState, SourceKind, Status
from onrecord.serve import mapped, timed
from onrecord.serve import query as queries
from onrecord.serve.background import told
from onrecord.serve.index import Index, ordered
from onrecord.serve.query import Query
from onrecord.serve.visit import Visit
from onrecord.serve.workplace import VENDOR, copied

if TYPE_CHECKING:
    from starlette.responses import Response

ROWS = 60
"""Events of a list at a time."""
LABELS = {
    "kinds": "kind",
    "since": "from",
    "until": "to",
    "killed": "killed at least",
    "source": "source",
    "review": "review",
    "text": "text",
    "as_of": "record as of",
    "box": "map area",
}


def look(visit: Visit) -> Response:
    """The events of a view, with counts, trays and filters."""
    asked = visit.asked()
    query = queries.read(asked)
    index = visit.shown.index(query)
    rows = ordered(index.tray(query.tray), query.sort)
    begin = _begin(asked)
    shown = rows[begin : begin + ROWS]
    data: dict[str, Any] = {
        "title": "On record",
        "counts": index.counts,
        "filters": query.parameters(),
        "rows": [copied(one) for one in shown] if visit.wants_json else shown,
        "begin": begin,
        "total": len(rows),
        "more": begin + ROWS if begin + ROWS < len(rows) else None,
        "profile": visit.shown.profile,
        "bounds": index.bounds,
    }
    if visit.wants_json:
        return visit.json(data)
    data |= {
        "query": query,
        "chips": chips(visit, query),
        "toggled": _toggled(visit, query),
        "config": config(visit, index),
    }
    data |= {"sources": get_args(SourceKind), "statuses": get_args(Status), "reviews": get_args(ReviewState)}
    return visit.page("rows.html" if asked.get("part") == "rows" else "look.html", data)


def _toggled(visit: Visit, query: Query) -> dict[str, tuple[str, ...]]:
    """For each group, the kinds of the view once its switch is used; all switched on is no filter."""
    names = [group.name for group in visit.place.grouping.groups]
    made = {}
    for name in names:
        kinds = tuple(kind for kind in query.kinds if kind != name) if name in query.kinds else (*query.kinds, name)
        made[name] = () if set(names) <= set(kinds) else kinds
    return made


def config(visit: Visit, index: Index | None = None) -> dict[str, Any]:
    """What the page's script has to know."""
    groups = visit.place.grouping.groups
    return {
        "groups": [{"label": one.label, "colour": one.colour, "path": one.path} for one in groups],
        "mapless": not (VENDOR / "maplibre-gl.mjs").exists(),
        "tiles": told(visit.place.settings.tiles),
        "bounds": index.bounds if index else None,
    }


def _begin(asked: dict[str, str]) -> int:
    text = asked.get("begin", "0")
    if not (text.isascii() and text.isdigit()):
        raise OnrecordError("'begin' wants a number.")
    return int(text)


def chips(visit: Visit, query: Query) -> list[dict[str, str]]:
    """The filters that are set, each with the address of the view without it."""
    fields = [name for name in query.__struct_fields__ if name not in {"sort", "tray", "kinds"}]
    labels = {group.name: group.label for group in visit.place.grouping.groups}
    made = [
        {
            "label": labels.get(kind, visit.place.grouping.label(kind)),
            "without": query.address(kinds=tuple(other for other in query.kinds if other != kind)),
        }
        for kind in query.kinds
    ]
    for name in fields:
        value = getattr(query, name)
        if value is not None:
            words = (
                "" if name == "box" else f" {str(value).replace('_', ' ') if name in {'source', 'review'} else value}"
            )
            made.append({"label": f"{LABELS.get(name, name)}{words}", "without": query.address("/", **{name: None})})
    return made


def on_map(visit: Visit) -> Response:
    """The events of a view on a piece of the map, as GeoJSON."""
    asked = visit.asked()
    query = queries.read({name: value for name, value in asked.items() if name not in {"view", "zoom"}})
    box, zoom = _view(asked)
    index = visit.shown.index(query)
    return visit.json({"type": "FeatureCollection", "features": mapped.features(index, box, zoom)})


def _view(asked: dict[str, str]) -> tuple[mapped.Box, float]:
    try:
        west, south, east, north = (float(part) for part in asked.get("view", "-180,-85,180,85").split(","))
        zoom = float(asked.get("zoom", "1"))
    except ValueError:
        raise OnrecordError("'view' wants west,south,east,north and 'zoom' a number.") from None
    if not (-1080 <= west <= east <= 1080 and -90 <= south <= north <= 90 and 0 <= zoom <= 24):
        raise OnrecordError("'view' wants west,south,east,north and 'zoom' a number.")
    return (west, south, east, north), zoom


def in_time(visit: Visit) -> Response:
    """The events of a view in time."""
    query = queries.read(visit.asked())
    return visit.json(timed.timeline(visit.shown.index(query)))


def outlines(visit: Visit) -> Response:
    """Land and borders of the world as GeoJSON, coarse ones for small scales with `coarse=yes`; the same for everybody, always."""
    from starlette.responses import Response

    coarse = visit.asked().get("coarse") == "yes"
    return Response(_outlines(COARSE if coarse else 0.0), media_type="application/geo+json")


@functools.cache
def _countries() -> bytes:
    from onrecord.knowledge.gazetteer.land import countries

    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": {"name": one.name, "code": one.code, "wide": round(one.box[3] - one.box[1], 2)},
        }
        for one in countries().values()
        if one.box is not None and one.box[3] > one.box[1]
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def names(visit: Visit) -> Response:
    """Names of countries, where they stand and how many degrees wide each country is, as GeoJSON; the same for everybody, always."""
    from starlette.responses import Response

    return Response(_countries(), media_type="application/geo+json")


COARSE = 0.09
"""Degrees between points of coarse outlines: about four pixels at zoom 5, where the fine ones take over."""


@functools.cache
def _outlines(apart: float) -> bytes:
    from onrecord.knowledge.outlines import Outlines

    world = Outlines.load()
    box = (-180.0, -90.0, 180.0, 90.0)
    land = [[ring] for line in world.land(box) if len(ring := _thinned(line, apart)) > 3]
    borders = [_thinned(line, apart) for line in world.borders(box)]
    features: list[dict[str, Any]] = [
        _shape("land", {"type": "MultiPolygon", "coordinates": land}),
        _shape("border", {"type": "MultiLineString", "coordinates": borders}),
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def _thinned(line: Sequence[tuple[float, float]], apart: float) -> list[tuple[float, float]]:
    """The line without points nearer than this to the last one kept; both ends stay."""
    kept = [line[0]]
    for point in line[1:-1]:
        if max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= apart:
            kept.append(point)
    return [*kept, line[-1]]


def _shape(name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"what": name}, "geometry": geometry}
