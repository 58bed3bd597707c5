"""A page is worth reading, or leaves early: told by its words alone, before it is cleaned, in about a millisecond."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.clean import language
from onrecord.language.relevance import relevance
from onrecord.model import Page, Rejected

MARKUP = ("text/html", "multipart/related")
LONGEST = 100_000
"""Characters of text that are looked at; a report has said what it is about by then."""
ENGLISH = {"en", "und"}
"""Languages whose words are known. A page in another one that a coder reads is always worth reading."""


def sift(page: Page, reads: Callable[[str], bool]) -> Rejected | None:
    """Why a page is not worth reading: no coder reads its language, or it does not speak of conflict; null where it is.

    ``reads`` says whether the coder reads a language. Looks at the page's rough text, menus and all, so it lets more
    through than the report's own words would.
    """
    text = rough_text(page)[:LONGEST]
    spoken = language.of(text)
    if not reads(spoken):
        return Rejected(input=page.name, step="relevance", reason=f"no coder reads the language {spoken!r}")
    if spoken in ENGLISH and not relevance(f"{page.told.title or ''}\n{text}").enough:
        return Rejected(input=page.name, step="relevance", reason="not about armed conflict, repression or unrest")
    return None


def rough_text(page: Page) -> str:
    """The words of a page, most menus left out where it is HTML."""
    if page.media_type not in MARKUP:
        return page.content
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.content, main_content=True, alt_texts=False, list_bullets=False))
