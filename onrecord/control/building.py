"""Statements about one place -> its stretches: each either goes on with the one before, ends it, or disputes it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

import msgspec

from onrecord.control.records import Footing, Statement, Stretch, Timeline
from onrecord.control.statements import ASIDE, PARTIAL, by_place, statements
from onrecord.knowledge.actors import Registry
from onrecord.model import Claim, ControlBasis, ControlState, Named

Same = Callable[[Named, Named], bool]
RECENT = 3
"""Days. A report of a place's fall may still name it by who held it before."""
OWN_WORD: frozenset[ControlBasis] = frozenset({"taker"})


def timeline(
    claims: Iterable[Claim], published: dict[str, str | None], registry: Registry | None = None
) -> tuple[Timeline, ...]:
    """The history of every place that the claims say somebody holds or took, places by name.

    ``published`` gives the day of each report. With ``registry`` a side and the groups in it are one holder: "the rebels"
    go on holding what one of their brigades took.
    """
    same = _sameness(registry)
    lanes = by_place(statements(claims, published))
    made = (_timeline(key, said, same) for key, said in lanes.items())
    return tuple(sorted(made, key=lambda one: ((one.place.name or one.place.text).casefold(), one.key)))


def _sameness(registry: Registry | None) -> Same:
    def same(one: Named, two: Named) -> bool:
        if one.id is None or two.id is None:
            return one.name.casefold() == two.name.casefold()
        if one.id == two.id:
            return True
        return registry is not None and (registry.contains(one.id, two.id) or registry.contains(two.id, one.id))

    return same


def _timeline(key: str, said: Sequence[Statement], same: Same) -> Timeline:
    stretches: list[Stretch] = []
    changes = sorted(s.latest for s in said if s.change is not None and s.latest is not None)
    passing = {at for at, s in enumerate(said) if s.passing and _unsettled(s, changes)}
    for statement in ordered(s for at, s in enumerate(said) if at not in passing):
        _told(stretches, statement, same)
    for statement in ordered(said[at] for at in passing):
        _mentioned(stretches, statement, same)
    place = next((s.place for s in said if s.place.id is not None), said[0].place)
    return Timeline(
        key=key,
        place=place,
        names=tuple(dict.fromkeys(name for s in said for name in (s.place.id and s.place.name, s.place.text) if name)),
        relation=place.relation if place.relation in ASIDE else "in",
        lane="part" if place.part in PARTIAL else "whole",
        stretches=tuple(stretches),
    )


def ordered(said: Iterable[Statement]) -> list[Statement]:
    """By time; within a report a statement without any day comes after the one told before it."""
    placed: list[tuple[tuple[str, str], str, int, Statement]] = []
    told: dict[str, tuple[str, str]] = {}
    for one in sorted(said, key=lambda s: (s.report, s.order)):
        day = one.earliest or one.latest
        days = (day, one.latest or day) if day is not None else told.get(one.report, ("", ""))
        told[one.report] = days
        placed.append((days, one.report, one.order, one))
    return [one for *_, one in sorted(placed, key=lambda row: (*row[:3], row[3].claim))]


# --- told in passing -------------------------------------------------------------------------------------------------


def _unsettled(said: Statement, changes: Sequence[str]) -> bool:
    """Whether the place changed hands so shortly before that "X-held" may mean how it was until then. Days in order."""
    return said.latest is None or bisect_left(changes, _since(said.latest)) < bisect_right(changes, said.latest)


def _since(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=RECENT)).isoformat()


def _mentioned(stretches: list[Stretch], said: Statement, same: Same) -> None:
    """Put a passing mention where it fits and let it prove nothing more.

    That is with the holder's last stretch from before the recent changes; where the history only begins with those, before
    all; else with the holder's last stretch.
    """
    if said.holder is None:
        return
    since = _since(said.latest) if said.latest is not None else None
    own = [at for at, one in enumerate(stretches) if any(same(said.holder, holder) for holder in one.holders)]
    earlier = [at for at in own if _begun_before(stretches[at], since)]
    known = earlier or (own if stretches and (0 in own or _begun_before(stretches[0], since)) else [])
    if known:
        at = known[-1]
        claims = tuple(dict.fromkeys((*stretches[at].claims, said.claim)))
        stretches[at] = msgspec.structs.replace(stretches[at], claims=claims)
        return
    if stretches and _begun_before(stretches[0], since):
        return  # another's history: what is only mentioned does not break into it
    before = _begun(msgspec.structs.replace(said, earliest=None, latest=None), None)
    if stretches:  # nobody else is known before the first change that is told
        first = stretches[0]
        before = msgspec.structs.replace(before, to_earliest=first.from_earliest, to_latest=first.from_latest)
    stretches.insert(0, before)


def _begun_before(stretch: Stretch, day: str | None) -> bool:
    return stretch.from_latest is None or day is None or stretch.from_latest < day


# --- one more statement ----------------------------------------------------------------------------------------------


def _told(stretches: list[Stretch], said: Statement, same: Same) -> None:
    """Take one more statement into the history."""
    current = stretches[-1] if stretches else None
    if said.holder is None and said.state not in {"contested", "besieged", "truce"}:
        _lost(stretches, said, same)
    elif current is None:
        stretches.append(_begun(said, None))
    elif _goes_on(current, said, same):
        stretches[-1] = _extended(current, said, same)
    elif _disputes(stretches, said, same):
        _dispute(stretches, said, same)
    else:
        _ended(stretches, said)
        begun = _begun(said, current)
        left = _emptied(stretches, begun)
        stretches.append(msgspec.structs.replace(begun, claims=(*left.claims, *begun.claims)) if left else begun)


