"""What a claim takes over from the text before it: the place and day of the event it elaborates, and said-dates."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules.drafts import Draft, TimePart
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention

WINDOW = 4
"""How many sentences back a claim without a place or day may look; further back the story has usually moved on."""

ELSEWHERE = {"control"}


def connected(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """Drafts in text order with generic places resolved and missing places and days taken over."""
    found: list[Draft] = []
    for raw in drafts:
        draft = _resolved(raw, found)
        donors = [d for d in found if draft.sentence - d.sentence <= WINDOW and d.kind not in ELSEWHERE]
        later = [d for d in drafts if d.sentence == raw.sentence and d is not raw]
        found.append(_completed(draft, donors, later, reading))
    return found


def _resolved(draft: Draft, before: Sequence[Draft]) -> Draft:
    """Turn "the two villages", "the city" into the latest named places that the words may stand for."""
    if not any(_anaphoric(place) for place in draft.places):
        return draft
    places: list[PlaceMention] = []
    for place in draft.places:
        places.extend(_antecedents(place, before) if _anaphoric(place) else [place])
    return msgspec.structs.replace(draft, places=tuple(dict.fromkeys(places)))


def _anaphoric(place: PlaceMention) -> bool:
    return (
        place.name is None
        and place.container is None
        and place.text.lower().startswith(("the ", "that ", "this ", "these ", "both "))
    )


def _antecedents(place: PlaceMention, before: Sequence[Draft]) -> list[PlaceMention]:
    plural = place.noun is not None and place.text.lower().rstrip().endswith("s")
    for draft in reversed(before):
        named = [p for p in draft.places if p.name is not None and not _anaphoric(p)]
        if named and plural == (len(named) > 1):
            return named
        if named and not plural and place.noun in {p.noun for p in named}:
            return [p for p in named if p.noun == place.noun][:1]
    return [place]


def _completed(draft: Draft, donors: Sequence[Draft], later: Sequence[Draft], reading: Reading) -> Draft:
    changes: dict[str, object] = {}
    same_sentence = [d for d in donors if d.sentence == draft.sentence] + list(later)
    if not draft.places and not draft.reading.recap:
        donor = next((d for d in [*same_sentence, *reversed(donors)] if d.places), None)
        if donor is not None:
            changes |= {"places": donor.places, "places_inherited": True}
    if draft.when is None and not draft.reading.recap and draft.reading.status in {"happened", "ongoing", "denied"}:
        donor = _time_donor(draft, same_sentence, donors)
        if donor is not None and donor.when is not None:
            changes["when"] = TimePart(donor.when.mention, inherited=True)
    return msgspec.structs.replace(draft, **changes) if changes else draft


def _time_donor(draft: Draft, same_sentence: Sequence[Draft], donors: Sequence[Draft]) -> Draft | None:
    """A draft of the same sentence and status, else an earlier one that speaks of the same places or that names no other."""
    for donor in same_sentence:
        if (
            donor.when is not None
            and donor.reading.recap == draft.reading.recap
            and donor.reading.status == draft.reading.status
        ):
            return donor
    here = {p.text.lower() for p in draft.places}
    for donor in reversed(donors):
        if donor.when is None or donor.reading.recap or donor.reading.status not in {"happened", "ongoing"}:
            continue
        there = {p.text.lower() for p in donor.places}
        if not here or not there or here & there or draft.places_inherited:
            return donor
    return None
