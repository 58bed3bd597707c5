"""The point of a listed place: a row of somebody's table with its names and the units it lies in."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Gazetteer, kilometres
from onrecord.link.places import labels
from onrecord.link.places.choosing import CITY, CLEAR, choose
from onrecord.link.places.inside import LEVELS

ONE_PLACE = 12.0  # kilometres: the middle of a stretch or list that reaches no farther says where it is
SAME_MEMBER = 0.7  # likeness from which members of two lists are the same place in two scripts

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
    point = choice.point
    if point is None or point.lat is None or point.lon is None or choice.score < CLEAR:
        return None
    wide = point.feature in LEVELS or point.population >= CITY
    return None if labels.read(names[0]).around and wide else (point.lat, point.lon)
