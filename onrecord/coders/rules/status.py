"""Whether a trigger's event happened, goes on, is planned, merely possible or denied, and whether it is recalled."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.triggers import Trigger, light_verbs, occurrence_verbs
from onrecord.language import lexicon
from onrecord.language.document import Sentence, Tree
from onrecord.language.quantities.vocabulary import harms
from onrecord.model import Denies, Status

SPEECH_BORDER = {"ccomp", "parataxis", "acl:relcl"}
FACTS = {"after", "since", "following", "despite", "because of", "due to", "in response to", "in retaliation for"}
"""Before nouns these take the event for a fact, whatever is planned or denied around it: "asked to leave after the raid"."""
"""Modality does not reach across these: "he may say that they attacked" leaves the attack as it is."""

DEFINITE = {"the", "this", "that", "these", "those"}
PURPOSED = {
    "battle", "assault", "strike", "air_strike", "shelling", "blast", "bombing", "suicide_bombing", "harm", "taking", "losing",
    "withdrawal", "siege", "attack_on_civilians", "release", "chemical_attack", "disrupted_attack",
    "handover", "looting",
}  # fmt: skip
"""Senses of deeds that others are done for; people who gather "to protest" do protest, and who leaves "to flee" flees."""

BASES = frozenset(lexicon.irregular()["verbs"])
"""Past forms that are infinitives as well: "hit"."""
HELPING = {"help", "let", "assist"}
"""Verbs that others are helped by to do something: "sent troops to help the army fight"."""
WISHED = {"release", "agreement", "withdrawal", "aid_delivered", "evacuation", "handover"}
"""Senses of what people call for together with an end to something."""

GOING = {"go", "goes", "going", "went", "gone"}
WARNING = {"warn", "warns", "warned", "warning"}
"""What these say has been is a fact: "warned that shelling had killed nine"; only what they say may come is none."""
LONGEST = 8
"""How many words a path may climb; longer ones come from misread sentences."""


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
    facts: Mapping[str, frozenset[str]]
    ongoing: Mapping[str, frozenset[str]]
    recap: Mapping[str, frozenset[str]]


@functools.cache
def _words() -> _Words:
    """``status.yaml`` with verbs in all their forms."""
    raw = lexicon.load("status", dict[str, dict[str, list[str]]])
    inflected = {"governors", "striving", "trying", "verbs", "ending", "answering", "using", "aims"}

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
        _not_yet(tree, trigger)
        or _denied(tree, trigger)
        or _planned_or_possible(tree, trigger)
        or _recalled(tree, trigger, others)
        or _ongoing(tree, trigger)
        or Reading()
    )


class _Path(msgspec.Struct, frozen=True):
    """The trigger and the words it hangs below, up to a border; ``beyond`` is the word that governs the whole clause."""

    inside: tuple[int, ...]
    beyond: int | None


def _path(tree: Tree, trigger: Trigger) -> _Path:
    """Climb from a trigger to the border of reported speech, of a relative clause or of a coordinated clause."""
    position = trigger.position
    found = [position]
    while tree.heads[position] >= 0 and len(found) < LONGEST:
        beside = len(found) > 1 and trigger.meaning.sense in WISHED  # "an end to the raids and the release of"
        if _is_border(tree, position) or (_taken_for_fact(tree, position) and not beside):
            governing = tree.relations[position] in {"ccomp", "parataxis", "csubj"}
            return _Path(tuple(found), tree.heads[position] if governing else None)
        modifier = tree.is_a(position, "advcl") and grammar.word(tree, position).endswith("ing")
        position = tree.heads[position]
        found.append(position)
        if modifier:  # "shelled the camp, killing six": the main verb's modality holds, what governs it does not
            break
    return _Path(tuple(found), None)


def _is_border(tree: Tree, position: int) -> bool:
    relation = tree.relations[position]
    if relation in SPEECH_BORDER or (relation == "conj" and tree.dependents(position, "nsubj")):
        return True
    if relation == "conj" and _goes_on(tree, position):
        return True
    if relation.startswith(("nsubj", "csubj")) and tree.pos[position] == "VERB":
        return True
    if tree.is_a(position, "obl", "nmod") and grammar.case_of(tree, position) in FACTS:
        return True
    marks = {grammar.word(tree, i) for i in tree.dependents(position, "mark")}
    return tree.is_a(position, "advcl") and bool(marks) and not marks & (_words().planned["marks"] | {"to", "by", "of"})


def _goes_on(tree: Tree, verb: int) -> bool:
    """Whether a verb in the past is only read as joined to an infinitive: "tried to arrest the mayor and shot his son"."""
    head = tree.heads[verb]
    base = any(grammar.word(tree, i) == "to" for i in tree.dependents(head, "mark"))
    told = tree.pos[verb] == "VERB" and grammar.is_past(tree, verb) and grammar.word(tree, verb) not in BASES
    return base and told and not tree.dependents(head, "aux") and not tree.dependents(verb, "aux", "mark")


def _taken_for_fact(tree: Tree, position: int) -> bool:
    """Whether the word above answers or ends what must have happened for that: "an end to the siege", "the men shot there"."""
    head, words = tree.heads[position], _words().facts
    if tree.relations[position] == "acl" and tree.pos[position] == "VERB":
        return grammar.is_passive(tree, position)
    above = grammar.word(tree, head)
    if tree.is_a(position, "xcomp", "advcl") and grammar.word(tree, position).endswith("ing"):
        return above in words["ending"]
    nominal = tree.is_a(position, "obj", "nsubj:pass", "nmod", "obl") and tree.pos[position] in {
        "NOUN",
        "PROPN",
        "VERB",
    }
    answered = above in words["answering"] and not tree.is_a(position, "nsubj:pass")
    return nominal and (above in words["ending"] or answered)


def _auxiliaries(tree: Tree, position: int) -> list[int]:
    own = tree.dependents(position, "aux")
    if not own and tree.relations[position] == "conj" and not tree.dependents(position, "nsubj", "mark"):
        return tree.dependents(tree.heads[position], "aux")
    return own


def _not_yet(tree: Tree, trigger: Trigger) -> Reading | None:
    """What people "have yet to" do has not happened."""
    above = tree.heads[trigger.position]
    if above < 0 or not tree.is_a(trigger.position, "xcomp") or grammar.word(tree, above) not in {"have", "has", "had"}:
        return None
    yet = [i for i in tree.dependents(above, "advmod") if grammar.word(tree, i) == "yet"]
    return Reading("denied", denies="event", rule="status.negated", position=yet[0]) if yet else None


def _denied(tree: Tree, trigger: Trigger) -> Reading | None:
    words = _words().denied
    path = _path(tree, trigger)
    if path.beyond is not None and grammar.word(tree, path.beyond) in words["governors"]:
        return Reading("denied", denies=_what(trigger, tree, path.beyond), rule="status.denied", position=path.beyond)
    for place, position in enumerate(path.inside):
        negated = [
            i
            for i in tree.dependents(position, "advmod", "det", "cc:preconj")
            if grammar.word(tree, i) in words["negations"]
        ]
        if place and _but(tree, path.inside[place - 1]):
            negated = []  # "do not fight X but attack Y"
        if negated and (place == 0 or tree.pos[position] in {"VERB", "AUX"}):
            return Reading("denied", denies="event", rule="status.negated", position=negated[0])
        cases = [i for i in tree.dependents(position, "case", "mark") if grammar.word(tree, i) == "without"]
        if cases and place == 0:
            return Reading("denied", denies="event", rule="status.negated", position=cases[0])
        if place and grammar.word(tree, position) in words["governors"]:
            if _condemned(tree, trigger, position):
                return None
            return Reading("denied", denies=_what(trigger, tree, position), rule="status.denied", position=position)
        if place and grammar.word(tree, position) in words["failing"] and tree.is_a(path.inside[place - 1], "xcomp"):
            return Reading("denied", denies="event", rule="status.failed", position=position)
        if place and grammar.word(tree, position) in words["governors_false"]:
            return Reading("denied", denies="event", rule="status.denied", position=position)
    return None


def _but(tree: Tree, position: int) -> bool:
    """Whether a word is set against the one it is joined to."""
    return tree.is_a(position, "conj") and any(grammar.word(tree, i) == "but" for i in tree.dependents(position, "cc"))


def _condemned(tree: Tree, trigger: Trigger, governor: int) -> bool:
    """Whether the deed itself is rejected, not the telling of it: "all parties rejected the murder"."""
    below = tree.heads[trigger.position] == governor and tree.pos[trigger.position] == "NOUN"
    return below and grammar.word(tree, governor) in {"reject", "rejects", "rejected", "rejecting"}


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
    path = _path(tree, trigger)
    beyond = path.beyond
    warned = beyond is not None and grammar.word(tree, beyond) in WARNING and grammar.is_past(tree, path.inside[-1])
    if beyond is not None and not warned and grammar.word(tree, beyond) in _words().hypothetical["governors"]:
        return Reading("hypothetical", rule="status.possible_governor", position=beyond)
    steps = (_by_auxiliary, _by_purpose, _by_governor, _by_mark)
    for place in range(len(path.inside)):
        found = next((r for step in steps if (r := step(tree, trigger, path.inside[: place + 1]))), None)
        if found:
            return found
    return _by_adjective(tree, trigger) or _in_general(tree, trigger)


def _in_general(tree: Tree, trigger: Trigger) -> Reading | None:
    """What is said of any such deed tells none: "killing civilians is a crime", "whoever attacks us", "any attack"."""
    position, words = trigger.position, _words().hypothetical["anybody"]
    rule = "status.possible_general"
    marks = [i for i in tree.dependents(position, "det") if grammar.word(tree, i) in words]
    if marks:
        return Reading("hypothetical", rule=rule, position=marks[0])
    head = tree.heads[position]
    if tree.is_a(position, "acl:relcl") and head >= 0 and grammar.word(tree, head) in words:
        return Reading("hypothetical", rule=rule, position=head)
    present = {grammar.word(tree, i) for i in tree.dependents(head, "cop")} & {"is", "are"} if head >= 0 else set()
    return Reading("hypothetical", rule=rule, position=head) if present and tree.is_a(position, "csubj") else None


def _by_auxiliary(tree: Tree, trigger: Trigger, chain: Sequence[int]) -> Reading | None:
    words, position = _words(), chain[-1]
    if tree.pos[position] not in {"VERB", "AUX"} and len(chain) > 1:
        return None
    if len(chain) > 1 and (_pointed_out(tree, chain) or (trigger.meaning.sense not in WISHED and _known(tree, chain))):
        return None
    for auxiliary in _auxiliaries(tree, position):
        text = grammar.word(tree, auxiliary)
        if text in words.planned["auxiliaries"]:
            return Reading("planned", rule="status.planned_auxiliary", position=auxiliary)
        if text in words.hypothetical["auxiliaries"] and not _past_ability(tree, position, text):
            return Reading("hypothetical", rule="status.possible_auxiliary", position=auxiliary)
    return None


def _by_purpose(tree: Tree, trigger: Trigger, chain: Sequence[int]) -> Reading | None:
    """What a deed, a group or a right is for has not happened by it: "an offensive to push the army out of the town"."""
    position = chain[-1]
    lent = len(chain) == 2 and tree.is_a(chain[0], "obj") and grammar.word(tree, position) in light_verbs()
    lent = lent or (
        len(chain) == 2 and tree.is_a(chain[0], "xcomp", "ccomp") and grammar.word(tree, position) in HELPING
    )
    marks = [i for i in tree.dependents(position, "mark") if grammar.word(tree, i) == "to"]
    if not (len(chain) == 1 or lent) or not marks or trigger.meaning.sense not in PURPOSED:
        return None
    if tree.is_a(position, "acl"):
        return _for_a_noun(tree, tree.heads[position], marks[0])
    words, head = _words(), tree.heads[position]
    if tree.is_a(position, "advcl"):
        if grammar.word(tree, head) in GOING and "on" in {grammar.word(tree, i) for i in tree.children[head]}:
            return None  # "went on to take the town"
        done_with = tree.pos[head] != "VERB" or grammar.word(tree, head) in words.facts["using"]
        return None if done_with else Reading("planned", rule="status.planned_purpose", position=marks[0])
    aims = [i for i in tree.dependents(position, "nsubj") if grammar.word(tree, i) in words.facts["aims"]]
    copular = bool(aims and tree.dependents(position, "cop"))
    return Reading("planned", rule="status.planned_purpose", position=marks[0]) if copular else None


def _to(tree: Tree, verb: int) -> bool:
    return any(grammar.word(tree, i) == "to" for i in tree.dependents(verb, "mark"))


def _for_a_noun(tree: Tree, noun: int, mark: int) -> Reading | None:
    """What the "to …" of a noun makes of a deed: a plan of an operation or a decision, a possibility of a right or of arms;
    "the first to attack" did so."""
    words = _words()
    beside = {grammar.word(tree, i) for i in (noun, *tree.dependents(noun, "amod", "det", "nummod"))}
    if beside & words.facts["ranking"] or any(word.endswith("est") for word in beside):
        return None
    if grammar.word(tree, noun) in words.planned["deeds"] | words.planned["governors"]:
        return Reading("planned", rule="status.planned_purpose", position=mark)
    return Reading("hypothetical", rule="status.possible_purpose", position=mark)


def _by_governor(tree: Tree, trigger: Trigger, chain: Sequence[int]) -> Reading | None:
    if len(chain) < 2:
        return None
    words, position = _words(), chain[-1]
    text = grammar.word(tree, position)
    if trigger.meaning.sense not in WISHED and _known(tree, chain):
        return None
    if tree.relations[chain[-2]] == "nsubj:pass" and _was_done_by(tree, position):
        return None
    if text in words.planned["striving"] and tree.is_a(chain[-2], "xcomp", "advcl") and _to(tree, chain[-2]):
        return Reading("planned", rule="status.planned_purpose", position=position)
    if text in words.planned["governors"] and _governs(tree, chain[-2], trigger):
        trying = text in words.planned["trying"]
        return Reading("planned", rule=f"status.planned_{'trying' if trying else 'governor'}", position=position)
    doer_doubted = tree.relations[chain[-2]].startswith("nsubj")  # "the raid is thought to be their work"
    doer_doubted = doer_doubted or (
        tree.is_a(chain[-2], "obl", "advcl") and text.startswith("suspect")
    )  # "suspected of the raid"
    doer_doubted = doer_doubted or not _governs(tree, chain[-2], trigger)
    if text in words.hypothetical["governors"] and not doer_doubted:
        return Reading("hypothetical", rule="status.possible_governor", position=position)
    return None


def _pointed_out(tree: Tree, chain: Sequence[int]) -> bool:
    """Whether the words point at a deed that is over, of which something is possible: "the raid could end the talks"."""
    noun, verb = chain[0], chain[-1]
    marks = {grammar.word(tree, i) for i in tree.dependents(noun, "det")}
    subject = (
        len(chain) == 2
        and tree.relations[noun] == "nsubj"
        and not {"will", "would"} & {grammar.word(tree, i) for i in tree.dependents(verb, "aux")}
    )
    goes_on = grammar.word(tree, verb) in occurrence_verbs() or grammar.word(tree, verb) in harms().object
    return subject and bool(marks & DEFINITE) and tree.pos[noun] == "NOUN" and not goes_on


def _was_done_by(tree: Tree, verb: int) -> bool:
    """Whether somebody had his part in what is over: "the attack was planned by a colonel"."""
    past = {"was", "were"} & {grammar.word(tree, i) for i in tree.dependents(verb, "aux:pass")}
    return bool(past) and bool(grammar.agents(tree, verb))


def _known(tree: Tree, chain: Sequence[int]) -> bool:
    """Whether a noun points at a deed that only something else below the governing word is about: "want the men tried for
    the massacre", but not "plan to launch the offensive"."""
    noun = chain[0]
    if len(chain) < 3 or tree.pos[noun] not in {"NOUN", "PROPN"} or grammar.word(tree, chain[1]) in light_verbs():
        return False
    marks = {grammar.word(tree, i) for i in tree.dependents(noun, "det")}
    return bool(marks & DEFINITE) or bool(tree.dependents(noun, "nmod:poss", "acl:relcl"))


