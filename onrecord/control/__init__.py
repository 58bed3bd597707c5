"""Claims of holding and taking -> who holds what, a timeline a place, and how places stood on a day."""

from onrecord.control.asking import select, state_at
from onrecord.control.building import timeline
from onrecord.control.holdings import holdings
from onrecord.control.records import Footing, Standing, Statement, Stretch, Timeline
from onrecord.control.statements import statements

__all__ = [
    "Footing",
    "Standing",
    "Statement",
    "Stretch",
    "Timeline",
    "holdings",
    "select",
    "state_at",
    "statements",
    "timeline",
]
