"""Who did it, to whom, and which place a trigger takes or leaves: roles read off the tree by the trigger's frame."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.blame import answering, blamed_beside, holds_answerable, is_charge
from onrecord.coders.rules.triggers import Trigger, light_verbs, occurrence_verbs
from onrecord.language import lexicon
from onrecord.language.document import Tree

AGAINST = {"on", "against", "at", "upon", "targeting"}
BACKED = {"backed", "supported", "aided", "assisted", "helped", "accompanied"}
USING = (
    "fire",
    "launch",
    "plant",
    "drop",
    "throw",
    "lay",
    "detonate",
    "place",
    "hurl",
    "lob",
    "fly",
    "operate",
    "set off",
    "shoot",
)
"""What is done with a weapon or a craft."""
SUFFERING = ("suffer", "sustain", "incur", "endure", "survive", "withstand")
"""Verbs whose subject an event met that they tell of: "the rebels suffered losses in the raids"."""
UNDER = "under"
BESIDE = {
    "near",
    "outside",
    "inside",
    "in",
    "under",
    "beneath",
    "beside",
    "in front of",
    "next to",
    "close to",
    "by",
    "among",
}
"""Words between what goes off and whom it meets."""
WITH = {"with", "in", "by", "through", "using", "via", "of"}
"""Words between a deed and the noun that says how it was done."""
BESIEGING = {"siege", "sieges", "blockade", "encirclement"}
OUSTING = {"topple", "overthrow", "oust", "unseat", "depose", "defeat", "repel", "resist"}
NOT_HIT = {"hands"}
"""Nouns after such a word that nobody hits: people die "at the hands of" somebody."""
PARTNERS = {"with", "between", "against", "among", "by", "alongside", "from"}
DONE_TO = {
    "harm", "abduction", "arrest", "attack_on_civilians", "torture", "release", "assault", "strike", "shelling", "sexual_violence",
}  # fmt: skip
"""Senses whose verbs have an object, be it one that they share."""
SUFFERED = {"harm", "abduction", "arrest", "attack_on_civilians", "torture", "release"}
"""Senses whose verbs always have somebody who suffers them."""
AFFECTING = {
    "kill",
    "wound",
    "injure",
    "leave",
    "claim",
    "hit",
    "strike",
    "target",
    "destroy",
    "damage",
    "rock",
    "shake",
    "rip",
    "tear",
    "hurt",
    "cost",
    "cause",
    "attack",
    "bomb",
    "bombard",
    "pound",
    "raid",
}


class Roles(msgspec.Struct, frozen=True):
    """Head tokens of the nouns in each role. ``losers`` held a place before; ``taken`` is what was taken or left."""

    initiators: tuple[int, ...] = ()
    targets: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    takers: tuple[int, ...] = ()
    losers: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()
    things: tuple[int, ...] = ()


class _Slots(msgspec.Struct, frozen=True):
    """What stands around a trigger, before its frame says what it means."""

    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    agents: tuple[int, ...]
    obliques: tuple[grammar.Oblique, ...]
    owners: tuple[int, ...] = ()


def roles(tree: Tree, trigger: Trigger) -> Roles:
    """The roles of a trigger's arguments."""
    slots = (
        _verb_slots(tree, trigger)
        if tree.pos[trigger.position] in {"VERB", "AUX"} or trigger.meaning.verb
        else _noun_slots(tree, trigger)
    )
    found = _FRAMES[trigger.meaning.frame](tree, slots)
    if trigger.meaning.frame == "mutual" and trigger.meaning.verb:
        foes = [i for i in _to_be_ousted(tree, trigger.position) if i not in found.parties]
        return msgspec.structs.replace(found, parties=(*found.parties, *foes))
    return found


