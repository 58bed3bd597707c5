"""treebank: Universal Dependencies on given words. Only the words are read; every other column is written anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.base import Adapter, Row
from adapters.kit import Kit

FORM = 1
COMMENTS = ("sent_id", "newdoc", "newpar", "text")
"""Comments that are no annotation: what a sentence and its document are called, and its text."""


def sentences(path: Path) -> Iterator[Row]:
    """The sentences of a CoNLL-U file: ``id``, ``comments`` and ``words``; a sentence without ``sent_id`` has its number.

    Multiword tokens and empty nodes are passed over.
    """
    comments: list[str] = []
    words: list[str] = []
    number = 0
    for line in [*path.read_text(encoding="utf-8-sig").split("\n"), ""]:
        if line.startswith("#"):
            comments.append(line)
        elif line.strip():
            columns = line.split("\t")
            if columns[0].isdigit():
                words.append(columns[FORM])
        elif words:
            number += 1
            yield _sentence(comments, words, number)
            comments, words = [], []


def _sentence(comments: Sequence[str], words: list[str], number: int) -> Row:
    named = {line[1:].partition("=")[0].strip(): line.partition("=")[2].strip() for line in comments}
    kept = [
        line
        for line in comments
        if line[1:].split("=")[0].split()[:1] and line[1:].split("=")[0].split()[0] in COMMENTS
    ]
    return {"id": named.get("sent_id") or f"sentence {number}", "comments": kept, "words": words}


def predict(row: Row, kit: Kit) -> Row:
    """Part of speech, head (0 for the root) and relation of each word."""
    tree = kit.tree(row["words"])
    rows = zip(row["words"], tree.pos, tree.heads, tree.relations, strict=True)
    return {**row, "parsed": [[word, pos, head + 1, relation] for word, pos, head, relation in rows]}


def save(path: Path, rows: Sequence[Row]) -> Path:
    """Write the sentences as CoNLL-U; one that failed has a chain of words without tags."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(map(_block, rows)), encoding="utf-8")
    return path


def _block(row: Row) -> str:
    lines = [*row["comments"]]
    for number, (word, pos, head, relation) in enumerate(row["parsed"], start=1):
        lines.append("\t".join((str(number), word, "_", pos, "_", "_", str(head), relation, "_", "_")))
    return "\n".join(lines) + "\n\n"


def failed(row: Row) -> Row:
    """What stands for a sentence that could not be parsed."""
    chain = [[word, "X", number, "dep" if number else "root"] for number, word in enumerate(row["words"])]
    return {**row, "parsed": chain}


ADAPTER = Adapter(
    folder="treebank", task="parse", inputs=("comments", "words"), predict=predict, empty=failed,
    pattern="*.conllu", read=sentences, save=save,
)  # fmt: skip
