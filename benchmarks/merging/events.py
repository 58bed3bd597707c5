"""Invented events told by several outlets: what happened, and reports of it that differ as reports do.

    python benchmarks/merging/events.py --seed 7 --situations 3     print some

A situation is one event and what is easily taken for it: the same place the next day, the next village on the same day,
the same number of dead elsewhere, a recollection in a later report, a digest of the province. Each sentence knows the
event that it tells of, so that what a coder makes of it can be checked.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
WORDS: dict[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FRONTS = 0.2
"""The share of situations that are a town at a front."""
UNDATED = 0.3
"""The share of reports for learning whose day of publication is not known, so that weekdays say nothing; the held-out part
has none, for nothing could put such a report right but chance."""
AREA_ONLY = 0.05
"""The share of mentions that name the province and no town."""
KINDS = (
    "air_strike",
    "air_strike",
    "shelling",
    "bombing",
    "suicide_bombing",
    "battle",
    "capture",
    "attack_on_civilians",
    "abduction",
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Happening:
    """What truly happened."""

    id: str
    kind: str
    country: str
    province: str
    town: str
    day: dt.date
    who: tuple[str, ...]
    whom: tuple[str, ...]
    dead: int
    hurt: int
    victim: str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the event it tells of; none where it tells of none (or of several, as a digest does)."""

    text: str
    event: str | None


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


