"""Bytes to text, in the encoding they were really written in."""

from __future__ import annotations

import codecs
import re

from onrecord.model import OnrecordError

BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w:.-]{2,40})", re.IGNORECASE)
XML = re.compile(rb"^\s{0,20}<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([\w:.-]{2,40})", re.IGNORECASE)
HEAD = 8192
SAMPLE = 65_536
WEB_LABELS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
              "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874"}  # fmt: skip
"""What browsers read under these names: the supersets of the WHATWG Encoding Standard."""
READ = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
        "cp1258", "cp866", "cp874", "cp932", "cp949", "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "big5", "gb18030", "euc_jp",
        "iso2022_jp", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10",
        "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16"}  # fmt: skip
"""Encodings of the WHATWG standard. Python's others (``rot13``, ``utf-7``, ``zlib``) are no encodings of web pages."""
GUESSED = ["cp1256", "cp1251", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "koi8_r", "koi8_u", "cp866", "iso8859_6", "big5",
           "gb18030", "euc_jp", "cp932", "cp949"]  # fmt: skip
MAX_LOST_SHARE = 0.01
MOSTLY_ASCII = 0.9


def text(raw: bytes, told: str | None, *, markup: bool) -> tuple[str, str]:
    """The text and the name of its encoding.

    In order: byte order mark; UTF-8 where every byte fits (text in another encoding does not fit by chance, while headers
    and meta tags are often wrong); the encoding told by the server; the page's own declaration; a guess. Raises
    ``OnrecordError`` when nothing fits.
    """
    if mark := wide(raw):
        return raw.decode(mark, "replace"), mark.removesuffix("-sig")
    declared = [name for name in (label(told), _declared(raw) if markup else None) if name]
    if b"\x1b" in raw[:SAMPLE] and "iso2022_jp" in declared:
        return raw.decode("iso2022_jp", "replace"), "iso2022_jp"
    for name in ("utf-8", *declared):
        try:
            return raw.decode(name), name
        except UnicodeError:
            continue
    return _mostly(raw, ["utf-8", *declared]) or _guessed(raw)


def has_bom(raw: bytes) -> str | None:
    """The encoding that a byte order mark gives."""
    return next((name for mark, name in BOMS if raw.startswith(mark)), None)


def wide(raw: bytes) -> str | None:
    """The encoding by byte order mark, or UTF-16 where nearly every second byte of the start is NUL."""
    if mark := has_bom(raw):
        return mark
    head = raw[:512]
    even, odd = head[::2], head[1::2]
    if len(head) < 8:
        return None
    if odd.count(0) > MOSTLY_ASCII * len(odd) > 20 * even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > MOSTLY_ASCII * len(even) > 20 * odd.count(0) else None


def label(name: str | None) -> str | None:
    """Python's name of a declared encoding, as browsers read it; null for unknown names."""
    try:
        known = codecs.lookup((name or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    known = WEB_LABELS.get(known, known)
    return known if known in READ else None


def _declared(raw: bytes) -> str | None:
    found = XML.search(raw[:HEAD]) or META.search(raw[:HEAD])
    return label(found[1].decode("ascii", "ignore")) if found else None


def _mostly(raw: bytes, names: list[str]) -> tuple[str, str] | None:
    """The first encoding that fits but for a few damaged bytes."""
    lost_allowed = MAX_LOST_SHARE * sum(byte > 127 for byte in raw[:SAMPLE])
    for name in names:
        if raw[:SAMPLE].decode(name, "replace").count("\ufffd") <= lost_allowed:
            return raw.decode(name, "replace"), name
    return None


def _guessed(raw: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:SAMPLE], cp_isolation=GUESSED, threshold=0.4).best()
    if best is None and sum(byte < 128 for byte in raw[:SAMPLE]) > MOSTLY_ASCII * len(raw[:SAMPLE]):
        return raw.decode("utf-8", "replace"), "utf-8"
    if best is None:
        raise OnrecordError("in no encoding that fits it")
    return raw.decode(best.encoding, "replace"), codecs.lookup(best.encoding).name
