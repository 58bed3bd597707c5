"""Linear choices over named features, learned: weights by label and feature, for ``benchmarks/adapters/learned.py``. Needs numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

BIAS = ""
"""The name of the feature that is always one."""

SEEN = 12
"""Records that a feature has to stand in; rarer ones are learned by heart."""
STEPS = 300
SMALLEST = 0.05
"""Weights below this are left out."""


def descended(inputs: np.ndarray, wanted: np.ndarray, ridge: float, softmax: bool) -> np.ndarray:
    """Weights, the bias last: one softmax over the columns of ``wanted``, or a logistic for each, by full-batch Adam."""
    known = np.hstack([inputs, np.ones((len(inputs), 1))])
    found = np.zeros((known.shape[1], wanted.shape[1]))
    first, second = np.zeros_like(found), np.zeros_like(found)
    cost = np.full((known.shape[1], 1), ridge)
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
    features: Sequence[Mapping[str, float]],
    labels: Sequence[set[str]],
    names: Sequence[str],
    ridge: float,
    *,
    softmax: bool = False,
) -> Any:
    """Weights by label and feature; ``ridge`` is what large ones cost. Records without label teach a softmax nothing and are left out."""
    kept = [n for n, label in enumerate(labels) if not softmax or label & set(names)]
    counts = Counter(name for n in kept for name in features[n])
    known = sorted(name for name, count in counts.items() if count >= SEEN)
    inputs = np.array([[features[n].get(name, 0.0) for name in known] for n in kept])
    wanted = np.array([[float(name in labels[n]) for name in names] for n in kept])
    found = descended(inputs, wanted, ridge, softmax)
    return {
        label: {
            name: round(float(value), 2)
            for name, value in zip([*known, BIAS], found[:, column], strict=True)
            if abs(value) >= SMALLEST
        }
        for column, label in enumerate(names)
    }
