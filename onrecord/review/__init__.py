"""What a person does to a record, from the screen or the command line alike; every act is a decision with person and time."""

from onrecord.review.acts import Wish, act, standing, undone, work
from onrecord.review.adding import Draft, add, claim_of, withdraw
from onrecord.review.agreement import Agreement, agreement
from onrecord.review.coding import completed, draft, drafts, finish, keep, sample
from onrecord.review.gold import gold
from onrecord.review.queue import Waiting, queue

__all__ = [
    "Agreement",
    "Draft",
    "Waiting",
    "Wish",
    "act",
    "add",
    "agreement",
    "claim_of",
    "completed",
    "draft",
    "drafts",
    "finish",
    "gold",
    "keep",
    "queue",
    "sample",
    "standing",
    "undone",
    "withdraw",
    "work",
]
