"""The lines of a text, told apart: title, body and furniture."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import msgspec

from onrecord.clean import furniture
from onrecord.knowledge.publishers import Publishers
from onrecord.language import datelines
from onrecord.model import Furniture, FurnitureKind

SENTENCE_END = re.compile(r"[a-z]{3}[.!?] [A-Z][a-z]* [a-z]")
STOPS = tuple(".!?\u2026:;\u061f\u061b\u06d4\u3002\uff1f\uff01")
CLOSERS = "\"'\u201d\u2019\u00bb)]* \u00a0"
PROSE_WORDS = 6
"""A line of so many words that ends with a stop is a sentence of the report."""
PROSE_LETTERS = 24
LONG_LINE = 20
"""A line of so many words is one even without a stop; headlines are shorter."""
LONG_LINE_OTHER = 18
"""The same for scripts other than Latin: Arabic lines often end without a stop, and its words hold more."""
TITLE_WORDS = range(3, 34)
"""Monitors' headlines run to thirty words; up to there the first line is one when it has no stop and the lines below have."""
MENU_TITLE = 3
"""Words of a line that may be a menu item where a longer headline stands below it."""
DATELINE_WORDS = 4
LOUD_WORDS = 5
LOUD_AMONG = 3
OPENING = 3
"""A dateline opens one of so many first paragraphs: captions that no rule knows stand before it."""
WRAP = range(45, 121)
WRAP_SHARE = 0.6
CREDITED = re.compile(
    r"(.{10,300}?)[ \u00a0]?(?:[\u2013\u2014/]|[ \u00a0]-|[(\[])[ \u00a0]?([^\u2013\u2014|/()\[\]]{2,60})[)\]]?"
)
"""A caption that ends with the name of whom the picture is from."""

JOINED = re.compile(r"([^-\u2013\u2014_/]{2,50})[-\u2013\u2014_/]([^-\u2013\u2014_/]{2,50})")

BRACKETED = re.compile(r"([^()]{2,50}) \(([^()]{2,50})\)")
SIGNED = re.compile(r"[^/&]{3,60}[/&][^/&]{3,60}")
SIGNATURE_WORDS = range(2, 4)


class Block(msgspec.Struct, frozen=True):
    """A paragraph or line. ``text`` is as written, ``line`` as rules see it, ``apart`` after a blank line."""

    text: str
    line: str
    apart: bool


class Layout(msgspec.Struct, frozen=True):
    """A text told apart. ``body`` holds the report's blocks; ``joins`` says what stands before each when written out."""

    title: str | None
    body: tuple[Block, ...]
    joins: tuple[str, ...]
    furniture: tuple[Furniture, ...]
    above: int = 0
    """How many pieces of furniture stand above the body."""
    dateline: datelines.Dateline | None = None
    """One on its own line, which left the text, or the one that opens one of the first paragraphs."""

    @property
    def has_sentence(self) -> bool:
        """Whether any line ends like a sentence or holds one, or is as long as one where writers leave the stop out."""
        return any(
            is_closed(part.line) or (is_prose(part.line) and (not _is_latin(part.line) or holds_stop(part.line)))
            for part in self.body
        )

    @property
    def text(self) -> str:
        """The report's text."""
        return "".join(join + block.text for join, block in zip(self.joins, self.body, strict=True))


def blocks(text: str) -> list[Block]:
    """The lines of a text; in a text wrapped at a fixed width, its paragraphs."""
    pieces = re.split(r"(\n[ \t\u00a0]*\n\s*)" if _is_wrapped(text) else r"(\n\s*)", text)
    found = []
    for position in range(0, len(pieces), 2):
        written = pieces[position].strip(" \t\n")
        if written.strip():
            gap = pieces[position - 1] if position else ""
            found.append(Block(text=written, line=furniture.plain_line(written), apart=gap.count("\n") > 1))
    return found


