"""What a report tells of attacks on people's rights, as named numbers: kinds, doers, targets, harms, and words of conflict."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from adapters.kit import Kit
from adapters.learned import Features
from adapters.story import Story


def features(text: str, told: Sequence[Story], every: Iterable[Story], kit: Kit) -> Features:
    """Features of a report: how often (by the logarithm) its claims tell what, and which listed words of conflict stand in it.

    ``told`` are the news that may be attacks on rights, the main event first; ``every`` are all events, recalled ones too.
    """
    counts: Counter[str] = Counter(f"every {story.event.kind}" for story in every)
    for story in told:
        counts[f"kind {story.event.kind}"] += 1
        for claim in story.claims:
            counts.update(f"{actor.role} {actor.kind}" for actor in claim.actors)
            counts.update(f"toll {toll.harm}" for toll in claim.tolls)
            counts.update(f"victim {victim.harm}" for victim in claim.victims)
    found = {name: math.log1p(count) for name, count in counts.items()}
    found |= dict.fromkeys((f"word {word}" for word in kit.conflict_words(text)), 1.0)
    return found | dict.fromkeys(_main(told), 1.0)


def _main(told: Sequence[Story]) -> list[str]:
    """What the main event is, and who does it."""
    if not told:
        return ["nothing told"]
    kinds = {str(a.kind) for claim in told[0].claims for a in claim.actors if a.role == "initiator"}
    return [f"main {told[0].event.kind}", *(f"main by {kind}" for kind in sorted(kinds or {"nobody"}))]
