"""Whether a word of war says nothing of war here: sport, trade, politics and the arts say "attack" and "battle" too."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from onrecord.coders.rules import grammar
from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.parts import ActorPart
from onrecord.coders.rules.scene import Scene, actor_at
from onrecord.coders.rules.sharing import has_a_doer
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import lexicon
from onrecord.language.document import Tree

FIGHTING = {"assault", "strike", "battle", "shelling", "siege", "attack_on_civilians", "blast"}
"""Senses whose words are also said of matters that nobody is hurt in."""
ABOUT = {"on", "over", "for", "against", "with", "of", "at", "about"}
TRADED = ("sign", "reach", "strike", "ink", "broker", "conclude", "start", "begin", "open", "resume")
"""Verbs of agreements that companies and clubs make as well."""
HARMED = {"killed", "wounded", "casualties"}
COUNTING = {"series", "episode", "episodes"}
GATHERING = {"rally", "march", "demonstrate"}


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    """``everyday.yaml``, in all forms of its nouns and verbs; what was ruined as it is written."""
    raw = lexicon.load("everyday", dict[str, list[str]])
    found = {name: frozenset(words) for name, words in raw.items() if name in AS_WRITTEN}
    for name in raw.keys() - AS_WRITTEN:
        forms = lexicon.verb_forms if name in VERBS else lexicon.noun_forms
        found[name] = frozenset(form for word in raw[name] for form in forms(word))
    return found


AS_WRITTEN, VERBS = {"ruined"}, {"eating"}
"""Lists of ``everyday.yaml`` that hold forms, and verbs; all others hold nouns."""


def says_nothing(scene: Scene, trigger: Trigger, roles: Roles, actors: Sequence[ActorPart], harmed: bool) -> bool:
    """Whether a word has its everyday meaning: what is let go is no person ("a press release"), a fire that burns."""
    sense, lemma, verb = trigger.meaning.sense, trigger.meaning.lemma, trigger.position
    if sense == "release" and lemma in ("release", "free"):
        return not harmed
    if lemma == "burn" and trigger.meaning.verb and not grammar.is_passive(scene.tree, verb):
        return not grammar.objects(scene.tree, verb)
    if _in_a_story(scene.tree, trigger):
        return True
    if sense in FIGHTING and not _somebody_harmed(scene):
        armed = any(not actor.mention.civilian for actor in actors if actor.role in ("initiator", "party"))
        return _of_words(scene.tree, trigger, armed) or _of_work(scene.tree, trigger)
    return _of_states(scene.tree, trigger) or _of_business(scene, trigger, roles, actors)


def by_accident(scene: Scene, trigger: Trigger) -> bool:
    """Whether people were harmed by what they ate, or by a fire that nobody fired: "a fire killed four"."""
    tree, verb = scene.tree, trigger.position
    eaten = any(
        grammar.word(tree, i) in _words()["eating"] and grammar.case_or_mark(tree, i) in {"after", "from", "by"}
        for i in tree.dependents(verb, "advcl")
    )
    if not trigger.meaning.verb or any(not m.civilian for m in scene.reading.actors_of(scene.number)):
        return False
    around = [o.head for o in grammar.obliques(tree, verb) if o.case in {"in", "by"}]
    fires = [i for i in (*grammar.subjects(tree, verb), *around) if grammar.word(tree, i) in _words()["flames"]]
    return eaten or any(_burns(scene, i, i in around) for i in fires)


def _burns(scene: Scene, noun: int, within: bool) -> bool:
    """Whether a fire is one of flames: "a fire" or "the fire" that destroyed something, nobody's, in a sentence without arms."""
    tree = scene.tree
    marks = {grammar.word(tree, i) for i in tree.dependents(noun, "det")}
    owned = tree.dependents(noun, "compound", "nmod:poss", "acl", "nmod", "appos")
    others = len(scene.reading.weapons[scene.number]) > 1
    ruined = not within and any(grammar.word(tree, i) in _words()["ruined"] for i in range(len(tree.tokens)))
    return not owned and not others and ("a" in marks or (bool(marks) and ruined))


def _of_states(tree: Tree, trigger: Trigger) -> bool:
    """Whether states send each other's diplomats home."""
    moved = (*grammar.objects(tree, trigger.position), *tree.dependents(trigger.position, "nsubj:pass"))
    gone = trigger.meaning.sense in {"displacement", "taking"} and trigger.meaning.verb
    return gone and any(grammar.word(tree, i) in _words()["envoys"] for i in moved)


