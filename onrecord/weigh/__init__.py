"""An event's claims -> one value and a range per field, by a named policy; nothing is averaged and nothing dropped."""

from onrecord.weigh.computed import ranged
from onrecord.weigh.records import (
    Chosen,
    Days,
    Figure,
    Graded,
    Other,
    PolicyName,
    Reading,
    Share,
    Standing,
    Weighed,
)
from onrecord.weigh.standing import Told, difference

__all__ = [
    "Chosen",
    "Days",
    "Figure",
    "Graded",
    "Other",
    "PolicyName",
    "Reading",
    "Share",
    "Standing",
    "Told",
    "Weighed",
    "difference",
    "ranged",
]
