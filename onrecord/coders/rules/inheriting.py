"""What a claim takes over from the text around it: place, day and doer of the event that it goes on telling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.background import (
    SOME_DAY,
    another_time,
    answered,
    is_day,
    is_general,
    lies_beyond,
    looks_back,
    points_back,
)
from onrecord.coders.rules.parts import ActorPart, Draft, TimePart
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import is_wide
from onrecord.language import dates, stamps

WINDOW = 4
"""How many sentences back a claim without a place or day may look; further back the story has usually moved on."""

NEXT = 2
"""How many sentences back a claim that does not point back may look."""

LEAD = 1
"""How many sentences after the headline the event of the report is still only announced."""

HEADLINE = 3
"""How many sentences after a headline the lead tells the same event."""

ALIKE = (
    frozenset({
        "air_strike", "shelling", "chemical_attack", "bombing", "suicide_bombing", "grenade", "attack_on_civilians",
        "mob_violence", "battle", "capture", "withdrawal", "handover", "siege", "abduction", "torture", "sexual_violence",
        "looting", "remains_found", "disrupted_attack",
    }),
    frozenset({"protest", "protest_repressed", "riot", "mob_violence", "arrest"}),
    frozenset({"arrest", "abduction", "torture", "release", "disrupted_attack"}),
)  # fmt: skip
"""Kinds that one story goes over from one to the other: after an air raid shells, after a battle a capture."""


HANDS_ON = {
    "battle",
    "capture",
    "attack_on_civilians",
    "abduction",
    "arrest",
    "looting",
    "siege",
    "torture",
    "sexual_violence",
}
"""Kinds of deeds of people on the spot: who did the one did those told next."""


def completed(draft: Draft, told: Draft | None, around: Sequence[Draft], reading: Reading) -> Draft:
    """The draft with place, day and doer that it lacks and another draft of its story has.

    ``told`` is the draft of the event that it goes on telling; without one the drafts of its own sentence count, and for
    what is no general talk those of the sentences before.
    """
    beside = [d for d in around if d.sentence == draft.sentence and not _in_passing(d, draft, reading)]
    before = [d for d in around if d.sentence < draft.sentence and _same_story(draft, d)]
    general = is_general(draft, reading)
    again = [d for d in around if d.sentence < draft.sentence and _same_news(d, draft) and same_count(d, draft, MANY)]
    next_to = [d for d in before if draft.sentence - d.sentence == 1]
    following = [] if general else [*reversed(next_to), *reversed(again), *reversed(before)]
    earlier = [*([told] if told else []), *following]
    draft = _placed(draft, [*beside, *earlier])
    earlier = [d for d in earlier if d is told or d.reading.status != "denied"]  # what never happened lends no day
    draft = _dated(draft, told, beside, [] if general else earlier, reading)
    return _done(draft, told) if told or general else _done_by_the_same(draft, before, reading)


MANY = 4
"""So many people who suffered the same in two sentences are one toll rather than chance."""


def same_count(draft: Draft, other: Draft, least: int = 1) -> bool:
    """Whether two drafts count as many people who suffered the same."""
    mine, theirs = (
        {(q.harm, q.low or q.high) for _, q in d.tolls if (q.low or q.high or 0) >= least} for d in (draft, other)
    )
    return bool(mine & theirs)


def _same_story(draft: Draft, donor: Draft) -> bool:
    """Whether a draft nearby may go on with the donor's event: of kinds that go together, and told as news."""
    near = draft.sentence - donor.sentence <= NEXT
    kinds = draft.kind == donor.kind or any({draft.kind, donor.kind} <= group for group in ALIKE)
    status = draft.reading.status in {"happened", "denied"}
    lends = donor.reading.status in {"happened", "ongoing", "denied"}
    return near and kinds and status and lends and not donor.reading.recap


def _placed(draft: Draft, donors: Iterable[Draft]) -> Draft:
    if draft.places or draft.reading.recap:
        return draft
    donor = next((d for d in donors if any(p.name or p.container is not None for p in d.places)), None)
    return msgspec.structs.replace(draft, places=donor.places, places_inherited=True) if donor else draft


def _dated(
    draft: Draft, told: Draft | None, beside: Sequence[Draft], earlier: Sequence[Draft], reading: Reading
) -> Draft:
    if draft.when is not None or draft.kind == "control" or draft.reading.recap:
        return draft
    if draft.reading.status not in {"happened", "ongoing", "denied"}:
        return draft
    here = _names(draft, reading)
    donor = next((d for d in beside if _same_day(d, draft, reading)), None)
    donor = donor or next((d for d in earlier if _lends_day(draft, d, told, here, reading)), None)
    if donor is not None and any(_comes_between(d, donor, draft) for d in earlier):
        return draft
    return _on_day_of(draft, donor) if donor else draft


