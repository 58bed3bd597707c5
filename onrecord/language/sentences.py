"""A text cut into sentences and tokens, by punctuation, case and a list of abbreviations; no model.

Tokens are cut as English Universal Dependencies does for the web treebank (EWT): clitics and hyphens apart, a number
with its commas and points in one piece. Every pattern here runs in time linear in the text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from onrecord.language import lexicon
from onrecord.language.document import Sentence, Token

WRAP_WIDTH = 100
"""Lines longer than this were not wrapped by hand. Wires wrap at 60 to 80 columns."""
WRAP_SHARE = 0.6
"""A text is wrapped when this share of its line ends stand where the next word would not have fitted."""
WRAP_SLACK = 6
"""Columns by which a line may fall short of the longest and still count as full."""
PARAGRAPH_END = 0.75
"""A line of wrapped text that ends with a stop and is shorter than this share of the width ends its paragraph."""
MINIMUM_WIDTH = 40
"""Narrower texts are lists."""


class Abbreviations(msgspec.Struct, frozen=True):
    """The word lists of ``abbreviations.yaml``; each is explained there."""

    before_name: frozenset[str]
    before_number: frozenset[str]
    anywhere: frozenset[str]
    starters: frozenset[str]
    starters_in_capitals: frozenset[str]
    after_time: frozenset[str]
    speech: frozenset[str]
    lost_apostrophes: dict[str, int]


@functools.cache
def abbreviations() -> Abbreviations:
    """The English lists, loaded once."""
    return lexicon.load("abbreviations", Abbreviations)


# ---------------------------------------------------------------------------------------------------------------------
# Sentences
# ---------------------------------------------------------------------------------------------------------------------


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text with their tokens, in order; white space between them belongs to none.

    A line break ends a sentence except in hard-wrapped text and where the next line goes on in lower case.
    ``paragraph`` counts the pieces between blank lines and such line breaks.
    """
    found = []
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _sentences(text, start, end):
            found.append(Sentence(first, last, tokens(text, first, last), paragraph))
    return tuple(found)


_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"[ \t\xa0]*(?:[•‣▪●◦·■□►▶*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t\xa0]+\S")
_CLOSED = re.compile(r"[.!?…:;؟][)\]\"'”’»]*$")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of each run of lines that are read as one, without the white space around it."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    start = None
    for index, (first, last, _) in enumerate(lines):
        start = first if start is None else start
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is None or not _goes_on(text, (first, last), following, width):
            yield start, last
            start = None


def _lines(text: str) -> list[tuple[int, int, bool]]:
    """Lines that hold something: start, end (without white space), and whether a blank line stands before."""
    found: list[tuple[int, int, bool]] = []
    previous = 0
    for match in _LINE.finditer(text):
        line = match.group()
        bare = line.strip()
        if bare:
            start = match.start() + line.index(bare[0])
            gap = text[previous : match.start()].replace("\r\n", "\n")
            blank = len(gap) - gap.count(" ") - gap.count("\t") - gap.count("\xa0") > 1
            found.append((start, start + len(bare), blank))
            previous = start + len(bare)
    return found


def _wrap_width(text: str, lines: list[tuple[int, int, bool]]) -> int:
    """The column at which the text was wrapped by hand; 0 when it was not."""
    pairs = [(one, other) for one, other in zip(lines, lines[1:], strict=False) if not other[2]]
    lengths = [end - start for (start, end, _), _ in pairs]
    width = max((length for length in lengths if length <= WRAP_WIDTH), default=0)
    if width < MINIMUM_WIDTH:
        return 0
    full = sum(_is_full(text, one, other, width) for one, other in pairs)
    return width if full >= WRAP_SHARE * len(pairs) else 0


def _is_full(text: str, line: tuple[int, int, bool], following: tuple[int, int, bool], width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    length = line[1] - line[0]
    word = text[following[0] : min(following[1], following[0] + WRAP_WIDTH)].split(None, 1)[0]
    return length <= WRAP_WIDTH and length + 1 + len(word) + WRAP_SLACK > width


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int, bool], width: int) -> bool:
    """Whether the next line belongs to the same paragraph."""
    start, end, blank = following
    if blank or _BULLET.match(text, start, end):
        return False
    closed = _CLOSED.search(text, max(line[0], line[1] - 4), line[1])
    if width:
        indented = text[max(start - 2, 0) : start].isspace() and text[start - 2 : start - 1] in " \t\xa0"
        return not indented and not (closed and line[1] - line[0] < PARAGRAPH_END * width)
    return not closed and text[start].islower()


