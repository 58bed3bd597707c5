"""A user's own boundaries (GeoJSON), for claims that name a whole area: which of their features an area on the record is.

The package has no boundaries below countries. Properties are read as OCHA's COD-AB, GADM and geoBoundaries write them, and as plain
``name``, ``code``, ``parent``, ``country``, ``level``. An area is found by its p-code, else by its name, level, country and parent; where two
features would do, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from onrecord.exports.countries import alpha3
from onrecord.exports.hxl import pcodes
from onrecord.knowledge.spelling import fold
from onrecord.model import OnrecordError, Place, Record

Position = Sequence[float]
Ring = list[list[float]]
LEVELS = {"country": 0, "admin1": 1, "admin2": 2, "admin3": 3}
LARGEST = 200_000_000
"""Bytes of a file; the boundaries of a large country to the third level are a tenth of it."""
APART = 0.002
"""Degrees (200 m) between points of a boundary as it is sent; closer ones cannot be told apart at the map's usual scales."""
NEAR = 0.3
"""Degrees by which an area's point may lie outside the box of its boundary: gazetteers round."""
COLUMN = re.compile(r"adm(?:in)?(\d)_?(pcode|name\w*|alt\w*|ref|[a-z]{2})")
"""COD-AB: ``ADM1_PCODE``, ``ADM1_EN``, ``adm1_name``, ``adm1_name1``, ``ADM1ALT1EN``."""
CODED = ("country_code", "iso2", "iso3", "shapegroup")
"""Columns that name the country by a code."""
GADM = re.compile(r"(name|varname|nl_name|gid)_(\d)")


class Polygon(msgspec.Struct, tag_field="type", tag="Polygon"):
    """Rings: the outer one, then holes."""

    coordinates: list[Ring]


