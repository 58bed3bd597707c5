"""Claims drawn at random and judged against their text, field by field.

    python benchmarks/judged.py draw ../shared/gold/fakes/dev.jsonl > TO_READ      what to read, one claim after another
    python benchmarks/judged.py table                                              the readings side by side, the newest in full
    python benchmarks/judged.py table benchmarks/judged-second.jsonl                an earlier reading in full
    python benchmarks/judged.py agree                                              claims judged twice: where do two judges agree?
    python benchmarks/judged.py read ../shared/gold/fakes/dev.jsonl > NEW.jsonl    all claims of the newest reading's reports, by this coder
    python benchmarks/judged.py differ OLD.jsonl NEW.jsonl JUDGED.jsonl > TO_READ  where two coders differ on the judged claims, as A and B
    python benchmarks/judged.py pairs                                              whose values were right there

The draw is by reports: their ids are shuffled with a fixed seed, and each in turn gives at most two of its claims, drawn
with the same seed, until there are sixty. The order of ids does not depend on the coder; which claims a report gives does.
Only reports are drawn that nobody reads while working on the coder. The first reading drew from all, with ``--seed 20160117
--all --without``, the second with ``--seed 20161122 --without``, the third with ``--seed 20161130 --without
benchmarks/judged-first.jsonl benchmarks/judged-second.jsonl``, the fourth and fifth with ``--seed 20161201`` and each without the
reports of all before it. Those five used up all such reports but one, so the sixth, with the defaults, passes over those of the
first and second alone, which were judged by who worked on the coder: its reports were read before, but only by who judged.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from adapters.table import unseen

from onrecord.model import Claim, Coded
from onrecord.pipeline import Tools, code_text

VERDICTS_FILE = Path(__file__).parent / "judged.jsonl"
EARLIER = tuple(
    Path(__file__).parent / f"judged-{reading}.jsonl" for reading in ("first", "second", "third", "fourth", "fifth")
)
READINGS = (*EARLIER, VERDICTS_FILE)
BY_WORKERS = EARLIER[:2]
"""The readings by who worked on the coder: the texts of their reports are no longer unread."""
TWICE = (EARLIER[1], Path(__file__).parent / "judged-second-again.jsonl")
"""A reading, and claims of it that another judged without knowing its verdicts."""
PAIRS = Path(__file__).parent / "judged-pairs.jsonl"
"""Values in which two coders differed for the claims of the newest reading, judged blind: ``new``, ``old``, ``both`` or ``neither`` is right."""
SEED = 20170117
WANTED = 60
PER_REPORT = 2
AROUND = 700
"""Characters of the text shown on either side of the claim's sentence."""

FIELDS = ("kind", "status", "actors", "place", "when", "tolls", "source")
VERDICTS = ("right", "wrong", "missing", "none")
Z = 1.96
"""Standard deviations that hold 95 % of a normal distribution."""

Row = dict[str, Any]


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One claim judged: a verdict for each field, and a cause for each that is wrong or missing."""

    report: str
    claim: str
    fields: dict[str, str]
    causes: dict[str, str] = {}


def rows(path: Path) -> list[Row]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class Draw(msgspec.Struct, frozen=True):
    """How many claims are drawn with which seed, from all reports or from those alone that nobody reads, and which not."""

    claims: int = WANTED
    seed: int = SEED
    every: bool = False
    without: frozenset[str] = frozenset()
    """Ids of reports that are passed over."""


def drawn(path: Path, how: Draw) -> Iterator[tuple[Row, Coded, Claim]]:
    """The claims with their reports; only as many reports are coded as it takes."""
    kept = [row for row in rows(path) if how.every or unseen(str(row["id"]))]
    records = sorted(kept, key=lambda row: str(row["id"]))
    random.Random(how.seed).shuffle(records)
    tools = Tools.open()
    left = how.claims
    for record in (one for one in records if one["id"] not in how.without):
        coded = code_text(record["text"], tools, published=record.get("dateline") or record.get("published"))
        claims = sorted(coded.claims, key=lambda claim: claim.id)
        chosen = random.Random(f"{how.seed} {record['id']}").sample(claims, min(PER_REPORT, left, len(claims)))
        yield from ((record, coded, claim) for claim in chosen)
        left -= len(chosen)
        if not left:
            return


def around(text: str, claim: Claim) -> str:
    """The claim's sentence, marked, with its trigger, between the text before and after it."""
    start, end = claim.sentence.start, claim.sentence.end
    first, last = claim.trigger.start, claim.trigger.end
    marked = (
        f"{text[start:first]}<<{text[first:last]}>>{text[last:end]}"
        if start <= first <= last <= end
        else text[start:end]
    )
    return f"{text[max(0, start - AROUND) : start]}\n  >>> {marked}\n{text[end : end + AROUND]}"


def shown(claim: Claim) -> str:
    """The claim as JSON without what was not filled in."""
    kept = {
        name: value
        for name, value in msgspec.to_builtins(claim).items()
        if value not in (None, [], ()) and name not in ("trigger", "sentence", "because", "report", "coder")
    }
    return "\n".join(f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in kept.items())


