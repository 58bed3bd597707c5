"""Learn which incidents of a newswire text are worth a template, from the training part of muc.

    python -m training.incidents ../shared/gold benchmarks/adapters/incidents.json

Prints what five-fold cross-validation gives, then learns from all of the training part. Needs numpy. Reads ``train.jsonl`` and the
gold folder's ``score.py``, which pairs incidents with the gold templates.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from adapters import muc
from adapters.kit import Kit
from adapters.learned import Features, likelihood
from adapters.story import Story, stories
from adapters.table import scorer

from training.linear import learned

FOLDS = 5
RIDGE = 0.004
ALIKE = 2
"""Agreeing items that make an incident one of the gold."""


class Text(NamedTuple):
    """A text of the training part, its number, what its incidents share, and these with their signs."""

    number: int
    row: dict[str, Any]
    around: muc.Around
    incidents: list[tuple[list[Story], Features]]

    @property
    def wanted(self) -> list[dict[str, Any]]:
        """The templates of the gold, in the scorer's order."""
        return sorted(self.row["gold"]["templates"], key=lambda template: template["optional"])


class Example(NamedTuple):
    """An incident of the text with this number: its signs, and whether the gold has it; null where the gold leaves it open."""

    text: int
    signs: Features
    kept: bool | None


def texts(gold: Path) -> list[Text]:
    """The training part, coded."""
    kit, found = Kit(gold), []
    for number, line in enumerate((gold / "muc" / "train.jsonl").open(encoding="utf-8")):
        row = json.loads(line)
        coded = kit.code(row["text"], row["published"])
        around = muc.around_of(row, coded, kit)
        found.append(Text(number, row, around, muc.incidents(stories(coded, recaps=True), around)))
    return found


def examples(text: Text, program: Any) -> Iterable[Example]:
    """The incidents of one text, paired with its templates as the scorer does."""
    claims = [[claim for story in group for claim in story.claims] for group, _ in text.incidents]
    bodies = [text.around.organisations.ruled(told) for told in claims]
    given = [muc.template(group, text.around, names) for (group, _), names in zip(text.incidents, bodies, strict=True)]
    partner = {id(mine): theirs for theirs, mine in program.paired(text.wanted, given, program.likeness)}
    for (_, signs), mine in zip(text.incidents, given, strict=True):
        theirs = partner.get(id(mine))
        right = theirs is not None and mine["type"] in theirs["type"] and program.likeness(theirs, mine) >= ALIKE
        yield Example(text.number, signs, None if theirs and theirs["optional"] else right)


def taught(known: Iterable[Example]) -> Any:
    """The weights that these incidents teach."""
    certain = [example for example in known if example.kept is not None]
    return learned([e.signs for e in certain], [{"kept"} if e.kept else set() for e in certain], ("kept",), RIDGE)


def held_out(known: Sequence[Example]) -> list[Any]:
    """For each fold the weights that the other folds teach."""
    return [taught(example for example in known if example.text % FOLDS != fold) for fold in range(FOLDS)]


def main(gold: Path, out: Path) -> None:
    """Learn, print the scores of cross-validation, and write the file."""
    program = scorer(gold / "score.py")
    known = [example for text in texts(gold) for example in examples(text, program)]
    given = held_out(known)
    chances = [
        ({"scope", "enough"} <= e.signs.keys(), likelihood(e.signs, given[e.text % FOLDS])["kept"], e.kept)
        for e in known
        if e.kept is not None
    ]
    wanted = sum(kept for *_, kept in chances)
    for name, low, high in (("rules", 0.0, 2.0), ("learned", 0.3, 0.3), ("both", muc.UNLIKELY, muc.LIKELY)):
        chosen = [kept for rule, chance, kept in chances if chance >= (low if rule else high)]
        print(f"{name}: precision {100 * sum(chosen) / len(chosen):.1f}, recall {100 * sum(chosen) / wanted:.1f}")
    out.write_text(json.dumps({"kept": taught(known)}, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
