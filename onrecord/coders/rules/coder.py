"""The rule coder: events, roles, tolls and sources read off grammar and lexicons, every value with its words and rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from onrecord.coders.rules import credit, discourse, drafts, finish, holding, reading
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.reading import Tools
from onrecord.model import Claim, Report


def _day(published: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(published) if published and len(published) == len("2016-01-17") else None


class RuleCoder:
    """Codes English reports by rule; a ``coders.Coder``."""

    name = "rules/1"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """The report's claims in text order. The same report gives the same claims with the same ids everywhere."""
        read = reading.read(report.text, self._tools, _day(report.published))
        found = sorted([*drafts.drafts(read), *holding.statements(read)], key=lambda d: (d.sentence, d.trigger.first))
        whole = discourse.connected(found, read)
        claims = list(self._finished(whole, read, report))
        return tuple({claim.id: claim for claim in claims}.values())

    def _finished(self, whole: list[Draft], read: reading.Reading, report: Report) -> Iterator[Claim]:
        said = finish.SaidDates()
        for draft in whole:
            start = read.document.sentences[draft.sentence].tokens[draft.trigger.first].start
            who = credit.credit(read, start)
            yield finish.claim(draft, who, read, finish.Context(report.id, self.name, said))
