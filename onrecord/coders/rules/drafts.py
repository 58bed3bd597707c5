"""What one sentence says: each trigger with the actors, places, times, tolls and means that grammar ties to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onrecord.coders.rules import arguments, grammar, means, status
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.reading import Reading, token_at
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Trigger
from onrecord.coders.rules.victims import VictimMention, victims
from onrecord.language import lexicon
from onrecord.language.dates import TimeMention
from onrecord.language.document import Sentence, Tree
from onrecord.language.quantities import Quantity
from onrecord.model import ControlChange, ControlState, Role

FAR = 8.0
"""A mention further than this from a trigger (in `grammar.distance`) says nothing about it."""
SHARED = 1.6
"""A place or day serves every trigger that is at most this much further from it than the nearest one."""
ABSORBED = 9.0
"""A word of harm within this distance of an event's trigger tells that event's toll and makes no claim of its own."""

BASED = {"based", "led", "backed", "born", "registered", "funded", "sponsored", "trained", "made", "supported"}
HELD = {"held", "controlled", "occupied", "run", "besieged", "dominated"}
NAMES_DAYS = {"date", "offset", "span"}
DONE_TO_PLACES = {"shelling", "air_strike", "siege", "strike"}
STORMING = {"storm", "raid", "invade", "overrun", "break into"}
ABOVE = 2.0
"""How much nearer the event counts that a word of harm hangs below ("raided the village, killing nine and abducting …")."""
DEADLY = {
    "assault", "strike", "blast", "battle", "air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "taking",
    "losing", "chemical_attack", "other", "attack_on_civilians", "protest_repressed", "riot", "mob_violence", "protest", "siege",
}  # fmt: skip
"""Senses of triggers that people die of; being abducted, displaced or arrested explains no deaths."""
TAKING = {"taking", "losing", "handover"}
AGAIN = ("re", "wrest", "restore")


class ActorPart(msgspec.Struct, frozen=True):
    """An actor mention in its role."""

    role: Role
    mention: ActorMention


class VictimPart(msgspec.Struct, frozen=True):
    """A counted or named group as the target, where no actor mention says it better."""

    quantity: Quantity


class ControlPart(msgspec.Struct, frozen=True):
    """What a draft says about holding: a state or a change, the holder and whom the place was taken from."""

    state: ControlState | None
    change: ControlChange | None
    holder: ActorMention | None
    from_: ActorMention | None


class TimePart(msgspec.Struct, frozen=True):
    """A time mention and whether it was taken over from another draft."""

    mention: TimeMention
    inherited: bool = False


class Draft(msgspec.Struct, frozen=True):
    """A claim in the making: mentions still know their sentence and token."""

    sentence: int
    trigger: Trigger
    kind: str
    reading: status.Reading
    actors: tuple[ActorPart, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    places_inherited: bool = False
    when: TimePart | None = None
    said: TimeMention | None = None
    count: means.CountMention | None = None
    weapon: means.WeaponMention | None = None
    hits: tuple[means.HitMention, ...] = ()
    tolls: tuple[tuple[int, Quantity], ...] = ()
    victims: tuple[VictimMention, ...] = ()
    control: ControlPart | None = None
    rules: tuple[tuple[str, str, int, int], ...] = ()


class _Scene(msgspec.Struct, frozen=True):
    """One parsed sentence with everything found in it, and which trigger each thing belongs to."""

    number: int
    sentence: Sentence
    tree: Tree
    triggers: tuple[Trigger, ...]
    reading: Reading
    cues: tuple[int, ...]

    @property
    def places(self) -> list[PlaceMention]:
        found = [m for m in self.reading.places_of(self.number) if m.role == "event" and not _names_somebody(self, m)]
        return _under_heading(found, self)


def drafts(reading: Reading) -> list[Draft]:
    """The drafts of all parsed sentences in text order."""
    found: list[Draft] = []
    for number, sentence in enumerate(reading.document.sentences):
        if sentence.tree is not None and reading.triggers[number]:
            found.extend(_of_sentence(_scene(reading, number, sentence, sentence.tree)))
    return found


def _scene(reading: Reading, number: int, sentence: Sentence, tree: Tree) -> _Scene:
    cues = tuple(a.cue_at[1] for a in reading.attributions if a.cue_at is not None and a.cue_at[0] == number)
    triggers = _without_doubles(tree, reading.triggers[number], cues)
    return _Scene(number, sentence, tree, triggers, reading, cues)


def _without_doubles(tree: Tree, triggers: Sequence[Trigger], cues: Sequence[int]) -> tuple[Trigger, ...]:
    """Drop the noun that a verb trigger needs anyway, the bomb that goes off, and speech verbs taken for events."""
    needy = [t for t in triggers if t.meaning.needs]
    doubled = {
        t.position
        for verb in needy
        for t in triggers
        if t is not verb
        and not t.meaning.verb
        and grammar.word(tree, t.position) in verb.meaning.needs
        and verb.position in list(tree.ancestors(t.position))[:2]
    }
    gone_off = {
        i
        for verb in triggers
        if verb.meaning.frame == "goes_off" and verb.meaning.verb
        for i in grammar.subjects(tree, verb.position)
    }
    dropped = doubled | gone_off | set(cues)
    return tuple(t for t in triggers if t.position not in dropped or t.meaning.frame == "goes_off")


def _of_sentence(scene: _Scene) -> list[Draft]:
    absorbed = _absorbed(scene)
    kept = [t for t in scene.triggers if t.position not in absorbed]
    tolls = _tolls_by_trigger(scene, kept, absorbed)
    places = _shared_out(scene, [(m, m.position) for m in scene.places], kept)
    times = _times(scene, kept)
    found: list[Draft] = []
    for trigger in kept:
        explained = [t for t in scene.triggers if absorbed.get(t.position) == trigger.position]
        here = _Around(
            tuple(tolls.get(trigger.position, ())),
            tuple(places.get(trigger.position, ())),
            times.get(trigger.position),
            times.get(-1),
            _victims(scene, trigger, explained),
        )
        found.extend(_draft(scene, trigger, here))
    return [_with_opponent(scene, draft, found) for draft in found]


def _victims(scene: _Scene, trigger: Trigger, explained: Sequence[Trigger]) -> tuple[VictimMention, ...]:
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


def _with_opponent(scene: _Scene, draft: Draft, others: Sequence[Draft]) -> Draft:
    """A clash told with one party has the doer of the clause around it as the other: "after clashes with X, Y retook"."""
    parties = [part.mention for part in draft.actors if part.role == "party"]
    if len(parties) != 1 or len(draft.actors) != 1:
        return draft
    doers = [
        (grammar.distance(scene.tree, draft.trigger.position, other.trigger.position), part.mention)
        for other in others
        for part in other.actors
        if part.role == "initiator" and not part.mention.civilian and (part.mention.id or "") != (parties[0].id or "")
    ]
    near = [
        mention for cost, mention in sorted(doers, key=lambda pair: pair[0]) if cost <= FAR and mention != parties[0]
    ]
    return msgspec.structs.replace(draft, actors=(*draft.actors, ActorPart("party", near[0]))) if near else draft


class _Around(msgspec.Struct, frozen=True):
    tolls: tuple[tuple[int, Quantity], ...]
    places: tuple[PlaceMention, ...]
    when: TimeMention | None
    said: TimeMention | None
    victims: tuple[VictimMention, ...]


def _names_somebody(scene: _Scene, place: PlaceMention) -> bool:
    """Whether the name is part of an actor's or a speaker's: "US warplanes", "the London-based monitor"."""
    actors = scene.reading.actors_of(scene.number)
    speakers = [piece for a in scene.reading.attributions for piece in a.source_pieces]
    after = scene.sentence.tokens[place.last + 1 : place.last + 3]
    if len(after) == 2 and after[0].text == "-" and after[1].lower in BASED:
        return True
    within = any(m.start <= place.start and place.end <= m.end and not m.civilian for m in actors)
    return within or any(first <= place.start and place.end <= last for first, last in speakers)


def _under_heading(places: list[PlaceMention], scene: _Scene) -> list[PlaceMention]:
    """Digests head a line by the area: in "Rasheed province: a bomb went off in Ayn", Ayn lies in the province."""
    tokens = scene.sentence.tokens
    if (
        len(places) < 2
        or places[0].first > 1
        or places[0].last + 1 >= len(tokens)
        or tokens[places[0].last + 1].text != ":"
    ):
        return places
    number = next(i for i, m in enumerate(scene.reading.places) if m == places[0])
    return [p if p.container is not None else msgspec.structs.replace(p, container=number) for p in places[1:]]


# --- which trigger a thing belongs to --------------------------------------------------------------------------------


def _absorbed(scene: _Scene) -> Mapping[int, int]:
    """Harm triggers whose toll another event of the sentence explains: position of the one -> position of the other."""
    events = [t for t in scene.triggers if t.meaning.sense in DEADLY]
    harms = [t for t in scene.triggers if t.meaning.sense == "harm"]
    found: dict[int, int] = {}
    for harm in harms:
        telling = [e for e in events if not grammar.aside(scene.tree, e.position, harm.position)]
        above = set(scene.tree.ancestors(harm.position))
        near = sorted(
            (
                grammar.distance(scene.tree, harm.position, e.position) - (ABOVE if e.position in above else 0.0),
                e.position,
            )
            for e in telling
        )
        if near and near[0][0] <= ABSORBED:
            found[harm.position] = near[0][1]
    left = [t for t in harms if t.position not in found]
    for harm in left[1:]:  # "killed ten and wounded forty": one claim with two tolls
        own = scene.tree.dependents(harm.position, "nsubj") and scene.tree.dependents(left[0].position, "nsubj")
        if not own and grammar.distance(scene.tree, left[0].position, harm.position) <= ABSORBED:
            found[harm.position] = left[0].position
    return found


def _tolls_by_trigger(
    scene: _Scene, kept: Sequence[Trigger], absorbed: Mapping[int, int]
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


def _is_source(scene: _Scene, quantity: Quantity) -> bool:
    """Whether the words name who speaks: "killing ten, police said" counts no police."""
    if quantity.low is not None or quantity.high is not None:
        return False
    return any(first <= quantity.start < last for a in scene.reading.attributions for first, last in a.source_pieces)


def _shared_out(
    scene: _Scene, mentions: Iterable[tuple[PlaceMention, int]], kept: Sequence[Trigger]
) -> Mapping[int, list[PlaceMention]]:
    """Each place at the triggers nearest to it; a trigger left without takes the nearest place of the sentence."""
    items = list(mentions)
    found: dict[int, list[PlaceMention]] = {t.position: [] for t in kept}
    for mention, position in items:
        costs = {t.position: grammar.distance(scene.tree, t.position, position) for t in kept}
        least = min(costs.values(), default=FAR)
        for home, cost in costs.items():
            if cost <= min(least + SHARED, FAR):
                found[home].append(mention)
    for home, own in found.items():
        if not own and items:
            cost, mention = min(
                ((grammar.distance(scene.tree, home, p), m) for m, p in items), key=lambda pair: pair[0]
            )
            if cost <= FAR:
                own.append(mention)
    return found


def _times(scene: _Scene, kept: Sequence[Trigger]) -> Mapping[int, TimeMention]:
    """The time of each trigger; the time of the sentence's speech under -1."""
    found: dict[int, tuple[float, TimeMention]] = {}
    anchors = {t.position: t.position for t in kept} | {
        cue: -1 for cue in scene.cues if cue not in {t.position for t in kept}
    }
    for mention in scene.reading.times[scene.number]:
        if mention.kind not in NAMES_DAYS:
            continue
        position = _time_position(scene, mention)
        near = [p for p in anchors if _same_voice(scene, p, anchors[p] == -1, mention)]
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
    return {key: mention for key, (_, mention) in found.items()}


