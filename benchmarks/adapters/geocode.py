"""geocode: the point of a place given by its name and its administrative area (airwars, ucdp_syria)."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit

SYRIA = "SY"
"""Both sets are lists of places in Syria; that is what they are called, not what a record says."""


def ucdp_names(row: Row) -> tuple[list[str], list[str]]:
    """Names to look for and areas that hold the place, narrowest first."""
    return [row["where_coordinates"]], [area for area in (row.get("adm_2"), row.get("adm_1")) if area]


def airwars_names(row: Row) -> tuple[list[str], list[str]]:
    """Names in two scripts, and the governorate."""
    return [name for name in (row.get("name_en"), row.get("name_ar")) if name], [row["governorate"]] if row.get(
        "governorate"
    ) else []


def predict(row: Row, kit: Kit, *, regional: bool) -> Row:
    """The point of the place, null where the gazetteer does not know it."""
    names, areas = airwars_names(row) if "name_en" in row or "name_ar" in row else ucdp_names(row)
    point = kit.locate(names, areas, SYRIA, regional=regional)
    return {"lat": point[0], "lon": point[1]} if point else {"lat": None, "lon": None}


def nothing(row: Row) -> Row:
    """Not known."""
    return {"lat": None, "lon": None}


def _adapters(folder: str, inputs: Sequence[str]) -> tuple[Adapter, Adapter]:
    def made(regional: bool, variant: str) -> Adapter:
        return Adapter(
            folder=folder, task="geocode", inputs=tuple(inputs), predict=functools.partial(predict, regional=regional),
            empty=nothing, pattern="geocode*.jsonl", variant=variant,
        )  # fmt: skip

    return made(True, ""), made(False, "embedded places alone")


ADAPTERS = (
    *_adapters("ucdp_syria", ("where_coordinates", "adm_1", "adm_2")),
    *_adapters("airwars", ("name_en", "name_ar", "governorate")),
)
