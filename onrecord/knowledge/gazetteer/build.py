"""Writing an index file: rows of any source in, one file out, whole or not at all.

A build works in ``OUT.building`` beside the target and commits as it goes. Killed and started again with the same sources it
goes on where it stopped; with others it starts afresh. The finished file is moved into place in one step, so the old one stays whole until
then.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import neighbours
from onrecord.knowledge.gazetteer.index import FEATURES, FINISH, FORM, SCHEMA, Feature
from onrecord.knowledge.gazetteer.land import Land
from onrecord.model import Admin, OnrecordError, PlacePrecision

COMMIT_EVERY = 20_000  # rows
SOUND_SCRIPTS = (
    "LATIN",
    "ARABIC",
    "CYRILLIC",
    "GREEK",
    "HEBREW",
    "ARMENIAN",
    "GEORGIAN",
)  # where a skeleton means something
PRAGMAS = (
    "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
)
WIDE = ("country", "admin1", "admin2", "admin3", "water", "area", "line")  # whose middle may lie at sea
SPELLINGS = """
CREATE TABLE IF NOT EXISTS spellings (folded TEXT NOT NULL, skeleton TEXT NOT NULL, entry INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS done (source TEXT PRIMARY KEY, rows INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS refusals (source TEXT, reason TEXT, example TEXT);
"""

Progress = Callable[[str, int], None]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """This source says: a place of this kind, under these names, lies here, in these units."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    feature: Feature
    lat: float | None
    lon: float | None
    country: str = ""
    admin: tuple[Admin, ...] = ()
    population: int = 0
    source: str
    same: str | None = None
    inside: str | None = None
    precision: PlacePrecision | None = None


class Source(NamedTuple):
    """Rows to import. ``rows`` is called once, gives them in the same order each time; ``files`` decide whether a
    stopped build can go on; ``credit`` is the line that whoever shows the data has to show."""

    name: str
    files: Sequence[Path]
    rows: Callable[[], Iterable[Row]]
    credit: str


class Built(msgspec.Struct, frozen=True):
    """What a build wrote and what it refused, by reason, with an example of each."""

    path: str
    places: int
    refused: Mapping[str, int]
    examples: Mapping[str, str]


def build(out: Path, sources: Sequence[Source], progress: Progress | None = None) -> Built:
    """Write the index of all sources to ``out``; the old file stays until the new one is whole.

    ``progress`` is told the source and its rows so far. Raises ``OnrecordError`` where a source cannot be read.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    working, finished = out.with_name(out.name + ".building"), out.with_name(out.name + ".tmp")
    db = _resumed(working, _plan(sources))
    try:
        writer = _Writer(db, Land.load())
        for source in sources:
            writer.take(source, progress or _silent)
        writer.finish("\n".join(dict.fromkeys(source.credit for source in sources)))
        finished.unlink(missing_ok=True)
        db.execute("VACUUM INTO ?", (str(finished),))
        built = writer.report(out)
    finally:
        db.close()
    _sync(finished)
    finished.replace(out)
    working.unlink(missing_ok=True)
    return built


def in_memory(file: Path) -> sqlite3.Connection:
    """A user's YAML or CSV as an index that lives in this process."""
    from onrecord.knowledge.gazetteer.sources import own_file

    db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    db.executescript(SCHEMA + SPELLINGS)
    writer, source = _Writer(db, Land.load()), own_file(file)
    writer.take(source, _silent)
    if db.execute("SELECT count(*) FROM entries").fetchone() == (0,):
        raise OnrecordError(f"{file}: no place could be read; a list wants at least the columns name, lat and lon")
    writer.finish(source.credit)
    return db


def _silent(source: str, rows: int) -> None:
    """Tell nobody."""


def _plan(sources: Sequence[Source]) -> str:
    """What the sources are, so that a stopped build goes on only with the same ones."""
    stats = [
        (source.name, str(file), file.stat().st_size, file.stat().st_mtime_ns)
        for source in sources
        for file in source.files
    ]
    return hashlib.sha256(repr((FORM, [source.name for source in sources], stats)).encode()).hexdigest()


def _resumed(working: Path, plan: str) -> sqlite3.Connection:
    db = sqlite3.connect(working, isolation_level=None)
    try:
        old = db.execute("SELECT value FROM about WHERE key = 'plan'").fetchone()
        db.execute("SELECT 1 FROM done LIMIT 1")
    except sqlite3.DatabaseError:
        old = None
    if old != (plan,):
        db.close()
        working.unlink(missing_ok=True)
        db = sqlite3.connect(working, isolation_level=None)
        db.executescript(SCHEMA + SPELLINGS)
        db.execute("INSERT INTO about VALUES ('plan', ?)", (plan,))
    db.executescript(PRAGMAS.replace("journal_mode = MEMORY", "journal_mode = DELETE"))
    for table in ("names", "sounds"):
        db.execute(f"DROP TABLE IF EXISTS {table}")
    db.execute("DROP INDEX IF EXISTS entries_code")
    db.execute("DROP INDEX IF EXISTS entries_same")
    return db


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Writer:
    """Puts rows into an open file, in batches, and remembers how far each source got."""

    def __init__(self, db: sqlite3.Connection, land: Land) -> None:
        self._db, self._land = db, land
        self._chains = {chain: number for number, chain in db.execute("SELECT id, chain FROM chains")}
        self._last = db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()[0]
        self._codes = {code for (code,) in db.execute("SELECT code FROM entries")}

    def take(self, source: Source, progress: Progress) -> None:
        """All rows of a source that are not in yet."""
        done = self._db.execute("SELECT rows FROM done WHERE source = ?", (source.name,)).fetchone()
        skip, number, batch = (done[0] if done else 0), 0, list[Row]()
        for number, row in enumerate(source.rows(), start=1):
            if number <= skip:
                continue
            batch.append(row)
            if len(batch) >= COMMIT_EVERY:
                self._commit(source.name, batch, number)
                progress(source.name, number)
                batch = []
        self._commit(source.name, batch, max(number, skip))
        progress(source.name, max(number, skip))

    def _commit(self, source: str, batch: Sequence[Row], number: int) -> None:
        self._db.execute("BEGIN")
        for row in batch:
            self._insert(source, row)
        self._db.execute("INSERT OR REPLACE INTO done VALUES (?, ?)", (source, number))
        self._db.execute("COMMIT")

    def _insert(self, source: str, row: Row) -> None:
        if reason := self._refuses(row):
            self._db.execute("INSERT INTO refusals VALUES (?, ?, ?)", (source, reason, f"{row.id} {row.name}"))
            return
        self._last += 1
        self._codes.add(row.id)
        values = (
            self._last,
            row.id,
            row.name,
            row.lat,
            row.lon,
            FEATURES.index(row.feature),
            row.population,
            row.country,
        )
        rest = (self._chain(row.admin), row.source, row.same, row.inside, row.precision)
        self._db.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", (*values, *rest))
        folds = dict.fromkeys(spelling.fold(name) for name in (row.name, *row.names))
        spelled = [(fold, sound(fold), self._last) for fold in folds if fold]
        self._db.executemany("INSERT INTO spellings VALUES (?, ?, ?)", spelled)

    def _refuses(self, row: Row) -> str | None:
        if row.id in self._codes:
            return "same id twice"
        if not row.name.strip():
            return "no name"
        if row.lat is None and row.inside:
            return None  # known only by what it lies in
        reason = self._land.refuses(row.lat, row.lon, row.country)
        return None if row.feature in WIDE and reason == "at sea" else reason

    def _chain(self, admin: tuple[Admin, ...]) -> int:
        text = msgspec.json.encode(admin).decode()
        number = self._chains.get(text)
        if number is None:
            number = self._chains[text] = len(self._chains) + 1
            self._db.execute("INSERT INTO chains VALUES (?, ?)", (number, text))
        return number

    def finish(self, credit: str) -> None:
        """Give places without units those of their neighbours, and sort the names into their tables."""
        found = [(self._chain((unit,)), number) for number, unit in list(neighbours.units(self._db))]
        self._db.execute("BEGIN")
        self._db.executemany("UPDATE entries SET chain = ? WHERE id = ?", found)
        self._db.execute("COMMIT")
        self._db.executescript(FINISH + "DROP TABLE spellings;")
        self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", [("form", str(FORM)), ("credit", credit)])

    def report(self, out: Path) -> Built:
        places = self._db.execute("SELECT count(*) FROM entries").fetchone()[0]
        rows = self._db.execute("SELECT reason, example FROM refusals").fetchall()
        if not places:
            raise OnrecordError(f"nothing to write to {out}: no place could be read from the sources")
        return Built(str(out), places, Counter(reason for reason, _ in rows), dict(reversed(rows)))


def sound(folded: str) -> str:
    """The skeleton of a folded name; empty for scripts whose consonants it cannot tell."""
    if folded.isascii() or "\u0621" <= folded[0] <= "\u06d3" or _script_sounds(folded[0]):
        return spelling.skeleton(folded)
    return ""


def _script_sounds(letter: str) -> bool:
    import unicodedata

    return unicodedata.name(letter, "").startswith(SOUND_SCRIPTS)
