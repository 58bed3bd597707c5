"""How places stood on a day: one of them, those of an area, or all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from onrecord.control.records import Standing, Stretch, Timeline
from onrecord.control.statements import plain
from onrecord.knowledge.spelling import fold


def state_at(
    timelines: Iterable[Timeline], day: str, *, place: str | None = None, within: str | None = None
) -> tuple[Standing, ...]:
    """How each place stood on that day (ISO), in the order of the timelines; places told of only later are left out.

    ``place`` and ``within`` are gazetteer ids or names; an area takes in all that lies in it. Old attestations are not
    stretched: what was last attested long ago is in force and unsure, with its age.
    """
    chosen = select(timelines, place=place, within=within)
    return tuple(standing for one in chosen if (standing := _standing(one, day)) is not None)


def select(
    timelines: Iterable[Timeline], *, place: str | None = None, within: str | None = None, ids: Collection[str] = ()
) -> tuple[Timeline, ...]:
    """The timelines of a place, with its parts and surroundings, or of all that lies in an area.

    ``ids`` are gazetteer ids that the name of the place may stand for, where reports spell it otherwise; they are asked
    only where no report uses the name itself.
    """
    inside = [one for one in timelines if within is None or _lies_in(one, within)]
    if place is None:
        return tuple(inside)
    named = tuple(one for one in inside if _same(one, place))
    return named or tuple(one for one in inside if one.place.id in ids)


def _same(one: Timeline, name: str) -> bool:
    return name in {one.place.id, one.key} or plain(name) in {plain(known) for known in one.names}


def _lies_in(one: Timeline, area: str) -> bool:
    around = {fold(admin.name) for admin in one.place.admin} | {admin.code for admin in one.place.admin if admin.code}
    container = {fold(one.place.container.text)} if one.place.container is not None else set()
    return fold(area) in around | container or area in around or _same(one, area)


def _standing(one: Timeline, day: str) -> Standing | None:
    begun = [at for at, stretch in enumerate(one.stretches) if _begins(stretch) <= day]
    if not begun:
        return None
    at = begun[-1]
    stretch = one.stretches[at]
    before = next((s for s in reversed(one.stretches[:at]) if s.footing != "refuted"), None)
    if stretch.footing == "refuted" and before is not None:
        stretch, before = before, None
    return Standing(
        timeline=one,
        stretch=stretch,
        day=day,
        sure=_sure(stretch, day),
        age=_age(stretch, day),
        before=before if stretch.footing == "claimed" else None,
    )


def _begins(stretch: Stretch) -> str:
    """The first day on which it may be in force. One whose beginning is open counts from the day it is known for."""
    return (
        stretch.from_earliest
        if stretch.from_earliest and stretch.from_earliest == stretch.from_latest
        else stretch.from_latest or ""
    )


def _sure(stretch: Stretch, day: str) -> bool:
    attested = stretch.attested is not None and day <= stretch.attested
    began = stretch.from_latest is not None and stretch.from_latest <= day
    return attested and began and stretch.footing == "attested"


def _age(stretch: Stretch, day: str) -> int | None:
    if stretch.attested is None:
        return None
    return max((date.fromisoformat(day) - date.fromisoformat(stretch.attested)).days, 0)
