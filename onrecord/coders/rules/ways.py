"""Places that somebody only comes from, passes or makes for, and places of those who speak of or answer to what happened elsewhere:
"a bus on its way from Ayn to Tossin was hit in Qara", "a court in Ayn tried two men for a bombing in Qara"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.scene import Scene
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import is_wide
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import place_words
from onrecord.language.document import Tree

LIST = 4
"""How many names a list is followed back over."""

Shared = Mapping[int, Sequence[PlaceMention]]


def without_ways(
    scene: Scene, triggers: Sequence[Trigger], every: Shared, plain: Shared
) -> dict[int, list[PlaceMention]]:
    """The places of each trigger without those of a way. Where no others are left the whole way from one to the other holds, else
    what ``plain`` has, the places shared out with no way among them; what is only left or passed is no event's place."""
    events = {t.position for t in triggers}
    found: dict[int, list[PlaceMention]] = {}
    for trigger in triggers:
        near = [p for p in every.get(trigger.position, ()) if not _led_to(scene, p, trigger.position, events)]
        ways = [p for p in near if is_way(scene, p, trigger.position, events)]
        rest = [p for p in near if p not in ways]
        whole = between(scene.tree, ways)
        left = [p for p in ways if scene.tree.is_a(_listed(scene.tree, p.position), "obj")]  # "shot men who left Ayn"
        others = [*plain.get(trigger.position, ())]
        found[trigger.position] = rest or whole or left or others or _on_the_way(scene.tree, ways)
    kept = {position: _of_event(scene, position, places, events) for position, places in found.items()}
    return {p: _without_holders(scene, places, every.get(p, ())) for p, places in kept.items()}


def _without_holders(scene: Scene, kept: Sequence[PlaceMention], near: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places without what those lie in that were left out: of "left Ayn, Rasheed" the province goes with the town."""
    gone = [p for p in near if (p.start, p.end) not in {(k.start, k.end) for k in kept}]
    holding = {p.container for p in gone if p.container is not None} - {p.container for p in kept}
    holders = {(scene.reading.places[n].start, scene.reading.places[n].end) for n in holding if n is not None}
    return [p for p in kept if (p.start, p.end) not in holders]


def is_way(scene: Scene, place: PlaceMention, event: int, events: set[int]) -> bool:
    """Whether somebody only moved from, over or to a place, by a verb that is no event itself, and the event is not said to have been
    there: "to Ayn, where a shell killed two"."""
    step = _step(scene.tree, place.position)
    if step is None or step in events or event in scene.tree.subtree(_listed(scene.tree, place.position)):
        return False
    return side(scene.tree, place.position) is not None


def _led_to(scene: Scene, place: PlaceMention, event: int, events: set[int]) -> bool:
    """Whether another event of the sentence leads to a place: "survivors of the massacre fled to Ayn"."""
    step = _step(scene.tree, place.position)
    if step is None or step == event or step not in events:
        return False
    below = event in scene.tree.subtree(_listed(scene.tree, place.position))
    return not below and side(scene.tree, place.position) == "to"


def side(tree: Tree, place: int) -> str | None:
    """On which side of somebody's way a place lies: "from", "to", "over"; null for none."""
    moving, position = place_words.words().moving, _listed(tree, place)
    step = tree.heads[position]
    if step < 0:
        return None
    verb = grammar.word(tree, step)
    if verb in BORDERS:
        return "from" if grammar.case_of(tree, position) == "from" else None
    if not (tree.pos[step] == "VERB" or verb in place_words.words().vehicles):
        return None
    if tree.is_a(position, "obj"):
        return "from" if verb in moving["quitting"] else "over" if verb in moving["crossing"] else None
    case = next(iter(grammar.case_of(tree, position).split()), "")
    verbs = place_words.words().vehicles | moving["leaving"] | moving["going"]
    if case == "from" and verb in verbs:
        return "from"
    if case in GOALS and (verb in moving["going"] or (case == "for" and verb in moving["quitting"])):
        return "to"
    return "over" if case in PASSED and verb in moving["passing"] else None


BORDERS = frozenset({"border", "frontier"})
"""What somebody comes across: "across the border from Ayn"."""
GOALS = frozenset({"to", "for", "toward", "towards"})
PASSED = frozenset({"over", "via", "past", "through"})


def between(tree: Tree, ways: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Both ends of a way that is told whole: what befell a bus "from Ayn to Tossin" befell it between them."""
    sides = {side(tree, p.position) for p in ways}
    if not {"from", "to"} <= sides:
        return []
    return [msgspec.structs.replace(p, relation="between", extent="line") for p in ways]


def _on_the_way(tree: Tree, ways: Sequence[PlaceMention]) -> list[PlaceMention]:
    return [p for p in ways if side(tree, p.position) != "from"]


def _step(tree: Tree, place: int) -> int | None:
    head = tree.heads[_listed(tree, place)]
    return head if head >= 0 else None


def _listed(tree: Tree, place: int) -> int:
    """The head of the list that a name is in."""
    position = place
    for _ in range(LIST):
        if not tree.is_a(position, "conj", "appos") or tree.heads[position] < 0:
            break
        position = tree.heads[position]
    return position


def _of_event(scene: Scene, event: int, places: Sequence[PlaceMention], events: set[int]) -> list[PlaceMention]:
    """The places without that of people who only act upon the event, where it has one of its own."""
    own = [p for p in places if not (_of_others(scene.tree, p.position, event, events) or _of_saying(scene, p, event))]
    told = [p for p in own if (p.name is not None or p.container is not None) and not is_wide(p)]
    return own if told else [*places]


def _of_saying(scene: Scene, place: PlaceMention, event: int) -> bool:
    """Whether a place is where somebody spoke: "in Geneva, the agency said shells killed nine in Ayn"."""
    at = scene.tree.heads[_listed(scene.tree, place.position)]
    return at in scene.cues and at != event and at in scene.tree.ancestors(event)


def _of_others(tree: Tree, place: int, event: int, events: set[int]) -> bool:
    """Whether a place is that of the subject of a verb that tells no event, and the event stands below that verb; or where the
    dead are mourned."""
    somebody = tree.heads[place]
    if somebody < 0 or not tree.is_a(place, "nmod"):
        return False
    if grammar.word(tree, somebody) in place_words.words().mourning and tree.heads[somebody] not in events:
        return True
    if not tree.is_a(somebody, "nsubj"):
        return False
    verb = tree.heads[somebody]
    above = [*tree.ancestors(event)]
    if verb < 0 or verb in events or verb not in above or tree.pos[verb] != "VERB":
        return False
    path = [event, *above[: above.index(verb)]]
    return somebody not in path and not tree.is_a(path[-1], "conj", "nsubj", "nsubj:pass")
