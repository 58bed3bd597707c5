"""Linear choices over named features: a sum of weights for each label; learned in ``training/``, kept as data beside this file."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from pathlib import Path

Features = Mapping[str, float]
Weights = Mapping[str, Mapping[str, float]]

HERE = Path(__file__).parent
BIAS = ""
"""The name of the feature that is always one."""


@functools.cache
def weights(name: str) -> Mapping[str, Weights]:
    """The weights of each question of a file, by label and feature."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def sums(features: Features, given: Weights) -> dict[str, float]:
    """The sum of each label; features that it has no weight for say nothing."""
    return {
        label: known.get(BIAS, 0.0) + sum(known.get(name, 0.0) * value for name, value in features.items())
        for label, known in given.items()
    }


def likeliest(features: Features, given: Weights) -> str:
    """The label with the greatest sum."""
    found = sums(features, given)
    return max(found, key=lambda label: found[label])


def likelihood(features: Features, given: Weights) -> dict[str, float]:
    """The chance of each label on its own (logistic)."""
    return {label: 1 / (1 + math.exp(-total)) for label, total in sums(features, given).items()}


def likely(features: Features, given: Weights, least: float) -> list[str]:
    """The labels whose own chance is at least ``least``, else the one likeliest."""
    found = likelihood(features, given)
    return [label for label, chance in found.items() if chance >= least] or [max(found, key=lambda label: found[label])]