def _same_voice(scene: _Scene, anchor: int, speech: bool, mention: TimeMention) -> bool:
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


def _time_position(scene: _Scene, mention: TimeMention) -> int:
    first, last = token_at(scene.sentence, mention.start), token_at(scene.sentence, mention.end - 1)
    return grammar.head_of(scene.tree, first, last)


# --- one trigger -----------------------------------------------------------------------------------------------------


def _draft(scene: _Scene, trigger: Trigger, around: _Around) -> list[Draft]:
    roles = arguments.roles(scene.tree, trigger)
    actors = _actors(scene, trigger, roles)
    weapons = _weapons(scene, trigger, roles)
    kind = _kind(scene, trigger, actors, weapons, around)
    if kind is None:
        return []
    others = [t.position for t in scene.triggers if t is not trigger]
    draft = Draft(
        sentence=scene.number,
        trigger=trigger,
        kind=kind,
        reading=_dated(_counted(status.read(scene.sentence, trigger, others), trigger, around), around.when),
        actors=actors,
        places=_without_containers([*around.places, *_hit_places(scene, trigger, roles)], scene.reading.places),
        when=TimePart(around.when) if around.when else None,
        said=around.said,
        count=means.count(scene.sentence, trigger.first, trigger.last, trigger.position),
        weapon=weapons[0] if weapons else None,
        hits=tuple(
            h
            for h in scene.reading.hits[scene.number]
            if grammar.distance(scene.tree, trigger.position, h.position) <= 4
        ),
        tolls=around.tolls,
        victims=around.victims,
    )
    if trigger.meaning.sense in TAKING:
        return _taken(scene, draft, roles)
    return [draft]


