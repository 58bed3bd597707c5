"""Answer -> claims: quotes become spans of the report, words of closed lists become values, the whole gets its id.

A claim stands only if its trigger and its source stand in the report. Every other value that does not is dropped alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import msgspec

from onrecord.coders.llm import answer
from onrecord.coders.llm.alignment import Refused
from onrecord.coders.llm.grounding import Grounds, Text, rejected, shown
from onrecord.language import dates
from onrecord.model import (
    Actor,
    Because,
    Claim,
    Control,
    Count,
    Hit,
    Named,
    Place,
    Rejected,
    Responsibility,
    Source,
    Span,
    Toll,
    Via,
    Victim,
    Weapon,
    When,
    content_id,
)

CERTAIN = 0.8
DOUBTS = {"no place": 0.1, "no actor": 0.1, "no time": 0.05, "dropped": 0.1}
"""How much each gap takes from a claim's score: an order for review, not a probability. A model's plain reading begins
below a rule's (0.9): which words decided is not known."""
OWN_VOICE = frozenset({"outlet", "unattributed"})
NAMING = {"accused", "suspected", "claimed_by_self", "admitted", "denied"}
"""Footings that somebody has put an act on."""


class Making(msgspec.Struct, frozen=True):
    """What every claim of a report shares. ``actor`` gives the registry id for English words, where there is one."""

    text: Text
    coder: str
    kinds: frozenset[str]
    actor: Callable[[str], str | None]

    @property
    def report(self) -> str:
        """The report's id."""
        return self.text.report.id


def claim(said: answer.Said, making: Making) -> tuple[Claim | None, tuple[Rejected, ...]]:
    """The claim that an answer makes, if it is grounded, and what was dropped of it."""
    start = _grounds(said, making)
    if isinstance(start, str):
        reason = f"claim of kind {said.kind!r} dropped: {start}"
        return None, (Rejected(input=making.report, step="claims", reason=reason),)
    grounds, trigger = start
    source = _source(said.source, grounds)
    if source is None:
        faults = "; ".join(reason for field, reason in grounds.dropped if field == "source")
        reason = f"claim of kind {said.kind!r} dropped: its source: {faults}"
        return None, (Rejected(input=making.report, step="claims", reason=reason),)
    made = _made(said, making, grounds, (trigger, source))
    return made, rejected(making.text.report, made.id, grounds.dropped)


def _grounds(said: answer.Said, making: Making) -> tuple[Grounds, Span] | str:
    """The ground that a claim stands on, or why there is none."""
    text = making.text
    if said.kind not in making.kinds:
        return "this is no kind of the codebook"
    home = text.reaches[said.sentence] if 0 <= said.sentence < len(text.reaches) else None
    found = text.aligner.alone(said.trigger, home, _anchors(said, text, home))
    if isinstance(found, Refused):
        return f"its trigger {shown('trigger', said.trigger)}{found.reason}"
    number = text.sentence_of(found.start)
    grounds, trigger = Grounds(text, text.reaches[number], found), text.cut(found)
    grounds.because.append(Because(field="kind", rule=f"model.{said.kind}", start=trigger.start, end=trigger.end))
    grounds.because.append(Because(field="status", rule=f"model.{said.status}", start=trigger.start, end=trigger.end))
    return grounds, trigger


def _anchors(said: answer.Said, text: Text, home: tuple[int, int] | None) -> list[int]:
    """Where those quotes of a claim stand that its sentence holds once: they tell which of two equal triggers is meant."""
    if home is None:
        return []
    quotes = [one.quote for group in (said.tolls, said.actors, said.places, said.hits) for one in group]
    places = [text.aligner.places(quote, home) for quote in quotes if quote.strip()]
    return [found[0].start for found in places if len(found) == 1]


