"""``ucdp``: the 49 columns of UCDP GED, one row an event and type of violence; the split by side sums to ``best``."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord.exports import words
from onrecord.exports.columns import Cell, table, write_csv
from onrecord.exports.countries import alpha3, land, lands
from onrecord.exports.selected import Export
from onrecord.exports.told import Told, told
from onrecord.knowledge import packaged
from onrecord.knowledge.actors import Registry
from onrecord.model import Claim, Named, Place
from onrecord.weigh import Share

Row = dict[str, Cell]
STATE = frozenset({"state_forces", "external_forces"})
CELL = 0.5
"""Degrees: the side of a cell of PRIO-GRID."""
AROUND = 720
"""Cells of PRIO-GRID around the globe."""
UNKNOWN = "Unidentified"
DATE_PREC = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
"""So many days at most, and GED's code for it: a day, two to six days, a week, a month, a year."""


class Side(msgspec.Struct, frozen=True):
    """A side under UCDP's name, with its number and that of its state where they are known."""

    name: str
    id: int | None = None
    gw: int | None = None
    footing: str = ""

    @property
    def cell(self) -> str:
        """The name with the footing on which it is laid at that door."""
        return f"{self.name} ({self.footing})" if self.footing else self.name


class Dyad(msgspec.Struct, frozen=True):
    """A conflict and dyad whose numbers are known."""

    side_a: str
    side_b: str
    conflict: int
    conflict_name: str
    dyad: int


class Names(msgspec.Struct, frozen=True):
    """What ``data/exports/ucdp.yaml`` says beside the columns."""

    sides: dict[str, dict[str, Any]]
    dyads: tuple[Dyad, ...]
    table: Any


@functools.cache
def names() -> Names:
    """The packaged names and numbers."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", "ucdp.yaml")), Names)


def write(export: Export) -> tuple[Path, ...]:
    """The rows as CSV."""
    return (write_csv(export.out, table("ucdp").header, rows(export)),)


def rows(export: Export) -> list[Row]:
    """One row an event and type of violence. What GED has no row for is counted in ``export.left``, with the reason."""
    events = list(told(export))
    ids = {event.id for event in events}
    found: list[Row] = []
    for event in events:
        reason = _unfit(event, ids)
        if reason:
            export.left[reason] += 1
            continue
        for share in event.weighed.shares:
            if share.violence is None:
                export.left["the type of violence cannot be told"] += 1
            else:
                found.append(_row(event, share, export.registry))
    return found


def _unfit(event: Told, ids: set[str]) -> str | None:
    if any(link.type == "summarises" and link.event in ids for link in event.dossier.event.links):
        return "only sums up other events of the export"
    if not event.weighed.shares:
        return "nobody is said to have died"
    place = event.place
    if place is None or place.lat is None or place.lon is None or where_prec(place) is None:
        return "no place with coordinates known"
    return None if date_prec(event) else "no date within a year known"


def where_prec(place: Place) -> int | None:
    """GED's ladder: 1 exact, 2 near a known point, 3 second level, 4 first level, 5 part of one or a line, 6 country."""
    if place.precision == "unresolved":
        return None
    if place.extent == "line" or place.relation in {"between", "along"}:
        return 5
    if place.precision in {"site", "settlement"}:
        return 1 if place.relation == "in" else 2
    if place.precision in {"admin3", "admin2"}:
        return 3
    if place.precision == "admin1":
        return 5 if place.part in {"some", "most"} else 4
    return 6


def date_prec(event: Told) -> int | None:
    """GED's code for how exact the days are; None where they are not known within a year."""
    first, last = event.days
    if first is None or last is None:
        return None
    days = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
    return next((code for most, code in DATE_PREC if days <= most), None)


def priogrid(lat: float, lon: float) -> int:
    """The cell of PRIO-GRID that a point lies in, counted from the south-west, 720 a row."""
    return math.floor((lat + 90) / CELL) * AROUND + math.floor((lon + 180) / CELL) + 1


# --- sides --------------------------------------------------------------------------------------------------------------


def side(named: Named | None, registry: Registry) -> Side:
    """A side under UCDP's name: "Government of X" for a state, "Civilians", else the registry's name."""
    if named is None:
        return Side(UNKNOWN)
    entry = registry.entry(named.id) if named.id else None
    country = land(entry.country) if entry and entry.country else None
    state = entry is not None and entry.kind in STATE
    gw = country.gw if country and (state or (named.id or "").endswith((":government", ":pro-government"))) else None
    known = names().sides.get(named.id or named.name.casefold())
    if known:
        return Side(known["name"], known["id"], gw)
    if gw is not None and entry and entry.country:
        return Side(f"Government of {registry.country_name(entry.country)}", None, gw)
    return Side(named.name)


