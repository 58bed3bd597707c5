"""A store in an SQLite file or on a PostgreSQL server: ``contract.Store`` over SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy import Connection, Engine, func, select, union
from sqlalchemy.exc import DBAPIError

from onrecord.model import (
    Claim,
    Decision,
    Dossier,
    Event,
    External,
    Glance,
    Logged,
    OnrecordError,
    Page,
    Rejected,
    Report,
    Selection,
    Victim,
)
from onrecord.store import copying, corrections, dumping, judging, opening, selecting, shelf, tellings, times, verifying
from onrecord.store import dossiers as reading
from onrecord.store.asking import IDS, among
from onrecord.store.contract import Store
from onrecord.store.dossiers import Found
from onrecord.store.ledger import Ledger, chunks, live
from onrecord.store.tables import (
    CLAIMS,
    DENYING,
    EVENTS,
    EXTERNALS,
    GONE,
    LOG,
    PAGES,
    PAYLOADS,
    REJECTIONS,
    REPORTS,
    SETTINGS,
    SUBJECTS,
)
from onrecord.store.writing import SqlWriting

GLANCE = [EVENTS.c[field.name] for field in msgspec.structs.fields(Glance)]
FOUND = [EVENTS.c[field.name] for field in msgspec.structs.fields(Found)]
ROWS = 1000
"""Rows fetched at once from a long answer."""
JUDGED = select(CLAIMS.c.serial).join(SUBJECTS, SUBJECTS.c.subject == CLAIMS.c.id)
MAY_DENY = union(select(CLAIMS.c.serial).where(DENYING), JUDGED)
"""Claims read as denials, and those whose status a person may have set."""


class SqlStore(Store):
    """Opened by ``onrecord.store.open_store``. Safe for several threads; each reading and writing has a connection."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine = engine
        self.address = address

    # --- writing ---

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        """A transaction: written when the block ends, forgotten where it raises."""
        options = opening.writing_options(self.engine)
        try:
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                work = SqlWriting(Ledger(connection))
                yield work
                work.settle()
        except DBAPIError as error:
            raise opening.refused(error) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise opening.refused(error) from error

    # --- events ---

    def event(self, id_: str, *, as_of: str | None = None) -> Dossier | None:
        moment = times.instant(as_of, end=True) if as_of else None
        with self._reading() as connection:
            led = reading.resolved(connection, [id_], moment).get(id_, id_)
            query = select(*FOUND).where(EVENTS.c.id == led, live(EVENTS, moment)).order_by(EVENTS.c.serial.desc())
            row = connection.execute(query.limit(1)).first()
            return reading.dossiers(connection, [Found(*row)], moment)[0] if row else None

    def dossiers(
        self, selection: Selection, *, limit: int | None = None, after: str | None = None
    ) -> Iterator[Dossier]:
        moment = selecting.as_of(selection)
        with self._reading() as connection:
            for batch in chunks(self._found(connection, selection, limit, after), reading.BATCH):
                yield from reading.dossiers(connection, batch, moment)

    def events(self, selection: Selection, *, limit: int | None = None, after: str | None = None) -> Iterator[Event]:
        moment = selecting.as_of(selection)
        with self._reading() as connection:
            for batch in chunks(self._found(connection, selection, limit, after), reading.BATCH):
                yield from reading.events(connection, batch, moment)

    def glances(self, selection: Selection, *, limit: int | None = None, after: str | None = None) -> Iterator[Glance]:
        names = [column.name for column in GLANCE]
        with self._reading() as connection:
            query = selecting.query(connection, GLANCE, selection, limit, after)
            for rows in connection.execute(query).partitions(ROWS):
                yield from (Glance(**dict(zip(names, row, strict=True))) for row in rows)

    def seen(self, ids: Collection[str], *, as_of: str | None = None) -> dict[str, Glance]:
        moment = times.instant(as_of, end=True) if as_of else None
        query = select(*GLANCE).where(among(EVENTS.c.id), live(EVENTS, moment))
        with self._reading() as connection:
            return {row.id: Glance(**row._mapping) for row in connection.execute(query, {IDS: ids})}

    def count(self, selection: Selection, *, most: int | None = None) -> int:
        with self._reading() as connection:
            return selecting.count(connection, selection, most)

    def _found(self, connection: Connection, selection: Selection, limit: int | None, after: str | None) -> list[Found]:
        query = selecting.query(connection, FOUND, selection, limit, after)
        return [Found(*row) for row in connection.execute(query)]

    # --- reports ---

    def report(self, id_: str) -> Report | None:
        with self._reading() as connection:
            return tellings.reports_of(connection, [id_]).get(id_)

    def reports(self, *, as_of: str | None = None) -> Iterator[Report]:
        moment = times.instant(as_of, end=True) if as_of else None
        query = select(REPORTS.c.payload).where(REPORTS.c.payload != GONE, live(REPORTS, moment))
        query = query.order_by(func.coalesce(REPORTS.c.published, "9999-99-99"), REPORTS.c.id)
        with self._reading() as connection:
            for rows in connection.execute(query).partitions(ROWS):
                yield from (msgspec.json.decode(row.payload, type=Report) for row in rows)

    def published(self, *, as_of: str | None = None) -> dict[str, str | None]:
        moment = times.instant(as_of, end=True) if as_of else None
        query = select(REPORTS.c.id, REPORTS.c.published).where(live(REPORTS, moment))
        query = query.where(REPORTS.c.payload != GONE) if moment else query  # what was taken away is not current
        with self._reading() as connection:
            return {row.id: row.published for row in connection.execute(query)}

    def reports_kept(self) -> int:
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(REPORTS).where(live(REPORTS))).scalar_one()

    def newest(self, *, limit: int, after: str | None = None) -> tuple[tuple[Report, int], ...]:
        with self._reading() as connection:
            return shelf.newest(connection, limit, after)

    def claims(
        self, report: str | None = None, *, holding: bool = False, denied: bool = False, as_of: str | None = None
    ) -> Iterator[Claim]:
        moment = times.instant(as_of, end=True) if as_of else None
        query = select(CLAIMS.c.id, CLAIMS.c.payload).where(CLAIMS.c.payload != GONE, live(CLAIMS, moment))
        query = query.where(CLAIMS.c.report == report) if report is not None else query
        query = query.where(CLAIMS.c.holding.is_(True)) if holding else query
        query = query.where(CLAIMS.c.serial.in_(MAY_DENY)) if denied else query
        query = query.order_by(CLAIMS.c.report, CLAIMS.c.family, CLAIMS.c.position)
        with self._reading() as connection:
            for rows in chunks(connection.execute(query).all()):
                read = {row.id: msgspec.json.decode(row.payload, type=Claim) for row in rows}
                told = corrections.corrected(connection, read, moment).values()
                yield from (claim for claim in told if not denied or claim.status == "denied")

    def page(self, report: str) -> Page | None:
        query = select(PAGES.c.payload).where(PAGES.c.report == report).order_by(PAGES.c.serial.desc()).limit(1)
        with self._reading() as connection:
            payload = connection.execute(query).scalar()
        return msgspec.json.decode(payload, type=Page) if payload else None

    def rejections(self, inputs: Collection[str] | None = None) -> Iterator[Rejected]:
        query = select(REJECTIONS.c.input, REJECTIONS.c.step, REJECTIONS.c.reason).where(live(REJECTIONS))
        query = query.where(among(REJECTIONS.c.input)) if inputs is not None else query
        with self._reading() as connection:
            for row in connection.execute(query.order_by(REJECTIONS.c.serial), {IDS: inputs}):
                yield Rejected(input=row.input, step=row.step, reason=row.reason)

    # --- judgements and settings ---

    def decisions(self, subject: str | None = None) -> Iterator[Decision]:
        with self._reading() as connection:
            if subject is None:
                yield from (item.decision for item in judging.decisions(connection))
            else:
                yield from (item.decision for item in judging.naming(connection, [subject]))

    def victims(self, event: str) -> tuple[Victim, ...]:
        with self._reading() as connection:
            led = reading.resolved(connection, [event], None).get(event, event)
            told = tellings.members_of(connection, [led]).get(led, ())
            claims = [claim for ids in tellings.claim_ids(connection, told).values() for claim in ids]
            named = tellings.victims_of(connection, claims)
        return tuple(victim for claim in claims for victim in named.get(claim, ()))

    def externals(self, dataset: str | None = None) -> Iterator[External]:
        query = select(EXTERNALS.c.dataset, EXTERNALS.c.id, EXTERNALS.c.payload).where(live(EXTERNALS))
        query = query.where(EXTERNALS.c.dataset == dataset) if dataset is not None else query
        with self._reading() as connection:
            for row in connection.execute(query.order_by(EXTERNALS.c.dataset, EXTERNALS.c.id)):
                yield External(
                    id=row.id, dataset=row.dataset, row=msgspec.json.decode(row.payload, type=dict[str, str])
                )

    def setting(self, name: str) -> str | None:
        with self._reading() as connection:
            return connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == name)).scalar()

    # --- the log ---

    def log(self, *, since: str | None = None, subject: str | None = None) -> Iterator[Logged]:
        query = select(LOG, PAYLOADS.c.subject).join(PAYLOADS, PAYLOADS.c.number == LOG.c.number, isouter=True)
        query = query.where(LOG.c.at >= times.instant(since, end=False)) if since else query
        query = query.where(PAYLOADS.c.subject == subject) if subject is not None else query
        with self._reading() as connection:
            for row in connection.execute(query.order_by(LOG.c.number)):
                yield Logged(**{**row._mapping, "subject": row.subject or ""})

    def told(self, kind: str, *, since: str) -> Iterator[tuple[str, str, str]]:
        query = select(LOG.c.at, PAYLOADS.c.subject, PAYLOADS.c.payload).join(
            PAYLOADS, PAYLOADS.c.number == LOG.c.number
        )
        query = query.where(LOG.c.at >= times.instant(since, end=False), LOG.c.kind == kind).order_by(LOG.c.number)
        with self._reading() as connection:
            for rows in connection.execute(query).partitions(ROWS):
                yield from ((at, subject, payload) for at, subject, payload in rows)

    def said(self, number: int) -> str | None:
        with self._reading() as connection:
            return connection.execute(select(PAYLOADS.c.payload).where(PAYLOADS.c.number == number)).scalar()

    def version(self) -> int:
        with self._reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(LOG.c.number), 0))).scalar_one())

    def verify(self) -> int:
        with self._reading() as connection:
            return verifying.verify(connection)

    def redact(self, secret: str, *, by: str, why: str) -> int:
        with self.writing() as work:
            rows = work.redact(secret, by=by, why=why)
        opening.scrub(self.engine)
        if not rows:
            raise OnrecordError("Nothing in the store holds these words or is this report.")
        return rows

    def dump(self) -> Iterator[str]:
        with self._reading() as connection:
            yield from dumping.dump(connection)

    def copy(self) -> Iterator[str]:
        with self._reading() as connection:
            yield from copying.lines(connection)

    def take_stock(self) -> None:
        """Let the database count what it holds, where that has changed much."""
        opening.take_stock(self.engine)

    def reindex(self) -> None:
        with self.writing() as work:
            work.reindex()

    def close(self) -> None:
        self.engine.dispose()