def _comes_between(between: Draft, donor: Draft, draft: Draft) -> bool:
    """Whether a time of its own, which is no day, moves the story on: "on Friday … in recent weeks rebels took villages"."""
    stretch = between.when is not None and between.when.mention.kind == "span"  # "in recent weeks"
    own = stretch and between.when is not None and not between.when.inherited and not is_day(between.when.mention)
    near = donor.sentence < between.sentence < draft.sentence <= between.sentence + NEXT
    return own and near and not between.reading.recap


def _on_day_of(draft: Draft, donor: Draft) -> Draft:
    assert donor.when is not None
    return msgspec.structs.replace(draft, when=TimePart(donor.when.mention, inherited=True))


def _same_day(donor: Draft, draft: Draft, reading: Reading) -> bool:
    """Whether two events of a sentence are of one time: of one status, and no "after" between them."""
    tree = reading.document.sentences[draft.sentence].tree
    if donor.when is None or donor.reading.recap != draft.reading.recap or donor.kind == "control":
        return False
    apart = tree is not None and another_time(tree, donor.trigger.position, draft.trigger.position)
    return donor.reading.status == draft.reading.status and not apart


def _lends_day(draft: Draft, donor: Draft, told: Draft | None, here: set[str], reading: Reading) -> bool:
    """Whether an earlier draft's day is the draft's: it speaks of the same place or names no other, of the same side."""
    tree = reading.document.sentences[donor.sentence].tree
    if donor.when is None or (tree and looks_back(tree, donor.trigger.position)) or _from_another(donor, reading):
        return False
    stretch = donor is told and donor.when.mention.kind == "span"  # "over the past week … the bombing"
    if not stretch and not is_day(donor.when.mention):
        return False
    if donor.reading.rule.startswith("status.recap_pluperfect"):  # "had captured it two days earlier"
        return False
    there = _names(donor, reading)
    digest = draft.kind == donor.kind and draft.sentence - donor.sentence == 1  # one day's raids, place after place
    wide = bool(donor.places) and all(is_wide(place) for place in donor.places)
    finer = wide and draft.kind == donor.kind  # "in Syria", then the town
    placed = not here or not there or bool(here & there) or draft.places_inherited or digest or finer
    placed = placed or _in_told_town(draft, reading)
    return donor is told or (placed and _same_side(draft, donor))


def _in_told_town(draft: Draft, reading: Reading) -> bool:
    """Whether a place of the draft is said to lie in "the city" or "the province" that the text told before."""
    outer = [reading.places[p.container] for p in draft.places if p.container is not None]
    further = [reading.places[p.container] for p in outer if p.container is not None]
    told = (p for p in [*outer, *further] if p.name is None and p.feature in {"settlement", "admin1"})
    return any(p.text.lower().startswith("the ") for p in told)


def _from_another(donor: Draft, reading: Reading) -> bool:
    """Whether a donor's time counts from another event: it "came a day after the raids"."""
    mention = donor.when.mention if donor.when else None
    start = reading.document.sentences[donor.sentence].tokens[donor.trigger.first].start
    return mention is not None and mention.start > start and mention.text.lower().endswith((" after", " before"))


def _in_passing(donor: Draft, draft: Draft, reading: Reading) -> bool:
    """Whether the donor stands in a clause that describes a noun: "the group, which lost the city in 2011, killed",
    "retook the village captured in May"; or one of the two only answers or dates the other."""
    tree = reading.document.sentences[draft.sentence].tree
    if tree is None:
        return False
    event, other = donor.trigger.position, draft.trigger.position
    if lies_beyond(tree, event, other) or answered(tree, other, event):
        return True
    dated = donor.when is not None and not donor.when.inherited and tree.relations[event] == "acl"
    participle = dated and grammar.is_passive(tree, event) and event not in tree.ancestors(other)
    return participle or grammar.aside(tree, event, other)


def _names(draft: Draft, reading: Reading) -> set[str]:
    """The places of a draft, what they lie in and what they lie by, by name."""
    own = not draft.places_inherited
    marks = [p for p in reading.places_of(draft.sentence) if p.role == "landmark"] if own else []
    outer = [reading.places[p.container] for p in draft.places if p.container is not None]
    return {p.name.lower() for p in [*draft.places, *outer, *marks] if p.name is not None}


