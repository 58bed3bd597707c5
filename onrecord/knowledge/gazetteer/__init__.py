"""Places known before reading: names in every script, coordinates, kind, people living there and what they lie in."""

from onrecord.knowledge.gazetteer.index import Entry, Feature, Gazetteer, Similar, kilometres

__all__ = ["Entry", "Feature", "Gazetteer", "Similar", "kilometres"]
