"""Questions about a tree that every rule asks: who is subject, what hangs where, how far apart two words are."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import msgspec

from onrecord.language import lexicon
from onrecord.language.document import Tree

BARRIERS = {"acl:relcl": 4.0, "advcl": 2.0, "ccomp": 3.0, "parataxis": 3.0, "conj": 1.2, "acl": 1.5, "appos": 1.0}
"""What a step over a clause border costs against 1 for a step inside a clause: a place in a relative clause is rarely
the place of the main verb. Set by hand on invented sentences; `tests/test_rules.py` holds them."""

PAST_AUXILIARIES = {"was", "were", "had", "has", "have", "'ve", "did"}
MODALS = {"may", "might", "could", "would", "can", "should", "must", "will", "shall", "'ll"}
RELATIVE_PRONOUNS = {"who", "which", "that", "whom", "whose", "where"}
SEEING = {
    "see",
    "sees",
    "saw",
    "seen",
    "seeing",
    "watch",
    "watched",
    "witness",
    "witnessed",
    "let",
    "made",
    "makes",
    "make",
}
"""Verbs whose object does what the bare infinitive after it says: "saw the rebels storm the base"."""
MAKING = {"made", "makes", "make", "let"}
"""Those after which only a bare infinitive says so: "made gains, taking two villages" is told of who made them."""
LINKS = {"cop", "aux", "aux:pass", "mark", "punct", "cc", "det", "case"}


class Oblique(msgspec.Struct, frozen=True):
    """A complement with its preposition: ``("by", 7)`` is "by gunmen" with "gunmen" at token 7."""

    case: str
    head: int


def word(tree: Tree, position: int) -> str:
    """The token in lower case."""
    return tree.tokens[position].lower


def case_of(tree: Tree, position: int) -> str:
    """The preposition that governs a noun, multiword ones joined by spaces; empty where there is none."""
    marks = tree.dependents(position, "case")
    words = [word(tree, i) for mark in marks for i in [mark, *tree.dependents(mark, "fixed")]]
    return " ".join(words)


def case_or_mark(tree: Tree, position: int) -> str:
    """The preposition or conjunction that a clause hangs by: "of" in "accused them of shelling"."""
    marks = tree.dependents(position, "mark", "case")
    return word(tree, marks[0]) if marks else ""


def with_conjuncts(tree: Tree, heads: Iterable[int]) -> list[int]:
    """These nouns and those coordinated or in apposition with them."""
    found: list[int] = []
    stack = list(heads)
    while stack:
        head = stack.pop(0)
        if head not in found:
            found.append(head)
            stack.extend(tree.dependents(head, "conj", "appos"))
    return found


COUNTING = {
    "wave", "waves", "series", "spate", "string", "round", "rounds", "volley", "flurry", "number", "dozens", "hundreds", "scores",
    "couple", "pair", "barrage", "barrages", "succession", "rash", "bout", "set", "handful",
}  # fmt: skip
"""Nouns that only count what follows them: "a wave of air strikes"."""


def counted(tree: Tree, noun: int) -> int:
    """The noun that a counting noun counts: "strikes" for "a wave of strikes"; the noun itself where it counts none."""
    of = [o.head for o in obliques(tree, noun) if o.case == "of"] if word(tree, noun) in COUNTING else []
    return of[0] if of else noun


def counting(tree: Tree, noun: int) -> int:
    """The noun that counts this one: "wave" for the strikes of "a wave of strikes"; the noun itself where none does."""
    head = tree.heads[noun]
    return head if head >= 0 and counted(tree, head) == noun else noun


def obliques(tree: Tree, position: int) -> list[Oblique]:
    """Prepositional complements of a verb or noun."""
    return [Oblique(case_of(tree, i), i) for i in tree.dependents(position, "obl", "nmod") if not _possessive(tree, i)]


def _possessive(tree: Tree, position: int) -> bool:
    return tree.relations[position] == "nmod:poss"


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether the verb stands in the passive, also where the auxiliary stands with the verb it is coordinated with."""
    if tree.dependents(verb, "aux:pass"):
        return True
    if tree.dependents(verb, "nsubj:pass"):  # without auxiliary only where no object follows: "two killed"
        own = any(i > verb for i in tree.dependents(verb, "obj"))
        return not own and not (shared_objects(tree, verb) and not tree.dependents(verb, "obl:agent"))
    if tree.relations[verb] == "acl":
        infinitive = case_or_mark(tree, verb) == "to"
        return not infinitive and not word(tree, verb).endswith("ing") and not tree.dependents(verb, "nsubj", "aux")
    if tree.relations[verb] == "conj" and not tree.dependents(verb, "nsubj", "obj", "aux"):
        head = tree.heads[verb]
        participle = word(tree, verb).endswith("ed") or word(tree, verb) in irregular_pasts()
        return tree.pos[head] == "VERB" and participle and is_passive(tree, head)
    return False


