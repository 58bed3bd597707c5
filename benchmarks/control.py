"""Who holds a place in the end: histories of Syrian towns, coded and built into timelines, against who is known to hold them.

    python benchmarks/control.py GOLD_DIR [--errors]

GOLD_DIR/control/dev.jsonl has histories (Wikipedia, CC BY-SA) with the holder at the end of 2023. Most histories stop years
before that, so the end is judged twice: against that holder, and against the holder that the text itself leaves in place
(``control_judged.json``: read by a person, ids and holders only; rows that do not tell are left out). A history stands under
the name of its place and does not repeat it: what a sentence leaves open ("the town", "it", or nothing) is the row's place.
Prints right, wrong and untold for all rows and for those that the government does not hold, seen and unseen parts apart,
beside two baselines: always the government, and the last armed side named. ``--errors`` lists rows of the seen part.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from adapters.table import unseen

from onrecord import control
from onrecord.model import Claim, Coded, Place
from onrecord.pipeline import Tools, code_text

HERE = Path(__file__).parent
SIDES = {
    "government": ("syr:pro-government",),
    "SDF": ("syr:sdf",),
    "HTS": ("syr:hts", "syr:nusra-front"),
    "opposition": ("syr:opposition",),
    "IS": ("syr:islamic-state",),
}
SHORTEST = 100
"""Characters; shorter histories only refer to another article."""
GENERIC = {
    "town",
    "city",
    "village",
    "suburb",
    "neighborhood",
    "neighbourhood",
    "district",
    "area",
    "crossing",
    "camp",
    "quarter",
}
INTRODUCED = "This is a report on the war in Syria.\n\n"
"""What the heading of the table says: "the army" and "the government" are Syria's."""
ALIKE = 0.9
"""Likeness from which the gazetteer's name is another spelling of the row's."""
BARE = {"the", "this", "small", "whole", "border", "entire"}

Row = Mapping[str, Any]
Known = tuple[Row, Coded, Sequence[str]]
"""A history, as coded, and who holds its place in the end."""
Guess = Callable[[Row, Coded], str | None]
PARTS: Mapping[str, Callable[[Known], bool]] = {
    "all": lambda one: True,
    "all, seen": lambda one: not unseen(one[0]["id"]),
    "all, unseen": lambda one: unseen(one[0]["id"]),
    "not the government's": lambda one: "government" not in one[2],
    "not the government's, seen": lambda one: "government" not in one[2] and not unseen(one[0]["id"]),
    "not the government's, unseen": lambda one: "government" not in one[2] and unseen(one[0]["id"]),
}


def rows(gold: Path) -> list[Row]:
    """Histories of single places that tell something."""
    text = (gold / "control" / "dev.jsonl").read_text(encoding="utf-8")
    every = [json.loads(line) for line in text.splitlines()]
    return [r for r in every if len(r["history_text"] or "") >= SHORTEST and not r["name"].startswith("Outside")]


def name(row: Row) -> str:
    """The place of a row; a quarter without its city."""
    return str(row["name"]).split(" – ")[-1]


class Ends:
    """Who holds a row's place in the end, by its timeline and by two baselines."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def timeline(self, row: Row, coded: Coded) -> str | None:
        """The last holder of the place's own timeline."""
        assert coded.report is not None
        ids = {hit.entry.id for hit in self.tools.gazetteer.similar(name(row), country="SY") if hit.likeness >= ALIKE}
        home = self.home(row, coded, ids)
        claims = [_at_home(claim, home) for claim in coded.claims if claim.control is not None]
        lines = control.timeline(claims, {coded.report.id: coded.report.published}, self.tools.registry)
        found = control.select(lines, place=name(row), ids=ids)
        own = [line for line in found if line.relation == "in" and line.lane == "whole"]
        if not own:
            return None
        last = own[0].stretches[-1]
        if last.state == "contested":
            return "contested"
        return self.side(last.holder.id) if last.holder is not None else None

    def home(self, row: Row, coded: Coded, ids: Collection[str]) -> Place:
        """The row's place as its own history names it, or by its name alone."""
        places = [place for claim in coded.claims for place in claim.places]
        plain = Place(text=name(row), start=0, end=1)
        return next(
            (p for p in places if p.id in ids or name(row).casefold() in (p.text.casefold(), p.name or "")), plain
        )

    def government(self, row: Row, coded: Coded) -> str | None:
        """Baseline: the government."""
        del row, coded
        return "government"

    def last_named(self, row: Row, coded: Coded) -> str | None:
        """Baseline: the armed side named last."""
        del row
        actors = sorted((a for claim in coded.claims for a in claim.actors if a.id), key=lambda actor: actor.start)
        return next((side for actor in reversed(actors) if (side := self.side(actor.id)) in SIDES), None)

    def side(self, id_: str | None) -> str | None:
        """The side of the table that an actor belongs to; its own id where it is none of them."""
        registry = self.tools.registry
        if id_ is None:
            return None
        for side, ids in SIDES.items():
            if any(registry.side_of(id_) == registry.side_of(one) or registry.contains(one, id_) for one in ids):
                return side
        return id_


