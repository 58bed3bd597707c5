"""Other people's rows -> external records: kept as they are, beside ours, never claims, never exported again."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from onrecord.exports.columns import CONTROL
from onrecord.knowledge import packaged
from onrecord.model import External, OnrecordError, Record, content_id
from onrecord.store import Store

FIELDS = (
    "id", "date", "date_end", "kind", "side_a", "side_b", "country", "admin1", "place", "lat", "lon", "precision", "killed", "killed_low",
    "killed_high", "civilians_killed", "source", "note",
)  # fmt: skip
"""What a column may mean."""
DATES = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y%m%d")
"""Forms of days in released files of ACLED and UCDP and of common spreadsheets."""
MAPS = "map/"
"""A store's settings under which it keeps what the columns of a data set mean."""
FIELD_LIMIT = 1 << 20


class Map(Record, frozen=True, kw_only=True):
    """What the columns of a table mean; ``coarse`` are values of ``precision`` that stand for an area, not a place."""

    columns: dict[str, str]
    policy: str = "range"
    coarse: tuple[str, ...] = ()


class Foreign(Record, frozen=True, kw_only=True):
    """Their row in our words. Days are ISO, numbers those of the row; null where it has none or what it has is none."""

    id: str
    own_id: str
    first: str | None
    last: str | None
    kind: str | None = None
    sides: tuple[str, ...] = ()
    place: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    coarse: bool = False
    killed: int | None = None
    killed_low: int | None = None
    killed_high: int | None = None
    note: str | None = None


@functools.cache
def packaged_maps() -> Mapping[str, Map]:
    """The maps of ACLED and UCDP."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", "maps.yaml")), dict[str, Map])


def map_of(format_: str, own: Path | None) -> Map:
    """The map of a format, or a user's own. Raises OnrecordError where there is none or it has not the form."""
    if own is not None:
        return _checked(packaged.own(own, _parsed, "map of columns"), str(own))
    if format_ not in packaged_maps():
        raise OnrecordError("Say what the columns mean: --map MAP.yaml with a line `columns: {id: …, date: …}`.")
    return packaged_maps()[format_]


def _parsed(text: str) -> Map:
    return msgspec.convert(packaged.safe_yaml(text) or {}, Map)


def _checked(found: Map, name: str) -> Map:
    unknown = sorted(set(found.columns) - set(FIELDS))
    if unknown:
        raise OnrecordError(f"{name}: {', '.join(unknown)} is no field; there are {', '.join(FIELDS)}.")
    if not {"id", "date"} <= set(found.columns):
        raise OnrecordError(f"{name}: a map has at least the columns of id and date.")
    return found


def rows(path: Path, meaning: Map, dataset: str) -> Iterator[External]:
    """The rows of a CSV file as external records.

    Raises OnrecordError where it is no CSV in UTF-8, or lacks a column of the map.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            csv.field_size_limit(FIELD_LIMIT)
            reader = csv.DictReader(file, dialect=_dialect(file.readline()), restkey="", strict=True)
            file.seek(0)
            _has(reader.fieldnames or (), meaning, path)
            for number, row in enumerate(reader, 2):
                if row.get(meaning.columns["id"], "").startswith("#"):
                    continue  # a line of HXL hashtags
                yield _external(row, meaning, dataset, f"{path}: line {number}")
    except OSError as error:
        raise OnrecordError(f"{path}: {error.strerror}.") from None
    except (UnicodeError, csv.Error) as error:
        raise OnrecordError(f"{path}: not a CSV file in UTF-8: {error}") from None


def _dialect(line: str) -> type[csv.Dialect]:
    """Separated by what separates the heading most often."""

    class Found(csv.excel):
        delimiter = max(",;\t", key=line.count)

    return Found


def _has(header: Sequence[str], meaning: Map, path: Path) -> None:
    missing = sorted({meaning.columns[name] for name in ("id", "date")} - set(header))
    if missing:
        raise OnrecordError(f"{path}: no column {', '.join(missing)}; its columns are {', '.join(header)}.")


def _external(row: Mapping[str, object], meaning: Map, dataset: str, where: str) -> External:
    cells = {str(name): CONTROL.sub(" ", str(value)) for name, value in row.items() if name and value not in (None, "")}
    own = cells.get(meaning.columns["id"])
    if not own:
        raise OnrecordError(f"{where}: no {meaning.columns['id']}.")
    return External(id=content_id("x", dataset, own), dataset=dataset, row=cells)


def keep(store: Store, found: Iterator[External], meaning: Map, dataset: str, by: str) -> int:
    """Keep the rows beside ours, and what their columns mean; logged. Gives how many there were."""
    every = list(found)
    with store.writing() as writing:
        writing.put_external(every)
        writing.put_setting(f"{MAPS}{dataset}", msgspec.json.encode(meaning).decode())
        writing.log("import", dataset, json.dumps({"by": by, "rows": len(every)}))
    return len(every)


def read(store: Store, dataset: str) -> tuple[Map, list[Foreign]]:
    """The rows of a data set in our words. Raises OnrecordError where the store has none of that name."""
    setting = store.setting(f"{MAPS}{dataset}")
    if setting is None:  # rows of a store that was rebuilt: its settings stayed behind
        first = next(store.externals(dataset), None)
        known = (one for one in packaged_maps().values() if first and one.columns["id"] in first.row)
        meaning = next((one for one in known if first and one.columns["date"] in first.row), None)
        if meaning is not None:
            return meaning, [foreign(row, meaning) for row in store.externals(dataset)]
        raise OnrecordError(
            f"The store holds no data set {dataset!r}; `onrecord import csv FILE --dataset {dataset}` brings it in."
        )
    meaning = msgspec.json.decode(setting, type=Map)
    return meaning, [foreign(row, meaning) for row in store.externals(dataset)]


def foreign(external: External, meaning: Map) -> Foreign:
    """One row in our words."""

    def cell(field: str) -> str | None:
        return external.row.get(meaning.columns.get(field, "")) or None

    first = _day(cell("date"))
    killed = _count(cell("killed"))
    return Foreign(
        id=external.id,
        own_id=cell("id") or external.id,
        first=first,
        last=_day(cell("date_end")) or first,
        kind=cell("kind"),
        sides=tuple(filter(None, (cell("side_a"), cell("side_b")))),
        place=cell("place"),
        admin1=cell("admin1"),
        lat=_number(cell("lat"), 90),
        lon=_number(cell("lon"), 180),
        coarse=(cell("precision") or "") in meaning.coarse,
        killed=killed,
        killed_low=_count(cell("killed_low")),
        killed_high=_count(cell("killed_high")),
        note=cell("note"),
    )


def _day(text: str | None) -> str | None:
    for form in DATES if text else ():
        try:
            return dt.datetime.strptime((text or "").strip(), form).date().isoformat()
        except ValueError:
            continue
    return None


def _count(text: str | None) -> int | None:
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None


def _number(text: str | None, most: float) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and -most <= value <= most else None
