"""Who speaks, over a whole text: full names for short ones, people behind pronouns, "the source" and "the group"."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.language.document import Document, Tree
from onrecord.language.quotations import names, words
from onrecord.language.quotations.names import GROUPS, Person
from onrecord.language.quotations.records import Speaker
from onrecord.model import SourceKind

GENERAL = frozenset({"source", "man", "woman", "person", "official", "informant", "insider", "speaker"})
"""Roles that a second mention may use for whoever spoke last without a name."""
SMALL = frozenset({"of", "for", "the", "and", "in", "on", "to"})
"""Words of a body's name that its abbreviation leaves out."""
NEAR = 2
"""Sentences back to which several who spoke are meant by "they" whoever was named since."""
REACH = 6
"""Sentences back to which a pronoun looks for its speaker."""


class Identity:
    """What the text has told so far about one speaker."""

    def __init__(self, number: int, person: Person) -> None:
        self.number = number
        self.name = person.name
        self.kind: SourceKind = person.kind
        self.affiliation: str | None = None
        self.affiliation_at: tuple[int, int] | None = None
        self.roles: set[str] = {person.role} if person.role else set()
        self.body, self.plural = person.body, person.plural
        self.gender: str | None = None
        self.anonymous = False
        self.last_sentence = 0
        self.spoke = False

    def learns(self, person: Person) -> None:
        """Takes over what a later mention adds; never takes anything back."""
        if person.name and (self.name is None or len(person.name.split()) > len(self.name.split())):
            self.name = person.name
        if self.kind == "unattributed":
            self.kind = person.kind
        if person.role:
            self.roles.add(person.role)


def _is_another(tree: Tree, head: int) -> bool:
    """Whether the words say that somebody else of the same role is meant: "the local governor", "another doctor"."""
    beside = (tree.tokens[i].lower for i in tree.dependents(head, "amod", "advmod", "det"))
    return not words.sources().elsewhere.isdisjoint(beside)


