"""What the words of an actor phrase name: an organisation, a country's army, a side; grammar of short noun phrases only.

Words are folded (lower case, no accents, hyphens and apostrophes) and possessive ``'s`` and Arabic articles left out, so
"Jabhat al-Nusra", "Jabhat Al Nusra" and "JABHAT AL NUSRA" are one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import msgspec

from onrecord.knowledge import packaged
from onrecord.knowledge.spelling import fold

V = TypeVar("V")
Group = Literal[
    "army",
    "units",
    "police",
    "security",
    "government",
    "fighters",
    "groups",
    "strangers",
    "machines",
    "protesters",
    "rioters",
    "civilians",
    "officials",
    "members",
]

POSSESSIVE = frozenset({"'s", "’s", "'", "’", "‘s", "s"})
"""The possessive ending; a lone "s" is one whose apostrophe was lost."""
SILENT = frozenset({"-", "‐", "‑", '"', "“", "”", "„", "«", "»", "''", "``", "‘"}) | POSSESSIVE
"""Tokens that stand inside names in some spellings only."""
ARTICLES = frozenset(["al", "el", "an", "ash", "as", "ar", "at", "ad", "az", "ul", "es"])
"""Arabic articles as romanised before a hyphen; "al" also without one."""
WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\.?|[-‐‑]|['’]")
MAXIMUM = 40
"""Longest phrase in words that is read; longer ones are no name of an actor."""


class Belonging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tie a noun to a name: of that very organisation, or on its side."""

    same: tuple[str, ...]
    side: tuple[str, ...]


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word lists of ``groups.yaml``; each is explained there."""

    nouns: dict[Group, tuple[str, ...]]
    officers: frozenset[str]
    loaded: frozenset[str]
    government: frozenset[str]
    opposition: frozenset[str]
    pro: frozenset[str]
    own: frozenset[str]
    pronouns: frozenset[str]
    modifiers: tuple[str, ...]
    unidentified: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    quantities: frozenset[str]
    belonging: Belonging
    titles: frozenset[str]
    believed: tuple[str, ...]
    holding: frozenset[str]
    tying: frozenset[str]
    acts: frozenset[str]
    things: frozenset[str]
    neutral: frozenset[str]
    people: frozenset[str]
    armed: frozenset[str]
    adjectives: frozenset[str]
    bodies: frozenset[str]
    settings: frozenset[str]
    within: frozenset[str]
    watchers: frozenset[str]
    fresh: frozenset[str]
    criminals: frozenset[str]
    ending: frozenset[str]
    enemies: frozenset[str]
    seafarers: frozenset[str]
    merchant_ships: frozenset[str]
    warships: frozenset[str]
    peoples: dict[str, str]
    continental: frozenset[str]


class Piece(NamedTuple):
    """A folded word with the word as it stood and the number of its token."""

    word: str
    written: str
    token: int


def pieces(tokens: Sequence[str]) -> list[Piece]:
    """The words of a token sequence that names are compared by; marks that no name holds stay, as barriers."""
    found: list[Piece] = []
    for number, token in enumerate(tokens):
        if token in SILENT:
            continue
        lower = token.lower()
        hyphen = number + 1 < len(tokens) and tokens[number + 1] in {"-", "‐", "‑"}
        if lower == "al" or (hyphen and lower in ARTICLES):
            continue
        found.extend(Piece(part, token, number) for part in (folded(token).split() or [token]))
    return found


@functools.lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """``fold`` of one word, remembered."""
    return fold(word)


def split(text: str) -> list[str]:
    """A short phrase as tokens, hyphens and possessive endings apart."""
    found: list[str] = []
    for word in WORD.findall(text)[: 4 * MAXIMUM]:
        stem, mark, end = word.rpartition("'" if "'" in word else "’")
        if mark and end.lower() == "s" and stem:
            found += [stem, "'s"]
        else:
            found.append(word)
    return found


class Index(Generic[V]):
    """Word sequences with a value each; the longest that starts at a word is found."""

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[tuple[str, V]]]] = {}
        for name, value in entries:
            words = key(name)
            if words:
                self._by_first.setdefault(words[0], {}).setdefault(words, []).append((name, value))
        self._lengths = {
            first: sorted({len(words) for words in found}, reverse=True) for first, found in self._by_first.items()
        }

    def at(self, words: Sequence[Piece], position: int, mixed: bool) -> tuple[int, list[V]] | None:
        """The longest name at a position: (number of words, its values). ``mixed``: capitals mean something here."""
        first = words[position].word
        for length in self._lengths.get(first, ()):
            if position + length > len(words):
                continue
            run = words[position : position + length]
            named = self._by_first[first].get(tuple(piece.word for piece in run))
            if named:
                values = [value for name, value in named if fits(name, run, mixed)]
                if values:
                    return length, values
        return None


def key(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(piece.word for piece in pieces(split(name)))


def fits(name: str, run: Sequence[Piece], mixed: bool) -> bool:
    """Whether the capitals of a name are there where they count: "IS" is not "is", "Contras" not "contras"."""
    if not any(letter.isupper() for letter in name):
        return True
    written = [piece.written for piece in run]
    if mixed:
        if name.isupper() and len(run) == 1:
            return written[0].isupper() or (
                len(name) >= 5 and written[0][:1].isupper() and name.lower() not in common()
            )
        if any(word[:1].isupper() for word in written):
            return True
        return len(run) == 1 and len(name) >= 6 and run[0].word not in common()
    return len(run) > 1 or run[0].word not in common()


@functools.cache
def vocabulary() -> Vocabulary:
    """The shipped word lists."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("lexicons", "en", "groups.yaml")), Vocabulary)


