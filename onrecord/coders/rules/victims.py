"""Personal names of those whom harm was done to: names by grammar, as what a word of harm or attack is done to."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator

import msgspec

from onrecord.coders.rules import arguments, grammar
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import lexicon
from onrecord.language.document import Sentence, Tree
from onrecord.language.quantities.vocabulary import harms, people, verb_harm
from onrecord.model import Harm

BY_SENSE: dict[str, Harm] = {
    "abduction": "abducted",
    "arrest": "detained",
    "torture": "tortured",
    "sexual_violence": "casualties",
    "assault": "casualties",
    "attack_on_civilians": "casualties",
    "harm": "casualties",
    "mob_violence": "casualties",
}
"""What is done to people by senses whose own word names no harm; other senses are done to places and things."""

BESIDE = {"along", "together", "alongside", "including"}
"""First words of what leads in others to whom the same was done, beside a verb."""

AMONG = {"including", "like", "along", "together", "alongside", "among"}
"""The same beside a noun."""

PARTICLES = {
    "de",
    "la",
    "las",
    "los",
    "del",
    "da",
    "dos",
    "al",
    "el",
    "-",
    "bin",
    "ibn",
    "van",
    "von",
    "der",
    "y",
    ".",
    "'",
}
"""What may stand between the parts of a name."""

NO_NAMES = {
    "party", "front", "movement", "army", "company", "university", "church", "embassy", "street", "avenue", "province",
}  # fmt: skip
"""Words in the names of things."""


class VictimMention(msgspec.Struct, frozen=True):
    """Tokens ``first..last`` are the name of somebody who suffered this; ``described`` is the span of words for them.

    ``sentence`` is the number of the sentence where it is not the trigger's.
    """

    first: int
    last: int
    harm: Harm
    described: tuple[int, int] | None = None
    sentence: int | None = None


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``identified.yaml`` lists; the file says what each part means."""

    verbs: frozenset[str]
    people: dict[str, Harm | None]


@functools.cache
def naming() -> Naming:
    """The words that give names to people harmed."""
    return lexicon.load("identified", Naming)


def victims(
    sentence: Sentence, trigger: Trigger, also: Iterable[Trigger], taken: Collection[int]
) -> tuple[VictimMention, ...]:
    """The people named as victims by a trigger and by the words of harm that it explains.

    ``taken`` are tokens that name places, groups or days, which are nobody's name.
    """
    tree = sentence.tree
    if tree is None:
        return ()
    found: dict[int, VictimMention] = {}
    for word in (trigger, *also):
        harm = _harm(sentence, word)
        if harm is None:
            continue
        for head in _sufferers(tree, word):
            mention = name_at(sentence, tree, head, harm)
            if mention and not set(range(mention.first, mention.last + 1)) & set(taken):
                found.setdefault(mention.first, mention)
    return tuple(found[first] for first in sorted(found))


def _harm(sentence: Sentence, trigger: Trigger) -> Harm | None:
    """The harm that the word names itself, else the one its sense implies."""
    words = [token.lower for token in sentence.tokens]
    listed = harms()
    if trigger.meaning.verb:
        verb = verb_harm(listed.object, words, trigger.first) or verb_harm(listed.subject, words, trigger.first)
        if verb:
            return verb.harm
    elif words[trigger.last] in listed.acts and "attempt" not in trigger.meaning.lemma:
        return listed.acts[words[trigger.last]]
    return BY_SENSE.get(trigger.meaning.sense)


def _sufferers(tree: Tree, trigger: Trigger) -> Iterator[int]:
    """Head tokens of those to whom it is done, with those told beside them ("including", "along with")."""
    position = trigger.position
    heads = list(arguments.roles(tree, trigger).targets)
    if not trigger.meaning.verb:  # "the lawyer's murder"
        heads += grammar.with_conjuncts(tree, tree.dependents(position, "nmod:poss"))
    beside = [o.head for o in grammar.obliques(tree, position) if o.case.split(" ")[0] in BESIDE]
    seen: set[int] = set()
    stack = [*heads, *beside]
    while stack:
        head = stack.pop(0)
        if head in seen:
            continue
        seen.add(head)
        yield head
        stack += tree.dependents(head, "conj", "appos")
        stack += [i for verb in tree.dependents(head, "acl") if _names(tree, verb) for i in names_after(tree, verb)]
        stack += [o.head for o in grammar.obliques(tree, head) if o.case.split(" ")[0] in AMONG]


