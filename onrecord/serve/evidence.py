"""An event's page: who says what in which words, how far they differ, who is independent of whom, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from onrecord import weigh
from onrecord.exports import view, words
from onrecord.model import Claim, Decision, Dossier, OnrecordError, Report, Voice
from onrecord.serve import highlight
from onrecord.serve.charted import chart
from onrecord.serve.choosing import choices
from onrecord.serve.visit import Refused, Visit
from onrecord.serve.workplace import copied
from onrecord.weigh.records import PolicyName

if TYPE_CHECKING:
    from starlette.responses import Response


POLICIES: dict[str, str] = {
    "range": "the whole range told",
    "acled": "lowest until corroborated, as ACLED counts",
    "ucdp": "low, best, high, as UCDP counts",
    "airwars": "per group, graded, as Airwars counts",
    "latest": "what was said last",
}


def event(visit: Visit) -> Response:
    """One event: its figures by a policy, its claims with their words, its sources, comparisons, decisions and log."""
    dossier = visit.shown.dossier(visit.path("event"))
    if dossier is None:
        raise Refused(404, "There is no such event, or it is not for you to see.")
    if dossier.event.id != visit.path("event"):
        return visit.go(f"/events/{dossier.event.id}{'.json' if visit.wants_json else ''}")
    return visit.page("event.html", told(visit, dossier))


def told(visit: Visit, dossier: Dossier) -> dict[str, Any]:
    """All that an event's page shows."""
    policy = visit.asked().get("policy", "range")
    if policy not in get_args(PolicyName):
        raise OnrecordError(f"'policy' is one of {', '.join(get_args(PolicyName))}.")
    weighed = weigh.weighed(dossier, policy, visit.place.registry)  # type: ignore[arg-type]
    claims = {claim.id: claim for claim in dossier.claims}
    reports = {report.id: report for report in dossier.reports}
    data: dict[str, Any] = {
        "title": f"{visit.place.grouping.label(dossier.event.kind)}, {words.place(dossier.event.computed.place)}",
        "event": copied(dossier.event),
        "review": copied(dossier.review),
        "aliases": dossier.aliases,
        "profile": visit.shown.profile,
        "policy": policy,
        "policies": POLICIES,
        "weighed": copied(weighed),
        "charts": chart(weighed, claims, reports),
        "told": [_telling(one.report, one.claims, reports, visit) for one in dossier.tellings],
        "voices": [_voice(voice, dossier, reports) for voice in dossier.voices],
        "blame": _blame(dossier.claims),
        "compared": copied(dossier.compared),
        "recorded_at": dossier.recorded_at,
        "changed_at": dossier.changed_at,
        "links": [_link(visit, link.type, link.event) for link in dossier.event.links],
    }
    if visit.person.may("reviewer"):
        data |= {"decisions": [_decision(one) for one in dossier.decisions], "log": _log(visit, dossier)}
    return data


def _telling(report: str, claims: Sequence[Claim], reports: Mapping[str, Report], visit: Visit) -> dict[str, Any]:
    known = reports.get(report)
    return {
        "report": report,
        "title": view.title(known) if known and (known.title or known.text) else None,
        "facts": view.facts(known) if known else "",
        "url": known.url if known else None,
        "language": known.language if known else "und",
        "readable": bool(known and known.text) and visit.person.may("reviewer"),
        "claims": [told_claim(claim, known) for claim in claims],
    }


def told_claim(claim: Claim, report: Report | None) -> dict[str, Any]:
    """A claim with its sentence cut at the words that give its values."""
    text = report.text if report else ""
    start, end = claim.sentence.start, claim.sentence.end
    return {
        "id": claim.id,
        "claim": copied(claim),
        "pieces": copied(highlight.pieces(text, start, end, highlight.marks(claim)) if text else ()),
        "elsewhere": copied(highlight.elsewhere(claim) if text else ()),
        "source": words.source(claim.source),
        "side": claim.source.side,
        "place": words.listed(words.places(claim.places)),
        "located": [words.located(place) for place in claim.places],
        "when": words.when(claim.when),
        "said": words.when(claim.said) if claim.said else "",
        "actors": words.actors(claim.actors),
        "tolls": [(toll.id, words.toll(toll)) for toll in claim.tolls],
        "basis": words.listed(_bases(claim)),
    }


