"""Which amounts are part of another: "12, including five children", "20 people: 12 civilians and eight fighters"."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.reads import Read, adjoined, between, in_list
from onrecord.language.quantities.vocabulary import harms, people

MOST_PARTS = 9
"""An amount with its parts is no longer than this."""
INCLUSION_REACH = 3
"""Tokens that may stand between "including" and the amount it opens ("including at the very least")."""


def parted(view: Scene, reads: list[Read]) -> list[Read]:
    """The amounts with the whole that each is part of."""
    for at, read in enumerate(reads):
        if at + 1 < len(reads) and _counted_among(view, read, reads[at + 1]):
            reads[at] = msgspec.structs.replace(read, part_of=at + 1, found=reads[at + 1].found or read.found)
            continue
        if at + 1 < len(reads) and read.part_of is None and _raised(view, read, reads[at + 1]):
            reads[at] = msgspec.structs.replace(read, part_of=at + 1)
            continue
        whole = _whole(reads, at)
        if whole is None or (_one_thing(read.mention) and not _of_them(view, read.mention)):
            continue
        if _included(view, reads, at) or _continues(view, reads, at) or _out_of(view, reads[whole], reads[at]):
            taken = {other.found.position for other in reads[max(0, at - MOST_PARTS) : at] if other.found}
            own = read.found if read.found and read.found.position not in taken else None
            own = own if own and _of_its_clause(view, read.mention, own.position) else None
            if reads[whole].found is None and not read.mention.own:
                reads[whole] = msgspec.structs.replace(reads[whole], found=read.found)
            reads[at] = msgspec.structs.replace(read, part_of=whole, found=own or reads[whole].found)
    return _sums(view, reads)


def _of_its_clause(view: Scene, part: Mention, harmed: int) -> bool:
    """Whether a word of harm after a part tells of the part and not of the next amount: "killed, four of them children, and 20
    others were injured"."""
    return not {",", ";", "and"} & set(view.words[part.last + 1 : harmed])


def _counted_among(view: Scene, part: Read, whole: Read) -> bool:
    """As in "Ten children were among 48 people killed": the whole comes after its part."""
    words = between(view, part, whole)
    counted = whole.mention.number is not None and whole.mention.number.kind != "none"
    return counted and words[-1:] == ("among",) and len(words) <= 3 and words[0] in people().small.auxiliaries


def _out_of(view: Scene, whole: Read, part: Read) -> bool:
    """As in "Of the 23 people killed, 15 were children"."""
    first = whole.mention.first
    opening = view.words[max(0, first - 2) : first]
    opens = "of" in opening and first <= 2
    return opens and between(view, whole, part)[-1:] == (",",)


def _one_thing(mention: Mention) -> bool:
    """Whether it is a bare "one" or "some", which after "including" may be anything."""
    number = mention.number
    bare = mention.noun is None and mention.own is None and number is not None
    return bare and number is not None and (number.kind == "vague" or number.low == number.high == 1)


def _whole(reads: Sequence[Read], at: int) -> int | None:
    """The nearest amount before that counts people, is no part itself and is large enough."""
    for other in range(at - 1, max(-1, at - 1 - MOST_PARTS), -1):
        counts = reads[other].part_of is None and (reads[other].found or reads[other].mention.number)
        if counts and _fits(reads[other], reads[at]):
            return other
    return None


def _fits(whole: Read, part: Read) -> bool:
    bound = whole.high if whole.high is not None else whole.low
    return bound is None or part.low is None or part.low <= bound


def _included(view: Scene, reads: Sequence[Read], at: int) -> bool:
    mention = reads[at].mention
    floor = reads[at - 1].mention.last
    for first in range(max(floor + 1, mention.first - INCLUSION_REACH - 2), mention.first):
        hit = people().inclusion.at(view.words, first)
        if hit and mention.first - INCLUSION_REACH <= first + hit[0] <= mention.first:
            return all(_opens(view, at) for at in range(first + hit[0], mention.first))
    return _of_them(view, mention) or _among_after(view, mention)


def _opens(view: Scene, position: int) -> bool:
    """Whether the word may stand between "including" and the people included."""
    word = view.words[position]
    return word in people().small.auxiliaries | people().lists.determiners | people().small.opening or (
        view.tag(position) == "ADV" and word not in people().lists.function_words
    )


