"""Whom the words around an event noun make its doer: "X was behind it", "blamed on X", "the work of X", "claimed by X"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from onrecord.coders.rules import grammar
from onrecord.coders.rules.triggers import light_verbs
from onrecord.language import lexicon
from onrecord.language.document import Tree

BEHIND = "behind"
BEARING = ("bear", "carry", "show", "have")
"""Verbs by which a deed shows whose it is: "bore the hallmarks of"."""
CHARGING = "charging_"
VERBS = ("laying", "sharing", "confessing", "committing", "suspecting", "accusing", "denying")
NOUNS = ("works", "culprits", "crimes")
"""Lists of ``blame.yaml`` whose verbs and nouns count in all their forms."""
CLAIMING = ("claim", "take", "accept", "assume", "admit", "acknowledge", "bear")
"""Verbs by which somebody takes a deed on himself, or is made to."""
FINGER = frozenset({"finger", "fingers"})
BLAMED = frozenset({"blame", "blames", "blamed", "blaming"})
PROVEN = {"convict", "sentence", "credit", "trace", "link"}
"""Verbs of charging and laying that leave no doubt, or say of nobody that he did it."""
OPEN = {"not", "n't", "never", "may", "might", "could", "would", "will", "if", "whether", "who"}
"""Words beside such a predicate that leave it open who did it."""
NOBODY = {"nobody", "none", "no", "neither"}
NEGATIONS = {"not", "n't", "never"}
POINTING = {"the", "this", "that", "these", "those", "such"}
PRONOUNS = {"it", "this", "that", "them"}


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    """``blame.yaml``, verbs and nouns in all their forms."""
    raw = lexicon.load("blame", dict[str, list[str]])
    verbs = [name for name in raw if name.startswith(CHARGING) or name in VERBS]
    forms = dict.fromkeys(NOUNS, lexicon.noun_forms) | dict.fromkeys(verbs, lexicon.verb_forms)
    return {
        name: frozenset(form.split()[0] for word in words for form in forms[name](word))
        if name in forms
        else frozenset(words)
        for name, words in raw.items()
    }


@functools.cache
def _bearing() -> frozenset[str]:
    return frozenset(form for verb in BEARING for form in lexicon.verb_forms(verb))


def is_charged(tree: Tree, noun: int) -> bool:
    """Whether a noun is whom a verb charges with something or lays it at: "accused Turkey of", "blamed it on Turkey"."""
    verb = tree.heads[noun]
    if verb < 0 or tree.pos[verb] != "VERB":
        return False
    word = grammar.word(tree, verb)
    if tree.is_a(noun, "obj", "nsubj:pass"):
        return (
            any(
                word in words
                for name, words in _words().items()
                if name.startswith(CHARGING) and name != "charging_for"
            )
            or word in BLAMED
        )
    return tree.is_a(noun, "obl") and word in _words()["laying"] and grammar.case_of(tree, noun) in _words()["at"]


def footing(tree: Tree, noun: int) -> Literal["accused", "suspected"] | None:
    """Whether a doer is only accused or suspected: "blamed X", "blamed it on X", "X is believed to be behind it"."""
    while tree.is_a(noun, "conj") and tree.heads[noun] >= 0:
        noun = tree.heads[noun]
    verb = tree.heads[noun]
    if verb < 0:
        return None
    word = grammar.word(tree, verb)
    if word in _words()["suspecting"] and tree.is_a(noun, "obj", "nsubj", "nsubj:pass"):
        return "suspected" if grammar.is_passive(tree, verb) or tree.is_a(noun, "obj") else None
    above = tree.heads[verb]
    if above >= 0 and tree.is_a(verb, "xcomp") and grammar.word(tree, above) in _words()["suspecting"]:
        return "suspected" if tree.is_a(noun, "obl") and grammar.case_of(tree, noun) == "by" else None
    if word in _words()["answerable"] and tree.is_a(noun, "nsubj") and tree.is_a(verb, "ccomp"):
        return "accused"  # "witnesses said X was responsible"
    held = any(grammar.word(tree, i) in _words()["answerable"] for i in tree.dependents(verb, "xcomp"))
    laid = blamed_beside(tree, verb) + _fingered(tree, verb)
    if noun in laid or (held and tree.is_a(noun, "obj")):
        return "accused"
    proven = any(word in lexicon.verb_forms(lemma) for lemma in PROVEN)
    return "accused" if is_charged(tree, noun) and not proven else None


def accused_beside(tree: Tree) -> Iterator[int]:
    """Head tokens of those whom a speaker accuses in passing: "six people were killed, the ministry said, blaming X"."""
    for verb in range(len(tree.tokens)):
        charged = grammar.word(tree, verb) in _words()["accusing"] and grammar.word(tree, verb).endswith("ing")
        if charged and tree.is_a(verb, "advcl"):
            named = (i for i in grammar.objects(tree, verb) if grammar.word(tree, i) not in PRONOUNS)
            yield from named if not _blames_for(tree, verb) else ()


def _blames_for(tree: Tree, verb: int) -> bool:
    return grammar.word(tree, verb) in BLAMED and _for_something(tree, verb)


def answering(tree: Tree, noun: int) -> list[int]:
    """Head tokens of those whom the clause around an event noun makes its doers; none where it does not say."""
    top = noun
    while tree.relations[top] == "conj" and tree.heads[top] >= 0:
        top = tree.heads[top]
    found = next((found for rule in _RULES if (found := rule(tree, top))), [])
    predicate = top if tree.dependents(top, "cop") else tree.heads[top]
    return [] if _is_negated(tree, predicate) else found


def _is_negated(tree: Tree, position: int) -> bool:
    """Whether the words deny what they say: "was not responsible for the murder"."""
    return position >= 0 and any(grammar.word(tree, i) in NEGATIONS for i in tree.dependents(position, "advmod"))


def _behind(tree: Tree, noun: int) -> list[int]:
    """ "X was behind the murder", "suspected of being behind the murder"."""
    if grammar.case_of(tree, noun) != BEHIND or not tree.dependents(noun, "cop"):
        return []
    return grammar.subjects(tree, noun)


def _answerable(tree: Tree, noun: int) -> list[int]:
    """ "X is responsible for the murder", "held X responsible for"."""
    word = tree.heads[noun]
    if word < 0 or grammar.word(tree, word) not in _words()["answerable"]:
        return []
    if grammar.case_of(tree, noun) not in {"for", "of", "in"}:
        return []
    return grammar.subjects(tree, word)


def _responsibility(tree: Tree, noun: int) -> list[int]:
    """ "X claimed responsibility for the murder", "laid the blame for the murder on X", "X's responsibility for the murder"."""
    head = tree.heads[noun]
    if head < 0 or grammar.case_of(tree, noun) not in {"for", "of"}:
        return []
    verb = tree.heads[head] if grammar.word(tree, head) in _words()["responsibility"] else head
    if verb != head and grammar.case_of(tree, noun) == "for" and (owners := _owners(tree, head)):
        return owners
    if verb < 0 or tree.pos[verb] != "VERB":
        return []
    borne = tree.dependents(verb, "obj", "nsubj:pass")
    if not any(grammar.word(tree, i) in _words()["responsibility"] for i in borne):
        return []
    return _laid(tree, verb) or (
        grammar.agents(tree, verb) if grammar.is_passive(tree, verb) else grammar.subjects(tree, verb)
    )


def _owners(tree: Tree, noun: int) -> list[int]:
    """Whose part, blame or guilt it is: "the army's", "of the army"."""
    of = [o.head for o in grammar.obliques(tree, noun) if o.case == "of"]
    named = [i for i in tree.dependents(noun, "nmod:poss") if tree.pos[i] != "PRON"]
    return grammar.with_conjuncts(tree, [*named, *of])


def _charged(tree: Tree, noun: int) -> list[int]:
    """ "accused X of the murder", "X was convicted of the murder"."""
    verb, case = tree.heads[noun], grammar.case_of(tree, noun)
    charging = _words().get(CHARGING + case, frozenset())
    if verb < 0 or not tree.is_a(noun, "obl") or grammar.word(tree, verb) not in charging:
        return []
    if grammar.is_passive(tree, verb):
        return grammar.subjects(tree, verb)
    return grammar.objects(tree, verb)


def is_charge(tree: Tree, noun: int) -> bool:
    """Whether a deed is what somebody is accused of: who stands behind its "by" accuses ("was accused of the raid by witnesses")."""
    verb = tree.heads[noun]
    charging = _words().get(CHARGING + grammar.case_of(tree, noun), frozenset())
    return (
        verb >= 0 and tree.is_a(noun, "obl") and grammar.word(tree, verb) in charging and grammar.is_passive(tree, verb)
    )


def _pointed_at(tree: Tree, noun: int) -> list[int]:
    """ "pointed the finger at X for the murder"."""
    verb = tree.heads[noun]
    fits = verb >= 0 and tree.is_a(noun, "obl") and grammar.case_of(tree, noun) in {"for", "over"}
    return _fingered(tree, verb) if fits else []


def _fingered(tree: Tree, verb: int) -> list[int]:
    """At whom a finger is pointed."""
    pointed = grammar.word(tree, verb) in _pointing() and any(
        grammar.word(tree, i) in FINGER for i in tree.dependents(verb, "obj", "nsubj:pass")
    )
    heads = [o.head for o in grammar.obliques(tree, verb) if o.case in {"at", "towards"}] if pointed else []
    return grammar.with_conjuncts(tree, heads)


@functools.cache
def _pointing() -> frozenset[str]:
    return frozenset(lexicon.verb_forms("point"))


def _laid_at(tree: Tree, noun: int) -> list[int]:
    """ "blamed the murder on X", "the murder was attributed to X"."""
    verb = tree.heads[noun]
    fits = tree.is_a(noun, "obj", "nsubj:pass") or (verb >= 0 and tree.relations[verb] == "acl")
    if verb < 0 or not fits:
        return []
    return _laid(tree, verb) or blamed_beside(tree, noun)


def blamed_beside(tree: Tree, noun: int) -> list[int]:
    """The same where the tree hangs who did it on the deed: "blamed [the attack on X]"."""
    verb = tree.heads[noun]
    if verb < 0 or grammar.word(tree, verb) not in BLAMED or not tree.is_a(noun, "obj", "nsubj:pass"):
        return []
    laid = [o.head for o in grammar.obliques(tree, noun) if o.case in _words()["at"]]
    return grammar.with_conjuncts(tree, laid[-1:])


def _laid(tree: Tree, verb: int) -> list[int]:
    if grammar.word(tree, verb) not in _words()["laying"]:
        return []
    heads = [o.head for o in grammar.obliques(tree, verb) if o.case in _words()["at"]]
    return grammar.with_conjuncts(tree, heads)


def _works(tree: Tree, noun: int) -> list[int]:
    """ "the raid was the work of X", "believed to be carried out by X", "bore the hallmarks of X"."""
    verb = tree.heads[noun]
    if verb < 0 or not tree.is_a(noun, "nsubj"):
        return []
    works = [verb, *(i for i in tree.dependents(verb, "xcomp", "obj"))]
    named = [i for i in works if grammar.word(tree, i) in _words()["works"] and _is_or_bears(tree, i, verb)]
    owners = [o.head for i in named for o in grammar.obliques(tree, i) if o.case in {"of", "by"}]
    done = [
        a
        for i in tree.dependents(verb, "xcomp")
        if grammar.word(tree, i) in light_verbs()
        for a in grammar.agents(tree, i)
    ]
    return grammar.with_conjuncts(tree, owners) or done


def _is_or_bears(tree: Tree, work: int, verb: int) -> bool:
    return bool(tree.dependents(work, "cop")) or grammar.word(tree, verb) in _bearing()


def holds_answerable(tree: Tree, verb: int) -> bool:
    """Whether a verb makes somebody answerable: "for which they hold X responsible", "of which X is accused"."""
    if any(grammar.word(tree, i) in _words()["answerable"] for i in tree.dependents(verb, "xcomp")):
        return True
    about = (o.case for o in grammar.obliques(tree, verb) if grammar.word(tree, o.head) == "which")
    return any(grammar.word(tree, verb) in _words().get(CHARGING + case, frozenset()) for case in about)


def _told_of(tree: Tree, noun: int) -> list[int]:
    """ "the murder, claimed by X", "blamed on X", "for which X was blamed": what describes the noun names who did it."""
    found: list[int] = []
    for clause in tree.dependents(noun, "acl", "acl:relcl"):
        found += _laid(tree, clause)
        if holds_answerable(tree, clause):
            found += (
                grammar.subjects(tree, clause) if grammar.is_passive(tree, clause) else grammar.objects(tree, clause)
            )
        borne = any(grammar.word(tree, i) in _words()["responsibility"] for i in tree.dependents(clause, "obj"))
        found += grammar.subjects(tree, clause) if borne and tree.relations[clause] == "acl:relcl" else []
    return found


def _taking_part(tree: Tree, noun: int) -> list[int]:
    """ "soldiers involved in the murder", "X took part in the murder", "X's role in the murder", "officers linked to the murder"."""
    head, case = tree.heads[noun], grammar.case_of(tree, noun)
    if head < 0:
        return []
    word = grammar.word(tree, head)
    if (case == "in" and word in _words()["taking_part"]) or (case in {"to", "with"} and word in _words()["tied"]):
        return _of_whom(tree, head)
    if case != "in":
        return []
    if word in _words()["sharing"]:  # "took part in the murder"
        shared = any(grammar.word(tree, i) in _words()["shares"] for i in tree.dependents(head, "obj"))
        return grammar.subjects(tree, head) if shared else []
    if word not in _words()["shares"]:
        return []
    return _owners(tree, head) or _sharing(tree, head)


def _sharing(tree: Tree, part: int) -> list[int]:
    """Who took, had or played a part, or denies it."""
    verb = tree.heads[part]
    shared = (
        verb >= 0 and grammar.word(tree, verb) in _words()["sharing"] | _words()["denying"] and tree.is_a(part, "obj")
    )
    return grammar.subjects(tree, verb) if shared else []


def _of_whom(tree: Tree, word: int) -> list[int]:
    """Of whom a participle or adjective is said: what it describes, else its subject."""
    if tree.is_a(word, "acl", "amod"):
        return [tree.heads[word]]
    return grammar.subjects(tree, word)


def _confessed(tree: Tree, noun: int) -> list[int]:
    """ "X admitted the murder", "X confessed to the murder"."""
    verb = tree.heads[noun]
    if verb < 0 or grammar.word(tree, verb) not in _words()["confessing"] or grammar.is_passive(tree, verb):
        return []
    own = tree.is_a(noun, "obj") or grammar.case_of(tree, noun) == "to"
    return grammar.subjects(tree, verb) if own else []


def _culprits(tree: Tree, noun: int) -> list[int]:
    """ "X was the author of the murder", "the perpetrators of the murder were soldiers"."""
    named = tree.heads[noun]
    if named < 0 or grammar.word(tree, named) not in _words()["culprits"] or grammar.case_of(tree, noun) != "of":
        return []
    if tree.dependents(named, "cop"):
        return grammar.subjects(tree, named)
    above = tree.heads[named]
    told = above >= 0 and tree.is_a(named, "nsubj") and tree.dependents(above, "cop")
    return grammar.with_conjuncts(tree, [above]) if told else []


_RULES: tuple[Callable[[Tree, int], list[int]], ...] = (
    _behind, _answerable, _responsibility, _charged, _pointed_at, _laid_at, _works, _told_of, _taking_part, _confessed,
    _culprits,
)  # fmt: skip


def answerers(tree: Tree) -> Iterator[int]:
    """Head tokens of those who answer for what a sentence does not name: "X claimed responsibility", "X was blamed", "the crime
    was committed by X"."""
    for position in range(len(tree.tokens)):
        word = grammar.word(tree, position)
        if word in _words()["crimes"]:
            yield from _doers_of_crime(tree, position)
            continue
        if word in _words()["laying"] and any(
            grammar.word(tree, i) in PRONOUNS for i in tree.dependents(position, "obj")
        ):
            yield from _laid(tree, position)  # "blamed it on X"
            continue
        if word in _claiming() and tree.pos[position] == "VERB" and _claims_it(tree, position):
            yield from _free(tree, position, grammar.subjects(tree, position))  # "X claimed it"
        elif word in _words()["answerable"]:
            yield from _for_all_told(tree, position, grammar.subjects(tree, position))
        elif word in _words()["responsibility"]:
            yield from _claimants(tree, position)
            yield from _put_on(tree, position)
        elif word in FINGER and tree.heads[position] >= 0 and not tree.dependents(tree.heads[position], "advcl"):
            yield from _for_all_told(tree, tree.heads[position], _fingered(tree, tree.heads[position]))
        elif word in _words()["accusing"] and tree.pos[position] == "VERB":
            blamed = (grammar.subjects if grammar.is_passive(tree, position) else grammar.objects)(tree, position)
            of_something = any(o.case == "of" for i in blamed for o in grammar.obliques(tree, i) if o.head > position)
            if word in BLAMED or not of_something:  # "accused the government [of neglect]"
                yield from _for_all_told(tree, position, blamed)


