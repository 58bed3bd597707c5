"""Quotes put back where they stand: exact offsets of the report's own words, or a reason why not.

A quote may differ from the text in white space, quotation marks, dashes, case, vowel signs and the writing of numbers. It
may not differ in a letter: what is not found is refused, never guessed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

import msgspec

from onrecord.coders.llm.folding import LEVELS, Folded, Level, folded

Reach = tuple[int, int]
"""Characters [start, end) of the text."""

OUTER = " \t\n\r\u00a0\"'“”„‘’«»‹›.,;:!?…()[]،؛؟。，"
"""What a model may leave around a quote."""
PROCLITICS = re.compile(r"[وف]?(?:[بلكس]|ال|[بك]ال|لل)?")
"""What Arabic writes together with the word that follows: and, so, in, to, like, will, the."""
ARABIC = re.compile("[\u0621-\u064a]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
ACRONYM = 4
"""Capitals up to this many are an acronym, which no word in lower case stands for ("US", "us")."""


class Found(msgspec.Struct, frozen=True):
    """The quote stands here, compared at this level."""

    start: int
    end: int
    level: Level


class Refused(msgspec.Struct, frozen=True):
    """The quote was not accepted, for this reason."""

    reason: str


class Aligner:
    """Finds quotes in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at = functools.cache(lambda level: folded(text, level))

    def places(self, quote: str, within: Reach | None = None) -> tuple[Found, ...]:
        """Where the quote stands, at the strictest level at which it stands anywhere within the reach."""
        reach = within or (0, len(self.text))
        for level in LEVELS:
            whole: Folded = self._at(level)
            for wanted in _variants(quote, level):
                found = tuple(self._found(wanted, whole, reach, level))
                if found:
                    return tuple(one for one in found if self._cased(quote, one))
        return ()

    def align(self, quote: str, home: Reach, near: Sequence[int] = ()) -> Found | Refused:
        """The place of a quote.

        In the claim's sentence (``home``) if it stands there, nearest to the places ``near`` where it stands there more
        than once; else at the last place before that sentence, else at the first place after it.
        """
        if not quote.strip(OUTER):
            return Refused("the quote is empty")
        inside = self.places(quote, home)
        if inside:
            return min(inside, key=lambda one: (sum(abs(one.start - at) for at in near), one.start))
        every = self.places(quote)
        if not every:
            return Refused("the words do not stand in the report")
        before = [one for one in every if one.start < home[0]]
        return before[-1] if before else every[0]

    def alone(self, quote: str, home: Reach | None, near: Sequence[int] = ()) -> Found | Refused:
        """The place of a quote that must stand in this sentence, or at one place of the text alone."""
        if not quote.strip(OUTER):
            return Refused("the quote is empty")
        if home is not None and self.places(quote, home):
            return self.align(quote, home, near)
        every = self.places(quote)
        if not every:
            return Refused("the words do not stand in the report")
        if len(every) > 1:
            return Refused(f"the words stand at {len(every)} places of the report, none of them in the sentence given")
        return every[0]

    def _found(self, wanted: str, whole: Folded, reach: Reach, level: Level) -> list[Found]:
        first, last = whole.between(*reach)
        found: list[Found] = []
        at = whole.text.find(wanted, first, last)
        while at >= 0:
            end = at + len(wanted)
            if _is_whole(whole, at, end):
                found.append(Found(whole.starts[at], whole.ends[end - 1], level))
            at = whole.text.find(wanted, at + 1, last)
        return found

    def _cased(self, quote: str, found: Found) -> bool:
        """Whether no acronym was found in a common word."""
        bare = quote.strip(OUTER)
        acronym = bare.isalpha() and bare.isupper() and bare.lower() != bare and len(bare) <= ACRONYM
        return not acronym or found.level in {"exact", "spaces"} or self.text[found.start : found.end].isupper()


@functools.lru_cache(maxsize=4096)
def _variants(quote: str, level: Level) -> tuple[str, ...]:
    """The quote folded as it came, and without the marks around it."""
    forms = dict.fromkeys((quote.strip(), quote.strip(OUTER)))
    return tuple(dict.fromkeys(text for form in forms if (text := folded(form, level).text.strip())))


def _is_whole(whole: Folded, at: int, end: int) -> bool:
    """Whether a match cuts no word, no number and no letter in two."""
    if at and whole.starts[at] == whole.starts[at - 1]:
        return False
    if end < len(whole.text) and whole.starts[end] == whole.starts[end - 1]:
        return False
    return _opens(whole.text, at) and _closes(whole.text, end)


def _opens(text: str, at: int) -> bool:
    if at == 0:
        return True
    one, two = text[at - 1], text[at]
    if one in ".,٬٫'" and two.isdigit() and at > 1 and text[at - 2].isdigit():
        return False
    if not (_in_word(one) and _in_word(two)) or UNSPACED.match(two) or UNSPACED.match(one):
        return not unicodedata.category(two).startswith("M")
    return bool(ARABIC.match(two)) and PROCLITICS.fullmatch(_word_before(text, at)) is not None


def _word_before(text: str, at: int) -> str:
    """The letters that stand right before, without marks; five are more than any proclitic has."""
    start = at
    while start > 0 and at - start < 12 and _in_word(text[start - 1]):
        start -= 1
    return "".join(letter for letter in text[start:at] if not unicodedata.combining(letter))


def _closes(text: str, end: int) -> bool:
    if end == len(text):
        return True
    one, two = text[end - 1], text[end]
    if one.isdigit() and two in ".,٬٫'" and end + 1 < len(text) and text[end + 1].isdigit():
        return False
    if unicodedata.category(two).startswith("M"):
        return False
    return not (_in_word(one) and _in_word(two)) or bool(UNSPACED.match(two) or UNSPACED.match(one))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or unicodedata.category(letter).startswith("M")
