"""The index file: how it is laid out, opened and asked.

One SQLite file, read only, shared by processes through the page cache. ``names`` holds every spelling in its folded form,
``sounds`` the same spellings under their consonant skeleton. Several files are asked as one: the default, then a user's
own, whose entries take the place of those they name as the same.
"""

from __future__ import annotations

import functools
import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

import msgspec

from onrecord.knowledge import spelling
from onrecord.model import Admin, OnrecordError, PlacePrecision

Feature = Literal[
    "country", "admin1", "admin2", "admin3", "settlement", "neighbourhood", "site", "water", "area", "line"
]
FEATURES: tuple[Feature, ...] = get_args(Feature)
PRECISION: dict[Feature, PlacePrecision] = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "admin3": "admin3",
    "settlement": "settlement",
    "neighbourhood": "site",
    "site": "site",
    "water": "admin1",
    "area": "admin1",
    "line": "admin1",
}
FORM = 2  # raised when a file of an older layout can no longer be read
SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE chains (id INTEGER PRIMARY KEY, chain TEXT NOT NULL);
CREATE TABLE entries (id INTEGER PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, lat REAL, lon REAL,
  feature INTEGER NOT NULL, population INTEGER NOT NULL, country TEXT NOT NULL, chain INTEGER NOT NULL,
  source TEXT NOT NULL, same TEXT, inside TEXT, precision TEXT);
"""
FINISH = """
CREATE TABLE names (folded TEXT, entry INTEGER, PRIMARY KEY (folded, entry)) WITHOUT ROWID;
CREATE TABLE sounds (skeleton TEXT, country TEXT, folded TEXT, PRIMARY KEY (skeleton, country, folded)) WITHOUT ROWID;
INSERT OR IGNORE INTO names SELECT folded, entry FROM spellings ORDER BY folded, entry;
INSERT OR IGNORE INTO sounds SELECT s.skeleton, e.country, s.folded FROM spellings s JOIN entries e ON e.id = s.entry
  WHERE s.skeleton <> '' ORDER BY 1, 2, 3;
