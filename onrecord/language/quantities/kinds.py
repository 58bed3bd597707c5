"""What sort of people a mention names: civilians or combatants, whose side, in what unit, over what scope."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator

from onrecord.language.document import Tree
from onrecord.language.quantities.mentions import Mention, Scene, is_number, named_at
from onrecord.language.quantities.vocabulary import Noun, harms, people
from onrecord.model import Detail, Scope, Unit, Who

MODIFIERS = 5
"""A modifier or a noun after "of" stands at most this many tokens from the noun."""
SCOPE_WINDOW = 10
"""Without a tree, a word like "since" speaks of a toll at most this many tokens away."""
CUE_REACH = 60
"""In a tree, a word like "since" may stand this many tokens away."""
SIDE_WORDS = 6
"""The name of a side has at most this many tokens."""

OF_THE_DEAD = ("of the dead", "of the victims", "of those killed", "of the killed", "of those who died")
"""Words that make a number a part of the dead told before."""


def who(view: Scene, mention: Mention) -> Who:
    """Civilians, combatants, mixed or unknown, by the nouns and their modifiers."""
    kinds = {kind for noun in mention.nouns if (kind := _who_of(view, mention, noun)) != "unknown"}
    return "mixed" if len(kinds) > 1 else next(iter(kinds), "unknown")


def _who_of(view: Scene, mention: Mention, position: int) -> Who:
    noun = _noun(view, mention, position)
    modifier = _modifier_who(view, mention, position)
    if noun and noun.who != "unknown":
        return noun.who
    if modifier:
        return modifier
    return "civilians" if _relatives(view, mention) else _group_who(view, position)


def _noun(view: Scene, mention: Mention, position: int) -> Noun | None:
    for start in range(max(0, position - 3), position + 1):
        hit = named_at(view, start)
        if hit and start + hit[0] - 1 == position:
            return hit[1]
    return mention.noun if position == mention.nouns[0] else None


def _before(view: Scene, mention: Mention, position: int) -> Iterator[int]:
    """The tokens of the noun group before the noun, nearest first."""
    for at in range(position - 1, max(-1, position - 1 - SIDE_WORDS), -1):
        if at in mention.nouns or is_number(view, at) or (at < mention.first and not mention.number):
            return
        if view.words[at] in people().lists.function_words and not view.is_initials(at):
            return
        yield at


def _modifier_who(view: Scene, mention: Mention, position: int) -> Who | None:
    """As in "civilian casualties", "ISIS members", "regime losses"."""
    group = list(_before(view, mention, position))
    for at in group:
        hit = people().modifiers.at(view.words, at)
        if hit and (view.words[at] != "is" or view.is_initials(at)):
            return hit[1]
        if people().sides.at(view.words, at) and view.words[position] in people().fighters_of:
            return "combatants"
    if view.words[position] not in {"member", "members"} or any(
        people().civil_members.at(view.words, at) for at in group
    ):
        return None
    return "combatants" if any(view.tokens[at].text[:1].isupper() for at in group) else None


def _group_who(view: Scene, position: int) -> Who:
    """As in "members of the Islamic State", "casualties among civilians": the noun after the preposition decides."""
    words = view.words
    if position + 1 >= len(words) or words[position + 1] not in people().lists.group_prepositions:
        return "unknown"
    for at in range(position + 2, min(len(words), position + 2 + MODIFIERS)):
        noun = named_at(view, at)
        if noun and noun[1].who != "unknown":
            return noun[1].who
        hit = people().modifiers.at(words, at)
        if hit and (words[at] != "is" or view.is_initials(at)):
            return hit[1]
        if people().sides.at(words, at):
            return "combatants"
        if words[at] in people().lists.function_words and words[at] not in people().lists.determiners | {"of"}:
            break
    return "unknown"


def detail(view: Scene, mention: Mention) -> tuple[Detail, ...]:
    """The sorts of people that the nouns and their modifiers name, in text order."""
    found: list[Detail] = []
    for position in mention.nouns:
        noun = _noun(view, mention, position)
        found += noun.detail if noun else ()
        inner = [hit[1].detail for at in _before(view, mention, position) if (hit := named_at(view, at))]
        found += [
            item for details in inner for item in details if not noun or noun.who == "unknown" or noun.detail != details
        ]
    if _relatives(view, mention):
        found.append("relatives_of_combatants")
    return tuple(dict.fromkeys(found))


def _relatives(view: Scene, mention: Mention) -> bool:
    """Whether they are the families of combatants: "soldiers and their families", "families of fighters"."""
    words, head = view.words, mention.nouns[0] if mention.nouns else mention.head
    if words[head] not in people().relatives:
        return False
    if mention.first and words[mention.first - 1] in {"their", "his"}:
        return any(_is_combatant(view, at) for at in range(max(0, mention.first - MODIFIERS - 1), mention.first - 1))
    if head + 1 < len(words) and words[head + 1] == "of":
        return any(_is_combatant(view, at) for at in range(head + 2, min(len(words), head + 2 + MODIFIERS)))
    return False


def _is_combatant(view: Scene, position: int) -> bool:
    hit = named_at(view, position)
    return bool(hit and hit[1].who == "combatants")


def unit(view: Scene, mention: Mention) -> Unit:
    """Persons, families or bodies; "the bodies of three men" counts bodies."""
    words = view.words
    if mention.first > 1 and words[mention.first - 1] == "of" and words[mention.first - 2] in people().bodies:
        return "bodies"
    if mention.noun is None:
        return "persons"
    if mention.noun.unit == "families":
        owned = mention.first > 0 and words[mention.first - 1] in {"their", "his", "her", "whose"}
        return "families" if mention.number or not (mention.noun.plural or owned) else "persons"
    return mention.noun.unit


def are_bodies(view: Scene, mention: Mention) -> bool:
    """Whether the counted noun is bodies of the dead, not of government."""
    if mention.number is None or mention.noun is None or mention.noun.unit != "bodies":
        return False
    return all(
        word in people().lists.body_modifiers | people().bodies
        for word in view.words[mention.number.last + 1 : mention.last]
    )


def side(view: Scene, mention: Mention, kind: Who) -> tuple[int, int] | None:
    """The tokens that name the victims' side: names and side words before the noun, or a name after "of" or "from"."""
    if kind == "civilians" or not mention.nouns:
        return None
    head = mention.nouns[0]
    named = [at for at in _before(view, mention, head) if _names_side(view, at)]
    if named:
        return min(named), max(named)
    after = _side_after(view, head) if mention.noun else None
    return after or ((head, head) if view.words[head] in people().side_nouns else None)


