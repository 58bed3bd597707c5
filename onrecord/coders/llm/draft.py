"""Another coder's claims as an answer, for a model to correct."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coders.llm import answer
from onrecord.coders.llm.grounding import Text
from onrecord.model import Claim, Source, Span


def draft(claims: Sequence[Claim], text: Text, first: int, last: int) -> answer.Answer:
    """The claims whose trigger stands in sentences ``first`` to ``last`` (both in), in the words that are sent."""
    numbered = [(text.sentence_of(_at(claim.trigger, text)), claim) for claim in claims]
    return answer.Answer(claims=tuple(_said(claim, at, text) for at, claim in numbered if first <= at <= last))


def _at(span: Span, text: Text) -> int:
    return text.masked.sent(span.start, span.end)[0]


def _quote(span: Span, text: Text) -> str:
    start, end = text.masked.sent(span.start, span.end)
    return text.masked.text[start:end]


def _maybe(span: Span | None, text: Text) -> str | None:
    return _quote(span, text) if span is not None else None


def _words(value: str | None, text: Text) -> str | None:
    """A value that is told by its words alone, with names masked as in the text."""
    return text.masked_words(value) if value else None


def _said(claim: Claim, sentence: int, text: Text) -> answer.Said:
    ids = [toll.id for toll in claim.tolls]
    return answer.Said(
        sentence=sentence,
        trigger=_quote(claim.trigger, text),
        kind=claim.kind,
        status=claim.status,
        recap=claim.recap,
        denies=claim.denies,
        actors=tuple(
            answer.Actor(quote=_quote(a, text), role=a.role, joint=a.joint, kind=a.kind, basis=a.responsibility.basis)
            for a in claim.actors
        ),
        places=tuple(
            answer.Place(
                quote=_quote(p, text),
                relation=p.relation,
                part=p.part,
                extent=p.extent,
                container=_maybe(p.container, text),
            )
            for p in claim.places
        ),
        when=answer.Time(quote=_quote(claim.when, text)) if claim.when else None,
        said=answer.Time(quote=_quote(claim.said, text)) if claim.said else None,
        count=answer.Count(quote=_quote(claim.count, text), low=claim.count.low, high=claim.count.high)
        if claim.count
        else None,
        weapon=answer.Weapon(quote=_quote(claim.weapon, text), kind=claim.weapon.class_) if claim.weapon else None,
        hits=tuple(answer.Hit(quote=_quote(h, text), object=h.object, effect=h.effect) for h in claim.hits),
        tolls=tuple(
            answer.Toll(
                quote=_quote(t, text),
                harm=t.harm,
                who=t.who,
                detail=t.detail,
                side=_words(t.side, text),
                unit=t.unit,
                low=t.low,
                high=t.high,
                approximate=t.approximate,
                scope=t.scope,
                part_of=ids.index(t.part_of) if t.part_of in ids else None,
            )
            for t in claim.tolls
        ),
        victims=tuple(answer.Victim(quote=_quote(v, text), harm=v.harm) for v in claim.victims),
        control=answer.Control(
            state=claim.control.state,
            change=claim.control.change,
            holder=_words(claim.control.holder.name if claim.control.holder else None, text),
            loser=_words(claim.control.from_.name if claim.control.from_ else None, text),
        )
        if claim.control
        else None,
        source=_source(claim.source, text),
    )


def _source(source: Source, text: Text) -> answer.Source:
    span = None
    if source.text is not None and source.start is not None and source.end is not None:
        span = Span(text=source.text, start=source.start, end=source.end)
    return answer.Source(
        kind=source.kind,
        quote=_maybe(span, text),
        name=_words(source.name, text),
        affiliation=_words(source.affiliation, text),
        anonymous=source.anonymous,
        speech=source.quote,
        via=tuple(
            answer.Via(
                quote=_quote(Span(text=via.text, start=via.start, end=via.end), text),
                name=_words(via.name, text),
                kind=via.kind,
            )
            for via in source.via
        ),
    )
