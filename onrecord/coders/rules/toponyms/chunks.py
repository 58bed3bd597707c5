"""Runs of words that are written, or read by the parser, as a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from onrecord.language.document import Document, Sentence
from onrecord.language.place_words import words

CAPITALS = 0.6  # share of capital words from which capitals tell nothing
SMALLEST = 4  # letters of a name without a capital
JUDGED = 4  # words a text needs for that to be judged
JOINERS = frozenset({"-", "–", "'", "’", "/"})
PARTICLES = frozenset(
    ["al", "el", "ul", "ez", "az", "as", "ash", "ad", "ar", "an", "at", "ed", "es", "bin", "ben", "ibn", "de", "del", "la", "las", "los", "le", "du", "des", "di", "da", "do", "dos", "das", "van", "von", "der", "den", "e", "i", "y", "sur"]
)  # fmt: skip
CLOSED = frozenset(
    {"DET", "ADP", "PRON", "ADV", "CCONJ", "SCONJ", "VERB", "AUX", "INTJ", "NUM", "PART", "PUNCT", "SYM"}
)

BREAKS = frozenset({"the", "from", "near", "with", "after", "amid", "against", "during", "before", "while"})
"""Words that end a name even in a headline's capitals: "Raid In Rasheed The army"."""


class Scan(msgspec.Struct, frozen=True):
    """One sentence with what every question about it needs. ``cased``: capitals tell names."""

    number: int
    sentence: Sentence
    lowers: tuple[str, ...]
    cased: bool
    text: str

    def words(self, first: int, last: int) -> str:
        """The text from one token to another, as written; line breaks inside a name are spaces."""
        tokens = self.sentence.tokens
        return " ".join(self.text[tokens[first].start : tokens[last].end].split())

    def pos(self, position: int) -> str | None:
        """Universal part of speech; null where the sentence was not parsed."""
        return self.sentence.tree.pos[position] if self.sentence.tree else None

    def joined(self, position: int) -> bool:
        """Whether no space stands between this token and the one before."""
        tokens = self.sentence.tokens
        return position > 0 and tokens[position - 1].end == tokens[position].start


def scans(document: Document) -> list[Scan]:
    """Every sentence of a text, with whether its capitals tell anything."""
    whole = _cased(token.text for sentence in document.sentences for token in sentence.tokens)
    found = []
    for number, sentence in enumerate(document.sentences):
        written = [token.text for token in sentence.tokens]
        lowers = tuple(token.lower for token in sentence.tokens)
        found.append(Scan(number, sentence, lowers, whole and _cased(written), document.text))
    return found


def _cased(written: Iterable[str]) -> bool:
    initials = [word for word in written if word[:1].isalpha() and len(word) > 2]
    if len(initials) < JUDGED:
        return True
    shouted = sum(word.isupper() for word in initials)
    capitals = sum(word[0].isupper() for word in initials)
    return shouted < CAPITALS * len(initials) and 0 < capitals < 0.9 * len(initials)


def chunks(scan: Scan) -> list[tuple[int, int]]:
    """Runs of name words, first and last token of each: capitalised ones, or proper nouns of the parse where capitals tell nothing."""
    found: list[tuple[int, int]] = []
    position, count = 0, len(scan.lowers)
    while position < count:
        if not _opens(scan, position):
            position += 1
            continue
        first = position
        while (after := _goes_on(scan, position)) is not None:
            position = after
        found.append((first, position))
        position += 1
    return found


def _opens(scan: Scan, position: int) -> bool:
    if _named(scan, position):
        return True
    following = position + 1
    return (  # "al-Bab", "ash-Shaykh": the article in small letters
        scan.lowers[position] in PARTICLES
        and len(scan.lowers[position]) > 1
        and following + 1 < len(scan.lowers)
        and scan.lowers[following] in JOINERS
        and _named(scan, following + 1)
    )


def _goes_on(scan: Scan, position: int) -> int | None:
    """The last token of the name one step further on; null where it ends here."""
    following, lowers = position + 1, scan.lowers
    if following >= len(lowers) or (scan.cased and (lowers[following] in BREAKS or _is_power(scan, following))):
        return None
    if _named(scan, following):
        return following
    hyphen = (
        lowers[following] in JOINERS
        and scan.joined(following)
        and following + 1 < len(lowers)
        and scan.joined(following + 1)
    )
    if hyphen and (
        _named(scan, following + 1)
        or lowers[following + 1] in PARTICLES
        or (lowers[following + 1].isalpha() and scan.pos(following + 1) == "PROPN")
    ):
        return following + 1
    if lowers[following] in PARTICLES and following + 1 < len(lowers):
        if _named(scan, following + 1) and lowers[following] not in ("as", "at", "an", "i", "e", "y"):
            return following + 1
        dashed = lowers[following + 1] in JOINERS and following + 2 < len(lowers) and _named(scan, following + 2)
        return following + 2 if dashed else None
    if (
        lowers[following] == "'s"
        and following + 1 < len(lowers)
        and lowers[following + 1] in ("al", "el")
        and lowers[position] == "ra"
    ):
        return following + 1
    return None


def _named(scan: Scan, position: int) -> bool:
    """Whether this token is written, or read, as part of a name."""
    text, pos = scan.sentence.tokens[position].text, scan.pos(position)
    if not text[0].isalpha():
        return False
    if not scan.cased:
        return pos == "PROPN"
    if not text[0].isupper():
        return pos == "PROPN" and _small(scan, position)
    return not (pos in CLOSED and starts(scan, position)) if pos else True


def _is_power(scan: Scan, position: int) -> bool:
    """Whether an abbreviated state or union stands there that leads or backs what follows: "near Ayn US-led troops"."""
    return scan.sentence.tokens[position].text in POWERS and scan.lowers[position + 1 : position + 2] == ("-",)


POWERS = ("US", "UK", "UN", "EU", "U.S.", "U.K.", "U.N.")


def _small(scan: Scan, position: int) -> bool:
    """Whether a name in small letters stands before a noun of place: "shells hit rasheed outskirts"."""
    if position + 1 == len(scan.lowers):
        return False
    lists = words()
    word, noun = scan.lowers[position], lists.nouns.at(scan.lowers, position + 1)
    plain = word.isalpha() and word not in lists.modifiers and lists.nouns.at((word,), 0) is None
    return plain and len(word) >= SMALLEST and noun is not None and not noun[1].plural


def starts(scan: Scan, position: int) -> bool:
    """Whether only quotation marks and the like stand before this token in its sentence: capitals tell less here."""
    return not any(word[0].isalnum() for word in scan.lowers[:position])


def multiword(every: Sequence[Scan]) -> Iterator[tuple[Scan, int, int]]:
    """All names of two words and more."""
    for scan in every:
        for first, last in chunks(scan):
            if last > first:
                yield scan, first, last
