"""On whose side the people of an event stand, and which sides are states: from the registry, or from the claims alone."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.knowledge.actors import Registry
from onrecord.model import Actor, Claim, Named, Toll

UNARMED = {"civilians", "protesters", "rioters"}
STATES = {"state_forces", "external_forces"}


class Sides:
    """The sides of one event's actors, in the war of the country where it happened."""

    def __init__(self, claims: Sequence[Claim], registry: Registry | None = None) -> None:
        self._registry = registry
        actors = [actor for claim in claims for actor in claim.actors]
        self._ids = {actor.name: actor.id for actor in actors if actor.name and actor.id}
        self._country = _country(claims, registry)
        self._states = {self.of(actor) for actor in actors if actor.kind in STATES} - {None}
        self._armed = {self.of(actor): actor for actor in actors[::-1] if armed(actor)}

    def of(self, actor: Actor) -> str | None:
        """The side of an actor: an id; its own id where the registry knows no side; null where it has no id."""
        return self._side(actor.id) if actor.id else None

    def _side(self, id_: str) -> str:
        return self._registry.side_of(id_, self._country) if self._registry else id_

    def of_toll(self, claim: Claim, toll: Toll) -> str | None:
        """The side of the people counted, combatants only: as the text says, else that of the only armed side attacked."""
        if toll.who != "combatants":
            return None
        if toll.side is not None:
            entry = self._registry.named(toll.side) if self._registry else None
            known = entry.id if entry else self._ids.get(toll.side)
            return self._side(known) if known else toll.side
        attacked = {self.of(a) for a in claim.actors if a.role == "target" and armed(a)} - {None}
        return attacked.pop() if len(attacked) == 1 else None

    def is_state(self, side: str | None) -> bool:
        """Whether a state fights on this side."""
        if side is None:
            return False
        army = f"{side.partition(':')[0]}:armed-forces"
        return side in self._states or (self._registry is not None and self._registry.side_of(army) == side)

    def named(self, side: str | None) -> Named | None:
        """The actor that the event's claims name on this side."""
        actor = self._armed.get(side) if side is not None else None
        if actor is not None:
            return Named(id=actor.id, name=actor.name or actor.text)
        entry = self._registry.entry(side) if self._registry and side else None
        return Named(id=side, name=entry.name if entry else side) if side else None

    @property
    def fighting(self) -> tuple[str | None, ...]:
        """The armed sides in the event, in the order in which the claims name them."""
        return tuple(reversed(self._armed))


def armed(actor: Actor) -> bool:
    """Whether an actor bears arms."""
    return actor.kind is not None and actor.kind not in UNARMED


def _country(claims: Sequence[Claim], registry: Registry | None) -> str | None:
    codes = [a.code or a.name for c in claims for p in c.places for a in p.admin if a.level == 0]
    return next((land for code in codes if registry and (land := registry.country(code))), None)