def draw(path: Path, how: Draw) -> None:
    """Print each drawn claim with the text around it, for whoever judges."""
    for number, (record, coded, claim) in enumerate(drawn(path, how), 1):
        text = coded.report.text if coded.report else record["text"]
        day = record.get("dateline") or record.get("published")
        print(f"=== {number}  {record['id']}  {claim.id}  published {day}\n{around(text, claim)}\n{shown(claim)}\n")


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval), in percent; all is possible where there are no cases."""
    if not cases:
        return 0.0, 100.0
    share, spread = hits / cases, Z * Z / cases
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / cases + spread / (4 * cases)) / (1 + spread)
    return 100 * (middle - half), 100 * (middle + half)


def verdicts(path: Path) -> list[Verdict]:
    """The judged claims. Raises SystemExit where a field lacks a verdict, or a wrong one its cause."""
    judged = [msgspec.json.decode(line, type=Verdict) for line in path.read_bytes().splitlines() if line.strip()]
    for one in judged:
        faulty = {field for field, value in one.fields.items() if value in ("wrong", "missing")}
        if set(one.fields) != set(FIELDS) or not set(one.fields.values()) <= set(VERDICTS) or set(one.causes) != faulty:
            raise SystemExit(
                f"{one.claim}: each of {', '.join(FIELDS)} needs a verdict, and each wrong or missing one a cause"
            )
    return judged


def counted(judged: Sequence[Verdict]) -> dict[str, Counter[str]]:
    """The verdicts a field, of all fields together, and the claims with no fault."""
    return {
        **{field: Counter(one.fields[field] for one in judged) for field in FIELDS},
        "all fields": Counter(value for one in judged for value in one.fields.values()),
        "whole claim": Counter("wrong" if one.causes else "right" for one in judged),
    }


def share(counts: Counter[str]) -> str:
    """Right out of all that the claims say or should say, in percent, with its interval."""
    cases = counts["right"] + counts["wrong"] + counts["missing"]
    low, high = wilson(counts["right"], cases)
    return f"{100 * counts['right'] / cases:.0f} ({low:.0f}–{high:.0f})" if cases else "–"


def compared(paths: Sequence[Path]) -> None:
    """Print what is right in each reading, one column a file."""
    readings = [counted(verdicts(path)) for path in paths]
    print(f"| right, % (95 %) | {' | '.join(path.stem for path in paths)} |\n|---|{'---|' * len(paths)}")
    for name in readings[0]:
        print(f"| {name} | {' | '.join(share(reading[name]) for reading in readings)} |")


def table(path: Path) -> None:
    """Print the verdicts a field, the claims with no fault, and the causes by how often they occur."""
    judged = verdicts(path)
    print(f"\n{path.stem}: {len(judged)} claims of {len({one.report for one in judged})} reports\n")
    print("| field | right | wrong | missing | rightly empty | right, % (95 %) |\n|---|---|---|---|---|---|")
    for name, counts in counted(judged).items():
        print(f"| {name} | {' | '.join(str(counts[verdict]) for verdict in VERDICTS)} | {share(counts)} |")
    print("\n| field | cause | claims |\n|---|---|---|")
    causes = Counter((field, cause) for one in judged for field, cause in one.causes.items())
    for (field, cause), count in sorted(
        causes.items(), key=lambda item: (FIELDS.index(item[0][0]), -item[1], item[0][1])
    ):
        print(f"| {field} | {cause} | {count} |")


def agree(first: Path, second: Path) -> None:
    """Print, for the claims that both files judge, how many fields both find faulty or both do not, and each other one."""
    before = {(one.report, one.claim): one for one in verdicts(first)}
    pairs = [(before[one.report, one.claim], one) for one in verdicts(second) if (one.report, one.claim) in before]
    fields = [(old, new, field) for old, new in pairs for field in FIELDS]
    apart = [(old, new, field) for old, new, field in fields if (field in old.causes) != (field in new.causes)]
    print(f"{len(pairs)} claims, {len(fields)} fields, {len(fields) - len(apart)} judged alike")
    for old, new, field in apart:
        print(f"{new.report} {new.claim} {field}: {old.fields[field]}, then {new.fields[field]}")


def read(path: Path) -> None:
    """Print all claims of the newest reading's reports as this coder reads them, a line a report."""
    wanted, tools = {one.report for one in verdicts(VERDICTS_FILE)}, Tools.open()
    for row in rows(path):
        if row["id"] in wanted:
            coded = code_text(row["text"], tools, published=row.get("dateline") or row.get("published"))
            print(json.dumps({"report": row["id"], "claims": msgspec.to_builtins(coded.claims)}))


