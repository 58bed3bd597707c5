"""The town that an incident told without a place was in: named a sentence away, or the one that the writer sat in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from adapters.kit import Kit
from onrecord.model import Claim

BEFORE, AFTER = 80, 200
"""Characters between a town's name and what happened there; re-check with ``benchmarks/accuracy.py``."""

DATELINE = 45
"""Characters in which a newswire text says where it was filed."""

HERE = re.compile(r"\b(?:here|this city|downtown|(?:the|this|\w+n) capital|capital city)\b", re.IGNORECASE)
AROUND = 120
"""Words for the writer's own town, and the characters around an incident in which they say that it was there."""


class Nearby:
    """The towns of one country that a text names, with where it names them; looked for only when first asked."""

    def __init__(self, text: str, land: str | None, kit: Kit) -> None:
        self._text, self._land, self._kit = text, land, kit

    def town(self, claims: Iterable[Claim]) -> str | None:
        """The town named nearest to any of these claims, else the writer's own where they speak of it."""
        spans = [(claim.trigger.start, claim.trigger.end) for claim in claims]
        named = ((start, end, name) for start, end, name in self._towns if start >= DATELINE)
        near = [
            (max(after - end, start - until), name)
            for start, end, name in named
            for after, until in spans
            if 0 <= after - end <= BEFORE or 0 <= start - until <= AFTER
        ]
        if near:
            return min(near)[1]
        home = next((name for start, _, name in self._towns if start < DATELINE), None)
        return home if any(self._says_here(*span) for span in spans) else None

    def _says_here(self, start: int, end: int) -> bool:
        return HERE.search(self._text[max(DATELINE, start - AROUND) : end + AROUND]) is not None

    @functools.cached_property
    def _towns(self) -> list[tuple[int, int, str]]:
        named = self._kit.named_towns(self._text)
        return [(start, end, name) for start, end, name, lies in named if lies and lies == self._land]
