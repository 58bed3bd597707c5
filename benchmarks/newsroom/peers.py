"""What peers take for pages, dates and sentences, in an environment of their own: a line of JSON for each.

Run by ``benchmarks/speed.py``: ``python benchmarks/newsroom/peers.py PAGES.jsonl SENTENCES.jsonl``.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def main(pages: Path, sentences: Path) -> None:
    """Print the milliseconds of processor time that each peer takes for one page or sentence."""
    warnings.simplefilter("ignore")
    sources = [json.loads(line)["html"] for line in pages.read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line) for line in sentences.read_text(encoding="utf-8").splitlines()]
    for name, make, items in (
        ("trafilatura", trafilatura, sources),
        ("newspaper4k", newspaper, sources),
        ("readability-lxml", readability, sources),
        ("resiliparse (text alone)", resiliparse, sources),
        ("dateparser.search_dates", dateparser, texts[: len(texts) // 4]),
        ("spaCy tokenizer", tokenizer, texts),
        ("spaCy parser from scratch", parser, texts),
    ):
        print(json.dumps({"peer": name, "milliseconds": taken(make(), items)}), flush=True)


def taken(work: Callable[[str], Any], items: Sequence[str]) -> float:
    """Milliseconds of processor time for an item, the first few apart."""
    for item in items[:3]:
        work(item)
    start = time.process_time()
    for item in items:
        work(item)
    return 1000 * (time.process_time() - start) / len(items)


def trafilatura() -> Callable[[str], Any]:
    """Text and metadata."""
    from trafilatura import bare_extraction

    return lambda source: bare_extraction(source, with_metadata=True, include_comments=False)


def newspaper() -> Callable[[str], Any]:
    """Text and metadata."""
    from newspaper import Article

    def work(source: str) -> Any:
        article = Article("https://dalia.example/a")
        article.download(input_html=source)
        article.parse()
        return article.text

    return work


def readability() -> Callable[[str], Any]:
    """The story as HTML."""
    from readability import Document

    return lambda source: Document(source).summary()


def resiliparse() -> Callable[[str], Any]:
    """The main text, no metadata."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda source: extract_plain_text(source, main_content=True)


def dateparser() -> Callable[[str], Any]:
    """The dates in a sentence."""
    from dateparser.search import search_dates

    return lambda text: search_dates(text, languages=["en"])


def tokenizer() -> Callable[[str], Any]:
    """A sentence in tokens."""
    import spacy

    return spacy.blank("en")


def parser() -> Callable[[str], Any]:
    """A parser from scratch, with spaCy's small convolutional network; its weights are not trained, its speed is the same."""
    import spacy

    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("parser")
    for label in ("nsubj", "obj", "obl", "root", "det", "case"):
        pipe.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
