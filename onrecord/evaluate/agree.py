"""When two events, names, places, tolls or sources count as the same."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from onrecord.evaluate.gold import ActorName, Actors, GoldEvent, GoldSource, GoldToll, Statement
from onrecord.language import lexicon

EARTH_RADIUS_KM = 6371.0088
SAME_PLACE_KM = 10.0

G = TypeVar("G")
P = TypeVar("P")


class Lists(msgspec.Struct, frozen=True):
    """The file ``data/lexicons/en/evaluation.yaml``."""

    families: dict[str, list[str]]
    same_kind: dict[str, str]
    same_source: dict[str, str]
    small_words: list[str]
    acronyms: dict[str, str]


@functools.cache
def lists() -> Lists:
    """The word lists of the comparison."""
    return lexicon.load("evaluation", Lists)


@functools.cache
def _family_of() -> dict[str, str]:
    return {kind: family for family, kinds in lists().families.items() for kind in kinds}


def paired(golds: Sequence[G], answers: Sequence[P], score: Callable[[G, P], float]) -> list[tuple[G, P]]:
    """One-to-one pairs, taken greedily by falling score; a score of 0 never pairs. Ties keep the order given."""
    scored = [
        (-value, i, j) for i, one in enumerate(golds) for j, two in enumerate(answers) if (value := score(one, two))
    ]
    used_gold: set[int] = set()
    used_answers: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored):
        if i not in used_gold and j not in used_answers:
            used_gold.add(i)
            used_answers.add(j)
            pairs.append((golds[i], answers[j]))
    return pairs


def family(kind: str) -> str:
    """The family of a kind; a kind that is not listed is a family of its own."""
    return _family_of().get(kind, kind)


def kinds(event: GoldEvent) -> list[str]:
    """An event's kind and the other kinds that count as right, in the codebook's words."""
    given = [kind.strip().casefold() for kind in (event.kind, *(event.kind_alt or ()))]
    return [lists().same_kind.get(kind, kind) for kind in given]


def _families(event: GoldEvent) -> set[str]:
    return set(map(family, kinds(event)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def _within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    size = len(inner)
    return size > 0 and any(outer[i : i + size] == inner for i in range(len(outer) - size + 1))


def same_name(one: str, other: str) -> bool:
    """Whether the words of one name run inside the other ("Deir ez-Zor" and "Deir ez-Zor city")."""
    a, b = _words(one), _words(other)
    return _within(a, b) or _within(b, a)


def _token_sets(value: Actors) -> list[set[str]]:
    """The words of each name; what stands in brackets and small words are left out, acronyms are written out."""
    if isinstance(value, ActorName):
        return [*_token_sets(value.name), *_token_sets(value.text)]
    if isinstance(value, tuple):
        return [found for item in value for found in _token_sets(item)]
    spelt = [lists().acronyms.get(word, word) for word in _words(re.sub(r"\([^()]*\)", " ", value or ""))]
    found = set(" ".join(spelt).split()) - set(lists().small_words)
    return [found] if found else []


def same_actor(one: Actors, other: Actors) -> bool:
    """Both unstated, or two names whose words agree with Dice >= 0.5 or lie one inside the other."""
    mine, theirs = _token_sets(one), _token_sets(other)
    if not mine or not theirs:
        return not mine and not theirs
    return any(a <= b or b <= a or 2 * len(a & b) / (len(a) + len(b)) >= 0.5 for a in mine for b in theirs)


def kilometres(one: GoldEvent, other: GoldEvent) -> float | None:
    """Great-circle distance of two events; None where one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (one.lat, one.lon, other.lat, other.lon))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def same_place(gold: GoldEvent, answer: GoldEvent) -> bool:
    """One place name inside the other, for any place of the gold event, or points at most 10 km apart."""
    named = any(same_name(name, answer.place or "") for name in (gold.place, *(gold.places or ())) if name)
    away = kilometres(gold, answer)
    return named or (away is not None and away <= SAME_PLACE_KM)


def dated(event: GoldEvent) -> tuple[str | None, str | None]:
    """First and last day of an event."""
    return event.date_earliest, event.date_latest


def dates_meet(one: GoldEvent, other: GoldEvent) -> bool:
    """Both dates are stated and share a day; a missing end is open."""
    (start, end), (first, last) = dated(one), dated(other)
    if (start or end) is None or (first or last) is None:
        return False
    return not (start and last and start > last) and not (first and end and first > end)


def likeness(gold: GoldEvent, answer: GoldEvent) -> float:
    """0 across families and where neither place nor date agrees; else 2 for place, 1 for date, half for the kind.

    Where the gold event has no place and no date, half for the same kind is all there is.
    """
    if not _families(gold) & _families(answer):
        return 0.0
    points = 2.0 * same_place(gold, answer) + dates_meet(gold, answer)
    comparable = gold.place or gold.lat is not None or any(dated(gold))
    return points + 0.5 * (kinds(gold)[0] == kinds(answer)[0]) if points or not comparable else 0.0


def source_kind(source: GoldSource) -> str | None:
    """The kind of a source, in the codebook's words."""
    kind = source.kind.strip().casefold() if source.kind else source.kind
    return lists().same_source.get(kind or "", kind or "") or None


def same_source(gold: GoldSource, answer: GoldSource) -> bool:
    """Names that agree; the same kind where either has no name."""
    if gold.name and answer.name:
        return same_actor(gold.name, answer.name)
    return source_kind(gold) == source_kind(answer)


def _toll_value(toll: GoldToll) -> tuple[Any, ...]:
    return (toll.harm or "").casefold(), (toll.who or "").casefold(), toll.low, toll.high


def toll_likeness(gold: GoldToll, answer: GoldToll) -> float:
    """0 unless harm, group, low and high are equal; more where the source and its anonymity agree too."""
    if _toll_value(gold) != _toll_value(answer):
        return 0.0
    one, other = gold.source or GoldSource(), answer.source or GoldSource()
    return 1.0 + same_source(one, other) + 0.5 * (bool(one.anonymous) == bool(other.anonymous))


def statement_likeness(gold: Statement, answer: Statement) -> float:
    """1 where place and holder agree."""
    return float(same_name(gold.place, answer.place) and same_actor(gold.holder, answer.holder))