CREATE UNIQUE INDEX entries_code ON entries (code);
CREATE INDEX entries_same ON entries (same) WHERE same IS NOT NULL;
"""
# Every column costs Python as much as finding the row: three that few rows fill come as one, null where all are.
COLUMNS = (
    "e.code, e.name, e.lat, e.lon, e.feature, e.population, e.country, e.chain, e.source,"
    " CASE WHEN coalesce(e.same, e.inside, e.precision) IS NOT NULL THEN json_array(e.same, e.inside, e.precision) END"
)
MANY_CHAINS = 400  # read one by one before all are read, which takes some fifty milliseconds
MAPPED = 1 << 28  # bytes of the file that are read through the page cache instead of copied
EXACT = f"SELECT {COLUMNS} FROM names n JOIN entries e ON e.id = n.entry WHERE n.folded = ?"  # noqa: S608
EARTH_RADIUS = 6371.0088  # kilometres, mean radius of the IUGG
SLIPS_FROM = 4  # shortest skeleton for which a slip of the ear is looked up; shorter ones resemble everything
HEARD_RIGHT = 0.9  # likeness from which no slip of the ear is looked for
SOUNDING = 600  # names looked at for one question
DEFAULT = "default.sqlite"
BUILD_COMMAND = "python -m onrecord.knowledge.gazetteer.default"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """This place is known under this name, here, and lies in these units.

    ``lat``/``lon`` are WGS 84 degrees, null where nobody has published them. ``precision`` is what they stand for: that of
    the unit they were taken from where the place has none of its own. ``population`` is 0 where unknown. ``same`` is the id of
    the same place in another source, ``inside`` that of the entry it lies in where its source says so.
    """

    id: str
    name: str
    lat: float | None
    lon: float | None
    feature: Feature
    population: int
    country: str
    admin: tuple[Admin, ...]
    source: str
    same: str | None
    inside: str | None
    precision: PlacePrecision


class Similar(msgspec.Struct, frozen=True, gc=False):
    """This entry is known under a name that sounds like the one asked for, this much (0 to 1), and so many of its spellings do."""

    entry: Entry
    name: str
    likeness: float
    spellings: int = 1


_Columns = tuple[str, str, float | None, float | None, int, int, str, int, str, str | None]


RARE = msgspec.json.Decoder(tuple[str | None, str | None, PlacePrecision | None])


class Index:
    """One index file. Raises ``OnrecordError`` where it is missing, not one of ours or of another form."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._db = connection
        self.path = path
        self._chains: dict[int, tuple[Admin, ...]] = {}
        self._misses = 0
        try:
            self.about = dict(connection.execute("SELECT key, value FROM about"))
        except sqlite3.DatabaseError as problem:
            raise OnrecordError(f"{path} is no place index: {problem}") from problem
        if self.about.get("form") != str(FORM):
            raise OnrecordError(f"{path} has form {self.about.get('form')}, this version reads {FORM}; build it again")

    @classmethod
    def open(cls, path: Path) -> Index:
        """The file, read only; nothing is locked and nothing written beside it."""
        if not path.is_file():
            raise OnrecordError(f"no place index at {path}; build it with: {BUILD_COMMAND} {path}")
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=64, isolation_level=None)
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
        connection.execute("BEGIN")  # one read transaction for all questions: the file never changes while it is open
        return cls(connection, str(path))

    def exact(self, folded: str) -> list[Entry]:
        """Entries with this folded name."""
        return [self._entry(row) for row in self._db.execute(EXACT, (folded,)).fetchall()]

    def sounding(self, bones: Sequence[str], country: str | None, limit: int) -> list[str]:
        """Folded names with any of these skeletons, in the country if one is given."""
        query = f"SELECT folded FROM sounds WHERE skeleton IN ({','.join('?' * len(bones))})"  # noqa: S608 - marks only
        if country is not None:
            query, bones = query + " AND country = ?", (*bones, country)
        return [name for (name,) in self._db.execute(query + " LIMIT ?", (*bones, limit))]

    def coded(self, code: str) -> Entry | None:
        """The entry with this id, or one that says it is the same."""
        query = f"SELECT {COLUMNS} FROM entries e WHERE e.code = ?1 OR e.same = ?1 ORDER BY e.code <> ?1"  # noqa: S608
        row = self._db.execute(query, (code,)).fetchone()
        return self._entry(row) if row else None

    def within(self, south: float, west: float, north: float, east: float) -> list[Entry]:
        """Entries in the box; reads the whole file, for checks and tools."""
        query = f"SELECT {COLUMNS} FROM entries e WHERE e.lat BETWEEN ? AND ? AND e.lon BETWEEN ? AND ?"  # noqa: S608
        return [self._entry(row) for row in self._db.execute(query, (south, north, west, east))]

    def spellings(self, entry: Entry) -> list[str]:
        """All folded names of an entry; reads the whole file, for tools."""
        query = "SELECT n.folded FROM names n JOIN entries e ON e.id = n.entry WHERE e.code = ?"
        return [name for (name,) in self._db.execute(query, (entry.id,))]

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _entry(self, row: _Columns) -> Entry:
        code, name, lat, lon, feature, population, country, chain, source, more = row
        admin = self._chains.get(chain)
        if admin is None:
            admin = self._chains[chain] = self._chain(chain)
        kind = FEATURES[feature]
        if more is None:
            return Entry(code, name, lat, lon, kind, population, country, admin, source, None, None, PRECISION[kind])
        same, inside, precision = RARE.decode(more)
        at = precision or PRECISION[kind]
        return Entry(code, name, lat, lon, kind, population, country, admin, source, same, inside, at)

    def _chain(self, number: int) -> tuple[Admin, ...]:
        """One chain of units; after many single ones, all of them at once."""
        self._misses += 1
        if self._misses == MANY_CHAINS:
            rows = self._db.execute("SELECT id, chain FROM chains")
            self._chains = {at: msgspec.json.decode(chain, type=tuple[Admin, ...]) for at, chain in rows}
            return self._chains.get(number, ())
        row = self._db.execute("SELECT chain FROM chains WHERE id = ?", (number,)).fetchone()
        return msgspec.json.decode(row[0], type=tuple[Admin, ...]) if row else ()


