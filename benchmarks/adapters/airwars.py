"""airwars: reports of air strikes, the civilians killed, the place and the day, and which reports tell of one incident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from adapters.base import Adapter, Row
from adapters.fakes import dead
from adapters.kit import Kit
from adapters.story import ranked, stories

LONGEST = 31
"""Days of an interval that still says when something happened."""


def predict(row: Row, kit: Kit) -> Row:
    """The main event of one report; the cluster is given later, when all reports are seen."""
    coded = kit.code(row["text"], row.get("published"))
    told = ranked(stories(coded), len(row["text"]))
    if not told:
        return nothing(row)
    place, when = told[0].event.computed.place, told[0].event.computed.when
    civilians, combatants = dead(told[:1])
    every = None if civilians is None and combatants is None else (civilians or 0) + (combatants or 0)
    early, late = (when.earliest, when.latest) if when else (None, None)
    return {
        "killed_civilians_low": civilians, "killed_civilians_high": civilians, "killed_low": every, "killed_high": every,
        "lat": place.lat if place else None, "lon": place.lon if place else None, "date_earliest": early, "date_latest": late,
    }  # fmt: skip


def days(answer: Row) -> int | None:
    """The length of the predicted interval in days."""
    if not (answer.get("date_earliest") and answer.get("date_latest")):
        return None
    return (dt.date.fromisoformat(answer["date_latest"]) - dt.date.fromisoformat(answer["date_earliest"])).days + 1


def together(rows: Sequence[Row], answers: Sequence[Row]) -> list[Row]:
    """Reports of the same day and place are of one incident; every other report stands alone."""
    found = []
    for answer in answers:
        sure = days(answer) == 1 and answer.get("lat") is not None
        cluster = f"{answer['date_earliest']} {answer['lat']:.2f} {answer['lon']:.2f}" if sure else None
        found.append({**answer, "cluster": cluster})
    return found


def nothing(row: Row) -> Row:
    """Nothing stated."""
    return {}


def gold(path: Path) -> list[Path]:
    """The reports and, beside them, the incidents that they are scored by."""
    return [path, path.with_name(path.name.replace("reports", "incidents"))]


ADAPTER = Adapter(
    folder="airwars", task="airwars", inputs=("published", "text"), predict=predict,
    empty=nothing, pattern="reports*.jsonl", together=together, gold=gold,
)  # fmt: skip
