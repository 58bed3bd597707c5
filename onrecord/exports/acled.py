"""``acled``: ACLED's 31 columns, one row a day, place and pair of actors, the highest sub-event, the dispute in the notes."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord import weigh
from onrecord.exports import words
from onrecord.exports.columns import Cell, table, write_csv
from onrecord.exports.countries import alpha3, land
from onrecord.exports.parties import Party
from onrecord.exports.selected import Export
from onrecord.exports.told import Told, told
from onrecord.knowledge import packaged
from onrecord.knowledge.codebook import Codebook, Condition
from onrecord.knowledge.publishers import Publishers
from onrecord.model import ActorKind, Place

Row = dict[str, Cell]
PREFIX = "ONR"
"""Our own prefix of ids: no look-alikes of ACLED's."""
WEEK, MONTH = 7, 31
WORD = re.compile(r"[a-z]+")
FIGHTING = frozenset({"Battles"})
REMOTE = "Explosions/Remote violence"
AGAINST_CIVILIANS = "Violence against civilians"
CROWDS: dict[str, tuple[str, ActorKind]] = {"Protests": ("Protesters", "protesters"), "Riots": ("Rioters", "rioters")}
TARGETING = "Civilian targeting"
"""As ACLED's own payloads have it; the codebook says "Civilians targeted"."""


class Crosswalk(msgspec.Struct, frozen=True, kw_only=True):
    """What ``data/exports/acled.yaml`` says beside the columns."""

    sub_events: dict[str, tuple[str, str]]
    inter: dict[str, str]
    umbrella: dict[str, str]
    conditions: dict[str, tuple[str, ...]]
    mass: int
    table: Any


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event on its way to a row: its sub-event, its day, and the two names that it is told apart by."""

    told: Told
    sub_event: str
    day: str
    time_precision: int
    first: Party
    second: Party | None

    @property
    def where(self) -> str:
        """What tells its place apart."""
        place = self.told.place
        return (place.id or words.whereabouts(place)) if place else ""


@functools.cache
def crosswalk() -> Crosswalk:
    """The packaged crosswalk."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", "acled.yaml")), Crosswalk)


def write(export: Export) -> tuple[Path, ...]:
    """The rows as CSV."""
    return (write_csv(export.out, table("acled").header, rows(export)),)


def rows(export: Export) -> list[Row]:
    """One row a day, place and pair of actors. What ACLED has no row for is counted in ``export.left``, with the reason."""
    events = list(told(export))
    ids = {event.id for event in events}
    drafts = [draft for event in events if (draft := _draft(event, ids, export)) is not None]
    return [_row(group, export.publishers) for group in _grouped(drafts)]


def _draft(event: Told, ids: set[str], export: Export) -> Draft | None:
    reason = _unfit(event, ids)
    sub_event = None if reason else sub_event_of(event, export.codebook)
    when = day_of(event)
    if reason is None and sub_event is None:
        reason = "ACLED does not code this kind of event"
    if reason is None and when is None:
        reason = "no day, week or month known"
    if reason or sub_event is None or when is None:
        export.left[reason or ""] += 1
        return None
    first, second = _pair(event, sub_event)
    return Draft(told=event, sub_event=sub_event, day=when[0], time_precision=when[1], first=first, second=second)


def _unfit(event: Told, ids: set[str]) -> str | None:
    if any(link.type == "summarises" and link.event in ids for link in event.dossier.event.links):
        return "only sums up other events of the export"
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        return "no place with coordinates known"
    return "only the country known" if place.precision in {"country", "unresolved"} else None


