"""What merging has to know of kinds and sides, given from the codebook and the registry; and words common to all reports."""

from __future__ import annotations

import functools
from collections.abc import Callable

import msgspec

from onrecord.knowledge import packaged


class Kin(msgspec.Struct, frozen=True):
    """The family of a kind; the side that an actor's id takes in the war of a country (named or null); and whether the
    second of two ids is the first or belongs to it."""

    family: Callable[[str], str]
    side: Callable[[str, str | None], str]
    within: Callable[[str, str], bool]


@functools.cache
def common() -> frozenset[str]:
    """``common.yaml``: stems of words that any report of a war may hold."""
    return frozenset(packaged.safe_yaml(packaged.text("merge", "common.yaml"))["common"])
