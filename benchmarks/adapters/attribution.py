"""attribution: who says what. Source, cue and content of each attribution, as pieces of the text."""

from __future__ import annotations

from typing import Any

from adapters.base import Adapter, Row
from adapters.kit import Kit


def predict(row: Row, kit: Kit) -> Row:
    """The attributions of a text, in text order."""
    found = [_pieces(item) for item in kit.attributions(row["text"])]
    return {"attributions": [item for item in found if item["cue"]]}


def _pieces(item: Any) -> Row:
    roles = {"source": item.source_pieces, "cue": item.cue, "content": item.content}
    return {role: [list(piece) for piece in pieces] or None for role, pieces in roles.items()}


def nothing(row: Row) -> Row:
    """No attribution."""
    return {"attributions": []}


ADAPTER = Adapter(folder="attribution", task="attribution", inputs=("text",), predict=predict, empty=nothing)
