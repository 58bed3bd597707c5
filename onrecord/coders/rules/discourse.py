"""Which claims go on telling an event told before, and in whose kind."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import grammar, status
from onrecord.coders.rules.answering import answered
from onrecord.coders.rules.background import is_pointing_noun, long_before, points_back, sums_up_a_war
from onrecord.coders.rules.credit import by_two
from onrecord.coders.rules.inheriting import MANY, WINDOW, announced, completed, handed_on, of_one_day, same_count
from onrecord.coders.rules.lines import stands_apart
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.strikes import of_one_hand
from onrecord.coders.rules.toponyms.context import is_wide
from onrecord.coders.rules.whereabouts import as_just_named, contained, containers, lying_in, resolved
from onrecord.language import retelling

ELABORATES = 3
"""How many sentences back deaths without a cause may belong to an event."""

ELSEWHERE = {"control"}
BARE = {"harm"}
TELLING = {
    "air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "chemical_attack", "battle", "protest_repressed",
    "attack_on_civilians", "mob_violence", "riot",
}  # fmt: skip
"""Kinds of events that people die in."""
OPEN_KINDS = {"battle", "attack_on_civilians"}
RAIDS = {"raid", "strike", "attack", "bombardment", "bombing"}
"""Nouns that leave open by what means."""
STRIKES = {"strike", "bombing", "bombardment", "shelling", "air strike", "airstrike", "air raid"}
"""Nouns of what comes from afar or goes off, and is no battle."""
ASSAULTS = {
    "attack",
    "terrorist attack",
    "terror attack",
    "assault",
    "raid",
    "strike",
    "onslaught",
    "massacre",
    "bombing",
}
"""Nouns of deeds whose means is told in other words beside them."""
DOING = {"initiator", "party"}
BLASTING = {"blast", "explosion"}
BLASTS = {"bombing", "suicide_bombing", "air_strike", "shelling", "grenade", "chemical_attack", "attack_on_civilians"}
"""Kinds of events that something goes off in."""
BOMBING = {"bombing", "bomb"}
"""Words that leave open whether a bomb fell or was laid."""
BOMBS = {"bombing", "suicide_bombing"}
FROM_AFAR = {"air_strike", "shelling", "chemical_attack"}


def connected(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """Drafts in text order with generic places resolved and missing places and days taken over."""
    found: list[Draft] = []
    told: dict[int, int] = {}
    pointing: dict[int, int] = {}
    known = dict(containers(reading))
    drafts = _with_totals(drafts, reading)
    for raw in drafts:
        if _points_back(raw, found, reading):
            continue
        placed = contained(resolved(raw, found, reading), known, reading)
        before = _of_one_text(raw, found, reading)
        draft, donor = _elaborated(placed, before, reading)
        if donor is not None:
            told[len(found)] = next(n for n, d in enumerate(found) if d is donor)
            pointing |= {} if draft.trigger.meaning.sense in BARE else {len(found): told[len(found)]}
        donors = [d for d in before if draft.sentence - d.sentence <= WINDOW and d.kind not in ELSEWHERE]
        later = [d for d in drafts if d.sentence == raw.sentence and d is not raw]
        whole = completed(lying_in(draft, before, reading), donor, [*donors, *later], reading)
        found.append(as_just_named(whole, reading))
        known = {p.name.lower(): p.container for p in placed.places if p.name and p.container is not None} | known
    found = answered(found, pointing, reading, TELLING)
    found = of_one_hand([_by_means_told(draft, found, reading) for draft in found], reading)
    return of_one_day(handed_on(announced(found, reading), told, reading), reading)


def _with_totals(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """The drafts, with those that count all the dead of a war as recalled: they tell no news."""
    total = status.Reading(recap=True, rule="status.recap_total")
    news = (d.reading.status == "happened" and not d.reading.recap and sums_up_a_war(d, reading) for d in drafts)
    return [msgspec.structs.replace(d, reading=total) if old else d for d, old in zip(drafts, news, strict=True)]


def _of_one_text(draft: Draft, before: Sequence[Draft], reading: Reading) -> list[Draft]:
    """The drafts that this one may go on from: a line of its own goes on from nothing, and but the headline lends nothing."""
    apart = {d.sentence for d in (draft, *before) if d.sentence and stands_apart(d.sentence, reading.document)}
    return [d for d in before if d.sentence == draft.sentence or not {d.sentence, draft.sentence} & apart]


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
    bare = draft.trigger.meaning.sense in BARE
    if draft.reading.recap or (draft.weapon is not None and (bare or not points_back(draft, reading))):
        return draft, None
    if bare:
        donor = _cause(draft, before, reading)
    elif points_back(draft, reading):
        donor = _pointed_at(draft, before, reading)
        if draft.weapon is not None and donor is not None:  # "the mortar fire" after a bombardment
            return draft, donor
    else:
        donor = None
    return (draft, None) if donor is None else (msgspec.structs.replace(draft, kind=donor.kind), donor)


def _cause(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft | None:
    """The event that people died in, where it is told before: not at another named place and day.

    One that counts as many dead is surer than one at the same place, that than one that counts any, and that than the nearest.
    """
    fitting, part = [], _part_of_the_dead(draft)
    for donor in before:
        reach = WINDOW if part and _killed(donor, part) else ELABORATES
        if draft.sentence - donor.sentence > reach:
            continue
        if draft.sentence == donor.sentence and not _by_another(draft, donor, reading):
            continue
        if _tells(donor) and _same_doer(draft, donor):
            places = {p.name for p in draft.places if p.name} - {p.name for p in donor.places}
            if not (places and draft.when is not None):
                fitting.append(donor)
    nobody = bool(draft.tolls) and all(q.low == q.high == 0 for _, q in draft.tolls)  # said of what was told last
    return max(
        fitting,
        key=lambda donor: (
            part > 0 and _killed(donor, part),
            same_count(draft, donor, MANY),
            bool(_named(draft, reading) & _named(donor, reading)),
            not _only_dates(donor, reading),
            bool({hit.object for hit in draft.hits} & {hit.object for hit in donor.hits}),
            bool(donor.tolls) and not nobody,
            donor.sentence,
        ),
        default=None,
    )


def _only_dates(donor: Draft, reading: Reading) -> bool:
    """Whether an event is told only to say when the one of its sentence was: "two days after shells killed six, a drone hit"."""
    tree = reading.document.sentences[donor.sentence].tree
    return tree is not None and long_before(tree, donor.trigger.position)


def _named(draft: Draft, reading: Reading) -> set[str]:
    """The names of a draft's places and, of a nameless one, that of what it lies in: "a market in Ayn"."""
    held = [reading.places[p.container] for p in draft.places if p.name is None and p.container is not None]
    return {p.name for p in (*draft.places, *held) if p.name}


