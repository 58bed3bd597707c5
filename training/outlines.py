"""Make ``onrecord/data/map/outlines.json.z``, coasts and borders for small maps, from Natural Earth's 1:10m countries.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/outlines.py package/countries-10m.json onrecord/data/map/outlines.json.z

Lines are simplified to 0.01 degrees (Douglas and Peucker 1973), each shared border once, so that neighbours keep fitting; points are
rounded to 1/1000 degree. Islands smaller than that tolerance go. Natural Earth is in the public domain; it draws borders as
they are held, not as they are claimed.
"""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path

import numpy as np

TOLERANCE = 0.01  # degrees, about a kilometre
UNITS = 1000  # a degree


def simplified(line: np.ndarray) -> np.ndarray:
    """The line without points that lie nearer than the tolerance to it; its ends stay."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    open_stretches = [(0, len(line) - 1)]
    while open_stretches:
        first, last = open_stretches.pop()
        if last - first < 2:
            continue
        distances = offsets(line[first + 1 : last], line[first], line[last])
        if distances.max() > TOLERANCE:
            middle = first + 1 + int(distances.argmax())
            keep[middle] = True
            open_stretches += [(first, middle), (middle, last)]
    return line[keep]


def offsets(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How far each point lies from the stretch between start and end."""
    along = end - start
    length = along @ along
    share = np.clip((points - start) @ along / length, 0, 1)[:, None] if length else np.zeros((len(points), 1))
    return np.hypot(*(points - (start + share * along)).T)


def arcs(topology: dict) -> list[list[int]]:
    """Every arc as its first point and the steps from it, in units; a ring that has shrunk to nothing is empty."""
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    found = []
    for arc in topology["arcs"]:
        line = np.rint(simplified(np.cumsum(np.array(arc), axis=0) * scale + shift) * UNITS).astype(int)
        closed = (line[0] == line[-1]).all()
        steps = np.diff(line, axis=0, prepend=0)
        found.append([] if closed and len(line) < 4 else steps.ravel().tolist())
    return found


def countries(topology: dict, lines: list[list[int]]) -> list[list[list[int]]]:
    """The outer and inner rings of each country as numbers of arcs; ``~n`` is arc n backwards."""
    found = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [ring for polygon in polygons for ring in polygon]
        found.append([ring for ring in rings if any(lines[max(arc, ~arc)] for arc in ring)])
    return found


if __name__ == "__main__":
    read = json.loads(Path(sys.argv[1]).read_text())
    lines = arcs(read)
    document = {"units": UNITS, "arcs": lines, "countries": countries(read, lines)}
    Path(sys.argv[2]).parent.mkdir(exist_ok=True)
    Path(sys.argv[2]).write_bytes(zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 9))
