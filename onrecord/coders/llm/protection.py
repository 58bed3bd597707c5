"""What must hold before anything is sent: names masked off this machine, and nothing sent of stores with sealed fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from onrecord.coders.llm.settings import Settings
from onrecord.model import Claim, OnrecordError, Report
from onrecord.protect.known import Known
from onrecord.protect.masking import Masks, private_names
from onrecord.protect.rules import Rules

READABLE = frozenset({"en", "und"})
"""Languages in which names can be told from ordinary words."""


class Guard:
    """Says what of a report may be sent to the endpoint that the settings name."""

    def __init__(self, settings: Settings, known: Known, rules: Rules, place: Callable[[str], bool]) -> None:
        self._settings, self._known, self._rules, self._place = settings, known, rules, place

    def masks(self, report: Report) -> Masks:
        """The names to mask before the report is sent; none where it stays on this machine or the user has said so.

        Raises ``OnrecordError`` for a report whose names cannot be found because of its language.
        """
        if not self._settings.masked:
            return Masks({})
        if report.language not in READABLE:
            raise OnrecordError(
                f"names cannot be masked in a report in {report.language!r}, so it is not sent to another machine; "
                "use an endpoint on this one, or allow names to be sent"
            )
        return private_names(report.text, self._known, self._rules, self._place, title=report.title)


def refuse_sealed(claims: Iterable[Claim], settings: Settings) -> None:
    """Refuse to send reports of a store that holds sealed fields: names of victims, or of sources not to be named.

    Raises ``OnrecordError`` unless the endpoint is this very machine. Masks hide the names from the endpoint, but whoever
    keeps a sealed store has promised more than that.
    """
    if settings.loopback:
        return
    if any(claim.victims or (claim.source.anonymous and claim.source.name) for claim in claims):
        raise OnrecordError(
            "This store has sealed fields, so none of its reports is sent to another machine; use an endpoint on this one."
        )