def _killed(donor: Draft, least: int) -> bool:
    return any(q.harm == "killed" and (q.low or 0) >= least for _, q in donor.tolls)


def _part_of_the_dead(draft: Draft) -> int:
    """How many of the dead told before a sentence speaks of: "two of the dead were children"; 0 where of none."""
    return max((q.low or 0 for _, q in draft.tolls if q.scope == "part" and q.harm == "killed"), default=0)


def _by_another(draft: Draft, donor: Draft, reading: Reading) -> bool:
    """Whether another speaker of the same sentence tells of the event: "…, while the monitor put the toll at twelve"."""
    tokens = reading.document.sentences[draft.sentence].tokens
    return by_two(reading, tokens[draft.trigger.position].start, tokens[donor.trigger.position].start)


def _pointed_at(draft: Draft, before: Sequence[Draft], reading: Reading) -> Draft | None:
    """The latest event that a definite noun may mean: of its kind, or of any where the noun fits many."""
    latest = [*reversed(before)]
    latest.sort(key=lambda donor: _only_dates(donor, reading))
    for donor in latest:
        far = draft.sentence - donor.sentence > WINDOW
        open_to = BLASTS if draft.trigger.meaning.lemma in BLASTING | STRIKES else TELLING
        alike = donor.kind == draft.kind or (
            draft.weapon is None and is_pointing_noun(draft) and _open(draft) and donor.kind in open_to
        )
        known = {p.name for p in draft.places if p.name}, {p.name for p in donor.places if p.name}
        same = bool(known[0] & known[1])  # "the attack on Ayn" is the one on Ayn, however far back
        elsewhere = (all(known) and not same and draft.sentence == donor.sentence) or (far and not same)
        of_its_own = draft.when is not None and donor.when is not None and draft.when.mention != donor.when.mention
        passing = donor.kind != draft.kind and donor.trigger.meaning.frame == "mutual" and _in_passing(donor, reading)
        if (
            alike
            and not passing
            and _told(donor)
            and not _is_another(donor, reading)
            and _no_other_doer(draft, donor)
            and not elsewhere
            and not (all(known) and of_its_own)
        ):
            return donor
    return None


def _in_passing(donor: Draft, reading: Reading) -> bool:
    """Whether a draft stands in a clause that only describes somebody: "the army, which has been fighting since May"."""
    tree = reading.document.sentences[donor.sentence].tree
    above = (donor.trigger.position, *tree.ancestors(donor.trigger.position)) if tree else ()
    return tree is not None and any(tree.is_a(i, "acl:relcl") for i in above)


