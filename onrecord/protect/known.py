"""Which words may be shown: ordinary words, numbers, and names of organisations and places that everybody knows.

Private names cannot be listed, so nothing is searched for them. The other way round: a phrase keeps the words that are on a
list, and every other word goes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator

from onrecord.knowledge import packaged
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.publishers import Publishers
from onrecord.knowledge.spelling import fold
from onrecord.language.lexicon import noun_forms, verb_forms
from onrecord.protect.rules import Rules

LEXICONS = ("people", "groups", "harms", "hits", "weapons", "numbers", "triggers", "dates")
"""Lists of the rule coder that hold words of events, never names of people."""
BODIES = ("bodies", "sides")
"""Parts of ``sources.yaml`` whose words make the name of an organisation."""
TOKEN = re.compile(r"[^\W_]+(?:['’.,–-][^\W_]+)*")
PLAIN = re.compile(r"[a-z]+")
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:st|nd|rd|th)?|\d{1,4}[–-]\d{1,4}")
"""A count, an ordinal, a year or a range; longer figures may be telephone or identity numbers."""
TELLING = 4
"""Letters from which on a part of a name inside an address tells who it is."""
GONE = "…"
"""Stands where words were withheld."""
PARTICLES = frozenset({"abu", "umm", "bin", "ibn", "bint", "abd", "ould"})
"""Parts of personal names that stand in lists of bodies."""
PEOPLE = frozenset({"civilians", "protesters", "rioters"})


class Known:
    """The lists opened once. ``registry`` and ``publishers`` are the user's where they extended them."""

    def __init__(self, rules: Rules, registry: Registry, publishers: Publishers) -> None:
        self._belonging = frozenset(part for word in rules.belonging for part in _parts(word))
        self._hosts = frozenset(rules.personal_hosts)
        self._paths = frozenset(rules.page_words)
        self._registry = registry
        self._publishers = publishers

    @classmethod
    def open(cls, rules: Rules | None = None) -> Known:
        """The packaged lists with these rules."""
        return cls(rules or Rules.open(), Registry.open(), Publishers.open())

    def scrubbed(
        self, text: str, names: Collection[str] = (), *, belonging: bool = False, hidden: Collection[str] = ()
    ) -> str:
        """The phrase with every word that is on no list replaced by one ellipsis; empty where nothing remains.

        ``names`` are further words that may stand, such as those of a place shown anyway. ``belonging`` lets words for
        ethnicity and religion stand. ``hidden`` are words that never stand: parts of the names of people in the event.
        """
        allowed = [word if self._shown(word, names, belonging=belonging) else GONE for word in _tokens(text)]
        shown = [GONE if set(_parts(word)) & set(hidden) else word for word in allowed]
        kept = [word for word, before in zip(shown, ["", *shown], strict=False) if word != GONE or before != GONE]
        return "" if set(kept) <= {GONE} else " ".join(kept)

    def wholly(self, text: str, names: Collection[str] = (), hidden: Collection[str] = ()) -> bool:
        """Whether every word of the text may be shown."""
        words = _tokens(text)
        return all(self._shown(word, names, belonging=False) and not set(_parts(word)) & set(hidden) for word in words)

    def plain(self, name: str) -> bool:
        """Whether a name holds no word for ethnicity or religion."""
        return not self._belonging & {part for word in TOKEN.findall(name) for part in (*_parts(word), word.lower())}

    def _shown(self, word: str, names: Collection[str], *, belonging: bool) -> bool:
        if NUMBER.fullmatch(word):
            return True
        parts = _parts(word)
        if not belonging and self._belonging & {*parts, word.lower()}:
            return False
        return bool(parts) and (all(part in vocabulary() or part in names for part in parts))

    def organisation(self, name: str | None) -> str | None:
        """The name of a body that may be named: one on the lists of actors or publishers, or made of ordinary words alone.

        None for everything else, and so for every individual.
        """
        if not name:
            return None
        outlet = self._publishers.named(name)
        if outlet:
            return outlet.name
        entry = self._registry.named(name)
        if entry and entry.kind not in PEOPLE and fold(name) not in map(fold, entry.leaders):
            return name if name.isupper() else entry.name  # initials are many bodies': they stay as the report has them
        words = [part for word in TOKEN.findall(name) for part in _parts(word)]
        ordinary = self.wholly(name, self._lands(words)) and bool(words) and bool(bodies() & set(words))
        return " ".join(name.split()) if ordinary else None

    def enemies(self, side: str | None, actor: str | None) -> bool:
        """Whether an actor is not known to stand on this side."""
        return side is None or actor is None or not self._registry.same_side(side, actor)

    def _lands(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(word for word in words if self._registry.is_land(word))

    def personal(self, publisher: str | None, url: str | None) -> bool:
        """Whether a publisher is a channel of a person's own: an account, or an address where individuals publish."""
        host = _host(url)
        own = any(host == name or host.endswith(f".{name}") for name in self._hosts)
        return own or "@" in (publisher or "")

    def address(self, url: str | None, names: Collection[str], hidden: Collection[str] = ()) -> str | None:
        """The address, cut back to its host where the rest holds a word that is on no list; None where the host names somebody."""
        host = _host(url)
        if not host or url is None or any(part in host for part in hidden if len(part) >= TELLING):
            return None
        root = f"https://{host}/"
        if any(host == name or host.endswith(f".{name}") for name in self._hosts):
            return None
        path = url.partition("://")[2].partition("/")[2].partition("#")[0].partition("?")[0]
        words = [word for word in re.split(r"[^\w]+|_", path) if word]
        fine = all((word.isdigit() and len(word) <= 9) or self._shown(word, {*names, *self._paths}, belonging=False) for word in words)  # fmt: skip
        return f"{root}{path}" if fine and not set(map(str.lower, words)) & set(hidden) else root


def _host(url: str | None) -> str:
    host = (
        (url or "").partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0].lower()
    )
    return host.removeprefix("www.") if re.fullmatch(r"[a-z0-9.-]+", host) else ""


