"""Statements of who holds a place: "P is under X's control", "X holds P", "X-held P", "P is besieged"."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import msgspec

from onrecord.coders.rules import grammar, status
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.parts import ControlPart, Draft
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Meaning, Trigger
from onrecord.language import lexicon
from onrecord.language.document import Sentence, Tree
from onrecord.model import ControlState

BE = frozenset(lexicon.verb_forms("be")) | {
    "'s",
    "remain",
    "remains",
    "remained",
    "stay",
    "stays",
    "stayed",
    "are",
    "is",
    "am",
    "were",
}
KIND = "control"


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    """``control.yaml`` with verbs and nouns in all their forms."""
    raw = lexicon.load("control", dict[str, list[str]])
    verbs = {"held_by", "holds", "contested", "besieged"}
    return {
        name: frozenset(f for w in words for f in (lexicon.verb_forms(w) if name in verbs else lexicon.noun_forms(w)))
        for name, words in raw.items()
    }


class _Found(msgspec.Struct, frozen=True):
    """One statement: the word that makes it, the holder's head, the held nouns."""

    position: int
    holder: int | None
    held: tuple[int, ...]
    beside: tuple[int, ...] = ()
    state: ControlState = "holds"


def statements(reading: Reading) -> list[Draft]:
    """Drafts of kind ``control``, one a place held, in text order."""
    found: list[Draft] = []
    for number, sentence in enumerate(reading.document.sentences):
        if sentence.tree is None:
            continue
        taken = {i for t in reading.triggers[number] for i in range(t.first, t.last + 1)}
        for item in _candidates(sentence.tree):
            if item.position not in taken:
                found.extend(_drafts(reading, number, sentence, item))
    return found


def _candidates(tree: Tree) -> Iterator[_Found]:
    words = _words()
    for position in range(len(tree.tokens)):
        text = grammar.word(tree, position)
        if text in words["under"] and grammar.case_of(tree, position) in {"under", "in", "within"}:
            yield from _under(tree, position)
        elif text in words["compound"] and tree.is_a(position, "amod", "acl", "compound"):
            yield from _compound(tree, position)
        elif text in words["holds"] and tree.pos[position] == "VERB":
            yield from _holds(tree, position)


def _under(tree: Tree, position: int) -> Iterator[_Found]:
    """Read "Most of P is under X's control", "P, under the control of X", "X is in control of P"."""
    held = [o.head for o in grammar.obliques(tree, position) if o.case in {"of", "over"}]
    if held and grammar.case_of(tree, position) == "in":
        holders = tree.dependents(position, "nsubj") or _theme(tree, tree.heads[position])
        yield from (_Found(position, holder, tuple(grammar.with_conjuncts(tree, held))) for holder in holders[:1])
    holders = [
        *tree.dependents(position, "nmod:poss", "compound", "amod"),
        *(o.head for o in grammar.obliques(tree, position) if o.case in {"of", "by"}),
    ]
    subjects = tree.dependents(position, "nsubj")
    if not subjects and tree.heads[position] >= 0:
        head = tree.heads[position]
        subjects = [head] if tree.pos[head] in {"NOUN", "PROPN"} else _theme(tree, head)
    if subjects and holders:
        yield _Found(position, holders[0], tuple(grammar.with_conjuncts(tree, subjects)))


def _theme(tree: Tree, verb: int) -> list[int]:
    """What the verb says of a place: subject of "remain" and of passives, object of "keep"."""
    return grammar.objects(tree, verb) or grammar.subjects(tree, verb)


def _holds(tree: Tree, verb: int) -> Iterator[_Found]:
    """Read "X holds P", "X still hold control of P", "P is held by X"."""
    nouns = [i for i in grammar.objects(tree, verb) if grammar.word(tree, i) in _words()["under"]]
    if grammar.is_passive(tree, verb):
        agents = grammar.agents(tree, verb)
        if agents:
            yield _Found(verb, agents[0], tuple(grammar.subjects(tree, verb) or grammar.objects(tree, verb)))
        return
    held = [
        o.head
        for noun in nouns
        for o in [*grammar.obliques(tree, noun), *grammar.obliques(tree, verb)]
        if o.case in {"of", "over", "in"}
    ]
    held = held or ([] if nouns else grammar.objects(tree, verb))
    subjects = grammar.subjects(tree, verb)
    if subjects and held:
        beside = [
            i
            for h in held
            for o in grammar.obliques(tree, h)
            if o.case in {"beside", "besides", "plus"}
            for i in [o.head]
        ]
        beside += [
            o.head for o in grammar.obliques(tree, verb) if o.case in {"beside", "besides", "along with", "as well as"}
        ]
        yield _Found(verb, subjects[0], tuple(grammar.with_conjuncts(tree, held)), tuple(beside))


def _compound(tree: Tree, position: int) -> Iterator[_Found]:
    """Read "the X-held P", "P, held by X"."""
    head = tree.heads[position]
    before = [
        i
        for i in tree.dependents(position, "compound", "obl", "nsubj", "nmod", "amod", "obj", "advmod")
        if i < position
    ]
    agents = grammar.agents(tree, position)
    if agents or before:
        yield _Found(position, (agents or before)[0], tuple(grammar.with_conjuncts(tree, [head])))


def _drafts(reading: Reading, number: int, sentence: Sentence, item: _Found) -> Iterator[Draft]:
    tree = sentence.tree
    assert tree is not None
    holder = _actor(reading, number, sentence, item.holder)
    meaning = Meaning("control", "act", True, grammar.word(tree, item.position))
    trigger = Trigger(number, item.position, item.position, item.position, meaning)
    read = status.read(sentence, trigger)
    beside = [msgspec.structs.replace(p, relation="in") for p in _places(reading, number, tree, item.beside)]
    for place in [*_places(reading, number, tree, item.held), *beside]:  # "beside" adds here, it does not locate
        if holder is not None and not holder.civilian:
            yield Draft(
                number, trigger, KIND, read, places=(place,), control=ControlPart(item.state, None, holder, None)
            )


def _actor(reading: Reading, number: int, sentence: Sentence, head: int | None) -> ActorMention | None:
    if head is None or sentence.tree is None:
        return None
    inside = set(grammar.phrase(sentence.tree, head)) | {head}
    mentions = reading.actors_of(number)
    start = sentence.tokens[head].start
    return next((m for m in mentions if m.position == head or m.start <= start < m.end), None) or next(
        (m for m in mentions if m.position in inside), None
    )


def _places(reading: Reading, number: int, tree: Tree, heads: tuple[int, ...]) -> list[PlaceMention]:
    """The places among the held nouns, each once, the ones that contain others left out."""
    mentions = [m for m in reading.places_of(number) if m.role == "event"]
    found: list[PlaceMention] = []
    for head in heads:
        inside = {head, *grammar.phrase(tree, head)}
        at_head = [m for m in mentions if m.position == head] or [m for m in mentions if m.position in inside]
        found.extend(m for m in at_head[:1] if m not in found)
    containing = {reading.places[m.container].start for m in found if m.container is not None}
    return [m for m in found if m.start not in containing]
