"""Words in their place: a text cut where marks begin and end, so that a page can show whose words give which value."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from onrecord.exports import words
from onrecord.model import Claim, Record


class Mark(Record, frozen=True, kw_only=True):
    """These characters give this field of this claim; ``label`` says what they were taken to mean."""

    start: int
    end: int
    field: str
    label: str
    claim: str


class Piece(Record, frozen=True, kw_only=True):
    """A stretch of text under the same marks; ``start`` is its first character in the report."""

    text: str
    start: int
    fields: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


def marks(claim: Claim) -> list[Mark]:
    """Everything in the claim that points at words."""
    return [
        Mark(start=start, end=end, field=field, label=label, claim=claim.id)
        for start, end, field, label in _pointed(claim)
        if start is not None and end is not None and end > start
    ]


def _pointed(claim: Claim) -> Iterator[tuple[int | None, int | None, str, str]]:
    yield claim.trigger.start, claim.trigger.end, "trigger", words.kind(claim.kind)
    for actor in claim.actors:
        yield actor.start, actor.end, "actor", f"{actor.role}: {actor.name or actor.text}"
    for place in claim.places:
        yield place.start, place.end, "place", f"place: {words.located(place)}"
    for when in (claim.when, claim.said):
        if when is not None:
            yield when.start, when.end, "when", f"{'said' if when is claim.said else 'when'}: {words.when(when)}"
    for toll in claim.tolls:
        yield toll.start, toll.end, "toll", words.toll(toll)
    for hit in claim.hits:
        yield hit.start, hit.end, "hit", f"{hit.object} {hit.effect}"
    if claim.weapon is not None:
        yield claim.weapon.start, claim.weapon.end, "weapon", claim.weapon.class_.replace("_", " ")
    yield claim.source.start, claim.source.end, "source", f"source: {words.source(claim.source)}"
    for via in claim.source.via:
        yield via.start, via.end, "source", "through whom"


def pieces(text: str, start: int, end: int, found: Iterable[Mark]) -> list[Piece]:
    """``text[start:end]`` cut at the ends of the marks that lie in it; characters are Unicode code points."""
    inside = [one for one in found if one.start < end and one.end > start]
    cuts = sorted({start, end, *(max(start, one.start) for one in inside), *(min(end, one.end) for one in inside)})
    return [_piece(text, a, b, inside) for a, b in itertools.pairwise(cuts)]


def _piece(text: str, start: int, end: int, found: Sequence[Mark]) -> Piece:
    over = [one for one in found if one.start <= start and one.end >= end]
    return Piece(
        text=text[start:end],
        start=start,
        fields=tuple(dict.fromkeys(one.field for one in over)),
        labels=tuple(dict.fromkeys(one.label for one in over)),
        claims=tuple(dict.fromkeys(one.claim for one in over)),
    )


def elsewhere(claim: Claim) -> list[Mark]:
    """Marks outside the claim's own sentence: a source or a day that an earlier sentence gave."""
    return [one for one in marks(claim) if one.end <= claim.sentence.start or one.start >= claim.sentence.end]
