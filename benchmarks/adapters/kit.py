"""What adapters work with: Onrecord's parts, each opened once in a process, when first asked for."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any

from onrecord.model import Coded

REGIONAL = Path("gazetteer") / "places.tsv"
"""The regional list of places of a gold folder, which a user of the region would import."""


class Kit:
    """The pipeline and the parts of the language and link layers that some sets test alone."""

    def __init__(self, gold: Path) -> None:
        self._gold = gold

    @functools.cached_property
    def tools(self) -> Any:
        """The pipeline's tools, with the shipped settings."""
        from onrecord.pipeline import Settings, Tools

        return Tools.open(Settings())

    @functools.cached_property
    def reader(self) -> Any:
        """The shipped English reader."""
        from onrecord.language.parse import Reader

        return Reader.open()

    def code(self, text: str, published: str | None = None, title: str | None = None) -> Coded:
        """The text, taken as a report's body as it is, coded."""
        from onrecord.pipeline import code_text

        return code_text(text, self.tools, published=published, title=title)

    @functools.cached_property
    def embedded(self) -> Any:
        """The gazetteer that the package ships."""
        from onrecord.knowledge.gazetteer import Gazetteer

        return Gazetteer.open()

    @functools.cached_property
    def regional(self) -> Any:
        """The shipped gazetteer with the gold folder's regional list imported; the shipped one where there is no list."""
        listed = self._gold / REGIONAL
        if not listed.exists():
            return self.embedded
        self._folder = tempfile.TemporaryDirectory()
        built = Path(self._folder.name) / "regional.sqlite"
        raise NotImplementedError(built)