def _tokens(text: str) -> list[str]:
    """The words of a text; numbers that follow on each other stand as one word that is on no list."""
    found: list[str] = []
    for word in TOKEN.findall(text):
        if found and NUMBER.fullmatch(word) and found[-1][:1].isdigit():
            found[-1] += f"_{word}"
        else:
            found.append(word)
    return found


def _parts(word: str) -> list[str]:
    """A word as the lists have it: folded to plain letters, hyphened words in their parts, without a possessive."""
    plain = fold(word.replace("’", "'")).removesuffix("'s")
    return PLAIN.findall(plain) if not any(sign.isdigit() for sign in plain) else []


def words_of(*names: str | None) -> frozenset[str]:
    """The words of names that are shown anyway, in the form in which words are compared."""
    return frozenset(part for name in names if name for word in TOKEN.findall(name) for part in _parts(word))


@functools.cache
def vocabulary() -> frozenset[str]:
    """Ordinary words: those of ``data/protect/words.txt`` and of the coder's lists, in all their forms."""
    listed = {word for name in LEXICONS for word in PLAIN.findall(_values("lexicons", "en", f"{name}.yaml"))}
    forms = {part for word in listed for form in (*noun_forms(word), *verb_forms(word)) for part in form.split()}
    return (frozenset(packaged.text("protect", "words.txt").split()) | listed | forms | bodies()) - PARTICLES


@functools.cache
def bodies() -> frozenset[str]:
    """Words that make the name of an organisation: ministry, observatory, brigade."""
    lists = packaged.safe_yaml(packaged.text("lexicons", "en", "sources.yaml"))
    return frozenset(
        part for part in BODIES for value in _strings(lists[part]) for part in PLAIN.findall(value.lower())
    )


def _values(*path: str) -> str:
    return " ".join(_strings(packaged.safe_yaml(packaged.text(*path)))).lower()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
