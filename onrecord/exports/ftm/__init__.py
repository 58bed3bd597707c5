"""FollowTheMoney for Aleph and OpenSanctions users: events, organisations, places and articles; never a person.

Two files: entities as JSON lines, and beside them the same as statements (CSV), each with the claim it rests on as its
``origin``. An organisation is ``involved`` in an event only where the report states it as fact, or the organisation
admits or claims it; whoever is only accused stands in the event's notes, with who accuses.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.exports.ftm.entities import Statement, joined, of
from onrecord.exports.ftm.vocabulary import COLUMNS

if TYPE_CHECKING:
    from onrecord.exports.selected import Export

__all__ = ["statements_path", "write"]


def write(export: Export) -> tuple[Path, ...]:
    """Write the entities to ``out`` and the statements beside it."""
    found: dict[str, Statement] = {}
    for record in export.records():
        for statement in of(record, export.weighed(record)):
            found.setdefault(statement.id, statement)
    ordered = sorted(found.values(), key=lambda one: (one.entity_id, one.prop != "id", one.prop, one.value))
    with export.out.open("wb") as out:
        out.writelines(msgspec.json.encode(entity) + b"\n" for entity in joined(ordered))
    beside = statements_path(export.out)
    _table(beside, ordered)
    return (export.out, beside)


def statements_path(out: Path) -> Path:
    """Where the statements go."""
    return out.with_name(f"{out.name.partition('.')[0]}.statements.csv")


def _table(path: Path, statements: Iterable[Statement]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, dialect=csv.unix_dialect)
        table.writerow(COLUMNS)
        table.writerows([row[column] for column in COLUMNS] for row in (one.row for one in statements))
