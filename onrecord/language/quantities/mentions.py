"""One sentence as the rules of this package read it, and the noun groups for people in it."""

from __future__ import annotations

import functools

import msgspec

from onrecord.language.document import Sentence, Token, Tree
from onrecord.language.quantities import numbers as amounts
from onrecord.language.quantities.numbers import Number
from onrecord.language.quantities.vocabulary import Noun, harms, people
from onrecord.model import Harm, Scope

LONGER = 5
HEADLINE = 0.8
"""This share of capitals among words of five letters and more makes a headline."""
HYPHENS = frozenset("-–")
CLOSED = frozenset({"AUX", "ADP", "PRON", "CCONJ", "SCONJ", "DET", "INTJ"})
REACH = 7
"""A counted noun stands at most this many tokens after its number."""


class Scene(msgspec.Struct, frozen=True, dict=True):
    """One sentence as the rules of this package read it: tokens, their lower-case words, the tree where there is one."""

    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    tree: Tree | None
    numbers: tuple[Number, ...]

    @functools.cached_property
    def inside(self) -> frozenset[int]:
        """The tokens that belong to amounts."""
        return frozenset(at for number in self.numbers for at in range(number.first, number.last + 1))

    @functools.cached_property
    def starting(self) -> dict[int, Number]:
        """The amounts by their first token."""
        return {number.first: number for number in self.numbers}

    @functools.cached_property
    def ends(self) -> frozenset[int]:
        """The last tokens of amounts."""
        return frozenset(number.last for number in self.numbers)

    @functools.cached_property
    def capitals(self) -> bool:
        """Whether no word is in lower case, so that capitals tell nothing."""
        return not any(token.text.islower() for token in self.tokens if token.text.isalpha())

    def is_initials(self, position: int) -> bool:
        """Whether a little word is the name of a country or group all the same: "US", "IS", "UN"."""
        text = self.tokens[position].text
        return len(text) > 1 and text.isupper() and not self.capitals

    @functools.cached_property
    def headline(self) -> bool:
        """Whether nearly all longer words have capitals, as in a headline."""
        longer = [token.text for token in self.tokens if token.text.isalpha() and len(token.text) >= LONGER]
        return sum(text[0].isupper() for text in longer) >= HEADLINE * len(longer)

    @functools.cached_property
    def cues(self) -> tuple[tuple[int, Scope], ...]:
        """Where words like "since" and "in separate attacks" stand, and what they say of an amount's scope."""
        return tuple((first, scope) for first, _, scope in harms().scopes.find(self.words))

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


def is_number(view: Scene, position: int) -> bool:
    """Whether the token belongs to an amount."""
    return position in view.inside


def noun_at(view: Scene, position: int) -> tuple[int, int, Noun] | None:
    """The noun for people that starts here: (first, last, what it says); nouns of harm ("the wounded") apart."""
    hit = named_at(view, position)
    if hit is None or (hit[0] == 1 and harms().counted.at(view.words, position)):
        return None
    last = position + hit[0] - 1
    if view.words[last + 1 : last + 2] == ("-",) and view.tokens[last + 1].start == view.tokens[last].end:
        return None
    if view.tag(last) in {"VERB", "ADP", "AUX", "ADV"} or (view.tag(last) == "ADJ" and _before_noun(view, last)):
        return None
    return position, last, hit[1]


def named_at(view: Scene, position: int) -> tuple[int, Noun] | None:
    """The phrase for people that starts here; the "old" of an age is no part of one ("a 27-year-old man")."""
    aged = position and view.words[position] == "old" and view.words[position - 1] in HYPHENS
    return None if aged else people().nouns.at(view.words, position)


def _before_noun(view: Scene, position: int) -> bool:
    """Whether the word modifies a noun of its own group after it."""
    tree = view.tree
    if tree is None or not tree.is_a(position, "amod", "compound") or tree.heads[position] < position:
        return False
    return not any(is_number(view, at) or view.tag(at) == "CCONJ" for at in range(position + 1, tree.heads[position]))


def stops(view: Scene, position: int) -> bool:
    """Whether the word ends the noun group that a number opens."""
    word, tag = view.words[position], view.tag(position)
    if amounts.is_unit(word):
        return True
    if is_number(view, position) or (word in people().lists.function_words and not view.is_initials(position)):
        return True
    if tag in CLOSED or (tag == "PUNCT" and word not in {"-", "–", '"', "“", "”", "'", "’", "‘"}):
        return True
    if tag != "VERB" or view.tree is None or view.tree.is_a(position, "amod", "compound"):
        return False
    return not (word.endswith("ing") and word not in harms().object and leads_to_noun(view, position + 1))


