"""The gold form: whole reports with what a person read in them, and a coder's records flattened to the same form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord.model import Claim, Coded, Event, Holding, OnrecordError, Toll

HAPPENED = {"happened", "ongoing"}
BACKGROUND = "background"


class ActorName(msgspec.Struct, frozen=True):
    """An actor by its registry name, by the report's own words, or both; either may match."""

    name: str | None = None
    text: str | None = None


Actors = str | ActorName | tuple[str | ActorName, ...] | None


class GoldSource(msgspec.Struct, frozen=True):
    """Whom a toll is credited to."""

    name: str | None = None
    kind: str | None = None
    anonymous: bool | None = False


class GoldToll(msgspec.Struct, frozen=True):
    """So many (low..high) people of this group suffered this harm, on this source's word."""

    harm: str | None = None
    who: str | None = None
    low: int | None = None
    high: int | None = None
    source: GoldSource | None = None


class GoldControl(msgspec.Struct, frozen=True):
    """Who took the event's place, and from whom."""

    holder: Actors = None
    from_: Actors = msgspec.field(name="from", default=None)


class GoldEvent(msgspec.Struct, frozen=True):
    """One event of a report, flat. ``kind_alt`` and ``places`` are further answers that count as right."""

    kind: str
    kind_alt: tuple[str, ...] | None = None
    status: str | None = None
    place: str | None = None
    places: tuple[str, ...] | None = None
    lat: float | None = None
    lon: float | None = None
    date_earliest: str | None = None
    date_latest: str | None = None
    initiator: Actors = None
    target: Actors = None
    tolls: tuple[GoldToll, ...] | None = None
    control_change: GoldControl | None = None


class Statement(msgspec.Struct, frozen=True):
    """This actor is said to hold that place."""

    place: str
    holder: Actors = None


