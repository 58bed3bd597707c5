"""What every store keeps to, whether a file or a server: one contract, one body of tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from onrecord.model import (
    Claim,
    Coded,
    Compared,
    Decision,
    Dossier,
    Event,
    External,
    Glance,
    Link,
    Logged,
    Page,
    Rejected,
    Report,
    Selection,
    Telling,
    Victim,
)

Added = Literal["new", "same", "supersedes", "recoded", "rejected"]
"""What adding an input came to: a new report, one already there, an edited article at a known address, the same report
read by a newer coder, or a refusal."""


class Writing(Protocol):
    """One transaction: everything in it is written, or nothing. Only one is open at a time in a store."""

    def put(self, coded: Coded, page: Page | None = None, coder: str | None = None) -> Added:
        """Keep a report with its claims and tellings, or its rejection. The same report twice changes nothing.

        ``coder`` (name and version) is needed where it found no claim: what an earlier version of it had found is then
        closed. Another coder's claims of the same report stand beside it. Of the page its record is kept, not its content.
        """

    def tellings(self, ids: Collection[str]) -> tuple[Telling, ...]:
        """The current tellings of these ids, in order of id; unknown ids are left out.

        Claims are as people corrected them, and bear their victims: here alone, for a shared name tells a shared event.
        """

    def unmerged(self) -> tuple[str, ...]:
        """Ids of current tellings that belong to no event yet, in the order in which they were recorded."""

    def recorded(self, ids: Collection[str]) -> tuple[str, ...]:
        """These tellings in the order in which they were first recorded; unknown ids are left out."""

    def bereft(self) -> tuple[str, ...]:
        """Ids of standing events that lost a telling, or whose telling was read anew, since they were last put."""

    def put_blocks(self, blocks: Mapping[str, Collection[str]]) -> None:
        """For each telling, the block keys under which others are to find it. Replaces earlier keys."""

    def sharing(self, keys: Collection[str]) -> tuple[str, ...]:
        """Ids of current tellings that have any of these block keys."""

    def put_compared(self, compared: Sequence[Compared]) -> None:
        """Keep comparisons. A pair compared again replaces its earlier comparison."""

    def compared(self, ids: Collection[str]) -> tuple[Compared, ...]:
        """The comparisons in which any of these tellings takes part."""

    def judged(self, ids: Collection[str]) -> tuple[Decision, ...]:
        """Standing (not undone) decisions ``same``, ``different`` and ``split`` that touch any of these tellings."""

    def homes(self, ids: Collection[str]) -> dict[str, str]:
        """For each of these tellings, the event that it belongs to; tellings without one are left out."""

    def members(self, events: Collection[str]) -> dict[str, tuple[str, ...]]:
        """For each of these events, its tellings in the order in which they joined."""

    def put_event(self, event: Event, tellings: Sequence[str]) -> None:
        """Keep an event as made of these tellings; what it was before stays readable under its own time.

        Its links are those of ``event``. An event without tellings is withdrawn; one whose id had become an alias stands
        again under its own id.
        """

    def alias(self, gone: str, event: str) -> None:
        """Close the event ``gone``; from now on its id leads to ``event``."""

    def put_links(self, event: str, links: Sequence[Link]) -> None:
        """The links of an event to other events; replaces earlier ones."""

    def decide(self, decision: Decision) -> None:
        """Keep a person's or a rule's decision. The same id twice changes nothing."""

    def log(self, kind: str, subject: str, payload: str) -> None:
        """Append an entry to the log: an export, a redaction, an import, a change of settings."""

    def put_external(self, rows: Sequence[External]) -> None:
        """Keep rows of somebody else's data; the same id again replaces the row."""

    def put_setting(self, name: str, value: str) -> None:
        """Keep one setting of this store (its secret, its accounts, whether it is a single person's)."""

    def put_origin(self, report: str, origin: str) -> None:
        """Note that a report is a near-copy of another, the earliest of its kind that is known."""

    def signatures(self, keys: Collection[str]) -> dict[str, bytes]:
        """Signatures of the current reports that share any of these near-copy keys."""

    def put_signature(self, report: str, signature: bytes, keys: Collection[str]) -> None:
        """The near-copy signature of a report, and the keys under which others find it."""

    def restore(self, lines: Iterable[str]) -> int:
        """Make an empty store from the lines of ``Store.copy``; gives the number of rows.

        Raises OnrecordError where the store is not empty, or where the lines are damaged or cut off.
        """


