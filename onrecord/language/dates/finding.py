"""Mentions of time in a text, found in one pass over the classes of its words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from onrecord.language.dates.intervals import Calendar
from onrecord.language.dates.mention import Governor, TimeMention
from onrecord.language.dates.rules import BUILDERS
from onrecord.language.dates.words import (
    BREAK,
    DIGITS_END,
    OTHER,
    WORD,
    Grammar,
    Words,
    class_of,
    grammar,
    known,
    lexeme,
)


def find(text: str, start: int = 0, end: int | None = None) -> tuple[TimeMention, ...]:
    """All mentions of time in ``text[start:end]``, in order and without overlap; offsets are absolute."""
    compiled = grammar()
    end = len(text) if end is None else end
    words = WORD.findall(text, start, end)
    get = compiled.classes.get
    line = "".join([get(word) or (OTHER if word > DIGITS_END else class_of(word, compiled)) for word in words])
    hits = list(_hits(line, compiled))
    if not hits:
        return ()
    places = [word.start() for word in WORD.finditer(text, start, end)]
    reader = _Text(text, start, words, places, line)
    ends = [0, *(last for _, last, _ in hits)]
    made = [_mention(reader, hit, taken) for hit, taken in zip(hits, ends, strict=False)]
    return _with_shared_years([mention for mention in made if mention], text)


def _hits(line: str, compiled: Grammar) -> Iterator[tuple[int, int, int]]:
    """First and last word, and rule, of each expression; looked for only among words of time."""
    for run in compiled.runs.finditer(line):
        if compiled.core.search(line, run.start(), run.end()):
            begin = max(run.start() - 1, 0)
            for first, last, rule in _run_hits(line[begin : run.end() + 1], run.start() - begin):
                yield begin + first, begin + last, rule


_LISTED = re.compile(r"\s*+(?:,\s*+(?:and|or|to)?|and|or|to)\s*", re.IGNORECASE)


def _with_shared_years(found: list[TimeMention], text: str) -> tuple[TimeMention, ...]:
    """The year of "June and July 2018" given to June as well."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        if (
            isinstance(one.meaning, Calendar)
            and isinstance(other.meaning, Calendar)
            and one.meaning.year is None
            and one.meaning.shift is None
            and other.meaning.year is not None
            and (one.meaning.month or 0) <= (other.meaning.month or 0)
            and (one.meaning.day is None) == (other.meaning.day is None)
            and _LISTED.fullmatch(text, one.end, other.start)
        ):
            dated = msgspec.structs.replace(one.meaning, year=other.meaning.year)
            found[at] = msgspec.structs.replace(one, meaning=dated, anchor="absolute")
    return tuple(found)


@functools.lru_cache(maxsize=1 << 14)
def _run_hits(run: str, start: int) -> tuple[tuple[int, int, int], ...]:
    """The expressions in a run of words of time, given with the words before and after it. Most runs recur."""
    return tuple((hit.start(), hit.end(), (hit.lastindex or 1) - 1) for hit in grammar().pattern.finditer(run, start))


class _Text(msgspec.Struct, frozen=True):
    """A text cut into words: where each begins, and its classes."""

    text: str
    start: int
    words: list[str]
    places: list[int]
    line: str


def _mention(reader: _Text, hit: tuple[int, int, int], taken: int) -> TimeMention | None:
    """The mention that a rule makes of its words; null where it finds that they are none. ``taken`` words belong to the
    mention before."""
    first, last, rule = hit
    compiled = grammar()
    words = Words(tuple(lexeme(word, compiled) for word in reader.words[first:last]))
    before = _before(reader, first, taken, compiled)
    name = compiled.rules[rule]
    if name == "weekdays" and _lost_apostrophe(reader, last, before):
        name = "weekday"
    made = BUILDERS[name](words, before)
    if made is None or (words.only("year") and not _is_year(reader, first, last, before)):
        return None
    begin, stop = reader.places[first], reader.places[last - 1] + len(reader.words[last - 1])
    kind, anchor, meaning = made
    return TimeMention(
        reader.text[begin:stop],
        begin,
        stop,
        kind,
        anchor,
        meaning,
        phase=words.phase(),
        part=words.part(),
        governor=_governor(words, before),
        looks="ahead" if _looks_ahead(reader, begin, stop, before) else "either",
    )


def _lost_apostrophe(reader: _Text, last: int, before: str) -> bool:
    """Whether "Mondays" is Monday's, as where a text lost its apostrophes: a noun follows, and no "on" stands before."""
    follows = last < len(reader.words) and reader.line[last] == OTHER and reader.words[last].isalpha()
    return follows and before not in ("on", "every")


def _before(reader: _Text, first: int, taken: int, compiled: Grammar) -> str:
    """The class of the word before, past articles and "about"; empty where it is no word of time."""
    at = first - 1
    while at >= max(taken, first - 4) and reader.line[at] in (
        compiled.names["the"],
        compiled.names["at"],
        compiled.names["approximately"],
    ):
        at -= 1
    if at < taken or reader.line[at] in (OTHER, BREAK):
        return ""
    kind = lexeme(reader.words[at], compiled).kind
    return "" if kind == "by" and at < first - 1 else kind  # "by the May 3 accord" is its author


def _is_year(reader: _Text, first: int, last: int, before: str) -> bool:
    """Whether figures like 1988 are a year: after a preposition, or where no counted noun follows."""
    value, previous = int(reader.words[first]), reader.words[first - 1].lower() if first else ""
    around = known().years
    if before == "several" or previous in around.not_after:
        return False
    if before in around.after:
        return True
    following = reader.words[last] if last < len(reader.words) else "."
    counted = following.islower() and (following.endswith("s") or following in around.not_before)
    return 1900 <= value <= 2050 and not counted


_GOVERNORS: dict[str, Governor] = {
    name: name for name in ("since", "until", "by", "before", "after", "from", "in", "on", "between")
}


def _governor(words: Words, before: str) -> Governor | None:
    inside = words.items[0].kind
    return _GOVERNORS.get(inside if inside in ("between", "from") else before)


AHEAD_REACH = 90
"""Characters before a date in which a word that looks ahead still governs it."""


class _Looks(msgspec.Struct, frozen=True):
    """The compiled words that look ahead."""

    ahead: re.Pattern[str]
    opened: re.Pattern[str]
    told: re.Pattern[str]


@functools.cache
def _looks() -> _Looks:
    words = known().looks
    return _Looks(
        ahead=re.compile(rf"(?:(?<!\w)|(?=['’]))(?:{_either(words.ahead)})\b", re.IGNORECASE),
        opened=re.compile(rf"[^.!?;,\n]{{0,60}}?\b(?:{_either(words.opened)})\b", re.IGNORECASE),
        told=re.compile(rf"[.!?;]\s|\n\s*\n|\b(?:{_either(words.told)})\b", re.IGNORECASE),
    )


def _either(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


def _looks_ahead(reader: _Text, begin: int, stop: int, before: str) -> bool:
    """Whether the clause of a date speaks of what is to come: words before it, with no verb of telling between, or the
    clause that it opens ("On Tuesday the court will …")."""
    if before == "until":
        return True
    window = reader.text[max(reader.start, begin - AHEAD_REACH) : begin]
    told, opens = 0, begin - reader.start < AHEAD_REACH
    looks = _looks()
    for hit in looks.told.finditer(window):
        told, opens = hit.end(), not hit.group().isalpha()
    if looks.ahead.search(window, told):
        return True
    comma = stop + 1 if reader.text[stop : stop + 1] == "," else stop
    return opens and len(window[told:].split()) <= 1 and looks.opened.match(reader.text, comma) is not None
