"""The rows of the tables and the meaning of every column: the one source of the Parquet schema and of docs/schema.md."""

from __future__ import annotations

import datetime
from typing import Annotated

from msgspec import Meta

from onrecord.model import Record


class Party(Record, frozen=True, kw_only=True):
    """One actor of an event or claim, in one cell."""

    role: Annotated[str, Meta(description="`initiator`, `target`, `party` (symmetric clashes) or `supporter`")]
    id: Annotated[str | None, Meta(description="id in the registry of actors")]
    name: Annotated[str, Meta(description="name in the registry; the report's own words where no entry fits")]
    kind: Annotated[str | None, Meta(description="kind of actor, such as `state_forces`")]
    basis: Annotated[
        str, Meta(description="on what footing the act is laid at this door: `stated`, `accused`, `admitted` …")
    ]
    by: Annotated[str | None, Meta(description="who lays it there, where that is somebody")]


class EventRow(Record, frozen=True, kw_only=True):
    """One thing that happened, with one value a field by the export's policy, and the range told."""

    id: Annotated[str, Meta(description="id of the event")]
    kind: Annotated[str, Meta(description="kind of the codebook")]
    earliest: Annotated[datetime.date | None, Meta(description="first day on which it may have happened")]
    latest: Annotated[datetime.date | None, Meta(description="last day on which it may have happened, inclusive")]
    when_precision: Annotated[str, Meta(description="what the days stand for: `day`, `range`, `week` … `unresolved`")]
    place: Annotated[
        str | None,
        Meta(
            description="name of the place, in the gazetteer's spelling where it is known there, else as the report words it"
        ),
    ]
    place_id: Annotated[str | None, Meta(description="id of the place in its gazetteer")]
    relation: Annotated[str | None, Meta(description="how the event lies to the place: `in`, `near`, `countryside` …")]
    precision: Annotated[str, Meta(description="what the coordinates stand for: `site`, `settlement` … `unresolved`")]
    lat: Annotated[float | None, Meta(description="latitude of the named place, degrees, WGS 84")]
    lon: Annotated[float | None, Meta(description="longitude of the named place, degrees, WGS 84")]
    uncertainty_km: Annotated[
        float | None, Meta(description="nominal radius for drawing, kilometres; null for a whole country and unplaced")
    ]
    country: Annotated[str | None, Meta(description="country by the gazetteer")]
    admin1: Annotated[str | None, Meta(description="first-level unit")]
    admin1_code: Annotated[str | None, Meta(description="its code")]
    admin2: Annotated[str | None, Meta(description="second-level unit")]
    actors: Annotated[tuple[Party, ...], Meta(description="who did it to whom, each with the basis")]
    killed: Annotated[
        int | None, Meta(description="people killed, one number by the policy; null where no number is told")
    ]
    killed_low: Annotated[int | None, Meta(description="lowest number told, after supersession")]
    killed_high: Annotated[int | None, Meta(description="highest number told")]
    killed_open: Annotated[
        bool, Meta(description="true where a source says `at least`, so that `killed_high` bounds nothing")
    ]
    killed_rule: Annotated[str | None, Meta(description="the rule that chose `killed`")]
    killed_corroborated: Annotated[bool, Meta(description="two independent sources give it")]
    civilians_killed: Annotated[int | None, Meta(description="of these civilians, by the policy")]
    civilians_killed_low: Annotated[int | None, Meta(description="lowest number of civilians told")]
    civilians_killed_high: Annotated[int | None, Meta(description="highest number of civilians told")]
    wounded: Annotated[int | None, Meta(description="people wounded, one number by the policy")]
    wounded_low: Annotated[int | None, Meta(description="lowest number told")]
    wounded_high: Annotated[int | None, Meta(description="highest number told")]
    disputed: Annotated[bool, Meta(description="two of its tolls contradict, or its victims' identity is contested")]
    denied: Annotated[bool, Meta(description="somebody denies the event, a number, an identity or a responsibility")]
    grade: Annotated[str | None, Meta(description="Airwars-style grade, under policy `airwars` alone")]
    claims: Annotated[int, Meta(description="claims that speak of it")]
    reports: Annotated[int, Meta(description="reports that those claims stand in")]
    sources: Annotated[int, Meta(description="real sources behind them; several outlets citing one monitor are one")]
    independent: Annotated[int, Meta(description="those of them that count as corroborating")]
    part_of: Annotated[tuple[str, ...], Meta(description="events that it is part of")]
    summarises: Annotated[tuple[str, ...], Meta(description="events that it sums up; never add it to them")]
    follows: Annotated[tuple[str, ...], Meta(description="events that it follows")]
    review: Annotated[str, Meta(description="`unreviewed`, `approved`, `cleared` or `rejected`")]
    remarks: Annotated[tuple[str, ...], Meta(description="what every row of this event has to say of itself")]
    recorded_at: Annotated[str, Meta(description="when it was first on the record, ISO 8601, UTC")]
    changed_at: Annotated[str, Meta(description="when it last changed, ISO 8601, UTC")]


