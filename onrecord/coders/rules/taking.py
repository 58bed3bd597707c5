"""Places that change hands: one draft a place, with who holds it now and who held it before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import arguments, grammar
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.parts import ControlPart, Draft
from onrecord.coders.rules.placing import places_at, without_containers
from onrecord.coders.rules.scene import Scene, actor_at
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Trigger
from onrecord.model import ControlChange

TAKING = {"taking", "losing", "handover"}
AGAIN = ("re", "wrest", "restore")


def taken(scene: Scene, draft: Draft, roles: Roles) -> list[Draft]:
    """One draft a place that changed hands; none where nothing taken is a place."""
    places = [p for head in roles.taken for p in places_at(scene, head)]
    places = list(without_containers(places, scene.reading.places)) or _taken_by_control(scene, draft)
    if not places:
        return _captives(draft)
    takers, losers = ([m for h in heads if (m := actor_at(scene, h))] for heads in (roles.takers, roles.losers))
    control = ControlPart(
        None,
        _change(draft.trigger),
        takers[0] if takers else None,
        (losers or _opponents(scene, draft, takers) or [None])[0],
    )
    return [
        msgspec.structs.replace(draft, kind=_taking_kind(draft), places=(place,), control=control) for place in places
    ]


def _taken_by_control(scene: Scene, draft: Draft) -> list[PlaceMention]:
    """Words that speak of territory by themselves ("took control") take the place that stands nearest."""
    lemma = draft.trigger.meaning.lemma
    plain = any(word in lemma for word in ("control", "recapture", "retake", "fall", "liberat", "hands", "takeover"))
    return list(draft.places[:1]) if plain else []


def _captives(draft: Draft) -> list[Draft]:
    """People that were captured: an arrest by a state, an abduction by others; nothing where no people are."""
    if not any(q.harm in {"captured", "detained", "abducted"} for _, q in draft.tolls):
        return []
    state = any(a.mention.kind in {"state_forces", "external_forces"} for a in draft.actors if a.role == "initiator")
    return [msgspec.structs.replace(draft, kind="arrest" if state else "abduction")]


def _opponents(scene: Scene, draft: Draft, takers: Sequence[ActorMention]) -> list[ActorMention | None]:
    """From whom, where only the fight is told: "recaptured the town after clashes with X"."""
    for trigger in scene.triggers:
        if (
            trigger.meaning.frame == "mutual"
            and grammar.distance(scene.tree, draft.trigger.position, trigger.position) <= 4
        ):
            parties = [actor_at(scene, head) for head in arguments.roles(scene.tree, trigger).parties]
            others = [m for m in parties if m and all(m.id is None or m.id != t.id for t in takers) and m not in takers]
            if others:
                return [others[0]]
    return []


def _change(trigger: Trigger) -> ControlChange:
    if trigger.meaning.sense == "handover":
        return "handed_over"
    return "recaptured" if trigger.meaning.lemma.startswith(AGAIN) else "captured"


def _taking_kind(draft: Draft) -> str:
    return "handover" if draft.trigger.meaning.sense == "handover" else "capture"
