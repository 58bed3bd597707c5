"""How much of a source is read before it is refused."""

from __future__ import annotations

from onrecord.model import Record


class Limits(Record, frozen=True, kw_only=True):
    """No input is read beyond this.

    ``size`` is bytes of one page (10 MB: about a hundred times a long news page with its scripts); ``pdf_pages`` pages of
    one PDF; ``pdf_seconds`` and ``fetch_seconds`` wall-clock seconds for one input; ``redirects`` hops of one fetch.
    """

    size: int = 10_000_000
    pdf_pages: int = 100
    pdf_seconds: float = 4.0
    fetch_seconds: float = 30.0
    redirects: int = 5
