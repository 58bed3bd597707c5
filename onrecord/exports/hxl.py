"""``hxl``: events as CSV with HXL hashtags in the second line, and p-codes where they are known."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from onrecord.exports import words
from onrecord.exports.columns import Cell, table, write_csv
from onrecord.exports.countries import alpha3
from onrecord.exports.selected import Export
from onrecord.exports.sheets import cells
from onrecord.exports.told import Told, told
from onrecord.knowledge import packaged
from onrecord.knowledge.spelling import fold
from onrecord.model import Admin

Row = dict[str, Cell]


@functools.cache
def pcodes() -> Mapping[tuple[str, str], str]:
    """P-codes of first-level units by alpha-2 code of the country and folded name."""
    listed = msgspec.convert(
        packaged.safe_yaml(packaged.text("exports", "pcodes.yaml")), dict[str, dict[str, list[str]]]
    )
    return {
        (country, fold(name)): code
        for country, units in listed.items()
        for code, names in units.items()
        for name in names
    }


def pcode(unit: Admin | None, country: str | None) -> str | None:
    """The p-code of a unit; null where neither the gazetteer nor the packaged list has one."""
    if unit is None:
        return None
    if unit.code and "." not in unit.code:
        return unit.code
    return pcodes().get((country or "", fold(unit.name))) if unit.level == 1 else None


def write(export: Export) -> tuple[Path, ...]:
    """The rows as CSV, hashtags in the second line."""
    columns = table("hxl").columns
    header, tags = [column.name for column in columns], [column.what for column in columns]
    return (write_csv(export.out, header, rows(export), tags),)


def rows(export: Export) -> Iterator[Row]:
    """One row an event."""
    return map(_row, told(export))


def _row(event: Told) -> Row:
    place, (first, last), country = event.place, event.days, event.admin(0)
    code = country.code if country else None
    killed = event.weighed.figure("killed")
    return {
        "Event ID": event.id,
        "Start date": first,
        "End date": last,
        "Year": int(first[:4]) if first else None,
        "Event type": event.weighed.kind.value,
        "Actor 1": cells(event.parties.first),
        "Actor 2": cells(event.parties.second),
        "Country code": alpha3(code),
        "Country": event.area(0),
        "Admin 1 p-code": pcode(event.admin(1) or _itself(event), code),
        "Admin 1": event.area(1),
        "Admin 2 p-code": pcode(event.admin(2), code),
        "Admin 2": event.area(2),
        "Location": words.whereabouts(place) if place else None,
        "Latitude": place.lat if place else None,
        "Longitude": place.lon if place else None,
        "Location precision": place.precision if place else "unresolved",
        "Killed": killed.value if killed else None,
        "Killed, lowest told": killed.low if killed else None,
        "Killed, highest told": killed.high if killed else None,
        "Civilians killed": _number(event, "civilians"),
        "Children killed": _number(event, "children"),
        "Injured": figure.value if (figure := event.weighed.figure("wounded")) else None,
        "Displaced": figure.value if (figure := event.weighed.figure("displaced")) else None,
        "Sources": "; ".join(event.sources),
        "Description": event.note,
    }


def _itself(event: Told) -> Admin | None:
    """The unit that the place itself is, where it is one of the first level."""
    place = event.place
    return Admin(level=1, name=words.town(place)) if place and place.precision == "admin1" else None


def _number(event: Told, group: str) -> int | None:
    return next((f.value for f in event.weighed.figures if (f.harm, f.group) == ("killed", group)), None)