class Writer:
    """Draws situations and writes their reports; ``held_out`` writes with templates kept from learning."""

    def __init__(self, seed: int, *, held_out: bool) -> None:
        self.draw = random.Random(f"{seed} {held_out}")
        self.held_out = held_out
        self.count = 0

    def situations(self, number: int) -> Iterator[tuple[list[Happening], list[Told]]]:
        """So many situations, each its events and their reports."""
        for _ in range(number):
            events = self._front() if self.draw.random() < FRONTS else self._events()
            reports = [told for event in events for told in self._reports(event, events)]
            if self.draw.random() < 0.5:
                reports += self._digests(events)
            yield events, reports

    # --- what happened

    def _events(self) -> list[Happening]:
        main = self._main()
        variants = (self._next_day, self._next_village, self._same_toll, self._same_day_other_kind, self._weeks_later)
        variants += (self._again, self._again)
        chosen = self.draw.sample(variants, self.draw.choice((1, 2, 2, 3)))
        return self._distinct([main, *(variant(main) for variant in chosen)])

    def _distinct(self, events: Sequence[Happening]) -> list[Happening]:
        """Without those that chance made indistinguishable: told as one kind, in one town, within a day."""
        kept: list[Happening] = []
        for event in events:
            like = {event.kind, *WORDS["seen_as"][event.kind]}
            if not any(
                other.town == event.town
                and abs((other.day - event.day).days) <= (0 if other is kept[0] else 1)
                and like & {other.kind, *WORDS["seen_as"][other.kind]}
                for other in kept
            ):
                kept.append(event)
        return kept

    def _front(self) -> list[Happening]:
        """One town that is hit again and again in the same way, as towns at a front are."""
        main = self._main()
        return self._distinct([main, *(self._again(main) for _ in range(self.draw.randrange(3, 7)))])

    def _main(self) -> Happening:
        theatre = self.draw.choice(WORDS["theatres"])
        province = self.draw.choice(list(theatre["provinces"]))
        kind = self.draw.choice(KINDS if self._has_air(theatre) else KINDS[2:])
        who, whom = self._sides(theatre, kind)
        day = dt.date(2014, 1, 1) + dt.timedelta(days=self.draw.randrange(3000))
        return Happening(
            id=self._name(), kind=kind, country=theatre["country"], province=province,
            town=self.draw.choice(theatre["provinces"][province]), day=day, who=who, whom=whom, dead=self._toll(),
            hurt=self._toll() + 2, victim=self.draw.choice(WORDS["victims"]) if self.draw.random() < 0.3 else None,
        )  # fmt: skip

    def _sides(self, theatre: dict[str, Any], kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        sides = theatre["sides"]
        fits = [side for side in sides if (side["air"] if kind == "air_strike" else not side.get("only_air"))]
        if kind == "suicide_bombing":
            fits = [side for side in fits if not side["air"]]
        doer = self.draw.choice(fits or sides)
        others = [side for side in sides if side is not doer and not side.get("only_air")]
        return tuple(doer["names"]), tuple(self.draw.choice(others or sides)["names"])

    def _toll(self) -> int:
        return min(95, 2 + int(self.draw.expovariate(1 / 11)))

    def _name(self) -> str:
        self.count += 1
        return f"{'h' if self.held_out else 'l'}{self.count}"

    def _next_day(self, main: Happening) -> Happening:
        step = self.draw.choice((1, 1, 2, 3))
        return self._other(main, day=main.day + dt.timedelta(days=step))

    def _next_village(self, main: Happening) -> Happening:
        return self._other(main, town=self._elsewhere(main))

    def _same_toll(self, main: Happening) -> Happening:
        return replace(self._other(main, town=self._elsewhere(main)), dead=main.dead)

    def _same_day_other_kind(self, main: Happening) -> Happening:
        kinds = ("air_strike", "bombing", "battle", "abduction", "shelling")
        kind = self.draw.choice([kind for kind in kinds if kind not in (main.kind, *WORDS["seen_as"][main.kind])])
        theatre = next(one for one in WORDS["theatres"] if one["country"] == main.country)
        who, whom = (
            self._sides(theatre, kind) if kind != "air_strike" or self._has_air(theatre) else (main.who, main.whom)
        )
        return replace(self._other(main), kind=kind, who=who, whom=whom)

    def _has_air(self, theatre: dict[str, Any]) -> bool:
        return any(side["air"] for side in theatre["sides"])

    def _again(self, main: Happening) -> Happening:
        """The same side does the same in the same town, another time: what only a day can tell apart."""
        return self._other(main, day=main.day + dt.timedelta(days=self.draw.randrange(5, 200)))

    def _weeks_later(self, main: Happening) -> Happening:
        return self._other(main, day=main.day + dt.timedelta(days=self.draw.randrange(9, 40)))

    def _elsewhere(self, main: Happening) -> str:
        theatre = next(one for one in WORDS["theatres"] if one["country"] == main.country)
        return self.draw.choice([town for town in theatre["provinces"][main.province] if town != main.town])

    def _other(self, main: Happening, **changed: Any) -> Happening:
        return replace(main, id=self._name(), dead=self._toll(), hurt=self._toll() + 2, victim=None, **changed)

    # --- how it is told

    def _reports(self, event: Happening, events: Sequence[Happening]) -> Iterator[Told]:
        outlets = self.draw.sample(WORDS["outlets"], self.draw.randrange(2, 9))
        first: Told | None = None
        for number, outlet in enumerate(outlets):
            if first is not None and self.draw.random() < 0.08:
                yield self._reprint(first, f"{event.id}.{number}", outlet)
                continue
            told = self._report(event, events, f"{event.id}.{number}", outlet)
            first = first or told
            yield told

    def _report(self, event: Happening, events: Sequence[Happening], id_: str, outlet: str) -> Told:
        late = self.draw.choice((0, 0, 0, 1, 1, 2, 3))
        undated = self.draw.random() < UNDATED and not self.held_out
        published = event.day + dt.timedelta(days=late)
        teller = _Teller(self, event, published, outlet, late)
        sentences = [Sentence(teller.lead(), event.id)]
        further = dict.fromkeys(teller.follow() for _ in range(self.draw.randrange(0, 4)))
        sentences += [Sentence(text, event.id) for text in further]
        if event.victim and self.draw.random() < 0.7:
            sentences.append(Sentence(teller.mourned(), event.id))
        if self.draw.random() < 0.3:
            sentences.append(Sentence(teller.context(), None))
        sentences += self._beside(event, events, published, outlet)
        return Told(id_, outlet, None if undated else published.isoformat(), tuple(sentences))

    def _beside(
        self, event: Happening, events: Sequence[Happening], published: dt.date, outlet: str
    ) -> Iterator[Sentence]:
        """What else a report tells: an event of the days before, as a recollection or as further news."""
        others = [other for other in events if other is not event and 0 <= (event.day - other.day).days <= 6]
        if others and self.draw.random() < 0.35:
            other = self.draw.choice(others)
            teller = _Teller(self, other, published, outlet, (published - other.day).days)
            yield Sentence(teller.recap(event), other.id)

    def _reprint(self, first: Told, id_: str, outlet: str) -> Told:
        """The text of another outlet, its end cut off or not, on the same or the next day."""
        kept = first.sentences if self.draw.random() < 0.5 else first.sentences[: max(2, len(first.sentences) - 1)]
        return Told(id_, outlet, first.published, kept)

    def _digests(self, events: Sequence[Happening]) -> Iterator[Told]:
        main = events[0]
        today = [event for event in events if event.day == main.day and event.kind != "abduction"]
        for number in range(self.draw.choice((1, 2))):
            outlet = self.draw.choice(WORDS["outlets"])
            teller = _Teller(self, main, main.day, outlet, 0)
            total = sum(event.dead for event in today) + self.draw.randrange(1, 9)
            yield Told(f"{main.id}.digest{number}", outlet, main.day.isoformat(), (
                Sentence(teller.digest(total), f"{main.id}:digest"), Sentence(teller.context(), None),
            ))  # fmt: skip

    def pick(self, templates: Sequence[str]) -> str:
        """A template: of the first two thirds for learning, of all for the held-out part, the last third more often."""
        cut = len(templates) - len(templates) // 3
        if not self.held_out:
            return self.draw.choice(templates[:cut])
        return self.draw.choice(templates[cut:] if self.draw.random() < 0.6 and templates[cut:] else templates[:cut])


class _Teller:
    """One report's view of one event: its number of the dead, its words for time and place."""

    def __init__(self, writer: Writer, event: Happening, published: dt.date, outlet: str, late: int) -> None:
        self.writer, self.draw, self.event = writer, writer.draw, event
        self.published, self.outlet, self.late = published, outlet, late
        self.dead = self._seen(event.dead)
        self.source = self._source()

    def _seen(self, true: int) -> int:
        """The number that this report has: early ones lower, some sources higher."""
        shift = self.draw.choice((0, 0, 0, 0, 0, 0, 0, -0.5, -0.3, -0.3, -0.1, 0.1, 0.2, 0.4, 1.5))
        return max(1, round(true * (1 + shift)))

    def _source(self) -> str:
        return self.draw.choice(
            (self.draw.choice(WORDS["monitors"]), f"activist {self.draw.choice(WORDS['people'])}", "a medical source",
             "officials", f"{self.draw.choice(WORDS['people'])}, a local journalist")
        )  # fmt: skip

    def lead(self) -> str:
        kind = self.draw.choice(WORDS["seen_as"][self.event.kind])
        return self._filled(self.writer.pick(WORDS["leads"][kind]))

    def follow(self) -> str:
        return self._filled(self.writer.pick(WORDS["follow"]))

    def mourned(self) -> str:
        return self._filled(self.writer.pick(WORDS["mourned"]))

    def context(self) -> str:
        return self._filled(self.draw.choice(WORDS["context"]))

    def recap(self, news: Happening) -> str:
        before = self._filled(WORDS["before"][self.event.kind])
        near = (news.day - self.event.day).days == 1 and self.draw.random() < 0.3
        frame = WORDS["recap"][0] if near else WORDS["recap"][1]
        return frame.format(before=before, day=self._date())

    def digest(self, total: int) -> str:
        return self._filled(self.writer.pick(WORDS["digest"]), total=str(total))

    def _filled(self, template: str, **more: str) -> str:
        event, number = self.event, self._count(self.dead)
        slots = {
            "who": self.draw.choice(event.who), "whom": self.draw.choice(event.whom), "town": event.town,
            "at": self._at(), "on": self._on(), "dead": self._people(number, ("people", "people", "civilians")),
            "fighters": self._people(number, ("fighters", "soldiers", "people")), "civilians": f"{number} civilians",
            "taken": self._people(number, ("people", "villagers", "men")), "hurt": str(self._seen(event.hurt)),
            "number": str(self.dead), "source": self.source, "outlet": self.outlet, "country": event.country,
            "province": event.province, "victim": event.victim or "", **more,
        }  # fmt: skip
        slots["on_"] = slots["on"] or "Early in the day"
        capital = {name[:1].upper() + name[1:]: value[:1].upper() + value[1:] for name, value in slots.items()}
        text = template.format(**slots, **capital)
        return " ".join(text.replace(" ,", ",").replace(" .", ".").replace(" ;", ";").split()).replace(" .", ".")

    def _people(self, number: str, nouns: Sequence[str]) -> str:
        noun = self.draw.choice(nouns)
        return f"{number} {noun}" if number != "dozens" else f"dozens of {noun}"

    def _count(self, number: int) -> str:
        shape = self.draw.random()
        if number >= 24 and shape < 0.12:
            return "dozens"
        told = NUMBERS[number] if number < len(NUMBERS) and self.draw.random() < 0.5 else str(number)
        if shape < 0.55:
            return told
        return f"{self.draw.choice(('at least', 'at least', 'more than', 'about', 'some'))} {told}"

    def _at(self) -> str:
        town, province = self.event.town, self.event.province
        shapes = (
            f"in {town}", f"in {town}", f"in the town of {town}", f"in {town}, {province} province", f"near {town}",
            f"in the town of {town} in {province} province", f"in {province}'s {town}", f"in {province} province",
        )  # fmt: skip
        return self.draw.choice(shapes if self.draw.random() < AREA_ONLY * len(shapes) else shapes[:-1])

    def _on(self) -> str:
        weekday = WEEKDAYS[self.event.day.weekday()]
        shapes = [f"on {weekday}", f"on {weekday}", self._date_with_on()]
        shapes += {
            0: ["today", f"on {weekday} morning", "", f"early {weekday}"],
            1: ["yesterday", f"on {weekday} night", f"late {weekday}"],
        }.get(self.late, [self._date_with_on()])
        return self.draw.choice(shapes)

    def _date_with_on(self) -> str:
        return f"on {self._date()}"

    def _date(self) -> str:
        return f"{self.event.day:%B} {self.event.day.day}"


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