def values(claim: Row) -> Row:
    """What is judged of a claim, in few words a field."""
    source, when = claim["source"], claim["when"]
    return {
        "kind": claim["kind"],
        "status": claim["status"],
        "actors": sorted(f"{one['role']}: {one['name'] or one['text']}" for one in claim["actors"]),
        "place": [(p["relation"], p["text"], p["name"], p["precision"], p["container"]) for p in claim["places"]],
        "when": when and (when["earliest"], when["latest"], when["precision"]),
        "tolls": [(t["harm"], t["low"], t["high"], t["who"], t["scope"], t["text"]) for t in claim["tolls"]],
        "source": (source["kind"], source["name"], source["text"], source["anonymous"]),
    }


def differ(old: Path, new: Path, judged: Path) -> None:
    """Print the fields in which two coders' claims at one trigger differ, shuffled as A and B, for who judges blind.

    A judged claim is found by its id in the claims of the coder that the reading judged, then in ``old`` and ``new`` by its
    trigger, kind and place. The last line of a block names the report and claim; ``random.Random(SEED)`` says which of the two is A.
    """
    before, after, at = ({one["report"]: one["claims"] for one in rows(path)} for path in (old, new, judged))
    chance = random.Random(SEED)
    for verdict in verdicts(VERDICTS_FILE):
        mine = next((claim for claim in at[verdict.report] if claim["id"] == verdict.claim), None)
        found = [_at_its_trigger(claims[verdict.report], mine) for claims in (before, after)] if mine else []
        both = [values(claim) for claim in found if claim]
        if len(both) < len((old, new)):
            print(f"no pair  {verdict.report} {verdict.claim}\n")
            continue
        fields = [name for name in FIELDS if both[0][name] != both[1][name]]
        chance.shuffle(both)
        for name in fields:
            print(f"{name}\n  A {json.dumps(both[0][name])}\n  B {json.dumps(both[1][name])}")
        print(f"{len(fields)} differ  {verdict.report} {verdict.claim}\n")


def _at_its_trigger(claims: Sequence[Row], judged: Row) -> Row | None:
    """The claim likest to a judged one among those whose trigger shares characters with its own."""
    first = [place["text"] for place in judged["places"][:1]]
    return min(
        (claim for claim in claims if _one_trigger(claim, judged)),
        key=lambda c: (c["kind"] != judged["kind"], [place["text"] for place in c["places"][:1]] != first),
        default=None,
    )


def _one_trigger(one: Row, other: Row) -> bool:
    first, second = one["trigger"], other["trigger"]
    return bool(first["start"] < second["end"] and second["start"] < first["end"])


def pairs(path: Path) -> None:
    """Print, a field, how often either of two coders gave the right value where they differed."""
    judged = [json.loads(line)["better"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    counts = {field: Counter(one[field] for one in judged if field in one) for field in FIELDS}
    counts["all fields"] = sum(counts.values(), Counter())
    print(f"{len(judged)} of {WANTED} claims differ\n\n| field | new | old | both | neither |\n|---|---|---|---|---|")
    for field, found in counts.items():
        print(f"| {field} | {' | '.join(str(found[name]) for name in ('new', 'old', 'both', 'neither'))} |")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    drawing = parts.add_parser("draw", help="print the claims to judge")
    drawing.add_argument("reports", type=Path, help="the set's JSON lines file")
    drawing.add_argument("--claims", type=int, default=WANTED, help="default %(default)s")
    drawing.add_argument("--seed", type=int, default=SEED, help="default %(default)s")
    drawing.add_argument("--all", action="store_true", help="from all reports, also those whose errors are read")
    drawing.add_argument(
        "--without",
        type=Path,
        nargs="*",
        default=BY_WORKERS,
        metavar="VERDICTS",
        help="no report of these, default: of the readings by who worked on the coder",
    )
    showing = parts.add_parser("table", help="print the verdicts of the readings, the last of them in full")
    showing.add_argument("verdicts", type=Path, nargs="*", default=READINGS)
    parts.add_parser("agree", help="print how far two judges agree on the same claims")
    reading = parts.add_parser("read", help="print all claims of the judged reports, as this coder reads them")
    reading.add_argument("reports", type=Path, help="the set's JSON lines file")
    differing = parts.add_parser("differ", help="print where two coders differ on the judged claims")
    differing.add_argument("old", type=Path)
    differing.add_argument("new", type=Path)
    differing.add_argument("judged", type=Path, help="the claims of the coder that the reading judged")
    paired = parts.add_parser("pairs", help="print whose values are right where two coders differ")
    paired.add_argument("verdicts", type=Path, nargs="?", default=PAIRS, help="default: of the newest reading")
    given = parser.parse_args(words)
    if given.part == "draw":
        judged = frozenset(one.report for earlier in given.without for one in verdicts(earlier))
        draw(given.reports, Draw(given.claims, given.seed, given.all, judged))
    elif given.part == "agree":
        agree(*TWICE)
    elif given.part == "read":
        read(given.reports)
    elif given.part == "differ":
        differ(given.old, given.new, given.judged)
    elif given.part == "pairs":
        pairs(given.verdicts)
    else:
        if len(given.verdicts) > 1:
            compared(given.verdicts)
        table(given.verdicts[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
