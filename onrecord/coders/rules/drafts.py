"""What one sentence says: each trigger with the actors, places, times, tolls and means that grammar ties to it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import arguments, grammar, means, status, ways
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.background import by_the_clock, is_day
from onrecord.coders.rules.doers import actors as actors_of
from onrecord.coders.rules.doers import settled
from onrecord.coders.rules.everyday import by_accident, says_nothing
from onrecord.coders.rules.parts import ActorPart, Draft, TimePart
from onrecord.coders.rules.placing import hit_places, placed, without_containers, without_descriptions, without_sources
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.scene import Scene, scene_of
from onrecord.coders.rules.sharing import (
    absorbed_harm,
    shared_out,
    since,
    times_by_trigger,
    tolls_by_trigger,
    without_ruins,
)
from onrecord.coders.rules.taking import TAKING, losses, taken, takes_nothing
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Trigger
from onrecord.coders.rules.victims import VictimMention, victims
from onrecord.knowledge import naming
from onrecord.language import lexicon
from onrecord.language.dates import TimeMention
from onrecord.language.document import Tree
from onrecord.language.quantities import Quantity
from onrecord.model import Scope


def drafts(reading: Reading) -> list[Draft]:
    """The drafts of all parsed sentences in text order."""
    found: list[Draft] = []
    for number, sentence in enumerate(reading.document.sentences):
        if sentence.tree is not None and reading.triggers[number]:
            found.extend(_of_sentence(scene_of(reading, number, sentence, sentence.tree)))
    return found


def _of_sentence(scene: Scene, silent: frozenset[int] = frozenset()) -> list[Draft]:
    """The drafts of one sentence; read again where a word that tells no event after all had a doer's dead for its own."""
    scene = without_ruins(scene, silent)
    absorbed = _explained(scene, silent)
    kept = [t for t in scene.triggers if t.position not in absorbed and not takes_nothing(scene, t)]
    kept = kept or losses(scene)
    tolls = tolls_by_trigger(scene, kept, absorbed)
    places = _placed(scene, kept)
    times = times_by_trigger(scene, kept)
    found: list[Draft] = []
    for trigger in kept:
        explained = [t for t in scene.triggers if absorbed.get(t.position) == trigger.position]
        here = _Around(
            tuple(tolls.get(trigger.position, ())),
            tuple(places.get(trigger.position, ())),
            _day(scene, times.get(trigger.position)) or since(scene, trigger.position),
            times.get(-1),
            _victims(scene, trigger, explained),
            tuple(explained),
        )
        found.extend(_draft(scene, trigger, here))
    told = {draft.trigger.position for draft in found}
    without = frozenset(t.position for t in scene.triggers if t.position not in absorbed) - told
    again = without_ruins(scene, without)
    if not silent and without & set(absorbed.values()) and _explained(again, without) != absorbed:
        return _of_sentence(scene, without)
    return settled(scene, found)


def _placed(scene: Scene, kept: Sequence[Trigger]) -> dict[int, list[PlaceMention]]:
    """The places of each trigger, without those that somebody only passed."""
    items = placed(scene.places, scene.sentence)
    plain = [(p, at) for p, at in items if ways.side(scene.tree, p.position) is None]
    every = shared_out(scene, items, kept)
    return ways.without_ways(scene, kept, every, every if len(plain) == len(items) else shared_out(scene, plain, kept))


def _explained(scene: Scene, silent: frozenset[int]) -> dict[int, int]:
    """The words of harm that another event explains, those told as facts beside its mere plan apart."""
    return {h: e for h, e in absorbed_harm(scene, silent).items() if not _told_apart(scene, h, e)}


def _told_apart(scene: Scene, harm: int, event: int) -> bool:
    """Whether people suffered as a fact what is told beside a plan or a mere possibility: "meant to hit the base but killed
    nine villagers" has a claim for the dead."""
    by_position = {t.position: t for t in scene.triggers}
    others = [t.position for t in scene.triggers if t.position != event]
    planned = status.read(scene.sentence, by_position[event], others)
    if planned.status in {"happened", "ongoing"} or planned.rule in DOUBTS or planned.denies == "responsibility":
        return False
    suffered = status.read(scene.sentence, by_position[harm], others)
    below = event in scene.tree.ancestors(harm) and not scene.tree.is_a(harm, "conj")
    return by_position[harm].meaning.verb and suffered.status in {"happened", "ongoing"} and not below


