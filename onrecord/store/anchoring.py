"""What a claim or telling of an earlier reading has become in a later one, so that what people decided stays with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from onrecord.model import Claim, Span

WORD = re.compile(r"\w+")
PERCENT = 100


class Told(msgspec.Struct, frozen=True):
    """A telling as far as anchoring looks at it: its id and the ids of its claims."""

    id: str
    claims: tuple[str, ...]


def claims_anchored(old: Sequence[Claim], new: Sequence[Claim], *, same_text: bool) -> dict[str, str | None]:
    """For each claim of the earlier reading, the claim of the later one that best answers to it, or null.

    In the same text claims answer to each other by their places in it; in an edited one by the words of their sentences (an edit changes a number, seldom the sentence).
    A claim that is still there answers to itself.
    """
    ids = {claim.id for claim in new}
    anchored: dict[str, str | None] = {}
    for claim in old:
        scored = [(score, -n) for n, other in enumerate(new) if (score := _likeness(claim, other, same_text=same_text))]
        best = max(scored, default=None)
        anchored[claim.id] = claim.id if claim.id in ids else new[-best[1]].id if best else None
    return anchored


def _likeness(one: Claim, two: Claim, *, same_text: bool) -> int:
    """Zero where two claims have nothing to do with each other; the trigger counts more than the kind."""
    if not same_text:
        alike = _alike(one.sentence, two.sentence)
        return alike + PERCENT * ((one.kind == two.kind) + (_words(one.trigger) == _words(two.trigger))) if alike else 0
    if not _overlap(one.sentence, two.sentence):
        return 0
    trigger = _overlap(one.trigger, two.trigger)
    return 2 * trigger + (one.kind == two.kind)


def _overlap(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end


def _alike(one: Span, two: Span) -> int:
    """The share of words that two sentences have in common, in hundredths; 0 below half: those are different sentences."""
    mine, theirs = _words(one), _words(two)
    shared = PERCENT * len(mine & theirs) // max(len(mine | theirs), 1)
    return shared if shared >= PERCENT // 2 else 0


def _words(span: Span) -> set[str]:
    return set(WORD.findall(span.text.casefold()))


def tellings_anchored(
    old: Sequence[Told], new: Sequence[Told], claims: Mapping[str, str | None]
) -> dict[str, str | None]:
    """For each earlier telling, the later one that holds most of what its claims have become; each is taken once."""
    home = {claim: telling.id for telling in new for claim in telling.claims}
    ids = {telling.id for telling in new}
    anchored: dict[str, str | None] = {telling.id: telling.id for telling in old if telling.id in ids}
    taken = set(anchored)
    for telling in old:
        if telling.id in anchored:
            continue
        became = [home[now] for claim in telling.claims if (now := claims.get(claim)) is not None and now in home]
        votes = Counter(id_ for id_ in became if id_ not in taken)
        anchored[telling.id] = votes.most_common(1)[0][0] if votes else None
        taken.update(id_ for id_ in (anchored[telling.id],) if id_ is not None)
    return anchored
