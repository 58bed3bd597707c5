"""Ids that lead nowhere: keyed with the store's secret, another key for each profile, so that two files cannot be joined."""

from __future__ import annotations

import hashlib
import hmac


class Keyed:
    """Ids of one profile. Without the secret nobody can tell which id of the store (or of another profile) is meant."""

    def __init__(self, secret: str, profile: str) -> None:
        self._key = hmac.new(secret.encode(), f"onrecord/{profile}".encode(), hashlib.sha256).digest()

    def __call__(self, id_: str) -> str:
        """The id as this profile shows it: the same prefix, 16 hex digits."""
        prefix = id_.partition(":")[0] if ":" in id_[:3] else "x"
        return f"{prefix}:{hmac.new(self._key, id_.encode('utf-8', 'surrogatepass'), hashlib.sha256).hexdigest()[:16]}"
