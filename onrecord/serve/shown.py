"""What of the record is shown: all of it to those who review, the public profile to those who read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Protocol

from onrecord.model import Dossier, Glance, OnrecordError, Selection
from onrecord.serve.index import Index
from onrecord.serve.query import Query
from onrecord.store import summary

if TYPE_CHECKING:
    from onrecord.serve.workplace import Workplace


class Shown(Protocol):
    """The record as somebody may see it. ``profile`` is ``whole`` or ``public``."""

    profile: str

    def index(self, query: Query) -> Index:
        """The events of a view."""

    def dossier(self, event: str) -> Dossier | None:
        """One event by its id or an id that was merged into it."""


class Whole:
    """Everything in the store."""

    profile = "whole"

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def index(self, query: Query) -> Index:
        """The events that the store selects."""
        kinds = tuple(kind for name in query.kinds for kind in self._place.grouping.kinds(name))
        selection = query.selection(kinds)
        index: Index = self._place.kept(
            ("index", selection), lambda: Index(self._place.store.glances(selection), self._place.grouping.number)
        )
        return index

    def dossier(self, event: str) -> Dossier | None:
        """One event as it stands."""
        return self._place.store.event(event)


class Public:
    """What protection lets out: it is asked once a day and change, and all that a reader sees is made from its answer alone."""

    profile = "public"

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def index(self, query: Query) -> Index:
        """The released events that meet the filters; withheld words are not searched, and nothing is shown as it once stood."""
        if query.as_of is not None or query.review is not None:
            raise OnrecordError("The public view has no past and no states of review.")
        kinds = {kind for name in query.kinds for kind in self._place.grouping.kinds(name)}
        chosen = [one.glance for one in self._released().values() if one.meets(query, kinds)]
        return Index(chosen, self._place.grouping.number)

    def dossier(self, event: str) -> Dossier | None:
        """One released event."""
        found = self._released().get(event)
        return found.dossier if found else None

    def dossiers(self) -> Iterator[Dossier]:
        """All released events."""
        return (one.dossier for one in self._released().values())

    def _released(self) -> dict[str, _Entry]:
        today = dt.datetime.now(dt.UTC).date()
        found: dict[str, _Entry] = self._place.kept(("released", today), lambda: self._release(today))
        return found

    def _release(self, today: dt.date) -> dict[str, _Entry]:
        from onrecord.exports.current import current
        from onrecord.exports.hand_over import terms_of
        from onrecord.protect.release import released

        lists, store = self._place.lists, self._place.store
        terms = terms_of(store, "public", lists, today)
        cleared = Selection(review="cleared")
        every = released(lambda: current(store.dossiers(cleared), lists.registry), terms)
        return {one.dossier.event.id: _Entry(one.dossier) for one in every}


class _Entry:
    """A released event with what it is listed and filtered by; made from what was released, never from the store."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        columns = summary.glance(dossier.event, dossier.tellings, dossier.reports)
        columns.pop("sort_day")
        self.glance = Glance(**columns, review="cleared")
        self._traits = summary.traits(dossier.event, dossier.claims)
        self._words = summary.folded(" ".join(_words(dossier)))

    def meets(self, query: Query, kinds: Collection[str]) -> bool:
        """Whether the event meets the filters of a view."""
        return (
            (not kinds or self.glance.kind in kinds)
            and self._in_time(query)
            and self._in_box(query)
            and all(self._is(name, getattr(query, name)) for name in ("place", "area", "actor", "status", "source"))
            and (query.killed is None or (self.glance.killed_high or self.glance.killed_low or -1) >= query.killed)
            and (query.text is None or all(word in self._words for word in summary.folded(query.text).split()))
        )

    def _is(self, name: str, value: str | None) -> bool:
        return value is None or (name, value) in self._traits or (name, summary.folded(value)) in self._traits

    def _in_time(self, query: Query) -> bool:
        first, last = self.glance.earliest or self.glance.latest, self.glance.latest or self.glance.earliest
        if query.since is None and query.until is None:
            return True
        if first is None or last is None:
            return False
        return (query.since is None or last >= query.since) and (query.until is None or first <= query.until)

    def _in_box(self, query: Query) -> bool:
        if query.box is None:
            return True
        west, south, east, north = query.box
        if self.glance.lat is None or self.glance.lon is None:
            return False
        inside = west <= self.glance.lon <= east if west <= east else not east < self.glance.lon < west
        return inside and south <= self.glance.lat <= north


def _words(dossier: Dossier) -> Iterator[str]:
    """The words that a reader is shown of an event."""
    yield dossier.event.kind
    yield from (report.title or "" for report in dossier.reports)
    yield from (report.publisher or "" for report in dossier.reports)
    for claim in dossier.claims:
        yield from (f"{place.text} {place.name or ''}" for place in claim.places)
        yield from (f"{actor.text} {actor.name or ''}" for actor in claim.actors)
        yield claim.source.name or ""
