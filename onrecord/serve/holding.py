"""Who holds what on a day: places as they stand, with basis and age; nothing is drawn between places."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord import control
from onrecord.control import Standing, Stretch, Timeline
from onrecord.exports import words
from onrecord.model import Claim, OnrecordError, Place
from onrecord.serve.look import config
from onrecord.serve.visit import Refused, Visit
from onrecord.serve.workplace import copied

if TYPE_CHECKING:
    from starlette.responses import Response

BASES = {
    "taker": "the taker says so",
    "loser_concedes": "the loser concedes",
    "third_party": "a third party says so",
    "outlet": "an outlet says so",
    "assessed": "assessed",
}
STATES = {
    "holds": "held",
    "contested": "contested",
    "besieged": "besieged",
    "truce": "under truce",
    "unknown": "unclear",
}


def holding(visit: Visit) -> Response:
    """Who held which place on a day (`at`, ISO), on whose word and how long ago attested; readers never see recent days."""
    asked = visit.asked()
    timelines, at = _asked(visit)
    days = _days(timelines)
    rows = control.state_at(timelines, at)
    holders = _holders(timelines)
    data: dict[str, Any] = {
        "title": "Control",
        "at": at,
        "days": days,
        "within": asked.get("within"),
        "rows": [_row(one, holders, visit) for one in rows],
        "holders": holders,
        "total": len(timelines),
        "profile": visit.shown.profile,
    }
    if visit.wants_json:
        return visit.json(data)
    points = [row for row in data["rows"] if row["lat"] is not None]
    box = _around(points)
    data["config"] = {**config(visit), "bounds": box, "holders": holders, "rows": points, "at": at}
    data["config"]["areas"] = visit.place.settings.areas is not None
    return visit.page("control.html", data)


def areas(visit: Visit) -> Response:
    """Boundaries, of a file of the user's own, of the areas that a claim in force on a day says are held as a whole, as GeoJSON."""
    known = visit.place.settings.areas
    rows = control.state_at(*_asked(visit)) if known else ()
    found = ((one.timeline.key, known.of(_whole(one))) for one in rows if known is not None)
    features = [
        {
            "type": "Feature",
            "properties": {"key": key},
            "geometry": {"type": "MultiPolygon", "coordinates": area.polygons},
        }
        for key, area in found
        if area is not None
    ]
    return visit.json({"type": "FeatureCollection", "features": features})


def _whole(standing: Standing) -> Place:
    """The place as the stretch in force speaks of it: a part of an area is not the area."""
    return msgspec.structs.replace(
        standing.timeline.place, part=standing.stretch.part, relation=standing.timeline.relation
    )


def place(visit: Visit) -> Response:
    """The history of one place: every stretch with its bounds, its basis and the claims behind it."""
    key = visit.path("key")
    found = next((one for one in _timelines(visit) if one.key == key), None)
    if found is None:
        raise Refused(404, "Nothing is told of who held this place.")
    claims = {claim.id: claim for claim in _claims(visit)}
    data = {
        "title": f"Control of {found.place.name or found.place.text}",
        "place": copied(found.place),
        "where": words.located(found.place),
        "stretches": [_stretch(one, claims, visit) for one in found.stretches],
    }
    return visit.page("holding.html", data)


def _asked(visit: Visit) -> tuple[tuple[Timeline, ...], str]:
    """The timelines and the day that the address asks for; without a day the last one that anything is told of."""
    asked = visit.asked()
    timelines = control.select(_timelines(visit), within=asked.get("within") or None)
    days = _days(timelines)
    return timelines, _at(asked.get("at"), days[-1] if days else dt.datetime.now(dt.UTC).date().isoformat())


def _claims(visit: Visit) -> list[Claim]:
    """What the person may see of who holds what: a reader what was released, and that alone."""
    if visit.shown.profile == "public":
        return [claim for one in visit.place.public.dossiers() for claim in one.claims if claim.control is not None]
    found: list[Claim] = visit.place.kept(("holding",), lambda: list(visit.place.store.claims(holding=True)))
    return found


def _timelines(visit: Visit) -> tuple[Timeline, ...]:
    def make() -> tuple[Timeline, ...]:
        if visit.shown.profile == "public":
            published = {report.id: report.published for one in visit.place.public.dossiers() for report in one.reports}
        else:
            published = visit.place.store.published()
        return control.timeline(_claims(visit), published, visit.place.registry)

    made: tuple[Timeline, ...] = visit.place.kept(
        ("timelines", visit.shown.profile, dt.datetime.now(dt.UTC).date()), make
    )
    return made


def _at(given: str | None, usual: str) -> str:
    try:
        return dt.date.fromisoformat(given).isoformat() if given else usual
    except ValueError:
        raise OnrecordError("'at' wants a date such as 2016-01-17.") from None


def _days(timelines: tuple[Timeline, ...]) -> list[str]:
    """The days on which anything is told to begin, end or stand, in order: where the slider stops."""
    found: set[str] = set()
    for one in timelines:
        for stretch in one.stretches:
            ends = (
                stretch.from_earliest,
                stretch.from_latest,
                stretch.to_earliest,
                stretch.to_latest,
                stretch.attested,
            )
            found.update(day for day in ends if day)
    return sorted(found)


def _holders(timelines: tuple[Timeline, ...]) -> list[dict[str, Any]]:
    """Who is told to hold anything, most places first: each has a colour and a letter of its own on the page."""
    counts: dict[str, int] = {}
    for one in timelines:
        for name in {holder.name for stretch in one.stretches for holder in stretch.holders}:
            counts[name] = counts.get(name, 0) + 1
    return [{"name": name, "places": counts[name]} for name in sorted(counts, key=lambda name: (-counts[name], name))]


def _row(standing: Standing, holders: list[dict[str, Any]], visit: Visit) -> dict[str, Any]:
    one, stretch = standing.timeline.place, standing.stretch
    names = [holder.name for holder in stretch.holders]
    order = [holder["name"] for holder in holders]
    return {
        "key": standing.timeline.key,
        "place": one.name or one.text,
        "relation": standing.timeline.relation,
        "part": stretch.part,
        "lat": one.lat,
        "lon": one.lon,
        "precision": one.precision,
        "extent": one.extent,
        "state": stretch.state,
        "state_words": STATES.get(stretch.state, stretch.state),
        "holders": names,
        "numbers": [order.index(name) for name in names],
        "footing": stretch.footing,
        "bases": [BASES.get(basis, basis) for basis in stretch.bases],
        "sure": standing.sure,
        "age": standing.age,
        "attested": stretch.attested,
        "claims": stretch.claims,
    }


def _around(points: list[dict[str, Any]]) -> tuple[float, float, float, float] | None:
    if not points:
        return None
    lons, lats = [row["lon"] for row in points], [row["lat"] for row in points]
    return min(lons), min(lats), max(lons), max(lats)


def _stretch(stretch: Stretch, claims: dict[str, Claim], visit: Visit) -> dict[str, Any]:
    told = [claims[id_] for id_ in stretch.claims if id_ in claims]
    return {
        **copied(stretch),
        "state_words": STATES.get(stretch.state, stretch.state),
        "bases_words": [BASES.get(basis, basis) for basis in stretch.bases],
        "told": [
            {"claim": one.id, "report": one.report, "source": words.source(one.source), "words": one.sentence.text}
            for one in told
        ],
    }
