"""What two tellings are compared on: named features, each between 0 and 1, each saying one thing that a person can check.

Of a group of features that share their first word at most one speaks, so that a weight can be read by itself: the days
are the same *or* next to each other *or* unknown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from onrecord.language import retelling
from onrecord.merge import partial
from onrecord.merge.kin import Kin
from onrecord.merge.profiles import Number, Profile, Spot, sound_of

Features = dict[str, float]

SAME_KM = 3.0
"""Gazetteers differ by so much on the point of one town."""
NEAR_KM = 12.0
"""A town and the villages and quarters around it."""
TWO_KM = 24.0
"""Places that lie farther from each other are two, whatever they share."""
COPIED = 0.6
"""From this share of common runs of words on two tellings are one text."""
QUOTED = 0.8
"""From this share of common runs of words on, names apart, two sentences are one."""
LOOSELY = 0.6
"""How much it says that two tellings are at one place where both only say "near" it, or name a town that its province bears."""
CLOSELY = 0.4
"""How little it says that a place lies in a district or a town."""
REGION_KM = 40.0
"""From the middle of a region to its towns."""
DEGREE_KM = 111.2
FEW_WORDS = 5
"""Words below which a share of them says little."""
FEW_RUNS = 12
"""Runs of words below which two sentences are alike by chance."""
HALF = 0.5
"""How much less a day apart says where it may be the day on which something was said."""
STALE = 7
"""Days before publication in which what opens a report without a day has happened."""
BLURRED = 21
"""Days beyond which an interval hardly says when."""


def features(one: Profile, two: Profile, kin: Kin) -> Features:
    """The features of a pair; those that are 0 are left out."""
    found: Features = {}
    for name, value in _all(one, two, kin):
        if value > 0:
            found[name] = round(value, 3)
    return found


def _all(one: Profile, two: Profile, kin: Kin) -> Iterator[tuple[str, float]]:
    days, place = _days(one, two), _places(one, two)
    yield days
    yield place
    yield _kinds(one, two, kin)
    yield _doers(one, two, kin)
    yield _targets(one, two, kin)
    yield from _tolls(one, two)
    yield from _sets("weapon", one.weapons, two.weapons)
    yield from _sets("hit", one.hits, two.hits)
    yield from _sets("thing", one.things, two.things)
    yield "victim_shared", float(bool(one.victims & two.victims))
    yield from _texts(one, two, days[0] in OPEN and place[0] in HERE)
    yield "outlet_same", float(one.telling.publisher is not None and one.telling.publisher == two.telling.publisher)
    yield from _marks("aside", one.aside, two.aside)
    yield from _marks("lead", one.lead, two.lead)
    yield from _marks("handed", one.handed, two.handed)
    yield from _marks("vague", one.vague, two.vague)
    yield from _marks("meant", one.meant, two.meant)
    yield from _marks("bare", one.bare, two.bare)
    yield "recap_one", float(one.recap != two.recap)
    yield "total_one", float(one.total != two.total)
    yield "total_both", float(one.total and two.total)


def _marks(name: str, one: bool, two: bool) -> Iterator[tuple[str, float]]:
    if one or two:
        yield f"{name}_{'both' if one and two else 'one'}", 1.0


# --- days ------------------------------------------------------------------------------------------------------------


def _days(first: Profile, second: Profile) -> tuple[str, float]:
    one, two = first.days, second.days
    if one is None or two is None:
        stand = partial.between(first.partial, second.partial) or "unknown"
        return f"days_{stand}", HALF if stand == partial.NEXT else 1.0
    gap = max(one.first, two.first) - min(one.last, two.last)
    if not (one.stated and two.stated):
        return _undated(first, second, gap)
    wider = max(one.length, two.length)
    if gap <= 0:
        if wider == 1:
            return "days_same", 1.0
        return ("days_within", 1.0) if wider <= BLURRED else ("days_blurred", 1.0)
    return ("days_next", 1.0) if gap == 1 else ("days_apart", min(1.0, 0.5 + gap / 14))


def _undated(first: Profile, second: Profile, gap: int) -> tuple[str, float]:
    """Days of which one at least is only that of publication: news are told soon, and never long after."""
    one, two = first.days, second.days
    assert one is not None
    assert two is not None
    if gap <= 0:
        return ("days_fresh" if abs(one.last - two.last) <= 1 else "days_possible"), 1.0
    opens = (first.lead and not one.stated) or (second.lead and not two.stated)
    return ("days_stale", 1.0) if opens and gap > STALE else ("days_unlikely", min(1.0, gap / 7))


# --- places ----------------------------------------------------------------------------------------------------------

RANKS = ("same", "around", "inside", "near", "namesake", "area", "unknown", "apart", "far")
"""How two places stand to each other, the closest first; of several pairs the closest speaks."""
RANK = {name: number for number, name in enumerate(RANKS)}


def _places(one: Profile, two: Profile) -> tuple[str, float]:
    stands = {(a, b): between(a, b) for a in one.spots for b in two.spots}
    best = min(stands.values(), key=_closest, default=("unknown", 1.0))
    if best[0] != "same":
        return f"place_{best[0]}", best[1]
    met = [both for both, stand in stands.items() if stand[0] == "same"]
    shares = _distinct(a for a, _ in met) / _distinct(one.spots), _distinct(b for _, b in met) / _distinct(two.spots)
    return "place_same", best[1] * math.sqrt(math.prod(min(1.0, share) for share in shares))


def _closest(stand: tuple[str, float]) -> tuple[int, float]:
    """The order of how two places stand to each other; one inside the other says the less the wider that is."""
    name, value = stand
    return RANK[name], value if name == "inside" else -value


def _distinct(spots: Iterable[Spot]) -> int:
    """How many places these are, each counted once however it is written; what no gazetteer knows may be a part of another."""
    every = list(spots)
    known = [spot for spot in every if spot.known]
    return len({spot.id or spot.names for spot in known or every})


def between(one: Spot, two: Spot) -> tuple[str, float]:
    """How one place stands to another, and how strongly."""
    if _namesakes(one, two):
        return "namesake", 1.0
    if one.country and two.country and one.country != two.country:
        return "far", 1.0
    if one.area or two.area:
        return _areas(one, two)
    if (one.id and one.id == two.id) or (one.names & two.names and not _too_far(one, two)):
        return "same", LOOSELY if one.loose and two.loose else 1.0
    return _towns(one, two)


def _towns(one: Spot, two: Spot) -> tuple[str, float]:
    """Two places of different names, by what they lie in and how far apart they are."""
    if (one.borrowed and _holds(two, one)) or (two.borrowed and _holds(one, two)):
        return "same", LOOSELY  # a square of the town
    distance = kilometres(one.point, two.point) if one.point and two.point else None
    bears = (one.bears and _holds(one, two)) or (two.bears and _holds(two, one))
    if bears and not (distance is not None and distance <= NEAR_KM):
        return "inside", LOOSELY
    if distance is not None:
        return _by_distance(distance, one, two)
    if _holds(one, two) or _holds(two, one):
        return "inside", CLOSELY
    return ("apart", 1.0) if one.inner == two.inner else ("far", 1.0)


def _namesakes(one: Spot, two: Spot) -> bool:
    """Whether one name was located in two places, at least one of them without a word of where it lies: that may be the other."""
    if one.area or two.area or (one.told and two.told) or not one.names & two.names:
        return False
    return (one.country is not None and two.country is not None and one.country != two.country) or _too_far(one, two)


def _too_far(one: Spot, two: Spot) -> bool:
    """Whether two places of one name are two places."""
    return bool(one.point and two.point) and kilometres(one.point, two.point) > TWO_KM  # type: ignore[arg-type]


def _by_distance(distance: float, one: Spot, two: Spot) -> tuple[str, float]:
    """Two towns by the distance of their points; a village without a point of its own lies somewhere around its town."""
    if distance <= SAME_KM and not (one.borrowed or two.borrowed):
        return "same", 1.0
    loose = one.loose or two.loose or one.borrowed != two.borrowed
    if distance <= NEAR_KM:
        return ("around" if loose else "near"), 1.0 - max(0.0, distance - SAME_KM) / (2 * (NEAR_KM - SAME_KM))
    return ("apart", 1.0) if distance <= TWO_KM or loose else ("far", 1.0)


def _areas(one: Spot, two: Spot) -> tuple[str, float]:
    if one.quarters and two.quarters and not one.quarters & two.quarters:
        return "apart", 1.0  # the north and the south of one province
    if _one_name(one, two):
        if one.area and two.area:
            return "area", 1.0
        if not (one.vast or two.vast):
            return "same", LOOSELY  # a town and the district around it
        return "inside", _width(one if one.area else two)  # a city and the province that bears its name
    if (one.area and _holds(one, two)) or (two.area and _holds(two, one)):
        return "inside", _width(one if one.area else two)
    return ("inside", LOOSELY) if _lies_by(one, two) or _lies_by(two, one) else ("far", 1.0)


def _lies_by(region: Spot, town: Spot) -> bool:
    """Whether a town lies so near the middle of a region that it may be one of it: who says of a town that it lies in Ghouta?"""
    by = region.middle and town.point
    return bool(by) and kilometres(region.middle, town.point) <= REGION_KM  # type: ignore[arg-type]


def _one_name(one: Spot, two: Spot) -> bool:
    if one.id and one.id == two.id:
        return True
    return bool(one.names & two.names) and (one.area == two.area or one.inner == two.inner)


def _width(area: Spot) -> float:
    """How little it says that a place lies in an area: of a country next to nothing, of a district more than of a province."""
    return {0: 1.0, 1: 1.0, 2: 0.7}.get(len(area.areas), CLOSELY)


def _holds(area: Spot, spot: Spot) -> bool:
    return any(sound_of(name) in area.names for name in spot.areas) and area.names != spot.names


def kilometres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """The distance of two points no more than some hundred kilometres apart, on a plane."""
    lat, lon = (two[0] - one[0]), (two[1] - one[1]) * math.cos(math.radians((one[0] + two[0]) / 2))
    return DEGREE_KM * math.hypot(lat, lon)


# --- kinds and actors ------------------------------------------------------------------------------------------------


def _kinds(one: Profile, two: Profile, kin: Kin) -> tuple[str, float]:
    mine, theirs = one.telling.kind, two.telling.kind
    if mine == theirs:
        return "kind_same", 1.0
    if retelling.table().is_turn(mine, theirs):
        return "kind_turn", 1.0
    if kin.family(mine) == kin.family(theirs) or retelling.table().are_kindred(mine, theirs):
        return "kind_kindred", 1.0
    return ("kind_mentioned", 1.0) if one.kinds & two.kinds else ("kind_other", 1.0)


def _doers(one: Profile, two: Profile, kin: Kin) -> tuple[str, float]:
    mine, theirs = one.doers, two.doers
    if one.parties != two.parties:  # who fights on both sides here may be named as hit there
        mine, theirs = mine | one.targets, theirs | two.targets
    return f"doer_{sides(mine, theirs, one.country or two.country, kin)}", 1.0


def _targets(one: Profile, two: Profile, kin: Kin) -> tuple[str, float]:
    if one.parties or two.parties:
        return "target_unknown", 0.0
    return f"target_{sides(one.targets, two.targets, one.country or two.country, kin)}", 1.0


def sides(one: frozenset[str], two: frozenset[str], country: str | None, kin: Kin) -> str:
    """Whether two sets of actors hold the same, one side, others, or nobody that a registry knows."""
    known = [{name for name in names if not name.startswith("kind:")} for names in (one, two)]
    if not all(known):
        return "same" if one & two else "unknown"
    mine, theirs = known
    if mine & theirs or any(kin.within(a, b) or kin.within(b, a) for a in mine for b in theirs):
        return "same"
    if {kin.side(name, country) for name in mine} & {kin.side(name, country) for name in theirs}:
        return "side"
    return "other"


# --- tolls, things, words --------------------------------------------------------------------------------------------


def _tolls(one: Profile, two: Profile) -> Iterator[tuple[str, float]]:
    """The closest numbers of the dead, else of others harmed. Equal numbers say more the rarer they are."""
    for harm in ("killed", "wounded", "abducted", "captured", "detained", "displaced", "released", "missing"):
        pairs = [_numbers(a, b) for a in one.numbers if a.harm == harm for b in two.numbers if b.harm == harm]
        if pairs:
            name, value = min(pairs, key=lambda pair: (TOLL_RANK[pair[0]], -pair[1]))
            yield f"{'toll' if harm == 'killed' else 'number'}_{name}", value
            if harm == "killed":
                continue
            return


TOLL_RANK = {"equal": 0, "compatible": 1, "close": 2, "other": 3}


def _numbers(one: Number, two: Number) -> tuple[str, float]:
    mine, theirs = one.low if one.low is not None else one.high, two.low if two.low is not None else two.high
    assert mine is not None
    assert theirs is not None
    if mine == theirs:
        return "equal", min(1.0, math.log2(1 + mine) / 5)
    if max(one.low or 0, two.low or 0) <= min(one.high or 10**9, two.high or 10**9):
        return "compatible", min(mine, theirs) / max(mine, theirs)
    ratio = (min(mine, theirs) + 1) / (max(mine, theirs) + 1)
    return ("close", ratio) if ratio >= 0.5 else ("other", 1.0 - ratio)


def _sets(name: str, one: frozenset[str], two: frozenset[str]) -> Iterator[tuple[str, float]]:
    if one and two:
        yield (f"{name}_same" if one & two else f"{name}_other"), 1.0


OPEN = ("days_unknown", "days_fresh", "days_possible", "days_unlikely", "days_stale", "days_blurred")
"""What is known of the days where one telling names none, or hardly any."""


HERE = ("place_same", "place_around", "place_namesake", "place_area", "place_unknown")
"""Places of which one sentence without its names may speak."""


def _texts(one: Profile, two: Profile, open_: bool) -> Iterator[tuple[str, float]]:
    if open_ and _quoted(one, two):
        yield "text_quoted", 1.0
        return
    runs = len(one.runs & two.runs) / max(1, min(len(one.runs), len(two.runs)))
    if runs >= COPIED and min(len(one.runs), len(two.runs)) >= FEW_RUNS:
        yield "text_copied", runs
        return
    shorter = min(len(one.words), len(two.words))
    common = len(one.words & two.words)
    if common > 1:
        yield "text_alike", common / max(shorter, FEW_WORDS)
    elif shorter:
        yield "text_unlike", min(1.0, shorter / FEW_WORDS) / (1 + common)


def _quoted(one: Profile, two: Profile) -> bool:
    """Whether both hold one long sentence, so that where a day is lacking they need none."""
    return any(len(a & b) >= QUOTED * max(len(a), len(b)) for a in one.said for b in two.said)