def _names_side(view: Scene, position: int) -> bool:
    words, token = view.words, view.tokens[position]
    if any(
        hit and at + hit[0] > position
        for at in range(max(0, position - 4), position + 1)
        if (hit := people().sides.at(words, at))
    ):
        return True
    known = people().modifiers.at(words, position)
    if (
        known
        and known[1] == "combatants"
        and " ".join(words[position : position + known[0]]) not in people().lists.sideless
    ):
        return True
    capital = (
        token.text[:1].isupper() and position > 0 and token.text.isalnum() and not view.capitals and not view.headline
    )
    return capital and not people().nouns.at(words, position)


def is_side(view: Scene, first: int, last: int) -> bool:
    """Whether the tokens name a fighting side: an army, rebels, a named group."""
    return any(
        people().modifiers.at(view.words, at) or people().sides.at(view.words, at) or _is_combatant(view, at)
        for at in range(first, last + 1)
    )


def _side_after(view: Scene, head: int) -> tuple[int, int] | None:
    words = view.words
    if head + 2 >= len(words) or words[head + 1] not in {"from", "of", "belonging"} or view.capitals:
        return None
    start = head + 2
    while start < len(words) and words[start] in people().lists.determiners | {"to"}:
        start += 1
    end = start
    while end < min(len(words), start + SIDE_WORDS) and _part_of_name(view, end, start):
        end += 1
    return (start, end - 1) if end > start else None


def _part_of_name(view: Scene, position: int, start: int) -> bool:
    word = view.words[position]
    named = view.tokens[position].text[:1].isupper() or bool(people().sides.at(view.words, position))
    return named or (position > start and (word == "-" or word in people().lists.forces))


def scope(view: Scene, mention: Mention, harm_position: int | None) -> Scope:
    """Whether the number is a running total, sums up several events or holds for a part only."""
    near = range(bisect.bisect_left(view.cues, (mention.first - CUE_REACH,)), len(view.cues))
    cues = itertools.takewhile(lambda cue: cue[0] <= mention.last + CUE_REACH, (view.cues[at] for at in near))
    found = {kind for first, kind in cues if _speaks_of(view, mention, harm_position, first)}
    for kind in ("cumulative", "digest", "part"):
        if kind in found:
            return kind
    return "cumulative" if _of_a_war(view, harm_position) else "incident"


def of_the_dead(view: Scene, mention: Mention) -> bool:
    """Whether the number is of people told of before: "two of the dead were children"."""
    said = " ".join(view.words[mention.first : mention.last + 4])
    return mention.number is not None and any(f" {words}" in said for words in OF_THE_DEAD)


def _of_a_war(view: Scene, harm_position: int | None) -> bool:
    """Whether a war did the harm all the time it went on: "the conflict has claimed 300,000 lives"."""
    tree = view.tree
    if tree is None or harm_position is None or not tree.dependents(harm_position, "aux"):
        return False
    subjects = tree.dependents(harm_position, "nsubj")
    if tree.is_a(harm_position, "acl:relcl"):
        subjects = [*subjects, tree.heads[harm_position]]
    lasting = harms().lists.lasting
    return any(view.words[at] in lasting for at in subjects) and any(
        view.words[at] in {"has", "have", "had"} for at in tree.dependents(harm_position, "aux")
    )


def _speaks_of(view: Scene, mention: Mention, harm_position: int | None, cue: int) -> bool:
    """Whether a word like "since" stands in the clause of the toll."""
    if mention.first <= cue <= mention.last:
        return True
    if view.words[cue] == "since" and view.tag(cue) == "ADV":
        return False
    if (
        mention.number and cue > mention.last and view.words[cue] in harms().lists.totalling
    ):  # "two died, bringing the toll to 18"
        return False
    if view.tree is None:
        return abs(cue - mention.head) <= SCOPE_WINDOW and not {";", ":"} & set(
            view.words[min(cue, mention.last) : max(cue, mention.first)]
        )
    at = harm_position if harm_position is not None else mention.head
    clauses = {_clause(view.tree, mention.head), _clause(view.tree, at), at}
    above = [cue, *view.tree.ancestors(cue)]
    clause = _clause(view.tree, cue)
    if view.words[cue] == "since" and view.words[clause] in harms().lists.keeping_count:
        clauses |= {_clause(view.tree, view.tree.heads[c]) for c in clauses if view.tree.is_a(c, "acl:relcl")}
    outer = view.tree.heads[clause] if view.tree.is_a(clause, "advcl", "acl", "obl", "nmod") else clause
    return mention.head in above or bool({clause, outer} & clauses)


def _clause(tree: Tree, position: int) -> int:
    """The verb of the clause that a token stands in; the root where there is none."""
    last = position
    for at in itertools.chain([position], tree.ancestors(position)):
        last = at
        if tree.pos[at] == "VERB":
            break
    return last
