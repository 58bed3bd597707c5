"""Coded reports as one self-contained page: the text with every span marked, each claim beside its sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from onrecord.exports import view, words
from onrecord.model import Claim, Coded, Report

MARKS = ("trigger", "actor", "place", "when", "toll", "source", "weapon", "hit")
"""What a mark can stand for, in the order of the legend."""


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text under the same marks."""

    text: str
    marks: tuple[str, ...]
    title: str


class Row(msgspec.Struct, frozen=True):
    """A stretch of the report with the claims that its sentence makes."""

    pieces: tuple[Piece, ...]
    claims: tuple[Claim, ...]
    new_paragraph: bool


def render(records: Sequence[Coded], credits: Sequence[str] = ()) -> str:  # noqa: A002 - what they are
    """The page as one HTML text; nothing is loaded from elsewhere. ``credits`` are those of the gazetteer's sources."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord", "data/templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(words=words, view=view, rows=rows, marks=MARKS, event_of=event_of)
    return environment.get_template("report.html").render(records=records, credits=[line for line in credits if line])


def event_of(record: Coded) -> dict[str, tuple[int, str]]:
    """The number and id of each claim's event."""
    return {claim: (number, event.id) for number, event in enumerate(record.events, 1) for claim in event.claims}


def rows(record: Coded) -> list[Row]:
    """The report cut at the sentences that make claims."""
    report = record.report
    if report is None:
        return []
    by_sentence: dict[tuple[int, int], list[Claim]] = {}
    for claim in record.claims:
        by_sentence.setdefault((claim.sentence.start, claim.sentence.end), []).append(claim)
    marks = list(_marks(record.claims))
    found: list[Row] = []
    for start, end in _stretches(sorted(by_sentence), len(report.text)):
        text = report.text[start:end]
        if text.strip():
            before = report.text[:start].rstrip(" \u00a0")
            claims = tuple(by_sentence.get((start, end), ()))
            found.append(Row(tuple(_pieces(report, start, end, marks)), claims, not before or before.endswith("\n")))
    return found


def _stretches(sentences: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in sentences:
        if position < start:
            yield position, start
        if start >= position:
            yield start, end
            position = end
    if position < length:
        yield position, length


def _marks(claims: Iterable[Claim]) -> Iterator[tuple[int, int, str, str]]:
    for claim in claims:
        yield claim.trigger.start, claim.trigger.end, "trigger", words.kind(claim.kind)
        groups: dict[str, Sequence[Any]] = {
            "actor": claim.actors,
            "place": claim.places,
            "toll": claim.tolls,
            "hit": claim.hits,
            "when": [span for span in (claim.when, claim.said) if span],
            "weapon": [span for span in (claim.weapon, claim.count) if span],
        }
        for name, spans in groups.items():
            for span in spans:
                yield span.start, span.end, name, _title(name, span)
        if claim.source.start is not None and claim.source.end is not None:
            yield claim.source.start, claim.source.end, "source", words.source(claim.source)


def _title(name: str, span: Any) -> str:
    if name == "actor":
        return f"{span.role}: {span.name or span.text}"
    if name == "place":
        return f"{words.place(span)} ({span.precision})"
    if name == "toll":
        return words.toll(span)
    return words.when(span) if name == "when" else name


def _pieces(report: Report, start: int, end: int, marks: Sequence[tuple[int, int, str, str]]) -> Iterator[Piece]:
    here = [mark for mark in marks if mark[0] < end and start < mark[1]]
    cuts = sorted({start, end, *(min(max(edge, start), end) for mark in here for edge in mark[:2])})
    for first, last in itertools.pairwise(cuts):
        over = [mark for mark in here if mark[0] <= first and last <= mark[1]]
        names = tuple(name for name in MARKS if any(mark[2] == name for mark in over))
        yield Piece(report.text[first:last], names, "; ".join(dict.fromkeys(mark[3] for mark in over)))
