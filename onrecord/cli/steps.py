"""Each step alone, as a filter: one JSON object a line in, one a line out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import msgspec

from onrecord.cli.asking import Asking
from onrecord.cli.shared import STEPS, File, Knowledge, Paths, app, day, tools
from onrecord.model import Coded, OnrecordError, Page, Rejected


@app.command(group=STEPS, sort_key=0)
def read(paths: Paths, /) -> int:
    """Step 1: files, folders, addresses or - to pages, one JSON object a line."""
    from onrecord import read as step

    refused = False
    for source in paths:
        for page in step.pages(source):
            refused = refused or isinstance(page, Rejected)
            _put(Coded(report=None, rejected=(page,)) if isinstance(page, Rejected) else page)
    return int(refused)


@app.command(group=STEPS, sort_key=1)
def clean(*, published: str | None = None, publishers: File = ()) -> int:
    """Step 2: pages on standard input to reports on standard output.

    Parameters
    ----------
    published
        Publication date (YYYY-MM-DD): fills a missing one; for a single page it overrides the stated one.
    publishers
        YAML of publishers.

    """
    from onrecord import clean as step
    from onrecord.knowledge.publishers import Publishers

    known, date = Publishers.open(publishers), day(published)

    def cleaned(item: Page | Coded, *, alone: bool) -> Coded:
        if isinstance(item, Coded):
            return item
        report = step.report(item, publishers=known, published=date, override=alone)
        return Coded(report=None, rejected=(report,)) if isinstance(report, Rejected) else Coded(report=report)

    return _filter(cleaned)


@app.command(group=STEPS, sort_key=2)
def claims(
    *,
    coder: str = "rules",
    asking: Asking = Asking(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Step 3: reports to the claims they make, with words in place, not yet tied to the world.

    Parameters
    ----------
    coder
        Who codes: rules, llm:URL#MODEL, or rules+llm:URL#MODEL.

    """
    from onrecord.coders import checked

    chosen = tools(knowledge, coder, asking).coder

    def coded(item: Coded) -> Coded:
        if item.report is None:
            return item
        kept, dropped = checked(chosen.claims(item.report), item.report)
        return msgspec.structs.replace(item, claims=kept, rejected=(*item.rejected, *dropped))

    return _after("clean", coded)


@app.command(group=STEPS, sort_key=3)
def link(*, knowledge: Knowledge = Knowledge()) -> int:  # noqa: B008 - frozen
    """Step 4: claims to the same claims tied to actors, places and days."""
    from onrecord import pipeline

    opened = tools(knowledge)

    def linked(item: Coded) -> Coded:
        if item.report is None:
            return item
        return msgspec.structs.replace(item, claims=pipeline.linked_claims(item.claims, item.report, opened))

    return _after("clean | onrecord claims", linked)


@app.command(group=STEPS, sort_key=4)
def assemble(*, knowledge: Knowledge = Knowledge()) -> int:  # noqa: B008 - frozen
    """Step 5: linked claims to the report's events and control."""
    from onrecord import pipeline

    opened = tools(knowledge)

    def assembled(item: Coded) -> Coded:
        return item if item.report is None else pipeline.assembled(item.report, item.claims, opened, item.rejected)

    return _after("clean | onrecord claims | onrecord link", assembled)


def _after(missing: str, step: Callable[[Coded], Coded]) -> int:
    """A filter of records; a page tells which steps were left out."""

    def stepped(item: Page | Coded, *, alone: bool) -> Coded:
        if isinstance(item, Page):
            raise OnrecordError(f"This step was given a page; put `onrecord {missing}` before it.")
        return step(item)

    return _filter(stepped)


def _filter(step: Callable[..., Coded]) -> int:
    """Run ``step`` on each line of standard input; it is told whether the line is the only one."""
    refused, items = False, _items()
    item = next(items, None)
    if item is None:
        raise OnrecordError("Nothing on standard input; put `onrecord read FILE` before this step.")
    alone = True
    while item is not None:
        following = next(items, None)
        done = step(item, alone=alone and following is None)
        refused = refused or bool(done.rejected)
        _put(done)
        item, alone = following, False
    return int(refused)


def _items() -> Iterator[Page | Coded]:
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            try:
                fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
                yield (
                    msgspec.json.decode(line, type=Page)
                    if "content" in fields
                    else msgspec.json.decode(line, type=Coded)
                )
            except msgspec.MsgspecError as error:
                raise OnrecordError(f"Line {number} of standard input is no record of a step: {error}.") from None


def _put(record: Page | Coded) -> None:
    sys.stdout.write(msgspec.json.encode(record).decode() + "\n")