def _of_them(view: Scene, mention: Mention) -> bool:
    """As in "Five of them were children": the words are inside the mention or right after the number."""
    if mention.number is None:
        return False
    after = view.words[mention.number.last + 1 : mention.number.last + 3]
    return len(after) == 2 and after[0] in {"of", "among"} and after[1] in people().small.referring


def _among_after(view: Scene, mention: Mention) -> bool:
    """As in "Three children were among the dead"."""
    after = view.words[mention.last + 1 : mention.last + 4]
    if after[:1] == ("among",) and after[1:2] in {("the",), ("those",)}:
        return True
    return (
        "among" in after
        and after[0] in people().small.auxiliaries
        and view.starting.keys().isdisjoint(_after_among(view, mention))
    )


def _after_among(view: Scene, mention: Mention) -> range:
    at = view.words.index("among", mention.last + 1)
    return range(at + 1, at + 3)


def _continues(view: Scene, reads: Sequence[Read], at: int) -> bool:
    """Whether the amount stands in one list with a part: "including five children and three women"."""
    before = reads[at - 1]
    if before.part_of is None or not adjoined(view, before, reads[at]):
        return False
    heads = (before.mention.head, *before.mention.nouns)
    return view.tree is None or any(_joined_in_tree(view, head, reads[at].mention.head) for head in heads)


def _joined_in_tree(view: Scene, first: int, second: int) -> bool:
    tree = view.tree
    return tree is not None and first in tree.ancestors(second)


def _sums(view: Scene, reads: list[Read]) -> list[Read]:
    """As in "20 people: 12 civilians and eight fighters": amounts of one harm that add up to the one before are its parts."""
    for at, whole in enumerate(reads):
        total, end = 0, at + 1
        while (
            whole.part_of is None
            and whole.low
            and end < min(len(reads), at + MOST_PARTS)
            and _may_add(whole, reads[end])
            and total < whole.low
        ):
            total += reads[end].low or 0
            end += 1
        if end - at > 2 and total == whole.low and not in_list(view, whole, reads[at + 1]):
            for part in range(at + 1, end):
                reads[part] = msgspec.structs.replace(reads[part], part_of=at, found=reads[part].found or whole.found)
    return reads


def _may_add(whole: Read, part: Read) -> bool:
    same = part.found is None or (whole.found is not None and part.found.harm == whole.found.harm)
    return same and part.part_of is None and bool(part.low) and part.mention.noun is not None


def _raised(view: Scene, part: Read, total: Read) -> bool:
    """As in "Two more died, raising the toll to 18": the total counts those just told as well."""
    more = not people().small.further.isdisjoint(view.words[part.mention.first : part.mention.last + 2])
    told = total.found is not None and part.found is not None and total.found.harm == part.found.harm
    rises = not set(between(view, part, total)).isdisjoint(harms().lists.totalling)
    return more and told and rises and total.mention.number is not None and (part.low or 0) < (total.low or 0)


def _is_of_origin(read: Read) -> bool:
    """Whether the noun says only where people are from: the foreigners among fighters are fighters."""
    return read.mention.noun is not None and read.mention.noun.lemma in people().small.origins


def mixed(reads: list[Read]) -> list[Read]:
    """A whole whose parts are both combatants and civilians is mixed; one wholly made of one sort is of that sort."""
    by_whole: dict[int | None, list[Read]] = {}
    for read in reads:
        by_whole.setdefault(read.part_of, []).append(read)
    for at, whole in enumerate(reads):
        parts = by_whole.get(at, [])
        kinds_of = {read.who for read in parts} - {"unknown"}
        complete = bool(whole.low) and sum(read.low or 0 for read in parts) == whole.low
        if whole.who == "combatants":
            for part in (n for n, read in enumerate(reads) if read.part_of == at and _is_of_origin(read)):
                reads[part] = msgspec.structs.replace(reads[part], who="combatants")
        if whole.who == "unknown" and ({"combatants", "civilians"} <= kinds_of or "mixed" in kinds_of):
            reads[at] = msgspec.structs.replace(whole, who="mixed")
        elif whole.who == "unknown" and complete and len(kinds_of) == 1:
            reads[at] = msgspec.structs.replace(whole, who=kinds_of.pop())
    return reads