def _to_be_ousted(tree: Tree, verb: int) -> list[int]:
    """Against whom people fight who fight to be rid of somebody: "rebels fighting to topple the government"."""
    aims = [i for i in tree.dependents(verb, "advcl", "xcomp") if grammar.case_or_mark(tree, i) == "to"]
    return [o for i in aims if grammar.word(tree, i) in OUSTING for o in grammar.objects(tree, i)]


def _verb_slots(tree: Tree, trigger: Trigger) -> _Slots:
    verb = trigger.position
    subjects, objects = grammar.subjects(tree, verb), grammar.objects(tree, verb)
    if not objects and trigger.meaning.sense in DONE_TO and not grammar.is_passive(tree, verb):
        objects = grammar.with_conjuncts(
            tree, grammar.shared_objects(tree, verb)
        )  # "captured, tortured and killed six"
    below = [i for i in (*objects, *subjects) if grammar.word(tree, i) in trigger.meaning.needs]
    hanging = [o for i in below for o in grammar.obliques(tree, i)]
    held = grammar.with_conjuncts(tree, [o.head for o in hanging if o.case in {"of", "over"}])
    if held:  # "took control of the town": the place hangs on the noun
        subjects, falls = [i for i in subjects if i not in below], trigger.meaning.frame == "fall"
        objects = [*(i for i in objects if i not in below), *held]
        subjects = objects if falls else subjects  # "control of the town passed to": the place passes
    if grammar.is_passive(tree, verb) or _is_headline_passive(tree, trigger, objects):
        subjects, objects = [], [*subjects, *objects]
    return _Slots(
        tuple(subjects), tuple(objects), tuple(grammar.agents(tree, verb)), (*grammar.obliques(tree, verb), *hanging)
    )


def _is_headline_passive(tree: Tree, trigger: Trigger, objects: list[int]) -> bool:
    """Whether the auxiliary is left out: "two people killed, seven wounded". What needs an object and has none is passive."""
    verb = trigger.position
    bare = not objects and not tree.dependents(verb, "aux", "ccomp", "xcomp", "obl") and trigger.meaning.verb
    participle = grammar.word(tree, verb).endswith(("ed", "en", "ot", "ain", "aken"))
    return bare and participle and trigger.meaning.frame == "act" and trigger.meaning.sense in SUFFERED


def _noun_slots(tree: Tree, trigger: Trigger) -> _Slots:
    noun = trigger.position
    around = grammar.obliques(tree, noun)
    owners = [_whose(tree, i) for i in tree.dependents(noun, "nmod:poss")]
    owners += tree.dependents(noun, "amod", "compound")
    beside = [o for i in tree.dependents(noun, "nmod") for o in grammar.obliques(tree, i)]  # "the taking of A by B"
    agents = [] if is_charge(tree, noun) else [o.head for o in (*around, *beside) if o.case == "by"]
    for clause in tree.dependents(noun, "acl"):  # "an attack carried out by", "an attack targeting"
        if grammar.is_passive(tree, clause):
            agents += [] if _tells_of_another(tree, noun, clause) else grammar.agents(tree, clause)
        elif not tree.dependents(clause, "mark") and not holds_answerable(tree, clause):
            around = [*around, *(grammar.Oblique("on", i) for i in grammar.objects(tree, clause))]
    subjects, extra = _lent(tree, noun)
    agents += [*answering(tree, noun), *_described(tree, noun)]
    blamed = blamed_beside(tree, noun)
    around = [o for o in around if o.head not in blamed]
    if tree.is_a(noun, "obj") and grammar.word(tree, tree.heads[noun]) in _inflicting():
        verb = tree.heads[noun]  # "inflicted losses on X"
        agents += grammar.subjects(tree, verb)
        hit = [o.head for o in (*around, *grammar.obliques(tree, verb)) if o.case in AGAINST | {"among", "to"}]
        around = [*around, *(grammar.Oblique("of", i) for i in hit)]
    return _Slots(
        tuple(subjects),
        tuple(grammar.with_conjuncts(tree, [o.head for o in around if o.case == "of"])),
        tuple(grammar.with_conjuncts(tree, agents)),
        (*around, *extra),
        tuple(grammar.with_conjuncts(tree, owners)),
    )


