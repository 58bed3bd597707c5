"""Words taken out of texts: found whatever their case, accents and spacing, and blacked out sign by sign.

What is left has the length that it had, so that every span still points at its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from onrecord import model
from onrecord.model import OnrecordError
from onrecord.store.summary import folded

BLACK = "\u2588"
SPANNED = frozenset({"text", "start", "end"})
KNOWN_FROM_WORDS: Mapping[str, Any] = {
    "id": None,
    "name": None,
    "entity": None,
    "affiliation": None,
    "lat": None,
    "lon": None,
    "admin": [],
    "precision": "unresolved",
    "description": None,
}
"""What linking had concluded from words: it goes with them."""


class Secret:
    """The words that are to go."""

    def __init__(self, words: str) -> None:
        """Raises OnrecordError where there are no words, or so few signs that they would be found everywhere."""
        self.parts = folded(words).split()
        if len("".join(self.parts)) < 3:
            raise OnrecordError(f"{words!r} is too short to redact: it would be found in half of all words.")
        between = r"[\s\u00a0]+"
        self._pattern = re.compile(r"(?<!\w)" + between.join(re.escape(part) for part in self.parts) + r"(?!\w)")

    def hide(self, text: str) -> str:
        """The text with the words blacked out."""
        if self.parts[0] not in folded(text):
            return text
        plain, origin = _plain(text)
        signs = list(text)
        for found in self._pattern.finditer(plain):
            for at in range(origin[found.start()], origin[found.end() - 1] + 1):
                signs[at] = BLACK
        return "".join(signs)


def same_but_for_gaps(left: str, whole: str) -> bool:
    """Whether a text with words blacked out is what is left of this one."""
    return len(left) == len(whole) and all(a in (b, BLACK) for a, b in zip(left, whole, strict=True))


def _plain(text: str) -> tuple[str, list[int]]:
    """A text without case and accents, and for each of its signs the place that it came from."""
    plain: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        for part in unicodedata.normalize("NFKD", sign).casefold():
            if not unicodedata.combining(part):
                plain.append(part)
                origin.append(at)
    return "".join(plain), origin


def walked(value: Any, change: Callable[[str], str]) -> Any:
    """JSON with every text in it changed, but for the words of closed vocabularies and dates."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [walked(item, change) for item in value]
    if isinstance(value, dict):
        return {key: item if key in CLOSED else walked(item, change) for key, item in value.items()}
    return value


def _closed() -> Iterator[str]:
    """The fields of all records that take words of a closed vocabulary alone."""
    for record in vars(model).values():
        if isinstance(record, type) and issubclass(record, model.Record):
            for field in msgspec.inspect.type_info(record).fields:  # type: ignore[attr-defined]
                types = getattr(field.type, "types", (field.type,))
                if all(isinstance(type_, msgspec.inspect.LiteralType | msgspec.inspect.NoneType) for type_ in types):
                    yield field.encode_name


CLOSED = frozenset(_closed()) | {
    "kind", "rule", "field", "language", "media_type", "encoding", "published", "earliest", "latest", "at", "code",
    "sort_day", "first_at", "trait",
}  # fmt: skip
"""Never redacted: somebody who redacts the word "police" means no kind of source."""


def respanned(value: Any, text: str) -> Any:
    """JSON of a claim whose spans hold the words that its report now has in their places.

    Where words went, what was concluded from them goes too.
    """
    if isinstance(value, list):
        return [respanned(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: respanned(item, text) for key, item in value.items()}
    if not set(inner) >= SPANNED or inner["start"] is None:
        return inner
    words = text[inner["start"] : inner["end"]]
    return {**inner, **(_concluded(inner) if BLACK in words else {}), "text": words}


def _concluded(span: Mapping[str, Any]) -> dict[str, Any]:
    gone = {key: nothing for key, nothing in KNOWN_FROM_WORDS.items() if key in span}
    if "harm" in span and "scope" in span:  # a toll's id names the toll, not the words
        gone.pop("id", None)
    if "quote" in span:
        gone["anonymous"] = True
    return gone
