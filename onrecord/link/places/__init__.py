"""Which entry of the gazetteer the words of a claim's place stand for, how sure that is, and why."""

from __future__ import annotations

from onrecord.link.places.choice import Choice, Option, Question
from onrecord.link.places.choosing import choose, explain, together
from onrecord.link.places.claims import link_places
from onrecord.link.places.locating import locate

__all__ = ["Choice", "Option", "Question", "choose", "explain", "link_places", "locate", "together"]
