"""The rule coder: events, roles, tolls and sources read off grammar and lexicons, every value with its words and rule."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from onrecord.coders.rules import credit, discourse, drafts, finish, holding, lines, reading
from onrecord.coders.rules.identified import identified
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.reading import Tools
from onrecord.language.document import Document
from onrecord.model import Claim, Report

READABLE = {"en", "und"}
"""Languages that the rules are for; ``und`` is a text too short to tell."""
FIGURES = {"battle", "capture", "air_strike", "shelling", "bombing", "attack_on_civilians", "siege", "chemical_attack"}
"""Kinds whose words also serve for budgets, matches and debates; nobody "abducts" a budget."""


def _is_of_war(draft: Draft, read: reading.Reading) -> bool:
    """Whether anything in a draft is more than a figure of speech: people harmed, a means, an armed actor, a place hit.

    One such draft is enough for a report: "battle" and "explosion" in a report without any are about budgets and prices.
    """
    armed = any(not part.mention.civilian and (part.mention.id or part.mention.kind) for part in draft.actors)
    brought = any(place.role == "goal" for place in read.places_of(draft.sentence))  # the hurt, to a hospital
    placed = (bool(draft.places) and not draft.places_inherited) or brought
    plain = draft.kind not in FIGURES and draft.reading.status in {"happened", "ongoing"}
    return bool(draft.tolls or draft.weapon or draft.hits or draft.victims or draft.control or armed or placed or plain)


def _day(published: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(published) if published and len(published) == len("2016-01-17") else None


class RuleCoder:
    """Codes English reports by rule; a ``coders.Coder``."""

    name = "rules/1"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def reads(self, language: str) -> bool:
        """English, and texts too short to tell."""
        return language in READABLE

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """The report's claims in text order. The same report gives the same claims with the same ids everywhere."""
        return self._claims(report, reading.parsed([report.text], self._tools)[0])

    def together(self, reports: Sequence[Report]) -> Callable[[Report], tuple[Claim, ...]]:
        """Read the grammar of all reports at once; the function given codes each of them, as ``claims`` would."""
        documents = reading.parsed([report.text for report in reports], self._tools)
        known = {report.id: document for report, document in zip(reports, documents, strict=True)}
        return lambda report: self._claims(report, known[report.id])

    def _claims(self, report: Report, document: Document) -> tuple[Claim, ...]:
        read = reading.read(document, self._tools, _day(report.published))
        told = [d for d in (*drafts.drafts(read), *holding.statements(read)) if lines.tells(d, document)]
        found = sorted(told, key=lambda d: (d.sentence, d.trigger.first))
        whole = identified(discourse.connected(found, read), read)
        if not any(_is_of_war(draft, read) for draft in whole):
            return ()
        claims = list(self._finished(whole, read, report))
        return tuple({claim.id: claim for claim in claims}.values())

    def _finished(self, whole: list[Draft], read: reading.Reading, report: Report) -> Iterator[Claim]:
        said = finish.SaidDates()
        for draft in whole:
            start = read.document.sentences[draft.sentence].tokens[draft.trigger.first].start
            who = credit.credit(read, start, report.publisher)
            yield finish.claim(draft, who, read, finish.Context(report.id, self.name, said))
