"""Measuring a coder against reports that people have read."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cli.shared import ASKING, Knowledge, app, progress, tools, writer

if TYPE_CHECKING:
    from onrecord.evaluate import Gold
    from onrecord.model import Coded


@app.command(group=ASKING)
def evaluate(
    gold: Path,
    /,
    *,
    coder: str = "rules",
    misses: Path = Path("misses.html"),
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Score a coder against gold data, with a page of the worst misses beside their text.

    Parameters
    ----------
    gold
        Reports coded by hand, one JSON object a line, or a folder of NAME.txt beside NAME.json (docs/evaluate.md).
    coder
        Who codes.
    misses
        Where the page goes. It quotes whole reports: keep it among those who may read them.

    """
    from onrecord import evaluate as rod

    if gold.is_dir():
        golds, code = rod.folder(gold, tools(knowledge, coder))
    else:
        golds, code = rod.read(gold), rod.with_tools(tools(knowledge, coder))
    with writer(misses) as write:
        with progress() as tell:
            result = rod.evaluate(golds, _counting(code, tell, len(golds)), coder=coder)
        write(rod.page(result))
    sys.stdout.write(rod.table(result) + "\n")
    for name, reason in result.failed:
        print(f"not coded: {name}: {reason}", file=sys.stderr)
    print(f"worst misses: {misses}", file=sys.stderr)
    return int(bool(result.failed))


def _counting(code: Callable[[Gold], Coded], tell: Callable[[str, str], None], total: int) -> Callable[[Gold], Coded]:
    """The same coder, telling how far it is."""
    numbers = itertools.count(1)

    def counting(gold: Gold) -> Coded:
        coded = code(gold)
        tell("reports coded:", f"{next(numbers)} of {total}")
        return coded

    return counting
