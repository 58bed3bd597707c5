"""Why a claim says what it says: each value with its words and the rule that read it."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.exports import words
from onrecord.model import Claim, Coded, Report


def render(record: Coded, only: str | None = None) -> str:
    """The explanation of a record's claims as text; ``only`` keeps the claims whose id begins so."""
    if record.report is None:
        return "".join(f"refused at {r.step}: {r.input}: {r.reason}\n" for r in record.rejected)
    chosen = [claim for claim in record.claims if only is None or claim.id.startswith(only)]
    return "".join(line + "\n" for claim in chosen for line in _lines(claim, record.report))


def _lines(claim: Claim, report: Report) -> Iterator[str]:
    sentence = " ".join(claim.sentence.text.split())
    yield f"{claim.id}  {words.kind(claim.kind)}  {claim.status}{'  recalled' if claim.recap else ''}  score {claim.score}"
    yield f"  “{sentence}”"
    for because in claim.because:
        said = " ".join(report.text[because.start : because.end].split())
        yield f"  {because.field:<12} {_value(claim, because.field):<42} “{said}” [{because.start}:{because.end}]  {because.rule}"
    yield ""


def _value(claim: Claim, field: str) -> str:
    """The value of a field such as ``tolls.0``, in words; empty for a field that has no short form."""
    name, _, number = field.partition(".")
    index = int(number) if number.isdigit() else 0
    shown = ""
    match name:
        case "kind":
            shown = words.kind(claim.kind)
        case "status":
            shown = claim.status
        case "actors" if index < len(claim.actors):
            shown = f"{claim.actors[index].role}: {words.flat(claim.actors[index].name or claim.actors[index].text)}"
        case "places" if index < len(claim.places):
            shown = f"{words.place(claim.places[index])} ({claim.places[index].precision})"
        case "tolls" if index < len(claim.tolls):
            shown = words.toll(claim.tolls[index])
        case "when" | "said":
            shown = words.when(claim.when if name == "when" else claim.said)
        case "weapon" if claim.weapon:
            shown = claim.weapon.class_
        case "source":
            shown = words.source(claim.source)
    return shown
