"""Strikes of one hand: of those told one after the other all are whose the only doer named beside them is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.background import is_general
from onrecord.coders.rules.inheriting import NEXT, WINDOW
from onrecord.coders.rules.lines import stands_apart
from onrecord.coders.rules.parts import ActorPart, Draft
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms.context import is_country
from onrecord.knowledge import naming

FROM_AFAR = {"air_strike", "shelling"}
"""Kinds of strikes told one after the other, of one side's hand unless another is named."""


def of_one_hand(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """The drafts, strikes that nobody is said to have carried out with the only one of whom the sentences before tell such
    strikes: "Varnan jets bombed the port. An air raid killed six"."""
    found: list[Draft] = []
    for draft in drafts:
        found.append(_struck_by_the_same(draft, [d for d in found if draft.sentence - d.sentence <= WINDOW], reading))
    return found


def _struck_by_the_same(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft:
    mine = [part for part in draft.actors if part.role in {"initiator", "party"}]
    if not _asks_for_a_doer(draft, mine, reading):
        return draft
    donors = [d for d in before if _strikes_alike(d, draft) and _named_doers(d)]
    sides = {p.mention.id or p.mention.text.lower() for d in donors for p in _named_doers(d)}
    last = donors[-1] if donors else None
    if last is None or len(sides) != 1 or not _goes_on(draft, last):
        return draft
    doers = tuple(msgspec.structs.replace(part, inherited=True) for part in _named_doers(last))
    return msgspec.structs.replace(draft, actors=(*doers, *(part for part in draft.actors if part not in mine)))


def _asks_for_a_doer(draft: Draft, doing: Sequence[ActorPart], reading: Reading) -> bool:
    """Whether a draft tells of a strike as news, and only with what it was done."""
    news = draft.kind in FROM_AFAR and draft.reading.status == "happened" and not is_general(draft, reading)
    return (
        news
        and all(_is_bare_craft(part.mention) for part in doing)
        and not stands_apart(draft.sentence, reading.document)
    )


def _strikes_alike(donor: Draft, draft: Draft) -> bool:
    """Whether a sentence before tells of such strikes as news; a "raid" whose means is not told may be one from the air."""
    told = (
        donor.reading.status in {"happened", "ongoing"} and not donor.reading.recap and donor.sentence < draft.sentence
    )
    raid = donor.kind == "battle" and donor.trigger.meaning.lemma == "raid" and not donor.trigger.meaning.verb
    return told and (donor.kind in FROM_AFAR or (raid and draft.kind == "air_strike"))


def _goes_on(draft: Draft, donor: Draft) -> bool:
    """Whether the strike stands near the donor's, in no other country, and does not hit who struck."""
    air = draft.kind == "air_strike" and donor.kind != "shelling"
    near = draft.sentence - donor.sentence <= (NEXT if air else 1)
    hit = {part.mention.id for part in draft.actors if part.role == "target" and part.mention.id}
    doers = {part.mention.id for part in _named_doers(donor)}
    here, there = ({p.name for p in d.places if p.name and is_country(p.name)} for d in (draft, donor))
    abroad = bool(here) and not draft.places_inherited and here != there
    return near and not doers & hit and not abroad


def _named_doers(draft: Draft) -> list[ActorPart]:
    """Who did it, as far as the words say more than that it was aircraft or strangers."""
    doers = (part for part in draft.actors if part.role in {"initiator", "party"} and not part.mention.civilian)
    return [p for p in doers if not _is_bare_craft(p.mention) and p.mention.noun not in {"strangers", "pronoun"}]


def _is_bare_craft(mention: ActorMention) -> bool:
    """Whether words name aircraft and not whose: "fighter jets", but not "army jets"."""
    return mention.id is None and mention.text.lower() in naming.vocabulary().nouns["machines"]