_STOP = re.compile(
    r"[.!?…؟۔。]+(?:[)\]\"'”’»›]|\[\d{1,3}\])*(?=\s|$)"  # before white space
    r"|(?<=[a-zà-ÿ]{2})[.!?][)”’»]*(?=[\"“‘(]?[A-Z][a-zà-ÿ])"  # the space was lost
    r"|(?<=\s)(?=[•‣▪●◦■►▶]\s)",  # a list run together
)
_NEXT = re.compile(r"\s*[\"'“‘«(\[¿¡`\-–—•]*\s?(\w+|\S)?")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[\w'’]+$")
_SPOKEN = re.compile(r"\s+(?:[A-Z][\w'’.-]*\s+){0,3}(\w+)")
_ADDRESS = re.compile(r"[/@:]|www|\.\w+\.")
_QUOTES = re.compile(r"[\"'”’»›]")
LONGEST_WORD = 60
"""Characters looked back to find the word before a stop."""
LONGEST_BRACKET = 200
"""Characters within which a bracket must close to hold sentences of its own."""


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """[start, end) of each sentence of a paragraph."""
    first = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() <= first or stop.end() >= end or not _ends(text, first, stop, end):
            continue
        last = stop.end()
        while text[last - 1].isspace():
            last -= 1
        if last > first:
            yield first, last
        first = stop.end()
        while first < end and text[first].isspace():
            first += 1
    if first < end:
        yield first, end


def _ends(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop ends the sentence that begins at ``first``."""
    mark = stop.group()
    if not mark:
        return True
    following = _NEXT.match(text, stop.end(), end)
    word = (following.group(1) or "") if following else ""
    if word[:1].islower():
        return False
    if following is not None and not following.group():
        return _lost_space(text, first, stop, end)
    if mark[0] != ".":
        return not (_QUOTES.search(mark) and _speech_follows(text, stop.end(), end))
    if mark.startswith(".."):
        return text[stop.start() - 1 : stop.start()] != "["
    if _in_brackets(text, first, stop.end(), end):
        return False
    return _full_stop(text, first, stop.start(), word)


def _in_brackets(text: str, first: int, at: int, end: int) -> bool:
    """Whether a bracket opened within the sentence closes after this stop."""
    opened = text.rfind("(", max(first + 1, at - LONGEST_BRACKET), at)
    if opened < 0 or text.find(")", opened, at) >= 0:
        return False
    return text.find(")", at, min(end, opened + LONGEST_BRACKET)) >= 0


def _full_stop(text: str, first: int, at: int, word: str) -> bool:
    """Whether the single stop at ``at``, before this word with a capital, digit or mark, ends a sentence."""
    found = _LAST_WORD.search(text, max(first, at - LONGEST_WORD), at)
    if not found:
        return True
    before, known = found.group(), abbreviations()
    last = before.lower()
    if found.start() == first and (last.isdigit() or len(last) == 1) and len(last) < 3:
        return False  # the number of a list item
    if last in known.before_name:
        return False
    if last in known.before_number:
        return not word[:1].isdigit()
    if last in ("a.m", "p.m"):
        return not word[:1].isdigit() and word.lower() not in known.after_time
    acronym = "." in before or (len(before) == 1 and before.isupper())
    return _starts(text, at, word) if acronym or last in known.anywhere else True


def _starts(text: str, at: int, word: str) -> bool:
    """Whether a word with a capital can only begin a sentence: judged by a narrower list in text all in capitals."""
    known = abbreviations()
    capitals = text[max(at - LONGEST_WORD, 0) : at + LONGEST_WORD].isupper()
    listed = known.starters_in_capitals if capitals else known.starters
    return not word[:1].isalnum() or word.lower() in listed


def _lost_space(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop with no space after it ends a sentence, and is not part of an address."""
    left = max(text.rfind(" ", first, stop.start()), first)
    right = text.find(" ", stop.end(), min(end, stop.end() + LONGEST_WORD))
    return not _ADDRESS.search(text, left, right if right > 0 else min(end, stop.end() + LONGEST_WORD))


def _speech_follows(text: str, at: int, end: int) -> bool:
    """Whether "… ?" is followed by its speaker: "Who fired?" Captain Osman asked."""
    spoken = _SPOKEN.match(text, at, min(end, at + LONGEST_WORD))
    return bool(spoken) and spoken is not None and spoken.group(1) in abbreviations().speech


# ---------------------------------------------------------------------------------------------------------------------
# Tokens
# ---------------------------------------------------------------------------------------------------------------------

_LETTER = r"\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d"


@functools.cache
def _pattern() -> re.Pattern[str]:
    """One pattern for all tokens; group 1 holds words that may have to be cut further."""
    known = abbreviations()
    always = sorted(known.before_name | known.anywhere, key=len, reverse=True)
    numbered = sorted(known.before_number, key=len, reverse=True)
    return re.compile(
        r"(?:https?://|www\.)[^\s<>\"“”]*[\w/]"
        r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"
        r"|[@#]\w+"
        r"|(?=\w{1,7}\.)(?i:(?:" + "|".join(always) + r")\.(?![^\W\d])|(?:" + "|".join(numbered) + r")\.(?=\s?\d))"
        r"|(?:[^\W\d_]\.){2,}|[A-Z]\.(?=\s+[A-Z])"
        r"|\d{1,4}(?:/\d{1,2}){1,2}(?:/?\d{2,4})?(?![\d/])|\d{4}-\d\d-\d\d(?!\d)"
        r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|S|ST|ND|RD|TH)?(?![" + _LETTER + r"])"
        r"|([" + _LETTER + r"]+(?:['’][" + _LETTER + r"]+)*)"
        r"|['’](?:s|S|m|M|d|D|ll|LL|re|RE|ve|VE)(?!\w)"
        r"|\.{2,}|-{2,}|[!?]+|''|``|’’|‘‘|<<|>>|\*+|=+|_+"
        r"|[:;]-?[()DP](?!\w)"
        r"|[A-Z]{0,2}[$€£¥]"
        r"|\S",
    )


_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|m|d|ll|re|ve))$", re.IGNORECASE)


def tokens(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of ``text[start:end]``, with absolute offsets."""
    found: list[Token] = []
    append, lost = found.append, abbreviations().lost_apostrophes
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        word, first = match.group(), match.start()
        if match.lastindex and ("'" in word or "’" in word or word.lower() in lost):
            cut = _cut(word)
            for piece in (word[:cut], word[cut:]) if 0 < cut < len(word) else (word,):
                append(Token(piece, first, first + len(piece)))
                first += len(piece)
        else:
            append(Token(word, first, first + len(word)))
    return tuple(found)


def _cut(word: str) -> int:
    """Where the clitic of a word begins; its length when it has none."""
    clitic = _CLITIC.search(word, max(0, len(word) - 3))
    return clitic.start() if clitic else abbreviations().lost_apostrophes.get(word.lower(), len(word))
