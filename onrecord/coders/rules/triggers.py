"""Find the words that say an event happened."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from onrecord.coders.rules import grammar
from onrecord.knowledge.codebook import Codebook
from onrecord.language import lexicon
from onrecord.language.document import Sentence, Tree
from onrecord.language.lexicon import Phrases
from onrecord.model import OnrecordError

Frame = Literal["act", "mutual", "take", "oust", "lose", "fall", "leave", "goes_off", "suffer", "move"]
REACH = 6
"""How many tokens after its verb the noun of "take ~ control" may stand where no tree tells."""

NOT_EVENTS = {"compound", "flat", "fixed", "amod", "case"}


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one sense and one frame, as ``triggers.yaml`` lists them."""

    sense: str
    frame: Frame
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


def entries(codebook: Codebook) -> list[Entry]:
    """Trigger entries of a codebook's own lexicon: "- {verb: raid, frame: act}", "- {noun: cattle raid}".

    Raises OnrecordError where an entry has neither verb nor noun, or no frame that exists.
    """
    found = []
    for kind in codebook:
        for words in kind.lexicon:
            try:
                verbs, nouns = ([words[form]] if form in words else [] for form in ("verb", "noun"))
                raw = {"sense": kind.name, "frame": words.get("frame", "act"), "verbs": verbs, "nouns": nouns}
                found.append(msgspec.convert(raw, Entry))
            except msgspec.ValidationError as error:
                raise OnrecordError(f"The lexicon of kind {kind.name!r} has an entry {words!r}: {error}.") from None
    return found


class Meaning(msgspec.Struct, frozen=True):
    """What a matched word says: sense, frame, whether as a verb, and the noun it needs ("control" in "take ~ control")."""

    sense: str
    frame: Frame
    verb: bool
    lemma: str
    needs: frozenset[str] = frozenset()


class Trigger(msgspec.Struct, frozen=True):
    """These words (tokens ``first..last``) of a sentence say that an event happened; ``position`` is their head."""

    sentence: int
    first: int
    last: int
    position: int
    meaning: Meaning


class Triggers:
    """The trigger lexicon, ready for matching; a user's codebook may add entries."""

    def __init__(self, extra: Iterable[Entry] = ()) -> None:
        entries = [*lexicon.load("triggers", tuple[Entry, ...]), *extra]
        self._phrases: Phrases[tuple[Meaning, ...]] = Phrases(_grouped(entries).items())
        self._first_words = frozenset(self._phrases.first_words())

    def possible(self, sentence: Sentence) -> bool:
        """Whether any word of the sentence may be (the beginning of) a trigger: cheap, before parsing."""
        return any(token.lower in self._first_words for token in sentence.tokens)

    def find(self, sentence: Sentence, number: int) -> list[Trigger]:
        """The triggers of one sentence in text order; where several fit, the more specific stands."""
        words = [token.lower for token in sentence.tokens]
        found: list[Trigger] = []
        position = 0
        while position < len(words):
            hit = self._best(sentence, words, position)
            if hit:
                length, meaning = hit
                found.append(_trigger(sentence, number, range(position, position + length), meaning))
                position += length
            else:
                position += 1
        return found

    def _best(self, sentence: Sentence, words: Sequence[str], position: int) -> tuple[int, Meaning] | None:
        fitting = [
            (length, meaning)
            for length, meanings in self._phrases.all_at(words, position)
            for meaning in meanings
            if _fits(sentence, words, position, length, meaning)
        ]
        return max(fitting, key=lambda hit: (bool(hit[1].needs), hit[0], hit[1].verb), default=None)


def _grouped(entries: Iterable[Entry]) -> Mapping[str, tuple[Meaning, ...]]:
    found: dict[str, tuple[Meaning, ...]] = {}
    for entry in entries:
        for lemma in entry.verbs:
            verb, _, noun = lemma.partition(" ~ ")
            needs = frozenset(lexicon.noun_forms(noun)) if noun else frozenset()
            meaning = Meaning(entry.sense, entry.frame, True, lemma, needs)
            for form in lexicon.verb_forms(verb):
                found[form] = (*found.get(form, ()), meaning)
        for lemma in entry.nouns:
            meaning = Meaning(entry.sense, entry.frame, False, lemma)
            for form in lexicon.noun_forms(lemma):
                found[form] = (*found.get(form, ()), meaning)
    return found


