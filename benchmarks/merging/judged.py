"""Pairs of tellings drawn at random, half merged and half near misses, judged by eye: do both articles tell of one event?

    python benchmarks/merging/judged.py draw ../shared/gold/fakes/dev.jsonl > TO_READ    what to read, one pair after another
    python benchmarks/merging/judged.py table                                            the table of the newest verdicts beside it
    python benchmarks/merging/judged.py again ../shared/gold/fakes/dev.jsonl             where the pairs judged stand today

All articles are coded and merged at once, as a store would hold them. The merged half is drawn from all pairs of tellings of
different articles that ended in one event. The other half is drawn from the near misses: tellings of two articles that were
compared and ended in two events, though they scored at least 0.1 or lie on one day in one province; not where another telling
of one of the two articles is in the other's event. No two articles are drawn together twice in a half, and no event gives
more than two pairs. ``--coded FILE`` keeps the tellings for the next run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))  # before this folder: its judged.py has the intervals

from judged import rows, wilson

from onrecord.merge import Kin, compare, partition
from onrecord.merge.grouping import candidates
from onrecord.merge.profiles import Profile, profile
from onrecord.model import Compared, Telling, content_id
from onrecord.pipeline import Tools, code_text
from onrecord.record import kin

VERDICTS_FILE = Path(__file__).with_name("judged-fourth.jsonl")
SEED = 20161130
EACH = 25
"""Pairs of each half."""
PER_EVENT = 2
NEAR = 0.1
"""The score from which two tellings left apart count as a near miss."""
SHOWN = 1450
"""Characters of an article shown to whoever judges."""

Half = Literal["merged", "apart"]


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two tellings, by article, kind and days, and the verdict on whether they are of one event."""

    half: Half
    articles: tuple[str, str]
    kinds: tuple[str, str]
    days: tuple[str, str]
    score: float
    verdict: Literal["same", "different", "unclear"]
    cause: str | None = None


def tellings(path: Path, coded: Path | None, tools: Tools) -> list[Telling]:
    """What the coder makes of each article; from ``coded`` where that is there."""
    if coded and coded.exists():
        return [msgspec.json.decode(line, type=Telling) for line in coded.read_bytes().splitlines()]
    found = []
    for row in rows(path):
        published = row.get("dateline") or row.get("published")
        record = code_text(row["text"], tools, published=published, title=row.get("title"))
        claims = {claim.id: claim for claim in record.claims}
        found += [
            Telling(
                id=content_id("e", event.id, row["id"]), report=row["id"], publisher=row.get("outlet"),
                published=published, kind=event.kind, claims=tuple(claims[id_] for id_ in event.claims), links=event.links,
            )
            for event in record.events
        ]  # fmt: skip
    if coded:
        coded.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in found))
    return found


class Merged:
    """All tellings with the groups that they ended in."""

    def __init__(self, told: Sequence[Telling], kinship: Kin) -> None:
        self.kin = kinship
        self.groups = partition(told, kinship)
        self.home = {id_: at for at, group in enumerate(self.groups) for id_ in group}
        self.profiles = {one.id: profile(one, kinship) for one in told}
        self.reports = [{self.profiles[id_].telling.report for id_ in group} for group in self.groups]

    def compare(self, one: str, two: str) -> Compared:
        """Their comparison as merging made it."""
        return compare(self.profiles[one], self.profiles[two], self.kin)

    def merged(self) -> Iterator[Compared]:
        """Pairs of different articles in one event."""
        for group in self.groups:
            ids = sorted(group)
            yield from (self.compare(one, two) for at, one in enumerate(ids) for two in ids[at + 1 :])

    def apart(self) -> Iterator[Compared]:
        """Near misses."""
        for one, two in sorted(candidates(self.profiles.values())):
            mine, theirs = self.profiles[one], self.profiles[two]
            met = (
                mine.telling.report in self.reports[self.home[two]]
                or theirs.telling.report in self.reports[self.home[one]]
            )
            made = self.compare(one, two)
            if not met and (made.score >= NEAR or ("days_same" in made.features and _one_province(mine, theirs))):
                yield made


def _one_province(one: Profile, two: Profile) -> bool:
    areas = [{area for spot in each.spots for area in spot.areas if area != spot.country} for each in (one, two)]
    return bool(areas[0] & areas[1])


def drawn(pool: Sequence[Compared], every: Merged, seed: str) -> list[Compared]:
    """At most ``EACH`` pairs, none of the same two articles, at most ``PER_EVENT`` of an event.

    Their order hangs on what each is, not on what else is in the pool: a coder that reads a little more draws much the same.
    """

    def lot(one: Compared) -> str:
        both = sorted(identity(every.profiles[id_].telling) for id_ in (one.one, one.two))
        return content_id("j", seed, *(word for told in both for word in told))

    chosen: list[Compared] = []
    articles: set[frozenset[str]] = set()
    events: Counter[int] = Counter()
    for one in sorted(pool, key=lot):
        both = frozenset(every.profiles[id_].telling.report for id_ in (one.one, one.two))
        homes = {every.home[one.one], every.home[one.two]}
        if len(chosen) < EACH and both not in articles and all(events[home] < PER_EVENT for home in homes):
            chosen.append(one)
            articles.add(both)
            events.update(homes)
    return chosen


def identity(telling: Telling) -> tuple[str, str, str]:
    """What tells a telling from others of its article: the article, the kind, the first day that a claim gives ("" for none)."""
    days = (claim.when.earliest for claim in telling.claims if claim.when and claim.when.earliest)
    return telling.report, telling.kind, min(days, default="")


