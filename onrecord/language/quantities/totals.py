"""How the amounts of one sentence belong together: shared verbs, shared qualifiers, parts of a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from onrecord.language.quantities.grammar import Found
from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.vocabulary import harms, people
from onrecord.model import Who

JOINTS = frozenset(
    {
        "and",
        ",",
        "or",
        "&",
        "as",
        "well",
        "along",
        "with",
        "plus",
        "the",
        "also",
        "another",
        "their",
        "his",
        "a",
        "an",
        "-",
        "–",
        "—",
        "(",
        "some",
    }
)
AUXILIARIES = frozenset({"was", "were", "have", "has", "had", "are", "is", "been"})
OPENING = frozenset({":", "at", "least", "both", '"'})
INCLUSION_REACH = 3
"""Tokens that may stand between "including" and the amount it opens ("including at the very least")."""


class Read(msgspec.Struct, frozen=True):
    """One amount as read so far. ``part_of`` is a place in the list of all that the sentence holds."""

    mention: Mention
    found: Found | None
    low: int | None
    high: int | None
    who: Who
    part_of: int | None = None


def joined(view: Scene, reads: Sequence[Read]) -> list[Read]:
    """The amounts with shared harms, bounds and parts settled; those that say nothing of harm are left out."""
    found = _shared_harm(view, _merged(list(reads)))
    found = _shared_bounds(view, _without_wounds(view, found))
    found = _parts(view, found)
    found = _same_people(view, found)
    return _kept(view, _mixed(found))


def _merged(reads: list[Read]) -> list[Read]:
    """As in "Brings to 20 the number of civilians killed" counts civilians: the number takes the noun, which is left out."""
    for at, read in enumerate(reads):
        partner = next((other for other in reads if _counts(read, other)), None)
        if partner:
            mention = msgspec.structs.replace(read.mention, noun=partner.mention.noun, nouns=partner.mention.nouns)
            reads[at] = msgspec.structs.replace(read, mention=mention, who=partner.who)
            reads.remove(partner)
            return _merged(reads)
    return reads


def _counts(number: Read, noun: Read) -> bool:
    alone = number.mention.number is not None and number.mention.noun is None and not number.mention.own
    uncounted = noun.mention.number is None and bool(noun.mention.noun and noun.mention.noun.plural)
    same = number.found is not None and noun.found is not None and number.found.position == noun.found.position
    return alone and uncounted and same and number.found is not None and number.found.toll


def between(view: Scene, first: Read, second: Read) -> tuple[str, ...]:
    """The words between two amounts."""
    return view.words[first.mention.last + 1 : second.mention.first]


def _adjoined(view: Scene, first: Read, second: Read) -> bool:
    """Whether two amounts stand in one list ("12 soldiers and five civilians")."""
    words = between(view, first, second)
    listed = first.mention.number is not None and second.mention.number is not None
    return (bool(words) or listed) and len(words) <= 4 and all(word in JOINTS for word in words)


def _shared_harm(view: Scene, reads: list[Read]) -> list[Read]:
    for at in range(1, len(reads)):
        if reads[at].found is None and reads[at - 1].found and _adjoined(view, reads[at - 1], reads[at]):
            reads[at] = _lend(reads[at - 1], reads[at])
    for at in range(1, len(reads)):
        if reads[at].found is None and reads[at - 1].found and _elsewhere(view, reads[at - 1], reads[at]):
            reads[at] = msgspec.structs.replace(reads[at], found=reads[at - 1].found)
    for at in range(len(reads) - 2, -1, -1):
        if reads[at].found is None and reads[at + 1].found and _adjoined(view, reads[at], reads[at + 1]):
            reads[at] = _lend(reads[at + 1], reads[at])
    return reads


def _elsewhere(view: Scene, first: Read, second: Read) -> bool:
    """As in "two soldiers were killed in Harra and three in Nawal": a number alone, before a place."""
    mention = second.mention
    bare = mention.number is not None and mention.number.kind == "figure" and mention.noun is None and mention.sure
    opened = view.words[mention.first - 1 : mention.first] in {("and",), (",",)}
    return (
        bare
        and opened
        and view.words[mention.last + 1 : mention.last + 2] in {("in",), ("at",), ("near",), ("outside",)}
    )


def _lend(giver: Read, taker: Read) -> Read:
    """A list shares its verb; what a noun says of itself ("20 dead") is not shared."""
    own = giver.mention.own is not None
    return (
        taker
        if own or (taker.mention.number is None and taker.mention.noun is None)
        else msgspec.structs.replace(taker, found=giver.found)
    )


def _without_wounds(view: Scene, reads: list[Read]) -> list[Read]:
    """Without the "injuries" that counted people "sustained": they are no second toll."""
    tree = view.tree
    verbs = {read.found.position for read in reads if read.found and read.mention.number}
    if tree is None:
        return reads
    return [
        read
        for read in reads
        if read.mention.number or not read.mention.own or tree.heads[read.mention.head] not in verbs
    ]


def _shared_bounds(view: Scene, reads: list[Read]) -> list[Read]:
    """As in "At least" before the first of a list governs the rest: "at least six killed and 12 wounded"."""
    for at in range(1, len(reads)):
        first, second = reads[at - 1], reads[at]
        lower = first.low is not None and first.high is None and second.low is not None and second.low == second.high
        counted = second.mention.number is not None and second.mention.number.kind == "figure" and second.low != 0
        if lower and counted and (_in_list(view, first, second) or _gapped(view, first, second)):
            reads[at] = msgspec.structs.replace(second, high=None)
    return reads


def _in_list(view: Scene, first: Read, second: Read) -> bool:
    words = between(view, first, second)
    return bool(words) and set(words) <= {"and", ",", "as", "well", "&"}


def _gapped(view: Scene, first: Read, second: Read) -> bool:
    """As in "At least six were killed and 12 wounded": the second half has no verb of its own."""
    words = between(view, first, second)
    ends = words[-1:] in {("and",), (",",)} and len(words) >= 2
    harmed = ends and any(word in harms().object or harms().counted.at(words, at) for at, word in enumerate(words[:-1]))
    after = view.words[second.mention.last + 1 : second.mention.last + 3]
    bare = len([word for word in words if word not in AUXILIARIES]) <= 6 and not set(words) & {";", "while"}
    return bool(harmed and bare and not (set(after) & AUXILIARIES) and (second.mention.own or _participle(after)))


def _participle(after: Sequence[str]) -> bool:
    return any(word in harms().object for word in after[:1]) or (
        len(after) > 1 and after[0] in {"others", "more"} and after[1] in harms().object
    )


def _parts(view: Scene, reads: list[Read]) -> list[Read]:
    for at, read in enumerate(reads):
        if at + 1 < len(reads) and _counted_among(view, read, reads[at + 1]):
            reads[at] = msgspec.structs.replace(read, part_of=at + 1, found=reads[at + 1].found or read.found)
            continue
        whole = _whole(reads, at)
        if whole is None or _one_thing(read.mention):
            continue
        if _included(view, reads, at) or (_continues(view, reads, at) and _fits(reads[whole], read)):
            taken = {other.found.position for other in reads[:at] if other.found}
            own = read.found if read.found and read.found.position not in taken else None
            if reads[whole].found is None and not read.mention.own:
                reads[whole] = msgspec.structs.replace(reads[whole], found=read.found)
            reads[at] = msgspec.structs.replace(read, part_of=whole, found=own or reads[whole].found)
    return _sums(view, reads)


def _counted_among(view: Scene, part: Read, whole: Read) -> bool:
    """As in "Ten children were among 48 people killed": the whole comes after its part."""
    words = between(view, part, whole)
    counted = whole.mention.number is not None and whole.mention.number.kind != "none"
    return counted and words[-1:] == ("among",) and len(words) <= 3 and words[0] in AUXILIARIES


def _one_thing(mention: Mention) -> bool:
    """Whether it is a bare "one" or "some", which after "including" may be anything."""
    number = mention.number
    bare = mention.noun is None and mention.own is None and number is not None
    return bare and number is not None and (number.kind == "vague" or number.low == number.high == 1)


def _whole(reads: Sequence[Read], at: int) -> int | None:
    """The nearest amount before that is no part itself and counts people."""
    for other in range(at - 1, -1, -1):
        if reads[other].part_of is None and (reads[other].found or reads[other].mention.number):
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
    return word in AUXILIARIES | people().lists.determiners | OPENING or view.tag(position) == "ADV"


def _of_them(view: Scene, mention: Mention) -> bool:
    """As in "Five of them were children": the words are inside the mention or right after the number."""
    if mention.number is None:
        return False
    after = view.words[mention.number.last + 1 : mention.number.last + 3]
    return len(after) == 2 and after[0] in {"of", "among"} and after[1] in {"them", "whom", "which", "these", "those"}


def _among_after(view: Scene, mention: Mention) -> bool:
    """As in "Three children were among the dead"."""
    after = view.words[mention.last + 1 : mention.last + 4]
    if after[:1] == ("among",) and after[1:2] in {("the",), ("those",)}:
        return True
    return (
        "among" in after
        and after[0] in AUXILIARIES
        and not any(number.first in _after_among(view, mention) for number in view.numbers)
    )


def _after_among(view: Scene, mention: Mention) -> range:
    at = view.words.index("among", mention.last + 1)
    return range(at + 1, at + 3)


def _continues(view: Scene, reads: Sequence[Read], at: int) -> bool:
    """Whether the amount stands in one list with a part: "including five children and three women"."""
    before = reads[at - 1]
    if before.part_of is None or not _adjoined(view, before, reads[at]):
        return False
    return view.tree is None or _joined_in_tree(view, before.mention.head, reads[at].mention.head)


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
            and end < len(reads)
            and _may_add(whole, reads[end])
            and total < whole.low
        ):
            total += reads[end].low or 0
            end += 1
        if end - at > 2 and total == whole.low and not _in_list(view, whole, reads[at + 1]):
            for part in range(at + 1, end):
                reads[part] = msgspec.structs.replace(reads[part], part_of=at, found=reads[part].found or whole.found)
    return reads


def _may_add(whole: Read, part: Read) -> bool:
    same = part.found is None or (whole.found is not None and part.found.harm == whole.found.harm)
    return same and part.part_of is None and bool(part.low) and part.mention.noun is not None


def _same_people(view: Scene, reads: list[Read]) -> list[Read]:
    """As in "Wounded 30 others": the same sort of people as those just counted."""
    for at in range(1, len(reads)):
        number, before = reads[at].mention, reads[at - 1]
        if (
            reads[at].who == "unknown"
            and number.number
            and before.found
            and before.part_of is None
            and _elliptic(view, number)
            and number.own in {None, "killed", "wounded"}
        ):
            reads[at] = msgspec.structs.replace(reads[at], who=before.who)
    return reads


def _elliptic(view: Scene, mention: Mention) -> bool:
    """Whether the number leaves out its noun ("30 others", "12 wounded", "30")."""
    return (mention.noun is None and mention.sure) or bool(mention.noun and mention.noun.lemma == "others")


def _mixed(reads: list[Read]) -> list[Read]:
    """A whole whose parts are both combatants and civilians is mixed; one wholly made of one sort is of that sort."""
    for at, whole in enumerate(reads):
        parts = [read for read in reads if read.part_of == at]
        kinds_of = {read.who for read in parts} - {"unknown"}
        complete = bool(whole.low) and sum(read.low or 0 for read in parts) == whole.low
        if whole.who == "unknown" and ({"combatants", "civilians"} <= kinds_of or "mixed" in kinds_of):
            reads[at] = msgspec.structs.replace(whole, who="mixed")
        elif whole.who == "unknown" and complete and len(kinds_of) == 1:
            reads[at] = msgspec.structs.replace(whole, who=kinds_of.pop())
    return reads


def _kept(view: Scene, reads: Sequence[Read]) -> list[Read]:
    keep = [at for at, read in enumerate(reads) if _says(read)]
    place = {old: new for new, old in enumerate(keep)}
    return [
        msgspec.structs.replace(reads[at], part_of=place.get(-1 if (part_of := reads[at].part_of) is None else part_of))
        for at in keep
    ]


def _says(read: Read) -> bool:
    """Whether the amount is worth telling: it has a harm, or counts people by a figure."""
    number = read.mention.number
    if read.found:
        return True
    counted = number is not None and number.kind == "figure" and read.mention.sure and read.mention.noun is not None
    return counted and read.low != 0 and (read.low, read.high) != (1, 1)


def text_of(view: Scene, first: int, last: int) -> str:
    """The words from ``first`` to ``last`` with the gaps between them as spaces."""
    return "".join(_pieces(view, first, last))


def _pieces(view: Scene, first: int, last: int) -> Iterator[str]:
    for at in range(first, last + 1):
        token = view.tokens[at]
        yield token.text
        if at < last:
            yield " " * (view.tokens[at + 1].start - token.end)