def _fits(sentence: Sentence, words: Sequence[str], position: int, length: int, meaning: Meaning) -> bool:
    tree = sentence.tree
    if tree is None:
        return not meaning.needs or bool(meaning.needs & set(words[position + length : position + length + REACH]))
    if (
        words[position] == MARCH
        and {*words[position + 1 : position + 2], *words[position - 1 : position][:1]} & _days()
    ):
        return False
    head = position if meaning.verb else grammar.head_of(tree, position, position + length - 1)
    if meaning.verb:
        return _is_verb(tree, head) and (not meaning.needs or _has_complement(tree, head, meaning))
    return _is_noun(tree, head, length) and not _only_describes(tree, position + length)


MARCH = "march"


@functools.cache
def _days() -> frozenset[str]:
    """Words for a day of the month, beside which "March" is one: "5 March", "March 5th"."""
    ends = ("", "st", "nd", "rd", "th")
    return frozenset(f"{day}{end}" for day in range(1, 32) for end in ends)


def _only_describes(tree: Tree, after: int) -> bool:
    """As in "drought-stricken", "quake-hit": what a hyphen ties to a participle only tells in what state something is."""
    if after + 1 >= len(tree.tokens) or tree.tokens[after].text != "-":
        return False
    return tree.pos[after + 1] in {"VERB", "ADJ"} and tree.is_a(after + 1, "amod", "compound")


def _is_verb(tree: Tree, position: int) -> bool:
    if tree.pos[position] == "ADJ":
        return tree.relations[position] in {"root", "conj", "ccomp", "advcl", "acl:relcl", "parataxis", "acl"}
    return tree.pos[position] in {"VERB", "AUX"} and tree.relations[position] not in NOT_EVENTS


def _is_noun(tree: Tree, position: int, length: int) -> bool:
    if tree.relations[position] in NOT_EVENTS:
        return False
    capital = position == 0 and not tree.dependents(position, "flat")  # a sentence's first word may pass for a name
    nominal = tree.pos[position] == "ADJ" and tree.is_a(position, "obj", "nsubj", "obl", "nmod")  # "an offensive"
    proper = tree.pos[position] in {"PROPN", "ADJ"} and (length > 1 or capital)
    return tree.pos[position] in {"NOUN", "VERB"} or nominal or proper


COMPLEMENTS = ("obj", "obl", "xcomp", "compound:prt", "nsubj:pass", "advmod", "advcl", "ccomp")
BELOW = ("conj", "nmod", "compound", "amod", "obj", "nsubj")


def _has_complement(tree: Tree, verb: int, meaning: Meaning) -> bool:
    needs = meaning.needs
    passing = ("nsubj",) if meaning.frame == "fall" else ()  # "control of the town passed to"
    apart = set() if "under" in meaning.lemma else {"under"}  # "restore power to areas under its control" takes nothing
    for child in tree.dependents(verb, *COMPLEMENTS, *passing):
        case = grammar.case_of(tree, child)
        names = {
            grammar.word(tree, child) if case not in apart else "",
            case.split(" ")[0],  # "out" of "drove them out of the town"
            *(f"{grammar.word(tree, i)} {grammar.word(tree, child)}" for i in tree.children[child]),
        }
        below = (i for i in tree.dependents(child, *BELOW) if grammar.case_of(tree, i) not in apart)
        if needs & names or any(grammar.word(tree, i) in needs for i in below):
            return True
    return False


def _trigger(sentence: Sentence, number: int, tokens: range, meaning: Meaning) -> Trigger:
    first, last = tokens[0], tokens[-1]
    tree = sentence.tree
    head = first if meaning.verb or tree is None else grammar.head_of(tree, first, last)
    return Trigger(number, first, last, head, meaning)


@functools.cache
def light_verbs() -> frozenset[str]:
    """Verbs that only lend a noun its subject: "carried out an attack"."""
    lemmas = lexicon.load("light_verbs", dict[str, list[str]])["act"]
    return frozenset(form for lemma in lemmas for form in lexicon.verb_forms(lemma))


@functools.cache
def occurrence_verbs() -> frozenset[str]:
    """Verbs that only say that a noun took place: "clashes broke out"."""
    lemmas = lexicon.load("light_verbs", dict[str, list[str]])["occur"]
    return frozenset(form.split()[0] for lemma in lemmas for form in lexicon.verb_forms(lemma))
