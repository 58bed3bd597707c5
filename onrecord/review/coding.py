"""Coding by hand apart from the machine and from each other: who codes which reports, what they have marked, what is finished."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from onrecord import record
from onrecord.model import Claim, OnrecordError, Report
from onrecord.review.acts import report_with, standing
from onrecord.review.adding import Draft, claim_of

if TYPE_CHECKING:
    from onrecord.pipeline import Tools
    from onrecord.store.contract import Store

SAMPLE = "coding.sample"
BLIND = "blind"
"""Field of a decision ``complete`` that holds claims coded without seeing the machine's or anybody else's."""


def sample(store: Store, size: int | None = None, seed: str = "1") -> tuple[Report, ...]:
    """The reports that several people code; ``size`` draws a new sample, the same for the same seed and reports."""
    if size is not None:
        every = sorted(store.reports(), key=lambda one: hashlib.sha256(f"{seed}\x1f{one.id}".encode()).digest())
        with store.writing() as writing:
            writing.put_setting(SAMPLE, msgspec.json.encode([one.id for one in every[:size]]).decode())
            writing.log("sample", "coding", f"{min(size, len(every))} reports, seed {seed}")
    chosen = store.setting(SAMPLE)
    found = (store.report(id_) for id_ in msgspec.json.decode(chosen, type=list[str])) if chosen else ()
    return tuple(report for report in found if report is not None)


def _name(report: str, by: str) -> str:
    return f"coding.{report}.{by}"


def drafts(store: Store, report: str, by: str) -> tuple[Draft, ...]:
    """What a person has marked in a report so far."""
    kept = store.setting(_name(report, by))
    return msgspec.json.decode(kept, type=tuple[Draft, ...]) if kept else ()


def keep(store: Store, report: str, by: str, marked: Sequence[Draft]) -> None:
    """Keep what a person has marked; it enters no event."""
    with store.writing() as writing:
        writing.put_setting(_name(report, by), msgspec.json.encode(list(marked)).decode())


def draft(store: Store, tools: Tools, by: str, report: str, one: Draft) -> Claim:
    """Mark one more claim in a report, apart from the machine's. Raises OnrecordError as `claim_of`, or once it is finished."""
    if by in completed(store, report):
        raise OnrecordError("You have finished this report.")
    claim = claim_of(one, report_with(store, report), by, tools)
    keep(store, report, by, [*drafts(store, report, by), one])
    return claim


def finish(store: Store, tools: Tools, by: str, report: str) -> None:
    """Say that a report is coded to the end; its claims become part of a decision and change no more."""
    found = report_with(store, report)
    claims = [claim_of(one, found, by, tools) for one in drafts(store, report, by)]
    made = record.decided(store, "complete", (report,), by)
    value = msgspec.json.encode(claims).decode()
    record.judge(store, tools, msgspec.structs.replace(made, field=BLIND, value=value))


def completed(store: Store, report: str) -> dict[str, tuple[Claim, ...]]:
    """Who coded a report to the end, apart from the others, with their claims."""
    return {
        one.by.removeprefix("person:"): msgspec.json.decode(one.value, type=tuple[Claim, ...])
        for one in standing(store, report, "complete")
        if one.field == BLIND and one.value is not None
    }
