"""Speed of the place index: opening it, exact and similar look-ups, choosing, and building one, in processor time.

    python benchmarks/places.py [INDEX]

Prints one line a measure, with the floor it is held to. Names are drawn from the index itself with a fixed seed: half as
listed, half with a slip of the ear, so that no cache helps. One core.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.knowledge.gazetteer.build import Row, Source, build
from onrecord.knowledge.gazetteer.index import default_path
from onrecord.link.places import choose

SAMPLE = 40_000
SLIPS = (("a", "e"), ("i", "ee"), ("q", "k"), ("gh", "g"), ("y", "i"), ("u", "o"), ("h", ""), ("k", "q"), ("z", "s"))


def drawn(index: Path) -> list[str]:
    """Names of the index in a fixed random order."""
    with sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True) as db:
        names = [name for (name,) in db.execute("SELECT DISTINCT name FROM entries ORDER BY name")]
    return random.Random(7).sample(names, min(SAMPLE, len(names)))


def slipped(name: str, draw: random.Random) -> str:
    """The name as another reporter might spell it."""
    heard, written = draw.choice(SLIPS)
    return name.replace(heard, written, 1)


def rate(ask: Callable[[str], object], names: Sequence[str]) -> float:
    """Questions a second."""
    began = time.process_time()
    for name in names:
        ask(name)
    return len(names) / (time.process_time() - began)


def built_in(count: int) -> float:
    """Seconds to build an index of so many places with four names each."""
    draw = random.Random(11)
    letters = "abdfghijklmnqrstuwyz"

    def name() -> str:
        return "".join(draw.choice(letters) for _ in range(draw.randint(4, 12))).title()

    rows = [
        Row(
            id=f"b:{n}", name=name(), names=(name(), name(), name()), feature="settlement", lat=34 + n % 200 / 100,
            lon=37 + n % 300 / 100, country="SY", source="benchmark",
        )
        for n in range(count)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        build(Path(folder) / "b.sqlite", [Source("benchmark", [], lambda: rows, "")])
        return time.process_time() - began


def main(index: Path) -> None:
    """Measure and print."""
    names = drawn(index)
    draw = random.Random(5)
    misspelt = [slipped(name, draw) if n % 2 else name for n, name in enumerate(names)]
    began = time.process_time()
    places = Gazetteer.open(index)
    opening = time.process_time() - began
    for name in names[-2000:]:  # the first questions also read the table of units
        places.exact(name)
    names, misspelt = names[:-2000], misspelt[:-2000]
    print(f"{'open':28} {opening * 1000:10.1f} ms")
    print(f"{'exact names':28} {rate(places.exact, names):10.0f} /s   floor 100000")
    print(
        f"{'similar names in a country':28} {rate(lambda n: places.similar(n, 10, 'SY'), misspelt[:6000]):10.0f} /s   floor   5000"
    )
    print(f"{'similar names anywhere':28} {rate(lambda n: places.similar(n, 10), misspelt[6000:9000]):10.0f} /s")
    print(
        f"{'choose, country known':28} {rate(lambda n: choose(n, places, country='SY'), misspelt[9000:12000]):10.0f} /s"
    )
    print(f"{'build 35000 places':28} {built_in(35_000):10.1f} s    floor     30")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else default_path())