def _doers_of_crime(tree: Tree, noun: int) -> list[int]:
    """Who did what "the crime" points back at: "X was involved in the crime", "the crime was committed by X"."""
    if not POINTING & {grammar.word(tree, i) for i in tree.dependents(noun, "det")} or tree.dependents(noun, "nmod"):
        return []
    verb = tree.heads[noun]
    done = verb >= 0 and grammar.word(tree, verb) in _words()["committing"] and tree.is_a(noun, "obj", "nsubj:pass")
    if not done:
        return answering(tree, noun)
    doers = grammar.agents(tree, verb) if grammar.is_passive(tree, verb) else grammar.subjects(tree, verb)
    return _free(tree, verb, doers)


def _claimants(tree: Tree, noun: int) -> list[int]:
    verb = tree.heads[noun]
    if verb < 0 or grammar.word(tree, verb) not in _claiming() or _for_something(tree, noun):
        return []
    doers = grammar.agents(tree, verb) if grammar.is_passive(tree, verb) else grammar.subjects(tree, verb)
    return _for_all_told(tree, verb, doers)


def _put_on(tree: Tree, noun: int) -> list[int]:
    """ "pinned the blame on X", "the blame was put on X"."""
    verb = tree.heads[noun]
    if verb < 0 or not tree.is_a(noun, "obj", "nsubj:pass") or grammar.word(tree, verb) not in _putting():
        return []
    heads = [o.head for p in (verb, noun) for o in grammar.obliques(tree, p) if o.case in _words()["at"]]
    about = [o for p in (verb, noun) for o in grammar.obliques(tree, p) if o.case in {"for", "of", "over"}]
    return [] if about else grammar.with_conjuncts(tree, heads)


