"""Statements of who holds a place: "P is under X's control", "X holds P", "X-held P", "P is contested"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from onrecord.coders.rules import grammar, status
from onrecord.coders.rules.control_words import words
from onrecord.coders.rules.parts import ActorPart, ControlPart, Draft, TimePart
from onrecord.coders.rules.placing import without_containers
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.scene import Scene, holder_at, scene_of
from onrecord.coders.rules.sharing import time_of_state
from onrecord.coders.rules.territory import held_places
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Meaning, Trigger
from onrecord.language.document import Tree
from onrecord.model import ControlState

KIND = "control"
OVER = {"of", "over", "in", "on", "across", "inside", "throughout"}
UNDER = {"under", "in", "within", "into", "back under", "back in"}
BESIDE = {"near", "along", "between", "countryside"}
OUTSIDE = {"countryside", "surroundings"}
OWNED = ("nmod:poss", "compound", "amod", "nmod:unmarked", "nmod:desc")


class _Found(msgspec.Struct, frozen=True):
    """One statement: the word that makes it, the heads of who may be the holder and of what is held; ``beside`` is held as well."""

    position: int
    holders: tuple[int, ...]
    held: tuple[int, ...]
    beside: tuple[int, ...] = ()
    state: ControlState = "holds"
    attributive: bool = False


def statements(reading: Reading) -> list[Draft]:
    """Drafts of kind ``control``, one a place held, in text order."""
    found: list[Draft] = []
    for number, sentence in enumerate(reading.document.sentences):
        if sentence.tree is not None:
            scene = scene_of(reading, number, sentence, sentence.tree)
            told = {i for trigger in scene.triggers for i in _told_by(scene.tree, trigger)}
            for item in _candidates(scene.tree):
                if item.position not in told:
                    found.extend(_drafts(scene, item))
    return found


def _told_by(tree: Tree, trigger: Trigger) -> Iterator[int]:
    """The words of a trigger and of the noun that it needs: "came under the control of" is told once."""
    yield from range(trigger.first, trigger.last + 1)
    yield from (i for i in tree.children[trigger.position] if grammar.word(tree, i) in trigger.meaning.needs)


def _candidates(tree: Tree) -> Iterator[_Found]:
    lists = words()
    for position in range(len(tree.tokens)):
        text, verb = grammar.word(tree, position), tree.pos[position] in {"VERB", "ADJ"}
        if text in lists["under"] and grammar.case_of(tree, position) in UNDER:
            yield from _under(tree, position)
        elif text in lists["compound"] and tree.is_a(position, "amod", "acl", "compound"):
            yield from _compound(tree, position)
        elif text in lists["strongholds"]:
            yield from _stronghold(tree, position)
        elif text in lists["contested"] and verb and not tree.is_a(position, "amod", "compound"):
            yield from _contested(tree, position)
        elif text in lists["holds"] | lists["keeps"] | lists["runs"] and tree.pos[position] in {"VERB", "AUX"}:
            yield from _holds(tree, position)


# --- the ways of saying it ----------------------------------------------------------------------------------------------


def _under(tree: Tree, noun: int) -> Iterator[_Found]:
    """Read "Most of P is under X's control", "P, under the control of X", "X is in control of P"."""
    held = [o.head for o in grammar.obliques(tree, noun) if o.case in {"of", "over"}]
    if held and grammar.case_of(tree, noun) == "in":
        holders = _subjects_of_noun(tree, noun)
        yield _Found(noun, tuple(holders), tuple(grammar.with_conjuncts(tree, held)))
    holders = [
        *tree.dependents(noun, *OWNED),
        *(o.head for o in grammar.obliques(tree, noun) if o.case in {"of", "by"}),
    ]
    subjects = _subjects_of_noun(tree, noun)
    if subjects:
        yield _Found(noun, tuple(holders), tuple(subjects))


def _subjects_of_noun(tree: Tree, noun: int) -> list[int]:
    """Of what a predicate noun is said: its own subject, the noun it describes, or the theme of the verb above it."""
    own = grammar.subjects(tree, noun) if tree.dependents(noun, "nsubj") else []
    head = tree.heads[noun]
    if own or head < 0:
        return own
    if tree.is_a(noun, "acl:relcl") or (
        tree.pos[head] in {"NOUN", "PROPN"} and tree.is_a(noun, "nmod", "acl", "appos")
    ):
        return [head]
    return grammar.objects(tree, head) or grammar.subjects(tree, head)


def _holds(tree: Tree, verb: int) -> Iterator[_Found]:
    """Read "X holds P", "X keeps control of P", "P is held by X"."""
    text, lists = grammar.word(tree, verb), words()
    if grammar.is_passive(tree, verb):
        if text in lists["holds"] | lists["runs"]:
            held = tuple(grammar.subjects(tree, verb) or grammar.objects(tree, verb))
            yield _Found(verb, tuple(grammar.agents(tree, verb)), held)
        return
    subjects, objects = grammar.subjects(tree, verb), grammar.objects(tree, verb)
    nouns = [i for i in objects if grammar.word(tree, i) in lists["under"]]
    if nouns:
        around = [*grammar.obliques(tree, nouns[0]), *grammar.obliques(tree, verb)]
        held = tuple(grammar.with_conjuncts(tree, [o.head for o in around if o.case in OVER]))
    else:  # "hold them responsible" holds nothing
        held = tuple(objects) if text in lists["holds"] and not tree.dependents(verb, "xcomp") else ()
    if subjects and (held or nouns):
        yield _Found(verb, tuple(subjects), held, _beside(tree, verb, held))


def _beside(tree: Tree, verb: int, held: Sequence[int]) -> tuple[int, ...]:
    """What is held as well: "holds the city beside the airport"."""
    around = [o for head in (*held, verb) for o in grammar.obliques(tree, head)]
    return tuple(o.head for o in around if o.case in {"beside", "besides", "plus", "along with", "as well as"})


def _compound(tree: Tree, position: int) -> Iterator[_Found]:
    """Read "the X-held P", "P, held by X"."""
    relations = ("compound", "obl", "nsubj", "nmod", "amod", "obj", "advmod")
    before = [i for i in tree.dependents(position, *relations) if i < position]
    agents = grammar.agents(tree, position)
    if agents or before:
        held = tuple(_identified(tree, tree.heads[position]) or grammar.with_conjuncts(tree, [tree.heads[position]]))
        yield _Found(position, tuple(agents or before), held, attributive=not agents)


def _identified(tree: Tree, noun: int) -> list[int]:
    """What a place is said to be "one of the last towns held by X", or the last: not the towns are meant but that place."""
    said = tree.heads[noun] if tree.is_a(noun, "nmod") and grammar.case_of(tree, noun) == "of" else noun
    named = said >= 0 and tree.dependents(said, "cop") and not grammar.case_of(tree, said)  # not "was on areas held by"
    return grammar.subjects(tree, said) if named else []


def _stronghold(tree: Tree, noun: int) -> Iterator[_Found]:
    """Read "P is a stronghold of X", "P, an X stronghold"."""
    before = {grammar.word(tree, i) for i in tree.dependents(noun, "amod", "compound", "advmod")}
    if before & words()["former"]:
        return
    around = grammar.obliques(tree, noun)
    owners = [*tree.dependents(noun, *OWNED), *(o.head for o in around if o.case in {"of", "for"})]
    if tree.dependents(noun, "cop"):
        held = grammar.subjects(tree, noun)
    else:
        apposed = [tree.heads[noun]] if tree.is_a(noun, "appos") else tree.dependents(noun, "appos")
        held = apposed or [o.head for o in around if o.case == "of"]
    yield _Found(noun, tuple(owner for owner in owners if owner not in held), tuple(held))


def _contested(tree: Tree, verb: int) -> Iterator[_Found]:
    """Read "P is contested between X and Y", "control of P is split between X and Y"."""
    if not (grammar.is_passive(tree, verb) or tree.dependents(verb, "cop")):
        return
    subjects = grammar.subjects(tree, verb)
    over = [o.head for i in subjects if grammar.word(tree, i) in words()["under"] for o in grammar.obliques(tree, i)]
    around = [o.head for o in grammar.obliques(tree, verb) if o.case in {"between", "among"}] or grammar.agents(
        tree, verb
    )
    yield _Found(verb, tuple(around), tuple(over or subjects), state="contested")


# --- drafts -------------------------------------------------------------------------------------------------------------


def _drafts(scene: Scene, item: _Found) -> Iterator[Draft]:
    found = (holder_at(scene, head) for head in item.holders)
    holder = next((one for one in found if one is not None and not one.civilian), None)
    if holder is None:
        return
    meaning = Meaning("control", "act", True, grammar.word(scene.tree, item.position))
    trigger = Trigger(scene.number, item.position, item.position, item.position, meaning)
    read = _purpose(scene.tree, item) or status.read(scene.sentence, trigger)
    when, said = (None, None) if item.attributive else time_of_state(scene, item.position)
    kind, part = KIND, ControlPart(item.state, None, holder if item.state == "holds" else None, None)
    if item.state == "holds" and _won(scene.tree, item):
        kind, part = "capture", ControlPart(None, "captured", holder, None)
    if when is not None and when.governor == "until":  # what held until a day did not hold after it
        part = ControlPart("unknown", None, None, holder)
    for place in _places(scene, item):
        yield Draft(
            scene.number, trigger, kind, read, places=place, control=part, said=said,
            when=TimePart(when) if when is not None else None,
            actors=(ActorPart("initiator", holder),) if kind == "capture" else (),
        )  # fmt: skip


def _places(scene: Scene, item: _Found) -> list[tuple[PlaceMention, ...]]:
    """The places held, each for itself; one empty entry where the words leave the place to the text before."""
    known = [
        m for m in scene.reading.places_of(scene.number) if m.role == "event"
    ]  # also "residents of rebel-held A said"
    held = [_itself(p) for head in item.held for p in held_places(scene, head, known)]
    beside = [p for head in item.beside for p in held_places(scene, head, known)]
    beside = [msgspec.structs.replace(p, relation="in") for p in beside]  # "beside" adds here, it does not locate
    if not item.held:
        return [()]
    places = without_containers([*held, *beside], scene.reading.places)
    return [(place,) for place in dict.fromkeys(places)]


def _itself(place: PlaceMention) -> PlaceMention:
    """The place that is held, not what lies by it: "clashes near the rebel-held town" tell that the town is held."""
    beside = place.relation in BESIDE and place.noun not in OUTSIDE
    return msgspec.structs.replace(place, relation="in") if beside else place


def _won(tree: Tree, item: _Found) -> bool:
    """Whether control is what a deed came to: "won the day by controlling the hills"."""
    marks = {grammar.word(tree, i) for i in tree.dependents(item.position, "mark")}
    return tree.is_a(item.position, "advcl") and marks == {"by"} and grammar.word(tree, item.position).endswith("ing")


def _purpose(tree: Tree, item: _Found) -> status.Reading | None:
    """What somebody fights for is not so yet: "fighting to control the town"; "is said to control it" is."""
    marks = [i for i in tree.dependents(item.position, "mark", "aux") if grammar.word(tree, i) == "to"]
    if not marks or not tree.is_a(item.position, "advcl", "acl"):
        return None
    return status.Reading("planned", rule="status.planned_purpose", position=marks[0])
