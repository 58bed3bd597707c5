"""Draft -> claim: mentions become spans of the text, values get their reasons, the whole its id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.blame import footing
from onrecord.coders.rules.credit import Credit, named_by
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.placing import quarter, within
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.language.dates import TimeMention
from onrecord.language.document import Document, Sentence
from onrecord.language.quantities import Quantity
from onrecord.model import (
    Actor,
    Because,
    Claim,
    Control,
    Count,
    Hit,
    Named,
    Place,
    Responsibility,
    Span,
    Toll,
    Victim,
    Weapon,
    When,
    content_id,
)

CERTAIN = 0.9
DOUBTS = {"no place": 0.1, "place taken over": 0.05, "no actor": 0.1, "status guessed": 0.1, "no time": 0.05}
"""How much each gap takes from a claim's score: an order for review, not a probability."""


DENIALS = {"denied", "rejected", "dismissed", "refuted", "denies", "rejects"}
"""Verbs that only a misread tree puts into the name of a source: "a source denied on Monday reports that …"."""


class SaidDates:
    """The day on which each speaker of a report last spoke, so that "he added" needs no date of its own."""

    def __init__(self) -> None:
        self._by_speaker: dict[int, TimeMention] = {}

    def of(self, speaker: int | None, mention: TimeMention | None) -> TimeMention | None:
        """This mention, remembered; without one what the speaker's earlier words gave."""
        if speaker is None:
            return mention
        if mention is not None:
            self._by_speaker[speaker] = mention
        return self._by_speaker.get(speaker)


class Context(msgspec.Struct, frozen=True):
    """What every claim of one report shares."""

    report: str
    coder: str
    said: SaidDates


def claim(draft: Draft, credit: Credit, reading: Reading, context: Context) -> Claim:
    """The claim that a draft makes."""
    draft = _as_said(draft, credit)
    sentence = reading.document.sentences[draft.sentence]
    text = reading.document.text
    speaker = credit.attribution.source.speaker if credit.attribution and credit.attribution.source else None
    said = context.said.of(speaker, draft.said) if credit.attribution else None
    trigger = _cut(text, sentence.tokens[draft.trigger.first].start, sentence.tokens[draft.trigger.last].end)
    tolls = _tolls(draft, context.report, text)
    actors = tuple(_actors(draft, credit, reading))
    places = tuple({(p.start, p.end): p for p in (_place(m, reading) for m in draft.places)}.values())
    identity = (
        context.report, context.coder, draft.kind, trigger.start, trigger.end,
        *((a.role, a.start, a.end) for a in actors), *((p.start, p.end) for p in places),
        *((t.harm, t.start, t.end) for t in tolls), credit.source.start,
    )  # fmt: skip
    return Claim(
        id=content_id("c", *identity),
        report=context.report,
        coder=context.coder,
        kind=draft.kind,
        status=draft.reading.status,
        recap=draft.reading.recap,
        denies=draft.reading.denies,
        score=_score(draft),
        trigger=trigger,
        sentence=_cut(text, sentence.start, sentence.end),
        actors=actors,
        places=places,
        when=_when(draft),
        said=When(text=said.text, start=said.start, end=said.end) if said else None,
        count=_count(draft, sentence, text),
        weapon=_weapon(draft, sentence, text),
        hits=tuple(_hits(draft, sentence, text)),
        tolls=tolls,
        victims=tuple(_victims(draft, reading.document)),
        control=_control(draft),
        source=credit.source,
        because=tuple(_because(draft, credit, sentence, places)),
    )


def _as_said(draft: Draft, credit: Credit) -> Draft:
    """What a source denies is denied, however plainly its content is put."""
    words = (credit.source.text or "").lower().split()
    denied = credit.attribution is not None and (credit.attribution.force == "denies" or bool(DENIALS & set(words)))
    if not denied or draft.reading.status not in {"happened", "ongoing"}:
        return draft
    reading = msgspec.structs.replace(
        draft.reading, status="denied", denies="event", rule="status.denied_by_source", position=None
    )
    return msgspec.structs.replace(draft, reading=reading)


