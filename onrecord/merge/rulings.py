"""What people judged of tellings: these are one event, these are not. The later word holds; undone ones are not given here."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from onrecord.model import Decision, OnrecordError, content_id

Pair = tuple[str, str]


class Rulings(msgspec.Struct, frozen=True):
    """Pairs of tellings that a person said are one event, and pairs that are not; each pair in order of ids."""

    together: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


def rulings(decisions: Iterable[Decision]) -> Rulings:
    """Decisions in the order in which they were made, pair by pair."""
    standing: dict[Pair, bool] = {}
    for decision in decisions:
        if decision.stale or decision.act not in {"same", "different", "split"}:
            continue
        groups = groups_of(decision)
        pairs = _inside(groups) if decision.act == "same" else _across(groups)
        standing |= dict.fromkeys(pairs, decision.act == "same")
    return Rulings(
        together=frozenset(pair for pair, same in standing.items() if same),
        apart=frozenset(pair for pair, same in standing.items() if not same),
    )


def groups_of(decision: Decision) -> list[tuple[str, ...]]:
    """The subjects in their groups; ``value`` holds the sizes, so that a later reading of a report may move subjects.

    Raises OnrecordError where sizes and subjects do not fit.
    """
    sizes = json.loads(decision.value) if decision.value else [len(decision.subjects)]
    if not isinstance(sizes, list) or sum(sizes) != len(decision.subjects):
        raise OnrecordError(f"The decision {decision.id} does not say which of its subjects belong together.")
    rest = iter(decision.subjects)
    return [tuple(itertools.islice(rest, size)) for size in sizes]


def sizes(groups: Sequence[Sequence[str]]) -> str:
    """Groups of subjects as a decision's ``value``."""
    return json.dumps([len(group) for group in groups])


def decision_id(act: str, subjects: Sequence[str], by: str, number: int) -> str:
    """The id of a decision; ``number`` is how many were made before it, so that the same can be judged twice."""
    return content_id("d", act, by, number, *subjects)


def pair(one: str, two: str) -> Pair:
    """Two ids in order."""
    return (one, two) if one < two else (two, one)


def _inside(groups: Iterable[Sequence[str]]) -> Iterator[Pair]:
    every = [id_ for group in groups for id_ in group]
    return (pair(one, two) for one, two in itertools.combinations(every, 2) if one != two)


def _across(groups: Sequence[Sequence[str]]) -> Iterator[Pair]:
    for mine, theirs in itertools.combinations(groups, 2):
        yield from (pair(one, two) for one in mine for two in theirs if one != two)
