"""What adapters work with: Onrecord's pipeline and those of its parts that some sets test alone.

Each part is opened once in a process, when it is first asked for. Adapters ask for nothing of the package but through
this class, so that what they measure can be seen in one place.
"""

from __future__ import annotations

import datetime as dt
import functools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.model import Coded

REGIONAL = Path("gazetteer") / "places.tsv"
"""The regional list of places of a gold folder, which a user in the region would import."""

SHARED = Path(__file__).parents[2].parent / "shared" / "gold"
"""Where gold data lies beside the checkout; its regional list serves gold folders that bring none."""


class Kit:
    """Onrecord as an adapter sees it; ``gold`` is the folder that may hold a regional list of places."""

    def __init__(self, gold: Path) -> None:
        self._gold = gold

    def code(self, text: str, published: str | None = None, title: str | None = None) -> Coded:
        """The text, taken as a report's body as it is, coded with the shipped settings."""
        from onrecord.pipeline import code_text

        return code_text(text, self._tools, published=published, title=title)

    def country(self, words: str) -> str | None:
        """The common name of the country that a place lies in, or that an alpha-3 code or a country's name stands for."""
        from onrecord.link.places import locate

        return locate(names, areas, self._regional if regional else self._embedded, country)

    @functools.cached_property
    def _tools(self) -> Any:
        from onrecord.pipeline import Settings, Tools

        return Tools.open(Settings())

    @functools.cached_property
    def _registry(self) -> Any:
        from onrecord.knowledge.actors import Registry

        return Registry.open()

    @functools.cached_property
    def _publishers(self) -> Any:
        from onrecord.knowledge.publishers import Publishers

        return Publishers.open()

    @functools.cached_property
    def _reader(self) -> Any:
        from onrecord.language.parse import Reader

        return Reader.open()

    @functools.cached_property
    def _embedded(self) -> Any:
        from onrecord.knowledge.gazetteer import Gazetteer

        return Gazetteer.open()

    @functools.cached_property
    def _regional(self) -> Any:
        """The shipped gazetteer with the regional list imported; the shipped one alone where there is no list."""
        from onrecord.knowledge.gazetteer import Gazetteer, build, sources

        listed = next((path for folder in (self._gold, SHARED) if (path := folder / REGIONAL).exists()), None)
        if listed is None:
            return self._embedded
        self._folder = tempfile.TemporaryDirectory()
        built = Path(self._folder.name) / "regional.sqlite"
        build.build(built, [sources.source("whosonfirst", [listed])])
        return Gazetteer.open(extra=(built,))
