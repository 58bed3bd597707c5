"""Whether a trigger's event happened, goes on, is planned, merely possible or denied, and whether it is recalled."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import lexicon
from onrecord.language.document import Sentence, Tree
from onrecord.model import Denies, Status

SPEECH_BORDER = {"ccomp", "parataxis", "acl:relcl"}
"""Modality does not reach across these: "he may say that they attacked" leaves the attack as it is."""

PARTICIPLE = ("ed", "en", "wn", "ght", "ok", "elt", "uck", "ot", "ut", "ung", "un", "ld", "nt", "st")


class Reading(msgspec.Struct, frozen=True):
    """The status of one event with the rule and the token that decided it."""

    status: Status = "happened"
    recap: bool = False
    denies: Denies | None = None
    rule: str = "status.plain"
    position: int | None = None


class _Words(msgspec.Struct, frozen=True):
    planned: Mapping[str, frozenset[str]]
    hypothetical: Mapping[str, frozenset[str]]
    denied: Mapping[str, frozenset[str]]
    ongoing: Mapping[str, frozenset[str]]
    recap: Mapping[str, frozenset[str]]


@functools.cache
def _words() -> _Words:
    """``status.yaml`` with verbs in all their forms."""
    raw = lexicon.load("status", dict[str, dict[str, list[str]]])
    inflected = {"governors", "verbs"}

    def forms(group: str, words: Collection[str]) -> frozenset[str]:
        if group not in inflected:
            return frozenset(words)
        return frozenset(f for w in words for f in (*lexicon.verb_forms(w), *lexicon.noun_forms(w)))

    return msgspec.convert({k: {g: forms(g, w) for g, w in v.items()} for k, v in raw.items()}, _Words)


def read(sentence: Sentence, trigger: Trigger, others: Collection[int] = ()) -> Reading:
    """The status of a trigger's event; ``others`` are positions of the sentence's other triggers.

    The path from the trigger up to the border of its clause of speech is read: auxiliaries, negation and governing words.
    """
    tree = sentence.tree
    if tree is None:
        return Reading()
    return (
        _denied(tree, trigger)
        or _planned_or_possible(tree, trigger)
        or _recalled(tree, trigger, others)
        or _ongoing(tree, trigger)
        or Reading()
    )


def _chain(tree: Tree, position: int) -> list[int]:
    """The trigger and the words it hangs below, up to the border of reported speech or of a coordinated clause."""
    found = [position]
    while tree.heads[position] >= 0 and len(found) < 8:
        relation, head = tree.relations[position], tree.heads[position]
        if relation in SPEECH_BORDER or (relation.startswith(("nsubj", "csubj")) and tree.pos[position] == "VERB"):
            break
        if relation == "ccomp" or (relation == "conj" and tree.dependents(position, "nsubj")):
            break
        if relation == "advcl" and tree.pos[position] == "VERB" and tree.dependents(position, "mark"):
            marks = {grammar.word(tree, i) for i in tree.dependents(position, "mark")}
            if not marks & (_words().planned["marks"] | {"to"}):
                break
        if relation == "advcl" and grammar.word(tree, position).endswith("ing"):
            found.append(head)
            break
        found.append(head)
        position = head
    return found


def _auxiliaries(tree: Tree, position: int) -> list[int]:
    own = tree.dependents(position, "aux")
    if not own and tree.relations[position] == "conj" and not tree.dependents(position, "nsubj", "mark"):
        return tree.dependents(tree.heads[position], "aux")
    return own


def _denied(tree: Tree, trigger: Trigger) -> Reading | None:
    words = _words().denied
    chain = _chain(tree, trigger.position)
    for place, position in enumerate(chain):
        negated = [
            i
            for i in tree.dependents(position, "advmod", "det", "cc:preconj")
            if grammar.word(tree, i) in words["negations"]
        ]
        if negated and (place == 0 or tree.pos[position] in {"VERB", "AUX"}):
            return Reading("denied", denies="event", rule="status.negated", position=negated[0])
        cases = [i for i in tree.dependents(position, "case", "mark") if grammar.word(tree, i) == "without"]
        if cases and place == 0:
            return Reading("denied", denies="event", rule="status.negated", position=cases[0])
        if place and grammar.word(tree, position) in words["governors"]:
            return Reading("denied", denies=_what(trigger, tree, position), rule="status.denied", position=position)
        if place and grammar.word(tree, position) in words["governors_false"]:
            return Reading("denied", denies="event", rule="status.denied", position=position)
    return None


def _what(trigger: Trigger, tree: Tree, governor: int) -> Denies:
    """A denial of one's own act is a denial of responsibility, any other one of the event."""
    below = tree.subtree(governor)
    if any(grammar.word(tree, i) in {"responsibility", "involvement", "role", "behind"} for i in below):
        return "responsibility"
    if grammar.word(tree, trigger.position).endswith("ing") and tree.relations[trigger.position] in {
        "xcomp",
        "ccomp",
        "obj",
    }:
        return "responsibility"
    return "event"


