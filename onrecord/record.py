"""Reports on the record: taken into a store, merged with what others told, judged by people; each step one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

import msgspec

from onrecord import independence, merge, pipeline, read
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.model import Act, Coded, Decision, OnrecordError, Page, Rejected, Report
from onrecord.pipeline import Tools
from onrecord.store import Added, Store, Writing

STEP = 100
"""Tellings that ``merged`` takes in one transaction: a kill loses seconds of work, no more."""


class Kept(msgspec.Struct, frozen=True):
    """What adding one input came to."""

    added: Added
    coded: Coded


def kin(tools: Tools) -> merge.Kin:
    """What merging knows of kinds and sides, from the tools that read reports."""
    return kinship(tools.codebook, tools.registry)


def kinship(book: Codebook, registry: Registry) -> merge.Kin:
    """What merging knows of kinds and sides: the codebook's families, the registry's sides."""

    def family(kind: str) -> str:
        return book.kind(kind).family if kind in book.kinds else kind

    def side(id_: str, country: str | None) -> str:
        return registry.side_of(id_, registry.country(country) if country else None)

    return merge.Kin(family=family, side=side, within=registry.contains)


def add(sources: Sequence[str], tools: Tools, store: Store, *, published: str | None = None) -> Iterator[Kept]:
    """Code inputs and keep each with its events merged, one transaction an input, in order.

    ``published`` fills a missing date; a stated one gives way to it only where there is a single input. What stops in
    between leaves whole inputs; adding the same again completes it and changes nothing else.
    """
    weaver = merge.Weaver(kin(tools))
    single = len(sources) == 1 and not read.holds_several(sources[0])
    for source in sources:
        for page in read.pages(source, limits=tools.settings.limits, fields=tools.settings.fields):
            if isinstance(page, Rejected):
                coded = Coded(report=None, rejected=(page,))
            else:
                coded = pipeline.code_page(page, tools, published=published, override=single)
            kept = None if isinstance(page, Rejected) else page
            yield Kept(keep(coded, store, weaver, kept, coder=tools.coder.name), coded)
    store.take_stock()


def keep(
    coded: Coded, store: Store, weaver: merge.Weaver, page: Page | None = None, *, coder: str | None = None
) -> Added:
    """Keep one coded input, and merge what it tells: all in one transaction.

    ``coder`` is who read it, for a reading that found nothing replaces that coder's earlier one too.
    """
    with store.writing() as writing:
        added = writing.put(coded, page, None if coder and "+" in coder else coder)  # of several, the claims say whose
        if coded.report is None or added in ("same", "rejected"):
            return added
        _tie(coded.report, writing)
        _weave(writing, weaver, [event.id for event in coded.events])
    return added


def take(coded: Sequence[Coded], store: Store) -> int:
    """Keep inputs coded elsewhere, all in one transaction, their events still to be merged; gives how many were new."""
    with store.writing() as writing:
        new = 0
        for one in coded:
            if writing.put(one) in ("same", "rejected") or one.report is None:
                continue
            _tie(one.report, writing)
            new += 1
    return new


def merged(store: Store, tools: Tools) -> Iterator[int]:
    """Merge all that waits for it, some tellings a transaction; gives how many were done each time."""
    weaver = merge.Weaver(kin(tools))
    while True:
        with store.writing() as writing:
            waiting = writing.unmerged()[:STEP]
            if not waiting and not writing.bereft():
                break
            _weave(writing, weaver, waiting)
        yield len(waiting)
    store.take_stock()


def _weave(writing: Writing, weaver: merge.Weaver, new: Collection[str]) -> None:
    """Compare new tellings and group anew what they, or tellings that are gone, touch."""
    bereft = writing.members(writing.bereft())
    left = [telling for ids in bereft.values() for telling in ids]
    weaver.compare(writing, list(dict.fromkeys([*new, *left])))
    weaver.regroup(writing, [*new, *left])


def _tie(report: Report, writing: Writing) -> None:
    """Tie a report to the one that it reprints, and later reprints to it."""
    sketch = independence.sketch(report)
    if sketch is None:
        return
    writing.put_signature(report.id, sketch.signature, sketch.keys)
    near = writing.signatures(sketch.keys) | {report.id: sketch.signature}
    for id_ in sorted(near):
        others = near if id_ == report.id else writing.signatures(independence.keys_of(near[id_]))
        if id_ != report.id and report.id not in others:
            continue
        origin = independence.origin(id_, near[id_], others)
        if origin is not None and report.id in (id_, origin):
            writing.put_origin(id_, origin)


# --- what people judge -----------------------------------------------------------------------------------------------

GROUPING: tuple[Act, ...] = ("same", "different", "split")


def judge(store: Store, tools: Tools, decision: Decision) -> Decision:
    """Keep a person's decision; one about what is one event takes effect at once, and so does taking it back."""
    with store.writing() as writing:
        touched = _touched(store, writing, decision)
        writing.decide(decision)
        if touched:
            merge.Weaver(kin(tools)).regroup(writing, touched)
    return decision


