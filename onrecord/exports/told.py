"""An event as rows tell it: released, weighed, with its sides, its day, its place and who said what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from onrecord.exports import words
from onrecord.exports.parties import Parties, parties, said_by, told_by
from onrecord.exports.selected import Export
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.model import Admin, Claim, Dossier, Place, Report, Toll
from onrecord.protect.record import Released
from onrecord.weigh import Weighed

VERDICTS = {
    "contradicts": "Sources contradict each other.",
    "contests_identity": "It is disputed whether the dead were civilians or combatants.",
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One released event with its values by the policy of the export."""

    record: Released
    weighed: Weighed
    parties: Parties
    kind: str
    registry: Registry

    @property
    def dossier(self) -> Dossier:
        """The released dossier."""
        return self.record.dossier

    @property
    def id(self) -> str:
        """The event's id as this profile shows it."""
        return self.dossier.event.id

    @property
    def place(self) -> Place | None:
        """The place that the policy shows; null where nobody names one that any list knows."""
        chosen = self.weighed.place.value if self.weighed.place else None
        return chosen if chosen is not None and (chosen.text or chosen.name) else None

    @property
    def days(self) -> tuple[str | None, str | None]:
        """First and last day on which it can have happened, ISO."""
        when = self.weighed.when.value if self.weighed.when else None
        return (when.earliest, when.latest) if when else (None, None)

    def admin(self, level: int) -> Admin | None:
        """The unit of this level that the place lies in or is; level 0 is the country."""
        return next((unit for unit in self.place.admin if unit.level == level), None) if self.place else None

    def area(self, level: int) -> str | None:
        """The name of that unit; the place's own where it is such a unit itself."""
        unit = self.admin(level)
        if unit is None and self.place is not None and self.place.precision == f"admin{level}":
            return words.town(self.place)
        return unit.name if unit else None

    @property
    def reports(self) -> dict[str, Report]:
        """The reports by id."""
        return {report.id: report for report in self.dossier.reports}

    def said_by(self, claim: Claim) -> str:
        """Whose word a claim is."""
        report = self.reports.get(claim.report)
        return said_by(claim.source, report.publisher if report else None)

    def actors_of(self, claim: Claim) -> str:
        """Who did it to whom as one claim has it, each with the footing."""
        return told_by(claim, self.dossier, self.registry)

    @property
    def sources(self) -> tuple[str, ...]:
        """Outlets and those whom they credit, each once."""
        outlets = [report.publisher for report in self.dossier.reports if report.publisher]
        credited = [self.said_by(claim) for claim in self.dossier.claims if claim.source.kind != "outlet"]
        hidden = ["Undisclosed outlet"] if len(outlets) < len(self.dossier.reports) else []
        return tuple(dict.fromkeys(map(words.flat, [*outlets, *credited, *hidden])))

    @property
    def number_of_reports(self) -> int:
        """Reports that tell of it. Claims under reports of nobody's are not counted twice: they show no report."""
        return len(self.dossier.reports)

    def tolls(self) -> Iterator[tuple[Claim, Toll]]:
        """Every toll beside its claim."""
        return ((claim, toll) for claim in self.dossier.claims for toll in claim.tolls)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Who gives which number: ``at least 40 soldiers killed (an activist, 2016-01-17)``."""
        return tuple(dict.fromkeys(self._account(claim, toll) for claim, toll in self.tolls()))

    def _account(self, claim: Claim, toll: Toll) -> str:
        report = self.reports.get(claim.report)
        day = f", {report.published}" if report and report.published else ""
        denial = "denies: " if claim.status == "denied" else ""
        return f"{denial}{words.toll(toll)} ({self.said_by(claim)}{day})"

    @property
    def dispute(self) -> tuple[str, ...]:
        """Sentences on what the sources do not agree about."""
        found = [VERDICTS[s.verdict] for s in self.weighed.standings if s.verdict in VERDICTS]
        kinds = [other.value for other in self.weighed.kind.others]
        also = [f"Also told as {words.listed(map(words.kind, kinds))}."] if kinds else []
        return tuple(dict.fromkeys([*found, *also, *self.weighed.flags]))

    @property
    def note(self) -> str:
        """The event in a few plain sentences: what, where, when, who, who says how many, what is disputed."""
        first, last = self.days
        day = f" on {first}" if first and first == last else f" between {first} and {last}" if first and last else ""
        where = f" {self._where()}" if self.place else ""
        sides = [
            " and ".join(party.cell for party in side) for side in (self.parties.first, self.parties.second) if side
        ]
        who = f": {' / '.join(sides)}" if sides else ""
        tolls = f" Told: {'; '.join(self.accounts)}." if self.accounts else " No number of people is told."
        return " ".join(f"{self.kind}{where}{day}{who}.{tolls} {' '.join([*self.dispute, *self.remarks])}".split())

    def _where(self) -> str:
        place = self.place
        assert place is not None
        relation = {"in": "in", "near": "near", "countryside": "in the countryside of", "between": "between", "along": "along"}  # fmt: skip
        return f"{relation[place.relation]} {words.whereabouts(place)}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What every row has to carry, as sentences."""
        return tuple(f"{remark[:1].upper()}{remark[1:]}." for remark in self.record.remarks)


def told(export: Export, records: Iterable[Released] | None = None) -> Iterator[Told]:
    """The released events of an export, weighed."""
    for record in records if records is not None else export.records():
        weighed = export.weighed(record)
        yield Told(
            record=record,
            weighed=weighed,
            parties=parties(record.dossier, weighed, export.registry),
            kind=label(weighed.kind.value, export.codebook),
            registry=export.registry,
        )


def label(kind: str, codebook: Codebook) -> str:
    """What a kind is called; its own name where the codebook has it no more."""
    return codebook.kind(kind).label if kind in codebook.kinds else words.kind(kind)
