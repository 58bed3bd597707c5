"""How the amounts of one sentence belong together: shared verbs, shared qualifiers, the same people again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.language.quantities.mentions import Mention, Scene
from onrecord.language.quantities.parts import mixed, parted
from onrecord.language.quantities.reads import Read, adjoined, between, in_list
from onrecord.language.quantities.vocabulary import harms, people

MERGE_REACH = 3
"""A number and the noun of "the number of" are no further apart in a sentence's amounts."""


def joined(view: Scene, reads: Sequence[Read]) -> list[Read]:
    """The amounts with shared harms, bounds and parts settled; those that say nothing of harm are left out."""
    found = _shared_harm(view, _merged(list(reads)))
    found = _shared_bounds(view, _without_wounds(view, found))
    found = parted(view, found)
    found = _same_people(view, found)
    return _kept(view, mixed(found))


def _merged(reads: list[Read]) -> list[Read]:
    """The number of "brings to 20 the number of civilians killed" takes the noun, which is left out."""
    found: list[Read] = []
    for at, read in enumerate(reads):
        near = reads[max(0, at - MERGE_REACH) : at + MERGE_REACH + 1]
        partner = next((other for other in near if _counts(read, other)), None)
        if partner:
            mention = msgspec.structs.replace(read.mention, noun=partner.mention.noun, nouns=partner.mention.nouns)
            found.append(msgspec.structs.replace(read, mention=mention, who=partner.who))
        elif not any(_counts(other, read) for other in near):
            found.append(read)
    return found


def _counts(number: Read, noun: Read) -> bool:
    alone = number.mention.number is not None and number.mention.noun is None and not number.mention.own
    uncounted = noun.mention.number is None and bool(noun.mention.noun and noun.mention.noun.plural)
    same = number.found is not None and noun.found is not None and number.found.position == noun.found.position
    return alone and uncounted and same and number.found is not None and number.found.toll


def _shared_harm(view: Scene, reads: list[Read]) -> list[Read]:
    for at in range(1, len(reads)):
        if reads[at].found is None and reads[at - 1].found and adjoined(view, reads[at - 1], reads[at]):
            reads[at] = _lend(reads[at - 1], reads[at])
    for at in range(1, len(reads)):
        if reads[at].found is None and reads[at - 1].found and _elsewhere(view, reads[at - 1], reads[at]):
            reads[at] = msgspec.structs.replace(reads[at], found=reads[at - 1].found)
    for at in range(len(reads) - 2, -1, -1):
        if reads[at].found is None and reads[at + 1].found and adjoined(view, reads[at], reads[at + 1]):
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
    """A list shares its verb; what a noun says of itself ("20 dead", "12 bodies") is not shared."""
    own = giver.mention.own is not None or (giver.found is not None and giver.found.position in giver.mention.nouns)
    countless = taker.mention.number is None and taker.mention.noun is None
    return taker if own or countless or not taker.mention.sure else msgspec.structs.replace(taker, found=giver.found)


def _without_wounds(view: Scene, reads: list[Read]) -> list[Read]:
    """Without the "injuries" that counted people "sustained": they are no second toll."""
    tree = view.tree
    verbs = {read.found.position for read in reads if read.found and not read.mention.own}
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
        if lower and counted and (in_list(view, first, second) or _gapped(view, first, second)):
            reads[at] = msgspec.structs.replace(second, high=None)
    return reads


def _gapped(view: Scene, first: Read, second: Read) -> bool:
    """As in "At least six were killed and 12 wounded": the second half has no verb of its own."""
    words = between(view, first, second)
    ends = words[-1:] in {("and",), (",",)} and len(words) >= 2
    harmed = ends and any(word in harms().object or harms().counted.at(words, at) for at, word in enumerate(words[:-1]))
    after = view.words[second.mention.last + 1 : second.mention.last + 3]
    bare = len([word for word in words if word not in people().small.auxiliaries]) <= 6 and not set(words) & {
        ";",
        "while",
    }
    return bool(
        harmed and bare and not (set(after) & people().small.auxiliaries) and (second.mention.own or _participle(after))
    )


def _participle(after: Sequence[str]) -> bool:
    return any(word in harms().object for word in after[:1]) or (
        len(after) > 1 and after[0] in {"others", "more"} and after[1] in harms().object
    )


def _same_people(view: Scene, reads: list[Read]) -> list[Read]:
    """As in "Wounded 30 others": the same sort of people as those just counted."""
    for at in range(1, len(reads)):
        number, before = reads[at].mention, reads[at - 1]
        if (
            reads[at].who == "unknown"
            and number.number
            and before.found
            and before.low != 0
            and before.part_of is None
            and _elliptic(view, number)
            and number.own in {None, "killed", "wounded"}
        ):
            reads[at] = msgspec.structs.replace(reads[at], who=before.who)
    return reads


def _elliptic(view: Scene, mention: Mention) -> bool:
    """Whether the number leaves out its noun ("30 others", "12 wounded", "30")."""
    after = view.words[mention.last + 1 : mention.last + 3]
    partitive = after[:1] == ("of",) and after[1:] not in {("his",), ("their",), ("its",), ("her",)}
    return (mention.noun is None and mention.sure and not partitive) or bool(
        mention.noun and mention.noun.lemma == "others"
    )


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
