"""The reader as a torch module: the MiniLM encoder with a tagger and a deep biaffine parser on top.

Written out in plain tensor operations so that the exported graph is the one trained. After Dozat and Manning,
"Deep Biaffine Attention for Neural Dependency Parsing" (2017); the mixture of layers after Peters et al. (2018).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536  # of all-MiniLM-L6-v2
ARC, REL = 256, 80
SHAPES = 5  # see onrecord.language.parse.shape


class Scores(NamedTuple):
    """What the network says of B sentences of W words: ``arc`` [B, W, W+1] with the root first, the rest as named."""

    upos: Tensor
    arc: Tensor
    relation: Tensor  # [B, W, relations, REL]: to be multiplied with the vector of the head
    heads: Tensor  # [B, W+1, REL]: the vectors of possible heads
    words: Tensor  # [B, W, WIDTH]


class Layer(nn.Module):
    """One transformer layer, as in BERT (normalised after each part)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The states after this layer; ``mask`` is added to the attention before the softmax."""
        query, key, value = self.qkv(x).split(WIDTH, -1)
        mixed = self.attend(query, key, value, mask)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))

    def attend(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Attention of all heads, as in BERT."""
        batch, length, _ = query.shape
        parts = (part.reshape(batch, length, HEADS, -1).transpose(1, 2) for part in (query, key, value))
        query, key, value = parts
        weights = query @ key.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5
        if mask is not None:
            weights = weights + mask
        return (self.dropout(weights.softmax(-1)) @ value).transpose(1, 2).reshape(batch, length, WIDTH)


class Encoder(nn.Module):
    """The MiniLM encoder, with one more embedding: how a word is capitalised, which its vocabulary does not tell."""

    def __init__(self, folder: Path, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self._load(load_file(folder / "model.safetensors"))

    def _load(self, saved: dict[str, Tensor]) -> None:
        saved = {name.removeprefix("bert."): value for name, value in saved.items()}
        with torch.no_grad():
            self.words.weight.copy_(saved["embeddings.word_embeddings.weight"])
            kind = saved["embeddings.token_type_embeddings.weight"][0]
            self.positions.weight.copy_(saved["embeddings.position_embeddings.weight"] + kind)
            self.shapes.weight.zero_()
        self.words.weight.requires_grad_(False)  # words the treebank lacks keep their place among those it has
        _fill(self.norm, saved, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            _fill_layer(layer, saved, f"encoder.layer.{number}.")

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> list[Tensor]:
        """The embeddings and the states after each layer."""
        x = self.words(ids) + self.positions.weight[: ids.size(1)] + self.shapes(shapes)
        states = [self.dropout(self.norm(x))]
        for layer in self.layers:
            states.append(layer(states[-1], mask))
        return states


def _fill(module: nn.Module, saved: dict[str, Tensor], name: str) -> None:
    with torch.no_grad():
        module.weight.copy_(saved[name + ".weight"])
        module.bias.copy_(saved[name + ".bias"])


def _fill_layer(layer: nn.Module, saved: dict[str, Tensor], at: str) -> None:
    parts = [at + "attention.self." + name for name in ("query", "key", "value")]
    with torch.no_grad():
        layer.qkv.weight.copy_(torch.cat([saved[name + ".weight"] for name in parts]))
        layer.qkv.bias.copy_(torch.cat([saved[name + ".bias"] for name in parts]))
    _fill(layer.out, saved, at + "attention.output.dense")
    _fill(layer.norm1, saved, at + "attention.output.LayerNorm")
    _fill(layer.up, saved, at + "intermediate.dense")
    _fill(layer.down, saved, at + "output.dense")
    _fill(layer.norm2, saved, at + "output.LayerNorm")


class Network(nn.Module):
    """Encoder, tagger and parser. A word is the mean of its first and last piece; the root is the start mark."""

    def __init__(self, folder: Path, upos: int, relations: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(folder, dropout)
        self.mix = nn.Parameter(torch.tensor([0.0, 0, 0, 0, 1, 1, 2]))
        self.upos = nn.Linear(WIDTH, upos)
        self.heads = nn.Linear(WIDTH, 2 * ARC + 2 * REL)
        self.arc = nn.Linear(ARC, ARC)
        self.relation = nn.Linear(REL, relations * (REL + 1))
        self.dropout = nn.Dropout(0.3)
        nn.init.normal_(self.arc.weight, std=0.02)
        nn.init.normal_(self.relation.weight, std=0.02)

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor, mask: Tensor | None = None) -> Scores:
        """Scores of B sentences, given as padded tensors (see ``training.train.Batch``)."""
        states = self.encoder(ids, shapes, mask)
        share = self.mix.softmax(0)
        mixed = sum(share[i] * state for i, state in enumerate(states))
        words = (_take(mixed, first) + _take(mixed, last)) / 2
        nodes = torch.cat([mixed[:, :1], words], 1)
        parts = self.dropout(functional.gelu(self.heads(self.dropout(nodes))))
        arc_of, arc_to, rel_of, rel_to = parts.split([ARC, ARC, REL, REL], -1)
        arc = self.arc(arc_of[:, 1:]) @ arc_to.transpose(-1, -2)
        relation = self.relation(rel_of[:, 1:]).unflatten(-1, (-1, REL + 1))
        one = torch.ones_like(rel_to[..., :1])
        return Scores(self.upos(self.dropout(words)), arc, relation, torch.cat([rel_to, one], -1), words)


def _take(states: Tensor, positions: Tensor) -> Tensor:
    return torch.gather(states, 1, positions[:, :, None].expand(-1, -1, states.size(-1)))


def of_heads(scores: Scores, heads: Tensor) -> Tensor:
    """The scores of each relation [B, W, relations], given the head of every word (0 for the root)."""
    return (scores.relation @ _take(scores.heads, heads)[..., None]).squeeze(-1)