def _counted(reading: status.Reading, trigger: Trigger, around: _Around) -> status.Reading:
    """A stated zero denies nothing: "no casualties were reported" tells the toll of what happened."""
    zero = any(quantity.low == quantity.high == 0 for _, quantity in around.tolls)
    if zero and reading.status == "denied" and trigger.meaning.sense == "harm":
        return status.Reading(rule="status.zero_toll", position=reading.position)
    return reading


def _dated(reading: status.Reading, when: TimeMention | None) -> status.Reading:
    """A clause that recalls an event and dates it is news of that day as much as any other clause."""
    if reading.recap and when is not None and reading.status == "happened":
        return status.Reading(rule=f"{reading.rule}_dated", position=reading.position)
    return reading


def _actors(scene: _Scene, trigger: Trigger, roles: Roles) -> tuple[ActorPart, ...]:
    named: tuple[tuple[Role, tuple[int, ...]], ...] = (
        ("initiator", roles.initiators),
        ("target", roles.targets),
        ("party", roles.parties),
    )
    found: dict[tuple[int, int], ActorPart] = {}
    for role, heads in named:
        for head in heads:
            mention = actor_at(scene, head)
            if mention and (mention.start, mention.end) not in found:
                found[mention.start, mention.end] = ActorPart(role, mention)
    beside = _beside(scene, trigger)
    if beside is not None and all(part.role == "target" for part in found.values()):
        found.setdefault((beside.start, beside.end), ActorPart("initiator", beside))
    return tuple(found.values())