def _tells_of_another(tree: Tree, noun: int, clause: int) -> bool:
    """Whether a participle hung on an event tells of the noun right before it: "strikes against soldiers surrounded by X"."""
    between = any(noun < i < clause for i in tree.dependents(noun, "nmod")) or _is_noun_beside(tree, noun, clause)
    return between and grammar.word(tree, clause) not in light_verbs()


def _is_noun_beside(tree: Tree, noun: int, clause: int) -> bool:
    """Whether another noun with a preposition stands right before a participle, wherever the tree hangs it."""
    beside = clause - 1
    cased = bool(tree.dependents(beside, "case")) and tree.pos[beside] in {"NOUN", "PROPN"}
    return cased and noun < beside and noun not in tree.subtree(beside)


def _whose(tree: Tree, owner: int) -> int:
    """The noun that "whose" stands for: "the army, whose shelling"."""
    if grammar.word(tree, owner) != "whose":
        return owner
    clause = next((i for i in tree.ancestors(owner) if tree.is_a(i, "acl:relcl")), owner)
    return tree.heads[clause] if clause != owner else owner


def _described(tree: Tree, noun: int) -> list[int]:
    """Who did it by the clause that describes the noun: "the siege that the rebels had laid", "raids X carried out"."""
    found: list[int] = []
    for clause in tree.dependents(noun, "acl:relcl"):
        if grammar.word(tree, clause) not in light_verbs():
            continue
        doers = grammar.agents(tree, clause) if grammar.is_passive(tree, clause) else grammar.subjects(tree, clause)
        found += [i for i in doers if i != noun]
    return found


def _lent(tree: Tree, noun: int) -> tuple[list[int], list[grammar.Oblique]]:
    """Subject and complements that the governing verb lends the noun."""
    top = grammar.counting(tree, noun)
    while tree.relations[top] == "conj" and tree.heads[top] >= 0:
        top = tree.heads[top]
    verb = tree.heads[top]
    if verb >= 0 and grammar.word(tree, verb) in BACKED and grammar.is_passive(tree, verb):
        return [], []  # "troops backed by air strikes" are not struck
    if grammar.case_of(tree, top) == UNDER and tree.dependents(top, "cop"):  # "are under siege by"
        return [], [grammar.Oblique("on", i) for i in grammar.subjects(tree, top)]
    ended = verb >= 0 and grammar.word(tree, verb) in _freeing() and grammar.word(tree, noun) in BESIEGING
    if verb < 0 or tree.pos[verb] != "VERB" or ended:
        return [], []
    return _lent_by(tree, top, verb)


def _lent_by(tree: Tree, noun: int, verb: int) -> tuple[list[int], list[grammar.Oblique]]:
    text, passive = grammar.word(tree, verb), grammar.is_passive(tree, verb)
    relation = "obl" if tree.is_a(noun, "obl") else tree.relations[noun]
    stricken = text in _affecting() if passive else text in _suffering()  # "was hit by", "suffered losses in"
    if relation == "obl" and stricken:
        return [], [grammar.Oblique("on", i) for i in grammar.subjects(tree, verb)]
    if relation == "obl" and grammar.case_of(tree, noun) == UNDER:  # "came under attack from"
        return [], [grammar.Oblique("on", i) for i in grammar.subjects(tree, verb)]
    if relation in {"obj", "nsubj:pass"} and text in light_verbs():
        verbs = [i for i in grammar.with_conjuncts(tree, [verb]) if grammar.word(tree, i) in light_verbs()]
        agents = [agent for one in verbs for agent in grammar.agents(tree, one)]  # "planned by X and carried out by Y"
        return (agents if passive else grammar.subjects(tree, verb)), grammar.obliques(tree, verb)
    if relation == "obl" and text in light_verbs() and not passive and grammar.case_of(tree, noun) in WITH:
        subjects = grammar.subjects(tree, verb)  # "targeted the villages with car bomb attacks"
        met = [
            o for o in grammar.obliques(tree, verb) if o.case in AGAINST and o.head > noun
        ]  # "replied with raids on"
        return subjects, [*(grammar.Oblique("on", i) for i in grammar.objects(tree, verb)), *met]
    if relation in {"nsubj", "obl"} and text in _affecting():
        with_it = relation == "obl" and not passive and grammar.case_of(tree, noun) in WITH
        doers = grammar.subjects(tree, verb) if with_it else []  # "hit the post in an air strike"
        return doers, [grammar.Oblique("on", i) for i in grammar.objects(tree, verb)]
    if relation.startswith("nsubj") and text in occurrence_verbs():
        return [], grammar.obliques(tree, verb)
    if relation == "obl" and passive:
        return [], [grammar.Oblique("on", i) for i in grammar.subjects(tree, verb)]
    return [], []


