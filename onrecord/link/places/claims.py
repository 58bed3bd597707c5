"""The places of a report's claims, tied to the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from onrecord.knowledge.gazetteer import Entry, Gazetteer
from onrecord.knowledge.gazetteer.land import countries
from onrecord.link.places.choice import Choice, Question
from onrecord.link.places.choosing import together
from onrecord.link.places.theatre import theatre
from onrecord.model import Admin, Claim, Place, Report

# A plural noun before the name holds for every name of the list: "the districts of A and B".
LISTED = re.compile(
    r"\b(villages|towns|cities|districts|neighbou?rhoods|provinces|governorates|suburbs|quarters|counties|states)\s+of\b",
    re.IGNORECASE,
)
SINGULAR = {"villages": "village", "towns": "town", "cities": "city", "districts": "district", "neighborhoods": "neighborhood", "neighbourhoods": "neighbourhood",
            "provinces": "province", "governorates": "governorate", "suburbs": "suburb", "quarters": "quarter", "counties": "county", "states": "state"}  # fmt: skip
WIDER = re.compile(r"(?:,| in| in the| (?:north|south|east|west)[a-z]{0,6} of) ")
"""Between what a place lies in and what that lies in: "the town of Ayn in Rasheed province"."""
REACH = 120  # characters before a place in which the noun of its list is looked for
UNITS = {"country": 0, "admin1": 1, "admin2": 2, "admin3": 3}


def link_places(
    claims: Sequence[Claim], report: Report, gazetteer: Gazetteer, country: str | None = None
) -> tuple[Claim, ...]:
    """The claims with each place's entry, coordinates, precision and score.

    ``country`` is the ISO 3166-1 code of the outlet's country, where known; it stands in where the report speaks of no
    country in particular. A place that no list knows keeps its own name and gets the
    coordinates of what it lies in, with that precision; where nothing is known it stays ``unresolved``.
    """
    asked = {place: _question(place, report) for claim in claims for place in claim.places}
    home = theatre(report.text) or country
    choices = together([*asked.values(), *_context(asked, report)], gazetteer, home)
    answers = dict(zip(asked, choices, strict=False))  # the context stands behind them
    return tuple(
        msgspec.structs.replace(
            claim, places=tuple(_linked(place, answers[place], gazetteer) for place in claim.places)
        )
        for claim in claims
    )


def _context(places: Iterable[Place], report: Report) -> Iterator[Question]:
    """What else the report names: containers and where it was filed. No event is placed there, but namesakes are told apart by it."""
    held = (_holders(place) for place in places if place.container)
    yield from (Question(words=names[0], containers=names[1:]) for names in held)
    if report.dateline:
        yield Question(words=report.dateline)


def _question(place: Place, report: Report) -> Question:
    noun = _listed_as(report.text[max(0, place.start - REACH) : place.start]) if place.text[:1].isupper() else None
    words = f"{place.text} {noun}" if noun else place.text
    containers = _holders(place)
    return Question(words=" ".join(words.split()), containers=containers, relation=place.relation)


def _holders(place: Place) -> tuple[str, ...]:
    """What the text says a place lies in, the narrowest first."""
    return tuple(WIDER.split(" ".join(place.container.text.split()))) if place.container else ()


def _listed_as(before: str) -> str | None:
    """The noun of the list that the place is a member of; null where other words than names stand between."""
    listed = list(LISTED.finditer(before))
    if not listed:
        return None
    names = before[listed[-1].end() :].replace(",", " ").split()
    if all(word[0].isupper() or word in ("and", "or", "the") or word.startswith(("al-", "el-")) for word in names):
        return SINGULAR[listed[-1][1].lower()]
    return None


def _linked(place: Place, choice: Choice, gazetteer: Gazetteer) -> Place:
    point = choice.point
    return msgspec.structs.replace(
        place,
        id=choice.entry.id if choice.entry else None,
        name=choice.name,
        admin=chain(choice.entry, gazetteer) if choice.entry else chain(choice.within, gazetteer),
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        precision=choice.precision,
        score=choice.score,
    )


def chain(entry: Entry | None, gazetteer: Gazetteer) -> tuple[Admin, ...]:
    """Country and units of an entry from the largest, the entry itself among them where it is one."""
    if entry is None:
        return ()
    around = next(iter(gazetteer.parents(entry)), None)
    if not entry.admin and entry.feature not in UNITS and around is not None:
        return chain(around, gazetteer)
    known = countries().get(entry.country)
    units = [Admin(level=0, name=known.name, code=known.code)] if known else []
    units.extend(entry.admin)
    level = UNITS.get(entry.feature)
    if level:
        units.append(Admin(level=level, name=entry.name, code=entry.id))
    return tuple(units)
