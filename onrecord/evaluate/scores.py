"""Scores of a coder's answers against gold answers, with bootstrap intervals over reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.evaluate import agree
from onrecord.evaluate.flat import HAPPENED
from onrecord.evaluate.gold import Answer, GoldEvent, GoldSource

if TYPE_CHECKING:
    import numpy as np

SEED = 20161117
RESAMPLES = 1000


Tally = Counter[tuple[str, str]]
"""What one report adds: (score, "matched" | "predicted" | "gold") or (score, "right" | "judged")."""

FOUND = ("event", "happened", "toll", "control", "statement")
JUDGED = (
    "kind",
    "status",
    "place",
    "date",
    "date meets",
    "initiator",
    "target",
    "toll source",
    "source kind",
    "anonymous",
)


class Score(msgspec.Struct, frozen=True):
    """One score: its value, the number of items it rests on and its 95 % bootstrap interval over reports.

    Shares lie between 0 and 1; ``false events`` counts events. ``value`` is null where nothing could be judged.
    """

    name: str
    value: float | None
    n: int
    interval: tuple[float, float] | None = None


def tally(gold: Answer, answer: Answer) -> Tally:
    """What one report adds to the scores."""
    counts: Tally = Counter()
    pairs = agree.paired(gold.events, answer.events, agree.likeness)
    _found(counts, "event", len(pairs), answer.events, gold.events)
    real, claimed = ([e for e in side.events if (e.status or "").casefold() in HAPPENED] for side in (gold, answer))
    _found(counts, "happened", len(agree.paired(real, claimed, agree.likeness)), claimed, real)
    for one, other in pairs:
        _judge_fields(counts, one, other)
    for row in rows(gold, answer):
        count_tolls(counts, row.gold, row.coded)
        count_control(counts, row.gold, row.coded)
    wanted, given = gold.control_statements or (), answer.control_statements or ()
    _found(counts, "statement", len(agree.paired(wanted, given, agree.statement_likeness)), given, wanted)
    if not gold.events:
        _judge(counts, "silent", not answer.events)
        counts["false events", "judged"] += 1
        counts["false events", "right"] += len(answer.events)
    return counts


def _found(counts: Tally, name: str, matched: int, answers: Sequence[Any], golds: Sequence[Any]) -> None:
    counts[name, "matched"] += matched
    counts[name, "predicted"] += len(answers)
    counts[name, "gold"] += len(golds)


def _judge(counts: Tally, name: str, right: bool) -> None:
    counts[name, "right"] += right
    counts[name, "judged"] += 1


def _judge_fields(counts: Tally, gold: GoldEvent, answer: GoldEvent) -> None:
    for name, right in field_judgements(gold, answer).items():
        _judge(counts, name, right)


def field_judgements(gold: GoldEvent, answer: GoldEvent) -> dict[str, bool]:
    """Whether each single value of a paired event is right; place and date only where the gold event has one."""
    status = (gold.status or "").strip().casefold(), (answer.status or "").strip().casefold()
    judged = {"kind": agree.kinds(answer)[0] in agree.kinds(gold), "status": status[0] == status[1]}
    if gold.place:
        judged["place"] = agree.same_place(gold, answer)
    if any(agree.dated(gold)):
        judged["date"] = agree.dated(gold) == agree.dated(answer)
        judged["date meets"] = agree.dates_meet(gold, answer)
    judged["initiator"] = agree.same_actor(gold.initiator, answer.initiator)
    judged["target"] = agree.same_actor(gold.target, answer.target)
    return judged


def count_tolls(counts: Tally, gold: GoldEvent | None, answer: GoldEvent | None) -> None:
    """Add the tolls of a pair of events, or of one event on its own."""
    wanted, given = (gold and gold.tolls) or (), (answer and answer.tolls) or ()
    pairs = agree.paired(wanted, given, agree.toll_likeness)
    _found(counts, "toll", len(pairs), given, wanted)
    for one, other in pairs:
        mine, theirs = one.source or GoldSource(), other.source or GoldSource()
        _judge(counts, "toll source", other.source is not None and agree.same_source(mine, theirs))
        _judge(counts, "source kind", other.source is not None and agree.source_kind(mine) == agree.source_kind(theirs))
        _judge(counts, "anonymous", other.source is not None and bool(mine.anonymous) == bool(theirs.anonymous))


def count_control(counts: Tally, gold: GoldEvent | None, answer: GoldEvent | None) -> None:
    """Add the change of control of a pair of events, or of one event on its own."""
    wanted, given = gold and gold.control_change, answer and answer.control_change
    right = bool(wanted and given and agree.same_actor(wanted.holder, given.holder))
    _found(counts, "control", right, (given,) if given else (), (wanted,) if wanted else ())


class Row(msgspec.Struct, frozen=True):
    """A gold event and the coder's event it is held against; either may be missing."""

    gold: GoldEvent | None
    coded: GoldEvent | None


