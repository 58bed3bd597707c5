"""What a place's words say by themselves: names to look up, what kind of place, and what they say it lies in.

"Qarah Tabah village, Shara district, Afrin", "province of Deir ez-Zor", "Al-Thawrah (Tabaqah)", "Hama/Homs border".
"""

from __future__ import annotations

import functools
import re

import msgspec

from onrecord.knowledge.gazetteer.land import capitals, countries
from onrecord.knowledge.spelling import IN_ARABIC
from onrecord.language.place_words import Noun, words
from onrecord.link.places import arabic_labels
from onrecord.link.places.label import BRACKETS, PARTS, Label
from onrecord.model import Relation

TOKEN = re.compile(r"[^\s\-/]+|[-/]")
EXTENT_NOUNS = frozenset({"countryside", "outskirts", "surroundings", "suburbs", "area", "vicinity"})
POSSESSIVE = re.compile(r"['’]s(?=\s|$)")
LOST_POSSESSIVE = re.compile(r"[a-z]{3}[^s\W]s$")
JOINED_IN = re.compile(r"(?:al|el|a[drtszn]|ash|ad|as)[- ]", re.IGNORECASE)
HOLDER = re.compile(r"\b[\w’']{2,30}-(?:held|controlled|occupied|run|besieged|dominated)\s+")
"""Who holds a place, before its noun: "the Varna-held town"."""
INSIDE = frozenset({"in", "inside", "within"})
BETWEEN = re.compile(r"\b(?:between|linking|connecting)\s+|\bبين\s+", re.IGNORECASE)
LISTED = re.compile(r"\s(?:and|or|&)\s|\sو\s|\sو(?=ال)")
COUNTS = frozenset({"dozen", "dozens", "hundreds", "scores", "of", "more", "than", "over", "number"})
ALSO_NAMES = 4


@functools.lru_cache(maxsize=8192)
def read(text: str) -> Label:
    """The label of a place's words."""
    if IN_ARABIC.match(text.strip()):
        return arabic_labels.read(text)
    if meant := _of_country(text):
        return meant
    bracketed = tuple(part.strip() for part in BRACKETS.findall(text) if _names(part.strip()))
    plain = HOLDER.sub("", " ".join(BRACKETS.sub(" ", text).split())) or text
    head, *rest = [part.strip() for part in PARTS.split(plain) if part.strip()] or [plain]
    head, relation, other = _split(head)
    if relation == "in":
        rest = [other, *rest]
    tokens = TOKEN.findall(head)
    lowers = [token.lower() for token in tokens]
    if _is_route(lowers):
        return Label(names=(), feature="line", noun="road", containers=tuple(rest), head=head)
    before, first = _after_relation(tokens, lowers)
    last, noun, around = len(tokens), None, before == "countryside"
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
        part = read(rest[0])
        return msgspec.structs.replace(part, containers=(*part.containers, head, *rest[1:]))
    if noun and all(_says_nothing(word, noun) for word in lowers[first:last]):
        names: list[str] = []
        rest = [*rest, *_lands(lowers[first:last], noun)]
    else:
        names = _alternatives(head, tokens[first:last], whole=noun is not None)
    if around and names and first > start:  # "Inner Mongolia" is a name, "northern Aleppo" is not: the list knows
        names = [_joined(tokens[start:last]), *names]
    others = tuple(name for part in bracketed for name in read_plain(part))
    around = around or (noun is not None and noun.lemma in EXTENT_NOUNS)
    containers = tuple(part for part in rest if read(part).names)
    return Label(
        names=tuple(dict.fromkeys([*names, *others]))[: ALSO_NAMES + 2],
        feature=noun.feature if noun and noun.lemma not in EXTENT_NOUNS else None,
        noun=noun.lemma if noun else None,
        containers=(*containers, *bracketed),
        near=read_plain(other)[:1] if relation == "near" else (),
        around=around,
        beside=before == "near",
        head=head,
    )


@functools.cache
def _country_names() -> dict[str, str]:
    """Countries by every name they go by, in lower case."""
    return {name.lower(): c.name for c in countries().values() for name in (c.name, *c.aliases)}


