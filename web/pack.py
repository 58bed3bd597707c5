"""Fetches the npm packages of ``package.json`` and puts the files that the screen's pages load into the Python package.

    python web/pack.py            (`make web` does it; a wheel's build does it too, where npm is there)

Nothing of npm is needed afterwards. The files lie in ``onrecord/serve/static/vendor``, out of version control.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "onrecord" / "serve" / "static" / "vendor"
FILES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl.LICENSE.txt",
    "pmtiles/dist/pmtiles.js": "pmtiles.mjs",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
    "@fontsource-variable/inter/LICENSE": "inter.LICENSE",
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2": "source-serif.woff2",
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2": "source-serif-italic.woff2",
    "@fontsource-variable/source-serif-4/LICENSE": "source-serif.LICENSE",
}
"""File in ``node_modules`` -> name beside the pages."""
SOURCE_MAP = "//# sourceMappingURL="
EXPORTS = {"pmtiles.mjs": "\nexport const { PMTiles, Protocol, TileType } = pmtiles;\n"}
"""Scripts that put one name into the page become modules that give it."""
LICENCES = {"pmtiles.LICENSE": ("licences/pmtiles.txt", "node_modules/fflate/LICENSE")}
"""Licences that a package does not carry with it, and those of what was built into it."""


def pack() -> dict[str, str]:
    """Fetch and copy; gives the versions. Raises OSError or CalledProcessError where npm or a file is missing."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed (Debian: apt install npm)")
    arguments = [npm, "install", "--ignore-scripts", "--omit=dev", "--no-package-lock", "--silent"]
    subprocess.run(arguments, cwd=HERE, check=True)  # noqa: S603 - a fixed command in a fixed folder
    TARGET.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        _copy(HERE / "node_modules" / source, TARGET / name)
    for name, parts in LICENCES.items():
        text = "\n\n".join((HERE / part).read_text(encoding="utf-8").strip() for part in parts)
        (TARGET / name).write_text(text + "\n", encoding="utf-8")
    versions: dict[str, str] = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    (TARGET / "versions.json").write_text(json.dumps(versions, indent=1) + "\n", encoding="utf-8")
    return versions


def _copy(source: Path, target: Path) -> None:
    """Copy; scripts lose the pointer to their source map, which is not packed."""
    if source.suffix in {".js", ".mjs"}:
        text = source.read_text(encoding="utf-8")
        target.write_text(text.partition(SOURCE_MAP)[0] + EXPORTS.get(target.name, ""), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    try:
        print("packed:", ", ".join(f"{name} {version}" for name, version in pack().items()))
    except (OSError, subprocess.CalledProcessError) as problem:
        sys.exit(f"web files not packed: {problem}")
