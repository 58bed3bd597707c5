"""Universal Dependencies files: sentences as words with tags, heads and relations, and the labels a treebank uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

UNKNOWN = -1  # the head of a word of which a silver tree says nothing
RARE = 20  # a subtype seen less often is learned as its universal relation


class Word(NamedTuple):
    """One word: form, universal and Penn part of speech, head (1 is the first word, 0 the root), relation.

    What is not known is ``_``, and ``UNKNOWN`` for the head."""

    form: str
    upos: str
    xpos: str
    head: int
    relation: str


Words = tuple[Word, ...]


class Labels(NamedTuple):
    """The closed sets of answers, in the order of the model's outputs."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    relations: tuple[str, ...]


def read(path: Path) -> list[Words]:
    """The sentences of a CoNLL-U file; multiword tokens and empty nodes are passed over."""
    return list(_sentences(path.read_text(encoding="utf-8").split("\n")))


def _sentences(lines: Iterable[str]) -> Iterator[Words]:
    words: list[Word] = []
    for line in lines:
        columns = line.split("\t")
        if columns[0].isdigit():
            head = UNKNOWN if columns[6] == "_" else int(columns[6])
            words.append(Word(columns[1], columns[3], columns[4], head, columns[7]))
        elif not line and words:
            yield tuple(words)
            words = []
    if words:
        yield tuple(words)


def written(words: Words) -> str:
    """A sentence as CoNLL-U, with the blank line after it."""
    rows = (
        (
            i,
            word.form,
            "_",
            word.upos,
            word.xpos,
            "_",
            "_" if word.head == UNKNOWN else word.head,
            word.relation,
            "_",
            "_",
        )
        for i, word in enumerate(words, 1)
    )
    return "".join("\t".join(map(str, row)) + "\n" for row in rows) + "\n"


def collapsed(sentences: list[Words]) -> list[Words]:
    """The sentences with every rare subtype ("csubj:outer") written as its universal relation ("csubj")."""
    count = Counter(word.relation for words in sentences for word in words)
    kept = {relation for relation, times in count.items() if times >= RARE or ":" not in relation}
    return [
        tuple(w if w.relation in kept else w._replace(relation=w.relation.split(":")[0]) for w in words)
        for words in sentences
    ]


def labels(sentences: list[Words]) -> Labels:
    """All labels that occur, sorted."""
    flat = [word for words in sentences for word in words]
    return Labels(
        tuple(sorted({w.upos for w in flat})),
        tuple(sorted({w.xpos for w in flat})),
        tuple(sorted({w.relation for w in flat})),
    )
