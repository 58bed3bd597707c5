"""Events as items of the brief: who gives which number, what became of it, and how sure it all is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from onrecord.exports import words
from onrecord.exports.brief import phrases
from onrecord.exports.brief.records import Account, Change, Denial, Item, Versus
from onrecord.exports.flat.rows import uncertainty
from onrecord.exports.parties import said_by
from onrecord.exports.told import Told
from onrecord.knowledge.spelling import fold
from onrecord.model import Claim, Place, Report, Toll
from onrecord.weigh.records import Reading

HAPPENED = {"happened", "ongoing"}
NOTES = {
    "part": "included in its larger number",
    "running_total": "a running total, not this event alone",
    "part_of_the_incident": "one part of the event",
    "no_number": "no number given",
    "not_persons": "counts no people",
    "denied": "denied",
}


def item(told: Told, number: int) -> Item:
    """One event. ``number`` is the one it goes by in text and map."""
    first, last = told.days
    place, killed = told.place, told.weighed.figure("killed")
    quoted = next(((claim, report) for claim, report in _quotable(told)), None)
    return Item(
        number=number,
        id=told.id,
        headline=told.kind[:1].upper() + told.kind[1:],
        where=phrases.place(place),
        caveat=phrases.caveat(place),
        day=first if first == last else None,
        days=phrases.span(first, last) if first or last else "day not known",
        who=_who(told),
        sure=phrases.sureness(told.weighed, told.dossier.voices),
        basis=phrases.basis(told),
        killed=phrases.figure(killed),
        accounts=tuple(accounts(told, deaths=True)),
        others=tuple(accounts(told, deaths=False)),
        tellers=tuple(_bare(told)),
        quote=words.flat(quoted[0].sentence.text) if quoted else "",
        quote_from=quoted[1] if quoted else "",
        disputes=told.dispute,
        remarks=told.remarks,
        fresh="updated" if any(reading.use == "superseded" for reading in told.weighed.readings) else "",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        radius=uncertainty(place),
        coarse=bool(place and place.precision in {"admin1", "country"}),
        dead=killed.high if killed and killed.high is not None else killed.low if killed else None,
    )


def _who(told: Told) -> str:
    sides = [words.listed(party.cell for party in side) for side in (told.parties.first, told.parties.second)]
    acting, struck = sides
    if acting and struck:
        return f"{acting} {words.ARROW} {struck}"
    return acting or (f"against {struck}" if struck else "")


def _quotable(told: Told) -> Iterator[tuple[Claim, str]]:
    """Claims whose words may be shown, those that the kind rests on first."""
    lead = set(told.weighed.kind.claims)
    for claim in sorted(told.dossier.claims, key=lambda one: one.id not in lead):
        if claim.sentence.text and claim.status in HAPPENED:
            yield claim, printed(told, claim)


def printed(told: Told, claim: Claim) -> str:
    """Outlet and day of a claim's report."""
    report = told.reports.get(claim.report)
    known = (report.publisher, phrases.short_day(report.published)) if report else ()
    return ", ".join(filter(None, known)) or "outlet not shown"


# --- accounts --------------------------------------------------------------------------------------------------------


def accounts(told: Told, *, deaths: bool) -> list[Account]:
    """Who gives which number: of people killed, or of everybody else harmed. The same words of one source stand once."""
    readings = {reading.toll: reading for reading in told.weighed.readings}
    merged: dict[tuple[str, str], Account] = {}
    for claim, toll in told.tolls():
        reading = readings.get(toll.id)
        if reading is None or (toll.harm == "killed") != deaths:
            continue
        new = _account(told, claim, toll, reading, readings)
        old = merged.get((new.who, new.what))
        merged[new.who, new.what] = _joined(old, new) if old else new
    return sorted(merged.values(), key=_order)


def _account(told: Told, claim: Claim, toll: Toll, reading: Reading, readings: dict[str, Reading]) -> Account:
    report = told.reports.get(claim.report)
    within = "of these " if toll.part_of else ""
    by = readings.get(reading.by or "")
    note = NOTES.get(reading.use, "")
    if reading.use == "superseded":
        note = f"later {phrases.number(by.low, by.high) or 'another number'} by the same source" if by else "superseded"
    return Account(
        who=told.said_by(claim),
        what=within + phrases.toll(toll),
        printed=printed(told, claim),
        low=reading.low,
        high=reading.high,
        note=note,
        counts=reading.use in {"counts", "repeated"},
        url=_safe(report.url) if report else None,
    )


def _safe(url: str | None) -> str | None:
    """An address that a page may lead to; others (``javascript:``) lead nowhere."""
    return url if url and url.startswith(("http://", "https://")) else None


def _joined(one: Account, two: Account) -> Account:
    both = dict.fromkeys([*one.printed.split("; "), two.printed])
    kept = two if two.counts and not one.counts else one
    return msgspec.structs.replace(kept, printed="; ".join(both), url=one.url or two.url)


