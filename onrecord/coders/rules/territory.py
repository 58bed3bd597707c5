"""The places that a noun phrase stands for when they are held, taken or left."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.control_words import words
from onrecord.coders.rules.placing import unlisted
from onrecord.coders.rules.scene import Scene
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.language import place_words
from onrecord.language.document import Tree

PARTIAL = {"most", "some", "whole"}
POINTING = {"it"}


def held_places(scene: Scene, head: int, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Of ``places`` the ones meant: the one that the noun names, those that it is a part of ("most of A", "areas of B"),
    that it counts or includes ("five villages, including A"); else the bare name that the noun is.

    A place that only says where something else is is none: "took the commander of the base".
    """
    own = [p for p in places if p.position == head or p.first <= head <= p.last]
    inside = set(grammar.phrase(scene.tree, head))
    found = own or [p for p in places if p.part is not None and p.position in inside]
    found = found or _area_of(scene, head, places) or _naming(scene, head, places)
    named = [
        p for i in _counted(scene.tree, head) for p in [q for q in places if q.position == i] or unlisted(scene, i)
    ]
    known = list(dict.fromkeys([*found, *named])) or _pointed_at(scene, head)
    return known or unlisted(scene, head) or _part_of_unlisted(scene, head)


def _naming(scene: Scene, head: int, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places that stand as names before a thing: "the Ayn and Rasheed fields", but not "the Ayn commander"."""
    if any(m.position == head for m in scene.reading.actors_of(scene.number)):
        return []
    before = grammar.with_conjuncts(scene.tree, scene.tree.dependents(head, "compound", "nmod:desc", "nmod:unmarked"))
    return [p for p in places if p.position in before]


def _area_of(scene: Scene, head: int, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The place that an area is a part of: "the army-held area of A district"."""
    noun = place_words.words().nouns.at([grammar.word(scene.tree, head)], 0)
    if noun is None or noun[1].feature != "area":
        return []
    wholes = [o.head for o in grammar.obliques(scene.tree, head) if o.case == "of"]
    return [msgspec.structs.replace(p, part=p.part or "some") for p in places if p.position in wholes]


def _pointed_at(scene: Scene, head: int) -> list[PlaceMention]:
    """A pronoun in the place of a place: "and recaptured it on Friday"; the text before says which, or none."""
    if grammar.word(scene.tree, head) not in POINTING:
        return []
    token = scene.sentence.tokens[head]
    return [
        PlaceMention(
            text=token.text, start=token.start, end=token.end, name=None, noun=None, feature=None,
            sentence=scene.number, first=head, last=head, position=head,
        )
    ]  # fmt: skip


def _part_of_unlisted(scene: Scene, head: int) -> list[PlaceMention]:
    """A name that no list knows, of which only a part is meant: "most of Tell Marwan"."""
    lowers, parts = [token.lower for token in scene.sentence.tokens], place_words.words().parts
    for whole in scene.tree.dependents(head, "nmod"):
        for start in range(max(0, head - 2), head + 1):
            hit = parts.at(lowers, start)
            if hit and hit[1] in PARTIAL and start + hit[0] in grammar.phrase(scene.tree, whole):
                return [msgspec.structs.replace(p, part=hit[1]) for p in unlisted(scene, whole)]
    return []


def _counted(tree: Tree, head: int) -> list[int]:
    """Nouns that a word only counts, or some of which it names."""
    counts = {"of"} if grammar.word(tree, head) in words()["counting"] else set()
    counted = [o.head for o in grammar.obliques(tree, head) if o.case in counts]
    listed = [o for i in (head, *counted) for o in grammar.obliques(tree, i)]
    named = [o.head for o in listed if o.case.split(" ")[0] in words()["including"]]
    clauses = [i for i in tree.dependents(head, "acl", "advcl") if grammar.word(tree, i) == "including"]
    named += [i for clause in clauses for i in tree.dependents(clause, "obj")]
    return grammar.with_conjuncts(tree, [*counted, *named])
