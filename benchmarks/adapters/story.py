"""What a report is mainly about: general rules that several sets share."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from onrecord.model import Claim, Coded, Event, Toll

HAPPENED = ("happened", "ongoing")
EVERYBODY = ("civilians", "combatants", "mixed", "unknown")
DAYS = 8
"""A running total over at most a week is told as one event; re-check with ``benchmarks/accuracy.py``."""

HARMED = ("killed", "wounded", "abducted", "missing", "detained", "tortured", "casualties")


@dataclass(frozen=True, slots=True)
class Story:
    """One event with its claims that are told as having happened, in text order."""

    event: Event
    claims: tuple[Claim, ...]

    @property
    def start(self) -> int:
        """Where the report first speaks of it."""
        return self.claims[0].trigger.start

    def tolls(self, *harms: str) -> list[tuple[Claim, Toll]]:
        """The tolls of these harms, in text order; a running total of days only where the event has no number of its own.

        Totals of longer times and digests of several events are left out.
        """
        every = [(claim, toll) for claim in self.claims for toll in claim.tolls if toll.harm in harms]
        own = [(claim, toll) for claim, toll in every if toll.scope in ("incident", "part")]
        if any(number(toll) for _, toll in own):
            return own
        return own + [(claim, toll) for claim, toll in every if toll.scope == "cumulative" and _of_days(claim)]


def _of_days(claim: Claim) -> bool:
    """Whether a claim that is news says that all happened within some days."""
    when = claim.when
    if claim.recap or when is None or not when.earliest or not when.latest:
        return False
    return (dt.date.fromisoformat(when.latest) - dt.date.fromisoformat(when.earliest)).days < DAYS


def stories(coded: Coded, *, recaps: bool = False) -> list[Story]:
    """The events of a report that are told as news (or also those only recalled), in the order in which they are told."""
    claims = {claim.id: claim for claim in coded.claims}
    found = []
    for event in coded.events:
        members = [claims[name] for name in event.claims if name in claims]
        news = sorted((claim for claim in members if claim.status in HAPPENED), key=lambda claim: claim.trigger.start)
        if news and (recaps or not all(claim.recap for claim in news)):
            found.append(Story(event, tuple(claim for claim in news)))
    return sorted(found, key=lambda story: story.start)


def main_story(found: Sequence[Story], length: int) -> Story | None:
    """The main event: told early, told often, and with people harmed."""
    return max(found, key=lambda story: _weight(story, length), default=None)


def ranked(found: Sequence[Story], length: int) -> list[Story]:
    """The main event, then its parts and what it is part of, then all others, the weightier first.

    A report says of its main event in several sentences what happened, who did it and where; where these were not tied
    together, what the next events say is the best guess.
    """
    main = main_story(found, length)
    if main is None:
        return []
    tied = {link.event for link in main.event.links}
    rest = sorted((story for story in found if story is not main), key=lambda story: -_weight(story, length))
    near = [
        story
        for story in rest
        if story.event.id in tied or any(link.event == main.event.id for link in story.event.links)
    ]
    return [main, *near, *(story for story in rest if story not in near)]


def _weight(story: Story, length: int) -> float:
    early = 1.0 - story.start / max(length, 1)
    often = min(len(story.claims), 5) / 5
    killed = [toll for _, toll in story.tolls("killed")]
    counted = any(number(toll) for toll in killed)
    harmed = 1.5 if counted else 1.0 if killed else 0.5 if story.tolls(*HARMED) else 0.0
    return 2.0 * early + often + harmed


def most_spoken_for(evidence: Iterable[tuple[float, Iterable[str]]]) -> str | None:
    """The name that several kinds of evidence, each with its weight, speak for most; null where there is none.

    Mentions count by the logarithm: the tenth of one kind tells less than the first of another.
    """
    votes: Counter[str] = Counter()
    for weight, names in evidence:
        votes.update({name: weight * math.log1p(count) for name, count in Counter(names).items()})
    return votes.most_common(1)[0][0] if votes else None


def plain(name: str) -> str:
    """A name without capitals, accents, hyphens and apostrophes, as gazetteers spell one differently."""
    letters = (
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalnum() or letter in " -"
    )
    return "".join(letters).replace("-", " ")


def number(toll: Toll) -> int | None:
    """The number a toll stands for: exact, else the bound that is told."""
    return toll.low if toll.low is not None else toll.high


def total(same: Iterable[Story], harm: str, who: Collection[str]) -> int | None:
    """People harmed, of some groups: the tolls of the first claim that numbers them, added up but for those inside another.

    A later claim tells the same people again, or another source's number.
    """
    for story in same:
        claims: dict[str, list[Toll]] = {}
        for claim, toll in story.tolls(harm):
            if toll.who in who and number(toll) is not None:
                claims.setdefault(claim.id, []).append(toll)
        for tolls in claims.values():
            ids = {toll.id for toll in tolls}
            return sum(number(toll) or 0 for toll in tolls if toll.part_of not in ids)
    return None


def first_told(story: Story, harm: str, who: Collection[str]) -> int | None:
    """The first number told of people of some groups that is no part of another and of no sort alone, else the largest.

    A story opens with its toll; a later one is another source's, an older one or that of an event told in passing.
    """
    every = [toll for _, toll in story.tolls(harm) if toll.who in who and number(toll)]
    ids = {toll.id for _, toll in story.tolls(harm)}
    whole = [number(toll) for toll in every if toll.part_of not in ids and not toll.detail]
    return next(iter(whole), None) or max((number(toll) or 0 for toll in every), default=0) or None
