"""Generated reports as a coder without fault would read them: what each sentence says of its event, as its writer knows it.

Places and actors are looked up as always. Background is left out: no coder without fault makes an event of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import msgspec
from coded import Labelled
from events import BACKGROUND, Sentence, Told
from stated import Stated

from onrecord.model import Actor, Claim, Place, Report, Role, Source, Span, Telling, Toll, When, content_id
from onrecord.pipeline import Tools, linked_claims, text_report

BY = "known"


def tellings(told: Told, vague: Collection[str], tools: Tools) -> list[Labelled]:
    """One telling for each event of a report; ``vague`` are the events of which it says too little."""
    report = text_report(told.text, published=told.published)
    made = list(_claims(told, report))
    linked = linked_claims([claim for _, _, claim in made], report, tools)
    by_event: dict[str, list[Claim]] = {}
    for (event, said, _), claim in zip(made, linked, strict=True):
        by_event.setdefault(event, []).append(_dated(claim, said))
    id_ = content_id("r", told.text, told.publisher, told.published, told.id)
    return [
        Labelled(_telling(event, told, id_, tuple(claims)), event, event not in vague)
        for event, claims in by_event.items()
    ]


def _telling(event: str, told: Told, report: str, claims: tuple[Claim, ...]) -> Telling:
    return Telling(
        id=content_id("e", event, told.id), report=report, publisher=told.publisher, published=told.published,
        kind=claims[0].kind, claims=claims,
    )  # fmt: skip


def _claims(told: Told, report: Report) -> Iterator[tuple[str, Stated, Claim]]:
    start = 0
    towns: dict[str | None, tuple[Place, ...]] = {}
    for sentence in told.sentences:
        said = sentence.stated
        if said and said.says and sentence.event and not sentence.event.startswith(BACKGROUND):
            claim = _claim(sentence, said, start, report.id)
            towns.setdefault(said.town, claim.places)  # "in the town" is the one named before
            yield (
                sentence.event,
                said,
                msgspec.structs.replace(claim, places=claim.places or (towns[said.town] if said.town else ())),
            )
        start += len(sentence.text) + 1


def _claim(sentence: Sentence, said: Stated, start: int, report: str) -> Claim:
    first = sentence.text.split(maxsplit=1)[0]
    deed = _span(sentence.text, start, said.deed) or Span(text=first, start=start, end=start + len(first))
    who = "party" if said.kind == "battle" else "initiator"
    whom = "party" if said.kind == "battle" else "target"
    actors = [_actor(sentence.text, start, said.who, who), _actor(sentence.text, start, said.whom, whom)]
    return Claim(
        id=content_id("c", sentence.text, start), report=report, coder=BY, kind=said.kind or "battle", status="happened",
        recap=said.recap, denies=None, score=1.0, trigger=deed,
        sentence=Span(text=sentence.text, start=start, end=start + len(sentence.text)),
        actors=tuple(actor for actor in actors if actor), places=tuple(_places(sentence.text, start, said)),
        tolls=tuple(_tolls(said, start)), source=Source(kind="outlet"),
    )  # fmt: skip


def _span(text: str, start: int, words: str | None) -> Span | None:
    """Where words stand in a sentence, however they begin."""
    at = text.lower().find(words.lower()) if words else -1
    end = at + len(words or "")
    return Span(text=text[at:end], start=start + at, end=start + end) if at >= 0 else None


def _actor(text: str, start: int, words: str | None, role: Role) -> Actor | None:
    span = _span(text, start, words)
    return Actor(text=span.text, start=span.start, end=span.end, role=role) if span else None


def _places(text: str, start: int, said: Stated) -> Iterator[Place]:
    """The town, in its province where that is named too; else the province."""
    province = _span(text, start, f"{said.province} province") or _span(text, start, said.province)
    town = _span(text, start, said.town)
    if town:
        inside = province if province and province.start != town.start else None
        yield Place(text=town.text, start=town.start, end=town.end, container=inside)
    elif province and said.placed:
        yield Place(text=province.text, start=province.start, end=province.end, extent="area")


def _tolls(said: Stated, start: int) -> Iterator[Toll]:
    if said.number:
        low, high = said.number
        harm = "abducted" if said.kind == "abduction" else "killed"
        scope = "digest" if said.digest else "incident"
        yield Toll(
            id=content_id("t", start, low), text="", start=start, end=start, harm=harm, low=low, high=high, scope=scope
        )


def _dated(claim: Claim, said: Stated) -> Claim:
    """With the days that the words mean, which need no reading."""
    if said.days is None:
        return msgspec.structs.replace(claim, when=None)
    first, last = said.days
    at = claim.sentence.start
    when = When(text="", start=at, end=at, earliest=_iso(first), latest=_iso(last), precision="day")
    return msgspec.structs.replace(claim, when=when)


def _iso(day: dt.date) -> str:
    return day.isoformat()