@functools.cache
def _putting() -> frozenset[str]:
    return frozenset(form for verb in ("pin", "put", "place", "lay", "shift") for form in lexicon.verb_forms(verb))


@functools.cache
def _claiming() -> frozenset[str]:
    return frozenset(form for verb in CLAIMING for form in lexicon.verb_forms(verb))


def _claims_it(tree: Tree, verb: int) -> bool:
    """Whether a verb of claiming has a mere pronoun for the deed, and nothing is claimed of it."""
    taken = [i for i in tree.dependents(verb, "obj") if grammar.word(tree, i) in PRONOUNS]
    return bool(taken) and not tree.dependents(verb, "ccomp", "xcomp", "obl") and not grammar.is_passive(tree, verb)


def _for_something(tree: Tree, position: int) -> bool:
    """Whether the words name what somebody answers for: then it is that, and not whatever was told before."""
    clauses = [i for i in tree.dependents(position, "advcl") if grammar.case_or_mark(tree, i) in {"for", "of"}]
    return bool(clauses) or any(o.case in {"for", "on", "of", "over", "to"} for o in grammar.obliques(tree, position))


def _for_all_told(tree: Tree, predicate: int, doers: Sequence[int]) -> list[int]:
    """The doers, unless the words name the deed, deny it or leave it open: "was not responsible", "may be responsible"."""
    return [] if _for_something(tree, predicate) else _free(tree, predicate, doers)


def _free(tree: Tree, predicate: int, doers: Sequence[int]) -> list[int]:
    """The doers, unless the words deny it or leave it open, or name nobody."""
    around = [predicate, *([tree.heads[predicate]] if tree.is_a(predicate, "xcomp", "ccomp") else [])]
    said = {grammar.word(tree, i) for p in around for i in tree.dependents(p, "advmod", "aux", "mark", "nsubj")}
    free = [d for d in doers if not NOBODY & {grammar.word(tree, i) for i in (d, *tree.dependents(d, "det"))}]
    return [] if said & OPEN else free
