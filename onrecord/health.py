"""What is installed, what the data files hold, and what is missing."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from onrecord.model import OnrecordError

REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


def report() -> tuple[list[str], bool]:
    """Lines for a person, and whether everything that coding needs is there."""
    lines = [f"onrecord {metadata.version('onrecord')}, Python {platform.python_version()}, {platform.platform()}"]
    lines += [f"  {Path(__file__).parent}", "", "packages"]
    well = True
    for name in _requirements():
        try:
            lines.append(f"  ok       {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            lines.append(f"  MISSING  {name}: python -m pip install {name}")
            well = False
    lines += ["", "data"]
    for name, opening in _parts().items():
        try:
            lines.append(f"  ok       {name}: {opening()}")
        except (OnrecordError, ImportError) as problem:
            lines.append(f"  MISSING  {name}: {problem}")
            well = False
    return [*lines, "", "Everything is here." if well else "Something is missing: see above."], well


def _requirements() -> Iterator[str]:
    """The packages that Onrecord itself names, without its extras."""
    for line in metadata.requires("onrecord") or ():
        if "extra ==" not in line and (found := REQUIREMENT.match(line)):
            yield found[0]


def _parts() -> dict[str, Callable[[], str]]:
    return {
        "reader": _reader,
        "places": _places,
        "actors": _actors,
        "publishers": _publishers,
        "codebook": _codebook,
    }


def _reader() -> str:
    from onrecord.language.parse import Reader
    from onrecord.language.sentences import split

    reader = Reader.open()
    (tree,) = reader.trees([sentence.tokens for sentence in split("Rebels shelled the town on Monday.")])
    return f"{reader.version}, reads {len(tree.heads)} tokens of a sentence of 7"


def _places() -> str:
    from onrecord.knowledge.gazetteer import Gazetteer
    from onrecord.knowledge.gazetteer.index import default_path

    gazetteer = Gazetteer.open()
    found = gazetteer.exact("Damascus")
    size = default_path().stat().st_size / 1e6
    return f"{default_path().name}, {size:.0f} MB, {len(found)} called Damascus; {'; '.join(filter(None, gazetteer.credits))}"


def _actors() -> str:
    from onrecord.knowledge.actors import Registry

    return f"{len(Registry.open())}"


def _publishers() -> str:
    from onrecord.knowledge.publishers import Publishers

    return f"{len(Publishers.open())}"


def _codebook() -> str:
    from onrecord.knowledge.codebook import Codebook

    return f"{len(Codebook.open().kinds)} kinds of events"