def _cut(text: str, start: int, end: int) -> Span:
    return Span(text=text[start:end], start=start, end=end)


def _actors(draft: Draft, told: Credit, reading: Reading) -> Iterator[Actor]:
    for part in draft.actors:
        m = part.mention
        later = part.inherited and m.sentence > draft.sentence  # named by whoever speaks there
        credit = named_by(reading, m.start) if later else told
        basis = _basis(draft, credit) if part.role != "target" else Responsibility()
        own = basis.basis != "denied" and (m.own or _is_source(credit, m.start))
        if part.role != "target" and own:
            basis = Responsibility(basis="claimed_by_self", by=credit.source.name or credit.source.text)
        if part.role != "target" and basis.basis == "stated":
            basis = _footing(m, credit, reading)
        if m.unidentified or m.suspected:
            basis = Responsibility(basis="unidentified" if m.unidentified else "suspected")
        yield Actor(
            text=m.text,
            start=m.start,
            end=m.end,
            role=part.role,
            joint=m.joint,
            id=m.id,
            kind=m.kind,
            responsibility=basis,
        )


def _footing(mention: ActorMention, credit: Credit, reading: Reading) -> Responsibility:
    """Whether the words around a doer only accuse or suspect it, and who does."""
    tree = reading.document.sentences[mention.sentence].tree
    basis = footing(tree, mention.position) if tree else None
    by = (credit.source.name or credit.source.text) if credit.source.kind not in NOBODY else None
    return Responsibility(basis=basis, by=by if basis == "accused" else None) if basis else Responsibility()


NOBODY = {"outlet", "unattributed"}
"""Kinds of source that accuse in nobody's name."""


def _is_source(credit: Credit, start: int) -> bool:
    """Whether the doer's words are the source's own: "the group claimed responsibility"."""
    pieces = credit.attribution.source_pieces if credit.attribution else ()
    return any(first <= start < last for first, last in pieces)


def _basis(draft: Draft, credit: Credit) -> Responsibility:
    """On what footing the doer is named: as the attribution's cue puts it."""
    by = credit.source.name or credit.source.text
    if credit.attribution is not None and credit.attribution.force == "accuses":
        return Responsibility(basis="accused", by=by)
    if draft.reading.status == "denied" and draft.reading.denies == "responsibility":
        return Responsibility(basis="denied", by=by)
    return Responsibility()


def _place(mention: PlaceMention, reading: Reading) -> Place:
    outer = reading.places[mention.container] if mention.container is not None else None
    whole = quarter(mention, reading)
    return Place(
        text=whole.text,
        start=whole.start,
        end=whole.end,
        relation=mention.relation,
        part=mention.part,
        extent=mention.extent,
        container=within(outer, reading) if outer else None,
    )


def _when(draft: Draft) -> When | None:
    if draft.when is None:
        return None
    m = draft.when.mention
    return When(text=m.text, start=m.start, end=m.end, inherited=draft.when.inherited)


def _count(draft: Draft, sentence: Sentence, text: str) -> Count | None:
    if draft.count is None:
        return None
    start, end = sentence.tokens[draft.count.first].start, sentence.tokens[draft.count.last].end
    return Count(text=text[start:end], start=start, end=end, low=draft.count.low, high=draft.count.high)


def _weapon(draft: Draft, sentence: Sentence, text: str) -> Weapon | None:
    if draft.weapon is None:
        return None
    start, end = sentence.tokens[draft.weapon.first].start, sentence.tokens[draft.weapon.last].end
    return Weapon(text=text[start:end], start=start, end=end, class_=draft.weapon.entry.class_)


def _hits(draft: Draft, sentence: Sentence, text: str) -> Iterator[Hit]:
    for mention in draft.hits:
        start, end = sentence.tokens[mention.first].start, sentence.tokens[mention.last].end
        yield Hit(text=text[start:end], start=start, end=end, object=mention.object, effect=mention.effect)


