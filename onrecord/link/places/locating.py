"""The point of a listed place: a row of somebody's table with its names and the units it lies in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Entry, Feature, Gazetteer, kilometres
from onrecord.link.places import labels
from onrecord.link.places.choice import Choice
from onrecord.link.places.choosing import CITY, CLEAR, choose
from onrecord.link.places.inside import LEVELS
from onrecord.link.places.weighing import CLOSE_CALL, renown

ONE_PLACE = 12.0  # kilometres: the middle of a stretch or list that reaches no farther says where it is
SAME_MEMBER = 0.7  # likeness from which members of two lists are the same place in two scripts
CLEAR_COUNTED = (
    0.5  # sure enough where namesakes are counted; re-check: ``benchmarks/accuracy.py GOLD --sets airwars,ucdp_syria``
)
NAMESAKES = 1  # other places a name may have before it is one that unlisted hamlets bear as well
COMMON = 0.9  # what each further namesake leaves of how sure an answer is
ALIKE = 0.5  # of the weighed likeness: namesakes whose spelling fits worse by more are other names

NAMELESS: frozenset[Feature] = frozenset({"settlement", "neighbourhood"})
"""Kinds of place of which lists lack many."""

Point = tuple[float, float]


def locate(
    names: Sequence[str], areas: Sequence[str], gazetteer: Gazetteer, country: str | None = None
) -> Point | None:
    """The point of a listed place, (latitude, longitude), where one entry is clear; null rather than a guess.

    ``names`` are spellings of one place, ``areas`` the units it lies in, the narrowest first. A unit's middle is no
    answer to where a place in it is, nor a town's to where a part of it is, unless that is what was asked for. Of several
    places ("A and B", "between A and B") it is the middle, where they lie close together.
    """
    if not names:
        return None
    units = [area if labels.read(area).feature else f"{area} province" for area in areas]
    lists = [found for name in names if (found := labels.members(name))]
    if not lists:
        return _located(names, units, gazetteer, country)
    points = [_located((member, *_same(member, lists[1:])), units, gazetteer, country) for member in lists[0].names]
    known = [point for point in points if point]
    if not known or (lists[0].between and len(known) < len(points)):
        return None
    if max(kilometres(known[0], point) for point in known) > ONE_PLACE:
        return None
    return sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)


def _same(member: str, others: Sequence[labels.Members]) -> list[str]:
    """What other lists call this member."""
    found = []
    for other in others:
        best = max(other.names, key=lambda name: _likeness(member, name))
        if _likeness(member, best) >= SAME_MEMBER:
            found.append(best)
    return found


def _likeness(one: str, other: str) -> float:
    return spelling.likeness(*(spelling.fold(next(iter(labels.read(text).names), text)) for text in (one, other)))


def _located(names: Sequence[str], units: Sequence[str], gazetteer: Gazetteer, country: str | None) -> Point | None:
    choice = choose(names[0], gazetteer, containers=units, also=names[1:], country=country)
    point, label = choice.point, labels.read(names[0])
    if point is None or point.lat is None or point.lon is None or not _is_clear(choice, len(units)):
        return None
    wide = point.feature in LEVELS or point.population >= CITY
    aside = label.beside or (choice.entry is None and any(labels.read(name).beside for name in label.containers))
    return None if (label.around or aside) and wide else (point.lat, point.lon)


def _is_clear(choice: Choice, units: int) -> bool:
    """Whether a choice is sure enough: of a hamlet's name that many places bear, one that no list has may be meant.

    What several units hold, a district in a province, is no longer a matter of the name.
    """
    entry = choice.entry
    if entry is None or entry.feature not in NAMELESS or units > 1:
        return choice.score >= CLEAR
    common = (
        0.0 if entry.population else max(0.0, _namesakes(choice, entry) - NAMESAKES) * (1 - renown(choice.options[0]))
    )
    return choice.score * math.pow(COMMON, common) >= CLEAR_COUNTED


def _namesakes(choice: Choice, entry: Entry) -> int:
    """How many other places are called alike."""
    like = choice.options[0].features["likeness"] - ALIKE
    alike = (other.entry for other in choice.options[1:] if other.features["likeness"] >= like)
    return sum(kilometres(other, entry) > CLOSE_CALL for other in alike)
