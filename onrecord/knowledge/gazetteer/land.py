"""Where land is, coarsely, and which box each country lies in: to refuse points that cannot be right.

The mask is ``data/places/land.bin``: one bit for each tenth of a degree, set where land lies in or beside it, rows from the
north pole down, deflated. It was made from the 1:10m land of Natural Earth (public domain) by ``training/land.py``.
"""

from __future__ import annotations

import csv
import functools
import zlib
from importlib import resources

import msgspec

CELLS = 10  # a degree
WIDTH, HEIGHT = 360 * CELLS, 180 * CELLS
MARGIN = 1.0  # degrees: islands, rivers and borders that a 1:10m map rounds off


class Country(msgspec.Struct, frozen=True):
    """One row of ``data/places/countries.csv``; the box is south, west, north, east in degrees."""

    code: str
    name: str
    lat: float
    lon: float
    box: tuple[float, float, float, float] | None
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str
    population: int
    geonames: str

    def nearest(self, lat: float, lon: float) -> tuple[float, float]:
        """The point of the country's box (of the country's own, where it has none) that lies nearest by degrees."""
        south, west, north, east = self.box or (self.lat, self.lon, self.lat, self.lon)
        return min(max(lat, south), north), min(max(lon, west), east)


class Land:
    """Says whether a point can be a place on land, in its country."""

    def __init__(self, mask: bytes) -> None:
        self._mask = mask

    @classmethod
    @functools.cache
    def load(cls) -> Land:
        """The mask that comes with the package."""
        packed = resources.files("onrecord").joinpath("data", "places", "land.bin").read_bytes()
        return cls(zlib.decompress(packed))

    def has(self, lat: float, lon: float) -> bool:
        """Whether land lies in the point's cell or one beside it."""
        cell = min(int((90 - lat) * CELLS), HEIGHT - 1) * WIDTH + int((lon + 180) * CELLS) % WIDTH
        return bool(self._mask[cell >> 3] & (128 >> (cell & 7)))

    def refuses(self, lat: float | None, lon: float | None, country: str) -> str | None:
        """Why this cannot be the point of a place in that country; null where it can."""
        if lat is None or lon is None:
            return "no coordinates"
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return "coordinates out of range"
        if abs(lat) < 0.01 and abs(lon) < 0.01:
            return "zero coordinates"
        if not _inside(lat, lon, country):
            return "latitude and longitude swapped" if _inside(lon, lat, country) else "outside its country"
        return None if self.has(lat, lon) else "at sea"


def _inside(lat: float, lon: float, country: str) -> bool:
    known = countries().get(country)
    if known is None or known.box is None:
        return True
    south, west, north, east = known.box
    return south - MARGIN <= lat <= north + MARGIN and west - MARGIN <= lon <= east + MARGIN


@functools.cache
def countries() -> dict[str, Country]:
    """Countries by ISO 3166-1 code, with their coordinates as the World Factbook gives them."""
    file = resources.files("onrecord").joinpath("data", "places", "countries.csv")
    rows = csv.DictReader(line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {row["code"]: _country(row) for row in rows}


@functools.cache
def capitals() -> dict[str, str]:
    """The capital of each country by the country's name."""
    return {country.name: country.capital for country in countries().values() if country.capital}


def _country(row: dict[str, str]) -> Country:
    box = tuple(map(float, row["box"].split())) if row["box"] else None
    return Country(
        code=row["code"],
        name=row["name"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        box=box,  # type: ignore[arg-type]
        aliases=_list(row["aliases"]),
        demonyms=_list(row["demonyms"]),
        capital=row["capital"],
        population=int(row["population"] or 0),
        geonames=row["geonames"],
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
