"""Writes trained weights as the file that the package ships: ONNX, int8, with its labels and scores inside.

Weights of matrix products are int8 with one scale for each output channel, in 7 bits: processors without the VNNI
instructions would overflow on 8, and the same report must be coded the same on every machine. Word vectors are int8
with one scale for each word.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import Network
from training.train import BASE

INPUTS = ("ids", "shapes", "first", "last")
OUTPUTS = ("upos", "arc", "relation", "to")
AXES = {
    **{name: {1: "pieces"} for name in INPUTS[:2]},
    **{name: {1: "words"} for name in (*INPUTS[2:], "upos", "relation")},
    "arc": {1: "words", 2: "nodes"},
    "to": {1: "nodes"},
}


class Words(nn.Module):
    """Word vectors as int8 with one scale for each word."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("values", (weight / scale.clamp(min=1e-12)).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """The vector of each piece."""
        return self.values[ids].float() * self.scale[ids]


class Shipped(nn.Module):
    """The network as run: one sentence, no mask."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        network.encoder.words = Words(network.encoder.words.weight.detach())

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """The outputs of the file, in order."""
        scores = self.network(ids, shapes, first, last)
        return scores.upos, scores.arc, scores.relation, scores.heads


def network(folder: Path) -> tuple[Network, dict[str, list[str]]]:
    """The trained network of a folder, with its labels."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    found = Network(BASE, len(labels["upos"]), len(labels["relations"]))
    saved = torch.load(folder / "weights.pt", weights_only=True)
    found.load_state_dict(
        {name.removeprefix("network."): value for name, value in saved.items() if name.startswith("network.")}
    )
    return found.eval(), labels


def export(trained: Network, about: dict[str, str], out: Path, bits: int | None = 7) -> None:
    """Writes ``out``; ``bits`` None leaves the matrices in fp32, to see what int8 costs."""
    example = torch.tensor([[101, 2023, 2003, 2986, 102]])
    words = torch.tensor([[1, 2, 3]])
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            Shipped(trained).eval(),
            (example, torch.zeros_like(example), words, words),
            str(full),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=AXES,
            opset_version=17,
            dynamo=False,
        )
        if bits:
            quantize_dynamic(
                full,
                out,
                op_types_to_quantize=["MatMul"],
                per_channel=True,
                reduce_range=bits == 7,
                weight_type=QuantType.QInt8,
            )
        else:
            shutil.copy(full, out)
    model = onnx.load(str(out))
    onnx.helper.set_model_props(model, about)
    onnx.save(model, str(out))


def main() -> None:
    """Exports a trained folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path, help="folder that training.train wrote")
    parser.add_argument("out", type=Path, help="folder for reader.onnx and tokenizer.json")
    parser.add_argument("--version", default="reader/1")
    parser.add_argument("--scores", default="{}", help="JSON, kept in the file")
    parser.add_argument("--bits", type=int, default=7, choices=(0, 7, 8))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    trained, labels = network(args.trained)
    about = {
        "version": args.version,
        "upos": json.dumps(labels["upos"]),
        "relations": json.dumps(labels["relations"]),
        "scores": args.scores,
        "data": "Universal Dependencies English EWT, CC BY-SA 4.0; encoder all-MiniLM-L6-v2, Apache-2.0",
        "licence": "CC BY-SA 4.0",
    }
    export(trained, about, args.out / "reader.onnx", args.bits or None)
    shutil.copy(BASE / "tokenizer.json", args.out / "tokenizer.json")


if __name__ == "__main__":
    main()