def day_of(event: Told) -> tuple[str, int] | None:
    """The day that stands for the event and ACLED's time precision; the middle of a week or month; None where it is vaguer."""
    first, last = event.days
    if first is None or last is None:
        return None
    one, two = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    length = (two - one).days + 1
    if length > MONTH:
        return None
    return (one + (two - one) // 2).isoformat(), 1 if length == 1 else 2 if length <= WEEK else 3


# --- what ---------------------------------------------------------------------------------------------------------------


def sub_event_of(event: Told, codebook: Codebook) -> str | None:
    """The sub-event of the event's kind, by the codebook's first row whose condition holds; None where it is not coded."""
    kind = event.weighed.kind.value
    if kind not in codebook.kinds:
        return "Other"
    return next(
        (row.sub_event for row in codebook.kind(kind).acled if row.when is None or _holds(row.when, event)), None
    )


def _holds(condition: Condition, event: Told) -> bool:
    if condition == "government_retakes":
        return any(inter_of(party) == "State forces" for party in event.parties.first)
    if condition == "mass_or_leader":
        held = [event.weighed.figure(harm) for harm in ("detained", "captured")]
        return any((figure.value or 0) >= crosswalk().mass for figure in held if figure)
    if condition == "intervened":
        return any(party.kind in {"state_forces", "external_forces"} for party in event.parties.second)
    said = {word for claim in event.dossier.claims for word in WORD.findall(claim.trigger.text.lower())}
    return bool(said & set(crosswalk().conditions.get(condition, ())))


# --- who ----------------------------------------------------------------------------------------------------------------


def _pair(event: Told, sub_event: str) -> tuple[Party, Party | None]:
    """The two actors that the row is told apart by; who is not named is an unidentified armed group, or civilians."""
    country = event.area(0) or "unknown country"
    kind, _ = crosswalk().sub_events[sub_event]
    first = next((_named(party, country) for party in event.parties.first), None)
    second = next((_named(party, country) for party in _others(event)), None)
    if first is None:
        crowd = CROWDS.get(kind)
        name, sort = crowd or ("Unidentified Armed Group", "political_militia")
        first = Party(name=f"{name} ({country})", id=None, kind=sort)
    if second is None and kind == AGAINST_CIVILIANS:
        second = Party(name=f"Civilians ({country})", id=None, kind="civilians")
    if second is None and kind in FIGHTING:
        second = Party(name=f"Unidentified Armed Group ({country})", id=None, kind="political_militia")
    return first, second


def _named(party: Party, country: str) -> Party:
    """The actor; armed people whom no list knows under ACLED's name for such."""
    if party.id is not None or party.kind not in {None, "political_militia"}:
        return party
    return msgspec.structs.replace(party, name=f"Unidentified Armed Group ({country})", kind="political_militia")


def _others(event: Told) -> list[Party]:
    """The second side, armed actors first: civilians are the second actor only where nobody else is."""
    return sorted(event.parties.second, key=lambda party: party.kind == "civilians")


def inter_of(party: Party | None) -> str | None:
    """ACLED's kind of actor."""
    if party is None or party.kind is None:
        return "Political militia" if party is not None else None
    known = crosswalk()
    if party.kind != "umbrella":
        return known.inter[party.kind]
    return known.umbrella.get((party.id or "").partition(":")[2], known.umbrella["else"])


def interaction_of(one: str | None, two: str | None) -> str | None:
    """The pair of kinds in ACLED's own order, "State forces-Rebel group"; "Rebel group only" for one alone."""
    order = list(crosswalk().inter.values())
    known = sorted((kind for kind in (one, two) if kind), key=order.index)
    return "-".join(known) if len(known) == 2 else f"{known[0]} only" if known else None


# --- rows ---------------------------------------------------------------------------------------------------------------


def _grouped(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Events of one day, place and pair are one row; so is a part with the event that it is part of."""
    by_id = {draft.told.id: draft for draft in drafts}
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(_key(_whole(draft, by_id)), []).append(draft)
    return list(groups.values())


def _whole(draft: Draft, by_id: Mapping[str, Draft]) -> Draft:
    seen = {draft.told.id}
    while True:
        links = draft.told.dossier.event.links
        above = next((by_id[link.event] for link in links if link.type == "part_of" and link.event in by_id), None)
        if above is None or above.told.id in seen or (above.day, above.where) != (draft.day, draft.where):
            return draft
        seen.add(above.told.id)
        draft = above


def _key(draft: Draft) -> tuple[str, ...]:
    return draft.day, draft.where, *sorted((draft.first.name, draft.second.name if draft.second else ""))


def _row(group: Sequence[Draft], publishers: Publishers) -> Row:
    known = crosswalk()
    order = list(known.sub_events)
    head, *others = sorted(group, key=lambda draft: order.index(draft.sub_event))
    event, place = head.told, head.told.place
    assert place is not None
    kind, disorder = known.sub_events[head.sub_event]
    lands = event.admin(0)
    country = land(lands.code if lands else None)
    inter1, inter2 = inter_of(head.first), inter_of(head.second)
    dead = weigh.total(draft.told.weighed for draft in group)
    return {
        "event_id_cnty": f"{PREFIX}{event.id.partition(':')[2]}",
        "event_date": head.day,
        "year": int(head.day[:4]),
        "time_precision": head.time_precision,
        "disorder_type": disorder,
        "event_type": kind,
        "sub_event_type": head.sub_event,
        "actor1": head.first.cell,
        "assoc_actor_1": _associates(event.parties.first, head.first, kind),
        "inter1": inter1,
        "actor2": head.second.cell if head.second else None,
        "assoc_actor_2": _associates(event.parties.second, head.second, kind),
        "inter2": inter2,
        "interaction": interaction_of(inter1, inter2),
        "civilian_targeting": TARGETING if _targets_civilians(kind, head.second) else None,
        "iso": country.iso if country else None,
        "region": country.acled if country else None,
        "country": event.area(0) or "Unknown",
        "admin1": event.area(1),
        "admin2": event.area(2),
        "admin3": event.area(3),
        "location": words.town(place),
        "latitude": round(place.lat, 4) if place.lat is not None else None,
        "longitude": round(place.lon, 4) if place.lon is not None else None,
        "geo_precision": geo_precision(place),
        "source": "; ".join(dict.fromkeys(source for draft in group for source in draft.told.sources)),
        "source_scale": _scale(group, lands.code if lands else None, publishers),
        "notes": " ".join([event.note, *(f"With it: {draft.told.note}" for draft in others)]),
        "fatalities": dead.value,
        "tags": "; ".join(dict.fromkeys(draft.sub_event.lower() for draft in others)) or None,
        "timestamp": int(dt.datetime.fromisoformat(event.dossier.changed_at).timestamp()),
    }


def _associates(side: Iterable[Party], head: Party | None, kind: str) -> str | None:
    """The others of a side. Civilians are never associated actors in battles."""
    others = [party for party in side if head is None or party.name != head.name]
    if kind in FIGHTING:
        others = [party for party in others if party.kind != "civilians"]
    return "; ".join(party.cell for party in others) or None


def _targets_civilians(kind: str, second: Party | None) -> bool:
    return kind in {AGAINST_CIVILIANS, REMOTE} and second is not None and second.kind == "civilians"


def geo_precision(place: Place) -> int:
    """1 a named town or part of one; 2 near a town, or a small part of a region; 3 a larger region."""
    if place.precision in {"site", "settlement"}:
        return 1 if place.relation == "in" else 2
    return 2 if place.precision == "admin3" else 3


def _scale(group: Sequence[Draft], country: str | None, publishers: Publishers) -> str | None:
    """Whether the outlets sit in the country of the event, elsewhere, or both; empty where no outlet is listed."""
    names = {report.publisher for draft in group for report in draft.told.dossier.reports if report.publisher}
    seats = {outlet.country for name in names if (outlet := publishers.named(name)) and outlet.country}
    here = alpha3(country)
    if not seats or here is None:
        return None
    scales = ["National"] * (here in seats) + ["International"] * bool(seats - {here})
    return "-".join(scales)
