"""Sentences of the treebank made to look like the news of wars: capitals, headlines, lost marks, names from elsewhere.

Each change keeps the tree right: only words without dependents are dropped, and a word cut into several passes its
place in the tree to the first of them, as English EWT does ("Al" is the head of "Al - Zaman").
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from training.treebank import UNKNOWN, Word, Words

CURLY = {
    "'": "\u2019",
    "'s": "\u2019s",
    "n't": "n\u2019t",
    "'re": "\u2019re",
    "'ve": "\u2019ve",
    "'ll": "\u2019ll",
    "'m": "\u2019m",
    "'d": "\u2019d",
}
SMALL = {"DET", "ADP", "CCONJ", "PART"}  # stay small in a Headline With Capitals
QUOTES = {'"', "``", "''", "\u201c", "\u201d"}
Change = Callable[[Words, random.Random], Words]


@functools.cache
def names() -> dict[str, list]:
    """The parts of names, by use and then by region."""
    return yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))


def varied(words: Words, rng: random.Random) -> Words:
    """The sentence, or in about half of all cases a changed one; always at least one word."""
    for change, share in CHANGES:
        if rng.random() < share:
            words = change(words, rng) or words
    return words


def without(words: Words, dropped: set[int]) -> Words:
    """The sentence without these positions; those with dependents, and the root, stay."""
    heads = {word.head for word in words}
    gone = {i for i in dropped if i + 1 not in heads and words[i].head}
    place = {0: 0, UNKNOWN: UNKNOWN}
    for i in range(len(words)):
        if i not in gone:
            place[i + 1] = len(place) - 1
    return tuple(w._replace(head=place[w.head]) for i, w in enumerate(words) if i not in gone)


def replaced(words: Words, at: int, new: Sequence[Word]) -> Words:
    """The sentence with one word replaced by several; their heads count within ``new``, 0 for the old word's head."""
    place = {head: head if head <= at + 1 else head + len(new) - 1 for head in range(UNKNOWN, len(words) + 1)}
    moved = [word._replace(head=place[word.head]) for word in words]
    fresh = [word._replace(head=word.head + at if word.head else moved[at].head) for word in new]
    return (*moved[:at], *fresh, *moved[at + 1 :])


def upper(words: Words, _: random.Random) -> Words:
    """ALL CAPS, as news agencies once wired."""
    return tuple(word._replace(form=word.form.upper()) for word in words)


def lower(words: Words, _: random.Random) -> Words:
    """No capitals at all."""
    return tuple(word._replace(form=word.form.lower()) for word in words)


def headline(words: Words, rng: random.Random) -> Words:
    """No articles, no forms of be, no full stop; often With Capitals."""
    dropped = {
        i
        for i, w in enumerate(words)
        if (w.relation == "det" and w.form.lower() in {"a", "an", "the"})
        or (w.upos == "AUX" and w.form.lower() in {"is", "are", "was", "were", "been"})
        or (w.form == "." and i == len(words) - 1)
    }
    words = without(words, dropped)
    if rng.random() < 0.6:
        words = tuple(w if w.upos in SMALL else w._replace(form=w.form[:1].upper() + w.form[1:]) for w in words)
    return words


def lost_marks(words: Words, rng: random.Random) -> Words:
    """Commas, quotes, hyphens and apostrophes lost on the way, as on pages badly converted."""
    dropped = {
        i
        for i, w in enumerate(words)
        if w.upos == "PUNCT" and (w.form in QUOTES or (w.form in {",", ".", ":", "-", "'"} and rng.random() < 0.7))
    }
    bare = rng.random() < 0.5
    kept = [w._replace(form=w.form.strip("'") or w.form) if bare and w.upos != "PUNCT" else w for w in words]
    return without(tuple(kept), dropped)


def curly(words: Words, rng: random.Random) -> Words:
    """Typographic quotes and dashes, as papers print them."""
    seen, out = 0, []
    for word in words:
        form = CURLY.get(word.form, word.form)
        if form == '"':
            form = "\u201c\u201d"[seen % 2]
            seen += 1
        elif form in {"--", "-"} and word.xpos != "HYPH":
            form = rng.choice("\u2013\u2014")
        out.append(word._replace(form=form))
    return tuple(out)


def renamed(words: Words, rng: random.Random) -> Words:
    """Other people's names in the place of names, some cut at hyphens as Arabic names are."""
    region = rng.randrange(4)
    at = 0
    while at < len(words):
        word = words[at]
        if word.upos == "PROPN" and word.form.isalpha() and len(word.form) > 2 and rng.random() < 0.7:
            person = word.relation == "flat" or (at + 1 < len(words) and words[at + 1].relation == "flat")
            pool = ("families" if word.relation == "flat" else "people") if person else "places"
            name = rng.choice(names()[pool][region])
            new = [word._replace(form=name, head=0)]
            if region == 0 and rng.random() < 0.4:
                new = _arabic(word, name, rng, two=not person and rng.random() < 0.4)
            words = replaced(words, at, new)
            at += len(new)
        else:
            at += 1
    return words


def _arabic(word: Word, name: str, rng: random.Random, *, two: bool) -> list[Word]:
    """A name such as al - Name, or Deir ez - Name: the first word is the head."""
    prefix = rng.choice(names()["prefixes"])
    hyphen = Word("-", "PUNCT", "HYPH", 3 + two, "punct")
    last = Word(name, "PROPN", "NNP", 1, "flat")
    if two:
        first = rng.choice(names()["places_of_two"])
        return [word._replace(form=first, head=0), Word(prefix, "PROPN", "NNP", 1, "flat"), hyphen, last]
    return [word._replace(form=prefix, head=0), hyphen, last]


def whole(words: Words, _: random.Random) -> Words:
    """Words at both sides of a hyphen as one word: the outer tree is that of the one that heads the other."""
    for at in range(1, len(words) - 1):
        left, hyphen, right = words[at - 1 : at + 2]
        if hyphen.form != "-" or hyphen.xpos != "HYPH" or any(w.head == at + 1 for w in words):
            continue
        head, other = (at, at + 2) if right.head == at else (at + 2, at) if left.head == at + 2 else (0, 0)
        if head:
            joined = words[head - 1]._replace(form=left.form + "-" + right.form)
            moved = [w._replace(head=head) if w.head == other else w for w in words]
            moved[head - 1] = joined
            return without(tuple(moved), {at, other - 1})
    return words


CHANGES: tuple[tuple[Change, float], ...] = (
    (renamed, 0.2),
    (whole, 0.15),
    (curly, 0.2),
    (lost_marks, 0.08),
    (headline, 0.06),
    (lower, 0.04),
    (upper, 0.1),
)
