"""Dates in a text: found by a grammar over classes of words, and resolved to intervals of days.

Every word gets one class (``dates.yaml``), written as one character; the grammar is one regular expression over these
characters, so that a whole text is read in one pass. A mention keeps its meaning unresolved (`onrecord.language.intervals`):
what it counts from is the day of publication, an event of the text, or nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from onrecord.language import intervals, lexicon
from onrecord.language.intervals import (
    Between,
    Calendar,
    Choice,
    Era,
    Holiday,
    Interval,
    Looks,
    Meaning,
    Night,
    Nth,
    Offset,
    Phase,
    Relative,
    Span,
    Unit,
    Weekday,
    YearPart,
)

Kind: TypeAlias = Literal["date", "offset", "span", "duration", "set", "age", "time"]
Anchor: TypeAlias = Literal["published", "reference", "absolute"]
Governor: TypeAlias = Literal["since", "until", "by", "before", "after", "from", "in", "on", "between"]


class TimeMention(msgspec.Struct, frozen=True):
    """These words speak of time.

    ``kind``: ``date`` names days; ``offset`` counts from an event or a date named before ("two days later", "a day after
    the storming"); ``span`` is a stretch that ends or begins at the anchor ("the past two weeks"); ``duration``, ``set``
    ("every Friday"), ``age`` and ``time`` (an hour only) name no day. ``anchor`` is what the meaning counts from:
    ``absolute`` needs nothing. ``governor`` is the word before that bounds it ("since"). ``phase`` narrows it ("late"),
    ``part`` is the time of day. ``looks`` is ``ahead`` where the sentence speaks of what is to come: weekdays and dates without
    a year then lie after the anchor.
    """

    text: str
    start: int
    end: int
    kind: Kind
    anchor: Anchor
    meaning: Meaning | None = None
    phase: Phase | None = None
    part: str | None = None
    governor: Governor | None = None
    looks: Looks = "either"


class Dated(msgspec.Struct, frozen=True):
    """A mention with the days that it covers where it stands, and the reference that they were counted from."""

    mention: TimeMention
    interval: Interval | None
    reference: Interval | None


# ---------------------------------------------------------------------------------------------------------------------
# Words and their classes
# ---------------------------------------------------------------------------------------------------------------------


class Lexicon(msgspec.Struct, frozen=True):
    """``dates.yaml``: words by class, the classes that no expression lacks, macros, and rules as one-entry maps of name to pattern."""

    words: dict[str, dict[str, Any]]
    core: tuple[str, ...]
    macros: dict[str, str]
    grammar: tuple[dict[str, str], ...]


class Lexeme(msgspec.Struct, frozen=True):
    """A word with its class and what the class says it is worth."""

    kind: str
    text: str
    value: Any


_WORD = re.compile(
    r"\n(?=[ \t\r\xa0]*\n)"
    r"|\d{4}-\d\d-\d\d(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d)"
    r"|\d{1,4}/\d{1,2}/\d{1,4}(?![\d/])"
    r"|\d+(?:[.,:]\d+)*(?:(?:st|nd|rd|th|s|ST|ND|RD|TH|S)(?![^\W_]))?"
    r"|[aApP](?:\.[mM]\.?|[mM])(?!\w)|[oO]['’](?:clock|CLOCK)"
    r"|[^\W\d_]+|\S"
)
_FIGURES = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.]\d\d)?")
_CAPITAL_ONLY = ("maybe_month", "short_weekday", "short_month", "holiday")
NUMBER_CLASSES = ("day", "nth", "year", "two_digits", "number", "decade", "date", "clock", "ampm")
OTHER, BREAK = "\ue000", "\ue001"
CLASSES_FROM = 0xE002
DIGITS_END = ":"
"""Words that sort after this mark begin with no figure."""
FIRST_YEAR, LAST_YEAR = 1800, 2099


class Grammar(msgspec.Struct, frozen=True):
    """The compiled lexicon: the class of every form of every word, and one pattern over classes."""

    classes: dict[str, str]
    values: dict[str, tuple[str, Any]]
    names: dict[str, str]
    runs: re.Pattern[str]
    core: re.Pattern[str]
    pattern: re.Pattern[str]
    rules: tuple[str, ...]


@functools.cache
def grammar() -> Grammar:
    """The English grammar, compiled once."""
    known = lexicon.load("dates", Lexicon)
    kinds = [*known.words, *NUMBER_CLASSES]
    names = {kind: chr(CLASSES_FROM + index) for index, kind in enumerate(kinds)} | {"break": BREAK}
    values = dict(_figures())
    for kind, words in known.words.items():
        for word, value in words.items():
            for form in _forms(word, kind):
                values[form] = (kind, value)
    core = "".join(names[kind] for kind in known.core)
    rules = [(name, pattern) for rule in known.grammar for name, pattern in rule.items()]
    whole = "|".join(f"({_compiled(pattern, known.macros, names)})" for _, pattern in rules)
    return Grammar(
        classes={form: names[kind] for form, (kind, _) in values.items()} | {"\n": BREAK},
        values=values,
        names=names,
        runs=re.compile(rf"[^{OTHER}{BREAK}]+"),
        core=re.compile(f"[{core}]"),
        pattern=re.compile(whole),
        rules=tuple(name for name, _ in rules),
    )


def _forms(word: str, kind: str) -> tuple[str, ...]:
    forms = (word.capitalize(), word.upper())
    return forms if kind in _CAPITAL_ONLY else (word, *forms)


def _figures() -> Iterator[tuple[str, tuple[str, Any]]]:
    """Figures whose form alone gives their class."""
    for number in range(1, 100):
        kind = "day" if number < 32 else "two_digits"
        for form in {str(number), f"{number:02d}"}:
            yield form, (kind, number)
        for suffix in ("st", "nd", "rd", "th", "ST", "ND", "RD", "TH"):
            yield f"{number}{suffix}", ("nth", number)
    for half in ("a", "p"):
        for form in (f"{half}m", f"{half}.m", f"{half}.m."):
            yield form, ("ampm", half)
            yield form.upper(), ("ampm", half)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield str(year), ("year", year)
        if year % 10 == 0:
            yield f"{year}s", ("decade", year)
            yield f"{year % 100:02d}s", ("decade", 1900 + year % 100)


def _compiled(pattern: str, macros: dict[str, str], names: dict[str, str]) -> str:
    """A rule as a regular expression over class characters; names that are no class raise ``KeyError``."""
    while (expanded := re.sub(r"[A-Z][A-Z_]+", lambda name: macros[name.group()], pattern)) != pattern:
        pattern = expanded
    pattern = re.sub(r"<([a-z_]+)", lambda name: f"(?<={names[name.group(1)]})", pattern)
    pattern = re.sub(r"!([a-z_]+)", lambda name: f"(?!{names[name.group(1)]})", pattern)
    pattern = re.sub(r"[a-z_]+", lambda name: names[name.group()], pattern)
    return re.sub(r"\((?!\?)", "(?:", pattern.replace(" ", ""))


def _class(word: str, known: Grammar) -> str:
    """The class of a word that is not listed: of figures by their form."""
    return known.names[_lexeme(word, known).kind] if word[0].isdigit() else OTHER


def _lexeme(word: str, known: Grammar) -> Lexeme:
    found = known.values.get(word)
    if found:
        return Lexeme(found[0], word, found[1])
    if figures := _FIGURES.fullmatch(word):
        return Lexeme("date", word, tuple(map(int, figures.groups())))
    if clock := _CLOCK.fullmatch(word):
        return Lexeme("clock", word, f"{int(clock[1]):02d}:{clock[2]}")
    digits = word.rstrip("sthndrSTHNDR").replace(",", "")
    return Lexeme("number", word, float(digits) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", digits) else None)


# ---------------------------------------------------------------------------------------------------------------------
# Finding
# ---------------------------------------------------------------------------------------------------------------------


def find(text: str, start: int = 0, end: int | None = None) -> tuple[TimeMention, ...]:
    """All mentions of time in ``text[start:end]``, in order and without overlap; offsets are absolute."""
    known = grammar()
    end = len(text) if end is None else end
    words = _WORD.findall(text, start, end)
    get = known.classes.get
    line = "".join([get(word) or (OTHER if word > DIGITS_END else _class(word, known)) for word in words])
    hits = list(_hits(line, known))
    if not hits:
        return ()
    places = [word.start() for word in _WORD.finditer(text, start, end)]
    reader = _Text(text, start, words, places, line)
    return tuple(mention for first, last, rule in hits if (mention := _mention(reader, first, last, rule)))


def _hits(line: str, known: Grammar) -> Iterator[tuple[int, int, int]]:
    """First and last word, and rule, of each expression; looked for only among words of time."""
    for run in known.runs.finditer(line):
        if known.core.search(line, run.start(), run.end()):
            begin = max(run.start() - 1, 0)
            for first, last, rule in _run_hits(line[begin : run.end() + 1], run.start() - begin):
                yield begin + first, begin + last, rule


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


def _mention(reader: _Text, first: int, last: int, rule: int) -> TimeMention | None:
    """The mention that a rule makes of words ``first`` to ``last``; null where it finds that they are none."""
    known = grammar()
    words = Words(tuple(_lexeme(word, known) for word in reader.words[first:last]))
    before = _before(reader, first, known)
    name = known.rules[rule]
    if name == "weekdays" and _lost_apostrophe(reader, last, before):
        name = "weekday"
    made = _BUILDERS[name](words, before)
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


def _before(reader: _Text, first: int, known: Grammar) -> str:
    """The class of the word before, past articles and "about"; empty where it is no word of time."""
    at = first - 1
    while at >= max(0, first - 4) and reader.line[at] in (
        known.names["the"],
        known.names["at"],
        known.names["approximately"],
    ):
        at -= 1
    if at < 0 or reader.line[at] in (OTHER, BREAK):
        return ""
    return _lexeme(reader.words[at], known).kind


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
    r"\b(?:will|shall|would|scheduled|expected|expects?|due|plans? to|planned (?:to|for)|going to|(?:set|is|are|was|were) to"
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
    if before in ("until", "by"):
        return True
    window = reader.text[max(reader.start, begin - AHEAD_REACH) : begin]
    told, opens = 0, begin - reader.start < AHEAD_REACH
    for hit in _TOLD.finditer(window):
        told, opens = hit.end(), not hit.group().isalpha()
    if _AHEAD.search(window, told):
        return True
    comma = stop + 1 if reader.text[stop : stop + 1] == "," else stop
    return opens and len(window[told:].split()) <= 1 and _CLAUSE_AHEAD.match(reader.text, comma) is not None


# ---------------------------------------------------------------------------------------------------------------------
# What the rules make of their words
# ---------------------------------------------------------------------------------------------------------------------

Made: TypeAlias = tuple[Kind, Anchor, Meaning | None]
_MONTHS = ("month", "maybe_month", "short_month")
_SHIFTS = ("last", "previous", "next", "this", "that", "following", "latest")
_UNIT_WORDS = ("unit_", "units", "clock_unit", "parts")


class Words(msgspec.Struct, frozen=True):
    """The lexemes of one expression, asked for by class."""

    items: tuple[Lexeme, ...]

    def all(self, *kinds: str) -> list[Any]:
        """The values of the lexemes of these classes, in order."""
        return [item.value for item in self.items if item.kind in kinds]

    def first(self, *kinds: str) -> Any:
        """The first such value, or null."""
        return next((item.value for item in self.items if item.kind in kinds), None)

    def has(self, *kinds: str) -> bool:
        """Whether a lexeme of these classes is there."""
        return any(item.kind in kinds for item in self.items)

    def only(self, kind: str) -> bool:
        """Whether it is one lexeme of this class."""
        return len(self.items) == 1 and self.items[0].kind == kind

    def unit(self) -> Unit | None:
        """The last unit named."""
        found = [item.value for item in self.items if item.kind.startswith(_UNIT_WORDS)]
        if not found and self.has("part"):
            return "day"
        return _as_unit(found[-1]) if found else None

    def phase(self) -> Phase | None:
        """Early, mid, late …, where the words have one that is not a count ("two days later")."""
        found: Phase | None = self.first("early", "mid", "late", "middle", "beginning", "end")
        counted = self.has("units", "count", "a", "parts") or self.unit_hyphen()
        if found is None and self.has("earlier", "later") and not counted:
            return "earlier" if self.has("earlier") else "later"
        return {"middle": "mid"}.get(found, found) if found else None  # type: ignore[return-value]

    def unit_hyphen(self) -> bool:
        """Whether the unit is tied to the direction: "year-earlier"."""
        kinds = [item.kind for item in self.items]
        return any(kind == "hyphen" and kinds[at - 1].startswith("unit_") for at, kind in enumerate(kinds) if at)

    def part(self) -> str | None:
        """The time of day: a clock time as hh:mm, or morning, afternoon, evening, night, midday."""
        clock = _clock(self)
        found: str | None = clock or self.first("part", "tonight", "overnight")
        return found

    def shift(self) -> int:
        """-1, 0 or 1 for last, this and next."""
        found = self.first(*_SHIFTS)
        return int(found or 0)

    def amount(self) -> tuple[float | None, float | None]:
        """How many, as fewest and most; one where only an article or nothing stands."""
        return _amount(self)


def _as_unit(value: str) -> Unit:
    return "day" if value in ("morning", "afternoon", "evening", "midday") else value  # type: ignore[return-value]


def _clock(words: Words) -> str | None:
    """The time of day in figures, as hh:mm."""
    for index, item in enumerate(words.items):
        following = words.items[index + 1].kind if index + 1 < len(words.items) else ""
        if item.kind == "clock" or (following in ("ampm", "gmt") and item.kind in ("day", "count", "number", "year")):
            hour, minute = _hour(item)
            if following == "ampm" and words.items[index + 1].value == "p" and hour < 12:
                hour += 12
            if following == "ampm" and words.items[index + 1].value == "a" and hour == 12:
                hour = 0
            return f"{hour:02d}:{minute:02d}" if hour < 25 and minute < 60 else None
    return None


def _hour(item: Lexeme) -> tuple[int, int]:
    if item.kind == "clock":
        hour, minute = item.value.split(":")
        return int(hour), int(minute)
    value = int(item.value or 0)
    return (value // 100, value % 100) if value >= 100 or len(item.text) == 4 else (value, 0)


def _amount(words: Words) -> tuple[float | None, float | None]:
    numbers: list[tuple[float | None, float | None]] = []
    open_number = False
    for item in words.items:
        if item.kind in ("count", "day", "number", "two_digits", "year", "several"):
            low, high = item.value if item.kind == "several" else (item.value, item.value)
            if open_number and numbers and numbers[-1][0] is not None and low is not None:
                numbers[-1] = _joined(numbers[-1][0], low)
            else:
                numbers.append((low, high))
            open_number = item.kind == "count"
        elif item.kind == "half":
            low, high = numbers.pop() if numbers else (1 if words.has("and") else 0,) * 2
            numbers.append(((low or 0) + 0.5, (high or 0) + 0.5))
        elif item.kind != "hyphen":
            open_number = False
    if not numbers:
        return 1, 1
    return numbers[0][0], numbers[-1][1]


def _joined(one: float, other: float) -> tuple[float, float]:
    """Twenty-five is a sum, two hundred and two dozen are products."""
    value = one * other if other in (12, 100) and one < other else one + other
    return value, value


def _year(words: Words) -> int | None:
    """The year of the words, with two figures taken to be of the last century from 32 on (later ones need a mark)."""
    year: int | None = words.first("year")
    if year is not None:
        return year
    for index, item in enumerate(words.items):
        quoted = index > 0 and words.items[index - 1].kind == "quote"
        after_month = any(other.kind in _MONTHS for other in words.items[:index])
        if item.kind == "two_digits" and (quoted or after_month):
            return 1900 + int(item.value)
        if item.kind == "day" and quoted:
            return 2000 + int(item.value)
    return None


def _without_clock(words: Words) -> Words:
    """The words less a clock time, whose figures are no day."""
    keep = []
    for index, item in enumerate(words.items):
        following = words.items[index + 1].kind if index + 1 < len(words.items) else ""
        if following not in ("ampm", "gmt") or item.kind not in ("day", "number", "year", "count"):
            keep.append(item)
    return Words(tuple(keep))


def _dated(meaning: Meaning | None) -> Made | None:
    """A date; absolute where its year is stated."""
    if meaning is None:
        return None
    stated = getattr(meaning.last if isinstance(meaning, Between) else meaning, "year", None) is not None
    return "date", "absolute" if stated or isinstance(meaning, Era) else "published", meaning


_CHOICES: dict[str, Choice] = {"last": "last", "previous": "last", "next": "next", "following": "next", "this": "this"}


def _full_date(words: Words, before: str) -> Made | None:
    bare = _without_clock(words)
    year, month, day = _year(bare), bare.first(*_MONTHS), bare.first("day", "nth")
    if year is not None:
        return _dated(Calendar(year, month, day))
    weekday = words.first("weekday", "short_weekday")
    shift, choice = _year_shift(words)
    return _dated(Calendar(None, month, day, shift=shift, choice=choice, weekday=weekday))


def _year_shift(words: Words) -> tuple[int | None, Choice]:
    """The year counted from now ("April next year"), or which of several Aprils is meant ("last April")."""
    shifts = [item.kind for item in words.items if item.kind in _SHIFTS]
    if words.has("unit_year"):
        return words.shift(), "near"
    return None, _CHOICES.get(shifts[0], "near") if shifts else "near"


def _year_only(words: Words, before: str) -> Made | None:
    return _dated(Calendar(words.first("year")))


def _numeric(words: Words, before: str) -> Made | None:
    one, two, three = words.first("date")
    if one > 31:
        return _dated(Calendar(one, two, three)) if 1 <= two <= 12 and 1 <= three <= 31 else None
    year = three if three > 99 else three + (2000 if three < 50 else 1900)
    if not (1 <= one <= 31 and 1 <= two <= 31) or min(one, two) > 12 or year < FIRST_YEAR:
        return None
    day, month = (one, two) if two <= 12 else (two, one)
    return _dated(Calendar(year, month, day, swap=max(one, two) <= 12 and one != two))


def _range_days(words: Words, before: str) -> Made | None:
    numbers, month, year = words.all("day", "nth"), words.first(*_MONTHS), _year(words)
    if len(numbers) < 2:
        return None
    return _dated(Between(Calendar(year, month, numbers[0]), Calendar(year, month, numbers[1])))


def _range_dates(words: Words, before: str) -> Made | None:
    numbers, months, years = words.all("day", "nth"), words.all(*_MONTHS), words.all("year")
    if len(numbers) < 2 or len(months) < 2:
        return None
    first = years[0] if len(years) == 2 else None
    last = years[-1] if years else None
    return _dated(Between(Calendar(first, months[0], numbers[0]), Calendar(last, months[1], numbers[1])))


def _range_months(words: Words, before: str) -> Made | None:
    months, years = words.all(*_MONTHS), words.all("year")
    first = years[0] if len(years) == 2 else None
    return _dated(Between(Calendar(first, months[0]), Calendar(years[-1] if years else None, months[1])))


def _range_years(words: Words, before: str) -> Made | None:
    first, last = words.all("year")
    return _dated(Between(Calendar(first), Calendar(last))) if first < last <= first + 100 else None


def _range_weekdays(words: Words, before: str) -> Made | None:
    first, last = words.all("weekday")
    if words.has("into", "overnight", "part") and (last - first) % 7 == 1:
        return "date", "published", Night(last, into=True)
    return "date", "published", Between(Weekday(first), Weekday(last))


def _decade(words: Words, before: str) -> Made | None:
    first = words.first("decade", "year")
    if words.items[0].text.lower() in ("his", "her", "their", "my"):
        return "age", "absolute", None  # "in his 30s"
    return _dated(Era(int(first), 10)) if first is not None and first % 10 == 0 else None


def _century(words: Words, before: str) -> Made | None:
    number = words.first("nth", "ordinal")
    return _dated(Era(100 * (number - 1), 100)) if 1 < number < 22 else None


def _nth_of(words: Words, before: str) -> Made | None:
    number = -1 if words.items[0].kind == "last" or words.items[1].kind == "last" else words.first("ordinal", "nth")
    unit = next(_as_unit(item.value) for item in words.items if item.kind.startswith("unit_"))
    month = words.first(*_MONTHS)
    if month is None:
        rest = Words(words.items[-3:])
        return "date", "published", Nth(number, unit, Relative("month", rest.shift()))
    return _dated_nth(Nth(number, unit, Calendar(_year(words), month)))


def _dated_nth(meaning: Nth) -> Made:
    stated = isinstance(meaning.month, Calendar) and meaning.month.year is not None
    return "date", "absolute" if stated else "published", meaning


def _year_part(kind: Literal["quarter", "half"]) -> Callable[[Words, str], Made | None]:
    def build(words: Words, before: str) -> Made | None:
        number = -1 if kind == "half" and words.first("ordinal") is None else words.first("ordinal")
        if number == -1:
            number = 2
        if number > (4 if kind == "quarter" else 2):
            return None
        year = words.first("year")
        shift = words.shift() if words.has(*_SHIFTS) else None
        if words.has("ago", "earlier"):
            shift = -1
        return _dated(YearPart(kind, number, year, shift))

    return build


def _season(words: Words, before: str) -> Made | None:
    shift = words.shift() if words.has(*_SHIFTS) else None
    return _dated(YearPart("season", words.first("season"), words.first("year"), shift))


def _weekday(words: Words, before: str) -> Made | None:
    shift = next((item.kind for item in words.items if item.kind in _SHIFTS), "")
    anchor: Anchor = "reference" if shift in ("previous", "following", "that") else "published"
    return "date", anchor, Weekday(words.first("weekday", "weekdays"), _CHOICES.get(shift, "near"))


def _overnight(words: Words, before: str) -> Made | None:
    return "date", "published", Night(words.first("weekday"), words.has("into"))


def _holiday(words: Words, before: str) -> Made | None:
    name = words.first("holiday") or "new_year"
    shift = -1 if words.has("eve") else 0
    if words.has("weekday"):
        shift = {6: 0, 0: 1, 4: -2}.get(words.first("weekday"), 0)
    return _dated(Holiday(name, shift, words.first("year")))


def _deictic(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("day", words.first("deictic"))


def _day_beside(words: Words, before: str) -> Made | None:
    beside: int = words.first("before", "after") + words.first("deictic")
    return "date", "published", Relative("day", beside)


def _tonight(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("day", 0)


def _this_part(words: Words, before: str) -> Made | None:
    return "date", "published", Relative("day", words.shift())


def _counted(kind: Kind, anchor: Anchor, direction: Literal[-1, 1] | None) -> Callable[[Words, str], Made | None]:
    """A number of units before or after the anchor; without a direction it is the words that say it."""

    def build(words: Words, before: str) -> Made | None:
        way: Literal[-1, 1] = direction or (1 if words.has("after", "following", "later", "now") else -1)
        unit = words.unit()
        if unit is None:
            return None
        several = words.has("units") and not words.has("count", "day", "number", "two_digits", "year", "several", "a")
        low, high = (None, None) if several else words.amount()
        return kind, anchor, Offset(*_whole(low, high, unit), way)

    return build


_FINER: dict[str, tuple[Unit, int]] = {
    "decade": ("year", 10), "year": ("month", 12), "month": ("day", 30), "week": ("day", 7), "day": ("hour", 24),
    "hour": ("minute", 60),
}  # fmt: skip


def _whole(low: float | None, high: float | None, unit: Unit) -> tuple[float | None, float | None, Unit]:
    """Half units in the next finer one: a year and a half is 18 months."""
    if low is None or high is None or (low == int(low) and high == int(high)) or unit not in _FINER:
        return low, high, unit
    finer, times = _FINER[unit]
    return low * times, high * times, finer


def _span(words: Words, before: str) -> Made | None:
    unit, shift = words.unit(), words.first("last", "previous", "next", "following", "recent")
    if unit is None:
        return None
    vague = not words.has("count", "day", "number", "two_digits", "several", "a", "half", "year")
    single = any(item.kind.startswith("unit_") for item in words.items)
    low, high = (None, None) if vague and not single else words.amount()
    return "span", "published", Span(*_whole(low, high, unit), 1 if shift == 1 else -1)


def _shifted(words: Words, before: str) -> Made | None:
    """Last week, the next day, that month: with "the next", "the previous" and "that" counted from an event."""
    unit, kinds = words.unit(), [item.kind for item in words.items]
    if unit is None:
        return None
    told = "the" in kinds and ("next" in kinds or "previous" in kinds)
    anchor: Anchor = "reference" if told or "that" in kinds or "following" in kinds else "published"
    return "offset" if anchor == "reference" else "date", anchor, Relative(unit, words.shift())


def _nth_day(words: Words, before: str) -> Made | None:
    return "offset", "reference", Nth(words.first("ordinal", "nth"), words.unit() or "day")


def _no_day(kind: Kind) -> Callable[[Words, str], Made | None]:
    def build(words: Words, before: str) -> Made | None:
        if kind != "duration" or words.unit() is None:
            return kind, "absolute", None
        unit = words.unit()
        low, high = words.amount()
        return kind, "absolute", Offset(low, high, unit, 1) if unit else None

    return build


_BUILDERS: dict[str, Callable[[Words, str], Made | None]] = {
    "range_dates": _range_dates,
    "range_days": _range_days,
    "full_date": _full_date,
    "numeric_date": _numeric,
    "range_years": _range_years,
    "decade": _decade,
    "century": _century,
    "nth_of": _nth_of,
    "half_year": _year_part("half"),
    "quarter": _year_part("quarter"),
    "season": _season,
    "range_months": _range_months,
    "month": _full_date,
    "range_weekdays": _range_weekdays,
    "weekday": _weekday,
    "overnight": _overnight,
    "holiday": _holiday,
    "day_beside": _day_beside,
    "deictic": _deictic,
    "tonight": _tonight,
    "this_part": _this_part,
    "ago": _counted("date", "published", None),
    "off_back": _counted("offset", "reference", -1),
    "off_on": _counted("offset", "reference", 1),
    "off_event": _counted("offset", "reference", None),
    "off_vague": _counted("offset", "reference", None),
    "span": _span,
    "phase_unit": _shifted,
    "weekend": _shifted,
    "shifted": _shifted,
    "nth_day": _nth_day,
    "year": _year_only,
    "age": _no_day("age"),
    "often": _no_day("set"),
    "weekdays": _no_day("set"),
    "duration": _no_day("duration"),
    "time": _no_day("time"),
}


# ---------------------------------------------------------------------------------------------------------------------
# Resolving
# ---------------------------------------------------------------------------------------------------------------------


def resolve(mention: TimeMention, published: dt.date | None, reference: Interval | None = None) -> Interval | None:
    """The days that a mention covers; null where it names none or where what it counts from is not known.

    ``reference`` is the interval of the event or date that an offset counts from. Governing words bound the interval:
    "since 2011" runs to the day of publication, "until May" and "by Friday" have no beginning, "before" ends the day
    before, "after" begins the day after.
    """
    anchor = published
    if mention.anchor == "reference":
        anchor = _counted_from(mention, reference)
    if mention.meaning is None or mention.kind in ("duration", "set", "age", "time"):
        return None
    found = intervals.days(mention.meaning, anchor, mention.looks)
    if found is None:
        return None
    return _governed(intervals.narrowed(found, mention.phase, anchor), mention.governor, published)


def _counted_from(mention: TimeMention, reference: Interval | None) -> dt.date | None:
    """The end of the reference for what comes after it, its beginning for what came before."""
    if reference is None:
        return None
    forward = isinstance(mention.meaning, Offset) and mention.meaning.direction > 0
    return (reference.latest or reference.earliest) if forward else (reference.earliest or reference.latest)


def _governed(found: intervals.Days, governor: Governor | None, published: dt.date | None) -> Interval:
    first, last, precision = found
    if governor == "since":
        return Interval(first, published if published and published >= first else None, "range")
    if governor in ("until", "by"):
        return Interval(None, last, "range")
    if governor == "before":
        return Interval(None, first - dt.timedelta(days=1), "range")
    if governor == "after":
        later = last + dt.timedelta(days=1)
        return Interval(later, published if published and published >= later else None, "range")
    return Interval(first, last, precision)


def read(text: str, published: dt.date | None, start: int = 0, end: int | None = None) -> tuple[Dated, ...]:
    """All mentions with their days; what counts from a date named before takes the last day named, else publication."""
    known = Interval(published, published, "day") if published else None
    reference, found = known, []
    for mention in find(text, start, end):
        interval = resolve(mention, published, reference)
        found.append(Dated(mention, interval, reference if mention.anchor == "reference" else None))
        if interval and interval.precision == "day" and mention.looks != "ahead":
            reference = interval
    return tuple(found)


# ---------------------------------------------------------------------------------------------------------------------
# TIMEX3
# ---------------------------------------------------------------------------------------------------------------------

_TIMES = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "midday": "T12:00"}
_SEASONS = {1: "SP", 2: "SU", 3: "FA", 4: "WI"}
_TYPES = {"duration": "DURATION", "span": "DURATION", "age": "DURATION", "set": "SET"}
_LETTERS = {"minute": "TM", "hour": "TH", "week": "W", "month": "M", "year": "Y", "decade": "DE", "century": "CE"}


def timex(mention: TimeMention, published: dt.date | None, reference: Interval | None = None) -> tuple[str, str]:
    """Type and value of a mention as TIMEX3 (TimeML 1.2.1) writes them; an empty value where it cannot be told."""
    if mention.kind == "time":
        day = published.isoformat() if published else "XXXX-XX-XX"
        return "TIME", day + _time(mention.part)
    if mention.kind in _TYPES:
        return _TYPES[mention.kind], _duration(mention.meaning)
    anchor = published
    if mention.anchor == "reference":
        anchor = _counted_from(mention, reference) or published
    found = intervals.days(mention.meaning, anchor, mention.looks) if mention.meaning else None
    if mention.meaning is None or found is None:
        return "DATE", ""
    value = _value(mention.meaning, found)
    if mention.part and len(value) == len("2000-01-01"):
        return "TIME", value + _time(mention.part)
    return "DATE", value


def _time(part: str | None) -> str:
    return _TIMES.get(part, "T" + part) if part else ""


def _duration(meaning: Meaning | None) -> str:
    if not isinstance(meaning, (Offset, Span)) or meaning.low is None:
        return ""
    return (
        f"P{meaning.low:g}".replace("P", "PT", meaning.unit in ("minute", "hour"))
        + _LETTERS.get(meaning.unit, "D")[-1:]
    )


def _value(meaning: Meaning, found: intervals.Days) -> str:
    """The calendar value of a meaning whose days are known."""
    first = found[0]
    if isinstance(meaning, YearPart):
        return f"{first.year}-" + (
            _SEASONS[meaning.number] if meaning.kind == "season" else f"{meaning.kind[0].upper()}{meaning.number}"
        )
    if isinstance(meaning, Era):
        return str(meaning.first)[: 3 if meaning.years == 10 else 2]
    unit = getattr(meaning, "unit", None)
    if isinstance(meaning, Between):
        unit = (
            "day"
            if isinstance(meaning.first, Weekday) or meaning.first.day
            else "month"
            if meaning.first.month
            else "year"
        )
    elif isinstance(meaning, Calendar):
        unit = "day" if meaning.day else "month" if meaning.month else "year"
    return _of_unit(first, unit)


def _of_unit(day: dt.date, unit: str | None) -> str:
    if unit in ("week", "fortnight", "weekend"):
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"month": 7, "year": 4, "decade": 3, "century": 2}.get(unit or "day", 10)]


def unresolved(mentions: Sequence[TimeMention]) -> tuple[TimeMention, ...]:
    """The mentions that name days only with a day of publication or an event to count from."""
    return tuple(mention for mention in mentions if mention.anchor != "absolute")
