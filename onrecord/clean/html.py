"""The article of an HTML page, and what the page's markup states about it."""

from __future__ import annotations

import html
import itertools
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from onrecord.model import OnrecordError

MAX_TAGS = 15_000
"""News pages have a few thousand; extraction slows down with the square of what lies beside each other."""
MAX_SOURCE = 3_000_000
"""Characters of source without embedded pictures; the longest news pages have one million."""
EMBEDDED = re.compile(r"data:[\w/+.-]{1,40};base64,[A-Za-z0-9+/=\s]{200,}")
FEW_WORDS = 30
"""Fewer extracted words than this are tried again in favour of recall."""
TAG = re.compile(r"<[a-zA-Z]")
ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
JSON_LD_DAY = re.compile(r"\"(?:datePublished|dateCreated)\"\s{0,5}:\s{0,5}\"(\d{4}-\d{2}-\d{2})")
DAY_NAMES = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "date.published", "publishdate", "publish-date",
    "publication_date", "pubdate", "published_time", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date", "dcterms.created",
    "dcterms.issued", "dcterms.date", "article.published", "cxenseparse:recs:publishtime", "article_date_original", "ptime", "date",
)  # fmt: skip
"""Names of meta tags that hold the day of publication, the surest first."""
CAPTIONS = 12
TRUNCATED = 0.6
"""An extract shorter than this share of what the page's paragraphs, or its own JSON-LD, hold has lost some."""
PARAGRAPH = 60
"""Letters of a paragraph that counts; shorter ones are teasers and labels."""
LINKED = 0.5
LEVELS = 3
"""Elements above a paragraph that may be the one that holds the article."""
JSON_LD_SIZE = 500_000
JSON_LD_DEPTH = 6
MARKUP = re.compile(r"<[^<>]{1,300}>")


class Article(msgspec.Struct, frozen=True):
    """What a page says of itself. ``text`` has a line for each paragraph."""

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    site: str | None = None
    url: str | None = None
    day: str | None = None
    captions: tuple[str, ...] = ()


def article(content: str, url: str | None) -> Article:
    """The article in a page's source. Raises ``OnrecordError`` when there is none to be found."""
    import trafilatura
    from lxml import etree

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    source = _bounded(content)
    try:
        tree = trafilatura.load_html(source)
        found = _read(tree, source, url) if tree is not None else None
    except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError, LookupError) as error:
        raise OnrecordError(f"damaged HTML: {type(error).__name__}") from error
    if found is None:
        raise OnrecordError("no HTML that can be read")
    if not found.text.strip():
        raise OnrecordError("no article on the page")
    return found


def _bounded(content: str) -> str:
    """The source without embedded pictures. Raises ``OnrecordError`` for what would take long to take apart."""
    source = EMBEDDED.sub("data:,", content)
    if len(source) > MAX_SOURCE:
        raise OnrecordError(f"a page of more than {MAX_SOURCE:,} characters of source")
    if source.count("<") > 4 * MAX_TAGS or len(TAG.findall(source)) > MAX_TAGS:
        raise OnrecordError(f"a page of more than {MAX_TAGS:,} elements")
    return source


def _read(tree: Any, source: str, url: str | None) -> Article:
    from trafilatura.metadata import extract_metadata

    text = _text(tree)
    stated = extract_metadata(tree, default_url=url, extensive=False)
    return Article(
        text=text,
        title=stated.title,
        authors=tuple(name.strip() for name in (stated.author or "").split(";") if name.strip()),
        site=stated.sitename,
        url=stated.url,
        day=_day(tree, source) or _other_day(tree, url or stated.url),
        captions=_captions(tree, text),
    )


def _text(tree: Any) -> str:
    """The extractor's text, or that of a second opinion where it is clearly longer."""
    import trafilatura

    text = trafilatura.extract(tree, include_comments=False, include_tables=False) or ""
    if len(text.split()) < FEW_WORDS:
        text = max(text, trafilatura.extract(tree, include_comments=False, favor_recall=True) or "", key=len)
    others = (_paragraphs(tree), _stated_body(tree))
    return next((other for other in others if len(text) < TRUNCATED * len(other)), text)


def _paragraphs(tree: Any) -> str:
    """The paragraphs below the element that holds most of them, links and short ones left out: a second opinion."""
    found: list[tuple[Any, str]] = []
    weight: dict[Any, int] = {}
    for paragraph in tree.iter("p"):
        text = " ".join("".join(paragraph.itertext()).split())
        linked = sum(len("".join(link.itertext())) for link in paragraph.iter("a"))
        if len(text) >= PARAGRAPH and linked <= LINKED * len(text):
            found.append((paragraph, text))
            for parent in itertools.islice(paragraph.iterancestors(), LEVELS):
                weight[parent] = weight.get(parent, 0) + len(text)
    if not weight:
        return ""
    holder = max(weight, key=lambda element: weight[element])
    return "\n".join(text for paragraph, text in found if holder in itertools.islice(paragraph.iterancestors(), LEVELS))


def _stated_body(tree: Any) -> str:
    """The longest ``articleBody`` of the page's JSON-LD, without tags; empty where it has none."""
    found = [""]
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        source = script.text or ""
        if "articleBody" not in source or len(source) > JSON_LD_SIZE:
            continue
        try:
            found.extend(_bodies(json.loads(source, strict=False), JSON_LD_DEPTH))
        except ValueError:
            continue
    return max(found, key=len)


def _bodies(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, dict) and depth:
        body = value.get("articleBody")
        if isinstance(body, str):
            yield html.unescape(MARKUP.sub("\n", body))
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children if depth else ():
        yield from _bodies(child, depth - 1)


def _day(tree: Any, content: str) -> str | None:
    """The day of publication that JSON-LD or a meta tag states."""
    if found := JSON_LD_DAY.search(content):
        return found[1]
    stated: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        match = ISO_DAY.match((meta.get("content") or "").strip())
        if match and name in DAY_NAMES:
            stated.setdefault(name, match[1])
    return next((stated[name] for name in DAY_NAMES if name in stated), None)


def _other_day(tree: Any, url: str | None) -> str | None:
    """The day that the page's other markup marks, when it is not merely read off the address."""
    import htmldate

    found = htmldate.find_date(tree, extensive_search=False, original_date=True)
    return None if found is None or (url and found.replace("-", "/") in url) else str(found)


def _captions(tree: Any, text: str) -> tuple[str, ...]:
    """Captions of pictures that the extractor left out."""
    found: dict[str, None] = {}
    for element in list(tree.iterfind(".//figcaption"))[:CAPTIONS]:
        words = " ".join("".join(element.itertext()).split())
        if 0 < len(words) <= 400 and words not in text:
            found[words] = None
    return tuple(found)