def _made(said: answer.Said, making: Making, grounds: Grounds, core: tuple[Span, Source]) -> Claim:
    trigger, source = core
    sentence = making.text.original(making.text.sentence_of(making.text.masked.sent(trigger.start, trigger.end)[0]))
    actors = tuple(_actors(said, making, grounds, source))
    places = tuple(_places(said, grounds))
    tolls = tuple(_tolls(said, making, grounds))
    when = _when("when", said.when, said.status, grounds, sentence)
    identity = (
        making.report, making.coder, said.kind, trigger.start, trigger.end,
        *((a.role, a.start, a.end) for a in actors), *((p.start, p.end) for p in places),
        *((t.harm, t.start, t.end) for t in tolls), source.start,
    )  # fmt: skip
    control = _control(said, grounds, actors)
    hits, victims = tuple(_hits(said, grounds)), tuple(_victims(said, grounds))
    spoken = _when("said", said.said, "happened", grounds, sentence)
    count, weapon = _count(said, grounds), _weapon(said, grounds)
    return Claim(
        id=content_id("c", *identity),
        report=making.report,
        coder=making.coder,
        kind=said.kind,
        status=said.status,
        recap=said.recap,
        denies=said.denies if said.status == "denied" else None,
        score=_score(actors, places, when, grounds, control),
        trigger=trigger,
        sentence=sentence,
        actors=actors,
        places=places,
        when=when,
        said=spoken,
        count=count,
        weapon=weapon,
        hits=hits,
        tolls=tolls,
        victims=victims,
        control=control,
        source=source,
        because=grounds.reasons(),
    )


def _score(
    actors: Sequence[Actor], places: Sequence[Place], when: When | None, grounds: Grounds, control: Control | None
) -> float:
    doubts = [
        "" if places else "no place",
        "" if actors or control else "no actor",
        "" if when else "no time",
        "dropped" if grounds.dropped else "",
    ]
    return round(CERTAIN - sum(DOUBTS.get(doubt, 0.0) for doubt in doubts), 2)


# --- the source ------------------------------------------------------------------------------------------------------


def _source(said: answer.Source, grounds: Grounds) -> Source | None:
    """Whom the report credits; null where the words for it do not stand in the report."""
    if said.kind in OWN_VOICE and said.quote is None:
        return Source(kind=said.kind)
    if said.quote is None:
        grounds.drop("source", "it has no words")
        return None
    span = grounds.span("source", said.quote)
    if span is None:
        return None
    name = None if said.anonymous else grounds.words("source.name", said.name)
    return Source(
        kind=said.kind,
        text=span.text,
        start=span.start,
        end=span.end,
        name=name,
        affiliation=grounds.words("source.affiliation", said.affiliation),
        anonymous=said.anonymous,
        quote=said.speech,
        via=tuple(_vias(said, grounds)),
    )


def _vias(said: answer.Source, grounds: Grounds) -> Iterator[Via]:
    for number, one in enumerate(said.via):
        span = grounds.span(f"via.{number}", one.quote)
        if span is not None:
            name = grounds.words(f"via.{number}.name", one.name)
            yield Via(text=span.text, start=span.start, end=span.end, name=name, kind=one.kind)


# --- who, where, when ------------------------------------------------------------------------------------------------


def _actors(said: answer.Said, making: Making, grounds: Grounds, source: Source) -> Iterator[Actor]:
    by = source.name or source.text
    for number, one in enumerate(said.actors):
        span = grounds.span(f"actors.{number}", one.quote)
        if span is None:
            continue
        basis = one.basis if one.role != "target" or one.basis == "unidentified" else "stated"
        yield Actor(
            text=span.text,
            start=span.start,
            end=span.end,
            role=one.role,
            joint=one.joint,
            id=_known(one.english, f"actors.{number}", span, making, grounds),
            kind=one.kind,
            responsibility=Responsibility(basis=basis, by=by if basis in NAMING else None),
        )


def _known(english: str | None, field: str, span: Span, making: Making, grounds: Grounds) -> str | None:
    """The registry id of words in another language, by what they are in English; null for English words."""
    if not english or making.text.report.language == "en":
        return None
    found = making.actor(english)
    if found:
        grounds.because.append(
            Because(
                field=f"{field}.id", rule=f"model.english: {' '.join(english.split())}", start=span.start, end=span.end
            )
        )
    return found


def _places(said: answer.Said, grounds: Grounds) -> Iterator[Place]:
    for number, one in enumerate(said.places):
        span = grounds.span(f"places.{number}", one.quote)
        if span is None:
            continue
        container = grounds.span(f"places.{number}.container", one.container)
        yield Place(
            text=span.text,
            start=span.start,
            end=span.end,
            relation=one.relation,
            part=one.part,
            extent=one.extent,
            container=container,
        )


