"""Weapons, damaged objects and numbers of acts, and the kind of event that means, doer and victims make of a trigger."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.language import lexicon
from onrecord.language.document import Sentence
from onrecord.language.lexicon import Phrases
from onrecord.model import HitEffect, HitObject, WeaponClass


class WeaponEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for one class of means and the kind of event they make, if they make one."""

    class_: WeaponClass = msgspec.field(name="class")
    kind: str | None
    words: tuple[str, ...]


class HitLexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for things that get damaged, and words for what became of them."""

    objects: Mapping[HitObject, tuple[str, ...]]
    effects: Mapping[HitEffect, tuple[str, ...]]


class WeaponMention(msgspec.Struct, frozen=True):
    """Tokens ``first..last`` name a means; ``position`` is their head."""

    first: int
    last: int
    position: int
    entry: WeaponEntry


class HitMention(msgspec.Struct, frozen=True):
    """Tokens ``first..last`` name a thing that something happened to."""

    first: int
    last: int
    position: int
    object: HitObject
    effect: HitEffect
    verb: int


class CountMention(msgspec.Struct, frozen=True):
    """A number of acts: "several car bomb attacks"."""

    first: int
    last: int
    low: int | None
    high: int | None


@functools.cache
def _weapons() -> Phrases[WeaponEntry]:
    entries = lexicon.load("weapons", tuple[WeaponEntry, ...])
    return Phrases((form, entry) for entry in entries for word in entry.words for form in lexicon.noun_forms(word))


@functools.cache
def _hits() -> tuple[Phrases[HitObject], Mapping[str, HitEffect]]:
    table = lexicon.load("hits", HitLexicon)
    objects = Phrases((f, name) for name, words in table.objects.items() for w in words for f in lexicon.noun_forms(w))
    effects = {
        f: name for name, verbs in reversed(list(table.effects.items())) for v in verbs for f in lexicon.verb_forms(v)
    }
    return objects, effects


LOSING = (
    "shoot",
    "shoot down",
    "down",
    "destroy",
    "capture",
    "seize",
    "lose",
    "crash",
    "intercept",
    "confiscate",
    "damage",
    "find",
    "recover",
    "disable",
)
"""Verbs whose object is a weapon that is lost, not one that is used."""


@functools.cache
def losing() -> frozenset[str]:
    """Forms of the verbs by which weapons are lost."""
    return frozenset(form.split()[0] for verb in LOSING for form in lexicon.verb_forms(verb))


def weapons(sentence: Sentence) -> list[WeaponMention]:
    """The means that a sentence names."""
    words = [token.lower for token in sentence.tokens]
    return [
        WeaponMention(first, end - 1, _head(sentence, first, end - 1), entry)
        for first, end, entry in _weapons().find(words)
        if not _verbal(sentence, first, end - 1)
    ]


def _verbal(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a single word ("shell", "mine", "fire") is a verb here."""
    return first == last and sentence.tree is not None and sentence.tree.pos[first] in {"VERB", "PRON"}


def hits(sentence: Sentence) -> list[HitMention]:
    """Things that the sentence says were damaged: object of a damaging verb, or the target of an attack."""
    tree = sentence.tree
    if tree is None:
        return []
    objects, effects = _hits()
    found = []
    for first, end, name in objects.find([token.lower for token in sentence.tokens]):
        head = _head(sentence, first, end - 1)
        verb = next((v for v in [head, *list(tree.ancestors(head))[:3]] if grammar.word(tree, v) in effects), None)
        if verb is not None and verb != head and _suffers(sentence, head, verb):
            found.append(HitMention(first, end - 1, head, name, effects[grammar.word(tree, verb)], verb))
    return found


def things(sentence: Sentence) -> dict[int, HitObject]:
    """The class of each thing that a sentence names, by the position of its noun, whatever befell it."""
    words = [token.lower for token in sentence.tokens]
    return {_head(sentence, first, end - 1): name for first, end, name in _hits()[0].find(words)}


def _suffers(sentence: Sentence, head: int, verb: int) -> bool:
    tree = sentence.tree
    assert tree is not None
    passive = grammar.is_passive(tree, verb)
    subjects, below = grammar.subjects(tree, verb), grammar.objects(tree, verb)
    if passive or not below:
        return head in subjects and (passive or bool(below))
    return head in below


def count(sentence: Sentence, first: int, last: int, head: int) -> CountMention | None:
    """How many acts a trigger noun counts: its number or vague quantity."""
    tree = sentence.tree
    if tree is None:
        return None
    marks = [i for i in tree.dependents(head, "nummod", "amod", "det") if i < first or first <= i <= last]
    for mark in marks:
        text = grammar.word(tree, mark)
        if text in VAGUE_COUNTS:
            return CountMention(mark, mark, None, None)
        value = NUMBER_WORDS.get(text) or (int(text) if text.isdecimal() and len(text) < 6 else None)
        if tree.is_a(mark, "nummod") and value:
            return CountMention(mark, mark, value, value)
    return None


