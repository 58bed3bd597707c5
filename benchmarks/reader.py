"""How well and how fast the shipped reader reads: on the dev file of a treebank, on the same in capitals, beside others.

    python -m benchmarks.reader ../shared/gold/treebank/dev.conllu
    python -m benchmarks.reader ../shared/gold/treebank/dev.conllu --speed
    python -m benchmarks.reader ../shared/gold/treebank/dev.conllu --spacy FOLDER

Speed is counted in processor time, on one core. ``--speed`` compares with the bare encoder (exported and quantised as
usual) and needs ``training/requirements.txt``; ``--spacy`` takes a trained spaCy pipeline (``training/README.md`` says
how) and needs spaCy. The package itself needs neither.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.language.document import Token, Tree
from onrecord.language.parse import Reader

PIECES, ROWS, ROUNDS = 43, 32, 9  # the length of a sentence of news; sentences in a round


class Gold(NamedTuple):
    """One sentence as the treebank has it; heads are positions, -1 for the root; relations without subtype."""

    id: str
    words: tuple[str, ...]
    pos: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


def gold(path: Path) -> Iterator[Gold]:
    """The sentences of a CoNLL-U file; multiword tokens and empty nodes are passed over."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.split("\n")
        rows = [row for row in (line.split("\t") for line in lines) if row[0].isdigit()]
        if rows:
            yield Gold(
                next((line.partition("=")[2].strip() for line in lines if line.startswith("# sent_id")), ""),
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
    return Gold("", tuple(words), tree.pos, tree.heads, tuple(name.split(":")[0] for name in tree.relations))


def write(path: Path, sentences: Sequence[Gold], read: Sequence[Gold]) -> None:
    """The trees as CoNLL-U, under the names of the sentences."""
    with path.open("w", encoding="utf-8") as file:
        for true, found in zip(sentences, read, strict=True):
            print(f"# sent_id = {true.id}", file=file)
            for i, word in enumerate(found.words):
                row = [i + 1, word, "_", found.pos[i], "_", "_", found.heads[i] + 1, found.relations[i], "_", "_"]
                print(*row, sep="\t", file=file)
            print(file=file)


def measured(name: str, sentences: Sequence[Gold], read: Callable[[list[tuple[str, ...]]], list[Gold]]) -> list[Gold]:
    """Reads the sentences and prints scores and speed."""
    start = time.process_time()
    found = read([one.words for one in sentences])
    seconds = time.process_time() - start
    line = "  ".join(f"{key} {value:.4f}" for key, value in scores(sentences, found).items())
    print(f"{name:34} {line}  {len(sentences) / seconds:6.0f} sentences/s  {len(sentences)} sentences")
    return found


def ours(reader: Reader) -> Callable[[list[tuple[str, ...]]], list[Gold]]:
    """The shipped reader as something to measure."""

    def read(sentences: list[tuple[str, ...]]) -> list[Gold]:
        trees = reader.trees([tokens(words) for words in sentences])
        return [universal(words, tree) for words, tree in zip(sentences, trees, strict=True)]

    return read


def peer(folder: Path) -> Callable[[list[tuple[str, ...]]], list[Gold]]:
    """A trained spaCy pipeline as something to measure."""
    import spacy

    pipeline = spacy.load(folder)

    def read(sentences: list[tuple[str, ...]]) -> list[Gold]:
        given = (spacy.tokens.Doc(pipeline.vocab, words=list(words)) for words in sentences)
        return [
            Gold(
                "",
                words,
                tuple(token.pos_ or token.tag_ for token in doc),
                tuple(-1 if token.head.i == token.i else token.head.i for token in doc),
                tuple("root" if token.head.i == token.i else token.dep_.split(":")[0] for token in doc),
            )
            for words, doc in zip(sentences, pipeline.pipe(given), strict=True)
        ]

    return read


def bare(folder: Path) -> Path:
    """The MiniLM encoder alone, exported as usual: dynamic int8, one scale for each channel."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from training.network import Encoder
    from training.train import BASE

    class Bare(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = Encoder(BASE, 0.0)

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            far = (1 - mask[:, None, None, :].float()) * -1e4
            return self.encoder(ids, torch.zeros_like(ids), far)[-1]

    axes = {name: {0: "sentences", 1: "pieces"} for name in ("ids", "mask", "states")}
    ids = torch.ones(2, 9, dtype=torch.long)
    names = {"input_names": ["ids", "mask"], "output_names": ["states"], "dynamic_axes": axes}
    torch.onnx.export(Bare().eval(), (ids, ids), str(folder / "fp32.onnx"), opset_version=17, dynamo=False, **names)
    quantize_dynamic(folder / "fp32.onnx", folder / "int8.onnx", per_channel=True, weight_type=QuantType.QInt8)
    return folder / "int8.onnx"


def rate(run: Callable[[], object], sentences: int) -> float:
    """Sentences in a second of processor time."""
    start = time.process_time()
    run()
    return sentences / (time.process_time() - start)


def speed(reader: Reader, sentences: Sequence[Gold]) -> None:
    """Prints the rate of the reader beside that of the bare encoder, on sentences of 43 pieces, in turns."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    given = [tokens(one.words) for one in sentences if reader.length(one.words) == PIECES]
    given = (given * ROWS)[:ROWS]
    with tempfile.TemporaryDirectory() as folder:
        session = onnxruntime.InferenceSession(bare(Path(folder)), options)
    ids = np.random.default_rng(0).integers(1000, 30000, (ROWS, PIECES))
    rates: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for size in (1, 8, 32):
            feeds = [
                {"ids": ids[at : at + size], "mask": np.ones_like(ids[at : at + size])} for at in range(0, ROWS, size)
            ]
            rates[f"bare encoder, {size} at once"].append(rate(lambda f=feeds: [session.run(None, x) for x in f], ROWS))
        rates["reader"].append(rate(lambda: reader.trees(given), ROWS))
        rates["reader, one by one"].append(rate(lambda: [reader.trees([one]) for one in given], ROWS))
    middle = {name: statistics.median(values) for name, values in rates.items()}
    best = max(value for name, value in middle.items() if name.startswith("bare"))
    for name, value in middle.items():
        print(f"{name:34} {value:6.0f} sentences/s of {PIECES} pieces  {value / best:.2f} of the bare encoder's best")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path, help="CoNLL-U file with gold tokens")
    parser.add_argument("--model", type=Path, help="folder of another reader")
    parser.add_argument("--sample", type=int, default=1, help="only every n-th sentence")
    parser.add_argument("--predictions", type=Path, help="write the trees here as CoNLL-U")
    parser.add_argument("--speed", action="store_true", help="beside the bare encoder")
    parser.add_argument("--spacy", type=Path, help="folder of a spaCy pipeline to measure too")
    args = parser.parse_args()
    reader = Reader.open(args.model)
    print(f"reader {reader.version}")
    sentences = list(gold(args.treebank))[:: args.sample]
    capitals = [one._replace(words=tuple(word.upper() for word in one.words)) for one in sentences]
    found = measured("reader", sentences, ours(reader))
    measured("reader, upper-cased", capitals, ours(reader))
    if args.predictions:
        write(args.predictions, sentences, found)
    if args.spacy:
        read = peer(args.spacy)
        measured("spaCy", sentences, read)
        measured("spaCy, upper-cased", capitals, read)
    if args.speed:
        speed(reader, sentences)


if __name__ == "__main__":
    main()
