"""What every export says of itself: what was asked, by which method and versions, whom to credit, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from typing import Any, Literal

import msgspec

from onrecord.model import Dossier, Record, Selection

Profile = Literal["public", "restricted"]
"""``public`` went through every rule of protection; ``restricted`` holds everything."""
WARNING = "RESTRICTED: names sources and victims, and holds what nobody has cleared. Not for publication."
METHOD = (
    "Coded from news reports by Onrecord: every value is read from words of a report and credited to whom the report credits. "
    "Differing claims are kept; one number per event is computed by the named policy. An empty value means that no report "
    "says it. No reports is not no events."
)


class Stamp(Record, frozen=True, kw_only=True):
    """This was exported at that moment, from this selection, by this policy, for these eyes.

    ``exported_at`` is ISO 8601 in UTC and the only thing in an export that differs from run to run; ``credits`` are those
    of the lists of places in use.
    """

    profile: Profile
    policy: str
    exported_at: str
    selection: Selection = Selection()
    credits: tuple[str, ...] = ()

    @property
    def software(self) -> str:
        """Name and version of the program."""
        return f"Onrecord {metadata.version('onrecord')}"

    @property
    def asked(self) -> dict[str, Any]:
        """The conditions of the selection that were set, as plain values."""
        every: dict[str, Any] = msgspec.to_builtins(self.selection)
        return {name: value for name, value in every.items() if value not in (None, [], ())}

    @property
    def citation(self) -> str:
        """How to cite the export."""
        asked = ", ".join(f"{name} {_shown(value)}" for name, value in self.asked.items()) or "everything on the record"
        return (
            f"{self.software}, {self.profile} export of {asked}, policy {self.policy}, exported {self.exported_at[:10]}"
        )


def _shown(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def about(stamp: Stamp, coders: Iterable[str] = ()) -> dict[str, Any]:
    """The statement that goes with an export, as plain values in a fixed order: fit for JSON and for file metadata."""
    return {
        **({"warning": WARNING} if stamp.profile == "restricted" else {}),
        "method": METHOD,
        "policy": stamp.policy,
        "profile": stamp.profile,
        "selection": stamp.asked,
        "software": stamp.software,
        "coders": sorted(set(coders)),
        "attribution": [line for line in stamp.credits if line],
        "cite": stamp.citation,
        "exported_at": stamp.exported_at,
    }


def coders(dossiers: Iterable[Dossier]) -> set[str]:
    """The coders, with their versions, whose claims the dossiers hold."""
    return {claim.coder for dossier in dossiers for claim in dossier.claims}
