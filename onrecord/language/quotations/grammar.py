"""What a tree tells about a cue: whose it is, its own words, and the clause that it reports."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.language.document import Tree

SUBJECT = ("nsubj", "csubj")
STEPS = 6
"""Links followed from a verb without subject to the verb whose subject it shares."""
NEGATIONS = frozenset({"not", "n't", "never", "nt"})
RELATIVE = frozenset({"who", "whom", "whose", "which"})
_EDGE = frozenset({",", ".", ";", ":", "-", "–", "—", "--", "…", "..."})


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether the verb is a passive participle, also after a noun ("a statement released by")."""
    if tree.dependents(verb, "aux:pass", "nsubj:pass"):
        return True
    bare = tree.is_a(verb, "acl", "advcl", "amod", "conj") and not tree.dependents(verb, "nsubj", "aux")
    return bare and tree.tokens[verb].lower.endswith(("ed", "en", "wn", "ught", "id", "ld")) and bool(agent(tree, verb))


def agent(tree: Tree, verb: int) -> int | None:
    """The head of "by X" below a passive verb."""
    marked = tree.dependents(verb, "obl:agent")
    if marked:
        return marked[0]
    return next((i for i in tree.dependents(verb, "obl", "nmod") if cases(tree, i) == ["by"] and i > verb), None)


def cases(tree: Tree, position: int) -> list[str]:
    """The prepositions of a noun, in lower case."""
    return [tree.tokens[i].lower for i in tree.dependents(position, "case")]


def marks(tree: Tree, position: int) -> set[str]:
    """The words that introduce a clause: "that", "to", "as", "if" …"""
    return {tree.tokens[i].lower for i in tree.dependents(position, "mark")}


def own_subject(tree: Tree, verb: int) -> int | None:
    """The active subject of the verb itself, a relative pronoun included."""
    found = [i for i in tree.dependents(verb, *SUBJECT) if not tree.relations[i].endswith(":pass")]
    return found[0] if found else None


def subject(tree: Tree, verb: int) -> int | None:
    """Who does what the verb tells: its subject, or that of the verb or noun that it hangs on."""
    own = own_subject(tree, verb)
    if own is not None:
        return own
    position = verb
    for _ in range(STEPS):
        head = tree.heads[position]
        if head < 0:
            return None
        if tree.is_a(position, "acl"):
            return head
        if not tree.is_a(position, "conj", "xcomp", "advcl", "parataxis", "ccomp", "dep"):
            return None
        found = _controller(tree, position, head)
        if found is not None:
            return found
        position = head
    return None


def _controller(tree: Tree, position: int, head: int) -> int | None:
    """The noun below ``head`` that is the subject of the verb at ``position``."""
    if tree.is_a(position, "xcomp"):
        told = tree.dependents(head, "obj", "iobj")
        if told and tree.tokens[head].lower.rstrip("sed") not in {"promi", "vow", "threaten"}:
            return told[-1]
    quoted = tree.dependents(head, "obj")
    if quoted and tree.is_a(position, "advcl") and "as" in marks(tree, position) and not is_passive(tree, head):
        return quoted[0]  # "the agency quoted X as saying"
    found = tree.dependents(head, *SUBJECT)
    if found:
        return found[0]
    return agent(tree, head) if is_passive(tree, head) else None


def framed(tree: Tree, clause: int) -> int:
    """The verb whose words a participle goes with, whether it hangs on it or on who speaks: "X, citing Y, said"."""
    head = tree.heads[clause]
    speaks = head >= 0 and tree.is_a(head, "nsubj") and tree.heads[head] >= 0
    return tree.heads[head] if speaks else head


def neighbour(tree: Tree, verb: int) -> int | None:
    """The noun that stands next to a verb of saying, where the parser found no subject ("…," said X)."""
    for step in (1, -1):
        position = verb + step
        if 0 <= position < len(tree.pos) and tree.pos[position] in {"PROPN", "PRON"}:
            return _top(tree, position, verb)
    return None


def _top(tree: Tree, position: int, verb: int) -> int:
    """The head of the noun phrase around ``position`` that does not hold the verb."""
    for above in tree.ancestors(position):
        if above == verb or tree.pos[above] not in {"NOUN", "PROPN"} or verb in tree.subtree(above):
            break
        position = above
    return position


def cue_words(tree: Tree, verb: int) -> list[int]:
    """The verb with auxiliaries, negation, particles and the adverbs next to it."""
    found = {verb, *tree.dependents(verb, "aux", "compound:prt")}
    found.update(i for i in tree.dependents(verb, "advmod") if tree.tokens[i].lower in NEGATIONS)
    if tree.pos[verb] not in {"VERB", "AUX"}:
        found.update(tree.dependents(verb, "cop"))
    around = set(tree.dependents(verb, "advmod", "mark"))
    for step in (-1, 1):
        position = verb + step
        while position in found or (position in around and tree.pos[position] in {"ADV", "PART"}):
            found.add(position)
            position += step
    low = min((i for i in found if i <= verb), default=verb)
    return sorted(i for i in found if i >= low)


def negated(tree: Tree, verb: int) -> bool:
    """Whether the verb is denied: "did not say", "never said", "nobody said"."""
    if any(tree.tokens[i].lower in NEGATIONS for i in tree.dependents(verb, "advmod")):
        return True
    noun = own_subject(tree, verb)
    return noun is not None and tree.tokens[noun].lower in {"nobody", "none"}


def trimmed(tree: Tree, positions: Iterable[int]) -> list[int]:
    """Tokens in order without stops and commas at the ends."""
    found = sorted(positions)
    while found and tree.tokens[found[-1]].text in _EDGE:
        found.pop()
    while found and tree.tokens[found[0]].text in _EDGE:
        found.pop(0)
    return found


def without(tree: Tree, whole: Iterable[int], *branches: int) -> list[int]:
    """The tokens of ``whole`` that are not below any of the branches."""
    gone: set[int] = set()
    for branch in branches:
        gone.update(tree.subtree(branch))
    return [i for i in whole if i not in gone]


def relative_clauses(tree: Tree, head: int) -> set[int]:
    """The words of what is told of a noun after "who", "which" or "whose", in its own phrase and in its appositions."""
    nouns = [head, *tree.dependents(head, "appos")]
    clauses = [i for noun in nouns for i in tree.dependents(noun, "acl") if i > noun]
    return {
        j for i in clauses if RELATIVE & {tree.tokens[j].lower for j in tree.subtree(i)[:2]} for j in tree.subtree(i)
    }


def noun_phrase(tree: Tree, head: int, *but: int) -> list[int]:
    """The words of a noun phrase: all below its head but its preposition and the given branches."""
    if tree.dependents(head, "nsubj", "cop"):  # a predicate: its own modifiers only
        below = tree.dependents(head, "det", "amod", "compound", "nmod", "flat", "nummod")
        return trimmed(tree, {head, *(j for i in below for j in tree.subtree(i))})
    away = [
        i for i in tree.dependents(head, "case", "cc", "mark", "parataxis") if i < head or tree.is_a(i, "parataxis")
    ]
    return trimmed(tree, without(tree, tree.subtree(head), *away, *(i for i in but if i != head)))