def _touched(store: Store, writing: Writing, decision: Decision) -> list[str]:
    """The tellings to group anew: those a decision is about, or the one that it takes back, at the end of a chain of undos."""
    seen: set[str] = set()
    known = {one.id: one for one in store.decisions()} if decision.act == "undo" else {}
    while decision.act == "undo" and decision.undoes not in (None, *seen):
        seen.add(decision.undoes or "")
        decision = known.get(decision.undoes or "", decision)
    if decision.act not in GROUPING:
        return []
    return [telling.id for telling in writing.tellings(decision.subjects)]


def same(store: Store, events: Sequence[str], by: str, why: str | None = None) -> Decision:
    """These events are one: a decision about all their tellings. Raises OnrecordError where there are not two of them."""
    groups = [tellings_of(store, event) for event in dict.fromkeys(events)]
    if len(groups) < 2 or len(set(groups)) < 2:
        raise OnrecordError("Two different events are wanted; these are one already.")
    return decided(store, "same", [id_ for group in groups for id_ in group], by, why)


def different(store: Store, events: Sequence[str], by: str, why: str | None = None) -> Decision:
    """These events are not one, whatever later reports may suggest."""
    groups = [tellings_of(store, event) for event in dict.fromkeys(events)]
    if len(groups) < 2 or len(set(groups)) < 2:
        raise OnrecordError(
            "Two different events are wanted; these are one. To take it apart: `onrecord split EVENT CLAIM…`."
        )
    subjects = [id_ for group in groups for id_ in group]
    return _grouped(decided(store, "different", subjects, by, why), groups)


def split(store: Store, event: str, claims: Sequence[str], by: str, why: str | None = None) -> Decision:
    """The tellings with these claims are no part of this event; without claims, every telling is one of its own.

    Raises OnrecordError where nothing would be left to split.
    """
    dossier = store.event(event)
    if dossier is None:
        raise OnrecordError(f"There is no event {event!r}.")
    unknown = set(claims) - {claim.id for claim in dossier.claims}
    if unknown:
        raise OnrecordError(f"The event {event} has no claim {', '.join(sorted(unknown))}.")
    out = [t.id for t in dossier.tellings if {claim.id for claim in t.claims} & set(claims)]
    groups = (
        [out, [t.id for t in dossier.tellings if t.id not in out]] if claims else [[t.id] for t in dossier.tellings]
    )
    if len(groups) < 2 or not all(groups):
        raise OnrecordError(
            f"The event {event} cannot be split so: all its claims come from one report, or all are named."
        )
    subjects = [id_ for group in groups for id_ in group]
    return _grouped(decided(store, "split", subjects, by, why), groups)


def review(store: Store, act: Act, events: Sequence[str], by: str, why: str | None = None) -> list[Decision]:
    """Approve, clear or reject events: one decision each, all in one transaction."""
    made = [decided(store, act, [event], by, why) for event in events]
    with store.writing() as writing:
        for decision in made:
            writing.decide(decision)
    return made


def tellings_of(store: Store, event: str) -> tuple[str, ...]:
    """The tellings of an event, by its id or the id of one merged into it. Raises OnrecordError where there is none."""
    dossier = store.event(event)
    if dossier is None:
        raise OnrecordError(f"There is no event {event!r}.")
    return tuple(telling.id for telling in dossier.tellings)


def decided(store: Store, act: Act, subjects: Sequence[str], by: str, why: str | None = None) -> Decision:
    """A decision of a person, made now."""
    number = sum(1 for _ in store.decisions())
    return Decision(
        id=merge.decision_id(act, subjects, by, number),
        act=act,
        by=f"person:{by}",
        at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        subjects=tuple(subjects),
        why=why,
    )


def _grouped(decision: Decision, groups: Sequence[Sequence[str]]) -> Decision:
    """A decision that says which of its subjects belong together."""
    return msgspec.structs.replace(decision, value=merge.sizes(groups))


def undo(store: Store, decision: str, by: str, why: str | None = None) -> Decision:
    """Taking back a decision, found by its id or the beginning of it. Raises OnrecordError where it is none or several."""
    found = [one for one in store.decisions() if one.id.startswith(decision)]
    if len(found) != 1:
        many = f"{len(found)} decisions begin with" if found else "There is no decision"
        raise OnrecordError(f"{many} {decision!r}.")
    return msgspec.structs.replace(decided(store, "undo", found[0].subjects, by, why), undoes=found[0].id)
