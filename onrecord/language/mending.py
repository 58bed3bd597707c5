"""Mending of trees that grammar forbids: what a small parser gets wrong most often, and can be told without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.language.document import Tree
from onrecord.language.quotations import words

CLAUSAL = ("ccomp", "parataxis")
NOMINAL = {"NOUN", "PROPN", "PRON"}
NAMED = ("obl", "obj", "nmod", "nmod:poss", "nsubj", "nsubj:pass")


def mended(tree: Tree) -> Tree:
    """The tree with bare nouns that stand as clauses made subjects, second subjects made objects, and cut names made whole.

    "Troops loyal to him retook the town, officials said": a noun without copula is no clause. Where it hangs on the same
    word as a following verb that lacks a subject, it is that subject. "A witness told the Courier": a verb has one
    subject; the noun after a verb whose subject stands before it is its object. "From Tell Amar": two names side by side
    that hang on one word in one way are one name. "Said in a statement that he had left": what is said is said by the verb.
    "Nine died, police said; the army fled": what follows the semicolon is told by the text itself. "Nine died, the mayor, Ali,
    said": a verb of saying after what is said has the noun before it for its subject.
    """
    heads, relations = list(tree.heads), list(tree.relations)
    for second in _cut_names(tree):
        first = second - 1
        heads[second] = heads[first] if relations[first] == "flat" else first
        relations[second] = "flat"
    for position in range(len(heads)):
        subjects = [i for i in tree.children[position] if tree.relations[i] == "nsubj"]
        if tree.pos[position] == "VERB" and len(subjects) == 2 and subjects[0] < position < subjects[1]:
            relations[subjects[1]] = "obj"
    for before in range(len(heads)):
        heads[before] = _whole_name(tree, before, heads, relations)
    for clause, teller in _told_in_writing(tree):
        heads[clause], relations[clause] = teller, "ccomp"
    for noun, teller in _speakers_at_the_end(tree):
        heads[noun], relations[noun] = teller, "nsubj"
    for clause in _after_semicolon(tree):
        relations[clause] = "parataxis"
    for noun, relation in enumerate(tree.relations):
        verb = _verb_of(tree, noun) if relation in CLAUSAL and tree.pos[noun] in NOMINAL else None
        if verb is not None:
            heads[noun] = verb
            relations[noun] = "nsubj:pass" if tree.dependents(verb, "aux:pass") else "nsubj"
    if heads == list(tree.heads) and relations == list(tree.relations):
        return tree
    return Tree(tree.tokens, tree.pos, tuple(heads), tuple(relations))


def _whole_name(tree: Tree, before: int, heads: Sequence[int], relations: Sequence[str]) -> int:
    """The head of a word; what stands before a name goes with the whole of it: "out of" with "Tell Amar", "to" with "Boko Haram"."""
    head = heads[before]
    while head >= 0 and relations[head] == "flat" and before < heads[head]:
        head = heads[head]
    inside = head >= 0 and tree.is_a(before, "case") and tree.is_a(head, "compound") and before < head < heads[head]
    named = inside and tree.pos[head] == tree.pos[heads[head]] == "PROPN"
    return heads[head] if named else head


def _cut_names(tree: Tree) -> Iterator[int]:
    """The second of two names side by side that hang on one word in one way; days are names of their own ("in Tell Amar Monday")."""
    for second in range(1, len(tree.heads)):
        first = second - 1
        alike = tree.heads[first] == tree.heads[second] and tree.relations[first] == tree.relations[second]
        names = tree.pos[first] == tree.pos[second] == "PROPN" and tree.is_a(first, *NAMED)
        if alike and names and tree.tokens[second].lower not in words.sources().calendar:
            yield second


def _speakers_at_the_end(tree: Tree) -> Iterator[tuple[int, int]]:
    """Nouns between commas, each with the verb of saying without subject right after: "nine died, the mayor, Ali, said"."""
    for verb, position in enumerate(tree.heads):
        if tree.pos[verb] != "VERB" or position > verb or tree.tokens[verb].lower not in words.verbs():
            continue
        closed = verb > 0 and tree.tokens[verb - 1].text == ","
        told = any(clause < verb for clause in tree.dependents(verb, "ccomp"))
        if not (closed and told) or tree.dependents(verb, "nsubj", "nsubj:pass", "mark", "aux:pass"):
            continue
        nouns = (i for i in range(verb) if tree.is_a(i, "appos", "nsubj", "nsubj:pass"))
        spans = [(min(own), max(own), i) for i in nouns if (own := _words_below(tree, i))]
        ending = [(first, i) for first, last, i in spans if last == verb - 2 and _after_comma(tree, first)]
        if ending:
            yield min(ending)[1], verb


def _words_below(tree: Tree, position: int) -> list[int]:
    return [i for i in tree.subtree(position) if tree.pos[i] != "PUNCT"]


def _after_comma(tree: Tree, position: int) -> bool:
    return position > 0 and tree.tokens[position - 1].text == ","


def _after_semicolon(tree: Tree) -> Iterator[int]:
    """Clauses that a verb of saying at the end of another one has for a second content: "nine died, police said; the army fled"."""
    for clause, relation in enumerate(tree.relations):
        verb = tree.heads[clause]
        if relation != "ccomp" or not 0 <= verb < clause or tree.tokens[verb].lower not in words.verbs():
            continue
        between = {token.text for token in tree.tokens[verb + 1 : clause]}
        if ";" in between and any(before < verb for before in tree.dependents(verb, "ccomp")):
            yield clause


def _told_in_writing(tree: Tree) -> Iterator[tuple[int, int]]:
    """Clauses, each with the verb that tells them: "said in a statement that …", where the clause hangs on the statement."""
    for clause, relation in enumerate(tree.relations):
        noun = tree.heads[clause]
        if relation not in ("acl", "ccomp") or noun < 0 or not tree.is_a(noun, "obl"):
            continue
        verb = tree.heads[noun]
        marked = any(tree.tokens[i].lower == "that" for i in tree.dependents(clause, "mark"))
        told = tree.dependents(verb, "obj", "ccomp", "xcomp", "obl:agent")
        if marked and not told and tree.tokens[noun].lower in words.sources().writings and tree.pos[verb] == "VERB":
            yield clause, verb


def _verb_of(tree: Tree, noun: int) -> int | None:
    """The verb after the noun that hangs on the same word and has no subject."""
    if tree.dependents(noun, "cop", "case", "nsubj", "mark"):
        return None
    after = (i for i in tree.children[tree.heads[noun]] if i > noun and tree.is_a(i, *CLAUSAL))
    verb = next(after, None)
    if verb is None or tree.pos[verb] != "VERB" or tree.dependents(verb, "nsubj", "csubj", "mark"):
        return None
    return verb
