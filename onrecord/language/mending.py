"""Mending of trees that grammar forbids: what a small parser gets wrong most often, and can be told without a model."""

from __future__ import annotations

from onrecord.language.document import Tree

CLAUSAL = ("ccomp", "parataxis")
NOMINAL = {"NOUN", "PROPN", "PRON"}


def mended(tree: Tree) -> Tree:
    """The tree with bare nouns that stand as clauses made subjects, and second subjects made objects.

    "Troops loyal to him retook the town, officials said": a noun without copula is no clause. Where it hangs on the same
    word as a following verb that lacks a subject, it is that subject. "A witness told the Courier": a verb has one
    subject; the noun after a verb whose subject stands before it is its object.
    """
    heads, relations = list(tree.heads), list(tree.relations)
    for position in range(len(heads)):
        subjects = [i for i in tree.children[position] if tree.relations[i] == "nsubj"]
        if tree.pos[position] == "VERB" and len(subjects) == 2 and subjects[0] < position < subjects[1]:
            relations[subjects[1]] = "obj"
    for noun, relation in enumerate(tree.relations):
        verb = _verb_of(tree, noun) if relation in CLAUSAL and tree.pos[noun] in NOMINAL else None
        if verb is not None:
            heads[noun] = verb
            relations[noun] = "nsubj:pass" if tree.dependents(verb, "aux:pass") else "nsubj"
    if heads == list(tree.heads) and relations == list(tree.relations):
        return tree
    return Tree(tree.tokens, tree.pos, tuple(heads), tuple(relations))


def _verb_of(tree: Tree, noun: int) -> int | None:
    """The verb after the noun that hangs on the same word and has no subject."""
    if tree.dependents(noun, "cop", "case", "nsubj", "mark"):
        return None
    after = (i for i in tree.children[tree.heads[noun]] if i > noun and tree.is_a(i, *CLAUSAL))
    verb = next(after, None)
    if verb is None or tree.pos[verb] != "VERB" or tree.dependents(verb, "nsubj", "csubj", "mark"):
        return None
    return verb