def _beside(scene: _Scene, trigger: Trigger) -> ActorMention | None:
    """The armed actor named right before an event noun, whatever the tree makes of it: "IS car bomb kills twenty"."""
    if trigger.meaning.verb or trigger.meaning.frame != "act":
        return None
    tokens = scene.sentence.tokens
    before = trigger.first - 1
    if before >= 0 and tokens[before].text == ")":  # "an Islamic State (IS) car bomb"
        before = next((i for i in range(before, -1, -1) if tokens[i].text == "("), 0) - 1
    mentions = scene.reading.actors_of(scene.number)
    return next((m for m in mentions if m.first <= before <= m.last and not m.civilian and m.id is not None), None)


def actor_at(scene: _Scene, head: int) -> ActorMention | None:
    """The actor that a noun phrase names: at its head, else inside it ("fighters of X", "positions of X")."""
    mentions = [
        m for m in scene.reading.actors_of(scene.number) if not _describes_a_place(scene, m) and not _speaks(scene, m)
    ]
    for mention in mentions:
        if mention.position == head or (mention.start <= scene.sentence.tokens[head].start < mention.end):
            return mention
    inside = set(grammar.phrase(scene.tree, head))
    return next((m for m in mentions if m.position in inside), None)


def _speaks(scene: _Scene, mention: ActorMention) -> bool:
    """Whether the words name an unarmed speaker: a witness is no party to what the witness tells; armed groups may be."""
    if not mention.civilian:
        return False
    pieces = [p for a in scene.reading.attributions if a.cue_at[0] == scene.number for p in a.source_pieces]
    return any(first <= mention.start and mention.end <= last for first, last in pieces)


