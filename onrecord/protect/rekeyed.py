"""Restricted records: everything as it is, under ids that no other file shares."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.model import Claim, Dossier, Link, Telling
from onrecord.protect.identifiers import Keyed


def rekeyed(dossier: Dossier, key: Keyed) -> Dossier:
    """The whole dossier with every id of its own turned into the profile's."""
    event = dossier.event
    return msgspec.structs.replace(
        dossier,
        event=msgspec.structs.replace(
            event,
            id=key(event.id),
            claims=tuple(map(key, event.claims)),
            links=_links(event.links, key),
            computed=msgspec.structs.replace(
                event.computed,
                tolls=tuple(
                    msgspec.structs.replace(t, claim=key(t.claim), toll=key(t.toll)) for t in event.computed.tolls
                ),
            ),
        ),
        tellings=tuple(_telling(telling, key) for telling in dossier.tellings),
        reports=tuple(msgspec.structs.replace(report, id=key(report.id)) for report in dossier.reports),
        voices=tuple(
            msgspec.structs.replace(
                voice, id=key(voice.id), claims=tuple(map(key, voice.claims)), reports=tuple(map(key, voice.reports))
            )
            for voice in dossier.voices
        ),
        compared=tuple(msgspec.structs.replace(c, one=key(c.one), two=key(c.two)) for c in dossier.compared),
        decisions=tuple(
            msgspec.structs.replace(
                d, id=key(d.id), subjects=tuple(map(key, d.subjects)), undoes=key(d.undoes) if d.undoes else None
            )
            for d in dossier.decisions
        ),
        aliases=tuple(map(key, dossier.aliases)),
    )


def _telling(telling: Telling, key: Keyed) -> Telling:
    return msgspec.structs.replace(
        telling,
        id=key(telling.id),
        report=key(telling.report),
        claims=tuple(_claim(claim, key) for claim in telling.claims),
        links=_links(telling.links, key),
        origin=key(telling.origin) if telling.origin else None,
    )


def _links(links: Sequence[Link], key: Keyed) -> tuple[Link, ...]:
    return tuple(Link(type=link.type, event=key(link.event)) for link in links)


def _claim(claim: Claim, key: Keyed) -> Claim:
    return msgspec.structs.replace(
        claim,
        id=key(claim.id),
        report=key(claim.report),
        tolls=tuple(
            msgspec.structs.replace(t, id=key(t.id), part_of=key(t.part_of) if t.part_of else None) for t in claim.tolls
        ),
    )
