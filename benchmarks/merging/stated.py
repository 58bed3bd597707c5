"""What a sentence says of its event, as its writer knows it; and whether that is enough to tell which event is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from happenings import WORDS, Happening

FIXED = 3
"""Days of a span that still says which day is meant."""
NEWS = 13
"""Days before publication in which an event without a day lies."""
NUMBERS = 0.5, 2.5
"""How far a report's number may lie from the true one."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A kind, the days, the town (null where only the province is named), the number of people harmed as an interval, the
    two sides, what was hit, whom of the dead it names; null where it says nothing of it. ``placed`` where it says where it
    was at all; ``digest`` where the number is that of a whole day; ``deed`` the noun that stands for the event."""

    kind: str | None = None
    province: str | None = None
    placed: bool = False
    days: tuple[dt.date, dt.date] | None = None
    town: str | None = None
    number: tuple[int, int | None] | None = None
    who: str | None = None
    whom: str | None = None
    thing: str | None = None
    victim: str | None = None
    recap: bool = False
    digest: bool = False
    deed: str | None = None

    @property
    def says(self) -> bool:
        """Whether it says anything that a coder puts on record."""
        return bool(self.days or self.placed or self.number or self.victim or self.who)

    @property
    def dated(self) -> bool:
        """Whether it says on which day."""
        return self.days is not None and (self.days[1] - self.days[0]).days < FIXED


def joined(every: Iterable[Stated]) -> Stated:
    """What several sentences of one report say together; of two days the narrower, else the first."""
    told = list(every)
    found = {}
    for field in fields(Stated):
        values = [value for one in told if (value := getattr(one, field.name)) is not None]
        found[field.name] = values[0] if values else None
    days = [one.days for one in told if one.days]
    found["days"] = min(days, key=lambda both: both[1] - both[0]) if days else None
    found["recap"] = all(one.recap for one in told)
    return Stated(**found)


def tells(said: Stated, published: dt.date | None, event: Happening, others: Sequence[Happening]) -> bool:
    """Whether a reader of a report can tell which event it means: it says enough, and nothing else that happened fits."""
    return _enough(said) and not any(_fits(said, published, other) for other in others if other is not event)


def _enough(said: Stated) -> bool:
    """A victim's name; else two of its day, its town and a number; all three where no day but a week or a month is told.

    News lies in the days before publication, which say as much as a day. "An air strike in the province last month" could
    be any of a war's.
    """
    if said.victim:
        return True
    when = said.dated or (said.days is None and not said.recap)
    return sum((when, said.town is not None, said.number is not None)) >= 2 and (when or said.days is not None)


def _fits(said: Stated, published: dt.date | None, other: Happening) -> bool:
    if said.victim:
        return said.victim == other.victim
    first, last = said.days or _news(published)
    when = first <= other.day <= last
    where = said.town in (None, other.town)
    what = said.kind is None or said.kind in WORDS["seen_as"][other.kind]
    low, high = (other.dead * share for share in NUMBERS)
    many = said.number is None or low <= said.number[0] <= high
    return when and where and what and many and (said.thing is None or said.thing in other.thing)


def _news(published: dt.date | None) -> tuple[dt.date, dt.date]:
    return (dt.date.min, dt.date.max) if published is None else (published - dt.timedelta(days=NEWS), published)
