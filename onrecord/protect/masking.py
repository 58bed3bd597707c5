"""Names of private people masked in a text that goes to somebody else's machine, and offsets mapped back to the report.

Names cannot be listed, so it works the other way round: every capitalised word stays that is an ordinary word or the name
of a place, a force, a body or an outlet on the lists, or that belongs to somebody whose office the text names and the rules
of protection make public. All other names are masked, unknown places with them; nothing is lost by that, for the masks
are taken off again before anything is read from the answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from onrecord.language.sentences import split
from onrecord.protect.known import Known, bodies, vocabulary
from onrecord.protect.rules import Rules

LOOK = 8
"""Words before a name, or after the comma behind it, in which the office stands that makes it public."""
INSIDE = frozenset({"al", "el", "ul", "bin", "ibn", "bint", "abu", "van", "von", "de", "del", "la", "der", "da", "dos"})
"""Small words inside names."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
LETTERS = re.compile(r"[^\W\d_]+")
TRACES = re.compile(r"@\w{2,40}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}|\+?\d(?:[ ()-]?\d){7,14}")
"""Accounts, addresses of e-mail, telephone numbers."""
MASK = "Name"


class Masked(msgspec.Struct, frozen=True):
    """A text with masks for names. ``cuts`` are, in order, ``start, end`` in the masked text and ``start, end`` in the
    original, one for each mask."""

    text: str
    cuts: tuple[tuple[int, int, int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that stand at ``[start, end)`` of the masked text; a mask is never cut in two."""
        return self._moved(start, 0, opens=True), self._moved(end, 0, opens=False)

    def sent(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the masked text that stand for ``[start, end)`` of the original."""
        return self._moved(start, 2, opens=True), self._moved(end, 2, opens=False)

    def _moved(self, at: int, side: int, *, opens: bool) -> int:
        """Where a point of one text lies in the other; a point inside a name goes to the edge of its mask."""
        shift = 0
        for cut in self.cuts:
            start, end = cut[side : side + 2]
            first, last = cut[2 - side : 4 - side]
            if at <= start:
                break
            if at < end:
                return first if opens else last
            shift = last - end
        return at + shift


class Masks(msgspec.Struct, frozen=True):
    """The names to mask, each with its mask: "Person 1" for every form of one person's name."""

    names: dict[str, str]

    def masked(self, text: str) -> Masked:
        """The text with every standing of these names masked, however often and wherever it comes."""
        if not self.names:
            return Masked(text)
        pieces: list[str] = []
        cuts: list[tuple[int, int, int, int]] = []
        done = size = 0
        for match in _pattern(tuple(self.names)).finditer(text):
            mask = self.names[_plain(match.group())]
            pieces += [text[done : match.start()], mask]
            size += match.start() - done
            cuts.append((size, size + len(mask), match.start(), match.end()))
            size += len(mask)
            done = match.end()
        return Masked("".join([*pieces, text[done:]]), tuple(cuts))


@functools.lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest) + r")(?!\w)"
    )


def _plain(name: str) -> str:
    return " ".join(name.split())


def private_names(
    text: str, known: Known, rules: Rules, place: Callable[[str], bool], title: str | None = None
) -> Masks:
    """The names in an English text and its title that are to be masked. ``place`` tells names of places."""
    whole = "\n\n".join(filter(None, (title, text)))
    judge = _Judge(known, rules, place)
    private: dict[str, None] = {}
    public: set[str] = set()
    for sentence in split(whole):
        for run in _runs(whole, sentence.start, sentence.end):
            for name, first, last in judge.names(whole, run):
                if _in_office(whole, first, last, sentence.end, rules):
                    public |= {name, *_parts(name)}
                else:
                    private[name] = None
    private |= dict.fromkeys(match.group() for match in TRACES.finditer(whole))
    return Masks(_masks([name for name in private if name not in public], public, whole))


Run = list[tuple[int, int]]
"""Words that follow each other, as characters [start, end) of the text."""