def shown(telling: Telling, text: str) -> str:
    """An article, and what its telling says, for whoever judges."""
    said = [
        f"  - {claim.kind} | {[place.text for place in claim.places]} | {claim.when and (claim.when.earliest, claim.when.latest)}"
        f" | {[toll.text for toll in claim.tolls]}\n      {claim.sentence.text}"
        for claim in telling.claims
    ]
    head = f"{telling.report}  {telling.publisher}  published {telling.published}  {telling.kind}"
    return "\n".join([head, *said, f"  TEXT {text[:SHOWN]}"])


def draw(path: Path, coded: Path | None, seed: int) -> None:
    """Print the drawn pairs, each with both articles."""
    tools = Tools.open()
    every = Merged(tellings(path, coded, tools), kin(tools))
    texts = {row["id"]: row["text"] for row in rows(path)}
    pools: Mapping[Half, list[Compared]] = {"merged": list(every.merged()), "apart": list(every.apart())}
    joined = sum(len(group) > 1 for group in every.groups)
    print(
        f"{len(every.home)} tellings, {joined} events of several articles;",
        {name: len(pool) for name, pool in pools.items()},
    )
    for half, pool in pools.items():
        for number, one in enumerate(drawn(pool, every, f"{seed} {half}"), 1):
            both = [every.profiles[id_].telling for id_ in (one.one, one.two)]
            articles, kinds, days = zip(*(identity(telling) for telling in both), strict=True)
            row = Pair(half=half, articles=articles, kinds=kinds, days=days, score=one.score, verdict="unclear")
            print(f"\n=== {number} {half} {json.dumps(one.features)}\nROW {msgspec.json.encode(row).decode()}")
            print("\n".join(shown(telling, texts[telling.report]) for telling in both))


def table(paths: Sequence[Path]) -> None:
    """Print how many of each half were judged the same or different, with 95 % intervals (Wilson), and the causes.

    A pair that two files hold counts once, as the last has it.
    """
    judged = _judged(paths)
    print(
        "| half | pairs | one event | two events | unclear | right, % of the clear (95 %) |\n|---|---|---|---|---|---|"
    )
    for half, right in (("merged", "same"), ("apart", "different")):
        counts = Counter(one.verdict for one in judged if one.half == half)
        clear = counts["same"] + counts["different"]
        low, high = wilson(counts[right], clear)
        share = f"{100 * counts[right] / clear:.0f} ({low:.0f}–{high:.0f})" if clear else "–"
        print(
            f"| {half} | {counts.total()} | {counts['same']} | {counts['different']} | {counts['unclear']} | {share} |"
        )
    print("\n| half | verdict | cause | pairs |\n|---|---|---|---|")
    causes = Counter((one.half, one.verdict, one.cause) for one in judged if one.cause)
    for (half, verdict, cause), number in sorted(
        causes.items(), key=lambda item: (item[0][0] != "merged", -item[1], item[0])
    ):
        print(f"| {half} | {verdict} | {cause} | {number} |")


def again(path: Path, coded: Path | None, paths: Sequence[Path]) -> None:
    """Print how many of the pairs judged are together now, by verdict; of tellings named alike those count that are together."""
    tools = Tools.open()
    told = tellings(path, coded, tools)
    every = Merged(told, kin(tools))
    named: dict[tuple[str, str, str], list[str]] = {}
    for one in told:
        named.setdefault(identity(one), []).append(one.id)
    counts: Counter[tuple[str, str]] = Counter()
    for one in _judged(paths):
        mine, theirs = (named.get(key, []) for key in zip(one.articles, one.kinds, one.days, strict=True))
        if mine and theirs:
            together = {every.home[id_] for id_ in mine} & {every.home[id_] for id_ in theirs}
            counts["together" if together else "apart", one.verdict] += 1
    for (stand, verdict), number in sorted(counts.items()):
        print(f"{stand:9} {verdict:10} {number}")


def _judged(paths: Sequence[Path]) -> list[Pair]:
    """The pairs of several files; one that two hold counts once, as the last has it."""
    lines = [line for path in paths for line in path.read_bytes().splitlines()]
    pairs = [msgspec.json.decode(line, type=Pair) for line in lines if line.strip()]
    known = {(one.half, frozenset(zip(one.articles, one.kinds, one.days, strict=True))): one for one in pairs}
    return list(known.values())


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    drawing = parts.add_parser("draw", help="print the pairs to judge")
    drawing.add_argument("articles", type=Path, help="the set's JSON lines file")
    drawing.add_argument("--coded", type=Path, help="where to keep the tellings, or where they are")
    drawing.add_argument("--seed", type=int, default=SEED, help="default %(default)s")
    repeating = parts.add_parser("again", help="what the merge of today makes of the pairs judged")
    repeating.add_argument("articles", type=Path, help="the set's JSON lines file")
    repeating.add_argument("verdicts", type=Path, nargs="*", default=[VERDICTS_FILE], help="one or more files")
    repeating.add_argument("--coded", type=Path, help="where to keep the tellings, or where they are")
    showing = parts.add_parser("table", help="print the table of the verdicts")
    showing.add_argument("verdicts", type=Path, nargs="*", default=[VERDICTS_FILE], help="one or more files")
    given = parser.parse_args(words)
    if given.part == "draw":
        draw(given.articles, given.coded, given.seed)
    elif given.part == "again":
        again(given.articles, given.coded, given.verdicts)
    else:
        table(given.verdicts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