def _by_mark(tree: Tree, trigger: Trigger, chain: Sequence[int]) -> Reading | None:
    words = _words()
    for child in tree.dependents(chain[-1], "mark", "advmod"):
        text = grammar.word(tree, child)
        if text in words.hypothetical["marks"] | words.hypothetical["adverbs"]:
            return Reading("hypothetical", rule="status.possible_mark", position=child)
        if text in words.planned["marks"] and tree.is_a(child, "mark"):
            governed = _planned_or_possible_main(tree, chain[-1])
            if governed:
                return governed
    return None


def _planned_or_possible_main(tree: Tree, verb: int) -> Reading | None:
    """An "until" clause is as planned as the clause it hangs on: "will continue until we liberate"."""
    head = tree.heads[verb]
    auxiliaries = (
        [i for i in tree.dependents(head, "aux") if grammar.word(tree, i) in _words().planned["auxiliaries"]]
        if head >= 0
        else []
    )
    return Reading("planned", rule="status.planned_until", position=auxiliaries[0]) if auxiliaries else None


def _by_adjective(tree: Tree, trigger: Trigger) -> Reading | None:
    words = _words()
    for child in tree.dependents(trigger.position, "amod", "xcomp"):
        text = grammar.word(tree, child)
        if text in words.planned["adjectives"]:
            return Reading("planned", rule="status.planned_adjective", position=child)
        if text in words.hypothetical["adjectives"] and trigger.meaning.sense != "harm":
            return Reading("hypothetical", rule="status.possible_adjective", position=child)
    return None


