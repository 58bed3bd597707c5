"""Rows out of the files that public place lists come in: GeoNames, Who's On First, OCHA's COD, and one's own CSV or YAML."""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Literal, get_args

import msgspec
import yaml

from onrecord.knowledge.gazetteer.build import Row, Source
from onrecord.knowledge.gazetteer.index import FEATURES, Feature
from onrecord.model import Admin, OnrecordError, PlacePrecision

Kind = Literal["geonames", "whosonfirst", "cod", "csv"]
GEONAMES = "GeoNames (https://www.geonames.org), CC BY 4.0"
WHOSONFIRST = (
    "Who's On First (https://whosonfirst.org/docs/licenses/), with data of GeoNames (https://www.geonames.org), CC BY"
)
COD = "OCHA Common Operational Datasets (https://data.humdata.org/dashboards/cod), as licensed there"
# https://download.geonames.org/export/dump/readme.txt: the columns of a country dump.
DUMP = 19
# https://www.geonames.org/export/codes.html
GEONAMES_FEATURES: dict[str, Feature] = {
    "PCLI": "country", "PCLD": "country", "PCLS": "country", "PCLF": "country", "PCL": "country", "TERR": "country",
    "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3", "ADM4": "admin3", "ADM5": "admin3", "PPLX": "neighbourhood",
}  # fmt: skip
GEONAMES_CLASSES: dict[str, Feature] = {
    "P": "settlement",
    "H": "water",
    "L": "area",
    "R": "line",
    "S": "site",
    "T": "site",
    "V": "area",
    "A": "area",
    "U": "water",
}
OWN = "the user's own list"
TABLES = (".txt", ".csv", ".tsv", ".json", ".geojson")
NO_NAMES = frozenset({"link", "post", "iata", "icao", "faac", "wkdt", "unlc", "phon", "piny", "tcid", "abbr_"})
WOF_FEATURES: dict[str, Feature] = {
    "country": "country", "dependency": "country", "region": "admin1", "macroregion": "area", "county": "admin2",
    "localadmin": "admin3", "locality": "settlement", "borough": "neighbourhood", "neighbourhood": "neighbourhood",
    "macrohood": "neighbourhood", "microhood": "neighbourhood", "campus": "site", "venue": "site",
}  # fmt: skip
WOF_UNKNOWN = -99  # what Who's On First writes for "not known"


def source(kind: Kind, files: Sequence[Path]) -> Source:
    """The rows of files of one kind. Raises ``OnrecordError`` for a missing file or an unknown kind."""
    readers: dict[Kind, tuple[Callable[[Sequence[Path]], Iterable[Row]], str]] = {
        "geonames": (geonames, GEONAMES),
        "whosonfirst": (whosonfirst, WHOSONFIRST),
        "cod": (cod, COD),
        "csv": (own_rows, ""),
    }
    if kind not in get_args(Kind):
        raise OnrecordError(f"{kind} is no kind of place list; there are: {', '.join(readers)}")
    for file in files:
        if not file.exists():
            raise OnrecordError(f"{file}: no such file")
    read, credit = readers[kind]
    credit = credit or "\n".join(own_file(file).credit for file in files)
    return Source(f"{kind} {' '.join(file.name for file in files)}", files, lambda: read(files), credit)


# --- GeoNames ---------------------------------------------------------------------------------------------------------


def geonames(files: Sequence[Path]) -> Iterator[Row]:
    """Country dumps (``SY.txt`` or ``SY.zip``), with ``admin1CodesASCII.txt``, ``admin2Codes.txt`` and ``alternateNames*`` among
    the files where there are any; the order does not matter."""
    units = _admin_codes([file for file in files if file.name.lower().startswith("admin")])
    spellings = [file for file in files if file.name.lower().startswith("alternatenames")]
    dumps = [file for file in files if not file.name.lower().startswith(("admin", "alternatenames", "readme"))]
    for dump in dumps:
        named = _alternative_names(spellings, _dump_ids(dump)) if spellings else {}
        for cells in _tabbed(dump):
            if len(cells) == DUMP and (row := _geonames_row(cells, named.get(cells[0], ()), units)):
                yield row