def rows(gold: Answer, answer: Answer) -> list[Row]:
    """Paired events first, then false ones, then missed ones."""
    pairs = agree.paired(gold.events, answer.events, agree.likeness)
    taken = {id(event) for pair in pairs for event in pair}
    false = [Row(None, event) for event in answer.events if id(event) not in taken]
    missed = [Row(event, None) for event in gold.events if id(event) not in taken]
    return [*(Row(one, other) for one, other in pairs), *false, *missed]


class Ratio(msgspec.Struct, frozen=True):
    """How a score is computed from summed tallies: ``factor`` times one count over the sum of others."""

    name: str
    over: tuple[str, str]
    under: tuple[tuple[str, str], ...]
    factor: float = 1.0


def _ratios() -> Iterator[Ratio]:
    """Every score, in the order of the table."""
    for name in FOUND:
        matched, predicted, gold = ((name, part) for part in ("matched", "predicted", "gold"))
        yield Ratio(f"{name} P", matched, (predicted,))
        yield Ratio(f"{name} R", matched, (gold,))
        yield Ratio(f"{name} F1", matched, (predicted, gold), 2.0)
    for name in (*JUDGED, "silent", "false events"):
        yield Ratio(name, (name, "right"), ((name, "judged"),))


class _Table:
    """Tallies as a matrix, one row a report (or a resample), one column a count."""

    def __init__(self, column: dict[tuple[str, str], int], matrix: np.ndarray[Any, Any]) -> None:
        self._column, self._matrix = column, matrix

    def of(self, *keys: tuple[str, str]) -> np.ndarray[Any, Any]:
        """The sum of some counts, row by row; a count that nobody made is 0."""
        columns = [self._column[key] for key in keys if key in self._column]
        found: np.ndarray[Any, Any] = self._matrix[:, columns].sum(axis=1)
        return found


def scores(tallies: Sequence[Tally], resamples: int = RESAMPLES) -> tuple[Score, ...]:
    """Every score over some reports, with percentile bootstrap intervals that draw whole reports (fixed seed)."""
    total, resampled = _tables(tallies, sorted({key for counts in tallies for key in counts}), resamples)
    return tuple(_score(ratio, total, resampled) for ratio in _ratios())


def _tables(tallies: Sequence[Tally], keys: Sequence[tuple[str, str]], resamples: int) -> tuple[_Table, _Table]:
    """All reports summed, and resamples of them; the same reports are drawn whoever coded them."""
    import numpy as np

    column = {key: index for index, key in enumerate(keys)}
    matrix = np.array([[counts[key] for key in keys] for counts in tallies], dtype=float).reshape(len(tallies), -1)
    shares = [1 / len(tallies)] * len(tallies)
    drawn = np.random.default_rng(SEED).multinomial(len(tallies), shares, size=resamples)
    return _Table(column, matrix.sum(axis=0, keepdims=True)), _Table(column, drawn @ matrix)


def gains(base: Sequence[Tally], other: Sequence[Tally], resamples: int = RESAMPLES) -> dict[str, tuple[float, float]]:
    """How much higher each score of ``other`` is than that of ``base`` on the same reports: 95 % intervals by score.

    Reports are drawn for both at once, so that what is hard in a report weighs on both. An interval that does not hold 0 is
    a difference that other reports of the kind would show as well.
    """
    import numpy as np

    keys = sorted({key for counts in (*base, *other) for key in counts})
    tables = [_tables(tallies, keys, resamples)[1] for tallies in (base, other)]
    found = {}
    for ratio in _ratios():
        under = [table.of(*ratio.under) for table in tables]
        both = (under[0] > 0) & (under[1] > 0)
        if both.any():
            one, two = (ratio.factor * t.of(ratio.over)[both] / u[both] for t, u in zip(tables, under, strict=True))
            found[ratio.name] = (float(np.quantile(two - one, 0.025)), float(np.quantile(two - one, 0.975)))
    return found


def _score(ratio: Ratio, total: _Table, resampled: _Table) -> Score:
    import numpy as np

    under = float(total.of(*ratio.under)[0])
    n = int(total.of(ratio.under[-1])[0])
    if not under:
        return Score(ratio.name, None, n)
    value = ratio.factor * float(total.of(ratio.over)[0]) / under
    below = resampled.of(*ratio.under)
    values = ratio.factor * resampled.of(ratio.over)[below > 0] / below[below > 0]
    ends = (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))) if values.size else None
    return Score(ratio.name, value, n, ends)
