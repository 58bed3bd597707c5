"""An event's claims -> one value and a range per field, by a named policy; nothing is averaged and nothing dropped."""

from onrecord.weigh.computed import ranged
from onrecord.weigh.denials import denials
from onrecord.weigh.evidence import Evidence, evidence, gathered, of_tellings
from onrecord.weigh.policies import POLICIES, Policy, policy
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
from onrecord.weigh.totals import Total, total
from onrecord.weigh.weighing import at_a_glance, standings, weighed

__all__ = [
    "POLICIES",
    "Chosen",
    "Days",
    "Evidence",
    "Figure",
    "Graded",
    "Other",
    "Policy",
    "PolicyName",
    "Reading",
    "Share",
    "Standing",
    "Told",
    "Total",
    "Weighed",
    "at_a_glance",
    "denials",
    "difference",
    "evidence",
    "gathered",
    "of_tellings",
    "policy",
    "ranged",
    "standings",
    "total",
    "weighed",
]
