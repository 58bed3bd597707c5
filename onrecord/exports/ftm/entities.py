"""Statements about one event, and statements joined to entities."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from onrecord.exports import words
from onrecord.exports.flat.rows import unit
from onrecord.exports.ftm.vocabulary import BODIES, DATASET, FOOTED, MILITARY, TYPES
from onrecord.model import Actor, Dossier, Place, Record, Report, content_id
from onrecord.protect.record import Released
from onrecord.weigh import Chosen, Figure, Weighed

LANGUAGES = {"en": "eng", "ar": "ara", "fr": "fra", "ru": "rus", "uk": "ukr", "es": "spa"}
"""ISO 639-1 to the 639-3 codes that FollowTheMoney wants."""


class Statement(Record, frozen=True, kw_only=True):
    """In this data set, this entity has this property set to this value; it was read from ``origin``, a claim or a report."""

    entity_id: str
    schema: str
    prop: str
    value: str
    origin: str | None
    first_seen: str
    last_seen: str

    @property
    def id(self) -> str:
        """SHA-1 of what identifies a statement, as the ``followthemoney`` package makes it."""
        key = f"{DATASET}.{self.entity_id}.{self.prop}.{self.value}"
        return hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()

    @property
    def row(self) -> dict[str, str | None]:
        """The statement as a row of the table."""
        return {
            **msgspec.to_builtins(self),
            "id": self.id,
            "canonical_id": self.entity_id,
            "prop_type": "id" if self.prop == "id" else TYPES[self.schema][self.prop],
            "dataset": DATASET,
            "lang": None,
            "original_value": None,
            "external": "false",
        }


Value = tuple[str, str | None, str | None]
"""A property, its value or null for none, and the origin of the value."""


def of(record: Released, weighed: Weighed) -> Iterator[Statement]:
    """All statements of one event: about itself, its place, its organisations and the articles that tell of it."""
    dossier = record.dossier
    moment = {"first_seen": dossier.recorded_at, "last_seen": dossier.changed_at}
    for schema, entity, values in _described(record, weighed):
        yield Statement(entity_id=entity, schema=schema, prop="id", value=entity, origin=None, **moment)
        for prop, value, origin in values:
            if value:
                yield Statement(
                    entity_id=entity, schema=schema, prop=prop, value=words.flat(value), origin=origin, **moment
                )


def _described(record: Released, weighed: Weighed) -> Iterator[tuple[str, str, list[Value]]]:
    dossier = record.dossier
    place = weighed.place
    bodies = [actor for actor in weighed.actors if body(actor.value)]
    articles = [report for report in dossier.reports if report.publisher or report.url or report.title]
    yield "Event", entity_id(dossier.event.id), _event(record, weighed, bodies, articles)
    if place and located(place.value):
        yield "Address", address_id(place.value), _address(place)
    for actor in bodies:
        yield "Organization", organisation_id(actor.value), _organisation(actor)
    for report in articles:
        yield "Article", entity_id(report.id), _article(report)


def body(actor: Actor) -> bool:
    """Whether an actor is an organisation of the registry, involved on good footing."""
    return bool(actor.id and actor.name) and actor.kind in BODIES and actor.responsibility.basis in FOOTED


def organisation_id(actor: Actor) -> str:
    """The id of an organisation: that of the registry."""
    return entity_id(f"actor:{actor.id}")


def entity_id(ours: str) -> str:
    """One of our ids in letters that FollowTheMoney takes for references."""
    return ours.replace(":", "-")


def located(place: Place) -> bool:
    """Whether a place is one that others can be told apart from; "a base" is none."""
    return place.precision != "unresolved"


def address_id(place: Place) -> str:
    """The id of a place: the same place the same id in every event."""
    return entity_id(content_id("place", place.id or words.place(place), place.lat, place.lon))


def _event(record: Released, weighed: Weighed, bodies: list[Chosen[Actor]], articles: list[Report]) -> list[Value]:
    dossier, place, when = record.dossier, weighed.place, weighed.when
    days = when.value if when else None
    said = when.claims[0] if when and when.claims else None
    where = place.claims[0] if place and place.claims else None
    return [
        ("name", headline(weighed), weighed.kind.claims[0] if weighed.kind.claims else None),
        ("startDate", days.earliest if days else None, said),
        ("endDate", days.latest if days else None, said),
        ("location", full(place.value) if place else None, where),
        ("addressEntity", address_id(place.value) if place and located(place.value) else None, where),
        ("country", _country(place.value) if place else None, where),
        ("recordId", dossier.event.id, None),
        ("keywords", words.kind(weighed.kind.value), None),
        *(("summary", figure(one), one.claims[0] if one.claims else None) for one in weighed.figures),
        *(("involved", organisation_id(actor.value), actor.claims[0]) for actor in bodies),
        *(("notes", note, None) for note in _notes(record, weighed)),
        *(("proof", entity_id(report.id), report.id) for report in articles),
        *(("sourceUrl", report.url, report.id) for report in articles),
        *(("publisher", report.publisher, report.id) for report in articles),
        ("modifiedAt", dossier.changed_at[:10], None),
    ]


def headline(weighed: Weighed) -> str:
    """What, where and when."""
    place = full(weighed.place.value) if weighed.place else None
    when = words.when(weighed.when.value.words) if weighed.when else None
    return ", ".join(part for part in (words.kind(weighed.kind.value), place, when) if part)


def full(place: Place) -> str:
    """The place with the units that it lies in, from the smallest."""
    above = [admin.name for admin in sorted(place.admin, key=lambda admin: -admin.level)]
    return ", ".join(dict.fromkeys([words.flat(place.name) if place.name else words.place(place), *above]))


def figure(one: Figure) -> str:
    """A figure in words: ``killed: 14 (11 to 19 told)``."""
    told = "" if one.low == one.high == one.value else f" ({_end(one.low)} to {_end(one.high)} told)"
    group = "" if one.group == "all" else f", {one.group.replace('_', ' ')}"
    return f"{one.harm}{group}: {'no number' if one.value is None else one.value}{told}"


def _end(number: int | None) -> str:
    return "?" if number is None else str(number)


def _notes(record: Released, weighed: Weighed) -> Iterator[str]:
    """What the event has to say beside its values: accusations, disputes, its policy and its remarks."""
    for chosen in weighed.actors:
        actor = chosen.value
        basis = actor.responsibility.basis
        if basis not in FOOTED:
            by = f" by {actor.responsibility.by}" if actor.responsibility.by else ""
            yield f"{words.flat(actor.name or actor.text)}: {basis}{by} ({actor.role})"
    if weighed.denied_by:
        yield "somebody denies the event, a number, an identity or a responsibility"
    yield f"numbers by policy {weighed.policy}; {_counted(record.dossier)}"
    yield from record.remarks


def _counted(dossier: Dossier) -> str:
    claims, voices = len(dossier.claims), len(dossier.voices)
    return f"{claims} claim{'s' * (claims != 1)}, {voices} source{'s' * (voices != 1)}"


def _address(chosen: Chosen[Place]) -> list[Value]:
    place, origin = chosen.value, chosen.claims[0] if chosen.claims else None
    settled = place.precision in {"site", "settlement"}
    return [
        ("name", full(place), origin),
        ("full", full(place), origin),
        ("city", words.flat(place.name) if settled and place.name else None, origin),
        ("region", unit(place, 1), origin),
        ("country", _country(place), origin),
        ("latitude", _degrees(place.lat), origin),
        ("longitude", _degrees(place.lon), origin),
        ("notes", f"coordinates stand for: {place.precision}", origin),
    ]


def _degrees(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def _country(place: Place) -> str | None:
    code = next((admin.code for admin in place.admin if admin.level == 0), None)
    return code.lower() if code and len(code) == 2 else None


def _organisation(chosen: Chosen[Actor]) -> list[Value]:
    actor, origin = chosen.value, chosen.claims[0] if chosen.claims else None
    return [
        ("name", actor.name, origin),
        ("keywords", (actor.kind or "").replace("_", " "), None),
        ("topics", "mil" if actor.kind in MILITARY else None, None),
    ]


def _article(report: Report) -> list[Value]:
    return [
        ("fileName", f"{report.id}.txt", None),
        ("name", report.title or report.url or report.publisher, None),
        ("title", report.title, None),
        ("publishedAt", report.published, None),
        ("publisher", report.publisher, None),
        ("sourceUrl", report.url, None),
        ("language", LANGUAGES.get(report.language), None),
    ]


def joined(statements: Iterable[Statement]) -> Iterator[dict[str, Any]]:
    """Statements in order of their entity, joined: one entity as Aleph loads it."""
    for entity, group in itertools.groupby(statements, key=lambda one: one.entity_id):
        told = list(group)
        properties: dict[str, list[str]] = {}
        for one in told:
            if one.prop != "id":
                properties.setdefault(one.prop, []).append(one.value)
        yield {
            "id": entity,
            "schema": told[0].schema,
            "properties": properties,
            "datasets": [DATASET],
            "first_seen": min(one.first_seen for one in told),
            "last_seen": max(one.last_seen for one in told),
        }
