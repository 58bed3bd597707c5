"""What a feed or a sitemap lists: addresses of pages, with the title and day that it gives them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urljoin

from onrecord.model import OnrecordError, Record
from onrecord.read.tables import day

Kind = Literal["feed", "sitemap"]
LARGEST = 50_000_000
"""Bytes of a sitemap unpacked: the protocol's own limit is 50 MB."""
MOST = 50_000
"""Addresses of one sitemap, by the protocol."""
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class Entry(Record, frozen=True, kw_only=True):
    """This address was listed, with this title and ISO day where the list gives them.

    ``nested`` is true for an address that is a further sitemap.
    """

    url: str
    title: str | None = None
    published: str | None = None
    nested: bool = False


def entries(raw: bytes, base: str, kind: Kind) -> tuple[Entry, ...]:
    """The entries of a feed (RSS, Atom, RDF, JSON Feed) or a sitemap, in its order, each address once.

    ``base`` is the list's own address, for relative links. Raises OnrecordError where the bytes are no such list.
    """
    found = _of_feed(raw, base) if kind == "feed" else _of_sitemap(_unpacked(raw), base)
    unique: dict[str, Entry] = {}
    for entry in found:
        if entry.url.startswith(("http://", "https://")):
            unique.setdefault(entry.url, entry)
    return tuple(unique.values())


def _of_feed(raw: bytes, base: str) -> Iterator[Entry]:
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(raw, include_content=False, include_tags=False, include_media=False)
    except Exception as error:  # a damaged feed makes the parser raise almost anything
        raise OnrecordError(f"no feed that can be read: {' '.join(str(error).split())[:200]}") from error
    for item in parsed.entries:
        link = item.get("link")
        if link:
            title = " ".join(str(item.get("title") or "").split()) or None
            yield Entry(url=urljoin(base, link), title=title, published=_day(item.get("published")))


def _day(value: Any) -> str | None:
    """The day that a list gives; none where it cannot be read, for the page itself will say."""
    try:
        return day(str(value)) if value else None
    except ValueError:
        return None


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(raw, LARGEST + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise OnrecordError(f"a damaged sitemap: {error}") from error
    if len(unpacked) > LARGEST:
        raise OnrecordError(f"a sitemap of more than {LARGEST:,} bytes")
    return unpacked


def _of_sitemap(raw: bytes, base: str) -> Iterator[Entry]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OnrecordError(f"no sitemap that can be read: {error}") from error
    if root is None or root.tag not in {f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex"}:
        raise OnrecordError("no sitemap: its root is neither urlset nor sitemapindex")
    nested = root.tag.endswith("sitemapindex")
    for number, item in enumerate(root):
        if number >= MOST:
            raise OnrecordError(f"a sitemap of more than {MOST:,} addresses")
        address = (item.findtext(f"{SITEMAP}loc") or "").strip() if isinstance(item.tag, str) else ""
        if address:
            news = item.findtext(f".//{NEWS}publication_date")
            yield Entry(
                url=urljoin(base, address),
                title=item.findtext(f".//{NEWS}title"),
                published=_day(news.strip() if news else None),
                nested=nested,
            )
