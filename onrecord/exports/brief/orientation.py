"""Towns that a map shows so that a reader knows where it is."""

from __future__ import annotations

from onrecord.exports.brief.chart import Town
from onrecord.knowledge.gazetteer.index import Index, default_path
from onrecord.knowledge.outlines import Box
from onrecord.model import OnrecordError


def towns(box: Box) -> list[Town]:
    """Settlements in the box whose population is known; none where the index of places is not there: the map goes without names."""
    try:
        index = Index.open(default_path())
    except OnrecordError:
        return []
    west, south, east, north = box
    return [
        Town(entry.name, entry.lat, entry.lon, entry.population)
        for entry in index.within(south, west, north, east)
        if entry.feature == "settlement" and entry.population and entry.lat is not None and entry.lon is not None
    ]
