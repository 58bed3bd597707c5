"""How many people suffered what harm, as a sentence says it.

``quantities`` reads every amount of people, and every mention of people that a word of harm governs without an amount,
with the harm from the grammar. Numbers of things give nothing, and those who do the harm are no toll.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.language.document import Sentence, Tree
from onrecord.language.quantities import grammar, kinds, patterns
from onrecord.language.quantities.counted import counted
from onrecord.language.quantities.mentions import Mention, Scene, scene
from onrecord.language.quantities.predicates import as_told
from onrecord.language.quantities.reads import Read, text_of
from onrecord.language.quantities.totals import joined
from onrecord.language.quantities.uncounted import names, uncounted
from onrecord.language.quantities.verbs import Found
from onrecord.language.quantities.vocabulary import harms, people
from onrecord.model import Detail, Harm, Scope, Unit, Who

__all__ = ["Quantity", "quantities"]


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """So many (low..high) of these people, in the words ``text``, suffered this harm.

    ``start`` and ``end`` are offsets in the whole text; ``position`` and ``harm_position`` are token positions in the
    sentence, of the counted noun (or the number alone) and of the word that says the harm. ``harm`` is null where the
    sentence counts people without saying what befell them. Exact N has low = high = N, "at least N" low only, "up to N"
    high only, an amount without a figure neither; zero is stated zero. ``negated`` is true where the grammar denies the
    harm to a stated number. ``part_of`` is the index, in the tuple that holds this one, of the amount that includes it.
    ``side`` is the place in the text of the words for the victims' side. ``phrase_head`` is the counted noun in lower case.
    """

    text: str
    start: int
    end: int
    position: int
    low: int | None
    high: int | None
    approximate: bool
    harm: Harm | None
    harm_position: int | None
    who: Who
    detail: tuple[Detail, ...]
    unit: Unit
    scope: Scope
    part_of: int | None
    side: tuple[int, int] | None
    phrase_head: str
    negated: bool


def quantities(sentence: Sentence) -> tuple[Quantity, ...]:
    """The amounts of people in a sentence with the harm they suffered, in text order."""
    view = scene(sentence)
    if not view.numbers and harms().starts.isdisjoint(view.words):
        return ()
    harmed = [item for mention in _all(view) for item in _harmed(view, mention)]
    read = joined(view, [item for item in harmed if not _is_named_group(view, item, harmed)])
    return tuple(_quantity(view, sentence, item) for item in read)


def _is_named_group(view: Scene, item: Read, others: Sequence[Read]) -> bool:
    """Whether the words only say whom another amount is of: the civilians of "dozens of casualties among civilians"."""
    if view.tree is None or item.low is not None or item.high is not None or item.mention.number is not None:
        return False
    head = item.mention.head
    holder = view.tree.heads[head]
    among = any(view.words[i] == "among" for i in view.tree.dependents(head, "case"))
    return among and any(o.mention.first <= holder <= o.mention.last for o in others if o is not item)


def _all(view: Scene) -> list[Mention]:
    found = [as_told(view, mention) for mention in counted(view)]
    taken = {at for m in found for at in (*range(m.first, m.last + 1), *m.nouns)}
    found += [as_told(view, mention) for mention in uncounted(view, taken)]
    ordered = sorted([*found, *names(view, found)], key=lambda mention: mention.first)
    return _with_titles(ordered)


def _with_titles(ordered: Sequence[Mention]) -> list[Mention]:
    """A name takes the noun right before it: "Father Anton Sayegh" is one person."""
    found: list[Mention] = []
    for mention in ordered:
        before = found[-1] if found else None
        titled = (
            before
            and before.number is None
            and before.last + 1 == mention.first
            and not (before.noun and before.noun.plural)
        )
        if before and titled and mention.number is None and mention.noun is None:
            found[-1] = msgspec.structs.replace(before, last=mention.last)
        else:
            found.append(mention)
    return found


def _owned(tree: Tree, mention: Mention) -> bool:
    """Whether the people only belong to others who are counted: "nine members of one family"."""
    cases = tree.dependents(mention.head, "case")
    if mention.first <= tree.heads[mention.head] <= mention.last:  # "nine of the dead"
        return False
    return tree.is_a(mention.head, "nmod") and any(tree.tokens[at].lower in {"of", "from"} for at in cases)


def _harmed(view: Scene, mention: Mention) -> Sequence[Read]:
    if _left_out(view, mention) or (patterns.acting(view, mention) and not _suffers(view, mention)):
        return ()
    found = _found(view, mention)
    if any(item.role == "agent" for item in found):
        return ()
    if mention.number is not None and mention.number.kind == "none":
        return _zero(view, mention, found)
    low, high = _bounds(mention)
    if found and found[0].toll and view.words[mention.first - 1] in harms().lists.toll_bounds:
        high = None
    who = kinds.who(view, mention)
    if not found and view.tree and _owned(view.tree, mention):
        return ()
    found = tuple(item for item in found if not _only_moves(mention, item, who))
    if who == "unknown" and found and view.tree and _losers(view, mention, found[0]):
        who = "combatants"
    if not found and who == "combatants" and view.tree and _acts(view.tree, mention):
        return ()
    return [Read(mention, item, low, high, who) for item in found] or [Read(mention, None, low, high, who)]


def _suffers(view: Scene, mention: Mention) -> bool:
    """Whether an amount before a verb of harm suffers all the same: "raids kill 5 injure 50", which has lost its mark."""
    bare = mention.noun is None and patterns.doing(view, mention) is not None
    return bare or _lost_lives(view, mention) or patterns.chained(view, mention) is not None


def _lost_lives(view: Scene, mention: Mention) -> bool:
    """Whose lives were taken, whatever verb follows: "claimed the lives of three farmers injured two"."""
    return view.words[max(0, mention.first - 2) : mention.first] == ("lives", "of")


def _acts(tree: Tree, mention: Mention) -> bool:
    """Whether the mention is the subject of an active verb: "three gunmen opened fire"."""
    above = tree.heads[mention.head]
    return tree.relations[mention.head] == "nsubj" and above >= 0 and tree.pos[above] == "VERB"


def _only_moves(mention: Mention, found: Found, who: Who) -> bool:
    """Whether going away or coming back is no harm: fighters flee and one man returns without being displaced."""
    if found.harm == "returned":
        return mention.number is None
    single = mention.number is None and not (mention.noun and mention.noun.plural)
    return found.harm == "displaced" and (who == "combatants" or single)


def _losers(view: Scene, mention: Mention, found: Found) -> bool:
    """Whether those who lost people are a fighting side."""
    span = grammar.loser(view, view.tree, mention, found) if view.tree else None
    return span is not None and kinds.is_side(view, *span)


def _found(view: Scene, mention: Mention) -> tuple[Found, ...]:
    if patterns.old_toll(view, mention):
        return ()
    if view.tree and _lost_lives(view, mention):
        taking = view.tree.heads[mention.first - 2]
        if view.words[taking] in harms().taking:
            return (Found("killed", taking),)
    clear = (
        patterns.toll(view, mention)
        or patterns.doing(view, mention)
        or patterns.finished(view, mention)
        or patterns.chained(view, mention)
        or patterns.besides(view, mention)
    )
    if clear:
        return (clear,)
    if view.tree and _owned(view.tree, mention):
        return grammar.find(view, view.tree, mention)
    found = grammar.find(view, view.tree, mention) if view.tree else patterns.find(view, mention)
    if not found and view.tree and mention.number:
        found = patterns.find(view, mention)
    if not found and mention.number and kinds.are_bodies(view, mention):
        found = (Found("killed", mention.head),)
    if not found and mention.worn:
        found = (Found(mention.worn, _worn_at(view, mention)),)
    return found


def _left_out(view: Scene, mention: Mention) -> bool:
    """Mentions that count nobody: "every man", "the body of …", "no reports of casualties", "to avoid casualties"."""
    words = view.words
    before = words[max(0, mention.first - 5) : mention.first]
    if before[-2:] == ("out", "of") and mention.number is not None and mention.first - 3 in view.ends:
        return True  # "nine out of ten people" are a share
    if mention.number is None:
        if before[-1:] and before[-1] in people().small.uncounting:
            return True
        if mention.own and before[-1:] == ("with",) and people().small.further.intersection(before[-2:-1]):
            return True  # "40 others with injuries"
        if words[mention.head + 1 : mention.head + 2] == ("of",) and mention.noun and _measures(view, mention):
            return True
        if patterns.silent(view, mention) or _names_act(view, mention):
            return True
        return bool(set(before) & people().small.avoiding)
    return patterns.silent(view, mention)


def _worn_at(view: Scene, mention: Mention) -> int:
    """The participle before the noun that says the harm ("60 wounded people")."""
    first = mention.number.last + 1 if mention.number else mention.first
    return next((at for at in range(first, mention.last + 1) if harms().counted.at(view.words, at)), mention.head)


def _names_act(view: Scene, mention: Mention) -> bool:
    """Whether a noun of harm only says what befell the people after its "of": "the deaths of nine people"."""
    after = mention.head + 2
    named = range(after, min(len(view.words), after + 3))
    followed = after in view.starting or any(people().nouns.at(view.words, at) for at in named)
    return bool(mention.own) and view.words[after - 1 : after] == ("of",) and followed


def _measures(view: Scene, mention: Mention) -> bool:
    """Whether the people after "of" are those meant: "the body of a man", "a family of six"."""
    after = mention.head + 2
    number = view.starting.get(after)
    counted = number is not None and not any(
        people().nouns.at(view.words, at) for at in (number.last + 1, number.last + 2) if at < len(view.words)
    )
    return mention.noun is not None and (mention.noun.unit == "bodies" or (mention.noun.unit == "families" and counted))


def _zero(view: Scene, mention: Mention, found: Sequence[Found]) -> Sequence[Read]:
    number = mention.number
    if not found or number is None or patterns.silent(view, mention):
        return ()
    if not harms().lists.not_none.isdisjoint(view.words[number.first : mention.last + 1]):
        return ()
    if (
        view.words[number.last] == "any"
        and number.first == number.last
        and not patterns.denied_before(view, mention.first)
    ):
        return ()
    item = msgspec.structs.replace(found[0], negated=False)
    return (Read(mention, item, 0, 0, kinds.who(view, mention)),)


def _bounds(mention: Mention) -> tuple[int | None, int | None]:
    if mention.number:
        return mention.number.low, mention.number.high
    single = mention.own is None and not (mention.noun and mention.noun.plural)
    return (1, 1) if single else (None, None)


QUOTES = {'"', "\u201c", "\u201d", "''", "``", "\u00bb", "\u00ab"}


def _within_quotes(view: Scene, mention: Mention) -> int:
    """The last token of an amount; it never runs over the mark that closes a quotation."""
    marks = (i for i in range(mention.first + 1, mention.last + 1) if view.tokens[i].text in QUOTES)
    end = next(marks, mention.last + 1) - 1
    while end > mention.first and view.tokens[end].text in {",", "."}:
        end -= 1
    return end


def _quantity(view: Scene, sentence: Sentence, read: Read) -> Quantity:
    mention, found = read.mention, read.found
    side = kinds.side(view, mention, read.who)
    if side is None and found and view.tree:
        side = grammar.loser(view, view.tree, mention, found)
    last = _within_quotes(view, mention)
    unnamed_part = read.who == "unknown" and kinds.of_the_dead(view, mention)
    return Quantity(
        text=text_of(view, mention.first, last),
        start=view.tokens[mention.first].start,
        end=view.tokens[last].end,
        position=mention.head,
        low=read.low,
        high=read.high,
        approximate=bool(mention.number and mention.number.approximate),
        harm=found.harm if found else None,
        harm_position=found.position if found else None,
        who=read.who,
        detail=kinds.detail(view, mention),
        unit=kinds.unit(view, mention),
        scope="part" if unnamed_part else kinds.scope(view, mention, found.position if found else None),
        part_of=read.part_of,
        side=(view.tokens[side[0]].start, view.tokens[side[1]].end) if side else None,
        phrase_head=view.words[mention.nouns[0] if mention.nouns else mention.head],
        negated=bool(found and found.negated),
    )
