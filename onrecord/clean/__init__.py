"""A page becomes a report: body, title, byline, dateline, publisher and day; furniture apart; what is no article is refused."""

from __future__ import annotations

import itertools
import re

import msgspec

from onrecord.clean import furniture, html, language
from onrecord.clean.layout import Layout, Sorter, blocks
from onrecord.clean.stated import Stated, day_of, publisher_of
from onrecord.knowledge.publishers import Publishers
from onrecord.language.datelines import dateline_span
from onrecord.model import Furniture, OnrecordError, Page, Rejected, Report, Told, content_id

__all__ = ["dateline_span", "report"]

HTML_TYPES = ("text/html", "multipart/related")
LONGEST = 400_000
"""Characters of one report: a book's worth of chapters. What is longer is a dump or an archive."""
FEWEST_WORDS = 4
"""Words of the shortest report: "Two soldiers killed in Marib" has five."""
FEWEST_WORDS_HTML = 20
"""A web page with fewer words of text is a stub, a wall or a list."""
WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_LETTERS = 0.35
"""Share of letters below which a text is a table or noise; news is above 0.7."""
UNREADABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and lone surrogates; neither JSON nor a database takes all of them."""


def report(
    page: Page, *, publishers: Publishers, published: str | None = None, override: bool = True
) -> Report | Rejected:
    r"""The report that a page holds, or why it holds none.

    ``text`` is the body alone: the title is not in it, nor is any furniture; its words, no-break spaces and order are the
    page's; lines end with ``\n``. A dateline stays in the text where it opens a paragraph.

    ``published`` (ISO) is the day that the user gives: it fills a missing date, and with ``override`` wins over a stated
    one, which then stands in the furniture as a ``timestamp``. ``Report.published`` is ``YYYY-MM-DD``, or ``YYYY-MM`` where
    only the address says when (``/2016/01/``).
    """
    try:
        return _report(page, publishers, published, override=override)
    except OnrecordError as error:
        return Rejected(input=page.name, step="clean", reason=str(error))


def _report(page: Page, publishers: Publishers, published: str | None, *, override: bool) -> Report:
    content = _plain(page.content)
    is_html = page.media_type in HTML_TYPES
    article = html.article(content, page.url) if is_html else html.Article(text=content, url=page.url)
    article = _as_told(article, page.told)
    if len(article.text) > LONGEST:
        raise OnrecordError(f"longer than {LONGEST:,} characters")
    title = _without_site(article.title, article.site, publishers)
    layout = Sorter(blocks(article.text), publishers, title, web=is_html).layout()
    _refuse(layout, is_html=is_html)
    stated = Stated.of(article, layout, title or layout.title)
    publisher = publisher_of(stated, publishers)
    day, day_from = day_of(stated, published if override or not stated.has_day else None)
    return Report(
        id=content_id("r", layout.text, publisher, day),
        title=title or _without_site(layout.title, article.site, publishers),
        url=page.url or stated.url,
        publisher=publisher,
        byline=stated.byline(publishers),
        dateline=layout.dateline.place if layout.dateline else None,
        published=day,
        published_from=day_from,
        language=language.of(layout.text),
        text=layout.text,
        furniture=_furniture(layout, article, stated.meta_day if stated.meta_day != day else None),
    )


def _as_told(article: html.Article, told: Told) -> html.Article:
    """What came with the page (a row's columns, a feed's entry) goes before what the page says of itself."""
    given = {"title": told.title, "site": told.publisher, "day": told.published}
    return msgspec.structs.replace(article, **{name: value for name, value in given.items() if value})


def _plain(content: str) -> str:
    """Content without what cannot be kept, with one kind of line end."""
    content = UNREADABLE.sub("", content).replace("\r\n", "\n").replace("\r", "\n")
    return content.replace("\x0c", "\n\n").replace("\u2028", "\n").replace("\u2029", "\n\n")


def _furniture(layout: Layout, article: html.Article, overridden: str | None) -> tuple[Furniture, ...]:
    """Furniture of the text, captions that the extractor left out, and the stated day that another one overrode."""
    captions = [Furniture(kind="caption", text=caption) for caption in article.captions]
    days = [Furniture(kind="timestamp", text=overridden)] if overridden else []
    return (*layout.furniture, *captions, *days)


def _refuse(layout: Layout, *, is_html: bool) -> None:
    """Raises ``OnrecordError`` for a body that is no report's."""
    text, fewest = layout.text, FEWEST_WORDS_HTML if is_html else FEWEST_WORDS
    if len(list(itertools.islice(WORD.finditer(text), fewest))) < fewest:
        raise OnrecordError("no article: hardly any text beside menus and buttons")
    sample = text[:20_000]
    if sum(map(str.isalpha, sample)) < FEWEST_LETTERS * len(sample):
        raise OnrecordError("no article: hardly any words")
    if furniture.is_wall(text):
        raise OnrecordError("no article: a log-in wall or an error page")
    if is_html and not layout.has_sentence:
        raise OnrecordError("no article: headings and links without a sentence")


def _without_site(title: str | None, site: str | None, publishers: Publishers) -> str | None:
    """A title without the site's name at its end: "… | Dalia News"."""
    plain = " ".join((title or "").split())
    for mark in (" | ", " - ", " – ", " — ", " • ", " :: ", " » "):
        head, _, tail = plain.rpartition(mark)
        if head and (
            publishers.named(tail) or tail.casefold() == (site or "").casefold() or furniture.is_outlet_name(tail)
        ):
            return head.strip()
    return plain or None