@functools.cache
def _freeing() -> frozenset[str]:
    """Verbs of those who put an end to somebody else's siege."""
    return frozenset(form for lemma in ("break", "relieve", "end") for form in lexicon.verb_forms(lemma))


@functools.cache
def _inflicting() -> frozenset[str]:
    return frozenset(form for lemma in ("inflict", "cause", "deal") for form in lexicon.verb_forms(lemma))


@functools.cache
def _suffering() -> frozenset[str]:
    return frozenset(form for lemma in SUFFERING for form in lexicon.verb_forms(lemma))


@functools.cache
def _affecting() -> frozenset[str]:
    return frozenset(form for lemma in AFFECTING for form in lexicon.verb_forms(lemma))


def _heads(tree: Tree, slots: _Slots, cases: Iterable[str]) -> tuple[int, ...]:
    wanted = set(cases)
    return tuple(grammar.with_conjuncts(tree, [o.head for o in slots.obliques if o.case in wanted]))


def _act(tree: Tree, slots: _Slots) -> Roles:
    told = [clause for noun in slots.subjects for clause in tree.dependents(noun, "acl")]
    told += [clause for noun in slots.agents for clause in tree.dependents(noun, "acl") if _used(tree, clause)]
    fired = [  # "a missile fired by X killed": who fired it did it
        agent for clause in told if grammar.is_passive(tree, clause) for agent in grammar.agents(tree, clause)
    ]
    backers = [i for i in fired if supports(tree, i)]
    fired = [i for i in fired if i not in backers]
    return Roles(
        initiators=_unique(*fired, *slots.subjects, *slots.agents, *slots.owners, *backers),
        targets=_unique(
            *slots.objects, *(i for i in _heads(tree, slots, AGAINST) if grammar.word(tree, i) not in NOT_HIT)
        ),
    )


def _used(tree: Tree, clause: int) -> bool:
    """Whether a participle tells how a weapon was put to use: "killed by a mine laid by X", but not "by men hired by X"."""
    return grammar.word(tree, clause) in _using()


@functools.cache
def _using() -> frozenset[str]:
    return frozenset(form for lemma in USING for form in lexicon.verb_forms(lemma))


def supports(tree: Tree, noun: int) -> bool:
    """Whether a noun names who or what only backs those that act: "forces backed by X", "troops backed by drone strikes"."""
    above = tree.heads[noun]
    while above >= 0 and tree.is_a(noun, "compound", "amod", "conj", "nmod:poss") and tree.pos[above] != "VERB":
        noun, above = above, tree.heads[above]
    return above >= 0 and grammar.word(tree, above) in BACKED


