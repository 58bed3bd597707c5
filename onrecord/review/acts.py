"""One act on the record: checked, made a decision, kept; it takes effect at once and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from onrecord import record
from onrecord.model import Act, Actor, Claim, Decision, Dossier, OnrecordError, Place, Record, Report, Span, When

if TYPE_CHECKING:
    from onrecord.pipeline import Tools
    from onrecord.store.contract import Store

State = Literal["to_do", "in_progress", "needs_help", "done"]
STATES: tuple[State, ...] = ("to_do", "in_progress", "needs_help", "done")
WORK = frozenset({"note", "tag", "assign", "state"})
ON_EVENTS = frozenset({"approve", "clear", "reject", *WORK})
CLAIM_ACTS = frozenset({"approve", "reject"})
"""Acts on single claims too."""
LONGEST = 4000
"""Characters of a note."""


class Wish(Record, frozen=True, kw_only=True):
    """A person wants this done. ``start`` and ``end`` are words of the report that a corrected claim comes from; ``report`` is that
    report, where it is known: looking through one is quicker than through all."""

    act: Act
    subjects: tuple[str, ...]
    field: str | None = None
    value: Any = None
    start: int | None = None
    end: int | None = None
    why: str | None = None
    report: str | None = None


def act(store: Store, tools: Tools, by: str, wish: Wish) -> Decision:
    """Do it. Raises OnrecordError where it cannot be done, saying why."""
    if not wish.subjects:
        raise OnrecordError("Nothing was chosen.")
    if wish.act == "same":
        decision = record.same(store, wish.subjects, by, wish.why)
    elif wish.act == "different":
        decision = record.different(store, wish.subjects, by, wish.why)
    elif wish.act == "split":
        decision = record.split(store, wish.subjects[0], wish.subjects[1:], by, wish.why)
    elif wish.act == "undo":
        decision = record.undo(store, wish.subjects[0], by, wish.why)
    elif wish.act == "correct":
        decision = _correction(store, tools, by, wish)
    else:
        decision = _plain(store, by, wish)
    return record.judge(store, tools, decision)


def _plain(store: Store, by: str, wish: Wish) -> Decision:
    """A decision about whole events, claims or reports."""
    if wish.act in ON_EVENTS and (missing := [one for one in wish.subjects if not _is_there(store, one, wish)]):
        raise OnrecordError(f"There is no event {missing[0]!r}.")
    value = None if wish.act not in WORK else _work_value(wish)
    made = record.decided(store, wish.act, wish.subjects, by, wish.why)
    return msgspec.structs.replace(made, field=wish.act if value is not None else None, value=value)


def _is_there(store: Store, subject: str, wish: Wish) -> bool:
    """Whether the store has it: an event, or for approval and rejection a claim."""
    if wish.act in CLAIM_ACTS and subject.startswith("c:"):
        return any(claim.id == subject for claim in store.claims(wish.report))
    return store.event(subject) is not None


def _work_value(wish: Wish) -> str:
    value = wish.value
    if wish.act == "state" and value not in STATES:
        raise OnrecordError(f"A state is one of {', '.join(STATES)}.")
    if wish.act == "tag":
        value = sorted({str(tag).strip() for tag in value or () if str(tag).strip()})
    text = msgspec.json.encode(value).decode()
    if len(text) > LONGEST:
        raise OnrecordError(f"That is longer than {LONGEST} characters.")
    return text


# --- corrections -----------------------------------------------------------------------------------------------------


def _correction(store: Store, tools: Tools, by: str, wish: Wish) -> Decision:
    """A claim's field as the person set it, or as other words of its report give it."""
    claim = claim_with(store, wish.subjects[0], wish.report)
    if wish.field is None:
        raise OnrecordError("A correction names a field.")
    span = None
    value = wish.value
    if wish.start is not None and wish.end is not None:
        span = words(store, claim.report, wish.start, wish.end)
        value = _read(claim, wish, span, store, tools)
    made = record.decided(store, "correct", (claim.id,), by, wish.why)
    return msgspec.structs.replace(made, field=wish.field, value=msgspec.json.encode(value).decode(), span=span)


def claim_with(store: Store, id_: str, report: str | None = None) -> Claim:
    """The claim of an id, in a report or anywhere. Raises OnrecordError where there is none."""
    found = next((claim for claim in store.claims(report) if claim.id == id_), None)
    if found is None:
        raise OnrecordError(f"There is no claim {id_!r}.")
    return found


