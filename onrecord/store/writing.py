"""One transaction of a store, as ``contract.Writing`` describes it; the work is done by the modules beside this one."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import CompoundSelect, Select, select, union_all

from onrecord.model import Coded, Compared, Decision, Event, External, Link, OnrecordError, Page, Telling
from onrecord.store import (
    adding,
    copying,
    corrections,
    deriving,
    hiding,
    indexing,
    judging,
    opening,
    recording,
    redaction,
    tellings,
)
from onrecord.store.asking import among, ask
from onrecord.store.contract import Added, Writing
from onrecord.store.dossiers import resolved
from onrecord.store.ledger import Ledger, chunks, live
from onrecord.store.tables import (
    BLOCKS,
    CLAIMS,
    COMPARISONS,
    DECISIONS,
    EVENTS,
    EXTERNALS,
    MEMBERSHIP,
    ORIGINS,
    REPORTS,
    SETTINGS,
    SIGNATURE_KEYS,
    SIGNATURES,
    SUBJECTS,
    TELLINGS,
    WAITING,
)


class SqlWriting(Writing):
    """Everything written through it is written together, or not at all."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._connection = ledger.connection
        self._unsettled: set[str] = set()
        self._told: dict[str, Telling] = {}  # tellings that were read, as long as nothing that they rest on is written

    def put(self, coded: Coded, page: Page | None = None, coder: str | None = None) -> Added:
        self._told.clear()
        return adding.put(self._ledger, coded, page, coder)

    def tellings(self, ids: Collection[str]) -> tuple[Telling, ...]:
        wanted = sorted(set(ids))
        unread = [id_ for id_ in wanted if id_ not in self._told]
        self._told |= {one.id: one for one in tellings.tellings_of(self._connection, unread, sealed=True)}
        return tuple(self._told[id_] for id_ in wanted if id_ in self._told)

    def unmerged(self) -> tuple[str, ...]:
        return self.recorded(self._connection.execute(select(WAITING.c.telling)).scalars().all())

    def recorded(self, ids: Collection[str]) -> tuple[str, ...]:
        return recording.recorded(self._ledger, ids)

    def bereft(self) -> tuple[str, ...]:
        return recording.bereft(self._ledger)

    def put_blocks(self, blocks: Mapping[str, Collection[str]]) -> None:
        rows = [{"key": key, "telling": id_} for id_ in sorted(blocks) for key in sorted(set(blocks[id_]))]
        self._ledger.put_made(BLOCKS, rows, BLOCKS.c.telling, blocks)

    def sharing(self, keys: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted({telling for (telling,) in ask(self._connection, _sharing, set(keys))}))

    def put_compared(self, compared: Sequence[Compared]) -> None:
        pairs = {(item.one, item.two): item for item in compared}
        standing = self._standing_pairs({one for one, _ in pairs})
        rows, gone = [], []
        for pair, item in pairs.items():
            payload = msgspec.json.encode(item, order="sorted").decode()
            serial, before = standing.get(pair, (None, None))
            if payload != before:
                gone += [serial] if serial is not None else []
                rows.append({"one": item.one, "two": item.two, "payload": payload})
        self._ledger.close(COMPARISONS.c.serial, gone)
        self._ledger.insert(COMPARISONS, rows)

    def _standing_pairs(self, ones: Collection[str]) -> dict[tuple[str, str], tuple[int, str]]:
        rows = ask(self._connection, _compared_from, ones)
        return {(one, two): (serial, payload) for serial, one, two, payload in rows}

    def compared(self, ids: Collection[str]) -> tuple[Compared, ...]:
        found = {(one, two): payload for one, two, payload in ask(self._connection, _compared, set(ids))}
        return tuple(msgspec.json.decode(found[pair], type=Compared) for pair in sorted(found))

    def judged(self, ids: Collection[str]) -> tuple[Decision, ...]:
        made = judging.about(self._connection, set(ids), judging.JOINING)
        return tuple(item.decision for item in made if not item.decision.stale)

    def homes(self, ids: Collection[str]) -> dict[str, str]:
        return recording.homes(self._ledger, ids)

    def members(self, events: Collection[str]) -> dict[str, tuple[str, ...]]:
        return recording.members(self._ledger, events)

    def put_event(self, event: Event, tellings: Sequence[str]) -> None:
        told = {one.id: one for one in self.tellings(tellings)}
        unread = [id_ for id_ in tellings if id_ not in told]
        if unknown := set(unread) - set(self.recorded(unread)):
            raise OnrecordError(
                f"The event {event.id} cannot rest on tellings that the store does not hold: {min(unknown)}."
            )
        self._unsettled.discard(event.id)
        self._unsettled |= recording.put_event(
            self._ledger, event, tellings, [_open(told[id_]) for id_ in dict.fromkeys(tellings) if id_ in told]
        )

    def alias(self, gone: str, event: str) -> None:
        self._unsettled.discard(gone)
        recording.alias(self._ledger, gone, event)

    def put_links(self, event: str, links: Sequence[Link]) -> None:
        recording.put_links(self._ledger, event, links)

    def decide(self, decision: Decision) -> None:
        if self._connection.execute(select(DECISIONS.c.serial).where(DECISIONS.c.id == decision.id)).first():
            return
        corrections.checked(self._connection, decision)
        payload = msgspec.json.encode(decision, order="sorted").decode()
        fields = {"id": decision.id, "act": decision.act, "by": decision.by, "undoes": decision.undoes}
        self._told.clear()
        self._ledger.insert(DECISIONS, [{**fields, "payload": payload}])
        named = dict.fromkeys((*decision.subjects, *self._undone_subjects(decision)))
        self._ledger.put_made(SUBJECTS, [{"subject": subject, "decision": decision.id} for subject in named])
        self._ledger.note("decided", decision.id, {"act": decision.act, "subjects": list(named)})
        shown = self._shown_in(named)
        self._unsettled |= shown
        if not self._is_about_events(decision, shown):
            recording.void(self._ledger, shown)

    def _is_about_events(self, decision: Decision, shown: Collection[str]) -> bool:
        """Whether a decision is about events as such and leaves their claims as they are."""
        while decision.act == "undo":
            query = select(DECISIONS.c.payload).where(DECISIONS.c.id == decision.undoes)
            decision = msgspec.json.decode(self._connection.execute(query).scalar_one(), type=Decision)
        if decision.act == "reject":
            return set(decision.subjects) <= set(shown)
        return decision.act != "correct"

    def _undone_subjects(self, decision: Decision) -> list[str]:
        """What an undo is about, through all that it takes back: what the first decision was about."""
        if decision.undoes is None:
            return []
        query = select(SUBJECTS.c.subject).where(SUBJECTS.c.decision == decision.undoes)
        return list(self._connection.execute(query.order_by(SUBJECTS.c.subject)).scalars())

    def _shown_in(self, subjects: Collection[str]) -> set[str]:
        """The standing events whose review or claims a decision about these changes."""
        found = set(resolved(self._connection, subjects, None).values())
        for chunk in chunks(subjects):
            found.update(
                self._connection.execute(select(EVENTS.c.id).where(EVENTS.c.id.in_(chunk), live(EVENTS))).scalars()
            )
            home = select(MEMBERSHIP.c.event).join(TELLINGS, TELLINGS.c.id == MEMBERSHIP.c.telling)
            home = home.join(CLAIMS, CLAIMS.c.report == TELLINGS.c.report).where(CLAIMS.c.id.in_(chunk))
            home = home.where(live(MEMBERSHIP), live(TELLINGS), live(CLAIMS))
            found.update(self._connection.execute(home.distinct()).scalars())
        return found

    def log(self, kind: str, subject: str, payload: str) -> None:
        self._ledger.note(kind, subject, payload)

    def put_external(self, rows: Sequence[External]) -> None:
        for row in rows:
            payload = msgspec.json.encode(row.row, order="sorted").decode()
            here = (EXTERNALS.c.dataset == row.dataset) & (EXTERNALS.c.id == row.id)
            known = self._connection.execute(select(EXTERNALS.c.payload).where(here, live(EXTERNALS))).scalar()
            if known != payload:
                self._ledger.close(EXTERNALS.c.id, [row.id], EXTERNALS.c.dataset == row.dataset)
                self._ledger.insert(EXTERNALS, [{"dataset": row.dataset, "id": row.id, "payload": payload}])

    def put_setting(self, name: str, value: str) -> None:
        self._ledger.put_made(SETTINGS, [{"name": name, "value": value}], SETTINGS.c.name, [name])
        self._ledger.note("setting", name, "")

    def put_origin(self, report: str, origin: str) -> None:
        query = select(ORIGINS.c.origin).where(ORIGINS.c.report == report, live(ORIGINS))
        if self._connection.execute(query).scalar() != origin:
            self._told.clear()
            self._ledger.close(ORIGINS.c.report, [report])
            self._ledger.insert(ORIGINS, [{"report": report, "origin": origin}])
            self._unsettled |= self._told_in(report)

    def _told_in(self, report: str) -> set[str]:
        """The standing events that a report tells of: on which day it speaks, and whose word it is, changes their range."""
        home = select(MEMBERSHIP.c.event).join(TELLINGS, TELLINGS.c.id == MEMBERSHIP.c.telling)
        home = home.where(TELLINGS.c.report == report, live(MEMBERSHIP), live(TELLINGS))
        return set(self._connection.execute(home.distinct()).scalars())

    def signatures(self, keys: Collection[str]) -> dict[str, bytes]:
        rows = ask(self._connection, _near, set(keys))
        return {report: bytes(signature) for report, signature in rows}

    def put_signature(self, report: str, signature: bytes, keys: Collection[str]) -> None:
        if ask(self._connection, _signed, [report]) == [(signature,)]:
            return
        rows = [{"key": key, "report": report} for key in sorted(set(keys))]
        signed = {"report": report, "signature": signature}
        self._ledger.put_made(SIGNATURES, [signed], SIGNATURES.c.report, [report])
        self._ledger.put_made(SIGNATURE_KEYS, rows, SIGNATURE_KEYS.c.report, [report])

    def redact(self, secret: str, *, by: str, why: str) -> int:
        """Take a report or words away within this transaction; gives the number of rows changed."""
        self._told.clear()
        known = self._connection.execute(select(REPORTS.c.serial).where(REPORTS.c.id == secret)).first()
        if known is not None:
            rows = redaction.redact_report(self._ledger, secret)
            said = {"by": by, "why": why, "rows": rows}
        else:
            hidden = hiding.Secret(secret)
            rows = redaction.redact_words(self._ledger, hidden)
            said = {"by": hidden.hide(by), "why": hidden.hide(why), "rows": rows}
        if rows:
            self._ledger.note("redacted", secret if known else "", said)
            indexing.reindex(self._connection)
        return rows

    def reindex(self) -> None:
        """Make anew within this transaction what is made from other rows."""
        deriving.remake(self._ledger)
        self._ledger.note("reindexed", "", "")

    def restore(self, lines: Iterable[str]) -> int:
        return copying.restore(self._ledger, lines)

    def settle(self) -> None:
        """End the transaction: events that changed and that nobody put are written anew, and the log is appended to."""
        recording.refresh(self._ledger, self._unsettled | set(self.bereft()))
        self._ledger.finish()
        if self._ledger.has_doubled(TELLINGS):
            opening.count(self._connection)