def _geonames_row(cells: Sequence[str], names: Iterable[str], units: Mapping[str, str]) -> Row | None:
    number, name, plain, others, lat, lon, group, code, country, _, one, two, three, _, people, *_ = cells
    feature = GEONAMES_FEATURES.get(code) or GEONAMES_CLASSES.get(group)
    if feature is None:
        return None
    keys = [f"{country}.{one}", f"{country}.{one}.{two}", f"{country}.{one}.{two}.{three}"]
    levels = 0 if feature == "country" else {"admin1": 0, "admin2": 1, "admin3": 2}.get(feature, 3)
    admin = [Admin(level=i + 1, name=units[key], code=key) for i, key in enumerate(keys[:levels]) if key in units]
    own = {"admin1": keys[0], "admin2": keys[1]}.get(feature, "")
    return Row(
        id=f"gn:{number}",
        name=name,
        names=tuple(dict.fromkeys([plain, *others.split(","), *names, *([units[own]] if own in units else [])])),
        feature=feature,
        lat=_number(lat),
        lon=_number(lon),
        country=country,
        admin=tuple(admin),
        population=int(people or 0),
        source=f"https://www.geonames.org/{number}",
        same=own or None,
    )


def _admin_codes(files: Sequence[Path]) -> dict[str, str]:
    return {cells[0]: cells[1] for file in files for cells in _tabbed(file) if len(cells) >= 2}


def _dump_ids(dump: Path) -> set[str]:
    return {cells[0] for cells in _tabbed(dump)}