def _day(scene: Scene, when: TimeMention | None) -> TimeMention | None:
    """The time of a trigger; of the only event of a sentence without a speaker the only day that it names, however far grammar
    puts it."""
    if when is not None:
        return None if by_the_clock(when) else when
    days = [m for m in scene.reading.times[scene.number] if m.kind == "date" and is_day(m)]
    spoken = any(a.cue_at[0] == scene.number for a in scene.reading.attributions)
    return days[0] if len(days) == len(scene.triggers) == 1 and not spoken else None


def _victims(scene: Scene, trigger: Trigger, explained: Sequence[Trigger]) -> tuple[VictimMention, ...]:
    """The people named as harmed; names of armed groups, days and places are nobody's."""
    groups = [(m.start, m.end) for m in scene.reading.actors_of(scene.number) if not m.civilian and m.noun is None]
    days = [(m.start, m.end) for m in scene.reading.times[scene.number]]
    places = [(m.first, m.last) for m in scene.reading.places_of(scene.number)]
    taken = {
        position
        for position, token in enumerate(scene.sentence.tokens)
        if any(start <= token.start < end for start, end in [*groups, *days])
    }
    named = victims(scene.sentence, trigger, explained, taken)
    return tuple(v for v in named if not any(first <= v.first and v.last <= last for first, last in places))


class _Around(msgspec.Struct, frozen=True):
    tolls: tuple[tuple[int, Quantity], ...]
    places: tuple[PlaceMention, ...]
    when: TimeMention | None
    said: TimeMention | None
    victims: tuple[VictimMention, ...]
    explained: tuple[Trigger, ...]


def _draft(scene: Scene, trigger: Trigger, around: _Around) -> list[Draft]:
    roles = arguments.roles(scene.tree, trigger)
    actors = actors_of(scene, trigger, roles, around.explained)
    weapons = _weapons(scene, trigger, roles)
    kind = _kind(scene, trigger, (roles, actors), weapons, around)
    if kind is None:
        return []
    if (
        trigger.meaning.lemma in COUNTED and kind != "remains_found"
    ):  # "we counted 41 bodies this morning": they died before
        around = msgspec.structs.replace(around, when=None)
    others = [t.position for t in scene.triggers if t is not trigger]
    reading = _dated(_counted(scene, _told(scene, trigger, others, around.explained), trigger, around), around.when)
    reading, actors = _whoever_it_was(scene, trigger, reading, actors)
    draft = Draft(
        sentence=scene.number,
        trigger=trigger,
        kind=kind,
        reading=reading,
        actors=_with_users(actors),
        places=_places(scene, trigger, [*around.places, *hit_places(scene, trigger, roles)]),
        when=TimePart(around.when) if around.when else None,
        said=around.said,
        count=means.count(scene.sentence, trigger.first, trigger.last, trigger.position),
        weapon=weapons[0] if weapons else None,
        hits=tuple(
            h
            for h in scene.reading.hits[scene.number]
            if grammar.distance(scene.tree, trigger.position, h.position) <= 4
        ),
        tolls=_running(around),
        victims=around.victims,
    )
    if trigger.meaning.sense in TAKING:
        return taken(scene, draft, roles)
    return [draft]


def _with_users(actors: Sequence[ActorPart]) -> tuple[ActorPart, ...]:
    """The actors without craft that only say with what it was done: the "helicopter" of a "helicopter raid", or those beside who
    used them."""
    doing = [part for part in actors if part.role != "target"]
    bare = [part for part in doing if part.mention.noun == "machines" and part.mention.id is None]
    bare = [p for p in bare if p.mention.modifier or p.mention.text.lower() in naming.vocabulary().nouns["machines"]]
    used = len(doing) > len(bare)
    return tuple(part for part in actors if part not in bare or not (used or part.mention.modifier))