class Answer(msgspec.Struct, frozen=True):
    """What a report says: its events, and who is said to hold which place."""

    events: tuple[GoldEvent, ...] = ()
    control_statements: tuple[Statement, ...] | None = ()


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a gold file: a report with what a person read in it."""

    id: str
    text: str
    published: str | None = None
    title: str | None = None
    url: str | None = None
    events: tuple[GoldEvent, ...]
    control_statements: tuple[Statement, ...] | None = ()

    @property
    def answer(self) -> Answer:
        """What the person read, apart from the report."""
        return Answer(self.events, self.control_statements)


def read(path: Path) -> tuple[Gold, ...]:
    """The reports of a gold file, one JSON object a line, or of a folder of ``NAME.json`` beside ``NAME.txt``.

    Raises ``OnrecordError`` naming the line or file that cannot be read or has another form, and an id that comes twice.
    """
    golds: dict[str, Gold] = {}
    for where, row in _folder(path) if path.is_dir() else _lines(path):
        gold = _gold(where, row)
        if gold.id in golds:
            raise OnrecordError(f"{where}: id {gold.id!r} comes twice")
        golds[gold.id] = gold
    if not golds:
        raise OnrecordError(f"{path.name}: holds no reports")
    return tuple(golds.values())


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            yield f"{path.name}:{number}", _parsed(f"{path.name}:{number}", line)


def _folder(path: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(path.glob("*.json")):
        row, beside = _parsed(file.name, _text(file)), file.with_suffix(".txt")
        if isinstance(row, dict) and beside.exists():
            yield file.name, {"id": file.stem, **row, "text": _text(beside)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise OnrecordError(f"{path}: cannot be read ({problem})") from None


def _parsed(where: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.MsgspecError as problem:
        raise OnrecordError(f"{where}: {problem}") from None


def _gold(where: str, row: Any) -> Gold:
    try:
        return msgspec.convert(row, Gold)
    except msgspec.MsgspecError as problem:
        raise OnrecordError(f"{where}: {problem}") from None


def flat(coded: Coded) -> Answer:
    """A coded report in the gold form.

    Every event that is no mere summary of others is one flat event; so is what is planned, hypothetical, denied or only
    recalled (``background``), once for each kind, place and status.
    """
    claims = {claim.id: claim for claim in coded.claims}
    told = [event for event in coded.events if not any(link.type == "summarises" for link in event.links)]
    events = [_flat_event(event, [claims[name] for name in event.claims if name in claims]) for event in told]
    inside = {name for event in coded.events for name in event.claims}
    loose = [claim for claim in coded.claims if claim.id not in inside and claim.kind != "control"]
    return Answer((*events, *_loose_events(loose)), tuple(_statements(coded.control)))


def _flat_event(event: Event, claims: Sequence[Claim]) -> GoldEvent:
    place, when = event.computed.place, event.computed.when
    return GoldEvent(
        kind=event.kind,
        status=_event_status(claims),
        place=place.text if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        date_earliest=when.earliest if when else None,
        date_latest=when.latest if when else None,
        initiator=_names(event.computed.actors, "initiator") or _party(event.computed.actors, 0),
        target=_names(event.computed.actors, "target") or _party(event.computed.actors, 1),
        tolls=tuple(_tolls(claims)),
        control_change=next((change for claim in claims if (change := _change(claim))), None),
    )


def _event_status(claims: Sequence[Claim]) -> str:
    """Happened, unless every claim is a recap, or none speaks of it as over."""
    news = [claim for claim in claims if not claim.recap]
    if claims and not news:
        return BACKGROUND
    return "ongoing" if news and all(claim.status == "ongoing" for claim in news) else "happened"


def _loose_events(claims: Iterable[Claim]) -> Iterator[GoldEvent]:
    """Claims that make no event: one flat event for each status, kind and place."""
    groups: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        status = BACKGROUND if claim.recap and claim.status in HAPPENED else claim.status
        groups[status, claim.kind, claim.places[0].text.casefold() if claim.places else None].append(claim)
    for (status, _, _), members in groups.items():
        yield msgspec.structs.replace(_claim_event(members[0], members), status=status)


def _claim_event(claim: Claim, members: Sequence[Claim]) -> GoldEvent:
    place, when = (claim.places[0] if claim.places else None), claim.when
    return GoldEvent(
        kind=claim.kind,
        place=place.text if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        date_earliest=when.earliest if when else None,
        date_latest=when.latest if when else None,
        initiator=_names(claim.actors, "initiator") or _party(claim.actors, 0),
        target=_names(claim.actors, "target") or _party(claim.actors, 1),
        tolls=tuple(_tolls(members)),
        control_change=_change(claim),
    )


def _names(actors: Sequence[Any], role: str) -> Actors:
    return tuple(ActorName(actor.name, actor.text) for actor in actors if actor.role == role) or None


def _party(actors: Sequence[Any], index: int) -> Actors:
    """In a clash without attacker the first side named stands for the initiator, the second for the target."""
    parties = [ActorName(actor.name, actor.text) for actor in actors if actor.role == "party"]
    return parties[index] if index < len(parties) else None


def _change(claim: Claim) -> GoldControl | None:
    control = claim.control
    if not control or not control.change:
        return None
    holder, loser = control.holder, control.from_
    return GoldControl(holder.name if holder else None, loser.name if loser else None)


def _tolls(claims: Iterable[Claim]) -> Iterator[GoldToll]:
    """The tolls of some claims, equal ones of one source once."""
    seen = set()
    for claim in claims:
        source = GoldSource(claim.source.name, claim.source.kind, claim.source.anonymous)
        for toll in claim.tolls:
            flat_toll = GoldToll(toll.harm, toll.who, toll.low, toll.high, source)
            if (flat_toll, _phrase(toll)) not in seen:
                seen.add((flat_toll, _phrase(toll)))
                yield flat_toll


def _phrase(toll: Toll) -> str:
    """What tells two tolls without number apart ("dozens of soldiers", "several women")."""
    return "" if toll.low is not None or toll.high is not None else toll.text.casefold()


def _statements(control: Iterable[Holding]) -> Iterator[Statement]:
    """Who holds which place; changes of hands are events and stand there."""
    seen = set()
    for row in control:
        if row.holder and row.state == "holds" and row.change is None:
            statement = Statement(row.place.text, row.holder.name)
            if statement not in seen:
                seen.add(statement)
                yield statement
