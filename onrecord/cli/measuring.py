"""Measuring a coder against reports that people have read."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter

from onrecord.cli.asking import Asking, close, usage_lines
from onrecord.cli.shared import ASKING, Knowledge, app, progress, tools, writer

if TYPE_CHECKING:
    from onrecord.evaluate import Evaluation, Gold
    from onrecord.model import Coded
    from onrecord.pipeline import Tools


@app.command(group=ASKING)
def evaluate(
    gold: Path,
    /,
    *,
    coder: Annotated[tuple[str, ...], Parameter(consume_multiple=False, negative="")] = ("rules",),
    misses: Path = Path("misses.html"),
    asking: Asking = Asking(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Score a coder against gold data, with a page of the worst misses beside their text.

    Parameters
    ----------
    gold
        Reports coded by hand, one JSON object a line, or a folder of NAME.txt beside NAME.json (docs/evaluate.md).
    coder
        Who codes: rules, llm:URL#MODEL, rules+llm:URL#MODEL. Given several times, the coders are compared.
    misses
        Where the page goes; of several coders each has its own, numbered. It quotes whole reports: keep it among those who
        may read them.

    """
    from onrecord import evaluate as rod

    results = []
    for number, name in enumerate(coder, 1):
        page = misses if len(coder) == 1 else misses.with_stem(f"{misses.stem}-{number}")
        result = _measured(gold, page, tools(knowledge, name, asking), name)
        results.append(result)
        for failed, reason in result.failed:
            print(f"not coded: {failed}: {reason}", file=sys.stderr)
        print(f"worst misses: {page}", file=sys.stderr)
    sys.stdout.write((rod.table(results[0]) if len(results) == 1 else rod.compared(results)) + "\n")
    if len(results) == 1 and results[0].cost:
        print(results[0].cost, file=sys.stderr)
    return int(any(result.failed for result in results))


def _measured(gold: Path, page: Path, opened: Tools, name: str) -> Evaluation:
    """One coder's scores, and what it has asked of language models; its worst misses go to the page."""
    from onrecord import evaluate as rod

    try:
        if gold.is_dir():
            golds, code = rod.folder(gold, opened)
        else:
            golds, code = rod.read(gold), rod.with_tools(opened)
        with writer(page) as write:
            if not gold.is_dir():
                rod.begin(golds, opened)
            with progress() as tell:
                result = rod.evaluate(golds, _counting(code, tell, len(golds)), coder=name)
            write(rod.page(result))
    finally:
        close(opened.coder)
    return msgspec.structs.replace(result, cost="; ".join(usage_lines(opened.coder)) or None)


def _counting(code: Callable[[Gold], Coded], tell: Callable[[str, str], None], total: int) -> Callable[[Gold], Coded]:
    """The same coder, telling how far it is."""
    numbers = itertools.count(1)

    def counting(gold: Gold) -> Coded:
        coded = code(gold)
        tell("reports coded:", f"{next(numbers)} of {total}")
        return coded

    return counting
