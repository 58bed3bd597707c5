"""Whom the report credits for a claim: the innermost attribution whose content holds the claim's trigger."""

from __future__ import annotations

import msgspec

from onrecord.coders.rules.reading import Reading
from onrecord.language.quotations import Attribution, Speaker
from onrecord.model import Source, Via

OUTLET = Source(kind="outlet")


class Credit(msgspec.Struct, frozen=True):
    """The source of one claim with the attribution that gave it (None for the outlet's own voice)."""

    source: Source
    attribution: Attribution | None
    rule: str


def credit(reading: Reading, start: int) -> Credit:
    """The source of what stands at this character of the text."""
    holding = [a for a in reading.attributions if a.source is not None and _testifies(a) and _covers(a, start)]
    if not holding:
        return Credit(OUTLET, None, "source.outlet")
    inner = min(holding, key=lambda a: (_length(a, start), a.content))
    outer = [
        a
        for a in holding
        if a is not inner
        and a.source is not None
        and inner.source is not None
        and a.source.speaker != inner.source.speaker
    ]
    outer.sort(key=lambda a: -_length(a, start))
    assert inner.source is not None
    via = [_via(speaker) for speaker in [*(a.source for a in outer if a.source), *inner.via]]
    return Credit(_source(inner.source, inner, tuple(dict.fromkeys(via))), inner, f"source.{inner.rule}")


def _testifies(attribution: Attribution) -> bool:
    """Words spoken or written bear witness; wishes, beliefs and what somebody would not say do not."""
    return attribution.act == "speech" and attribution.force != "withholds"


def _covers(attribution: Attribution, start: int) -> bool:
    return any(first <= start < last for first, last in attribution.content)


def _length(attribution: Attribution, start: int) -> int:
    return min(last - first for first, last in attribution.content if first <= start < last)


def _source(speaker: Speaker, attribution: Attribution, via: tuple[Via, ...]) -> Source:
    return Source(
        kind=speaker.kind,
        text=speaker.text,
        start=speaker.start,
        end=speaker.end,
        name=None if speaker.anonymous else speaker.name,
        affiliation=speaker.affiliation,
        anonymous=speaker.anonymous,
        quote=attribution.quote,
        via=via,
    )


def _via(speaker: Speaker) -> Via:
    return Via(
        text=speaker.text,
        start=speaker.start,
        end=speaker.end,
        name=None if speaker.anonymous else speaker.name,
        kind=speaker.kind,
    )
