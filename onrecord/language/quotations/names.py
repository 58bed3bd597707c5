"""What a noun phrase tells about the speaker it names: name, role, body spoken for, and so the kind of source."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import msgspec

from onrecord.language import lexicon
from onrecord.language.document import Tree
from onrecord.language.quotations import grammar, words
from onrecord.model import SourceKind

LONGEST_INITIALS = 3
"""Letters up to which a name that is also a common word must stand in capitals ("WHO", "US")."""
NAMING = frozenset({"of", "for", "on", "against"})
"""Prepositions inside the names of bodies."""
TOPICS = frozenset({"on", "about", "against", "over"})
"""Prepositions before what somebody speaks about: "information on the movements of the group"."""
WHENCE = frozenset({"based", "led", "backed", "run", "affiliated", "linked", "aligned"})
"""Words after a hyphen that tell of a body only whence it is ("the Britain-based group")."""
GROUPS = frozenset(
    {
        "group",
        "organisation",
        "organization",
        "body",
        "network",
        "movement",
        "agency",
        "faction",
        "monitor",
        "watchdog",
        "militia",
        "alliance",
        "charity",
        "collective",
    }
)
"""Words that a second mention may use for the body named last, and that may stand beside its name."""
ARMED = frozenset({"group", "movement", "militia", "faction", "alliance"})
"""What no army is called."""
BRACKETS = frozenset('()[]{}"“”')
_CLAUSES = ("acl", "advcl", "parataxis", "conj", "cc", "dep", "discourse", "nmod:tmod", "obl")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker as one noun phrase tells it.

    ``role`` is the head noun in lower case, or null for a bare name; ``body`` is true for armies, ministries and other
    bodies. ``name`` is without titles. ``pronoun`` is he, she, it, they, first or null. ``of`` is the word for a body named
    before that a person speaks for ("the group's director").
    """

    name: str | None = None
    role: str | None = None
    body: bool = False
    kind: SourceKind = "unattributed"
    affiliation: tuple[int, ...] = ()
    plural: bool = False
    definite: bool = False
    indefinite: bool = False
    pronoun: str | None = None
    writing: bool = False
    of: str | None = None


class _Match(msgspec.Struct, frozen=True):
    """A word of the lexicon, found at tokens [start, end)."""

    start: int
    end: int
    kind: SourceKind
    fixed: bool = True

    def covers(self, position: int) -> bool:
        return self.start <= position < self.end


class _Phrase:
    """A noun phrase with the lexicon's words found in it."""

    def __init__(self, tree: Tree, head: int) -> None:
        self.tree, self.head = tree, head
        away = tree.dependents(head, *_CLAUSES)
        own = [i for i in grammar.without(tree, tree.subtree(head), *away) if i not in said_on(tree, head)]
        self.apart = {j for i in own for c in tree.dependents(i, "acl", "parataxis") for j in tree.subtree(c)}
        self.tokens = [i for i in own if i not in self.apart]
        self.lower = [token.lower for token in tree.tokens]
        inside = set(self.tokens)
        self.prepositional = {
            j
            for i in self.tokens
            for n in tree.dependents(i, "nmod", "obl")
            if _prepositional(tree, n)
            for j in tree.subtree(n)
        }
        self.roles = self._roles(inside)
        self.bodies = self._found(words.bodies(), inside)
        self.sides = self._found(words.sides(), inside)

    def _found(self, phrases: lexicon.Phrases[SourceKind], inside: set[int]) -> list[_Match]:
        start, end = self.tokens[0], self.tokens[-1] + 1
        hits = phrases.find(self.lower[start:end])
        found = [_Match(start + a, start + b, kind) for a, b, kind in hits if start + a in inside]
        return [match for match in found if match.end - match.start > 1 or self._is_name(match.start)]

    def _is_name(self, position: int) -> bool:
        """Whether a word that is a name as well as a common word is written as a name here."""
        text = self.tree.tokens[position].text
        if text.lower() not in words.sources().names_only:
            return True
        return text.isupper() if len(text.strip(".")) <= LONGEST_INITIALS else text[:1].isupper()

    def _roles(self, inside: set[int]) -> list[_Match]:
        found, position = [], self.tokens[0]
        while position <= self.tokens[-1]:
            fixed, loose = words.roles().at(self.lower, position), words.speaks_for().at(self.lower, position)
            best = fixed if not loose or (fixed and fixed[0] >= loose[0]) else loose
            if best and position in inside:
                found.append(_Match(position, position + best[0], best[1], best is fixed))
            position += best[0] if best else 1
        return found

    def near(self) -> set[int]:
        """Tokens that belong to the head itself, to an apposition or to a title."""
        return {i for i in self.tokens if i not in self.prepositional}