class _Judge:
    """Tells which capitalised words may name a private person."""

    def __init__(self, known: Known, rules: Rules, place: Callable[[str], bool]) -> None:
        self._known, self._rules, self._place = known, rules, place

    def names(self, text: str, run: Run) -> Iterator[tuple[str, int, int]]:
        """The names of a run of capitalised words, each with its characters, without titles before it."""
        words = [text[start:end] for start, end in run]
        if self._is_known(" ".join(words)) or bodies() & {word.lower() for word in words}:
            return
        kept = [index for index, word in enumerate(words) if not _ordinary(word)]
        if not kept:
            return
        first, last = kept[0], kept[-1]
        name = " ".join(words[first : last + 1])
        if len(name) > 1 and not self._is_known(name):
            yield name, run[first][0], run[last][1]

    def _is_known(self, name: str) -> bool:
        bare = name.removesuffix("'s").removesuffix("’s").rstrip(".")
        return self._place(bare) or self._known.organisation(bare) is not None


def _ordinary(word: str) -> bool:
    """Whether every part of a word is in the list of ordinary words; an initial belongs to a name."""
    parts = [part.lower() for part in LETTERS.findall(word.replace("’s", "").replace("'s", ""))]
    return all(part in vocabulary() and len(part) > 1 for part in parts)


def _runs(text: str, start: int, end: int) -> Iterator[Run]:
    """Runs of capitalised words on one line, with the small words inside them."""
    run: Run = []
    small: Run = []
    for match in WORD.finditer(text, start, end):
        word, reach = match.group(), _without_stop(text, match.start(), match.end())
        last = (small or run or [(0, match.start())])[-1][1]
        gap = text[last : match.start()]
        joined = bool(run) and (gap == "" or (gap.isspace() and "\n\n" not in gap))
        if word[0].isupper() or (joined and _tied(word)):
            if not joined:
                if run:
                    yield run
                run = []
            run = [*run, *small, reach] if joined else [reach]
            small = []
        elif joined and word.lower().partition("-")[0] in INSIDE:
            small = [*small, reach]
        else:
            if run:
                yield run
            run, small = [], []
    if run:
        yield run


def _tied(word: str) -> bool:
    """Whether a small word is written together with a name: "al-Hamidi"."""
    first, _, rest = word.partition("-")
    return first.lower() in INSIDE and rest[:1].isupper()


def _without_stop(text: str, start: int, end: int) -> tuple[int, int]:
    """A word without the full stop behind it, unless it is an initial."""
    return start, end - 1 if text[end - 1] == "." and end - start > 2 else end


def _in_office(text: str, start: int, end: int, stop: int, rules: Rules) -> bool:
    """Whether a public office stands beside the name: "Foreign Minister X", "X, a spokesman for"."""
    clauses = re.split(r"[,;:“”\"]", text[max(0, start - 120) : start].replace("\n", " "))
    before = WORD.findall(next((clause for clause in reversed(clauses[-2:]) if clause.strip()), ""))[-LOOK:]
    behind = text[end : min(stop, end + 120)]
    after = WORD.findall(behind[1:])[:LOOK] if behind.startswith(",") else []
    said = [f" {' '.join(words).lower().replace('.', '')} " for words in (before, after)]
    return any(f" {office} " in words for office in rules.named_offices for words in said)


def _parts(name: str) -> Iterator[str]:
    """The words of a name that may stand for it alone."""
    words = name.split()
    pieces = [*words, *(piece for word in words for piece in word.split("-"))]
    if len(pieces) > 1:
        yield from (word for word in pieces if len(word) > 2 and word.lower() not in INSIDE and word[:1].isupper())


def _masks(private: Sequence[str], public: set[str], text: str) -> dict[str, str]:
    """One mask a person, for the whole name and for each part of it that is no ordinary word."""
    masks: dict[str, str] = {}
    number = 0
    for name in sorted(private, key=lambda one: (-len(one.split()), private.index(one))):
        if name in masks:
            continue
        number += 1
        while f"{MASK} {number}" in text:
            number += 1
        masks[name] = f"{MASK} {number}"
        for part in _parts(name):
            if part not in public and not _ordinary(part):
                masks.setdefault(part, masks[name])
    return masks
