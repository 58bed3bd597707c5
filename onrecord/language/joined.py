"""Where lines that a page has run together begin: headline and lead, key words, a short address, the lead told twice.

Pages lose their line breaks, and their marks with them: "Raid kills nine Monitor An air raid …", "Tags Qara army Rebels shelled …",
"… the town Rebels shelled the town …". Each line is a sentence of its own; without a border between them grammar ties what it must not.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from onrecord.language import datelines, lexicon, stamps

HEAD = 700
"""Headline, key words and lead stand within so many characters; further down a word with a capital is a name more often."""
KEYS = 300
"""Characters of a list of key words."""
SAME = 50
"""So many characters told again right away are the same line once more."""
REPEATED = 1_200
"""Characters within which a lead is told again."""
AHEAD = 90
NEXT = 6
"""So many words tell a sentence from a headline."""
_ADDRESS = re.compile(r"https?\S+[ \u00a0]+(?=[A-Z])")
_NUMBERS = re.compile(r"(?:[ \u00a0]+(?:\d{1,7}|[+-]))*[ \u00a0]+(?=[A-Z\"\u201c])")
_SEAT = re.compile(r"[ \u00a0]*[A-Z]{4,}(?:[ \u00a0][A-Z]{3,}){0,2}[ \u00a0]+(?=[A-Z][a-z]|A[ \u00a0][a-zA-Z])")
_LINE_START = re.compile(r"(?:^|(?<=[.!?][ \u00a0]))[A-Z\d]", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``joined.yaml``; the file says what each is."""

    links: tuple[str, ...]
    tags: tuple[str, ...]
    openers: tuple[str, ...]
    sure: frozenset[str]
    numbers: tuple[str, ...]
    people: tuple[str, ...]
    lettered: frozenset[str]
    speaking: frozenset[str]
    function: frozenset[str]
    credits: tuple[str, ...]


@functools.cache
def _words() -> Words:
    return lexicon.load("joined", Words)


def borders(text: str) -> list[int]:
    """Where lines begin that no mark parts from the one before."""
    return sorted({*_after_links(text), *_around_tags(text), *_after_seat(text), *_openers(text), *_told_again(text)})


@functools.cache
def _labels(name: str) -> re.Pattern[str]:
    """Labels in capitals or with one, at the head of the text or after a mark, a figure or a word in capitals."""
    listed = "|".join(
        re.escape(f) for word in getattr(_words(), name) for f in (word.capitalize(), word.title(), word.upper())
    )
    return re.compile(rf"(?:^|(?<=[\n.!?)\d][ \u00a0])|(?<=[\n.!?)\d]))(?:{listed})(?::|(?=[ \u00a0]))", re.MULTILINE)


def _after_links(text: str) -> Iterator[int]:
    """The ends of links and of the numbers and addresses behind them: "Get short URL 0 46 A raid …", "Share http://… A raid …"."""
    for label in _labels("links").finditer(text, 0, HEAD):
        numbers = _NUMBERS.match(text, label.end())
        if numbers:
            yield label.start()
            address = _ADDRESS.match(text, label.end() + 1)
            yield address.end() if address else numbers.end()
        elif address := _ADDRESS.match(text, label.end() + 1):
            yield from (label.start(), address.end())


def _around_tags(text: str) -> Iterator[int]:
    """The start and the end of lists of key words."""
    for label in _labels("tags").finditer(text, 0, HEAD):
        end = _prose(text, label.end(), min(len(text), label.end() + KEYS))
        if end is not None:
            yield from (label.start(), end)


def _prose(text: str, start: int, end: int) -> int | None:
    """Where a sentence begins after key words: at its opener, else at the last capital before the first word that only
    sentences have."""
    opener = _opener(any_number=True).search(text, start, end)
    words = list(_WORD.finditer(text, start, end))
    first = next((n for n, word in enumerate(words) if word.group() in _words().function), None)
    if first is None:
        return None
    if opener and opener.start() <= words[first].start():
        return opener.start()
    begin = next((word for word in reversed(words[:first]) if word.group()[0].isupper()), None)
    return begin.start() if begin and begin.start() > start + 1 else None


