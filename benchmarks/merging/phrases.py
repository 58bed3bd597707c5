"""One outlet's words for one event: its number of the dead, its particulars, its way to say where and when."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from happenings import WORDS, Happening

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
AREA_ONLY = 0.05
"""The share of mentions that name the province and no town."""
PLAIN = 0.55
"""The share of numbers told as they are, without "at least" and the like."""
ADDING = 0.6
"""The share of leads with a circumstance of their own."""
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


class Teller:
    """One report's view of one event."""

    def __init__(self, desk: Desk, event: Happening) -> None:
        self.desk, self.draw, self.event = desk, desk.draw, event
        self.late = (desk.published - event.day).days
        self.dead = self._seen(event.dead)
        self.source = self._source()
        self.thing, self.means = self.draw.choice(event.thing), self.draw.choice(event.means)

    def lead(self) -> str:
        """What happened."""
        kind = self.draw.choice(WORDS["seen_as"][self.event.kind])
        means = self.means if kind == self.event.kind else self.draw.choice(self.draw.choice(WORDS["means"][kind]))
        adding = f", {self.desk.pick(WORDS['adding'])}." if self.draw.random() < ADDING else "."
        return self.filled(self.desk.pick(WORDS["leads"][kind])[:-1] + adding, means=means)

    def reaction(self) -> str:
        """The event as others react to it."""
        deed = self.draw.choice(WORDS["deeds"][self.event.kind]).replace("THING", self.thing)
        return self.filled(self.desk.pick(WORDS["reactions"]), deed=deed)

    def beside(self) -> str:
        """The second attack of a day, told after the first."""
        return self.filled(self.desk.pick(WORDS["again"]))

    def follow(self) -> str:
        """More of it."""
        return self.filled(self.desk.pick(WORDS["sober" if self.event.kind in ("capture", "abduction") else "follow"]))

    def seen(self) -> str:
        """One thing that people saw there, in the words of one desk."""
        return self.filled(self.draw.choice(self.draw.choice(self.event.seen)))

    def mourned(self) -> str:
        """Somebody who was killed, by name."""
        return self.filled(self.desk.pick(WORDS["mourned"]))

    def plain(self, name: str, **more: str) -> str:
        """A sentence of a list that is about the place and the sides alone."""
        return self.filled(self.desk.pick(WORDS[name]), **more)

    def at_length(self, name: str, **more: str) -> str:
        """A sentence of a list with a circumstance."""
        return self.filled(f"{self.desk.pick(WORDS[name])[:-1]}, {self.desk.pick(WORDS['adding'])}.", **more)

    def recap(self, news: Happening) -> str:
        """The event recalled in a report on another one."""
        before = self.filled(WORDS["before"][self.event.kind])
        near = (news.day - self.event.day).days == 1
        frames = WORDS["recap"] if near else WORDS["recap"][1:]
        return self.filled(self.draw.choice(frames), before=before, day=self._date(), span=self._span())

    def filled(self, template: str, **more: str) -> str:
        """A template with this report's words in its slots."""
        event, number = self.event, self._count(self.dead)
        slots = {
            "who": self.draw.choice(event.who), "whom": self.draw.choice(event.whom), "town": event.town,
            "at": self._at(), "on": self._on(), "dead": self._people(number, ("people", "people", "civilians")),
            "fighters": self._people(number, ("fighters", "soldiers", "people")), "civilians": f"{number} civilians",
            "taken": self._people(number, ("people", "villagers", "men")), "hurt": str(self._seen(event.hurt)),
            "number": str(self.dead), "source": self.source, "outlet": self.desk.outlet, "country": event.country,
            "province": event.province, "victim": event.victim or "", "thing": self.thing, "means": self.means,
            "witness": event.witness, **more,
        }  # fmt: skip
        slots["on_"] = slots["on"] or "Early in the day"
        slots["span_"] = slots.get("span", "")
        capital = {name[:1].upper() + name[1:]: value[:1].upper() + value[1:] for name, value in slots.items()}
        text = template.format(**slots, **capital)
        return " ".join(text.replace(" ,", ",").replace(" .", ".").replace(" ;", ";").split()).replace(" .", ".")

    def _seen(self, true: int) -> int:
        """The number that this report has: early ones lower, some sources higher."""
        shift = self.draw.choice((0, 0, 0, 0, 0, 0, 0, -0.5, -0.3, -0.3, -0.1, 0.1, 0.2, 0.4, 1.5))
        return max(1, round(true * (1 + shift)))

    def _source(self) -> str:
        return self.draw.choice(
            (self.draw.choice(WORDS["monitors"]), f"activist {self.draw.choice(WORDS['people'])}", "a medical source",
             "officials", f"{self.draw.choice(WORDS['people'])}, a local journalist")
        )  # fmt: skip

    def _people(self, number: str, nouns: Sequence[str]) -> str:
        noun = self.draw.choice(nouns)
        return f"{number} {noun}" if number != "dozens" else f"dozens of {noun}"

    def _count(self, number: int) -> str:
        shape = self.draw.random()
        if number >= 24 and shape < 0.12:
            return "dozens"
        told = NUMBERS[number] if number < len(NUMBERS) and self.draw.random() < 0.5 else str(number)
        if shape < PLAIN:
            return told
        return f"{self.draw.choice(('at least', 'at least', 'more than', 'about', 'some'))} {told}"

    def _at(self) -> str:
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
        return self.draw.choice(shapes if self.draw.random() < AREA_ONLY * len(shapes) else shapes[:-1])

    def _on(self) -> str:
        if self.late >= LATE:
            return self.draw.choice((self._date_with_on(), self._date_with_on(), self._span()))
        weekday = WEEKDAYS[self.event.day.weekday()]
        shapes = [f"on {weekday}", f"on {weekday}", self._date_with_on()]
        shapes += {
            0: ["today", f"on {weekday} morning", "", "", f"early {weekday}"],
            1: ["yesterday", f"on {weekday} night", "", f"late {weekday}"],
        }.get(self.late, [self._date_with_on()])
        return self.draw.choice(shapes)

    def _span(self) -> str:
        """The event's time as no more than a span of days, as it is seen on the day of publication."""
        day, now = self.event.day, self.desk.published
        part = ("early", "mid-", "late ")[min(2, (day.day - 1) // 10)].strip()
        month = f"{day:%B}" if (now - day).days < 300 else f"{day:%B} {day.year}"
        shapes = [f"in {part}{'' if part.endswith('-') else ' '}{month}", f"in {month}"]
        if (now - day).days > 0 and now.isocalendar()[1] - day.isocalendar()[1] == 1:
            shapes += ["last week", "last week"]
        if (now.year, now.month) == (day.year, day.month):
            shapes += ["earlier this month"]
        elif (now.year * 12 + now.month) - (day.year * 12 + day.month) == 1:
            shapes += ["last month", "last month"]
        return self.draw.choice(shapes)

    def _date_with_on(self) -> str:
        return f"on {self._date()}"

    def _date(self) -> str:
        year = f", {self.event.day.year}" if self.event.day.year != self.desk.published.year else ""
        return f"{self.event.day:%B} {self.event.day.day}{year}"
