"""How many countries of the hrds set are right in another spelling than the key's: "USA" where it has "United States".

    python benchmarks/spellings.py GOLD_DIR

The key spells one country in several ways, about as often, and no word of the report tells which; the scorer compares letters.
Two spellings are alike where the registry or the list of places takes both for one country, a nation of the United Kingdom for
that. Printed are the articles, those whose key states a country, and those answered right by letters and by country. The answers are those of
``benchmarks/accuracy.py``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from adapters import hrds
from adapters.kit import Kit


def main(gold: Path) -> None:
    """Print the counts of the training part and of dev."""
    kit = Kit(gold)
    for part in ("train", "dev"):
        rows = [json.loads(line) for line in (gold / "hrds" / f"{part}.jsonl").open(encoding="utf-8")]
        wanted = [row["gold"].get("country") for row in rows]
        answers = [hrds.predict(row, kit)["country"] for row in rows]
        stated = [(key, answer or "") for key, answer in zip(wanted, answers, strict=True) if key]
        letters = sum(key.strip().casefold() == answer.casefold() for key, answer in stated)
        alike = sum(_land(key, kit) == _land(answer, kit) for key, answer in stated if answer)
        print(
            f"{part:6} {len(rows):4} articles, {len(stated):4} stated, {letters:4} right by letters, {alike:4} by country"
        )


def _land(words: str, kit: Kit) -> str | None:
    """The country that a spelling stands for; itself where nothing knows it."""
    whole = "United Kingdom" if words in hrds.NATIONS else words
    return kit.country(whole.strip().removeprefix("the ")) or words


if __name__ == "__main__":
    main(Path(sys.argv[1]))
