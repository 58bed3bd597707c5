"""Generated reports through the coder: tellings that know the event they are about, and the pairs that come of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from events import BACKGROUND, Told, Writer, unclear, whole
from happenings import ANYWHERE, Span

from onrecord.merge.kin import Kin
from onrecord.model import Telling, content_id
from onrecord.pipeline import Tools, code_text
from onrecord.record import kin


@dataclass(frozen=True, slots=True)
class Labelled:
    """A telling and the generated event that its sentences were written for; null where they were written for several, or
    where nothing in the words says for which. ``clear`` is false where no reader of the report could say which event of its
    situation is meant."""

    telling: Telling
    event: str | None
    clear: bool = True


def kinship(tools: Tools) -> Kin:
    """What merging knows of kinds and sides."""
    return kin(tools)


Reader = Callable[[Told, Collection[str], Tools], list["Labelled"]]
"""Makes tellings of a report and the events of which it says too little."""


def labelled(
    seed: int, situations: int, tools: Tools, *, held_out: bool, read: Reader | None = None, span: Span = ANYWHERE
) -> Iterator[list[Labelled]]:
    """The tellings of each situation, as the coder or another reader makes them; situations of one war are one archive."""
    drawn = list(Writer(seed, held_out=held_out, span=span).situations(situations))
    every = None if span is ANYWHERE else whole([situation for situation, _ in drawn])
    for situation, reports in drawn:
        yield [one for told in reports for one in (read or tellings)(told, unclear(told, every or situation), tools)]


def tellings(told: Told, vague: Collection[str], tools: Tools) -> list[Labelled]:
    """What the coder makes of a generated report; ``vague`` are the events of which it says too little."""
    coded = code_text(told.text, tools, published=told.published)
    claims = {claim.id: claim for claim in coded.claims}
    report = content_id("r", told.text, told.publisher, told.published, told.id)
    found = []
    for event in coded.events:
        about = [told.event_at(claims[id_].trigger.start) for id_ in event.claims]
        named = {name for name in about if name}
        telling = Telling(
            id=content_id("e", event.id, told.id), report=report, publisher=told.publisher, published=told.published,
            kind=event.kind, claims=tuple(claims[id_] for id_ in event.claims),
        )  # fmt: skip
        event_ = named.pop() if len(named) == 1 else None
        found.append(Labelled(telling, event_, event_ not in vague))
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of reports of one event: found and right, found, to be found."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of the pairs found that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs to be found that were."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairs(groups: Sequence[frozenset[str]], given: Sequence[Labelled], *, clear: bool = True) -> Score:
    """How groups of tellings fare against the generated events, in pairs of mentions of different reports.

    A mention is a report's share of one event, however many tellings the coder made of it: two mentions are put together
    where any of their tellings are. Tellings whose sentences belong to several events are left out; with ``clear`` also
    those of mentions of which no reader could say what they mean.
    """
    label = {one.telling.id: (one.telling.report, one.event) for one in given if one.event and (one.clear or not clear)}
    wanted = Counter(event for _, event in set(label.values()) if not event.startswith(BACKGROUND))
    found = set()
    for group in groups:
        inside = sorted({label[id_] for id_ in group if id_ in label})
        found |= {(a, b) for at, a in enumerate(inside) for b in inside[at + 1 :] if a[0] != b[0] and not _copied(a, b)}
    right = sum(a[1] == b[1] for a, b in found)
    return Score(right, len(found), sum(n * (n - 1) // 2 for n in wanted.values()))


def _copied(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Whether two mentions are one background sentence."""
    return one[1] == two[1] and one[1].startswith(BACKGROUND)