def said_on(tree: Tree, head: int) -> set[int]:
    """The words of a day below a name, which say when somebody spoke: "the ministry on Sunday said"."""
    days = words.sources().calendar
    below = (
        i for i in tree.subtree(head) if i != head and tree.is_a(i, "nmod", "obl") and tree.tokens[i].lower in days
    )
    return {j for i in below if "on" in set(grammar.cases(tree, i)) for j in tree.subtree(i)}


def _prepositional(tree: Tree, position: int) -> bool:
    return bool(tree.dependents(position, "case")) and not tree.relations[position].endswith(":poss")


def describe(tree: Tree, head: int) -> Person:
    """The speaker named by the noun phrase with this head. A relative pronoun stands for what it refers to."""
    lower = tree.tokens[head].lower
    pronoun = _pronoun(lower, tree.pos[head])
    if pronoun == "relative":
        antecedent = _antecedent(tree, head)
        return describe(tree, antecedent) if antecedent is not None else Person()
    if pronoun:
        return Person(pronoun=pronoun, plural=pronoun == "they")
    if lower in PEOPLE or tree.pos[head] == "NUM":
        members = [i for i in tree.dependents(head, "nmod") if grammar.cases(tree, i) == ["of"]]
        if members:
            return msgspec.structs.replace(describe(tree, members[0]), name=None, plural=lower != "one", definite=False)
    apposed = _apposed(tree, head)
    if apposed is not None:
        return apposed
    phrase = _Phrase(tree, head)
    role = _role(phrase)
    if role is None and lower in words.sources().writings | {form + "s" for form in words.sources().writings}:
        return _writing(phrase)
    name = _name(phrase)
    body = _body_called(phrase, role) if role else _body(phrase)
    if body and not (name and _is_person(phrase, name, body)):
        return _as_body(phrase, body)
    government = " ".join(self_words(phrase)) in words.sources().governments
    if government:
        own = [i for i in phrase.tokens if tree.pos[i] not in {"DET", "ADP", "PUNCT"}]
        return Person(name=_words(tree, own), body=True, kind="official")
    return _as_person(phrase, role, name)


def _apposed(tree: Tree, head: int) -> Person | None:
    """A body that two phrases side by side tell of: "Lost Voices, a rights group", "the group, the Hill People's Force"."""
    for other in tree.dependents(head, "appos"):
        named, called = (other, head) if tree.tokens[head].lower in GROUPS else (head, other)
        if tree.tokens[called].lower not in GROUPS or not _is_capital(tree, named) or named == called:
            continue
        away = [*tree.dependents(named, "appos", "case", *_CLAUSES), *([called] if named == head else [])]
        own = grammar.without(tree, tree.subtree(named), *away)
        own = [i for i in own if tree.pos[i] not in {"DET", "PUNCT", "ADP"} or tree.tokens[i].text in {"-", "'s", "’s"}]
        known, told = _known(tree, named), _known(tree, called)
        kind = known if known != "unattributed" else told
        if kind == "military" and tree.tokens[called].lower in ARMED:  # "the group, the Hill People's Defence Force"
            kind = "armed_group"
        return Person(
            name=_words(tree, own), role=tree.tokens[called].lower, body=True, kind=kind, affiliation=tuple(own)
        )
    return None


