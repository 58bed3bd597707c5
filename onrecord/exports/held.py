"""Who holds what as a person reads it in a terminal: places on a day, and the history of one with the claims behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from onrecord.control import Standing, Stretch, Timeline
from onrecord.exports import words
from onrecord.model import Claim, Report

FOOTINGS = {
    "attested": "",
    "claimed": "claimed, nobody else confirms it",
    "refuted": "claimed, others say it is wrong",
    "disputed": "each side claims it",
}
BASES = {
    "taker": "the holder's own word",
    "loser_concedes": "the loser concedes it",
    "third_party": "a third party",
    "outlet": "the outlet",
    "assessed": "assessed",
}
COLUMNS = ("place", "held by", "since", "last attested", "on whose word", "how sure")


def on_day(standing: Standing) -> tuple[str, ...]:
    """One place on a day, cell by cell."""
    stretch = standing.stretch
    return (
        place(standing.timeline),
        _holders(stretch),
        _span(stretch.from_earliest, stretch.from_latest) or "—",
        _attested(standing),
        words.listed(BASES[basis] for basis in stretch.bases),
        _sure(standing),
    )


def _attested(standing: Standing) -> str:
    if standing.stretch.attested is None:
        return "no day told"
    age = f" ({standing.age} day{'s' * (standing.age != 1)} before)" if standing.age else ""
    return standing.stretch.attested + age


def _sure(standing: Standing) -> str:
    footing = FOOTINGS[standing.stretch.footing]
    before = f"; before that {_holders(standing.before)}" if standing.before else ""
    if footing:
        return footing + before
    return "attested for that day" if standing.sure else "not attested for that day"


def history(timeline: Timeline, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> str:
    """One place's stretches in order of time, each with the sentences that it rests on and who says so."""
    lines = [f"{place(timeline)}   {timeline.key}"]
    for stretch in timeline.stretches:
        lines.append(_stretch(stretch))
        lines.extend(_behind(stretch.claims, claims, reports))
    return "\n".join(lines) + "\n"


def place(timeline: Timeline) -> str:
    """The place and what it was tied to; a part or the surroundings of a place say so."""
    meant = timeline.place if timeline.lane == "part" else msgspec.structs.replace(timeline.place, part=None)
    return f"{words.place(meant)} [{words.located(timeline.place)}]"


def _stretch(stretch: Stretch) -> str:
    began = _span(stretch.from_earliest, stretch.from_latest) or "?"
    ended = _span(stretch.to_earliest, stretch.to_latest)
    until = f" until {ended}" if ended else ""
    footing = FOOTINGS[stretch.footing]
    attested = f"; last attested {stretch.attested}" if stretch.attested else ""
    bases = words.listed(BASES[basis] for basis in stretch.bases)
    return f"  since {began}{until}: {_holders(stretch)}; {bases}{'; ' + footing if footing else ''}{attested}"


def _holders(stretch: Stretch) -> str:
    names = words.listed(words.named(holder) for holder in stretch.holders)
    if stretch.state == "contested":
        return f"contested{' by ' + names if names else ''}"
    if stretch.state == "holds":
        return (f"{stretch.part} of it: " if stretch.part in {"most", "some"} else "") + (names or words.NOBODY)
    return f"{words.STATES[stretch.state]}{', ' + names if names else ''}"


def _span(earliest: str | None, latest: str | None) -> str:
    if earliest is None and latest is None:
        return ""
    if earliest == latest:
        return earliest or ""
    return f"{earliest or '…'} – {latest or '…'}"


def _behind(ids: Iterable[str], claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> Iterator[str]:
    for id_ in ids:
        claim = claims.get(id_)
        if claim is None:
            continue
        report = reports.get(claim.report)
        outlet = f"{report.publisher or 'no publisher'}, {report.published or 'no date'}" if report else claim.report
        yield f"      {words.quoted(claim.sentence.text)} {words.source(claim.source)} ({outlet})   {claim.id}"
