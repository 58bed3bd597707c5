"""The log's chain: what is hashed, with which salt, and in which order.

An entry's hash covers the hash before it, its number, moment and kind, the hash of its payload and the hash of the rows
that it opened and closed. Payloads and rows are hashed with random salts of their own, so that words that were taken
away cannot be guessed back from what stays.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence

import msgspec

START = "0" * 64
"""What the first entry chains to."""

OPENED, CLOSED, REDACTED = b"+", b"-", b"~"


def new_salt() -> bytes:
    """Sixteen random bytes."""
    return secrets.token_bytes(16)


def row_digest(salt: bytes, table: str, values: Sequence[object]) -> bytes:
    """The digest of a row: of its salt, its table and its content."""
    return hashlib.sha256(salt + msgspec.json.encode((table, values))).digest()


def rows_hash(changes: Iterable[bytes]) -> str:
    """The hash of what a transaction opened and closed: marks with digests, in their own order."""
    return hashlib.sha256(b"".join(sorted(changes))).hexdigest()


def payload_hash(salt: bytes, subject: str, payload: str) -> str:
    """The hash of what an entry says."""
    return hashlib.sha256(salt + msgspec.json.encode((subject, payload))).hexdigest()


def entry_hash(previous: str, number: int, at: str, kind: str, hashes: tuple[str, str]) -> str:
    """The hash of an entry; ``hashes`` are those of its payload and of its rows."""
    return hashlib.sha256(msgspec.json.encode((previous, number, at, kind, *hashes))).hexdigest()
