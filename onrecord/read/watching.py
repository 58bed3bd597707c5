"""Feeds and sitemaps watched over time: what is new since the last look, each page once, going on where it stopped."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import OnrecordError, Page, Record, Rejected, Told
from onrecord.read.content import page
from onrecord.read.feeds import Entry, Kind, entries
from onrecord.read.limits import Limits
from onrecord.read.polite import Clock, Guest, SystemClock
from onrecord.read.web import Answer, origin

EVERY = re.compile(r"(\d{1,6})\s?(m|h|d)")
SECONDS = {"m": 60, "h": 3600, "d": 86_400}
TRIES = 3
"""How often a page is asked for before it is given up: a site may be down for an evening."""
NESTED = 3
"""Levels of sitemaps that list sitemaps."""
TABLES = """
CREATE TABLE IF NOT EXISTS list (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, due REAL NOT NULL DEFAULT 0,
                                 failures INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS seen (url TEXT PRIMARY KEY, tries INTEGER NOT NULL, done INTEGER NOT NULL, at REAL NOT NULL);
"""


class Feed(Record, frozen=True, kw_only=True):
    """One line of ``feeds.yaml``: an address, how often it is looked at, and who publishes what it lists.

    ``every`` is a number of minutes, hours or days: ``30m``, ``6h``, ``1d``. ``since`` (ISO day) passes over older pages.
    """

    url: Annotated[str, msgspec.Meta(pattern="^https?://")]
    kind: Kind = "feed"
    publisher: str | None = None
    every: str = "1h"
    since: str | None = None

    @property
    def seconds(self) -> int:
        """How long lies between two looks. Raises OnrecordError for a time that is none."""
        found = EVERY.fullmatch(self.every)
        if found is None:
            raise OnrecordError(f"{self.url}: every: {self.every!r} is no time such as 30m, 6h or 1d")
        return int(found[1]) * SECONDS[found[2]]


def opened(path: Path) -> tuple[Feed, ...]:
    """The feeds of a YAML file. Raises OnrecordError for a file that holds none, or holds a line wrong."""
    found = packaged.own(
        path, lambda text: msgspec.convert(packaged.safe_yaml(text) or [], tuple[Feed, ...]), "list of feeds"
    )
    for feed in found:
        _ = feed.seconds
    if not found:
        raise OnrecordError(f"{path}: no feeds in it")
    return found


class Found(NamedTuple):
    """A page that is new, or why an address or a list gave none."""

    feed: Feed
    page: Page | Rejected


class Watch:
    """Looks at feeds when they are due; what was seen stands in a file, so a stop loses nothing and repeats nothing."""

    def __init__(self, state: Path, guest: Guest, limits: Limits = Limits(), clock: Clock | None = None) -> None:  # noqa: B008
        self._guest, self._limits, self._clock = guest, limits, clock or SystemClock()
        try:
            self._state = sqlite3.connect(state, isolation_level=None)
            self._state.executescript(TABLES)
        except sqlite3.Error as error:
            raise OnrecordError(f"{state}: cannot keep what was seen: {error}") from None

    def close(self) -> None:
        """Let go of the file."""
        self._state.close()

    def look(self, feeds: Sequence[Feed]) -> Iterator[Found]:
        """What is new in the feeds that are due.

        A page counts as seen once the next one is asked for, so one whose keeping was broken off comes again.
        """
        for feed in feeds:
            if self._due(feed.url) <= self._clock.now():
                yield from self._of_feed(feed)

    def next_due(self, feeds: Sequence[Feed]) -> float:
        """Seconds until some feed is due."""
        return max(0.0, min(self._due(feed.url) for feed in feeds) - self._clock.now())

    def _due(self, url: str) -> float:
        row = self._state.execute("SELECT due FROM list WHERE url = ?", (url,)).fetchone()
        return float(row[0]) if row else 0.0

    def _of_feed(self, feed: Feed) -> Iterator[Found]:
        try:
            listed, answer = self._listed(feed, feed.url, NESTED)
        except OnrecordError as error:
            self._failed(feed)
            yield Found(feed, Rejected(input=feed.url, step="read", reason=str(error)))
            return
        for entry in listed:
            if not self._wanted(entry, feed):
                continue
            found, settled = self._page(entry, feed)
            yield Found(feed, found)
            self._mark(entry.url, settled)
        self._looked(feed, answer)

    def _listed(self, feed: Feed, url: str, levels: int) -> tuple[list[Entry], Answer]:
        """What the list has now; nothing where the server says that it has not changed."""
        answer = self._guest.fetch(url, self._conditions(url))
        if answer.status == 304:
            return [], answer
        if answer.status != 200:
            raise OnrecordError(f"the server answered {answer.status}")
        found: list[Entry] = []
        for entry in entries(answer.body, answer.url, feed.kind):
            if not entry.nested:
                found.append(entry)
            elif levels:
                found.extend(self._listed(feed, entry.url, levels - 1)[0])
        return found, answer

    def _conditions(self, url: str) -> dict[str, str]:
        row = self._state.execute("SELECT etag, modified FROM list WHERE url = ?", (url,)).fetchone() or (None, None)
        names = ("if-none-match", "if-modified-since")
        return {name: value for name, value in zip(names, row, strict=True) if value}

    def _wanted(self, entry: Entry, feed: Feed) -> bool:
        """Whether a page is new, and not older than the user wants."""
        if feed.since and entry.published and entry.published < feed.since:
            return False
        row = self._state.execute("SELECT done FROM seen WHERE url = ?", (entry.url,)).fetchone()
        return row is None or not row[0]

    def _page(self, entry: Entry, feed: Feed) -> tuple[Page | Rejected, bool]:
        """The page of an entry, and whether that is settled: what failed for now is asked for again at the next look."""
        try:
            answer = self._guest.fetch(entry.url)
        except OnrecordError as error:
            return Rejected(input=entry.url, step="read", reason=str(error)), False
        if answer.status != 200:
            reason = f"the server answered {answer.status}"
            return Rejected(input=entry.url, step="read", reason=reason), answer.status in {404, 410}
        found = page(answer.body, origin(entry.url, answer), self._limits)
        if isinstance(found, Page):
            told = Told(title=entry.title, publisher=feed.publisher, published=entry.published)
            found = msgspec.structs.replace(found, told=told)
        return found, True

    def _mark(self, url: str, settled: bool) -> None:
        self._state.execute(
            "INSERT INTO seen VALUES (?, 1, ?, ?) ON CONFLICT (url) DO UPDATE SET tries = tries + 1, "
            "done = (excluded.done OR tries + 1 >= ?), at = excluded.at",
            (url, int(settled), self._clock.now(), TRIES),
        )

    def _looked(self, feed: Feed, answer: Answer) -> None:
        """A whole look is over. A list of which some page failed is read again in full."""
        open_ = self._state.execute("SELECT 1 FROM seen WHERE done = 0 LIMIT 1").fetchone()
        told = self._conditions(feed.url) if answer.status == 304 else {}  # what was true before still is
        etag = answer.headers.get("etag") or told.get("if-none-match")
        modified = answer.headers.get("last-modified") or told.get("if-modified-since")
        self._state.execute(
            "INSERT INTO list VALUES (?, ?, ?, ?, 0) ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, "
            "modified = excluded.modified, due = excluded.due, failures = 0",
            (feed.url, None if open_ else etag, None if open_ else modified, self._clock.now() + feed.seconds),
        )

    def _failed(self, feed: Feed) -> None:
        """A look that failed is repeated later and later."""
        row = self._state.execute("SELECT failures FROM list WHERE url = ?", (feed.url,)).fetchone()
        failures = (row[0] if row else 0) + 1
        wait = min(feed.seconds * 2.0 ** min(failures - 1, 16), 86_400.0)
        self._state.execute(
            "INSERT INTO list VALUES (?, NULL, NULL, ?, ?) ON CONFLICT (url) DO UPDATE SET due = excluded.due, "
            "failures = excluded.failures",
            (feed.url, self._clock.now() + wait, failures),
        )
