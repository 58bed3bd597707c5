"""Events of coded reports for a terminal: one row an event, differing tolls under each other, control below."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.exports import view
from onrecord.model import Coded

WIDTH = 150
"""Columns used where the output is no terminal: fits a landscape page."""
NARROW = 105
"""Below so many columns, what, where and who stand under each other."""


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
            legacy_windows=False,
        )
        _record(console, record)
        yield "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _record(console: Console, record: Coded) -> None:
    if record.report is not None:
        console.print(Text(view.title(record.report), style="bold"))
        console.print(Text(view.facts(record.report), style="dim"))
        console.print()
        _events(console, view.events(record))
        _list(console, "Said, but no event", [(aside.why, aside.what, aside.source) for aside in view.asides(record)])
        _list(console, "Who holds what", view.control(record))
    for refused in record.rejected:
        console.print(Text(f"refused at {refused.step}: {refused.input}: {refused.reason}", style="red"))
    console.print()


def _events(console: Console, rows: Sequence[view.Row]) -> None:
    if not rows:
        console.print(Text("  No event.\n", style="italic"))
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, expand=True)
    table.header_style = table.border_style = "dim"
    table.add_column("", width=3, justify="right", style="dim")
    table.add_column("when", width=12)
    narrow = console.width < NARROW
    if narrow:
        table.add_column("what, where, who", ratio=19, overflow="fold")
    else:
        table.add_column("what", width=15)
        table.add_column("where", ratio=9, overflow="fold")
        table.add_column("who", ratio=10, overflow="fold")
    table.add_column(_lines([("tolls, or words", "", "said by")]), ratio=22)
    for row in rows:
        what = Text(row.kind, style="bold").append("".join(f"\n↳ {link}" for link in row.links), "dim")
        others = [Text("\n".join(row.places)), Text(row.who)]
        cells = (
            [Text("\n").join(filter(None, [what, *others]))]
            if narrow
            else [what, *(one or Text("—") for one in others)]
        )
        said = (
            (line.text, line.mark, said.source * (line is said.lines[0])) for said in row.said for line in said.lines
        )
        table.add_row(str(row.number), row.when, *cells, _lines(said))
        table.add_section()
    console.print(table)
    if legend := view.legend(rows):
        console.print(Text(f"    {legend}", style="dim"))
    console.print()


def _lines(lines: Iterable[tuple[str, str, str]]) -> Table:
    """Tolls and their sources side by side, whatever line they wrap at."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(ratio=11, overflow="fold")
    grid.add_column(width=1)
    grid.add_column(ratio=10, overflow="fold")
    for text, mark, source in lines:
        grid.add_row(Text(text), mark, Text(source))
    return grid


def _list(console: Console, heading: str, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    console.print(Text(heading, style="dim"))
    grid = Table.grid(padding=(0, 2))
    for cells in rows:
        grid.add_row(*map(Text, cells))
    console.print(Padding(grid, (0, 0, 1, 2)))
