"""Which trigger of a sentence each toll, place and day belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.arguments import supports
from onrecord.coders.rules.background import answered, counts_from, lies_beyond, of_another_event, told_as_past
from onrecord.coders.rules.credit import by_two
from onrecord.coders.rules.means import RUINING
from onrecord.coders.rules.reading import token_at
from onrecord.coders.rules.scene import FROM_AFAR, Scene, actor_at
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import is_country
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import place_words
from onrecord.language.dates import TimeMention
from onrecord.language.document import Tree
from onrecord.language.quantities import Quantity
from onrecord.language.quantities.vocabulary import harms

FAR = 8.0
"""A mention further than this from a trigger (in `grammar.distance`) says nothing about it."""
SHARED = 1.6
"""A place or day serves every trigger that is at most this much further from it than the nearest one."""
ABSORBED = 9.0
"""A word of harm within this distance of an event's trigger tells that event's toll and makes no claim of its own."""
ALONE = 13.0
"""The same where the sentence tells of no other event: "the bombing hit the village, which led to nine people dying"."""
ABOVE = 2.0
"""How much nearer the event counts that a word of harm hangs below ("raided the village, killing nine and abducting …")."""
DEADLY = {
    "assault", "strike", "blast", "battle", "air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "taking",
    "losing", "chemical_attack", "other", "attack_on_civilians", "protest_repressed", "riot", "mob_violence", "protest", "siege",
}  # fmt: skip
"""Senses of triggers that people die of; being abducted, displaced or arrested explains no deaths."""
SUFFERED_IN = {"in", "by", "during"}
TAKINGS = {"taking", "losing"}
GATHERINGS = {"protest", "riot"}
CROWDS = {"protest", "protest_repressed", "riot"}
LATER = {"day", "days", "week", "weeks", "month", "months", "year", "years"}
"""Times between two events; what happens "hours after" another may still be of it."""
DYING = {"die", "succumb"}
"""Words of harm that come days after their cause."""
NAMES_DAYS = {"date", "offset", "span"}


def absorbed_harm(scene: Scene, silent: Collection[int] = ()) -> Mapping[int, int]:
    """Harm triggers whose toll another event of the sentence explains: position of the one -> position of the other.

    Words at ``silent`` positions turned out to tell no event ("hit with sanctions"): they explain no harm that has its own doer.
    """
    events = [t for t in scene.triggers if t.meaning.sense in DEADLY and not _takes_people(scene, t)]
    harms = [t for t in scene.triggers if t.meaning.sense == "harm"]
    found: dict[int, int] = {}
    for harm in harms:
        telling = [e for e in events if not grammar.aside(scene.tree, e.position, harm.position)]
        telling = [e for e in telling if not told_as_past(scene.tree, harm.position, e.position)]
        telling = [e for e in telling if not _only_dates(scene, e, harm)]
        if has_a_doer(scene, harm):  # "troops backed by air strikes killed nine"
            telling = [e for e in telling if not supports(scene.tree, e.position)]
        telling = [e for e in telling if not (e.meaning.sense in GATHERINGS and _is_protested(scene.tree, harm, e))]
        if _done_by_force(scene, harm):  # "police killed nine at the rally": the rally killed nobody
            telling = [e for e in telling if e.meaning.sense not in GATHERINGS]
        telling = [e for e in telling if not contradicted(scene, e.position, harm.position)]
        done = has_a_doer(scene, harm)  # and nobody dies of what only "took place"
        telling = [
            e
            for e in telling
            if e.position not in silent or not (done or (harm.meaning.verb and e.meaning.sense in TAKINGS))
        ]
        above = set(scene.tree.ancestors(harm.position))
        near = sorted(
            (grammar.distance(scene.tree, harm.position, e.position) - _nearer(scene.tree, harm, e, above), e.position)
            for e in telling
        )
        alone = len(telling) == 1 and telling[0].meaning.sense not in CROWDS
        if near and near[0][0] <= (ALONE if alone else ABSORBED):
            found[harm.position] = near[0][1]
    left = [t for t in harms if t.position not in found]
    for harm in left[1:]:  # "killed ten and wounded forty": one claim with two tolls
        own = scene.tree.dependents(harm.position, "nsubj") and scene.tree.dependents(left[0].position, "nsubj")
        apart = bool(own) and not _one_event(scene, left[0], harm)
        apart = apart or contradicted(scene, left[0].position, harm.position)
        if not apart and grammar.distance(scene.tree, left[0].position, harm.position) <= ABSORBED:
            found[harm.position] = left[0].position
    return found


def _is_protested(tree: Tree, harm: Trigger, crowd: Trigger) -> bool:
    """Whether deaths are what a crowd gathers about: "marched over the killing", "the killing led to protests"."""
    noun = harm.position
    if harm.meaning.verb or crowd.position in tree.subtree(noun):
        return False
    led = tree.heads[noun] == crowd.position and tree.is_a(noun, "nsubj")
    return grammar.case_of(tree, noun) in PROTESTED or led


PROTESTED = {"over", "about", "against", "after", "following", "at", "to"}
"""Words between a crowd and what it is angry about."""


def _done_by_force(scene: Scene, harm: Trigger) -> bool:
    """Whether a word of harm names armed people as those who did it."""
    if not harm.meaning.verb or harm.meaning.frame != "act":
        return False
    passive = grammar.is_passive(scene.tree, harm.position)
    heads = (grammar.agents if passive else grammar.subjects)(scene.tree, harm.position)
    doers = (actor_at(scene, head) for head in heads)
    return any(doer is not None and not doer.civilian and doer.noun not in {"protesters", "rioters"} for doer in doers)


def _only_dates(scene: Scene, event: Trigger, harm: Trigger) -> bool:
    """Whether an event only says when people suffered: "have died since the war began with protests", "the rebels have
    killed forty since the army launched its offensive", "days after a chemical attack a woman was killed"."""
    tree = scene.tree
    lasting = event.meaning.sense in CROWDS or has_a_doer(scene, harm)
    above = {harm.position, *tree.ancestors(harm.position)}
    for position in (event.position, *tree.ancestors(event.position)):
        if position in above:
            return False
        marks = tree.dependents(position, "mark", "case")
        if lasting and any(grammar.word(tree, i) == "since" for i in marks):
            return True
        later = any(grammar.word(tree, i) == "after" and i and grammar.word(tree, i - 1) in LATER for i in marks)
        if later and harm.meaning.lemma not in DYING:
            return True
    return False


