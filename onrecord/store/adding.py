"""Taking in what one input gave: a report with its claims and tellings, a new reading of it, or a refusal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, select

from onrecord.model import Claim, Coded, Event, Page, Rejected, Report
from onrecord.store import words
from onrecord.store.anchoring import Told, claims_anchored, tellings_anchored
from onrecord.store.contract import Added
from onrecord.store.hiding import same_but_for_gaps
from onrecord.store.judging import JOINING
from onrecord.store.ledger import Ledger, live
from onrecord.store.recording import bereave, forget, homes
from onrecord.store.tables import (
    ANCHORS,
    BLOCKS,
    CLAIMS,
    CODINGS,
    COMPARISONS,
    DECISIONS,
    EVENTS,
    GONE,
    PAGES,
    REDACTED,
    REJECTIONS,
    REPORTS,
    SUBJECTS,
    TELLINGS,
    VICTIMS,
    WAITING,
)
from onrecord.store.tellings import victims_of


class Reading(msgspec.Struct, frozen=True):
    """What one coder found in one report."""

    report: str
    family: str
    claims: tuple[Claim, ...]
    events: tuple[Event, ...]


def family(coder: str) -> str:
    """What stays of a coder from version to version: ``rules/2`` replaces ``rules/1``, ``person:NAME`` only herself."""
    return coder if coder.startswith("person:") else coder.partition("/")[0]


def put(ledger: Ledger, coded: Coded, page: Page | None, coder: str | None) -> Added:
    """Keep what one input gave."""
    report = coded.report
    _reject(ledger, coded.rejected, report.id if report else None)
    if report is None:
        return "rejected"
    named = coder or next((claim.coder for claim in coded.claims), None)
    reading = Reading(report.id, family(named or ""), _distinct(coded.claims), coded.events)
    known = ledger.connection.execute(
        select(REPORTS.c.serial, REPORTS.c.until).where(REPORTS.c.id == report.id).order_by(REPORTS.c.serial.desc())
    ).first()
    if known is None and ledger.redacted and _was_redacted(ledger, report):
        return "same"
    if known is not None:
        if known.until is not None or named is None:  # superseded long ago, or no coder that read it anew
            return "same"
        return _recode(ledger, report, reading, named)
    return _take_in(ledger, report, page, reading, named or "")


def _was_redacted(ledger: Ledger, report: Report) -> bool:
    """Whether this is the text of a report that words were taken out of: it must not bring them back."""
    day = REPORTS.c.published.is_(None) if report.published is None else REPORTS.c.published == report.published
    left = select(REPORTS.c.payload).join(REDACTED, REDACTED.c.serial == REPORTS.c.serial)
    left = left.where(REDACTED.c.table == REPORTS.name, REPORTS.c.payload != GONE, day)
    texts = (msgspec.json.decode(payload, type=Report).text for payload in ledger.connection.execute(left).scalars())
    return any(same_but_for_gaps(text, report.text) for text in texts)


def _distinct(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Claims with ids of their own: the same id is the same words read the same way."""
    return tuple({claim.id: claim for claim in reversed(claims)}[id_] for id_ in dict.fromkeys(c.id for c in claims))


def _reject(ledger: Ledger, rejected: Sequence[Rejected], report: str | None) -> None:
    for item in rejected:
        query = select(REJECTIONS.c.serial).where(
            REJECTIONS.c.input == item.input, REJECTIONS.c.step == item.step, REJECTIONS.c.reason == item.reason
        )
        if ledger.connection.execute(query).first() is None:
            ledger.insert(REJECTIONS, [{"report": report, **msgspec.to_builtins(item)}])
            if report is None:
                ledger.note("rejected", item.input, item.reason)


# --- a report that is new --------------------------------------------------------------------------------------------


def _take_in(ledger: Ledger, report: Report, page: Page | None, reading: Reading, coder: str) -> Added:
    older = _at_address(ledger, report)
    [serial] = ledger.insert(REPORTS, [report_row(report)])
    words.index(ledger.connection, [words.report_text(serial, report)])
    if page is not None:
        ledger.insert(PAGES, [{"report": report.id, "payload": encoded(msgspec.structs.replace(page, content=""))}])
    added: Added = "supersedes" if older else "new"
    ledger.note(added, report.id, {"coder": coder, "claims": len(reading.claims), "in_place_of": sorted(older)})
    _insert(ledger, reading, coder, _Kept())
    for id_ in sorted(older):
        _retire(ledger, id_, reading)
    return added


def retire(ledger: Ledger, report: str) -> None:
    """Close a report with all that was read from it; nothing takes its place."""
    _retire(ledger, report, Reading(report, "", (), ()))


def _at_address(ledger: Ledger, report: Report) -> list[str]:
    """Current reports at the same address, which this one is an edited article of."""
    if report.url is None:
        return []
    query = select(REPORTS.c.id).where(REPORTS.c.url == report.url, live(REPORTS))
    return list(ledger.connection.execute(query).scalars())


