"""One parsed sentence with everything found in it, as the rules look at it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.reading import Reading, is_heading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import is_country
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import place_words
from onrecord.language.document import Sentence, Tree

BASED = {"based", "led", "backed", "born", "registered", "funded", "sponsored", "trained", "made", "supported"}
HELD = {"held", "controlled", "occupied", "run", "besieged", "dominated"}


STRIKING = {"hit", "strike", "target", "attack", "bomb", "bombard", "pound", "pummel", "raid", "blast"}
"""Verbs that say of a deed whom it met, and leave the means to a noun: "hit twelve posts in four air strikes"."""
FIGHTING = {"fight", "fights", "fought", "fighting"}
BY = {"in", "with", "by", "through", "during", "using", "via"}
FROM_AFAR = {"air_strike", "shelling", "bombing", "suicide_bombing", "chemical_attack", "grenade"}


class Scene(msgspec.Struct, frozen=True):
    """One parsed sentence: its triggers without doubles, the heads of its words of speech, and all that was read."""

    number: int
    sentence: Sentence
    tree: Tree
    triggers: tuple[Trigger, ...]
    reading: Reading
    cues: tuple[int, ...]

    @property
    def places(self) -> list[PlaceMention]:
        """Places where something may have happened; a line's heading is what the others lie in."""
        found = [m for m in self.reading.places_of(self.number) if m.role == "event" and not _names_somebody(self, m)]
        return _under_heading(_without_owners(found, self.tree), self)


def scene_of(reading: Reading, number: int, sentence: Sentence, tree: Tree) -> Scene:
    """The scene of one parsed sentence."""
    cues = tuple(a.cue_at[1] for a in reading.attributions if a.cue_at is not None and a.cue_at[0] == number)
    triggers = _without_doubles(tree, [t for t in reading.triggers[number] if not _is_criticised(tree, t)], cues)
    return Scene(number, sentence, tree, triggers, reading, cues)


def _without_doubles(tree: Tree, triggers: Sequence[Trigger], cues: Sequence[int]) -> tuple[Trigger, ...]:
    """Drop the noun that a verb trigger needs anyway, the bomb that goes off, and speech verbs taken for events."""
    lending = {t.position for t in triggers if t.meaning.needs and _only_lends(tree, t, triggers)}
    triggers = [t for t in triggers if t.position not in lending]
    needy = [t for t in triggers if t.meaning.needs]
    doubled = {
        t.position
        for verb in needy
        for t in triggers
        if t is not verb
        and not t.meaning.verb
        and any(grammar.word(tree, i) in verb.meaning.needs for i in range(t.first, t.last + 1))
        and verb.position in list(tree.ancestors(t.position))[:2]
    }
    gone_off = {
        i
        for verb in triggers
        if verb.meaning.frame == "goes_off" and verb.meaning.verb
        for i in grammar.subjects(tree, verb.position)
    }
    nouns = {t.position for t in triggers if not t.meaning.verb and t.meaning.sense != "harm"}
    landed = {  # "air strikes hit the market" is one event, told by its noun
        t.position
        for t in triggers
        if t.meaning.verb
        and t.meaning.lemma in STRIKING
        and not grammar.is_passive(tree, t.position)
        and nouns & {grammar.counted(tree, i) for i in grammar.subjects(tree, t.position)}
    }
    landed |= {
        t.position
        for t in triggers
        if t.meaning.verb and t.meaning.lemma in STRIKING and _aims_at(tree, t.position, nouns)
    }
    afar = {t.position for t in triggers if not t.meaning.verb and t.meaning.sense in FROM_AFAR}
    landed |= {
        t.position
        for t in triggers
        if t.meaning.verb
        and t.meaning.lemma in STRIKING
        and afar & {grammar.counted(tree, o.head) for o in grammar.obliques(tree, t.position) if o.case in BY}
    }
    laid = {t.position for t in triggers if not t.meaning.verb and t.meaning.sense == "bombing"}
    landed |= {  # "a bus hit a roadside bomb" is one event, told by its noun
        t.position
        for t in triggers
        if t.meaning.verb and t.meaning.lemma in STRIKING and laid & {*tree.dependents(t.position, "obj")}
    }
    fought = {  # "fought street battles with the rebels" is one event, told by its verb
        i
        for t in triggers
        if t.meaning.verb and t.meaning.sense == "battle" and grammar.word(tree, t.position) in FIGHTING
        for i in tree.dependents(t.position, "obj")
        if any(u.position == i and not u.meaning.verb and u.meaning.sense == "battle" for u in triggers)
    }
    counting = {  # "a barrage of air strikes" is told by what it counts
        t.position
        for t in triggers
        if grammar.counted(tree, t.position) != t.position and grammar.counted(tree, t.position) in afar
    }
    dropped = counting | doubled | gone_off | landed | fought | set(cues)
    return tuple(t for t in triggers if t.position not in dropped or t.meaning.frame == "goes_off")


