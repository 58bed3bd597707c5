"""hrds: an attack on rights defenders or journalists: by whom, what, whom, where and when."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.story import Story, main_story, stories
from onrecord.model import Place

STATE = "state actor"
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
    main = main_story(found, len(row["text"]))
    if main is None:
        return nothing(row)
    day = date_of(main)
    return {
        "perpetrator_type": perpetrator(main, found),
        "violation_types": violations(found),
        "victims": victims(main, found),
        **where(main),
        **day,
    }


def perpetrator(main: Story, found: Sequence[Story]) -> str:
    """The class of whoever did it, the main event first; the police and courts arrest, so an arrest is by the state."""
    for story in (main, *found):
        kinds = [actor.kind for claim in story.claims for actor in claim.actors if actor.role == "initiator"]
        for kind in kinds:
            if kind in ("state_forces", "umbrella", "external_forces"):
                return STATE
            if kind in ("rebel_group", "political_militia", "identity_militia"):
                return "other non-state actors"
        if story.event.kind == "arrest":
            return STATE
    return "other actors without permissions"


def violations(found: Sequence[Story]) -> list[str]:
    """The set's classes of everything that happened."""
    kinds = [VIOLATIONS[story.event.kind] for story in found if story.event.kind in VIOLATIONS]
    harms = [HARMS[toll.harm] for story in found for _, toll in story.tolls(*HARMS)]
    named = [
        HARMS[victim.harm]
        for story in found
        for claim in story.claims
        for victim in claim.victims
        if victim.harm in HARMS
    ]
    other = ["other" for story in found if story.event.kind in OTHERS and not story.tolls(*HARMS)]
    return list(dict.fromkeys([*kinds, *harms, *named, *other]))


def victims(main: Story, found: Sequence[Story]) -> list[str]:
    """Names of the people harmed."""
    names = [victim.text for story in (main, *found) for claim in story.claims for victim in claim.victims]
    return list(dict.fromkeys(" ".join(name.split()) for name in names))


def where(main: Story) -> Row:
    """City, region and country of the main event, by the gazetteer's chain."""
    place = main.event.computed.place
    if place is None:
        return {"city": None, "region": None, "country": None}
    by_level = {admin.level: admin.name for admin in place.admin}
    city = place.name or place.text if place.precision in ("site", "settlement") else None
    return {
        "city": city,
        "region": by_level.get(1) if city is None else None,
        "country": country(place, by_level.get(0)),
    }


def country(place: Place, admin: str | None) -> str | None:
    """The country of a place; the place itself where it is one."""
    return (place.name or place.text) if place.precision == "country" else admin


def date_of(main: Story) -> Row:
    """Year, month and day as far as the main event's days agree in them."""
    when = main.event.computed.when
    early, late = (when.earliest, when.latest) if when else (None, None)
    parts: list[int | None] = [None, None, None]
    if early and late:
        for index, (one, other) in enumerate(zip(early.split("-"), late.split("-"), strict=True)):
            if one != other:
                break
            parts[index] = int(one)
    return dict(zip(("year", "month", "day"), parts, strict=True))


def nothing(row: Row) -> Row:
    """Nothing stated."""
    fields = ("perpetrator_type", "city", "region", "country", "year", "month", "day")
    return {**dict.fromkeys(fields), "violation_types": [], "victims": []}


ADAPTER = Adapter(folder="hrds", task="hrds", inputs=("title", "text", "published"), predict=predict, empty=nothing)