def _known(tree: Tree, head: int) -> SourceKind:
    """The kind that a phrase's own words tell, without what stands beside it."""
    phrase = _Phrase(tree, head)
    matches = [*phrase.bodies, *phrase.roles, *phrase.sides]
    return next((m.kind for m in matches if m.kind != "unattributed" and m.start in phrase.near()), "unattributed")


def is_somebody(tree: Tree, head: int) -> bool:
    """Whether a noun phrase names one who can speak: a person, people, a body, a writing."""
    word = tree.tokens[head].lower
    if word in PEOPLE or (word.endswith(AGENTS) and tree.pos[head] == "NOUN"):
        return True
    person = describe(tree, head)
    known = bool(person.name) or person.body or person.writing or person.kind != "unattributed"
    return known or bool(person.pronoun) or (person.role or "") in _loose_roles()


def is_speaker(tree: Tree, tokens: Sequence[int]) -> bool:
    """Whether these words, all of them, are one of those that the lexicon knows to speak: "monitor", "health officials"."""
    lower = [token.lower for token in tree.tokens]
    start = tokens[0]
    while start < tokens[-1] and (tree.pos[start] in {"DET", "ADJ"} or words.sides().at(lower, start)):
        if any(table.at(lower, start) for table in (words.bodies(), words.roles(), words.speaks_for())):
            break
        start += 1
    said = " ".join(lower[i] for i in tokens)
    government = said in words.sources().governments or said.removesuffix("s") in words.sources().writings
    ends = (
        start + found[0]
        for table in (words.bodies(), words.roles(), words.speaks_for())
        if (found := table.at(lower, start))
    )
    return government or tokens[-1] + 1 in ends


PEOPLE = frozenset(
    {
        "who",
        "whose",
        "some",
        "many",
        "most",
        "others",
        "all",
        "few",
        "one",
        "both",
        "percent",
        "majority",
        "number",
        "pair",
        "half",
    }
)
"""Words that stand for people where they are the subject of a verb of saying or thinking."""
AGENTS = ("ers", "ors", "ists", "ians", "ants", "ees", "cans", "crats", "eans", "ese", "ist", "ian")
"""Endings of nouns for people: voters, investors, economists, Syrians, attendants, employees."""


@functools.cache
def _loose_roles() -> frozenset[str]:
    lists = words.sources()
    return frozenset(
        form
        for role in (*lists.roles["unattributed"], *lists.speaks_for["unattributed"])
        for form in lexicon.noun_forms(role)
    )


def self_words(phrase: _Phrase) -> list[str]:
    """The phrase's own words without article, in lower case."""
    return [phrase.lower[i] for i in phrase.tokens if phrase.tree.pos[i] not in {"DET", "PUNCT", "ADP"}]


def _pronoun(lower: str, pos: str) -> str | None:
    if pos not in {"PRON", "DET", "ADV"}:
        return None
    return next((kind for kind, forms in words.sources().pronouns.items() if lower in forms), None)


def _antecedent(tree: Tree, pronoun: int) -> int | None:
    for above in tree.ancestors(pronoun):
        if tree.is_a(above, "acl:relcl", "acl"):
            return tree.heads[above]
    return None


def _role(phrase: _Phrase) -> _Match | None:
    """The role word that counts: the head's own, else that of an apposition or before a name."""
    near = phrase.near()
    own = [match for match in phrase.roles if match.covers(phrase.head) and not _is_part(phrase, match)]
    if own or any(body.covers(phrase.head) for body in phrase.bodies):
        return own[0] if own else None
    around = [match for match in phrase.roles if match.start in near]
    around = [match for match in around if not _is_part(phrase, match)]
    return around[-1] if around and _capitalised(phrase, phrase.head) else None


