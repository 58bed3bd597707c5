"""PMTiles files of one tile, written from the format's specification (version 3), for tests of the background map."""

from __future__ import annotations

import json
import struct
import zlib

MVT, PNG = 1, 2
FULL = [(0, 0), (4096, 0), (4096, 4096), (0, 4096)]


def archive(kind, tile, about):
    """A file that holds one tile, the world at zoom 0; nothing in it is compressed."""
    directory = b"".join(_varint(number) for number in (1, 0, 1, len(tile), 1))
    metadata = json.dumps(about).encode()
    starts = [127, 127 + len(directory)]
    data = starts[1] + len(metadata)
    offsets = (starts[0], len(directory), starts[1], len(metadata), data, 0, data, len(tile), 1, 1, 1)
    box = (-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    header = b"PMTiles\x03" + struct.pack("<11Q6B4iB2i", *offsets, 1, 1, 1, kind, 0, 0, *box, 0, 0, 0)
    return header + directory + metadata + tile


def picture(red, green, blue):
    """A PNG of 256 x 256 pixels of one colour."""
    rows = (b"\x00" + bytes((red, green, blue)) * 256) * 256
    head = struct.pack(">2I5B", 256, 256, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def shapes(*layers):
    """A vector tile (MVT 2) whose layers of these names each hold one polygon: all of the tile."""
    return b"".join(_field(3, _layer(name)) for name in layers)


def _layer(name):
    geometry, at = [9], (0, 0)
    for number, corner in enumerate(FULL):
        geometry += ([(3 << 3) | 2] if number == 1 else []) + [
            _zigzag(to - from_) for from_, to in zip(at, corner, strict=True)
        ]
        at = corner
    packed = b"".join(_varint(number) for number in [*geometry, 15])
    feature = _varint(3 << 3) + _varint(3) + _field(4, packed)
    return (
        _varint(15 << 3) + _varint(2) + _field(1, name.encode()) + _field(2, feature) + _varint(5 << 3) + _varint(4096)
    )


def _field(number, content):
    return _varint((number << 3) | 2) + _varint(len(content)) + content


def _varint(number):
    made = bytearray()
    while number > 127:
        made.append((number & 127) | 128)
        number >>= 7
    return bytes([*made, number])


def _zigzag(number):
    return (number << 1) ^ (number >> 31)


def _chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
