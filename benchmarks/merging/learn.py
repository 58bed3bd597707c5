"""Learn the weights of merging on generated events, and measure them on a part that was held out.

    python benchmarks/merging/learn.py                print the scores of the shipped weights on the held-out part
    python benchmarks/merging/learn.py --write        learn, write onrecord/data/merge/weights.yaml, then print the scores
    python benchmarks/merging/learn.py --crowded      the same where all happens in one country within two months
    python benchmarks/merging/learn.py --misses 10    also print held-out pairs that came out wrong

The version of the weights rises where they change: learning twice gives one file. ``learned_on`` in that file names the
pairs by a hash of their features; where a later coder reads the generated reports otherwise, it is another.

Two scores are printed: of the pairs of which a reader of both reports could tell, and of all pairs; among the latter are
mentions as vague as "an air strike in the province last month". Only the former are learned from.

Logistic regression with a small ridge, by Newton's method; features that must not speak against their meaning (a shared
victim against a match, a distance for one) are held at 0 by dropping them where they would.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import known
from coded import Labelled, Score, kinship, labelled, pairs
from events import BACKGROUND
from happenings import ANYWHERE, CROWDED

from onrecord.merge import partition
from onrecord.merge.grouping import candidates
from onrecord.merge.kin import Kin
from onrecord.merge.profiles import profile
from onrecord.merge.scoring import Weights, compare, kept_apart, shipped
from onrecord.pipeline import Tools

FILE = Path(__file__).parents[2] / "onrecord" / "data" / "merge" / "weights.yaml"
COMMAND = "python benchmarks/merging/learn.py --write"
SEEDS = (1, 2)
"""Of the parts for learning whose situations lie years and countries apart."""
CROWDED_SEED = 4
"""Of the part for learning that is one crowded war."""
UNDATED = ("days_unknown", "days_fresh", "days_possible", "days_date_other", "days_weekday_other")
RIDGE = 1.0
PRIOR = {"victim_shared": 2.5}
"""What is held of a feature that too few of the pairs have to say otherwise: the ridge draws its weight there, and others to 0."""
ROUNDS = 30
SETTLED = 1e-6
"""Weights that move by less are learned."""
FOR = ("days_same", "days_date", "days_weekday", "days_within", "place_same", "kind_same", "doer_same", "doer_side", "target_same", "toll_equal", "number_equal", "victim_shared",
       "text_copied", "text_quoted", "text_alike", "weapon_same", "hit_same", "thing_same")  # fmt: skip
AGAINST = ("days_apart", "days_date_other", "days_weekday_other", "days_next", "days_unlikely", "days_stale", "place_far", "place_apart", "place_near", "place_inside", "kind_other", "doer_other",
           "target_other", "text_unlike", "aside_one", "aside_both", "vague_one", "vague_both", "toll_other", "number_other", "weapon_other", "hit_other", "thing_other")  # fmt: skip
HEAD = """# How much each feature of a pair of tellings (onrecord/merge/features.py) says for their being one event: log-odds, added up
# with the bias, through the logistic function. Above `same` they are one, above `open` a person may look; comparisons below
# `keep` are not kept. A telling that names only an area joins one of several towns' events where its mean score leads by `lead`;
# one that is left alone joins the event that it is near to on average, from `near` on, where that leads by `clear`, and another
# that is left alone from `pair` on; news without a day joins from `fresh` on, where that is `ahead` by so much.
# Learned, not set by hand: run the command again after changing a feature. Twice it writes one file; `learned_on` names the pairs by a
# hash of their features, which is another one where a later coder reads the generated reports otherwise.
"""


def examples(parts: Sequence[Sequence[Labelled]], kin: Kin) -> list[tuple[dict[str, float], bool]]:
    """Features of candidate pairs, and of all pairs of a situation, and whether they are one event.

    Where nobody says on which day, pairs of two events count twice: a war's archive holds more events of a town than a
    situation does.
    """
    given = [one for part in parts for one in part]
    told = {one.telling.id: one for one in given if one.event and one.clear}
    profiles = {id_: profile(one.telling, kin) for id_, one in told.items()}
    found = []
    beside = (sorted(one.telling.id for one in part if one.telling.id in told) for part in parts)
    every = candidates(profiles.values()) | {both for ids in beside for both in itertools.combinations(ids, 2)}
    for a, b in sorted(every):
        one = compare(profiles[a], profiles[b], kin)
        named = {
            name: value for name, value in one.features.items() if name not in ("part_of", "summarises", "follows")
        }
        if ("text_quoted" in named or not _one_background(told[a], told[b])) and not kept_apart(
            profiles[a], profiles[b], named
        ):
            found.append((named, told[a].event == told[b].event))
    return [*found, *(one for one in found if not one[1] and any(name in one[0] for name in UNDATED))]


def _one_background(one: Labelled, two: Labelled) -> bool:
    """Whether both are one background sentence: it recurs in reports of many days, and would teach that days do not matter."""
    return one.event == two.event and (one.event or "").startswith(BACKGROUND)


def learned(found: Sequence[tuple[dict[str, float], bool]]) -> tuple[float, dict[str, float]]:
    """Bias and weights."""
    names = sorted({name for features, _ in found for name in features})
    counted = Counter((tuple(sorted(features.items())), same) for features, same in found)
    rows = [(dict(features), same, number) for (features, same), number in sorted(counted.items())]
    while True:
        weights = _newton(names, rows)
        wrong = [n for n in names if (n in FOR and weights[n] < 0) or (n in AGAINST and weights[n] > 0)]
        if not wrong:
            return weights.pop(""), {name: round(value, 2) for name, value in weights.items()}
        names = [name for name in names if name not in wrong]


def _newton(names: Sequence[str], found: Sequence[tuple[dict[str, float], bool, int]]) -> dict[str, float]:
    """Pairs alike in all features are one row, with how many they are."""
    x = np.array([[1.0, *(features.get(name, 0.0) for name in names)] for features, _, _ in found])
    y = np.array([float(same) for _, same, _ in found])
    c = np.array([float(number) for _, _, number in found])
    w = np.zeros(x.shape[1])
    prior = np.array([0.0, *(PRIOR.get(name, 0.0) for name in names)])
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 1e-6
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (c * (y - p)) - ridge * (w - prior)
        hessian = (x * (c * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        w += step
        if np.abs(step).max() < SETTLED:
            break
    return {"": round(float(w[0]), 2), **{name: float(value) for name, value in zip(names, w[1:], strict=True)}}


def named(found: Sequence[tuple[dict[str, float], bool]]) -> str:
    """How many pairs these are, and a hash of their features."""
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
    return f"{len(found)} pairs of generated reports, {sum(same for _, same in found)} of them one event; features {digest}"


def renewed(found: Sequence[tuple[dict[str, float], bool]], before: Weights) -> Weights:
    """The weights learned on these pairs: a version of their own where they are not what was known before."""
    bias, weights = learned(found)
    after = msgspec.structs.replace(before, learned_by=COMMAND, learned_on=named(found), bias=bias, weights=weights)
    return after if after == before else msgspec.structs.replace(after, version=before.version + 1)


def written(weights: Weights) -> str:
    """The text of the file."""
    names = (
        "version",
        "learned_by",
        "learned_on",
        "same",
        "open",
        "keep",
        "lead",
        "near",
        "clear",
        "pair",
        "fresh",
        "ahead",
        "bias",
    )
    lines = [f"{name}: {getattr(weights, name)}" for name in names]
    lines += ["weights:", *(f"  {name}: {value}" for name, value in sorted(weights.weights.items()))]
    return HEAD + "\n".join(lines) + "\n"


def measured(parts: Sequence[Sequence[Labelled]], kin: Kin) -> tuple[Score, Score]:
    """The pairs of all situations together, grouped as a store would: those that a reader could tell, and all."""
    every = [one for part in parts for one in part]
    groups = partition([one.telling for one in every], kin)
    return pairs(groups, every), pairs(groups, every, clear=False)


def misses(parts: Sequence[Sequence[Labelled]], kin: Kin, number: int) -> None:
    """Print pairs of mentions that came out wrong, each with the features of its likeliest tellings."""
    every = {one.telling.id: one for part in parts for one in part}
    groups = partition([one.telling for one in every.values()], kin)
    home = {id_: at for at, group in enumerate(groups) for id_ in group}
    profiles = {id_: profile(one.telling, kin) for id_, one in every.items()}
    for part in parts:
        mentions: dict[tuple[str, str], list[str]] = {}
        for one in part:
            if one.event and one.clear:
                mentions.setdefault((one.telling.report, one.event), []).append(one.telling.id)
        for (mine, a), (theirs, b) in itertools.combinations(mentions.items(), 2):
            together = bool({home[id_] for id_ in a} & {home[id_] for id_ in b})
            if number and mine[0] != theirs[0] and (mine[1] == theirs[1]) != together:
                number -= 1
                made = [compare(profiles[x], profiles[y], kin) for x in a for y in b]
                best = max(made, key=lambda one: one.score)
                print("\nPUT TOGETHER" if together else "\nLEFT APART", best.score, best.features)
                for id_ in (best.one, best.two):
                    told = every[id_].telling
                    sentences = " | ".join(dict.fromkeys(claim.sentence.text for claim in told.claims))
                    print("  ", every[id_].event, told.kind, told.published, sentences[:300])


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--seed", type=int, default=77, help="of the held-out part; default %(default)s")
    parser.add_argument("--situations", type=int, default=45, help="of each seed; about six events each")
    parser.add_argument(
        "--crowded", action="store_true", help="all held-out situations in one country within two months"
    )
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    tools = Tools.open()
    kin = kinship(tools)
    if given.write:
        parts = [part for seed in SEEDS for part in labelled(seed, given.situations, tools, held_out=False)]
        parts += labelled(CROWDED_SEED, given.situations, tools, held_out=False, span=CROWDED)
        weights = renewed(examples(parts, kin), shipped())
        print(f"version {weights.version}, learned on {weights.learned_on}")
        FILE.write_text(written(weights), encoding="utf-8")
        shipped.cache_clear()
        _show("learning part", measured(parts, kin), parts)
    span = CROWDED if given.crowded else ANYWHERE
    part = "one crowded war" if given.crowded else "held-out part"
    parts = list(labelled(given.seed, given.situations, tools, held_out=True, span=span))
    _show(f"{part} through the coder", measured(parts, kin), parts)
    faultless = list(labelled(given.seed, given.situations, tools, held_out=True, read=known.tellings, span=span))
    _show(f"{part} as its writer knows it", measured(faultless, kin), faultless)
    misses(parts, kin, given.misses)
    return 0


def _show(name: str, scores: tuple[Score, Score], parts: Sequence[Sequence[Labelled]]) -> None:
    every = {one.event for part in parts for one in part if one.event}
    events = sum(not event.startswith(BACKGROUND) for event in every)
    reports = {one.telling.report for part in parts for one in part}
    print(f"{name}: {events} events, {len(reports)} reports")
    for which, score in zip(("that a reader could tell", "all"), scores, strict=True):
        print(
            f"  pairs, {which}: P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f} ({score.wanted} pairs)"
        )


if __name__ == "__main__":
    sys.exit(main())
