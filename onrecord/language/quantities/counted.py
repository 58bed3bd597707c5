"""Counted people: each number with the noun that it counts."""

from __future__ import annotations

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quantities import numbers as amounts
from onrecord.language.quantities.mentions import (
    REACH,
    Mention,
    Scene,
    extended,
    is_demonym,
    is_number,
    leads_to_noun,
    left_edge,
    modifies_thing,
    noun_at,
    plain_noun,
    stops,
    together,
)
from onrecord.language.quantities.numbers import Number
from onrecord.language.quantities.vocabulary import Noun, harms, people, verb_harm
from onrecord.model import Harm

MORE = frozenset({"more", "others", "else", "elsewhere"})
"""What a number of people nobody names stands before: "two more died"."""


def counted(view: Scene) -> list[Mention]:
    """All amounts of people in a sentence, in text order."""
    found: list[Mention] = []
    for number in view.numbers:
        if not found or number.core > found[-1].last:
            mention = _counted(view, number)
            if mention:
                found.append(mention)
    return found


def _counted(view: Scene, number: Number) -> Mention | None:
    start = _past_of(view, number.last + 1)
    mention = _group(view, number, start)
    single = mention is not None and mention.noun is not None and not mention.noun.plural
    if single and (view.words[number.last] == "both" or not number.bare):
        return None
    if mention:
        number = amounts.bounded_after(view.words, number, mention.last)
        mention = msgspec.structs.replace(mention, number=number)
        return None if modifies_thing(view, mention) else extended(view, mention)
    if number.kind == "none" and not amounts.is_pronoun(view.words, number):
        return None
    if number.kind == "vague" and amounts.needs_noun(view.words, number):
        return _described(view, number)
    return _described(view, number) or _unknown(view, number) or _alone(view, number)


def _past_of(view: Scene, position: int) -> int:
    """Past "of", "of the", "of his" after a number ("two of his sons")."""
    if position < len(view.words) and view.words[position] == "of":
        position += 1
        while position < len(view.words) and view.words[position] in people().lists.determiners:
            position += 1
    return position


def _group(view: Scene, number: Number, start: int) -> Mention | None:
    """The number with the first noun for people or harm after its modifiers."""
    worn: Harm | None = None
    position = start
    while position < min(len(view.words), start + REACH):
        noun = noun_at(view, position)
        if noun and view.words[noun[1] + 1 : noun[1] + 2] in {("'s",), ("'",)}:
            position = noun[1] + 2
            continue
        if noun:
            return _named(view, number, noun, worn)
        if start > number.last + 1 and view.words[position + 1 : position + 2] == (
            "'s",
        ):  # "three of the group's fighters"
            position += 2
            continue
        hit = (
            harms().counted.at(view.words, position)
            or harms().states.at(view.words, position)
            or _harmed(view, position)
        )
        if hit and view.tag(position) == "VERB" and view.words[position].endswith("ing"):
            return None
        end = position + hit[0] if hit else position
        paired = _pair_before_noun(view, hit[1], end) if hit else None
        if paired:
            worn, position = paired
            continue
        if hit and view.words[start - 1] in people().lists.determiners and not leads_to_noun(view, end):
            return Mention(number.first, end - 1, end - 1, number, None, (end - 1,), worn=hit[1])
        if hit and not leads_to_noun(view, end):
            return Mention(number.first, end - 1, end - 1, number, None, (end - 1,), own=hit[1])
        if hit:
            worn, position = hit[1], end
        elif stops(view, position):
            return None
        else:
            position += 1
    return None


def _harmed(view: Scene, position: int) -> tuple[int, Harm] | None:
    """A participle of harm before a noun for people: "the two murdered women"."""
    word = view.words[position]
    if word not in harms().participles or not leads_to_noun(view, position + 1):
        return None
    return 1, harms().object[word][-1].harm


def _pair_before_noun(view: Scene, first: Harm, end: int) -> tuple[Harm, int] | None:
    """As in "hundreds of dead and injured people": both harms, and where the noun stands."""
    if view.words[end : end + 1] not in {("and",), ("or",)} or end + 1 >= len(view.words):
        return None
    hit = harms().counted.at(view.words, end + 1)
    after = end + 1 + hit[0] if hit else end
    return (together(first, hit[1]), after) if hit and after < len(view.words) and noun_at(view, after) else None


def _named(view: Scene, number: Number, noun: tuple[int, int, Noun], worn: Harm | None) -> Mention:
    """The mention, its head moved to the last noun of a compound ("police officers", "civilian deaths")."""
    _, last, known = noun
    while last + 1 < len(view.words):
        further = noun_at(view, last + 1)
        counted = harms().counted.at(view.words, last + 1)
        if counted and not known.plural and not view.words[last + counted[0]].endswith("ed"):
            end = last + counted[0]
            return Mention(number.first, end, end, number, known, (end,), own=counted[1])
        if (
            further is None
            or (known.plural and known.lemma not in {"police", "personnel"})
            or view.tag(last + 1) == "VERB"
        ):
            break
        last, known = further[1], further[2] if further[2].who != "unknown" else known
    return Mention(number.first, last, last, number, known, (last,), worn=worn)


