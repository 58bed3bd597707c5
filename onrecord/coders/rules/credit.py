"""Whom the report credits for a claim: the innermost attribution whose content holds the claim's trigger."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from onrecord.coders.rules.reading import Reading
from onrecord.language.quotations import Attribution, Speaker
from onrecord.language.quotations.words import hearsay
from onrecord.model import ActorKind, Source, SourceKind, Via

OUTLET = Source(kind="outlet")
NOBODY = Source(kind="unattributed")
"""Told by somebody whom the report does not name: "there are reports that …", "reportedly"."""
ARTICLE = 6
"""So many characters of "the" or "these" may precede an actor in the words of a source."""
KINDS: Mapping[ActorKind, SourceKind] = {
    "rebel_group": "armed_group",
    "political_militia": "armed_group",
    "identity_militia": "armed_group",
    "state_forces": "military",
}


class Credit(msgspec.Struct, frozen=True):
    """The source of one claim with the attribution that gave it (None for the outlet's own voice)."""

    source: Source
    attribution: Attribution | None
    rule: str


def credit(reading: Reading, start: int, publisher: str | None) -> Credit:
    """The source of what stands at this character of the text. What the publisher's own reporters say is its own voice."""
    told = [a for a in reading.attributions if _testifies(a) and _covers(a, start)]
    holding = [a for a in told if a.source is not None]
    if not holding and told:
        return Credit(NOBODY, None, f"source.{told[0].rule}")
    if not holding:
        return (
            Credit(NOBODY, None, "source.hearsay")
            if _is_hearsay(reading, start)
            else Credit(OUTLET, None, "source.outlet")
        )
    inner = min(holding, key=lambda a: _depth(a, start))
    outer = [
        a
        for a in holding
        if a is not inner
        and a.source is not None
        and inner.source is not None
        and a.source.speaker != inner.source.speaker
    ]
    outer.sort(key=lambda a: -_length(a, start))
    assert inner.source is not None
    via = [_via(speaker) for speaker in [*(a.source for a in outer if a.source), *inner.via]]
    source = _own(_meant(_source(inner.source, inner, tuple(dict.fromkeys(via))), reading), publisher)
    return Credit(source, inner, f"source.{inner.rule}")


def _depth(attribution: Attribution, start: int) -> tuple[int, bool, tuple[tuple[int, int], ...]]:
    """The innermost attribution comes first; of two with the same words who is cited, "the agency said, citing a nurse"."""
    known = attribution.source is not None and attribution.source.kind != "unattributed"
    return (_length(attribution, start), not (known and attribution.rule == "citing"), attribution.content)


def _voice(reading: Reading, start: int) -> int | None:
    """The speaker whose words stand at this character, by the number that quotations give him; None for the outlet's own."""
    told = [a for a in reading.attributions if a.source is not None and _testifies(a) and _covers(a, start)]
    inner = min(told, key=lambda a: _depth(a, start), default=None)
    return inner.source.speaker if inner and inner.source else None


def by_two(reading: Reading, one: int, other: int) -> bool:
    """Whether two speakers tell what stands at two characters: "police said it killed nine, while a doctor put the toll at twelve"."""
    voices = {_voice(reading, start) for start in (one, other)}
    return len(voices) > 1 and None not in voices


def named_by(reading: Reading, start: int) -> Credit:
    """Whose words name an actor at this character: the actor's own where it speaks, else those that speak of it."""
    own = (a for a in reading.attributions if a.source and any(f <= start < last for f, last in a.source_pieces))
    speaking = next(own, None)
    if speaking is None or speaking.source is None:
        return credit(reading, start, None)
    return Credit(_source(speaking.source, speaking, ()), speaking, f"source.{speaking.rule}")


def _is_hearsay(reading: Reading, start: int) -> bool:
    """Whether an adverb of the clause says that this is only what others tell: "reportedly", "allegedly"."""
    sentence = next((one for one in reading.document.sentences if one.start <= start < one.end), None)
    if sentence is None or sentence.tree is None:
        return False
    tree = sentence.tree
    at = next((i for i, token in enumerate(sentence.tokens) if token.start <= start < token.end), None)
    said = [i for i, token in enumerate(sentence.tokens) if token.lower in hearsay()]
    return at is not None and any(tree.heads[i] >= 0 and at in tree.subtree(tree.heads[i]) for i in said)


def _meant(source: Source, reading: Reading) -> Source:
    """A speaker whose words tell no kind ("the group") has that of the armed actor that they point back to; so has who
    speaks for it ("a spokesman for the group")."""
    if source.start is None or source.end is None or source.kind not in {"unattributed", "official"}:
        return source
    meant = [m for m in reading.actors if source.start <= m.start < source.end and m.id and m.antecedent is not None]
    meant = [m for m in meant if m.kind and m.noun != "pronoun"]
    if source.kind == "unattributed":
        meant = [m for m in meant if m.start - source.start <= ARTICLE]
    else:
        meant = [m for m in meant if m.end == source.end]
    kind = next((KINDS.get(m.kind) for m in meant if m.kind), None)
    return msgspec.structs.replace(source, kind=kind) if kind else source


def _own(source: Source, publisher: str | None) -> Source:
    """A reporter of the house that publishes the report ("a correspondent of the Mardin Courier") is that house speaking."""
    house = (source.affiliation or "").removeprefix("the ").casefold()
    own = source.kind == "media" and publisher is not None and house == publisher.removeprefix("The ").casefold()
    return msgspec.structs.replace(source, kind="outlet") if own else source


def _testifies(attribution: Attribution) -> bool:
    """Words spoken or written bear witness, and what somebody holds to be so; wishes, fears and what he would not say do not."""
    held = attribution.act == "thought" and attribution.source is not None and attribution.held
    return (attribution.act == "speech" or held) and attribution.force != "withholds"


def _covers(attribution: Attribution, start: int) -> bool:
    return any(first <= start < last for first, last in attribution.content)


def _length(attribution: Attribution, start: int) -> int:
    return min(last - first for first, last in attribution.content if first <= start < last)


def _source(speaker: Speaker, attribution: Attribution, via: tuple[Via, ...]) -> Source:
    return Source(
        kind=speaker.kind,
        text=speaker.text,
        start=speaker.start,
        end=speaker.end,
        name=None if speaker.anonymous else speaker.name,
        affiliation=speaker.affiliation,
        anonymous=speaker.anonymous,
        quote=attribution.quote,
        via=via,
    )


def _via(speaker: Speaker) -> Via:
    return Via(
        text=speaker.text,
        start=speaker.start,
        end=speaker.end,
        name=None if speaker.anonymous else speaker.name,
        kind=speaker.kind,
    )