def _one_event(scene: Scene, first: Trigger, second: Trigger) -> bool:
    """Whether two words of harm joined by "and" tell one event: nobody is told who did either, nor two places or days."""
    tree, one, two = scene.tree, first.position, second.position
    if not (tree.is_a(two, "conj") and tree.heads[two] == one) or not all(_suffered(scene, t) for t in (first, second)):
        return False
    if any(grammar.word(tree, i) == "or" for i in tree.dependents(two, "cc")):
        return False
    below = set(tree.subtree(two))
    above = set(tree.subtree(one)) - below
    placed = [m.position for m in scene.places]
    placed += [token_at(scene.sentence, m.start) for m in scene.reading.times[scene.number] if m.kind in NAMES_DAYS]
    return not (below.intersection(placed) and above.intersection(placed))


def _suffered(scene: Scene, harm: Trigger) -> bool:
    """Whether the subject of a word of harm suffers it, and nobody is said to have done it: "were killed", "died"."""
    tree, verb = scene.tree, harm.position
    if not harm.meaning.verb or any(actor_at(scene, agent) for agent in grammar.agents(tree, verb)):
        return False
    return (
        grammar.is_passive(tree, verb)
        or grammar.word(tree, verb) in harms().subject
        or not tree.dependents(verb, "obj")
    )


def contradicted(scene: Scene, one: int, other: int) -> bool:
    """Whether two speakers tell two words of a sentence."""
    first, second = (scene.sentence.tokens[position].start for position in (one, other))
    return by_two(scene.reading, first, second)


def _nearer(tree: Tree, harm: Trigger, event: Trigger, above: Collection[int]) -> float:
    """How much nearer an event counts: one that the harm hangs below, and more so one that it was suffered in ("killed in a
    car bomb attack")."""
    suffered = tree.heads[event.position] == harm.position and tree.is_a(event.position, "obl")
    if suffered and event.meaning.sense in FROM_AFAR and grammar.case_of(tree, event.position) in SUFFERED_IN:
        return 2 * ABOVE
    return ABOVE if event.position in above else 0.0


