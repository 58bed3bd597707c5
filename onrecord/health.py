"""What is installed, what the data files hold, and what is missing."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import metadata

from onrecord.model import OnrecordError

PACKAGES = (
    "msgspec",
    "trafilatura",
    "lxml",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "rapidfuzz",
    "py3langid",
    "pypdf",
    "httpx2",
    "cyclopts",
)


def report() -> tuple[list[str], bool]:
    """Lines for a person, and whether everything that coding needs is there."""
    lines = [f"onrecord {metadata.version('onrecord')}, Python {platform.python_version()}"]
    well = True
    for name in PACKAGES:
        try:
            lines.append(f"  ok       {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            lines.append(f"  MISSING  {name}: pip install {name}")
            well = False
    for name, opening in _parts().items():
        try:
            lines.append(f"  ok       {name}: {opening()}")
        except OnrecordError as error:
            lines.append(f"  MISSING  {name}: {error}")
            well = False
    lines.append("Everything is here." if well else "Something is missing: see above.")
    return lines, well


def _parts() -> dict[str, Callable[[], str]]:
    return {
        "reader": _reader,
        "gazetteer": _gazetteer,
        "actors": _actors,
        "publishers": _publishers,
        "codebook": _codebook,
    }


def _reader() -> str:
    from onrecord.language.parse import Reader

    return f"version {Reader.open().version}"


def _gazetteer() -> str:
    from onrecord.knowledge.gazetteer import Gazetteer

    gazetteer = Gazetteer.open()
    gazetteer.exact("Damascus")
    return "; ".join(gazetteer.credits) or "open"


def _actors() -> str:
    from onrecord.knowledge.actors import Registry

    return f"{len(Registry.open())} actors"


def _publishers() -> str:
    from onrecord.knowledge.publishers import Publishers

    return f"{len(Publishers.open())} publishers"


def _codebook() -> str:
    from onrecord.knowledge.codebook import Codebook

    return f"{len(Codebook.open().kinds)} kinds"
