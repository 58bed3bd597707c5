"""WARC records and the index that finds them, byte for byte the same for the same content."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import uuid
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from onrecord.model import Record

ARCHIVE = "onrecord.warc.gz"
KEPT = "!#$%&'()*+,/:;=?@[]~"
"""Characters of an address that stay as they are (RFC 3986); all others are percent-encoded, so no header can be broken."""
BLOCK = 3000
"""Lines of the index to a compressed block, as other tools write it."""


class Capture(Record, frozen=True, kw_only=True):
    """These bytes stand for this address; ``at`` is ISO 8601 in UTC, to the second."""

    url: str
    at: str
    media_type: str
    content: bytes
    title: str | None = None
    page: bool = False


class Indexed(Record, frozen=True, kw_only=True):
    """This capture lies there in the archive."""

    capture: Capture
    offset: int
    length: int

    @property
    def line(self) -> str:
        """The line of the index in CDXJ."""
        found = {
            "url": address(self.capture.url),
            "mime": self.capture.media_type.partition(";")[0],
            "status": "200",
            "digest": digest(self.capture.content),
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": ARCHIVE,
        }
        return f"{self.key} {json.dumps(found)}\n"

    @property
    def key(self) -> str:
        """What the index is sorted by: the address turned round, and the time."""
        return f"{surt(self.capture.url)} {''.join(filter(str.isdigit, self.capture.at))[:14]}"


def digest(content: bytes) -> str:
    """The SHA-256 of a content as WARC and WACZ write it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def address(url: str) -> str:
    """The address in ASCII without blanks or control characters."""
    return quote(url.strip(), safe=KEPT)


def surt(url: str) -> str:
    """The address turned round for sorting (SURT): host from the right, without ``www``, in lower case, arguments sorted."""
    clean = address(url)
    parts = urlsplit(clean.lower())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return clean
    labels = parts.hostname.split(".")
    if len(labels) > 2 and labels[0].rstrip("0123456789") == "www":
        labels = labels[1:]
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    asked = "?" + urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)), safe=KEPT) if parts.query else ""
    return f"{','.join(reversed(labels))}{port}){parts.path or '/'}{asked}"


def archive(captures: Iterable[Capture], about: str) -> tuple[bytes, tuple[Indexed, ...]]:
    """The archive, one compressed member a record, and where each capture lies. ``about`` is its information record."""
    captures = tuple(captures)
    at = max((capture.at for capture in captures), default="1970-01-01T00:00:00Z")
    out = io.BytesIO()
    out.write(_member("warcinfo", "application/warc-fields", about.encode(), at, None))
    found: list[Indexed] = []
    for capture in captures:
        member = _member("resource", capture.media_type, capture.content, capture.at, address(capture.url))
        found.append(Indexed(capture=capture, offset=out.tell(), length=len(member)))
        out.write(member)
    return out.getvalue(), tuple(found)


def _member(kind: str, media_type: str, content: bytes, at: str, url: str | None) -> bytes:
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    name = uuid.uuid5(uuid.NAMESPACE_URL, "\x1f".join((kind, url or "", at, digest(content))))
    record.init_headers(getattr(WarcRecordType, kind), f"uuid:{name}".encode())
    record.headers["WARC-Date"] = at
    record.headers["Content-Type"] = media_type
    if url is None:
        record.headers["WARC-Filename"] = ARCHIVE
    else:
        record.headers["WARC-Target-URI"] = url
        record.headers["WARC-Payload-Digest"] = digest(content)
    record.headers["WARC-Block-Digest"] = digest(content)
    record.set_bytes_content(content)
    plain = io.BytesIO()
    record.write(plain)
    return gzip.compress(plain.getvalue(), 9, mtime=0)


def index(found: Sequence[Indexed]) -> tuple[bytes, bytes]:
    """The index in compressed blocks (``index.cdx.gz``), and the index to the blocks (``index.idx``)."""
    ordered = sorted(found, key=lambda one: (one.key, one.offset))
    data = io.BytesIO()
    keys = [f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': 'index.cdx.gz'})}\n"]
    for start in range(0, len(ordered), BLOCK):
        rows = ordered[start : start + BLOCK]
        block = gzip.compress("".join(row.line for row in rows).encode(), 9, mtime=0)
        where = {"offset": data.tell(), "length": len(block), "digest": digest(block), "filename": "index.cdx.gz"}
        keys.append(f"{rows[0].key} {json.dumps(where)}\n")
        data.write(block)
    return data.getvalue(), "".join(keys).encode()
