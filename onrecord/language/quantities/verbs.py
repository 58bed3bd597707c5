"""What the subject or object of a verb suffers, read from the sentence's tree."""

from __future__ import annotations

from typing import Literal

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.vocabulary import harms, people, verb_harm
from onrecord.model import Harm

MOST_VERBS = 40
"""No more verbs are asked about one mention: a chain of verbs without end says nothing."""
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


class Verbs:
    """The verbs of one sentence, asked about one mention of people."""

    def __init__(self, view: Scene, tree: Tree, mention: Mention) -> None:
        self.view, self.tree, self.mention = view, tree, mention
        self.asked = 0
        named = tree.pos[mention.head] in {"PROPN", "PRON"}
        self.person = mention.sure and (mention.noun is not None or mention.number is not None or named)

    def passive(self, verb: int) -> list[Found]:
        """What the subject of this passive verb suffers."""
        self.asked += 1
        if self.asked > MOST_VERBS:
            return []
        found = [*self._verb(verb), *self._conjoined(verb)]
        return found or self._carried(verb)

    def subject(self, verb: int) -> list[Found]:
        """What the subject of this active verb suffers, or does to others."""
        self.asked += 1
        if self.asked > MOST_VERBS:
            return []
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
        if words[verb] in harms().object and not self.tree.dependents(verb, "cop"):
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
            return [Found("killed", verb, negated=is_negated(self.view, self.tree, verb))]
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
        if acts or people().small.modal.intersection(helped):
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
        return [Found(hit.harm, verb, negated=is_negated(self.view, self.tree, verb), alternative=self._is_or(verb))]

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
        small = harms().lists.between | people().small.joining
        return (noun is None or max(verb, other) < noun) and all(
            word in small or word.endswith("ly") for word in between
        )

    def _is_or(self, verb: int) -> bool:
        return any(self.view.words[at] == "or" for at in self.tree.dependents(verb, "cc"))

    def _subject_verb(self, verb: int) -> list[Found]:
        hit = verb_harm(harms().subject, self.view.words, verb)
        if hit is None or (hit.people_only and not self.person):
            return []
        return [Found(hit.harm, verb, negated=is_negated(self.view, self.tree, verb))]

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
        if self.tree.pos[verb] not in {"VERB", "ADJ", "AUX"} or words[verb] in harms().lists.sentencing:
            return []
        for at in range(verb + 1, min(len(words), verb + 2 + COMPLETED_WITHIN + len(self.mention.nouns))):
            hit = None if self._before_noun(at) else harms().completed.at(words, at)
            if hit and verb == next((up for up in self.tree.ancestors(at) if self.tree.pos[up] == "VERB"), -1):
                return [Found(hit[1], verb, negated=is_negated(self.view, self.tree, verb))]
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
        return Found(hit[1], position, negated=is_negated(self.view, self.tree, position))

    def _is_passive(self, verb: int) -> bool:
        return bool(self.tree.dependents(verb, "aux:pass", "nsubj:pass"))


def _participles() -> frozenset[str]:
    return frozenset(form.split()[0] for form in harms().participles)


def is_negated(view: Scene, tree: Tree, position: int) -> bool:
    """Whether a negation hangs on the word of harm."""
    below = tree.dependents(position, "advmod", "neg", "det", "mark", "aux", "case")
    return any(view.words[at] in harms().lists.negators for at in below)
