"""Web archives: the pages in WARC files, and in the WARC files of a WACZ."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, cast

from onrecord.model import Page, Record, Rejected
from onrecord.read.content import Origin, page
from onrecord.read.limits import Limits

ENDINGS = (".warc", ".warc.gz", ".warc.zst")
ARCHIVE = ".wacz"
PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "multipart/related")
"""Media types that may be a report; images, scripts and data are passed over and not counted as records."""
MARKS = (b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"\r\n\r\nWARC/1.")
"""First bytes of a record in a gzip, zstd or plain WARC file."""
LARGEST = 100_000_000
"""Bytes of a record that is read into memory; its page may be ``Limits.size``, before which compression may stand."""
OVERLAP = max(map(len, MARKS)) - 1
HOLDING = ("response", "resource")
"""Types of records that hold what a server answered."""
HEAD = 65_536
"""Bytes of one WARC or HTTP header; longer ones are damage."""


def is_archive(path: Path) -> bool:
    """Whether a file is a WARC or a WACZ by its name."""
    name = path.name.lower()
    return name.endswith((*ENDINGS, ARCHIVE))


def members(path: Path) -> list[str]:
    """The WARC files inside a WACZ, sorted. Raises OSError or ``zipfile.BadZipFile`` where it cannot be opened."""
    with zipfile.ZipFile(path) as bundle:
        return sorted(name for name in bundle.namelist() if name.lower().endswith(ENDINGS))


def offsets(path: Path, member: str | None = None) -> Iterator[int]:
    """Where each record of an archive that may hold a page begins, in bytes of the (compressed) file."""
    with _opened(path, member) as stream:
        for step in _steps(stream, 0):
            yield step.at if isinstance(step, Damage) else step.stream_pos


def pages(path: Path, member: str | None, start: int, count: int | None, limits: Limits) -> Iterator[Page | Rejected]:
    """The pages of an archive from the byte ``start``, ``count`` records at most.

    A record that is too large, cut off or no web page is refused on its own. Damage between records is refused once, with
    its place, and reading goes on at the next record that can be found behind it.
    """
    name = f"{path}!{member}" if member else str(path)
    with _opened(path, member) as stream:
        for step in itertools.islice(_steps(stream, start), count):
            if isinstance(step, Damage):
                yield Rejected(input=f"{name}:{step.at}", step="read", reason=f"damaged archive: {step.reason}")
            else:
                yield _page(step, f"{name}:{step.stream_pos}", limits)


def _opened(path: Path, member: str | None) -> AbstractContextManager[IO[bytes]]:
    return _Member(path, member) if member else path.open("rb")


class _Member:
    """A WARC file inside a WACZ, as a stream that can be sought in."""

    def __init__(self, path: Path, member: str) -> None:
        self._bundle = zipfile.ZipFile(path)
        self._stream = self._bundle.open(member)

    def __enter__(self) -> IO[bytes]:
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._bundle.close()


class Damage(Record, frozen=True):
    """Here an archive cannot be read."""

    at: int
    reason: str


def _steps(stream: IO[bytes], start: int) -> Iterator[Any]:
    """Records that may hold a page, and each stretch of damage once."""
    at = start
    while at >= 0:
        stream.seek(at)
        new, reason = True, "cut off"
        try:
            for record in _iterated(stream):
                at, new = record.stream_pos, False
                if str(record.record_type) not in HOLDING:
                    continue
                if damage := _whole(record):
                    yield damage
                elif _may_be_page(record):
                    yield record
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            reason = " ".join(str(error).split())
        following = _next_record(stream, at + 1)
        if new or (following < 0 and reason != "cut off"):
            yield Damage(at, reason)
        at = following


def _iterated(stream: IO[bytes]) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator

    return iter(ArchiveIterator(stream, parse_http=False, max_header_len=HEAD, auto_decode="all"))


def _whole(record: Any) -> Damage | None:
    """Read a record into memory where it is of a size to be a page; what is wrong with it, if anything."""
    told = record.content_length
    if told > LARGEST:
        return Damage(record.stream_pos, f"a record of {told:,} bytes")
    try:
        record.freeze()
        if record.content_length < told:
            return Damage(record.stream_pos, f"a record cut off after {record.content_length:,} of {told:,} bytes")
        record.parse_http(auto_decode="all", max_header_len=HEAD)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        return Damage(record.stream_pos, " ".join(str(error).split()))
    return None


def _next_record(stream: IO[bytes], start: int) -> int:
    """Where the next record may begin, by the first bytes of one; -1 where none follows."""
    stream.seek(start)
    at, kept = start, b""
    while chunk := stream.read(HEAD):
        window = kept + chunk
        found = [place for mark in MARKS if (place := window.find(mark)) >= 0]
        if found:
            return at - len(kept) + min(found)
        at, kept = at + len(chunk), window[-OVERLAP:]
    return -1


def _may_be_page(record: Any) -> bool:
    status = record.http_headers.status_code if record.http_headers is not None else 200
    told = (record.http_content_type if record.http_headers is not None else record.headers.get("Content-Type")) or ""
    address = (record.headers.get("WARC-Target-URI") or "").lower()
    media = told.partition(";")[0].strip().lower()
    return status == 200 and address.startswith(("http://", "https://")) and (not media or media in PAGES)


def _page(record: Any, name: str, limits: Limits) -> Page | Rejected:
    try:
        raw = cast(bytes, record.reader.read(limits.size + 1))
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        return Rejected(input=name, step="read", reason=f"a damaged record: {error}")
    http = record.http_headers is not None
    origin = Origin(
        name=name,
        url=record.headers.get("WARC-Target-URI"),
        retrieved_at=_moment(record),
        media_type=record.http_content_type if http else record.headers.get("Content-Type"),
        encoding=record.http_charset if http else None,
    )
    return page(raw, origin, limits)


def _moment(record: Any) -> str | None:
    found = record.record_date
    return found.replace(microsecond=0).isoformat() if found is not None else None
