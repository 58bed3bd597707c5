"""Every toll of an event as a policy reads it, and what becomes of it: counted, contained, superseded or set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from onrecord.model import Claim, Detail, Harm, Record, Toll, Voice, When
from onrecord.weigh.evidence import Evidence
from onrecord.weigh.policies import Policy
from onrecord.weigh.records import Group, Reading, Use
from onrecord.weigh.sides import Sides

TOLD = {"happened", "ongoing"}
TOTALS = {"cumulative", "digest"}
SAME_WINDOW = 2
"""Days. "Overnight" and "Saturday" name one window, a week and a day do not."""


class Entry(Record, frozen=True, kw_only=True):
    """One toll with its claim, its voice, the day it was said, the side of the dead, and the numbers as the policy reads them."""

    claim: Claim
    toll: Toll
    voice: Voice
    said: str | None
    side: str | None
    low: int | None
    high: int | None

    @property
    def group(self) -> Group:
        """Whom it counts: a single group of civilians, civilians, combatants, or all where it does not say who."""
        if self.toll.who in {"unknown", "mixed"}:
            return "all"
        return self.toll.detail[0] if len(self.toll.detail) == 1 and self.toll.who == "civilians" else self.toll.who

    @property
    def vague(self) -> bool:
        """Whether its numbers are read from a phrase without a figure."""
        return self.toll.low is None and self.toll.high is None

    @property
    def key(self) -> tuple[Harm, str, frozenset[Detail], str | None, bool]:
        """Two entries of one voice with the same key count the same people."""
        who = "all" if self.toll.who in {"unknown", "mixed"} else self.toll.who
        return (self.toll.harm, who, frozenset(self.toll.detail), self.side, self.toll.scope == "part")

    def within(self, other: Entry) -> bool:
        """Whether its range lies inside the other's: it says the same, and at least as exactly."""
        low = other.low is None or (self.low is not None and self.low >= other.low)
        high = other.high is None or (self.high is not None and self.high <= other.high)
        return low and high


Fates = dict[str, tuple[Use, str | None]]


def read(evidence: Evidence, policy: Policy, sides: Sides) -> tuple[tuple[Entry, ...], Fates]:
    """All tolls in text order, and what became of each, by the toll's id."""
    every = tuple(_entry(claim, toll, evidence, policy, sides) for claim in evidence.claims for toll in claim.tolls)
    fates: Fates = {e.toll.id: (use, None) for e in every if (use := _aside(e)) is not None}
    fates |= _filled([e for e in every if e.toll.id not in fates])
    for spoken in _by_voice(e for e in every if e.toll.id not in fates):
        fates |= _settled(spoken)
    return _said_again(every, fates), {e.toll.id: fates.get(e.toll.id, ("counts", None)) for e in every}


def _said_again(entries: Sequence[Entry], fates: Fates) -> tuple[Entry, ...]:
    """A number that its source repeats later still stands on the later day."""
    again: dict[str, str] = {}
    for entry in entries:
        use, by = fates.get(entry.toll.id, ("counts", None))
        if use == "repeated" and by is not None and entry.said is not None:
            again[by] = max(again.get(by, ""), entry.said)
    return tuple(
        msgspec.structs.replace(entry, said=max(entry.said or "", again[entry.toll.id]))
        if entry.toll.id in again
        else entry
        for entry in entries
    )


def readings(entries: Iterable[Entry], fates: Fates) -> tuple[Reading, ...]:
    """The entries for showing."""
    return tuple(
        Reading(
            claim=e.claim.id, toll=e.toll.id, voice=e.voice.id, said=e.said, harm=e.toll.harm, group=e.group,
            text=e.toll.text, low=e.low, high=e.high, use=fates[e.toll.id][0], by=fates[e.toll.id][1],
        )
        for e in entries
    )  # fmt: skip


def _entry(claim: Claim, toll: Toll, evidence: Evidence, policy: Policy, sides: Sides) -> Entry:
    low, high = (toll.low, toll.high)
    if low is None and high is None and toll.part_of is None:  # "most of them women": no number of its own
        low, high = policy.phrase(toll.text)
    return Entry(
        claim=claim,
        toll=toll,
        voice=evidence.speaker[claim.id],
        said=evidence.said(claim),
        side=sides.of_toll(claim, toll),
        low=low,
        high=high,
    )