def _of_country(text: str) -> Label | None:
    """What "Syrian", "Turkish soil" and "the Afghan capital" stand for."""
    said = POSSESSIVE.sub("", text).lower().removeprefix("the ").split()
    named = _country_names().get(" ".join(said[:-1])) if said[-1:] == ["capital"] else None
    people = words().demonyms.at(said or [""], 0) if named is None else (len(said) - 1, named)
    if people is None:
        return None
    country, after = people[1], said[people[0] :]
    if not after or (len(after) == 1 and after[0] in words().soil):
        return Label(names=(country,), feature="country", head=text)
    if after == ["capital"] and country in capitals():
        seat = (capitals()[country],)
        return Label(names=seat, feature="settlement", noun="capital", containers=(country,), head=text)
    return None


class Members(msgspec.Struct, frozen=True):
    """The places of a list, each in its own words; ``between`` where a stretch between them is meant."""

    names: tuple[str, ...]
    between: bool = False


def members(text: str) -> Members | None:
    """The places that words list: "A and B", "the road between A and B", "A, B and C villages"; null for a single one."""
    plain = BRACKETS.sub(" ", text).strip()
    stretch = BETWEEN.search(plain)
    listed = plain[stretch.end() :] if stretch else plain
    names = [part.strip() for part in LISTED.split(listed) if part.strip()]
    if len(names) < 2:
        return None
    *first, last = names
    last, comma, holders = last.partition(",")
    first = [name for part in first for name in PARTS.split(part) if name.strip()]
    return Members(tuple(name.strip() + comma + holders for name in (*first, last)), stretch is not None)


@functools.lru_cache(maxsize=2048)
def read_plain(text: str) -> tuple[str, ...]:
    """The names of a part that has no parts of its own."""
    return read(text).names if not PARTS.search(text) and not BRACKETS.search(text) else (text,)


def _names(text: str) -> bool:
    """Whether words in brackets may be a name: "(Aleppo)", "(al-Bab)", not "(possibly east of the village)"."""
    return bool(text) and (not text[0].islower() or JOINED_IN.match(text) is not None)


def _split(head: str) -> tuple[str, Relation | None, str]:
    """The words before "in" or "near" between two names, which it is, and the words behind it."""
    tokens = head.split()
    lowers = [token.lower() for token in tokens]
    for at in range(1, len(tokens) - 1):
        hit = words().relations.at(lowers, at) if tokens[at].islower() else None
        told = any(token[0].isupper() for token in tokens[:at]) or _noun_last(lowers[:at]) is not None
        if not hit or at + hit[0] >= len(tokens) or not told:
            continue
        if hit[1] == "near" or (hit[1] == "in" and lowers[at] in INSIDE):
            after = tokens[at + hit[0] :]
            return " ".join(tokens[:at]), hit[1], " ".join(after[1:] if after[0] == "the" and after[1:] else after)
    return head, None, ""


def _is_route(lowers: list[str]) -> bool:
    """Words like "road between A and B" or "area between A and B": a stretch that none of the names stands for."""
    at = 1 if lowers[:1] == ["the"] else 0
    hit = words().nouns.at(lowers, at) if at < len(lowers) else None
    return bool(hit and lowers[at + hit[0] : at + hit[0] + 1] in (["between"], ["linking"], ["connecting"]))


def _lands(lowers: list[str], noun: Noun) -> list[str]:
    """The countries that adjectives put a nameless place in: "a Syrian town"; borders have two sides."""
    if noun.feature == "line":
        return []
    return [hit[1] for word in lowers if (hit := words().demonyms.at((word,), 0))]


def _says_nothing(word: str, noun: Noun) -> bool:
    """Whether a word before a generic noun names nothing: "several neighborhoods", "military airport", "a Syrian town"."""
    if noun.generic and words().demonyms.at((word,), 0) is not None:
        return True
    plain = word in words().modifiers or word in words().directions or word == "-" or word.isdigit() or word in COUNTS
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
        if words().nouns.at(lowers, at) is not None:  # "residential area of X"
            break
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
