"""Released events for tests of exports, without a store: the example reports, one telling an event."""

from __future__ import annotations

from pathlib import Path

from onrecord import independence
from onrecord.model import Dossier, Telling
from onrecord.protect.record import Released

RECORDED, CHANGED = "2024-05-01T08:00:00Z", "2024-05-02T09:30:00Z"
EXPORTED = "2024-06-01T12:00:00Z"
REPORTS = Path(__file__).parent.parent / "examples" / "reports"


def dossiers(coded):
    """The events of coded reports, each told once."""
    for record in coded:
        claims = {claim.id: claim for claim in record.claims}
        for event in record.events:
            telling = Telling(
                id=event.id,
                report=record.report.id,
                publisher=record.report.publisher,
                published=record.report.published,
                kind=event.kind,
                claims=tuple(claims[name] for name in event.claims),
                links=event.links,
            )
            yield Dossier(
                event=event,
                tellings=(telling,),
                reports=(record.report,),
                voices=independence.voices((telling,), (record.report,)),
                recorded_at=RECORDED,
                changed_at=CHANGED,
            )


def released(coded, profile="restricted"):
    """The same as an export is given them."""
    return [Released(dossier=dossier, profile=profile) for dossier in dossiers(coded)]
