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
    name, _, number = field.partition(".")
    index = int(number) if number else 0
    shown = {
        "kind": lambda: words.kind(claim.kind),
        "status": lambda: claim.status,
        "actors": lambda: f"{claim.actors[index].role}: {claim.actors[index].name or claim.actors[index].text}",
        "places": lambda: f"{words.place(claim.places[index])} ({claim.places[index].precision})",
        "tolls": lambda: words.toll(claim.tolls[index]),
        "when": lambda: words.when(claim.when),
        "source": lambda: words.source(claim.source),
    }
    return shown[name]() if name in shown else ""
