"""Whom "the group", "the militants" and "they" point back to."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import msgspec

from onrecord.coders.rules.actors.mention import ActorMention
from onrecord.knowledge import naming
from onrecord.knowledge.naming import Group
from onrecord.language import lexicon
from onrecord.language.document import Document, Tree
from onrecord.language.quantities.vocabulary import harms
from onrecord.model import ActorKind

PRONOUN_WINDOW = 2
"""So many sentences back a pronoun may find whom it means."""
NEAR = 60
"""So many mentions, and words, back whom they mean is looked for; bounds the time a hostile text can take."""
WINDOW = 12
"""So many sentences back "the group" or "they" may find whom they mean."""
ATTACKING = (
    "attack",
    "storm",
    "shell",
    "bomb",
    "bombard",
    "shoot",
    "fire",
    "raid",
    "seize",
    "loot",
    "torch",
    "ambush",
    "besiege",
    "overrun",
)
ALIKE = 4
"""So many sentences back somebody told in the same noun is meant rather than who was named last."""
STATE: frozenset[ActorKind] = frozenset({"state_forces", "external_forces"})
ARMY = ":armed-forces"
GOVERNMENT = "government"
TROOPS: frozenset[Group] = frozenset({"army", "units", "machines"})
"""What a government fights with: its own are its army's."""
GOVERNING = (":government", ":pro-government", ":armed-forces", ":police", ":security-forces")


def resolve(mentions: Sequence[ActorMention], document: Document) -> tuple[ActorMention, ...]:
    """The mentions with those that point back ("the group", "the militants", "they") tied to whom they mean.

    The latest compatible mention counts; for pronouns the latest subject. Words that point at nobody in particular
    ("gunmen") are tied only where the text has named a single armed group so far.
    """
    found: list[ActorMention] = []
    for mention in mentions:
        if mention.noun == "pronoun" and _means_a_thing(mention, found, document):
            continue
        found.append(_tied(mention, found, document) if _points_back(mention) else _abroad(mention, found, document))
    return tuple(found)


def _abroad(mention: ActorMention, before: Sequence[ActorMention], document: Document) -> ActorMention:
    """Tie "the army" right after an army was named that acts abroad to that one: it need not be the army of the country."""
    ours = mention.generic and mention.definite and mention.noun == "army" and not mention.own
    if not ours or not (mention.id or "").endswith(ARMY):
        return mention
    for number in range(len(before) - 1, max(-1, len(before) - NEAR), -1):
        other = before[number]
        if mention.sentence - other.sentence > PRONOUN_WINDOW:
            return mention
        if (other.id or "").endswith(ARMY) and _is_subject(other, document) and not (other.generic or other.modifier):
            return msgspec.structs.replace(mention, id=other.id, kind=other.kind, antecedent=number)
    return mention


def _points_back(mention: ActorMention) -> bool:
    if (
        mention.generic
        and mention.definite
        and mention.noun == "groups"
        and mention.kind in {"umbrella", "rebel_group"}
    ):
        return True  # "the rebel group" is the one named, not the rebels of the country
    if mention.id is not None or not mention.generic or mention.own or mention.unidentified or mention.civilian:
        return False
    if naming.vocabulary().enemies & set(mention.text.lower().split()):
        return False  # whoever speaks does not mean the group named last, but its foes
    return mention.noun in {"fighters", "groups", "strangers", "units", "members", "pronoun", "army", "machines"}


def _tied(mention: ActorMention, before: Sequence[ActorMention], document: Document) -> ActorMention:
    last: Sequence[int] = range(max(0, len(before) - NEAR), len(before))
    last = [i for i in last if not (_beside(mention, before[i], document) or _only_ties(before[i], document))]
    near = [i for i in last if mention.sentence - before[i].sentence <= WINDOW]
    if mention.noun == "pronoun":
        found = _of_pronoun(mention, before, near, document)
    elif mention.noun in {"units", "members"} and not _plain(mention, document):
        found = None
    elif mention.definite:
        fitting = [i for i in near if _compatible(mention, before[i])]
        alike = [i for i in fitting if before[i].id and _of_one_noun(mention, before[i])]
        alike = [i for i in alike if mention.sentence - before[i].sentence <= ALIKE]
        found = None if _watched(mention, before, document) else _latest(alike or fitting, before, document)
    elif mention.noun in {"fighters", "groups"} and _plain(mention, document):
        known = {before[i].id: i for i in last if before[i].id and _compatible(mention, before[i])}
        found = next(iter(known.values())) if len(known) == 1 else None
    else:
        found = None
    if found is None:
        return mention
    other = before[found]
    antecedent = found if other.antecedent is None else other.antecedent
    home, _, what = (other.id or "").partition(":")
    if what == GOVERNMENT and mention.noun in TROOPS:  # "the ministry said its drones"
        return msgspec.structs.replace(mention, id=f"{home}{ARMY}", kind="state_forces", antecedent=antecedent)
    kind = other.kind if other.id or mention.kind is None else mention.kind
    return msgspec.structs.replace(
        mention, id=other.id, kind=kind, antecedent=antecedent, civilian=mention.civilian or other.civilian
    )


