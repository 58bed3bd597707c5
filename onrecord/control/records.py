"""Who held a place, from when to when, on whose word: stretches, timelines, and how a place stood on a day."""

from __future__ import annotations

from typing import Literal

from onrecord.model import ControlBasis, ControlChange, ControlState, Named, Part, Place, Record, Relation

Footing = Literal["attested", "claimed", "refuted", "disputed"]
"""What a stretch rests on: others than the holder attest it (or the loser concedes it), the holder alone claims it, others
say that the claim is wrong, or each of two sides claims the place."""


class Statement(Record, frozen=True, kw_only=True):
    """One claim says who holds or took one place; the days, ISO and inclusive, on which it holds or changed hands.

    ``earliest`` or ``latest`` is null where the text leaves it open. ``order`` is the claim's place in its report. ``passing``:
    told in passing and without a day ("the government-held town"), which may be how it was before what the text tells.
    """

    claim: str
    report: str
    place: Place
    state: ControlState | None
    change: ControlChange | None
    holder: Named | None
    lost_by: Named | None
    basis: ControlBasis
    earliest: str | None
    latest: str | None
    order: int
    passing: bool = False


class Stretch(Record, frozen=True, kw_only=True):
    """This side held the place (or it was contested, or nobody says who held it) between these bounds.

    It began between ``from_earliest`` and ``from_latest`` and ended between ``to_earliest`` and ``to_latest``; null is
    unknown, and both ends null is not known to have ended. ``attested`` is the last day for which a claim says so. ``claims``
    and ``bases`` are what it rests on; ``holders`` has one entry, none where nobody is named, several where each of them
    claims the place.
    """

    state: ControlState
    footing: Footing
    holders: tuple[Named, ...]
    part: Part | None
    from_earliest: str | None
    from_latest: str | None
    to_earliest: str | None = None
    to_latest: str | None = None
    attested: str | None
    bases: tuple[ControlBasis, ...]
    claims: tuple[str, ...]

    @property
    def holder(self) -> Named | None:
        """The one who held it; null where it was contested or nobody is named."""
        return self.holders[0] if len(self.holders) == 1 else None


class Timeline(Record, frozen=True, kw_only=True):
    """The history of one place as it is told, in order of time. ``key`` names the place among others, ``names`` are those
    that reports give it.

    A statement about a part ("several neighbourhoods"), the countryside or the surroundings of a place, or about the area
    that it lies in, makes a timeline of its own and says nothing about the place.
    """

    key: str
    place: Place
    names: tuple[str, ...]
    relation: Relation
    lane: Literal["whole", "part"]
    stretches: tuple[Stretch, ...]


class Standing(Record, frozen=True, kw_only=True):
    """How a place stood on a day: the stretch in force, how sure that is, and how old its last attestation is, in days.

    ``sure`` is false on days between the bounds of a change, after the last attestation, and for what a holder alone claims.
    ``before`` is the stretch that a claimed capture would have ended.
    """

    timeline: Timeline
    stretch: Stretch
    day: str
    sure: bool
    age: int | None
    before: Stretch | None = None
