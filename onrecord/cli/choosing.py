"""Which store, and which of its events: options that several commands share."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

from onrecord.cli.shared import day
from onrecord.model import Claim, Dossier, OnrecordError, ReviewState, Selection, SourceKind, Status

if TYPE_CHECKING:
    from onrecord.knowledge.codebook import Codebook
    from onrecord.store import Store as Opened

STORE = Group("On the record", help="Many reports in one store: an SQLite file or a PostgreSQL server.", sort_key=0)
CHOICE = Group("Which events", help="All that meet every condition given.", sort_key=4)
Store = Annotated[str, Parameter(env_var="ONRECORD_STORE")]
"""The store: a file (made when it is first added to) or ``postgresql://…``."""


@Parameter(name="*", group=CHOICE)
@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice:
    """Conditions on events."""

    since: Annotated[str | None, Parameter(show_default=False)] = None
    "First day (YYYY-MM-DD)."
    until: Annotated[str | None, Parameter(show_default=False)] = None
    "Last day."
    place: Annotated[str | None, Parameter(show_default=False)] = None
    "A place by name or gazetteer id."
    area: Annotated[str | None, Parameter(show_default=False)] = None
    "An area, with all that lies in it."
    box: Annotated[tuple[float, float, float, float] | None, Parameter(show_default=False)] = None
    "West, south, east and north in degrees."
    actor: Annotated[str | None, Parameter(show_default=False)] = None
    "Who took part, by name or registry id."
    kind: Annotated[tuple[str, ...], Parameter(show_default=False, negative="")] = ()
    "A kind or family of the codebook; may be given several times."
    status: Annotated[Status | None, Parameter(show_default=False)] = None
    "How a claim puts it."
    killed: Annotated[int | None, Parameter(show_default=False)] = None
    "At least so many killed, by the highest number that stands."
    source_kind: Annotated[SourceKind | None, Parameter(show_default=False)] = None
    "A kind of source that speaks of it."
    review: Annotated[ReviewState | None, Parameter(show_default=False)] = None
    "How far people have gone with it."
    text: Annotated[str | None, Parameter(show_default=False)] = None
    "Words of the reports and claims."
    as_of: Annotated[str | None, Parameter(show_default=False)] = None
    "Read the store as it stood at the end of this day."


def selection(choice: Choice) -> Selection:
    """The conditions as the store takes them. Raises OnrecordError for what is no day and no span of days."""
    values = dataclasses.asdict(choice)
    kinds = values.pop("kind")
    for name in ("since", "until"):
        values[name] = day(values[name], f"--{name}")
    if values["since"] and values["until"] and values["since"] > values["until"]:
        raise OnrecordError(f"--until {values['until']} lies before --since {values['since']}; no event is in between.")
    return Selection(kinds=kinds, **values)


@contextmanager
def opened(store: str, *, create: bool = False) -> Iterator[Opened]:
    """The store at an address, let go of in the end. Raises OnrecordError where there is none."""
    from onrecord.store import open_store

    found = open_store(store, create=create)
    try:
        yield found
    finally:
        found.close()


def shown(store: str) -> str:
    """The address of a store without its password."""
    from onrecord.store import opening

    return opening.shown(store)


def dossier(home: Opened, event: str, as_of: str | None = None) -> Dossier:
    """The event of an id. Raises OnrecordError where there is none."""
    found = home.event(event, as_of=as_of)
    if found is None:
        raise OnrecordError(f"There is no event {event!r} in this store" + (f" as of {as_of}." if as_of else "."))
    return found


def denials(home: Opened, found: Dossier, as_of: str | None, codebook: Codebook) -> tuple[Claim, ...]:
    """What any report of the store says against the event: denials of its kind, at its place, on days that touch its own."""
    from onrecord import weigh

    return weigh.denials(found, home.claims(denied=True, as_of=as_of), lambda kind: codebook.kind(kind).family)


def known(home: Opened, wanted: Selection) -> Selection:
    """The conditions, once every kind in them is known to the codebook or told of in the store.

    Raises OnrecordError naming one that is not.
    """
    from onrecord.knowledge.codebook import Codebook

    book = Codebook.open() if wanted.kinds else None
    for name in wanted.kinds:
        if (
            book
            and name not in book.kinds
            and name not in book.families
            and not home.count(Selection(kinds=(name,)), most=1)
        ):
            raise OnrecordError(f"{name!r} is no kind or family; there are {', '.join((*book.families, *book.kinds))}.")
    return wanted