def _names(tree: Tree, verb: int) -> bool:
    """Whether a clause gives people their names: "two men identified as A and B"."""
    return grammar.word(tree, verb) in naming().verbs


def names_after(tree: Tree, verb: int) -> list[int]:
    """The heads of the names after a verb that names: "identified as A, B and C"."""
    heads = [o.head for o in grammar.obliques(tree, verb) if o.case == "as"]
    return grammar.with_conjuncts(tree, [*heads, *tree.dependents(verb, "xcomp", "obj")])


def name_at(sentence: Sentence, tree: Tree, head: int, harm: Harm) -> VictimMention | None:
    """The personal name that a noun is or carries: two words or more, or one after a title."""
    if tree.pos[head] != "PROPN" or not _capital(sentence, head):
        return None
    inside = [head, *(i for i in tree.dependents(head, "flat") if tree.pos[i] in {"PROPN", "NOUN", "ADJ", "X"})]
    inside += [i for i in tree.dependents(head, "compound") if tree.pos[i] == "PROPN" and i < head]
    inside = _joined(sentence, sorted(inside), head)
    while len(inside) > 1 and _is_title(sentence, inside[0]):
        inside = inside[1:]
    titles = [i for i in tree.dependents(head, "nmod:desc", "compound") if i not in inside and i < inside[0]]
    appositions = [i for i in [*tree.dependents(head, "appos"), *_described_by(tree, head)] if tree.pos[i] == "NOUN"]
    if len(inside) < 2 and not any(_is_title(sentence, i) for i in titles):
        return None
    if not _person_like(sentence, tree, inside):
        return None
    words = titles or [j for i in appositions[:1] for j in grammar.phrase(tree, i)]
    beside = [i for i in words if (i < inside[0]) == (words[0] < inside[0]) and i not in inside]
    described = (min(beside), max(beside)) if beside else None
    return VictimMention(inside[0], inside[-1], harm, described)


def _described_by(tree: Tree, head: int) -> list[int]:
    """The noun that a name stands beside: "his driver, Juan Soto"."""
    return [tree.heads[head]] if tree.is_a(head, "appos") and tree.heads[head] >= 0 else []


def _joined(sentence: Sentence, positions: list[int], head: int) -> list[int]:
    """The run of tokens around the head without gaps but for the little words and dots inside names."""
    run = [head]
    for position in (i for i in positions if i > head):
        between = [sentence.tokens[i].lower for i in range(run[-1] + 1, position)]
        if any(word not in PARTICLES for word in between) or len(between) > 3:
            break
        run = [*range(run[0], position + 1)]
    for position in (i for i in reversed(positions) if i < head):
        if position != run[0] - 1:
            break
        run = [position, *run]
    return run


def _is_title(sentence: Sentence, position: int) -> bool:
    """Whether a word says what somebody is: "president", "lawyer"."""
    word = sentence.tokens[position].lower
    return word in people().titles or any(people().nouns.all_at([word], 0))


def _capital(sentence: Sentence, position: int) -> bool:
    return sentence.tokens[position].text[:1].isupper()


def _person_like(sentence: Sentence, tree: Tree, inside: list[int]) -> bool:
    """Whether nothing in the words or before them says that they name a thing: "the Liberty Party"."""
    words = {sentence.tokens[i].lower for i in inside}
    article = any(grammar.word(tree, i) == "the" for i in tree.dependents(inside[0], "det"))
    return not article and not words & NO_NAMES and not any(word.isdigit() for word in words)
