"""The places that a trigger acts on, those that no list knows among them."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.scene import Scene
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import place_words

DONE_TO_PLACES = {"shelling", "air_strike", "siege", "strike"}
STORMING = {"storm", "raid", "invade", "overrun", "break into"}


def without_containers(places: Sequence[PlaceMention], every: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """The places that no other place of the claim lies in: "Ayn in Rasheed province" is one place."""
    containing = {every[p.container].start for p in places if p.container is not None}
    return tuple(p for p in places if p.start not in containing)


def hit_places(scene: Scene, trigger: Trigger, roles: Roles) -> list[PlaceMention]:
    """Names that no list knows, as the object of what is done to places: "shelled Tell Marwan"."""
    if trigger.meaning.sense not in DONE_TO_PLACES and trigger.meaning.lemma not in STORMING:
        return []
    known = {p.position for p in scene.reading.places_of(scene.number)}
    found = [p for head in roles.targets if head not in known for p in unlisted(scene, head)]
    return [p for p in found if not _is_body(p)]


def _is_body(place: PlaceMention) -> bool:
    """Whether the name is a body's or a person's, which only a misread tree makes the thing hit: "the Observatory"."""
    lists = place_words.words()
    return bool(set(place.text.lower().split()) & (lists.organisations | lists.titles))


def unlisted(scene: Scene, head: int) -> list[PlaceMention]:
    """A name that is taken or lost is a place, though no list and no preposition says so: "captured Tell Marwan"."""
    at = scene.sentence.tokens[head].start
    dated = any(mention.start <= at < mention.end for mention in scene.reading.times[scene.number])
    flat = [head, *scene.tree.dependents(head, "flat", "compound", "nmod:desc")]
    first, last = min(flat), max(flat)
    somebody = any(first <= m.position <= last for m in scene.reading.actors_of(scene.number))
    if scene.tree.pos[head] != "PROPN" or dated or somebody:
        return []
    tokens = scene.sentence.tokens
    start, end = tokens[first].start, tokens[last].end
    text = scene.reading.document.text[start:end]
    return [
        PlaceMention(
            text=text, start=start, end=end, name=text, noun=None, feature=None,
            sentence=scene.number, first=first, last=last, position=head,
        )
    ]  # fmt: skip
