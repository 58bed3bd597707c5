"""Amounts in a sentence: figures, number words and vague amounts, each with what its qualifiers make of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Literal

import msgspec
from text_to_num import text2num

from onrecord.language import lexicon
from onrecord.language.document import Token

FIGURE = re.compile(r"(?:[1-9]\d{0,8}|[1-9]\d{0,2}(?:,\d{3}){1,3})\+?")
"""A whole number; one that starts with a nought is a time or a code."""
DECIMAL = re.compile(r"\d{1,3}[.,]\d{1,2}")
YEAR = re.compile(r"(?:19|20)\d\d")
DASHES = frozenset("-–—")
YEAR_BEFORE = frozenset({"in", "since", "until", "from", "late", "early", "mid", "during", "year"})
SMALL = 20
"""Below this, "two to three dozen" means dozens on both sides."""
BOTH_REACH = 7
"""Tokens after "both" within which "and" makes it no number ("both rebels and soldiers")."""
RISE_REACH = 8
"""Tokens before "from 12 to 15" within which a verb of rising makes it no range."""
MAX_WORDS = 8
"""A number word is no longer than this many tokens ("one hundred and twenty-five thousand" has seven)."""

Bound = Literal["low", "high", "about", "exact"]


class Numbers(msgspec.Struct, frozen=True):
    """The word lists of ``numbers.yaml``; each is explained there."""

    before: dict[Bound, list[str]]
    after: dict[Bound, list[str]]
    vague: list[str]
    vague_of: list[str]
    fixed: dict[str, int]
    loose: frozenset[str]
    none_before: frozenset[str]
    none_alone: frozenset[str]
    words: frozenset[str]
    scales: dict[str, int]
    units: list[str]
    things: list[str]
    months: frozenset[str]
    names: frozenset[str]
    rises: list[str]


class Number(msgspec.Struct, frozen=True):
    """An amount: tokens ``first`` (with qualifiers) to ``last``; ``core`` is the first token of the number itself.

    ``kind`` is ``vague`` for amounts without a figure and ``none`` for zero. ``bare`` is false where the number may
    count only a noun that stands right after it, as a year-like figure may.
    """

    first: int
    core: int
    last: int
    low: int | None
    high: int | None
    approximate: bool = False
    kind: Literal["figure", "vague", "none"] = "figure"
    bare: bool = True
    bound: Bound = "exact"


class _Vocabulary(msgspec.Struct, frozen=True, dict=True):
    lists: Numbers
    vague: lexicon.Phrases[None]
    vague_of: lexicon.Phrases[None]
    fixed: lexicon.Phrases[tuple[int, bool]]
    none: lexicon.Phrases[None]
    after: lexicon.Phrases[Bound]
    before: dict[str, list[tuple[tuple[str, ...], Bound]]]
    qualifiers: lexicon.Phrases[None]
    units: frozenset[str]
    things: frozenset[str]
    rises: frozenset[str]

    @functools.cached_property
    def starts(self) -> frozenset[str]:
        """The words that an amount or its qualifier may begin with; figures apart."""
        phrases = (self.vague, self.vague_of, self.fixed, self.none, self.qualifiers)
        firsts = frozenset[str]().union(*(item.first_words() for item in phrases))
        return firsts | self.lists.words | frozenset(self.lists.scales) | {"a", "an"}


@functools.cache
def _vocabulary() -> _Vocabulary:
    lists = lexicon.load("numbers", Numbers)
    before: dict[str, list[tuple[tuple[str, ...], Bound]]] = {}
    for bound, phrases in lists.before.items():
        for phrase in sorted(phrases, key=len, reverse=True):
            words = tuple(phrase.split())
            before.setdefault(words[-1], []).append((words, bound))
    for candidates in before.values():
        candidates.sort(key=lambda item: -len(item[0]))
    return _Vocabulary(
        lists,
        lexicon.Phrases((phrase, None) for phrase in lists.vague),
        lexicon.Phrases((phrase + " of", None) for phrase in lists.vague_of),
        lexicon.Phrases((phrase, (value, phrase in lists.loose)) for phrase, value in lists.fixed.items()),
        lexicon.Phrases((phrase, None) for phrase in lists.none_before | lists.none_alone),
        lexicon.Phrases((phrase, bound) for bound, phrases in lists.after.items() for phrase in phrases),
        before,
        lexicon.Phrases((phrase, None) for phrases in lists.before.values() for phrase in phrases),
        frozenset(form for unit in lists.units for form in lexicon.noun_forms(unit)),
        frozenset(form for thing in lists.things for form in lexicon.noun_forms(thing)),
        frozenset(form for verb in lists.rises for form in lexicon.verb_forms(verb)),
    )


def numbers(tokens: Sequence[Token], words: Sequence[str]) -> list[Number]:
    """All amounts of a sentence from left to right, without overlap. ``words`` are the tokens in lower case."""
    found: list[Number] = []
    position = 0
    starts = _vocabulary().starts
    while position < len(words):
        if words[position] not in starts and not words[position][:1].isdigit():
            position += 1
            continue
        position += _skipped(words, position)
        number = _at(tokens, words, position)
        if number:
            found.append(_qualified(words, number, found[-1].last if found else -1))
        position = found[-1].last + 1 if number else position + 1
    return found


def counts_things(words: Sequence[str], number: Number) -> bool:
    """Whether the word after the number is a unit, a month or a thing, so that the number alone counts no people."""
    after = number.last + 1
    return after < len(words) and words[after] in _vocabulary().units | _vocabulary().things


def is_unit(word: str) -> bool:
    """Whether the word measures time, distance, weight or money."""
    return word in _vocabulary().units


def needs_noun(words: Sequence[str], number: Number) -> bool:
    """Whether the amount means people only by the noun after its "of" ("a group of", "part of")."""
    hit = _vocabulary().vague_of.at(words, number.core)
    return hit is not None and number.core + hit[0] - 2 == number.last


def is_pronoun(words: Sequence[str], number: Number) -> bool:
    """Whether the number is a word for nobody that stands alone ("nobody", "none")."""
    return " ".join(words[number.core : number.last + 1]) in _vocabulary().lists.none_alone


def _at(tokens: Sequence[Token], words: Sequence[str], position: int) -> Number | None:
    vocabulary = _vocabulary()
    for phrases, make in ((vocabulary.none, _none), (vocabulary.vague, _vague)):
        hit = phrases.at(words, position)
        if hit:
            return make(position, position + hit[0] - 1)
    measured = vocabulary.vague_of.at(words, position)
    if measured:
        return _vague(position, position + measured[0] - 2)
    first = _value(words, position)
    if first is None or _names(tokens, words, position, first[1]):
        return None
    number = _range(words, position, first)
    return None if number.last > first[1] and _month(tokens, number.last + 1) else number


def _skipped(words: Sequence[str], position: int) -> int:
    """The length of a qualifier that begins here, if a number follows it ("no fewer than 12"); else 0."""
    hit = _vocabulary().qualifiers.at(words, position)
    return hit[0] if hit and position + hit[0] < len(words) and _value(words, position + hit[0]) else 0


def _none(first: int, last: int) -> Number:
    return Number(first, first, last, 0, 0, kind="none")


def _vague(first: int, last: int) -> Number:
    return Number(first, first, last, None, None, kind="vague")


def _value(words: Sequence[str], position: int) -> tuple[int, int, bool] | None:
    """The number that starts here: (value, last token, loosely said)."""
    vocabulary = _vocabulary()
    fixed = vocabulary.fixed.at(words, position)
    if fixed and not (words[position] == "both" and "and" in words[position + 1 : position + BOTH_REACH]):
        return fixed[1][0], position + fixed[0] - 1, fixed[1][1]
    word = words[position]
    if FIGURE.fullmatch(word) or DECIMAL.fullmatch(word):
        return _figure(words, position)
    return _spelt(words, position)


def _figure(words: Sequence[str], position: int) -> tuple[int, int, bool] | None:
    text = words[position].rstrip("+")
    scale = _vocabulary().lists.scales.get(words[position + 1]) if position + 1 < len(words) else None
    if scale:
        return round(float(text.replace(",", "." if DECIMAL.fullmatch(text) else "")) * scale), position + 1, False
    if not FIGURE.fullmatch(text):
        return None
    return int(text.replace(",", "")), position, False


def _spelt(words: Sequence[str], position: int) -> tuple[int, int, bool] | None:
    """The longest number in words; "a hundred" is one hundred, "three dozen" 36, "one point two million" too."""
    end = _spelt_end(words, position)
    while end > position:
        value = _read(words[position:end])
        if value is not None:
            return value, end - 1, False
        end -= 1
    return None


def _spelt_end(words: Sequence[str], position: int) -> int:
    lists = _vocabulary().lists
    end = position
    while end < min(len(words), position + MAX_WORDS):
        word = words[end]
        joins = word in DASHES or word == "and"
        starts = end == position and word in {"a", "an"} and end + 1 < len(words) and words[end + 1] in lists.scales
        if not (
            word in lists.words or (word in lists.scales and end > position) or starts or (joins and end > position)
        ):
            break
        if word == "and" and words[end - 1] not in lists.scales:
            break
        end += 1
    return end


def _read(words: Sequence[str]) -> int | None:
    lists = _vocabulary().lists
    plain = ["one" if word in {"a", "an"} else word for word in words if word not in DASHES]
    if not plain or words[-1] in DASHES or plain[-1] == "and" or _jumps(words):
        return None
    dozens = plain[-1] == "dozen"
    scaled = [word for word in plain if word != "and"][: -1 if dozens else None]
    if not scaled or "dozen" in scaled:
        return None
    try:
        value = int(text2num(" ".join("million" if word == "mln" else word for word in scaled), "en"))
    except ValueError:
        return None
    return value * lists.scales["dozen"] if dozens else value


def _jumps(words: Sequence[str]) -> bool:
    """Whether a dash joins more than a ten and a unit ("five-ten" is a range, "twenty-five" a number)."""
    return any(word in DASHES and not words[at - 1].endswith("ty") for at, word in enumerate(words) if at)


def _names(tokens: Sequence[Token], words: Sequence[str], first: int, last: int) -> bool:
    """Whether the figure is part of a name, a date, a time, an age or a sum of money."""
    before = words[first - 1] if first else ""
    after = words[last + 1] if last + 1 < len(words) else ""
    if words[first][0].isdigit() and before in _vocabulary().lists.names:
        return True
    if words[first][0].isdigit() and (_month(tokens, first - 1) or _month(tokens, last + 1)):
        return True
    if before in DASHES and first > 1 and tokens[first - 1].end == tokens[first].start and words[first - 2].isalpha():
        return True
    if after in {"%", "percent"} or after in DASHES:
        return after not in DASHES or _compound(tokens, words, last)
    return bool(YEAR.fullmatch(words[first])) and (before in YEAR_BEFORE or _dated(tokens, first))


def _dated(tokens: Sequence[Token], year: int) -> bool:
    """Whether a day or a month stands before the year: "17 August 2014", "August 17, 2014"."""
    before = year - 2 if year > 1 and tokens[year - 1].text == "," else year - 1
    if before < 0:
        return False
    return _month(tokens, before) or (before > 0 and tokens[before].text.isdigit() and _month(tokens, before - 1))


def _month(tokens: Sequence[Token], position: int) -> bool:
    if not 0 <= position < len(tokens) or tokens[position].lower not in _vocabulary().lists.months:
        return False
    return tokens[position].lower not in {"may", "march"} or tokens[position].text.istitle()


def _compound(tokens: Sequence[Token], words: Sequence[str], last: int) -> bool:
    """Whether a hyphen ties the number to a word: "12-year-old", "two-day", "five-man"."""
    tied = (
        last + 2 < len(words)
        and tokens[last].end == tokens[last + 1].start
        and tokens[last + 1].end == tokens[last + 2].start
    )
    return tied and words[last + 2] != "plus" and _value(words, last + 2) is None


def _range(words: Sequence[str], position: int, first: tuple[int, int, bool]) -> Number:
    low, last, loose = first
    year = bool(YEAR.fullmatch(words[position]))
    joined = last + 2 < len(words) and (words[last + 1] in DASHES or words[last + 1] in {"to", "and", "or"})
    second = _value(words, last + 2) if joined else None
    between = words[last + 1] != "and" or words[position - 1 : position] == ("between",) if joined else False
    if second is None or not between or not _spans(low, second[0], words[last + 1]):
        return Number(position, position, last, low, low, loose, bare=not year)
    factor = _shared_scale(words, low, second)
    opened = position and words[position - 1] in {"between", "from"}
    if opened and words[position - 1] == "from" and rises(words, position):
        return Number(position, position, last, low, low, loose, bare=not year)
    return Number(position - bool(opened), position, second[1], low * factor, second[0], words[last + 1] == "or")


def rises(words: Sequence[str], position: int) -> bool:
    """Whether a verb of rising or falling stands a few words before."""
    return any(word in _vocabulary().rises for word in words[max(0, position - RISE_REACH) : position])


def _spans(low: int, high: int, joint: str) -> bool:
    """Whether two numbers make a range; "one or two" does, "12 or 300" does not."""
    return low < high and (joint != "or" or high - low <= max(2, low // 2) or high >= SMALL > low)


def _shared_scale(words: Sequence[str], low: int, second: tuple[int, int, bool]) -> int:
    scale = _vocabulary().lists.scales.get(words[second[1]], 1)
    return scale if low < SMALL and scale > 1 and low < second[0] // scale else 1


def _qualified(words: Sequence[str], number: Number, floor: int) -> Number:
    """The number with the qualifiers around it; ``floor`` is the last token of the number before."""
    first, bounds = _before(words, number.first, floor)
    last, tail = _after(words, number.last)
    bounds += tail
    if words[number.last].endswith("+"):
        bounds.append("low")
    if number.kind != "figure" or number.low != number.high:
        return msgspec.structs.replace(
            number, first=first, last=last, approximate=number.approximate or "about" in bounds
        )
    bound: Bound = (
        "low" if "low" in bounds else "high" if "high" in bounds else "about" if "about" in bounds else "exact"
    )
    return msgspec.structs.replace(
        number,
        first=first,
        last=last,
        low=None if bound == "high" else number.low,
        high=None if bound == "low" else number.high,
        approximate=number.approximate or "about" in bounds,
        bound=bound,
    )


def _before(words: Sequence[str], first: int, floor: int) -> tuple[int, list[Bound]]:
    bounds: list[Bound] = []
    while first - 1 > floor:
        hit = next(
            (item for item in _vocabulary().before.get(words[first - 1], ()) if _ends(words, first, item[0], floor)),
            None,
        )
        if hit is None:
            break
        first -= len(hit[0])
        bounds.append(hit[1])
    return first, bounds


def _ends(words: Sequence[str], end: int, phrase: Sequence[str], floor: int) -> bool:
    start = end - len(phrase)
    return start > floor and tuple(words[start:end]) == tuple(phrase)


def _after(words: Sequence[str], last: int) -> tuple[int, list[Bound]]:
    skip = 1 if last + 2 < len(words) and words[last + 1] in DASHES and words[last + 2] == "plus" else 0
    if last + 1 + skip >= len(words):
        return last, []
    hit = _vocabulary().after.at(words, last + 1 + skip)
    end = last + 1 + skip + hit[0] if hit else 0
    if hit and end < len(words) and words[end - 1] in {"least", "most", "minimum"} and _value(words, end):
        return last, []
    return (last + skip + hit[0], [hit[1]]) if hit else (last, [])


def bounded_after(words: Sequence[str], number: Number, last: int) -> Number:
    """The number with the bound that the words after its noun add: "40 people or more"."""
    bounds = _after(words, last)[1]
    if not bounds or number.kind != "figure" or number.bound != "exact" or number.low != number.high:
        return number
    return msgspec.structs.replace(
        number,
        low=None if bounds[0] == "high" else number.low,
        high=None if bounds[0] == "low" else number.high,
        approximate=number.approximate or bounds[0] == "about",
        bound=bounds[0],
    )
