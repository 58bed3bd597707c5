"""Onrecord reads news reports of armed conflict and puts what they say on the record, with who said so.

>>> import onrecord
>>> onrecord.code("Rebels captured the town of Ayn on Monday, officials said.", published="2020-05-06")  # doctest: +SKIP
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.notebook import Record

__all__ = ["code"]


def code(text: str, *, published: str | None = None, title: str | None = None, url: str | None = None) -> Record:
    """Code one report given as plain text, furniture and all, as `onrecord code` does a file.

    ``published`` is an ISO date. The result shows as a table in a terminal and as a page in a notebook; its fields are
    those of ``onrecord.model.Coded``. Nothing heavy is loaded before the first call. Raises ``OnrecordError`` where
    ``published`` is no date or a data file is missing.
    """
    from onrecord import notebook

    return notebook.coded(text, _tools(), published=published, title=title, url=url)


@functools.cache
def _tools():  # type: ignore[no-untyped-def]  # noqa: ANN202 - its type would import the pipeline
    from onrecord.pipeline import Tools

    return Tools.open()
