"""What the table and the page show of a record: one row an event, what is no event, who holds what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec

from onrecord import weigh
from onrecord.exports import words
from onrecord.model import Claim, Coded, Event, Report

HEADLINE = 100
"""Characters of a report's opening that stand for a missing title."""
MARKS = {"contradicts": "≠", "differs": "±"}
LEGEND = {"±": "sources differ", "≠": "sources contradict each other"}


class Line(msgspec.Struct, frozen=True):
    """A toll, or the words of a source that gives none, and how it stands to what others say."""

    text: str
    mark: str = ""


class Said(msgspec.Struct, frozen=True):
    """What one source says of an event: its tolls, or the words where it gives none."""

    source: str
    lines: tuple[Line, ...]


class Row(msgspec.Struct, frozen=True):
    """One event as a person reads it."""

    id: str
    number: int
    when: str
    kind: str
    links: tuple[str, ...]
    places: tuple[str, ...]
    who: str
    said: tuple[Said, ...]


class Aside(msgspec.Struct, frozen=True):
    """A claim that makes no event, and why."""

    why: str
    what: str
    source: str


def title(report: Report) -> str:
    """The title, or how the text begins."""
    if report.title:
        return words.flat(report.title)
    opening = words.flat(report.text.strip().partition("\n")[0])
    return opening if len(opening) <= HEADLINE else opening[:HEADLINE].rpartition(" ")[0] + " …"


def facts(report: Report) -> str:
    """Publisher, day, byline and dateline on one line."""
    known = [
        report.publisher,
        _published(report),
        f"by {words.listed(report.byline)}" if report.byline else None,
        f"filed from {report.dateline}" if report.dateline else None,
        None if report.language in {"en", "und"} else f"language {report.language}",
    ]
    return " · ".join(words.flat(fact) for fact in known if fact)


def _published(report: Report) -> str:
    if report.published is None:
        return "no publication date"
    return f"published {report.published}" + (
        f" ({words.PUBLISHED[report.published_from]})" if report.published_from else ""
    )


def events(record: Coded) -> list[Row]:
    """The events in their order, numbered."""
    claims = {claim.id: claim for claim in record.claims}
    numbers = {event.id: number for number, event in enumerate(record.events, 1)}
    return [_row(event, [claims[name] for name in event.claims], numbers) for event in record.events]


def _row(event: Event, claims: Sequence[Claim], numbers: dict[str, int]) -> Row:
    return Row(
        id=event.id,
        number=numbers[event.id],
        when=words.when(event.computed.when),
        kind=words.kind(event.kind),
        links=tuple(f"{link.type.replace('_', ' ')} {numbers[link.event]}" for link in event.links),
        places=tuple(words.places(chain.from_iterable(claim.places for claim in claims))),
        who=words.actors(event.computed.actors),
        said=tuple(_said(claims)),
    )


def _said(claims: Sequence[Claim]) -> list[Said]:
    """Each source once with its tolls and how they stand to the others'; then those that gave none, with their words."""
    told = [(claim, toll) for claim in claims for toll in claim.tolls]
    lines: dict[str, list[Line]] = {}
    for one in told:
        lines.setdefault(words.source(one[0].source), []).append(_toll(one, told))
    counted = set(lines)
    for claim in claims:
        if (source := words.source(claim.source)) not in counted:
            lines.setdefault(source, []).append(Line(_trigger(claim)))
    return [Said(source, tuple(dict.fromkeys(every))) for source, every in lines.items()]


def _toll(one: weigh.Told, told: Sequence[weigh.Told]) -> Line:
    toll = one[1]
    verdicts = {weigh.difference(one, other) for other in told}
    mark = next((sign for verdict, sign in MARKS.items() if verdict in verdicts), "")
    return Line(("of these " if toll.part_of else "") + words.toll(toll), mark)


def _trigger(claim: Claim) -> str:
    count = f"{words.flat(claim.count.text)}: " if claim.count else ""
    return count + words.quoted(claim.trigger.text)


def legend(rows: Sequence[Row]) -> str:
    """What the marks beside tolls mean, as far as there are any."""
    used = {line.mark for row in rows for said in row.said for line in said.lines}
    return "   ".join(f"{mark} {meaning}" for mark, meaning in LEGEND.items() if mark in used)


def asides(record: Coded) -> list[Aside]:
    """Claims that are no event: planned, hypothetical, denied, or recalled without a date."""
    inside = {name for event in record.events for name in event.claims}
    rest = [claim for claim in record.claims if claim.id not in inside and claim.kind != "control"]
    return list(dict.fromkeys(map(_aside, rest)))


def _aside(claim: Claim) -> Aside:
    why = claim.status if claim.status not in {"happened", "ongoing"} else "recalled" if claim.recap else "no event"
    where = words.listed(words.places(claim.places))
    what = f"{words.kind(claim.kind)} ({words.quoted(claim.trigger.text)})" + (f", {where}" if where else "")
    return Aside(why, what, words.source(claim.source))


def control(record: Coded) -> list[tuple[str, str]]:
    """Who holds or took what, and on whose word; each statement once."""
    claims = {claim.id: claim for claim in record.claims}
    rows = ((words.holding(row), words.basis(row, claims[row.claim].source)) for row in record.control)
    return list(dict.fromkeys(rows))