@functools.cache
def _opener(*, any_number: bool = False) -> re.Pattern[str]:
    """A word with a capital that opens a sentence, and a word in lower case after it; numbers before people, or before any."""
    known = _words()
    plain = "|".join(re.escape(word.capitalize()) for word in known.openers)
    counted = "|".join(word.capitalize() for word in known.numbers)
    people = "|".join(known.people)
    behind = r"(?=\w)" if any_number else rf"(?:[a-z]+[ \u00a0])?(?=(?:{people})\b)"
    return re.compile(rf"(?<=[\w)\].][ \u00a0])(?:(?:{plain}|A)[ \u00a0](?=[a-z\d])|(?:{counted})[ \u00a0]{behind})")


def _after_seat(text: str) -> Iterator[int]:
    """The end of the place in capitals behind the text's own day, its dash lost: "3 Feb 2020 KARMOUN The army said"."""
    day = stamps.stamp(text)
    seat = _SEAT.match(text, day.end) if day else None
    if seat and datelines.is_place(seat.group().strip()):
        yield from (seat.end(), day.end if day else seat.end())


def _openers(text: str) -> Iterator[int]:
    """Sentences that begin inside a line, by a word with a capital that only opens sentences: "… the town Monitor An air raid"."""
    known = _words()
    for opener in _opener().finditer(text):
        if opener.start() > HEAD and not _after_prose(text, opener):
            continue
        before = text[max(0, opener.start() - 40) : opener.start()].split()
        last = before[-1].strip(",;:'\u2019\"").lower() if before else ""
        if not last or last in known.speaking or before[-1][-1] in ',;:(["\u201c\u2018-\u2013\u2014':
            continue
        if (last in known.lettered and opener.group().startswith("A ")) or not _is_prose(text, opener.end()):
            continue
        yield opener.start()
    for credit in _credited().finditer(text, 0, HEAD):
        if _is_prose(text, credit.end()):
            yield credit.end()


def _after_prose(text: str, opener: re.Match[str]) -> bool:
    """Whether an opener further down has a word in lower case before it, as no name has: "… talks stall More than nine"."""
    before = text[max(0, opener.start() - 40) : opener.start()].split()
    return bool(before) and before[-1].islower() and opener.group().strip().lower() in _words().sure


@functools.cache
def _credited() -> re.Pattern[str]:
    """The credit that ends a headline whose mark is lost: "Raid kills nine Monitor Fierce fighting …"."""
    listed = "|".join(re.escape(form) for word in _words().credits for form in (word.capitalize(), word.title()))
    return re.compile(rf"(?<=[a-z\d][ \u00a0])(?:{listed})[ \u00a0](?=[A-Z][a-z]+[ \u00a0][a-z])")


def _is_prose(text: str, start: int) -> bool:
    """Whether what follows has the capitals of a sentence, not those of a headline."""
    words = [word.group() for word in _WORD.finditer(text, start, min(len(text), start + AHEAD))][:NEXT]
    return sum(word[0].isupper() for word in words) <= len(words) // 2


def is_list(sentence: str) -> bool:
    """Whether these words are a list of key words and no sentence: they tell nothing."""
    label = _labels("tags").match(sentence)
    return label is not None and _prose(sentence, label.end(), len(sentence)) is None


def _told_again(text: str) -> Iterator[int]:
    """Where a line begins again that was just told, no mark between: pages print the lead above and below a picture."""
    for line in _LINE_START.finditer(text, 0, HEAD):
        opening = text[line.start() : line.start() + SAME]
        again = text.find(opening, line.start() + SAME, line.start() + REPEATED)
        if len(opening) == SAME and "\n" not in opening and again > 0 and _after_word(text, again):
            yield again


def _after_word(text: str, at: int) -> bool:
    """Whether a word and a space stand before: one after which a sentence may end."""
    before = text[max(0, at - 40) : at].split()
    ends = text[at - 1] in " \u00a0" and text[at - 2].isalnum()
    return ends and bool(before) and before[-1].lower() not in _words().speaking