def report_with(store: Store, id_: str) -> Report:
    """The report of an id. Raises OnrecordError where there is none."""
    report = store.report(id_)
    if report is None:
        raise OnrecordError(f"There is no report {id_!r}.")
    return report


def words(store: Store, report: str, start: int, end: int) -> Span:
    """Words of a report, without the blanks around them. Raises OnrecordError where they lie outside its text."""
    text = report_with(store, report).text
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise OnrecordError("These are no words of the report.")
    cut = text[start:end]
    start += len(cut) - len(cut.lstrip())
    return Span(text=cut.strip(), start=start, end=start + len(cut.strip()))


def _read(claim: Claim, wish: Wish, span: Span, store: Store, tools: Tools) -> Any:
    """What the words give for the field: a place or an actor tied to the world, days, a toll, a source."""
    field, _, number = (wish.field or "").partition(".")
    at = int(number) if number.isdigit() else 0
    given: dict[str, Any] = {"text": span.text, "start": span.start, "end": span.end}
    extra = wish.value if isinstance(wish.value, dict) else {}
    if field == "places":
        return _with(claim, "places", at, Place(**{**given, **extra}), store, tools)
    if field == "actors":
        old = claim.actors[at] if at < len(claim.actors) else None
        role = extra.get("role") or (old.role if old else "initiator")
        return _with(claim, "actors", at, Actor(**{**given, "role": role}), store, tools)
    if field == "when":
        return msgspec.to_builtins(_linked(msgspec.structs.replace(claim, when=When(**given)), store, tools).when)
    if field == "source":
        return {**msgspec.to_builtins(claim.source), **given, "name": span.text, **extra}
    if field == "tolls" and at < len(claim.tolls):
        return {**msgspec.to_builtins(claim.tolls[at]), **given, **extra}
    raise OnrecordError(f"The field {wish.field!r} is not read from words.")


def _with(claim: Claim, field: str, at: int, new: Span, store: Store, tools: Tools) -> Any:
    """The claim's list with the new entry in its place, linked, as plain values; entry or whole list, as the field names."""
    entries = list(getattr(claim, field))
    entries[at : at + 1] = [new]
    linked = getattr(_linked(msgspec.structs.replace(claim, **{field: tuple(entries)}), store, tools), field)
    found = next(
        (one for one in linked if (one.start, one.end) == (new.start, new.end)), linked[min(at, len(linked) - 1)]
    )
    return msgspec.to_builtins(found)


def _linked(claim: Claim, store: Store, tools: Tools) -> Claim:
    from onrecord.pipeline import linked_claims

    return linked_claims([claim], report_with(store, claim.report), tools)[0]


# --- what stands -----------------------------------------------------------------------------------------------------


def undone(decisions: Iterable[Decision]) -> set[str]:
    """Ids of decisions that were taken back and stand no more; an undo may itself be undone."""
    made = {one.id: one for one in decisions}
    gone: set[str] = set()
    for one in reversed(made.values()):
        if one.act == "undo" and one.id not in gone and one.undoes in made:
            gone.add(one.undoes or "")
    return gone


def standing(store: Store, subject: str, *acts: str) -> Iterator[Decision]:
    """The standing decisions about a subject, in order; of these acts where any are named."""
    made = list(store.decisions(subject))
    gone = undone(made)
    return (
        one
        for one in made
        if one.id not in gone and one.act != "undo" and not one.stale and (not acts or one.act in acts)
    )


class Work(Record, frozen=True, kw_only=True):
    """How the work on an event stands: who has it, how far, with which tags and notes (who, when, words)."""

    state: State = "to_do"
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()


def work(dossier: Dossier) -> Work:
    """The work on an event, from its standing decisions; the last word on each counts."""
    gone = undone(dossier.decisions)
    values: dict[str, Any] = {}
    notes: list[tuple[str, str, str]] = []
    for one in dossier.decisions:
        if one.id in gone or one.act not in WORK or one.value is None:
            continue
        value = msgspec.json.decode(one.value)
        if one.act == "note":
            notes.append((one.by.removeprefix("person:"), one.at, str(value)))
        else:
            values[one.act] = value
    return Work(
        state=values.get("state", "to_do"),
        assignee=values.get("assign"),
        tags=tuple(values.get("tag", ())),
        notes=tuple(notes),
    )