def _open(telling: Telling) -> Telling:
    """A telling without its victims."""
    claims = tuple(msgspec.structs.replace(claim, victims=()) if claim.victims else claim for claim in telling.claims)
    return msgspec.structs.replace(telling, claims=claims)


# --- what a merge asks for, once a report ----------------------------------------------------------------------------


@functools.cache
def _sharing(_: bool) -> Select[Any]:
    return select(BLOCKS.c.telling).where(among(BLOCKS.c.key))


@functools.cache
def _compared_from(_: bool) -> Select[Any]:
    columns = (COMPARISONS.c.serial, COMPARISONS.c.one, COMPARISONS.c.two, COMPARISONS.c.payload)
    return select(*columns).where(among(COMPARISONS.c.one), live(COMPARISONS))


@functools.cache
def _compared(_: bool) -> CompoundSelect[Any]:
    """Each side by its own index."""
    columns = (COMPARISONS.c.one, COMPARISONS.c.two, COMPARISONS.c.payload)
    sides = (among(COMPARISONS.c.one), among(COMPARISONS.c.two))
    return union_all(*(select(*columns).where(side, live(COMPARISONS)) for side in sides))


@functools.cache
def _signed(_: bool) -> Select[Any]:
    return select(SIGNATURES.c.signature).where(among(SIGNATURES.c.report))


@functools.cache
def _near(_: bool) -> Select[Any]:
    """Signatures of the current reports that share any of these keys: an edited article reprints nothing of its own."""
    near = select(SIGNATURE_KEYS.c.report).where(among(SIGNATURE_KEYS.c.key))
    query = select(SIGNATURES.c.report, SIGNATURES.c.signature).join(REPORTS, REPORTS.c.id == SIGNATURES.c.report)
    return query.where(SIGNATURES.c.report.in_(near), live(REPORTS)).order_by(SIGNATURES.c.report)
