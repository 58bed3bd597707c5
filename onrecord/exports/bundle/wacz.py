"""A web archive in one zip, after the WACZ specification 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/)."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.exports.bundle import warc
from onrecord.exports.bundle.warc import Capture

VERSION = "1.1.1"
DAY_ZERO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the zip: the earliest that zip knows. When things were fetched stands in the records."""
STORED = (".gz",)
"""Already compressed, so stored: readers jump into them."""


def write(path: Path, captures: Sequence[Capture], files: Mapping[str, bytes], described: Mapping[str, Any]) -> None:
    """Make the file: an archive of the captures with indexes and the list of pages, and further ``files`` by path.

    ``described`` are properties of ``datapackage.json`` such as title, description and created.
    """
    packed, found = warc.archive(captures, f"software: {described['software']}\r\nformat: WARC File Format 1.1\r\n")
    data, keys = warc.index(found)
    content = {
        f"archive/{warc.ARCHIVE}": packed,
        "indexes/index.cdx.gz": data,
        "indexes/index.idx": keys,
        "pages/pages.jsonl": pages(captures),
        **files,
    }
    package = {
        "profile": "data-package",
        "wacz_version": VERSION,
        **described,
        "resources": [_resource(name, held) for name, held in content.items()],
    }
    manifest = _document(package)
    seal = _document({"path": "datapackage.json", "hash": warc.digest(manifest)})
    with zipfile.ZipFile(path, "w") as out:
        for name, held in (
            *content.items(),
            ("datapackage.json", manifest),
            ("datapackage-digest.json", seal),
        ):
            entry = zipfile.ZipInfo(name, DAY_ZERO)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            out.writestr(entry, held)


def pages(captures: Sequence[Capture]) -> bytes:
    """``pages/pages.jsonl``: what a person opens, each with address, time and title."""
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
    rows = (
        {"id": f"p{number}", "url": warc.address(one.url), "ts": one.at, "title": one.title or one.url}
        for number, one in enumerate((one for one in captures if one.page), 1)
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (head, *rows)).encode()


def _resource(name: str, held: bytes) -> dict[str, Any]:
    return {"name": name.rpartition("/")[2].lower(), "path": name, "hash": warc.digest(held), "bytes": len(held)}


def _document(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
