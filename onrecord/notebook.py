"""Coding from Python: a coded report that shows itself as a table, and as a page in a notebook."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from onrecord.exports import html, json, table
from onrecord.model import Claim, Coded, Event, Holding, Page, Rejected, Report
from onrecord.pipeline import Tools, code_page


class Record:
    """A coded report for interactive use; ``coded`` is the record itself."""

    def __init__(self, coded: Coded, credits: Sequence[str] = ()) -> None:  # noqa: A002 - what they are
        self.coded = coded
        self._credits = credits

    @property
    def report(self) -> Report | None:
        """The report, None where the text was refused."""
        return self.coded.report

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the report says, in text order."""
        return self.coded.claims

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened, as the claims say."""
        return self.coded.events

    @property
    def control(self) -> tuple[Holding, ...]:
        """Who holds what."""
        return self.coded.control

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """What was refused, and why."""
        return self.coded.rejected

    def json(self) -> str:
        """The record as ``onrecord code --format json`` prints it."""
        return json.one_or_many([self.coded])

    def __repr__(self) -> str:
        return next(iter(table.render([self.coded]))).rstrip()

    def _repr_html_(self) -> str:
        import html as escape

        page = escape.escape(html.render([self.coded], self._credits), quote=True)
        return f'<iframe srcdoc="{page}" sandbox="" style="width:100%;height:640px;border:0"></iframe>'


def coded(
    text: str, tools: Tools, *, published: str | None = None, title: str | None = None, url: str | None = None
) -> Record:
    """Code plain text through all steps."""
    page = Page(
        name=url or "text",
        url=url,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        retrieved_at=None,
        media_type="text/plain",
        encoding=None,
        content=f"{title}\n\n{text}" if title else text,
    )
    return Record(code_page(page, tools, published=published), tools.gazetteer.credits)
