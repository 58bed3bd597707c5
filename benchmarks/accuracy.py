"""How accurate Onrecord is on a folder of gold sets.

    python benchmarks/accuracy.py GOLD_DIR                    the table, and benchmarks/accuracy.json
    python benchmarks/accuracy.py GOLD_DIR --check            fail where a value lies below its floor
    python benchmarks/accuracy.py GOLD_DIR --predictions OUT  only write OUT/<set>/<file>.jsonl

Scores come from GOLD_DIR/score.py. Predictions need no gold: adapters are given records without it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from adapters import floors
from adapters.running import Answers, Job, Run, answers, jobs, name_failures
from adapters.table import HERE, Scores, as_json, score, scorer, table

RESULT = HERE / "accuracy.json"


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--predictions", type=Path, metavar="OUT", help="only write predictions below OUT")
    parser.add_argument("--sets", default="", help="only these sets, by folder name, with commas")
    parser.add_argument("--sample", type=int, metavar="N", help="at most N records a file, drawn by id")
    parser.add_argument("--processes", type=int, default=2, help="default %(default)s")
    parser.add_argument("--resamples", type=int, default=1000, help="of the bootstrap; default %(default)s")
    parser.add_argument("--scorer", type=Path, help="default GOLD_DIR/score.py")
    parser.add_argument("--all", action="store_true", help="print every metric, not only those with a baseline")
    parser.add_argument("--check", action="store_true", help="fail where a value lies below its floor")
    parser.add_argument("--raise-floors", action="store_true", help="lift the floors to the values")
    parser.add_argument("--lower", action="store_true", help="with --raise-floors: also lower them")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; 1 where a floor is broken."""
    given = arguments(words)
    if not given.gold.is_dir():
        raise SystemExit(f"{given.gold}: is no folder")
    todo = jobs(given.gold, [name for name in given.sets.split(",") if name])
    if given.predictions:
        todo = [job for job in todo if not job.adapter.variant]
        for done in answers(todo, Run(given.gold, given.processes, given.sample)):
            name_failures(done)
            done.job.adapter.save(given.predictions / done.job.adapter.folder / done.job.path.name, done.rows)
        return 0
    return measure(given, todo)


def measure(given: argparse.Namespace, todo: Sequence[Job]) -> int:
    """Score what the adapters answer; training parts are left to ``--predictions``."""
    program = scorer(given.scorer or given.gold / "score.py")
    todo = [job for job in todo if "train" not in job.path.stem]
    scores, start = [], time.monotonic()
    for done in answers(todo, Run(given.gold, given.processes, given.sample)):
        name_failures(done)
        scores += _scored(done, program, given.resamples)
        print(f"{done.job.name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    known = floors.load()
    print(table(scores, floors.least(known), given.all))
    if given.sample:
        return 0
    return _keep(given, scores, known)


def _scored(done: Answers, program: ModuleType, resamples: int) -> list[Scores]:
    try:
        return [score(done, program, resamples)]
    except program.InputError as problem:
        print(f"{done.job.name}: cannot be scored ({problem})", file=sys.stderr)
        return []


def _keep(given: argparse.Namespace, scores: Sequence[Scores], known: floors.Floors) -> int:
    """Write the result and the floors; 1 where a floor is broken."""
    if not given.sets and not given.check:
        RESULT.write_text(as_json(scores), encoding="utf-8")
    if given.raise_floors:
        floors.save(floors.raised(known, scores, given.lower))
    broken = list(floors.faults(known, scores)) if given.check else []
    print("\n".join(broken), end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
