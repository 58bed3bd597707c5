"""Several coders on the same gold data, side by side: scores, whether they differ, what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from onrecord.evaluate.scores import gains

if TYPE_CHECKING:
    from onrecord.evaluate import Evaluation

WIDTH = 9


def compared(evaluations: Sequence[Evaluation]) -> str:
    """The coders' scores as columns of one table, in per cent, and below it what they cost.

    Beside each coder after the first stands the 95 % interval of what it gains on the first, drawn over the same reports; a
    star marks an interval that does not hold 0.
    """
    return "\n".join([*_names(evaluations), "", *_rows(evaluations), "", *_costs(evaluations)])


def _names(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    for number, one in enumerate(evaluations, 1):
        yield f"coder {number}: {one.coder}, {one.reports:,} reports"


def _rows(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    first, *others = evaluations
    columns = [f"{'coder 1':>{WIDTH}} {'n':>6}"]
    columns += [f"{f'coder {at}':>{WIDTH}} {'n':>6}  {'gain, 95 %':<16}" for at, _ in enumerate(others, 2)]
    yield f"{'score':<16}" + "".join(columns).rstrip()
    gained = [gains(first.tallies, other.tallies) for other in others]
    for rows in zip(*(one.scores for one in evaluations), strict=True):
        name = rows[0].name
        cells = [f"{_number(name, rows[0].value):>{WIDTH}} {rows[0].n:>6}"]
        for row, gain in zip(rows[1:], gained, strict=True):
            cells.append(f"{_number(name, row.value):>{WIDTH}} {row.n:>6}  {_gain(name, gain.get(name)):<16}")
        yield f"{name:<16}" + "".join(cells).rstrip()


def _gain(name: str, ends: tuple[float, float] | None) -> str:
    if ends is None:
        return ""
    factor = 1 if name == "false events" else 100
    apart = ends[0] > 0 or ends[1] < 0
    return f"{factor * ends[0]:+.1f} to {factor * ends[1]:+.1f}{' *' if apart else ''}"


def _costs(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    for number, one in enumerate(evaluations, 1):
        yield f"coder {number}: {one.cost or 'asked nobody'}"


def _number(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if name == "false events" else f"{100 * value:.1f}"
