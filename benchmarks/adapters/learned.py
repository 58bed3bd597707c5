"""Linear choices over named features: a sum of weights for each label; learned by ``training/rights.py``, kept as data."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from pathlib import Path

Features = Mapping[str, float]
Weights = Mapping[str, Mapping[str, float]]

FILE = Path(__file__).parent / "rights.json"
BIAS = ""
"""The name of the feature that is always one."""


@functools.cache
def weights() -> Mapping[str, Weights]:
    """The weights of each question, by label and feature."""
    return json.loads(FILE.read_text(encoding="utf-8"))


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


def likely(features: Features, given: Weights, least: float) -> list[str]:
    """The labels whose own chance (logistic) is at least ``least``, else the one likeliest."""
    found = sums(features, given)
    kept = [label for label, total in found.items() if 1 / (1 + math.exp(-total)) >= least]
    return kept or [max(found, key=lambda label: found[label])]
