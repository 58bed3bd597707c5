"""``airwars``: assessment rows with least and most for each group of victims, two ratings and the grade that follows."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from onrecord.exports import words
from onrecord.exports.columns import Cell, table, write_csv
from onrecord.exports.selected import Export
from onrecord.exports.sheets import cells
from onrecord.exports.told import Told, told
from onrecord.knowledge import packaged
from onrecord.model import Harm
from onrecord.weigh.records import Group

Row = dict[str, Cell]
HARMED: tuple[Harm, ...] = ("killed", "wounded", "casualties")


class Crosswalk(msgspec.Struct, frozen=True):
    """What ``data/exports/airwars.yaml`` says beside the columns."""

    groups: dict[str, tuple[Harm, Group]]
    accuracy: dict[str, str]
    strike_status: dict[str, str]
    table: Any


@functools.cache
def crosswalk() -> Crosswalk:
    """The packaged crosswalk."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", "airwars.yaml")), Crosswalk)


def write(export: Export) -> tuple[Path, ...]:
    """The rows as CSV."""
    return (write_csv(export.out, table("airwars").header, rows(export)),)


def rows(export: Export) -> Iterator[Row]:
    """One row an event that harmed people; the others are counted in ``export.left``."""
    for event in told(export):
        if any(figure.harm in HARMED for figure in event.weighed.figures):
            yield _row(event)
        else:
            export.left["nobody is said to have been killed or wounded"] += 1


def _row(event: Told) -> Row:
    place, (first, last), when = event.place, event.days, event.weighed.when
    known, graded, killed = crosswalk(), event.weighed.graded, event.weighed.figure("killed")
    return {
        "unique_reference_code": f"ONR{event.id.partition(':')[2]}",
        "date": first,
        "date_end": last if last != first else None,
        "date_type": when.value.precision if when else "unresolved",
        "country_name": event.area(0),
        "region": event.area(1),
        "location_name": words.whereabouts(place) if place else None,
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "geolocation_accuracy": known.accuracy[place.precision if place else "unresolved"],
        "strike_type": event.weighed.kind.value,
        "strike_status": known.strike_status[graded.happened] if graded else None,
        "infrastructure": "; ".join(dict.fromkeys(h.object for c in event.dossier.claims for h in c.hits)) or None,
        "civilian_harm_reported": graded is not None and graded.grade is not None,
        "civilian_harm_status": graded.grade if graded else None,
        "did_it_happen": graded.happened if graded else None,
        "who_did_it": graded.by_whom if graded else None,
        "who_were_they": graded.identity if graded else None,
        "grade_rests_on": graded.why if graded else None,
        "belligerents": cells(event.parties.first),
        "belligerent_type": _type(event),
        **_victims(event),
        "killed_max_is_open": killed.open_above if killed else None,
        "sources": "; ".join(event.sources),
        "notes": event.note,
    }


def _type(event: Told) -> str | None:
    """Known only where somebody who is no enemy names the belligerent without reserve."""
    if not event.parties.first:
        return None
    return "Suspected" if all(party.footing for party in event.parties.first) else "Known"


def _victims(event: Told) -> Row:
    found: Row = {}
    for stem, (harm, group) in crosswalk().groups.items():
        figure = event.weighed.figure(harm, group)
        found[f"{stem}_min"] = figure.low if figure else None
        found[f"{stem}_max"] = figure.high if figure else None
    return found
