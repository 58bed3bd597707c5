"""Doers told after the event: "the attack was claimed by X" and "X claimed responsibility" say who did what was told before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.blame import accused_beside, answerers
from onrecord.coders.rules.parts import ActorPart, Draft
from onrecord.coders.rules.reading import Reading
from onrecord.language.document import Tree

REACH = 3
"""How many sentences after an event somebody may answer for it without naming it."""


def answered(
    drafts: Sequence[Draft], told: Mapping[int, int], reading: Reading, telling: Collection[str]
) -> list[Draft]:
    """The drafts with those whom later words make their doers, where their own sentence names nobody.

    ``told`` maps the number of a draft whose noun points back to that of the draft it points at; ``telling`` are the kinds
    of events that somebody has to answer for.
    """
    found = list(drafts)
    for number, donor in told.items():
        doers = [part for part in drafts[number].actors if part.role == "initiator" and not part.inherited]
        if _stands(drafts[number]) and doers:
            found[donor] = _done_by(found[donor], doers)
    settled: set[int] = set()
    for mention in _answering(reading):
        before = [n for n, d in enumerate(found) if d.kind in telling and _is_told_before(d, mention)]
        latest = max(before, key=lambda n: (found[n].sentence, n), default=None)
        if latest is not None and latest not in settled:
            settled.add(latest)
            found[latest] = _done_by(found[latest], [ActorPart("initiator", mention)])
    return found


def _is_told_before(draft: Draft, mention: ActorMention) -> bool:
    """Whether an event is told shortly before those who answer for it are named, in their sentence or before it."""
    back = mention.sentence - draft.sentence
    own = any(part.mention == mention for part in draft.actors)
    return 0 < back <= REACH or (back == 0 and draft.trigger.position < mention.position and not own)


def _stands(draft: Draft) -> bool:
    return draft.reading.status in {"happened", "ongoing"} and not draft.reading.recap


def _done_by(draft: Draft, doers: Sequence[ActorPart]) -> Draft:
    """The draft with these doers, where it names nobody known by name as one; they stand in for those only taken over."""
    doing = [part for part in draft.actors if part.role in {"initiator", "party"}]
    if not _stands(draft) or any(part.mention.id and not part.inherited for part in doing):
        return draft
    mine = {(part.mention.start, part.mention.end) for part in draft.actors}
    added = [msgspec.structs.replace(p, inherited=True) for p in doers if (p.mention.start, p.mention.end) not in mine]
    kept = [part for part in draft.actors if not (part.inherited and part in doing)] if added else draft.actors
    return msgspec.structs.replace(draft, actors=(*added, *kept))


def _answering(reading: Reading) -> Iterator[ActorMention]:
    """Armed actors of whom a sentence says that they answer for what it does not name."""
    for number, sentence in enumerate(reading.document.sentences):
        if sentence.tree is None:
            continue
        for head in (*answerers(sentence.tree), *accused_beside(sentence.tree)):
            mention = _named(reading, number, sentence.tree, head)
            if mention:
                yield mention


NAMED_ELSEWHERE = ("acl", "acl:relcl", "advcl", "parataxis", "punct", "conj", "cc", "appos")
"""Relations of words beside a noun that name others: "miners working with a gang" are no gang."""


def _named(reading: Reading, number: int, tree: Tree, head: int) -> ActorMention | None:
    inside = {head, *grammar.phrase(tree, head, without=NAMED_ELSEWHERE)}
    armed = (m for m in reading.actors_of(number) if not m.civilian and m.noun != "officials" and not m.modifier)
    return next((m for m in armed if m.position in inside), None)
