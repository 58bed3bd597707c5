"""The page of worst misses: what was missed, invented or got wrong, beside the report's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from onrecord.evaluate import agree
from onrecord.evaluate.gold import ActorName, Actors, Answer, Gold, GoldEvent, GoldSource, GoldToll, Statement
from onrecord.evaluate.scores import Row, Tally, count_control, count_tolls, field_judgements, rows
from onrecord.model import Claim, Coded


class Field(msgspec.Struct, frozen=True):
    """One value of an event as the gold data and as the coder have it; ``right`` is null where it is not judged."""

    name: str
    gold: str
    coded: str
    right: bool | None


class Comparison(msgspec.Struct, frozen=True):
    """One event of the page of misses: ``verdict`` is ``paired``, ``missed`` or ``false``."""

    verdict: str
    kind: str
    fields: tuple[Field, ...]


class Mark(msgspec.Struct, frozen=True):
    """A piece of the report's text; ``role`` says what the coder took it for, and is empty for the rest."""

    text: str
    role: str = ""


class Miss(msgspec.Struct, frozen=True):
    """A report beside what was missed, invented or got wrong in it. ``errors`` is the weighted number of faults."""

    id: str
    title: str | None
    published: str | None
    errors: float
    problem: str | None
    text: tuple[Mark, ...]
    events: tuple[Comparison, ...]
    statements: tuple[Field, ...]


WEIGHTS = {"missed": 3.0, "false": 2.0, "field": 1.0}
"""How bad a fault is on the page of misses: an event lost, an event invented, a value wrong."""


def miss(gold: Gold, coded: Coded, answer: Answer) -> Miss:
    """A report with its faults; ``answer`` is ``coded`` in the gold form."""
    compared = tuple(_comparison(row) for row in rows(gold.answer, answer))
    statements = tuple(_statement_fields(gold.control_statements or (), answer.control_statements or ()))
    errors = sum(WEIGHTS.get(item.verdict, 0.0) for item in compared)
    wrong = [field for item in compared if item.verdict == "paired" for field in item.fields]
    errors += WEIGHTS["field"] * sum(field.right is False for field in (*wrong, *statements))
    problem = coded.rejected[0].reason if coded.rejected and not coded.claims else None
    return Miss(gold.id, gold.title, gold.published, errors, problem, _marked(gold.text, coded), compared, statements)


def _comparison(row: Row) -> Comparison:
    if row.gold is None or row.coded is None:
        event = row.gold or row.coded
        assert event is not None
        shown = _shown(event)
        gold_side = row.gold is not None
        fields = [
            Field(name, text if gold_side else "", "" if gold_side else text, None)
            for name, text in shown.items()
            if text
        ]
        return Comparison("missed" if gold_side else "false", event.kind, tuple(fields))
    judged, gold, coded = _judged_rows(row.gold, row.coded), _shown(row.gold), _shown(row.coded)
    fields = [Field(name, gold[name], coded[name], judged.get(name)) for name in gold if gold[name] or coded[name]]
    return Comparison("paired", row.gold.kind, tuple(fields))


def _judged_rows(gold: GoldEvent, coded: GoldEvent) -> dict[str, bool]:
    """The judgements of a pair under the names that ``_shown`` uses."""
    judged = field_judgements(gold, coded)
    counts: Tally = Counter()
    count_tolls(counts, gold, coded)
    count_control(counts, gold, coded)
    for name, label in (("toll", "tolls"), ("control", "control")):
        matched, predicted, wanted = (counts[name, part] for part in ("matched", "predicted", "gold"))
        judged[label] = matched == predicted == wanted
    return judged


def _shown(event: GoldEvent) -> dict[str, str]:
    """An event's values as a reader sees them, in the order of the page."""
    control = event.control_change
    dates = " to ".join(dict.fromkeys(day or "…" for day in agree.dated(event))) if any(agree.dated(event)) else ""
    return {
        "kind": event.kind,
        "status": event.status or "",
        "place": event.place or "",
        "date": dates,
        "initiator": names(event.initiator),
        "target": names(event.target),
        "tolls": "\n".join(_toll_words(toll) for toll in event.tolls or ()),
        "control": f"{names(control.holder) or 'nobody named'} from {names(control.from_) or 'nobody named'}"
        if control
        else "",
    }


def names(value: Actors) -> str:
    """Actors as a reader sees them."""
    if isinstance(value, ActorName):
        return value.name or value.text or ""
    if isinstance(value, tuple):
        return ", ".join(dict.fromkeys(map(names, value)))
    return value or ""


def _toll_words(toll: GoldToll) -> str:
    low, high = toll.low, toll.high
    if low == high:
        number = "a number not given" if low is None else str(low)
    else:
        number = f"at least {low}" if high is None else f"up to {high}" if low is None else f"{low} to {high}"
    source = toll.source or GoldSource()
    credited = source.name or f"{'anonymous ' if source.anonymous else ''}{source.kind or 'no source'}"
    return f"{number} {toll.who or ''} {toll.harm or ''} ({credited})"


def _statement_fields(wanted: Sequence[Statement], given: Sequence[Statement]) -> Iterator[Field]:
    pairs = agree.paired(wanted, given, agree.statement_likeness)
    taken = {id(item) for pair in pairs for item in pair}
    for gold, coded in pairs:
        yield Field(gold.place, names(gold.holder), names(coded.holder), True)
    yield from (Field(item.place, names(item.holder), "", False) for item in wanted if id(item) not in taken)
    yield from (Field(item.place, "", names(item.holder), False) for item in given if id(item) not in taken)


def _marked(text: str, coded: Coded) -> tuple[Mark, ...]:
    """The text in pieces, with what the coder read in it; where two marks overlap the one that starts first stays."""
    same = coded.report is not None and coded.report.text == text
    spans = sorted((span.start, span.end, role) for claim in coded.claims for role, span in _spans(claim))
    pieces, position = [], 0
    for start, end, role in spans if same else ():
        if start >= position and end > start:
            pieces += [Mark(text[position:start]), Mark(text[start:end], role)]
            position = end
    return tuple(mark for mark in (*pieces, Mark(text[position:])) if mark.text)


def _spans(claim: Claim) -> Iterator[tuple[str, Any]]:
    yield "trigger", claim.trigger
    yield from (("place", place) for place in claim.places)
    yield from (("actor", actor) for actor in claim.actors)
    yield from (("toll", toll) for toll in claim.tolls)
    if claim.when:
        yield "when", claim.when
    if claim.source.start is not None and claim.source.end is not None:
        yield "source", claim.source
