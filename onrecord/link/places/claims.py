"""The places of a report's claims, tied to the gazetteer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from onrecord.knowledge.gazetteer import Entry, Gazetteer
from onrecord.knowledge.gazetteer.land import countries
from onrecord.language.place_words import words
from onrecord.link.places import labels
from onrecord.link.places.choice import Around, Choice, Question
from onrecord.link.places.choosing import together
from onrecord.link.places.theatre import spoken, theatre
from onrecord.model import Admin, Claim, Place, Report

# A plural noun before the name holds for every name of the list: "the districts of A and B".
LISTED = re.compile(
    r"\b(villages|towns|cities|districts|neighbou?rhoods|provinces|governorates|suburbs|quarters|counties|states)\s+of\b",
    re.IGNORECASE,
)
LISTED_AFTER = re.compile(
    r"(?:,? and|,)(?:(?:,| and)? (?:[A-Z]|(?:al|el|ash|ad|as|ar|az|an|at)-)[\w'’-]{1,30}){1,9} "
    r"(villages|towns|cities|districts|neighbou?rhoods|provinces|suburbs|quarters)\b"
)
SINGULAR = {"villages": "village", "towns": "town", "cities": "city", "districts": "district", "neighborhoods": "neighborhood", "neighbourhoods": "neighbourhood",
            "provinces": "province", "governorates": "governorate", "suburbs": "suburb", "quarters": "quarter", "counties": "county", "states": "state"}  # fmt: skip
WIDER = re.compile(
    r"(?:,? in(?: the)?|,| (?:north|south|east|west)[a-z]{0,6} of|(?<= region| county) of|(?<= area| zone) of|(?<= district) of) "
    r"(?:[A-Z][a-z]{2,12}(?:n|i|ese|sh) (?=(?:province|department|state|region|district|governorate)\b))?"
)
"""Between what a place lies in and what that lies in: "the town of Ayn in Rasheed province"."""
REACH = 120  # characters before a place in which the noun of its list is looked for
CITY = 50_000
"""People of a town that has quarters that are told of by their names alone."""
PARTS = frozenset(
    {
        "neighborhood",
        "neighbourhood",
        "quarter",
        "street",
        "square",
        "roundabout",
        "housing complex",
        "residential area",
    }
)
SURE = 0.75  # a district listed this surely is no part of the city told of before
NAME = 3  # words of a town's name at the most
UNITS = {"country": 0, "admin1": 1, "admin2": 2, "admin3": 3}


def link_places(
    claims: Sequence[Claim],
    report: Report,
    gazetteer: Gazetteer,
    country: str | None = None,
    homes: frozenset[str] = frozenset(),
) -> tuple[Claim, ...]:
    """The claims with each place's entry, coordinates, precision and score.

    ``country`` is the ISO 3166-1 code of the outlet's country, where known; it stands in where the report speaks of no
    country in particular. ``homes`` are the countries in which the armed groups of the claims fight. A place that no list knows keeps its own name and gets the
    coordinates of what it lies in, with that precision; where nothing is known it stays ``unresolved``.
    """
    asked = {place: _question(place, report) for claim in claims for place in claim.places}
    around = _told_around(report.text, country, homes)
    answers = _answers(asked, report, gazetteer, around)
    parts = _parts_of_towns(asked, answers)
    if parts:
        answers = _answers({**asked, **parts}, report, gazetteer, around)
    return tuple(
        msgspec.structs.replace(
            claim, places=tuple(_linked(place, answers[place], gazetteer) for place in claim.places)
        )
        for claim in claims
    )


def _told_around(text: str, country: str | None, homes: frozenset[str]) -> Around:
    """Where a report plays: the country it speaks of most, else the only one that its armed groups fight in, else the outlet's."""
    only = next(iter(homes)) if len(homes) == 1 else None
    return Around(theatre(text) or only or country, spoken=spoken(text) | homes)


def _answers(
    asked: Mapping[Place, Question], report: Report, gazetteer: Gazetteer, around: Around
) -> dict[Place, Choice]:
    choices = together([*asked.values(), *_context(asked, report)], gazetteer, around.country, around.spoken)
    return dict(zip(asked, choices, strict=False))  # the context stands behind them


