"""What reading a place's words comes to, whatever their language."""

from __future__ import annotations

import re

import msgspec

from onrecord.knowledge.gazetteer import Feature

PARTS = re.compile(r"[,;:،٫]| - ")
BRACKETS = re.compile(r"\(([^()]{1,80})\)?")


class Label(msgspec.Struct, frozen=True):
    """``names`` are spellings and alternatives, the likeliest first; ``feature`` what its generic noun says it is; ``containers`` are
    names of what it lies in, the narrowest first, ``near`` of what it lies near. ``noun`` is null where none is written. ``around`` is true for the
    country round a place ("countryside of X", "northern X"), not the place itself, ``beside`` for what lies near or off it ("north of X"). ``head`` is the words without what follows a comma; without names
    ("several neighborhoods") nothing can be looked up but that."""

    names: tuple[str, ...]
    feature: Feature | None = None
    noun: str | None = None
    containers: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    around: bool = False
    beside: bool = False
    head: str = ""
