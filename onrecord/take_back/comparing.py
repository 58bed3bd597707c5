"""Our events beside somebody else's rows: matched, only theirs, only ours, and the fields that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from onrecord import weigh
from onrecord.exports import words
from onrecord.exports.parties import parties, said_by
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.gazetteer import kilometres
from onrecord.knowledge.spelling import fold, likeness
from onrecord.model import Claim, Dossier, Record, Selection
from onrecord.store import Store
from onrecord.take_back.foreign import Foreign, Map
from onrecord.weigh import PolicyName, Weighed

DAYS = 1
"""Days between the two that may still be one event: late reports and events over midnight."""
NEAR = 10.0
"""Kilometres between two named places that may still be one: a village and its outskirts."""
AREA = 120.0
"""Kilometres where either side only gives an area: half the width of a large governorate."""
ENOUGH = 1.4
"""Points from which two are one event: the same day and place are 2, another day or place has to be made up for by sides or numbers."""
ALIKE = 0.85
"""Likeness of two spellings of a place's name from which on they count as one."""

DEADLY = frozenset({
    "battle", "capture", "siege", "air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "chemical_attack", "attack_on_civilians", "sexual_violence",
    "torture", "looting", "protest_repressed", "riot", "mob_violence", "disrupted_attack", "other",
})  # fmt: skip
"""Kinds of event in which people may have died without our reports saying so: no release of prisoners is matched with a row of dead."""


class Words(Record, frozen=True, kw_only=True):
    """The words behind one of our events: a sentence of a report, who says so, and where to read it."""

    claim: str
    sentence: str
    said_by: str
    report: str
    url: str | None


class Ours(Record, frozen=True, kw_only=True):
    """One of our events as it is compared."""

    id: str
    kind: str
    first: str | None
    last: str | None
    place: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    coarse: bool
    sides: tuple[str, ...]
    killed: int | None
    killed_low: int | None
    killed_high: int | None
    words: tuple[Words, ...]


class Difference(Record, frozen=True, kw_only=True):
    """This field differs."""

    field: str
    ours: str
    theirs: str


class Match(Record, frozen=True, kw_only=True):
    """Our event and their row are taken for one, with so many points; ``differences`` are the fields that differ."""

    ours: Ours
    theirs: Foreign
    points: float
    differences: tuple[Difference, ...]


class Comparison(Record, frozen=True, kw_only=True):
    """Our events of a selection beside a data set."""

    dataset: str
    policy: str
    matched: tuple[Match, ...]
    only_theirs: tuple[Foreign, ...]
    only_ours: tuple[Ours, ...]


def compare(
    store: Store, dataset: str, theirs: Sequence[Foreign], meaning: Map, registry: Registry, selection: Selection
) -> Comparison:
    """Match events and rows one to one, the surest pairs first.

    Of theirs, rows outside the days of the selection are left out, so that both sides speak of one time.
    """
    within = [row for row in theirs if _within(row, selection)]
    ours = [_ours(dossier, meaning.policy, registry) for dossier in store.dossiers(selection)]
    pairs = sorted(_pairs(ours, within), key=lambda pair: (-pair[0], pair[1], pair[2]))
    one: dict[int, int] = {}
    taken: set[int] = set()
    points: dict[int, float] = {}
    for score, mine, other in pairs:
        if mine not in one and other not in taken:
            one[mine], points[mine] = other, score
            taken.add(other)
    return Comparison(
        dataset=dataset,
        policy=meaning.policy,
        matched=tuple(
            Match(ours=ours[m], theirs=within[t], points=points[m], differences=tuple(differences(ours[m], within[t])))
            for m, t in sorted(one.items())
        ),
        only_theirs=tuple(row for number, row in enumerate(within) if number not in taken),
        only_ours=tuple(event for number, event in enumerate(ours) if number not in one),
    )


def _within(row: Foreign, selection: Selection) -> bool:
    if row.first is None or row.last is None:
        return not (selection.since or selection.until)
    return (selection.since or row.last) <= row.last and row.first <= (selection.until or row.first)


def _ours(dossier: Dossier, policy: str, registry: Registry) -> Ours:
    weighed = weigh.weighed(dossier, cast(PolicyName, policy), registry)
    place = weighed.place.value if weighed.place else None
    when = weighed.when.value if weighed.when else None
    killed = weighed.figure("killed")
    sides = parties(dossier, weighed, registry)
    return Ours(
        id=dossier.event.id,
        kind=weighed.kind.value,
        first=when.earliest if when else None,
        last=when.latest if when else None,
        place=(place.name or place.text) if place else None,
        admin1=next((unit.name for unit in place.admin if unit.level == 1), None) if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        coarse=place is None or place.precision not in {"site", "settlement"},
        sides=tuple(party.name for party in (*sides.first, *sides.second)),
        killed=_best(weighed),
        killed_low=killed.low if killed else None,
        killed_high=killed.high if killed else None,
        words=tuple(_words(claim, dossier) for claim in dossier.claims),
    )


def _best(weighed: Weighed) -> int | None:
    return sum(share.best for share in weighed.shares) if weighed.shares else weighed.killed


def _words(claim: Claim, dossier: Dossier) -> Words:
    report = next((report for report in dossier.reports if report.id == claim.report), None)
    return Words(
        claim=claim.id,
        sentence=words.flat(claim.sentence.text),
        said_by=said_by(claim.source, report.publisher if report else None),
        report=claim.report,
        url=report.url if report else None,
    )


