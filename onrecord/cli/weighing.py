"""What claims come to: one event's values by a policy, and who held which place when."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from onrecord.cli.choosing import STORE, Store, denials, dossier, opened
from onrecord.cli.shared import Knowledge, app, day, tools, writer
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from onrecord.control import Standing, Timeline
    from onrecord.store import Store as Opened

Policy = Literal["acled", "airwars", "latest", "range", "ucdp"]
Format = Literal["text", "json"]


@app.command(group=STORE, sort_key=4)
def weigh(
    event: str,
    /,
    *,
    store: Store,
    policy: Policy = "range",
    format: Format = "text",  # noqa: A002 - the option's name is the contract
    as_of: Annotated[str | None, Parameter(show_default=False)] = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """One event's values by a policy: each number with its range, what it rests on, and what became of every toll.

    Parameters
    ----------
    event
        Its id, or the id of one that was merged into it.
    store
        The store.
    policy
        acled and ucdp read as those data sets do, airwars also grades, range shows all that is told, latest what was said last.
    format
        text for people, json for the whole result.
    as_of
        As it stood at the end of this day.

    """
    from onrecord import weigh as step
    from onrecord.exports import weighed

    known = tools(knowledge)
    with opened(store) as home:
        found = dossier(home, event, as_of)
        result = step.weighed(found, policy, known.registry, denials(home, found, as_of, known.codebook))
    sys.stdout.write(_json(result) if format == "json" else weighed.render(result, found))
    return 0


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


@Parameter(name="*")
@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked:
    """Which places, and on which day."""

    at: Annotated[str | None, Parameter(show_default=False)] = None
    "How places stood on this day (YYYY-MM-DD). Without it a place is told with its whole history, all places as of the newest report."
    place: Annotated[str | None, Parameter(name="--place", show_default=False)] = None
    "The same as naming a place first."
    within: Annotated[str | None, Parameter(show_default=False)] = None
    "Only places in this area, by name or gazetteer id."
    as_of: Annotated[str | None, Parameter(show_default=False)] = None
    "From what the store held at the end of this day."


@app.command(group=STORE, sort_key=5)
def control(
    place: str | None = None,
    /,
    *,
    store: Store,
    asked: Asked = Asked(),
    format: Format = "text",  # noqa: A002 - the option's name is the contract
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Who holds what: the history of a place with the claims behind it, or every place on a day.

    A side's own word is shown as a claim until somebody else confirms it, and an old attestation with its age.

    Parameters
    ----------
    place
        A place by name or gazetteer id.
    store
        The store.
    format
        text for people, json for whole records.
    out
        Write here instead of to standard output.

    """
    from onrecord import control as step

    name, date = place or asked.place, day(asked.at, "--at")
    with opened(store) as home, writer(out) as write:
        published = home.published(as_of=asked.as_of)
        lines = _lines(home, published, knowledge, asked.as_of)
        found = step.select(lines, place=name, within=asked.within, ids=_known(name, knowledge))
        if name is not None and not found:
            raise OnrecordError(f"No claim in this store says who held {name!r}.")
        if name is not None and date is None:
            write(_json(found) if format == "json" else _histories(home, found, asked.as_of))
            return 0
        date = date or max((one for one in published.values() if one), default=None)
        if date is None:
            raise OnrecordError("No report in this store has a date; say a day with --at.")
        standings = step.state_at(found, date)
        if format == "json":
            write(_json(standings))
            return 0
        for text in _table(standings, terminal=out is None and sys.stdout.isatty()):
            write(text)
        print(f"{len(standings)} places on {date}", file=sys.stderr)
    return 0


def _lines(
    home: Opened, published: dict[str, str | None], knowledge: Knowledge, as_of: str | None
) -> tuple[Timeline, ...]:
    from onrecord import control as step
    from onrecord.knowledge.actors import Registry

    return step.timeline(home.claims(holding=True, as_of=as_of), published, Registry.open(knowledge.actors))


def _known(name: str | None, knowledge: Knowledge) -> frozenset[str]:
    """The gazetteer's ids for a name, also where reports spell it otherwise."""
    from onrecord.knowledge.gazetteer import Gazetteer

    if name is None:
        return frozenset()
    gazetteer = Gazetteer.open(knowledge.gazetteer, knowledge.places)
    return frozenset(entry.id for entry in gazetteer.exact(name))


def _histories(home: Opened, found: Sequence[Timeline], as_of: str | None) -> str:
    from onrecord.exports import held

    wanted = {claim for line in found for stretch in line.stretches for claim in stretch.claims}
    claims = {claim.id: claim for claim in home.claims(holding=True, as_of=as_of) if claim.id in wanted}
    reports = {claim.report: home.report(claim.report) for claim in claims.values()}
    known = {id_: report for id_, report in reports.items() if report is not None}
    return "\n".join(held.history(line, claims, known) for line in found)


def _table(standings: Iterable[Standing], *, terminal: bool) -> Iterable[str]:
    """Columns of one width where a person looks; tabs between them where a program does."""
    from onrecord.exports import held

    rows = [held.COLUMNS, *map(held.on_day, standings)]
    if not terminal and "COLUMNS" not in os.environ:
        return ("\t".join(row) + "\n" for row in rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )
