"""Which lines of a page are no part of its report, and of what kind: the rules of ``data/clean/furniture.yaml``."""

from __future__ import annotations

import functools
import re
from typing import Literal

import msgspec

from onrecord.knowledge import packaged
from onrecord.language import datelines
from onrecord.model import FurnitureKind

INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF])
"""Zero-width and direction marks: copied along with text, seen by nobody."""
BULLETS = " \t\u00a0\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u25ba\u25b6\u2043\u2192\u21d2\u27a1*|»>"
CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?(?!\d)", re.IGNORECASE)
ELAPSED = re.compile(
    r"(?<!\w)(?:\d{1,3}|an?|one) (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago\b",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+(?:['\u2019.-]+\w+)*")
LABELLED = 240
NAME_WORDS = 24
NAME_WORDS_CASELESS = 10
"""Arabic has no capitals to tell names by, so only a short line counts."""
PARTICLES = ("al-", "el-", "as-", "ar-", "ad-", "an-", "at-", "ash-", "abd-", "d'", "d\u2019")
MENU_RUN = 4
MENU_SHARE = 1 / 3
MENU_WORDS = 5


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of the file; each field is explained there."""

    kind: FurnitureKind
    where: Literal["edge", "any"]
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    never: tuple[str, ...] = ()
    max: int = 160


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading that makes what follows it furniture."""

    kind: FurnitureKind
    takes: Literal["rest", "headlines"]
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    never: tuple[str, ...] = ()


class Labelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule by a label and the names after it."""

    kind: FurnitureKind
    labels: tuple[str, ...]
    allows: frozenset[str]
    examples: tuple[str, ...]
    never: tuple[str, ...]
    most: int = NAME_WORDS


class WordRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule by the words of a line alone."""

    allows: frozenset[str]
    examples: tuple[str, ...]
    never: tuple[str, ...]
    needs: frozenset[str] = frozenset()


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``furniture.yaml`` as it stands."""

    rules: tuple[Rule, ...]
    buttons: WordRule
    names: frozenset[str]
    labelled: tuple[Labelled, ...]
    byline: WordRule
    sections: tuple[Section, ...]
    menu: frozenset[str]
    outlet_words: frozenset[str]
    walls: tuple[str, ...]
    digests: frozenset[str]


@functools.cache
def file() -> File:
    """The rules, loaded once."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("clean", "furniture.yaml")), File)


@functools.cache
def compiled() -> dict[tuple[str, ...], re.Pattern[str]]:
    """The patterns of every rule and section as one."""
    groups = [rule.patterns for rule in file().rules] + [section.patterns for section in file().sections]
    return {group: re.compile("|".join(f"(?:{pattern})" for pattern in group), re.IGNORECASE) for group in groups}


@functools.cache
def labels() -> tuple[re.Pattern[str], ...]:
    """The pattern of every labelled rule: the label, then the names."""
    rules = ("|".join(rule.labels) for rule in file().labelled)
    return tuple(re.compile(rf"\(?(?:{rule})\s?(.{{2,220}})", re.IGNORECASE) for rule in rules)


def plain_line(text: str) -> str:
    """A line as the rules see it: white space collapsed, bullets and invisible marks taken off."""
    return " ".join(text.translate(INVISIBLE).split()).lstrip(BULLETS).rstrip(" |")


def kind_of(line: str, *, edge: bool) -> FurnitureKind | None:
    """What kind of furniture a plain line is; null for a line of the report.

    A time of day alone is none of the report's anywhere; a day between paragraphs may head what happened on it.
    """
    for rule in file().rules:
        if (edge or rule.where == "any") and len(line) <= rule.max and compiled()[rule.patterns].fullmatch(line):
            return rule.kind
    for labelled, pattern in zip(file().labelled, labels(), strict=True):
        found = pattern.fullmatch(line.replace("\uff1a", ":")) if len(line) <= LABELLED else None
        if found and are_names(found[1], labelled.allows, labelled.most):
            return labelled.kind
    if _is_buttons(line):
        return "share"
    if edge and by_names(line):
        return "byline"
    return "timestamp" if is_timestamp(line) and (edge or not datelines.days(line, day_first=True)) else None


def section_of(line: str) -> Section | None:
    """The section that a plain line opens."""
    if len(line) > 100:
        return None
    return next((section for section in file().sections if compiled()[section.patterns].fullmatch(line)), None)


def is_menu(lines: list[str]) -> bool:
    """Whether lines that follow each other are a menu."""
    if len(lines) < MENU_RUN:
        return False
    return sum(line.lower() in file().menu for line in lines) >= MENU_SHARE * len(lines)


def is_menu_item(line: str) -> bool:
    """Whether a line could stand in a menu: a few words without a stop."""
    return (
        len(line.split()) <= MENU_WORDS and len(line) <= 40 and not line.endswith((".", "!", "?", "\u2026", "\u061f"))
    )


def is_timestamp(line: str) -> bool:
    """Whether a line says only when: a day or a time of day, and words that go with these."""
    if not 3 < len(line) <= 120:
        return False
    rest = line
    found = datelines.days(line, day_first=True)
    for day in reversed(found):
        rest = rest[: day.start] + " " + rest[day.end :]
    cut = CLOCK.sub(" ", ELAPSED.sub(" ", rest))
    if not found and cut == rest:
        return False
    words = datelines.words()
    return all(
        word.lower().strip(".") in words.labels
        or word.lower().strip(".") in words.weekdays
        or word.lower() in words.months
        or word.isdigit()
        for word in WORD.findall(cut)
    )


def by_names(line: str) -> str | None:
    """What follows "By" in a line of nothing but names."""
    if len(line) > 120 or line[:3].lower() != "by " or line.endswith((".", "?", "!")) or any(map(str.isdigit, line)):
        return None
    first, words = line[3:].partition(" ")[0].strip(",").lower(), datelines.words()
    if first in words.weekdays or first in words.months or first == "the":
        return None
    return line[3:] if are_names(line[3:], file().byline.allows) else None


def are_names(text: str, allows: frozenset[str], most: int = NAME_WORDS) -> bool:
    """Whether words are names: capitalised, or of a script without capitals, or among those that go with names."""
    found = WORD.findall(text.translate(INVISIBLE))
    known = file().names | allows
    capitals = sum(word[0].isupper() for word in found)
    return (
        0 < len(found) <= (NAME_WORDS if capitals else NAME_WORDS_CASELESS)
        and capitals <= most
        and all(not word[0].islower() or word.lower() in known or word.lower().startswith(PARTICLES) for word in found)
    )


def is_outlet_name(line: str) -> bool:
    """Whether an unknown name is written like an outlet's: capitalised words with a word such as "News" among them."""
    names = WORD.findall(line)
    if not 1 < len(names) <= 6 or len(line) > 60 or line.endswith((".", "!", "?")):
        return False
    if section_of(line) or line.lower() in file().menu:
        return False
    spelled = all(not name[0].islower() or name.lower() in datelines.words().particles for name in names)
    return spelled and any(name.lower() in file().outlet_words for name in names)


def is_wall(text: str) -> bool:
    """Whether a short text is a log-in wall or an error page."""
    low = " ".join(text.lower().split())
    return len(low) < 900 and any(phrase in low for phrase in file().walls)


def _is_buttons(line: str) -> bool:
    rule = file().buttons
    words = [word.lower() for word in WORD.findall(line) if not word[0].isdigit()]
    known = all(word in rule.needs or word in rule.allows for word in words)
    return 0 < len(words) <= 14 and known and any(word in rule.needs for word in words) and not line.endswith(".")
