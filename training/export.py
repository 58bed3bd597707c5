"""Writes trained weights as the file that the package ships: ONNX, int8, with its labels and scores inside.

Weights of matrix products are int8 with one scale for each output channel, in 7 bits: processors without the VNNI
instructions would overflow on 8, and the same report must be coded the same on every machine. Activations are int8 with
fixed scales, measured on training sentences: scales taken from the sentences at hand, as is usual, would let sentences
read together change each other's trees. Word vectors are int8 with one scale for each word.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from benchmarks import reader as benchmark
from onrecord.language.parse import Reader
from training import treebank
from training.augment import upper
from training.network import HEADS, Network
from training.train import BASE, Index

INPUTS = ("ids", "shapes", "first", "last")
OUTPUTS = ("upos", "arc", "relation", "to")
AXES = {
    **{name: {0: "sentences", 1: "pieces"} for name in INPUTS[:2]},
    **{name: {0: "sentences", 1: "words"} for name in (*INPUTS[2:], "upos", "relation")},
    "arc": {0: "sentences", 1: "words", 2: "nodes"},
    "to": {0: "sentences", 1: "nodes"},
}
MEASURED = 600  # sentences
OUTLIERS = 0.2  # per cent of the sentences whose largest value may lie outside the scale
CONTRIB = "com.microsoft"  # onnxruntime's own operators


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


class Attention(torch.autograd.Function):
    """Attention as one operator of onnxruntime."""

    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Of the right form is enough: it is only traced."""
        return query + key + value

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        """The operator."""
        return graph.op(f"{CONTRIB}::MultiHeadAttention", query, key, value, num_heads_i=HEADS).setType(query.type())


