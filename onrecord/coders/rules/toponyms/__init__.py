"""The places that a text names or speaks of, each with its grammar: what kind, in what relation, inside what."""

from __future__ import annotations

from onrecord.coders.rules.toponyms.finding import find
from onrecord.coders.rules.toponyms.mention import PlaceMention, PlaceRole

__all__ = ["PlaceMention", "PlaceRole", "find"]
