"""Downloading GeoNames' public files for the countries a user names.

What comes is checked to be what it should be before it takes an older file's place, and a file that the server says has
not changed is not fetched again.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.knowledge.gazetteer.land import countries
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    import httpx2

SERVER = "https://download.geonames.org/export/dump"
SHARED = ("admin1CodesASCII.txt", "admin2Codes.txt")
COUNTRY = re.compile(r"[A-Z]{2}")
BIGGEST = 2_000_000_000  # bytes; the biggest country dump unpacked is a tenth of that
WAIT = 60.0  # seconds without an answer

Progress = Callable[[str, int], None]


def fetch(codes: Iterable[str], folder: Path, *, server: str = SERVER, progress: Progress | None = None) -> list[Path]:
    """Country dumps, their alternative names and the names of units, into ``folder``; the files for ``sources.source``.

    ``codes`` are ISO 3166-1 codes such as ``SY``. ``progress`` is told file and bytes so far. Raises ``OnrecordError`` for
    a code that is none, a server that does not answer and a file that is not what it should be.
    """
    import httpx2

    wanted = [name for code in codes for name in _files(code)]
    folder.mkdir(parents=True, exist_ok=True)
    with httpx2.Client(timeout=WAIT, follow_redirects=True, trust_env=True) as client:
        return [_fetched(client, f"{server}/{name}", folder / Path(name).name, progress) for name in (*wanted, *SHARED)]


def _files(code: str) -> list[str]:
    upper = code.strip().upper()
    if not COUNTRY.fullmatch(upper) or upper not in countries():
        raise OnrecordError(f"{code} is no country code; give codes of two letters, such as SY")
    return [f"{upper}.zip", f"alternatenames/{upper}.zip"]


def _fetched(client: httpx2.Client, address: str, target: Path, progress: Progress | None) -> Path:
    import httpx2

    if "/alternatenames/" in address:
        target = target.with_name(f"alternateNames{target.name}")
    stamp = target.with_name(target.name + ".stamp")
    known = {"If-Modified-Since": stamp.read_text(encoding="ascii")} if stamp.exists() and target.exists() else {}
    try:
        with client.stream("GET", address, headers=known) as answer:
            if answer.status_code == httpx2.codes.NOT_MODIFIED:
                return target
            answer.raise_for_status()
            _save(answer, target, progress)
            changed = answer.headers.get("Last-Modified")
    except httpx2.HTTPError as problem:
        raise OnrecordError(f"{address}: {problem}") from problem
    if changed:
        stamp.write_text(changed, encoding="ascii", errors="replace")
    return target


def _save(answer: httpx2.Response, target: Path, progress: Progress | None) -> None:
    """Write beside the target, check, then move into place."""
    partial, size = target.with_name(target.name + ".part"), 0
    with partial.open("wb") as file:
        for block in answer.iter_bytes():
            size += len(block)
            if size > BIGGEST:
                raise OnrecordError(f"{answer.url}: bigger than {BIGGEST} bytes")
            file.write(block)
            if progress:
                progress(target.name, size)
    if target.suffix == ".zip" and not zipfile.is_zipfile(partial):
        partial.unlink()
        raise OnrecordError(f"{answer.url} is no zip archive")
    partial.replace(target)
