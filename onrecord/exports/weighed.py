"""A weighed event as a person reads it in a terminal: each value, what it rests on, what became of every toll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from onrecord.exports import words
from onrecord.model import Claim, Dossier
from onrecord.weigh import Figure, Reading, Share, Weighed, policy

USES = {
    "counts": "counts",
    "part": "part of a total",
    "repeated": "says it again",
    "superseded": "superseded",
    "running_total": "a running total, not of this event",
    "part_of_the_incident": "one place or hour of it",
    "no_number": "no number",
    "vague": "a phrase that a figure fills",
    "not_persons": "no count of people",
    "not_told": "not told as a fact",
}
STANDINGS = {
    "contradicts": "contradicts",
    "differs": "differs from",
    "supersedes": "supersedes",
    "contests_identity": "counts the same people as",
}


def render(weighed: Weighed, dossier: Dossier) -> str:
    """The whole result, section by section."""
    claims = {claim.id: claim for claim in dossier.claims}
    sections: Sequence[tuple[str, Iterable[str]]] = (
        ("", _head(weighed)),
        ("Numbers", (_figure(figure, claims) for figure in weighed.figures)),
        ("Dead by side", map(_share, weighed.shares)),
        ("Grade", _grade(weighed)),
        ("Every toll", (_reading(reading, claims) for reading in weighed.readings)),
        ("Who differs", _standings(weighed, claims)),
        ("Look at", (f"  {flag}" for flag in weighed.flags)),
    )
    shown = ((title, list(lines)) for title, lines in sections)
    return "\n\n".join("\n".join([title, *lines] if title else lines) for title, lines in shown if lines) + "\n"


def _head(weighed: Weighed) -> Iterator[str]:
    when = weighed.when.value.words if weighed.when else None
    place = weighed.place.value if weighed.place else None
    yield f"{words.kind(weighed.kind.value)}, {words.when(when)}, {words.place(place)}   {weighed.event}"
    yield f"policy {weighed.policy}: {policy(weighed.policy).reference}"


def _figure(figure: Figure, claims: Mapping[str, Claim]) -> str:
    value = "?" if figure.value is None else f"{figure.value:,}"
    sources = words.listed(dict.fromkeys(words.source(claims[c].source) for c in figure.claims if c in claims))
    who = "" if figure.group == "all" else f" {words.kind(figure.group)}"
    rests = f"{figure.rule}; {'corroborated' if figure.corroborated else 'not corroborated'}"
    return f"  {value}{who} {figure.harm} ({_range(figure)}), by {sources}   {rests}"


def _range(figure: Figure) -> str:
    low = "?" if figure.low is None else f"{figure.low:,}"
    high = "?" if figure.high is None else f"{figure.high:,}"
    return f"{low}–{high}{' or more' if figure.open_above else ''}"


def _share(share: Share) -> str:
    kind = "type not decided" if share.violence is None else f"type {share.violence}"
    sides = " and ".join(words.named(side) for side in (share.side_a, share.side_b) if side is not None)
    parts = (
        f"a {share.deaths_a}, b {share.deaths_b}, civilians {share.deaths_civilians}, unknown {share.deaths_unknown}"
    )
    sure = "" if share.decided else "; a guess"
    return (
        f"  {kind}{': ' + sides if sides else ''}: {share.low}/{share.best}/{share.high} ({parts}); {share.why}{sure}"
    )


def _grade(weighed: Weighed) -> Iterator[str]:
    if weighed.graded is not None:
        yield f"  {weighed.graded.grade or 'none'}: {weighed.graded.why}"


def _reading(reading: Reading, claims: Mapping[str, Claim]) -> str:
    claim = claims.get(reading.claim)
    said = f", said by {reading.said}" if reading.said else ""
    source = f" ({words.source(claim.source)}{said})" if claim else ""
    text = words.flat(reading.text)
    return f"  {words.quoted(text)} {reading.harm}{source}: {USES[reading.use]}"


def _standings(weighed: Weighed, claims: Mapping[str, Claim]) -> Iterator[str]:
    told = {reading.toll: reading for reading in weighed.readings}
    lines = (
        f"  {_side(told[s.one], claims)} {STANDINGS[s.verdict]} {_side(told[s.two], claims)}" for s in weighed.standings
    )
    yield from dict.fromkeys(lines)


def _side(reading: Reading, claims: Mapping[str, Claim]) -> str:
    claim = claims.get(reading.claim)
    source = f" ({words.source(claim.source)})" if claim else ""
    return f"{words.quoted(words.flat(reading.text))}{source}"
