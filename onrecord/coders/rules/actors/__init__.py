"""Who is spoken of: names, groups, machines and people as noun phrases, and whom "the group" or "they" point back to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import msgspec

from onrecord.coders.rules.actors.mention import ActorMention
from onrecord.coders.rules.actors.pointing import resolve, uses_force
from onrecord.coders.rules.actors.sentence import Scan
from onrecord.knowledge import naming
from onrecord.knowledge.actors import Registry
from onrecord.language.document import Document, Token

__all__ = ["ActorMention", "find", "resolve"]

CASED_SHARE = 0.5
"""A text or sentence with fewer lower-case words than this share says nothing by its capitals."""
SHORT = 3
"""Acronyms of so many letters are words of other languages and places too: "ANA", "FACT"."""
NEXT = 2
"""So many sentences on "the army" is the one named before."""
CERTAIN = 2
"""So many votes a country needs to be where a report plays."""


def find(
    document: Document, registry: Registry, on: dt.date | None = None, country: str | None = None
) -> tuple[ActorMention, ...]:
    """All actor mentions in text order.

    ``on`` is a day near the report's, which rules out names not in use then. ``country`` (alpha-3) is where the report
    plays, which tells whose "the army" and "the rebels" are; None takes the country that the text speaks of most.
    """
    mixed = _cased([token for sentence in document.sentences for token in sentence.tokens])
    scans = [
        Scan(document, number, sentence, registry, mixed and _cased(sentence.tokens), on)
        for number, sentence in enumerate(document.sentences)
    ]
    found = [mention for scan in scans for mention in scan.mentions()]
    found = _with_acronyms(scans, found, document)
    votes = _votes(scans, found, registry)
    found = found if mixed else [mention for mention in found if not _chance(mention, votes, registry)]
    best = max(votes, key=lambda code: votes[code]) if votes else None
    theatre = country or (best if best and votes[best] >= CERTAIN else None)
    speakers: dict[int, str | None] = {}  # officials of a country speak of their own army in the same sentence
    settled: list[ActorMention] = []
    for mention in (_armed(one, document, registry) for one in found):
        own = mention.definite and mention.noun in {"army", "police", "security", "government"}
        there = speakers.get(mention.sentence) if own else None
        named_abroad = _abroad(mention, settled)
        settled.append(mention if named_abroad else _at_home(mention, registry, on, there or theatre))
        if mention.noun in {"officials", "government"} and mention.sentence not in speakers:
            entry = registry.named(mention.text, on)
            speakers[mention.sentence] = entry.country if entry else None
    return tuple(settled)


def _armed(mention: ActorMention, document: Document, registry: Registry) -> ActorMention:
    """A people that bombs and kills, which are its forces: "the Americans bombed the bridge"."""
    if naming.forces_of(mention.text) and uses_force(mention, document):
        return msgspec.structs.replace(
            mention, id=None, kind="identity_militia", noun="fighters", civilian=False, generic=True
        )
    home, _, what = (mention.id or "").partition(":")
    if what != "civilians" or not mention.definite or mention.generic or not uses_force(mention, document):
        return mention
    entry = registry.entry(f"{home}:armed-forces")
    if entry is None:
        return mention
    return msgspec.structs.replace(mention, id=entry.id, kind=entry.kind, civilian=False)


def _with_acronyms(scans: Sequence[Scan], found: Sequence[ActorMention], document: Document) -> list[ActorMention]:
    """The mentions with those of unknown groups by the acronym that the text itself gives: "the Valley Front (VF)"."""
    given = {scans[m.sentence].acronym_after(m): m for m in found if m.id is None and not m.generic}
    given.pop(None, None)
    if not given:
        return list(found)
    covered = {(m.sentence, token) for m in found for token in range(m.first, m.last + 1)}
    added = [
        msgspec.structs.replace(
            given[token.text], text=token.text, start=token.start, end=token.end, sentence=number, position=at,
            first=at, last=at, modifier=False,
        )
        for number, sentence in enumerate(document.sentences)
        for at, token in enumerate(sentence.tokens)
        if token.text in given and (number, at) not in covered and token.start > given[token.text].end + 2
    ]  # fmt: skip
    return sorted([*found, *added], key=lambda mention: (mention.start, mention.end))


def _votes(scans: Sequence[Scan], found: Sequence[ActorMention], registry: Registry) -> Counter[str]:
    """How much the text says of each country as the place of what happens; armed groups named speak for their homes."""
    votes: Counter[str] = Counter()
    for scan in scans:
        for hit in scan.hits:
            if hit.label == "land" and hit.value:
                votes[hit.value] += scan.setting(hit)
    for mention in found:
        entry = registry.entry(mention.id) if mention.id else None
        if entry and entry.kind not in {"state_forces", "external_forces"} and entry.country:
            votes[entry.country] += 0 if _acronym(mention) else 2
    return votes


def _acronym(mention: ActorMention) -> bool:
    return mention.first == mention.last and len(mention.text) <= SHORT


def _chance(mention: ActorMention, votes: Counter[str], registry: Registry) -> bool:
    """Whether a short word of a text in capitals is an acronym by chance: nothing else speaks of that country."""
    entry = registry.entry(mention.id) if mention.id and _acronym(mention) and not mention.generic else None
    return entry is not None and entry.country is not None and not votes[entry.country]


def _at_home(mention: ActorMention, registry: Registry, on: dt.date | None, country: str | None) -> ActorMention:
    """A mention whose words name somebody only in the report's own country."""
    if mention.id is not None or country is None or mention.own or not mention.generic:
        return mention
    if mention.noun in {"pronoun", "officials"} or mention.civilian:
        return mention
    entry = registry.named(naming.forces_of(mention.text) or mention.text, on, country)
    if entry is None or entry.kind in {"civilians", "protesters", "rioters"} or mention.unidentified:
        return mention
    return msgspec.structs.replace(mention, id=entry.id, kind=entry.kind)


def _abroad(mention: ActorMention, before: Sequence[ActorMention]) -> bool:
    """Whether a bare "the army" follows an army just named, which it then means, wherever the report plays."""
    if mention.noun != "army" or not mention.definite or mention.id is not None or mention.own:
        return False
    named = next((m for m in reversed(before) if m.noun in {"army", "government"} and not m.modifier), None)
    return (
        named is not None
        and named.noun == "army"
        and named.id is not None
        and mention.sentence - named.sentence <= NEXT
    )


def _cased(tokens: Sequence[Token]) -> bool:
    words = [token.text for token in tokens if token.text.isalpha()]
    lower = sum(not word.isupper() for word in words)
    return bool(words) and lower / len(words) >= CASED_SHARE and any(word[0].isupper() for word in words)