def _retire(ledger: Ledger, report: str, reading: Reading) -> None:
    """Close a superseded report; its tellings' places in events go to those of its new text that say the same."""
    standing = _standing(ledger, report, None)
    _replace(ledger, standing, reading, same_text=False)
    for column in (PAGES.c.report, CODINGS.c.report, REPORTS.c.id):
        ledger.close(column, [report])


# --- a report that is known ------------------------------------------------------------------------------------------


class _Kept(msgspec.Struct, frozen=True):
    """What of an earlier reading stands unchanged: rows of claims, victims and tellings that need no new version.

    A telling of which a claim is read anew gets a new row too: what it is found by has changed.
    """

    claims: frozenset[str] = frozenset()
    tellings: frozenset[str] = frozenset()


class _Standing(msgspec.Struct, frozen=True):
    """What an earlier reading left in the store."""

    report: str
    family: str | None
    claims: tuple[Claim, ...]
    tellings: tuple[Told, ...]
    rows: Mapping[str, tuple[object, ...]]


def _recode(ledger: Ledger, report: Report, reading: Reading, coder: str) -> Added:
    content = _content(reading)
    query = select(CODINGS.c.content).where(
        CODINGS.c.report == report.id, CODINGS.c.family == reading.family, live(CODINGS)
    )
    if ledger.connection.execute(query).scalar() == content:
        return "same"
    ledger.note("recoded", report.id, {"coder": coder, "claims": len(reading.claims)})
    standing = _standing(ledger, report.id, reading.family)
    ledger.close(CODINGS.c.report, [report.id], CODINGS.c.family == reading.family)
    wanted = {row["id"]: tuple(row.values()) for row in [*claim_rows(reading), *telling_rows(reading)]}
    same = frozenset(id_ for id_, row in standing.rows.items() if wanted.get(id_) == row)
    victims = {claim.id: claim.victims for claim in reading.claims}
    claims = frozenset(c.id for c in standing.claims if c.id in same and c.victims == victims[c.id])
    tellings = frozenset(t.id for t in standing.tellings if t.id in same and claims.issuperset(t.claims))
    _insert_after(ledger, standing, reading, _Kept(claims, tellings), coder)
    return "recoded"


def _insert_after(ledger: Ledger, standing: _Standing, reading: Reading, kept: _Kept, coder: str) -> None:
    _close(ledger, standing, kept)
    _insert(ledger, reading, coder, kept)
    _replace(ledger, standing, reading, same_text=True)
    still_here = {t.id for t in standing.tellings} & {event.id for event in reading.events}
    bereave(ledger, set(homes(ledger, still_here - kept.tellings).values()))


def _close(ledger: Ledger, standing: _Standing, kept: _Kept) -> None:
    claims = [claim.id for claim in standing.claims if claim.id not in kept.claims]
    tellings = [telling.id for telling in standing.tellings if telling.id not in kept.tellings]
    ledger.close(CLAIMS.c.id, claims, CLAIMS.c.report == standing.report)
    ledger.close(VICTIMS.c.claim, claims)
    ledger.close(TELLINGS.c.id, tellings, TELLINGS.c.report == standing.report)


def _standing(ledger: Ledger, report: str, of_family: str | None) -> _Standing:
    """What stands of a report, of one family of coders or of all."""
    ours = [CLAIMS.c.family == of_family] if of_family is not None else []
    theirs = [TELLINGS.c.family == of_family] if of_family is not None else []
    claims = ledger.connection.execute(select(CLAIMS).where(CLAIMS.c.report == report, live(CLAIMS), *ours)).all()
    tellings = ledger.connection.execute(
        select(TELLINGS).where(TELLINGS.c.report == report, live(TELLINGS), *theirs)
    ).all()
    named = victims_of(ledger.connection, [row.id for row in claims])
    rows: dict[str, tuple[object, ...]] = {
        row.id: (row.id, row.report, row.family, row.position, row.telling, row.holding, row.payload) for row in claims
    }
    for row in tellings:
        rows[row.id] = (row.id, row.report, row.family, row.position, row.kind, row.claims, row.links)
    read = [msgspec.json.decode(row.payload, type=Claim) for row in claims]
    return _Standing(
        report=report,
        family=of_family,
        claims=tuple(msgspec.structs.replace(claim, victims=named.get(claim.id, ())) for claim in read),
        tellings=tuple(Told(row.id, msgspec.json.decode(row.claims, type=tuple[str, ...])) for row in tellings),
        rows=rows,
    )


def _replace(ledger: Ledger, standing: _Standing, reading: Reading, *, same_text: bool) -> None:
    """Let go of what is told no more, and hand its places and what was decided about it to what took its place."""
    if not same_text:
        _close(ledger, standing, _Kept())
    told = [Told(event.id, event.claims) for event in reading.events]
    claims = claims_anchored(standing.claims, reading.claims, same_text=same_text)
    tellings = tellings_anchored(standing.tellings, told, claims)
    gone = {old: new for old, new in tellings.items() if old != new}
    forget(ledger, gone)
    for column in (COMPARISONS.c.one, COMPARISONS.c.two):
        ledger.close(column, gone)
    ledger.put_made(BLOCKS, [], BLOCKS.c.telling, gone)
    _anchor(ledger, {**{old: new for old, new in claims.items() if old != new}, **gone})


