"""Places that change hands: one draft a place, with who holds it now and who held it before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import arguments, grammar
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.control_words import words
from onrecord.coders.rules.parts import ControlPart, Draft
from onrecord.coders.rules.placing import without_containers
from onrecord.coders.rules.scene import Scene, actor_at
from onrecord.coders.rules.territory import held_places
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Trigger
from onrecord.model import ControlChange

TAKING = {"taking", "losing", "handover", "withdrawal"}
AGAIN = ("re", "wrest", "restore")
BARE_HANDOVER = {"hand over", "turn over"}
"""Verbs that say the same of prisoners and bodies: no events where no place is handed over."""


def taken(scene: Scene, draft: Draft, roles: Roles) -> list[Draft]:
    """One draft a place that changed hands or was left; none where what is taken is no place."""
    found = _taken_places(scene, roles) or _just_before(scene, draft.trigger)
    places = list(without_containers(found, scene.reading.places))
    takers, losers = ([m for h in heads if (m := actor_at(scene, h))] for heads in (roles.takers, roles.losers))
    if draft.trigger.meaning.sense == "withdrawal":
        return _left(draft, places, losers)
    if draft.trigger.meaning.frame == "oust" and losers and losers[0].civilian:  # people driven out hold nothing
        return [msgspec.structs.replace(draft, kind="displacement")]
    if draft.trigger.meaning.lemma.startswith("enter") and all(taker.civilian for taker in takers):
        return []  # buses and visitors enter towns as well
    places = places or _taken_by_control(scene, draft)
    if _still_there(scene, draft):
        return [_held(draft, place, takers) for place in places]
    if not places and not _leaves_place_open(scene, draft, roles):
        return _captives(scene, draft)
    changed = _changed(scene, draft, takers, losers)
    return [_at(changed, place) for place in places] or [changed]


def _at(draft: Draft, place: PlaceMention) -> Draft:
    """The draft at a place; a name that was taken counts nobody: "captured Tell Marwan" holds no prisoner of that name."""
    tolls = tuple((n, q) for n, q in draft.tolls if not place.start <= q.start < place.end)
    return msgspec.structs.replace(draft, places=(place,), tolls=tolls)


def _changed(
    scene: Scene, draft: Draft, takers: Sequence[ActorMention], losers: Sequence[ActorMention | None]
) -> Draft:
    """The draft as a change of hands."""
    kind = _taking_kind(scene, draft)
    change = "handed_over" if kind == "handover" else _change(draft.trigger)
    lost = (losers or _opponents(scene, draft, takers) or [None])[0]
    control = ControlPart(None, change, takers[0] if takers else None, lost)
    return msgspec.structs.replace(draft, kind=kind, control=control)


def _held(draft: Draft, place: PlaceMention, holders: Sequence[ActorMention]) -> Draft:
    """The draft as a state: who is said to be there holds the place."""
    part = ControlPart("holds", None, holders[0] if holders else None, None)
    return msgspec.structs.replace(draft, kind="control", actors=(), places=(place,), control=part)


def _still_there(scene: Scene, draft: Draft) -> bool:
    """Whether an occupier is only described by where he is: "attacked the militants occupying the town"."""
    position = draft.trigger.position
    described = scene.tree.is_a(position, "acl") and grammar.word(scene.tree, position).endswith("ing")
    return described and draft.trigger.meaning.lemma == "occupy"


def takes_nothing(scene: Scene, trigger: Trigger) -> bool:
    """Whether a verb that is said of people as well as places says nothing of a place: "lost twelve men"."""
    roles = arguments.roles(scene.tree, trigger)
    if trigger.meaning.lemma == "lose":
        return any(q.position in roles.taken for q in scene.reading.quantities[scene.number] if q.harm == "killed")
    return trigger.meaning.lemma in BARE_HANDOVER and not _taken_places(scene, roles)


def losses(scene: Scene) -> list[Trigger]:
    """The verb of a sentence that tells only what armed people lost, as the word of harm that it is: "they lost three men"."""
    counted = {
        q.position for q in scene.reading.quantities[scene.number] if q.harm == "killed" and q.who == "combatants"
    }
    lost = [t for t in scene.triggers if t.meaning.lemma == "lose"]
    told = [t for t in lost if counted.intersection(arguments.roles(scene.tree, t).taken)]
    return [msgspec.structs.replace(t, meaning=msgspec.structs.replace(t.meaning, sense="harm")) for t in told]


def _taken_places(scene: Scene, roles: Roles) -> list[PlaceMention]:
    return [p for head in roles.taken for p in held_places(scene, head, scene.places) if not _is_somebody(scene, p)]


def _is_somebody(scene: Scene, place: PlaceMention) -> bool:
    """Whether a name is a person's, as what is said beside it tells: "captured Karim Haddad, a colonel"."""
    beside = scene.tree.dependents(place.position, "appos", "nmod:desc")
    return any(m.position in beside for m in scene.reading.actors_of(scene.number))