def plain_noun(view: Scene, start: int, modifiers: int) -> tuple[int, int, Noun] | None:
    """The noun for people after at most so many modifiers, without determiner or number."""
    for position in range(start, min(len(view.words), start + modifiers + 1)):
        if view.words[position] in people().lists.determiners or stops(view, position):
            return None
        noun = noun_at(view, position)
        if noun:
            return noun
    return None


def left_edge(view: Scene, position: int) -> int:
    """The first token of the noun group: modifiers that stand before the noun, and "a"."""
    first = position
    while first:
        before = _hyphenated(view, first) if view.words[first - 1] in HYPHENS else first - 1
        if before is not None and _belongs(view, before, position):
            first = before
            continue
        return min(first + 1, position) if view.words[first - 1] in HYPHENS else first
    return first


def _hyphenated(view: Scene, position: int) -> int | None:
    """The first token of a hyphenated modifier that ends before ``position`` ("pro-regime"); null for an age."""
    first = position
    while first > 1 and view.words[first - 1] in HYPHENS and view.tokens[first - 2].end == view.tokens[first - 1].start:
        first -= 2
    return first if first < position and view.words[first].isalpha() and not is_number(view, first) else None


def _belongs(view: Scene, position: int, head: int) -> bool:
    word = view.words[position]
    if word in {"a", "an"}:
        return True
    if word in harms().object and word not in harms().participles:
        return False
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


def is_demonym(view: Scene, position: int) -> bool:
    """Whether a capitalised noun has the ending of a people's name ("Iraqis", "Lebanese")."""
    return view.tokens[position].text[:1].isupper() and view.words[position].endswith(people().demonyms)


def modifies_thing(view: Scene, mention: Mention) -> bool:
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
        noun_at(view, above) is None
        and not harms().counted.at(view.words, above)
        and _adjacent_nouns(view, head, above)
    )


def _adjacent_nouns(view: Scene, first: int, last: int) -> bool:
    return all(view.tag(position) in {"NOUN", "PROPN", "ADJ"} for position in range(first, last + 1))


def extended(view: Scene, mention: Mention) -> Mention:
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
        if other and other[1] != mention.own and not leads_to_noun(view, start + other[0]):
            return _joined(mention, start + other[0] - 1, together(mention.own, other[1]))
        return None
    if mention.noun is None or mention.own or not mention.noun.plural:
        return None
    further = plain_noun(view, start, 0 if start == last + 1 else 2)
    if further is None or not further[2].plural or _new_clause(view, further[1], mention.head):
        return None
    if mention.number is None and len({further[2].who, mention.noun.who} - {"unknown"}) > 1:
        return None
    return _joined(mention, further[1], None)


def _lists_on(view: Scene, position: int) -> bool:
    """Whether plural nouns go on with "and": "men, women and children"."""
    noun = noun_at(view, position)
    return bool(
        noun and noun[2].plural and noun[1] + 1 < len(view.words) and view.words[noun[1] + 1] in {"and", "or", ","}
    )


def _joined(mention: Mention, last: int, own: Harm | None) -> Mention:
    return msgspec.structs.replace(mention, last=last, nouns=(*mention.nouns, last), own=own or mention.own)


def leads_to_noun(view: Scene, position: int) -> bool:
    """Whether a noun for people follows at once or after one modifier ("20 wounded Syrian soldiers")."""
    for ahead in (position, position + 1):
        if (
            ahead >= len(view.words)
            or view.words[ahead] in people().lists.function_words
            or view.words[ahead] in people().lists.determiners
        ):
            return False
        if noun_at(view, ahead) and not is_number(view, ahead):
            return True
        if is_number(view, ahead):
            return False
    return False


def together(first: Harm, second: Harm) -> Harm:
    """The harm of two harms under one number."""
    return "casualties" if {first, second} <= {"killed", "wounded", "casualties"} else first


def _new_clause(view: Scene, noun: int, head: int) -> bool:
    """Whether the noun opens a clause of its own ("killed two soldiers and rebels took the hill")."""
    tree = view.tree
    if tree is None:
        return False
    return tree.is_a(noun, "nsubj") and not (tree.is_a(head, "nsubj") and tree.heads[head] == tree.heads[noun])
