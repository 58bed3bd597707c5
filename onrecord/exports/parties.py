"""Who stands on which side of an event, and on what footing: no accusation fills a cell bare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from onrecord.exports import words
from onrecord.knowledge.actors import Registry
from onrecord.model import Actor, ActorKind, Basis, Claim, Dossier, Source
from onrecord.protect.people import MANY, PARTISAN
from onrecord.weigh import Chosen, Weighed

PEOPLE: frozenset[ActorKind] = frozenset({"civilians", "protesters", "rioters"})
BARE: frozenset[Basis] = frozenset({"stated", "admitted"})


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """This actor took part, on this footing (``accused by residents``; empty where it is simply told)."""

    name: str
    id: str | None
    kind: ActorKind | None
    footing: str = ""

    @property
    def cell(self) -> str:
        """The name with its footing."""
        return f"{self.name} ({self.footing})" if self.footing else self.name


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """Those who acted (or one side of a fight) and those whom it was done to (or the other side), narrowest first."""

    first: tuple[Party, ...] = ()
    second: tuple[Party, ...] = ()


def said_by(source: Source, publisher: str | None = None) -> str:
    """Whose word it is: a name, else a kind; the outlet's name where it speaks itself."""
    if source.kind == "outlet" or (source.kind == "unattributed" and source.text is None):
        return publisher or "an undisclosed outlet"
    if source.anonymous:
        return f"unnamed {words.KINDS[source.kind][1]}"
    return words.flat(source.name or source.text or MANY[source.kind])


def parties(dossier: Dossier, weighed: Weighed, registry: Registry) -> Parties:
    """The two sides of an event. Each actor stands once; supporters stand with those who acted."""
    sides: tuple[dict[str, Party], dict[str, Party]] = ({}, {})
    for chosen in sorted(weighed.actors, key=lambda one: _order(one.value)):
        party = _party(chosen, dossier, registry)
        if any(party.name in side for side in sides):
            continue
        sides[_side(chosen.value, party, sides, registry)][party.name] = party
    return Parties(first=tuple(sides[0].values()), second=tuple(sides[1].values()))


def told_by(claim: Claim, dossier: Dossier, registry: Registry) -> str:
    """Who did it to whom as one claim has it, each with the footing."""
    cells: dict[str, list[str]] = {}
    for actor in claim.actors:
        party = _party(Chosen(value=actor, claims=(claim.id,)), dossier, registry)
        cells.setdefault(actor.role, []).append(party.cell)
    acting = words.listed(dict.fromkeys([*cells.get("initiator", ()), *cells.get("supporter", ())]))
    if parties := cells.get("party"):
        return f" {words.BOTH} ".join(dict.fromkeys([*parties, *filter(None, [acting]), *cells.get("target", ())]))
    target = words.listed(dict.fromkeys(cells.get("target", ())))
    return f"{acting or words.NOBODY} {words.ARROW} {target}" if target else acting


def _order(actor: Actor) -> int:
    return ("initiator", "target", "party", "supporter").index(actor.role)


def _side(actor: Actor, party: Party, sides: Sequence[dict[str, Party]], registry: Registry) -> int:
    if actor.role != "party":
        return 1 if actor.role == "target" else 0
    for number in (0, 1):
        if any(_together(party, other, registry) for other in sides[number].values()):
            return number
    return 1 if sides[0] else 0


def _together(one: Party, other: Party, registry: Registry) -> bool:
    return one.id is not None and other.id is not None and registry.same_side(one.id, other.id)


def _party(chosen: Chosen[Actor], dossier: Dossier, registry: Registry) -> Party:
    actor = chosen.value
    name = words.flat(actor.name or actor.text) or "Unidentified"
    footing = "" if actor.role == "target" or actor.kind in PEOPLE else _footing(chosen, dossier, registry)
    return Party(name=name, id=actor.id, kind=actor.kind, footing=footing)


def _footing(chosen: Chosen[Actor], dossier: Dossier, registry: Registry) -> str:
    """How the act came to be laid at the actor's door; empty where somebody who is no enemy simply tells it."""
    publishers = {report.id: report.publisher for report in dossier.reports}
    told = [(claim, actor) for claim in dossier.claims if claim.id in chosen.claims for actor in claim.actors if _same(actor, chosen.value)]  # fmt: skip
    denials = _denials(told, publishers)
    bare = [
        claim
        for claim, actor in told
        if actor.responsibility.basis in BARE and not hostile(claim.source, actor, registry)
    ]
    if bare or not told:
        return denials
    lines = [_line(claim, actor, publishers.get(claim.report)) for claim, actor in told]
    return "; ".join(dict.fromkeys(filter(None, [*lines, denials])))


def _same(one: Actor, other: Actor) -> bool:
    return one.role == other.role and ((one.id is not None and one.id == other.id) or one.text == other.text)


def hostile(source: Source, actor: Actor, registry: Registry) -> bool:
    """Whether a source may be the actor's enemy: it takes part in the war and is not known to stand on the actor's side."""
    if source.kind not in PARTISAN:
        return False
    return source.side is None or actor.id is None or not registry.same_side(source.side, actor.id)


def _line(claim: Claim, actor: Actor, publisher: str | None) -> str:
    basis, by = actor.responsibility.basis, actor.responsibility.by
    who = words.flat(by) if by else said_by(claim.source, publisher)
    if basis == "claimed_by_self":
        return "own claim"
    if basis == "unidentified":
        return "not identified"
    if basis == "suspected":
        return f"suspected by {who}"
    if basis == "denied":
        return ""
    return f"{'named' if actor.role == 'party' else 'accused'} by {who}"


def _denials(told: Iterable[tuple[Claim, Actor]], publishers: dict[str, str | None]) -> str:
    who = [
        words.flat(actor.responsibility.by or said_by(claim.source, publishers.get(claim.report)))
        for claim, actor in told
        if actor.responsibility.basis == "denied" or claim.denies == "responsibility"
    ]
    return f"denied by {words.listed(dict.fromkeys(who))}" if who else ""