def _is_criticised(tree: Tree, trigger: Trigger) -> bool:
    """Whether somebody only "came under fire over" what he did or said."""
    noun = trigger.position
    verb = noun if trigger.meaning.verb else tree.heads[noun]
    if verb < 0 or grammar.word(tree, verb) not in {"come", "comes", "came", "coming"}:
        return False
    under = trigger.meaning.lemma.startswith("come under") or grammar.case_of(tree, noun) == "under"
    return under and any(o.case in {"over", "for"} for o in grammar.obliques(tree, verb))


def _aims_at(tree: Tree, verb: int, nouns: Collection[int]) -> bool:
    """Whether a participle or clause right behind a deed's noun says whom it met: "air strikes targeting the market"."""
    if grammar.is_passive(tree, verb):
        return False
    if tree.is_a(verb, "acl", "acl:relcl"):
        return tree.heads[verb] in nouns and tree.heads[verb] in grammar.subjects(tree, verb)
    adverb = tree.dependents(verb, "advmod")
    before = min([verb, *adverb]) - 1
    return tree.is_a(verb, "advcl") and before in nouns and not tree.dependents(verb, "mark", "nsubj")


def _only_lends(tree: Tree, verb: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a noun tells more than the verb that needs it: in "launched the chemical attacks" the noun says what."""
    if verb.meaning.sense != "assault":
        return False
    below = {grammar.counted(tree, i) for i in tree.dependents(verb.position, "obj", "nsubj:pass")}
    return any(t.position in below and not t.meaning.verb and t.meaning.sense != "assault" for t in triggers)


def _names_somebody(scene: Scene, place: PlaceMention) -> bool:
    """Whether the name is part of an actor's or a speaker's: "US warplanes", "the London-based monitor"."""
    actors = scene.reading.actors_of(scene.number)
    speakers = [piece for a in scene.reading.attributions for piece in a.source_pieces]
    after = scene.sentence.tokens[place.last + 1 : place.last + 3]
    if len(after) == 2 and after[0].text == "-" and after[1].lower in BASED:
        return True
    within = any(m.start <= place.start and place.end <= m.end and not m.civilian for m in actors)
    return within or any(
        first <= place.start and place.end <= last and not _led_in(scene, place, first) for first, last in speakers
    )


def _led_in(scene: Scene, place: PlaceMention, speaker: int) -> bool:
    """Whether a name that only a lost stop makes part of a speaker's belongs to what is told: "in northern Rasheed RNA reports"."""
    before = scene.sentence.tokens[place.first - 1].lower if place.first else ""
    return place.start == speaker and before in place_words.words().strongly_locative


def _without_owners(places: list[PlaceMention], tree: Tree) -> list[PlaceMention]:
    """The places without countries that nothing is said to have happened in: "hit Ayn, the defence ministry Russia's channel
    said", "in Ayn, near the border with Syria"."""
    if all(is_country(p.name or "") for p in places):
        return places
    return [p for p in places if p.noun is not None or not is_country(p.name or "") or _governed(tree, p.position)]


def _governed(tree: Tree, position: int) -> bool:
    """Whether a preposition or verb governs a name, or the list that it is in; what somewhere else borders on is apart."""
    seen = {position}
    while (
        tree.is_a(position, "conj", "appos", "flat") and tree.heads[position] >= 0 and tree.heads[position] not in seen
    ):
        position = tree.heads[position]
        seen.add(position)
    head = tree.heads[position]
    if head < 0:
        return True
    if grammar.word(tree, head) in BORDERING:
        return False
    if grammar.word(tree, head) == "side":  # "on the Varnan side of the border"
        return True
    cased = bool(tree.dependents(position, "case")) and not tree.is_a(position, "nmod:poss")
    return cased or tree.is_a(position, "obj", "nsubj", "obl")


BORDERING = frozenset({"border", "borders", "bordering", "frontier", "crossing", "crossings", "abutting", "adjoining"})


def _under_heading(places: list[PlaceMention], scene: Scene) -> list[PlaceMention]:
    """The places of a line without the area that heads it: the others lie in it."""
    return places[1:] if len(places) > 1 and is_heading(places[0], scene.sentence) else places


def actor_at(scene: Scene, head: int) -> ActorMention | None:
    """The actor that a noun phrase names: at its head, else inside it ("fighters of X", "positions of X")."""
    mentions = [
        m for m in scene.reading.actors_of(scene.number) if not _describes_a_place(scene, m) and not _speaks(scene, m)
    ]
    for mention in mentions:
        if mention.position == head or (mention.start <= scene.sentence.tokens[head].start < mention.end):
            return _whose(scene, mention, mentions)
    inside = set(grammar.phrase(scene.tree, head))
    found = next((m for m in mentions if m.position in inside), None)
    return _whose(scene, found, mentions) if found else None


def _whose(scene: Scene, mention: ActorMention, others: Sequence[ActorMention]) -> ActorMention:
    """The organisation that nameless fighters are of: "terrorists of the Valley Front"."""
    if not mention.generic or mention.id is not None or mention.noun not in {"fighters", "members", "units", "groups"}:
        return mention
    of = [o.head for o in grammar.obliques(scene.tree, mention.position) if o.case in {"of", "from", "belonging to"}]
    owners = (m for m in others if m.position in of and not m.generic and not m.civilian and not m.modifier)
    owner = next((m for m in owners if m.start > mention.end), None)
    if owner is None:
        return mention
    text = scene.reading.document.text[mention.start : owner.end]
    return msgspec.structs.replace(
        mention, text=text, end=owner.end, last=owner.last, id=owner.id, kind=owner.kind, generic=False
    )


def holder_at(scene: Scene, head: int) -> ActorMention | None:
    """The actor that a noun phrase names as who holds a place, also as a mere adjective: "rebel-held"."""
    mentions = scene.reading.actors_of(scene.number)
    start, inside = scene.sentence.tokens[head].start, {head, *grammar.phrase(scene.tree, head)}
    at_head = next((m for m in mentions if m.position == head or m.start <= start < m.end), None)
    return at_head or next((m for m in mentions if m.position in inside), None)


def _speaks(scene: Scene, mention: ActorMention) -> bool:
    """Whether the words name an unarmed speaker: a witness is no party to what the witness tells; armed groups may be."""
    if not mention.civilian:
        return False
    pieces = [p for a in scene.reading.attributions if a.cue_at[0] == scene.number for p in a.source_pieces]
    return any(first <= mention.start and mention.end <= last for first, last in pieces)


def _describes_a_place(scene: Scene, mention: ActorMention) -> bool:
    """Whether the words only say who holds a place: "rebel-held districts"."""
    after = scene.sentence.tokens[mention.last + 1 : mention.last + 3]
    return len(after) == 2 and after[0].text == "-" and after[1].lower in HELD