def _is_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken at a fixed width: most lines that another follows are full ones."""
    lines = text[:20_000].split("\n")
    followed = [line.rstrip() for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    if len(followed) < 3:
        return False
    full = sum(len(line) in WRAP and not line.rstrip(CLOSERS).endswith(STOPS) for line in followed)
    return full >= WRAP_SHARE * len(followed) and max(map(len, lines)) < 2 * WRAP.stop


def is_closed(line: str) -> bool:
    """Whether a line has the words and the stop of a sentence; scripts without spaces count by letters."""
    long = len(line.split()) >= PROSE_WORDS or (len(line) >= PROSE_LETTERS and not _is_latin(line))
    return long and line.rstrip(CLOSERS).endswith(STOPS)


def holds_stop(line: str) -> bool:
    """Whether a sentence ends inside a line: its last one may have lost its stop."""
    return SENTENCE_END.search(line) is not None


def is_prose(line: str) -> bool:
    """Whether a line is a sentence or more, not a heading, a name or a button."""
    words = len(line.split())
    if is_closed(line) or words >= (LONG_LINE if _is_latin(line) else LONG_LINE_OTHER):
        return True
    return words > PROSE_WORDS and datelines.dateline(line) is not None


def _is_latin(line: str) -> bool:
    return sum(map(str.isascii, line)) * 2 > len(line)


class Sorter:
    """Sorts the blocks of one text."""

    def __init__(
        self, parts: Sequence[Block], publishers: Publishers, title: str | None = None, *, web: bool = False
    ) -> None:
        self._parts = parts
        self._publishers = publishers
        self._web = web
        self._known_title = furniture.plain_line(title).casefold() if title else None
        self._kinds: list[FurnitureKind | None] = [furniture.kind_of(part.line, edge=False) for part in parts]
        self._prose = [kind is None and is_prose(part.line) for part, kind in zip(parts, self._kinds, strict=True)]
        self._dateline: datelines.Dateline | None = None
        self._title: int | None = None
        self._release_headline()

    def _release_headline(self) -> None:
        """A first long line without a stop is a headline, no sentence, when the sentences below it end with stops."""
        sentences = [i for i, prose in enumerate(self._prose) if prose]
        closed = [self._parts[i].line.rstrip(CLOSERS).endswith(STOPS) for i in sentences[:3]]
        if len(closed) > 1 and not closed[0] and all(closed[1:]) and self._title_shaped(self._parts[sentences[0]]):
            self._prose[sentences[0]] = datelines.dateline(self._parts[sentences[0]].line) is not None

    def layout(self) -> Layout:
        """What is what."""
        self._mark_sections()
        if self._web:
            self._mark_loud_teasers()
        self._mark_edges()
        self._mark_menus()
        self._mark_signature()
        if self._known_title is None:
            self._find_title()
        self._mark_repeated_title()
        return self._written()

    # -- lines after a heading ----------------------------------------------------------------------------------------

    def _mark_sections(self) -> None:
        """Sections count after the first sentence only: before it, "Comments" is a button."""
        start = next((i for i, prose in enumerate(self._prose) if prose), len(self._parts))
        position = start + 1
        while position < len(self._parts):
            section = None if self._prose[position] else furniture.section_of(self._parts[position].line)
            if section:
                for below in self._below(position, section):
                    self._mark(below, self._kinds[below] or section.kind)
                self._mark(position, section.kind)
            position += 1

    def _below(self, header: int, section: furniture.Section) -> Iterator[int]:
        for below in range(header + 1, len(self._parts)):
            if section.takes == "headlines" and self._prose[below]:
                return
            yield below

    def _mark_loud_teasers(self) -> None:
        """On web pages a line in capitals between sentences is a link to another story: broadcasters' sites write them so."""
        sentences = [i for i, prose in enumerate(self._prose) if prose and any(map(str.islower, self._parts[i].line))]
        if len(sentences) < LOUD_AMONG:
            return
        for position in range(sentences[0] + 1, len(self._parts)):
            line = self._parts[position].line
            if line.isupper() and len(line.split()) >= LOUD_WORDS and not line.endswith((".", "!", ":")):
                self._mark(position, self._kinds[position] or "related")

    # -- before the first and after the last sentence -----------------------------------------------------------------

    def _mark_edges(self) -> None:
        """Rules for edges, from outside in; they may also take a line that looks like a sentence."""
        for order in (range(len(self._parts)), range(len(self._parts) - 1, -1, -1)):
            for position in order:
                if self._kinds[position] is None:
                    kind = self._edge_kind(position)
                    if kind:
                        self._mark(position, kind)
                        self._mark_name_after_by(position)
                    elif self._prose[position]:
                        break

    def _mark_name_after_by(self, position: int) -> None:
        """A name that stands on the line after "By"."""
        after = position + 1
        if self._parts[position].line.lower().strip(" :") in ("by", "author", "written by") and after < len(
            self._parts
        ):
            line = self._parts[after].line
            if (
                self._kinds[after] is None
                and len(line.split()) <= DATELINE_WORDS
                and furniture.are_names(line, frozenset())
            ):
                self._mark(after, "byline")

    def _edge_kind(self, position: int) -> FurnitureKind | None:
        line = self._parts[position].line
        if self._publishers.named(line):
            return "credit"
        if self._is_dateline_alone(line):
            return "other"
        kind = furniture.kind_of(line, edge=True)
        if kind:
            return kind
        if furniture.is_outlet_name(line):
            return "credit"
        if not self._prose[position] and not line.endswith(STOPS):
            credited = CREDITED.fullmatch(line) if len(line) < 400 else None
            if credited and self._publishers.named(credited[2]):
                return "caption"
        return None

    def _is_dateline_alone(self, line: str) -> bool:
        """A dateline on its own line, "QAMISHLI –", or a place and the outlet: "Manbij _ North Press", "Aden/Saba"."""
        if len(line) > datelines.LONGEST:
            return False
        found = datelines.dateline(line + " ") if line.endswith(("-", "\u2013", "\u2014")) else None
        if found and found.end >= len(line):
            self._dateline = found
            return True
        joined = JOINED.fullmatch(line) or BRACKETED.fullmatch(line)
        if (
            joined
            and len(joined[1].split()) <= DATELINE_WORDS
            and datelines.is_place(joined[1])
            and self._publishers.named(joined[2])
        ):
            self._dateline = datelines.Dateline(
                start=0, end=len(line), place=joined[1].strip(), agency=joined[2].strip()
            )
            return True
        return False

    def _mark_signature(self) -> None:
        """Names alone below the last sentence are the writers': "Amal Haddad", "A. Haddad / S. Awad"."""
        body = [i for i, kind in enumerate(self._kinds) if kind is None]
        if len(body) < OPENING or not self._prose[body[-2]] or self._prose[body[-1]]:
            return
        line = self._parts[body[-1]].line
        words = line.split()
        signed = SIGNED.fullmatch(line) is not None or len(words) in SIGNATURE_WORDS
        if signed and line.isascii() and not any(map(str.isdigit, line)) and furniture.are_names(line, frozenset()):
            self._mark(body[-1], "byline")

    def _mark_menus(self) -> None:
        run: list[int] = []
        for position in range(len(self._parts) + 1):
            inside = (
                position < len(self._parts)
                and not self._prose[position]
                and furniture.is_menu_item(self._parts[position].line)
            )
            if inside:
                run.append(position)
                continue
            if furniture.is_menu([self._parts[i].line for i in run]):
                for item in run:
                    self._mark(item, self._kinds[item] or "navigation")
            run = []

    # -- title --------------------------------------------------------------------------------------------------------

    def _find_title(self) -> None:
        """The longest-standing rule of pasted news: a headline, without a stop, above the first sentence.

        Of several such lines the first of full length is the title; shorter ones before it are menu items.
        """
        first = next((i for i, prose in enumerate(self._prose) if prose), None)
        if first is None:
            return
        above = [i for i in range(first) if self._kinds[i] is None and self._title_shaped(self._parts[i])]
        if not above:
            return
        self._title = next((i for i in above if len(self._parts[i].line.split()) > MENU_TITLE), above[0])
        self._known_title = self._parts[self._title].line.casefold()
        for position in range(self._title):
            if self._kinds[position] is None and furniture.is_menu_item(self._parts[position].line):
                self._mark(position, "navigation")

    def _title_shaped(self, part: Block) -> bool:
        words = part.line.split()
        return (
            len(words) in TITLE_WORDS
            and len(part.line) <= 220
            and not part.line.endswith((".", ",", ";", ":"))
            and any(map(str.isalpha, part.line))
        )

    def _mark_repeated_title(self) -> None:
        """The title never stands in the text: where it opens the body again, it is dropped."""
        for position, part in enumerate(self._parts):
            if self._kinds[position] is None:
                if part.line.casefold() != self._known_title:
                    return
                self._mark(position, "other")

    # -- writing out --------------------------------------------------------------------------------------------------

    def _mark(self, position: int, kind: FurnitureKind) -> None:
        self._kinds[position] = kind
        self._prose[position] = False

    def _written(self) -> Layout:
        body: list[Block] = []
        joins: list[str] = []
        taken: list[Furniture] = []
        after_gap, above = False, 0
        for part, kind in zip(self._parts, self._kinds, strict=True):
            repeated = self._known_title is not None and part.line.casefold() == self._known_title
            if kind is None:
                joins.append("" if not body else "\n\n" if part.apart or after_gap else "\n")
                body.append(part)
                after_gap = False
                continue
            after_gap = True
            if not repeated:
                above += not body
                taken.append(Furniture(kind=kind, text=part.text.strip()))
        title = self._parts[self._title].line if self._title is not None else None
        opening = next((found for part in body[:OPENING] if (found := datelines.dateline(part.text))), None)
        return Layout(title, tuple(body), tuple(joins), tuple(taken), above, self._dateline or opening)