def _bases(claim: Claim) -> list[str]:
    return list(dict.fromkeys(a.responsibility.basis for a in claim.actors if a.responsibility.basis != "stated"))


def _voice(voice: Voice, dossier: Dossier, reports: Mapping[str, Report]) -> dict[str, Any]:
    of = {claim.id: claim for claim in dossier.claims}
    first = next((of[id_] for id_ in voice.claims if id_ in of), None)
    outlets = [reports[id_].publisher or "an unnamed outlet" for id_ in voice.reports if id_ in reports]
    return {
        **copied(voice),
        "label": words.source(first.source) if first else (voice.name or voice.kind),
        "outlets": list(dict.fromkeys(outlets)),
    }


def _blame(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Whom claims hold to have done it, on what footing, and who says so; each footing of each actor once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in claims:
        for actor in claim.actors:
            if actor.role in {"initiator", "party"}:
                basis = actor.responsibility.basis
                row: dict[str, Any] = {
                    "who": actor.name or actor.text,
                    "basis": basis,
                    "role": actor.role,
                    "claim": claim.id,
                    "by": [],
                }
                by = found.setdefault((row["who"], basis), row)["by"]
                by.extend({actor.responsibility.by or words.source(claim.source)} - set(by))
    return list(found.values())


def _link(visit: Visit, type_: str, other: str) -> dict[str, Any]:
    dossier = visit.shown.dossier(other)
    label = "another event"
    if dossier is not None:
        place = words.place(dossier.event.computed.place)
        label = f"{visit.place.grouping.label(dossier.event.kind)}, {place}, {words.when(dossier.event.computed.when)}"
    return {"type": type_, "event": other, "label": label, "shown": dossier is not None}


def _decision(one: Decision) -> dict[str, Any]:
    return {**copied(one), "words": f"{one.act.replace('_', ' ')}{f' {one.field}' if one.field else ''}"}


def _log(visit: Visit, dossier: Dossier) -> list[dict[str, Any]]:
    """The store's own entries about the event, its reports, newest last."""
    store = visit.place.store
    subjects = [dossier.event.id, *(report.id for report in dossier.reports)]
    entries = [entry for subject in subjects for entry in store.log(subject=subject)]
    return [
        {"number": one.number, "at": one.at, "kind": one.kind, "subject": one.subject, "said": store.said(one.number)}
        for one in sorted(entries, key=lambda one: one.number)
    ]


def report(visit: Visit) -> Response:
    """One report with all its claims marked in its text; for those who review."""
    found = visit.place.store.report(visit.path("report"))
    if found is None:
        raise Refused(404, "There is no such report.")
    claims = list(visit.place.store.claims(found.id))
    chosen = visit.asked().get("claim")
    shown = [claim for claim in claims if chosen in (None, claim.id)]
    data = {
        "title": view.title(found) if found.title or found.text.strip() else "A report",
        "report": copied(found),
        "facts": view.facts(found),
        "pieces": copied(
            highlight.pieces(found.text, 0, len(found.text), [m for c in shown for m in highlight.marks(c)])
        ),
        "claims": [told_claim(claim, found) for claim in claims],
        "chosen": chosen,
        "refused": [one.reason for one in visit.place.store.rejections({found.url or found.id, found.id})],
        "kinds": [(kind, visit.place.grouping.label(kind)) for kind in visit.place.grouping.labels],
        "complete": completed(visit, found.id),
        **choices(),
    }
    return visit.page("report.html", data)


def completed(visit: Visit, report: str) -> list[str]:
    """Who marked a report complete."""
    from onrecord import review

    return [one.by.removeprefix("person:") for one in review.standing(visit.place.store, report, "complete")]


SHELF = 200
"""Reports on one page."""


def reports(visit: Visit) -> Response:
    """A page of the reports, newest first, with how many claims each gave; those that no coder reads are marked."""
    store = visit.place.store
    page = store.newest(limit=SHELF + 1, after=visit.asked().get("after") or None)
    rows = [
        {
            "id": one.id,
            "title": view.title(one) if one.title or one.text.strip() else "untitled",
            "publisher": one.publisher,
            "published": one.published,
            "language": one.language,
            "claims": claims,
        }
        for one, claims in page[:SHELF]
    ]
    data = {"title": "Reports", "rows": rows, "total": store.reports_kept()}
    return visit.page("reports.html", {**data, "after": rows[-1]["id"] if len(page) > SHELF else None})