def _describes_a_place(scene: _Scene, mention: ActorMention) -> bool:
    """Whether the words only say who holds a place: "rebel-held districts"."""
    after = scene.sentence.tokens[mention.last + 1 : mention.last + 3]
    return len(after) == 2 and after[0].text == "-" and after[1].lower in HELD


def _weapons(scene: _Scene, trigger: Trigger, roles: Roles) -> list[means.WeaponMention]:
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
        if not inside and _describes_a_thing(scene, weapon):
            continue
        nearer = any(grammar.distance(scene.tree, o, weapon.position) < cost for o in others)
        if cost <= 4 and not nearer:
            found.append((cost, weapon.first, weapon))
    return [weapon for _, _, weapon in sorted(found, key=lambda item: item[:2])]


def _describes_a_thing(scene: _Scene, weapon: means.WeaponMention) -> bool:
    """Whether the word only says what kind of thing another is: a "missile base" fires nothing by its name."""
    head = scene.tree.heads[weapon.position]
    events = {i for t in scene.triggers for i in range(t.first, t.last + 1)}
    return scene.tree.is_a(weapon.position, "compound") and head not in events


def _kind(
    scene: _Scene,
    trigger: Trigger,
    actors: Sequence[ActorPart],
    weapons: Sequence[means.WeaponMention],
    around: _Around,
) -> str | None:
    doers = [a.mention for a in actors if a.role in {"initiator", "party"}]
    targets = [a.mention for a in actors if a.role == "target"]
    victims = {q.who for _, q in around.tolls if q.who in {"civilians", "combatants"}}
    victims |= {"civilians" if m.civilian else "combatants" for m in targets}
    if trigger.meaning.sense == "harm" and not (around.tolls or around.victims or targets or doers):
        return None
    return means.kind(
        trigger.meaning.sense,
        trigger.meaning.lemma,
        trigger.meaning.verb,
        means.Circumstances(
            means=tuple(w.entry for w in weapons),
            victims=frozenset(victims),
            aircraft=any(_flies(m) for m in doers),
            armed=any(not m.civilian for m in doers),
            placed=bool(around.places),
            state=any(m.kind in {"state_forces", "external_forces", "umbrella"} for m in doers),
        ),
    )


def _flies(mention: ActorMention) -> bool:
    return any(word in AIRCRAFT for word in mention.text.lower().replace("-", " ").split())


AIRCRAFT = {f for word in ("warplane", "jet", "aircraft", "helicopter", "plane", "drone", "airplane", "bomber", "gunship", "fighter jet", "chopper") for f in lexicon.noun_forms(word)} | {"air", "airforce"}  # fmt: skip


