"""Counted people: each number with the noun that it counts, and nouns for people that no number counts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.language.document import Sentence, Token, Tree
from onrecord.language.quantities import numbers as amounts
from onrecord.language.quantities.numbers import Number
from onrecord.language.quantities.vocabulary import Noun, harms, people
from onrecord.model import Harm

NAME_PARTS = 3
"""Words of a personal name beside its head."""
REACH = 7
"""A counted noun stands at most this many tokens after its number."""
HYPHENS = frozenset("-–")
REFERRING = frozenset({("them",), ("whom",), ("which",), ("these",), ("those",)})
COPULAS = frozenset({"were", "was", "are", "is", "being", "reportedly", "said", "to", "be", ",", "believed"})
CLOSED = frozenset({"AUX", "ADP", "PRON", "CCONJ", "SCONJ", "DET", "INTJ"})


class Scene(msgspec.Struct, frozen=True):
    """One sentence as the rules of this package read it: tokens, their lower-case words, the tree where there is one."""

    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    tree: Tree | None
    numbers: tuple[Number, ...]

    def tag(self, position: int) -> str:
        """The part of speech, empty without a tree."""
        return self.tree.pos[position] if self.tree else ""


class Mention(msgspec.Struct, frozen=True):
    """Tokens ``first`` to ``last`` name people; ``head`` is their noun, or the number where it stands alone.

    ``nouns`` are the heads under one number ("women and children"). ``own`` is the harm that the noun itself says
    ("20 deaths"), ``worn`` the one of a participle before it ("20 wounded men"), which holds if nothing else is said.
    ``sure`` is false for a noun that is not known to be one for people.
    """

    first: int
    last: int
    head: int
    number: Number | None = None
    noun: Noun | None = None
    nouns: tuple[int, ...] = ()
    own: Harm | None = None
    worn: Harm | None = None
    sure: bool = True


def scene(sentence: Sentence) -> Scene:
    """The sentence with its words in lower case and its numbers."""
    words = tuple(token.lower for token in sentence.tokens)
    return Scene(sentence.tokens, words, sentence.tree, tuple(amounts.numbers(sentence.tokens, words)))


def mentions(view: Scene) -> list[Mention]:
    """All mentions of people in a sentence, counted and uncounted, in text order."""
    found: list[Mention] = []
    for number in view.numbers:
        if not found or number.core > found[-1].last:
            mention = _counted(view, number)
            if mention:
                found.append(mention)
    taken = {position for mention in found for position in range(mention.first, mention.last + 1)}
    found += _uncounted(view, taken)
    return sorted(found, key=lambda mention: mention.head)


def _counted(view: Scene, number: Number) -> Mention | None:
    start = _past_of(view, number.last + 1)
    mention = _group(view, number, start)
    single = mention is not None and mention.noun is not None and not mention.noun.plural
    if single and (view.words[number.last] == "both" or not number.bare):
        return None
    if mention:
        number = amounts.bounded_after(view.words, number, mention.last)
        mention = msgspec.structs.replace(mention, number=number)
        return None if _modifies_thing(view, mention) else _extended(view, mention)
    if number.kind == "none" and not amounts.is_pronoun(view.words, number):
        return None
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
        noun = _noun_at(view, position)
        if noun and view.words[noun[1] + 1 : noun[1] + 2] in {("'s",), ("'",)}:
            position = noun[1] + 2
            continue
        if noun:
            return _named(view, number, noun, worn)
        hit = harms().counted.at(view.words, position) or harms().states.at(view.words, position)
        end = position + hit[0] if hit else position
        paired = _pair_before_noun(view, hit[1], end) if hit else None
        if paired:
            worn, position = paired
            continue
        if hit and not _leads_to_noun(view, end):
            return Mention(number.first, end - 1, end - 1, number, None, (end - 1,), own=hit[1])
        if hit:
            worn, position = hit[1], end
        elif _stops(view, position):
            return None
        else:
            position += 1
    return None


def _pair_before_noun(view: Scene, first: Harm, end: int) -> tuple[Harm, int] | None:
    """As in "hundreds of dead and injured people": both harms, and where the noun stands."""
    if view.words[end : end + 1] not in {("and",), ("or",)} or end + 1 >= len(view.words):
        return None
    hit = harms().counted.at(view.words, end + 1)
    after = end + 1 + hit[0] if hit else end
    return (_together(first, hit[1]), after) if hit and after < len(view.words) and _noun_at(view, after) else None


def _leads_to_noun(view: Scene, position: int) -> bool:
    """Whether a noun for people follows at once or after one modifier ("20 wounded Syrian soldiers")."""
    for ahead in (position, position + 1):
        if (
            ahead >= len(view.words)
            or view.words[ahead] in people().lists.function_words
            or view.words[ahead] in people().lists.determiners
        ):
            return False
        if _noun_at(view, ahead) and not is_number(view, ahead):
            return True
        if is_number(view, ahead):
            return False
    return False


def _named(view: Scene, number: Number, noun: tuple[int, int, Noun], worn: Harm | None) -> Mention:
    """The mention, its head moved to the last noun of a compound ("police officers", "civilian deaths")."""
    _, last, known = noun
    while last + 1 < len(view.words):
        further = _noun_at(view, last + 1)
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


def _noun_at(view: Scene, position: int) -> tuple[int, int, Noun] | None:
    """The noun for people that starts here: (first, last, what it says); nouns of harm ("the wounded") apart."""
    hit = people().nouns.at(view.words, position)
    if hit is None or (hit[0] == 1 and harms().counted.at(view.words, position)):
        return None
    last = position + hit[0] - 1
    if view.tag(last) in {"VERB", "ADP", "AUX", "ADV"} or (view.tag(last) == "ADJ" and _before_noun(view, last)):
        return None
    return position, last, hit[1]


def _before_noun(view: Scene, position: int) -> bool:
    tree = view.tree
    return tree is not None and tree.is_a(position, "amod", "compound") and tree.heads[position] > position


def _stops(view: Scene, position: int) -> bool:
    """Whether the word ends the noun group that a number opens."""
    word, tag = view.words[position], view.tag(position)
    if amounts.is_unit(word):
        return True
    if word in people().lists.function_words or is_number(view, position):
        return True
    if tag in CLOSED or (tag == "PUNCT" and word not in {"-", "–", '"', "“", "”", "'", "’", "‘"}):
        return True
    return tag == "VERB" and view.tree is not None and not view.tree.is_a(position, "amod", "compound")


def _modifies_thing(view: Scene, mention: Mention) -> bool:
    """Whether the noun only modifies a thing that the number counts: "12 police cars", "two army posts"."""
    tree, head = view.tree, mention.head
    if mention.noun and mention.noun.plural and view.words[head].endswith(("s", "men", "people", "children")):
        return False
    if tree is None:
        return (
            amounts.counts_things(view.words, msgspec.structs.replace(mention.number, last=head))
            if mention.number
            else False
        )
    above = tree.heads[head]
    if (
        not tree.is_a(head, "compound", "amod", "nmod")
        or not head < above <= head + 2
        or view.tag(above) not in {"NOUN", "PROPN"}
    ):
        return False
    return (
        _noun_at(view, above) is None
        and not harms().counted.at(view.words, above)
        and _adjacent_nouns(view, head, above)
    )


def _adjacent_nouns(view: Scene, first: int, last: int) -> bool:
    return all(view.tag(position) in {"NOUN", "PROPN", "ADJ"} for position in range(first, last + 1))


def _extended(view: Scene, mention: Mention) -> Mention:
    """The mention with further nouns under the same number: "20 women and children", "12 killed or wounded"."""
    while True:
        step = _further(view, mention)
        if step is None:
            return mention
        mention = step


def _further(view: Scene, mention: Mention) -> Mention | None:
    last = mention.last
    joint = view.words[last + 1] if last + 1 < len(view.words) else ""
    start = last + 2 if joint in {"and", "or", "&", "/"} else last + 1
    if (
        joint == ","
        and mention.noun
        and mention.noun.plural
        and last + 2 < len(view.words)
        and _lists_on(view, last + 2)
    ):
        start = last + 2
    if start >= len(view.words):
        return None
    if mention.own and start == last + 2:
        other = harms().counted.at(view.words, start)
        if other and other[1] != mention.own and not _leads_to_noun(view, start + other[0]):
            return _joined(mention, start + other[0] - 1, _together(mention.own, other[1]))
        return None
    if mention.noun is None or mention.own or not mention.noun.plural:
        return None
    further = _plain_noun(view, start, 0 if start == last + 1 else 2)
    if further is None or not further[2].plural or _new_clause(view, further[1], mention.head):
        return None
    if mention.number is None and len({further[2].who, mention.noun.who} - {"unknown"}) > 1:
        return None
    return _joined(mention, further[1], None)


def _lists_on(view: Scene, position: int) -> bool:
    """Whether plural nouns go on with "and": "men, women and children"."""
    noun = _noun_at(view, position)
    return bool(
        noun and noun[2].plural and noun[1] + 1 < len(view.words) and view.words[noun[1] + 1] in {"and", "or", ","}
    )


def _joined(mention: Mention, last: int, own: Harm | None) -> Mention:
    return msgspec.structs.replace(mention, last=last, nouns=(*mention.nouns, last), own=own or mention.own)


def _together(first: Harm, second: Harm) -> Harm:
    return "casualties" if {first, second} <= {"killed", "wounded", "casualties"} else first


def _plain_noun(view: Scene, start: int, modifiers: int) -> tuple[int, int, Noun] | None:
    for position in range(start, min(len(view.words), start + modifiers + 1)):
        if view.words[position] in people().lists.determiners or _stops(view, position):
            return None
        noun = _noun_at(view, position)
        if noun:
            return noun
    return None


def _new_clause(view: Scene, noun: int, head: int) -> bool:
    """Whether the noun opens a clause of its own ("killed two soldiers and rebels took the hill")."""
    tree = view.tree
    if tree is None:
        return False
    return tree.is_a(noun, "nsubj") and not (tree.is_a(head, "nsubj") and tree.heads[head] == tree.heads[noun])


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
                else Mention(number.first, head, head, number, None, (head,), sure=_is_demonym(view, head))
            )
    return None


def _countable(view: Scene, number: Number, head: int) -> bool:
    """Whether an unknown noun may be what the number counts: a plural after more than one."""
    plural = view.words[head].endswith("s") or _is_demonym(view, head) or number.high == 1
    return view.tag(head) in {"NOUN", "PROPN"} and plural and not is_number(view, head)


def _demonym(view: Scene, number: Number) -> Mention | None:
    head = number.last + 1
    if head < len(view.words) and _is_demonym(view, head):
        return Mention(number.first, head, head, number, None, (head,))
    return None


def _is_demonym(view: Scene, position: int) -> bool:
    return view.tokens[position].text[:1].isupper() and view.words[position].endswith(people().demonyms)


def _alone(view: Scene, number: Number) -> Mention | None:
    """A number without a noun: "killing 12", "three of them"."""
    after = number.last + 1
    if not number.bare or view.words[number.core] == "1" or amounts.counts_things(view.words, number):
        return None
    if view.tree is None and after < len(view.words) and not _may_follow(view, after):
        return None
    harmed = number.first > 0 and view.words[number.first - 1] in harms().object
    if not harmed and view.tree is not None and _counts_a_noun(view, view.tree, number):
        return None
    family = _family_of(view, number)
    return family or Mention(
        number.first, number.last, number.core, number, sure=number.kind != "vague" or number.core == number.last
    )


def _counts_a_noun(view: Scene, tree: Tree, number: Number) -> bool:
    """Whether the tree hangs the number on a noun after it, with no "the" between them."""
    head = tree.heads[number.core]
    between = view.words[number.last + 1 : max(head, number.last + 1)]
    hung = tree.is_a(number.core, "nummod", "compound") and head > number.last
    return hung and not set(between) & people().lists.determiners


def _family_of(view: Scene, number: Number) -> Mention | None:
    """As in "a family of six"."""
    at = number.first - 2
    noun = _noun_at(view, at) if at >= 0 and view.words[at + 1] == "of" else None
    if noun is None or noun[2].unit != "families":
        return None
    return Mention(
        _left(view, at), number.last, number.core, number, msgspec.structs.replace(noun[2], unit="persons"), (at,)
    )


def _described(view: Scene, number: Number) -> Mention | None:
    """A number of people named before, with the noun that says who they are: "five of whom were children"."""
    words, at = view.words, number.last + 1
    if words[at : at + 1] not in {("of",), ("among",)} or words[at + 1 : at + 2] not in REFERRING:
        return None
    at += 2
    while at < len(words) and (words[at] in COPULAS or words[at].endswith("ly")):
        at += 1
    noun = _plain_noun(view, at, 2) if at < len(words) else None
    if noun is None:
        return None
    return _extended(view, Mention(number.first, noun[1], number.core, number, noun[2], (noun[1],)))


def _may_follow(view: Scene, position: int) -> bool:
    word = view.words[position]
    known = word in people().lists.function_words or word in harms().participles or not word[0].isalnum()
    return known or word in harms().subject or any(number.first == position for number in view.numbers)


def _uncounted(view: Scene, taken: set[int]) -> list[Mention]:
    found: list[Mention] = []
    position = 0
    while position < len(view.words):
        mention = None if position in taken else _uncounted_at(view, position)
        if mention and not taken.intersection(range(mention.first, mention.last + 1)):
            found.append(mention)
        position = mention.last + 1 if mention else position + 1
    return found


def _uncounted_at(view: Scene, position: int) -> Mention | None:
    if view.words[position] in harms().lists.uncounted:
        own = harms().counted.at(view.words, position)
        return Mention(_left(view, position), position, position, None, None, (position,), own=own[1] if own else None)
    noun = _noun_at(view, position)
    if noun is None or (noun[2].lemma in {"others", "life", "dozen", "name", "figure"}):
        return None
    first, last, known = noun
    mention = Mention(_left(view, first), last, last, None, known, (last,))
    return None if _modifies_thing(view, mention) or _is_modifier(view, last) else _extended(view, mention)


def _is_modifier(view: Scene, position: int) -> bool:
    """Whether the noun belongs to another noun for people ("journalist Ahmed Hassan" is one person, read at the name)."""
    tree = view.tree
    if tree is None:
        after = position + 1
        return after < len(view.words) and bool(
            people().nouns.at(view.words, after) or harms().counted.at(view.words, after)
        )
    singular = view.words[position + 1 : position + 2] and not view.words[position].endswith(
        ("s", "men", "children", "people")
    )
    if singular and view.tag(position + 1) == "NOUN" and not people().nouns.at(view.words, position + 1):
        return True
    return tree.is_a(position, "compound", "amod", "flat", "nmod:desc") and view.tag(tree.heads[position]) in {
        "NOUN",
        "PROPN",
    }


def _left(view: Scene, position: int) -> int:
    """The first token of the noun group: modifiers that stand before the noun, and "a"."""
    first = position
    while first:
        before = _hyphenated(view, first) if view.words[first - 1] in HYPHENS else first - 1
        if before is None:
            return min(first + 1, position)
        if not _belongs(view, before, position):
            break
        first = before
    return first


def _hyphenated(view: Scene, position: int) -> int | None:
    """The first token of a hyphenated modifier that ends before ``position`` ("pro-regime"); null for an age."""
    first = position
    while first > 1 and view.words[first - 1] in HYPHENS and view.tokens[first - 2].end == view.tokens[first - 1].start:
        first -= 2
    return first if first < position and view.words[first].isalpha() and not is_number(view, first) else None


def is_number(view: Scene, position: int) -> bool:
    """Whether the token belongs to an amount."""
    return any(number.first <= position <= number.last for number in view.numbers)


def _belongs(view: Scene, position: int, head: int) -> bool:
    word = view.words[position]
    if word in {"a", "an"}:
        return True
    if word in people().lists.function_words or word in people().lists.determiners or is_number(view, position):
        return False
    if view.tree is None:
        return False
    below = view.tree.heads[position]
    inside = (
        view.tree.is_a(position, "compound", "amod", "punct", "nmod:desc", "flat", "obl", "advmod")
        or view.tag(position) == "PROPN"
    )
    return (
        inside
        and position < below <= head
        and view.tag(position) not in {"VERB", "ADV"}
        and word not in {",", "(", '"', "“"}
    )


def names(view: Scene, taken: Sequence[Mention]) -> list[Mention]:
    """Persons named or meant by a pronoun as victims of a verb of harm: "killed Ahmed Hassan", "killing him"."""
    tree = view.tree
    if tree is None:
        return []
    inside = {position for mention in taken for position in range(mention.first, mention.last + 1)}
    found = []
    for position, tag in enumerate(tree.pos):
        if position in inside or (tag == "PRON" and tree.is_a(position, "nmod:poss")):
            continue
        if tree.is_a(position, "obj", "nsubj:pass", "nsubj", "conj") or _named_in_act(view, tree, position):
            if tag == "PRON" and view.words[position] in harms().lists.pronouns:
                found.append(Mention(position, position, position, None, None, (position,)))
            elif tag == "PROPN" and _is_person(view, position):
                found.append(_name(view, position))
    return found


def _named_in_act(view: Scene, tree: Tree, position: int) -> bool:
    """Whether the name hangs on a noun of harm, or has a title: "the murder of Carlos Rivas"."""
    head = tree.heads[position]
    titled = any(people().nouns.at(view.words, at) for at in tree.dependents(position, "nmod:desc", "compound"))
    return tree.is_a(position, "nmod") and head >= 0 and (view.words[head] in harms().acts or titled)


def _is_person(view: Scene, position: int) -> bool:
    """Whether a proper noun is the name of one person: two names or a title, no group or place word among them."""
    tree = view.tree
    if (
        tree is None
        or people().modifiers.at(view.words, position)
        or people().sides.at(view.words, position)
        or view.words[position].endswith(people().demonyms)
    ):
        return False
    parts = tree.dependents(position, "flat", "compound", "nmod:desc")
    if tree.dependents(position, "det", "case", "nmod:poss") and not tree.is_a(position, "nmod"):
        return False
    titled = any(view.words[part] in people().titles or people().nouns.at(view.words, part) for part in parts)
    if len(tree.dependents(position, "flat", "compound")) > NAME_PARTS or any(
        people().modifiers.at(view.words, part) for part in parts
    ):
        return False
    flat = [part for part in tree.dependents(position, "flat") if view.tag(part) == "PROPN"]
    return titled or bool(flat)


def _name(view: Scene, position: int) -> Mention:
    tree = view.tree
    parts = [position, *(tree.dependents(position, "flat", "compound", "nmod:desc") if tree else [])]
    noun = next((hit[1] for part in parts if (hit := people().nouns.at(view.words, part))), None)
    return Mention(min(parts), max(parts), position, None, noun, (position,))