class Shipped(nn.Module):
    """The network as run: sentences of one length, so no mask."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        network.encoder.words = Words(network.encoder.words.weight.detach())
        for layer in network.encoder.layers:
            layer.attend = _attend

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """The outputs of the file, in order."""
        scores = self.network(ids, shapes, first, last)
        return scores.upos, scores.arc, scores.relation, scores.heads


def _attend(query: Tensor, key: Tensor, value: Tensor, _: Tensor | None) -> Tensor:
    return Attention.apply(query, key, value)


def network(folder: Path) -> tuple[Network, treebank.Labels]:
    """The trained network of a folder, with its labels."""
    labels = treebank.Labels(**json.loads((folder / "labels.json").read_text(encoding="utf-8")))
    found = Network(BASE, len(labels.upos), len(labels.relations))
    saved = torch.load(folder / "weights.pt", weights_only=True)
    found.load_state_dict(
        {name.removeprefix("network."): value for name, value in saved.items() if name.startswith("network.")}
    )
    return found.eval(), labels


def full(trained: Network, out: Path) -> None:
    """The network in fp32."""
    example = torch.tensor([[101, 2023, 2003, 2986, 102]] * 2)
    words = torch.tensor([[1, 2, 3]] * 2)
    torch.onnx.export(
        Shipped(trained).eval(),
        (example, torch.zeros_like(example), words, words),
        str(out),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes=AXES,
        opset_version=17,
        custom_opsets={CONTRIB: 1},
        dynamo=False,
    )


def quantized(source: Path, bits: int, feeds: Iterable[Mapping[str, Any]]) -> onnx.ModelProto:
    """The model with its matrix products in int8."""
    out = source.with_name("int8.onnx")
    quantize_dynamic(
        source,
        out,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=bits == 7,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    model = onnx.load(str(out))
    _fix_scales(model, _ranges(model, feeds))
    return model


def _ranges(model: onnx.ModelProto, feeds: Iterable[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """The smallest and largest value that each quantized tensor takes, apart from outliers."""
    names = sorted({node.input[0] for node in model.graph.node if node.op_type == "DynamicQuantizeLinear"})
    seen = onnx.ModelProto()
    seen.CopyFrom(model)
    seen.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(seen.SerializeToString(), providers=["CPUExecutionProvider"])
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for feed in feeds:
        for name, values in zip(names, session.run(names, dict(feed)), strict=True):
            found[name].append((float(values.min()), float(values.max())))
    return {
        name: (float(np.percentile(lows, OUTLIERS)), float(np.percentile(highs, 100 - OUTLIERS)))
        for name, pairs in found.items()
        for lows, highs in [np.array(pairs).T]
    }


def _fix_scales(model: onnx.ModelProto, ranges: Mapping[str, tuple[float, float]]) -> None:
    """Puts constants in the place of the scales that are computed while running, and one operator for each product."""
    graph = model.graph
    users = {name: node for node in graph.node for name in node.input}
    constants = {one.name for one in graph.initializer}
    gone: set[str] = set()
    products = []
    for node in graph.node:
        if node.op_type == "DynamicQuantizeLinear":
            graph.initializer.extend(_scale(ranges[node.input[0]], node.output))
            node.CopyFrom(
                helper.make_node("QuantizeLinear", [node.input[0], *node.output[1:]], node.output[:1], node.name)
            )
        elif node.op_type == "MatMulInteger":
            last = users[users[node.output[0]].output[0]]  # after Cast, Mul
            scales = next(one for one in graph.node if one.output[0] in last.input and one.op_type == "Mul")
            parts = [users[node.output[0]], scales, last]
            bias = [name for name in users[last.output[0]].input if name in constants]
            if users[last.output[0]].op_type == "Add" and bias:
                parts.append(users[last.output[0]])
            gone.update(part.name for part in parts)
            inputs = [*node.input[:2], *scales.input, *node.input[2:], *bias]
            products.append((node, inputs, parts[-1].output[0]))
    for node, inputs, output in products:
        node.CopyFrom(helper.make_node("MatMulIntegerToFloat", inputs, [output], node.name, domain=CONTRIB))
    kept = [node for node in graph.node if node.name not in gone]
    del graph.node[:]
    graph.node.extend(kept)


def _scale(values: tuple[float, float], names: Sequence[str]) -> list[onnx.TensorProto]:
    """Scale and zero point of a range, as constants with the second and third of these names."""
    low, high = min(values[0], 0.0), max(values[1], 0.0)
    scale = (high - low) / 255
    return [
        numpy_helper.from_array(np.array(scale, np.float32), names[1]),
        numpy_helper.from_array(np.array(round(-low / scale), np.uint8), names[2]),
    ]


def feeds(index: Index, sentences: Sequence[treebank.Words]) -> list[dict[str, Any]]:
    """Sentences as inputs of the model, one by one."""
    encoded = (index.encoded(words) for words in sentences)
    return [{name: np.array([values]) for name, values in one._asdict().items()} for one in encoded]


def measured(folder: Path, dev: Path) -> dict[str, float]:
    """Scores of an exported reader on a treebank file, as it stands and in capitals."""
    reader, found = Reader.open(folder), {}
    sentences = list(benchmark.gold(dev))
    for name, form in (("", str), (" upper-cased", str.upper)):
        given = [one._replace(words=tuple(map(form, one.words))) for one in sentences]
        read = benchmark.ours(reader)([one.words for one in given])
        found.update({key + name: round(value, 4) for key, value in benchmark.scores(given, read).items()})
    return found


def learned_from(silver: Path | None) -> str:
    """What the weights were learned from, with licences, as the file tells it."""
    told = "Universal Dependencies English EWT, CC BY-SA 4.0; encoder all-MiniLM-L6-v2, Apache-2.0"
    return f"{told}; {len(treebank.read(silver))} sentences of news with silver trees" if silver else told


def settings() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu, to set scales, and dev.conllu, to score")
    parser.add_argument("trained", type=Path, help="folder that training.train wrote")
    parser.add_argument("out", type=Path, help="folder for reader.onnx and tokenizer.json")
    parser.add_argument("--version", default="reader/2")
    parser.add_argument(
        "--silver", type=Path, help="trees that it learned from beside the treebank, to be named in the file"
    )
    parser.add_argument("--bits", type=int, default=7, choices=(0, 7, 8), help="of weights; 0 leaves all in fp32")
    return parser.parse_args()


def main() -> None:
    """Exports a trained folder, and prints and keeps its scores."""
    args = settings()
    args.out.mkdir(parents=True, exist_ok=True)
    trained, labels = network(args.trained)
    sentences = random.Random(0).sample(treebank.read(args.treebank / "train.conllu"), MEASURED)
    sentences += [upper(words, random.Random(0)) for words in sentences[: MEASURED // 4]]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "full.onnx"
        full(trained, source)
        model = quantized(source, args.bits, feeds(Index(labels), sentences)) if args.bits else onnx.load(str(source))
    about = {
        "version": args.version,
        "upos": json.dumps(labels.upos),
        "relations": json.dumps(labels.relations),
        "data": learned_from(args.silver),
        "licence": "CC BY-SA 4.0",
    }
    shutil.copy(BASE / "tokenizer.json", args.out / "tokenizer.json")
    file = args.out / "reader.onnx"
    helper.set_model_props(model, about)
    onnx.save(model, str(file))
    scores = measured(args.out, args.treebank / "dev.conllu")
    print(json.dumps(scores), file.stat().st_size, "bytes")
    helper.set_model_props(model, {**about, "scores": json.dumps(scores)})
    onnx.save(model, str(file))


if __name__ == "__main__":
    main()
