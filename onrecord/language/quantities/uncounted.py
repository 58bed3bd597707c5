"""People that no number counts: nouns for people, names and pronouns."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.language.document import Tree
from onrecord.language.quantities.mentions import Mention, Scene, extended, left_edge, modifies_thing, noun_at
from onrecord.language.quantities.vocabulary import harms, people

NAME_PARTS = 3
"""Words of a personal name beside its head."""


def uncounted(view: Scene, taken: set[int]) -> list[Mention]:
    """All nouns for people outside ``taken`` tokens, in text order."""
    found: list[Mention] = []
    position = 0
    while position < len(view.words):
        mention = None if position in taken else _uncounted_at(view, position)
        if mention and not taken.intersection(range(mention.first, mention.last + 1)):
            found.append(mention)
        position = mention.last + 1 if mention else position + 1
    return found


def _uncounted_at(view: Scene, position: int) -> Mention | None:
    if view.words[position] in harms().lists.uncounted:
        own = harms().counted.at(view.words, position)
        return Mention(
            left_edge(view, position), position, position, None, None, (position,), own=own[1] if own else None
        )
    noun = noun_at(view, position)
    if noun is None or (noun[2].lemma in {"others", "life", "dozen", "name", "figure"}):
        return None
    first, last, known = noun
    mention = Mention(left_edge(view, first), last, last, None, known, (last,))
    return None if modifies_thing(view, mention) or _is_modifier(view, last) else extended(view, mention)


def _is_modifier(view: Scene, position: int) -> bool:
    """Whether the noun belongs to another noun for people ("journalist Ahmed Hassan" is one person, read at the name)."""
    tree = view.tree
    if tree is None:
        after = position + 1
        return after < len(view.words) and bool(
            people().nouns.at(view.words, after) or harms().counted.at(view.words, after)
        )
    singular = view.words[position + 1 : position + 2] and not view.words[position].endswith(
        ("s", "men", "children", "people")
    )
    if singular and view.tag(position + 1) == "NOUN" and not people().nouns.at(view.words, position + 1):
        return True
    above = tree.heads[position]
    if (
        tree.is_a(position, "nmod:poss") and above >= 0
    ):  # "the governor's office"; but "the governor's murder", "his body"
        return view.words[above] not in harms().acts and view.words[above] not in people().bodies
    return tree.is_a(position, "compound", "amod", "flat", "nmod:desc") and view.tag(above) in {"NOUN", "PROPN"}


def names(view: Scene, taken: Sequence[Mention]) -> list[Mention]:
    """Persons named or meant by a pronoun as victims of a verb of harm: "killed Ahmed Hassan", "killing him"."""
    tree = view.tree
    if tree is None:
        return []
    inside = {position for mention in taken for position in range(mention.first, mention.last + 1)}
    found = []
    for position, tag in enumerate(tree.pos):
        if position in inside or (tag == "PRON" and tree.is_a(position, "nmod:poss")):
            continue
        if tree.is_a(position, "obj", "nsubj:pass", "nsubj", "conj") or _named_in_act(view, tree, position):
            if tag == "PRON" and view.words[position] in harms().lists.pronouns:
                found.append(Mention(position, position, position, None, None, (position,)))
            elif tag == "PROPN" and _is_person(view, position) and not inside & set(tree.dependents(position, "appos")):
                found.append(_name(view, position))  # "Ahmed Hassan, a colonel" is one person
    return found


def _named_in_act(view: Scene, tree: Tree, position: int) -> bool:
    """Whether the name hangs on a noun of harm, or has a title: "the murder of Carlos Rivas"."""
    head = tree.heads[position]
    titled = any(people().nouns.at(view.words, at) for at in tree.dependents(position, "nmod:desc", "compound"))
    hung = tree.is_a(position, "nmod") and head >= 0
    return hung and (view.words[head] in harms().acts or view.words[head] in people().bodies or titled)


def _is_person(view: Scene, position: int) -> bool:
    """Whether a proper noun is the name of one person: two names or a title, no group or place word among them."""
    tree = view.tree
    if (
        tree is None
        or people().modifiers.at(view.words, position)
        or people().sides.at(view.words, position)
        or view.words[position].endswith(people().demonyms)
    ):
        return False
    parts = tree.dependents(position, "flat", "compound", "nmod:desc")
    if tree.dependents(position, "det", "case", "nmod:poss") and not tree.is_a(position, "nmod", "nmod:poss"):
        return False
    titled = any(view.words[part] in people().titles or people().nouns.at(view.words, part) for part in parts)
    if len(tree.dependents(position, "flat", "compound")) > NAME_PARTS or any(
        people().modifiers.at(view.words, part) for part in parts
    ):
        return False
    flat = [part for part in tree.dependents(position, "flat") if view.tag(part) == "PROPN"]
    return titled or bool(flat)


def _name(view: Scene, position: int) -> Mention:
    tree = view.tree
    parts = [position, *(tree.dependents(position, "flat", "compound", "nmod:desc") if tree else [])]
    noun = next((hit[1] for part in parts if (hit := people().nouns.at(view.words, part))), None)
    return Mention(min(parts), max(parts), position, None, noun, (position,))
