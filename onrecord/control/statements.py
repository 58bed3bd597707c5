"""Claims of holding and taking -> dated statements, one a place, and which of them speak of one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from onrecord.control.holdings import holdings
from onrecord.control.records import Statement
from onrecord.knowledge.spelling import fold
from onrecord.language.place_words import words
from onrecord.model import Claim, Holding, Place

ASIDE = {"near", "countryside", "along", "between"}
"""Relations that put a statement beside the place: it says nothing about the place itself."""
PARTIAL = {"some", "outskirts"}
ARTICLES = {"the", "of"}
SETTLED = {"settlement", "neighbourhood", "country", "admin1", "admin2", "admin3"}
"""Kinds of place that people live in: their nouns may stand beside the name or not."""
HYPHENS = {"-", "\u2010", "\u2011"}
"""Hyphen, also those of Unicode that break no line."""


def statements(claims: Iterable[Claim], published: Mapping[str, str | None]) -> tuple[Statement, ...]:
    """What claims say of who holds what, in the order of the claims. ``published`` gives the day of each report.

    A state without a day holds on the day on which it was said; a change without one came by then.
    """
    found: list[Statement] = []
    for claim in claims:
        day = _said(claim, published.get(claim.report))
        found.extend(_statement(row, claim, day) for row in holdings([claim]) if not _of_country(row))
    return tuple(found)


def _said(claim: Claim, published: str | None) -> str | None:
    stated = claim.said.latest if claim.said is not None else None
    return min(stated, published) if stated and published else stated or published


def _statement(row: Holding, claim: Claim, said: str | None) -> Statement:
    earliest, latest = (row.when.earliest, row.when.latest) if row.when is not None else (None, None)
    if earliest is None and latest is None:
        earliest, latest = (said if row.change is None else None), said
    return Statement(
        claim=claim.id, report=claim.report, place=row.place, state=row.state, change=row.change, holder=row.holder,
        lost_by=row.from_, basis=row.basis, earliest=earliest, latest=latest, order=claim.trigger.start,
        passing=(row.when is None or row.when.precision == "unresolved") and _attributive(claim),
    )  # fmt: skip


def _of_country(row: Holding) -> bool:
    """Whether troops left a country: that tells of the troops, not of who holds any place in it."""
    return row.change == "withdrew" and row.place.precision == "country"


def _attributive(claim: Claim) -> bool:
    """Whether the claim is a word before a noun: "the government-held town"."""
    at = claim.trigger.start - claim.sentence.start
    return at > 0 and claim.sentence.text[at - 1 : at] in HYPHENS


# --- one place or two? -----------------------------------------------------------------------------------------------


def by_place(said: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Statements by the place they speak of: gazetteer id, else name and container; each part and relation for itself."""
    every = list(said)
    known = {name: s.place.id for s in every if s.place.id for name in _names(s.place)}
    found: dict[str, list[Statement]] = defaultdict(list)
    for one in every:
        found[_key(one, known)].append(one)
    return found


def _key(said: Statement, known: Mapping[tuple[tuple[str, ...], str], str]) -> str:
    place = said.place
    same = place.id or next((known[name] for name in _names(place) if name in known), None)
    name = same or _described(said)
    aside = f"/{place.relation}" if place.relation in ASIDE else ""
    return name + aside + (f"/{place.part}" if place.part in PARTIAL else "")


def _described(said: Statement) -> str:
    """A place that no gazetteer knows, by name and container; one without either is told apart by its report."""
    place = said.place
    name, container = " ".join(plain(place.text)), _container(place)
    return f"{name}@{container or (place.name and _area(place)) or said.report}"


def _names(place: Place) -> Iterator[tuple[tuple[str, ...], str]]:
    """The place's names, each with the area that it lies in."""
    if place.id is not None or place.name is not None:
        names = [place.name, place.text] if place.id is not None else [place.text]
        for name in dict.fromkeys(plain(name) for name in names if name):
            yield name, _area(place)


def plain(name: str) -> tuple[str, ...]:
    """A name without what kind of settlement it is: "the suburb of X" and "X" are one, "X checkpoint" is another."""
    tokens = fold(name).split()
    bare = [word for at, word in enumerate(tokens) if word not in ARTICLES and not _settled(tokens, at)]
    return tuple(bare or tokens)


def _settled(tokens: Sequence[str], at: int) -> bool:
    noun = words().nouns.at(tokens, at)
    return noun is not None and noun[1].feature in SETTLED


def _area(place: Place) -> str:
    return next((admin.name.casefold() for admin in place.admin if admin.level == 1), "")


def _container(place: Place) -> str:
    return place.container.text.casefold() if place.container is not None else ""
