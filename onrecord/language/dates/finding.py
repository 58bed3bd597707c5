"""Mentions of time in a text, found in one pass over the classes of its words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from onrecord.language.dates.intervals import Calendar
from onrecord.language.dates.mention import Governor, TimeMention
from onrecord.language.dates.rules import BUILDERS
from onrecord.language.dates.words import BREAK, DIGITS_END, OTHER, WORD, Grammar, Words, class_of, grammar, lexeme


def find(text: str, start: int = 0, end: int | None = None) -> tuple[TimeMention, ...]:
    """All mentions of time in ``text[start:end]``, in order and without overlap; offsets are absolute."""
    known = grammar()
    end = len(text) if end is None else end
    words = WORD.findall(text, start, end)
    get = known.classes.get
    line = "".join([get(word) or (OTHER if word > DIGITS_END else class_of(word, known)) for word in words])
    hits = list(_hits(line, known))
    if not hits:
        return ()
    places = [word.start() for word in WORD.finditer(text, start, end)]
    reader = _Text(text, start, words, places, line)
    ends = [0, *(last for _, last, _ in hits)]
    made = [_mention(reader, hit, taken) for hit, taken in zip(hits, ends, strict=False)]
    return _with_shared_years([mention for mention in made if mention], text)


def _hits(line: str, known: Grammar) -> Iterator[tuple[int, int, int]]:
    """First and last word, and rule, of each expression; looked for only among words of time."""
    for run in known.runs.finditer(line):
        if known.core.search(line, run.start(), run.end()):
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
    known = grammar()
    words = Words(tuple(lexeme(word, known) for word in reader.words[first:last]))
    before = _before(reader, first, taken, known)
    name = known.rules[rule]
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


def _before(reader: _Text, first: int, taken: int, known: Grammar) -> str:
    """The class of the word before, past articles and "about"; empty where it is no word of time."""
    at = first - 1
    while at >= max(taken, first - 4) and reader.line[at] in (
        known.names["the"],
        known.names["at"],
        known.names["approximately"],
    ):
        at -= 1
    if at < taken or reader.line[at] in (OTHER, BREAK):
        return ""
    kind = lexeme(reader.words[at], known).kind
    return "" if kind == "by" and at < first - 1 else kind  # "by the May 3 accord" is its author


_YEAR_AFTER = frozenset(
    ["in", "since", "until", "by", "of", "from", "to", "before", "after", "between", "and", "hyphen", "bracket", "comma",
     "fiscal", "early", "mid", "late", "month", "on", "for", "or", "end", "slash", "that", "prior"]
)  # fmt: skip
_PLURALS = frozenset(
    [
        "people",
        "men",
        "women",
        "children",
        "dead",
        "killed",
        "wounded",
        "injured",
        "police",
        "personnel",
        "km",
        "or",
        "kg",
    ]
)
_COUNTED = frozenset(["approximately", "over", "several"])


def _is_year(reader: _Text, first: int, last: int, before: str) -> bool:
    """Whether figures like 1988 are a year: after a preposition, or where no counted noun follows."""
    value, previous = int(reader.words[first]), reader.words[first - 1].lower() if first else ""
    if before in _COUNTED or previous in ("$", "£", "€", "at", "than", "about", "no", "around", "some"):
        return False
    if before in _YEAR_AFTER:
        return True
    following = reader.words[last] if last < len(reader.words) else "."
    counted = following.islower() and (following.endswith("s") or following in _PLURALS)
    return 1900 <= value <= 2050 and not counted


_GOVERNORS: dict[str, Governor] = {
    name: name for name in ("since", "until", "by", "before", "after", "from", "in", "on", "between")
}


def _governor(words: Words, before: str) -> Governor | None:
    inside = words.items[0].kind
    return _GOVERNORS.get(inside if inside in ("between", "from") else before)


_AHEAD = re.compile(
    r"\b(?:will|shall|would|scheduled|expected to|expects?|due to|due (?:on|in|by)|plans? to|planned (?:to|for)|going to|(?:set|is|are|was|were) to"
    r"|ahead of|deadline|upcoming|vowed|effective|as (?:early|soon) as|not until|from now)\b|['’]ll\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"[.!?;]\s|\n\s*\n|\b(?:said|says|told|announced|reported|added|stated|warned|ago|since)\b", re.IGNORECASE
)
_CLAUSE_AHEAD = re.compile(
    r"[^.!?;,\n]{0,60}?\b(?:will|is to|are to|plans? to|(?:is|are) (?:scheduled|expected|due))\b"
)
AHEAD_REACH = 90
"""Characters before a date in which a word that looks ahead still governs it."""


def _looks_ahead(reader: _Text, begin: int, stop: int, before: str) -> bool:
    """Whether the clause of a date speaks of what is to come: words before it, with no verb of telling between, or the
    clause that it opens ("On Tuesday the court will …")."""
    if before == "until":
        return True
    window = reader.text[max(reader.start, begin - AHEAD_REACH) : begin]
    told, opens = 0, begin - reader.start < AHEAD_REACH
    for hit in _TOLD.finditer(window):
        told, opens = hit.end(), not hit.group().isalpha()
    if _AHEAD.search(window, told):
        return True
    comma = stop + 1 if reader.text[stop : stop + 1] == "," else stop
    return opens and len(window[told:].split()) <= 1 and _CLAUSE_AHEAD.match(reader.text, comma) is not None