def is_past(tree: Tree, verb: int) -> bool:
    """Whether a finite verb tells of something done: past or perfect, without "could", "may" or "would"."""
    helping = {word(tree, i) for i in tree.dependents(verb, "aux", "aux:pass")}
    if helping:
        return bool(helping & PAST_AUXILIARIES) and not helping & MODALS
    return word(tree, verb).endswith("ed") or word(tree, verb) in irregular_pasts()


@functools.cache
def irregular_pasts() -> frozenset[str]:
    """Past forms that do not end in -ed, those that are the present as well ("hit") among them."""
    return frozenset(form for forms in lexicon.irregular()["verbs"].values() for form in forms)


def shared_objects(tree: Tree, verb: int) -> list[int]:
    """The objects that a verb has in common with one joined by "and": "killed and injured six"."""
    if tree.dependents(verb, "obl", "xcomp", "ccomp"):
        return []
    return next((found for one in joined_after(tree, verb) if (found := tree.dependents(one, "obj"))), [])


def subjects(tree: Tree, verb: int) -> list[int]:
    """The grammatical subjects of a verb, taken from the clause it shares them with where it has none of its own."""
    for _ in range(6):
        own = [_antecedent(tree, verb, i) for i in tree.dependents(verb, "nsubj", "csubj")]
        if own:
            return with_conjuncts(tree, own)
        head, relation = tree.heads[verb], tree.relations[verb]
        if head < 0:
            return []
        if relation == "acl" and (own := _whose(tree, head) if _is_owned(tree, verb) else []):
            return own
        if relation == "advcl" and case_or_mark(tree, verb) == "to" and (own := _users(tree, head)):
            return own
        if relation in {"acl", "acl:relcl"}:
            return [head]
        if relation in {"conj", "xcomp", "advcl", "parataxis"} and tree.pos[head] in {"VERB", "AUX", "ADJ", "NOUN"}:
            accused = relation == "advcl" and case_or_mark(tree, verb) in {"of", "for", "from"}
            seen = word(tree, head) in SEEING and not tree.dependents(verb, "mark", "aux")
            accused = accused or (seen and not (word(tree, head) in MAKING and word(tree, verb).endswith("ing")))
            if (relation == "xcomp" or accused) and (controlled := tree.dependents(head, "obj", "iobj")):
                return with_conjuncts(tree, controlled)
            verb = head
            continue
        return []
    return []


AIMED = {"aimed", "aiming"}
"""Participles of a deed that say what whoever does it wants: "an offensive aimed at taking the town"."""
ANSWERING = {"responsibility", "credit", "role", "involvement", "part", "hand", "complicity", "participation"}
"""Nouns of whoever did what follows them: "claimed responsibility for killing", "their part in abducting"."""


def _is_owned(tree: Tree, verb: int) -> bool:
    """Whether a clause below a noun tells what the noun's owner does: "an attempt to take", "responsibility for killing",
    "an offensive aimed at"."""
    mark = case_or_mark(tree, verb)
    return (
        mark == "to"
        or word(tree, verb) in AIMED
        or (mark in {"for", "in"} and word(tree, tree.heads[verb]) in ANSWERING)
    )


def _users(tree: Tree, verb: int) -> list[int]:
    """Who does what something was used for: "the hill was used by X to fire rockets"."""
    return agents(tree, verb) if tree.dependents(verb, "nsubj:pass") else []


def _whose(tree: Tree, noun: int) -> list[int]:
    """Whose noun it is that has a "to …": "an attempt by X to", "X's offensive to", "X launched an offensive to"."""
    owners = [o.head for o in obliques(tree, noun) if o.case in {"by", "of"}] + tree.dependents(noun, "nmod:poss")
    verb = tree.heads[noun]
    if owners or verb < 0 or tree.pos[verb] != "VERB" or not tree.is_a(noun, "obj"):
        return with_conjuncts(tree, owners)
    return with_conjuncts(tree, tree.dependents(verb, "nsubj"))


def _antecedent(tree: Tree, verb: int, subject: int) -> int:
    """The noun that a relative pronoun stands for."""
    if word(tree, subject) in RELATIVE_PRONOUNS and tree.relations[verb] == "acl:relcl" and tree.heads[verb] >= 0:
        return tree.heads[verb]
    return subject


