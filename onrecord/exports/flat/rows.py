"""A dossier and its weighed values as rows of the tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from onrecord.exports import words
from onrecord.exports.flat.columns import ClaimRow, ControlRow, EventRow, Party, SourceRow, TollRow
from onrecord.model import Actor, Claim, Dossier, LinkType, Named, Place, Report, Source, Voice
from onrecord.protect.record import Released
from onrecord.weigh.records import Figure, Weighed

RADIUS = {"site": 1.0, "settlement": 5.0, "admin3": 15.0, "admin2": 40.0, "admin1": 100.0}
"""Nominal kilometres around the named place, by what its coordinates stand for: half the usual width of such a place or
unit, for drawing. No report states it."""
NEAR = 25.0
"""Kilometres that "near" a place may mean at most: `where_prec` 2 of UCDP GED's codebook."""
CONTESTED = {"contradicts", "contests_identity"}


def event(record: Released, weighed: Weighed) -> EventRow:
    """The event in one row."""
    dossier = record.dossier
    place = weighed.place.value if weighed.place else None
    when = weighed.when.value if weighed.when else None
    killed, civilians, wounded = (
        weighed.figure("killed"),
        weighed.figure("killed", "civilians"),
        weighed.figure("wounded"),
    )
    return EventRow(
        id=dossier.event.id,
        kind=weighed.kind.value,
        earliest=day(when.earliest if when else None),
        latest=day(when.latest if when else None),
        when_precision=when.precision if when else "unresolved",
        place=_name(place) if place else None,
        place_id=place.id if place else None,
        relation=place.relation if place else None,
        precision=place.precision if place else "unresolved",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        uncertainty_km=uncertainty(place),
        country=unit(place, 0),
        admin1=unit(place, 1),
        admin1_code=next((u.code for u in place.admin if u.level == 1), None) if place else None,
        admin2=unit(place, 2),
        actors=tuple(party(actor.value) for actor in weighed.actors),
        killed=_value(killed),
        killed_low=killed.low if killed else None,
        killed_high=killed.high if killed else None,
        killed_open=bool(killed and killed.open_above),
        killed_rule=killed.rule if killed else None,
        killed_corroborated=bool(killed and killed.corroborated),
        civilians_killed=_value(civilians),
        civilians_killed_low=civilians.low if civilians else None,
        civilians_killed_high=civilians.high if civilians else None,
        wounded=_value(wounded),
        wounded_low=wounded.low if wounded else None,
        wounded_high=wounded.high if wounded else None,
        disputed=any(standing.verdict in CONTESTED for standing in weighed.standings),
        denied=bool(weighed.denied_by),
        grade=weighed.graded.grade if weighed.graded else None,
        claims=len(dossier.claims),
        reports=len({telling.report for telling in dossier.tellings}),
        sources=len(dossier.voices),
        independent=sum(voice.corroborates for voice in dossier.voices),
        part_of=_linked(dossier, "part_of"),
        summarises=_linked(dossier, "summarises"),
        follows=_linked(dossier, "follows"),
        review=dossier.review.state,
        remarks=record.remarks,
        recorded_at=dossier.recorded_at,
        changed_at=dossier.changed_at,
    )


def _value(figure: Figure | None) -> int | None:
    return figure.value if figure else None


def _linked(dossier: Dossier, type_: LinkType) -> tuple[str, ...]:
    return tuple(sorted({link.event for link in dossier.event.links if link.type == type_}))


def uncertainty(place: Place | None) -> float | None:
    """The nominal radius around a place's coordinates in kilometres; null where it has none that says anything."""
    if place is None or place.lat is None or place.precision not in RADIUS:
        return None
    return max(RADIUS[place.precision], NEAR if place.relation != "in" else 0.0)


def unit(place: Place | None, level: int) -> str | None:
    """The name of the place's unit of this level."""
    return next((unit.name for unit in place.admin if unit.level == level), None) if place else None


def _name(place: Place) -> str:
    return words.flat(place.name) if place.name else words.place(place)


def day(text: str | None) -> datetime.date | None:
    """An ISO date as a date."""
    return datetime.date.fromisoformat(text[:10]) if text else None


def party(actor: Actor) -> Party:
    """An actor in one cell, with the basis on which it is there."""
    return Party(
        role=actor.role,
        id=actor.id,
        name=words.flat(actor.name or actor.text),
        kind=actor.kind,
        basis=actor.responsibility.basis,
        by=actor.responsibility.by,
    )


def claims(dossier: Dossier) -> Iterator[ClaimRow]:
    """A row for each claim, report by report in text order."""
    reports = {report.id: report for report in dossier.reports}
    voices = {claim: voice.id for voice in dossier.voices for claim in voice.claims}
    for claim in dossier.claims:
        yield _claim(claim, dossier.event.id, reports.get(claim.report), voices.get(claim.id))


