"""Report -> claims: interchangeable coders, and the check that every claim passes whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from onrecord.model import Claim, Rejected, Report


class Coder(Protocol):
    """Reads a report and says what claims it makes, with words in place, not yet tied to the world."""

    @property
    def name(self) -> str:
        """Name and version, such as ``rules/1``; part of each claim's id."""
        ...

    def reads(self, language: str) -> bool:
        """Whether it reads reports in this language (ISO 639-1, ``und`` where a text is too short to tell)."""
        ...

    def claims(self, report: Report) -> Sequence[Claim | Rejected]:
        """The report's claims in text order, and what the coder dropped on the way, with its reason."""
        ...


@runtime_checkable
class Foresighted(Protocol):
    """A coder that mostly waits for somebody else, and can begin on reports before their claims are wanted."""

    @property
    def ahead(self) -> int:
        """So many reports it can have begun on at a time."""
        ...

    def prepare(self, report: Report) -> None:
        """Begin on a report; ``claims`` then waits for what was begun."""
        ...


@runtime_checkable
class ReadsTogether(Protocol):
    """A coder that reads many reports sooner together than one by one, and finds the same."""

    def together(self, reports: Sequence[Report]) -> Callable[[Report], Sequence[Claim]]:
        """Read the reports, and give what then codes each of them."""
        ...


def checked(claims: Iterable[Claim | Rejected], report: Report) -> tuple[tuple[Claim, ...], tuple[Rejected, ...]]:
    """Drop, one by one and with a reason, every claim with a span that does not cut out its words."""
    kept, rejected = [], []
    for claim in claims:
        if isinstance(claim, Rejected):
            rejected.append(claim)
            continue
        fault = next(_faults(claim, report), None)
        if fault is None:
            kept.append(claim)
        else:
            rejected.append(Rejected(input=report.id, step="claims", reason=f"claim {claim.id}: {fault}"))
    return tuple(kept), tuple(rejected)


def _faults(claim: Claim, report: Report) -> Iterator[str]:
    for field, text, start, end in _spans(claim):
        if not 0 <= start < end <= len(report.text) or report.text[start:end] != text:
            yield f"the words of {field} do not stand at {start}-{end} of the text"
    if claim.source.kind not in {"outlet", "unattributed"} and claim.source.start is None:
        yield "its source has no words in the text"
    if claim.source.anonymous and claim.source.name:
        yield "an anonymous source carries a name"
    for because in claim.because:
        if not 0 <= because.start <= because.end <= len(report.text):
            yield f"the reason for {because.field} points outside the text"


def _spans(claim: Claim) -> Iterator[tuple[str, str, int, int]]:
    groups = {
        "trigger": (claim.trigger,),
        "sentence": (claim.sentence,),
        "actors": claim.actors,
        "places": claim.places,
        "containers": tuple(place.container for place in claim.places if place.container),
        "when": (claim.when,),
        "said": (claim.said,),
        "count": (claim.count,),
        "weapon": (claim.weapon,),
        "hits": claim.hits,
        "tolls": claim.tolls,
        "victims": claim.victims,
    }
    for field, spans in groups.items():
        for span in spans:
            if span is not None:
                yield field, span.text, span.start, span.end
    source = claim.source
    if source.text is not None and source.start is not None and source.end is not None:
        yield "source", source.text, source.start, source.end
    for via in source.via:
        yield "via", via.text, via.start, via.end
