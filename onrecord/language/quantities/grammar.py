"""The harm that people suffer, read from the place of their noun in the sentence's tree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.vocabulary import harms, people, verb_harm
from onrecord.model import Harm

DEPTH = 6
"""How many steps up the tree a harm may lie ("the number of members of the group killed")."""
PART_CASES = frozenset(
    {"including", "like", "as", "with", "plus", "besides", "except", "notably", "among", "amongst", "alongside"}
)
INCLUDE = frozenset({"include", "includes", "included", "number", "numbered", "comprise", "comprised"})
JOINING = frozenset({"and", "or", ",", "/", "dead", "up", "down", "to", "death", "in", "cold", "blood"})
PARTITIVE = frozenset(
    {
        "number",
        "numbers",
        "total",
        "group",
        "dozens",
        "hundreds",
        "scores",
        "thousands",
        "rest",
        "most",
        "some",
        "many",
        "majority",
    }
)
COMPLETED_WITHIN = 5
"""Words between a verb and what completes it ("took five of them hostage")."""


class Found(msgspec.Struct, frozen=True):
    """A word of harm: what, at which token, whether the people suffer or do it, and whether it is denied."""

    harm: Harm
    position: int
    role: Literal["victim", "agent"] = "victim"
    negated: bool = False
    alternative: bool = False
    toll: bool = False


def find(view: Scene, tree: Tree, mention: Mention) -> tuple[Found, ...]:
    """The harms of a mention; several where one object has several verbs ("abducted and killed two men")."""
    if mention.own:
        at = mention.nouns[0] if mention.nouns else mention.head
        return (Found(mention.own, at, negated=_negated(view, tree, at)),)
    found = _Climb(view, tree, mention).of(mention.head, 0)
    if not found and mention.head != mention.last and mention.nouns:
        found = _Climb(view, tree, mention).of(mention.nouns[-1], 0)
    return _merged(found)


def loser(view: Scene, tree: Tree, found: Found) -> tuple[int, int] | None:
    """The tokens of the subject of a verb of losing ("the army lost 12 men"): the victims' own side."""
    if view.words[found.position] not in harms().losing:
        return None
    for subject in tree.dependents(found.position, "nsubj"):
        inside = [
            at
            for at in tree.subtree(subject, ("acl", "appos", "conj", "nmod"))
            if tree.pos[at] not in {"DET", "PUNCT", "PRON"}
        ]
        if inside:
            return min(inside), max(inside)
    return None


def _merged(found: Iterable[Found]) -> tuple[Found, ...]:
    """Killed and wounded together are casualties; "shot and killed" is killed; "or" keeps the first of the others."""
    unique = list({item.harm: item for item in found}.values())
    kinds = {item.harm for item in unique}
    if {"killed", "wounded"} <= kinds:
        first = next(item for item in unique if item.harm in {"killed", "wounded"})
        return (msgspec.structs.replace(first, harm="casualties"),)
    if "casualties" in kinds and kinds & {"killed", "wounded"}:
        unique = [item for item in unique if item.harm != "casualties"]
    return tuple(item for at, item in enumerate(unique) if not at or not item.alternative)


