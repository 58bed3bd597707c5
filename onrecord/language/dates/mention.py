"""A mention of time: its words, and what they mean before they are tied to the calendar."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from onrecord.language.dates.intervals import Looks, Meaning, Phase

Kind: TypeAlias = Literal["date", "offset", "span", "duration", "set", "age", "time"]
Anchor: TypeAlias = Literal["published", "reference", "absolute"]
Governor: TypeAlias = Literal["since", "until", "by", "before", "after", "from", "in", "on", "between"]


class TimeMention(msgspec.Struct, frozen=True):
    """These words speak of time.

    ``kind``: ``date`` names days; ``offset`` counts from an event or a date named before ("two days later", "a day after
    the storming"); ``span`` is a stretch that ends or begins at the anchor ("the past two weeks"); ``duration``, ``set``
    ("every Friday"), ``age`` and ``time`` (an hour only) name no day. ``anchor`` is what the meaning counts from:
    ``absolute`` needs nothing. ``governor`` is the word before that bounds it ("since"). ``phase`` narrows it ("late"),
    ``part`` is the time of day. ``looks`` is ``ahead`` where the sentence speaks of what is to come: weekdays and dates without
    a year then lie after the anchor.
    """

    text: str
    start: int
    end: int
    kind: Kind
    anchor: Anchor
    meaning: Meaning | None = None
    phase: Phase | None = None
    part: str | None = None
    governor: Governor | None = None
    looks: Looks = "either"
