"""Pages to measure on, made by repetition with variation: ordinary news and news of conflict, with the clutter of real sites.

A page has about 55 kB: 60 menu items, 40 related cards, 15 comments, scripts and JSON-LD around the story.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
PLACES = ["Wadi Sahl", "Ras Amun", "Tel Rafah", "Port Karim", "Beit Zirr", "Ain Dalia", "Qasr Nura", "Marj Hadid"]
NAMES = ["Amal Haddad", "Omar Dib", "Lina Sabbagh", "Karim Nasser", "Rana Khalil", "Yusuf Barakat"]
NUMBER = re.compile(r"(?<![\d.,/:-])\d{1,3}(?![\d.,/:%-])")
SCRIPT = "<script>" + "window.dataLayer=window.dataLayer||[];function track(a,b){return a+b}\n" * 260 + "</script>"
PARAGRAPHS = 11
"""Paragraphs of an ordinary story: about 250 words."""


@cache
def ordinary_paragraphs() -> list[list[str]]:
    """The paragraphs of each subject."""
    return list(yaml.safe_load((HERE / "ordinary.yaml").read_text(encoding="utf-8")).values())


@cache
def conflict_stories() -> list[str]:
    """The texts of the example reports that tell of conflict."""
    folders = [EXAMPLES / "reports", EXAMPLES / "scenario"]
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.txt"))]
    return [path.read_text(encoding="utf-8") for path in paths if "no-conflict" not in path.name]


def ordinary(chance: random.Random) -> list[str]:
    """The paragraphs of an ordinary story."""
    subjects = chance.sample(ordinary_paragraphs(), 3)
    chosen = [chance.choice(subject) for subject in subjects for _ in range(PARAGRAPHS // 3 + 1)][:PARAGRAPHS]
    return [
        text.format(place=chance.choice(PLACES), name=chance.choice(NAMES), number=chance.randint(3, 90))
        for text in chosen
    ]


def conflict(chance: random.Random) -> list[str]:
    """The paragraphs of a story of conflict, about 300 words: example reports one after the other, with other small numbers."""
    text = "\n".join(chance.sample(conflict_stories(), 4))
    varied = NUMBER.sub(
        lambda found: str(max(1, int(found[0]) + chance.randint(-1, 3))) if int(found[0]) < 28 else found[0], text
    )
    return [line for line in varied.split("\n") if line.strip()]


def page(paragraphs: Sequence[str], number: int) -> str:
    """The story on a page as sites make them."""
    menu = "".join(f'<li class="menu-item"><a href="/section/{i}/">Section number {i}</a></li>' for i in range(60))
    cards = "".join(
        f'<div class="card"><a href="/story/{number + i}"><img src="/i/{i}.jpg" alt=""><h4>Another story you may like, part {i}</h4></a>'
        f"<p>Read more about this and other matters of the week in our section.</p></div>"
        for i in range(40)
    )
    comments = "".join(
        f'<li class="comment"><b>Reader {i}</b><p>Thank you for this, I had not known it.</p></li>' for i in range(15)
    )
    story = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    title = html.escape(" ".join(paragraphs[0].split()[:9]))
    facts = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": f"2015-03-{1 + number % 28:02}"})
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Dalia News</title>{SCRIPT}'
        f'<script type="application/ld+json">{facts}</script></head><body><header><nav><ul>{menu}</ul></nav></header>'
        f'<main><article><h1>{title}</h1>{story}</article></main><aside class="related">{cards}</aside>'
        f'<section class="comments"><ol>{comments}</ol></section><footer>{SCRIPT}</footer></body></html>'
    )


def pages(count: int, share: float, seed: int = 5) -> Iterator[str]:
    """So many pages, of which ``share`` tell of conflict."""
    chance = random.Random(seed)
    for number in range(count):
        yield page(conflict(chance) if chance.random() < share else ordinary(chance), number)


def write_table(path: Path, count: int, share: float) -> Path:
    """The pages as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(pages(count, share)):
            file.write(json.dumps({"url": f"https://dalia.example/2015/{number}", "html": text}) + "\n")
    return path
