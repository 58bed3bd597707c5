"""Texts folded so that words written in two ways compare as one, each folded character with its place in the text."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec

from onrecord.language.quantities.numbers import numbers
from onrecord.language.sentences import split

Level = Literal["exact", "spaces", "letters", "numbers"]
LEVELS: tuple[Level, ...] = ("exact", "spaces", "letters", "numbers")
"""From strict to loose. ``spaces``: white space, invisible characters, quotation marks, dashes, composed letters.
``letters``: also case, Arabic and Hebrew vowel signs, tatweel, forms of alef and ya, digits of other scripts.
``numbers``: also numbers in words and figures ("three", "3"; "1,200", "1200")."""

MARKS = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›′ʼ`´＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
}
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Soft hyphens, zero-width spaces and joiners, marks of direction."""
TATWEEL = "\u0640"
ARABIC_FORMS = str.maketrans("أإآٱىی", "اااايي")
"""Alef with and without hamza, the two undotted and dotted forms of ya: writers leave the difference out."""


class Folded(msgspec.Struct, frozen=True):
    """A folded text; its character ``i`` stands for ``[starts[i], ends[i])`` of the text it was made from."""

    text: str
    starts: list[int]
    ends: list[int]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The folded characters that stand for ``[start, end)``."""
        return bisect.bisect_left(self.starts, start), bisect.bisect_left(self.starts, end)


def folded(text: str, level: Level) -> Folded:
    """The text folded to this level."""
    if level == "exact":
        return Folded(text, list(range(len(text))), list(range(1, len(text) + 1)))
    if level == "spaces":
        return _joined(_spaced(text))
    lettered = _joined(_lettered(text))
    return lettered if level == "letters" else _numbered(text, lettered)


Unit = tuple[str, int, int]


def _joined(units: Iterator[Unit]) -> Folded:
    """Units as one text; white space in a row is one space, and none stands at either end."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for written, start, end in units:
        if written == " " and (not letters or letters[-1] == " "):
            if letters:
                ends[-1] = end
            continue
        for letter in written:
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return Folded("".join(letters), starts, ends)


def _spaced(text: str) -> Iterator[Unit]:
    """Letters with the marks that belong to them, composed; white space, quotation marks and dashes of one form."""
    at, length = 0, len(text)
    while at < length:
        end = at + 1
        while end < length and unicodedata.combining(text[end]):
            end += 1
        letter = text[at]
        if letter.isspace():
            yield " ", at, at + 1
            end = at + 1
        elif letter in MARKS:
            yield MARKS[letter], at, end
        elif letter not in INVISIBLE:
            yield unicodedata.normalize("NFKC", text[at:end]), at, end
        at = end


def _lettered(text: str) -> Iterator[Unit]:
    """The same without case, vowel signs, tatweel and forms of letters."""
    last: Unit | None = None
    for written, start, end in _spaced(text):
        if written == TATWEEL and last is not None and last[0] != " " and last[2] == start:
            last = (last[0], last[1], end)  # the stretch belongs to the letter before it
            continue
        if last is not None:
            yield last
        plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", written.casefold()))
        last = (plain.translate(ARABIC_FORMS), start, end)
    if last is not None:
        yield last


def _plain(letter: str) -> str:
    """A letter without what may be left out in writing; a digit of any script as 0 to 9."""
    if letter == TATWEEL or _vowel_sign(letter):
        return ""
    if not letter.isascii() and letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return letter


def _vowel_sign(letter: str) -> bool:
    """Whether the sign may be left out: Arabic and Hebrew vowels, loose Latin accents; not the vowels of other scripts."""
    return (
        "\u064b" <= letter <= "\u065f"
        or letter == "\u0670"
        or "\u06d6" <= letter <= "\u06ed"
        or "\u0591" <= letter <= "\u05c7"
        or "\u0300" <= letter <= "\u036f"
    )


def _numbered(text: str, lettered: Folded) -> Folded:
    """The same with every number written in figures."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, value in amounts(text):
        first, last = lettered.between(start, end)
        if first < done or first >= last:
            continue
        letters.append(lettered.text[done:first] + str(value))
        starts += [*lettered.starts[done:first], *[start] * len(str(value))]
        ends += [*lettered.ends[done:first], *[end] * len(str(value))]
        done = last
    letters.append(lettered.text[done:])
    return Folded("".join(letters), [*starts, *lettered.starts[done:]], [*ends, *lettered.ends[done:]])


def amounts(text: str) -> Iterator[tuple[int, int, int]]:
    """``start, end, value`` of each number of a text, in words or figures, without the words that bound it."""
    plain = "".join(_figure(letter) for letter in text)
    for sentence in split(plain):
        words = [token.lower for token in sentence.tokens]
        for number in numbers(sentence.tokens, words):
            value = number.low if number.low is not None else number.high
            if number.kind == "figure" and value is not None:
                yield sentence.tokens[number.core].start, sentence.tokens[number.last].end, value


def _figure(letter: str) -> str:
    """A digit of any script as 0 to 9, a thousands mark as a comma; one character for one."""
    if letter.isascii():
        return letter
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else "," if letter == "٬" else letter
