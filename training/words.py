"""Ordinary English words, counted in a treebank: what a title may hold beside known names without naming anybody.

python -m training.words TREEBANK/train.conllu onrecord/data/protect/words.txt
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

WORD = re.compile(r"[a-z]{2,}(?:['-][a-z]+)*")
OTHER = {"PROPN", "X", "SYM", "PUNCT", "NUM", "INTJ"}
SEEN = 2
"""A word has to stand in the treebank so often; single ones are mostly slips."""
NAMES = 0.2
"""The greatest share of a word's uses in which it is (part of) a name."""


def words(lines: list[str]) -> list[str]:
    """Words that are hardly ever part of a name, in alphabetical order."""
    plain: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for line in lines:
        fields = line.split("\t")
        if len(fields) != 10 or not fields[0].isdigit() or "Typo=Yes" in fields[5] or "Abbr=Yes" in fields[5]:
            continue
        word, tag = fields[1].lower().replace("’", "'"), fields[3]
        if tag == "PROPN":
            names[word] += 1
        elif tag not in OTHER and WORD.fullmatch(word):
            plain[word] += 1
    return sorted(word for word, count in plain.items() if count >= SEEN and names[word] <= NAMES * count)


if __name__ == "__main__":
    treebank, out = map(Path, sys.argv[1:])
    found = words(treebank.read_text(encoding="utf-8").splitlines())
    out.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found)} words")
