"""What a situation brief says, before it is laid out: the same for the page and for the document."""

from __future__ import annotations

from typing import Literal

from onrecord.model import Record

Sure = Literal["several", "one", "unnamed", "disputed"]
"""Several sources that count as independent, one such source, none but unnamed or unattributed ones, or sources that contradict
each other or deny."""


class Account(Record, frozen=True, kw_only=True):
    """One source's number, or words where it gives none: ``who`` says ``what``, printed in ``printed``.

    ``low`` and ``high`` are the ends of its range, null where open; ``note`` says what the policy made of it, empty where it
    counts; ``counts`` is false for what it set aside.
    """

    who: str
    what: str
    printed: str
    low: int | None = None
    high: int | None = None
    note: str = ""
    counts: bool = True
    url: str | None = None


class Item(Record, frozen=True, kw_only=True):
    """One event as the brief tells it. ``accounts`` are of the dead, ``others`` of other people harmed, ``tellers`` those who give no
    number where nobody does. ``coarse``: nothing finer than a province is known. ``days`` is in words, ``day`` the ISO day that it is listed under, null where unknown."""

    number: int
    id: str
    headline: str
    where: str
    caveat: str
    day: str | None
    days: str
    who: str
    sure: Sure
    basis: str
    killed: str
    accounts: tuple[Account, ...]
    others: tuple[Account, ...]
    tellers: tuple[Account, ...]
    quote: str
    quote_from: str
    disputes: tuple[str, ...]
    remarks: tuple[str, ...]
    fresh: str
    lat: float | None
    lon: float | None
    radius: float | None
    coarse: bool
    dead: int | None


class Versus(Record, frozen=True, kw_only=True):
    """On one event, these accounts cannot all be true."""

    number: int
    headline: str
    about: str
    sides: tuple[tuple[str, str, str], ...]


class Denial(Record, frozen=True, kw_only=True):
    """Somebody denied something in the period, and nothing ties it to one event: who, what, in which words, printed where."""

    who: str
    what: str
    quote: str
    printed: str


class Change(Record, frozen=True, kw_only=True):
    """A place that changed hands, on whose word; ``number`` is the event's."""

    number: int
    place: str
    when: str
    deed: str
    to: str
    from_: str
    basis: str
    said: tuple[str, ...]


class Key(Record, frozen=True, kw_only=True):
    """A number at the top, with what it counts and what to mind."""

    number: str
    label: str
    note: str


class Coverage(Record, frozen=True, kw_only=True):
    """How many reports were read, by area and week; the weeks' first days are ISO."""

    weeks: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    inside: str
    what: str


class Day(Record, frozen=True, kw_only=True):
    """The events of one day; those without a day come under ``Day not known``."""

    title: str
    items: tuple[Item, ...]


class Brief(Record, frozen=True, kw_only=True):
    """A situation brief."""

    title: str
    period: str
    area: str
    lead: tuple[str, ...]
    keys: tuple[Key, ...]
    days: tuple[Day, ...]
    new: tuple[str, ...]
    before: str
    changes: tuple[Change, ...]
    contradictions: tuple[Versus, ...]
    denials: tuple[Denial, ...]
    coverage: Coverage | None
    method: tuple[str, ...]
    cite: str
    credits: tuple[str, ...]
    warning: str
    made: str
