"""How an incident of a newswire text is told, as named numbers: what tells an attack that is news from talk of violence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.doers import is_name, named_doers
from adapters.kit import Kit
from adapters.learned import Features
from adapters.story import Story
from onrecord.model import Claim

MURDER = re.compile(r"murder|assassinat|execut|kidnap|abduct|gunned|massacre", re.IGNORECASE)
"""Words for what is a crime also where the victim bears arms."""

PLURAL = re.compile(r"(?:ings|tions|tacks|ders|icides|sacres|nappings|blasts|raids|losions)$", re.IGNORECASE)
"""Endings of words for several deeds, which mostly speak of violence in general."""

AGES = (("today", 2), ("lately", 14), ("this season", 120))
"""Names for how many days old an incident is at most."""

PARTICULARS = 5
"""What a sum of particulars is divided by, to weigh about as much as a single sign."""

AROUND = 200
"""Characters before and after where an incident is first told whose words of conflict count."""

PLACES = (("lead", 300), ("opening", 700), ("body", 1500))
"""Names for how many characters into a text an incident is first told."""

USUAL, PARAGRAPH = 2000, 500
"""Characters of a usual text and of a paragraph: what lengths are divided by."""

SPOKEN = re.compile(r'["“”]|\b(?:we|our)\b', re.IGNORECASE)
"""Signs of speeches and quoted talk."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all incidents of a text share: the text, the country that it is about, how many claims and incidents it holds."""

    text: str
    land: str | None
    claims: int
    incidents: int
    kit: Kit


def features(group: Sequence[Story], told: Iterable[str], days_old: int | None, setting: Setting) -> Features:
    """The signs of one incident; ``told`` names the particulars that it is told with."""
    claims = [claim for story in group for claim in story.claims]
    particulars = set(told)
    signs = {*particulars, *_what(group, claims), *_who(claims), *_how(claims), *_when(claims, days_old)}
    found = dict.fromkeys(sorted(signs | set(_words(claims, setting))), 1.0)
    return found | _sizes(claims, setting) | {"particulars": len(particulars) / PARTICULARS}


def _words(claims: Sequence[Claim], setting: Setting) -> Iterable[str]:
    """What it is called, which words of conflict stand around where it is first told, and how far into the text that is."""
    yield from (f"called {' '.join(claim.trigger.text.casefold().split())}" for claim in claims)
    first = claims[0].trigger
    said = setting.text[max(0, first.start - AROUND) : first.end + AROUND]
    yield from (f"near {word}" for word in setting.kit.conflict_words(said))
    if SPOKEN.search(said):
        yield "spoken"
    yield f"land {setting.land}"
    yield next((f"in the {name}" for name, end in PLACES if first.start < end), "late")


def _sizes(claims: Sequence[Claim], setting: Setting) -> Features:
    killed = (toll.low or 0 for claim in claims for toll in claim.tolls if toll.harm == "killed")
    return {
        "claims": math.log(len(claims)),
        "early": 1 - claims[0].trigger.start / len(setting.text),
        "spread": math.log1p((claims[-1].trigger.start - claims[0].trigger.start) / PARAGRAPH),
        "dead": math.log1p(max(killed, default=0)),
        "victims of its own": math.log1p(sum(len(claim.victims) for claim in claims)),
        "length of the text": math.log(len(setting.text) / USUAL),
        "claims of the text": math.log1p(setting.claims),
        "incidents of the text": math.log(setting.incidents),
    }


def _what(group: Sequence[Story], claims: Sequence[Claim]) -> Iterable[str]:
    yield from (f"kind {story.event.kind}" for story in group)
    harmed = {toll.who for story in group for _, toll in story.tolls("killed", "wounded", "casualties", "abducted")}
    yield from (f"harmed {who}" for who in harmed)
    if harmed == {"combatants"}:
        yield "only combatants"
    if all(PLURAL.search(claim.trigger.text) for claim in claims):
        yield "general"
    if any(MURDER.match(claim.trigger.text) for claim in claims):
        yield "murder"


def _who(claims: Sequence[Claim]) -> Iterable[str]:
    for claim in claims:
        yield from (f"{actor.role} {actor.kind}" for actor in claim.actors)
        yield f"source {claim.source.kind}"
    doers = named_doers(claims)
    yield from (f"basis {actor.responsibility.basis}" for actor in doers)
    if any(is_name(actor) for actor in doers):
        yield "organisation"


def _how(claims: Sequence[Claim]) -> Iterable[str]:
    if all(claim.recap for claim in claims):
        yield "recap"
    if any(claim.recap for claim in claims):
        yield "some recap"
    if any(claim.status == "ongoing" for claim in claims):
        yield "ongoing"
    if any(
        reason.rule.startswith("place.") and reason.rule != "place.taken_over" for c in claims for reason in c.because
    ):
        yield "place of its own"


def _when(claims: Sequence[Claim], days_old: int | None) -> Iterable[str]:
    if any(claim.when and not claim.when.inherited for claim in claims):
        yield "day of its own"
    if days_old is not None:
        yield next((name for name, most in AGES if days_old <= most), "old")
