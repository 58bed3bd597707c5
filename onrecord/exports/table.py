"""Events of coded reports for a terminal: one block an event, differing tolls under each other, control below."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from onrecord import weigh
from onrecord.exports import words
from onrecord.model import Claim, Coded, Event

WIDTH = 150
"""Columns used where the output is no terminal: fits a landscape page."""


def render(records: Iterable[Coded], width: int | None = None, colour: bool = False) -> Iterator[str]:
    """One text a record. ``width`` is in characters; ``colour`` adds terminal colours."""
    for record in records:
        out = io.StringIO()
        console = Console(
            file=out,
            width=width or WIDTH,
            force_terminal=colour,
            color_system="standard" if colour else None,
            highlight=False,
        )
        _record(console, record)
        yield out.getvalue()


def _record(console: Console, record: Coded) -> None:
    if record.report is not None:
        report = record.report
        title = report.title or report.text.strip().split("\n")[0][:90]
        facts = [
            report.publisher,
            report.published and f"published {report.published} ({report.published_from})",
            report.dateline,
            report.language,
        ]
        console.print(Text(title, style="bold"))
        console.print(Text(" · ".join(fact for fact in facts if fact) or "no publisher, no date", style="dim"))
        _events(console, record)
        _not_events(console, record)
        _control(console, record)
    for refused in record.rejected:
        console.print(Text(f"refused at {refused.step}: {refused.input}: {refused.reason}", style="red"))
    console.print()


def _events(console: Console, record: Coded) -> None:
    if not record.events:
        console.print(Text("No event.", style="italic"))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    for name, ratio in (
        ("when", 12),
        ("what", 15),
        ("where", 26),
        ("who", 34),
        ("tolls and other words", 34),
        ("who said so", 24),
    ):
        table.add_column(name, ratio=ratio, overflow="fold")
    claims = {claim.id: claim for claim in record.claims}
    numbers = {event.id: number for number, event in enumerate(record.events, 1)}
    for event in record.events:
        for row in _event_rows(event, [claims[c] for c in event.claims], numbers):
            table.add_row(*row)
    console.print(table)


def _event_rows(
    event: Event, claims: Sequence[Claim], numbers: dict[str, int]
) -> Iterator[tuple[str, str, str, str, str, str]]:
    links = ", ".join(f"{link.type.replace('_', ' ')} {numbers[link.event]}" for link in event.links)
    what = f"{numbers[event.id]} {words.kind(event.kind)}" + (f"\n  ↳ {links}" if links else "")
    first = max(claims, key=lambda claim: len(claim.actors))
    places = dict.fromkeys(words.place(place) for claim in claims for place in claim.places)
    head = (words.when(event.computed.when), what, "\n".join(places) or "—", words.actors(first))
    lines = list(dict.fromkeys(_lines(claims)))
    yield (*head, *lines[0])
    for line in lines[1:]:
        yield ("", "", "", "", *line)


def _lines(claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """Each toll with its source and how it stands to the others; each source of a claim without tolls."""
    told = [(claim, toll) for claim in claims for toll in claim.tolls]
    for claim, toll in told:
        verdicts = {weigh.difference((claim, toll), other) for other in told} - {None}
        mark = " ≠ contradicted" if "contradicts" in verdicts else " ± others differ" if "differs" in verdicts else ""
        part = "  of these " if toll.part_of else ""
        yield f"{part}{words.toll(toll)}{mark}", words.source(claim.source)
    for claim in claims:
        if not claim.tolls:
            count = f"{claim.count.text} × " if claim.count else ""
            yield f"{count}“{claim.trigger.text}”", words.source(claim.source)


def _not_events(console: Console, record: Coded) -> None:
    in_event = {c for event in record.events for c in event.claims}
    rest = [c for c in record.claims if c.id not in in_event and c.kind != "control"]
    if not rest:
        return
    console.print(Text("Said, but no event:", style="dim"))
    for claim in rest:
        why = "recalled, undated" if claim.recap else claim.status
        where = "; ".join(words.place(place) for place in claim.places)
        console.print(
            f"  {why}: {words.kind(claim.kind)} “{claim.trigger.text}” {where} — {words.source(claim.source)}"
        )


def _control(console: Console, record: Coded) -> None:
    if not record.control:
        return
    claims = {claim.id: claim for claim in record.claims}
    console.print(Text("Who holds what:", style="dim"))
    for row in record.control:
        holder = row.holder.name if row.holder else "?"
        loser = f" from {row.from_.name}" if row.from_ else ""
        deed = row.change.replace("_", " ") if row.change else row.state or "?"
        said = words.source(claims[row.claim].source)
        console.print(
            f"  {words.place(row.place)}: {deed} by {holder}{loser} (basis: {row.basis.replace('_', ' ')}; {said})"
        )
