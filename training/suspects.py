"""Learn which organisations an incident of a newswire text is laid to, from the training part of muc.

    python -m training.suspects ../shared/gold benchmarks/adapters/suspects.json

Runs after ``training.incidents``, whose weights it uses. Prints what five-fold cross-validation gives, then learns from all of the
training part. Needs numpy. Reads ``train.jsonl`` and the gold folder's ``score.py``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from adapters import muc
from adapters.kit import Kit
from adapters.learned import Features, likelihood
from adapters.story import stories
from adapters.table import scorer

from training.linear import learned

FOLDS = 5
RIDGE = 0.006
LABEL = "did it"


class Example(NamedTuple):
    """A suspect of an incident of the text with this number: its signs, whether rules name it, and whether the gold does."""

    text: int
    signs: Features
    ruled: bool
    right: bool


def examples(number: int, row: dict[str, Any], kit: Kit, program: Any) -> Iterable[Example]:
    """The suspects of one text's incidents, held against the templates that the scorer pairs these with."""
    coded = kit.code(row["text"], row["published"])
    around = muc.around_of(row, coded, kit)
    news = [(g, signs) for g, signs in muc.incidents(stories(coded, recaps=True), around) if muc.is_news(signs)]
    found = [muc.incident_of(group, signs, around) for group, signs in news]
    given = [muc.template(group, around, one.ruled) for (group, _), one in zip(news, found, strict=True)]
    wanted = sorted(row["gold"]["templates"], key=lambda template: template["optional"])
    partner = {id(mine): theirs for theirs, mine in program.paired(wanted, given, program.likeness)}
    for one, mine in zip(found, given, strict=True):
        theirs = partner.get(id(mine))
        named = [filler["any"] for filler in program.required_fills(theirs["perp_org"])] if theirs else []
        for charge in around.suspects.of(one):
            right = any(program.fills(charge.name, alternatives) for alternatives in named)
            yield Example(number, charge.signs, charge.ruled, right)


def taught(known: Iterable[Example]) -> Any:
    """The weights that these suspects teach."""
    every = list(known)
    return learned([e.signs for e in every], [{LABEL} if e.right else set() for e in every], (LABEL,), RIDGE)


def main(gold: Path, out: Path) -> None:
    """Learn, print the scores of cross-validation, and write the file."""
    rows = [json.loads(line) for line in (gold / "muc" / "train.jsonl").open(encoding="utf-8")]
    kit, program = Kit(gold), scorer(gold / "score.py")
    known = [example for number, row in enumerate(rows) for example in examples(number, row, kit, program)]
    chances: list[tuple[float, Example]] = []
    for fold in range(FOLDS):
        given = taught(example for example in known if example.text % FOLDS != fold)
        chances += [(likelihood(e.signs, given)[LABEL], e) for e in known if e.text % FOLDS == fold]
    wanted = sum(example.right for example in known)
    for name, low, high in (("rules", 0.0, 2.0), ("learned", 0.25, 0.25), ("both", muc.DOUBTED, muc.CHARGED)):
        chosen = [example.right for likely, example in chances if likely >= (low if example.ruled else high)]
        print(f"{name}: precision {100 * sum(chosen) / len(chosen):.1f}, recall {100 * sum(chosen) / wanted:.1f}")
    out.write_text(json.dumps({LABEL: taught(known)}, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
