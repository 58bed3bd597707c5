"""Coding reports, and asking why a record says what it says."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from onrecord.cli.asking import MODEL, Asking, close, tell_usage
from onrecord.cli.asking import dry_run as show_prompts
from onrecord.cli.shared import ASKING, Knowledge, Paths, Source, app, counted, day, tools, writer
from onrecord.model import Coded

Format = Literal["table", "json", "jsonl", "html"]
NARROWEST = 80
"""Columns of the narrowest table; a narrower terminal folds it."""


@app.command
def code(  # noqa: PLR0913 - each is an option
    paths: Paths,
    /,
    *,
    published: str | None = None,
    format: Format = "table",  # noqa: A002 - the option's name is the contract
    coder: str = "rules",
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    dry_run: Annotated[bool, Parameter(show_default=False, negative="", group=MODEL)] = False,
    asking: Asking = Asking(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Code reports: files, folders, addresses, or - for standard input.

    Parameters
    ----------
    paths
        What to code.
    published
        Publication date (YYYY-MM-DD): fills a missing one; for a single input it overrides the stated one.
    format
        table for people, json for one object (an array for several), jsonl for one a line, html for a page.
    coder
        Who codes: rules, llm:URL#MODEL, or rules+llm:URL#MODEL for both readings side by side.
    out
        Write here instead of to standard output.
    dry_run
        Print what would be sent to the language model, and send nothing.

    """
    from onrecord import pipeline

    date = day(published)
    opened = tools(knowledge, coder, asking)
    if dry_run:
        return show_prompts(paths, opened, date)
    terminal = out is None and sys.stdout.isatty()
    try:
        coded = pipeline.code(paths, opened, published=date)
        with writer(out) as write:
            records = _Noted(
                coded if terminal else counted(coded, "reports coded:")
            )  # a terminal shows them as they come
            for text in _rendered(records, format, opened.gazetteer.credits, terminal=terminal):
                write(text)
    finally:
        close(opened.coder)
    tell_usage(opened.coder)
    return int(records.refused)


class _Noted:
    """Records on their way out, with whether any was refused."""

    def __init__(self, records: Iterable[Coded]) -> None:
        self._records, self.refused = records, False

    def __iter__(self) -> Iterator[Coded]:
        for record in self._records:
            self.refused = self.refused or bool(record.rejected)
            yield record


def _rendered(records: Iterable[Coded], form: Format, thanks: Sequence[str], *, terminal: bool) -> Iterable[str]:
    from onrecord.exports import html, json, table

    if form == "jsonl":
        return json.lines(records)
    if form == "json":
        return [json.one_or_many(list(records))]
    if form == "html":
        return [html.render(list(records), thanks)]
    return table.render(records, width=_width(terminal), colour=terminal and "NO_COLOR" not in os.environ)


def _width(terminal: bool) -> int | None:
    """The columns of the terminal, or what the variable COLUMNS says; none where nobody says."""
    if not terminal and "COLUMNS" not in os.environ:
        return None
    return max(shutil.get_terminal_size().columns, NARROWEST)


@app.command(group=ASKING)
def explain(
    path: Source,
    /,
    *,
    published: str | None = None,
    claim: str | None = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """For each value of each claim: which words it was read from and which rule read it.

    Parameters
    ----------
    path
        A file, a folder, an address, or - for standard input.
    published
        Publication date (YYYY-MM-DD): fills a missing one and overrides the stated one.
    claim
        Only the claim with this id (its beginning is enough).

    """
    from onrecord import pipeline
    from onrecord.exports import explanation

    records = list(pipeline.code([path], tools(knowledge), published=day(published)))
    for record in records:
        sys.stdout.write(explanation.render(record, claim))
    return int(any(record.rejected for record in records))


@app.command(group=ASKING)
def schema() -> None:
    """The JSON Schema of what `onrecord code --format json` prints for one input."""
    from onrecord.exports import json

    sys.stdout.write(json.schema())


@app.command(group=ASKING)
def doctor() -> int:
    """Versions, data files, and what is missing."""
    from onrecord import health

    lines, well = health.report()
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if well else 1