def _is_part(phrase: _Phrase, role: _Match) -> bool:
    """Whether a role word only begins the name of a body ("Doctors Without Borders")."""
    return any(body.start <= role.start and role.end < body.end for body in phrase.bodies)


def _capitalised(phrase: _Phrase, position: int) -> bool:
    return phrase.tree.pos[position] == "PROPN" or phrase.tree.tokens[position].text[:1].isupper()


def _body(phrase: _Phrase) -> _Match | None:
    near = phrase.near()
    own = [match for match in phrase.bodies if match.covers(phrase.head)]
    if own or phrase.tree.pos[phrase.head] != "PROPN":
        return own[0] if own else None
    return next((match for match in phrase.bodies if match.start in near and _proper(phrase, match)), None)


def _body_called(phrase: _Phrase, role: _Match) -> _Match | None:
    """A body whose name ends in a word that may be a role as well: "the Badia Rights Monitor", not "a rights monitor"."""
    shouted = not any(token.text[:1].islower() for token in phrase.tree.tokens)
    if shouted or role.kind != "monitor" or not role.covers(phrase.head) or role.start - 1 not in phrase.tokens:
        return None
    named = all(_is_capital(phrase.tree, i) for i in range(role.start - 1, role.end))
    return role if named else None


def _proper(phrase: _Phrase, match: _Match) -> bool:
    return any(phrase.tree.pos[i] == "PROPN" for i in range(match.start, match.end))


def _is_person(phrase: _Phrase, name: Sequence[int], body: _Match) -> bool:
    """Whether a name of two words and more stands beside the body's, so that a person of that body speaks."""
    return phrase.head in name and not any(body.covers(i) for i in name) and body.end - 1 < name[0] and len(name) > 1


def _name(phrase: _Phrase) -> tuple[int, ...]:
    """The tokens of a person's name: the capitalised run at the head, without titles, roles and bodies."""
    tree = phrase.tree
    full = [run for run in map(functools.partial(_clean, tree), _name_runs(phrase)) if run]
    full = [run for run in full if tree.pos[run[0]] == "PROPN" or tree.pos[run[-1]] == "PROPN"]
    titled = [run for run in full if any(role.end == run[0] for role in phrase.roles)]
    with_head = [run for run in full if phrase.head in run]
    with_head = titled if titled and (not with_head or len(with_head[0]) == 1) else with_head
    after = [run for run in full if run[0] > phrase.head]
    apart = [run for run in full if any(tree.tokens[i].text == "," for i in range(run[-1], phrase.head))]
    chosen = with_head or after or apart or (full if tree.pos[phrase.head] == "PROPN" else [])
    return tuple(chosen[0]) if chosen else ()


def _name_runs(phrase: _Phrase) -> list[list[int]]:
    """Runs of words that a name may be made of, in text order."""
    tree, near = phrase.tree, phrase.near()
    taken = {
        i
        for match in (*phrase.roles, *phrase.bodies)
        for i in range(match.start, match.end)
        if match.end - match.start > 1 or tree.pos[i] != "PROPN" or match.fixed
    }
    runs: list[list[int]] = [[]]
    for i in phrase.tokens:
        capital = _is_name_word(phrase, i, after_hyphen=bool(runs[-1])) and i not in taken
        if i in near and (capital or (_joins(phrase, i) and _name_goes_on(tree, i))):
            if runs[-1] and i - runs[-1][-1] > 1:
                runs.append([])
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return runs


def _is_name_word(phrase: _Phrase, position: int, after_hyphen: bool) -> bool:
    """Whether a word is a capitalised part of a name, neither title nor day nor month."""
    tree, lower = phrase.tree, phrase.lower[position]
    joined = after_hyphen and tree.tokens[position - 1].text == "-"
    titles = words.sources().titles
    title = (lower in titles or lower.rstrip(".") in titles) and _before_name(phrase, position)
    proper = tree.pos[position] == "PROPN" or joined
    return proper and _is_capital(tree, position) and not _is_calendar(phrase, position) and not title


