"""Taking a report, a name, a source or any words away for good: out of every row, log payload and index.

Ids that were made from a text's hash would let somebody guess the words back, so the report that held them, its claims,
tellings and whatever events are named after those get new, random ids. Then the database itself is written anew, so that
no freed page, write-ahead log or index segment keeps a byte of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from onrecord import weigh
from onrecord.model import Claim, Decision, Event, Page, Report
from onrecord.store import adding
from onrecord.store.hiding import CLOSED, Secret, respanned, walked
from onrecord.store.judging import JOINING
from onrecord.store.ledger import Ledger, batches, chunks
from onrecord.store.recording import bereave
from onrecord.store.summary import glance, traits
from onrecord.store.tables import (
    BEREFT,
    BLOCKS,
    CLAIMS,
    CODINGS,
    COMPARISONS,
    DECISIONS,
    EVENT_TEXTS,
    EVENTS,
    GONE,
    KEPT,
    MEMBERSHIP,
    PAGES,
    PAYLOADS,
    REJECTIONS,
    REPORTS,
    SETTINGS,
    SIGNATURE_KEYS,
    SIGNATURES,
    SUBJECTS,
    TELLINGS,
    TRAITS,
    VICTIMS,
    WAITING,
    content,
)
from onrecord.store.tellings import members_of, tellings_of

JSON = {"payload", "claims", "links"}
REMOVED = "redacted"


class Redaction:
    """One redaction within its transaction: what it looks for, and what it has changed."""

    def __init__(self, ledger: Ledger, change: Callable[[str], str]) -> None:
        self.ledger = ledger
        self.connection: Connection = ledger.connection
        self.hide = change
        self.texts: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.homes: dict[str, str] = {}
        self.claims: set[str] = set()
        self.rows = 0

    def change(self, said: str) -> str:
        """A text without the secret; an id that would betray it becomes a random one."""
        return self.ids.get(said) or self.hide(said)


def redact_words(ledger: Ledger, secret: Secret) -> int:
    """Take words away; gives the number of rows changed."""
    work = Redaction(ledger, secret.hide)
    _affected(work)
    for table in KEPT:
        _table(work, table)
    _payloads(work)
    _made(work)
    _retell(work)
    return work.rows


def _affected(work: Redaction) -> None:
    """Find the reports that hold the words; give them and what is named after them new ids."""
    for row in work.connection.execute(select(REPORTS.c.id, REPORTS.c.payload).order_by(REPORTS.c.serial)):
        if row.payload == GONE:
            continue
        report = msgspec.json.decode(row.payload, type=Report)
        parts = (report.text, report.publisher or "")
        if any(work.hide(part) != part for part in parts):
            work.texts[row.id] = work.hide(report.text)
            work.ids[row.id] = _random("r")
    for table, prefix in ((CLAIMS, "c"), (TELLINGS, "e")):
        for chunk in chunks(sorted(work.texts)):
            for row in work.connection.execute(select(table).where(table.c.report.in_(chunk))).all():
                work.ids.setdefault(row.id, _random(prefix))
                work.homes[row.id] = row.report
                if table is CLAIMS and row.payload != GONE:
                    claim = msgspec.json.decode(row.payload, type=Claim)
                    work.ids |= {toll.id: _random("t") for toll in claim.tolls if toll.id not in work.ids}


def _random(prefix: str) -> str:
    return f"{prefix}:{secrets.token_hex(8)}"


def redact_report(ledger: Ledger, report: str) -> int:
    """Take a whole report away with all that was read from it; gives the number of rows changed.

    Its id stays, so that the same report is not taken in again.
    """
    row = ledger.connection.execute(
        select(REPORTS).where(REPORTS.c.id == report).order_by(REPORTS.c.serial.desc())
    ).first()
    if row is None or row.payload == GONE:
        return 0
    adding.retire(ledger, report)
    shown = msgspec.json.decode(row.payload, type=Report)
    addresses = {said for said in (shown.url, shown.title, *_pages(ledger.connection, report)) if said}
    work = Redaction(ledger, lambda said: REMOVED if said in addresses else said)
    _emptied(work, report)
    _payloads(work)
    _made(work)
    for chunk in chunks([report]):
        ledger.connection.execute(delete(SIGNATURES).where(SIGNATURES.c.report.in_(chunk)))
        ledger.connection.execute(delete(SIGNATURE_KEYS).where(SIGNATURE_KEYS.c.report.in_(chunk)))
    _retell(work)
    return work.rows


def _pages(connection: Connection, report: str) -> list[str]:
    payloads = connection.execute(select(PAGES.c.payload).where(PAGES.c.report == report)).scalars()
    pages = [msgspec.json.decode(payload, type=Page) for payload in payloads if payload != GONE]
    return [said for page in pages for said in (page.name, page.url) if said]


def _emptied(work: Redaction, report: str) -> None:
    """Every row that came from a report, without what it said."""
    here = work.connection.execute
    claims = list(here(select(CLAIMS.c.id).where(CLAIMS.c.report == report)).scalars())
    tellings = list(here(select(TELLINGS.c.id).where(TELLINGS.c.report == report)).scalars())
    work.claims.update(claims)
    for table, column, ids, empty in (
        (REPORTS, "id", [report], {"url": None, "publisher": None, "published": None, "payload": GONE}),
        (PAGES, "report", [report], {"payload": GONE}),
        (CODINGS, "report", [report], {"content": GONE}),
        (CLAIMS, "report", [report], {"payload": GONE}),
        (VICTIMS, "claim", claims, {"payload": GONE}),
        (REJECTIONS, "report", [report], {"input": report, "reason": REMOVED}),
    ):
        _empty(work, table, table.c[column].in_(ids), empty)
    named = select(SUBJECTS.c.decision).where(SUBJECTS.c.subject.in_([report, *claims]))
    for row in here(select(DECISIONS).where(DECISIONS.c.id.in_(named), DECISIONS.c.act.not_in(JOINING))).all():
        decision = msgspec.json.decode(row.payload, type=Decision)
        left = msgspec.structs.replace(decision, span=None, value=None, why=None)
        _empty(work, DECISIONS, DECISIONS.c.serial == row.serial, {"payload": _encoded(left)})
    for chunk in chunks(tellings):
        work.connection.execute(delete(BLOCKS).where(BLOCKS.c.telling.in_(chunk)))


def _empty(work: Redaction, table: Table, where: ColumnElement[bool], empty: Mapping[str, Any]) -> None:
    for row in work.connection.execute(select(table).where(where)).all():
        before = {str(column.name): getattr(row, column.name) for column in content(table)}
        if (after := {**before, **empty}) != before:
            work.ledger.redact(table, row.serial, after)
            work.rows += 1


# --- kept rows -------------------------------------------------------------------------------------------------------


def _table(work: Redaction, table: Table) -> None:
    columns = content(table)
    for serials in batches(work.connection, table):
        query = select(table.c.serial, *columns).where(table.c.serial.in_(serials)).order_by(table.c.serial)
        for row in work.connection.execute(query).all():
            before = {str(column.name): getattr(row, column.name) for column in columns}
            after = _row(work, table, before)
            if after != before:
                work.ledger.redact(table, row.serial, after)
                work.rows += 1


def _row(work: Redaction, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    after = {name: _value(work, name, value) for name, value in row.items()}
    if table is CLAIMS:
        if row["report"] in work.texts and row["payload"] != GONE:
            decoded = msgspec.json.decode(after["payload"])
            after["payload"] = _encoded(respanned(decoded, work.texts[row["report"]]))
        if after != row:
            work.claims.add(after["id"])
    if table is VICTIMS and row["claim"] in work.ids and row["payload"] != GONE:
        text = work.texts[work.homes[row["claim"]]]
        after["payload"] = _encoded(respanned(msgspec.json.decode(after["payload"]), text))
    if table is PAGES and row["report"] in work.texts:
        after["payload"] = GONE
    if table is CODINGS and row["report"] in work.texts:
        after["content"] = GONE
    if table is COMPARISONS and after["one"] > after["two"]:
        after = _turned(after)
    return after


def _turned(row: Mapping[str, Any]) -> dict[str, Any]:
    """A comparison whose new ids stand in the other order."""
    payload = msgspec.json.decode(row["payload"])
    payload |= {"one": row["two"], "two": row["one"]}
    return {**row, "one": row["two"], "two": row["one"], "payload": _encoded(payload)}


def _value(work: Redaction, name: str, value: Any) -> Any:
    if not isinstance(value, str) or value == GONE or name in CLOSED:
        return value
    if name not in JSON:
        return work.change(value)
    decoded = msgspec.json.decode(value)
    changed = walked(decoded, work.change)
    return value if changed == decoded else _encoded(changed)


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


# --- the log, settings and made rows ---------------------------------------------------------------------------------


def _payloads(work: Redaction) -> None:
    for row in work.connection.execute(select(PAYLOADS).order_by(PAYLOADS.c.number)).all():
        subject, payload = work.change(row.subject), _said(work, row.payload)
        if (subject, payload) != (row.subject, row.payload):
            work.ledger.redact_payload(row.number, subject, payload)
            work.rows += 1


def _said(work: Redaction, payload: str) -> str:
    """A log payload: JSON or text; ids stand in it alone or after a word ("new r:…")."""
    try:
        decoded = msgspec.json.decode(payload)
    except msgspec.DecodeError:
        decoded = payload
    changed = walked(decoded, lambda said: " ".join(map(work.change, work.hide(said).split(" "))))
    if changed == decoded:
        return payload
    return changed if isinstance(decoded, str) and decoded == payload else _encoded(changed)


def _made(work: Redaction) -> None:
    for table in (SUBJECTS, BLOCKS, WAITING, BEREFT, SETTINGS):
        for row in work.connection.execute(select(table)).all():
            before = dict(row._mapping)
            after = {name: work.change(value) for name, value in before.items()}
            if after != before:
                for row_ in (before, after):  # what is there already under the new name is not written twice
                    here = [table.c[name] == value for name, value in row_.items()]
                    work.connection.execute(delete(table).where(*here))
                work.connection.execute(insert(table), [after])
                work.rows += 1
    for chunk in chunks(sorted(work.texts)):
        work.connection.execute(delete(SIGNATURES).where(SIGNATURES.c.report.in_(chunk)))
        work.connection.execute(delete(SIGNATURE_KEYS).where(SIGNATURE_KEYS.c.report.in_(chunk)))


# --- events and indexes ----------------------------------------------------------------------------------------------


def _retell(work: Redaction) -> None:
    """Every version of every event that rests on a changed claim, computed anew from what its claims now say."""
    tellings = {
        row.id
        for row in work.connection.execute(select(TELLINGS.c.id, TELLINGS.c.claims))
        if not work.claims.isdisjoint(msgspec.json.decode(row.claims, type=list[str]))
    }
    events: set[str] = set()
    for chunk in chunks(sorted(tellings)):
        query = select(MEMBERSHIP.c.event).where(MEMBERSHIP.c.telling.in_(chunk))
        events.update(work.connection.execute(query).scalars())
    for event in sorted(events):
        for row in work.connection.execute(select(EVENTS).where(EVENTS.c.id == event).order_by(EVENTS.c.serial)).all():
            _version(work, row._mapping)
    standing = members_of(work.connection, sorted(events))
    bereave(work.ledger, standing)


def _version(work: Redaction, row: Mapping[Any, Any]) -> None:
    serial, moment = row["serial"], row["recorded_at"]
    payload = work.connection.execute(select(EVENT_TEXTS).where(EVENT_TEXTS.c.event == serial)).one()
    event = msgspec.json.decode(payload.payload, type=Event)
    told = tellings_of(work.connection, members_of(work.connection, [event.id], moment).get(event.id, ()), as_of=moment)
    claims = [claim for telling in told for claim in telling.claims]
    event = msgspec.structs.replace(event, claims=tuple(c.id for c in claims), computed=weigh.ranged(claims))
    shown = {**{str(c.name): row[c.name] for c in content(EVENTS)}, **glance(event, told)}
    work.ledger.redact(EVENTS, serial, shown)
    work.ledger.redact(EVENT_TEXTS, payload.serial, {"event": serial, "payload": _encoded(event)})
    found = [{"trait": trait, "value": value, "event": serial} for trait, value in sorted(traits(event, claims))]
    work.ledger.put_made(TRAITS, found, TRAITS.c.event, [serial])
    work.rows += 1
