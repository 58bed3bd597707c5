"""Invented events told by several outlets, in reports that differ as reports do.

    python benchmarks/merging/events.py --seed 7 --situations 3     print some

Each sentence knows the event that it tells of, so that what a coder makes of it can be checked. Reports hold more than
their news: recollections, what a side has long been doing, what a town suffers daily, sums over weeks. Such a background
sentence is no part of any event; two reports with the very same one may be put together or not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from happenings import ANYWHERE, WORDS, Fate, Happening, Situation, Span
from phrases import LATE, Desk, Said, Teller
from stated import Stated, joined, tells

UNDATED = 0.3
"""The share of reports for learning whose day of publication is not known, so that weekdays say nothing; the held-out part
has none, for nothing could put such a report right but chance."""
LATENESS = (0, 0, 0, 0, 1, 1, 1, 2, 3, 6, 13)
"""Days from an event to a report of it."""
BESIDE = (0, 1, 1, 2, 2, 3, 4)
"""Background sentences of a report."""
BACKGROUND = "~"
"""How the event of a background sentence begins: its template and its town stand for it."""
SUMS = 0.12
"""The share of reports with a sum over weeks or months."""
RECALLED = 0.35
"""The share of reports that recall an event of the days before, and of those that recall one of longer ago."""
STOCK = 0.3
"""The share of reports that close with a sentence of an agency, as others do."""
UNTOLD = 0.15
"""The share of reports that recall an event without any day, so that nothing says which."""
AGENCY = 0.12
"""The share of later reports that open with the first one's words, as clients of an agency do."""
REACTED = 0.25
"""The share of reports that tell what others said of the event; half as many of those of the next days open with that."""
REPRINTED = 0.08
"""The share of later reports that are the first one's text."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the event it tells of, and what it says of that; none where it tells of none."""

    text: str
    event: str | None
    stated: Stated | None = None


def of(said: Said, event: str) -> Sentence:
    """A sentence on an event."""
    return Sentence(said.text, event, said.stated)


