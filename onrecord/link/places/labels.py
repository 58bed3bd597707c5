"""What a place's words say by themselves: names to look up, what kind of place, and what they say it lies in.

"Qarah Tabah village, Shara district, Afrin", "province of Deir ez-Zor", "Al-Thawrah (Tabaqah)", "Hama/Homs border".
"""

from __future__ import annotations

import functools
import re

import msgspec

from onrecord.knowledge.gazetteer import Feature
from onrecord.language.place_words import Noun, words
from onrecord.model import Relation

PARTS = re.compile(r"[,;:،]| - ")
BRACKETS = re.compile(r"\(([^()]{1,80})\)?")
TOKEN = re.compile(r"[^\s\-/]+|[-/]")
EXTENT_NOUNS = frozenset({"countryside", "outskirts", "surroundings", "suburbs", "area", "vicinity"})
POSSESSIVE = re.compile(r"['’]s(?=\s|$)")
LOST_POSSESSIVE = re.compile(r"[a-z]{3}[^s\W]s$")
ALSO_NAMES = 4


class Label(msgspec.Struct, frozen=True):
    """``names`` are spellings and alternatives, the likeliest first; ``feature`` what its generic noun says it is; ``containers`` are
    names of what it lies in, the narrowest first. ``noun`` is null where none is written. ``around`` is true for the country round a place
    ("countryside of X", "northern X"), not the place itself. ``head`` is the words without what follows a comma; without names ("several
    neighborhoods") nothing can be looked up but that."""

    names: tuple[str, ...]
    feature: Feature | None = None
    noun: str | None = None
    containers: tuple[str, ...] = ()
    around: bool = False
    head: str = ""


@functools.lru_cache(maxsize=8192)
def read(text: str) -> Label:
    """The label of a place's words."""
    text = _plain_arabic(text)
    people = words().demonyms.at(text.lower().split() or [""], 0)
    if people and people[0] == len(text.split()):  # "Syrian" is Syria
        return Label(names=(people[1],), feature="country", head=text)
    bracketed = tuple(part.strip() for part in BRACKETS.findall(text) if part.strip())
    plain = " ".join(BRACKETS.sub(" ", text).split()) or text
    head, *rest = [part.strip() for part in PARTS.split(plain) if part.strip()] or [plain]
    tokens = TOKEN.findall(head)
    lowers = [token.lower() for token in tokens]
    if _is_route(lowers):
        return Label(names=(), feature="line", noun="road", containers=tuple(rest), head=head)
    relation, first = _after_relation(tokens, lowers)
    last, noun, around = len(tokens), None, relation == "countryside"
    if found := _noun_of(lowers, first):
        first, noun = found
    elif found := _noun_last(lowers):
        last, noun = found
        while last - 1 > first and lowers[last - 1] in words().directions:  # "Homs eastern countryside"
            around, last = True, last - 1
    start = first
    while first < last - 1 and (lowers[first] in words().directions or lowers[first] in ("the", "-")):
        around, first = around or lowers[first] in words().directions, first + 1
    if rest and noun is None and _is_part(rest[0]):  # "Abu Kamal, Aisha Hospital": the town first
        return msgspec.structs.replace(read(rest[0]), containers=(head, *rest[1:]))
    if noun and all(_says_nothing(word) for word in lowers[first:last]):
        names: list[str] = []
    else:
        names = _alternatives(head, tokens[first:last], whole=noun is not None)
    if around and names and first > start:  # "Inner Mongolia" is a name, "northern Aleppo" is not: the list knows
        names = [_joined(tokens[start:last]), *names]
    others = tuple(name for part in bracketed for name in read_plain(part))
    around = around or (noun is not None and noun.lemma in EXTENT_NOUNS)
    containers = tuple(name for part in rest for name in read_plain(part)[:1])
    return Label(
        names=tuple(dict.fromkeys([*names, *others]))[: ALSO_NAMES + 2],
        feature=noun.feature if noun and noun.lemma not in EXTENT_NOUNS else None,
        noun=noun.lemma if noun else None,
        containers=(*containers, *bracketed),
        around=around,
        head=head,
    )


