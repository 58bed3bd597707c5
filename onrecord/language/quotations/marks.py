"""Quotation marks: which characters of a text stand between them, also where a mark was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from onrecord.language.document import Document

_MARK = re.compile(r"[\"“”„‟«»]|``|''|[‘‛']")
_OPENING = frozenset("“„‟«") | {"``"}
_CLOSING = frozenset("”»")
_SINGLE = frozenset("‘‛'")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])['’](?!\w)")
_BEFORE_OPENING = " \t\n\r\xa0([{—–-/:;"
LONGEST_SINGLE = 600
"""Characters that a quotation in single marks may span; beyond, the mark was an apostrophe."""


class Passage(msgspec.Struct, frozen=True):
    """[start, end) of quoted characters, marks included.

    ``closed`` is false where the closing mark is missing. ``continues`` when the passage goes on with the quotation
    that the paragraph before left open, as English prints quotations of several paragraphs.
    """

    start: int
    end: int
    closed: bool = True
    continues: bool = False


class _Scan:
    """Walks over one paragraph and collects its outermost quotations."""

    def __init__(self, text: str, start: int, end: int, was_open: bool) -> None:
        self.text, self.start, self.end = text, start, end
        self.found: list[Passage] = []
        self.open: int | None = None
        self.single_until = -1
        self.was_open = was_open

    def run(self) -> None:
        for match in _MARK.finditer(self.text, self.start, self.end):
            if match.start() < self.single_until:
                continue
            mark = match.group()
            if mark in _SINGLE:
                self._single(match.start())
            elif self._opens(mark, match.start(), match.end()):
                self._opened(match.start())
            else:
                self._closed(match.end())
        if self.open is not None:
            self._add(self.open, self.end, closed=False)

    def _opens(self, mark: str, start: int, end: int) -> bool:
        if mark in _OPENING:
            return True
        if mark in _CLOSING and self.open is not None:
            return False
        before = self.text[start - 1] if start > self.start else " "
        after = self.text[end] if end < self.end else " "
        if before in _BEFORE_OPENING and not after.isspace():
            return mark not in _CLOSING or self.open is None
        if not before.isspace() and not after.isalnum():
            return False
        return self.open is None

    def _opened(self, at: int) -> None:
        if self.open is None:
            self.open = at

    def _closed(self, at: int) -> None:
        if self.open is not None:
            self._add(self.open, at, closed=True)
            self.open = None
        elif not self.found and self.text[at - 2 : at - 1] in {",", ".", "!", "?", "…"}:
            self._add(self.start, at, closed=True)  # the opening mark was lost at the start of the paragraph

    def _single(self, at: int) -> None:
        """A quotation in single marks, where no double one is open and a closing mark follows."""
        before = self.text[at - 1] if at > self.start else " "
        if self.open is not None or before not in _BEFORE_OPENING or not self.text[at + 1 : at + 2].isalnum():
            return
        close = self._single_end(at)
        if close:
            self._add(at, close, closed=True)
            self.single_until = close

    def _single_end(self, at: int) -> int | None:
        limit = min(self.end, at + LONGEST_SINGLE)
        closes = [match.end() for match in _SINGLE_CLOSE.finditer(self.text, at + 1, limit)]
        sure = [end for end in closes if self.text[end - 2] in ".,!?…"]
        return sure[0] if sure else closes[-1] if closes else None

    def _add(self, start: int, end: int, closed: bool) -> None:
        continues = self.was_open and start == self.start and not self.found
        self.found.append(Passage(start, end, closed, continues))


def passages(document: Document) -> tuple[Passage, ...]:
    """The outermost quotations of a document, in order, none reaching over the end of a paragraph."""
    found: list[Passage] = []
    was_open = False
    for start, end in _paragraphs(document):
        scan = _Scan(document.text, start, end, was_open)
        scan.run()
        found.extend(scan.found)
        was_open = scan.open is not None
    return tuple(found)


def _paragraphs(document: Document) -> Iterator[tuple[int, int]]:
    sentences = document.sentences
    first = 0
    for position in range(1, len(sentences) + 1):
        if position == len(sentences) or sentences[position].paragraph != sentences[first].paragraph:
            yield sentences[first].start, sentences[position - 1].end
            first = position