def _joins(phrase: _Phrase, position: int) -> bool:
    """Whether a small word or a mark may stand inside a name: "al", "bin", a hyphen, an apostrophe."""
    small = phrase.lower[position] in words.sources().particles - {"of", "for", "the", "and"}
    return (small and phrase.tree.pos[position] != "ADP") or phrase.tree.tokens[position].text in {"-", "'", "’"}


def _before_name(phrase: _Phrase, position: int) -> bool:
    following = position + 1
    tree = phrase.tree
    if following < len(tree.tokens) and tree.tokens[following].text == ".":
        following += 1
    return following < len(tree.tokens) and tree.tokens[following].text[:1].isupper()


def _name_goes_on(tree: Tree, position: int) -> bool:
    following = position + 1
    while following < len(tree.tokens) and tree.tokens[following].text in {"-", "'", "’"}:
        following += 1
    return following < len(tree.tokens) and tree.tokens[following].text[:1].isupper()


def _is_calendar(phrase: _Phrase, position: int) -> bool:
    return phrase.lower[position].rstrip(".") in words.sources().calendar


def _clean(tree: Tree, run: Sequence[int]) -> list[int]:
    found = list(run)
    while found and not tree.tokens[found[0]].text[0].isalpha():
        found.pop(0)
    while found and not tree.tokens[found[-1]].text[0].isalpha():
        found.pop()
    return found


def _as_body(phrase: _Phrase, body: _Match) -> Person:
    tree = phrase.tree
    side = _side(phrase, body.end, but=body)
    kind = side if side and body.kind in {"military", "unattributed"} else body.kind
    keep = [i for i in phrase.tokens if not (tree.relations[i] == "det" and tree.heads[i] == phrase.head)]
    before = [i for i in tree.dependents(phrase.head, "case") if i < phrase.head]
    away = [j for i in (*before, *tree.dependents(phrase.head, "appos", "nummod")) for j in tree.subtree(i)]
    keep = _clean(
        tree, [i for i in keep if i not in away and i not in phrase.apart and tree.tokens[i].text not in BRACKETS]
    )
    plural = (
        _is_plural(tree, phrase.head)
        and tree.pos[phrase.head] != "PROPN"
        and tree.tokens[phrase.head].text[:1].islower()
    )
    capital = any(tree.tokens[i].text[:1].isupper() and (i > 0 or tree.pos[i] == "PROPN") for i in keep)
    proper = capital and not plural
    own = _proper_part(phrase, keep, body) if proper else keep
    return Person(
        name=_words(tree, own) if proper and phrase.lower[own[-1]] not in WHENCE else None,
        role=phrase.lower[phrase.head],
        body=True,
        kind=kind,
        affiliation=tuple(own),
        plural=plural,
        definite=_definite(tree, phrase.head),
    )


def _proper_part(phrase: _Phrase, tokens: list[int], body: _Match) -> list[int]:
    """A body's name without what only describes it: "the London-based war monitor Syrian Observatory monitoring group"."""
    tree, found = phrase.tree, list(tokens)
    for position, i in enumerate(tokens[:-1]):
        small = tree.tokens[i].text[:1].islower() and tree.pos[i] in {"NOUN", "VERB", "ADJ"}
        if small and all(_is_capital(tree, j) for j in tokens[position + 1 : position + 2]):
            found = tokens[position + 1 :]
    while (
        len(found) > 1
        and phrase.lower[found[-1]] in words.sources().descriptors
        and tree.tokens[found[-1]].text[:1].islower()
    ):
        if not any(tree.pos[i] == "PROPN" for i in found[:-1]):
            break
        found.pop()
    if tree.pos[found[-1]] == "NOUN" and tree.tokens[found[-1]].text[:1].islower():
        found = list(tokens)  # "Varna's state news agency" is no "Varna's state"
    away = {
        j
        for i in found
        for n in tree.dependents(i, "nmod", "obl")
        if _prepositional(tree, n) and not set(grammar.cases(tree, n)) & NAMING
        for j in tree.subtree(n)
    }
    return [i for i in found if i not in away or body.covers(i)] or found


