"""Learn the weights by which ``benchmarks/adapters`` chooses who violated rights and how, from the training part of hrds.

    python -m training.rights ../shared/gold benchmarks/adapters/rights.json

Prints what ten-fold cross-validation gives, then learns from all of the training part. Needs numpy. Reads ``train.jsonl`` alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from adapters import hrds
from adapters.kit import Kit
from adapters.learned import BIAS, likeliest, likely

Row = dict[str, Any]
FOLDS = 10
SEEN = 12
"""Texts that a feature has to stand in; rarer ones are learned by heart."""
RIDGES = {True: 0.1, False: 0.03}
"""How much large weights cost, with one softmax and with a logistic each; of 0.03 and 0.1 what cross-validation liked better."""
STEPS = 300
SMALLEST = 0.05
"""Weights below this are left out of the file."""

CLASSES = ("state actor", "other actors without permissions", "other non-state actors", "other state actors")
KINDS = ("arbitrary detention", "killing", "kidnapping", "torture", "enforced disappearance", "other")


def descended(inputs: np.ndarray, wanted: np.ndarray, softmax: bool) -> np.ndarray:
    """Weights, the bias last: one softmax over the columns of ``wanted``, or a logistic for each, by full-batch Adam."""
    known = np.hstack([inputs, np.ones((len(inputs), 1))])
    found = np.zeros((known.shape[1], wanted.shape[1]))
    first, second = np.zeros_like(found), np.zeros_like(found)
    cost = np.full((known.shape[1], 1), RIDGES[softmax])
    cost[-1] = 0
    for step in range(1, STEPS + 1):
        total = known @ found
        if softmax:
            raised = np.exp(total - total.max(axis=1, keepdims=True))
            given = raised / raised.sum(axis=1, keepdims=True)
        else:
            given = 1 / (1 + np.exp(-total))
        slope = known.T @ (given - wanted) / len(known) + cost * found
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        rate = 0.1 * (1 - step / STEPS) + 0.002
        found -= rate * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return found


def learned(
    features: Sequence[Mapping[str, float]], labels: Sequence[set[str]], names: Sequence[str], softmax: bool
) -> Any:
    """Weights by label and feature; texts with none of the labels teach a softmax nothing and are left out."""
    kept = [n for n, label in enumerate(labels) if not softmax or label & set(names)]
    counts = Counter(name for n in kept for name in features[n])
    known = sorted(name for name, count in counts.items() if count >= SEEN)
    inputs = np.array([[features[n].get(name, 0.0) for name in known] for n in kept])
    wanted = np.array([[float(name in labels[n]) for name in names] for n in kept])
    found = descended(inputs, wanted, softmax)
    return {
        label: {
            name: round(float(value), 2)
            for name, value in zip([*known, BIAS], found[:, column], strict=True)
            if abs(value) >= SMALLEST
        }
        for column, label in enumerate(names)
    }


def main(gold: Path, out: Path) -> None:
    """Learn, print the scores of cross-validation, and write the file."""
    rows: list[Row] = [json.loads(line) for line in (gold / "hrds" / "train.jsonl").open(encoding="utf-8")]
    kit = Kit(gold)
    coded = (kit.code(row["text"], row.get("published"), row.get("title")) for row in rows)
    features = [hrds.told_of(row, one, kit)[1] for row, one in zip(rows, coded, strict=True)]
    classes = [{str(row["gold"]["perpetrator_type"]).strip()} for row in rows]
    kinds = [set(row["gold"]["violation_types"]) for row in rows]
    right, hits, offered = 0, Counter[float](), Counter[float]()
    for fold in range(FOLDS):
        train = [n for n in range(len(rows)) if n % FOLDS != fold]
        known = [features[n] for n in train]
        who = learned(known, [classes[n] for n in train], CLASSES, softmax=True)
        what = learned(known, [kinds[n] for n in train], KINDS, softmax=False)
        for n in range(fold, len(rows), FOLDS):
            right += likeliest(features[n], who) in classes[n]
            for least in (0.25, 0.3, 0.35, 0.4, 0.45):
                given = set(likely(features[n], what, least))
                hits[least] += len(given & kinds[n])
                offered[least] += len(given)
    wanted = sum(map(len, kinds))
    print(f"perpetrator type: {100 * right / len(rows):.1f} % of {len(rows)}")
    for least in sorted(offered):
        print(f"violation types, from {least}: F1 {200 * hits[least] / (offered[least] + wanted):.1f}")
    found = {
        "perpetrator": learned(features, classes, CLASSES, softmax=True),
        "violation": learned(features, kinds, KINDS, softmax=False),
    }
    out.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
