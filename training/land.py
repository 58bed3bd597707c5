"""Make ``onrecord/data/places/land.bin``, the coarse land mask, from Natural Earth's 1:10m land.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/land.py package/land-10m.json onrecord/data/places/land.bin

Scan lines through the middle of each tenth of a degree, then every cell that touches a coast and its neighbours, so that harbours and small
islands stay land. Natural Earth is in the public domain.
"""

from __future__ import annotations

import json
import sys
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np

CELLS = 10
WIDTH, HEIGHT = 360 * CELLS, 180 * CELLS


def rings(topology: dict) -> list[np.ndarray]:
    """All rings as arrays of (lon, lat) in degrees."""
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    polygons = [polygon for shape in topology["objects"]["land"]["geometries"] for polygon in shape["arcs"]]
    outlines = [
        np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])
        for polygon in polygons
        for ring in polygon
    ]

    return [unwrapped(outline) for outline in outlines]


def unwrapped(outline: np.ndarray) -> np.ndarray:
    """The ring without jumps at the date line; one that runs round a pole is closed over that pole."""
    longitudes = np.unwrap(outline[:, 0], period=360)
    ring = np.column_stack([longitudes, outline[:, 1]])
    if abs(longitudes[-1] - longitudes[0]) < 180:
        return ring
    pole = 90.0 if outline[:, 1].mean() > 0 else -90.0
    return np.vstack([ring, [longitudes[-1], pole], [longitudes[0], pole], ring[0]])


def mask(outlines: list[np.ndarray]) -> np.ndarray:
    """Cells with land in or beside them, north first."""
    grid = np.zeros((HEIGHT, WIDTH), dtype=bool)
    crossings: list[list[float]] = [[] for _ in range(HEIGHT)]
    for ring in outlines:
        for (x1, y1), (x2, y2) in pairwise(ring.tolist()):
            steps = max(2, int(max(abs(x2 - x1), abs(y2 - y1)) * CELLS * 2))
            xs, ys = np.linspace(x1, x2, steps), np.linspace(y1, y2, steps)
            grid[np.clip(((90 - ys) * CELLS).astype(int), 0, HEIGHT - 1), ((xs + 180) * CELLS).astype(int) % WIDTH] = (
                True
            )
            first, last = sorted(((90 - y1) * CELLS - 0.5, (90 - y2) * CELLS - 0.5))
            for row in range(int(np.ceil(first)), int(np.ceil(last))):
                y = 90 - (row + 0.5) / CELLS
                crossings[row].append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    for row, found in enumerate(crossings):
        ordered = sorted(found)
        for west, east in zip(ordered[::2], ordered[1::2], strict=False):
            grid[row, np.arange(int((west + 180) * CELLS), int((east + 180) * CELLS) + 1) % WIDTH] = True
    wide = np.pad(grid, ((1, 1), (0, 0)))
    wide = wide[:-2] | wide[1:-1] | wide[2:]
    wide |= np.roll(wide, 1, axis=1) | np.roll(wide, -1, axis=1)
    return wide


if __name__ == "__main__":
    packed = np.packbits(mask(rings(json.loads(Path(sys.argv[1]).read_text())))).tobytes()
    Path(sys.argv[2]).write_bytes(zlib.compress(packed, 9))