@dataclass(frozen=True, slots=True)
class Told:
    """One generated report."""

    id: str
    publisher: str
    published: str | None
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The body."""
        return " ".join(sentence.text for sentence in self.sentences)

    def event_at(self, offset: int) -> str | None:
        """The event of the sentence that an offset of the text lies in."""
        end = 0
        for sentence in self.sentences:
            end += len(sentence.text) + 1
            if offset < end:
                return sentence.event
        return None


def _beside(said: Said, event: Happening) -> Sentence:
    """A sentence of background: what reports say in these words of one town, or of one province, stands for itself."""
    place = event.town if "{town}" in said.template.lower() else event.province
    return Sentence(said.text, f"{BACKGROUND}{place} {said.template}")


class Writer:
    """Writes the reports of situations; ``held_out`` writes with templates kept from learning."""

    def __init__(self, seed: int, *, held_out: bool, span: Span = ANYWHERE) -> None:
        self.draw = random.Random(f"{seed} {held_out}")
        self.held_out = held_out
        self.fate = Fate(self.draw, f"{'h' if held_out else 'l'}{seed}.", span)
        self.stock: list[Sentence] = []

    def situations(self, number: int) -> Iterator[tuple[Situation, list[Told]]]:
        """So many situations, each with its reports."""
        for _ in range(number):
            situation = self.fate.situation()
            self.stock = self._stock(situation.events[0])
            reports = [told for event in situation.events for told in self._reports(event, situation)]
            if self.draw.random() < 0.5:
                reports += self._sums_of_a_day(situation.events)
            if self.draw.random() < 0.5:
                reports += self._roundups(situation.events)
            yield situation, reports

    def _stock(self, event: Happening) -> list[Sentence]:
        """What the agencies' reports on a war all close with, word for word."""
        teller = Teller(self._desk("", event.day), event)
        told = [teller.at_length("background"), teller.at_length("sums", total=str(self.draw.randrange(5, 60)))]
        return [_beside(said, event) for said in told]

    def _desk(self, outlet: str, published: dt.date) -> Desk:
        return Desk(self.draw, self.held_out, outlet, published)

    def _reports(self, event: Happening, situation: Situation) -> Iterator[Told]:
        outlets = self.draw.sample(WORDS["outlets"], self.draw.randrange(2, 8))
        first: Told | None = None
        for number, outlet in enumerate(outlets):
            id_ = f"{event.id}.{number}"
            told = self._report(event, situation, id_, outlet)
            if first is not None and (share := self.draw.random()) < REPRINTED + AGENCY:
                told = self._reprint(first, id_, outlet) if share < REPRINTED else self._client(first, told)
            first = first or told
            yield told

    def _report(self, event: Happening, situation: Situation, id_: str, outlet: str) -> Told:
        undated = self.draw.random() < UNDATED and not self.held_out
        desk = self._desk(outlet, event.day + dt.timedelta(days=self.draw.choice(LATENESS)))
        teller = Teller(desk, event)
        reacts = 0 < teller.late < LATE and self.draw.random() < REACTED / 2
        news = [teller.reaction() if reacts else teller.lead()]
        news += dict.fromkeys(teller.follow() for _ in range(self.draw.randrange(0, 4)))
        if event.victim and self.draw.random() < 0.7:
            news.append(teller.mourned())
        news += [teller.seen() for _ in range(self.draw.choice((0, 1, 1)))]
        if self.draw.random() < REACTED:
            news.append(teller.reaction())
        own = [*(of(said, event.id) for said in news), *self._second(event, situation, desk)]
        beside = [*self._recalled(event, situation, desk), *self._background(teller)]
        if self.stock and self.draw.random() < STOCK:
            beside.append(self.draw.choice(self.stock))
        self.draw.shuffle(beside)
        return Told(id_, outlet, None if undated else desk.published.isoformat(), (*own, *beside))

    def _second(self, event: Happening, situation: Situation, desk: Desk) -> Iterator[Sentence]:
        """The second attack of the day in the town, next to the news that "another attack in the town" points at."""
        for other in situation.events:
            if other.again and other.day == event.day and other.town == event.town and other is not event:
                if self.draw.random() < 0.5:
                    yield of(Teller(desk, other).beside(), other.id)
                return

    def _recalled(self, event: Happening, situation: Situation, desk: Desk) -> Iterator[Sentence]:
        """What else a report tells: an event of the days before, as a recollection or as further news, or one of long ago."""
        others = [other for other in situation.events if other is not event and 0 <= (event.day - other.day).days <= 6]
        for pool in (others, situation.past):
            if pool and self.draw.random() < RECALLED:
                other = self.draw.choice(pool)
                yield of(Teller(desk, other).recap(event), other.id)
        if situation.past and self.draw.random() < UNTOLD:
            yield Sentence(Teller(desk, self.draw.choice(situation.past)).plain("untold").text, None)

    def _background(self, teller: Teller) -> Iterator[Sentence]:
        """What is no event of its own; known by its very words."""
        told = [teller.plain("background") for _ in range(self.draw.choice(BESIDE))]
        if self.draw.random() < SUMS:
            told.append(teller.plain("sums", total=str(self.draw.randrange(5, 60))))
        yield from {said.text: _beside(said, teller.event) for said in told}.values()
        if self.draw.random() < 0.3:
            yield Sentence(teller.plain("context").text, None)

    def _reprint(self, first: Told, id_: str, outlet: str) -> Told:
        """The text of another outlet, its end cut off or not."""
        kept = first.sentences if self.draw.random() < 0.5 else first.sentences[: max(2, len(first.sentences) - 1)]
        return Told(id_, outlet, first.published, kept)

    def _client(self, first: Told, own: Told) -> Told:
        """A report that opens with an agency's words of its day and goes on with its own."""
        if own.published != first.published:
            return own  # "on Monday" would be another one
        opening = tuple(one for one in first.sentences[:2] if one.event == first.sentences[0].event)
        rest = tuple(one for one in own.sentences[1:] if one.text not in {taken.text for taken in opening})
        return Told(own.id, own.publisher, own.published, (*opening, *rest))

    def _sums_of_a_day(self, events: Sequence[Happening]) -> Iterator[Told]:
        main = events[0]
        today = [event for event in events if event.day == main.day and event.kind != "abduction"]
        total = sum(event.dead for event in today) + self.draw.randrange(1, 9)
        for number in range(self.draw.choice((1, 2))):
            desk = self._desk(self.draw.choice(WORDS["outlets"]), main.day)
            teller = Teller(desk, main)
            yield Told(f"{main.id}.digest{number}", desk.outlet, main.day.isoformat(), (
                of(teller.digest(total), f"{main.id}:digest"),
                Sentence(teller.plain("context").text, None),
            ))  # fmt: skip

    def _roundups(self, events: Sequence[Happening]) -> Iterator[Told]:
        """What an outlet counts up of a day and the day before, an event a sentence."""
        main = self.draw.choice(events)
        recent = [event for event in events if 0 <= (main.day - event.day).days <= 1]
        if len(recent) < 2:
            return
        desk = self._desk(self.draw.choice(WORDS["outlets"]), main.day)
        told = [Sentence(Teller(desk, main).plain("roundup").text, None)]
        for event in self.draw.sample(recent, len(recent)):
            said = Teller(desk, event).lead()
            opening, lead = self.draw.choice(WORDS["elsewhere"]) if len(told) > 1 else "", said.text
            lead = opening + (lead[0].lower() + lead[1:] if opening and _is_plain(lead) else lead)
            told.append(Sentence(lead, event.id, said.stated))
        yield Told(f"{main.id}.roundup", desk.outlet, main.day.isoformat(), tuple(told))


def whole(situations: Sequence[Situation]) -> Situation:
    """All events of one archive, among which a reader has to tell which is meant."""
    return Situation(
        *(tuple(event for one in situations for event in getattr(one, name)) for name in ("events", "past"))
    )


def unclear(told: Told, situation: Situation) -> frozenset[str]:
    """The events of a report of which no reader could say, by what it tells of them, which of the situation they are."""
    known = {event.id: event for event in (*situation.events, *situation.past)}
    published = dt.date.fromisoformat(told.published) if told.published else None
    found = set()
    for id_ in {sentence.event for sentence in told.sentences} & known.keys():
        said = joined(one.stated for one in told.sentences if one.event == id_ and one.stated)
        if not tells(said, published, known[id_], list(known.values())):
            found.add(id_)
    return frozenset(found)


PLAIN = frozenset(
    [
        "a",
        "air",
        "aircraft",
        "an",
        "about",
        "artillery",
        "at",
        "bombardment",
        "clashes",
        "fierce",
        "jets",
        "more",
        "on",
        "shelling",
        "shells",
        "some",
        "the",
        "warplanes",
    ]
)


def _is_plain(text: str) -> bool:
    """Whether a sentence opens with a word that is no name."""
    return text.split(maxsplit=1)[0].lower() in PLAIN


def main() -> int:
    """Print some situations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--situations", type=int, default=3)
    parser.add_argument("--held-out", action="store_true")
    given = parser.parse_args()
    for _, reports in Writer(given.seed, held_out=given.held_out).situations(given.situations):
        for told in reports:
            print(f"{told.id} {told.publisher}, {told.published}: {told.text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
