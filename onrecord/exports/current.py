"""Dossiers as they are weighed once nobody can be told apart any more: numbers that their source has replaced are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from onrecord import weigh
from onrecord.knowledge.actors import Registry
from onrecord.model import Claim, Dossier, Telling


def current(dossiers: Iterable[Dossier], registry: Registry) -> Iterator[Dossier]:
    """The dossiers without the tolls that the same source has superseded, to be protected and then weighed.

    Protection parts the reports of an unnamed person, so that nobody can be followed; who weighs afterwards can no longer
    see that two numbers are one person's, an earlier and a later. What was replaced is therefore settled before.
    """
    for dossier in dossiers:
        gone = {one.two for one in weigh.standings(dossier, registry) if one.verdict == "supersedes"}
        yield _without(dossier, gone) if gone else dossier


def _without(dossier: Dossier, gone: set[str]) -> Dossier:
    event = dossier.event
    tolls = tuple(toll for toll in event.computed.tolls if toll.toll not in gone)
    computed = msgspec.structs.replace(event.computed, tolls=tolls)
    return msgspec.structs.replace(
        dossier,
        event=msgspec.structs.replace(event, computed=computed),
        tellings=tuple(_telling(telling, gone) for telling in dossier.tellings),
    )


def _telling(telling: Telling, gone: set[str]) -> Telling:
    return msgspec.structs.replace(telling, claims=tuple(_claim(claim, gone) for claim in telling.claims))


def _claim(claim: Claim, gone: set[str]) -> Claim:
    kept = tuple(toll for toll in claim.tolls if toll.id not in gone and toll.part_of not in gone)
    return claim if len(kept) == len(claim.tolls) else msgspec.structs.replace(claim, tolls=kept)
