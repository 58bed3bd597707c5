"""How right and how fast the layer below the coders is, each part beside what else there is.

    python -m benchmarks.language sentences --texts ../shared/gold/fakes/dev.jsonl --treebank ../shared/gold/treebank/dev.conllu
    python -m benchmarks.language dates ../shared/gold/dates/dev.jsonl
    python -m benchmarks.language attribution ../shared/gold/attribution/dev.jsonl

Speed is counted in processor time on one core: the median of some rounds. syntok and dateparser stand beside where they
are installed; the package needs neither. A further part is a function and a line in ``PARTS``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from onrecord.language import dates as own_dates
from onrecord.language import sentences as own_sentences

CASES = Path(__file__).parents[1] / "tests" / "cases" / "sentences.yaml"
ROUNDS = 5

Spans = set[tuple[int, int]]


def seconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Processor seconds of one run, the median of some."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def f1(matched: int, predicted: int, gold: int) -> float:
    """2·matched / (predicted + gold), in percent."""
    return 200 * matched / (predicted + gold) if predicted + gold else 0.0


# ---------------------------------------------------------------------------------------------------------------------
# Sentences
# ---------------------------------------------------------------------------------------------------------------------


def sentences(given: argparse.Namespace) -> None:
    """Hard cases, speed on whole texts, and the tokens of a treebank."""
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))["sentences"]
    texts = [row["text"] for row in rows(given.texts)] if given.texts else ["\n\n".join(cases).replace("‖", "")] * 50
    peers = {"onrecord": _own_sentences, **_syntok()}
    for name, cut in peers.items():
        right = sum(cut(case.replace("‖", "")) == [part.strip() for part in case.split("‖")] for case in cases)
        pieces = sum(len(cut(text)) for text in texts)
        spent = seconds(lambda cut=cut: [cut(text) for text in texts])  # type: ignore[misc]
        print(
            f"{name:10} hard cases right {right} of {len(cases)}; {pieces / spent:8.0f} sentences a second, with tokens"
        )
    if given.treebank:
        print(f"tokens of {given.treebank.name}: F1 {_token_f1(given.treebank):.2f}")


def _own_sentences(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in own_sentences.split(text)]


def _syntok() -> dict[str, Callable[[str], list[str]]]:
    if not importlib.util.find_spec("syntok"):
        return {}
    from syntok import segmenter

    def cut(text: str) -> list[str]:
        found = (sentence for paragraph in segmenter.analyze(text) for sentence in paragraph)
        return ["".join(token.spacing + token.value for token in sentence).strip() for sentence in found]

    return {"syntok": cut}


def _token_f1(treebank: Path) -> float:
    matched = predicted = gold = 0
    for text, words in _treebank(treebank):
        wanted = _placed(text, words)
        found = {(token.start, token.end) for token in own_sentences.tokens(text)}
        matched += len(wanted & found)
        predicted += len(found)
        gold += len(wanted)
    return f1(matched, predicted, gold)


def _treebank(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Raw text and words of each sentence of a CoNLL-U file."""
    text, words = "", list[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            text, words = line.removeprefix("# text = "), []
        elif line.split("\t")[0].isdigit():
            words.append(line.split("\t")[1])
        elif not line:
            yield text, words


def _placed(text: str, words: Sequence[str]) -> Spans:
    found, at = set(), 0
    for word in words:
        at = text.index(word, at)
        found.add((at, at + len(word)))
        at += len(word)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Dates
# ---------------------------------------------------------------------------------------------------------------------


def dates(given: argparse.Namespace) -> None:
    """Detection and value by the scorer beside the gold file, speed on its texts."""
    records = rows(given.gold)
    program = _scorer(given.gold.parents[1] / "score.py")
    for name, read in {"onrecord": _own_dates, **_dateparser()}.items():
        found = {row["id"]: {"dates": _each(read, row, program)} for row in records}
        tally = program.summed(program.dates({row["id"]: row for row in records}, found).values())
        values = {metric.name: metric.compute(tally)[0] for metric in program.DATES.metrics}
        pieces = sum(len(own_sentences.split(row["text"])) for row in records)
        spent = seconds(
            lambda read=read: [_each(read, row, program) for row in records], ROUNDS if read is _own_dates else 1
        )  # type: ignore[misc]
        scores = ", ".join(f"{key} {100 * (values[key] or 0):.1f}" for key in ("detection F1", "value F1", "day value"))
        print(f"{name:10} {len(records)} texts: {scores}; {pieces / spent:8.0f} sentences a second, values and all")
    pieces = sum(len(own_sentences.split(row["text"])) for row in records)
    spent = seconds(lambda: [own_dates.find(row["text"]) for row in records])
    print(f"{'onrecord':10} finding alone {pieces / spent:.0f} sentences a second")


def _each(read: Callable[..., Any], row: dict[str, Any], program: ModuleType) -> Any:
    return read(row["text"], dt.date.fromisoformat(row["published"]), program)


def _own_dates(text: str, published: dt.date, program: ModuleType) -> list[dict[str, Any]]:
    found = []
    for item in own_dates.read(text, published):
        if item.mention.kind in ("date", "offset"):
            _, value = own_dates.timex(item.mention, published, item.reference)
            earliest, latest = program.calendar_interval(value) or (None, None)
            found.append({"start": item.mention.start, "end": item.mention.end, "earliest": earliest, "latest": latest})
    return found


def _dateparser() -> dict[str, Callable[..., list[dict[str, Any]]]]:
    if not importlib.util.find_spec("dateparser"):
        return {}
    from dateparser.search import search_dates

    def read(text: str, published: dt.date, program: ModuleType) -> list[dict[str, Any]]:
        base = dt.datetime.combine(published, dt.time(12))
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        found, at = [], 0
        for piece, moment in search_dates(text, languages=["en"], settings=settings) or []:
            start = text.find(piece, at)
            if start >= 0:  # a piece that it changed has no place
                at = start + len(piece)
                day = moment.date().isoformat()
                found.append({"start": start, "end": at, "earliest": day, "latest": day})
        return found

    return {"dateparser": read}


# ---------------------------------------------------------------------------------------------------------------------
# Attribution
# ---------------------------------------------------------------------------------------------------------------------


def attribution(given: argparse.Namespace) -> None:
    """Cue, source and content by the scorer beside the gold file, stances included as the gold has them."""
    from onrecord.language import parse, quotations

    records = rows(given.gold)
    program = _scorer(given.gold.parents[1] / "score.py")
    reader = parse.Reader.open()
    documents = {row["id"]: parse.read(row["text"], reader, lambda sentence: True) for row in records}
    found = {name: {"attributions": _own_attributions(document)} for name, document in documents.items()}
    tally = program.summed(program.attribution({row["id"]: row for row in records}, found).values())
    values = {metric.name: metric.compute(tally)[0] for metric in program.ATTRIBUTION.metrics}
    pieces = sum(len(document.sentences) for document in documents.values())
    spent = seconds(lambda: [quotations.attributions(document) for document in documents.values()])
    scores = ", ".join(
        f"{key} {100 * (values[key] or 0):.1f}" for key in ("cue F1", "source F1", "content F1", "all F1")
    )
    print(f"{'onrecord':10} {len(records)} texts: {scores}; {pieces / spent:.0f} parsed sentences a second")


def _own_attributions(document: Any) -> list[dict[str, Any]]:
    from onrecord.language import quotations

    return [
        {"source": one.source_pieces or None, "cue": one.cue, "content": one.content}
        for one in quotations.outermost(quotations.attributions(document, stances=True))
    ]


def _scorer(path: Path) -> ModuleType:
    """The scoring program of the gold sets, loaded from its file."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no scoring program")
    program = importlib.util.module_from_spec(spec)
    sys.modules["score"] = program
    spec.loader.exec_module(program)
    return program


# ---------------------------------------------------------------------------------------------------------------------


def _sentence_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--texts", type=Path, help="JSON lines with texts to be timed on; else the hard cases, many times"
    )
    parser.add_argument("--treebank", type=Path, help="a CoNLL-U file whose tokens to compare with")


def _gold_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("gold", type=Path, help="JSON lines with gold, in a folder beside score.py")


PARTS: dict[str, tuple[Callable[[argparse.Namespace], None], Callable[[argparse.ArgumentParser], None]]] = {
    "sentences": (sentences, _sentence_options),
    "dates": (dates, _gold_option),
    "attribution": (attribution, _gold_option),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    for name, (run, options) in PARTS.items():
        part = parts.add_parser(name, help=run.__doc__)
        options(part)
        part.set_defaults(run=run)
    given = parser.parse_args(arguments)
    given.run(given)


if __name__ == "__main__":
    main()
