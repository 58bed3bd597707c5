"""What happened, invented: situations of events that are easily taken for each other, and what lies further back.

A situation is one event and what is easily taken for it: the same place the next day, the next village on the same day,
the same number of dead elsewhere; or a town at a front, hit again and again; or a city on busy days, where several things
happen at once. Behind each lies the war so far, of which reports remind their readers.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
WORDS: dict[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
FRONTS = 0.2
"""The share of situations that are a town at a front."""
BUSY = 0.35
"""The share of situations that are a large city where much happens within days."""
TWICE = 0.05
"""The share of events that have a second one like them in the same town on the same day."""
NEXT_DOOR = 0.6
"""The share of other towns that are neighbours, where there are any."""
PAST = 3
"""Earlier events that the reports of a situation may recall."""
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

BLOODLESS = ("capture", "abduction")
"""Kinds in which nobody need have died."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What truly happened. ``thing`` and ``means`` are what was hit and with what, ``seen`` what people saw there: each in
    the words of several desks; ``again`` marks the second like event of one day and town."""

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
    thing: tuple[str, ...]
    means: tuple[str, ...]
    seen: tuple[tuple[str, ...], ...]
    witness: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """Events of some days, and earlier ones that they recall."""

    events: tuple[Happening, ...]
    past: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where and when a war is: a country, or any where it is null, and so many days."""

    country: str | None
    first: dt.date
    days: int


ANYWHERE = Span(None, dt.date(2014, 1, 1), 3000)
CROWDED = Span("Syria", dt.date(2016, 2, 1), 60)
"""One war at its height: several events a day, and every town hit again and again."""


class Fate:
    """Draws what happens."""

    def __init__(self, draw: random.Random, prefix: str, span: Span = ANYWHERE) -> None:
        self.draw, self.prefix, self.span, self.count = draw, prefix, span, 0

    def situation(self) -> Situation:
        """One situation."""
        share = self.draw.random()
        events = self._front() if share < FRONTS else self._busy() if share < FRONTS + BUSY else self._events()
        events = [one for event in events for one in (event, *self._second(event))]
        return Situation(tuple(events), tuple(self._distinct([events[0], *self._past(events[0])])[1:]))

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
        return self._distinct([main, *(self._again(main) for _ in range(self.draw.randrange(3, 10)))])

    def _busy(self) -> list[Happening]:
        """A large city and the towns around it in a week of war: different things every day."""
        main = self._main(capital=True)
        days = [main.day + dt.timedelta(days=self.draw.randrange(0, 6)) for _ in range(self.draw.randrange(3, 7))]
        return self._distinct([main, *(self._unlike(main, day) for day in days)])

    def _unlike(self, main: Happening, day: dt.date) -> Happening:
        """Something else in the same city, or now and then in another town of its province."""
        other = self._told_of(main.country, main.province)
        return replace(other, town=main.town if self.draw.random() < 0.7 else other.town, day=day)

    def _second(self, event: Happening) -> list[Happening]:
        """A second attack of the kind on the same day in the same town, on something else."""
        if self.draw.random() >= TWICE or event.kind in ("capture", "battle"):
            return []
        other = self._other(event, again=True)
        far_off = abs(other.dead - event.dead) > max(2, event.dead // 3)
        return [other] if other.thing != event.thing and far_off else []

    def _past(self, main: Happening) -> list[Happening]:
        """The war so far in the province."""
        found = []
        for _ in range(PAST):
            back = dt.timedelta(days=self.draw.randrange(12, 300))
            found.append(replace(self._told_of(main.country, main.province), day=main.day - back))
        return found

    def _main(self, *, capital: bool = False) -> Happening:
        theatre = _theatre(self.span.country) if self.span.country else self.draw.choice(WORDS["theatres"])
        province = self.draw.choice(list(theatre["provinces"]))
        made = self._told_of(theatre["country"], province)
        return replace(made, town=theatre["provinces"][province][0]) if capital else made

    def _told_of(self, country: str, province: str) -> Happening:
        theatre = _theatre(country)
        kind = self.draw.choice(KINDS if _has_air(theatre) else KINDS[2:])
        who, whom = self._sides(theatre, kind)
        day = self.span.first + dt.timedelta(days=self.draw.randrange(self.span.days))
        made = Happening(
            id=self._name(), kind=kind, country=country, province=province,
            town=self.draw.choice(theatre["provinces"][province]), day=day, who=who, whom=whom, dead=0, hurt=0,
            victim=self._victim() if self.draw.random() < 0.3 and kind not in BLOODLESS else None, thing=(), means=(), seen=(),
            witness="",
        )  # fmt: skip
        return self._detailed(made)

    def _detailed(self, event: Happening) -> Happening:
        """With a toll and particulars of its own."""
        return replace(
            event, dead=self._toll(), hurt=self._toll() + 2,
            thing=tuple(self.draw.choice(WORDS["things"][event.kind])),
            means=tuple(self.draw.choice(WORDS["means"][event.kind])),
            seen=tuple(tuple(one) for one in self.draw.sample(WORDS["seen"], 2)), witness=self.draw.choice(WORDS["people"]),
        )  # fmt: skip

    def _victim(self) -> str:
        return " ".join(self.draw.choice(names) for names in WORDS["victims"])

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
        return f"{self.prefix}{self.count}"

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
        theatre = _theatre(main.country)
        air = kind == "air_strike" and not _has_air(theatre)
        who, whom = (main.who, main.whom) if air else self._sides(theatre, kind)
        return self._other(main, kind=kind, who=who, whom=whom)

    def _again(self, main: Happening) -> Happening:
        """The same side does the same in the same town, another time: what only a day can tell apart."""
        return self._other(main, day=main.day + dt.timedelta(days=self.draw.randrange(5, 200)))

    def _weeks_later(self, main: Happening) -> Happening:
        return self._other(main, day=main.day + dt.timedelta(days=self.draw.randrange(9, 40)))

    def _elsewhere(self, main: Happening) -> str:
        near = [town for both in WORDS["neighbours"] if main.town in both for town in both if town != main.town]
        if near and self.draw.random() < NEXT_DOOR:
            return str(self.draw.choice(near))
        towns = _theatre(main.country)["provinces"][main.province]
        return self.draw.choice([town for town in towns if town != main.town])

    def _other(self, main: Happening, **changed: Any) -> Happening:
        return self._detailed(replace(main, id=self._name(), victim=None, **changed))


def _theatre(country: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in WORDS["theatres"] if one["country"] == country)
    return found


def _has_air(theatre: dict[str, Any]) -> bool:
    return any(side["air"] for side in theatre["sides"])
