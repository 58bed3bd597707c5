"""The command line: one command a step, every step also a filter on standard input and output.

Exit codes: 0 all coded, 1 some input rejected, 2 wrong usage or settings.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from onrecord.model import Coded, OnrecordError, Page, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.pipeline import Settings, Tools

Format = Literal["table", "json", "jsonl", "html"]
Published = Annotated[str | None, Parameter(help="Publication date (YYYY-MM-DD).")]
Files = Annotated[tuple[Path, ...], Parameter(consume_multiple=False, negative="")]

app = App(
    name="onrecord",
    help="Reads news reports of armed conflict and puts what they say on the record, with who said so.",
    help_format="plaintext",
)
gazetteer_app = App(name="gazetteer", help="Build and ask the index of places.")
app.command(gazetteer_app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    try:
        result = app(arguments, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return 2
    except OnrecordError as error:
        print(f"onrecord: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0


@Parameter(name="*")
@dataclasses.dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Own files that add to what the package knows; each may be given several times. An own entry wins."""

    actors: Files = ()
    "A file of own actors."
    publishers: Files = ()
    "A file of own publishers."
    codebook: Files = ()
    "A file of own kinds of events."
    places: Files = ()
    "A file of own places."
    gazetteer: Path | None = None
    "Another index of places than the package's."


