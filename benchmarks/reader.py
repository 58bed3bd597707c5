"""How well and how fast the shipped reader reads: on the dev file of a treebank, on the same in capitals, and beside others.

    python -m benchmarks.reader ../shared/gold/treebank/dev.conllu --speed --spacy ../shared/gold/treebank/train.conllu

``--speed`` needs the package onnx, ``--spacy`` needs spaCy; the package itself needs neither.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.language.document import Token, Tree
from onrecord.language.parse import Reader


class Gold(NamedTuple):
    """One sentence as the treebank has it; heads are positions, -1 for the root; relations without subtype."""

    words: tuple[str, ...]
    pos: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


def gold(path: Path) -> Iterator[Gold]:
    """The sentences of a CoNLL-U file; multiword tokens and empty nodes are passed over."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n")]
        rows = [row for row in rows if row[0].isdigit()]
        if rows:
            yield Gold(
                tuple(row[1] for row in rows),
                tuple(row[3] for row in rows),
                tuple(int(row[6]) - 1 for row in rows),
                tuple(row[7].split(":")[0] for row in rows),
            )


def tokens(words: Sequence[str]) -> tuple[Token, ...]:
    """Words as tokens of a text in which one space stands between them."""
    found, at = [], 0
    for word in words:
        found.append(Token(word, at, at + len(word)))
        at += len(word) + 1
    return tuple(found)


def scores(sentences: Sequence[Gold], trees: Sequence[Gold]) -> dict[str, float]:
    """UPOS, UAS and LAS as in the CoNLL 2018 shared task: shares of all words, punctuation too."""
    right = {"UPOS": 0, "UAS": 0, "LAS": 0}
    for true, found in zip(sentences, trees, strict=True):
        for i in range(len(true.words)):
            same = true.heads[i] == found.heads[i]
            right["UPOS"] += true.pos[i] == found.pos[i]
            right["UAS"] += same
            right["LAS"] += same and true.relations[i] == found.relations[i]
    total = sum(len(true.words) for true in sentences)
    return {name: value / total for name, value in right.items()}


def universal(words: Sequence[str], tree: Tree) -> Gold:
    """A tree as the scores compare it."""
    return Gold(tuple(words), tree.pos, tree.heads, tuple(name.split(":")[0] for name in tree.relations))


def write(path: Path, read: Sequence[Gold]) -> None:
    """The trees as CoNLL-U."""
    with path.open("w", encoding="utf-8") as file:
        for found in read:
            for i, word in enumerate(found.words):
                row = [i + 1, word, "_", found.pos[i], "_", "_", found.heads[i] + 1, found.relations[i], "_", "_"]
                print(*row, sep="\t", file=file)
            print(file=file)


def measured(name: str, sentences: Sequence[Gold], read: Callable[[list[tuple[str, ...]]], list[Gold]]) -> list[Gold]:
    """Reads the sentences and prints scores and speed."""
    start = time.perf_counter()
    found = read([one.words for one in sentences])
    seconds = time.perf_counter() - start
    line = "  ".join(f"{key} {value:.4f}" for key, value in scores(sentences, found).items())
    print(f"{name:34} {line}  {len(sentences) / seconds:6.0f} sentences/s  {len(sentences)} sentences")
    return found


def ours(reader: Reader) -> Callable[[list[tuple[str, ...]]], list[Gold]]:
    """The shipped reader as something to measure."""

    def read(sentences: list[tuple[str, ...]]) -> list[Gold]:
        trees = reader.trees([tokens(words) for words in sentences])
        return [universal(words, tree) for words, tree in zip(sentences, trees, strict=True)]

    return read


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path, help="CoNLL-U file with gold tokens")
    parser.add_argument("--model", type=Path, help="folder of another reader")
    parser.add_argument("--sample", type=int, default=0, help="only every n-th sentence")
    parser.add_argument("--predictions", type=Path, help="write the trees here as CoNLL-U")
    args = parser.parse_args()
    reader = Reader.open(args.model)
    print(f"reader {reader.version}")
    sentences = list(gold(args.treebank))[:: args.sample or 1]
    found = measured("shipped int8", sentences, ours(reader))
    if args.predictions:
        write(args.predictions, found)
    capitals = [one._replace(words=tuple(word.upper() for word in one.words)) for one in sentences]
    measured("shipped int8, upper-cased", capitals, ours(reader))


if __name__ == "__main__":
    main()
