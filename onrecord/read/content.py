"""Bytes become a page: what they are, in which encoding, and whether there is text in them at all."""

from __future__ import annotations

import hashlib
import re

from onrecord.model import OnrecordError, Page, Record, Rejected
from onrecord.read import decode, mhtml, pdf
from onrecord.read.limits import Limits

HTML = "text/html"
PLAIN = "text/plain"
MHTML = "multipart/related"
PDF = "application/pdf"
TOLD = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "multipart/related": MHTML,
    "message/rfc822": MHTML,
    "application/pdf": PDF,
}
HEAD = 4096
MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1)[\s>]",
    re.IGNORECASE,
)
MHTML_HEAD = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
SIGNATURES: dict[bytes, str] = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstd file",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "a database",
}
"""First bytes of common files that hold no text we read; the names go into the reason."""
CONTROL = bytes(set(range(32)) - set(b"\0\t\n\x0b\x0c\r\x1b")) + b"\x7f"
MAX_CONTROL_SHARE = 0.02
"""Random bytes have 11 % control characters; a damaged text page has a handful. NULs do not count: some programs scatter them."""
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: they cannot be written to JSON or a database, and no report needs them."""


class Origin(Record, frozen=True, kw_only=True):
    """Where bytes come from and what was told about them."""

    name: str
    url: str | None = None
    retrieved_at: str | None = None
    media_type: str | None = None
    encoding: str | None = None


def page(raw: bytes, origin: Origin, limits: Limits) -> Page | Rejected:
    """The page in these bytes, or why there is none: empty, too big, binary, damaged."""
    try:
        return _page(raw, origin, limits)
    except OnrecordError as error:
        return Rejected(input=origin.name, step="read", reason=str(error))


def _page(raw: bytes, origin: Origin, limits: Limits) -> Page:
    if len(raw) > limits.size:
        raise OnrecordError(f"larger than {limits.size:,} bytes")
    if not raw.strip(b"\x00\t\n\r "):
        raise OnrecordError("empty")
    found = _content(raw, origin, limits)
    content = UNREADABLE.sub("", found.text)
    if not content.strip():
        raise OnrecordError("no text in it")
    return Page(
        name=origin.name,
        url=origin.url or found.url,
        sha256=hashlib.sha256(raw).hexdigest(),
        retrieved_at=origin.retrieved_at,
        media_type=found.media_type,
        encoding=found.encoding,
        content=content,
    )


class _Content(Record, frozen=True):
    text: str
    media_type: str
    encoding: str | None = None
    url: str | None = None


def _content(raw: bytes, origin: Origin, limits: Limits) -> _Content:
    """The text in these bytes, by what they are."""
    kind = media_type(raw, origin.media_type)
    if kind == PDF:
        return _Content(pdf.text(raw, limits), kind)
    if kind == MHTML:
        part = mhtml.main_part(raw)
        text, encoding = decode.text(part.raw, part.encoding, markup=part.is_html)
        return _Content(text, MHTML if part.is_html else PLAIN, encoding, part.url)
    _refuse_binary(raw)
    text, encoding = decode.text(raw, origin.encoding, markup=kind == HTML)
    return _Content(text, kind, encoding)


def media_type(raw: bytes, told: str | None) -> str:
    """What the bytes are: by their first bytes where these are certain, else as told, else HTML if they open with a tag."""
    head = raw[:HEAD]
    if b"%PDF-" in head[:1024]:
        return PDF
    if MHTML_HEAD.search(head) and b"boundary=" in raw[: 2 * HEAD]:
        return MHTML
    known = TOLD.get((told or "").partition(";")[0].strip().lower())
    if known == HTML or MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return HTML
    if known == PDF:
        raise OnrecordError("not a PDF, though it is called one")
    return PLAIN if decode.has_bom(raw) is None or not _opens_with_tag(raw) else HTML


def _opens_with_tag(raw: bytes) -> bool:
    """Whether UTF-16 or UTF-32 bytes open with a tag."""
    return MARKUP.match(raw[: 4 * HEAD].replace(b"\x00", b"").lstrip(b"\xff\xfe")) is not None


def _refuse_binary(raw: bytes) -> None:
    for signature, name in SIGNATURES.items():
        if raw.startswith(signature):
            raise OnrecordError(f"binary: {name}")
    if decode.wide(raw) is None:
        head = raw[: 16 * HEAD].replace(b"\x00", b"")
        if len(head) - len(head.translate(None, CONTROL)) > MAX_CONTROL_SHARE * len(head) + 1:
            raise OnrecordError("binary")
