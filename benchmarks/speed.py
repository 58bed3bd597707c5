"""How fast pages become claims, step by step and beside peers, and how that grows with pages and workers.

    make speed                                              the steps, peers, and 1,000 pages with every engine
    python benchmarks/speed.py --growth 1000 10000 100000   how it grows

Times of steps and peers are processor time on one core, all in one run, so that their ratios hold on a busy machine.
Runs of engines are wall-clock: they need a quiet machine, and the load before each is printed with it. Results stand in
benchmarks/speed.json; ``--docs`` puts them into docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.newsroom import pages as newsroom  # noqa: E402
from onrecord import clean, pipeline  # noqa: E402
from onrecord.clean.sift import sift  # noqa: E402
from onrecord.language import dates  # noqa: E402
from onrecord.language.sentences import split  # noqa: E402
from onrecord.model import Page, Report  # noqa: E402
from onrecord.read.content import Origin, page  # noqa: E402
from onrecord.read.limits import Limits  # noqa: E402

RESULTS = HERE / "speed.json"
SCALE = HERE.parent / "docs" / "scale.md"
MARKS = ("<!-- speed -->", "<!-- /speed -->")
PEERS = HERE.parent / ".venv-peers" / "bin" / "python"
SHARE = 0.1
"""Of ordinary news, so much tells of conflict."""
In, Out = TypeVar("In"), TypeVar("Out")


def timed(work: Callable[[], Out]) -> tuple[float, Out]:
    """Seconds of processor time, and what came of it."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def steps(count: int, share: float) -> dict[str, Any]:
    """Milliseconds a page of each step, pages that leave early leaving early, and how many pages a second that makes."""
    tools = pipeline.Tools.open()
    sources = [text.encode() for text in newsroom.pages(count, share)]
    _once(sources[:24], tools)
    spent: dict[str, float] = {}

    def step(name: str, work: Callable[[], Out]) -> Out:
        spent[name], found = timed(work)
        return found

    read = step("read (decode)", lambda: [_page(raw) for raw in sources])
    kept = step("sift", lambda: [one for one in read if sift(one, tools.coder.reads) is None])
    cleaned = step("clean", lambda: [clean.report(one, publishers=tools.publishers) for one in kept])
    reports = [one for one in cleaned if isinstance(one, Report)]
    groups = [reports[at : at + 24] for at in range(0, len(reports), 24)]
    ready = step("parse", lambda: [pipeline.prepared(group, tools) for group in groups])
    pairs = [(coder, report) for coder, group in zip(ready, groups, strict=True) for report in group]
    coded = step("claims, link, assemble", lambda: [coder(report) for coder, report in pairs])
    sentences = sum(len(split(report.text)) for report in reports)
    seconds = sum(spent.values())
    return {
        "pages": count,
        "on_conflict": share,
        "read_to_the_end": len(reports),
        "claims": sum(len(one.claims) for one in coded),
        "milliseconds": {name: 1000 * value / count for name, value in spent.items()},
        "pages_a_second": count / seconds,
        "sentences_a_second": sentences / seconds,
    }


def _once(sources: Sequence[bytes], tools: pipeline.Tools) -> None:
    """Let everything be loaded and remembered once, so that the first pages do not pay for it."""
    for raw in sources:
        pipeline.code_page(_page(raw), tools)


def _page(raw: bytes) -> Page:
    found = page(raw, Origin(name="p", media_type="text/html"), Limits())
    assert isinstance(found, Page)
    return found


def beside_peers(count: int) -> dict[str, Any]:
    """Milliseconds a page or sentence, ours and the peers', in one run."""
    sources = list(newsroom.pages(count, SHARE))
    stories = [line for _ in range(count) for line in newsroom.conflict(random.Random(count))]
    sentences = [story for story in stories if 40 < len(story) < 400][: 8 * count]
    publishers = pipeline.Tools.open().publishers
    read = [_page(source.encode()) for source in sources]
    tools = pipeline.Tools.open()
    trees = [sentence.tokens for text in sentences for sentence in split(text)]
    reader = tools.coder._tools.reader  # type: ignore[attr-defined]
    own = {
        "clean: report with metadata and furniture": _each(lambda one: clean.report(one, publishers=publishers), read),
        "sift: leave early": _each(lambda one: sift(one, tools.coder.reads), read),
        "dates of a sentence": _each(lambda text: dates.find(text, 0, len(text)), sentences),
        "sentences and tokens": _each(split, sentences),
        "tree of a sentence, in batches": 1000 * timed(lambda: reader.trees(trees))[0] / len(trees),
    }
    return {"ours": own, "peers": _peers(sources, sentences)}