class _Climb:
    """One walk from a noun up to its harm."""

    def __init__(self, view: Scene, tree: Tree, mention: Mention) -> None:
        self.view, self.tree, self.mention = view, tree, mention
        named = tree.pos[mention.head] in {"PROPN", "PRON"}
        self.person = mention.sure and (mention.noun is not None or mention.number is not None or named)

    def of(self, noun: int, depth: int) -> list[Found]:
        if depth > DEPTH:
            return []
        return self._below(noun) or self._above(noun, depth) or self._inside(noun, depth)

    # the noun's own dependents: participles, relative clauses, adjectives after it

    def _below(self, noun: int) -> list[Found]:
        for child in self.tree.children[noun]:
            if self.tree.is_a(child, "acl:relcl"):
                found = self._relative(child)
            elif self.tree.is_a(child, "acl", "amod", "advcl", "dep", "parataxis", "xcomp") and child > noun:
                found = self._participle(child)
            else:
                continue
            if found:
                return found
        return []

    def _relative(self, verb: int) -> list[Found]:
        subjects = self.tree.dependents(verb, "nsubj")
        relative = [at for at in subjects if self.view.words[at] in {"who", "that", "which", "whom"}]
        if self.tree.dependents(verb, "aux:pass"):
            return self.passive(verb) if relative or not subjects else []
        if relative:
            return self.subject(verb)
        return self.object(verb, None) if not self.tree.dependents(verb, "obj") or subjects else []

    def _participle(self, verb: int) -> list[Found]:
        state = self._state(verb)
        if state:
            return [state]
        word = self.view.words[verb]
        if word.endswith("ing") and not self._is_passive(verb):
            return self.subject(verb)
        if self.tree.dependents(verb, "obj") and not self._is_passive(verb):
            return self.subject(verb) if self.view.words[verb] not in harms().object else []
        return self.passive(verb) or self.subject(verb)

    # the noun's place in the clause

    def _above(self, noun: int, depth: int) -> list[Found]:
        tree, head = self.tree, self.tree.heads[noun]
        if head < 0:
            return self._predicate_of_subject(noun, depth)
        relation = tree.relations[noun]
        if relation == "nsubj:pass" or (tree.is_a(noun, "nsubj") and tree.dependents(head, "aux:pass")):
            return self.passive(head)
        if tree.is_a(noun, "nsubj", "obj", "iobj"):
            return self._argument(noun, head, depth)
        if tree.is_a(noun, "obl", "nmod"):
            return self._oblique(noun, head, depth)
        if tree.is_a(noun, "conj", "appos", "flat", "compound", "list", "nummod", "fixed") and tree.pos[head] not in {
            "VERB",
            "AUX",
        }:
            return self._outer(noun, head, depth)
        if tree.is_a(noun, "nmod:poss"):
            return self._act(head)
        if tree.is_a(noun, "xcomp", "ccomp", "conj", "parataxis"):
            return self._predicate_of_subject(noun, depth)
        return []

    def _argument(self, noun: int, head: int, depth: int) -> list[Found]:
        if self.tree.is_a(noun, "nsubj"):
            return self.subject(head) or self._counted_predicate(head, depth)
        return self.object(head, noun) or self._included(head, depth)

    def _outer(self, noun: int, head: int, depth: int) -> list[Found]:
        """What befalls the noun that this one is joined to; a noun of harm does not lend its own harm to a partner."""
        if self.tree.is_a(noun, "conj") and harms().counted.at(self.view.words, head):
            return []
        return (
            self._of_counted(head)
            if self.tree.is_a(noun, "appos") and self._of_counted(head)
            else self.of(head, depth + 1)
        )

    def _predicate_of_subject(self, noun: int, depth: int) -> list[Found]:
        """As in "The dead were three men", "those killed were soldiers": what the subject of the predicate noun suffered."""
        for subject in self.tree.dependents(noun, "nsubj"):
            meant = self.view.words[subject] in {"those", "victims", "people", "persons", "ones"}
            found = self._of_counted(subject) or (self._below(subject) if meant else [])
            if found:
                return found
        return []

    def _counted_predicate(self, head: int, depth: int) -> list[Found]:
        """As in "Three men were among the dead", "were among those killed"."""
        if self.tree.pos[head] in {"VERB", "AUX"}:
            return []
        return self._of_counted(head) or self._below(head)

    def _of_counted(self, position: int) -> list[Found]:
        hit = harms().counted.at(self.view.words, position)
        word = self.view.words[position]
        return [Found(hit[1], position)] if hit and (word != "loss") else []

    def _included(self, verb: int, depth: int) -> list[Found]:
        """As in "The dead included three children"."""
        if self.view.words[verb] not in INCLUDE:
            return []
        for subject in self.tree.dependents(verb, "nsubj"):
            found = self._of_counted(subject) or self._below(subject)
            if found:
                return found
        return []

    def _oblique(self, noun: int, head: int, depth: int) -> list[Found]:
        case = [self.view.words[at] for at in self.tree.dependents(noun, "case")]
        word = self.view.words[head]
        if "by" in case:
            agent = word in harms().object or word in harms().acts
            return [Found(self._any_harm(word), head, "agent")] if agent else []
        if "alongside" in case and self.tree.pos[head] == "VERB":
            return self.passive(head) if self._is_passive(head) else self.subject(head)
        if "including" in case or (set(case) & PART_CASES and self.tree.is_a(noun, "nmod")):
            return self._of_counted(head) or self.of(head, depth + 1)
        if "including" in [self.view.words[at] for at in range(max(0, noun - 4), noun)]:
            return self.passive(head) or self.object(head, None)
        if case[:1] == ["of"] or "of" in case or "among" in case or "for" in case:
            return self._of_noun(head, word, depth)
        return []

    def _of_noun(self, head: int, word: str, depth: int) -> list[Found]:
        if word in harms().lives:
            return self._lives(head)
        found = self._act(head)
        if found:
            return found
        number = self.mention.number
        if number and number.first <= head <= number.last:
            return self.of(head, depth + 1)
        noun = people().nouns.at(self.view.words, head)
        if noun and noun[1].unit == "bodies":
            return self.of(head, depth + 1) or [Found("killed", head)]
        if (
            word in people().measures
            or word in PARTITIVE
            or self.tree.pos[head] == "NUM"
            or (noun and noun[1].unit == "families")
        ):
            return self._of_counted(head) or self.of(head, depth + 1)
        return []

    def _any_harm(self, word: str) -> Harm:
        verbs = harms().object.get(word)
        return verbs[0].harm if verbs else harms().acts[word]

    def _act(self, head: int) -> list[Found]:
        harm = harms().acts.get(self.view.words[head])
        return [Found(harm, head, negated=_negated(self.view, self.tree, head))] if harm else []

    def _lives(self, head: int) -> list[Found]:
        verb = self.tree.heads[head]
        taken = verb >= 0 and self.view.words[verb] in harms().taking | harms().losing
        return [Found("killed", verb)] if taken else []

    def _inside(self, noun: int, depth: int) -> list[Found]:
        """The mention itself is lives that are taken or lost: "claimed 20 lives"."""
        return (
            self._lives(noun) if self.view.words[noun] in harms().lives and self.tree.is_a(noun, "obj", "nsubj") else []
        )

    # verbs

    def passive(self, verb: int) -> list[Found]:
        """What the subject of this passive verb suffers."""
        found = [*self._verb(verb), *self._conjoined(verb)]
        return found or self._carried(verb)

    def subject(self, verb: int) -> list[Found]:
        """What the subject of this active verb suffers, or does to others."""
        words = self.view.words
        active = words[verb] in harms().object and not self.tree.dependents(verb, "cop")
        state = None if active else self._state(verb)
        if state:
            return [state]
        completed = self._completed(verb)
        if completed and self._has_object(verb):
            return [msgspec.structs.replace(completed[0], role="agent")]
        own = completed or self._subject_verb(verb) or self._undergone(verb)
        if own:
            return own
        if words[verb] in harms().object:
            return self._actor_or_victim(verb)
        carried = self._carried(verb) if words[verb] in harms().becoming else []
        return carried or self._shared_subject(verb)

    def object(self, verb: int, noun: int | None) -> list[Found]:
        """What the object of this verb suffers; ``noun`` is null for the gap of a relative clause."""
        words = self.view.words
        completed = self._completed(verb)
        if completed:
            return completed
        found = [*self._verb(verb), *self._conjoined(verb, noun)]
        if found:
            return found
        if words[verb] in harms().losing and noun is not None and self.person and not self._is_passive(verb):
            return [Found("killed", verb, negated=_negated(self.view, self.tree, verb))]
        return self._carried(verb)

    def _has_object(self, verb: int) -> bool:
        """Whether the verb, or the word that completes it, has an object ("shot dead three men")."""
        completing = [at for at in self.tree.children[verb] if at > verb and harms().completed.at(self.view.words, at)]
        return any(self.tree.dependents(at, "obj") for at in (verb, *completing))

    def _shared_subject(self, verb: int) -> list[Found]:
        for other in self.tree.dependents(verb, "conj"):
            if not self.tree.dependents(other, "nsubj") and self.tree.pos[other] in {"VERB", "ADJ", "NOUN"}:
                found = self.passive(other) if self._is_passive(other) else self.subject(other)
                if found:
                    return found
        return []

    def _actor_or_victim(self, verb: int) -> list[Found]:
        hit = verb_harm(harms().object, self.view.words, verb)
        if hit is None or (hit.people_only and self.mention.number is None):
            return []
        acts = (
            self.tree.dependents(verb, "obj", "ccomp")
            or self._shared_object(verb)
            or self.view.words[verb] not in _participles()
        )
        helped = [self.view.words[at] for at in self.tree.dependents(verb, "aux")]
        if acts or set(helped) & {"have", "has", "had", "will", "to", "would", "could", "can", "may", "might"}:
            return [Found(hit.harm, verb, "agent")]
        return [*self._verb(verb), *self._conjoined(verb)]

    def _shared_object(self, verb: int) -> bool:
        """Whether a verb joined to this one has the object of both ("abducted and killed two men")."""
        return any(
            self.tree.dependents(other, "obj") for other in self.tree.dependents(verb, "conj") if other <= verb + 3
        )

    def _verb(self, verb: int) -> list[Found]:
        completed = self._completed(verb)
        if completed:
            return completed
        hit = verb_harm(harms().object, self.view.words, verb)
        if hit is None or (hit.people_only and not self.person):
            return []
        return [Found(hit.harm, verb, negated=_negated(self.view, self.tree, verb), alternative=self._is_or(verb))]

    def _conjoined(self, verb: int, noun: int | None = None) -> list[Found]:
        """Verbs that share this one's victim: "were shot and killed", "abducted and killed two men"."""
        others = [at for at in self.tree.dependents(verb, "conj") if not self.tree.dependents(at, "nsubj", "obj")]
        if self.tree.is_a(verb, "conj") and noun is not None and not self.tree.dependents(self.tree.heads[verb], "obj"):
            others.append(self.tree.heads[verb])
        others += [at for at in self._next_to(verb) if at not in others]
        return [found for other in others for found in self._verb(other) if self._shares(verb, other, noun)]

    def _next_to(self, verb: int) -> list[int]:
        """The participle right after this one and "or" ("killed or wounded"), whatever the tree makes of it."""
        words = self.view.words
        joined = verb + 2 < len(words) and words[verb + 1] in {"and", "or"} and words[verb + 2] in harms().participles
        return [verb + 2] if joined and not self.tree.dependents(verb + 2, "obj", "nsubj") else []

    def _shares(self, verb: int, other: int, noun: int | None) -> bool:
        """Whether nothing but small words stands between two verbs with one victim."""
        between = self.view.words[min(verb, other) + 1 : max(verb, other)]
        small = harms().lists.between | JOINING
        return (noun is None or max(verb, other) < noun) and all(
            word in small or word.endswith("ly") for word in between
        )

    def _is_or(self, verb: int) -> bool:
        return any(self.view.words[at] == "or" for at in self.tree.dependents(verb, "cc"))

    def _subject_verb(self, verb: int) -> list[Found]:
        hit = verb_harm(harms().subject, self.view.words, verb)
        if hit is None or (hit.people_only and not self.person):
            return []
        return [Found(hit.harm, verb, negated=_negated(self.view, self.tree, verb))]

    def _undergone(self, verb: int) -> list[Found]:
        """As in "Suffered injuries", "lost their lives", "met their deaths"."""
        words = self.view.words
        objects = self.tree.dependents(verb, "obj", "obl")
        if words[verb] in harms().losing and any(words[at] in harms().lives for at in objects):
            return [Found("killed", verb)]
        if words[verb] in harms().undergo:
            return [Found(harms().undergone[words[at]], verb) for at in objects if words[at] in harms().undergone][:1]
        return []

    def _completed(self, verb: int) -> list[Found]:
        """A verb with what finishes it: "shot dead", "burned to death", "took 12 people hostage"."""
        words = self.view.words
        if self.tree.pos[verb] not in {"VERB", "ADJ", "AUX"}:
            return []
        for at in range(verb + 1, min(len(words), verb + 2 + COMPLETED_WITHIN + len(self.mention.nouns))):
            hit = None if self._before_noun(at) else harms().completed.at(words, at)
            if hit and verb == next((up for up in self.tree.ancestors(at) if self.tree.pos[up] == "VERB"), -1):
                return [Found(hit[1], verb, negated=_negated(self.view, self.tree, verb))]
            if words[at] in {",", ";", "and", "."}:
                break
        return []

    def _before_noun(self, position: int) -> bool:
        """Whether the word only modifies a noun after it ("50 captive soldiers")."""
        return self.tree.is_a(position, "amod", "compound") and self.tree.heads[position] > position

    def _carried(self, verb: int) -> list[Found]:
        """As in "Left 14 dead", "were feared killed", "were believed to have died", "are said to be missing"."""
        if self.view.words[verb] not in harms().carriers:
            return []
        for child in self.tree.dependents(verb, "xcomp", "ccomp", "advcl", "advmod", "acl", "obl"):
            if child < verb or (self.tree.dependents(child, "nsubj") and not self._own_subject(child)):
                continue
            found = self._predicate(child)
            if found:
                return found
        return []

    def _own_subject(self, clause: int) -> bool:
        return self.mention.head in self.tree.dependents(clause, "nsubj")

    def _predicate(self, position: int) -> list[Found]:
        state = self._state(position)
        if state:
            return [state]
        if self.view.words[position] not in harms().object and self.view.words[position] not in harms().subject:
            return self._carried(position) if self.tree.is_a(position, "xcomp") else []
        if self.view.words[position] in _participles():
            return self.passive(position)
        return self._subject_verb(position)

    def _state(self, position: int) -> Found | None:
        start = position
        hit = harms().states.at(self.view.words, start)
        if hit is None:
            before = [at for at in self.tree.dependents(position, "case") if at == position - 1]
            hit = harms().states.at(self.view.words, before[0]) if before else None
        if hit is None:
            return None
        return Found(hit[1], position, negated=_negated(self.view, self.tree, position))

    def _is_passive(self, verb: int) -> bool:
        return bool(self.tree.dependents(verb, "aux:pass", "nsubj:pass"))


def _participles() -> frozenset[str]:
    return frozenset(form.split()[0] for form in harms().participles)


def _negated(view: Scene, tree: Tree, position: int) -> bool:
    """Whether a negation hangs on the word of harm."""
    below = tree.dependents(position, "advmod", "neg", "det", "mark", "aux", "case")
    return any(view.words[at] in harms().lists.negators for at in below)