VAGUE_COUNTS = {"several", "many", "multiple", "numerous", "repeated", "dozens", "various", "successive"}
NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip


def _head(sentence: Sentence, first: int, last: int) -> int:
    return grammar.head_of(sentence.tree, first, last) if sentence.tree else last


UNARMED = "civilians"
OPEN_SENSES = {"assault", "strike", "blast", "harm"}
DROPPED_BOMBS = {"bomb", "bombing", "blast"}
HEAVY_FIRE = {"bombard", "bombardment", "pound", "pounding", "pummel", "rain down on"}
RUINING = {"destroy"}
"""What armies do to each other, fires to houses, and quarrels to friendships: an event of arms only between these."""
RAIDS = {"strike", "bombing raid", "bombing campaign"}


class Circumstances(msgspec.Struct, frozen=True):
    """What decides the kind of an open sense: what was hit with, who was hit, who did it.

    ``victims`` holds ``civilians``, ``combatants`` and ``place`` as far as they are stated. ``aircraft`` is true where the
    doer flies, ``armed`` where it is an armed group or force, ``state`` where it is a state's; ``abroad`` where it is a coalition from abroad, which strikes from the air; ``placed`` where a place is
    told, without which nobody bombards but with questions; ``mob`` where the doer is an angry crowd, ``crowd`` where people
    who protest are hit; ``bomber`` where the doer is a person with a bomb; ``bare`` where nothing is said to be hit ("they struck at
    night").
    """

    means: tuple[WeaponEntry, ...] = ()
    victims: frozenset[str] = frozenset()
    aircraft: bool = False
    armed: bool = False
    placed: bool = False
    abroad: bool = False
    state: bool = False
    mob: bool = False
    crowd: bool = False
    bomber: bool = False
    bare: bool = False


def kind(sense: str, lemma: str, verb: bool, around: Circumstances) -> str | None:
    """The codebook's kind for a trigger of this sense; None where nothing violent is said ("the quake hit").

    Rules after the codebook: a bare "car bomb" is no suicide bombing; one-way fire from afar is shelling
    or an air strike whoever it hits; an armed attack on unarmed people is attack_on_civilians.
    """
    made = {entry.kind for entry in around.means if entry.kind}
    if sense not in OPEN_SENSES:
        return _refined(sense, lemma, made, around)
    if around.crowd and around.state and sense in ("assault", "harm"):
        return "protest_repressed"
    if around.mob and sense in ("assault", "harm"):
        return "mob_violence" if UNARMED in around.victims else "riot"
    deciding = _first(made, ("chemical_attack", "suicide_bombing"))
    bomber = "bombing" if around.bomber and not around.aircraft else None
    if deciding or bomber:
        return deciding or bomber
    if sense == "blast":
        return _first(made, ("bombing", "grenade", "air_strike", "shelling", "other")) or "bombing"
    if "air_strike" in made or around.aircraft:
        return "air_strike"
    by_means = _first(made, ("shelling", "bombing", "grenade"))
    if by_means:
        return by_means
    return _strike(lemma, verb, around) if sense == "strike" else _by_victims(sense, around)


def _strike(lemma: str, verb: bool, around: Circumstances) -> str | None:
    if lemma in HEAVY_FIRE:
        return "shelling" if around.placed or around.state or not verb else None
    if lemma in RUINING:
        return "battle" if around.armed and "combatants" in around.victims else None
    if lemma in RAIDS and not verb:
        return "air_strike"
    if lemma in DROPPED_BOMBS:
        return "air_strike" if around.state else "bombing"
    if around.abroad:
        return "air_strike"
    if verb and around.bare and around.armed and not around.state:
        return _by_victims("assault", around)
    return "shelling" if around.armed else None


def _by_victims(sense: str, around: Circumstances) -> str:
    if UNARMED in around.victims and "combatants" not in around.victims:
        return "attack_on_civilians"
    if sense == "harm":
        fought = "combatants" in around.victims and (around.armed or UNARMED not in around.victims)
        return "battle" if fought else "attack_on_civilians"
    return "battle"


def _refined(sense: str, lemma: str, made: Collection[str], around: Circumstances) -> str:
    if sense == "attack_on_civilians" and around.mob:
        return "mob_violence"
    if sense in ("shelling", "air_strike") and "chemical_attack" in made:
        return "chemical_attack"
    if sense == "shelling" and around.aircraft:
        return "air_strike"
    if sense == "disrupted_attack" and lemma.startswith("detonate") and around.armed and not around.state:
        return "suicide_bombing" if "suicide_bombing" in made else "bombing"  # rebels make nothing safe
    if sense == "bombing":
        return _first(made, ("suicide_bombing", "air_strike")) or sense
    return sense


def _first(made: Collection[str], order: Sequence[str]) -> str | None:
    return next((name for name in order if name in made), None)
