"""A text cut into sentences and tokens, by punctuation, case and a list of abbreviations; no model.

Tokens are cut as English Universal Dependencies does for the web treebank (EWT): clitics and hyphens apart, a number
with its commas and points in one piece. Every pattern here runs in time linear in the text.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

import msgspec

from onrecord.language import captions, joined, lexicon
from onrecord.language.datelines import LONGEST, dateline_span
from onrecord.language.document import Sentence, Token
from onrecord.language.stamps import stamp

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
    names_losing_apostrophe: tuple[str, ...]


@functools.cache
def abbreviations() -> Abbreviations:
    """The English lists, loaded once."""
    return lexicon.load("abbreviations", Abbreviations)


# ---------------------------------------------------------------------------------------------------------------------
# Sentences
# ---------------------------------------------------------------------------------------------------------------------


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text with their tokens, in order; white space between them belongs to none.

    A line break ends a sentence except in hard-wrapped text and where the next line goes on in lower case; so does a
    blank line, except where it cuts a long line that goes on so.
    A dateline stands alone: it is no part of the sentence's grammar. So does the day that the text opens with as its own, and what stands below a picture. ``paragraph`` counts the pieces between blank lines
    and such line breaks.
    """
    found = []
    dated = stamp(text)
    borders = [*((dated.start, dated.end, dated.lead) if dated else ()), *captions.borders(text), *joined.borders(text)]
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for opening, closing in _cut(text, start, end, borders):
            for first, last in _after_dateline(text, opening, closing):
                found.append(Sentence(first, last, tokens(text, first, last), paragraph))
    return tuple(found)


