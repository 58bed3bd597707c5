"""Several coders on one report: every reading is kept as a claim of its own coder, and where they disagree it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from onrecord.coders import Coder, Foresighted
from onrecord.model import Because, Claim, Rejected, Report

DISAGREEMENT = 0.2
"""What a claim's score loses that another coder reads otherwise or not at all: it comes up earlier for review."""
FIELD = "review"
"""The field of a claim's reasons that says why a person should look at it."""


class Together:
    """Coders that each code the reports they can read."""

    def __init__(self, coders: Sequence[Coder]) -> None:
        self.coders = tuple(coders)

    @property
    def name(self) -> str:
        """The coders' names, joined by ``+``."""
        return "+".join(coder.name for coder in self.coders)

    @property
    def ahead(self) -> int:
        """As many reports as its slowest coder can begin on."""
        return max((coder.ahead for coder in self.coders if isinstance(coder, Foresighted)), default=0)

    def prepare(self, report: Report) -> None:
        """Let those coders begin that can."""
        for coder in self.coders:
            if isinstance(coder, Foresighted) and coder.reads(report.language):
                coder.prepare(report)

    def reads(self, language: str) -> bool:
        """What any of its coders reads."""
        return any(coder.reads(language) for coder in self.coders)

    def claims(self, report: Report) -> tuple[Claim | Rejected, ...]:
        """All coders' claims in text order; each that another coder reads otherwise says so among its reasons."""
        able = [coder for coder in self.coders if coder.reads(report.language)]
        found = [one for coder in able for one in coder.claims(report)]
        claims = [one for one in found if isinstance(one, Claim)]
        compared = compare(claims, [coder.name for coder in able])
        ordered = sorted(compared, key=lambda claim: (claim.trigger.start, claim.trigger.end, claim.coder))
        return (*ordered, *(one for one in found if isinstance(one, Rejected)))


def compare(claims: Sequence[Claim], coders: Sequence[str]) -> Iterator[Claim]:
    """The claims, with a reason for review and a lower score on each that another of the coders reads otherwise."""
    for claim in claims:
        reasons = [reason for coder in coders if coder != claim.coder for reason in _against(claim, claims, coder)]
        why = tuple(
            Because(field=FIELD, rule=f"disagreement: {reason}", start=claim.trigger.start, end=claim.trigger.end)
            for reason in reasons
        )
        score = round(max(0.0, claim.score - DISAGREEMENT), 2) if why else claim.score
        yield msgspec.structs.replace(claim, because=(*claim.because, *why), score=score)


def _against(claim: Claim, claims: Sequence[Claim], coder: str) -> Iterator[str]:
    """How another coder's reading of the same words differs."""
    others = [other for other in claims if other.coder == coder and _same_words(claim, other)]
    if not others:
        yield f"{coder} reads no such claim"
        return
    other = min(others, key=lambda one: (one.kind != claim.kind, abs(one.trigger.start - claim.trigger.start)))
    for field, mine, theirs in _compared(claim, other):
        if mine != theirs:
            yield f"{coder} has {field} {theirs}"


def _same_words(one: Claim, two: Claim) -> bool:
    """Whether two claims read the same event of a sentence: overlapping triggers, or one kind in one sentence."""
    if one.sentence.start != two.sentence.start:
        return False
    overlap = one.trigger.start < two.trigger.end and two.trigger.start < one.trigger.end
    return overlap or one.kind == two.kind


def _compared(one: Claim, two: Claim) -> Iterator[tuple[str, str, str]]:
    """The values that decide what a claim says, of both, in words without names."""
    yield "kind", one.kind, two.kind
    yield "status", _status(one), _status(two)
    yield "source", one.source.kind, two.source.kind
    yield "tolls", _tolls(one), _tolls(two)
    places = {place.start for place in one.places}, {place.start for place in two.places}
    apart = bool(places[0]) != bool(places[1]) or not _meet(one, two)
    yield "places", "", "elsewhere" if apart else ""


def _status(claim: Claim) -> str:
    return claim.status + (" (recalled)" if claim.recap else "")


def _tolls(claim: Claim) -> str:
    told = sorted(f"{toll.harm} {_number(toll.low)}-{_number(toll.high)}" for toll in claim.tolls)
    return ", ".join(told) or "none"


def _number(value: int | None) -> str:
    return "?" if value is None else str(value)


def _meet(one: Claim, two: Claim) -> bool:
    """Whether two claims share words for a place, or have none."""
    if not one.places or not two.places:
        return True
    return any(a.start < b.end and b.start < a.end for a in one.places for b in two.places)