def objects(tree: Tree, verb: int) -> list[int]:
    """Direct objects; for a relative clause without object the noun it describes ("the town that rebels took")."""
    own = tree.dependents(verb, "obj", "iobj")
    own = [
        tree.heads[verb] if word(tree, i) in RELATIVE_PRONOUNS and tree.relations[verb] == "acl:relcl" else i
        for i in own
    ]
    if own:
        return with_conjuncts(tree, own)
    if tree.relations[verb] == "conj" and tree.pos[tree.heads[verb]] == "VERB":  # "stormed and took the town"
        return with_conjuncts(tree, [i for i in tree.dependents(tree.heads[verb], "obj") if i > verb])
    if tree.relations[verb] == "acl:relcl" and not is_passive(tree, verb):
        named = [i for i in tree.dependents(verb, "nsubj") if word(tree, i) not in RELATIVE_PRONOUNS]
        adverbial = any(word(tree, i) in {"where", "when"} for i in tree.dependents(verb, "advmod"))
        if named and not adverbial:
            return with_conjuncts(tree, [tree.heads[verb]])
    return []


def agents(tree: Tree, verb: int) -> list[int]:
    """Nouns after "by" that name the doer of a passive verb; "by Friday" before it names none."""
    after = [o.head for o in obliques(tree, verb) if o.case == "by" and o.head > verb]
    named = [i for i in after if tree.relations[i] == "obl:agent"]
    if not after and is_passive(tree, verb):  # "shelled and gunned down by X"
        joined = [i for i in joined_after(tree, verb) if is_passive(tree, i)]
        return next((found for i in joined if (found := agents(tree, i))), [])
    return with_conjuncts(tree, named or after)


def joined_after(tree: Tree, verb: int) -> list[int]:
    """The verbs that "and" joins to one after it, without subjects of their own."""
    first = tree.heads[verb] if tree.is_a(verb, "conj") and tree.heads[verb] >= 0 else verb
    return [i for i in tree.dependents(first, "conj") if i > verb and not tree.dependents(i, "nsubj", "aux", "mark")]


def phrase(
    tree: Tree, head: int, without: Sequence[str] = ("acl:relcl", "advcl", "parataxis", "punct", "conj", "cc", "appos")
) -> list[int]:
    """The token positions of a noun phrase, its clauses and coordinates left out, without leading preposition."""
    tokens = tree.subtree(head, without)
    cases = set(tree.dependents(head, "case"))
    return [i for i in tokens if i not in cases]


def distance(tree: Tree, start: int, goal: int) -> float:
    """Cost of the path between two tokens; steps over clause borders cost more (``BARRIERS``)."""
    up = {start: 0.0}
    cost, position = 0.0, start
    while tree.heads[position] >= 0 and len(up) <= len(tree.tokens):
        cost += BARRIERS.get(tree.relations[position], 1.0)
        position = tree.heads[position]
        up[position] = cost
    cost, position = 0.0, goal
    for _ in range(len(tree.tokens) + 1):
        if position in up:
            return cost + up[position]
        cost += BARRIERS.get(tree.relations[position], 1.0)
        if tree.heads[position] < 0:
            break
        position = tree.heads[position]
    return cost + max(up.values()) + 1.0


def aside(tree: Tree, event: int, other: int) -> bool:
    """Whether an event stands in a relative clause that the other word lies outside of: told in passing."""
    within = {other, *tree.ancestors(other)}
    position = event
    while position not in within and tree.heads[position] >= 0:
        if tree.is_a(position, "acl:relcl"):
            return True
        position = tree.heads[position]
    return False


def head_of(tree: Tree, first: int, last: int) -> int:
    """The token of ``first..last`` (inclusive) that governs the others: the one whose head lies outside."""
    inside = range(first, last + 1)
    return next(
        (i for i in inside if tree.heads[i] not in inside and tree.relations[i] not in {"punct", "case", "det"}), first
    )


def clause_verb(tree: Tree, position: int) -> int:
    """The verb (or other predicate) of the clause that a word stands in; the word itself if it is one."""
    if tree.pos[position] in {"VERB", "AUX"}:
        return position
    for ancestor in tree.ancestors(position):
        if tree.pos[ancestor] in {"VERB", "AUX"} or tree.dependents(ancestor, "cop"):
            return ancestor
    return tree.root


def predicate(tree: Tree, position: int) -> int:
    """The word that says what the clause of a word says: its verb, or the noun or adjective that has a subject or "is"."""
    for one in (position, *tree.ancestors(position)):
        if tree.pos[one] == "VERB" or tree.dependents(one, "cop", "nsubj"):
            return one
    return tree.root