def _same_side(draft: Draft, donor: Draft) -> bool:
    """Whether the same side may have done both: retaking a town has not the day of its loss."""
    mine, theirs = ({a.mention.id for a in d.actors if a.role == "initiator" and a.mention.id} for d in (draft, donor))
    return not mine or not theirs or bool(mine & theirs)


def _done(draft: Draft, told: Draft | None) -> Draft:
    """The draft with the doer of the event that it goes on telling."""
    mutual = draft.trigger.meaning.frame == "mutual"  # of a clash one side may be told, as that which lost its men
    if told is None or len([part for part in draft.actors if part.role in {"initiator", "party"}]) > mutual:
        return draft
    doing = [part for part in told.actors if part.role in {"initiator", "party"}]
    doers = tuple(ActorPart("party" if mutual else part.role, part.mention, inherited=True) for part in doing)
    mine = {(part.mention.start, part.mention.end) for part in draft.actors}
    hit = {part.mention.id for part in draft.actors if part.mention.id}  # nobody hits himself
    doers = tuple(p for p in doers if (p.mention.start, p.mention.end) not in mine and p.mention.id not in hit)
    return msgspec.structs.replace(draft, actors=(*doers, *draft.actors)) if doers else draft


def _done_by_the_same(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft:
    """The draft with the doer of the sentence before, where only its passive leaves out who did it: "Gunmen stormed the
    village. Six men were shot dead."."""
    tree = reading.document.sentences[draft.sentence].tree
    verb = draft.trigger.position
    if (
        tree is None
        or draft.kind not in HANDS_ON
        or not (draft.trigger.meaning.verb and grammar.is_passive(tree, verb))
    ):
        return draft
    last = [d for d in before if draft.sentence - d.sentence == 1]
    sides = {p.mention.id or p.mention.text.lower() for d in last for p in d.actors if p.role in {"initiator", "party"}}
    near = [
        d for d in last if d.kind in HANDS_ON and d.reading.status == "happened" and _no_other_place(draft, d, reading)
    ]
    hit = {p.mention.id or p.mention.text.lower() for p in draft.actors if p.role == "target"}  # "they were repelled"
    return _done(draft, near[-1]) if near and len(sides) == 1 and not sides & hit else draft


def _no_other_place(draft: Draft, donor: Draft, reading: Reading) -> bool:
    """Whether the two name no places apart, and no days."""
    here, there = _names(draft, reading), _names(donor, reading)
    own = draft.when is not None and not draft.when.inherited
    return (draft.places_inherited or not here or not there or bool(here & there)) and not own


# --- headlines ---------------------------------------------------------------------------------------------------------


def announced(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """Drafts with those of the headline given what the lead tells of the same event: its place, day and doer; and those of the
    lead the place and day that the sentences after it give."""
    last = _headline(reading)
    with_lead = [_with_lead(draft, drafts, reading) if draft.sentence <= last else draft for draft in drafts]
    return [_made_good(draft, drafts, reading) if draft.sentence <= last + LEAD else draft for draft in with_lead]


def handed_on(drafts: Sequence[Draft], told: Mapping[int, int], reading: Reading) -> list[Draft]:
    """The drafts with the day that the event they go on telling was given only after it was first told of. ``told`` maps the
    number of a draft to that of the event's."""
    found = list(drafts)
    for number, donor in told.items():
        if not is_general(found[number], reading):
            found[number] = _dated(found[number], found[donor], (), [found[donor]], reading)
    return found


def of_one_day(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """The drafts of a report that dates all its news to one day, those that only go on with it given that day."""
    dated = [d for d in drafts if _dates_news(d, reading)]
    days = {_interval(d) for d in dated}
    if len(days) != 1:
        return list(drafts)
    named = {name for d in dated for name in _names(d, reading)}

    def moved_on(draft: Draft) -> bool:
        return any(_comes_between(d, dated[0], draft) for d in drafts)

    return [_on_day_of(d, dated[0]) if _goes_on(d, dated, named, reading) and not moved_on(d) else d for d in drafts]


def _dates_news(draft: Draft, reading: Reading) -> bool:
    """Whether a draft says itself on which day something happened that is news."""
    if draft.when is None or draft.reading.recap or draft.reading.status not in {"happened", "ongoing"}:
        return False
    return is_day(draft.when.mention) and draft.kind in ALIKE[0]


def _interval(draft: Draft) -> tuple[object, object] | None:
    """The day of a draft, counted from any day: how two drafts' days compare does not depend on when they were written."""
    found = dates.resolve(draft.when.mention, SOME_DAY) if draft.when else None
    return (found.earliest, found.latest) if found else None


def _goes_on(draft: Draft, dated: Sequence[Draft], named: set[str], reading: Reading) -> bool:
    """Whether an undated draft tells more of the news: the same kind of thing, or people harmed, at no other place."""
    if draft.when is not None or draft.kind == "control" or draft.reading.recap or is_general(draft, reading):
        return False
    here = _names(draft, reading)
    known = draft.trigger.meaning.sense == "harm" or points_back(draft, reading) or bool(here & named)
    kinds = any(draft.kind == d.kind or draft.kind in ALIKE[0] for d in dated)
    after = draft.sentence > dated[0].sentence
    return draft.reading.status == "happened" and known and kinds and after and (not here or bool(here & named))


def _made_good(draft: Draft, drafts: Sequence[Draft], reading: Reading) -> Draft:
    """The draft of a lead with the place and day that the next sentences tell of its event: "struck a wedding … it was in Ayn"."""
    if draft.reading.recap or draft.kind == "control" or draft.reading.status not in {"happened", "ongoing"}:
        return draft
    later = [
        d for d in drafts if 0 < d.sentence - draft.sentence <= NEXT and d.kind == draft.kind and _same_news(draft, d)
    ]
    named = next((d for d in later if _is_named_later(draft, d, reading)), None)
    if named is not None:
        draft = msgspec.structs.replace(draft, places=named.places, places_inherited=True)
    dated = next((d for d in later if d.when is not None and not d.when.inherited and is_day(d.when.mention)), None)
    said = draft.when is None and not is_general(draft, reading)
    return _on_day_of(draft, dated) if dated is not None and said and _one_place(draft, dated, reading) else draft


def _is_named_later(draft: Draft, later: Draft, reading: Reading) -> bool:
    """Whether a later draft names the place that this one only tells of: "a village", "a Syrian town"."""
    told = [p for p in later.places if p.name is not None and not is_wide(p)]
    towns = all(_is_some_town(p, reading) for p in draft.places)
    return towns and len(told) == 1 and not later.places_inherited


SOME = frozenset({"settlement", "site", "neighbourhood"})
"""Features of what a lead tells of without its name: "a village", "a camp"."""


def _is_some_town(place: PlaceMention, reading: Reading) -> bool:
    around = reading.places[place.container] if place.container is not None else None
    definite = place.text.lower().startswith(("the ", "this ", "that "))
    loose = around is None or is_wide(around)
    return place.name is None and loose and place.feature in SOME and not definite


def _one_place(draft: Draft, other: Draft, reading: Reading) -> bool:
    """Whether two drafts may be of one place: they share a name, or one names none but a wide one."""
    here, there = _names(draft, reading), _names(other, reading)
    wide = all(p.name is None or is_wide(p) for p in draft.places)
    return wide or not there or bool(here & there)


def _headline(reading: Reading) -> int:
    """The number of the last sentence that is headline: what stands before the stamp, or right after one that opens the text."""
    found = stamps.stamp(reading.document.text)
    if found is None:
        return 0
    before = [n for n, sentence in enumerate(reading.document.sentences) if sentence.start < found.end]
    return max(before, default=0) + (1 if len(before) == 1 else 0)


def _with_lead(draft: Draft, drafts: Sequence[Draft], reading: Reading) -> Draft:
    if draft.kind == "control" or draft.reading.recap:
        return draft
    later = [d for d in drafts if 0 < d.sentence - draft.sentence <= HEADLINE and _same_news(draft, d)]
    for lead in later:
        if not draft.places and lead.places:
            draft = msgspec.structs.replace(draft, places=lead.places, places_inherited=True)
        if draft.when is None and lead.when is not None and is_day(lead.when.mention):
            draft = _on_day_of(draft, lead)
        if not points_back(lead, reading):  # who is blamed for "the attack" is that source's word
            draft = _done(draft, lead)
    return draft


def _same_news(draft: Draft, lead: Draft) -> bool:
    """Whether the lead tells the headline's event: the same kind, or as many people harmed, and no other side."""
    same = draft.kind == lead.kind or same_count(draft, lead)
    return same and draft.reading.status == lead.reading.status and not lead.reading.recap and _same_side(draft, lead)
