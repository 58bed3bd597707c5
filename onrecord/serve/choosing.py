"""What the fields of a claim may be, for forms."""

from __future__ import annotations

from typing import Any, get_args

from onrecord.model import Harm, Role, SourceKind, Status, Who


def choices() -> dict[str, Any]:
    """What a claim's fields may be, for forms."""
    return {
        "statuses": get_args(Status),
        "roles": get_args(Role),
        "harms": get_args(Harm),
        "whos": get_args(Who),
        "sources": get_args(SourceKind),
    }
