"""Learn the weights by which ``benchmarks/adapters`` chooses who violated rights and how, from the training part of hrds.

    python -m training.rights ../shared/gold benchmarks/adapters/rights.json

Prints what ten-fold cross-validation gives, then learns from all of the training part. Needs numpy. Reads ``train.jsonl`` alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from adapters import hrds
from adapters.kit import Kit
from adapters.learned import likeliest, likely

from training.linear import learned

Row = dict[str, Any]
FOLDS = 10
WHO, WHAT = 0.1, 0.03
"""How much large weights cost, for the doers and for the deeds; of 0.03 and 0.1 what cross-validation liked better."""

CLASSES = ("state actor", "other actors without permissions", "other non-state actors", "other state actors")
KINDS = ("arbitrary detention", "killing", "kidnapping", "torture", "enforced disappearance", "other")


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
        who = learned(known, [classes[n] for n in train], CLASSES, WHO, softmax=True)
        what = learned(known, [kinds[n] for n in train], KINDS, WHAT)
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
        "perpetrator": learned(features, classes, CLASSES, WHO, softmax=True),
        "violation": learned(features, kinds, KINDS, WHAT),
    }
    out.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