def _victims(draft: Draft, document: Document) -> Iterator[Victim]:
    for mention in draft.victims:
        sentence = document.sentences[draft.sentence if mention.sentence is None else mention.sentence]
        start, end = sentence.tokens[mention.first].start, sentence.tokens[mention.last].end
        first, last = mention.described or (0, -1)
        words = document.text[sentence.tokens[first].start : sentence.tokens[last].end] if mention.described else None
        yield Victim(text=document.text[start:end], start=start, end=end, harm=mention.harm, description=words)


def _tolls(draft: Draft, report: str, text: str) -> tuple[Toll, ...]:
    ids = {index: content_id("t", report, q.start, q.end, q.harm) for index, q in draft.tolls}
    return tuple(
        _toll(q, ids[index], ids.get(q.part_of) if q.part_of is not None else None, text) for index, q in draft.tolls
    )


def _toll(quantity: Quantity, identity: str, whole: str | None, text: str) -> Toll:
    assert quantity.harm is not None
    return Toll(
        id=identity,
        text=text[quantity.start : quantity.end],
        start=quantity.start,
        end=quantity.end,
        harm=quantity.harm,
        who=quantity.who,
        detail=quantity.detail,
        side=text[slice(*quantity.side)] if quantity.side else None,
        unit=quantity.unit,
        low=quantity.low,
        high=quantity.high,
        approximate=quantity.approximate,
        scope=quantity.scope,
        part_of=whole,
    )


def _control(draft: Draft) -> Control | None:
    part = draft.control
    if part is None:
        return None
    holder = Named(id=part.holder.id, name=part.holder.text) if part.holder else None
    loser = Named(id=part.from_.id, name=part.from_.text) if part.from_ else None
    return Control(state=part.state, change=part.change, holder=holder, from_=loser)


def _score(draft: Draft) -> float:
    doubts = [
        "no place" if not draft.places else "place taken over" if draft.places_inherited else "",
        "no actor" if not draft.actors and draft.control is None else "",
        "no time" if draft.when is None else "",
        "status guessed" if draft.reading.rule != "status.plain" else "",
    ]
    return round(CERTAIN - sum(DOUBTS.get(doubt, 0.0) for doubt in doubts), 2)


def _because(draft: Draft, credit: Credit, sentence: Sentence, places: Sequence[Place]) -> Iterator[Because]:
    tokens = sentence.tokens
    trigger = draft.trigger
    first, last = tokens[trigger.first], tokens[trigger.last]
    yield Because(
        field="kind", rule=f"trigger.{trigger.meaning.sense}: {trigger.meaning.lemma}", start=first.start, end=last.end
    )
    decided = tokens[draft.reading.position] if draft.reading.position is not None else first
    yield Because(field="status", rule=draft.reading.rule, start=decided.start, end=decided.end)
    for number, part in enumerate(draft.actors):
        rule = "role.taken_over" if part.inherited else f"role.{trigger.meaning.frame}.{part.role}"
        yield Because(field=f"actors.{number}", rule=rule, start=part.mention.start, end=part.mention.end)
    for number, place in enumerate(places):
        rule = "place.taken_over" if draft.places_inherited else f"place.{place.relation}"
        yield Because(field=f"places.{number}", rule=rule, start=place.start, end=place.end)
    held = draft.control
    for field, mention in (("holder", held.holder), ("from", held.from_)) if held else ():
        if mention is not None:
            yield Because(field=f"control.{field}", rule=f"control.{field}", start=mention.start, end=mention.end)
    for number, (_, quantity) in enumerate(draft.tolls):
        yield Because(
            field=f"tolls.{number}",
            rule=f"toll.{quantity.harm}: {quantity.phrase_head}",
            start=quantity.start,
            end=quantity.end,
        )
    if draft.when is not None:
        m = draft.when.mention
        yield Because(
            field="when", rule="when.taken_over" if draft.when.inherited else "when.stated", start=m.start, end=m.end
        )
    cue = credit.attribution.cue[0] if credit.attribution and credit.attribution.cue else (first.start, last.end)
    yield Because(field="source", rule=credit.rule, start=cue[0], end=cue[1])
