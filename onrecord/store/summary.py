"""What an event shows at a glance, and what it can be selected by: computed when it is put, so that lists are quick."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord import independence, weigh
from onrecord.knowledge.actors import Registry
from onrecord.model import Claim, Event, Place, Report, Telling

UNDATED = "9999-99-99"
"""Sorts events without any day behind all others."""


def folded(name: str) -> str:
    """A name as it is compared: case, accents and spacing aside."""
    if name.isascii():
        return " ".join(name.casefold().split())
    plain = unicodedata.normalize("NFKD", name.replace("\u00a0", " ")).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def glance(event: Event, tellings: Sequence[Telling], origins: Sequence[Report] = ()) -> dict[str, Any]:
    """The columns of an event's row that its claims give. The killed are those of policy ``range``, as `onrecord weigh` shows them.

    ``origins`` are reports that these tellings reprint, where they tell of the event no more.
    """
    claims = [claim for telling in tellings for claim in telling.claims]
    place, when = event.computed.place, event.computed.when
    evidence = weigh.of_tellings(event, tellings, independence.voices(tellings, origins))
    killed, disputed = weigh.at_a_glance(evidence, _actors())
    return {
        "id": event.id,
        "kind": event.kind,
        "sort_day": (when and (when.earliest or when.latest)) or UNDATED,
        "place": (place.name or place.text) if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "precision": place.precision if place else "unresolved",
        "area": _area(place) if place else None,
        "earliest": when.earliest if when else None,
        "latest": when.latest if when else None,
        "when_precision": when.precision if when else "unresolved",
        "killed_low": killed.low if killed else None,
        "killed_high": killed.high if killed else None,
        "claims": len(claims),
        "reports": len({telling.report for telling in tellings}),
        "disputed": disputed,
    }


@functools.cache
def _actors() -> Registry:
    """Who is on whose side, by the shipped registry: what a list shows cannot hang on who asks."""
    return Registry.open()


def _area(place: Place) -> str | None:
    """The first-level unit that the place lies in, or the nearest unit known."""
    first = [admin.name for admin in place.admin if admin.level == 1]
    return next(iter(first or [admin.name for admin in place.admin]), None)


# --- traits ----------------------------------------------------------------------------------------------------------


def traits(event: Event, claims: Sequence[Claim]) -> set[tuple[str, str]]:
    """What an event can be selected by beyond its glance: pairs of a trait and its value."""
    found: set[tuple[str, str]] = set()
    for claim in claims:
        found |= {("status", claim.status), ("source", claim.source.kind)}
        found.update(("source", via.kind) for via in claim.source.via)
        for actor in claim.actors:
            found.update(("actor", name) for name in _names(actor.id, actor.name or actor.text))
    for place in _places(event, claims):
        own = set(_names(place.id, place.name, place.text))
        found.update(("place", name) for name in own)
        around = {name for admin in place.admin for name in _names(admin.code, admin.name)}
        around.update(_names(place.container.text) if place.container else ())
        found.update(("area", name) for name in own | around)
    return found


def _places(event: Event, claims: Sequence[Claim]) -> Iterator[Place]:
    yield from (place for claim in claims for place in claim.places)
    if event.computed.place is not None:
        yield event.computed.place


def _names(*names: str | None) -> Iterator[str]:
    yield from (folded(name) for name in names if name)