def _is_capital(tree: Tree, position: int) -> bool:
    return tree.tokens[position].text[:1].isupper()


def _as_person(phrase: _Phrase, role: _Match | None, name: Sequence[int]) -> Person:
    tree = phrase.tree
    affiliation, body_kind = _affiliation(phrase, role)
    kind: SourceKind = role.kind if role else "unattributed"
    side = _side(phrase, role.start if role else phrase.head)
    if role and not role.fixed:
        if body_kind:
            kind = body_kind
        elif side and (side != "official" or kind == "unattributed"):
            kind = side
    elif role and side == "armed_group" and kind in {"military", "official"}:
        kind = side
    elif role is None and body_kind and (name or tree.pos[phrase.head] != "NOUN"):  # but "weekly pauses" are no paper's
        kind = body_kind
    loose = role is not None and not role.fixed and body_kind is None and side is None
    return Person(
        of=_spoken_for(phrase, role) if role and loose else None,
        name=_words(tree, name) if name else None,
        role=phrase.lower[role.end - 1] if role else None if name else phrase.lower[phrase.head],
        kind=kind,
        affiliation=affiliation,
        plural=_is_plural(tree, phrase.head) and not name,
        definite=_definite(tree, phrase.head),
        indefinite=_indefinite(tree, phrase.head),
    )


def _spoken_for(phrase: _Phrase, role: _Match) -> str | None:
    """The word for the body that somebody speaks for where it is only pointed at: "the group's director"."""
    tree = phrase.tree
    for match in phrase.bodies:
        own = tree.relations[match.start].endswith(":poss") or match.end == role.start
        if (
            match.kind == "unattributed"
            and match.end - match.start == 1
            and (own or match.start in phrase.prepositional)
        ):
            return phrase.lower[match.start].removesuffix("s")
    return None


def _affiliation(phrase: _Phrase, role: _Match | None) -> tuple[tuple[int, ...], SourceKind | None]:
    """The words for the body spoken for, and its kind: "an officer in the Syrian army", "army spokesman X"."""
    tree = phrase.tree
    for match in phrase.bodies:
        if role and (match.start >= role.start and match.end <= role.end):
            continue
        head = _head_of(tree, match)
        if _is_topic(phrase, head):
            continue
        if match.kind == "unattributed" and not any(_capitalised(phrase, i) for i in range(match.start, match.end)):
            continue
        if match.start in phrase.prepositional or tree.relations[head].endswith(":poss"):
            day = said_on(tree, head)
            tokens = [i for i in grammar.noun_phrase(tree, head) if tree.relations[i] != "det" or tree.heads[i] != head]
            tokens = [i for i in tokens if i not in day]
            side = _side(phrase, match.end, but=match)
            kind = side if side and match.kind in {"military", "unattributed"} else match.kind
            return tuple(i for i in tokens if tree.relations[i] != "case"), kind
        if role and match.end <= role.start:
            return _left_of(phrase, match, role), match.kind
        if not role:
            return tuple(range(match.start, match.end)), match.kind
    return _unknown_body(phrase, role), None


def _is_topic(phrase: _Phrase, position: int) -> bool:
    """Whether a body in a noun phrase is only what it is about: "information on the movements of the group"."""
    above = [position, *phrase.tree.ancestors(position)]
    inside = above[: above.index(phrase.head)] if phrase.head in above else above[:1]
    return any(set(grammar.cases(phrase.tree, i)) & TOPICS for i in inside)


def _unknown_body(phrase: _Phrase, role: _Match | None) -> tuple[int, ...]:
    """A capitalised body that the lexicon does not know: "spokesman for the Orange Brigade"."""
    tree = phrase.tree
    if role is None:
        return ()
    for i in phrase.tokens:
        if (
            i in phrase.prepositional
            and tree.pos[i] == "PROPN"
            and set(grammar.cases(tree, i)) & {"of", "for", "in", "at", "with"}
        ):
            return tuple(j for j in grammar.noun_phrase(tree, i) if tree.relations[j] not in {"det", "case"})
    return ()


