"""A claim as the public may see it: values stay, words stay where they are ordinary, nobody private is left in it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from onrecord.model import Actor, Claim, Control, Count, Hit, Named, Place, Responsibility, Span, Toll, Weapon, When
from onrecord.protect.known import PEOPLE, Known, words_of
from onrecord.protect.people import PARTISAN, masked
from onrecord.protect.rules import Rules

NOTHING = Span(text="", start=0, end=0)
ACTING = frozenset({"initiator", "party"})
SPOKEN = {"person": "person"}
"""A claim that a person coded says so, not who."""


class Masks(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim of one event is shown through.

    ``place`` turns a place into its public form, ``key`` an id into that of the profile. ``belonging`` is true where the event
    is shown no finer than the first level, so that ethnicity and religion may stand. ``hidden`` are parts of the names of
    people in the event who stay unnamed, even where they are ordinary words.
    """

    known: Known
    rules: Rules
    key: Callable[[str], str]
    place: Callable[[Place], Place]
    belonging: bool
    hidden: frozenset[str] = frozenset()

    def words(self, text: str, *names: str | None) -> str:
        """The words of a phrase that may stand."""
        return self.known.scrubbed(text, words_of(*names), belonging=self.belonging, hidden=self.hidden)


def masked_claim(claim: Claim, report: str, masks: Masks) -> Claim:
    """The claim with keyed ids, said by a kind or a body, in ordinary words; ``report`` is the id of the report it now belongs to."""
    key = masks.key
    return Claim(
        id=key(claim.id),
        report=report,
        coder=SPOKEN.get(claim.coder.partition(":")[0], claim.coder),
        kind=claim.kind,
        status=claim.status,
        recap=claim.recap,
        denies=claim.denies,
        score=claim.score,
        trigger=Span(text=masks.words(claim.trigger.text), start=0, end=0),
        sentence=NOTHING,
        actors=tuple(_actor(actor, claim, masks) for actor in claim.actors),
        places=tuple(dict.fromkeys(masks.place(place) for place in claim.places)),
        when=_when(claim.when, masks),
        said=_when(claim.said, masks),
        count=_count(claim.count, masks),
        weapon=_weapon(claim.weapon, masks),
        hits=tuple(_hit(hit, masks) for hit in claim.hits),
        tolls=tuple(_toll(toll, masks) for toll in claim.tolls),
        control=_control(claim.control, masks),
        source=masked(claim.source, masks.known, masks.rules),
    )


def _actor(actor: Actor, claim: Claim, masks: Masks) -> Actor:
    """A listed actor under its listed name; others as the ordinary words that name them."""
    name = actor.name if actor.id and (masks.belonging or not _belongs(actor, masks)) else None
    text = name or masks.words(actor.text)
    return msgspec.structs.replace(
        actor,
        text=text,
        start=0,
        end=0,
        id=actor.id if name else None,
        name=name,
        responsibility=_responsibility(actor, claim, masks),
    )


def _belongs(actor: Actor, masks: Masks) -> bool:
    """Whether a listed part of a population is told by ethnicity or religion."""
    return actor.kind in PEOPLE and not masks.known.plain(actor.name or "")


def _responsibility(actor: Actor, claim: Claim, masks: Masks) -> Responsibility:
    """On what footing the actor is named. What a party to the war says of the other side is an accusation of its own."""
    value, source = actor.responsibility, claim.source
    label = masked(source, masks.known, masks.rules).text
    hostile = source.kind in PARTISAN and masks.known.enemies(source.side, actor.id)
    if value.basis == "stated" and actor.role in ACTING and actor.kind not in PEOPLE and hostile:
        return Responsibility(basis="accused", by=label)
    if value.by is None:
        return value
    own = value.by in {source.name, source.text} or source.anonymous
    by = label if own else masks.known.organisation(value.by)
    return msgspec.structs.replace(value, by=by or masks.words(value.by) or "others")


def _when(value: When | None, masks: Masks) -> When | None:
    return msgspec.structs.replace(value, text=masks.words(value.text), start=0, end=0) if value else None


def _count(value: Count | None, masks: Masks) -> Count | None:
    return msgspec.structs.replace(value, text=masks.words(value.text), start=0, end=0) if value else None


def _weapon(value: Weapon | None, masks: Masks) -> Weapon | None:
    return msgspec.structs.replace(value, text=masks.words(value.text), start=0, end=0) if value else None


def _hit(value: Hit, masks: Masks) -> Hit:
    return msgspec.structs.replace(value, text=masks.words(value.text) or value.object, start=0, end=0)


def _toll(value: Toll, masks: Masks) -> Toll:
    return msgspec.structs.replace(
        value,
        id=masks.key(value.id),
        part_of=masks.key(value.part_of) if value.part_of else None,
        text=masks.words(value.text, value.side),
        start=0,
        end=0,
        side=masks.known.organisation(value.side),
    )


def _control(value: Control | None, masks: Masks) -> Control | None:
    if value is None:
        return None
    return msgspec.structs.replace(value, holder=_named(value.holder, masks), from_=_named(value.from_, masks))


def _named(value: Named | None, masks: Masks) -> Named | None:
    if value is None or value.id is not None:
        return value
    words = masks.words(value.name)
    return Named(id=None, name=words) if words else None
