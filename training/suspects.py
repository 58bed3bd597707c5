"""Learn which organisations an incident of a newswire text is laid to, from the training part of muc.

    python -m training.suspects ../shared/gold benchmarks/adapters/suspects.json

How likely an incident is one of the set is a sign of its suspects. For each text it comes from weights that the other texts taught
(``training.incidents``): those that have seen the text are surer than they will be of a new one, and suspects weighed by them would
count on that. Prints what five-fold cross-validation gives, then learns from all of the training part. Needs numpy. Reads
``train.jsonl`` and the gold folder's ``score.py``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from adapters import muc
from adapters.learned import Features, likelihood
from adapters.table import scorer

from training import incidents
from training.incidents import FOLDS
from training.linear import learned

RIDGE = 0.01
LABEL = "did it"


class Example(NamedTuple):
    """A suspect of an incident of the text with this number: its signs, whether rules name it, and whether the gold does."""

    text: int
    signs: Features
    ruled: bool
    right: bool


def examples(text: incidents.Text, likely: Any, program: Any) -> Iterable[Example]:
    """The suspects of one text's incidents, held against the templates that the scorer pairs these with."""
    chances = [(group, signs, muc.chance(signs, likely)) for group, signs in text.incidents]
    news = [(g, signs, chance) for g, signs, chance in chances if muc.is_news(signs, chance)]
    found = [muc.incident_of(group, signs, chance, text.around) for group, signs, chance in news]
    given = [muc.template(group, text.around, one.ruled) for (group, *_), one in zip(news, found, strict=True)]
    partner = {id(mine): theirs for theirs, mine in program.paired(text.wanted, given, program.likeness)}
    for one, mine in zip(found, given, strict=True):
        theirs = partner.get(id(mine))
        named = [filler["any"] for filler in program.required_fills(theirs["perp_org"])] if theirs else []
        for charge in text.around.suspects.of(one):
            right = any(program.fills(charge.name, alternatives) for alternatives in named)
            yield Example(text.number, charge.signs, charge.ruled, right)


def taught(known: Iterable[Example]) -> Any:
    """The weights that these suspects teach."""
    every = list(known)
    return learned([e.signs for e in every], [{LABEL} if e.right else set() for e in every], (LABEL,), RIDGE)


def main(gold: Path, out: Path) -> None:
    """Learn, print the scores of cross-validation, and write the file."""
    program, texts = scorer(gold / "score.py"), incidents.texts(gold)
    likely = incidents.held_out([example for text in texts for example in incidents.examples(text, program)])
    known = [example for text in texts for example in examples(text, likely[text.number % FOLDS], program)]
    given = [taught(example for example in known if example.text % FOLDS != fold) for fold in range(FOLDS)]
    chances = [(likelihood(e.signs, given[e.text % FOLDS])[LABEL], e) for e in known]
    wanted = sum(example.right for example in known)
    for name, low, high in (("rules", 0.0, 2.0), ("learned", 0.25, 0.25), ("both", muc.DOUBTED, muc.CHARGED)):
        chosen = [example.right for chance, example in chances if chance >= (low if example.ruled else high)]
        print(f"{name}: precision {100 * sum(chosen) / len(chosen):.1f}, recall {100 * sum(chosen) / wanted:.1f}")
    out.write_text(json.dumps({LABEL: taught(known)}, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