def _of_one_noun(mention: ActorMention, other: ActorMention) -> bool:
    """Whether the later words end in a noun for fighters that the earlier ones hold: "the rebels" after "Valley Front rebels"."""
    if mention.noun not in {"fighters", "groups"}:
        return False
    noun, told = mention.text.lower().split()[-1], other.text.lower().split()
    return noun in told or noun.rstrip("s") in {word.rstrip("s") for word in told}


def _only_ties(other: ActorMention, document: Document) -> bool:
    """Whether a name only says to whom somebody is tied: "a group linked to X" is not X."""
    tree = document.sentences[other.sentence].tree
    head = tree.heads[other.position] if tree else -1
    cased = tree is not None and bool(tree.dependents(other.position, "case"))
    return tree is not None and head >= 0 and cased and tree.tokens[head].lower in naming.vocabulary().tying


def _beside(mention: ActorMention, other: ActorMention, document: Document) -> bool:
    """Whether both stand in one clause as what a verb ties together: nobody is executed by himself."""
    tree = document.sentences[mention.sentence].tree
    if tree is None or mention.sentence != other.sentence or mention.noun == "pronoun":
        return False
    one, two = (_verb_over(tree, m.position) for m in (mention, other))
    return one == two and not other.modifier


def _verb_over(tree: Tree, position: int) -> int:
    """The verb of a word's clause, participles that only describe a noun apart ("troops backed by X killed"); of verbs joined by
    "and" without subjects of their own the first."""
    verbs = (i for i in tree.ancestors(position) if tree.pos[i] in {"VERB", "AUX"})
    holding = naming.vocabulary().holding
    verb = next((i for i in verbs if tree.relations[i] != "acl" or tree.tokens[i].lower in holding), tree.root)
    while tree.is_a(verb, "conj") and not tree.dependents(verb, "nsubj") and tree.pos[tree.heads[verb]] == "VERB":
        verb = tree.heads[verb]
    return verb


def _plain(mention: ActorMention, document: Document) -> bool:
    """Whether a noun without article says nothing that tells its group from another."""
    vocabulary = naming.vocabulary()
    tokens = document.sentences[mention.sentence].tokens
    if mention.first and tokens[mention.first - 1].lower in vocabulary.fresh:
        return False
    others = {token.lower for token in tokens[mention.first : mention.last + 1] if token.text != "-"}
    return others <= vocabulary.neutral | vocabulary.adjectives | _fighters()


@functools.cache
def _fighters() -> frozenset[str]:
    nouns = naming.vocabulary().nouns
    groups: tuple[Group, ...] = ("fighters", "groups", "units", "members")
    return frozenset(word for group in groups for noun in nouns[group] for word in noun.split())


def _watched(mention: ActorMention, before: Sequence[ActorMention], document: Document) -> bool:
    """Whether "the group" follows a body that watches and reports, named since the last armed group."""
    if mention.noun != "groups":
        return False
    last = next((other.end for other in reversed(before[-NEAR:]) if _compatible(mention, other)), 0)
    watchers = naming.vocabulary().watchers
    here = document.sentences[mention.sentence].tokens[max(0, mention.first - NEAR) : mention.first]
    previous = document.sentences[mention.sentence - 1].tokens[-NEAR:] if mention.sentence else ()
    return any(token.start > last and token.lower in watchers for token in (*previous, *here))


def _latest(fitting: Sequence[int], before: Sequence[ActorMention], document: Document) -> int | None:
    """The subject of the latest sentence that names anybody fitting, else whom it names last."""
    if not fitting:
        return None
    sentence = before[fitting[-1]].sentence
    subjects = [i for i in fitting if before[i].sentence == sentence and _is_subject(before[i], document)]
    doing = [i for i in subjects if not _reports(before[i], document)]
    return (doing or subjects or fitting)[-1]