def _cut(text: str, start: int, end: int, borders: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A paragraph cut at the borders of the stamp that runs through it: headline, stamp and prose stand apart."""
    inside = sorted({border for border in borders if start < border < end})
    for first, last in itertools.pairwise([start, *inside, end]):
        opening, closing = _after_space(text, first, last), _before_space(text, first, last)
        if opening < closing:
            yield opening, closing


OPENING = 5 * LONGEST
"""Characters of a paragraph that tell whether it opens with a dateline: the line itself and what follows it."""


def _after_dateline(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, its dateline as one of its own."""
    seat = dateline_span(text[start : min(end, start + OPENING)])
    if seat is not None and seat[0] == 0 and start + seat[1] < end:
        close = start + len(text[start : start + seat[1]].rstrip())
        yield start, close
        start = _after_space(text, start + seat[1], end)
    yield from _sentences(text, start, end)


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
    pairs = [(one, other) for one, other in itertools.pairwise(lines) if not other[2]]
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
    closed = _CLOSED.search(text, max(line[0], line[1] - 4), line[1])
    broken = not closed and text[start].islower()  # the sentence was cut in two
    if _BULLET.match(text, start, end):
        return False
    if blank:
        return broken and line[1] - line[0] >= MINIMUM_WIDTH
    if width:
        indented = text[max(start - 2, 0) : start].isspace() and text[start - 2 : start - 1] in " \t\xa0"
        return not indented and not (closed and line[1] - line[0] < PARAGRAPH_END * width)
    return broken


_DAY = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
)
_LOST = rf"(?<=[a-z)])[ \xa0](?=(?:On|In|By)[ \xa0](?:[0-9]{{1,2}}[ \xa0])?{_DAY}\b|The[ \xa0][a-z])"
"""The space where a stop was lost: "… the city On 7 May", "… the city The troops"."""
_STOP = re.compile(
    r"(?<![.!?…؟۔。\U0001f300-\U0001faff])[.!?…؟۔。\U0001f300-\U0001faff]+(?:[)\]\"'”’»›]|\[\d{1,3}\])*(?=\s|$|[\"“‘(]?[A-Z][a-zà-ÿ])"  # the last: the space was lost
    r"|[•‣▪●◦■►▶](?=\s)"  # a list run together
    rf"|{_LOST}"
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[A-Z]")
_BULLETS = "•‣▪●◦■►▶"
_NEXT = re.compile(r"\s*[\"'“‘«(\[¿¡`\-–—•]*\s?(\w+|\S)?")
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
        if stop.end() < end and _ends(text, first, stop, end):
            last = _last(text, first, stop)
            yield first, _before_space(text, first, last)
            first = _after_space(text, last, end)
    if first < end:
        yield first, end


def _last(text: str, first: int, stop: re.Match[str]) -> int:
    """Where the sentence ends: after the stop, but before a list mark and before a quotation that opens there."""
    if stop.group() in _BULLETS:
        return stop.start()
    opens = stop.group().endswith('"') and not text[stop.end()].isspace() and text.count('"', first, stop.end()) % 2
    return stop.end() - bool(opens)


def _after_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _before_space(text: str, first: int, at: int) -> int:
    while at > first and text[at - 1].isspace():
        at -= 1
    return at


def _ends(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop ends the sentence that begins at ``first``."""
    mark, at = stop.group(), stop.start()
    if mark.isspace():  # not so in headlines, where every word has a capital
        before = text[max(first, at - LONGEST_WORD) : at].split()
        return bool(before) and (text.startswith("The", stop.end()) or before[-1][:1].islower())
    if mark in _BULLETS:
        return at > first
    following = _NEXT.match(text, stop.end(), end)
    word = (following.group(1) or "") if following else ""
    if word[:1].islower():
        return False
    if not text[stop.end()].isspace():
        return _lost_space(text, first, stop, end)
    if mark[0] != ".":
        return not (_QUOTES.search(mark) and _speech_follows(text, stop.end(), end))
    if mark.startswith(".."):
        return text[at - 1 : at] != "["
    return not _in_brackets(text, first, stop.end(), end) and _full_stop(text, first, at, word)


def _in_brackets(text: str, first: int, at: int, end: int) -> bool:
    """Whether a bracket opened within the sentence closes after this stop."""
    opened = text.rfind("(", max(first + 1, at - LONGEST_BRACKET), at)
    if opened < 0 or text.find(")", opened, at) >= 0:
        return False
    return text.find(")", at, min(end, opened + LONGEST_BRACKET)) >= 0


def _full_stop(text: str, first: int, at: int, word: str) -> bool:
    """Whether the single stop at ``at``, before this word with a capital, digit or mark, ends a sentence."""
    words = text[max(first, at - LONGEST_WORD) : at].rsplit(None, 1)
    before = words[-1].rpartition("-")[2].lstrip("\"'“‘”’«([") if words else ""
    last, known = before.lower(), abbreviations()
    if first + len(before) == at and len(last) < 3 and (last.isdigit() or len(last) == 1):
        return False  # the number of a list item
    if last in known.before_name:
        return False
    if last in known.before_number:
        return not word[:1].isdigit()
    if last in ("a.m", "p.m"):
        return not word[:1].isdigit() and word.lower() not in known.after_time
    acronym = _ACRONYM.fullmatch(before) is not None
    return _starts(text, at, word) if acronym or last in known.anywhere else True


def _starts(text: str, at: int, word: str) -> bool:
    """Whether a word with a capital can only begin a sentence: judged by a narrower list in text all in capitals."""
    known = abbreviations()
    capitals = text[max(at - LONGEST_WORD, 0) : at + LONGEST_WORD].isupper()
    listed = known.starters_in_capitals if capitals else known.starters
    return not word[:1].isalnum() or word.lower() in listed


def _lost_space(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop with no space after it ends a sentence, and is not part of an address."""
    if not text[max(first, stop.start() - 2) : stop.start()].islower():
        return False
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


_CLITIC = r"['’](?:s|S|m|M|d|D|ll|LL|re|RE|ve|VE)(?!\w)|[nN]['’][tT](?!\w)"


@functools.cache
def _pattern() -> re.Pattern[str]:
    """One pattern for all tokens. The first branch is the plain word, because most tokens are."""
    known = abbreviations()
    always = "|".join(sorted(known.before_name | known.anywhere, key=len, reverse=True))
    numbered = "|".join(sorted(known.before_number, key=len, reverse=True))
    return re.compile(
        r"[^\W\d_]+(?=[ ,\n;?!)\-–—\"”])|[,;()\"“”\[\]%]"
        r"|[A-Z]{1,2}\$"
        r"|(?:https?://|www\.)[^\s<>\"“”]*[\w/]"
        r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"
        r"|[@#]\w+"
        rf"|(?=\w{{1,7}}\.)(?i:(?:{always})\.(?![^\W\d])|(?:{numbered})\.(?=\s?\d))"
        r"|(?:[^\W\d_]\.){2,}|[A-Z]\.(?=\s+[A-Z])"
        r"|\d{1,4}(?:/\d{1,2}){1,2}(?:/?\d{2,4})?(?![\d/])|\d{4}-\d\d-\d\d(?!\d)"
        rf"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|S|ST|ND|RD|TH)?(?![{_LETTER}])"
        rf"|[{_LETTER}]+(?:['’][{_LETTER}]+)*?(?={_CLITIC})"
        rf"|[{_LETTER}]+(?:['’][{_LETTER}]+)*"
        rf"|{_CLITIC}"
        r"|\.{2,}|-{2,}|[!?]+|''|``|’’|‘‘|<<|>>|\*+|=+|_+"
        r"|[:;]-?[()DP](?!\w)"
        r"|\S",
    )


@functools.cache
def _lost() -> dict[str, int]:
    """``lost_apostrophes`` in lower case, with a capital and in capitals, and possessives of names without theirs."""
    lost = abbreviations().lost_apostrophes
    forms = {form: cut for word, cut in lost.items() for form in (word, word.capitalize(), word.upper())}
    return forms | {f"{name}s": len(name) for name in abbreviations().names_losing_apostrophe}


def tokens(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of ``text[start:end]``, with absolute offsets."""
    end = len(text) if end is None else end
    found: list[Token] = []
    append, find, lost = found.append, text.find, _lost()
    for word in _pattern().findall(text, start, end):
        first = find(word, start, end)
        start = first + len(word)
        if word in lost:
            cut = first + lost[word]
            append(Token(text[first:cut], first, cut))
            append(Token(text[cut:start], cut, start))
        else:
            append(Token(word, first, start))
    return tuple(found)
