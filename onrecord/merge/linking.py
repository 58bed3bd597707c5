"""How the events of two reports stand to each other where they are not one: part of, sum of, what followed."""

from __future__ import annotations

from onrecord.language import retelling
from onrecord.merge.features import Features, between, sides
from onrecord.merge.kin import Kin
from onrecord.merge.profiles import TURNS, Profile

CLOSE = ("same", "inside", "near")
AFTERMATH = 30
"""Days within which the retaking of a place follows its taking; later it is another story. ACLED's own notes tie
captures of one place over weeks, not seasons."""


def relation(one: Profile, two: Profile, found: Features, kin: Kin) -> Features:
    """``part_of``, ``summarises`` or ``follows``: 1 where the first stands so to the second, -1 the other way round."""
    for name, test in (("summarises", _summarises), ("part_of", _part_of), ("follows", _follows)):
        if test(one, two, found, kin):
            return {name: 1.0}
        if test(two, one, found, kin):
            return {name: -1.0}
    return {}


def _summarises(total: Profile, one: Profile, found: Features, kin: Kin) -> bool:
    """A running total or digest of an area over the days of an event with people harmed there."""
    if not total.total or one.total or not one.numbers or not total.wide:
        return False
    return _within(one, total) and _covers(total, one) and _same_doers(one, total, kin)


def _part_of(small: Profile, large: Profile, found: Features, kin: Kin) -> bool:
    """A strike, bombing or killing inside a ground attack of the same side, town and day, as within one report."""
    if small.telling.kind not in retelling.table().parts or large.telling.kind not in retelling.table().wholes:
        return False
    together = any(name in found for name in ("days_same", "days_within")) and "place_same" in found
    return together and not (small.total or large.total) and _same_doers(small, large, kin, sure=True)


def _follows(later: Profile, earlier: Profile, found: Features, kin: Kin) -> bool:
    """A town that changes hands again soon: the other side takes what this one had taken."""
    if later.telling.kind not in TURNS or earlier.telling.kind not in TURNS or not (later.days and earlier.days):
        return False
    after = later.days.first - earlier.days.last
    known = later.days.stated and earlier.days.stated and 0 < after <= AFTERMATH
    return known and "place_same" in found and "doer_other" in found


def _within(one: Profile, total: Profile) -> bool:
    stands = [between(area, spot) for area in total.spots for spot in one.spots]
    return any(stand[0] in {"inside", "area"} for stand in stands)


def _covers(total: Profile, one: Profile) -> bool:
    if total.days is None or one.days is None or not one.days.stated:
        return False
    return total.days.first <= one.days.last and one.days.first <= total.days.last


def _same_doers(one: Profile, two: Profile, kin: Kin, *, sure: bool = False) -> bool:
    stand = sides(one.doers, two.doers, one.country or two.country, kin)
    return stand in {"same", "side"} or (stand == "unknown" and not sure)