def _each(work: Callable[[In], object], items: Sequence[In]) -> float:
    for item in items[:3]:
        work(item)
    return 1000 * timed(lambda: [work(item) for item in items])[0] / len(items)


def _peers(sources: Sequence[str], sentences: Sequence[str]) -> dict[str, float]:
    if not PEERS.exists():
        print("no peers: make speed installs them", file=sys.stderr)
        return {}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("pages.jsonl", "sentences.jsonl")]
        paths[0].write_text("".join(json.dumps({"html": one}) + "\n" for one in sources), encoding="utf-8")
        paths[1].write_text("".join(json.dumps(one) + "\n" for one in sentences), encoding="utf-8")
        command = [str(PEERS), str(HERE / "newsroom" / "peers.py"), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {row["peer"]: row["milliseconds"] for row in rows}


ENGINES = (("local", 1), ("processes", 1), ("processes", 2), ("ray", 2))
RUN = """
import json, resource, sys, time
from pathlib import Path
from onrecord.batch import running
from onrecord.batch.engines import engine
from onrecord.batch.plan import Job
from onrecord.pipeline import Settings
if __name__ == "__main__":
    table, out, name, workers = sys.argv[1:5]
    first = []
    start = time.monotonic()
    job = Job(out=Path(out), form="jsonl", settings=Settings(sift=True))
    summary = running.run([table], job, engine(name, int(workers)), tell=lambda done: first.append((time.monotonic(), done.inputs)))
    end = time.monotonic()
    warm = [(at, inputs) for at, inputs in first]
    rate = (warm[-1][1] - warm[0][1]) / (warm[-1][0] - warm[0][0]) if len(warm) > 2 else summary.inputs / (end - start)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps({"seconds": end - start, "inputs": summary.inputs, "coded": summary.coded, "claims": summary.claims,
                      "warm_pages_a_second": rate, "megabytes": peak, "bytes": sum(p.stat().st_size for p in Path(out, "shards").iterdir())}))
"""


def growth(counts: Sequence[int], engines: Sequence[tuple[str, int]] = ENGINES) -> Iterator[dict[str, Any]]:
    """Whole batches of so many pages by every engine, each in a process of its own.

    ``warm_pages_a_second`` leaves out the start up to the first finished shard; ``megabytes`` is the largest process.
    """
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            table = newsroom.write_table(Path(folder, "pages.jsonl"), count, SHARE)
            script = Path(folder, "run.py")
            script.write_text(RUN, encoding="utf-8")
            for name, workers in engines:
                load = os.getloadavg()[0]
                out = Path(folder, f"{name}-{workers}")
                command = [sys.executable, str(script), str(table), str(out), name, str(workers)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                found = json.loads(done.stdout.splitlines()[-1])
                yield {"pages": count, "engine": name, "workers": workers, "load_before": load, **found}


def table(found: dict[str, Any]) -> str:
    """The results as Markdown."""
    lines = ["| step | ordinary news, ms a page | conflict news, ms a page |", "|---|---|---|"]
    first, second = found["steps"]["ordinary"], found["steps"]["conflict"]
    lines += [
        f"| {name} | {value:.2f} | {second['milliseconds'][name]:.2f} |"
        for name, value in first["milliseconds"].items()
    ]
    lines += [
        f"| **pages a second, one core** | **{first['pages_a_second']:.1f}** | **{second['pages_a_second']:.1f}** |",
        f"| read to the end, of {first['pages']:,} | {first['read_to_the_end']:,} | {second['read_to_the_end']:,} |",
        f"| sentences a second | {first['sentences_a_second']:.0f} | {second['sentences_a_second']:.0f} |",
        "",
    ]
    lines += ["| beside peers, one run | ms a page or sentence |", "|---|---|"]
    lines += [f"| {name} | {value:.3f} |" for part in ("ours", "peers") for name, value in found["peers"][part].items()]
    if found.get("growth"):
        lines += [
            "",
            "| pages | engine | workers | pages a second, warm | whole run, s | largest process, MB | load before |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {row['pages']:,} | {row['engine']} | {row['workers']} | {row['warm_pages_a_second']:.1f} | {row['seconds']:.0f} | "
            f"{row['megabytes']:.0f} | {row['load_before']:.1f} |"
            for row in found["growth"]
        ]
    return "\n".join(lines)


def ratios(found: dict[str, Any]) -> str:
    """The numbers that the project holds itself to, as far as they were measured."""
    own = found["steps"]
    whole = {name: 1000 / one["pages_a_second"] for name, one in own.items()}
    lines = [
        f"ordinary {own['ordinary']['pages_a_second']:.1f} pages a second, conflict {own['conflict']['pages_a_second']:.1f}"
    ]
    if peer := found["peers"]["peers"].get("trafilatura"):
        lines.append(
            f"a whole page in trafilatura's own cleaning times: ordinary {whole['ordinary'] / peer:.2f}, conflict {whole['conflict'] / peer:.2f}"
        )
    by = {(row["pages"], row["engine"], row["workers"]): row["warm_pages_a_second"] for row in found.get("growth", ())}
    for pages in sorted({key[0] for key in by}):
        if len([key for key in by if key[0] == pages]) < len(ENGINES):
            continue
        one = by[pages, "processes", 1]
        lines.append(
            f"{pages:,} pages: two processes {by[pages, 'processes', 2] / one:.2f} times one, Ray on two {by[pages, 'ray', 2] / one:.2f}"
        )
    return "\n".join(lines)


CORPUS, FEED = 100_000_000, 1_500_000
"""Pages of a large archive (some months of CC-NEWS), and of one day of the world's online news."""


def cost(found: dict[str, Any]) -> str:
    """What the measured figures come to for an archive and for a day of news, on cores like the one measured on."""
    rate = found["steps"]["ordinary"]["pages_a_second"]
    row = max(found["growth"], key=lambda row: row["pages"])
    size, claims = row["bytes"] / row["inputs"], row["claims"] / row["inputs"]
    lines = ["| | pages | core hours | 64 cores | shards on disk, JSON lines | claims |", "|---|---|---|---|---|---|"]
    for name, pages in (("an archive", CORPUS), ("one day of world news", FEED)):
        hours = pages / rate / 3600
        days = f"{hours / 64 / 24:.1f} days" if hours > 64 * 48 else f"{hours / 64:.1f} hours"
        lines.append(
            f"| {name} | {pages:,} | {hours:,.0f} | {days} | {pages * size / 1e9:,.0f} GB | {pages * claims / 1e6:,.1f} million |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure what was asked for, print it, and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400, help="pages for the steps and peers")
    parser.add_argument("--growth", type=int, nargs="*", default=[], help="pages of whole batches")
    parser.add_argument("--engines", nargs="*", default=[f"{name}:{number}" for name, number in ENGINES])
    parser.add_argument("--write", action="store_true", help="keep the results in benchmarks/speed.json")
    parser.add_argument("--docs", action="store_true", help="put the kept results into docs/scale.md")
    given = parser.parse_args()
    if given.docs:
        write_docs(json.loads(RESULTS.read_text(encoding="utf-8")))
        return
    engines = [(name, int(number)) for name, _, number in (one.partition(":") for one in given.engines)]
    grown = list(
        growth(given.growth, engines)
    )  # first, while this process is small: a child's peak counts from its parent's
    found: dict[str, Any] = {
        "load": os.getloadavg()[0],
        "steps": {"ordinary": steps(given.pages, SHARE), "conflict": steps(given.pages // 2, 1.0)},
        "peers": beside_peers(given.pages // 4),
        "growth": grown,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(table(found))
    print(ratios(found))
    if given.write:
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        asked = {(row["pages"], row["engine"], row["workers"]) for row in found["growth"]}
        rows = [
            *found["growth"],
            *(row for row in kept.get("growth", ()) if (row["pages"], row["engine"], row["workers"]) not in asked),
        ]
        found["growth"] = sorted(rows, key=lambda row: (row["pages"], ENGINES.index((row["engine"], row["workers"]))))
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def write_docs(found: dict[str, Any]) -> None:
    """Renew the tables of docs/scale.md."""
    text = SCALE.read_text(encoding="utf-8")
    head, tail = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    middle = f"{MARKS[0]}\n{table(found)}\n\n{ratios(found)}\n\n{cost(found)}\n{MARKS[1]}"
    SCALE.write_text(head + middle + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
