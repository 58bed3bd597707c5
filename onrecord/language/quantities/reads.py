"""One amount as read so far, and the words between two of them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.verbs import Found
from onrecord.language.quantities.vocabulary import people
from onrecord.model import Who


class Read(msgspec.Struct, frozen=True):
    """One amount as read so far. ``part_of`` is a place in the list of all that the sentence holds."""

    mention: Mention
    found: Found | None
    low: int | None
    high: int | None
    who: Who
    part_of: int | None = None


def between(view: Scene, first: Read, second: Read) -> tuple[str, ...]:
    """The words between two amounts."""
    return view.words[first.mention.last + 1 : second.mention.first]


def adjoined(view: Scene, first: Read, second: Read) -> bool:
    """Whether two amounts stand in one list ("12 soldiers and five civilians")."""
    words = between(view, first, second)
    listed = first.mention.number is not None and second.mention.number is not None
    return (bool(words) or listed) and len(words) <= 4 and all(word in people().small.joints for word in words)


def in_list(view: Scene, first: Read, second: Read) -> bool:
    """Whether two amounts are joined by nothing but "and" or a comma."""
    words = between(view, first, second)
    return bool(words) and set(words) <= {"and", ",", "as", "well", "&"}


def text_of(view: Scene, first: int, last: int) -> str:
    """The words from ``first`` to ``last`` with the gaps between them as spaces."""
    return "".join(_pieces(view, first, last))


def _pieces(view: Scene, first: int, last: int) -> Iterator[str]:
    for at in range(first, last + 1):
        token = view.tokens[at]
        yield token.text
        if at < last:
            yield " " * (view.tokens[at + 1].start - token.end)