def _just_before(scene: Scene, trigger: Trigger) -> list[PlaceMention]:
    """The place that a participle follows, whatever the tree hangs it on: "hit the area recently seized by the rebels"."""
    at = trigger.first - 1
    while at >= 0 and scene.tree.pos[at] == "ADV":
        at -= 1
    position, tree = trigger.position, scene.tree
    participle = tree.is_a(position, "acl", "advcl") and not tree.dependents(position, "nsubj", "aux", "mark")
    passive = participle and trigger.meaning.verb and bool(grammar.agents(tree, position))
    return [p for p in scene.places if p.last == at] if passive else []


def _left(draft: Draft, places: Sequence[PlaceMention], leavers: Sequence[ActorMention]) -> list[Draft]:
    """One draft a place that somebody armed left; one without where the place is not said."""
    if not places or not leavers or leavers[0].civilian:
        return [draft]
    control = ControlPart(None, "withdrew", None, leavers[0])
    return [msgspec.structs.replace(draft, places=(place,), control=control) for place in places]


def _taken_by_control(scene: Scene, draft: Draft) -> list[PlaceMention]:
    """Words that speak of territory by themselves ("took control") take the place that stands nearest."""
    lemma = draft.trigger.meaning.lemma
    plain = any(word in lemma for word in ("control", "recapture", "retake", "fall", "liberat", "hands", "takeover"))
    return list(draft.places[:1]) if plain else []


def _leaves_place_open(scene: Scene, draft: Draft, roles: Roles) -> bool:
    """Whether the words take territory and leave to the text before which: "the rebels took control on Monday"."""
    needs = draft.trigger.meaning.needs
    if draft.trigger.meaning.frame == "fall":
        return not roles.taken and bool(roles.takers)
    if "control" not in needs:
        return False
    nouns = [i for i in scene.tree.children[draft.trigger.position] if grammar.word(scene.tree, i) in needs]
    return not any(o.case in {"of", "over"} for noun in nouns for o in grammar.obliques(scene.tree, noun))


def _captives(scene: Scene, draft: Draft) -> list[Draft]:
    """People that were captured: an arrest by a state, an abduction by others; nothing where no people are. Whatever else
    is overrun was fought for."""
    if draft.trigger.meaning.lemma == "overrun":
        return [msgspec.structs.replace(draft, kind="battle")]
    if not any(q.harm in {"captured", "detained", "abducted"} for _, q in draft.tolls):
        return []
    draft = msgspec.structs.replace(draft, places=tuple(p for p in draft.places if not _is_somebody(scene, p)))
    state = any(a.mention.kind in {"state_forces", "external_forces"} for a in draft.actors if a.role == "initiator")
    return [msgspec.structs.replace(draft, kind="arrest" if state else "abduction")]


def _opponents(scene: Scene, draft: Draft, takers: Sequence[ActorMention]) -> list[ActorMention | None]:
    """From whom, where only the fight is told: "recaptured the town after clashes with X". Who is known to have taken it is
    the other party; where nobody is, either may have lost it."""
    for trigger in scene.triggers:
        if (
            takers
            and trigger.meaning.frame == "mutual"
            and grammar.distance(scene.tree, draft.trigger.position, trigger.position) <= 4
        ):
            parties = [actor_at(scene, head) for head in arguments.roles(scene.tree, trigger).parties]
            others = [m for m in parties if m and all(m.id is None or m.id != t.id for t in takers) and m not in takers]
            if others:
                return [others[0]]
    return []


def _change(trigger: Trigger) -> ControlChange:
    return "recaptured" if trigger.meaning.lemma.startswith(AGAIN) else "captured"


def _taking_kind(scene: Scene, draft: Draft) -> str:
    return "handover" if draft.trigger.meaning.sense == "handover" or _unopposed(scene, draft) else "capture"


def _unopposed(scene: Scene, draft: Draft) -> bool:
    """Whether nobody resisted: "entered the town without a fight", "without firing a shot", "unopposed", "meeting no resistance"."""
    tree, verb = scene.tree, draft.trigger.position
    met = {o.head: o.case == "without" for o in grammar.obliques(tree, verb)}
    for clause in tree.dependents(verb, "advcl"):
        without = grammar.case_or_mark(tree, clause) == "without"
        met |= {clause: without} | {
            i: without or "no" in {grammar.word(tree, d) for d in tree.dependents(i, "det")}
            for i in tree.dependents(clause, "obj")
        }
    if any(none and grammar.word(tree, i) in words()["resistance"] for i, none in met.items()):
        return True
    return any(grammar.word(tree, i) in words()["unopposed"] for i in tree.dependents(verb, "advmod", "xcomp", "advcl"))
