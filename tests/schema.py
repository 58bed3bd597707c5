"""docs/schema.md, made from the rows of the tables; ``--write`` rewrites it."""

from __future__ import annotations

import sys
from pathlib import Path

from onrecord.exports.flat.columns import TABLES, Party
from onrecord.exports.parquet.file import columns, meaning

FILE = Path(__file__).parent.parent / "docs" / "schema.md"
HEAD = """# Columns of the tables

`onrecord export parquet` writes five tables into a folder, `geoparquet` the table of events with a column `geometry` (WKB points,
longitude and latitude on WGS 84), `geojson` the same columns as properties. This page is made from the code by `make docs`.

Every file says of itself, under the metadata key `onrecord` (Parquet) or the member `onrecord` (GeoJSON), by which method, policy
and versions it was made, from which selection, whom to credit and how to cite it. A null always means that no report says it.

Add up `events.killed` only over events that are neither `part_of` another one in the table nor sum up others (`summarises`); add up
`tolls` never: most repeat each other.
"""


def table(name, row) -> str:
    """One table with its columns."""
    lines = [
        f"| `{column}` | {type_}{'' if nullable else ', never null'} | {meaning(row, column)} |"
        for column, type_, nullable in columns(row)
    ]
    return "\n".join([f"## {name}", "", row.__doc__, "", "| column | type | meaning |", "|---|---|---|", *lines, ""])


def document() -> str:
    """The whole page."""
    tables = {f"`{name}`": row for name, row in TABLES.items()} | {"A cell of `actors`": Party}
    shown = "\n".join(table(name, row) for name, row in tables.items())
    return (
        HEAD
        + "\n"
        + shown.replace(
            "struct<role: string not null, id: string, name: string not null, kind: string, basis: string not null, by: string>",
            "actor",
        )
        .replace("item: ", "")
        .replace(" not null", "")
    )


if __name__ == "__main__" and "--write" in sys.argv:
    FILE.write_text(document(), encoding="utf-8")
