"""What a store holds about events, as files and as records of an archive: pages as they were fetched where they were kept."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from onrecord.exports.bundle.warc import Capture
from onrecord.exports.stamp import Stamp, about, coders
from onrecord.model import Decision, Dossier, Logged, Page, Record, Report, Victim
from onrecord.store.contract import Store

HERE = "https://onrecord.invalid/"
"""Address of what Onrecord itself adds: RFC 2606 keeps ``.invalid`` from ever being anybody's."""
PLAIN = "text/plain; charset=utf-8"
LARGEST = 64 << 20
"""Bytes of a file that is looked at again: above what reading takes in anyway."""
HEADLINE = 80
"""Characters of a report's opening that stand for a missing title."""
Kept = Literal["bytes", "text", "nothing"]
"""What the store kept of a page: the bytes as fetched, their text as decoded, or nothing beside the report's own text."""


class Exhibit(Record, frozen=True, kw_only=True):
    """One report of the bundle: its text, what was kept of the page it comes from, and what is known of its bytes.

    ``sha256`` is that of the bytes as fetched, ``text_sha256`` that of the report's text in UTF-8; both hexadecimal.
    """

    report: str
    publisher: str | None
    title: str | None
    published: str | None
    url: str | None
    retrieved_at: str | None
    media_type: str | None
    kept: Kept
    sha256: str | None
    text_sha256: str
    page_at: str | None
    text_at: str


class Entry(Record, frozen=True, kw_only=True):
    """One entry of the store's log with what it says; null where that was taken away."""

    logged: Logged
    said: str | None


class File(Record, frozen=True, kw_only=True):
    """All that the store knows about some events."""

    dossiers: tuple[Dossier, ...]
    exhibits: tuple[Exhibit, ...]
    captures: tuple[Capture, ...]
    decisions: tuple[Decision, ...]
    log: tuple[Entry, ...]
    victims: dict[str, tuple[Victim, ...]]


def gathered(store: Store, dossiers: Sequence[Dossier], at: str) -> File:
    """Everything about these events. ``at`` is the moment of export, for what was never fetched."""
    reports = {report.id: report for dossier in dossiers for report in dossier.reports}
    exhibits: list[Exhibit] = []
    captures: list[Capture] = []
    for report in reports.values():
        exhibit, shown = _exhibit(report, store.page(report.id), instant(at))
        exhibits.append(exhibit)
        captures += shown
    subjects = _subjects(dossiers)
    decisions = tuple(one for one in store.decisions() if subjects & {one.id, *one.subjects})
    subjects |= {one.id for one in decisions}
    return File(
        dossiers=tuple(dossiers),
        exhibits=tuple(exhibits),
        captures=tuple(captures),
        decisions=decisions,
        log=tuple(Entry(logged=one, said=store.said(one.number)) for one in store.log() if one.subject in subjects),
        victims={dossier.event.id: found for dossier in dossiers if (found := store.victims(dossier.event.id))},
    )


def _subjects(dossiers: Sequence[Dossier]) -> set[str]:
    """Everything that a decision or an entry of the log may be about."""
    return {
        name
        for dossier in dossiers
        for name in (
            dossier.event.id,
            *dossier.aliases,
            *(telling.id for telling in dossier.tellings),
            *(claim.id for claim in dossier.claims),
            *(report.id for report in dossier.reports),
            *(decision.id for decision in dossier.decisions),
        )
    }


def _exhibit(report: Report, page: Page | None, at: str) -> tuple[Exhibit, list[Capture]]:
    title = report.title or " ".join(report.text.split())[:HEADLINE]
    text_at = f"{HERE}reports/{report.id}.txt"
    text = Capture(
        url=text_at,
        at=at,
        media_type=PLAIN,
        content=report.text.encode(),
        title=title,
        page=not (page and page.content),
    )
    raw = as_fetched(page)
    if page is None or not (page.content or raw):
        return _listed(report, page, "nothing", (None, text_at)), [text]
    text = msgspec.structs.replace(text, page=False)
    shown = Capture(
        url=_address(page, report) if raw is not None else f"{HERE}pages/{page.sha256}.txt",
        at=instant(page.retrieved_at) if page.retrieved_at else at,
        media_type=_media_type(page) if raw is not None else PLAIN,
        content=page.content.encode() if raw is None else raw,
        title=title,
        page=True,
    )
    return _listed(report, page, "text" if raw is None else "bytes", (shown.url, text_at)), [shown, text]


def _address(page: Page, report: Report) -> str:
    """Where the page was; an address of our own for what came from a file."""
    known = next((url for url in (page.url, report.url) if url and url.startswith(("http://", "https://"))), None)
    return known or f"{HERE}pages/{page.sha256}"


def _listed(report: Report, page: Page | None, kept: Kept, where: tuple[str | None, str]) -> Exhibit:
    return Exhibit(
        report=report.id,
        publisher=report.publisher,
        title=report.title,
        published=report.published,
        url=report.url,
        retrieved_at=page.retrieved_at if page else None,
        media_type=page.media_type if page else None,
        kept=kept,
        sha256=page.sha256 if page else None,
        text_sha256=hashlib.sha256(report.text.encode()).hexdigest(),
        page_at=where[0],
        text_at=where[1],
    )


def as_fetched(page: Page | None) -> bytes | None:
    """The very bytes of a page: as its content gives them, or as they still lie in the file that it was read from.

    Null where neither has the hash that was noted when the page was read.
    """
    if page is None:
        return None
    for raw in (_encoded(page), _on_disk(page)):
        if raw is not None and hashlib.sha256(raw).hexdigest() == page.sha256:
            return raw
    return None


def _encoded(page: Page) -> bytes | None:
    try:
        return page.content.encode(page.encoding or "utf-8")
    except (LookupError, UnicodeError):
        return None


def _on_disk(page: Page) -> bytes | None:
    """The file that a page came from, if it is still there; whether it is the same file, its hash will say."""
    try:
        file = Path(page.name)
        return file.read_bytes() if page.url is None and file.is_file() and file.stat().st_size <= LARGEST else None
    except (OSError, ValueError):
        return None


def _media_type(page: Page) -> str:
    return f"{page.media_type}; charset={page.encoding}" if page.encoding else page.media_type


def instant(text: str) -> str:
    """An ISO instant in UTC to the second, as WARC wants it. A day alone is its first second."""
    moment = datetime.datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def records(file: File, stamp: Stamp) -> dict[str, bytes]:
    """The structured part of a bundle, by path; a list with nothing in it is left out."""
    statement = about(stamp, coders(file.dossiers))
    found = {
        "records/about.json": msgspec.json.format(msgspec.json.encode(statement), indent=2) + b"\n",
        "records/dossiers.jsonl": lines(file.dossiers),
        "records/reports.jsonl": lines(file.exhibits),
        "records/decisions.jsonl": lines(file.decisions),
        "records/log.jsonl": lines(file.log),
        "records/victims.jsonl": lines({"event": event, "victims": named} for event, named in file.victims.items()),
    }
    return {path: content for path, content in found.items() if content}


def lines(values: Iterable[Any]) -> bytes:
    """One JSON value a line."""
    return b"".join(_line(values))


def _line(values: Iterable[Any]) -> Iterator[bytes]:
    for value in values:
        yield msgspec.json.encode(value, order="deterministic") + b"\n"
