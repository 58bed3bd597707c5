"""Which organisations an incident is laid to: each body that a text names, with named signs of having done it, to be weighed."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from adapters.doers import BLAME, BODIES, GROUPS, MEMBERS, Organisations, is_name, named_doers, words
from adapters.learned import Features
from onrecord.model import Actor, Claim, Coded

OFFICIAL = ("state_forces", "umbrella", "external_forces")
"""Kinds of bodies of states; an incident is laid to them in other words than to armed groups."""

UNLISTED = re.compile(r"\b(?:[\w-]+\s)?(?:mafias?|cartels?|death\s+squads?|gangs?)\b", re.IGNORECASE)
"""Bodies outside the law that no registry lists by name."""

LITTLE = {
    "the", "a", "an", "many", "some", "these", "those", "this", "that", "of", "and", "by", "or", "to", "in", "all", "several", "both",
    "two", "three", "with", "from", "between", "for", "against", "other", "such",
}  # fmt: skip
"""Words before a noun that are no part of a name."""

DISTANCES = (("in its words", 0), ("beside it", 60), ("near it", 150), ("around it", 400), ("off it", 1000))
"""Names for the most characters between an incident and where a body is named; see ``_distance``."""

NEAR = 400
BLAMED = 100
SAID = 250
"""Characters around an incident in which a body is near, around a body's name for words of blame, and around an incident for what is said of it."""

OPENING = 600
STOP = re.compile(r"\.\s|\n\s*\n")

WORDS = {
    "unknown": re.compile(
        r"unidentified|unknown|hooded|masked|gunmen|motorcycl|motive|no\s+group|nobody\s+has", re.IGNORECASE
    ),
    "guerrillas": re.compile(r"guerrilla|rebel|subversi|insurgent|extremist", re.IGNORECASE),
}
"""What is said around an incident of who it was."""

CLANDESTINE = re.compile(r"\s*CLANDESTINE", re.IGNORECASE)
"""The dateline of a rebels' radio, which mostly tells what the other side did."""

BY = re.compile(r"\b(?:by|of)\s+(?:the\s+)?$", re.IGNORECASE)
CROSSED = ("scope", "murder", "killed", "the only one", "the first")
"""Signs of the incident that speak for one sort of bodies more than for the other."""

TOGETHER = ("ruled", "in its sentence", "blamed near it", "in the opening", "nobody named", "unknown")
"""Signs of which two together say something else than each alone."""


class Named(NamedTuple):
    """A body is named here."""

    start: int
    end: int
    text: str
    generic: bool


@dataclass(frozen=True, slots=True)
class Suspect:
    """One body that a text names: its registry entry (null where unlisted), its kind and where it is named."""

    id: str | None
    kind: str
    named: tuple[Named, ...]

    @property
    def sort(self) -> str:
        """Official or group: the two sorts whose signs differ."""
        return "official" if self.kind in OFFICIAL else "group"

    def is_meant(self, actor: Actor) -> bool:
        """Whether an actor's words mean this body."""
        return actor.id == self.id if self.id else any(n.start < actor.end and actor.start < n.end for n in self.named)


class Charge(NamedTuple):
    """A suspect of an incident by name, with the signs that it did it, and whether rules alone would say so."""

    name: str
    signs: Features
    ruled: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as the suspects see it: its claims, its signs, how likely it is one, and whom rules would name."""

    claims: tuple[Claim, ...]
    signs: Features
    chance: float
    ruled: tuple[str, ...]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where it is told."""
        return [(claim.trigger.start, claim.trigger.end) for claim in self.claims]

    @property
    def doers(self) -> list[Actor]:
        """Those told as doing it."""
        return named_doers(self.claims)


