"""toponyms: place names in news texts of the whole world, and their points."""

from __future__ import annotations

from adapters.base import Adapter, Row
from adapters.kit import Kit


def predict(row: Row, kit: Kit) -> Row:
    """The place names of a text, each with its point where the shipped gazetteer knows it."""
    found = kit.places(row["text"])
    return {"places": [{"start": start, "end": end, "lat": lat, "lon": lon} for start, end, lat, lon in found]}


def nothing(row: Row) -> Row:
    """No place."""
    return {"places": []}


ADAPTER = Adapter(folder="toponyms", task="toponyms", inputs=("text",), predict=predict, empty=nothing)
