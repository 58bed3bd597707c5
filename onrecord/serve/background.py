"""A user's own background map: picture tiles at an address, or a PMTiles file at an address or on this machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from onrecord.model import OnrecordError, Record
from onrecord.serve.visit import Refused, Visit

if TYPE_CHECKING:
    from starlette.responses import Response

OURS = "/background.pmtiles"
"""Where a file of this machine is served."""
MAGIC = b"PMTiles\x03"
"""How a PMTiles file of version 3 begins (specification, section 3)."""
HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
"""What a host and port are written with; anything else could end the policy that the host is written into."""
WANTED = "--tiles wants an address with {z}, {x} and {y}, or a PMTiles file: its address, or its path on this machine."


class Background(Record, frozen=True, kw_only=True):
    """Tiles as a browser asks for them. ``file`` is served by us; of another host, ``origin`` is the only one it may then ask."""

    form: Literal["raster", "pmtiles"]
    address: str
    origin: str | None = None
    file: Path | None = None


def background(given: str) -> Background:
    """What an option means. Raises OnrecordError where it is neither tiles nor PMTiles."""
    parts = urlsplit(given)
    if parts.scheme in {"http", "https"}:
        single = parts.path.endswith(".pmtiles")
        if not HOST.fullmatch(parts.netloc) or not (single or all(part in given for part in ("{z}", "{x}", "{y}"))):
            raise OnrecordError(WANTED)
        origin = f"{parts.scheme}://{parts.netloc}"
        return Background(form="pmtiles" if single else "raster", address=given, origin=origin)
    if not given.endswith(".pmtiles"):
        raise OnrecordError(WANTED)
    return Background(form="pmtiles", address=OURS, file=_checked(Path(given)))


def _checked(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            begins = file.read(len(MAGIC))
    except OSError as error:
        raise OnrecordError(f"Cannot read {path}: {error.strerror}.") from None
    if begins != MAGIC:
        raise OnrecordError(f"{path} is no PMTiles file of version 3.")
    return path.absolute()


def told(chosen: Background | None) -> dict[str, Any] | None:
    """What the page's script has to know."""
    return {"form": chosen.form, "address": chosen.address} if chosen else None


def tiles(visit: Visit) -> Response:
    """The PMTiles file of this machine, in ranges, for those who see the map; the same for all of them."""
    from starlette.responses import FileResponse

    chosen = visit.place.settings.tiles
    if chosen is None or chosen.file is None or not chosen.file.is_file():
        raise Refused(404, "No background map is served here.")
    return FileResponse(chosen.file, media_type="application/vnd.pmtiles")