def _unknown(view: Scene, number: Number) -> Mention | None:
    """A counted noun that the lists do not know; whether it is one for people only its harm can say."""
    if view.tree is None:
        return _demonym(view, number)
    outside = {view.tree.heads[position] for position in range(number.core, number.last + 1)}
    for head in sorted(outside):
        clear = not any(is_number(view, at) for at in range(number.last + 1, head))
        if number.last < head <= number.last + REACH and clear and _countable(view, number, head):
            things = amounts.counts_things(view.words, msgspec.structs.replace(number, last=head - 1))
            return (
                None
                if things
                else Mention(number.first, head, head, number, None, (head,), sure=is_demonym(view, head))
            )
    return None


def _countable(view: Scene, number: Number, head: int) -> bool:
    """Whether an unknown noun may be what the number counts: a plural after more than one."""
    plural = view.words[head].endswith("s") or is_demonym(view, head) or number.high == 1
    return view.tag(head) in {"NOUN", "PROPN"} and plural and not is_number(view, head)


def _demonym(view: Scene, number: Number) -> Mention | None:
    head = number.last + 1
    if head < len(view.words) and is_demonym(view, head):
        return Mention(number.first, head, head, number, None, (head,))
    return None


def _alone(view: Scene, number: Number) -> Mention | None:
    """A number without a noun: "killing 12", "three of them"."""
    after = number.last + 1
    if (
        not number.bare
        or _is_age(view, number)
        or view.words[number.core] == "1"
        or amounts.counts_things(view.words, number)
    ):
        return None
    if view.tree is None and after < len(view.words) and not _may_follow(view, after):
        return None
    verb = verb_harm(harms().object, view.words, number.first - 1) if number.first else None
    harmed = verb is not None and not verb.people_only
    if not harmed and view.tree is not None and _counts_a_noun(view, view.tree, number):
        return None
    if not harmed and _of_things(view, after):
        return None
    if (
        number.low == number.high == 1
        and view.words[after : after + 1] == ("of",)
        and people().small.referring.isdisjoint(view.words[after + 1 : after + 2])
    ):
        return None
    family = _family_of(view, number)
    return family or Mention(
        number.first, number.last, number.core, number, sure=number.kind != "vague" or number.core == number.last
    )


def _of_things(view: Scene, position: int) -> bool:
    """Whether "of their vehicles", "of five missiles" follows a number: what was destroyed were things."""
    start = _past_of(view, position)
    if start <= position or not people().small.referring.isdisjoint(view.words[position + 1 : position + 2]):
        return False
    ahead = range(start, min(len(view.words), start + REACH))
    noun = next((at for at in ahead if view.tag(at) in {"NOUN", "PROPN"}), None)
    return noun is not None and not people().nouns.at(view.words, noun)


def _is_age(view: Scene, number: Number) -> bool:
    """Whether the number stands between commas after a person: "a girl, 6, and her aunt"."""
    at = number.core
    closed = view.words[at - 1 : at] == (",",) and view.words[at + 1 : at + 2] in {(",",), (")",), (".",)}
    return (
        closed
        and at == number.first
        and at > 1
        and (view.tag(at - 2) == "PROPN" or bool(people().nouns.at(view.words, at - 2)))
    )


def _counts_a_noun(view: Scene, tree: Tree, number: Number) -> bool:
    """Whether the tree hangs the number on a noun after it, with no "the" between them."""
    head = tree.heads[number.core]
    between = view.words[number.last + 1 : max(head, number.last + 1)]
    hung = tree.is_a(number.core, "nummod", "compound") and head > number.last and view.words[head] not in MORE
    return hung and not set(between) & people().lists.determiners


def _family_of(view: Scene, number: Number) -> Mention | None:
    """As in "a family of six"."""
    at = number.first - 2
    noun = noun_at(view, at) if at >= 0 and view.words[at + 1] == "of" else None
    if noun is None or noun[2].unit != "families":
        return None
    return Mention(
        left_edge(view, at), number.last, number.core, number, msgspec.structs.replace(noun[2], unit="persons"), (at,)
    )


def _described(view: Scene, number: Number) -> Mention | None:
    """A number of people named before, with the noun that says who they are: "five of whom were children"."""
    words, at = view.words, number.last + 1
    if words[at : at + 1] not in {("of",), ("among",)} or not people().small.referring.intersection(
        words[at + 1 : at + 2]
    ):
        return None
    at += 2
    while at < len(words) and (words[at] in people().small.copulas or words[at].endswith("ly")):
        at += 1
    noun = plain_noun(view, at, 2) if at < len(words) else None
    if noun is None:
        return None
    return extended(view, Mention(number.first, noun[1], number.core, number, noun[2], (noun[1],)))


def _may_follow(view: Scene, position: int) -> bool:
    word = view.words[position]
    known = word in people().lists.function_words or word in harms().participles or not word[0].isalnum()
    return known or word in harms().subject or position in view.starting
