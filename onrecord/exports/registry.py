"""All formats of ``onrecord export``: one row each."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from onrecord.exports.stamp import Profile
from onrecord.model import OnrecordError, Record

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

BOTH: tuple[Profile, ...] = ("public", "restricted")
SEALED: tuple[Profile, ...] = ("restricted",)


class Format(Record, frozen=True, kw_only=True):
    """This format is written by ``write(export)`` of ``onrecord.exports.<module>``, under these profiles; it gives the files it wrote.

    ``policy`` is the policy of weighing that it takes unless told otherwise; ``suffix`` is what its file is called by.
    """

    name: str
    module: str
    suffix: str
    what: str
    policy: str = "range"
    profiles: tuple[Profile, ...] = BOTH


FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format(
            name="csv",
            module="csv",
            suffix=".csv",
            what="events as CSV, with claims, sources and control in files beside it",
        ),
        Format(name="acled", module="acled", suffix=".csv", what="ACLED's 31 columns", policy="acled"),
        Format(name="ucdp", module="ucdp", suffix=".csv", what="UCDP GED's 49 columns", policy="ucdp"),
        Format(
            name="airwars",
            module="airwars",
            suffix=".csv",
            what="assessments: least and most for each group of victims, and the grade",
            policy="airwars",
        ),
        Format(name="casualties", module="casualties", suffix=".csv", what="one row a toll claim, with its source"),
        Format(name="plover", module="plover", suffix=".jsonl", what="PLOVER records, one JSON object a line"),
        Format(name="hxl", module="hxl", suffix=".csv", what="events with HXL hashtags and p-codes"),
        Format(
            name="xlsx",
            module="xlsx",
            suffix=".xlsx",
            what="a workbook of events, claims, sources and control that can be edited and brought back",
        ),
        Format(name="geojson", module="geojson", suffix=".geojson", what="events as points (RFC 7946)"),
        Format(name="geoparquet", module="geoparquet", suffix=".parquet", what="events as points in Parquet"),
        Format(name="parquet", module="parquet", suffix="", what="five tables in a folder; columns in docs/schema.md"),
        Format(
            name="ftm",
            module="ftm",
            suffix=".ftm.json",
            what="FollowTheMoney entities, with statements (CSV) beside them",
        ),
        Format(
            name="brief",
            module="brief",
            suffix=".html",
            what="situation brief of a period and area: a page, and a document (DOCX) beside it",
        ),
        Format(
            name="jsonl",
            module="jsonl",
            suffix=".jsonl",
            what="the whole store, lossless: `onrecord import` makes an equal one from it",
            profiles=SEALED,
        ),
        Format(
            name="bundle",
            module="bundle",
            suffix=".wacz",
            what="evidence package: pages, hashes, claims, decisions, log",
            profiles=SEALED,
        ),
    )
}


def of(name: str) -> Format:
    """The format of this name. Raises OnrecordError naming those there are."""
    if name not in FORMATS:
        raise OnrecordError(f"There is no format {name!r}; there are {', '.join(sorted(FORMATS))}.")
    return FORMATS[name]


def writer(name: str) -> Callable[[Export], tuple[Path, ...]]:
    """The function that writes a format and gives the files written; its module is loaded now and not before."""
    module = importlib.import_module(f"onrecord.exports.{of(name).module}")
    return cast("Callable[[Export], tuple[Path, ...]]", module.write)