# --- matching -----------------------------------------------------------------------------------------------------------


def _pairs(ours: Sequence[Ours], theirs: Sequence[Foreign]) -> Iterator[tuple[float, int, int]]:
    """Pairs that may be one, with their points; found by day, so that nobody compares everything with everything."""
    by_day: dict[dt.date, list[int]] = {}
    for number, row in enumerate(theirs):
        for day in _days(row.first, row.last):
            by_day.setdefault(day, []).append(number)
    for mine, event in enumerate(ours):
        for other in sorted({number for day in _days(event.first, event.last) for number in by_day.get(day, ())}):
            score = points(event, theirs[other])
            if score is not None and score >= ENOUGH:
                yield score, mine, other


def _days(first: str | None, last: str | None) -> Iterable[dt.date]:
    """The days of an interval and those just around it; at most a month of them."""
    if first is None or last is None:
        return ()
    one, two = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    length = min((two - one).days, 31)
    return [one + dt.timedelta(days=number) for number in range(-DAYS, length + 1 + DAYS)]


def points(ours: Ours, theirs: Foreign) -> float | None:
    """How much speaks for one event; None where places are too far apart, or only they tell of dead where nobody can have died."""
    where = _near(ours, theirs)
    if where is None or (theirs.killed and not ours.killed and ours.kind not in DEADLY):
        return None
    same = (ours.first, ours.last) == (theirs.first, theirs.last)
    when = 1.0 if same else 0.75 if _gap(ours, theirs) == 0 else 0.5
    who = 0.5 * _shared(ours.sides, theirs.sides)
    return where + when + who + (0.25 if _numbers_meet(ours, theirs) else 0.0)


def _near(ours: Ours, theirs: Foreign) -> float | None:
    """1 for one point, a little less with every kilometre, 0.5 for areas that may be one; None for places apart."""
    far = _far(ours, theirs)
    if far is None:
        named = ours.place and theirs.place and likeness(fold(ours.place), fold(theirs.place)) >= ALIKE
        return 1.0 if named else None
    if far <= NEAR:
        return 1.0 - 0.3 * far / NEAR
    return 0.5 if (ours.coarse or theirs.coarse) and far <= AREA else None


def _far(ours: Ours, theirs: Foreign) -> float | None:
    """Kilometres between the two; None where either has no coordinates."""
    if ours.lat is None or ours.lon is None or theirs.lat is None or theirs.lon is None:
        return None
    return kilometres((ours.lat, ours.lon), (theirs.lat, theirs.lon))


def _gap(ours: Ours, theirs: Foreign) -> int:
    """Days between two intervals; 0 where they touch."""
    assert ours.first and ours.last and theirs.first and theirs.last
    return 0 if ours.first <= theirs.last and theirs.first <= ours.last else 1


PLAIN = {"islamic state": "is", "syrian": "syria", "isis": "is", "isil": "is"}
FILLERS = frozenset({"of", "the", "military", "forces", "government", "and", "group"})


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> float:
    """The share of their sides that some of ours may be: a word in common that says who it is."""
    mine = set().union(*(_tokens(name) for name in ours)) if ours else set()
    others = [_tokens(name) for name in theirs]
    return sum(bool(tokens & mine) for tokens in others) / len(others) if others else 0.0


def _tokens(name: str) -> set[str]:
    plain = fold(name)
    for old, new in PLAIN.items():
        plain = plain.replace(old, new)
    return {word for word in plain.replace("(", " ").replace(")", " ").split() if word not in FILLERS}


def _numbers_meet(ours: Ours, theirs: Foreign) -> bool:
    if ours.killed is None or theirs.killed is None or theirs.killed == 0:
        return False
    low = min(filter(None, (ours.killed_low, ours.killed)), default=ours.killed)
    high = max(filter(None, (ours.killed_high, ours.killed)), default=ours.killed)
    return low <= theirs.killed <= high


# --- differing ----------------------------------------------------------------------------------------------------------


def differences(ours: Ours, theirs: Foreign) -> Iterator[Difference]:
    """The fields that differ between an event and the row it is matched with."""
    if (ours.first, ours.last) != (theirs.first, theirs.last):
        yield Difference(field="days", ours=_span(ours.first, ours.last), theirs=_span(theirs.first, theirs.last))
    far = _far(ours, theirs)
    if ours.place and theirs.place and far is not None and far > NEAR:
        yield Difference(field="place", ours=ours.place, theirs=theirs.place)
    if theirs.sides and _shared(ours.sides, theirs.sides) < 1:
        yield Difference(field="sides", ours="; ".join(ours.sides) or "—", theirs="; ".join(theirs.sides))
    numbers = (
        ("killed", ours.killed, theirs.killed),
        ("killed, lowest", ours.killed_low, theirs.killed_low),
        ("killed, highest", ours.killed_high, theirs.killed_high),
    )
    for field, mine, other in numbers:
        if other is not None and (mine or 0) != other:
            yield Difference(field=field, ours="—" if mine is None else str(mine), theirs=str(other))


def _span(first: str | None, last: str | None) -> str:
    return "—" if first is None else first if first == last else f"{first} – {last or '…'}"