def _order(account: Account) -> tuple[bool, bool, int]:
    return (not account.counts, account.low is None and account.high is None, -(account.high or account.low or 0))


def _bare(told: Told) -> Iterator[Account]:
    """Those who tell of the event without any number, each once."""
    if any(True for _ in told.tolls()):
        return
    seen: set[str] = set()
    for claim in told.dossier.claims:
        if (who := told.said_by(claim)) not in seen:
            seen.add(who)
            what = "denies it" if claim.status == "denied" else ""
            yield Account(who=who, what=what, printed=printed(told, claim))


# --- what cannot all be true -----------------------------------------------------------------------------------------


def versus(told: Told, number: int) -> Versus | None:
    """The accounts of an event that exclude each other, and denials beside what they deny; null where there are none."""
    claims = {claim.id: claim for claim in told.dossier.claims}
    tolls = {toll.id: toll for _, toll in told.tolls()}
    sides: dict[str, tuple[str, str, str]] = {}
    verdicts = set()
    for standing in told.weighed.standings:
        if standing.verdict in phrases.CONTRADICTING:
            verdicts.add(standing.verdict)
            for claim_id, toll_id in ((standing.one_claim, standing.one), (standing.two_claim, standing.two)):
                claim = claims[claim_id]
                said = (told.said_by(claim), phrases.toll(tolls[toll_id]), printed(told, claim))
                sides.setdefault("|".join(said[:2]), said)
    denials = [claim for claim in told.dossier.claims if claim.status == "denied"]
    for claim in denials:
        said = (told.said_by(claim), f"denies {_denied(claim)}", printed(told, claim))
        sides.setdefault("|".join(said[:2]), said)
    if not sides:
        return None
    if not verdicts:
        sides = {**_asserted(told), **sides}
    about = (
        "who the dead were" if "contests_identity" in verdicts else "how many" if verdicts else "whether it happened so"
    )
    place = f"{item_title(told)}"
    return Versus(number=number, headline=place, about=about, sides=tuple(sides.values()))


def item_title(told: Told) -> str:
    """Kind and place in one line."""
    return f"{told.kind[:1].upper()}{told.kind[1:]}, {phrases.place(told.place)}"


def _denied(claim: Claim) -> str:
    return {
        "event": "that it happened",
        "number": "the number",
        "victim_identity": "who the victims were",
        "responsibility": "having done it",
        "place": "the place",
        "date": "the day",
        "intent": "the intent",
        None: "it",
    }[claim.denies]


def denials(said: Iterable[tuple[Claim, Report]]) -> Iterator[Denial]:
    """Denials that stand by themselves, each once; claims and their reports, in the order given."""
    seen: set[tuple[str, str]] = set()
    for claim, report in said:
        who, quote = said_by(claim.source, report.publisher), words.flat(claim.sentence.text)
        if (who, quote) not in seen:
            seen.add((who, quote))
            where = f" at {phrases.place(claim.places[0])}" if claim.places else ""
            yield Denial(
                who=who,
                what=f"denies {_denied(claim)}: {words.kind(claim.kind)}{where}",
                quote=quote,
                printed=", ".join(filter(None, (report.publisher, phrases.short_day(report.published)))),
            )


def _asserted(told: Told) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for claim in told.dossier.claims:
        if claim.status in HAPPENED:
            said = (told.said_by(claim), f"says it happened: {told.kind}", printed(told, claim))
            found.setdefault(said[0], said)
    return found


# --- what changed hands ----------------------------------------------------------------------------------------------


def changes(told: Told, number: int) -> list[Change]:
    """Places that changed hands in this event, each with everybody who says so and on what basis."""
    found: dict[tuple[str, bool], list[tuple[Claim, Place]]] = {}
    for claim in told.dossier.claims:
        control = claim.control
        if control and control.change and claim.status in HAPPENED and not claim.recap:
            for place in claim.places:
                key = (fold(phrases.spoken(place)), control.change == "withdrew")
                found.setdefault(key, []).append((claim, place))
    return [_change(told, number, said) for said in found.values()]


def _change(told: Told, number: int, said: Sequence[tuple[Claim, Place]]) -> Change:
    first, last = told.days
    controls = [claim.control for claim, _ in said if claim.control]
    holders = dict.fromkeys(words.flat(one.holder.name) for one in controls if one.holder)
    losers = dict.fromkeys(words.flat(one.from_.name) for one in controls if one.from_)
    voices = dict.fromkeys(f"{told.said_by(claim)} ({printed(told, claim)})" for claim, _ in said)
    return Change(
        number=number,
        place=phrases.place(max((place for _, place in said), key=lambda place: place.lat is not None)),
        when=phrases.span(first, last) if first or last else "day not known",
        deed=" / ".join(dict.fromkeys(phrases.VERBS[one.change] for one in controls if one.change)),
        to=" / ".join(holders) or "not told",
        from_=" / ".join(losers) or "not told",
        basis="; ".join(dict.fromkeys(phrases.BASIS[one.basis] for one in controls)),
        said=tuple(voices),
    )