class Store(Protocol):
    """Reports, claims, events, links, decisions, aliases, victims and rejections, readable as of any past moment."""

    def writing(self) -> AbstractContextManager[Writing]:
        """A transaction; waits for another writer to end. Raises OnrecordError where that takes too long."""

    def event(self, id_: str, *, as_of: str | None = None) -> Dossier | None:
        """One event by its id or by the id of one that was merged into it."""

    def dossiers(
        self, selection: Selection, *, limit: int | None = None, after: str | None = None
    ) -> Iterator[Dossier]:
        """The events selected, by first day, then id; undated ones last. ``after`` is the id of the last one seen."""

    def events(self, selection: Selection, *, limit: int | None = None, after: str | None = None) -> Iterator[Event]:
        """The same selection in the same order, events alone: quick."""

    def glances(self, selection: Selection, *, limit: int | None = None, after: str | None = None) -> Iterator[Glance]:
        """The same selection in the same order, at a glance: from one table, 50,000 in well under a second."""

    def seen(self, ids: Collection[str], *, as_of: str | None = None) -> dict[str, Glance]:
        """Those of these events that stand, or stood, at a glance."""

    def count(self, selection: Selection, *, most: int | None = None) -> int:
        """How many events are selected; from ``most`` on nothing more is counted."""

    def report(self, id_: str) -> Report | None:
        """One report by its id."""

    def reports(self, *, as_of: str | None = None) -> Iterator[Report]:
        """All current reports, by publication date, then id."""

    def published(self, *, as_of: str | None = None) -> dict[str, str | None]:
        """The day on which each current report was published, by its id; None where that is not known. No text is read."""

    def reports_kept(self) -> int:
        """How many current reports there are."""

    def newest(self, *, limit: int, after: str | None = None) -> tuple[tuple[Report, int], ...]:
        """A page of the current reports, each with the number of its claims: the newest first, those without a day last.

        ``after`` is the id of the last one seen. Raises OnrecordError where it is no report.
        """

    def claims(
        self, report: str | None = None, *, holding: bool = False, denied: bool = False, as_of: str | None = None
    ) -> Iterator[Claim]:
        """Current claims as people corrected them, by report and place in it: also those that make no event.

        ``holding`` gives only those that say who holds or took a place, ``denied`` only those that deny something.
        """

    def page(self, report: str) -> Page | None:
        """The bytes' record that a report was cleaned from, where it was kept."""

    def rejections(self, inputs: Collection[str] | None = None) -> Iterator[Rejected]:
        """Every input that was refused, in order, or those of these inputs."""

    def decisions(self, subject: str | None = None) -> Iterator[Decision]:
        """Decisions in the order in which they were made, all or those about one subject; undone ones and undos too."""

    def victims(self, event: str) -> tuple[Victim, ...]:
        """Sealed: the victims named in an event's claims. Never part of a dossier or of public output."""

    def externals(self, dataset: str | None = None) -> Iterator[External]:
        """Rows of somebody else's data, by dataset and id."""

    def setting(self, name: str) -> str | None:
        """One setting of this store."""

    def log(self, *, since: str | None = None, subject: str | None = None) -> Iterator[Logged]:
        """The log in order; ``since`` is an ISO date or instant."""

    def told(self, kind: str, *, since: str) -> Iterator[tuple[str, str, str]]:
        """Moment, subject and payload of each entry of the log of one kind since an ISO date or instant, in order."""

    def said(self, number: int) -> str | None:
        """What an entry of the log says: text or JSON; None where it was taken away."""

    def version(self) -> int:
        """The number of the last entry of the log, 0 for an empty store: it grows with everything that is written."""

    def verify(self) -> int:
        """Check the whole chain, every payload that is still there and what is made from them; give the number of entries.

        Raises OnrecordError naming the first entry that does not fit, or what does not agree with the rows it is made from.
        """

    def redact(self, secret: str, *, by: str, why: str) -> int:
        """Take a report (its id), a name, a source or any words away for good, from every row, log payload and index.

        Gives the number of rows changed. Raises OnrecordError where nothing holds it.
        """

    def dump(self) -> Iterator[str]:
        """All that is current, one JSON object a line in a fixed order, without moments and salts.

        Two stores that were told the same in the same order give the same lines.
        """

    def copy(self) -> Iterator[str]:
        """All that is current, sealed names and indexes too, as lines that ``Writing.restore`` makes an equal store from."""

    def take_stock(self) -> None:
        """Let the database count what it holds, where that has changed much, so that it knows how to search it."""

    def reindex(self) -> None:
        """Make anew what is made from other rows: what events and decisions are found by. Nothing else changes."""

    def close(self) -> None:
        """Let go of the file or the server."""
