"""The flow, in order, on one screen: page -> report -> claims -> linked claims -> events and control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from onrecord import clean, control, link, read
from onrecord.assemble import Kinship, assemble
from onrecord.clean import UNREADABLE
from onrecord.clean.language import of as language_of
from onrecord.coders import Coder, checked
from onrecord.coders.rules.coder import RuleCoder
from onrecord.coders.rules.reading import Tools as RuleTools
from onrecord.coders.rules.triggers import Triggers, entries
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.knowledge.publishers import Publishers
from onrecord.language.parse import Reader
from onrecord.model import Claim, Coded, OnrecordError, Page, Rejected, Report, content_id

READABLE = {"en", "und"}
"""Languages that the rule coder reads; ``und`` is a text too short to tell."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set. Paths extend what the package knows; a user's entry wins over the package's."""

    coder: str = "rules"
    actors: tuple[Path, ...] = ()
    publishers: tuple[Path, ...] = ()
    codebook: tuple[Path, ...] = ()
    places: tuple[Path, ...] = ()
    gazetteer: Path | None = None
    limits: read.Limits = read.Limits()
    fields: read.Fields = read.Fields()


class Tools(msgspec.Struct, frozen=True):
    """All that is costly to open, opened once."""

    settings: Settings
    publishers: Publishers
    codebook: Codebook
    registry: Registry
    gazetteer: Gazetteer
    coder: Coder

    @classmethod
    def open(cls, settings: Settings | None = None) -> Tools:
        """Open everything that ``settings`` name. Raises OnrecordError where a file is missing or wrong."""
        chosen = settings or Settings()
        codebook = Codebook.open(chosen.codebook)
        registry = Registry.open(chosen.actors)
        gazetteer = Gazetteer.open(chosen.gazetteer, chosen.places)
        return cls(
            settings=chosen,
            publishers=Publishers.open(chosen.publishers),
            codebook=codebook,
            registry=registry,
            gazetteer=gazetteer,
            coder=_coder(chosen.coder, codebook, registry, gazetteer),
        )


def _coder(name: str, codebook: Codebook, registry: Registry, gazetteer: Gazetteer) -> Coder:
    if name != "rules":
        raise OnrecordError(f"There is no coder called {name!r}; the coders are: rules.")
    return RuleCoder(RuleTools(Reader.open(), gazetteer, registry, Triggers(entries(codebook))))


def code(sources: Sequence[str], tools: Tools, *, published: str | None = None) -> Iterator[Coded]:
    """Code files, folders, addresses or ``-``, one record an input, in order. What is refused carries its reason.

    ``published`` fills a missing date; a stated one gives way to it only where there is a single input.
    """
    single = len(sources) == 1 and not read.holds_several(sources[0])
    for source in sources:
        for page in read.pages(source, limits=tools.settings.limits, fields=tools.settings.fields):
            yield (
                Coded(report=None, rejected=(page,))
                if isinstance(page, Rejected)
                else code_page(page, tools, published=published, override=single)
            )


def code_page(page: Page, tools: Tools, *, published: str | None = None, override: bool = True) -> Coded:
    """One page from its bytes to its events. ``published`` fills a missing date, and with ``override`` beats a stated one."""
    report = clean.report(page, publishers=tools.publishers, published=published, override=override)
    return Coded(report=None, rejected=(report,)) if isinstance(report, Rejected) else code_report(report, tools)


def code_text(
    text: str, tools: Tools, *, published: str | None = None, title: str | None = None, url: str | None = None
) -> Coded:
    """A text that is the report's body as it stands: nothing is taken for furniture."""
    text = text.translate(UNREADABLE)
    language = language_of(text)
    report = Report(
        id=content_id("r", text, None, published),
        title=title,
        url=url,
        publisher=None,
        byline=(),
        dateline=None,
        published=published,
        published_from="given" if published else None,
        language=language,
        text=text,
    )
    return code_report(report, tools)


def code_report(report: Report, tools: Tools) -> Coded:
    """A clean report to its claims, events and control."""
    if report.language not in READABLE:
        reason = f"no coder reads the language {report.language!r}; the report is kept for coding by hand"
        return Coded(report=report, rejected=(Rejected(input=report.url or report.id, step="claims", reason=reason),))
    claims, rejected = checked(tools.coder.claims(report), report)
    linked = linked_claims(claims, report, tools)
    return assembled(report, linked, tools, rejected)


def linked_claims(claims: Sequence[Claim], report: Report, tools: Tools) -> tuple[Claim, ...]:
    """The claims tied to places, days and actors, in that order: an actor is foreign or not by where it acts."""
    from onrecord.link.actors import link_actors
    from onrecord.link.dates import link_dates
    from onrecord.link.places import link_places

    outlet = tools.publishers.named(report.publisher) if report.publisher else None
    placed = link_places(claims, report, tools.gazetteer, country=outlet.country if outlet else None)
    dated = link_dates(placed, report)
    return link.recalled(link.bounded(link_actors(dated, report, tools.registry)), report)


def assembled(report: Report, claims: Sequence[Claim], tools: Tools, rejected: Sequence[Rejected] = ()) -> Coded:
    """Linked claims with the events and the control that they speak of."""
    return Coded(
        report=report,
        claims=tuple(claims),
        events=assemble(claims, Kinship(lambda kind: tools.codebook.kind(kind).family, tools.registry.side_of)),
        control=control.holdings(claims),
        rejected=tuple(rejected),
    )
