"""The review pages: what to look at first, one event at a time, and every decision made there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from onrecord import review
from onrecord.model import Act, Dossier, OnrecordError, Status
from onrecord.review.acts import STATES
from onrecord.review.adding import drafted
from onrecord.serve import evidence
from onrecord.serve import query as queries
from onrecord.serve.visit import Refused, Visit
from onrecord.serve.workplace import copied

if TYPE_CHECKING:
    from starlette.responses import Response

SHOWN = 40
"""Events of the queue on a page."""
SHORTCUTS = (
    ("J", "next claim"),
    ("K", "previous claim"),
    ("A", "claim is right, next"),
    ("Shift A", "event is right, next event"),
    ("X", "reject the claim"),
    ("Shift X", "reject the event"),
    ("E", "correct a field by choosing other words"),
    ("P", "choose the place again"),
    ("M", "add a claim the machine missed"),
    ("U", "undo my last decision"),
    ("N", "next event"),
    ("O", "note"),
    ("T", "tags"),
    ("S", "state of the work"),
    ("C", "clear for the public"),
    ("?", "show and hide this list"),
)


def queue(visit: Visit) -> Response:
    """What waits for review, most important first, and the event at hand with its claims."""
    asked = visit.asked()
    query = queries.read({name: value for name, value in asked.items() if name not in {"event", "policy"}})
    states = (query.review,) if query.review else ("unreviewed",)
    waiting = review.queue(visit.place.whole.index(query).glances, states)
    dossier = _at_hand(visit, waiting, asked.get("event"))
    data: dict[str, Any] = {
        "title": "Review",
        "waiting": [copied(one) for one in waiting[:SHOWN]] if visit.wants_json else waiting[:SHOWN],
        "total": len(waiting),
        "state": states[0],
        "event_id": dossier.event.id if dossier else None,
        "next": _after(waiting, dossier.event.id if dossier else None),
        "shortcuts": SHORTCUTS,
    }
    if dossier is not None:
        data |= evidence.told(visit, dossier) | _work(visit, dossier) | {"title": "Review"}
    return visit.page("review.html", data)


def _at_hand(visit: Visit, waiting: list[review.Waiting], chosen: str | None) -> Dossier | None:
    if chosen:
        found = visit.place.store.event(chosen)
        if found is None:
            raise Refused(404, "There is no such event.")
        return found
    return visit.place.store.event(waiting[0].glance.id) if waiting else None


def _after(waiting: list[review.Waiting], at: str | None) -> str | None:
    ids = [one.glance.id for one in waiting]
    rest = ids[ids.index(at) + 1 :] if at in ids else ids
    return next(iter(rest), None)


def _work(visit: Visit, dossier: Dossier) -> dict[str, Any]:
    """What is decided about each claim, the work on the event, and what the person can undo."""
    gone = review.undone(dossier.decisions)
    standing = [one for one in dossier.decisions if one.id not in gone and one.act != "undo" and not one.stale]
    mine = [one for one in standing if one.by == visit.person.by]
    return {
        "work": copied(review.work(dossier)),
        "states": STATES,
        "checked": sorted({subject for one in standing if one.act == "approve" for subject in one.subjects}),
        "rejected": [
            subject for one in standing if one.act == "reject" for subject in one.subjects if subject[:2] == "c:"
        ],
        "mine": mine[-1].id if mine else None,
        "kinds": [(kind, visit.place.grouping.label(kind)) for kind in visit.place.grouping.labels],
        "statuses": get_args(Status),
        "may_clear": visit.person.may("editor"),
    }


def decide(visit: Visit) -> Response:
    """Make a decision: approve, reject, correct, clear, same, different, split, note, tag, assign, state, complete or undo."""
    wish = _wish(visit)
    if wish.act == "clear" and not visit.person.may("editor"):
        raise Refused(403, "Clearing for the public needs the role editor.")
    if wish.act == "undo":
        _own(visit, wish.subjects[0] if wish.subjects else "")
    decision = review.act(visit.place.store, visit.place.tools, visit.person.name, wish)
    event = next((found for one in decision.subjects if (found := visit.place.store.event(one)) is not None), None)
    return visit.json(
        {
            "decision": copied(decision),
            "event": event.event.id if event else None,
            "review": copied(event.review) if event else None,
        }
    )


def _own(visit: Visit, decision: str) -> None:
    """Reviewers take back their own decisions; editors anybody's."""
    if visit.person.may("editor"):
        return
    if not any(one.id == decision and one.by == visit.person.by for one in visit.place.store.decisions()):
        raise Refused(403, "Only decisions of your own can be undone.")


def _wish(visit: Visit) -> review.Wish:
    form = visit.form
    if form.get("act") not in get_args(Act) or form.get("act") == "redact":
        raise OnrecordError("There is no such act.")
    value = None
    if form.get("value"):
        try:
            value = msgspec.json.decode(form["value"])
        except msgspec.DecodeError:
            raise OnrecordError("The value is no JSON.") from None
    return review.Wish(
        act=form["act"],  # type: ignore[arg-type]
        subjects=tuple(form.get("subjects", "").split()),
        field=form.get("field") or None,
        value=value,
        start=_number(form.get("start")),
        end=_number(form.get("end")),
        why=form.get("why") or None,
        report=form.get("report") or None,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def add_claim(visit: Visit) -> Response:
    """Add a claim that a person read in a report; `claim` is JSON, `event` the event that it belongs to, if any."""
    draft = drafted(visit.form.get("claim", ""))
    event = visit.form.get("event") or None
    claim = review.add(visit.place.store, visit.place.tools, visit.person.name, visit.path("report"), draft, event)
    return visit.json({"claim": copied(claim)}, 201)


def withdraw(visit: Visit) -> Response:
    """Take back a claim of one's own."""
    review.withdraw(visit.place.store, visit.place.tools, visit.person.name, visit.form.get("claim", ""))
    return visit.json({"withdrawn": visit.form.get("claim")})


def places(visit: Visit) -> Response:
    """Places that a name may stand for, best first, to choose one again."""
    from onrecord.link.places import explain

    asked = visit.asked()
    name = asked.get("q", "")[:100]
    rows = explain(name, visit.place.tools.gazetteer, near=asked.get("near") or None, limit=8) if name.strip() else []
    return visit.json({"places": [_place(visit, row) for row in rows]})


def _place(visit: Visit, row: Mapping[str, Any]) -> dict[str, Any]:
    """A candidate in words, and as a claim's place carries it, ready to be the value of a correction."""
    gazetteer = visit.place.tools.gazetteer
    entry = gazetteer.entry(str(row["id"]))
    located = gazetteer.located(entry) if entry else None
    value = {
        "id": row["id"],
        "name": row["name"],
        "lat": located.lat if located else row["lat"],
        "lon": located.lon if located else row["lon"],
        "precision": located.precision if located else "unresolved",
        "admin": copied(located.admin) if located else [],
        "score": None,
    }
    described = " · ".join(str(row[name]) for name in ("admin", "country", "feature") if row[name])
    return {"name": row["name"], "described": described, "lat": value["lat"], "lon": value["lon"], "value": value}