def _aside(entry: Entry) -> Use | None:
    if entry.claim.status not in TOLD:
        return "not_told"
    if TOTALS & {toll.scope for toll in _above(entry)}:
        return "running_total"
    if entry.toll.unit == "families":
        return "not_persons"
    return "no_number" if entry.low is None and entry.high is None else None


def _filled(entries: Sequence[Entry]) -> Fates:
    """Phrases ("dozens", "soldiers") that a figure fills, whoever tells it: they say no other number than that.

    A phrase that speaks of more than every figure stays ("hundreds" against eleven).
    """
    fates: Fates = {}
    for phrase in entries:
        if not phrase.vague:
            continue
        figures = [e for e in entries if not e.vague and e.toll.harm == phrase.toll.harm and _same_people(e, phrase)]
        filling = max(figures, key=lambda e: e.low or e.high or 0, default=None)
        if filling is not None and (filling.low or filling.high or 0) >= (phrase.low or 0):
            fates[phrase.toll.id] = ("vague", filling.toll.id)
    return fates


def _same_people(figure: Entry, phrase: Entry) -> bool:
    """Whether a figure counts the people of a phrase: of everyone, or of the same group and side."""
    sides = figure.side == phrase.side or None in {figure.side, phrase.side}
    return figure.group == "all" or (figure.key[1:3] == phrase.key[1:3] and sides)


def _above(entry: Entry) -> Iterator[Toll]:
    """A toll and those of its claim that contain it: a part of a running total is running too."""
    tolls = {toll.id: toll for toll in entry.claim.tolls}
    current: Toll | None = entry.toll
    while current is not None:
        yield current
        current = tolls.pop(current.part_of, None) if current.part_of else None