def _alternative_names(files: Sequence[Path], wanted: set[str]) -> dict[str, list[str]]:
    """Alternative names by GeoNames id; links, post codes and the like are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in files:
        for cells in _tabbed(file):
            if len(cells) > 3 and cells[1] in wanted and cells[2] not in NO_NAMES:
                found[cells[1]].append(cells[3])
    return found


def _tabbed(file: Path) -> Iterator[list[str]]:
    with _text(file) as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\r\n").split("\t")


def _text(file: Path) -> IO[str]:
    """The file as text; of a zip archive the member named like it, or its biggest text."""
    if file.suffix.lower() != ".zip":
        return file.open(encoding="utf-8-sig", errors="replace")
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as problem:
        raise OnrecordError(f"{file} is no zip archive: {problem}") from problem
    members = [
        name
        for name in archive.infolist()
        if name.filename.lower().endswith(TABLES) and not name.filename.lower().startswith("readme")
    ]
    if not members:
        raise OnrecordError(f"{file} holds no table")
    best = max(members, key=lambda member: (Path(member.filename).stem.lower() == file.stem.lower(), member.file_size))
    return io.TextIOWrapper(archive.open(best), encoding="utf-8-sig", errors="replace")


# --- Who's On First ---------------------------------------------------------------------------------------------------


def whosonfirst(files: Sequence[Path]) -> Iterator[Row]:
    """GeoJSON records, one a file (``.geojson``; a folder is searched), several in a collection or one a line; or a table with the columns
    ``id name placetype lat lon country`` and, where there are any, ``name_ar alt_names admin1 admin2 population
    geonames_id is_current``. Records that are no longer current are left out."""
    for file in _unfolded(files):
        if file.suffix.lower() in (".tsv", ".csv", ".txt", ".zip"):
            yield from (row for cells in _table(file) if (row := _wof_table_row(cells)))
        else:
            yield from (row for record in _features(file) if (row := _wof_row(record)))


def _wof_table_row(cells: Mapping[str, str]) -> Row | None:
    feature = WOF_FEATURES.get(cells.get("placetype", ""))
    if feature is None or cells.get("is_current") == "0":
        return None
    units = [(level, cells.get(f"admin{level}", "")) for level in (1, 2)]
    return Row(
        id=f"wof:{cells['id']}",
        name=cells["name"],
        names=(cells.get("name_ar") or "", *cells.get("alt_names", "").split("|")),
        feature=feature,
        lat=_number(cells.get("lat")),
        lon=_number(cells.get("lon")),
        country=cells.get("country", ""),
        admin=tuple(Admin(level=level, name=name) for level, name in units if name),
        population=int(_number(cells.get("population")) or 0),
        source=f"https://spelunker.whosonfirst.org/id/{cells['id']}",
        same=f"gn:{cells['geonames_id']}" if cells.get("geonames_id") else None,
    )


def _wof_row(record: Mapping[str, Any]) -> Row | None:
    about = record.get("properties") or {}
    feature = WOF_FEATURES.get(str(about.get("wof:placetype")))
    if (
        feature is None
        or about.get("mz:is_current") == 0
        or about.get("edtf:deprecated") not in (None, "", "u", "uuuu")
    ):
        return None
    number = about.get("wof:id") or record.get("id")
    names = [name for key, values in about.items() if key.startswith("name:") for name in values]
    population = max(0, *(int(about.get(key) or 0) for key in ("wof:population", "gn:population", "qs:pop")))
    same = (about.get("wof:concordances") or {}).get("gn:id")
    return Row(
        id=f"wof:{number}",
        name=str(about.get("wof:name") or ""),
        names=tuple(map(str, names)),
        feature=feature,
        lat=_number(about.get("lbl:latitude") or about.get("geom:latitude")),
        lon=_number(about.get("lbl:longitude") or about.get("geom:longitude")),
        country=str(about.get("wof:country") or ""),
        admin=_wof_admin(about),
        population=population,
        source=f"https://spelunker.whosonfirst.org/id/{number}",
        same=f"gn:{same}" if same else None,
    )


def _wof_admin(about: Mapping[str, Any]) -> tuple[Admin, ...]:
    """Units by the ids of the hierarchy; Who's On First keeps their names in their own records."""
    above: Mapping[str, Any] = next(iter(about.get("wof:hierarchy") or []), {})
    levels = ((1, "region_id"), (2, "county_id"), (3, "localadmin_id"))
    known = [(level, above.get(key)) for level, key in levels]
    return tuple(
        Admin(level=level, name=f"wof:{unit}", code=f"wof:{unit}")
        for level, unit in known
        if unit and unit > 0 and unit != about.get("wof:id")
    )


def _features(file: Path) -> Iterator[Mapping[str, Any]]:
    """Features of a GeoJSON feature, collection or file of one a line."""
    with _text(file) as text:
        if file.suffix.lower() in (".jsonl", ".geojsonl", ".ndjson"):
            yield from (json.loads(line) for line in text if line.strip())
            return
        try:
            record = json.load(text)
        except ValueError as problem:
            raise OnrecordError(f"{file} is no GeoJSON: {problem}") from problem
    yield from record["features"] if record.get("type") == "FeatureCollection" else [record]


def _unfolded(files: Sequence[Path]) -> Iterator[Path]:
    for file in files:
        yield from sorted(file.rglob("*.geojson")) if file.is_dir() else [file]


# --- OCHA COD-AB ------------------------------------------------------------------------------------------------------


def cod(files: Sequence[Path]) -> Iterator[Row]:
    """Administrative levels and populated places with p-codes, as CSV or GeoJSON.

    Column names of both generations are read: ``ADM2_EN ADM2_PCODE`` and ``adm2_name adm2_pcode``, with ``center_lat
    center_lon``, ``lat lon`` or a geometry; for places ``featureName_en featureAltName_en featureRefName pcode``.
    """
    for file in files:
        records: Iterable[Mapping[str, Any]] = _features(file) if "json" in file.suffix.lower() else _table(file)
        for record in records:
            cells = dict(record.get("properties", record))
            point = _middle(record.get("geometry")) if "geometry" in record else None
            if row := _cod_row({key.lower(): value for key, value in cells.items()}, point):
                yield row