def _mutual(tree: Tree, slots: _Slots) -> Roles:
    aims = [o.head for o in slots.obliques if o.case in {"for", "over"}]  # "fight for survival against X"
    beyond = [o.head for i in aims for o in grammar.obliques(tree, i) if o.case in {"against", "with"}]
    partners = _unique(*_heads(tree, slots, PARTNERS), *grammar.with_conjuncts(tree, beyond))
    return Roles(parties=_unique(*slots.subjects, *slots.objects, *partners, *slots.owners))


def _take(tree: Tree, slots: _Slots) -> Roles:
    owned = not slots.objects and bool(slots.agents)  # "its capture by the rebels"
    taken = slots.owners if owned else slots.objects
    takers = _unique(*slots.subjects, *slots.agents, *(() if owned else slots.owners))
    hanging = [o.head for i in slots.objects for o in grammar.obliques(tree, i) if o.case == "from"]  # "a hill from X"
    losers = _unique(*_heads(tree, slots, ("from", "against")), *grammar.with_conjuncts(tree, hanging))
    return Roles(initiators=takers, takers=takers, losers=losers, taken=taken, targets=losers)


def _oust(tree: Tree, slots: _Slots) -> Roles:
    takers = _unique(*slots.subjects, *slots.agents)
    places = _heads(tree, slots, ("from", "out of", "of", "back from", "out from"))
    return Roles(initiators=takers, takers=takers, losers=slots.objects, targets=slots.objects, taken=places)


def _lose(tree: Tree, slots: _Slots) -> Roles:
    takers = _unique(*_heads(tree, slots, ("to", "into")), *slots.agents)
    losers = _unique(*slots.subjects, *slots.owners)
    return Roles(initiators=takers, takers=takers, losers=losers, targets=losers, taken=slots.objects)


def _fall(tree: Tree, slots: _Slots) -> Roles:
    holders = [o.head for o in slots.obliques if o.case in {"to", "into", "under"}]
    below = [i for h in holders for i in tree.dependents(h, "nmod", "nmod:poss", "compound", "amod")]
    takers = _unique(*grammar.with_conjuncts(tree, [*holders, *below]))
    return Roles(initiators=takers, takers=takers, taken=slots.subjects or slots.objects or slots.owners)


def _leave(tree: Tree, slots: _Slots) -> Roles:
    leavers = _unique(*slots.subjects, *slots.agents, *slots.owners, *_heads(tree, slots, ("by",)))
    return Roles(initiators=leavers, losers=leavers, taken=_unique(*slots.objects, *_heads(tree, slots, ("from",))))


def _goes_off(tree: Tree, slots: _Slots) -> Roles:
    doers = slots.subjects if slots.objects else ()  # "rebels blew up a tunnel bomb"
    met = _heads(tree, slots, AGAINST | BESIDE)  # "exploded near a checkpoint of the army"
    used = [i for noun in slots.subjects for i in tree.dependents(noun, "acl") if _used(tree, i)]
    planted = [agent for clause in used if grammar.is_passive(tree, clause) for agent in grammar.agents(tree, clause)]
    return Roles(
        things=_unique(*slots.subjects, *slots.objects, *slots.owners),
        initiators=_unique(*planted, *slots.agents, *doers),
        targets=tuple(i for i in met if i not in slots.agents),
    )


def _suffer(tree: Tree, slots: _Slots) -> Roles:
    return Roles(
        targets=_unique(*slots.subjects, *slots.objects, *slots.owners),
        initiators=_unique(*slots.agents, *_heads(tree, slots, ("by", "from"))),
    )


def _move(tree: Tree, slots: _Slots) -> Roles:
    return Roles(initiators=_unique(*slots.subjects, *slots.agents, *slots.owners), targets=slots.objects)


_FRAMES = {
    "act": _act,
    "mutual": _mutual,
    "take": _take,
    "oust": _oust,
    "lose": _lose,
    "fall": _fall,
    "leave": _leave,
    "goes_off": _goes_off,
    "suffer": _suffer,
    "move": _move,
}


def _unique(*positions: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(positions))