def _by_voice(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    spoken: dict[tuple[str, Harm], list[Entry]] = defaultdict(list)
    for entry in entries:
        spoken[entry.voice.id, entry.toll.harm].append(entry)
    yield from spoken.values()


def _settled(spoken: Sequence[Entry]) -> Fates:
    """What becomes of the tolls of one harm that one voice gives."""
    fates: Fates = {}
    for same in _by_key(spoken):
        fates |= _repeated(same, _superseded(same))
    fates |= _broken_down(spoken, fates)
    for entry in spoken:  # what was part of a toll that is gone is gone with it
        above = fates.get(entry.toll.part_of or "")
        if above and above[0] == "superseded" and entry.toll.id not in fates:
            fates[entry.toll.id] = above
    left = [entry for entry in spoken if entry.toll.id not in fates]
    return fates | _contained(left)


def _by_key(spoken: Iterable[Entry]) -> Iterator[list[Entry]]:
    keyed: dict[object, list[Entry]] = defaultdict(list)
    for entry in spoken:
        keyed[entry.key].append(entry)
    yield from keyed.values()


# --- said again, and said later --------------------------------------------------------------------------------------


def supersedes(late: Entry, early: Entry) -> bool:
    """Whether a named source has revised its own number: same group, scope and window, said on a later day.

    A later bound that the earlier number already meets takes nothing back ("more than 60" a week after "at least 135").
    """
    return (
        late.voice.id == early.voice.id
        and late.voice.name is not None
        and late.key == early.key
        and _later(late, early)
        and same_window(late.claim.when, early.claim.when)
        and not early.within(late)
    )


def _later(one: Entry, two: Entry) -> bool:
    return one.said is not None and two.said is not None and one.said > two.said


def same_window(one: When | None, two: When | None) -> bool:
    """Whether two tolls count the same days; a toll without days counts those of the event."""
    days = [(w.earliest, w.latest) for w in (one, two) if w is not None and w.earliest and w.latest]
    if len(days) < 2:
        return True
    (start, end), (other_start, other_end) = (
        (date.fromisoformat(a or ""), date.fromisoformat(b or "")) for a, b in days
    )
    overlap = start <= other_end and other_start <= end
    lengths = ((end - start).days, (other_end - other_start).days)
    return overlap and ((start, end) == (other_start, other_end) or max(lengths) < SAME_WINDOW)


def _superseded(same: Sequence[Entry]) -> Fates:
    fates: Fates = {}
    for early in same:
        late = [entry for entry in same if supersedes(entry, early)]
        if late:
            newest = max(late, key=lambda entry: entry.said or "")
            fates[early.toll.id] = ("superseded", newest.toll.id)
    return fates


def _repeated(same: Sequence[Entry], fates: Fates) -> Fates:
    """Of tolls that agree, the most exact counts, the first among equals."""
    kept: list[Entry] = []
    found = dict(fates)
    for entry in same:
        if entry.toll.id in found or not same_window(entry.claim.when, same[0].claim.when):
            continue
        wider = [other for other in kept if entry.within(other) and not other.within(entry)]
        narrower = next((other for other in kept if other.within(entry)), None)
        if narrower is not None:
            found[entry.toll.id] = ("repeated", narrower.toll.id)
            continue
        for other in wider:
            found[other.toll.id] = ("repeated", entry.toll.id)
        kept = [other for other in kept if other not in wider] + [entry]
    return found


def _broken_down(spoken: Sequence[Entry], fates: Fates) -> Fates:
    """A total that the same source later replaced by groups that add up to at least as many."""
    found: Fates = {}
    for total in spoken:
        if total.group != "all" or total.toll.id in fates or total.voice.name is None:
            continue
        later = [e for e in spoken if e.group != "all" and e.toll.id not in fates and _later(e, total)]
        whole = {(e.toll.who, e.side): e for e in later if not e.toll.detail or e.toll.who == "combatants"}
        if len(whole) > 1 and sum(e.low or 0 for e in whole.values()) >= (total.low or total.high or 0):
            found[total.toll.id] = ("superseded", later[-1].toll.id)
    return found


# --- totals and their parts ------------------------------------------------------------------------------------------


def _contained(left: Sequence[Entry]) -> Fates:
    """Tolls that another toll of the same voice contains."""
    found: Fates = {}
    for entry in left:
        if entry.toll.part_of is not None:
            found[entry.toll.id] = ("part", entry.toll.part_of)
            continue
        whole = next((other for other in left if _contains(other, entry, left)), None)
        if whole is not None:
            found[entry.toll.id] = ("part_of_the_incident" if entry.toll.scope == "part" else "part", whole.toll.id)
    return found


def _contains(whole: Entry, part: Entry, left: Sequence[Entry]) -> bool:
    """Whether ``whole`` counts the people of ``part`` too, though the text does not say so."""
    if whole is part or whole.toll.scope == "part" or not _reaches(whole, part):
        return False
    if part.toll.scope == "part" and whole.key[1:4] in {part.key[1:4], ("all", frozenset(), None)}:
        return True
    if whole.key == part.key:  # one report's total, then "in one village, 19 people"
        return whole.claim.report == part.claim.report and whole.claim.id != part.claim.id and _exceeds(whole, part)
    if whole.group == "all" and part.group != "all":
        return whole.claim.id != part.claim.id or _shares_out(whole, part, left)
    if whole.toll.who == part.toll.who == "combatants":  # "a commander" beside "129 soldiers"
        return part.side is None and whole.side is not None and whole.claim.id != part.claim.id
    return whole.toll.who == part.toll.who == "civilians" and not whole.toll.detail and bool(part.toll.detail)


def _reaches(whole: Entry, part: Entry) -> bool:
    """A whole is not smaller than its part."""
    most = whole.high if whole.high is not None or whole.low is None else None
    return most is None or most >= (part.low or 0)


def _exceeds(whole: Entry, part: Entry) -> bool:
    return part.high is not None and (whole.low or 0) > part.high


def _shares_out(whole: Entry, part: Entry, left: Sequence[Entry]) -> bool:
    """Whether a sentence names a total and what it is made of ("135, 85 of them civilians and 50 fighters"), or adds up."""
    same = [entry for entry in left if entry.claim.id == whole.claim.id and entry.group != "all"]
    stated = any(entry.toll.part_of == whole.toll.id for entry in same)
    return stated or sum(entry.low or 0 for entry in same if entry.toll.scope == part.toll.scope) == whole.low
