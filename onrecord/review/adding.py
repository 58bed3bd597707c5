"""Claims that a person reads in a report: one more coder, ``person:NAME``, held to the same spans as a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from onrecord import merge, record
from onrecord.model import (
    Actor,
    Claim,
    Denies,
    Harm,
    OnrecordError,
    Place,
    Record,
    Relation,
    Report,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    Toll,
    When,
    Who,
    content_id,
)
from onrecord.review.acts import claim_with, report_with

if TYPE_CHECKING:
    from onrecord.pipeline import Tools
    from onrecord.store.contract import Store

ENDS = ".!?؟。।\n"
"""Characters that end a sentence, for the sentence that a hand-coded claim is shown in."""


class At(Record, frozen=True, kw_only=True):
    """These characters of the report."""

    start: int
    end: int


class WhoAt(At, frozen=True, kw_only=True):
    """These words name who did it, or to whom."""

    role: Role = "initiator"


class WhereAt(At, frozen=True, kw_only=True):
    """These words say where."""

    relation: Relation = "in"


class TollAt(At, frozen=True, kw_only=True):
    """These words count people harmed."""

    harm: Harm = "killed"
    who: Who = "unknown"
    low: int | None = None
    high: int | None = None
    approximate: bool = False


class SourceAt(Record, frozen=True, kw_only=True):
    """Whom the report credits; without words it is the outlet's own voice or nobody."""

    kind: SourceKind = "outlet"
    start: int | None = None
    end: int | None = None
    anonymous: bool = False
    quote: Literal["direct", "indirect", "none"] = "none"


class Draft(Record, frozen=True, kw_only=True):
    """A claim as a person marked it in the text: which words say what happened, who, where, when, how many, who says so."""

    kind: str
    trigger: At
    status: Status = "happened"
    denies: Denies | None = None
    recap: bool = False
    actors: tuple[WhoAt, ...] = ()
    places: tuple[WhereAt, ...] = ()
    when: At | None = None
    tolls: tuple[TollAt, ...] = ()
    source: SourceAt = SourceAt()


def claim_of(draft: Draft, report: Report, by: str, tools: Tools) -> Claim:
    """The claim that a draft makes, tied to places, days and actors.

    Raises OnrecordError where words lie outside the text or the codebook has no such kind.
    """
    from onrecord.pipeline import linked_claims

    if draft.kind not in tools.codebook.kinds:
        raise OnrecordError(f"The codebook has no kind {draft.kind!r}.")
    trigger = _cut(report, draft.trigger)
    actors = tuple(Actor(**_span(report, one), role=one.role) for one in draft.actors)
    places = tuple(Place(**_span(report, one), relation=one.relation) for one in draft.places)
    tolls = tuple(_toll(report, one) for one in draft.tolls)
    coder = f"person:{by}"
    identity = (
        report.id, coder, draft.kind, trigger.start, trigger.end,
        *((a.role, a.start, a.end) for a in actors), *((p.start, p.end) for p in places),
        *((t.harm, t.start, t.end) for t in tolls), draft.source.start,
    )  # fmt: skip
    claim = Claim(
        id=content_id("c", *identity),
        report=report.id,
        coder=coder,
        kind=draft.kind,
        status=draft.status,
        recap=draft.recap,
        denies=draft.denies,
        score=1.0,
        trigger=trigger,
        sentence=_sentence(report.text, trigger),
        actors=actors,
        places=places,
        when=When(**_span(report, draft.when)) if draft.when else None,
        tolls=tolls,
        source=_source(report, draft.source),
    )
    return linked_claims([claim], report, tools)[0]


def _span(report: Report, at: At) -> dict[str, Any]:
    span = _cut(report, at)
    return {"text": span.text, "start": span.start, "end": span.end}


def _cut(report: Report, at: At) -> Span:
    if not 0 <= at.start < at.end <= len(report.text) or not report.text[at.start : at.end].strip():
        raise OnrecordError("These are no words of the report.")
    return Span(text=report.text[at.start : at.end], start=at.start, end=at.end)