def _reports(mention: ActorMention, document: Document) -> bool:
    """Whether a subject is only who tells what others did: "X attacked the base, an officer of Y said"."""
    tree = document.sentences[mention.sentence].tree
    verb = tree.heads[mention.position] if tree else -1
    return tree is not None and verb >= 0 and (tree.is_a(verb, "parataxis") or bool(tree.dependents(verb, "ccomp")))


def _compatible(mention: ActorMention, other: ActorMention) -> bool:
    """Whether the words of a later mention may stand for an earlier one."""
    state = other.kind in STATE or (other.id or "").endswith(GOVERNING) or other.noun == "government"
    if other.civilian or other.noun == "pronoun" or other.kind in {"civilians", "protesters", "rioters"}:
        return False
    if naming.vocabulary().criminals & set(mention.text.lower().split()):
        return other.kind == "political_militia" and other.noun != "army"
    if mention.noun == "machines":  # "the jets" after "a Russian air strike"
        return other.noun == "machines" or (state and other.id is not None)
    if mention.noun == "army":
        return state and other.noun != "government"
    if mention.noun in {"units", "members"}:
        words = set(mention.text.lower().split())
        bodies = words & naming.vocabulary().bodies
        if bodies:
            return bool(bodies & set(other.text.lower().split()))
        return other.id is not None and mention.kind in {"umbrella", other.kind}
    if mention.noun == "strangers":
        return not state and other.noun != "machines"
    return other.id is not None and not state


def _of_pronoun(
    mention: ActorMention, before: Sequence[ActorMention], near: Sequence[int], document: Document
) -> int | None:
    """The latest subject of this or the two sentences before; for "it" an organisation."""
    fitting = [
        i
        for i in near
        if mention.sentence - before[i].sentence <= PRONOUN_WINDOW
        and before[i].noun != "pronoun"
        and not _acts_on(before[i], mention, document)
        and not (before[i].civilian and uses_force(mention, document))
        and not before[i].modifier
        and (
            mention.text.lower() != "it"
            or (not before[i].civilian and before[i].noun in {None, "groups", "army", "government", "police"})
        )
    ]
    return _latest(fitting, before, document)


def _acts_on(other: ActorMention, mention: ActorMention, document: Document) -> bool:
    """Whether the other is the subject of the verb that the pronoun is the object of: nobody fights "them" who are himself."""
    tree = document.sentences[mention.sentence].tree
    if tree is None or other.sentence != mention.sentence or tree.is_a(mention.position, "nsubj", "nmod:poss"):
        return False
    first = other.position
    while tree.is_a(first, "conj") and tree.heads[first] >= 0:
        first = tree.heads[first]
    verb = tree.heads[first]
    return verb >= 0 and tree.is_a(first, "nsubj") and tree.heads[mention.position] == verb


def _means_a_thing(mention: ActorMention, before: Sequence[ActorMention], document: Document) -> bool:
    """Whether "it" is what the clause above is about, and that nobody: "the bombing was deadly because it struck a market"."""
    tree = document.sentences[mention.sentence].tree if mention.text.lower() == "it" else None
    clause = tree.heads[mention.position] if tree else -1
    if tree is None or clause < 0 or not tree.is_a(clause, "advcl") or tree.heads[clause] < 0:
        return False
    subjects = tree.dependents(tree.heads[clause], "nsubj", "nsubj:pass")
    named = {m.position for m in before[-NEAR:] if m.sentence == mention.sentence}
    return bool(subjects) and all(tree.pos[i] == "NOUN" and i not in named for i in subjects)


def uses_force(mention: ActorMention, document: Document) -> bool:
    """Whether a subject does what armed people do: "they killed five villagers" are not the villagers named before."""
    tree = document.sentences[mention.sentence].tree
    if tree is None or not tree.is_a(mention.position, "nsubj") or tree.relations[mention.position] == "nsubj:pass":
        return False
    verb = tree.heads[mention.position]
    return verb >= 0 and tree.tokens[verb].lower in forceful() and not tree.dependents(verb, "aux:pass")


@functools.cache
def forceful() -> frozenset[str]:
    """Forms of the verbs of harm and of attack: what armed people do."""
    attacks = (form for verb in ATTACKING for form in lexicon.verb_forms(verb))
    return frozenset(harms().object) | frozenset(attacks)


def _is_subject(mention: ActorMention, document: Document) -> bool:
    tree = document.sentences[mention.sentence].tree
    return tree is not None and tree.is_a(mention.position, "nsubj")
