"""pages: the article's body of a web page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from adapters.base import Adapter, Row, json_rows
from adapters.kit import Kit


def rows(path: Path) -> Iterator[Row]:
    """The records of a file, each with the path of its page."""
    for row in json_rows(path):
        yield {**row, "file": str(path.parent / row["file"])}


def predict(row: Row, kit: Kit) -> Row:
    """The body of the cleaned report, its paragraphs as they are; empty where the page is refused as no article."""
    content = gzip.decompress(Path(row["file"]).read_bytes())
    return {"body": kit.body(content, row.get("url"))}


def nothing(row: Row) -> Row:
    """No body."""
    return {"body": ""}


ADAPTER = Adapter(folder="pages", task="pages", inputs=("file", "url"), predict=predict, empty=nothing, read=rows)