class ClaimRow(Record, frozen=True, kw_only=True):
    """One report says this, in these words, and credits this source."""

    id: Annotated[str, Meta(description="id of the claim")]
    event: Annotated[str, Meta(description="the event that it speaks of")]
    report: Annotated[str, Meta(description="id of the report")]
    publisher: Annotated[str | None, Meta(description="outlet of the report")]
    published: Annotated[datetime.date | None, Meta(description="day of publication")]
    url: Annotated[str | None, Meta(description="address of the report")]
    coder: Annotated[str, Meta(description="who coded it, with version")]
    kind: Annotated[str, Meta(description="kind of the codebook")]
    status: Annotated[str, Meta(description="`happened`, `ongoing`, `planned`, `hypothetical` or `denied`")]
    denies: Annotated[str | None, Meta(description="what a denial denies")]
    recap: Annotated[bool, Meta(description="the report recalls an earlier event")]
    score: Annotated[float, Meta(description="the coder's own confidence, 0 to 1; not a probability that it happened")]
    sentence: Annotated[str, Meta(description="the sentence that makes the claim")]
    start: Annotated[
        int, Meta(description="first character of the sentence in the report's text, in Unicode code points")
    ]
    end: Annotated[int, Meta(description="character behind its last")]
    earliest: Annotated[datetime.date | None, Meta(description="first day that the claim allows")]
    latest: Annotated[datetime.date | None, Meta(description="last day that the claim allows, inclusive")]
    when_precision: Annotated[str, Meta(description="what the days stand for")]
    said: Annotated[datetime.date | None, Meta(description="day on which the source said so at the latest")]
    places: Annotated[tuple[str, ...], Meta(description="places as the report words them")]
    place_ids: Annotated[tuple[str, ...], Meta(description="ids of those that a gazetteer knows, in the same order")]
    actors: Annotated[tuple[Party, ...], Meta(description="who did it to whom, each with the basis")]
    weapon: Annotated[str | None, Meta(description="class of weapon")]
    hits: Annotated[tuple[str, ...], Meta(description="what was hit, as `object: effect`")]
    voice: Annotated[str | None, Meta(description="the source that speaks here, in the table of sources")]
    source_kind: Annotated[str, Meta(description="kind of source that the report credits")]
    source: Annotated[str | None, Meta(description="its name; null where it has none or is not to be named")]
    affiliation: Annotated[str | None, Meta(description="whom the source belongs to")]
    anonymous: Annotated[bool, Meta(description="the report does not name it")]
    quote: Annotated[str, Meta(description="`direct`, `indirect` or `none`")]
    via: Annotated[tuple[str, ...], Meta(description="through whom, outermost first")]
    against_interest: Annotated[bool, Meta(description="what is said hurts the speaker's own side")]


