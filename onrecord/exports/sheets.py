"""The four sheets of ``csv`` and ``xlsx``: events, claims, sources and control, with ids and row hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Literal

from onrecord.exports import words
from onrecord.exports.columns import Cell, guarded, table
from onrecord.exports.parties import Party
from onrecord.exports.told import Told
from onrecord.model import Claim, Place, Toll

Sheet = Literal["events", "claims", "sources", "control"]
SHEETS: tuple[Sheet, ...] = ("events", "claims", "sources", "control")
Row = dict[str, Cell]
CONTESTED = frozenset({"contradicts", "contests_identity"})


def rows(sheet: Sheet, told: Told) -> Iterator[Row]:
    """The rows that an event has on a sheet, hashed where they can come back."""
    if sheet == "events":
        yield hashed(sheet, _event(told))
    elif sheet == "claims":
        yield from (hashed(sheet, row) for claim in told.dossier.claims for row in _claim(told, claim))
    elif sheet == "sources":
        yield from _sources(told)
    else:
        yield from _control(told)


def hashed(sheet: Sheet, row: Row) -> Row:
    """The row with the fingerprint of its cells as a spreadsheet holds them: empty and missing are one, 3 and 3.0 are one."""
    cells = [_plain(row.get(name)) for name in table("sheets", sheet).header if name != "row_hash"]
    return {**row, "row_hash": hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]}


def _plain(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{float(value):.6f}"
    return "" if value is None else str(guarded(value))


def _event(told: Told) -> Row:
    place, (first, last) = told.place, told.days
    killed, when = told.weighed.figure("killed"), told.weighed.when
    civilians, wounded = told.weighed.figure("killed", "civilians"), told.weighed.figure("wounded")
    return {
        "id": told.id,
        "kind": told.weighed.kind.value,
        "earliest": first,
        "latest": last,
        "when_precision": when.value.precision if when else "unresolved",
        **_place(place),
        "place_id": place.id if place else None,
        "relation": place.relation if place else None,
        "country": told.area(0),
        "admin1": told.area(1),
        "admin2": told.area(2),
        "actors": cells(told.parties.first),
        "targets": cells(told.parties.second),
        "killed": killed.value if killed else None,
        "killed_low": killed.low if killed else None,
        "killed_high": killed.high if killed else None,
        "killed_open": killed.open_above if killed else None,
        "civilians_killed": civilians.value if civilians else None,
        "wounded": wounded.value if wounded else None,
        "disputed": any(standing.verdict in CONTESTED for standing in told.weighed.standings),
        "sources": "; ".join(told.sources),
        "reports": told.number_of_reports,
        "claims": len(told.dossier.claims),
        "part_of": _linked(told, "part_of"),
        "summarises": _linked(told, "summarises"),
        "note": told.note,
        "policy": told.weighed.policy,
        "review": told.dossier.review.state,
        "remark": remark(told),
    }


def cells(parties: tuple[Party, ...]) -> str | None:
    """Several actors in one cell, each with its footing."""
    return "; ".join(party.cell for party in parties) or None


def remark(told: Told) -> str | None:
    """What every row of an event has to carry."""
    return " ".join(told.remarks) or None


def _linked(told: Told, kind: str) -> str | None:
    return "; ".join(link.event for link in told.dossier.event.links if link.type == kind) or None


def _place(place: Place | None) -> Row:
    return {
        "place": words.whereabouts(place) if place else None,
        "place_precision": place.precision if place else "unresolved",
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
    }


def _claim(told: Told, claim: Claim) -> Iterator[Row]:
    report = told.reports.get(claim.report)
    base: Row = {
        "id": claim.id,
        "event": told.id,
        "kind": claim.kind,
        "status": claim.status,
        "denies": claim.denies,
        "recap": claim.recap,
        "earliest": claim.when.earliest if claim.when else None,
        "latest": claim.when.latest if claim.when else None,
        **_place(claim.places[0] if claim.places else None),
        "actors": told.actors_of(claim) or None,
        "weapon": claim.weapon.class_ if claim.weapon else None,
        "source": told.said_by(claim),
        "source_kind": claim.source.kind,
        "anonymous": claim.source.anonymous,
        "quote": claim.source.quote,
        "outlet": report.publisher if report else None,
        "published": report.published if report else None,
        "title": report.title if report else None,
        "url": report.url if report else None,
        "sentence": claim.sentence.text or None,
        "coder": claim.coder,
        "remark": remark(told),
    }
    uses = {reading.toll: reading.use for reading in told.weighed.readings}
    for toll in claim.tolls or (None,):
        yield base | (_toll(toll, uses.get(toll.id)) if toll else {})


def _toll(toll: Toll, use: str | None) -> Row:
    return {
        "toll": toll.id,
        "harm": toll.harm,
        "who": toll.who,
        "low": toll.low,
        "high": toll.high,
        "scope": toll.scope,
        "phrase": toll.text or None,
        "use": use,
    }


def _sources(told: Told) -> Iterator[Row]:
    for voice in told.dossier.voices:
        outlets = [told.reports[id_].publisher for id_ in voice.reports if id_ in told.reports]
        yield {
            "id": voice.id,
            "event": told.id,
            "kind": voice.kind,
            "name": voice.name,
            "side": voice.side,
            "corroborates": voice.corroborates,
            "claims": len(voice.claims),
            "outlets": "; ".join(dict.fromkeys(filter(None, outlets))) or None,
            "remark": remark(told),
        }


def _control(told: Told) -> Iterator[Row]:
    for claim in told.dossier.claims:
        control, report = claim.control, told.reports.get(claim.report)
        for place in claim.places if control else ():
            assert control is not None
            yield {
                "claim": claim.id,
                "event": told.id,
                **_place(place),
                "admin1": next((unit.name for unit in place.admin if unit.level == 1), None),
                "state": control.state,
                "change": control.change,
                "holder": control.holder.name if control.holder else None,
                "from": control.from_.name if control.from_ else None,
                "basis": control.basis,
                "earliest": claim.when.earliest if claim.when else None,
                "latest": claim.when.latest if claim.when else None,
                "said_by": told.said_by(claim),
                "outlet": report.publisher if report else None,
                "remark": remark(told),
            }
