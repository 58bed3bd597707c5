"""hrds: an attack on rights defenders or journalists: by whom, what, whom, where and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.story import Story, ranked, stories
from onrecord.model import Coded, Place

STATE = "state actor"
PERPETRATORS = {
    "state_forces": STATE,
    "umbrella": STATE,
    "external_forces": STATE,
    "rebel_group": "other non-state actors",
    "political_militia": "other actors without permissions",
    "identity_militia": "other actors without permissions",
}
VIOLATIONS = {
    "arrest": "arbitrary detention",
    "abduction": "kidnapping",
    "torture": "torture",
}
HARMS = {
    "killed": "killing",
    "detained": "arbitrary detention",
    "abducted": "kidnapping",
    "missing": "enforced disappearance",
    "tortured": "torture",
}
ABUSES = (
    "arrest", "abduction", "torture", "attack_on_civilians", "sexual_violence", "mob_violence", "looting", "protest_repressed",
    "battle", "shelling", "bombing", "suicide_bombing", "air_strike", "remains_found",
)  # fmt: skip
"""Kinds that may be an attack on somebody's rights."""

OTHERS = (
    "attack_on_civilians",
    "sexual_violence",
    "mob_violence",
    "looting",
    "protest_repressed",
    "battle",
    "shelling",
)


def predict(row: Row, kit: Kit) -> Row:
    """One row of values; null where the report does not say."""
    coded = kit.code(row["text"], row.get("published"), row.get("title"))
    found = stories(coded)
    told = ranked([story for story in found if story.event.kind in ABUSES], len(row["text"]))
    if not told:
        return {**nothing(row), "perpetrator_type": perpetrator(None)}
    return {
        "perpetrator_type": perpetrator(told[0]),
        "violation_types": violations(told),
        "victims": victims(told),
        **where(told, coded),
        **date_of(told, row.get("published")),
    }


def perpetrator(main: Story | None) -> str:
    """The class of whoever did the main event; the state where the report does not say, as most often."""
    actors = [actor for claim in main.claims for actor in claim.actors] if main else []
    return next((PERPETRATORS[a.kind] for a in actors if a.role == "initiator" and a.kind in PERPETRATORS), STATE)


def violations(told: Sequence[Story]) -> list[str]:
    """The set's classes of everything that happened."""
    kinds = [VIOLATIONS[story.event.kind] for story in told if story.event.kind in VIOLATIONS]
    harms = [HARMS[toll.harm] for story in told for _, toll in story.tolls(*HARMS)]
    named = [victim.harm for story in told for claim in story.claims for victim in claim.victims]
    other = ["other" for story in told if story.event.kind in OTHERS and not story.tolls(*HARMS)]
    return list(dict.fromkeys([*kinds, *harms, *(HARMS[harm] for harm in named if harm in HARMS), *other]))


def victims(told: Sequence[Story]) -> list[str]:
    """Names of the people harmed: those sealed as victims, and counted people told by a name alone."""
    claims = [claim for story in told for claim in story.claims]
    sealed = [victim.text for claim in claims for victim in claim.victims]
    counted = [toll.text for claim in claims for toll in claim.tolls if toll.low == 1 and toll.harm in HARMS]
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


def where(told: Sequence[Story], coded: Coded) -> Row:
    """City and region from the first event whose places tell them; the country that the report names most."""
    places = [place for story in told for claim in story.claims for place in claim.places]
    city = next((place for place in places if place.precision in ("site", "settlement") and place.id), None)
    area = next((place for place in places if place.precision == "admin1"), None)
    named = places or [place for claim in coded.claims for place in claim.places]
    countries = Counter(name for place in named if (name := country(place)))
    return {
        "city": (city.name or city.text) if city else None,
        "region": (area.name or area.text) if area else None,
        "country": countries.most_common(1)[0][0] if countries else None,
    }


def country(place: Place) -> str | None:
    """The country of a place; the place itself where it is one."""
    chain = next((admin.name for admin in place.admin if admin.level == 0), None)
    return chain or ((place.name or place.text) if place.precision == "country" else None)


def date_of(told: Sequence[Story], published: str | None) -> Row:
    """Year, month and day as far as the days of the first dated event agree in them; else the year of publication."""
    for story in told:
        when = story.event.computed.when
        if when and when.earliest and when.latest and (parts := agreed(when.earliest, when.latest)):
            return {"year": parts[0], "month": parts[1], "day": parts[2]}
    return {"year": int(published[:4]) if published else None, "month": None, "day": None}


def agreed(early: str, late: str) -> list[int | None]:
    """Year, month and day as far as two days agree; empty where not even the years do."""
    parts: list[int | None] = []
    for one, other in zip(early.split("-"), late.split("-"), strict=True):
        if one != other:
            break
        parts.append(int(one))
    return parts + [None] * (3 - len(parts)) if parts else []


def nothing(row: Row) -> Row:
    """Nothing stated."""
    fields = ("perpetrator_type", "city", "region", "country", "year", "month", "day")
    return {**dict.fromkeys(fields), "violation_types": [], "victims": []}


ADAPTER = Adapter(folder="hrds", task="hrds", inputs=("title", "text", "published"), predict=predict, empty=nothing)
