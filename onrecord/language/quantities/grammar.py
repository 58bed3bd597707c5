"""The harm that people suffer, read from the place of their noun in the sentence's tree."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.verbs import Found, Verbs, is_negated
from onrecord.language.quantities.vocabulary import harms, people
from onrecord.model import Harm

RELATIVE = frozenset({"who", "that", "which", "whom"})
MASSACRES = frozenset({"massacre", "massacres", "slaughter", "executions", "killings", "murders"})
"""Acts that are committed against whom they killed."""
DEPTH = 6
"""How many steps up the tree a harm may lie ("the number of members of the group killed")."""


def find(view: Scene, tree: Tree, mention: Mention) -> tuple[Found, ...]:
    """The harms of a mention; several where one object has several verbs ("abducted and killed two men")."""
    if mention.own:
        at = mention.nouns[0] if mention.nouns else mention.head
        return (Found(mention.own, at, negated=is_negated(view, tree, at)),)
    found = _Climb(view, tree, mention).of(mention.head, 0)
    if not found and mention.head != mention.last and mention.nouns:
        found = _Climb(view, tree, mention).of(mention.nouns[-1], 0)
    return _merged(found)


def loser(view: Scene, tree: Tree, mention: Mention, found: Found) -> tuple[int, int] | None:
    """The tokens of the subject of a verb of losing ("the army lost 12 men"): the victims' own side."""
    if view.words[found.position] not in harms().losing:
        return None
    for subject in tree.dependents(found.position, "nsubj"):
        inside = [
            at
            for at in tree.subtree(subject, ("acl", "appos", "conj", "nmod"))
            if tree.pos[at] not in {"DET", "PUNCT", "PRON"}
        ]
        if inside and mention.head not in inside:
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


class _Climb(Verbs):
    """One walk from a noun up to its harm."""

    def of(self, noun: int, depth: int) -> list[Found]:
        if depth > DEPTH:
            return []
        if not self.mention.sure and depth:
            return []
        below = self._below(noun)
        if below and not depth:
            return self._both(noun, below, [item for item in self._above(noun, depth) if item.role == "victim"])
        return below or self._above(noun, depth) or self._inside(noun, depth)

    def _both(self, noun: int, below: list[Found], above: list[Found]) -> list[Found]:
        """What the clause says goes before what a participle says; a relative clause adds its own harm."""
        relative = any(self.tree.is_a(child, "acl:relcl") for child in self.tree.children[noun])
        victims = [item for item in below if item.role == "victim"]
        rivals = {item.harm for item in (*above, *victims)} >= {"killed", "wounded"}
        return [*above, *victims] if above and relative and not rivals else above or below

    # the noun's own dependents: participles, relative clauses, adjectives after it

    def _below(self, noun: int) -> list[Found]:
        for child in self.tree.children[noun]:
            if self.tree.is_a(child, "acl:relcl"):
                found = self._relative(child)
            elif self.tree.is_a(child, "acl", "amod", "advcl", "dep", "parataxis", "xcomp") and self._may_tell(
                noun, child
            ):
                found = self._participle(child)
            else:
                continue
            if found:
                return found
        return []

    def _may_tell(self, noun: int, child: int) -> bool:
        """Whether a participle after the noun tells of it; of a noun not known for people only the next word does."""
        return child > noun and (self.mention.sure or child == noun + 1)

    def _relative(self, verb: int) -> list[Found]:
        subjects = self.tree.dependents(verb, "nsubj")
        relative = [at for at in subjects if self.view.words[at] in {"who", "that", "which", "whom"}]
        if self.tree.dependents(verb, "aux:pass"):
            return self.passive(verb) if relative or not subjects else []
        if relative:
            return self.subject(verb)
        held = [at for at in self.tree.dependents(verb, "obj") if self.view.words[at] not in people().small.referring]
        return self.object(verb, None) if not [at for at in held if self.view.words[at] not in RELATIVE] else []

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
        if tree.relations[noun] == "nmod:poss":  # "the nun's murder", but not "the army's killing of a nun"
            of = [
                i
                for i in tree.dependents(head, "nmod")
                if "of" in {self.view.words[c] for c in tree.dependents(i, "case")}
            ]
            return [] if of else self._act(head)
        if tree.is_a(noun, "obl", "nmod"):
            return self._oblique(noun, head, depth)
        if tree.is_a(noun, "conj", "appos", "flat", "compound", "list", "nummod", "fixed") and tree.pos[head] not in {
            "VERB",
            "AUX",
        }:
            return self._outer(noun, head, depth)
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
            meant = self.view.words[subject] in people().small.meant
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
        if self.view.words[verb] not in people().small.include:
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
        before = self.view.words[max(0, self.mention.first - 2) : self.mention.first]
        joined = "alongside" in case or before in {("along", "with"), ("together", "with"), ("as", "as")}
        if joined and self.tree.pos[head] == "VERB":
            return self.passive(head) if self._is_passive(head) else self.subject(head)
        if "including" in case or (set(case) & people().small.part_cases and self.tree.is_a(noun, "nmod")):
            return self._of_counted(head) or self.of(head, depth + 1)
        if "including" in [self.view.words[at] for at in range(max(0, noun - 4), noun)]:
            return self.passive(head) or self.object(head, None)
        if case[:1] == ["of"] or "of" in case or "among" in case or "for" in case:
            return self._of_noun(head, word, depth)
        if "against" in case and word in MASSACRES and self.mention.number:
            return self._act(head)
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
            or word in people().small.partitive
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
        return [Found(harm, head, negated=is_negated(self.view, self.tree, head))] if harm else []

    def _lives(self, head: int) -> list[Found]:
        verb = self.tree.heads[head]
        taken = verb >= 0 and self.view.words[verb] in harms().taking | harms().losing
        return [Found("killed", verb)] if taken else []

    def _inside(self, noun: int, depth: int) -> list[Found]:
        """The mention itself is lives that are taken or lost: "claimed 20 lives"."""
        return (
            self._lives(noun) if self.view.words[noun] in harms().lives and self.tree.is_a(noun, "obj", "nsubj") else []
        )