def _head_of(tree: Tree, match: _Match) -> int:
    """The token of the match that hangs on a word outside it."""
    return next(
        (i for i in range(match.end - 1, match.start - 1, -1) if not match.covers(tree.heads[i])), match.end - 1
    )


def _left_of(phrase: _Phrase, match: _Match, role: _Match) -> tuple[int, ...]:
    """The body before a role with the modifiers at its left ("Free Syrian Army commander")."""
    tree, start = phrase.tree, match.start
    while (
        start - 1 in phrase.tokens
        and tree.pos[start - 1] in {"PROPN", "ADJ"}
        and tree.tokens[start - 1].text[:1].isupper()
    ):
        start -= 1
    return tuple(range(start, match.end))


def _side(phrase: _Phrase, before: int, but: _Match | None = None) -> SourceKind | None:
    """Whose a role or body is, by the words before it; official ones count last."""
    near = [match for match in phrase.sides if match.end <= before or match.start in phrase.prepositional]
    near = [match for match in near if but is None or match.end <= but.start]
    near.sort(key=lambda match: match.kind == "official")
    return near[0].kind if near else None


def _writing(phrase: _Phrase) -> Person:
    """As in "A statement from the ministry": the ministry's; a bare "report" is nobody's in particular."""
    tree = phrase.tree
    for owner in _owners(tree, phrase.head):
        person = describe(tree, owner)
        if person.role or person.body or person.name or person.pronoun:
            return msgspec.structs.replace(person, writing=True)
    before = [match for match in phrase.bodies if match.end <= phrase.head]
    name = [i for i in phrase.tokens if before and before[0].covers(i)]
    return Person(
        name=_words(tree, name) if name and _capitalised(phrase, name[-1]) else None,
        role=phrase.lower[phrase.head],
        kind=before[0].kind if before else _side(phrase, phrase.head) or "unattributed",
        body=bool(before),
        definite=_definite(tree, phrase.head),
        plural=_is_plural(tree, phrase.head),
        writing=True,
    )


def _owners(tree: Tree, writing: int) -> list[int]:
    """Who issued a writing: "published by X", "a statement from X", "X's report", "a report on X television"."""
    found = [by for i in tree.dependents(writing, "acl") if (by := grammar.agent(tree, i)) is not None]
    for i in tree.dependents(writing, "nmod"):
        cases = set(grammar.cases(tree, i))
        possessive = tree.relations[i] == "nmod:poss" or cases & {"'s", "’s"}
        if possessive or cases & {"by", "from"} or (cases & {"of", "on", "in"} and is_somebody(tree, i)):
            found.append(i)
    return found


def _words(tree: Tree, tokens: Iterable[int]) -> str:
    """Tokens as text, without the white space that the text does not have between them."""
    text, last = "", None
    for i in tokens:
        gap = last is not None and tree.tokens[i].start > tree.tokens[last].end
        text += (" " if gap or (last is not None and i - last > 1) else "") + tree.tokens[i].text
        last = i
    return text


def _is_plural(tree: Tree, head: int) -> bool:
    word = tree.tokens[head].lower
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return (
        plural
        or word in {"people", "men", "women", "children", "policemen", "spokesmen", "eyewitnesses"}
        or bool(tree.dependents(head, "conj"))
    )


def _definite(tree: Tree, head: int) -> bool:
    return any(tree.tokens[i].lower in {"the", "this", "that", "these", "those"} for i in tree.dependents(head, "det"))


def _indefinite(tree: Tree, head: int) -> bool:
    return any(
        tree.tokens[i].lower in {"a", "an", "another", "one", "some", "other"}
        for i in tree.dependents(head, "det", "nummod", "amod")
    )