def _when(field: str, said: answer.Time | None, status: str, grounds: Grounds, sentence: Span) -> When | None:
    span = grounds.span(field, said.quote) if said else None
    if said is None or span is None:
        return None
    inherited = field == "when" and not sentence.start <= span.start < sentence.end
    plain = When(text=span.text, start=span.start, end=span.end, inherited=inherited)
    report = grounds.text.report
    if not said.english or report.language == "en":
        return plain
    found = _days(said.english, report.published, status)
    if found is None or (found.earliest is None and found.latest is None):
        return plain
    grounds.because.append(
        Because(
            field=f"{field}.days",
            rule=f"model.english: {' '.join(said.english.split())}",
            start=span.start,
            end=span.end,
        )
    )
    earliest, latest = (day.isoformat() if day else None for day in (found.earliest, found.latest))
    return msgspec.structs.replace(plain, earliest=earliest, latest=latest, precision=found.precision)


def _days(english: str, published: str | None, status: str) -> dates.Interval | None:
    """The days of a time phrase in English, counted from the day of publication as those of English reports are."""
    try:
        day = dt.date.fromisoformat(published) if published else None
    except ValueError:
        return None
    looks = "ahead" if status == "planned" else "back" if status in {"happened", "ongoing", "denied"} else "either"
    for mention in dates.find(english):
        found = dates.resolve(msgspec.structs.replace(mention, looks=looks), day)
        if found is not None:
            return found
    return None


# --- how many, with what, what was hit -------------------------------------------------------------------------------


def _tolls(said: answer.Said, making: Making, grounds: Grounds) -> Iterator[Toll]:
    made: dict[int, Toll] = {}
    for number, one in enumerate(said.tolls):
        field = f"tolls.{number}"
        span = grounds.span(field, one.quote)
        if span is None or not grounds.numbers(field, span, one.low, one.high):
            continue
        made[number] = Toll(
            id=content_id("t", making.report, span.start, span.end, one.harm),
            text=span.text,
            start=span.start,
            end=span.end,
            harm=one.harm,
            who=one.who,
            detail=one.detail,
            side=grounds.words(f"{field}.side", one.side),
            unit=one.unit,
            low=one.low,
            high=one.high,
            approximate=one.approximate,
            scope=one.scope,
        )
    seen: set[str] = set()
    for number, toll in made.items():
        inside = said.tolls[number].part_of
        whole = made.get(inside) if inside is not None else None
        if toll.id not in seen:
            seen.add(toll.id)
            other = whole.id if whole is not None and whole.id != toll.id else None
            yield msgspec.structs.replace(toll, part_of=other)
        else:
            grounds.drop(f"tolls.{number}", "it is told twice")
            grounds.forget(f"tolls.{number}")


def _count(said: answer.Said, grounds: Grounds) -> Count | None:
    one = said.count
    span = grounds.span("count", one.quote) if one else None
    if one is None or span is None or not grounds.numbers("count", span, one.low, one.high):
        return None
    return Count(text=span.text, start=span.start, end=span.end, low=one.low, high=one.high)


def _weapon(said: answer.Said, grounds: Grounds) -> Weapon | None:
    span = grounds.span("weapon", said.weapon.quote) if said.weapon else None
    if said.weapon is None or span is None:
        return None
    return Weapon(text=span.text, start=span.start, end=span.end, class_=said.weapon.kind)


def _hits(said: answer.Said, grounds: Grounds) -> Iterator[Hit]:
    for number, one in enumerate(said.hits):
        span = grounds.span(f"hits.{number}", one.quote)
        if span is not None:
            yield Hit(text=span.text, start=span.start, end=span.end, object=one.object, effect=one.effect)


def _victims(said: answer.Said, grounds: Grounds) -> Iterator[Victim]:
    for number, one in enumerate(said.victims):
        span = grounds.span(f"victims.{number}", one.quote)
        if span is not None:
            yield Victim(text=span.text, start=span.start, end=span.end, harm=one.harm)


def _control(said: answer.Said, grounds: Grounds, actors: Sequence[Actor]) -> Control | None:
    one = said.control
    if one is None or (one.state is None and one.change is None):
        return None
    holder, loser = (
        _holder(field, quote, grounds, actors) for field, quote in (("holder", one.holder), ("from", one.loser))
    )
    if holder is None and loser is None:
        grounds.drop("control", "neither who holds the place nor who lost it stands in the report")
        return None
    return Control(state=one.state, change=one.change, holder=holder, from_=loser)


def _holder(field: str, quote: str | None, grounds: Grounds, actors: Sequence[Actor]) -> Named | None:
    """Who holds or held, by the report's words; an actor of the same words lends its id."""
    words = grounds.words(f"control.{field}", quote)
    if words is None:
        return None
    same = (actor.id for actor in actors if " ".join(actor.text.split()) == words)
    return Named(id=next(same, None), name=words)
