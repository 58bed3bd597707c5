"""Gold -> scores: how far a coder agrees with reports coded by hand, field by field, and where it fails worst.

The form of the gold data and the meaning of every score are described in ``docs/evaluate.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from onrecord.evaluate import misses
from onrecord.evaluate.compare import compared
from onrecord.evaluate.flat import flat
from onrecord.evaluate.folder import as_it_came, folder
from onrecord.evaluate.gold import Gold, read
from onrecord.evaluate.scores import RESAMPLES, Score, Tally, gains, scores, tally
from onrecord.model import Coded, OnrecordError, Rejected

if TYPE_CHECKING:
    from onrecord.pipeline import Tools

__all__ = [
    "Evaluation",
    "Gold",
    "Score",
    "as_it_came",
    "begin",
    "compared",
    "evaluate",
    "flat",
    "folder",
    "gains",
    "page",
    "read",
    "table",
    "with_tools",
]

WORST = 40
"""Reports on the page of misses; more than that nobody reads."""


class Evaluation(msgspec.Struct, frozen=True):
    """How a coder did on a gold file: scores, reports it could not code (with the reason) and the worst misses.

    ``tallies`` are what each report adds to the scores; ``cost`` says in a line what was asked of a language model.
    """

    coder: str
    reports: int
    scores: tuple[Score, ...]
    failed: tuple[tuple[str, str], ...]
    misses: tuple[misses.Miss, ...]
    tallies: tuple[Tally, ...] = ()
    cost: str | None = None


def evaluate(
    golds: Sequence[Gold], code: Callable[[Gold], Coded], *, coder: str = "rules", resamples: int = RESAMPLES
) -> Evaluation:
    """Score ``code`` on gold reports. A report it rejects counts as one without any event, and is named."""
    coded = [_attempt(gold, code) for gold in golds]
    answers = [flat(one) for one in coded]
    tallies = [tally(gold.answer, answer) for gold, answer in zip(golds, answers, strict=True)]
    reasons = [(gold.id, one.rejected[0].reason) for gold, one in zip(golds, coded, strict=True) if _failed(one)]
    every = [misses.miss(gold, one, answer) for gold, one, answer in zip(golds, coded, answers, strict=True)]
    worst = sorted((miss for miss in every if miss.errors), key=lambda miss: (-miss.errors, miss.id))
    return Evaluation(
        coder, len(golds), scores(tallies, resamples), tuple(reasons), tuple(worst[:WORST]), tuple(tallies)
    )


def _failed(coded: Coded) -> bool:
    """Whether the report was refused as a whole, and not only a claim of it."""
    return bool(coded.rejected) and not coded.claims


def with_tools(tools: Tools) -> Callable[[Gold], Coded]:
    """The coder of these tools, reading each gold text as a report's body."""
    from onrecord.pipeline import code_text

    return lambda gold: code_text(gold.text, tools, published=gold.published, title=gold.title, url=gold.url)


def begin(golds: Sequence[Gold], tools: Tools) -> None:
    """Let a coder that waits for others begin on all reports; ``with_tools`` then takes what it has read."""
    from onrecord.coders import Foresighted
    from onrecord.pipeline import text_report

    if isinstance(tools.coder, Foresighted):
        for gold in golds:
            tools.coder.prepare(text_report(gold.text, published=gold.published, title=gold.title, url=gold.url))


def _attempt(gold: Gold, code: Callable[[Gold], Coded]) -> Coded:
    try:
        return code(gold)
    except OnrecordError as problem:
        return Coded(report=None, rejected=(Rejected(input=gold.id, step="claims", reason=str(problem)),))


def table(evaluation: Evaluation) -> str:
    """The scores as lines of text; shares in per cent."""
    lines = [f"{'score':<16} {'value':>8} {'n':>6}  95 % interval"]
    for score in evaluation.scores:
        bounds = " - ".join(_number(score.name, end) for end in score.interval) if score.interval else ""
        lines.append(f"{score.name:<16} {_number(score.name, score.value):>8} {score.n:>6}  {bounds}".rstrip())
    return "\n".join(lines)


def _number(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if name == "false events" else f"{100 * value:.1f}"


def page(evaluation: Evaluation) -> str:
    """The scores and the worst misses beside their text, as one HTML page that needs nothing else.

    The page quotes whole reports: it is for whoever may read them, not for publication.
    """
    import jinja2

    loader = jinja2.PackageLoader("onrecord", "data/templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("misses.html").render(evaluation=evaluation, number=_number)
