"""Captions of pictures that run through a text: "… near destroyed houses in Qara (AFP photo) Nine people were killed …".

Pages lose their line breaks; what stood below a picture then runs into the sentence after it. The credit in brackets tells
where it ends, and that what it ends was no sentence of the report.
"""

from __future__ import annotations

import re

from onrecord.language import stamps

LONGEST = 60
"""Characters of a credit."""
_CREDIT = re.compile(
    rf"(?P<open>[\[(])[ ]?(?P<words>[A-Za-z][^()\[\]\n]{{1,{LONGEST}}})[\])][ \u00a0]+(?=[A-Z0-9\"\u201c])"
)
_PICTURE = re.compile(r"\b(?:photo|photograph|picture|image|courtesy|file)s?\b", re.IGNORECASE)
_SEAT = re.compile(r"[A-Z]{2}[A-Z,/ ]*$")
"""Capitals before the bracket: "BEIRUT (AFP)" is where it was written."""


def borders(text: str) -> list[int]:
    """Where credits end, each with more text after it on its line."""
    return [match.end() for match in _CREDIT.finditer(text) if _is_credit(text, match)]


def _is_credit(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - LONGEST) : match.start()].rstrip()
    if not before or before.endswith("\n") or _SEAT.search(before):
        return False
    words = match["words"]
    agency = any(stamps.is_agency(word.strip()) for word in re.split(r",|/|\band\b", words))
    return agency or bool(_PICTURE.search(words))


def is_caption(sentence: str) -> bool:
    """Whether a sentence that more text follows is what stands below a picture: it ends with the credit."""
    found = list(_CREDIT.finditer(sentence + " X"))
    return bool(found) and found[-1].end() == len(sentence) + 1 and _is_credit(sentence, found[-1])
