"""The events of a view as columns: what map, timeline and list are made from, quickly, for many thousand events."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.model import Glance

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    Numbers = numpy.typing.NDArray[Any]

LIMIT = 85.0511
"""Degrees of latitude at which the Mercator projection of web maps ends."""
EXACT_PLACES = {"site", "settlement"}
"""Precisions at which a point on the map stands for where it happened; all others stand for an area."""


class Index:
    """Glances with their positions, days and groups as columns; made once for a selection."""

    def __init__(self, glances: Iterable[Glance], group: Callable[[str], int]) -> None:
        import numpy as np

        self.glances = tuple(glances)
        every = self.glances
        self.groups: Numbers = np.array([group(one.kind) for one in every], dtype=np.int16)
        self.placed: Numbers = np.array([one.lat is not None and one.lon is not None for one in every], dtype=bool)
        self.lon: Numbers = np.array([one.lon or 0.0 for one in every], dtype=float)
        self.lat: Numbers = np.clip(np.array([one.lat or 0.0 for one in every], dtype=float), -LIMIT, LIMIT)
        self.first: Numbers = np.array([day(one.earliest) for one in every], dtype=np.int64)
        self.last: Numbers = np.array([day(one.latest) for one in every], dtype=np.int64)
        self.low: Numbers = np.array([one.killed_low or 0 for one in every], dtype=np.int64)
        self.high: Numbers = np.array([one.killed_high or one.killed_low or 0 for one in every], dtype=np.int64)
        self.dated: Numbers = (self.first > 0) | (self.last > 0)

    def __len__(self) -> int:
        return len(self.glances)

    @property
    def x(self) -> Numbers:
        """Web Mercator, 0 in the west to 1 in the east."""
        return (self.lon + 180.0) / 360.0

    @property
    def y(self) -> Numbers:
        """Web Mercator, 0 in the north to 1 in the south."""
        import numpy as np

        sine = np.sin(np.radians(self.lat))
        result: Numbers = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)
        return result

    def tray(self, name: str | None) -> tuple[Glance, ...]:
        """The events without a day, without a place, with one, or all."""
        if name is None:
            return self.glances
        kept = {"undated": ~self.dated, "unplaced": ~self.placed, "placed": self.placed}[name]
        return tuple(self.glances[number] for number in kept.nonzero()[0])

    @property
    def counts(self) -> dict[str, int]:
        """How many there are, in all and in each tray."""
        return {
            "events": len(self.glances),
            "undated": int((~self.dated).sum()),
            "unplaced": int((~self.placed).sum()),
            "reports": sum(one.reports for one in self.glances),
        }

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north around what is placed."""
        if not self.placed.any():
            return None
        lon, lat = self.lon[self.placed], self.lat[self.placed]
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def day(date: str | None) -> int:
    """The ordinal of an ISO date; 0 where there is none."""
    return datetime.date.fromisoformat(date).toordinal() if date else 0


def ordered(glances: Sequence[Glance], sort: str) -> list[Glance]:
    """Newest or oldest first, most deaths first, or contradicted ones first; undated events last."""
    dated = sorted(glances, key=lambda one: (one.earliest or one.latest or "", one.id))
    known = [one for one in dated if one.earliest or one.latest]
    unknown = [one for one in dated if not (one.earliest or one.latest)]
    if sort == "oldest":
        return known + unknown
    newest = known[::-1] + unknown
    if sort == "toll":
        return sorted(newest, key=lambda one: -(one.killed_high or one.killed_low or -1))
    if sort == "disputed":
        return sorted(newest, key=lambda one: not one.disputed)
    return newest
