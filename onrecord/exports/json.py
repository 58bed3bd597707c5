"""Records as JSON: one object, an array of them, or one a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from onrecord.model import Coded

SEALED = ("victims",)
"""Fields of a claim that no output carries: names of victims are sealed."""


def plain(coded: Coded) -> dict[str, Any]:
    """A record as plain values, without what is sealed: names of victims and of sources who are not to be named."""
    value: dict[str, Any] = msgspec.to_builtins(coded)
    for claim in value["claims"]:
        for field in SEALED:
            claim.pop(field)
        if claim["source"]["anonymous"]:
            claim["source"] |= {"name": None, "entity": None}
    return value


def one_or_many(records: Sequence[Coded]) -> str:
    """One object for one input, an array for several, indented for reading."""
    values = [plain(record) for record in records]
    document = values[0] if len(values) == 1 else values
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def lines(records: Iterable[Coded]) -> Iterable[str]:
    """One object a line."""
    return (msgspec.json.encode(plain(record)).decode() + "\n" for record in records)


def schema() -> str:
    """The JSON Schema of what ``lines`` and ``one_or_many`` write for one input."""
    document = msgspec.json.schema(Coded)
    claim = document["$defs"]["Claim"]
    for field in SEALED:
        claim["properties"].pop(field)
    document["$defs"].pop("Victim", None)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