def _toll(report: Report, at: TollAt) -> Toll:
    if at.low is not None and at.high is not None and at.low > at.high:
        raise OnrecordError("The lowest number is higher than the highest.")
    return Toll(
        **_span(report, at),
        id=content_id("t", report.id, at.start, at.end, at.harm),
        harm=at.harm,
        who=at.who,
        low=at.low,
        high=at.high,
        approximate=at.approximate,
    )


def _source(report: Report, at: SourceAt) -> Source:
    if at.start is None or at.end is None:
        return Source(kind=at.kind, anonymous=at.anonymous)
    span = _cut(report, At(start=at.start, end=at.end))
    return Source(
        kind=at.kind,
        text=span.text,
        start=span.start,
        end=span.end,
        name=None if at.anonymous else span.text,
        anonymous=at.anonymous,
        quote=at.quote,
    )


def _sentence(text: str, trigger: Span) -> Span:
    """The stretch between sentence ends around the trigger."""
    start = max((text.rfind(end, 0, trigger.start) for end in ENDS), default=-1) + 1
    ends = [found for end in ENDS if (found := text.find(end, trigger.end)) >= 0]
    end = min(ends) + 1 if ends else len(text)
    cut = text[start:end]
    start += len(cut) - len(cut.lstrip())
    return Span(text=cut.strip(), start=start, end=start + len(cut.strip()))


def add(store: Store, tools: Tools, by: str, report: str, draft: Draft, event: str | None = None) -> Claim:
    """Keep a claim that a person read; it makes an event, or belongs to the one named. Raises OnrecordError as `claim_of`."""
    found = report_with(store, report)
    claim = claim_of(draft, found, by, tools)
    own = [one for one in store.claims(report) if one.coder == claim.coder and one.id != claim.id]
    told = _keep(store, tools, found, [*own, claim])
    if event is not None and told.get(claim.id) is not None:
        _belongs(store, tools, by, told[claim.id], event)
    return claim


def withdraw(store: Store, tools: Tools, by: str, claim: str) -> None:
    """Take back a claim of one's own. Raises OnrecordError where it is somebody else's or a machine's."""
    found = claim_with(store, claim)
    if found.coder != f"person:{by}":
        raise OnrecordError("Only claims of your own can be withdrawn; others can be rejected.")
    own = [one for one in store.claims(found.report) if one.coder == found.coder and one.id != claim]
    _keep(store, tools, report_with(store, found.report), own, found.coder)


def _keep(
    store: Store, tools: Tools, report: Report, claims: Sequence[Claim], coder: str | None = None
) -> dict[str, str]:
    """Keep a person's claims of a report as they are now; gives the telling of each."""
    from onrecord.pipeline import assembled

    coded = assembled(report, sorted(claims, key=lambda claim: claim.trigger.start), tools)
    if claims:
        record.keep(coded, store, merge.Weaver(record.kin(tools)))
    else:
        with store.writing() as writing:
            writing.put(coded, None, coder)
        list(record.merged(store, tools))
    return {claim: event.id for event in coded.events for claim in event.claims}


def _belongs(store: Store, tools: Tools, by: str, telling: str, event: str) -> None:
    """Say that a telling is part of an event, unless merging has found so already."""
    target = store.event(event)
    if target is None:
        raise OnrecordError(f"There is no event {event!r}.")
    if telling in {one.id for one in target.tellings}:
        return
    subjects = [telling, *(one.id for one in target.tellings)]
    record.judge(store, tools, record.decided(store, "same", subjects, by, "read in the same report"))


def drafted(text: str) -> Draft:
    """A draft from JSON. Raises OnrecordError where it has not the form."""
    try:
        return msgspec.json.decode(text, type=Draft)
    except msgspec.MsgspecError as error:
        raise OnrecordError(f"This is no claim: {error}") from None
