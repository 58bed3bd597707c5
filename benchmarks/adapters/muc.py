"""muc: a template for each attack that a newswire text reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.story import EVERYBODY, Story, stories, total
from onrecord.model import Actor, Claim, Place

TYPES = {
    "attack_on_civilians": "ATTACK",
    "shelling": "ATTACK",
    "air_strike": "ATTACK",
    "sexual_violence": "ATTACK",
    "torture": "ATTACK",
    "mob_violence": "ATTACK",
    "battle": "ATTACK",
    "capture": "ATTACK",
    "bombing": "BOMBING",
    "suicide_bombing": "BOMBING",
    "grenade": "BOMBING",
    "abduction": "KIDNAPPING",
    "looting": "ROBBERY",
}
FIRE = ("burn", "fire", "arson", "torch", "ablaze")
PEOPLE = ("civilians", "protesters")


def predict(row: Row, kit: Kit) -> Row:
    """One template an event; clashes between forces in which no civilian was harmed are out of the set's scope."""
    coded = kit.code(row["text"], row.get("published"))
    return {"templates": [template(story) for story in stories(coded) if in_scope(story)]}


def in_scope(story: Story) -> bool:
    """Whether the event is one of the set's types, and harms or threatens others than fighters."""
    if story.event.kind not in TYPES:
        return False
    if story.event.kind not in ("battle", "capture", "air_strike"):
        return True
    harmed = [toll for _, toll in story.tolls("killed", "wounded", "casualties", "abducted")]
    named = any(claim.victims for claim in story.claims)
    return named or any(toll.who == "civilians" for toll in harmed) or any(claim.hits for claim in story.claims)


def template(story: Story) -> Row:
    """One event in the set's form."""
    when, kind = story.event.computed.when, TYPES[story.event.kind]
    if kind == "ROBBERY" and any(word in claim.trigger.text.casefold() for claim in story.claims for word in FIRE):
        kind = "ARSON"
    organisations, persons = perpetrators(story.claims)
    return {
        "type": kind,
        "perp_org": organisations,
        "perp_individual": persons,
        "victims": victims(story),
        "weapon": once(claim.weapon.text for claim in story.claims if claim.weapon),
        "location": place_of(story),
        "date_earliest": when.earliest if when else None,
        "date_latest": when.latest if when else None,
        "killed": harmed(story, "killed"),
        "wounded": harmed(story, "wounded"),
    }


def perpetrators(claims: Iterable[Claim]) -> tuple[list[str], list[str]]:
    """Organisations (named in the registry) and people (told by words alone)."""
    organisations, persons = [], []
    for claim in claims:
        for actor in claim.actors:
            if actor.role == "initiator" and actor.responsibility.basis != "denied":
                (organisations if named(actor) else persons).append(actor.text)
    return once(organisations), once(persons)


def named(actor: Actor) -> bool:
    """Whether the words name an organisation rather than describe people."""
    return actor.id is not None and actor.kind != "umbrella"


def victims(story: Story) -> list[str]:
    """Names and descriptions of the people harmed, as they stand in the text."""
    named_ones = [victim.text for claim in story.claims for victim in claim.victims]
    counted = [toll.text for _, toll in story.tolls("killed", "wounded", "abducted", "casualties", "missing")]
    targets = [actor.text for claim in story.claims for actor in claim.actors if actor.role == "target"]
    return once([*named_ones, *counted, *targets])


def place_of(story: Story) -> str | None:
    """The most specific place of the event, as the text names it."""
    places: Sequence[Place] = [place for claim in story.claims for place in claim.places]
    first = story.event.computed.place or (places[0] if places else None)
    return first.text if first else None


def harmed(story: Story, harm: str) -> int | None:
    """How many were harmed: as numbered, else as many as are named one by one."""
    people = {victim.text for claim in story.claims for victim in claim.victims if victim.harm == harm}
    told = total([story], harm, EVERYBODY)
    return told if told is not None else len(people) or None


def once(texts: Iterable[str]) -> list[str]:
    """Texts on one line each, without repeats."""
    return list(dict.fromkeys(" ".join(text.split()) for text in texts))


def nothing(row: Row) -> Row:
    """No template."""
    return {"templates": []}


ADAPTER = Adapter(folder="muc", task="muc", inputs=("text", "published"), predict=predict, empty=nothing)
