"""What a model is asked to answer: claims whose every value is a quote of the report, and the JSON Schema of that.

Words of a closed list (kinds, harms, statuses …) say what a quote was taken to mean. No field holds free text: what
stands in a ``quote`` is looked up in the report, and dropped where it is not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

import msgspec

from onrecord.model import (
    ActorKind,
    Basis,
    ControlChange,
    ControlState,
    Denies,
    Detail,
    Extent,
    Harm,
    HitEffect,
    HitObject,
    Part,
    Quote,
    Relation,
    Role,
    Scope,
    SourceKind,
    Status,
    Unit,
    WeaponClass,
    Who,
)

Joint: TypeAlias = Literal["all", "any"]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what a model answers. The schema asks for every field and no other; a server that does not hold a model to it
    may leave out what is null or empty, and what it adds is not read."""


class Actor(Answered, frozen=True, kw_only=True):
    """Who did it, or to whom it was done. ``english`` is the quote in English, null where it is English."""

    quote: str
    english: str | None = None
    role: Role
    joint: Joint = "all"
    kind: ActorKind | None = None
    basis: Basis = "stated"


class Place(Answered, frozen=True, kw_only=True):
    """Where. ``container`` quotes what the text says the place lies in."""

    quote: str
    relation: Relation = "in"
    part: Part | None = None
    extent: Extent = "point"
    container: str | None = None


class Time(Answered, frozen=True, kw_only=True):
    """When. ``english`` is the quote in English, null where it is English."""

    quote: str
    english: str | None = None


class Count(Answered, frozen=True, kw_only=True):
    """How many acts, not people."""

    quote: str
    low: int | None = None
    high: int | None = None


class Weapon(Answered, frozen=True, kw_only=True):
    """With what."""

    quote: str
    kind: WeaponClass


class Hit(Answered, frozen=True, kw_only=True):
    """What was damaged."""

    quote: str
    object: HitObject
    effect: HitEffect = "unknown"


class Toll(Answered, frozen=True, kw_only=True):
    """How many people suffered what. ``side`` quotes whose people they were. ``part_of`` is the position, from 0, of the
    toll in this list that includes this one."""

    quote: str
    harm: Harm
    who: Who = "unknown"
    detail: tuple[Detail, ...] = ()
    side: str | None = None
    unit: Unit = "persons"
    low: int | None = None
    high: int | None = None
    approximate: bool = False
    scope: Scope = "incident"
    part_of: int | None = None


class Victim(Answered, frozen=True, kw_only=True):
    """A person named as harmed."""

    quote: str
    harm: Harm


class Control(Answered, frozen=True, kw_only=True):
    """Who holds the places, or who took them from whom; both quoted."""

    state: ControlState | None = None
    change: ControlChange | None = None
    holder: str | None = None
    loser: str | None = None


class Via(Answered, frozen=True, kw_only=True):
    """Through whom the source's words came, outermost first."""

    quote: str
    name: str | None = None
    kind: SourceKind


class Source(Answered, frozen=True, kw_only=True):
    """Whom the report credits. ``quote`` is null for the paper's own voice. ``name`` and ``affiliation`` are quotes."""

    kind: SourceKind
    quote: str | None = None
    name: str | None = None
    affiliation: str | None = None
    anonymous: bool = False
    speech: Quote = "none"
    via: tuple[Via, ...] = ()


class Said(Answered, frozen=True, kw_only=True):
    """One claim. ``sentence`` is the number that stands before the sentence, ``trigger`` the words that say what happened."""

    sentence: int
    trigger: str
    kind: str
    status: Status
    recap: bool = False
    denies: Denies | None = None
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    when: Time | None = None
    said: Time | None = None
    count: Count | None = None
    weapon: Weapon | None = None
    hits: tuple[Hit, ...] = ()
    tolls: tuple[Toll, ...] = ()
    victims: tuple[Victim, ...] = ()
    control: Control | None = None
    source: Source


class Answer(Answered, frozen=True, kw_only=True):
    """Every claim of the text, in text order; an empty list where there is none."""

    claims: tuple[Said, ...]


def schema(kinds: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema of an answer over these kinds of the codebook, in the form that strict decoders take.

    Every property is required and no other allowed; unions are ``anyOf``; no default, title or pattern stands in it.
    """
    (reference,), found = msgspec.json.schema_components((Answer,), ref_template="#/$defs/{name}")
    definitions = {name: _strict(definition) for name, definition in found.items()}
    definitions["Said"]["properties"]["kind"] = {"type": "string", "enum": list(kinds)}
    root = definitions.pop(str(reference["$ref"]).rpartition("/")[2])
    return {**root, "$defs": definitions}


def _strict(definition: Any) -> Any:
    """A schema without what only describes or cannot be decoded against."""
    if isinstance(definition, dict):
        kept = {key: _strict(value) for key, value in definition.items() if key not in {"title", "default"}}
        if "enum" in kept and "type" not in kept:
            kept["type"] = "string"
        if "properties" in kept:
            kept |= {"required": list(kept["properties"]), "additionalProperties": False}
        return _with_null(kept)
    return [_strict(value) for value in definition] if isinstance(definition, list) else definition


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A closed list that may be null, as a union: a list of words holds words alone."""
    values = schema.get("enum")
    if values is None or None not in values:
        return schema
    words = [value for value in values if value is not None]
    return {"anyOf": [{"type": "string", "enum": words}, {"type": "null"}]}