def _takes_people(scene: Scene, trigger: Trigger) -> bool:
    """Whether who is taken is counted: "killed nine and captured 11" takes no place that anybody died for."""
    if trigger.meaning.sense != "taking" or not trigger.meaning.verb:
        return False
    objects = set(grammar.objects(scene.tree, trigger.position))
    return any(q.harm == "captured" and q.position in objects for q in scene.reading.quantities[scene.number])


def without_ruins(scene: Scene, silent: Collection[int] = ()) -> Scene:
    """The scene without words of ruin that only say what another event came to ("exploded, destroying the shop"), or that
    turned out to tell none."""
    deadly = [t for t in scene.triggers if t.meaning.sense in DEADLY and t.meaning.lemma not in RUINING]

    def tells(trigger: Trigger) -> bool:
        if trigger.meaning.lemma not in RUINING:
            return True
        return trigger.position not in silent and (not deadly or has_a_doer(scene, trigger))

    return msgspec.structs.replace(scene, triggers=tuple(t for t in scene.triggers if tells(t)))


def has_a_doer(scene: Scene, harm: Trigger) -> bool:
    """Whether a word of harm names who did it itself: "after soldiers killed nine", not "…, killing nine"."""
    if not harm.meaning.verb:
        return False
    active = not grammar.is_passive(scene.tree, harm.position) and scene.tree.dependents(harm.position, "nsubj")
    return bool(active) or bool(grammar.agents(scene.tree, harm.position))


def tolls_by_trigger(
    scene: Scene, kept: Sequence[Trigger], absorbed: Mapping[int, int]
) -> Mapping[int, list[tuple[int, Quantity]]]:
    """Each toll at exactly one trigger: where its word of harm stands, else the nearest."""
    found: dict[int, list[tuple[int, Quantity]]] = {}
    by_token = {i: t.position for t in scene.triggers for i in range(t.first, t.last + 1)}
    positions = {t.position for t in kept}
    for index, quantity in enumerate(scene.reading.quantities[scene.number]):
        if quantity.harm is None or not kept or _is_source(scene, quantity):
            continue
        anchor = quantity.harm_position if quantity.harm_position is not None else quantity.position
        home = by_token.get(anchor, -1)
        home = absorbed.get(home, home)
        if home not in positions:
            home = min(positions, key=lambda p: (grammar.distance(scene.tree, p, anchor), p))
        found.setdefault(home, []).append((index, quantity))
    return found


def _is_source(scene: Scene, quantity: Quantity) -> bool:
    """Whether the words name who speaks: "killing ten, police said" counts no police."""
    if quantity.low is not None or quantity.high is not None:
        return False
    return any(first <= quantity.start < last for a in scene.reading.attributions for first, last in a.source_pieces)


def shared_out(
    scene: Scene, mentions: Iterable[tuple[PlaceMention, int]], kept: Sequence[Trigger]
) -> Mapping[int, list[PlaceMention]]:
    """Each place at the triggers nearest to it; a trigger left without takes the nearest place of the sentence.

    A clause with a subject and a place of its own shares none of another's: "raids hit A, and fighters shelled B"; nor does the one
    before it that has a place take the other's.
    """
    items = list(mentions)
    found: dict[int, list[PlaceMention]] = {t.position: [] for t in kept}
    shared: list[tuple[int, PlaceMention, list[int]]] = []
    for mention, position in items:
        costs = _reached(scene, position, kept, is_country(mention.name or ""))
        least = min(costs.values(), default=FAR)
        for home, cost in costs.items():
            if cost == least <= FAR:
                found[home].append(mention)
            elif cost <= min(least + SHARED, FAR):
                shared.append((home, mention, [p for p, near in costs.items() if near == least]))
    apart = {home for home, own in found.items() if own and _is_clause_apart(scene, home)}
    own_ones = {home for home, own in found.items() if any(p.name is not None for p in own)}
    senses = {t.position: t.meaning.sense for t in kept}
    for home, mention, owners in shared:
        later = [o for o in owners if o in apart and o > home and senses[o] != senses[home]]
        theirs = home in own_ones and bool(later)
        if home not in apart and not theirs:
            found[home].append(mention)
    for home, own in found.items():
        if not own and items:
            fitting = [(m, p) for m, p in items if _may_be_of(scene.tree, p, home, is_country(m.name or ""))]
            costs = {p: grammar.distance(scene.tree, home, p) for _, p in fitting}
            nearest = min(costs, key=lambda p: costs[p], default=None)
            if nearest is not None and costs[nearest] <= FAR:
                own.extend(m for m, p in fitting if p == nearest)
    return found


