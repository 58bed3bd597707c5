"""The table of events as GeoParquet 1.1.0: points as WKB, in longitude and latitude on WGS 84 (OGC:CRS84)."""

from __future__ import annotations

import datetime
import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.exports.flat import rows
from onrecord.exports.flat.columns import EventRow
from onrecord.exports.parquet.file import Table, arrow
from onrecord.exports.stamp import about

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
"""What the specification asks for (https://geoparquet.org/releases/v1.1.0/); without ``crs`` it is OGC:CRS84."""


def write(export: Export) -> tuple[Path, ...]:
    """Write the file; an event without a place has a null geometry."""
    coders: set[str] = set()
    extra = {"geometry": arrow().binary()}
    with Table(export.out, EventRow, extra, {"geo": json.dumps(GEO).encode()}) as table:
        for record in export.records():
            coders |= {claim.coder for claim in record.dossier.claims}
            table.add([located(rows.event(record, export.weighed(record)))])
        table.state(about(export.stamp, coders))
    return (export.out,)


def located(row: EventRow) -> dict[str, Any]:
    """The row with its point."""
    plain: dict[str, Any] = msgspec.to_builtins(row, builtin_types=(datetime.date,))
    return {**plain, "geometry": point(row.lon, row.lat)}


def point(lon: float | None, lat: float | None) -> bytes | None:
    """A point in well-known binary, little endian (OGC 06-103r4, 8.2.6); null where there is none."""
    return None if lon is None or lat is None else struct.pack("<BIdd", 1, 1, lon, lat)