def _parts_of_towns(asked: Mapping[Place, Question], answers: Mapping[Place, Choice]) -> dict[Place, Question]:
    """The questions of quarters that nothing says where they lie, each put into the city that the text named last."""
    told = [(place.start, asked[place].words) for place, choice in answers.items() if _is_city(choice)]
    held = ((place, choice.within) for place, choice in answers.items() if place.container and choice.within)
    told += [(p.start, asked[p].containers[0]) for p, town in held if asked[p].containers and _is_town(town)]
    cities = sorted(told)
    found: dict[Place, Question] = {}
    for place, question in asked.items():
        before = [words for start, words in cities if start < place.start]
        if before and not question.containers and _is_part(question, answers[place]):
            found[place] = msgspec.structs.replace(question, containers=(before[-1],))
        elif before and len(question.containers) == 1 and labels.read(question.containers[0]).noun in PARTS:
            found[place] = msgspec.structs.replace(question, containers=(*question.containers, before[-1]))
    return found


def _is_city(choice: Choice) -> bool:
    return choice.entry is not None and _is_town(choice.entry)


def _is_town(entry: Entry) -> bool:
    return entry.feature == "settlement" and entry.population >= CITY


def _is_part(question: Question, choice: Choice) -> bool:
    """Whether words speak of a part of a town: of quarters and squares always, of districts where no list has them."""
    label = labels.read(question.words)
    if not label.names or label.near or label.beside:
        return False
    listed = choice.entry is not None and choice.entry.feature in ("neighbourhood", "site")
    return (label.noun in PARTS and not listed) or (
        label.noun == "district" and (choice.entry is None or choice.score < SURE)
    )


def _near(after: str) -> tuple[str, ...]:
    """The town that the words behind a place say it lies near: "near the northern city of Rasheed"."""
    tokens = after.replace(",", " , ").split()
    named_with = tokens[:1] and tokens[0].islower() and words().nouns.at(tokens, 0) is not None  # "Ayn farms near"
    tokens = tokens[1:] if tokens[:1] == [","] or named_with else tokens
    lowers = [token.lower() for token in tokens]
    hit = words().relations.at(lowers, 0) if lowers else None
    if hit is None or hit[1] != "near" or lowers[0] not in words().near:
        return ()
    rest = tokens[hit[0] :]
    while rest and not rest[0][0].isupper() and (_passed(rest[0].lower()) or rest[0] == "of"):
        rest = rest[1:]
    name = list(itertools.takewhile(lambda token: token[0].isupper() or token.startswith(("al-", "el-")), rest))
    return (" ".join(name[:NAME]).rstrip(".,;:"),) if name else ()


def _passed(word: str) -> bool:
    lists = words()
    town = lists.nouns.at([word], 0)
    return word == "the" or word in lists.modifiers or word in lists.directions or (town is not None)


def _context(places: Iterable[Place], report: Report) -> Iterator[Question]:
    """What else the report names: containers and where it was filed. No event is placed there, but namesakes are told apart by it."""
    held = (_holders(place) for place in places if place.container)
    yield from (Question(words=names[0], containers=names[1:]) for names in held)
    if report.dateline:
        yield Question(words=report.dateline)


def _question(place: Place, report: Report) -> Question:
    bare = place.text[:1].isupper() and labels.read(place.text).noun is None
    before, after = report.text[max(0, place.start - REACH) : place.start], report.text[place.end : place.end + REACH]
    noun = (_listed_as(before) or _listed_before(after)) if bare else None
    said = f"{place.text} {noun}" if noun else place.text
    near = _near(after) if place.relation == "in" else ()
    return Question(words=" ".join(said.split()), containers=_holders(place), relation=place.relation, near=near)


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


def _listed_before(after: str) -> str | None:
    """The noun that ends the list a place is in: "A, B and C neighbourhoods"."""
    found = LISTED_AFTER.match(after)
    return SINGULAR[found[1].lower()] if found else None


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
