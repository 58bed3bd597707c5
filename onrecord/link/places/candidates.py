"""Entries whose names are like the words, in any of the spellings that are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Gazetteer, Similar

LIKE_NOTHING = 0.74  # spellings less alike than this are other names
OPTIONS = 40
SURE_NAME = 0.97
BETTER, ONLY_ONE_FITS = 0.6, 0.6
SPELT = 0.8  # the share of a name's own spelling, which varies less than what other scripts make of it


def candidates(names: Sequence[str], gazetteer: Gazetteer, countries: Sequence[str]) -> dict[str, Similar]:
    """Entries by any of the spellings, each with the best: exact ones anywhere, similar ones in the countries spoken of."""
    found: dict[str, Similar] = {}
    for name in dict.fromkeys(names):
        exact = [Similar(entry, spelling.fold(name), 1.0) for entry in gazetteer.exact(name)]
        places: list[str | None] = [*countries] or [None]
        similar = [hit for country in places for hit in gazetteer.similar(name, OPTIONS, country)]
        similar = [
            hit for hit in similar if hit.entry.feature != "country"
        ]  # "Raqa" is no Iraq: everybody can spell those
        for hit in (*exact, *similar):
            known = found.get(hit.entry.id)
            if hit.likeness >= LIKE_NOTHING and (known is None or hit.likeness > known.likeness):
                found[hit.entry.id] = hit
            elif known and hit.likeness == known.likeness and hit.spellings > known.spellings:
                found[hit.entry.id] = msgspec.structs.replace(known, spellings=hit.spellings)
    return found


def agreeing(found: Mapping[str, Similar], others: Mapping[str, Similar]) -> dict[str, Similar]:
    """Entries by two independent spellings (of two scripts, say): the better fit counts, the other must bear it out."""
    merged = {}
    for code in found.keys() | others.keys():
        hits = [hit for hit in (found.get(code), others.get(code)) if hit]
        best = max(hits, key=lambda hit: hit.likeness)
        worst = min(hit.likeness for hit in hits) if len(hits) > 1 else ONLY_ONE_FITS
        share = SPELT if best.likeness >= 1.0 and spelling.IN_ARABIC.match(best.name) else BETTER
        known = max(hit.spellings for hit in hits)
        merged[code] = Similar(best.entry, best.name, share * best.likeness + (1 - share) * worst, known)
    return merged


def same_bones(one: str, other: str) -> bool:
    """Whether two names are one in different spellings."""
    return spelling.skeleton(spelling.fold(one)) == spelling.skeleton(spelling.fold(other))
