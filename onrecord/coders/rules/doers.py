"""Who did it and whom it hit: actors in the roles that grammar gives them, then those that other words of the sentence tell."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.arguments import Roles, supports
from onrecord.coders.rules.parts import ActorPart, Draft
from onrecord.coders.rules.scene import HELD, Scene, actor_at
from onrecord.coders.rules.sharing import FAR
from onrecord.coders.rules.triggers import Trigger
from onrecord.knowledge import naming
from onrecord.language.document import Tree
from onrecord.language.quantities import Quantity
from onrecord.model import Role

DOING: tuple[Role, ...] = ("initiator", "party")
SOURCES = {"by", "from"}
"""Prepositions before the doer of an event noun: "rocket attacks from X"."""
WITHIN = {"in", "during", "by", "under", "amid", "through", "with"}
"""Prepositions before the act in which people were harmed: "were killed in army fire"."""
MEANS = {"operation", "operations", "fire", "action", "gunfire", "crackdown"}
"""Nouns of acts that are no events of their own."""
NEAR_BY = 4
"""So many words behind a "by" whoever did it is named: "raids by the brutal Varnan air force"."""
OWN = {"its", "their"}
SUFFERED = {"attack_on_civilians", "harm", "abduction", "arrest", "torture", "release", "sexual_violence"}
"""Senses of nouns whose owner may be whom it was done to."""
HARMED = {"killed", "wounded", "casualties", "abducted", "captured", "detained", "tortured", "missing", "released", "evacuated"}  # fmt: skip


def actors(scene: Scene, trigger: Trigger, roles: Roles, harms: Sequence[Trigger] = ()) -> tuple[ActorPart, ...]:
    """The actors of a trigger by its grammar; where nobody does it, whom words beside the trigger name.

    ``harms`` are the words of harm that tell its toll: "soldiers killed nine rebels in an ambush".
    """
    by_role: tuple[tuple[Role, tuple[int, ...]], ...] = (
        ("initiator", roles.initiators),
        ("target", roles.targets),
        ("party", roles.parties),
    )
    found: dict[tuple[int, int], ActorPart] = {}
    for role, heads in by_role:
        for head in heads:
            named = actor_at(scene, head)
            if named and _is_described(scene, head, named, heads):
                continue
            if named and (
                _below(scene, trigger, head, named) if role == "initiator" else _of_another(scene, head, named)
            ):
                continue
            for mention in [*_with_owners(scene, named), *_beside(scene, head, named)]:
                used = role == "target" and _is_launched(trigger, mention)
                if (mention.start, mention.end) not in found and not _is_means(scene, mention) and not used:
                    armed = mention if role == "target" else _at_arms(trigger, mention)
                    found[mention.start, mention.end] = ActorPart(role, armed)
    found = _turned(scene, trigger, _owned(scene, trigger, found))
    if trigger.meaning.frame in ("act", "suffer") and all(part.role == "target" for part in found.values()):
        beside = itertools.chain(_told_beside(scene, trigger), _harming(scene, trigger, harms))
        doers = (m for m in beside if (m.start, m.end) not in found)
        for doer in _with_owners(scene, next(doers, None)):
            found[doer.start, doer.end] = ActorPart("initiator", doer)
    if trigger.meaning.frame == "mutual":
        found |= _fighting_in(scene, found, harms)
    return tuple(found.values())


def _fighting_in(
    scene: Scene, found: dict[tuple[int, int], ActorPart], harms: Sequence[Trigger]
) -> dict[tuple[int, int], ActorPart]:
    """Who did the harm that a clash of fewer than two named sides explains: "X killed six soldiers as clashes raged"."""
    sides = [part for part in found.values() if part.role == "party"]
    for harm in harms:
        if len(sides) > 1 or not harm.meaning.verb or harm.meaning.frame != "act":
            continue
        passive = grammar.is_passive(scene.tree, harm.position)
        heads = (grammar.agents if passive else grammar.subjects)(scene.tree, harm.position)
        deeds = {t.position for t in scene.triggers}
        for mention in _armed_at(scene, [i for i in heads if i not in deeds]):
            if not mention.modifier and (mention.start, mention.end) not in found:
                return {(mention.start, mention.end): ActorPart("party", mention)}
    return {}


def _is_described(scene: Scene, head: int, mention: ActorMention, heads: Collection[int]) -> bool:
    """Whether a nameless noun only says what somebody named is: "the Valley Front, another rebel group, declared"."""
    above = scene.tree.heads[head]
    if not (scene.tree.is_a(head, "appos") and above in heads and mention.generic):
        return False
    named = actor_at(scene, above)
    return named is not None and named.id is not None


def _at_arms(trigger: Trigger, mention: ActorMention) -> ActorMention:
    """A people that fights or takes places, which are its armed bands: "Kurds … and are attacking the town"."""
    if not mention.civilian or trigger.meaning.sense not in ARMED or naming.forces_of(mention.text) is None:
        return mention
    return msgspec.structs.replace(mention, id=None, kind="identity_militia", noun="fighters", civilian=False)


ARMED = {
    "battle",
    "assault",
    "strike",
    "shelling",
    "harm",
    "taking",
    "losing",
    "withdrawal",
    "siege",
    "attack_on_civilians",
}
"""Senses of what armed bands do."""


def _below(scene: Scene, trigger: Trigger, head: int, mention: ActorMention) -> bool:
    """Whether an actor found inside the words for a doer only stands below a deed ("a bomb targeting a judge", "Kurds fighting
    X took") or says who holds the place ("fire from the hills held by X")."""
    deeds = {t.position for t in scene.triggers if t.meaning.verb} | {trigger.position}
    if trigger.meaning.sense in CROWDS and head != mention.position and _is_deed(scene, head):
        return True  # "the army's killings led to protests"
    for position in (mention.position, *scene.tree.ancestors(mention.position)):
        if position == head:
            return False
        deed = position in deeds and (position != trigger.position or trigger.meaning.verb)
        if scene.tree.is_a(position, "acl") and (deed or grammar.word(scene.tree, position) in HELD):
            return True
    return False


def _is_deed(scene: Scene, noun: int) -> bool:
    return any(t.position == noun and not t.meaning.verb for t in scene.triggers)


CROWDS = {"protest", "riot"}
"""Senses of gatherings, which a deed brings about and does not hold."""


def _of_another(scene: Scene, head: int, mention: ActorMention) -> bool:
    """Whether who is found inside the words for whom it met belongs to another event ("the government siege is hit by") or
    only says whose home a place is."""
    if mention.position == head:
        return False
    deeds = {t.position for t in scene.triggers if not t.meaning.verb}
    home = (
        mention.civilian
        and scene.tree.is_a(head, "appos")
        and bool({p.position for p in scene.places} & {head, scene.tree.heads[head]})
    )
    return head in deeds or home


def _beside(scene: Scene, head: int, named: ActorMention | None) -> list[ActorMention]:
    """Those coordinated with an actor named inside the words for one: "fighters of X and Y"."""
    if named is None:
        return []
    of = [o.head for o in grammar.obliques(scene.tree, head) if o.case == "of"]
    inner = of if named.position == head else [named.position]
    others = [i for i in grammar.with_conjuncts(scene.tree, inner) if i not in inner and scene.tree.is_a(i, "conj")]
    found = [m for i in others if (m := actor_at(scene, i)) and m != named]
    return [m for m in found if _armed(m) and not m.modifier]


def _with_owners(scene: Scene, mention: ActorMention | None) -> list[ActorMention]:
    """An actor and those whose noun is its own: the first of "the Russian and regime forces"."""
    found = [] if mention is None else [mention]
    for other in reversed(scene.reading.actors_of(scene.number)):
        last = found[-1] if found else None
        if last is None or other.start >= last.start:
            continue
        between = {token.lower for token in scene.sentence.tokens[other.last + 1 : last.first]}
        shared = (
            other.noun is not None
            and other.noun == last.noun
            and scene.tree.is_a(other.position, "amod", "compound", "nmod")
        )
        if not (shared and between and between <= {"and", "or", ","}):
            break
        found.append(other)
    return found


def _owned(scene: Scene, trigger: Trigger, found: dict[tuple[int, int], ActorPart]) -> dict[tuple[int, int], ActorPart]:
    """Roles put right where an act's owner suffers it: "the priests' murder", but not "the army's killings"."""
    owners = scene.tree.dependents(trigger.position, "nmod:poss", "compound")
    if trigger.meaning.verb or trigger.meaning.sense not in SUFFERED or not owners:
        return found
    if any(part.role == "target" for part in found.values()):
        return found
    theirs = {m.start for i in owners if (m := actor_at(scene, i)) and m.civilian}
    return {
        key: msgspec.structs.replace(part, role="target") if key[0] in theirs else part for key, part in found.items()
    }


def _turned(
    scene: Scene, trigger: Trigger, found: dict[tuple[int, int], ActorPart]
) -> dict[tuple[int, int], ActorPart]:
    """Roles put right where the tree takes a verb for a passive without auxiliary: "the group targeted with shells the town",
    "a soldier fired at the crowd"."""
    tree, verb = scene.tree, trigger.position
    lemma = trigger.meaning.lemma
    bare = trigger.meaning.verb and not tree.dependents(verb, "aux:pass")
    bare = bare and (lemma == "target" or lemma.endswith((" at", " on", " upon")))
    subjects = set(tree.dependents(verb, "nsubj"))
    if not bare or tree.relations[verb] in {"acl", "amod"} or not subjects:
        return found
    heads = {m.start: actor_at(scene, i) for i in subjects if (m := actor_at(scene, i))}
    return {
        key: msgspec.structs.replace(part, role="initiator") if key[0] in heads and _armed(part.mention) else part
        for key, part in found.items()
    }


def _is_means(scene: Scene, mention: ActorMention) -> bool:
    """Whether the words name a means and nobody's: "artillery fire" is fired by somebody else, tanks back the troops."""
    if mention.id is None and mention.noun == "machines" and supports(scene.tree, mention.position):
        return True
    means_here = {i for w in scene.reading.weapons[scene.number] for i in range(w.first, w.last + 1)}
    return mention.id is None and not mention.generic and mention.position in means_here


def _is_launched(trigger: Trigger, mention: ActorMention) -> bool:
    """Whether a craft is what was sent rather than hit: "launched 120 drones and missiles at the port"."""
    return mention.noun == "machines" and trigger.meaning.lemma.split()[0] in {"launch", "fire", "send", "fly", "drop"}


def _told_beside(scene: Scene, trigger: Trigger) -> Iterator[ActorMention]:
    """Armed actors that the words around a trigger make its doer, the surest first."""
    if not trigger.meaning.verb:
        yield from _before(scene, trigger)
        yield from _owner(scene, trigger)
        yield from _source(scene, trigger.position)
        yield from _right_after(scene, trigger)
        yield from _beside_harm(scene, trigger.position)
    yield from _of_act(scene, trigger)


def _harming(scene: Scene, trigger: Trigger, harms: Sequence[Trigger]) -> Iterator[ActorMention]:
    """Who did the harm that the event explains, where its own verb says so: "soldiers killed nine rebels in an ambush"."""
    tree = scene.tree
    for harm in harms:
        yield from _of_act(scene, harm)
        inside = trigger.position in tree.subtree(harm.position) and grammar.case_of(tree, trigger.position) in WITHIN
        if not harm.meaning.verb or harm.meaning.frame != "act" or not inside or trigger.meaning.verb:
            continue
        passive = grammar.is_passive(tree, harm.position)
        for head in grammar.agents(tree, harm.position) if passive else grammar.subjects(tree, harm.position):
            mention = actor_at(scene, head)
            if (
                mention
                and _armed(mention)
                and not mention.modifier
                and head not in {t.position for t in scene.triggers}
            ):
                yield mention


def _beside_harm(scene: Scene, noun: int) -> Iterator[ActorMention]:
    """The one after "by" that the tree hangs on the verb of harm around the noun: "died in air strikes by the army"."""
    tree, verb = scene.tree, scene.tree.heads[noun]
    if verb < 0 or not tree.is_a(noun, "obl") or grammar.case_of(tree, noun) not in WITHIN:
        return
    for oblique in grammar.obliques(tree, verb):
        if oblique.case == "by" and oblique.head > noun:
            mention = actor_at(scene, oblique.head)
            if mention and _armed(mention):
                yield mention


def _before(scene: Scene, trigger: Trigger) -> Iterator[ActorMention]:
    """The one named right before an event noun, whatever the tree makes of it: "IS car bomb kills twenty"."""
    tokens = scene.sentence.tokens
    before = trigger.first - 1
    if before >= 0 and tokens[before].text == ")":  # "an Islamic State (IS) car bomb"
        before = next((i for i in range(before, -1, -1) if tokens[i].text == "("), 0) - 1
    for mention in scene.reading.actors_of(scene.number):
        if mention.first <= before <= mention.last and _armed(mention) and (mention.id or mention.modifier):
            yield mention
            return
    if before >= 0 and tokens[before].lower in naming.vocabulary().loaded | naming.vocabulary().opposition:
        token = tokens[before]  # "a terrorist rocket attack"
        yield ActorMention(
            text=token.text, start=token.start, end=token.end, sentence=scene.number, position=before, first=before,
            last=before, kind="rebel_group", noun="fighters", generic=True, loaded=True, modifier=True,
        )  # fmt: skip


def _owner(scene: Scene, trigger: Trigger) -> Iterator[ActorMention]:
    """Whom "its" or "their" before an event noun means: the subject of the clause."""
    tree = scene.tree
    if not any(grammar.word(tree, i) in OWN for i in tree.dependents(trigger.position, "nmod:poss")):
        return
    for head in grammar.subjects(tree, grammar.clause_verb(tree, trigger.position)):
        mention = actor_at(scene, head)
        if mention and _armed(mention):
            yield mention


def _source(scene: Scene, noun: int) -> Iterator[ActorMention]:
    """The one from whom it came: "rocket attacks from X"; places that shells come from are nobody."""
    for oblique in grammar.obliques(scene.tree, noun):
        mention = actor_at(scene, oblique.head) if oblique.case in SOURCES else None
        if mention and _armed(mention) and not mention.modifier:
            yield mention


def _right_after(scene: Scene, trigger: Trigger) -> Iterator[ActorMention]:
    """The one behind a "by" that follows right on an event noun, whatever the tree hangs it on: "mourned six lost in raids by X"."""
    by = trigger.last + 1
    if by < len(scene.tree.tokens) and grammar.word(scene.tree, by) == "by" and scene.tree.is_a(by, "case"):
        named = (m for m in _armed_at(scene, [scene.tree.heads[by]]) if 0 < m.first - by <= NEAR_BY)
        yield from named


def _of_act(scene: Scene, trigger: Trigger) -> Iterator[ActorMention]:
    """The one whose act people suffered in: "were killed in army fire", "died in an operation of the coalition", or at
    whose hands."""
    tree = scene.tree
    for oblique in grammar.obliques(tree, trigger.position):
        if oblique.case == "at" and grammar.word(tree, oblique.head) == "hands":
            yield from _armed_at(scene, [o.head for o in grammar.obliques(tree, oblique.head) if o.case == "of"])
        if oblique.case not in WITHIN or grammar.word(tree, oblique.head) not in MEANS | naming.vocabulary().acts:
            continue
        mention = actor_at(scene, oblique.head)
        if mention and _armed(mention):
            yield mention
        yield from _source(scene, oblique.head)


def _armed_at(scene: Scene, heads: Iterable[int]) -> Iterator[ActorMention]:
    for head in heads:
        mention = actor_at(scene, head)
        if mention and _armed(mention):
            yield mention


def _armed(mention: ActorMention) -> bool:
    return not mention.civilian and mention.noun != "officials"


# --- between the drafts of a sentence ----------------------------------------------------------------------------------


def settled(scene: Scene, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a sentence with the people harmed as targets, the other party of a clash, and shared doers."""
    counted = [_with_harmed(scene, _without_doers_harm(scene, draft)) for draft in drafts]
    opposed = [_with_opponent(scene, draft, counted) for draft in counted]
    return [_with_shared_doer(scene, draft, opposed) for draft in opposed]


def _with_opponent(scene: Scene, draft: Draft, others: Sequence[Draft]) -> Draft:
    """A clash told with one party has the doer of the clause around it as the other: "after clashes with X, Y retook"."""
    parties = [part.mention for part in draft.actors if part.role == "party"]
    if not parties and draft.trigger.meaning.frame == "mutual":
        return _with_both_sides(scene, draft, others)
    if len(parties) != 1 or any(part.role == "initiator" for part in draft.actors):
        return draft
    doers = [
        (grammar.distance(scene.tree, draft.trigger.position, other.trigger.position), part.mention)
        for other in others
        for part in other.actors
        if part.role == "initiator" and _armed(part.mention) and (part.mention.id or "") != (parties[0].id or "")
    ]
    near = [mention for cost, mention in sorted(doers, key=lambda pair: pair[0]) if cost <= FAR]
    near = [mention for mention in near if mention != parties[0]]
    return msgspec.structs.replace(draft, actors=(*draft.actors, ActorPart("party", near[0]))) if near else draft


def _with_both_sides(scene: Scene, draft: Draft, others: Sequence[Draft]) -> Draft:
    """A clash told without parties, as the manner of a deed or what it came after, was between its doer and whom it met:
    "drove the rebels out in heavy fighting"."""
    tree, noun = scene.tree, draft.trigger.position
    if draft.trigger.meaning.verb or grammar.case_of(tree, noun) not in WITHIN | {"after", "following"}:
        return draft
    for other in others:
        sides = [p.mention for p in other.actors if p.role in {"initiator", "target"} and _armed(p.mention)]
        met = {p.role for p in other.actors if _armed(p.mention)} >= {"initiator", "target"}
        if tree.heads[noun] == other.trigger.position and met and len({m.id or m.text.lower() for m in sides}) > 1:
            mine = {(p.mention.start, p.mention.end) for p in draft.actors}
            added = [ActorPart("party", m) for m in sides if (m.start, m.end) not in mine]
            return msgspec.structs.replace(draft, actors=(*added, *draft.actors))
    return draft


def _with_shared_doer(scene: Scene, draft: Draft, others: Sequence[Draft]) -> Draft:
    """A draft that nobody known does has the doer of the event it is told through: "shells and air strikes by X hit"."""
    if draft.trigger.meaning.frame != "act" or any(part.role in DOING and part.mention.id for part in draft.actors):
        return draft
    nameless = any(part.role in DOING for part in draft.actors)
    mine = {(part.mention.start, part.mention.end) for part in draft.actors}
    for other in others:
        if other is draft or other.kind == "control" or not _told_through(scene, draft.trigger, other.trigger):
            continue
        doers = [p for p in other.actors if p.role == "initiator" and (p.mention.start, p.mention.end) not in mine]
        doers = [p for p in doers if p.mention.id or not nameless]
        if doers:
            return msgspec.structs.replace(draft, actors=(*doers, *draft.actors))
    return draft


def _told_through(scene: Scene, trigger: Trigger, other: Trigger) -> bool:
    """Whether the other event is coordinated with this one, its subject, the deed that this one is the manner of, or the
    noun that says what it was."""
    tree, one, two = scene.tree, trigger.position, other.position
    if trigger.meaning.verb and other.meaning.verb:  # "were shot and burnt by X"
        last = tree.is_a(two, "conj") and tree.heads[two] == one
        return last and grammar.is_passive(tree, one) and grammar.is_passive(tree, two)
    coordinated = (
        not trigger.meaning.verb and not other.meaning.verb and two in grammar.with_conjuncts(tree, _first(tree, one))
    )
    subject = trigger.meaning.verb and not grammar.is_passive(tree, one) and two in grammar.subjects(tree, one)
    manner = not trigger.meaning.verb and tree.heads[one] == two and grammar.case_of(tree, one) in WITHIN
    over = (
        tree.heads[one] if tree.is_a(one, "nsubj") and not trigger.meaning.verb else one
    )  # "a bomber killed six in an"
    noun = not other.meaning.verb and tree.heads[two] == over and grammar.case_of(tree, two) == "in"
    return coordinated or subject or noun or (manner and other.meaning.verb)


def _first(tree: Tree, noun: int) -> list[int]:
    """The first of the nouns that this one is coordinated with."""
    while tree.relations[noun] == "conj" and tree.heads[noun] >= 0:
        noun = tree.heads[noun]
    return [noun]


# --- whoever a toll counts ---------------------------------------------------------------------------------------------


def _without_doers_harm(scene: Scene, draft: Draft) -> Draft:
    """The draft without tolls that take its doer for a sufferer: "police arrested, beat and jailed nine" holds no police."""
    if not any(part.role == "target" for part in draft.actors):
        return draft
    doers = {(p.mention.start, p.mention.end) for p in draft.actors if p.role == "initiator" and not p.inherited}

    def suffers(quantity: Quantity) -> bool:
        mention = _counted(scene, quantity) if quantity.low is None and quantity.high is None else None
        return mention is None or (mention.start, mention.end) not in doers

    return msgspec.structs.replace(draft, tolls=tuple((n, q) for n, q in draft.tolls if suffers(q)))


def _with_harmed(scene: Scene, draft: Draft) -> Draft:
    """The draft with those whom its tolls count among its actors: as party of a clash where they bear arms, else as target.

    Those counted out of a total are told by it, unless its own words name nobody: "four died, among them two women".
    """
    parts = {(part.mention.start, part.mention.end): part for part in draft.actors}
    harmed = [q for _, q in draft.tolls if q.harm in HARMED and q.high != 0]
    wholes = [q for q in harmed if q.part_of is None]
    for quantity in wholes:
        parts |= _harmed_by(scene, draft, quantity, parts)
    if not any(part.role != "initiator" for part in parts.values()):
        for quantity in (q for q in harmed if q not in wholes):
            parts |= _harmed_by(scene, draft, quantity, parts)
    return msgspec.structs.replace(draft, actors=tuple(parts.values()))


def _harmed_by(
    scene: Scene, draft: Draft, quantity: Quantity, parts: Mapping[tuple[int, int], ActorPart]
) -> dict[tuple[int, int], ActorPart]:
    """The people in the words of a toll, unless they are among the actors."""
    mention = _counted(scene, quantity)
    if mention is None:
        return {}
    key = mention.start, mention.end
    known = parts.get(key)
    if known is None and any(_same_people(mention, part) for part in parts.values()):
        return {}
    mutual = draft.trigger.meaning.frame == "mutual"
    role: Role = "party" if mutual and _is_party(mention, parts.values()) else "target"
    return {key: ActorPart(role, mention)} if known is None or known.role == "initiator" else {}


def _is_party(mention: ActorMention, parts: Iterable[ActorPart]) -> bool:
    known = [part.mention.id for part in parts if part.role == "party"]
    return _armed(mention) and len(known) < 2 and (mention.id is None or mention.id not in known)


def _same_people(mention: ActorMention, part: ActorPart) -> bool:
    """Whether an actor's words share these, or name the same people as a target once more."""
    other = part.mention
    if mention.start < other.end and other.start < mention.end:
        return True
    return part.role == "target" and (mention.id, mention.text.lower()) == (other.id, other.text.lower())


def _counted(scene: Scene, quantity: Quantity) -> ActorMention | None:
    """The people in the words of a toll."""
    for mention in scene.reading.actors_of(scene.number):
        if mention.noun != "pronoun" and mention.start < quantity.end and quantity.start < mention.end:
            return mention
    return None