class Cast:
    """The speakers of one document; mentions are to be given in the order of the text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.known: list[Identity] = []
        self.full = _full_names(document)

    # --- mentions ----------------------------------------------------------------------------------------------------

    def notice(self, sentence: int, upto: int | None = None) -> None:
        """People and bodies named as subjects, who may be meant by a later pronoun."""
        tree = self.document.sentences[sentence].tree
        if tree is None:
            return
        for head in range(len(tree.tokens) if upto is None else upto):
            if tree.is_a(head, "nsubj") and tree.pos[head] == "PROPN":
                person = names.describe(tree, head)
                speaks = tree.tokens[tree.heads[head]].lower in words.verbs()
                if person.name and (person.role or person.body or speaks):
                    self._seen(self._identity(person, sentence, tree, head), sentence)

    def speaker(self, sentence: int, head: int, pieces: Sequence[tuple[int, int]], unnamed: bool) -> Speaker:
        """The speaker that the noun phrase with this head names."""
        tree = self.document.sentences[sentence].tree or Tree((), (), (), ())
        person = names.describe(tree, head) if tree.tokens else Person()
        identity = self._identity(person, sentence, tree, head)
        self._seen(identity, sentence)
        identity.spoke = True
        self._note_affiliation(identity, person, tree)
        identity.anonymous = identity.anonymous or unnamed or self._role_only(identity, person)
        if identity.name and not unnamed and not identity.body:
            identity.anonymous = False
        start, end = pieces[0][0], pieces[-1][1]
        return self.as_speaker(identity, start, end)

    def as_speaker(self, identity: Identity, start: int, end: int) -> Speaker:
        """The record for one mention of an identity."""
        return Speaker(
            text=self.document.text[start:end],
            start=start,
            end=end,
            name=None if identity.anonymous else identity.name,
            kind=identity.kind,
            affiliation=identity.affiliation,
            affiliation_at=identity.affiliation_at,
            anonymous=identity.anonymous,
            speaker=identity.number,
        )

    def _role_only(self, identity: Identity, person: Person) -> bool:
        """Whether people are credited without a name; "officials" and "the ministry" withhold nobody's, "sources" do."""
        if person.role == "sources" and not identity.name:
            return True
        if identity.name or person.writing or person.plural or identity.body:
            return False
        return person.pronoun not in {"it", "first"} and not (person.pronoun and not identity.roles)

    def _note_affiliation(self, identity: Identity, person: Person, tree: Tree) -> None:
        if person.of and (kind := self._kind_of_body(person.of)) != "unattributed":
            identity.kind = kind
        if not person.affiliation or identity.affiliation:
            return
        start = tree.tokens[person.affiliation[0]].start
        end = tree.tokens[person.affiliation[-1]].end
        identity.affiliation, identity.affiliation_at = self.document.text[start:end], (start, end)
        if identity.kind == "unattributed":
            identity.kind = self._kind_of_body(tree.tokens[person.affiliation[-1]].lower.rstrip("s"))

    def _kind_of_body(self, word: str) -> SourceKind:
        """The kind of "the group" whose director speaks: the body named before by this word, else the last one."""
        bodies = [one for one in reversed(self.known) if one.body and one.kind not in {"media", "unattributed"}]
        named = [one for one in bodies if word in one.roles or (one.name and word in one.name.lower().split())]
        if named or word not in GROUPS:
            return named[0].kind if named else "unattributed"
        return bodies[0].kind if bodies else "unattributed"

    def _seen(self, identity: Identity, sentence: int) -> None:
        identity.last_sentence = sentence
        self.known.remove(identity)
        self.known.append(identity)

    # --- identities --------------------------------------------------------------------------------------------------

    def _identity(self, person: Person, sentence: int, tree: Tree, head: int) -> Identity:
        if person.pronoun:
            found = self._by_pronoun(person, sentence)
        else:
            found = self._by_name(person) or (None if _is_another(tree, head) else self._by_role(person))
        if found is None:
            found = self._new(person)
        else:
            found.learns(person)
        return found

    def _new(self, person: Person) -> Identity:
        identity = Identity(len(self.known), person)
        short = person.name and " " not in person.name and not person.body
        if short and person.name:
            identity.name = self.full.get(person.name.lower(), person.name)
        self.known.append(identity)
        return identity

    def _by_pronoun(self, person: Person, sentence: int) -> Identity | None:
        fits = [
            one for one in self.known if sentence - one.last_sentence <= REACH and _agrees(one, person.pronoun or "")
        ]
        if not fits:
            return None
        if person.pronoun in {"he", "she"}:
            fits[-1].gender = person.pronoun
        if person.pronoun == "they":  # several people who spoke, rather than a body named since
            spoke = [one for one in fits if one.plural and one.spoke and sentence - one.last_sentence <= NEAR]
            return spoke[-1] if spoke else fits[-1]
        return fits[-1]

    def _by_name(self, person: Person) -> Identity | None:
        if not person.name:
            return None
        wanted = person.name.lower().split()
        for one in reversed(self.known):
            if (
                one.name
                and (one.body == person.body or person.name.isupper())
                and _same_name(wanted, one.name.lower().split())
            ):
                return one
        return None

    def _by_role(self, person: Person) -> Identity | None:
        if person.name or not person.role:
            return None
        role = person.role
        if person.definite or person.writing:
            return self._again(person, role)
        if person.plural or person.body:
            return next(
                (
                    one
                    for one in reversed(self.known)
                    if not one.name and role in one.roles and one.plural == person.plural
                ),
                None,
            )
        return None

    def _again(self, person: Person, role: str) -> Identity | None:
        """Who "the activist", "the source", "the group" or "the statement" was before."""
        for one in reversed(self.known):
            if one.plural == person.plural and (role in one.roles or (one.name and role in one.name.lower().split())):
                return one
        spoke = [one for one in reversed(self.known) if one.spoke]
        if person.writing:
            return next((one for one in spoke if role == "statement" and (one.body or one.name)), None)
        if role in GROUPS:
            media = person.kind == "media"
            return next((one for one in reversed(self.known) if one.body and (one.kind == "media") == media), None)
        if role in GENERAL:
            sort = {"unattributed", person.kind}
            alone = (one for one in spoke if not one.plural and not one.body and (role != "source" or not one.name))
            return next((one for one in alone if person.kind == "unattributed" or one.kind in sort), None)
        return None


def _agrees(identity: Identity, pronoun: str) -> bool:
    if pronoun in {"he", "she"}:
        return not identity.body and not identity.plural and identity.gender in {None, pronoun}
    if pronoun == "they":
        return identity.plural or identity.body
    return pronoun == "it" and identity.body


def _same_name(one: list[str], other: list[str]) -> bool:
    """Whether the shorter name is a part of the longer: the last name alone, or first and last."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and short[0] == "".join(word[0] for word in long if word not in SMALL):
        return True
    if len(short) == 1:
        return short[0] == long[-1] or (short[0] in long and len(short[0]) > 3)
    return set(short) <= set(long)


def _full_names(document: Document) -> dict[str, str]:
    """Last names, in lower case, of the people named in full as subject or apposition anywhere; ambiguous ones left out."""
    found: dict[str, str] = {}
    for sentence in document.sentences:
        tree = sentence.tree
        if tree is None:
            continue
        for head in range(len(tree.tokens)):
            if tree.pos[head] != "PROPN" or tree.is_a(head, "compound", "flat", "amod"):
                continue
            person = names.describe(tree, head)
            if person.name and not person.body and " " in person.name:
                last = person.name.lower().split()[-1]
                found[last] = person.name if found.get(last, person.name) == person.name else ""
    return {last: name for last, name in found.items() if name}