@functools.lru_cache(maxsize=2048)
def read_plain(text: str) -> tuple[str, ...]:
    """The names of a part that has no parts of its own."""
    return read(text).names if not PARTS.search(text) and not BRACKETS.search(text) else (text,)


def _plain_arabic(text: str) -> str:
    """Arabic words without the generic noun that opens them: "قرية الكفير" is "الكفير"."""
    first, _, rest = text.strip().partition(" ")
    return rest if rest and first in words().arabic else text


def _is_route(lowers: list[str]) -> bool:
    """Words like "road between A and B" or "area between A and B": a stretch that none of the names stands for."""
    at = 1 if lowers[:1] == ["the"] else 0
    hit = words().nouns.at(lowers, at) if at < len(lowers) else None
    return bool(hit and lowers[at + hit[0] : at + hit[0] + 1] in (["between"], ["linking"], ["connecting"]))


def _says_nothing(word: str) -> bool:
    """Whether a word before a generic noun names nothing: "several neighborhoods", "military airport"."""
    plain = word in words().modifiers or word in words().directions or word == "-"
    return plain or words().determiners.at((word,), 0) is not None


def _is_part(text: str) -> bool:
    label = read(text)
    return label.noun is not None and label.feature in ("site", "neighbourhood", "line")


def _after_relation(tokens: list[str], lowers: list[str]) -> tuple[Relation | None, int]:
    """What "near", "vicinity of" say and where the place starts after them; "In Salah" is a name."""
    for before in ([], ["in"]):
        hit = words().relations.at([*before, *lowers], 0) if lowers else None
        length = hit[0] - len(before) if hit else 0
        if hit and 0 < length < len(lowers) and (tokens[0][0].islower() or hit[1] != "in"):
            return hit[1], length
    return None, 0


def _noun_of(lowers: list[str], start: int) -> tuple[int, Noun] | None:
    """Words like "the town of X": where the name starts."""
    at = start + 1 if lowers[start : start + 1] in (["the"], ["a"]) else start
    while at < len(lowers) - 2 and (lowers[at] in words().directions or lowers[at] in words().modifiers):
        at += 1
    hit = words().nouns.at(lowers, at) if at < len(lowers) else None
    if hit and lowers[at + hit[0] : at + hit[0] + 1] == ["of"] and at + hit[0] + 1 < len(lowers):
        start = at + hit[0] + 1
        return (start + 1 if lowers[start] == "the" and start + 1 < len(lowers) else start), hit[1]
    return None


def _noun_last(lowers: list[str]) -> tuple[int, Noun] | None:
    """Words like "X village", "X military base": where the name ends."""
    for start in range(len(lowers)):
        hit = words().nouns.at(lowers, start)
        if hit and start + hit[0] == len(lowers):
            return _before_modifiers(lowers, start), hit[1]
    return None


def _before_modifiers(lowers: list[str], at: int) -> int:
    """Where the name ends before "military base", "refugee camp"."""
    while at > 1 and lowers[at - 1] in words().modifiers and lowers[at - 1] not in words().directions:
        at -= 1
    return at


def _alternatives(head: str, tokens: list[str], *, whole: bool) -> list[str]:
    """The name, its parts where a stroke parts spellings, and the words with their noun, under which some places are listed."""
    name = _joined(tokens)
    if whole:  # "Homs's military airport"
        name, head = POSSESSIVE.sub("", name), POSSESSIVE.sub("", head)
    found = [name]
    if "/" in name:
        found = [part.strip() for part in name.split("/") if part.strip()] + found
    lost = [name[:-1]] if whole and LOST_POSSESSIVE.search(name) else []  # "Ezzors countryside": the apostrophe is gone
    return [*found, head, *lost] if whole and head != name else [*found, *lost]


def _joined(tokens: list[str]) -> str:
    text = " ".join(tokens)
    return re.sub(r" ?([-/]) ?", r"\1", text).strip(" -'’\"“”")