def _footed(one: Side, named: Named | None, event: Told) -> Side:
    """The side with its footing, where all who name one of its actors accuse."""
    parties = [*event.parties.first, *event.parties.second]
    own = [p for p in parties if named and p.id and named.id and event.registry.same_side(p.id, named.id)]
    accused = own and all(party.footing for party in own)
    return msgspec.structs.replace(one, footing=own[0].footing) if accused else one


# --- rows ---------------------------------------------------------------------------------------------------------------


def _row(event: Told, share: Share, registry: Registry) -> Row:
    place, (first, last) = event.place, event.days
    assert place is not None and place.lat is not None and place.lon is not None and first and last
    one, two = _footed(side(share.side_a, registry), share.side_a, event), side(share.side_b, registry)
    if share.violence != 3:
        two = _footed(two, share.side_b, event)
    dyad = next((dyad for dyad in names().dyads if (dyad.side_a, dyad.side_b) == (one.name, two.name)), None)
    number = int(event.id.partition(":")[2] or "0", 16)
    country = event.admin(0)
    state = land(country.code if country else None)
    return {
        "id": number % 10**12 * 10 + (share.violence or 0),
        "relid": f"ONR-{_three(country.code if country else None)}-{first[:4]}-{share.violence}-{number % 10**8}",
        "year": int(first[:4]),
        "active_year": None,
        "code_status": "Clear",
        "type_of_violence": share.violence,
        "conflict_dset_id": dyad.conflict if dyad else None,
        "conflict_new_id": dyad.conflict if dyad else None,
        "conflict_name": dyad.conflict_name if dyad else None,
        "dyad_dset_id": dyad.dyad if dyad else None,
        "dyad_new_id": dyad.dyad if dyad else None,
        "dyad_name": f"{one.name} - {two.name}",
        "side_a_dset_id": one.id,
        "side_a_new_id": one.id,
        "side_a": one.cell,
        "side_b_dset_id": two.id,
        "side_b_new_id": two.id,
        "side_b": two.cell,
        **_sources(event, share),
        "where_prec": where_prec(place),
        "where_coordinates": words.town(place),
        "where_description": None if place.relation == "in" else f"{place.relation} {words.whereabouts(place)}",
        "adm_1": event.area(1),
        "adm_2": event.area(2),
        "latitude": round(place.lat, 6),
        "longitude": round(place.lon, 6),
        "geom_wkt": f"POINT ({place.lon:.6f} {place.lat:.6f})",
        "priogrid_gid": priogrid(place.lat, place.lon),
        "country": event.area(0) or "Unknown",
        "country_id": state.gw if state else None,
        "region": state.ucdp if state else None,
        "event_clarity": 2 if any(link.type == "summarises" for link in event.dossier.event.links) else 1,
        "date_prec": date_prec(event),
        "date_start": f"{first} 00:00:00.000",
        "date_end": f"{last} 00:00:00.000",
        "deaths_a": share.deaths_a,
        "deaths_b": share.deaths_b,
        "deaths_civilians": share.deaths_civilians,
        "deaths_unknown": share.deaths_unknown,
        "best": share.best,
        "high": share.high,
        "low": share.low,
        "gwnoa": one.gw,
        "gwnob": two.gw,
    }


def _three(code: str | None) -> str:
    three = alpha3(code)
    return three if three is not None and three in lands() else "UNK"


def _sources(event: Told, share: Share) -> Row:
    """The source columns: every report of the event, and those whose word the row's numbers are."""
    claims = [claim for claim in event.dossier.claims if claim.id in share.claims] or list(event.dossier.claims)
    reports = event.dossier.reports
    offices = [report.publisher or "Undisclosed outlet" for report in reports]
    articles = [
        ", ".join(filter(None, [office, report.published, report.title]))
        for office, report in zip(offices, reports, strict=True)
    ]
    return {
        "number_of_sources": len(reports) or -1,
        "source_article": " ".join(["; ".join(dict.fromkeys(f'"{article}"' for article in articles)), *event.remarks]),
        "source_office": "; ".join(dict.fromkeys(offices)),
        "source_date": "; ".join(dict.fromkeys(report.published for report in reports if report.published)) or None,
        "source_headline": "; ".join(dict.fromkeys(report.title for report in reports if report.title)) or None,
        "source_original": _credited(event, claims),
    }


def _credited(event: Told, claims: Sequence[Claim]) -> str:
    return "; ".join(dict.fromkeys(event.said_by(claim) for claim in claims))