class MultiPolygon(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    """Several polygons."""

    coordinates: list[list[Ring]]


class Feature(msgspec.Struct):
    """A feature as a file has it."""

    geometry: Polygon | MultiPolygon | None
    properties: dict[str, Any] | None = None


class Collection(msgspec.Struct):
    """A file."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class Area(Record, frozen=True, kw_only=True):
    """One feature: what it is called, in what, and its boundary; ``level`` is null where the file does not say."""

    level: int | None
    code: str | None
    names: frozenset[str]
    country: str | None
    parents: frozenset[str]
    box: tuple[float, float, float, float]
    polygons: list[list[Ring]]


class Areas:
    """The boundaries of a file."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = areas
        self._coded = {area.code: area for area in areas if area.code}
        self._named: dict[str, list[Area]] = {}
        for area in areas:
            for name in area.names:
                self._named.setdefault(name, []).append(area)

    @classmethod
    def open(cls, path: Path) -> Areas:
        """The areas of a GeoJSON file. Raises OnrecordError, in one line, where it holds no usable boundaries."""
        try:
            if path.stat().st_size > LARGEST:
                raise OnrecordError(
                    f"{path} is larger than {LARGEST // 1_000_000} MB; simplify it, or leave levels out."
                )
            collection = msgspec.json.decode(path.read_bytes(), type=Collection)
        except OSError as error:
            raise OnrecordError(f"Cannot read {path}: {error.strerror}.") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise OnrecordError(f"{path} is no GeoJSON of polygons: {error}.") from None
        areas = [
            area
            for number, one in enumerate(collection.features, 1)
            if (area := _area(one, f"{path}, feature {number}"))
        ]
        if not areas:
            raise OnrecordError(
                f"{path} has no polygon with a name or a code (such as ADM1_EN, ADM1_PCODE, name, code)."
            )
        return cls(areas)

    def of(self, place: Place) -> Area | None:
        """The boundary of a place that is an area as a whole; None of any other, and where the file leaves it open."""
        level = LEVELS.get(place.precision)
        if level is None or place.relation != "in" or place.part not in (None, "whole") or place.id is None:
            return None
        country = next((unit.code or unit.name for unit in place.admin if unit.level == 0), None)
        code = _code(place, level, country)
        if code in self._coded:
            return self._coded[code]
        names = {fold(name) for name in (place.name, place.text) if name}
        found = {id(one): one for name in names for one in self._named.get(name, ()) if _fits(one, place, level)}
        return next(iter(found.values())) if len(found) == 1 else None


def _code(place: Place, level: int, country: str | None) -> str | None:
    if place.id and place.id.startswith("cod:"):
        return place.id.removeprefix("cod:")
    return pcodes().get((country or "", fold(place.name or place.text))) if level == 1 else None


def _fits(area: Area, place: Place, level: int) -> bool:
    west, south, east, north = area.box
    inside = (
        place.lon is None
        or place.lat is None
        or (west - NEAR <= place.lon <= east + NEAR and south - NEAR <= place.lat <= north + NEAR)
    )
    within = {fold(unit.name) for unit in place.admin if 0 < unit.level < level}
    return (
        inside
        and area.level in (None, level)
        and (area.country is None or level == 0 or area.country in _countries(place))
        and (not within or not area.parents or bool(within & area.parents))
    )


# --- reading a feature -----------------------------------------------------------------------------------------------


def _area(feature: Feature, where: str) -> Area | None:
    """None where there is no boundary, no name or no code."""
    if feature.geometry is None:
        return None
    texts = {
        key.lower(): str(value).strip() for key, value in (feature.properties or {}).items() if value not in (None, "")
    }
    units = _units(texts)
    level = _number(texts.get("level")) if "level" in texts else max(units, default=_shape_level(texts))
    names, code = _own(texts, units, level)
    if not names and code is None:
        return None
    held = feature.geometry
    polygons = [held.coordinates] if isinstance(held, Polygon) else held.coordinates
    parents = {
        fold(text) for over, (called, _) in units.items() if level is not None and 0 < over < level for text in called
    }
    if "parent" in texts:
        parents.add(fold(texts["parent"]))
    return Area(
        level=level,
        code=code,
        names=frozenset(map(fold, names)),
        country=_country(_first(texts, *CODED) or _land(units) or texts.get("country")),
        parents=frozenset(parents),
        box=_box(polygons, where),
        polygons=[[_thinned(ring) for ring in polygon] for polygon in polygons],
    )


def _units(texts: Mapping[str, str]) -> dict[int, tuple[list[str], list[str]]]:
    """Names and codes by level, of columns that carry the level in their name."""
    units: dict[int, tuple[list[str], list[str]]] = {}
    for key, value in texts.items():
        if found := COLUMN.fullmatch(key):
            level, coded = int(found[1]), found[2] == "pcode"
        elif found := GADM.fullmatch(key):
            level, coded = int(found[2]), found[1] == "gid"
        else:
            continue
        names, codes = units.setdefault(level, ([], []))
        (codes if coded else names).append(value)
    return units


def _own(
    texts: Mapping[str, str], units: Mapping[int, tuple[list[str], list[str]]], level: int | None
) -> tuple[list[str], str | None]:
    names, codes = units.get(level, ([], [])) if level is not None else ([], [])
    plain = [texts[key] for key in ("name", "name_en", "shapename") if key in texts]
    coded = _first(texts, "pcode", "code") or (codes[0] if codes else None)
    return [*names, *plain], coded


def _land(units: Mapping[int, tuple[list[str], list[str]]]) -> str | None:
    names, codes = units.get(0, ([], []))
    return next(iter([*codes, *names]), None)


def _country(text: str | None) -> str | None:
    """A country as its alpha-3 code where one is given, else as its folded name."""
    return (alpha3(text.upper()) or fold(text)) if text else None


def _countries(place: Place) -> set[str | None]:
    """What a file may call the country that a place lies in."""
    return {_country(text) for unit in place.admin if unit.level == 0 for text in (unit.code, unit.name)}


def _shape_level(texts: Mapping[str, str]) -> int | None:
    """geoBoundaries: ``shapeType`` is ``ADM1``."""
    return _number(texts.get("shapetype", "")[-1:])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _first(texts: Mapping[str, str], *keys: str) -> str | None:
    return next((texts[key] for key in keys if key in texts), None)


def _points(polygons: Sequence[Sequence[Ring]]) -> Iterator[list[float]]:
    return (point for polygon in polygons for ring in polygon for point in ring)


def _box(polygons: Sequence[Sequence[Ring]], where: str) -> tuple[float, float, float, float]:
    points = list(_points(polygons))
    if (
        not points
        or any(len(ring) < 4 for polygon in polygons for ring in polygon)
        or any(len(point) < 2 for point in points)
    ):
        raise OnrecordError(f"{where}: its rings are not closed polygons.")
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    box = min(lons), min(lats), max(lons), max(lats)
    if max(abs(box[0]), abs(box[2])) > 180 or max(abs(box[1]), abs(box[3])) > 90:
        raise OnrecordError(f"{where}: its coordinates are no degrees; GeoJSON wants longitude and latitude (WGS 84).")
    return box


def _thinned(ring: Ring) -> Ring:
    """The ring without points nearer than this to the last one kept, and without heights; it stays closed."""
    kept = [ring[0][:2]]
    for point in ring[1:-1]:
        if max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= APART:
            kept.append(point[:2])
    kept.append(ring[-1][:2])
    return kept if len(kept) > 3 else [point[:2] for point in ring]