def _cod_row(cells: Mapping[str, Any], point: tuple[float, float] | None) -> Row | None:
    units = [_cod_unit(cells, level) for level in (1, 2, 3, 4)]
    chain = [unit for unit in units if unit]
    name = _first(cells, "featurename_en", "featurename", "featurerefname", "name_en", "settlement", "place")
    code = _first(cells, "featurepcode", "pcode", "settlement_pcode", "place_pcode")
    feature: Feature = "settlement"
    if not name:
        if not chain:
            return None
        unit = chain.pop()
        name, code, feature = unit.name, unit.code or "", FEATURES[min(unit.level, 3)]
    level = FEATURES.index(feature)
    others = [str(value) for key, value in cells.items() if value and _names_it(key, feature, level)]
    lat = _number(_first(cells, "center_lat", "lat", "latitude", "point_y", "y"))
    lon = _number(_first(cells, "center_lon", "lon", "long", "longitude", "point_x", "x"))
    return Row(
        id=f"cod:{code or name}",
        name=name,
        names=tuple(others),
        feature=feature,
        lat=lat if lat is not None else point and point[0],
        lon=lon if lon is not None else point and point[1],
        country=_first(cells, "adm0_pcode", "admin0pcode", "iso2")[:2].upper(),
        admin=tuple(chain[:3]),
        source=f"OCHA COD, p-code {code}",
    )


def _cod_unit(cells: Mapping[str, Any], level: int) -> Admin | None:
    name = _first(
        cells, *(f"{start}{level}{end}" for start in ("adm", "admin") for end in ("_en", "_name", "name_en", "name"))
    )
    code = _first(cells, f"adm{level}_pcode", f"admin{level}pcode", f"admin{level}_pcode")
    return Admin(level=level, name=name, code=code or None) if name else None


def _names_it(key: str, feature: Feature, level: int) -> bool:
    """Whether a column holds a name of the row's own place, in whatever language."""
    if "code" in key or "date" in key:
        return False
    if feature == "settlement":
        return key.startswith(("featurename", "featurealtname", "featurerefname", "altname", "name_"))
    return key.startswith((f"adm{level}_", f"admin{level}name", f"adm{level}alt", f"admin{level}alt"))


def _middle(geometry: Mapping[str, Any] | None) -> tuple[float, float] | None:
    """A point, or the mean of the corners of the outline's biggest ring, as (lat, lon)."""
    if not geometry or not geometry.get("coordinates"):
        return None
    at = geometry["coordinates"]
    if geometry["type"] == "Point":
        return at[1], at[0]
    rings = [at[0]] if geometry["type"] == "Polygon" else [polygon[0] for polygon in at]
    ring = max(rings, key=len)
    return sum(corner[1] for corner in ring) / len(ring), sum(corner[0] for corner in ring) / len(ring)


# --- One's own CSV or YAML --------------------------------------------------------------------------------------------


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One place of a YAML list: the form of ``data/places`` and of a user's own file.

    ``at`` is [latitude, longitude] in degrees and needs its ``source``; without it the place gets the coordinates of the
    entry it lies ``inside``, with that entry's precision.
    """

    id: str
    name: str
    feature: Feature
    names: tuple[str, ...] = ()
    at: tuple[float, float] | None = None
    inside: str | None = None
    country: str = ""
    admin: tuple[str, ...] = ()
    population: int = 0
    source: str | None = None
    precision: PlacePrecision | None = None
    same: str | None = None


class KnownPlaces(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A YAML file of places, with whom to credit."""

    credit: str
    places: tuple[Known, ...]