class TollRow(Record, frozen=True, kw_only=True):
    """One number, or words without one, that one claim gives of people harmed."""

    id: Annotated[str, Meta(description="id of the toll")]
    claim: Annotated[str, Meta(description="the claim that gives it")]
    event: Annotated[str, Meta(description="the event of the claim")]
    phrase: Annotated[str, Meta(description="the report's own words")]
    harm: Annotated[str, Meta(description="`killed`, `wounded`, `casualties` (not said which) …")]
    who: Annotated[str, Meta(description="`civilians`, `combatants`, `mixed` or `unknown`")]
    detail: Annotated[tuple[str, ...], Meta(description="such as `children`, `soldiers`")]
    side: Annotated[str | None, Meta(description="side of those harmed")]
    unit: Annotated[str, Meta(description="`persons`, `families` or `bodies`")]
    low: Annotated[int | None, Meta(description="lowest number that the words allow; null where they give none")]
    high: Annotated[int | None, Meta(description="highest number that the words allow")]
    approximate: Annotated[bool, Meta(description="`about`, `around`, `some`")]
    scope: Annotated[str, Meta(description="`incident`, `part`, `cumulative` (running total) or `digest`")]
    part_of: Annotated[str | None, Meta(description="the toll that includes this one; never add the two")]
    use: Annotated[str | None, Meta(description="what the policy made of it: `counts`, `superseded`, `repeated` …")]
    use_by: Annotated[str | None, Meta(description="the toll that contains or supersedes it")]
    read_low: Annotated[int | None, Meta(description="lowest number as the policy reads the phrase (`dozens`)")]
    read_high: Annotated[int | None, Meta(description="highest number as the policy reads the phrase")]
    contradicts: Annotated[tuple[str, ...], Meta(description="tolls of the same event that it contradicts")]
    differs: Annotated[tuple[str, ...], Meta(description="tolls of the same event that it differs from")]


class SourceRow(Record, frozen=True, kw_only=True):
    """One real source behind an event's claims, however many outlets printed it."""

    id: Annotated[str, Meta(description="id of the source; the same source of two events may share it")]
    event: Annotated[str, Meta(description="the event it speaks of")]
    kind: Annotated[str, Meta(description="kind of source")]
    name: Annotated[str | None, Meta(description="its name; null where it has none or is not to be named")]
    side: Annotated[str | None, Meta(description="whose side it is on")]
    corroborates: Annotated[bool, Meta(description="counts as a second source")]
    claims: Annotated[tuple[str, ...], Meta(description="the claims in which it speaks")]
    reports: Annotated[tuple[str, ...], Meta(description="the reports that carry them")]
    publishers: Annotated[tuple[str, ...], Meta(description="the outlets of those reports")]


class ControlRow(Record, frozen=True, kw_only=True):
    """One claim of who holds a place or took it."""

    claim: Annotated[str, Meta(description="the claim")]
    event: Annotated[str | None, Meta(description="the event it belongs to; a mere state belongs to none")]
    place: Annotated[str, Meta(description="name of the place")]
    place_id: Annotated[str | None, Meta(description="id of the place in its gazetteer")]
    lat: Annotated[float | None, Meta(description="latitude of the named place, degrees, WGS 84")]
    lon: Annotated[float | None, Meta(description="longitude of the named place, degrees, WGS 84")]
    precision: Annotated[str, Meta(description="what the coordinates stand for")]
    admin1: Annotated[str | None, Meta(description="first-level unit")]
    state: Annotated[str | None, Meta(description="`holds`, `contested`, `besieged`, `truce` or `unknown`")]
    change: Annotated[str | None, Meta(description="`captured`, `recaptured`, `handed_over` or `withdrew`")]
    holder: Annotated[str | None, Meta(description="who holds or took it")]
    holder_id: Annotated[str | None, Meta(description="id in the registry of actors")]
    loser: Annotated[str | None, Meta(description="from whom it was taken")]
    loser_id: Annotated[str | None, Meta(description="id in the registry of actors")]
    basis: Annotated[
        str, Meta(description="on whose word: `taker`, `loser_concedes`, `third_party`, `outlet`, `assessed`")
    ]
    earliest: Annotated[datetime.date | None, Meta(description="first day that the claim allows")]
    latest: Annotated[datetime.date | None, Meta(description="last day that the claim allows, inclusive")]
    source_kind: Annotated[str, Meta(description="kind of source that the report credits")]
    source: Annotated[str | None, Meta(description="its name; null where it has none or is not to be named")]
    report: Annotated[str, Meta(description="id of the report")]


TABLES: dict[str, type[Record]] = {
    "events": EventRow,
    "claims": ClaimRow,
    "tolls": TollRow,
    "sources": SourceRow,
    "control": ControlRow,
}
