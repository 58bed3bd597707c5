"""hrds: an attack on rights defenders or journalists: by whom, what, whom, where and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.learned import Features, likeliest, likely, weights
from adapters.rights import features
from adapters.story import Story, most_spoken_for, ranked, stories
from onrecord.model import Coded, Place

HARMED = ("killed", "detained", "abducted", "missing", "tortured")
ABUSES = (
    "arrest", "abduction", "torture", "attack_on_civilians", "sexual_violence", "mob_violence", "looting", "protest_repressed",
    "battle", "shelling", "bombing", "suicide_bombing", "air_strike", "remains_found",
)  # fmt: skip
"""Kinds that may be an attack on somebody's rights."""

KIND_OF = re.compile(
    r"^(?:the )?(?:[a-z]+ ){0,3}(?:city|town|village|district|area|suburb|capital)(?: of)? |(?: [a-z]+)+$"
)
"""Words that say what a place is, before or after its name."""

SPELLED = {"United States": "USA", "Democratic Republic of Congo": "Democratic Republic of the Congo"}
"""How the set mostly writes a country."""

NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
"""Parts of the United Kingdom, which the set takes for the country where a report names one."""

TERRITORIES = {"Hong Kong": "China", "Macao": "China", "Puerto Rico": "USA"}
"""Lands with a code of their own that are cities or parts of a state."""

OPENING = 2500
"""Characters in which a report names the town it is about."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_DAYS = 5
"""Days that a report names before it turns to what led there."""

BEGINNING = 600
"""Characters in which a report mostly says where it is."""

NAMED = 2.0
"""How much the countries named in a report and in its title tell beside those of its beginning; places tell half."""

LEAST = 0.3
"""How likely a class has to be; best in the cross-validation that ``training/rights.py`` prints."""


def predict(row: Row, kit: Kit) -> Row:
    """One row of values; null where the report does not say."""
    coded = kit.code(row["text"], row.get("published"), row.get("title"))
    told, found = told_of(row, coded, kit)
    return {
        "perpetrator_type": likeliest(found, weights("rights")["perpetrator"]),
        "violation_types": likely(found, weights("rights")["violation"], LEAST),
        "victims": victims(told),
        **where(told, coded, country(row, coded, kit), kit),
        **date_of(row["text"], row.get("published"), kit),
    }


def told_of(row: Row, coded: Coded, kit: Kit) -> tuple[list[Story], Features]:
    """The events of a report that may be attacks on rights, the main one first, and what it tells as named numbers."""
    told = ranked([story for story in stories(coded) if story.event.kind in ABUSES], len(row["text"]))
    return told, features(row["text"], told, stories(coded, recaps=True), kit)


def victims(told: Sequence[Story]) -> list[str]:
    """Names of the people harmed: those sealed as victims, and counted people told by a name alone."""
    claims = [claim for story in told for claim in story.claims]
    sealed = [victim.text for claim in claims for victim in claim.victims]
    counted = [toll.text for claim in claims for toll in claim.tolls if toll.low == 1 and toll.harm in HARMED]
    targets = [actor.text for claim in claims for actor in claim.actors if actor.role == "target" and actor.id is None]
    return list(dict.fromkeys(name for text in (*sealed, *counted, *targets) if (name := person(text))))


def person(text: str) -> str | None:
    """The longest run of two or more capitalised words, which is how a person is named; null where there is none."""
    runs: list[list[str]] = [[]]
    for word in text.split():
        bare = word.strip(",.;:'\"“”’()")
        if bare[:1].isupper() and not bare.isupper():
            runs[-1].append(bare)
        else:
            runs.append([])
    longest = max(runs, key=len)
    return " ".join(longest) if len(longest) > 1 else None


def where(told: Sequence[Story], coded: Coded, land: str | None, kit: Kit) -> Row:
    """City and region of the first event whose places tell them, else of any claim, in the report's country.

    Where no claim has a city, it is the first town of that country that the report names, its dateline among them.
    """
    state = "United Kingdom" if land in NATIONS else land
    claims = [*(claim for story in told for claim in story.claims), *coded.claims]
    places = [place for claim in claims for place in claim.places if place.id]
    inside = [p for p in places if state in (None, *(SPELLED.get(admin.name, admin.name) for admin in p.admin))]
    city = next((place for place in inside if place.precision == "settlement"), None)
    area = next((place for place in inside if place.precision == "admin1"), None)
    named = written(city) if city else None
    if named is None and coded.report:
        towns = kit.towns(coded.report.text[:OPENING])
        named = next((name for name, lies in towns if lies and SPELLED.get(lies, lies) == state), None)
    return {
        "city": named or (land if land in TERRITORIES else None),
        "region": written(area) if area else None,
        "country": TERRITORIES.get(land or "", land),
    }


def written(place: Place) -> str:
    """The name as the report writes it, without the words for what it is."""
    text = " ".join(place.text.split())
    kept = KIND_OF.sub("", text)
    return kept if kept[:1].isupper() else place.name or text


def country(row: Row, coded: Coded, kit: Kit) -> str | None:
    """The country that a report is about: named in its title and its beginning, and where its places lie.

    A nationality in a title tells who it was rather than where, so countries that it names by name count again.
    """
    places = [
        admin.name for claim in coded.claims for place in claim.places for admin in place.admin if admin.level == 0
    ]
    seat = kit.seat(row["text"])
    evidence = [
        (NAMED, kit.lands(row["text"])),
        (1.0, kit.lands(row["text"][:BEGINNING])),
        (1.0, kit.lands(row.get("title") or "")),
        (1.0, kit.lands_by_name(row.get("title") or "")),
        (0.5, places),
        (0.5, [lies for _, lies in kit.towns(row["text"][:OPENING]) if lies]),
        (1.0, [seat] if seat else []),
    ]
    best = most_spoken_for(evidence) or ""
    if best == "United Kingdom":
        named = [(row["text"].count(nation), nation) for nation in NATIONS if nation in row["text"]]
        best = max(named, default=(0, best))[1]
    return SPELLED.get(best, best or None)


def date_of(text: str, published: str | None, kit: Kit) -> Row:
    """Year, month and day of the earliest of the first days that a report names; else the day of publication.

    A report on an attack opens with what is new, mostly arrests, trials and protests after it; the attack lies before.
    """
    times = [value for _, _, kind, value in kit.times(text, published) if kind == "DATE" and DAY.fullmatch(value)]
    days = [value for value in times if published is None or value <= published]
    day = min(days[:FIRST_DAYS], default=published)
    year, month, date = map(int, day.split("-")) if day else (None, None, None)
    return {"year": year, "month": month, "day": date}


def nothing(row: Row) -> Row:
    """Nothing stated."""
    fields = ("perpetrator_type", "city", "region", "country", "year", "month", "day")
    return {**dict.fromkeys(fields), "violation_types": [], "victims": []}


ADAPTER = Adapter(folder="hrds", task="hrds", inputs=("title", "text", "published"), predict=predict, empty=nothing)
