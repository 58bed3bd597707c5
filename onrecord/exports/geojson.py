"""Events as GeoJSON (RFC 7946): points in longitude, latitude; events without a place stay, with a null geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.exports.flat import rows
from onrecord.exports.flat.columns import EventRow
from onrecord.exports.stamp import Stamp, about
from onrecord.protect.record import Released
from onrecord.weigh import Weighed

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

DECIMALS = 6
"""Of a degree: a tenth of a metre, within the seven that RFC 7946 advises; how sure the place is stands in ``precision``."""


def write(export: Export) -> tuple[Path, ...]:
    """Write the file, a feature a line."""
    pairs = ((record, export.weighed(record)) for record in export.records())
    with export.out.open("wb") as out:
        out.writelines(collection(pairs, export.stamp))
    return (export.out,)


def collection(pairs: Iterable[tuple[Released, Weighed]], stamp: Stamp) -> Iterator[bytes]:
    """The collection piece by piece; what it says of itself comes last, as the foreign member ``onrecord``."""
    yield b'{"type":"FeatureCollection","features":['
    coders: set[str] = set()
    for number, (record, weighed) in enumerate(pairs):
        coders |= {claim.coder for claim in record.dossier.claims}
        row = rows.event(record, weighed)
        yield (b",\n" if number else b"\n") + msgspec.json.encode(feature(row))
    yield b'\n],"onrecord":' + msgspec.json.encode(about(stamp, coders)) + b"}\n"


def feature(row: EventRow) -> dict[str, Any]:
    """One event as a feature; its coordinates are those of the named place, not of what happened there."""
    properties = msgspec.to_builtins(row)
    for name in ("id", "lat", "lon"):
        properties.pop(name)
    geometry = (
        {"type": "Point", "coordinates": [round(row.lon, DECIMALS), round(row.lat, DECIMALS)]}
        if row.lat is not None and row.lon is not None
        else None
    )
    return {"type": "Feature", "id": row.id, "geometry": geometry, "properties": properties}
