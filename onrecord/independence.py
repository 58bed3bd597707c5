"""Near-copies and shared sources: how many voices are there really, however many outlets printed them."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onrecord.knowledge.publishers import Publisher, Publishers
from onrecord.knowledge.spelling import fold
from onrecord.model import Claim, Record, Report, Source, SourceKind, Telling, Voice, content_id

# --- near-copies -----------------------------------------------------------------------------------------------------

WORD = re.compile(r"\w+")
WIDTH = 3
"""Words of a shingle. Two desks that rewrite one story share few runs of three words; reprints share most of them."""
SLOTS = 128
"""Minima of a signature: the estimate of a resemblance of a half is off by about four hundredths (1/sqrt(4 SLOTS))."""
ROWS = 4
"""Minima of one key. With 32 keys of four, two texts of resemblance a half meet under one with probability 0.87, of 0.7
with 0.9998 (1 - (1 - r**ROWS)**(SLOTS/ROWS); Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4)."""
COPY = 0.5
"""From this resemblance on a report is a near-copy: half of all runs of three words, which no two desks write by chance."""
SHORTEST = 25
"""Words; shorter texts are alike by chance."""
SEED = 1
DAY = 10
"""Bytes of a signature that hold the day of publication."""
UNDATED = "9999-99-99"
"""Sorts after every day: an undated report is nobody's origin where a dated one is."""


class Sketch(Record, frozen=True):
    """A report's text in short: the bytes that resemblance is read from, and the keys under which near-copies meet."""

    signature: bytes
    keys: tuple[str, ...]


def sketch(report: Report) -> Sketch | None:
    """The sketch of a report; None where its text is too short to tell a copy by."""
    from rensa import RMinHash

    words = WORD.findall(fold(report.text))
    if len(words) < SHORTEST:
        return None
    minhash = RMinHash(num_perm=SLOTS, seed=SEED)
    minhash.update([" ".join(words[at : at + WIDTH]) for at in range(len(words) - WIDTH + 1)])
    minima = b"".join(value.to_bytes(4, "little") for value in minhash.digest())
    return Sketch((report.published or UNDATED)[:DAY].ljust(DAY, "9").encode() + minima, near_keys(minima))


def near_keys(minima: bytes) -> tuple[str, ...]:
    """One key for each ROWS minima."""
    size = 4 * ROWS
    return tuple(content_id("n", at, minima[at : at + size].hex()) for at in range(0, len(minima), size))


def keys_of(signature: bytes) -> tuple[str, ...]:
    """The keys that a stored signature is found under."""
    return near_keys(signature[DAY:])


def resemblance(one: bytes, two: bytes) -> float:
    """The estimated share of runs of three words that two texts have in common (Jaccard), from their signatures."""
    mine, theirs = (memoryview(signature[DAY:]).cast("I") for signature in (one, two))
    return sum(a == b for a, b in zip(mine, theirs, strict=True)) / SLOTS


def origin(report: str, signature: bytes, others: Mapping[str, bytes]) -> str | None:
    """The earliest published of the near-copies of a report that came before it; None where it is the first.

    Among those of one day the lowest id counts as the first, so that the order of adding does not matter.
    """
    own = (signature[:DAY], report)
    before = [(other[:DAY], id_) for id_, other in others.items() if (other[:DAY], id_) < own]
    near = [place for place in before if resemblance(signature, others[place[1]]) >= COPY]
    return min(near)[1] if near else None


# --- voices ----------------------------------------------------------------------------------------------------------

SPEAKS_FOR: frozenset[SourceKind] = frozenset(
    {"official", "military", "police", "armed_group", "monitor", "humanitarian", "media"}
)
"""Kinds whose people speak for their organisation: two officers of one army are one voice."""
FIRST_HAND = frozenset({"monitor", "ngo", "igo", "official", "movement"})
"""Publishers that publish what they themselves stand for; so does an outlet that a party to the war runs."""
FILLERS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "in",
        "and",
        "group",
        "organisation",
        "organization",
        "spokesman",
        "spokesperson",
        "head",
        "director",
    ]
)


class _Said(msgspec.Struct, frozen=True):
    """One claim, who speaks in it, and whether that can count as a source of its own."""

    claim: Claim
    report: str
    key: tuple[str, ...]
    name: str | None
    side: str | None
    strong: bool


def voices(
    tellings: Sequence[Telling], reports: Sequence[Report] = (), publishers: Publishers | None = None
) -> tuple[Voice, ...]:
    """The voices of one event, in the order in which its tellings bring them.

    Reprints speak with their origin's voice, several outlets that cite one monitor with the monitor's, officers with
    their army's. Sources without a name are one voice for each kind and side: nothing shows that they are more.
    ``reports`` are those of the tellings and, where they are at hand, their origins; ``publishers`` default to the shipped.
    """
    known = publishers or _shipped()
    origins = {telling.report: telling.origin for telling in tellings if telling.origin}
    houses = {t.report: t.publisher for t in tellings} | {r.id: r.publisher for r in reports}
    said = []
    for telling in tellings:
        root = _root(telling.report, origins)
        house = _House(root, houses.get(root) or (telling.publisher if root == telling.report else None), known)
        said += [_spoken(claim, telling.report, house) for claim in telling.claims]
    return _gathered(_unified(said))