def _emptied(stretches: list[Stretch], begun: Stretch) -> Stretch | None:
    """The stretch without holder that ends as it begins, taken out: who left made way for who came, and the one tells the other."""
    last = stretches[-1]
    began = (last.from_earliest, last.from_latest)
    if last.state != "unknown" or len(stretches) < 2 or began != (begun.from_earliest, begun.from_latest):
        return None
    return stretches.pop()


def _goes_on(current: Stretch, said: Statement, same: Same) -> bool:
    if said.holder is None:
        return current.state == said.state
    held = current.holder is not None and same(current.holder, said.holder)
    return held and current.state != "unknown" and (said.state or "holds") == current.state


def _extended(current: Stretch, said: Statement, same: Same) -> Stretch:
    """Said again: attested on a later day, and no longer the holder's word alone where others say so too."""
    del same
    bases = tuple(dict.fromkeys((*current.bases, said.basis)))
    footing: Footing = "attested" if current.footing == "claimed" and set(bases) - OWN_WORD else current.footing
    sooner = [day for day in (current.from_latest, said.latest) if day]
    return msgspec.structs.replace(
        current,
        footing=footing,
        bases=bases,
        claims=tuple(dict.fromkeys((*current.claims, said.claim))),
        attested=_later(current.attested, said.latest),
        from_latest=min(sooner, default=None),
        part=said.place.part or current.part,
    )


def _begun(said: Statement, before: Stretch | None) -> Stretch:
    """A new stretch. A change happened within its days; a state began at the latest on its first day, some time after the
    last day for which the one before is attested."""
    since = before.attested if before is not None else None
    state: ControlState = said.state or ("holds" if said.holder is not None else "unknown")
    changed = said.change is not None and said.earliest is not None
    return Stretch(
        state=state,
        footing="claimed" if said.basis in OWN_WORD else "attested",
        holders=(said.holder,) if said.holder is not None else (),
        part=said.place.part,
        from_earliest=said.earliest if changed else _before(since, said.latest),
        from_latest=said.latest,
        attested=said.latest,
        bases=(said.basis,),
        claims=(said.claim,),
    )


def _ended(stretches: list[Stretch], said: Statement) -> None:
    """The stretch before ended after it was last attested, and by the time that the new one had begun."""
    current = stretches[-1]
    earliest = said.earliest if said.change is not None else None
    stretches[-1] = msgspec.structs.replace(
        current,
        to_earliest=_before(_later(current.attested, earliest), said.latest),
        to_latest=said.latest,
    )


def _lost(stretches: list[Stretch], said: Statement, same: Same) -> None:
    """A place that somebody lost or left or that was taken, nobody says by whom."""
    current = stretches[-1] if stretches else None
    if current is None and said.lost_by is not None:
        held = msgspec.structs.replace(said, holder=said.lost_by, change=None, state=None, earliest=None, latest=None)
        stretches.append(_begun(held, None))
    elif current is not None:
        if current.holder is None or (said.change is None and said.state != "unknown"):
            return
        if said.lost_by is not None and not same(current.holder, said.lost_by):
            return  # lost by somebody who was not there: somebody else's word for what is known
    if stretches:
        _ended(stretches, said)
    stretches.append(_begun(msgspec.structs.replace(said, state="unknown"), current))


# --- disputes --------------------------------------------------------------------------------------------------------


def _disputes(stretches: Sequence[Stretch], said: Statement, same: Same) -> bool:
    """Whether a statement denies the stretch it follows instead of telling what came after.

    Either it speaks of days for which the other is attested as well, or it says that the side which held the place before a
    claimed capture still holds it.
    """
    current = stretches[-1]
    if said.change is not None or said.holder is None or said.earliest is None:
        return False
    if current.footing == "claimed" and len(stretches) > 1:
        before = stretches[-2].holder
        if before is not None and same(before, said.holder):
            return True
    return current.holder is not None and current.attested is not None and said.earliest == current.attested


def _dispute(stretches: list[Stretch], said: Statement, same: Same) -> None:
    """Two sides claim one place: contested. Where others than the holder refute a claimed capture, the holder before stays."""
    current = stretches[-1]
    if current.footing == "claimed" and said.basis not in OWN_WORD:
        stretches[-1] = msgspec.structs.replace(
            current, footing="refuted", to_earliest=current.from_earliest, to_latest=said.latest
        )
        stretches.append(_begun(said, current))
        return
    if current.footing == "attested" and said.basis in OWN_WORD:
        return  # a side's own word against what others attest for that day changes nothing
    assert said.holder is not None
    begun = _begun(said, current)
    _ended(stretches, said)
    stretches.append(
        msgspec.structs.replace(
            begun,
            state="contested",
            footing="disputed",
            holders=(*(h for h in current.holders if not same(h, said.holder)), said.holder),
            claims=(*current.claims, said.claim),
            bases=tuple(dict.fromkeys((*current.bases, said.basis))),
        )
    )


def _later(one: str | None, two: str | None) -> str | None:
    return max((day for day in (one, two) if day), default=None)


def _before(day: str | None, bound: str | None) -> str | None:
    return min(day, bound) if day and bound else day
