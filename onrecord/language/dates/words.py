"""The words of time, their classes, and the grammar over classes, compiled from ``dates.yaml``."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from onrecord.language import lexicon
from onrecord.language.dates.intervals import Phase, Unit


class Years(msgspec.Struct, frozen=True):
    """When figures are a year: the classes and words around them that decide."""

    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]


class Looking(msgspec.Struct, frozen=True):
    """Words by which a clause looks ahead, and words of telling that end their reach."""

    ahead: tuple[str, ...]
    opened: tuple[str, ...]
    told: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True):
    """``dates.yaml``: words by class, the classes that no expression lacks, macros, and rules as one-entry maps of name to pattern."""

    words: dict[str, dict[str, Any]]
    core: tuple[str, ...]
    years: Years
    looks: Looking
    macros: dict[str, str]
    grammar: tuple[dict[str, str], ...]


@functools.cache
def known() -> Lexicon:
    """The English lexicon, loaded once."""
    return lexicon.load("dates", Lexicon)


class Lexeme(msgspec.Struct, frozen=True):
    """A word with its class and what the class says it is worth."""

    kind: str
    text: str
    value: Any


WORD = re.compile(
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
NUMBER_CLASSES = ("day", "nth", "year", "two_digits", "number", "decade", "date", "clock", "dotted", "ampm")
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
    read = known()
    kinds = [*read.words, *NUMBER_CLASSES]
    names = {kind: chr(CLASSES_FROM + index) for index, kind in enumerate(kinds)} | {"break": BREAK}
    values = dict(_figures())
    for kind, words in read.words.items():
        for word, value in words.items():
            for form in _forms(word, kind):
                values[form] = (kind, value)
    core = "".join(names[kind] for kind in read.core)
    rules = [(name, pattern) for rule in read.grammar for name, pattern in rule.items()]
    whole = "|".join(f"({_compiled(pattern, read.macros, names)})" for _, pattern in rules)
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


def class_of(word: str, compiled: Grammar) -> str:
    """The class of a word that is not listed: of figures by their form."""
    return compiled.names[lexeme(word, compiled).kind] if word[0].isdigit() else OTHER


def lexeme(word: str, compiled: Grammar) -> Lexeme:
    """A word with its class; figures that are not listed by their form, any other word as a number without value."""
    found = compiled.values.get(word)
    if found:
        return Lexeme(found[0], word, found[1])
    if figures := _FIGURES.fullmatch(word):
        return Lexeme("date", word, tuple(map(int, figures.groups())))
    if clock := _CLOCK.fullmatch(word):
        return Lexeme("clock" if ":" in word else "dotted", word, f"{int(clock[1]):02d}:{clock[2]}")
    digits = word.rstrip("sthndrSTHNDR").replace(",", "")
    return Lexeme("number", word, float(digits) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", digits) else None)


# What a rule asks of its words


MONTHS = ("month", "maybe_month", "short_month")
SHIFTS = ("last", "previous", "next", "this", "that", "following", "latest")
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
        return as_unit(found[-1]) if found else None

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
        found = self.first(*SHIFTS)
        return int(found or 0)

    def amount(self) -> tuple[float | None, float | None]:
        """How many, as fewest and most; one where only an article or nothing stands."""
        return _amount(self)


def as_unit(value: str) -> Unit:
    """The unit that a word counts: mornings and evenings count days."""
    return "day" if value in ("morning", "afternoon", "evening", "midday") else value  # type: ignore[return-value]


def _clock(words: Words) -> str | None:
    """The time of day in figures, as hh:mm."""
    for index, item in enumerate(words.items):
        following = words.items[index + 1].kind if index + 1 < len(words.items) else ""
        if item.kind == "clock" or (
            following in ("ampm", "gmt") and item.kind in ("dotted", "day", "count", "number", "year")
        ):
            hour, minute = _hour(item)
            if following == "ampm" and words.items[index + 1].value == "p" and hour < 12:
                hour += 12
            if following == "ampm" and words.items[index + 1].value == "a" and hour == 12:
                hour = 0
            return f"{hour:02d}:{minute:02d}" if hour < 25 and minute < 60 else None
    return None


def _hour(item: Lexeme) -> tuple[int, int]:
    if item.kind in ("clock", "dotted"):
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


def year_of(words: Words) -> int | None:
    """The year of the words, with two figures taken to be of the last century from 32 on (later ones need a mark)."""
    year: int | None = words.first("year")
    if year is not None:
        return year
    for index, item in enumerate(words.items):
        quoted = index > 0 and words.items[index - 1].kind == "quote"
        after_month = any(other.kind in MONTHS for other in words.items[:index])
        if item.kind == "two_digits" and (quoted or after_month):
            return 1900 + int(item.value)
        if item.kind == "day" and quoted:
            return 2000 + int(item.value)
    return None


def without_clock(words: Words) -> Words:
    """The words less a clock time, whose figures are no day."""
    keep = []
    for index, item in enumerate(words.items):
        following = words.items[index + 1].kind if index + 1 < len(words.items) else ""
        if following not in ("ampm", "gmt") or item.kind not in ("day", "number", "year", "count"):
            keep.append(item)
    return Words(tuple(keep))