@functools.cache
def _shipped() -> Publishers:
    return Publishers.open()


def _root(report: str, origins: Mapping[str, str]) -> str:
    """The first print of a report; each origin is earlier than its copy, so this ends."""
    seen = {report}
    while report in origins and origins[report] not in seen:
        report = origins[report]
        seen.add(report)
    return report


class _House:
    """Who published a report, as far as the registry knows."""

    def __init__(self, report: str, name: str | None, known: Publishers) -> None:
        self.known = known
        self.entry = known.named(name) if name else None
        self.name = self.entry.name if self.entry else name
        self.key = self.entry.id if self.entry else f"house:{_plain(name) if name else report}"

    @property
    def first_hand(self) -> bool:
        """Whether its own voice is a source's."""
        return self.entry is not None and (self.entry.kind in FIRST_HAND or self.entry.side is not None)


def _spoken(claim: Claim, report: str, house: _House) -> _Said:
    source = claim.source
    if source.kind == "outlet" or (source.kind == "unattributed" and source.text is None):
        side = house.entry.side if house.entry else None
        return _Said(claim, report, ("named", house.key), house.name, side, house.first_hand)
    name = _speaker(source)
    if name is None:
        unnamed = ("unnamed", source.kind, source.affiliation or source.side or "")
        return _Said(claim, report, unnamed, None, source.side, False)
    entry = house.known.named(name)
    return _Said(claim, report, *_named(name, entry, source), True)


def _named(name: str, entry: Publisher | None, source: Source) -> tuple[tuple[str, ...], str, str | None]:
    """The key, the name to show and the side of a named source."""
    if entry is not None:
        return ("named", entry.id), entry.name, entry.side or source.side
    if source.entity and source.kind in SPEAKS_FOR and not source.via:
        return ("named", source.entity), source.affiliation or name, source.side
    return ("named", f"name:{_plain(name)}"), name, source.side


def _speaker(source: Source) -> str | None:
    """The name that a source goes by: its organisation's where it speaks for one, else its own, else who passed it on."""
    if not source.anonymous and source.kind in SPEAKS_FOR and (source.affiliation or source.entity):
        return source.affiliation or source.entity
    if not source.anonymous and source.name:
        return source.name
    return next((via.name for via in source.via if via.name), None)


def _plain(name: str) -> str:
    """A name as it is compared."""
    words = WORD.findall(fold(name))
    return " ".join([word for word in words if word not in FILLERS] or words)


def _unified(said: Sequence[_Said]) -> list[_Said]:
    """Short names joined to the long one that holds them, and an unnamed monitor to the only named one."""
    names = {one.key: one for one in said if one.key[0] == "named"}
    moved = {key: whole for key, one in names.items() if (whole := _whole(one, names.values()))}
    monitors = {moved.get(one.key, one.key) for one in said if one.claim.source.kind == "monitor" and one.name}
    if len(monitors) == 1:
        (only,) = monitors
        moved |= {one.key: only for one in said if one.key[:2] == ("unnamed", "monitor")}
    return [msgspec.structs.replace(one, key=moved.get(one.key, one.key)) for one in said]


def _whole(one: _Said, others: Iterable[_Said]) -> tuple[str, ...] | None:
    """The only longer name of the same kind of source that has all words of this one: "Barakat", "the Observatory"."""
    words = set(_plain(one.name or "").split())
    if not one.key[1].startswith("name:") or not words:
        return None
    longer = {
        other.key
        for other in others
        if other.key != one.key and _like(other, one) and words < set(_plain(other.name or "").split())
    }
    return longer.pop() if len(longer) == 1 else None


def _like(one: _Said, two: _Said) -> bool:
    kinds = {one.claim.source.kind, two.claim.source.kind}
    return len(kinds) == 1 or kinds == {"monitor", "outlet"}


def _gathered(said: Sequence[_Said]) -> tuple[Voice, ...]:
    groups: dict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for one in said:
        groups[one.key].append(one)
    named = {one.report for one in said if one.strong}
    return tuple(_voice(key, group, named) for key, group in groups.items())


def _voice(key: tuple[str, ...], group: Sequence[_Said], named: set[str]) -> Voice:
    """One voice; a weak one counts as a source only where it speaks in a report without a named source beside it."""
    lead = next((one for one in group if one.name), group[0])
    kinds = [one.claim.source.kind for one in group]
    return Voice(
        id=content_id("v", *key),
        kind=next((kind for kind in kinds if kind != "outlet"), kinds[0]),
        name=max((one.name for one in group if one.name), key=len, default=None),
        side=lead.side,
        claims=tuple(dict.fromkeys(one.claim.id for one in group)),
        reports=tuple(dict.fromkeys(one.report for one in group)),
        corroborates=any(one.strong or one.report not in named for one in group),
    )