class Suspects:
    """The bodies that a text names, and the signs of each for an incident of the text."""

    def __init__(self, text: str, coded: Coded, organisations: Organisations) -> None:
        self._text, self._organisations = text, organisations
        self._every = _suspects(text, organisations)
        actors = [actor for claim in coded.claims for actor in claim.actors]
        self._acting = Counter(actor.id for actor in actors if actor.role == "initiator")

    def of(self, incident: Incident) -> list[Charge]:
        """Each suspect of an incident, as it would be named, with its signs."""
        every = [*self._every, *self._unlisted(incident)]
        named = ((self._name(suspect, incident), suspect) for suspect in every)
        return [
            Charge(name, self._signs(suspect, incident), self._is_ruled(suspect, incident))
            for name, suspect in named
            if name
        ]

    def _unlisted(self, incident: Incident) -> list[Suspect]:
        """Bodies that the incident's own words name as its doers and no registry lists."""
        bodies = {" ".join(actor.text.split()): actor for actor in incident.doers if words(actor.text) & BODIES}
        return [
            Suspect(None, "unlisted", (Named(actor.start, actor.end, text, False),))
            for text, actor in bodies.items()
            if not any(one.is_meant(actor) for one in self._every)
        ]

    def _name(self, suspect: Suspect, incident: Incident) -> str | None:
        """As the incident's own words name it, else as the text mostly writes it, else as it is named nearest by."""
        own = [" ".join(actor.text.split()) for actor in incident.doers if suspect.is_meant(actor)]
        near = sorted(suspect.named, key=lambda named: _distance(named, incident.spans))
        written = self._organisations.written(suspect.id)
        bodies = [text for text in (*own, *(named.text for named in near)) if words(text) & BODIES]
        proper = [named.text for named in near if not named.generic]
        listed = [written] if written else []
        mine = [text for text in own if text in proper and not MEMBERS & set(self._organisations.classes(text))]
        return next(
            iter([*bodies, *listed] if suspect.sort == "official" else [*mine, *listed, *proper, *bodies]), None
        )

    def _signs(self, suspect: Suspect, incident: Incident) -> Features:
        sort = suspect.sort
        said = {*self._how_named(suspect, incident), *self._said(incident), *_roles(suspect, incident)}
        said |= {name for name in incident.signs if name in CROSSED or name.startswith(("type ", "kind "))}
        said |= {"ruled"} if self._is_ruled(suspect, incident) else set()
        both = {f"{one} and {other}" for one, other in itertools.combinations(TOGETHER, 2) if {one, other} <= said}
        found = {f"{sort} {name}": 1.0 for name in sorted(said | both)}
        found |= {f"basis {actor.responsibility.basis}": 1.0 for actor in incident.doers if suspect.is_meant(actor)}
        blamed = sum(self._blame(named) for named in suspect.named)
        return found | {
            sort: 1.0,
            f"kind {suspect.kind}": 1.0,
            "chance": incident.chance,
            f"{sort} chance": incident.chance,
            f"{sort} acting": math.log1p(self._acting[suspect.id] if suspect.id else 0),
            f"{sort} blamed": math.log1p(blamed),
            f"{sort} times named": math.log(len(suspect.named)),
        }

    def _is_ruled(self, suspect: Suspect, incident: Incident) -> bool:
        own = {" ".join(actor.text.split()) for actor in incident.doers if suspect.is_meant(actor)}
        known = {*own, *(named.text for named in suspect.named), self._organisations.written(suspect.id)}
        return bool(known & set(incident.ruled))

    def _how_named(self, suspect: Suspect, incident: Incident) -> Iterable[str]:
        nearest = min(suspect.named, key=lambda named: _distance(named, incident.spans))
        far = _distance(nearest, incident.spans)
        yield next((name for name, most in DISTANCES if far <= most), "far from it")
        if all(named.generic for named in suspect.named):
            yield "generic"
        if suspect.named[0].start < OPENING:
            yield "in the opening"
        if far < NEAR:
            if any(self._in_sentence(nearest, span) for span in incident.spans):
                yield "in its sentence"
            if self._blame(nearest):
                yield "blamed near it"
        near = [named for named in suspect.named if _distance(named, incident.spans) < NEAR]
        if any(BY.search(self._text[max(0, named.start - 10) : named.start]) for named in near):
            yield "by it"

    def _said(self, incident: Incident) -> Iterable[str]:
        first, last = incident.spans[0], incident.spans[-1]
        said = self._text[max(0, first[0] - SAID) : last[1] + SAID]
        yield from (name for name, found in WORDS.items() if found.search(said))
        if CLANDESTINE.match(self._text):
            yield "clandestine"

    def _blame(self, named: Named) -> bool:
        return BLAME.search(self._text[max(0, named.start - BLAMED) : named.end + BLAMED]) is not None

    def _in_sentence(self, named: Named, span: tuple[int, int]) -> bool:
        return STOP.search(self._text[min(named.end, span[1]) : max(named.start, span[0])]) is None


def _roles(suspect: Suspect, incident: Incident) -> Iterable[str]:
    """What the incident's claims say that it is: doer by name or by a word for its people, target, or source."""
    own = [actor for actor in incident.doers if suspect.is_meant(actor)]
    yield from ("named" if is_name(actor) else "meant" for actor in own)
    if len(own) > 1:
        yield "named again"
    if not incident.doers:
        yield "nobody named"
    if suspect.id and any(suspect.id == claim.source.entity for claim in incident.claims):
        yield "source"
    targets = (actor for claim in incident.claims for actor in claim.actors if actor.role == "target")
    if suspect.id and any(suspect.id == actor.id for actor in targets):
        yield "target"


def _suspects(text: str, organisations: Organisations) -> list[Suspect]:
    """The bodies of the registry that a text names, and unlisted ones outside the law."""
    found: dict[tuple[str | None, str], list[Named]] = {}
    taken = []
    for mention, entry in organisations.mentions:
        if entry and entry.kind in (*GROUPS, *OFFICIAL):
            named = Named(mention.start, mention.end, " ".join(mention.text.split()), mention.generic)
            found.setdefault((entry.id, entry.kind), []).append(named)
            taken.append(named)
    for match in UNLISTED.finditer(text):
        if not any(named.start < match.end() and match.start() < named.end for named in taken):
            first, *rest = match.group().split()
            name = " ".join(rest if rest and first.casefold() in LITTLE else (first, *rest))
            found.setdefault((None, name.split()[-1].casefold()), []).append(Named(*match.span(), name, False))
    return [Suspect(id_, kind if id_ else "unlisted", tuple(named)) for (id_, kind), named in found.items()]


def _distance(named: Named, spans: Iterable[tuple[int, int]]) -> int:
    """Characters between a name and the nearest of some spans."""
    return min(max(start - named.end, named.start - end, 0) for start, end in spans)
