"""Who counted people are told to be by a noun after "were": "nine of the dead were fighters"."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quantities.mentions import Mention, Scene, is_number
from onrecord.language.quantities.vocabulary import Noun, people


def as_told(view: Scene, mention: Mention) -> Mention:
    """The amount with the noun that its clause says they were: "nine of the dead were fighters", "ten are believed to be"."""
    tree, noun = view.tree, mention.noun
    if tree is None or (noun is not None and noun.who != "unknown"):
        return mention
    told = next((at for at in _predicates(tree, mention) if at > mention.last), None)
    known = _ending_at(view, told) if told is not None else None
    if told is None or known is None or is_number(view, told - 1):
        return mention
    return msgspec.structs.replace(mention, noun=known, nouns=(told, *mention.nouns))


def _predicates(tree: Tree, mention: Mention) -> Iterator[int]:
    """The nouns that a copula ties to the amount, also over "are believed to be"."""
    inside = [at for at in (mention.head, tree.heads[mention.head]) if mention.first <= at <= mention.last]
    for subject in (mention.number.core if mention.number else mention.head, *inside):
        above = tree.heads[subject]
        if above < 0 or not tree.is_a(subject, "nsubj"):
            continue
        yield from (at for at in (above, *tree.dependents(above, "xcomp")) if tree.dependents(at, "cop"))


def _ending_at(view: Scene, position: int) -> Noun | None:
    """What the noun for people that ends at a token says; null where that is not who they are."""
    hits = [(at, hit) for at in range(max(0, position - 2), position + 1) if (hit := people().nouns.at(view.words, at))]
    known = next((hit[1] for at, hit in hits if at + hit[0] - 1 == position), None)
    return known if known is not None and known.who != "unknown" else None