def _is_clause_apart(scene: Scene, home: int) -> bool:
    """Whether a trigger is the verb of a clause that "and" joins to another and that has a subject of its own."""
    return scene.tree.is_a(home, "conj", "parataxis") and bool(grammar.subjects(scene.tree, home))


def _reached(scene: Scene, place: int, kept: Sequence[Trigger], wide: bool) -> dict[int, float]:
    """How far a place is from each trigger whose place it may be; a country (``wide``) holds what is answered as well."""
    costs = {t.position: grammar.distance(scene.tree, t.position, place) for t in kept}
    return {p: cost for p, cost in costs.items() if _may_be_of(scene.tree, place, p, wide)}


def _may_be_of(tree: Tree, place: int, event: int, wide: bool) -> bool:
    return not lies_beyond(tree, place, event) and (wide or not answered(tree, event, place))


def times_by_trigger(scene: Scene, kept: Sequence[Trigger]) -> Mapping[int, TimeMention]:
    """The time of each trigger; the time of the sentence's speech under -1."""
    found: dict[int, tuple[float, TimeMention]] = {}
    anchors = {t.position: t.position for t in kept} | {
        cue: -1 for cue in scene.cues if cue not in {t.position for t in kept}
    }
    for mention in scene.reading.times[scene.number]:
        if mention.kind not in NAMES_DAYS:
            continue
        event = _counted_from(scene, mention)
        position = _time_position(scene, mention) if event is None else event
        if _dates_a_meeting(scene, position):
            continue
        near = [p for p in anchors if _same_voice(scene, p, anchors[p] == -1, mention)]
        if event is None:
            near = [p for p in near if not of_another_event(scene.tree, position, p)]
        else:
            near = [p for p in near if _below(scene.tree, p, event)]
        costs = {p: grammar.distance(scene.tree, p, position) for p in near}
        least = min(costs.values(), default=FAR + 1)
        if least > FAR:
            continue
        speech = any(anchors[p] == -1 and cost == least for p, cost in costs.items())
        for p, cost in costs.items():
            key = anchors[p]
            fits = (key == -1 and cost == least) if speech else (key != -1 and cost <= least + SHARED)
            if fits and (key not in found or cost < found[key][0]):
                found[key] = (cost, mention)
    reported = found.get(-1)
    if reported is not None:
        found |= {t.position: reported for t in kept if t.position not in found and _is_told_of(scene, t, reported[1])}
    return {key: mention for key, (_, mention) in found.items()}


def _dates_a_meeting(scene: Scene, time: int) -> bool:
    """Whether a day is only that of talks: "the report accompanying Tuesday's briefing"."""
    head = scene.tree.heads[time]
    owned = scene.tree.is_a(time, "nmod:poss", "compound", "nmod:unmarked", "amod")
    return owned and head >= 0 and grammar.word(scene.tree, head) in place_words.words().gatherings


def _is_told_of(scene: Scene, trigger: Trigger, mention: TimeMention) -> bool:
    """Whether a time stands behind what somebody reports: "have reported six bombings last night"."""
    cue = scene.tree.heads[grammar.counting(scene.tree, trigger.position)]
    noun = not trigger.meaning.verb and cue >= 0 and grammar.word(scene.tree, cue) in REPORTING
    return noun and cue < trigger.position < _time_position(scene, mention)


REPORTING = frozenset({"report", "reported", "reporting", "record", "recorded", "documented", "counted"})
"""Verbs whose object is what happened."""


