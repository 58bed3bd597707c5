"""Writes silver trees: sentences of news on which several readers, trained apart, agree.

    python -m training.silver out/silver.conllu --readers out/run-1 out/run-2 out/run-3 --texts muc/train.jsonl …

Each text is cut into sentences and tokens as Onrecord cuts what it reads. A word is kept with its head, relation and part of
speech where all readers give the same ones, and without them ("_") where they do not: the learner is then asked nothing about
it. A sentence is kept where at least ``AGREED`` of its words are agreed on. Where single runs err, they seldom err alike
(tri-training: Zhou and Li 2005; for parsing: Weiss and others 2015), so what is left is mostly right, and it is news.

The file holds other people's texts: it stays where it is made and is not published.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from onrecord.language.document import Token, Tree
from onrecord.language.parse import Reader
from onrecord.language.sentences import split
from training.treebank import UNKNOWN, Word, Words, written

SHORTEST, LONGEST = 5, 70  # words; shorter ones teach nothing, longer ones are mostly lists
AGREED = 0.85  # of the words of a sentence
TOGETHER = 2000  # sentences read at once
WRITTEN_OUT = 0.7  # of the sentences in capitals are written as news is today


def sentences(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """The different sentences of texts, as words, in the order in which they come."""
    found: dict[tuple[str, ...], None] = {}
    for text in texts:
        for sentence in split(text):
            words = tuple(token.text for token in sentence.tokens)
            if SHORTEST <= len(words) <= LONGEST and any(word.isalpha() for word in words):
                found.setdefault(words)
    return list(found)


def texts(path: Path) -> Iterator[str]:
    """The field ``text`` of each record of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def written_out(words: Words) -> Words:
    """A sentence in capitals as it is written today: names and the first word begin with one, by the tags agreed on."""
    return tuple(
        word._replace(form=word.form.capitalize() if word.upos == "PROPN" or i == 0 else word.form.lower())
        for i, word in enumerate(words)
    )


def tokens(words: Sequence[str]) -> tuple[Token, ...]:
    """Words as tokens; readers look at nothing but their letters."""
    return tuple(Token(word, 0, len(word)) for word in words)


def agreed(words: Sequence[str], trees: Sequence[Tree]) -> Words | None:
    """The words with what all trees say of them; null where too few are agreed on, or the root is not."""
    answers = [tuple(zip(tree.pos, tree.heads, tree.relations, strict=True)) for tree in trees]
    kept = [_word(form, {answer[i] for answer in answers}) for i, form in enumerate(words)]
    sure = sum(word.head != UNKNOWN for word in kept)
    return tuple(kept) if sure >= AGREED * len(kept) and any(word.head == 0 for word in kept) else None


def _word(form: str, said: set[tuple[str, int, str]]) -> Word:
    if len(said) > 1:
        return Word(form, "_", "_", UNKNOWN, "_")
    ((pos, head, relation),) = said
    return Word(form, pos, "_", head + 1, relation)


def silver(given: Sequence[tuple[str, ...]], readers: Sequence[Reader]) -> Iterator[Words]:
    """The sentences that the readers agree on."""
    for at in range(0, len(given), TOGETHER):
        part = given[at : at + TOGETHER]
        read = [reader.trees([tokens(words) for words in part]) for reader in readers]
        for words, *trees in zip(part, *read, strict=True):
            if (found := agreed(words, trees)) is not None:
                yield found
        print(f"{at + len(part)} of {len(given)} sentences read", flush=True)


def settings() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="CoNLL-U file to write")
    parser.add_argument("--readers", type=Path, nargs="+", required=True, help="folders that training.export wrote")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="JSON lines with a field text")
    return parser.parse_args()


def main() -> None:
    """Reads all texts with all readers, and writes what they agree on."""
    args = settings()
    given = sentences(text for path in args.texts for text in texts(path))
    rng, kept = random.Random(0), []
    for words in silver(given, [Reader.open(folder) for folder in args.readers]):
        capitals = " ".join(word.form for word in words).isupper()
        kept.append(written_out(words) if capitals and rng.random() < WRITTEN_OUT else words)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("".join(map(written, kept)), encoding="utf-8")
    words = [word for sentence in kept for word in sentence]
    known = sum(word.head != UNKNOWN for word in words)
    print(f"{len(kept)} of {len(given)} sentences kept, {known} of their {len(words)} words agreed on")


if __name__ == "__main__":
    main()
