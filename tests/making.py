"""Dossiers made by hand, for tests of what may leave and how: invented events, outlets and people."""

from __future__ import annotations

import datetime as dt
import functools

from onrecord.independence import voices
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.knowledge.publishers import Publishers
from onrecord.model import (
    Actor,
    Admin,
    Claim,
    Dossier,
    Event,
    Place,
    Report,
    Review,
    Source,
    Span,
    Telling,
    Toll,
    When,
)
from onrecord.protect.known import Known
from onrecord.protect.release import Terms, released
from onrecord.protect.rules import Rules
from onrecord.weigh import ranged

TODAY = dt.date(2020, 6, 1)
CLEARED = Review(state="cleared", approved_by=("person:Ana",), cleared_by=("person:Ben",))
SPAN = Span(text="killed", start=0, end=6)
IDLIB = (Admin(level=0, name="Syria", code="SY"), Admin(level=1, name="Idlib", code="SY.12"))


@functools.cache
def lists():
    from onrecord.exports.hand_over import Lists

    return Lists(
        codebook=Codebook.open(), registry=Registry.open(), publishers=Publishers.open(), gazetteer=Gazetteer.open()
    )


def report(number=1, **over):
    base = {
        "id": f"r:{number}", "title": "Air strike hits market", "url": "https://outlet.example/2020/air-strike-hits-market", "publisher": "Northern Courier",
        "byline": ("Salma Wrendale",), "dateline": "Qamishli", "published": "2020-01-11", "published_from": "meta", "language": "en",
        "text": "Secret body of the report.",
    }  # fmt: skip
    return Report(**(base | over))


def place(**over):
    base = {
        "text": "Idlib", "start": 0, "end": 5, "id": "gn:169389", "name": "Idlib", "admin": IDLIB, "lat": 35.93062, "lon": 36.63393, "precision": "settlement",
    }  # fmt: skip
    return Place(**(base | over))


def day(date="2020-01-10", last=None):
    return When(
        text="on Friday",
        start=0,
        end=9,
        earliest=date,
        latest=last or date,
        precision="day" if last is None else "range",
    )


def toll(number=1, low=5, high=5, **over):
    base = {"text": f"{low} civilians", "start": 0, "end": 5, "id": f"t:{number}", "harm": "killed", "who": "civilians", "low": low, "high": high}  # fmt: skip
    return Toll(**(base | over))


def actor(role="initiator", id_="syr:armed-forces", name="Military Forces of Syria", kind="state_forces", **over):
    return Actor(
        **({"text": "the army", "start": 0, "end": 8, "role": role, "id": id_, "name": name, "kind": kind} | over)
    )


def source(kind="outlet", **over):
    base = (
        {"kind": kind} if kind == "outlet" else {"kind": kind, "text": over.get("name") or kind, "start": 0, "end": 4}
    )
    return Source(**(base | over))


def claim(number=1, of="r:1", **over):
    base = {
        "id": f"c:{number}", "report": of, "coder": "rules/1", "kind": "air_strike", "status": "happened", "recap": False, "denies": None, "score": 0.9,
        "trigger": SPAN, "sentence": Span(text="The whole secret sentence.", start=0, end=26), "places": (place(),), "when": day(),
        "source": source(),
    }  # fmt: skip
    return Claim(**(base | over))


def dossier(claims, reports=None, number=1, kind="air_strike", links=(), review=CLEARED, **over):
    reports = reports or [report()]
    tellings = tuple(
        Telling(
            id=f"e:{number}{one.id[2:]}", report=one.id, publisher=one.publisher, published=one.published, kind=kind,
            claims=tuple(c for c in claims if c.report == one.id),
        )
        for one in reports
    )  # fmt: skip
    event = Event(
        id=f"e:{number}", kind=kind, claims=tuple(c.id for c in claims), links=tuple(links), computed=ranged(claims)
    )
    times = {"recorded_at": "2020-01-12T08:30:15Z", "changed_at": "2020-01-12T09:30:15Z"}
    return Dossier(
        event=event,
        tellings=tellings,
        reports=tuple(reports),
        voices=voices(tellings, reports),
        review=review,
        **(times | over),
    )


def terms(profile="public", secret="a secret of this store", today=TODAY, alone=False, rules=None):
    known = lists()
    rules = rules or Rules.open()
    return Terms(
        profile=profile, secret=secret, today=today, gazetteer=known.gazetteer,
        known=Known(rules, known.registry, known.publishers), rules=rules, alone=alone,
    )  # fmt: skip


def public(*dossiers, **over):
    return list(released(lambda: dossiers, terms(**over)))