def _anchor(ledger: Ledger, became: Mapping[str, str | None]) -> None:
    """Move decisions along. A standing event keeps its id, though the telling that it is named after may be gone."""
    query = select(EVENTS.c.id).where(EVENTS.c.id.in_(list(became)), live(EVENTS))
    events = set(ledger.connection.execute(query).scalars())
    for old, new in became.items():
        decided = select(DECISIONS.c.id, DECISIONS.c.act).join(SUBJECTS, SUBJECTS.c.decision == DECISIONS.c.id)
        for row in ledger.connection.execute(decided.where(SUBJECTS.c.subject == old)).all():
            if row.act in JOINING or old not in events:
                _move(ledger, row.id, old, new)


def _move(ledger: Ledger, decision: str, old: str, new: str | None) -> None:
    here = (ANCHORS.c.decision == decision) & (ANCHORS.c.now == old)
    first = ledger.connection.execute(select(ANCHORS.c.subject).where(here, live(ANCHORS))).scalar()
    ledger.close(ANCHORS.c.decision, [decision], ANCHORS.c.now == old)
    ledger.insert(ANCHORS, [{"decision": decision, "subject": first or old, "now": new}])
    if new is not None:
        known = (SUBJECTS.c.subject == new) & (SUBJECTS.c.decision == decision)
        ledger.connection.execute(delete(SUBJECTS).where(known))
        ledger.put_made(SUBJECTS, [{"subject": new, "decision": decision}])


# --- rows ------------------------------------------------------------------------------------------------------------


def _insert(ledger: Ledger, reading: Reading, coder: str, kept: _Kept) -> None:
    """Write what of a reading does not stand yet."""
    claims = [row for row in claim_rows(reading) if row["id"] not in kept.claims]
    written = {row["id"] for row in claims}
    tellings = [row for row in telling_rows(reading) if row["id"] not in kept.tellings]
    ledger.insert(CLAIMS, claims)
    ledger.insert(VICTIMS, [row for row in victim_rows(reading) if row["claim"] in written])
    told = _claims_told(reading)
    serials = ledger.insert(TELLINGS, tellings)
    texts = (words.telling_text(serial, told[row["id"]]) for serial, row in zip(serials, tellings, strict=True))
    words.index(ledger.connection, texts)
    at_home = homes(ledger, [row["id"] for row in tellings])
    ids = [row["id"] for row in tellings if row["id"] not in at_home]
    ledger.put_made(WAITING, [{"telling": id_} for id_ in ids], WAITING.c.telling, ids)
    ledger.insert(CODINGS, [coding_row(reading, coder)])


def report_row(report: Report) -> dict[str, Any]:
    """The row of a report."""
    columns = {"id": report.id, "url": report.url, "publisher": report.publisher, "published": report.published}
    return {**columns, "payload": encoded(report)}


def coding_row(reading: Reading, coder: str) -> dict[str, Any]:
    """The row that says who read a report and what hash that gave."""
    return {"report": reading.report, "family": reading.family, "coder": coder, "content": _content(reading)}


def _claims_told(reading: Reading) -> dict[str, list[Claim]]:
    known = {claim.id: claim for claim in reading.claims}
    return {event.id: [known[id_] for id_ in event.claims if id_ in known] for event in reading.events}


def claim_rows(reading: Reading) -> list[dict[str, Any]]:
    """The rows of a reading's claims, without victims."""
    home = {claim: event.id for event in reversed(reading.events) for claim in event.claims}
    return [
        {
            "id": claim.id,
            "report": reading.report,
            "family": reading.family,
            "position": position,
            "telling": home.get(claim.id),
            "holding": claim.control is not None,
            "payload": encoded(msgspec.structs.replace(claim, victims=())),
        }
        for position, claim in enumerate(reading.claims)
    ]


def victim_rows(reading: Reading) -> list[dict[str, Any]]:
    """The sealed rows of those named as victims."""
    return [
        {"claim": claim.id, "position": position, "payload": encoded(victim)}
        for claim in reading.claims
        for position, victim in enumerate(claim.victims)
    ]


def telling_rows(reading: Reading) -> list[dict[str, Any]]:
    """The rows of a reading's events as tellings."""
    return [
        {
            "id": event.id,
            "report": reading.report,
            "family": reading.family,
            "position": position,
            "kind": event.kind,
            "claims": encoded(event.claims),
            "links": encoded(event.links),
        }
        for position, event in enumerate(reading.events)
    ]


def _content(reading: Reading) -> str:
    """A hash of what a coder found, to tell whether a later reading finds anything else."""
    told = [(event.id, event.kind, event.claims, event.links) for event in reading.events]
    return hashlib.sha256(msgspec.json.encode((reading.claims, told))).hexdigest()


def encoded(record: object) -> str:
    """A record as it lies in a payload."""
    return msgspec.json.encode(record).decode()