def _governs(tree: Tree, below: int, trigger: Trigger) -> bool:
    """Whether a planning word governs what hangs below it: infinitives, "of"/"for" nouns and objects, not mere bystanders."""
    relation = tree.relations[below]
    if relation == "xcomp" and tree.pos[below] in {"NOUN", "PROPN"}:  # "called it a massacre"
        return False
    if relation in {"xcomp", "ccomp", "acl", "csubj"}:
        return True
    if relation in {"nmod", "obl"}:
        return grammar.case_of(tree, below) in {"of", "for", "to", "against", "from", "at"}
    head = tree.heads[below]
    if relation == "nsubj:pass" and (tree.dependents(head, "xcomp") or grammar.word(tree, head) == "aimed"):
        return False  # "the siege is meant to starve them", "the strikes were aimed at"
    return (relation in {"obj", "nsubj:pass"} and tree.pos[trigger.position] == "NOUN") or (
        relation == "advcl" and (bool(tree.dependents(below, "mark")) or not grammar.word(tree, below).endswith("ing"))
    )  # "prevented an attack, killing two": they died


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
        if main not in others and not any(grammar.clause_verb(tree, other) == main for other in others):
            return Reading(recap=True, rule="status.recap_clause", position=marks[0])
    like = [i for i in tree.dependents(trigger.position, "amod") if grammar.word(tree, i) in words["adjectives"]]
    if like and not trigger.meaning.verb and trigger.meaning.sense != "harm":  # "the previous toll" is this event's
        return Reading(recap=True, rule="status.recap_adjective", position=like[0])
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
    since = "been" in auxiliaries and bool(auxiliaries & {"has", "have", "'ve"})  # "have been fighting since June"
    if verb == trigger.position and since and grammar.word(tree, verb).endswith("ing"):
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