def _whoever_it_was(
    scene: Scene, trigger: Trigger, reading: status.Reading, actors: tuple[ActorPart, ...]
) -> tuple[status.Reading, tuple[ActorPart, ...]]:
    """A deed of which only the doer is in doubt has happened: "it is not clear whether X was behind the attack"."""
    behind = grammar.case_of(scene.tree, trigger.position) == "behind"
    doubt = status.read(scene.sentence, trigger) if behind else reading
    if not behind or doubt.status not in {"hypothetical", "planned"}:
        return reading, actors
    doubted = tuple(
        msgspec.structs.replace(p, mention=msgspec.structs.replace(p.mention, suspected=True))
        if p.role == "initiator"
        else p
        for p in actors
    )
    return status.Reading(rule="status.doer_doubted", position=doubt.position), doubted


def _places(scene: Scene, trigger: Trigger, near: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """The places of a trigger; of the only event of a sentence the only place that it names, however far grammar puts it."""
    near = without_sources(scene.tree, trigger, near, scene.reading.places)
    near = without_descriptions(scene.tree, near)
    stayed = [p for p in scene.places if ways.side(scene.tree, p.position) != "from"]
    inner = without_containers(near or stayed, scene.reading.places)
    return inner if near or (len(scene.triggers) == 1 and len(inner) == 1) else ()


def _running(around: _Around) -> tuple[tuple[int, Quantity], ...]:
    """The tolls, those counted from some time on as running totals: "since Friday the raids have killed seventy"."""
    if around.when is None or around.when.governor != "since":
        return around.tolls
    total: Scope = "cumulative"
    return tuple((n, msgspec.structs.replace(q, scope=total) if q.scope == "incident" else q) for n, q in around.tolls)


def _told(scene: Scene, trigger: Trigger, others: Sequence[int], harms: Sequence[Trigger]) -> status.Reading:
    """The status of a trigger; a deed whose harm is told as a fact has happened, whatever else is said of it: "they asked
    for an inquiry into raids that have killed forty"."""
    found = status.read(scene.sentence, trigger, others)
    if found.status in {"happened", "ongoing"} or found.denies == "responsibility":
        return found
    for harm in harms:
        below = harm.meaning.verb and trigger.position in scene.tree.ancestors(harm.position)
        if below and scene.tree.is_a(harm.position, "acl:relcl"):
            told = status.read(scene.sentence, harm, others)
            if told.status in {"happened", "ongoing"}:
                return told
    return found


def _counted(scene: Scene, reading: status.Reading, trigger: Trigger, around: _Around) -> status.Reading:
    """A stated zero denies nothing: "no casualties were reported" tells the toll of what happened."""
    zero = any(quantity.low == quantity.high == 0 for _, quantity in around.tolls)
    if zero and reading.status == "denied" and trigger.meaning.sense == "harm":
        return status.Reading(rule="status.zero_toll", position=reading.position)
    adjective = reading.rule == "status.possible_adjective"
    if adjective and reading.position is not None and grammar.word(scene.tree, reading.position) in TRIED:
        return reading
    dead = any(quantity.harm == "killed" and quantity.low for _, quantity in around.tolls)
    told = [q for _, q in around.tolls if q.harm == "killed" and q.harm_position != trigger.position]
    dozens = adjective and any(q.low is None and q.high is None for q in told)
    if dozens or (dead and reading.rule in DOUBTS):  # a "suspected gas attack killed forty": people did die
        return status.Reading(rule="status.people_died", position=reading.position)
    return reading


def _dated(reading: status.Reading, when: TimeMention | None) -> status.Reading:
    """A clause that recalls an event and dates it is news of that day as much as any other clause."""
    if reading.recap and when is not None and reading.status == "happened":
        return status.Reading(rule=f"{reading.rule}_dated", position=reading.position)
    return reading


def _weapons(scene: Scene, trigger: Trigger, roles: Roles) -> list[means.WeaponMention]:
    """Means near the trigger, inside it or as the thing that went off; the nearest first."""
    found = []
    others = [t.position for t in scene.triggers if t is not trigger and t.meaning.sense != "harm"]
    for weapon in scene.reading.weapons[scene.number]:
        inside = trigger.first <= weapon.position <= trigger.last
        cost = (
            0.0
            if inside or weapon.position in roles.things
            else grammar.distance(scene.tree, trigger.position, weapon.position)
        )
        if not inside and _is_not_used(scene, trigger, roles, weapon):
            continue
        nearer = any(grammar.distance(scene.tree, o, weapon.position) < cost for o in others)
        if cost <= 4 and not nearer:
            found.append((cost, weapon.first, weapon))
    return [weapon for _, _, weapon in sorted(found, key=lambda item: item[:2])]


def _is_hit(scene: Scene, trigger: Trigger, roles: Roles, weapon: means.WeaponMention) -> bool:
    """Whether the weapon is what was hit: "the helicopter came under fire"."""
    used = grammar.word(scene.tree, weapon.position) in trigger.meaning.needs or _met(scene, trigger, weapon)
    return weapon.position in roles.targets and trigger.meaning.sense in HITTING and not used


def _met(scene: Scene, trigger: Trigger, weapon: means.WeaponMention) -> bool:
    """Whether somebody came upon what lay in wait for them: "their truck hit a mine"; a gold mine is of another sort, as is what
    shells hit."""
    armed = {w.position for w in scene.reading.weapons[scene.number]}
    sort = [i for i in scene.tree.dependents(weapon.position, "compound") if i < weapon.first]
    if trigger.meaning.lemma not in {"hit", "strike"} or sort:
        return False
    return weapon.entry.class_ in LYING and not armed.intersection(grammar.subjects(scene.tree, trigger.position))


LYING = {"landmine", "ied"}
"""Classes of weapons that lie in wait."""
HITTING = {"assault", "strike", "harm"}
"""Senses of verbs that hit with something else than their object; "fired rockets" is no such."""


def _lost(scene: Scene, trigger: Trigger, weapon: means.WeaponMention) -> bool:
    """Whether the weapon is what somebody destroyed, shot down or took: nobody was hit with it."""
    verb = scene.tree.heads[weapon.position]
    if trigger.meaning.sense in {"disrupted_attack", "blast"} or verb < 0:
        return False
    return scene.tree.is_a(weapon.position, "obj", "nsubj:pass", "conj") and _loses(scene.tree, weapon.position)


def _loses(tree: Tree, noun: int) -> bool:
    while tree.is_a(noun, "conj") and tree.heads[noun] >= 0:
        noun = tree.heads[noun]
    verb = tree.heads[noun]
    return verb >= 0 and tree.is_a(noun, "obj", "nsubj:pass") and grammar.word(tree, verb) in means.losing()


def _is_not_used(scene: Scene, trigger: Trigger, roles: Roles, weapon: means.WeaponMention) -> bool:
    """Whether a weapon is no means of the deed: part of a thing's name, what was hit or lost, or what only backs the doer."""
    passive = (
        _describes_a_thing(scene, weapon) or _is_hit(scene, trigger, roles, weapon) or _lost(scene, trigger, weapon)
    )
    return passive or arguments.supports(scene.tree, weapon.position)


def _describes_a_thing(scene: Scene, weapon: means.WeaponMention) -> bool:
    """Whether the word only says what kind of thing another is: a "missile base" fires nothing by its name."""
    head = scene.tree.heads[weapon.position]
    events = {i for t in scene.triggers for i in range(t.first, t.last + 1)}
    return scene.tree.is_a(weapon.position, "compound") and head not in events


def _kind(
    scene: Scene,
    trigger: Trigger,
    people: tuple[Roles, Sequence[ActorPart]],
    weapons: Sequence[means.WeaponMention],
    around: _Around,
) -> str | None:
    roles, actors = people
    doers = [a.mention for a in actors if a.role in {"initiator", "party"}]
    targets = [a.mention for a in actors if a.role == "target"]
    victims = {q.who for _, q in around.tolls if q.who in {"civilians", "combatants"}}
    victims |= {"civilians" if m.civilian else "combatants" for m in targets}
    if (
        not victims and not trigger.meaning.verb and any(q.phrase_head in PEOPLE for _, q in around.tolls)
    ):  # "39 people died in the attack"
        victims.add("civilians")
    if not victims and trigger.meaning.verb and _attacks_a_civil_place(scene, roles, around):
        victims.add("civilians")
    harmed = bool(around.tolls or around.victims or targets)
    if trigger.meaning.sense == "harm" and not (harmed or doers):
        return None
    if trigger.meaning.lemma in COUNTED and not (around.tolls or around.victims):
        return None
    if says_nothing(scene, trigger, roles, actors, harmed):
        return None
    if trigger.meaning.sense == "harm" and not doers and by_accident(scene, trigger):
        return "other"
    return means.kind(
        trigger.meaning.sense,
        trigger.meaning.lemma,
        trigger.meaning.verb,
        means.Circumstances(
            means=tuple(w.entry for w in weapons),
            victims=frozenset(victims),
            aircraft=any(_flies(scene, m) and not arguments.supports(scene.tree, m.position) for m in doers),
            bomber=any(_is_bomber(scene, m) for m in doers),
            armed=any(not m.civilian for m in doers),
            placed=bool(around.places),
            abroad=any(m.kind == "external_forces" for m in doers),
            state=any(m.kind in {"state_forces", "external_forces", "umbrella"} for m in doers),
            mob=any(m.kind == "rioters" for m in doers),
            crowd=any(m.kind == "protesters" for m in targets),
            bare=not grammar.objects(scene.tree, trigger.position),
        ),
    )


def _attacks_a_civil_place(scene: Scene, roles: Roles, around: _Around) -> bool:
    """Whether what was attacked is a village, a church, a bus or the like and people died: "attacked two villages, killing 20
    people"."""
    towns = {i for p in scene.places if p.feature in TOWNS for i in range(p.first, p.last + 1)}
    peaceful = {position for position, sort in means.things(scene.sentence).items() if sort in CIVIL}
    peaceful |= {i for i in roles.targets if grammar.word(scene.tree, i) in PEACEFUL}
    unknown = [q for _, q in around.tolls if q.harm == "killed" and q.who == "unknown"]
    if peaceful.intersection(roles.targets):
        return bool(unknown)
    return bool(towns.intersection(roles.targets)) and any(q.phrase_head in PEOPLE for q in unknown)


TRIED = {"attempted", "failed", "foiled", "botched", "thwarted"}
"""Words by which nobody died of it, whoever is named."""
TOWNS = {"settlement", "neighbourhood"}
CIVIL = {"health", "school", "worship", "market", "camp", "aid", "heritage", "housing", "media"}
PEACEFUL = {form for word in ("hotel", "restaurant", "bus", "minibus", "shop", "factory", "farm", "train", "ferry", "wedding", "funeral", "cafe", "bar", "village") for form in lexicon.noun_forms(word)}  # fmt: skip
"""Things that no troops are in as a rule."""
DOUBTS = {"status.possible_adjective", "status.possible_general", "status.planned_purpose", "status.planned_trying"}
"""Words of doubt and of purpose beside the event that its dead overrule."""

COUNTED = {"body", "bodies"}
"""Nouns that tell of harm only where they count somebody: a "government body" does not."""

PEOPLE = {"people", "persons", "person", "residents", "villagers"}
"""Heads of tolls that nobody uses of fighters alone."""


def _flies(scene: Scene, mention: ActorMention) -> bool:
    """Whether a doer is aircraft."""
    words = mention.text.lower().replace("-", " ").split()
    flying = any(word in AIRCRAFT for word in words) or words[-1:] == ["airforce"]
    flying = flying or (len(words) > 1 and words[-2] == "air" and words[-1] in {"force", "forces", "power"})
    return flying and not _is_bomber(scene, mention)


def _is_bomber(scene: Scene, mention: ActorMention) -> bool:
    """Whether "a bomber" is a person: no country's, of a known group or of none, and of no sort that planes are of."""
    words = mention.text.lower().replace("-", " ").split()
    if not words or words[-1] not in BOMBERS or mention.noun != "strangers":
        return False
    beside = {scene.sentence.tokens[i].lower for i in scene.tree.subtree(mention.position) if i < mention.position}
    plane = beside & OF_PLANES or any(any(letter.isdigit() for letter in word) for word in beside if not word.isdigit())
    return (mention.id is not None or len(words) == 1 or "suicide" in words) and not plane


OF_PLANES = {"range", "strategic", "heavy", "stealth", "fighter", "jet", "nuclear"}
BOMBERS = {"bomber", "bombers"}
AIRCRAFT = {f for word in ("warplane", "jet", "aircraft", "aircrafts", "helicopter", "plane", "drone", "airplane", "bomber", "gunship", "fighter jet", "chopper") for f in lexicon.noun_forms(word)}  # fmt: skip