@app.command
def code(
    paths: list[str],
    *,
    published: Published = None,
    format: Format = "table",  # noqa: A002 - the option's name is the contract
    coder: str = "rules",
    out: Path | None = None,
    knowledge: Knowledge = Knowledge(),
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
        Who codes.
    out
        Write here instead of to standard output.
    """
    from onrecord import pipeline

    settings = pipeline.Settings(
        coder=coder,
        actors=knowledge.actors,
        publishers=knowledge.publishers,
        codebook=knowledge.codebook,
        places=knowledge.places,
        gazetteer=knowledge.gazetteer,
    )
    tools = pipeline.Tools.open(settings)
    records = _progress(pipeline.code(paths, tools, published=_date(published)))
    return _write(records, format, out)


def _date(published: str | None) -> str | None:
    import datetime

    if published is None:
        return None
    try:
        return datetime.date.fromisoformat(published).isoformat()
    except ValueError:
        raise OnrecordError(f"--published wants a date such as 2016-01-17, not {published!r}.") from None


def _progress(records: Iterable[Coded]) -> Iterator[Coded]:
    """Count along on standard error where a person watches and the run is not over at once."""
    if not sys.stderr.isatty():
        yield from records
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} coded"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for record in records:
            progress.advance(task)
            yield record


def _write(records: Iterable[Coded], form: Format, out: Path | None) -> int:
    """Write records in a form; 1 where any input was refused."""
    refused = False

    def noted() -> Iterator[Coded]:
        nonlocal refused
        for record in records:
            refused = refused or bool(record.rejected)
            yield record

    for text in _rendered(noted(), form, out):
        _emit(text, out)
    return int(refused)


def _rendered(records: Iterator[Coded], form: Format, out: Path | None) -> Iterable[str]:
    if form == "jsonl":
        from onrecord.exports import json

        return json.lines(records)
    if form == "json":
        from onrecord.exports import json

        return [json.one_or_many(list(records))]
    if form == "html":
        from onrecord.exports import html

        return [html.render(list(records))]
    from onrecord.exports import table

    terminal = out is None and sys.stdout.isatty()
    return table.render(records, width=_width() if terminal else None, colour=terminal)


def _width() -> int:
    import shutil

    return max(shutil.get_terminal_size().columns, 80)


_opened: set[Path] = set()


def _emit(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    try:
        with out.open("a" if out in _opened else "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OnrecordError(f"Cannot write {out}: {error.strerror}.") from None
    _opened.add(out)


# --- each step alone, as a filter ------------------------------------------------------------------------------------


@app.command
def read(paths: list[str]) -> int:
    """Step 1: files, folders, addresses or - to pages, one JSON object a line."""
    import msgspec

    from onrecord import read as step

    refused = False
    for source in paths:
        for page in step.pages(source):
            refused = refused or isinstance(page, Rejected)
            line = Coded(report=None, rejected=(page,)) if isinstance(page, Rejected) else page
            sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    return int(refused)


@app.command
def clean(*, published: Published = None) -> int:
    """Step 2: pages on standard input to reports on standard output."""
    from onrecord import clean as step
    from onrecord.knowledge.publishers import Publishers

    publishers = Publishers.open()

    def cleaned(page: Page) -> Coded:
        report = step.report(page, publishers=publishers, published=_date(published))
        return Coded(report=None, rejected=(report,)) if isinstance(report, Rejected) else Coded(report=report)

    return _filter(lambda item: cleaned(item) if isinstance(item, Page) else item)


@app.command
def claims() -> int:
    """Step 3: reports to the claims they make, with words in place, not yet tied to the world."""
    import msgspec

    from onrecord.coders import checked

    tools = _tools()

    def coded(item: Coded) -> Coded:
        if item.report is None:
            return item
        kept, dropped = checked(tools.coder.claims(item.report), item.report)
        return msgspec.structs.replace(item, claims=kept, rejected=(*item.rejected, *dropped))

    return _filter(lambda item: coded(_no_page(item, "clean")))


@app.command
def link() -> int:
    """Step 4: claims to the same claims tied to actors, places and days."""
    import msgspec

    from onrecord import pipeline

    tools = _tools()

    def linked(item: Coded) -> Coded:
        if item.report is None:
            return item
        return msgspec.structs.replace(item, claims=pipeline.linked_claims(item.claims, item.report, tools))

    return _filter(lambda item: linked(_no_page(item, "clean, claims")))


@app.command
def assemble() -> int:
    """Step 5: linked claims to the report's events and control."""
    from onrecord import pipeline

    tools = _tools()

    def assembled(item: Coded) -> Coded:
        return item if item.report is None else pipeline.assembled(item.report, item.claims, tools, item.rejected)

    return _filter(lambda item: assembled(_no_page(item, "clean, claims, link")))


def _tools(settings: Settings | None = None) -> Tools:
    from onrecord import pipeline

    return pipeline.Tools.open(settings)


def _no_page(item: Page | Coded, missing: str) -> Coded:
    if isinstance(item, Page):
        raise OnrecordError(f"This step was given a page; put `onrecord {missing}` before it.")
    return item


def _filter(step: Callable[[Page | Coded], Coded]) -> int:
    import msgspec

    refused = False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            item: Page | Coded = msgspec.json.decode(
                line, type=Page if '"sha256":' in line[:4096] and '"content":' in line else Coded
            )
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise OnrecordError(f"Line {number} of standard input is no record of the step before: {error}.") from None
        done = step(item)
        refused = refused or bool(done.rejected)
        sys.stdout.write(msgspec.json.encode(done).decode() + "\n")
    return int(refused)


# --- asking ----------------------------------------------------------------------------------------------------------


@app.command
def explain(path: str, *, published: Published = None, claim: str | None = None) -> int:
    """For each value of each claim: which words it was read from and which rule read it.

    Parameters
    ----------
    path
        A file, an address, or - for standard input.
    published
        Publication date (YYYY-MM-DD) where the report states none.
    claim
        Only the claim with this id (its beginning is enough).

    """
    from onrecord import pipeline
    from onrecord.exports import explanation

    records = list(pipeline.code([path], _tools(), published=_date(published)))
    for record in records:
        sys.stdout.write(explanation.render(record, claim))
    return int(any(record.rejected for record in records))


@app.command
def schema() -> None:
    """The JSON Schema of what `onrecord code --format json` prints for one input."""
    from onrecord.exports import json

    sys.stdout.write(json.schema())


@app.command
def doctor() -> int:
    """Versions, data files, and what is missing."""
    from onrecord import health

    lines, well = health.report()
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if well else 1
