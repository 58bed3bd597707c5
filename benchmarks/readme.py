"""The parts of README.md that a program writes: the sample output and the table of accuracy; ``--write`` renews them.

Numbers come from ``benchmarks/accuracy.json`` and ``benchmarks/baselines.json``, the output from the example report itself.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLE = "examples/reports/01-agency-differing-tolls.txt"
WIDTH = 112

ROWS: tuple[tuple[str, str, str], ...] = (
    ("pages/dev.jsonl", "F1", "Article text on web pages, words F1"),
    ("treebank/dev.conllu", "UAS", "Grammar: right head of a word (web text)"),
    ("treebank/dev.conllu", "LAS", "Grammar: right head and relation"),
    ("attribution/dev.jsonl", "source F1", "Who said it: words of the source, F1"),
    ("attribution/dev.jsonl", "all F1", "Who said what: source, cue and content together, F1"),
    ("dates/dev.jsonl", "value F1", "Dates found and resolved, F1"),
    ("toponyms/dev.jsonl", "detection F1", "Places found in text, F1"),
    ("toponyms/dev.jsonl", "Acc@161km", "Places found and put within 161 km"),
    ("ucdp_syria/geocode.dev.jsonl", "within 5 km", "Village names put within 5 km (Syria, UCDP spelling)"),
    ("ucdp_syria/geocode.dev.jsonl", "within 5 km, answered", "of those answered"),
    ("airwars/geocode.dev.jsonl", "within 5 km", "Village names put within 5 km (Airwars spelling)"),
    ("airwars/geocode.dev.jsonl", "within 5 km, answered", "of those answered"),
    ("fakes/dev.jsonl", "counts", "Killed civilians and fighters of the main event, exact"),
    ("fakes/dev.jsonl", "actor known accuracy", "Who did it, where anybody says"),
    ("fakes/dev.jsonl", "cause accuracy", "How people were killed"),
    ("fakes/dev.jsonl", "governorate accuracy", "Governorate of the main event"),
    ("case/dev.jsonl", "coarse weighted F1", "Kind of event, coarse (CASE 2021), weighted F1"),
    ("case/dev.jsonl", "all weighted F1", "Kind of event, 30 kinds, weighted F1"),
    ("muc/dev.jsonl", "relevance F1", "Is there an attack at all (newswire of 1989, upper case), F1"),
    ("muc/dev.jsonl", "type F1", "Kind of attack, F1"),
    ("muc/dev.jsonl", "victims F1", "Who was attacked, F1"),
    ("hrds/dev.jsonl", "violation F1", "Kind of attack on rights defenders, F1"),
)
"""Gold file, metric, and what it means in plain words."""


def accuracy() -> str:
    """The table of accuracy, as far as there are numbers."""
    scores = json.loads((ROOT / "benchmarks" / "accuracy.json").read_text(encoding="utf-8"))
    baselines = json.loads((ROOT / "benchmarks" / "baselines.json").read_text(encoding="utf-8"))
    lines = ["| what | value | 95 % interval | third kept apart | trivial baseline | n |", "|---|---|---|---|---|---|"]
    for file, metric, meaning in ROWS:
        score = scores.get(file, {}).get("metrics", {}).get(metric)
        if score and score["value"] is not None:
            low, high = (_share(end) for end in score["interval"])
            baseline = baselines.get(file, {}).get(metric)
            shown = _share(baseline) if baseline is not None else ""
            lines.append(
                f"| {meaning} | {_share(score['value'])} | {low} – {high} | {_share(score['unseen'])} | {shown} | {score['n']:,} |"
            )
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def example() -> str:
    """The example report and what ``onrecord code`` prints for it."""
    from onrecord import pipeline
    from onrecord.exports import table

    text = (ROOT / EXAMPLE).read_text(encoding="utf-8").strip()
    printed = io.StringIO()
    for part in table.render(pipeline.code([str(ROOT / EXAMPLE)], pipeline.Tools.open()), width=WIDTH):
        printed.write(part)
    quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return f"{quoted}\n\n```console\n$ onrecord code {EXAMPLE}\n{printed.getvalue().rstrip()}\n```"


def store() -> str:
    """What the commands over a store print for ten reports of one attack."""
    reports = sorted((ROOT / "examples" / "scenario").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        added = _printed("add", *map(str, reports))
        listed = _printed("events", "--killed", "100")
        event = listed.split("\n")[1].split("\t")[0]
        weighed = _printed("weigh", event, "--policy", "acled").split("\n\n")[1]
        differ = "\n".join(_printed("show", event).partition("\nDifferences\n")[2].split("\n")[:5])
        held = _printed("control", "Bughayliyah")
    shown = [
        ("onrecord add examples/scenario --store war.sqlite", added),
        (f"onrecord weigh {event} --policy acled --store war.sqlite", weighed),
        (f"onrecord show {event} --store war.sqlite", f"…\nDifferences\n{differ}\n…"),
        ("onrecord control Bughayliyah --store war.sqlite", held),
    ]
    parts = [f"$ {command}\n{output}".rstrip() for command, output in shown]
    return "```console\n" + "\n\n".join(parts) + "\n```"


def _printed(command: str, *arguments: str) -> str:
    """What a command prints. Raises SystemExit where it fails."""
    from onrecord.cli import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main([command, *arguments, "--store", "war.sqlite"])
    if code:
        raise SystemExit(f"onrecord {command} ended with {code}")
    return printed.getvalue()


def written(text: str) -> str:
    """The document with its made parts renewed."""
    for name, part in (("example", example), ("store", store), ("accuracy", accuracy)):
        start, end = f"<!-- {name}: made by `make docs` -->", f"<!-- end of {name} -->"
        before, found, rest = text.partition(start)
        if not found or end not in rest:
            raise SystemExit(f"README.md has lost its mark {start}")
        text = f"{before}{start}\n{part()}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__" and "--write" in sys.argv:
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
