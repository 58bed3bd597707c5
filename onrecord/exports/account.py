"""One event as a person reads it in a terminal: who says what in which words, who differs, what was decided."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from itertools import chain
from typing import Any

import msgspec

from onrecord import weigh
from onrecord.exports import words
from onrecord.exports.json import SEALED
from onrecord.knowledge.actors import Registry
from onrecord.model import Claim, Compared, Decision, Dossier, Glance, Logged, Toll, Voice

WIDTH = 110
VERDICTS = {
    "contradicts": "contradicts",
    "differs": "differs from",
    "supersedes": "supersedes",
    "contests_identity": "counts the same dead as others than",
}
FIELDS_SHOWN = 6
"""Features of a comparison that are shown, those that weigh most."""


def render(
    dossier: Dossier,
    log: Sequence[tuple[Logged, str | None]] = (),
    registry: Registry | None = None,
    denied: Sequence[Claim] = (),
) -> str:
    """The whole account, section by section. ``log`` are the store's entries about the event with what they say, ``denied`` what
    other reports say against it."""
    sections: Sequence[tuple[str, Iterable[str]]] = (
        ("", _head(dossier)),
        ("Sources", (_voice(voice) for voice in dossier.voices)),
        ("Claims", _claims(dossier)),
        ("Denied by", chain.from_iterable(map(_denial, denied))),
        ("Differences", _differences(dossier, registry)),
        ("Links", (f"{link.type.replace('_', ' ')} {link.event}" for link in dossier.event.links)),
        ("Why these reports are one event", chain.from_iterable(map(_compared, _inside(dossier)))),
        ("Decisions", (_decision(decision) for decision in dossier.decisions)),
        ("Log", (f"{entry.number}  {entry.at}  {_logged(entry, said)}" for entry, said in log)),
    )
    shown = ((title, list(lines)) for title, lines in sections)
    return "\n\n".join("\n".join([title, *lines] if title else lines) for title, lines in shown if lines) + "\n"


class _Said(msgspec.Struct, frozen=True):
    """What a log entry says of an event."""

    change: str | None = None
    because: tuple[str, ...] = ()
    into: str | None = None


def _logged(entry: Logged, said: str | None) -> str:
    """What happened, and because of which reports and decisions."""
    if entry.kind != "event" or not said:
        return entry.kind
    told = msgspec.json.decode(said, type=_Said)
    into = f" into {told.into}" if told.into else ""
    return f"{told.change}{into}{f', because of {words.listed(told.because)}' if told.because else ''}"


def plain(dossier: Dossier) -> dict[str, Any]:
    """The dossier as plain values, without what is sealed: names of victims and of sources who are not to be named."""
    value: dict[str, Any] = msgspec.to_builtins(dossier)
    for claim in (claim for telling in value["tellings"] for claim in telling["claims"]):
        for field in SEALED:
            claim.pop(field)
        if claim["source"]["anonymous"]:
            claim["source"] |= {"name": None, "entity": None}
    return value


def line(glance: Glance) -> tuple[str, ...]:
    """An event at a glance, cell by cell: id, days, kind, place, killed, claims and reports, state of review."""
    days = words.flat(glance.earliest or "—")
    if glance.latest and glance.latest != glance.earliest:
        days = f"{glance.earliest or '…'} – {glance.latest}"
    place = ", ".join(filter(None, (glance.place, glance.area if glance.area != glance.place else None))) or "—"
    return (
        glance.id, days, words.kind(glance.kind), place, _killed(glance),
        f"{glance.claims} in {glance.reports}", glance.review,
    )  # fmt: skip


COLUMNS = ("event", "days", "kind", "place", "killed", "claims in reports", "review")


def _killed(glance: Glance) -> str:
    low, high = glance.killed_low, glance.killed_high
    if low is None and high is None:
        return "—"
    told = str(low) if low == high else f"{low if low is not None else '…'}–{high if high is not None else '…'}"
    return f"{told} ≠" if glance.disputed else told


# --- sections --------------------------------------------------------------------------------------------------------


def _head(dossier: Dossier) -> Iterator[str]:
    event = dossier.event
    yield f"{words.kind(event.kind)}, {words.when(event.computed.when)}, {words.place(event.computed.place)}   {event.id}"
    who = words.actors(event.computed.actors)
    counting = sum(voice.corroborates for voice in dossier.voices)
    reports = _many(dossier.reports, "report")
    yield f"{who + '; ' if who else ''}{reports}, {counting} source{'s' * (counting != 1)} that count"
    yield f"review: {_review(dossier)}; on the record since {dossier.recorded_at}, last changed {dossier.changed_at}"
    if dossier.aliases:
        yield f"also {', '.join(dossier.aliases)}"


def _review(dossier: Dossier) -> str:
    review = dossier.review
    by = review.cleared_by or review.approved_by
    return review.state + (f" by {words.listed(name.removeprefix('person:') for name in by)}" if by else "")


def _many(items: Sized, noun: str) -> str:
    return f"{len(items)} {noun}{'s' * (len(items) != 1)}"


def _voice(voice: Voice) -> str:
    name = words.flat(voice.name) if voice.name else f"unnamed ({words.KINDS[voice.kind][1]})"
    kind = "" if not voice.name or voice.kind in ("outlet", "unattributed") else f" ({words.kind(voice.kind)})"
    weak = "" if voice.corroborates else "; no source of its own beside the named one"
    return f"  {name}{kind}: {_many(voice.claims, 'claim')} in {_many(voice.reports, 'report')}{weak}"


def _claims(dossier: Dossier) -> Iterator[str]:
    reports = {report.id: report for report in dossier.reports}
    for telling in dossier.tellings:
        report = reports.get(telling.report)
        title = f", {words.flat(report.title)}" if report and report.title else ""
        copy = f"; reprints {telling.origin}" if telling.origin else ""
        yield f"  {telling.publisher or 'no publisher'}, {telling.published or 'no date'}{title}   {telling.report}{copy}"
        shown = ""
        for claim in telling.claims:
            if claim.sentence.text != shown:
                shown = claim.sentence.text
                yield from _quoted(shown)
            yield f"      → {_claim(claim)}   {claim.id}"


def _quoted(sentence: str) -> list[str]:
    return textwrap.wrap(
        words.quoted(sentence), WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False
    )


def _claim(claim: Claim) -> str:
    tolls = "; ".join(words.toll(toll) for toll in claim.tolls)
    status = "" if claim.status == "happened" else f" ({claim.status})"
    recap = " (recalled)" if claim.recap else ""
    return f"{words.kind(claim.kind)}{status}{recap}{': ' + tolls if tolls else ''}, says {words.source(claim.source)}"


def _denial(claim: Claim) -> Iterator[str]:
    yield from _quoted(claim.sentence.text)
    what = f" the {words.kind(claim.denies)}" if claim.denies else ""
    yield f"      → {words.source(claim.source)} denies{what}   {claim.id}"


def _differences(dossier: Dossier, registry: Registry | None) -> Iterator[str]:
    told = {toll.id: (claim, toll) for claim in dossier.claims for toll in claim.tolls}
    lines: dict[str, None] = {}
    for standing in weigh.standings(dossier, registry):
        if standing.one in told and standing.two in told:
            one, two = _toll(*told[standing.one]), _toll(*told[standing.two])
            lines[f"  {one} {VERDICTS[standing.verdict]} {two}"] = None
    yield from lines


def _toll(claim: Claim, toll: Toll) -> str:
    return f"{words.toll(toll)} ({words.source(claim.source)})"


def _inside(dossier: Dossier) -> list[Compared]:
    own = {telling.id for telling in dossier.tellings}
    return [one for one in dossier.compared if one.one in own and one.two in own]


def _compared(one: Compared) -> Iterator[str]:
    yield f"  {one.score:.2f}  {one.one} and {one.two}, {one.verdict} by {one.by}: {_features(one.features)}"


def _features(features: Mapping[str, float]) -> str:
    strongest = sorted(features.items(), key=lambda item: (-abs(item[1]), item[0]))[:FIELDS_SHOWN]
    return ", ".join(f"{words.kind(name)}{'' if value == 1 else f' {value:g}'}" for name, value in strongest)


def _decision(decision: Decision) -> str:
    why = f": {words.flat(decision.why)}" if decision.why else ""
    undoes = f" of {decision.undoes}" if decision.undoes else ""
    stale = " (of the past: the report reads otherwise now)" if decision.stale else ""
    return (
        f"  {decision.at}  {decision.act}{undoes} by {decision.by.removeprefix('person:')}{why}{stale}   {decision.id}"
    )
