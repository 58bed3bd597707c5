"""``casualties``: one row a toll claim with its source, as casualty recorders keep them; victims by name only when restricted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.exports import words
from onrecord.exports.columns import Cell, table, write_csv
from onrecord.exports.selected import Export
from onrecord.exports.sheets import remark
from onrecord.exports.told import Told, told
from onrecord.model import Claim, Toll

Row = dict[str, Cell]
AGAINST = frozenset({"contradicts", "contests_identity"})


def write(export: Export) -> tuple[Path, ...]:
    """The rows as CSV; under ``restricted`` the named victims beside them (``NAME.victims.csv``)."""
    main = write_csv(export.out, table("casualties").header, rows(export))
    if export.store is None:
        return (main,)
    beside = export.out.with_name(f"{export.out.stem}.victims{export.out.suffix}")
    return main, write_csv(beside, table("casualties", "victims").header, _victims(export))


def rows(export: Export) -> Iterator[Row]:
    """One row a toll of every event; events without any are counted in ``export.left``."""
    for event in told(export):
        every = list(event.tolls())
        if not every:
            export.left["no number of people is told"] += 1
        for claim, toll in every:
            yield _row(event, claim, toll)


def _victims(export: Export) -> Iterator[Row]:
    """The people named. The ids are those of the rows beside them, so both files stay together."""
    assert export.store is not None
    for record in export.records():
        for victim in export.store.victims(export.original(record.dossier.event.id)):
            yield {
                "event_id": record.dossier.event.id,
                "words": victim.text,
                "harm": victim.harm,
                "description": victim.description,
            }


def _row(event: Told, claim: Claim, toll: Toll) -> Row:
    report = event.reports.get(claim.report)
    reading = next((r for r in event.weighed.readings if r.toll == toll.id), None)
    figure = event.weighed.figure(toll.harm)
    place = claim.places[0] if claim.places else event.place
    when = claim.when
    return {
        "toll_id": toll.id,
        "claim_id": claim.id,
        "event_id": event.id,
        "date_earliest": when.earliest if when else None,
        "date_latest": when.latest if when else None,
        "date_precision": when.precision if when else "unresolved",
        "location": words.whereabouts(place) or None if place else None,
        "location_precision": place.precision if place else "unresolved",
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "country": event.area(0),
        "admin1": event.area(1),
        "harm": toll.harm,
        "number_low": toll.low,
        "number_high": toll.high,
        "approximate": toll.approximate,
        "words": toll.text or None,
        "unit": toll.unit,
        "civilian_status": toll.who,
        "group": "; ".join(toll.detail) or None,
        "side": toll.side,
        "scope": toll.scope,
        "part_of_toll": toll.part_of,
        "cause": claim.kind,
        "weapon": claim.weapon.class_ if claim.weapon else None,
        "actors": event.actors_of(claim) or None,
        "statement": claim.status,
        "use": reading.use if reading else None,
        "superseded_or_contained_by": reading.by if reading else None,
        "contradicted_by": "; ".join(_against(event, toll)) or None,
        "corroborated": figure.corroborated if figure else False,
        "source_type": claim.source.kind,
        "source": event.said_by(claim),
        "source_anonymous": claim.source.anonymous,
        "quoted": claim.source.quote,
        "outlet": report.publisher if report else None,
        "published": report.published if report else None,
        "document": report.title if report else None,
        "address": report.url if report else None,
        "confirmation": _confirmation(event, claim, toll),
        "review": event.dossier.review.state,
        "remark": remark(event),
    }


def _against(event: Told, toll: Toll) -> list[str]:
    standings = [s for s in event.weighed.standings if s.verdict in AGAINST and toll.id in {s.one, s.two}]
    return [s.two if s.one == toll.id else s.one for s in standings]


def _confirmation(event: Told, claim: Claim, toll: Toll) -> str:
    """How far the number is backed; nothing is called confirmed that one source alone gives."""
    figure = event.weighed.figure(toll.harm)
    if claim.status == "denied":
        return "denied"
    if _against(event, toll):
        return "disputed"
    return "corroborated" if figure and figure.corroborated and claim.id in figure.claims else "single source"