def _planned_or_possible(tree: Tree, trigger: Trigger) -> Reading | None:
    words = _words()
    chain = _chain(tree, trigger.position)
    for place, position in enumerate(chain):
        if tree.pos[position] in {"VERB", "AUX"} or place == 0:
            for auxiliary in _auxiliaries(tree, position):
                text = grammar.word(tree, auxiliary)
                if text in words.planned["auxiliaries"]:
                    return Reading("planned", rule="status.planned_auxiliary", position=auxiliary)
                if text in words.hypothetical["auxiliaries"] and not _past_ability(tree, position, text):
                    return Reading("hypothetical", rule="status.possible_auxiliary", position=auxiliary)
        governs = place > 0 and _governs(tree, chain[place - 1], trigger)
        if governs and grammar.word(tree, position) in words.planned["governors"]:
            return Reading("planned", rule="status.planned_governor", position=position)
        if place > 0 and grammar.word(tree, position) in words.hypothetical["governors"]:
            return Reading("hypothetical", rule="status.possible_governor", position=position)
        for child in tree.dependents(position, "mark", "advmod"):
            text = grammar.word(tree, child)
            if text in words.hypothetical["marks"] | words.hypothetical["adverbs"]:
                return Reading("hypothetical", rule="status.possible_mark", position=child)
    planned = [
        i
        for i in tree.dependents(trigger.position, "amod")
        if grammar.word(tree, i) in {"planned", "impending", "imminent", "upcoming", "expected", "threatened", "future"}
    ]
    if planned:
        return Reading("planned", rule="status.planned_adjective", position=planned[0])
    feared = [
        i
        for i in tree.dependents(trigger.position, "amod", "aux:pass", "xcomp")
        if grammar.word(tree, i) in {"feared", "possible", "potential", "suspected"}
    ]
    if feared and trigger.meaning.sense != "harm":
        return Reading("hypothetical", rule="status.possible_adjective", position=feared[0])
    return None


def _governs(tree: Tree, below: int, trigger: Trigger) -> bool:
    """Whether a planning word governs what hangs below it: infinitives, "of"/"for" nouns and objects, not mere bystanders."""
    relation = tree.relations[below]
    if relation in {"xcomp", "ccomp", "acl", "csubj"}:
        return True
    if relation in {"nmod", "obl"}:
        return grammar.case_of(tree, below) in {"of", "for", "to", "against", "from"}
    return (relation in {"obj", "nsubj:pass"} and tree.pos[trigger.position] == "NOUN") or relation == "advcl"


def _past_ability(tree: Tree, position: int, auxiliary: str) -> bool:
    """Tell "could be heard", "could see": perception, not possibility."""
    return auxiliary in {"could", "can"} and grammar.word(tree, position) in {"heard", "seen", "hear", "see"}


def _recalled(tree: Tree, trigger: Trigger, others: Collection[int]) -> Reading | None:
    words = _words().recap
    verb = grammar.clause_verb(tree, trigger.position)
    marks = [i for i in tree.dependents(verb, "mark") if grammar.word(tree, i) in words["marks"]]
    finite = bool(tree.dependents(verb, "nsubj"))
    if marks and finite and tree.is_a(verb, "advcl"):
        main = tree.heads[verb]
        if main not in others and not any(main == tree.heads[o] for o in others):
            return Reading(recap=True, rule="status.recap_clause", position=marks[0])
    adverbs = [i for i in tree.dependents(verb, "advmod") if grammar.word(tree, i) in words["adverbs"]]
    if adverbs:
        return Reading(recap=True, rule="status.recap_adverb", position=adverbs[0])
    if (
        trigger.meaning.verb
        and "had" in {grammar.word(tree, i) for i in tree.dependents(trigger.position, "aux")}
        and tree.heads[verb] < 0
    ):
        return Reading(recap=True, rule="status.recap_pluperfect", position=verb)
    return None


def _ongoing(tree: Tree, trigger: Trigger) -> Reading | None:
    words = _words().ongoing
    verb = grammar.clause_verb(tree, trigger.position)
    auxiliaries = {grammar.word(tree, i) for i in tree.dependents(verb, "aux")}
    if (
        verb == trigger.position
        and auxiliaries & {"is", "are", "'s", "'re"}
        and grammar.word(tree, verb).endswith("ing")
    ):
        return Reading("ongoing", rule="status.progressive", position=verb)
    governed = tree.relations[trigger.position] in {"nsubj", "xcomp", "obj", "nsubj:pass"}
    head = tree.heads[trigger.position]
    if (
        governed
        and head >= 0
        and grammar.word(tree, head) in {"continue", "continues", "rages", "ongoing", "underway", "continuing"}
    ):
        return Reading("ongoing", rule="status.continues", position=head)
    ongoing = [i for i in tree.dependents(trigger.position, "amod") if grammar.word(tree, i) in words["adjectives"]]
    if ongoing:
        return Reading("ongoing", rule="status.ongoing_adjective", position=ongoing[0])
    return None
