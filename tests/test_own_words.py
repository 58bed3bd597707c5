"""No sentence of the data that we measure on stands in this repository: not in code, rules, tests or documents.

Runs of eleven words in common with an evaluation text are a sentence taken over; shorter ones are names and idioms.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
RUN = 11
ENDINGS = {".py", ".yaml", ".md", ".txt", ".html", ".js", ".csv", ".json", ".jsonl"}
OWN_NUMBERS = {"accuracy.json", "baselines.json", "floors.json", "speed.json"}
WORD = re.compile(r"\w+")
NUMBERS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason="the data to compare with is not beside the checkout"
)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eleven words, those that only count or only hold figures left out."""
    words = WORD.findall(text.lower())
    for at in range(len(words) - RUN + 1):
        run = tuple(words[at : at + RUN])
        if not set(run) <= NUMBERS and sum(word.isdigit() for word in run) < RUN // 2:
            yield run


def texts_of(path: Path) -> Iterator[str]:
    if path.suffix == ".txt":
        yield path.read_text(encoding="utf-8")
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield from (value for value in json.loads(line).values() if isinstance(value, str))


def test_no_eleven_words_in_a_row_are_anybody_elses() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    own: dict[tuple[str, ...], str] = {}
    for name in listed:
        path = ROOT / name
        if path.suffix in ENDINGS and path.name not in OWN_NUMBERS and path.is_file():
            own |= dict.fromkeys(runs(path.read_text(encoding="utf-8", errors="replace")), name)
    if not own:
        pytest.skip("no list of files: this is no checkout")
    sources = [*(SHARED / "gold").glob("*/*.jsonl"), *(SHARED / "seed").glob("*.txt")]
    found = {
        (own[run], path.name, " ".join(run))
        for path in sources
        for text in texts_of(path)
        for run in runs(text)
        if run in own
    }
    assert not found