def _somebody_harmed(scene: Scene) -> bool:
    """Whether the sentence counts people killed or hurt: then no word of it is said of sport or trade, but where all harm is
    told of somebody else's deed: "attacked the budget after soldiers killed nine"."""
    if not any(quantity.harm in HARMED for quantity in scene.reading.quantities[scene.number]):
        return False
    harms = [trigger for trigger in scene.triggers if trigger.meaning.sense == "harm"]
    return not harms or not all(has_a_doer(scene, harm) and harm.position != scene.tree.root for harm in harms)


def _of_words(tree: Tree, trigger: Trigger, armed: bool) -> bool:
    """Whether what is attacked or fought over is no place and nobody: "attacked the plan", "a legal battle", "a price war".

    Voters and customers are wooed; where armed people attack them they are people like all others.
    """
    fields = _words()["fields"]
    matters = _words()["matters"] if armed else _words()["matters"] | _words()["courted"]
    position = trigger.position
    if trigger.meaning.verb:
        about = [*grammar.objects(tree, position), *tree.dependents(position, "nsubj:pass")]
        about += [o.head for o in grammar.obliques(tree, position) if o.case in ABOUT - {"at", "of"}]
        struck_with = [o.head for o in grammar.obliques(tree, position) if o.case == "with"]
        measures = any(grammar.word(tree, i) in _words()["measures"] for i in struck_with)
        return measures or any(grammar.word(tree, i) in matters for i in about[:3])
    marks = tree.dependents(position, "amod", "compound")
    about = [o.head for o in grammar.obliques(tree, position) if o.case in ABOUT]
    about += [i for head in about if grammar.word(tree, head) == "control" for i in tree.dependents(head, "nmod")]
    return any(grammar.word(tree, i) in fields for i in marks) or any(grammar.word(tree, i) in matters for i in about)


def _of_work(tree: Tree, trigger: Trigger) -> bool:
    """Whether a "strike" is one of workers: theirs, or called by a union."""
    if trigger.meaning.lemma != "strike" or trigger.meaning.verb:
        return False
    verb = tree.heads[trigger.position]
    around = [o.head for o in grammar.obliques(tree, trigger.position)]
    around += tree.dependents(trigger.position, "nmod:poss", "compound", "amod")
    around += grammar.subjects(tree, verb) if verb >= 0 and tree.pos[verb] == "VERB" else []
    return any(grammar.word(tree, i) in _words()["labour"] for i in around)


def _in_a_story(tree: Tree, trigger: Trigger) -> bool:
    """Whether the clause tells what happens in a film or book."""
    stories = _words()["stories"]
    verb = grammar.clause_verb(tree, trigger.position)
    tellers = [*grammar.subjects(tree, verb), *(o.head for o in grammar.obliques(tree, verb) if o.case in {"in", "of"})]
    return any(grammar.word(tree, i) in stories for i in tellers if i != trigger.position and not _counts(tree, i))


def _counts(tree: Tree, noun: int) -> bool:
    """Whether a noun only counts events: "a series of raids" is no film, "the series" may be."""
    return grammar.word(tree, noun) in COUNTING and any(o.case == "of" for o in grammar.obliques(tree, noun))


def _of_business(scene: Scene, trigger: Trigger, roles: Roles, actors: Sequence[ActorPart]) -> bool:
    """Whether companies, candidates or things do what armies and crowds do as well: sign deals, withdraw, rally."""
    tree, sense, lemma = scene.tree, trigger.meaning.sense, trigger.meaning.lemma
    armed = any(not a.mention.civilian for a in actors)
    if sense == "withdrawal":
        nearby = {i for place in scene.places for i in range(place.first, place.last + 1)}
        left = {i for head in roles.taken for i in grammar.phrase(tree, head)}
        leaving = any((m := actor_at(scene, head)) and not m.civilian for head in roles.taken)  # "the withdrawal of X"
        return not armed and not leaving and not nearby & left
    if sense == "agreement" and lemma.startswith(TRADED):
        return not any(a.mention.noun is None or not a.mention.civilian for a in actors) and not _public(scene)
    if sense == "disrupted_attack" and lemma == "defuse":
        means = {i for w in scene.reading.weapons[scene.number] for i in range(w.first, w.last + 1)}
        objects = set(grammar.objects(tree, trigger.position))
        return bool(objects) and not objects & means
    if sense == "protest" and trigger.meaning.verb and lemma in GATHERING:
        return any(grammar.word(tree, i) in _words()["unpeopled"] for i in grammar.subjects(tree, trigger.position))
    return False


def _public(scene: Scene) -> bool:
    """Whether armed or governing people stand anywhere in the sentence."""
    return any(not m.civilian or m.noun == "officials" for m in scene.reading.actors_of(scene.number))