def since(scene: Scene, position: int) -> TimeMention | None:
    """The words from which on something went on or added up, where they tell the day in a clause or point back at one: "have
    been killed since the truce ended on Friday", "since then"."""
    tree, tokens = scene.tree, scene.sentence.tokens
    verbs = {position, grammar.clause_verb(tree, position)}
    verbs |= {tree.heads[v] for v in verbs if tree.is_a(v, "conj") and tree.heads[v] >= 0}
    if not any(grammar.word(tree, i) in PERFECT for v in verbs for i in tree.dependents(v, "aux", "aux:pass")):
        return None
    below = sorted({i for v in verbs for b in tree.dependents(v, *COUNTED_FROM) for i in (b, *tree.children[b])})
    outside = (i for i in below if tokens[i].lower == "since" and not _below(tree, position, tree.heads[i]))
    for word in (i for i in outside if not _ranks(scene, position, i)):
        last = _end_of_since(scene, word)
        if last is not None:
            start, text = tokens[word].start, scene.reading.document.text
            return TimeMention(text[start:last], start, last, "span", "reference", None, governor="since")
    return None


COUNTED_FROM = ("advcl", "obl", "advmod", "nmod", "nmod:unmarked", "obl:unmarked")


def _ranks(scene: Scene, event: int, since: int) -> bool:
    """Whether "since" only says of what something is the first or worst: "the deadliest attack since the truce"."""
    before = {token.lower for token in scene.sentence.tokens[max(0, min(event, since) - RANKED) : since]}
    return bool(before & {"first", "last"}) or any(word.endswith("est") and word not in SIDES for word in before)


PERFECT = frozenset({"has", "have", "had", "'ve", "been"})
RANKED = 4
SIDES = frozenset({"west", "northwest", "southwest", "arrest", "rest", "test", "protest", "request", "unrest"})


def _end_of_since(scene: Scene, word: int) -> int | None:
    """Where the words of "since" end: at "then", or at the day that its clause names."""
    tokens = scene.sentence.tokens
    if word + 1 < len(tokens) and tokens[word + 1].lower == "then":
        return tokens[word + 1].end
    within = {i for i in range(word + 1, len(tokens)) if _below(scene.tree, i, scene.tree.heads[word])}
    named = (m for m in scene.reading.times[scene.number] if m.kind == "date" and m.start > tokens[word].start)
    return next((m.end for m in named if token_at(scene.sentence, m.start) in within), None)


def _below(tree: Tree, inner: int, outer: int) -> bool:
    return inner == outer or outer in tree.ancestors(inner)


def time_of_state(scene: Scene, position: int) -> tuple[TimeMention | None, TimeMention | None]:
    """When a state held that a word tells of, and when it was said. A day of the clause itself, or of the "it was reported"
    above it, is when it held; one of the words that credit somebody is when it was said."""
    tree, credited = scene.tree, any(a.source and a.cue_at[0] == scene.number for a in scene.reading.attributions)
    said = times_by_trigger(scene, scene.triggers).get(-1) if credited else None
    named = [m for m in scene.reading.times[scene.number] if m.kind in NAMES_DAYS and m != said]
    clauses = [grammar.predicate(tree, position)]
    if tree.is_a(clauses[0], "ccomp", "csubj", "xcomp"):
        clauses.append(grammar.predicate(tree, tree.heads[clauses[0]]))
    for clause in clauses:
        here = [(m, at) for m in named if grammar.predicate(tree, at := _time_position(scene, m)) == clause]
        here = [(m, at) for m, at in here if not credited or _same_voice(scene, position, False, m)]
        if here:
            return min(here, key=lambda one: grammar.distance(tree, position, one[1]))[0], said
    return None, said


def _same_voice(scene: Scene, anchor: int, speech: bool, mention: TimeMention) -> bool:
    """Whether a time and a trigger or cue stand in the same voice: a day outside the quoted words dates the saying."""
    contents = [
        piece
        for a in scene.reading.attributions
        if a.cue_at[0] == scene.number and not a.carried
        for piece in a.content
    ]
    said = any(first <= mention.start < last for first, last in contents)
    start = scene.sentence.tokens[anchor].start
    told = any(first <= start < last for first, last in contents)
    return (not said if speech else said == told) if contents else True


def _time_position(scene: Scene, mention: TimeMention) -> int:
    first, last = token_at(scene.sentence, mention.start), token_at(scene.sentence, mention.end - 1)
    return grammar.head_of(scene.tree, first, last)


def _counted_from(scene: Scene, mention: TimeMention) -> int | None:
    """The word for the event that a time counts from: "the raid came a day after rebels took Ayn" dates the taking."""
    last = token_at(scene.sentence, mention.end - 1)
    event = scene.tree.heads[last]
    return event if event >= 0 and counts_from(scene.tree, event, last) else None
