"""One outlet's words for one event: its number of the dead, its particulars, its way to say where and when."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import Formatter

from happenings import BLOODLESS, WORDS, Happening
from stated import Stated

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
AREA_ONLY = 0.05
"""The share of mentions that name the province and no town."""
PLAIN = 0.55
"""The share of numbers told as they are, without "at least" and the like."""
ADDING = 0.6
"""The share of leads with a circumstance of their own."""
THERE = "in the town "
"""Words that mean the town of the report."""
LATE = 5
"""Days after which the weekday no longer says which day is meant."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes, on which day, and with which templates."""

    draw: random.Random
    held_out: bool
    outlet: str
    published: dt.date

    def pick(self, templates: Sequence[str]) -> str:
        """A template: of the first two thirds for learning, of all for the held-out part, the last third more often."""
        cut = len(templates) - len(templates) // 3
        if not self.held_out:
            return self.draw.choice(templates[:cut])
        return self.draw.choice(templates[cut:] if self.draw.random() < 0.6 and templates[cut:] else templates[:cut])


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, what it says of its event, and the template that it was made of."""

    text: str
    stated: Stated
    template: str


Days = tuple[dt.date, dt.date]


class Teller:
    """One report's view of one event."""

    def __init__(self, desk: Desk, event: Happening) -> None:
        self.desk, self.draw, self.event = desk, desk.draw, event
        self.late = (desk.published - event.day).days
        self.dead = self._seen(event.dead)
        self.source = self._source()
        self.thing, self.means = self.draw.choice(event.thing), self.draw.choice(event.means)

    def lead(self) -> Said:
        """What happened."""
        kind = self.draw.choice(WORDS["seen_as"][self.event.kind])
        means = self.means if kind == self.event.kind else self.draw.choice(self.draw.choice(WORDS["means"][kind]))
        adding = f", {self.desk.pick(WORDS['adding'])}." if self.draw.random() < ADDING else "."
        return self.filled(self.desk.pick(WORDS["leads"][kind])[:-1] + adding, kind=kind, means=means)

    def reaction(self) -> Said:
        """The event as others react to it."""
        deed = self.draw.choice(WORDS["deeds"][self.event.kind])
        thing, deed = self.thing if "THING" in deed else None, deed.replace("THING", self.thing)
        template = self.desk.pick(WORDS["reactions"])
        said = self.filled(
            template.replace("{at}", "of {town}") if self.event.kind == "capture" else template, deed=deed
        )
        return replace(said, stated=replace(said.stated, thing=thing, deed=deed))

    def beside(self) -> Said:
        """The second attack of a day, told after the first."""
        return self.filled(self.desk.pick(WORDS["again"]))

    def follow(self) -> Said:
        """More of it."""
        return self.filled(self.desk.pick(WORDS["sober" if self.event.kind in BLOODLESS else "follow"]))

    def seen(self) -> Said:
        """One thing that people saw there, in the words of one desk."""
        return self.filled(self.draw.choice(self.draw.choice(self.event.seen)))

    def mourned(self) -> Said:
        """Somebody who was killed, by name."""
        return self.filled(self.desk.pick(WORDS["mourned"]))

    def plain(self, name: str, **more: str) -> Said:
        """A sentence of a list that is about the place and the sides alone."""
        return self.filled(self.desk.pick(WORDS[name]), **more)

    def at_length(self, name: str, **more: str) -> Said:
        """A sentence of a list with a circumstance."""
        return self.filled(f"{self.desk.pick(WORDS[name])[:-1]}, {self.desk.pick(WORDS['adding'])}.", **more)

    def digest(self, total: int) -> Said:
        """How many died in the province on the event's day."""
        on, days = self._day()
        said = self.filled(self.desk.pick(WORDS["digest"]), kind="attack_on_civilians", total=str(total), on=on)
        told = replace(said.stated, days=days, number=(total, total), placed=True, digest=True)
        return replace(said, stated=told)

    def recap(self, news: Happening) -> Said:
        """The event recalled in a report on another one."""
        before = self.filled(WORDS["before"][self.event.kind])
        frames = WORDS["recap"] if (news.day - self.event.day).days == 1 else WORDS["recap"][1:]
        frame = self.draw.choice(frames)
        span, days = self._span()
        text = self.filled(frame, before=before.text, day=self._date(), span=span).text
        if "pan_" not in frame:
            days = self.event.day, self.event.day
        return Said(text, replace(before.stated, days=days, recap=True), frame)

    def filled(self, template: str, *, kind: str | None = None, **more: str) -> Said:
        """A template with this report's words in its slots, and what those words say."""
        event = self.event
        number, interval = self._count(self.dead)
        (at, town), (on, days) = self._at(), self._on()
        slots = {
            "who": self.draw.choice(event.who), "whom": self.draw.choice(event.whom), "town": event.town,
            "at": at, "on": on, "dead": self._people(number, ("people", "people", "civilians")),
            "fighters": self._people(number, ("fighters", "soldiers", "people")), "civilians": f"{number} civilians",
            "taken": self._people(number, ("people", "villagers", "men")), "hurt": str(self._seen(event.hurt)),
            "number": str(self.dead), "source": self.source, "outlet": self.desk.outlet, "country": event.country,
            "province": event.province, "victim": event.victim or "", "thing": self.thing, "means": self.means,
            "witness": event.witness, **more,
        }  # fmt: skip
        if not on and "{On_}" in template:
            weekday = f"on {WEEKDAYS[event.day.weekday()]}", (event.day, event.day)
            slots["on"], days = weekday if self.late else ("early in the day", None)
        slots["on_"] = slots["on"]
        slots["span_"] = slots.get("span", "")
        capital = {name[:1].upper() + name[1:]: value[:1].upper() + value[1:] for name, value in slots.items()}
        text = template.format(**slots, **capital)
        text = " ".join(text.replace(" ,", ",").replace(" .", ".").replace(" ;", ";").split()).replace(" .", ".")
        used = {name.lower() for _, name, _, _ in Formatter().parse(template) if name}
        told = {"dead", "fighters", "civilians", "taken", "number"} & used
        stated = Stated(
            kind=kind or event.kind,
            province=event.province,
            placed=bool({"town", "at"} & used) or THERE in template,
            days=days if used & {"on", "on_"} else None,
            town=event.town if "town" in used or THERE in template else town if "at" in used else None,
            number=((self.dead, self.dead) if told == {"number"} else interval) if told else None,
            who=slots["who"] if "who" in used else None,
            whom=slots["whom"] if "whom" in used else None,
            thing=self.thing if "thing" in used else None,
            victim=event.victim if "victim" in used else None,
        )
        return Said(text, stated, template)

    def _seen(self, true: int) -> int:
        """The number that this report has: early ones lower, some sources higher."""
        shift = self.draw.choice((0, 0, 0, 0, 0, 0, 0, -0.5, -0.3, -0.3, -0.1, 0.1, 0.2, 0.4, 1.5))
        return max(2, round(true * (1 + shift)))

    def _source(self) -> str:
        return self.draw.choice(
            (self.draw.choice(WORDS["monitors"]), f"activist {self.draw.choice(WORDS['people'])}", "a medical source",
             "officials", f"local journalist {self.draw.choice(WORDS['people'])}")
        )  # fmt: skip

    def _people(self, number: str, nouns: Sequence[str]) -> str:
        noun = self.draw.choice(nouns)
        return f"{number} {noun}" if number != "dozens" else f"dozens of {noun}"

    def _count(self, number: int) -> tuple[str, tuple[int, int | None]]:
        """A number as it is told, and the interval that says."""
        shape = self.draw.random()
        if number >= 24 and shape < 0.12:
            return "dozens", (24, None)
        told = NUMBERS[number] if number < len(NUMBERS) and self.draw.random() < 0.5 else str(number)
        if shape < PLAIN:
            return told, (number, number)
        form = self.draw.choice(("at least", "at least", "more than", "about", "some"))
        return f"{form} {told}", (number, number if form in ("about", "some") else None)

    def _at(self) -> tuple[str, str | None]:
        """The place with its preposition, and the town that it names; none where it names the province alone."""
        town, province = self.event.town, self.event.province
        if town == province:
            shapes = (
                f"in {town}",
                f"in {town}",
                f"in {town} city",
                f"in the city of {town}",
                f"in {province} province",
            )
        else:
            shapes = (
                f"in {town}", f"in {town}", f"in the town of {town}", f"in {town}, {province} province", f"near {town}",
                f"in the town of {town} in {province} province", f"in {province}'s {town}", f"in {province} province",
            )  # fmt: skip
        chosen = self.draw.choice(shapes if self.draw.random() < AREA_ONLY * len(shapes) else shapes[:-1])
        return chosen, None if chosen == shapes[-1] else town

    def _on(self) -> tuple[str, Days | None]:
        """The time as it is told, and the days that it may mean."""
        if self.late >= LATE:
            return self.draw.choice((self._day(), self._day(), self._span()))
        weekday, day = WEEKDAYS[self.event.day.weekday()], (self.event.day, self.event.day)
        shapes: list[tuple[str, Days | None]] = [(f"on {weekday}", day), (f"on {weekday}", day), self._day()]
        if self.late == 0:
            shapes += [
                ("today", day),
                (f"on {weekday} morning", day),
                ("", None),
                ("", None),
                (f"early {weekday}", day),
            ]
        elif self.late == 1:
            shapes += [("yesterday", day), (f"on {weekday} night", day), ("", None), (f"late {weekday}", day)]
        else:
            shapes.append(self._day())
        return self.draw.choice(shapes)

    def _span(self) -> tuple[str, Days]:
        """The event's time as no more than a span of days, as it is seen on the day of publication; and those days."""
        day, now = self.event.day, self.desk.published
        third = min(2, (day.day - 1) // 10)
        month = f"{day:%B}" if (now - day).days < 300 else f"{day:%B} {day.year}"
        whole = day.replace(day=1), (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        part = whole[0] + dt.timedelta(days=10 * third), whole[0] + dt.timedelta(days=10 * third + 9)
        shapes = [
            (f"in {('early ', 'mid-', 'late ')[third]}{month}", part if third < 2 else (part[0], whole[1])),
            (f"in {month}", whole),
        ]
        monday = day - dt.timedelta(days=day.weekday())
        if 7 <= (now - monday).days < 14:
            shapes += [("last week", (monday, monday + dt.timedelta(days=6)))] * 2
        if (now.year, now.month) == (day.year, day.month):
            shapes.append(("earlier this month", (whole[0], now)))
        elif (now.year * 12 + now.month) - (day.year * 12 + day.month) == 1:
            shapes += [("last month", whole)] * 2
        return self.draw.choice(shapes)

    def _day(self) -> tuple[str, Days]:
        return f"on {self._date()}", (self.event.day, self.event.day)

    def _date(self) -> str:
        year = f", {self.event.day.year}" if self.event.day.year != self.desk.published.year else ""
        return f"{self.event.day:%B} {self.event.day.day}{year}"