def _by_means_told(draft: Draft, others: Sequence[Draft], reading: Reading) -> Draft:
    """A raid or attack whose means the text tells beside it: "Russian raids hit the city … killed by Russian air strikes"."""
    verb = draft.trigger.meaning.verb and draft.trigger.meaning.sense != "harm" and not _only_met(draft, reading)
    if draft.trigger.meaning.lemma in BOMBING and draft.kind == "bombing" and draft.weapon is None:
        return _from_the_air(draft, others, reading)
    if draft.kind not in OPEN_KINDS or draft.weapon is not None or verb or not _told(draft):
        return draft
    telling = [d for d in others if d.kind in FROM_AFAR and d is not draft and _told(d)]
    if draft.trigger.meaning.sense == "harm" or draft.trigger.meaning.lemma in RAIDS:
        one = [d for d in telling if _one_deed(draft, d)]
    else:
        one = []
    open_to_all = draft.trigger.meaning.lemma in ASSAULTS or _only_met(draft, reading)
    one = one or [d for d in telling if open_to_all and _goes_on(draft, d, reading)]
    donor = min(one, key=lambda d: abs(d.sentence - draft.sentence), default=None)
    return msgspec.structs.replace(draft, kind=donor.kind) if donor else draft


def _only_met(draft: Draft, reading: Reading) -> bool:
    """Whether a verb says only what was attacked: "the districts targeted today"."""
    tree = reading.document.sentences[draft.sentence].tree
    doing = any(part.role in DOING for part in draft.actors)
    passive = tree is not None and draft.trigger.meaning.verb and grammar.is_passive(tree, draft.trigger.position)
    return passive and not doing and draft.trigger.meaning.lemma in {"target", "attack"}


def _from_the_air(draft: Draft, others: Sequence[Draft], reading: Reading) -> Draft:
    """A bare "bombing" told right with or after air strikes, which is theirs."""
    raids = [d for d in others if d.kind == "air_strike" and _told(d) and 0 <= draft.sentence - d.sentence <= 1]
    bombs = [d for d in others if d.kind in BOMBS and d is not draft and abs(draft.sentence - d.sentence) <= WINDOW]
    theirs = any(_goes_on(draft, d, reading) for d in raids) and not bombs
    return msgspec.structs.replace(draft, kind="air_strike") if theirs else draft


def _goes_on(draft: Draft, other: Draft, reading: Reading) -> bool:
    """Whether an attack is told with its means right beside it: at no other place, by nobody else, and not as another one.

    A chemical attack is named so wherever it is told.
    """
    tree = reading.document.sentences[other.sentence].tree
    own = other.tolls or other.weapon or any(a.role in DOING for a in other.actors) or not other.places_inherited
    if abs(draft.sentence - other.sentence) > 1 or tree is None or not own or other.kind == "chemical_attack":
        return False
    if _is_another(other, reading):
        return False
    here, there = ({p.name: is_wide(p) for p in d.places if p.name} for d in (draft, other))
    narrow = not all(here.values()) and not all(there.values())  # "in Varna" and "in Qara" may be one place
    apart = narrow and here.keys().isdisjoint(there) and not draft.places_inherited
    mine, theirs = ({a.mention.id or a.mention.noun for a in d.actors if a.role in DOING} for d in (draft, other))
    return not apart and not (mine and theirs and not mine & theirs)


def _is_another(draft: Draft, reading: Reading) -> bool:
    """Whether its own words set an event apart from the one told: "a similar bombing in May"."""
    tree = reading.document.sentences[draft.sentence].tree
    marks = tree.dependents(draft.trigger.position, "amod", "det") if tree else []
    return tree is not None and bool({grammar.word(tree, i) for i in marks} & retelling.table().others)


def _one_deed(draft: Draft, other: Draft) -> bool:
    """Whether two claims nearby are told of one doer, and the words of harm among them of as many people."""
    mine, theirs = ({a.mention.id for a in d.actors if a.role == "initiator" and a.mention.id} for d in (draft, other))
    if not abs(draft.sentence - other.sentence) <= ELABORATES:
        return False
    if draft.trigger.meaning.sense == "harm":
        return same_count(draft, other, MANY) and not (mine and theirs and not mine & theirs)
    return bool(mine & theirs) and not _elsewhere(draft, other)


def _elsewhere(draft: Draft, other: Draft) -> bool:
    """Whether a claim names a place of its own, and the other is told of another."""
    here, there = ({p.name for p in d.places if p.name and not is_wide(p)} for d in (draft, other))
    return bool(here and there) and here.isdisjoint(there) and not draft.places_inherited


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