def _claim(claim: Claim, event_id: str, report: Report | None, voice: str | None) -> ClaimRow:
    source = claim.source
    return ClaimRow(
        id=claim.id,
        event=event_id,
        report=claim.report,
        publisher=report.publisher if report else None,
        published=day(report.published) if report else None,
        url=report.url if report else None,
        coder=claim.coder,
        kind=claim.kind,
        status=claim.status,
        denies=claim.denies,
        recap=claim.recap,
        score=claim.score,
        sentence=claim.sentence.text,
        start=claim.sentence.start,
        end=claim.sentence.end,
        earliest=day(claim.when.earliest) if claim.when else None,
        latest=day(claim.when.latest) if claim.when else None,
        when_precision=claim.when.precision if claim.when else "unresolved",
        said=day(claim.said.latest) if claim.said else None,
        places=tuple(words.place(place) for place in claim.places),
        place_ids=tuple(place.id for place in claim.places if place.id),
        actors=tuple(party(actor) for actor in claim.actors),
        weapon=claim.weapon.class_ if claim.weapon else None,
        hits=tuple(f"{hit.object}: {hit.effect}" for hit in claim.hits),
        voice=voice,
        source_kind=source.kind,
        source=name_of(source),
        affiliation=source.affiliation,
        anonymous=source.anonymous,
        quote=source.quote,
        via=tuple(via.name or words.KINDS[via.kind][0] for via in source.via),
        against_interest=source.against_interest,
    )


def name_of(source: Source) -> str | None:
    """The name of a source; never of one who is not to be named."""
    return words.flat(source.name) if source.name and not source.anonymous else None


def tolls(dossier: Dossier, weighed: Weighed) -> Iterator[TollRow]:
    """A row for each toll of each claim, with what the policy made of it."""
    readings = {reading.toll: reading for reading in weighed.readings}
    stand: dict[tuple[str, str], list[str]] = {}
    for standing in weighed.standings:
        stand.setdefault((standing.one, standing.verdict), []).append(standing.two)
        stand.setdefault((standing.two, standing.verdict), []).append(standing.one)
    for claim in dossier.claims:
        for toll in claim.tolls:
            reading = readings.get(toll.id)
            yield TollRow(
                id=toll.id,
                claim=claim.id,
                event=dossier.event.id,
                phrase=words.flat(toll.text),
                harm=toll.harm,
                who=toll.who,
                detail=toll.detail,
                side=toll.side,
                unit=toll.unit,
                low=toll.low,
                high=toll.high,
                approximate=toll.approximate,
                scope=toll.scope,
                part_of=toll.part_of,
                use=reading.use if reading else None,
                use_by=reading.by if reading else None,
                read_low=reading.low if reading else None,
                read_high=reading.high if reading else None,
                contradicts=tuple(sorted(stand.get((toll.id, "contradicts"), ()))),
                differs=tuple(sorted(stand.get((toll.id, "differs"), ()))),
            )


def sources(dossier: Dossier) -> Iterator[SourceRow]:
    """A row for each voice behind the event."""
    for voice in dossier.voices:
        yield _source(voice, dossier.event.id, dossier.reports)


def _source(voice: Voice, event_id: str, reports: Sequence[Report]) -> SourceRow:
    outlets = {report.publisher for report in reports if report.id in voice.reports and report.publisher}
    return SourceRow(
        id=voice.id,
        event=event_id,
        kind=voice.kind,
        name=voice.name,
        side=voice.side,
        corroborates=voice.corroborates,
        claims=voice.claims,
        reports=voice.reports,
        publishers=tuple(sorted(outlets)),
    )


def control(dossier: Dossier) -> Iterator[ControlRow]:
    """A row for each place of each claim that says who holds or took it; what is planned or denied holds nothing."""
    for claim in dossier.claims:
        if claim.control and claim.status in {"happened", "ongoing"} and not claim.recap:
            yield from (_control(claim, place, dossier.event.id) for place in claim.places)


def _control(claim: Claim, place: Place, event_id: str) -> ControlRow:
    stated = claim.control
    assert stated is not None
    return ControlRow(
        claim=claim.id,
        event=event_id,
        place=_name(place),
        place_id=place.id,
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,
        admin1=unit(place, 1),
        state=stated.state,
        change=stated.change,
        holder=_named(stated.holder),
        holder_id=stated.holder.id if stated.holder else None,
        loser=_named(stated.from_),
        loser_id=stated.from_.id if stated.from_ else None,
        basis=stated.basis,
        earliest=day(claim.when.earliest) if claim.when else None,
        latest=day(claim.when.latest) if claim.when else None,
        source_kind=claim.source.kind,
        source=name_of(claim.source),
        report=claim.report,
    )


def _named(value: Named | None) -> str | None:
    return words.flat(value.name) if value else None
