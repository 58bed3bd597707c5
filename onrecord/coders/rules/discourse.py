"""Which claims go on telling an event told before, and in whose kind; places named by "the village" and the like."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.background import is_pointing_noun, points_back
from onrecord.coders.rules.inheriting import WINDOW, announced, completed
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.knowledge.gazetteer.land import countries

ELABORATES = 3
"""How many sentences back deaths without a cause may belong to an event."""

ELSEWHERE = {"control"}
BARE = {"harm"}
TERRITORIAL = {"capture", "handover", "withdrawal", "control", "battle", "siege"}
"""Kinds of events of which a pronoun that is taken or held may be the place."""
TELLING = {
    "air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "chemical_attack", "battle", "protest_repressed",
    "attack_on_civilians", "mob_violence", "riot",
}  # fmt: skip
"""Kinds of events that people die in."""
OPEN_KINDS = {"battle", "attack_on_civilians"}
RAIDS = {"raid", "strike", "attack", "bombardment", "bombing"}
"""Nouns that leave open by what means."""
FROM_AFAR = {"air_strike", "shelling", "chemical_attack"}


def connected(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """Drafts in text order with generic places resolved and missing places and days taken over."""
    found: list[Draft] = []
    containers = _containers(reading)
    for raw in drafts:
        if _points_back(raw, found, reading):
            continue
        placed = _contained(_resolved(raw, found), containers)
        draft, donor = _elaborated(placed, found, reading)
        donors = [d for d in found if draft.sentence - d.sentence <= WINDOW and d.kind not in ELSEWHERE]
        later = [d for d in drafts if d.sentence == raw.sentence and d is not raw]
        found.append(completed(draft, donor, [*donors, *later], reading))
    found = [_by_means_told(draft, found) for draft in found]
    return announced(found, reading)


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
    new = new or any(part.role in {"initiator", "party"} for part in draft.actors)  # "X claimed the attack"
    recent = any(draft.sentence - d.sentence <= WINDOW and d.kind not in ELSEWHERE for d in before)
    return bool(marks & {"the", "this", "that", "these", "those"}) and not new and recent


def _elaborated(draft: Draft, before: Sequence[Draft], reading: Reading) -> tuple[Draft, Draft | None]:
    """A draft that goes on telling an event told before, in that event's kind, with the draft that it goes on from.

    Deaths told without a cause of their own belong to the event before them; "the attack" to the last that it may be.
    """
    if draft.weapon is not None or draft.reading.recap:
        return draft, None
    if draft.trigger.meaning.sense in BARE:
        donor = _cause(draft, before)
    elif points_back(draft, reading):
        donor = _pointed_at(draft, before)
    else:
        donor = None
    return (draft, None) if donor is None else (msgspec.structs.replace(draft, kind=donor.kind), donor)


def _cause(draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """The event that people died in, where it is told before: not at another named place and day.

    One that counts as many dead is surer than one that counts any, and that surer than the nearest.
    """
    fitting = []
    for donor in before:
        if draft.sentence - donor.sentence > ELABORATES or draft.sentence == donor.sentence:
            continue
        if _tells(donor) and _same_doer(draft, donor):
            places = {p.name for p in draft.places if p.name} - {p.name for p in donor.places}
            if not (places and draft.when is not None):
                fitting.append(donor)
    return max(fitting, key=lambda donor: (_same_count(draft, donor), bool(donor.tolls), donor.sentence), default=None)


def _same_count(draft: Draft, donor: Draft) -> bool:
    mine, theirs = ({(q.harm, q.low or q.high) for _, q in d.tolls if q.low or q.high} for d in (draft, donor))
    return bool(mine & theirs)


def _pointed_at(draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """The latest event that a definite noun may mean: of its kind, or of any where the noun fits many."""
    for donor in reversed(before):
        if draft.sentence - donor.sentence > WINDOW:
            return None
        alike = donor.kind == draft.kind or (is_pointing_noun(draft) and _open(draft) and donor.kind in TELLING)
        known = {p.name for p in draft.places if p.name}, {p.name for p in donor.places if p.name}
        elsewhere = all(known) and not known[0] & known[1] and draft.sentence == donor.sentence
        of_its_own = draft.when is not None and donor.when is not None and draft.when.mention != donor.when.mention
        if (
            alike
            and _told(donor)
            and _no_other_doer(draft, donor)
            and not elsewhere
            and not (all(known) and of_its_own)
        ):
            return donor
    return None


def _by_means_told(draft: Draft, others: Sequence[Draft]) -> Draft:
    """A raid or attack whose means the text tells beside it: "Russian raids hit the city … killed by Russian air strikes"."""
    verb = draft.trigger.meaning.verb and draft.trigger.meaning.sense != "harm"
    if draft.kind not in OPEN_KINDS or draft.weapon is not None or verb or not _told(draft):
        return draft
    if draft.trigger.meaning.sense != "harm" and draft.trigger.meaning.lemma not in RAIDS:
        return draft
    telling = [d for d in others if d.kind in FROM_AFAR and d is not draft and _told(d) and _one_deed(draft, d)]
    donor = min(telling, key=lambda d: abs(d.sentence - draft.sentence), default=None)
    return msgspec.structs.replace(draft, kind=donor.kind) if donor else draft


def _one_deed(draft: Draft, other: Draft) -> bool:
    """Whether two claims nearby are told of one doer, and the words of harm among them of as many people."""
    mine, theirs = ({a.mention.id for a in d.actors if a.role == "initiator" and a.mention.id} for d in (draft, other))
    if not abs(draft.sentence - other.sentence) <= ELABORATES:
        return False
    if draft.trigger.meaning.sense == "harm":
        return _same_count(draft, other) and not (mine and theirs and not mine & theirs)
    return bool(mine & theirs)


def _open(draft: Draft) -> bool:
    """Whether only general words gave the draft its kind: "the attack", with no doer or means of its own."""
    return draft.trigger.meaning.sense in {"assault", "blast", "strike"} or draft.kind == "attack_on_civilians"


def _tells(donor: Draft) -> bool:
    return donor.kind in TELLING and _told(donor)


def _told(donor: Draft) -> bool:
    return donor.reading.status in {"happened", "ongoing"} and not donor.reading.recap


def _same_doer(draft: Draft, donor: Draft) -> bool:
    mine, theirs = _doers(draft), _doers(donor)
    return not mine or bool(mine & theirs)


def _no_other_doer(draft: Draft, donor: Draft) -> bool:
    """Whether the same may have done both: "the attack was carried out by X" names whom the event before lacks."""
    return not _doers(donor) or _same_doer(draft, donor)


def _doers(draft: Draft) -> set[str]:
    return {a.mention.id for a in draft.actors if a.role in {"initiator", "party"} and a.mention.id}


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
    """Turn "the two villages", "the city", "it" into the latest named places that the words may stand for."""
    if not any(_anaphoric(place) for place in draft.places):
        return draft
    places: list[PlaceMention] = []
    for place in draft.places:
        found = _antecedents(place, draft, before) if _anaphoric(place) else [place]
        places.extend(msgspec.structs.replace(p, part=place.part) if place.part else p for p in found)
    return msgspec.structs.replace(draft, places=tuple(dict.fromkeys(places)))


def _anaphoric(place: PlaceMention) -> bool:
    """Whether the words point at a place named before; what they are said to lie in does not name them either."""
    return (
        place.name is None
        and place.container is None
        and f"{place.text.lower()} ".startswith(("the ", "that ", "this ", "these ", "both ", "it "))
    )


def _antecedents(place: PlaceMention, draft: Draft, before: Sequence[Draft]) -> list[PlaceMention]:
    """Several places for a plural; else the last of the same noun, else the last bare name that may be a settlement."""
    told = [[p for p in d.places if p.name is not None and not _anaphoric(p)] for d in reversed(before)]
    if place.noun is None:
        return _pronoun(draft, before)
    if _plural(place):
        return next((named for named in told if len(named) > 1), [place])
    same = [p for named in told for p in named if p.noun == place.noun or (p.feature and p.feature == place.feature)]
    bare = [p for named in told for p in named if p.feature is None and place.feature == "settlement"]
    bare = [p for p in bare if (p.name or "").lower() not in _countries()]
    return (same or bare or [place])[:1]


@functools.cache
def _countries() -> frozenset[str]:
    return frozenset(name.lower() for land in countries().values() for name in (land.name, *land.aliases))


def _pronoun(draft: Draft, before: Sequence[Draft]) -> list[PlaceMention]:
    """What "it" stands for that somebody takes: the place last told of, where what is told of it is who holds or attacks it."""
    near = [d for d in before if draft.sentence - d.sentence <= ELABORATES and d.places]
    last = near[-1] if near else None
    return list(last.places[:1]) if last is not None and last.kind in TERRITORIAL else []


def _plural(place: PlaceMention) -> bool:
    return place.noun is not None and place.text.lower().rstrip().endswith("s") and not place.noun.endswith("s")