def _without_containers(places: Sequence[PlaceMention], every: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """The places that no other place of the claim lies in: "Ayn in Rasheed province" is one place."""
    containing = {every[p.container].start for p in places if p.container is not None}
    return tuple(p for p in places if p.start not in containing)


def _taken(scene: _Scene, draft: Draft, roles: Roles) -> list[Draft]:
    """One draft a place that changed hands; none where nothing taken is a place."""
    places = [p for head in roles.taken for p in _places_at(scene, head)]
    places = list(_without_containers(places, scene.reading.places)) or _taken_by_control(scene, draft)
    if not places:
        return _captives(draft)
    takers, losers = ([m for h in heads if (m := actor_at(scene, h))] for heads in (roles.takers, roles.losers))
    control = ControlPart(
        None,
        _change(draft.trigger),
        takers[0] if takers else None,
        (losers or _opponents(scene, draft, takers) or [None])[0],
    )
    return [
        msgspec.structs.replace(draft, kind=_taking_kind(draft), places=(place,), control=control) for place in places
    ]


def _places_at(scene: _Scene, head: int) -> list[PlaceMention]:
    inside = {head, *grammar.phrase(scene.tree, head)}
    at_head = [p for p in scene.places if p.position == head]
    return at_head or [p for p in scene.places if p.position in inside] or _unlisted(scene, head)


def _hit_places(scene: _Scene, trigger: Trigger, roles: Roles) -> list[PlaceMention]:
    """Names that no list knows, as the object of what is done to places: "shelled Tell Marwan"."""
    if trigger.meaning.sense not in DONE_TO_PLACES and trigger.meaning.lemma not in STORMING:
        return []
    known = {p.position for p in scene.reading.places_of(scene.number)}
    return [p for head in roles.targets if head not in known for p in _unlisted(scene, head)]


def _unlisted(scene: _Scene, head: int) -> list[PlaceMention]:
    """A name that is taken or lost is a place, though no list and no preposition says so: "captured Tell Marwan"."""
    at = scene.sentence.tokens[head].start
    dated = any(mention.start <= at < mention.end for mention in scene.reading.times[scene.number])
    if scene.tree.pos[head] != "PROPN" or dated or actor_at(scene, head) is not None:
        return []
    flat = [head, *scene.tree.dependents(head, "flat", "compound", "nmod:desc")]
    first, last = min(flat), max(flat)
    tokens = scene.sentence.tokens
    start, end = tokens[first].start, tokens[last].end
    text = scene.reading.document.text[start:end]
    return [
        PlaceMention(
            text=text, start=start, end=end, name=text, noun=None, feature=None,
            sentence=scene.number, first=first, last=last, position=head,
        )
    ]  # fmt: skip


def _taken_by_control(scene: _Scene, draft: Draft) -> list[PlaceMention]:
    """Words that speak of territory by themselves ("took control") take the place that stands nearest."""
    lemma = draft.trigger.meaning.lemma
    plain = any(word in lemma for word in ("control", "recapture", "retake", "fall", "liberat", "hands", "takeover"))
    return list(draft.places[:1]) if plain else []


def _captives(draft: Draft) -> list[Draft]:
    """People that were captured: an arrest by a state, an abduction by others; nothing where no people are."""
    if not any(q.harm in {"captured", "detained", "abducted"} for _, q in draft.tolls):
        return []
    state = any(a.mention.kind in {"state_forces", "external_forces"} for a in draft.actors if a.role == "initiator")
    return [msgspec.structs.replace(draft, kind="arrest" if state else "abduction")]


def _opponents(scene: _Scene, draft: Draft, takers: Sequence[ActorMention]) -> list[ActorMention | None]:
    """From whom, where only the fight is told: "recaptured the town after clashes with X"."""
    for trigger in scene.triggers:
        if (
            trigger.meaning.frame == "mutual"
            and grammar.distance(scene.tree, draft.trigger.position, trigger.position) <= 4
        ):
            parties = [actor_at(scene, head) for head in arguments.roles(scene.tree, trigger).parties]
            others = [m for m in parties if m and all(m.id is None or m.id != t.id for t in takers) and m not in takers]
            if others:
                return [others[0]]
    return []


def _change(trigger: Trigger) -> ControlChange:
    if trigger.meaning.sense == "handover":
        return "handed_over"
    return "recaptured" if trigger.meaning.lemma.startswith(AGAIN) else "captured"


def _taking_kind(draft: Draft) -> str:
    return "handover" if draft.trigger.meaning.sense == "handover" else "capture"