def forces_of(words: str) -> str | None:
    """The armed bands that a people's name stands for where it fights: "Kurdish forces" for "Kurds"; None for other words."""
    *before, last = words.split() or [""]
    people = vocabulary().peoples.get(last.lower())
    whose = [word for word in before if word.endswith(ADJECTIVAL)]  # "Syrian Kurds", but not "Syria's Kurds"
    return " ".join([*whose, people, "forces"]) if people else None


ADJECTIVAL = ("an", "i", "ish")
"""Ends of adjectives of countries."""


@functools.cache
def patterns() -> Any:
    """``patterns.yaml`` as plain values."""
    return packaged.safe_yaml(packaged.text("actors", "patterns.yaml"))


def cased(text: str) -> bool:
    """Whether capitals tell names in a text: it has lower-case letters and capitals."""
    return text.upper() != text != text.lower()


@functools.cache
def common() -> frozenset[str]:
    """Aliases that are common words where case does not tell."""
    return frozenset(patterns()["common_words"])


@functools.cache
def nouns() -> Index[Group]:
    """Group nouns, each with its classes; the first class listed counts first."""
    return Index((noun, group) for group, listed in vocabulary().nouns.items() for noun in listed)


@functools.cache
def modifiers() -> Index[bool]:
    """Words and phrases that may stand before a group noun."""
    return Index((phrase, True) for phrase in vocabulary().modifiers)


@functools.cache
def modifier_words() -> frozenset[str]:
    """The folded words of all modifiers."""
    return frozenset(word for phrase in vocabulary().modifiers for word in key(phrase))


@functools.cache
def army_words() -> frozenset[str]:
    """Words before "units" or "members" that make them an army's."""
    return frozenset(
        {"infantry", "cavalry", "guard", "marine", "navy", "mechanized", "mechanised", "airborne", "army", "military"}
    )


@functools.cache
def belonging() -> Index[Literal["same", "side"]]:
    """Phrases that tie a noun to a name."""
    listed = vocabulary().belonging
    pairs: list[tuple[str, Literal["same", "side"]]] = [(phrase, "side") for phrase in listed.side]
    return Index([*pairs, *((phrase, "same") for phrase in listed.same)])


@functools.cache
def believed() -> Index[bool]:
    """Phrases that say whose somebody is as a belief."""
    return Index((phrase, True) for phrase in vocabulary().believed)
