"""Invented reports as a coder would give them, for tests of what comes after coding."""

from __future__ import annotations

import msgspec

from onrecord import weigh
from onrecord.model import (
    Actor,
    Admin,
    Claim,
    Coded,
    Event,
    Place,
    Report,
    Source,
    Span,
    Toll,
    Victim,
    When,
    content_id,
)

AREAS = {"Qastal": ("gn:1", "Halwan"), "Tell Mara": ("gn:2", "Halwan"), "Beit Noura": ("gn:3", "Sahra")}


def report(text, *, url=None, publisher="Sahra Gazette", published="2016-03-08"):
    """A report whose body is the text."""
    return Report(
        id=content_id("r", text, publisher, published),
        title=None,
        url=url,
        publisher=publisher,
        byline=(),
        dateline=None,
        published=published,
        published_from="given",
        language="en",
        text=text,
    )


def span(said, words, record=Span, **more):
    """The first place of the words in a report."""
    start = said.text.index(words)
    return record(text=words, start=start, end=start + len(words), **more)


def claim(
    said, kind="shelling", *, day="2016-03-07", at=None, killed=None, by=None, who=None, victim=None, coder="rules/1"
):
    """A claim over the first sentence that holds ``at`` (or over the whole text)."""
    at = at or next(place for place in AREAS if place in said.text)
    id_, area = AREAS[at]
    tolls = ()
    if killed is not None:
        phrase = str(killed)
        tolls = (span(said, phrase, Toll, id=content_id("t", said.id, phrase), harm="killed", low=killed, high=killed),)
    sentence = next(part for part in said.text.split(". ") if at in part)
    return Claim(
        id=content_id("c", said.id, coder, kind, said.text.index(at)),
        report=said.id,
        coder=coder,
        kind=kind,
        status="happened",
        recap=False,
        denies=None,
        score=0.9,
        trigger=span(said, sentence.split()[0]),
        sentence=span(said, sentence),
        actors=(span(said, by, Actor, role="initiator", id=f"x:{by.lower()}", name=by),) if by else (),
        places=(
            span(
                said,
                at,
                Place,
                id=id_,
                name=at,
                admin=(Admin(level=0, name="Jazira"), Admin(level=1, name=area, code=f"XX.{area[:2]}")),
                lat=35.0 + len(at) / 100,
                lon=40.0,
                precision="settlement",
            ),
        ),
        when=When(text="", start=0, end=0, earliest=day, latest=day, precision="day") if day else None,
        tolls=tolls,
        victims=(span(said, victim, Victim, harm="killed"),) if victim else (),
        source=span(said, who, Source, name=who, kind="monitor") if who else Source(kind="outlet"),
    )


def event(claims):
    """A report's event made of these claims."""
    return Event(
        id=content_id("e", claims[0].id),
        kind=claims[0].kind,
        claims=tuple(one.id for one in claims),
        links=(),
        computed=weigh.ranged(claims),
    )


def coded(said, *groups):
    """What coding the report gave: each group of claims is one event."""
    return Coded(
        report=said,
        claims=tuple(one for group in groups for one in group),
        events=tuple(event(group) for group in groups),
    )


def merged(work, *ids, as_id=None):
    """Put one event made of these tellings."""
    tellings = work.tellings(ids)
    claims = tuple(one for telling in tellings for one in telling.claims)
    founding = as_id or ids[0]
    whole = Event(
        id=founding, kind=claims[0].kind, claims=tuple(c.id for c in claims), links=(), computed=weigh.ranged(claims)
    )
    work.put_event(whole, ids)
    return whole


def add(store, *items, **more):
    """Add what was coded, every telling an event of its own; what each addition came to."""
    said = []
    for item in items:
        with store.writing() as work:
            said.append(work.put(item, **more))
            for id_ in work.unmerged():
                merged(work, id_)
    return said


def with_claims(item, **changes):
    """The same with every claim changed."""
    return msgspec.structs.replace(item, claims=tuple(msgspec.structs.replace(c, **changes) for c in item.claims))
