"""The reports of a store page by page, the newest first: a page reads no more than its own reports and their claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select, tuple_

from onrecord.model import Claim, OnrecordError, Report
from onrecord.store.asking import among, ask
from onrecord.store.corrections import corrected
from onrecord.store.ledger import live
from onrecord.store.tables import CLAIMS, GONE, REPORTS


def newest(connection: Connection, limit: int, after: str | None) -> tuple[tuple[Report, int], ...]:
    """A page of reports, each with the number of its claims; those without a day come last.

    Raises OnrecordError where ``after`` is no report.
    """
    payloads = _dated(connection, limit, after) if after is None or _day(connection, after) else []
    payloads += _undated(connection, limit - len(payloads), after) if len(payloads) < limit else []
    reports = [msgspec.json.decode(payload, type=Report) for payload in payloads]
    told = _told(connection, [report.id for report in reports])
    return tuple((report, told[report.id]) for report in reports)


def _day(connection: Connection, report: str) -> str | None:
    """The day of a report, null where it has none. Raises OnrecordError where there is no such report."""
    query = select(REPORTS.c.published).where(REPORTS.c.id == report).order_by(REPORTS.c.serial.desc()).limit(1)
    found = connection.execute(query).first()
    if found is None:
        raise OnrecordError(f"There is no report {report!r} to go on after.")
    day: str | None = found.published
    return day


def _dated(connection: Connection, limit: int, after: str | None) -> list[str]:
    query = _page(limit).where(REPORTS.c.published.is_not(None))
    if after is not None:
        query = query.where(tuple_(REPORTS.c.published, REPORTS.c.id) < (_day(connection, after), after))
    found = connection.execute(query.order_by(REPORTS.c.published.desc(), REPORTS.c.id.desc()))
    return list(found.scalars())


def _undated(connection: Connection, limit: int, after: str | None) -> list[str]:
    query = _page(limit).where(REPORTS.c.published.is_(None))
    if after is not None and _day(connection, after) is None:
        query = query.where(REPORTS.c.id < after)
    return list(connection.execute(query.order_by(REPORTS.c.id.desc())).scalars())


def _page(limit: int) -> Select[Any]:
    return select(REPORTS.c.payload).where(REPORTS.c.payload != GONE, live(REPORTS)).limit(limit)


def _told(connection: Connection, reports: Collection[str]) -> Counter[str]:
    """How many claims of each report stand; what people rejected does not."""
    rows = ask(connection, _claims, reports)
    read = {id_: msgspec.json.decode(payload, type=Claim) for id_, payload in rows}
    return Counter(claim.report for claim in corrected(connection, read).values())


def _claims(_: bool) -> Select[Any]:
    query = select(CLAIMS.c.id, CLAIMS.c.payload)
    return query.where(among(CLAIMS.c.report), CLAIMS.c.payload != GONE, live(CLAIMS))