def own_file(file: Path) -> Source:
    """A YAML or CSV file of places in the form of ``data/places``."""
    if not file.is_file():
        raise OnrecordError(f"{file}: no such file")
    if file.suffix.lower() in (".yaml", ".yml"):
        listed = _own_yaml(file)
        return Source(file.name, [file], lambda: map(_known_row, listed.places), listed.credit)
    with _text(file) as lines:
        credit = [line[9:].strip() for line in lines if line.startswith("# credit:")]
    return Source(file.name, [file], lambda: map(_own_row, _table(file)), "\n".join(credit))


def own_rows(files: Sequence[Path]) -> Iterator[Row]:
    """The rows of one's own files, one after the other."""
    for file in files:
        yield from own_file(file).rows()


def _own_yaml(file: Path) -> KnownPlaces:
    try:
        return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), KnownPlaces)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as problem:
        raise OnrecordError(f"{file} is no list of places: {problem}") from problem


def _known_row(place: Known) -> Row:
    if place.at and not place.source:
        raise OnrecordError(f"{place.id}: coordinates need their source")
    if not place.at and not place.inside:
        raise OnrecordError(f"{place.id}: without coordinates it must say what it lies inside")
    lat, lon = place.at or (None, None)
    return Row(
        id=place.id,
        name=place.name,
        names=place.names,
        feature=place.feature,
        lat=lat,
        lon=lon,
        country=place.country,
        admin=tuple(Admin(level=i, name=name) for i, name in enumerate(place.admin, start=1)),
        population=place.population,
        source=place.source or f"lies in {place.inside}",
        same=place.same,
        inside=place.inside,
        precision=place.precision,
    )


def _own_row(cells: Mapping[str, str]) -> Row:
    """A CSV row with the fields of ``Known`` as columns: ``lat`` and ``lon`` for ``at``, lists parted by ``|``; ``admin`` also as
    ``admin1 admin2 admin3``."""
    lat, lon = _number(cells.get("lat")), _number(cells.get("lon"))
    admin = (
        cells.get("admin", "").split("|")
        if cells.get("admin")
        else [cells.get(f"admin{level}", "") for level in (1, 2, 3)]
    )
    feature = cells.get("feature") or "settlement"
    if feature not in FEATURES:
        raise OnrecordError(f"{cells.get('name')}: {feature} is none of {', '.join(FEATURES)}")
    place = Known(
        id=cells.get("id") or f"own:{cells.get('country', '')}:{cells.get('name', '')}:{lat}:{lon}",
        name=cells.get("name", ""),
        feature=feature,
        names=tuple((cells.get("names") or cells.get("alt_names") or "").split("|")),
        at=(lat, lon) if lat is not None and lon is not None else None,
        inside=cells.get("inside") or (None if lat is not None else cells.get("country")),
        country=cells.get("country", ""),
        admin=tuple(name for name in admin if name),
        population=int(_number(cells.get("population")) or 0),
        source=cells.get("source") or (OWN if lat is not None else None),
        precision=cells.get("precision") or None,  # type: ignore[arg-type]
        same=cells.get("same") or None,
    )
    return _known_row(place)


def _table(file: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV or tab-separated file with a head line; lines starting with ``#`` are comments."""
    with _text(file) as text:
        lines = (line for line in text if not line.startswith("#"))
        head = next(lines, "")
        mark = "\t" if "\t" in head else (";" if head.count(";") > head.count(",") else ",")
        names = next(csv.reader([head], delimiter=mark), [])
        if not names:
            raise OnrecordError(f"{file}: no head line")
        reader = (
            csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE)
            if mark == "\t"
            else csv.reader(lines, delimiter=mark)
        )
        for cells in reader:
            yield dict(zip(names, cells, strict=False))


def _first(cells: Mapping[str, Any], *keys: str) -> str:
    return next((str(cells[key]).strip() for key in keys if cells.get(key) not in (None, "")), "")


def _number(value: Any) -> float | None:
    """A number, or null for what is none or Who's On First's word for unknown."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if number == WOF_UNKNOWN or math.isnan(number) else number
