"""What a claim takes over from the text before it: the place and day of the event it elaborates, and said-dates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.parts import Draft, TimePart
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.language import dates
from onrecord.language.dates import TimeMention

WINDOW = 4
"""How many sentences back a claim without a place or day may look; further back the story has usually moved on."""

ELABORATES = 3
"""How many sentences back deaths without a cause may belong to an event."""

ELSEWHERE = {"control"}
BARE = {"harm"}
TELLING = {
    "air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "chemical_attack", "battle", "protest_repressed",
    "attack_on_civilians", "mob_violence", "riot",
}  # fmt: skip
"""Kinds of events that people die in."""


def connected(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """Drafts in text order with generic places resolved and missing places and days taken over."""
    found: list[Draft] = []
    containers = _containers(reading)
    for raw in drafts:
        if _points_back(raw, found, reading):
            continue
        draft = _elaborated(_contained(_resolved(raw, found), containers), found)
        donors = [d for d in found if draft.sentence - d.sentence <= WINDOW and d.kind not in ELSEWHERE]
        later = [d for d in drafts if d.sentence == raw.sentence and d is not raw]
        found.append(_completed(draft, donors, later, reading))
    return found


def _points_back(draft: Draft, before: Sequence[Draft], reading: Reading) -> bool:
    """Whether a noun only points back at an event told before: "nobody claimed responsibility for the attack"."""
    trigger = draft.trigger
    tree = reading.document.sentences[draft.sentence].tree
    if trigger.meaning.verb or tree is None or not before or draft.kind in ELSEWHERE:
        return False
    marks = {grammar.word(tree, i) for i in tree.dependents(trigger.position, "det")}
    new = (
        draft.tolls or draft.places or draft.hits or draft.count or draft.weapon or draft.when or len(draft.actors) > 1
    )
    recent = any(draft.sentence - d.sentence <= WINDOW and d.kind not in ELSEWHERE for d in before)
    return bool(marks & {"the", "this", "that", "these", "those"}) and not new and recent


def _elaborated(draft: Draft, before: Sequence[Draft]) -> Draft:
    """Deaths told without a cause of their own belong to the event told before them, in its kind."""
    if draft.trigger.meaning.sense not in BARE or draft.weapon is not None or draft.reading.recap:
        return draft
    mine = {a.mention.id for a in draft.actors if a.role == "initiator" and a.mention.id}
    for donor in reversed(before):
        if draft.sentence - donor.sentence > ELABORATES or draft.sentence == donor.sentence:
            continue
        if donor.kind in TELLING and donor.reading.status in {"happened", "ongoing"} and not donor.reading.recap:
            theirs = {a.mention.id for a in donor.actors if a.role in {"initiator", "party"} and a.mention.id}
            places = {p.name for p in draft.places if p.name} - {p.name for p in donor.places}
            if (not mine or mine & theirs) and not (places and draft.when is not None):
                return msgspec.structs.replace(draft, kind=donor.kind)
    return draft


def _containers(reading: Reading) -> dict[str, int]:
    """What each place name of the report is said to lie in, where it is said once."""
    found: dict[str, int] = {}
    towns = {p.name.lower() for p in reading.places if p.name is not None and p.feature == "settlement"}
    for place in reading.places:
        if place.name is None or place.container is None:
            continue
        in_town = reading.places[place.container].feature == "settlement" and place.name.lower() in towns
        if not in_town:  # one town does not lie in another, whatever a list of towns was taken for
            found.setdefault(place.name.lower(), place.container)
    return found


def _contained(draft: Draft, containers: dict[str, int]) -> Draft:
    """Places named again without saying where they lie keep what the report said before: one name, one place."""
    known = tuple(
        msgspec.structs.replace(p, container=containers.get(p.name.lower()))
        if p.name is not None and p.container is None
        else p
        for p in draft.places
    )
    return msgspec.structs.replace(draft, places=known)


def _resolved(draft: Draft, before: Sequence[Draft]) -> Draft:
    """Turn "the two villages", "the city" into the latest named places that the words may stand for."""
    if not any(_anaphoric(place) for place in draft.places):
        return draft
    places: list[PlaceMention] = []
    for place in draft.places:
        places.extend(_antecedents(place, before) if _anaphoric(place) else [place])
    return msgspec.structs.replace(draft, places=tuple(dict.fromkeys(places)))


def _anaphoric(place: PlaceMention) -> bool:
    """Whether the words point at a place named before; what they are said to lie in does not name them either."""
    return (
        place.name is None
        and place.container is None
        and place.text.lower().startswith(("the ", "that ", "this ", "these ", "both "))
    )


def _antecedents(place: PlaceMention, before: Sequence[Draft]) -> list[PlaceMention]:
    """Several places for a plural; else the last of the same noun, else the last bare name that may be a settlement."""
    told = [[p for p in d.places if p.name is not None and not _anaphoric(p)] for d in reversed(before)]
    if _plural(place):
        return next((named for named in told if len(named) > 1), [place])
    same = [p for named in told for p in named if p.noun == place.noun or (p.feature and p.feature == place.feature)]
    bare = [p for named in told for p in named if p.feature is None and place.feature == "settlement"]
    return (same or bare or [place])[:1]


def _plural(place: PlaceMention) -> bool:
    return place.noun is not None and place.text.lower().rstrip().endswith("s") and not place.noun.endswith("s")


def _completed(draft: Draft, donors: Sequence[Draft], later: Sequence[Draft], reading: Reading) -> Draft:
    changes: dict[str, object] = {}
    same_sentence = [
        d for d in [*donors, *later] if d.sentence == draft.sentence and not _in_passing(d, draft, reading)
    ]
    donors = [d for d in donors if d.sentence != draft.sentence or d in same_sentence]
    if not draft.places and not draft.reading.recap:
        donor = next((d for d in [*same_sentence, *reversed(donors)] if d.places), None)
        if donor is not None:
            changes |= {"places": donor.places, "places_inherited": True}
    if draft.when is None and not draft.reading.recap and draft.reading.status in {"happened", "ongoing", "denied"}:
        donor = _time_donor(draft, same_sentence, donors, reading)
        if donor is not None and donor.when is not None:
            changes["when"] = TimePart(donor.when.mention, inherited=True)
    return msgspec.structs.replace(draft, **changes) if changes else draft


def _in_passing(donor: Draft, draft: Draft, reading: Reading) -> bool:
    """Whether the donor stands in a relative clause beside the draft: "the group, which lost the city in 2011, killed"."""
    tree = reading.document.sentences[draft.sentence].tree
    return tree is not None and grammar.aside(tree, donor.trigger.position, draft.trigger.position)


def _time_donor(
    draft: Draft, same_sentence: Sequence[Draft], donors: Sequence[Draft], reading: Reading
) -> Draft | None:
    """A draft of the same sentence and status, else an earlier one that speaks of the same places or that names no other."""
    for donor in same_sentence:
        if (
            donor.when is not None
            and donor.reading.recap == draft.reading.recap
            and donor.reading.status == draft.reading.status
        ):
            return donor
    here = _names(draft, reading)
    for donor in reversed(donors):
        told = donor.reading.status in {"happened", "ongoing"} and not donor.reading.recap
        before_that = donor.reading.rule.startswith("status.recap_pluperfect")  # "had captured it two days earlier"
        if donor.when is None or not told or before_that or not _is_day(donor.when.mention):
            continue
        there = _names(donor, reading)
        if (not here or not there or here & there or draft.places_inherited) and _same_side(draft, donor):
            return donor
    return None


SOME_DAY = datetime.date(2015, 6, 15)
"""Any day: how finely words tell a time does not depend on when they were written."""


def _is_day(mention: TimeMention) -> bool:
    """Whether the words tell a day or two; "since 2011" and "last year" are no day of what is told next."""
    resolved = dates.resolve(mention, SOME_DAY)
    if mention.governor == "since" or mention.kind == "span":
        return False
    return resolved is None or resolved.precision in {"day", "range"}


def _names(draft: Draft, reading: Reading) -> set[str]:
    """The places of a draft and what they lie in, by name."""
    outer = [reading.places[p.container] for p in draft.places if p.container is not None]
    return {p.name.lower() for p in [*draft.places, *outer] if p.name is not None}


def _same_side(draft: Draft, donor: Draft) -> bool:
    """Whether the same side may have done both: retaking a town has not the day of its loss."""
    mine, theirs = ({a.mention.id for a in d.actors if a.role == "initiator" and a.mention.id} for d in (draft, donor))
    return not mine or not theirs or bool(mine & theirs)
