"""News without gold trees as further training data: what several readers, trained apart, read alike.

Writes CoNLL-U. A word on whose head, relation and tag all readers agree has them; the others have "_" there and teach
nothing, but stand in the sentence. Sentences with many such words are left out.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.language.document import Token, Tree
from onrecord.language.parse import Reader
from onrecord.language.sentences import split

SHORTEST, LONGEST = 6, 60  # words
AGREED = 0.85  # of the words of a sentence


def sentences(files: Sequence[Path]) -> list[tuple[Token, ...]]:
    """The sentences of the field ``text`` of JSON lines, each once."""
    found: dict[str, tuple[Token, ...]] = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            for sentence in split(json.loads(line)["text"]):
                if SHORTEST <= len(sentence.tokens) <= LONGEST:
                    found.setdefault(" ".join(token.lower for token in sentence.tokens), sentence.tokens)
    return list(found.values())


def agreed(trees: Sequence[Tree]) -> Iterator[tuple[str, str, str, str]]:
    """Form, part of speech, head and relation of each word, "_" where the readers differ."""
    for i, token in enumerate(trees[0].tokens):
        tags = {tree.pos[i] for tree in trees}
        arcs = {(tree.heads[i] + 1, tree.relations[i]) for tree in trees}
        head, relation = arcs.pop() if len(arcs) == 1 else ("_", "_")
        yield token.text, tags.pop() if len(tags) == 1 else "_", str(head), relation


def written(rows: Sequence[tuple[str, str, str, str]]) -> str:
    """A sentence as CoNLL-U."""
    lines = [
        "\t".join([str(i + 1), form, "_", pos, "_", "_", head, name, "_", "_"])
        for i, (form, pos, head, name) in enumerate(rows)
    ]
    return "\n".join(lines) + "\n\n"


def main() -> None:
    """Reads, compares and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--readers", type=Path, nargs="+", required=True, help="folders that training.export wrote")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="JSON lines with a field text")
    parser.add_argument("--most", type=int, default=8000, help="sentences to read, chosen by chance")
    args = parser.parse_args()
    chosen = sentences(args.texts)
    random.Random(0).shuffle(chosen)
    chosen = chosen[: args.most]
    read = [Reader.open(folder).trees(chosen) for folder in args.readers]
    kept = 0
    with args.out.open("w", encoding="utf-8") as file:
        for trees in zip(*read, strict=True):
            rows = list(agreed(trees))
            if sum(head != "_" for _, _, head, _ in rows) >= AGREED * len(rows):
                file.write(written(rows))
                kept += 1
    print(f"{kept} of {len(chosen)} sentences")


if __name__ == "__main__":
    main()