class Gazetteer:
    """Place indexes asked as one. Safe to share between threads; each process opens its own."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self._indexes = tuple(indexes)
        self.similar = functools.lru_cache(maxsize=8192)(self._similar)
        self.exact = functools.lru_cache(maxsize=8192)(self._exact)

    @classmethod
    def open(cls, path: Path | None = None, extra: Sequence[Path] = ()) -> Gazetteer:
        """The default index, or that at ``path``, and a user's own files: index files, YAML or CSV.

        Raises ``OnrecordError`` naming the file that is missing or malformed, and how to make it.
        """
        own = [cls._own(file) for file in extra]
        return cls([*own, Index.open(path or default_path())])

    @staticmethod
    def _own(file: Path) -> Index:
        if file.suffix.lower() in (".sqlite", ".db"):
            return Index.open(file)
        from onrecord.knowledge.gazetteer.build import in_memory

        return Index(in_memory(file), str(file))

    @property
    def credits(self) -> tuple[str, ...]:
        """Whom to credit wherever these places are shown: one line a source, the default's and the user's."""
        lines = (line for index in self._indexes for line in index.about.get("credit", "").splitlines())
        return tuple(dict.fromkeys(lines))

    def _exact(self, name: str) -> tuple[Entry, ...]:
        """Entries with this name or alternative name, the most populous first, whatever case, accents and hyphens."""
        folded = spelling.fold(name)
        if len(self._indexes) == 1:
            found = self._indexes[0].exact(folded)
        else:
            found = list(distinct(entry for index in self._indexes for entry in index.exact(folded)))
        return tuple(sorted(found, key=_prominence)) if len(found) > 1 else tuple(found)

    def _similar(
        self, name: str, limit: int = 20, country: str | None = None, slips: bool = True
    ) -> tuple[Similar, ...]:
        """Entries whose name sounds like this one, best first; exact names are among them with likeness 1.

        ``country`` (ISO 3166-1) keeps to one country. ``slips`` also asks for skeletons one likely slip away, where the
        name has enough consonants to tell.
        """
        folded = spelling.fold(name)
        bones = [bone for bone in spelling.skeletons(folded) if bone]
        names = self._sounding(bones, country) if bones else []
        ranked = spelling.alike(folded, dict.fromkeys([folded, *names]), limit)
        heard = max((likeness for likeness, other in ranked if other != folded or folded in names), default=0.0)
        if slips and bones and len(bones[0]) >= SLIPS_FROM and heard < HEARD_RIGHT:
            slipped = self._sounding(spelling.neighbours(bones[0]), country)
            ranked = spelling.alike(folded, dict.fromkeys([folded, *names, *slipped]), limit)
        found: dict[str, Similar] = {}
        for likeness, other in ranked:
            for entry in self.exact(other):
                if country in (None, entry.country):
                    best = found.get(entry.id)
                    found[entry.id] = (
                        Similar(entry, best.name, best.likeness, best.spellings + 1)
                        if best
                        else Similar(entry, other, likeness)
                    )
            if len(found) >= limit:
                break
        return tuple(sorted(found.values(), key=lambda hit: (-hit.likeness, _prominence(hit.entry)))[:limit])

    def _sounding(self, bones: Sequence[str], country: str | None) -> list[str]:
        return [name for index in self._indexes for name in index.sounding(bones, country, SOUNDING)]

    def entry(self, identifier: str) -> Entry | None:
        """The entry with this id, or one that a source calls the same; null where none has it."""
        return next((found for index in self._indexes if (found := index.coded(identifier))), None)

    def parents(self, entry: Entry) -> tuple[Entry, ...]:
        """The units the entry lies in, the smallest first, as far as they are entries themselves."""
        units = [self._unit(entry, admin) for admin in reversed(entry.admin)]
        around = self.entry(entry.inside) if entry.inside else None
        found = [around, *(self.parents(around) if around and around.inside != entry.id else units)]
        return tuple(unit for unit in dict.fromkeys(found) if unit and unit.id != entry.id)

    def located(self, entry: Entry) -> Entry:
        """The entry, with the coordinates and precision of the smallest unit around it where it has none of its own."""
        if entry.lat is not None:
            return entry
        around = next((unit for unit in self.parents(entry) if unit.lat is not None), None)
        if around is None:
            return entry
        return msgspec.structs.replace(entry, lat=around.lat, lon=around.lon, precision=around.precision)

    def _unit(self, entry: Entry, admin: Admin) -> Entry | None:
        if admin.code and (known := self.entry(admin.code)):
            return known
        wanted = "country" if admin.level == 0 else f"admin{admin.level}"
        units = (unit for unit in self.exact(admin.name) if unit.feature == wanted and unit.country == entry.country)
        return next(units, None)

    def spellings(self, entry: Entry) -> tuple[str, ...]:
        """Every folded name of an entry; slow, for tools."""
        return tuple(sorted({name for index in self._indexes for name in index.spellings(entry)}))

    def close(self) -> None:
        """Close the files."""
        for index in self._indexes:
            index.close()


def default_path() -> Path:
    """Where the index that comes with the package lies."""
    return Path(str(resources.files("onrecord").joinpath("data", "places", DEFAULT)))


def distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Each place once: of entries that name each other as the same, the first."""
    seen: set[str] = set()
    for entry in entries:
        names = {entry.id, entry.same or entry.id}
        if seen.isdisjoint(names):
            yield entry
        seen |= names


def kilometres(one: Entry | tuple[float, float], other: Entry | tuple[float, float]) -> float:
    """Great-circle distance; infinite where either has no coordinates."""
    (lat1, lon1), (lat2, lon2) = _point(one), _point(other)
    if lat1 is None or lon1 is None or lat2 is None or lon2 is None:
        return math.inf
    y1, y2 = math.radians(lat1), math.radians(lat2)
    across = math.sin(math.radians(lon2 - lon1) / 2) ** 2 * math.cos(y1) * math.cos(y2)
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(math.sin((y2 - y1) / 2) ** 2 + across)))


def _point(thing: Entry | tuple[float, float]) -> tuple[float | None, float | None]:
    return (thing.lat, thing.lon) if isinstance(thing, Entry) else thing


def _prominence(entry: Entry) -> tuple[int, int, str]:
    return (-(entry.feature == "country"), -entry.population, entry.id)
