"""What weighing needs to know of one event: its claims, whose word each is, and on which day it was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.model import Claim, Dossier, Event, Link, Record, Report, SourceKind, Telling, Voice, content_id

FACELESS: frozenset[SourceKind] = frozenset({"outlet", "unattributed"})
"""Kinds of source that stand for nobody in particular and so corroborate nobody."""


class Evidence(Record, frozen=True, kw_only=True):
    """These claims are made of one event by these voices.

    ``published`` gives the day of each report, ISO; for a reprint the day of the report that it reprints, where known.
    ``speaker`` tells whose word each claim is.
    """

    event: str | None
    kind: str
    claims: tuple[Claim, ...]
    speaker: dict[str, Voice]
    published: dict[str, str]
    links: tuple[Link, ...] = ()

    def said(self, claim: Claim) -> str | None:
        """The last day on which the claim can have been said: the day the report gives, else that of the report itself."""
        stated = claim.said.latest if claim.said is not None else None
        day = self.published.get(claim.report)
        return min(stated, day) if stated and day else stated or day


def evidence(dossier: Dossier) -> Evidence:
    """The evidence in a dossier. A reprint speaks on the day of its origin."""
    return of_tellings(dossier.event, dossier.tellings, dossier.voices, dossier.reports)


def of_tellings(
    event: Event, tellings: Sequence[Telling], voices: Sequence[Voice], reports: Sequence[Report] = ()
) -> Evidence:
    """The evidence in tellings of an event, of which these are the voices."""
    days = {report.id: report.published for report in reports if report.published}
    days |= {telling.report: telling.published for telling in tellings if telling.published}
    origins = {telling.report: telling.origin for telling in tellings if telling.origin in days}
    return gathered(
        [claim for telling in tellings for claim in telling.claims],
        event.kind,
        voices=voices,
        published=days | {report: days[origin] for report, origin in origins.items() if origin},
        event=event.id,
        links=event.links,
    )


def gathered(
    claims: Sequence[Claim],
    kind: str,
    *,
    voices: Sequence[Voice] = (),
    published: Mapping[str, str] | None = None,
    event: str | None = None,
    links: Sequence[Link] = (),
) -> Evidence:
    """Evidence from claims as they are, put in the order of their reports' days, so that no result hangs on how they came.

    Claims that no voice names get one by whom they credit, report by report.
    """
    days = dict(published or {})
    ordered = sorted(claims, key=lambda c: (days.get(c.report) or "", c.report, c.trigger.start, c.id))
    known = {claim for voice in voices for claim in voice.claims}
    rest = [claim for claim in ordered if claim.id not in known]
    return Evidence(
        event=event,
        kind=kind,
        claims=tuple(ordered),
        speaker={claim: voice for voice in (*voices, *_credited(rest)) for claim in voice.claims},
        published=days,
        links=tuple(links),
    )


def _credited(claims: Sequence[Claim]) -> list[Voice]:
    spoken: dict[str, list[Claim]] = {}
    for claim in claims:
        spoken.setdefault(_credit(claim), []).append(claim)
    return [
        Voice(
            id=id_,
            kind=group[0].source.kind,
            name=group[0].source.name,
            side=group[0].source.side,
            claims=tuple(claim.id for claim in group),
            reports=tuple(dict.fromkeys(claim.report for claim in group)),
            corroborates=group[0].source.name is not None and group[0].source.kind not in FACELESS,
        )
        for id_, group in spoken.items()
    ]


def _credit(claim: Claim) -> str:
    """A named source is one voice wherever it speaks; one without a name only within its report."""
    source = claim.source
    named = source.name is not None and not source.anonymous
    return content_id(
        "v",
        source.kind,
        (source.entity or source.name or "").lower(),
        source.anonymous,
        None if named else claim.report,
    )
