"""``plover``: one PLOVER record a line, as JSON."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from onrecord.exports import words
from onrecord.exports.columns import guarded
from onrecord.exports.countries import alpha3
from onrecord.exports.parties import Party
from onrecord.exports.selected import Export
from onrecord.exports.told import Told, told
from onrecord.knowledge import packaged
from onrecord.knowledge.codebook import Codebook
from onrecord.model import Harm, OnrecordError


class Crosswalk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``data/exports/plover.yaml`` says."""

    source: str
    quads: dict[str, int]
    modes: dict[str, tuple[str, ...]]
    sectors: dict[str, str]
    unknown: str
    weapons: dict[str, str]
    weapons_for: tuple[str, ...]
    contexts: dict[str, tuple[str, ...]]
    harms: dict[str, Harm]


@functools.cache
def crosswalk() -> Crosswalk:
    """The packaged crosswalk."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", "plover.yaml")), Crosswalk)


def write(export: Export) -> tuple[Path, ...]:
    """One record a line. Raises OnrecordError where the file cannot be written."""
    try:
        with export.out.open("wb") as file:
            file.writelines(msgspec.json.encode(record) + b"\n" for record in records(export))
    except OSError as error:
        raise OnrecordError(f"Cannot write {export.out}: {error.strerror}.") from None
    return (export.out,)


def records(export: Export) -> Iterator[dict[str, Any]]:
    """One record an event of a kind that PLOVER has; the others are counted in ``export.left``."""
    for event in told(export):
        record = _record(event, export)
        if record is None:
            export.left["PLOVER has no category for this kind of event, or no day is known"] += 1
        else:
            yield record


def _record(event: Told, export: Export) -> dict[str, Any] | None:
    kind, (first, last) = event.weighed.kind.value, event.days
    code = export.codebook.kind(kind).plover if kind in export.codebook.kinds else None
    if code is None or first is None:
        return None
    base: dict[str, Any] = {
        "id": event.id,
        "date": first,
        "enddate": last if last != first else None,
        "event": [
            {"code": code.event, "quad_code": crosswalk().quads[code.event], "mode": mode(event, export.codebook)}
        ],
        "context": [name for name, kinds in crosswalk().contexts.items() if kind in kinds] or None,
        "actor": _entities(event.parties.first, event),
        "recipient": _entities(event.parties.second, event) or None,
        "event_loc": _location(event),
        "comment": guarded(event.note),
        "coder": ", ".join(dict.fromkeys(claim.coder for claim in event.dossier.claims)),
        "coded_date": event.dossier.recorded_at[:10],
        "cite_info": [_cited(export, r.publisher, r.published, r.title, r.url) for r in event.dossier.reports],
        **_harm(event),
    }
    return {name: value for name, value in base.items() if value is not None}


def mode(event: Told, codebook: Codebook) -> str | None:
    """The mode of the event's kind; within ASSAULT that of the weapon, where it says more."""
    kind, known = event.weighed.kind.value, crosswalk()
    plover = codebook.kind(kind).plover
    weapons = [claim.weapon.class_ for claim in event.dossier.claims if claim.weapon]
    if kind in known.weapons_for and weapons and len(set(weapons)) == 1 and weapons[0] in known.weapons:
        return known.weapons[weapons[0]]
    return plover.mode if plover else None


def _entities(parties: Iterable[Party], event: Told) -> list[dict[str, Any]]:
    country = event.admin(0)
    home = alpha3(country.code if country else None)
    return [
        {
            "code": (entry.country if entry and entry.country else home) or "---",
            "sector": crosswalk().sectors.get(party.kind or "", crosswalk().unknown),
            "entity_text": party.cell,
        }
        for party in parties
        for entry in [event.registry.entry(party.id) if party.id else None]
    ]


def _location(event: Told) -> dict[str, Any] | None:
    place = event.place
    if place is None:
        return None
    return {
        "name": words.whereabouts(place),
        "admin1": event.area(1),
        "country": event.area(0),
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }


def _cited(
    export: Export, publisher: str | None, published: str | None, title: str | None, url: str | None
) -> dict[str, Any]:
    fields = {"publication": publisher, "date": published, "title": title, "url": url, "codebook": crosswalk().source}
    return {name: value for name, value in (fields | {"coder": export.stamp.software}).items() if value is not None}


def _harm(event: Told) -> dict[str, int]:
    figures = {name: event.weighed.figure(harm) for name, harm in crosswalk().harms.items()}
    return {name: figure.value for name, figure in figures.items() if figure and figure.value is not None}