def _at_home(claim: Claim, home: Place) -> Claim:
    """The claim with what its sentence leaves to the heading ("the town", "it", or nothing) tied to the history's place."""
    if not claim.places:
        return msgspec.structs.replace(claim, places=(home,))
    places = tuple(home if _left_open(one, claim) else one for one in claim.places)
    return msgspec.structs.replace(claim, places=places)


def _left_open(place: Place, claim: Claim) -> bool:
    """Whether the words are bare ("this suburb"), or the coder took the place over from another sentence."""
    bare = place.id is None and place.container is None and set(place.text.lower().split()) <= GENERIC | BARE
    return bare or not claim.sentence.start <= place.start < claim.sentence.end


def measured(found: Iterable[tuple[str | None, Sequence[str]]]) -> Iterator[str]:
    """Right, wrong and untold."""
    counts = Counter(
        "untold" if guess is None else "right" if guess in holders else "wrong" for guess, holders in found
    )
    total = sum(counts.values())
    told = counts["right"] + counts["wrong"]
    yield f"{counts['right']:4} right {counts['wrong']:4} wrong {counts['untold']:4} untold of {total:3}"
    yield f"accuracy {counts['right'] / total:.2f}, of those told {counts['right'] / told if told else 0:.2f}"


def table(truth: str, known: Sequence[Known], ends: Ends) -> Iterator[str]:
    """One line a part and way of telling."""
    guesses: dict[str, Guess] = {
        "timeline": ends.timeline,
        "government": ends.government,
        "last named": ends.last_named,
    }
    for part, belongs in PARTS.items():
        chosen = [one for one in known if belongs(one)]
        for title, guess in guesses.items():
            line = "; ".join(measured((guess(row, record), held) for row, record, held in chosen))
            yield f"{truth:22} {part:28} {title:11} {line}"


def errors(known: Sequence[Known], ends: Ends) -> Iterator[str]:
    """Rows of the seen part told wrong or not at all."""
    for row, record, held in known:
        end = ends.timeline(row, record)
        if end not in held and not unseen(row["id"]):
            yield f"    {row['id']}: {end or 'untold'}, not {' or '.join(held)}"


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, metavar="GOLD_DIR")
    parser.add_argument(
        "--errors", action="store_true", help="ids of seen rows told wrong or not at all, with the holder found"
    )
    given = parser.parse_args(words)
    tools = Tools.open()
    ends = Ends(tools)
    coded = [(row, code_text(f"{INTRODUCED}{row['history_text']}", tools)) for row in rows(given.gold)]
    judged = json.loads((HERE / "control_judged.json").read_text(encoding="utf-8"))
    truths: dict[str, Callable[[Row], Sequence[str] | None]] = {
        "as the text leaves it": lambda row: judged.get(row["id"].removeprefix("control-")),
        "at the end of 2023": lambda row: row["held_by"],
    }
    for truth, holders in truths.items():
        known = [(row, record, held) for row, record in coded if (held := holders(row)) is not None]
        print("\n".join(table(truth, known, ends)))
        if given.errors and truth.startswith("as"):
            print("\n".join(errors(known, ends)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
