"""The flow, in order, on one screen: page -> report -> claims -> linked claims -> events and control."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from onrecord import clean, control, link, read
from onrecord.assemble import Kinship, assemble
from onrecord.clean import UNREADABLE
from onrecord.clean.language import of as language_of
from onrecord.clean.sift import sift
from onrecord.coders import Coder, Foresighted, ReadsTogether, checked
from onrecord.coders.choosing import Knowledge, choose
from onrecord.coders.llm.settings import Settings as Asking
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.knowledge.publishers import Publishers
from onrecord.model import Claim, Coded, Page, Rejected, Report, content_id


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set. ``asking`` is how a language model is asked, where the coder is one.

    Paths extend what the package knows; a user's entry wins over the package's.
    """

    coder: str = "rules"
    asking: Asking = Asking()
    actors: tuple[Path, ...] = ()
    publishers: tuple[Path, ...] = ()
    codebook: tuple[Path, ...] = ()
    places: tuple[Path, ...] = ()
    gazetteer: Path | None = None
    limits: read.Limits = read.Limits()
    fields: read.Fields = read.Fields()
    sift: bool = False
    """Whether pages that do not speak of conflict leave early: for many pages; one that a user names is always read."""


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
        publishers = Publishers.open(chosen.publishers)
        return cls(
            settings=chosen,
            publishers=publishers,
            codebook=codebook,
            registry=registry,
            gazetteer=gazetteer,
            coder=choose(chosen.coder, Knowledge(codebook, registry, gazetteer, publishers), chosen.asking),
        )


def code(sources: Sequence[str], tools: Tools, *, published: str | None = None) -> Iterator[Coded]:
    """Code files, folders, addresses or ``-``, one record an input, in order. What is refused carries its reason.

    ``published`` fills a missing date; a stated one gives way to it only where there is a single input.
    """
    for report in _ahead(reports(sources, tools, published=published), tools.coder):
        yield (Coded(report=None, rejected=(report,)) if isinstance(report, Rejected) else code_report(report, tools))


def reports(sources: Sequence[str], tools: Tools, *, published: str | None = None) -> Iterator[Report | Rejected]:
    """The reports of files, folders, addresses or ``-``, in order, or why an input is none."""
    single = len(sources) == 1 and not read.holds_several(sources[0])
    for source in sources:
        for page in read.pages(source, limits=tools.settings.limits, fields=tools.settings.fields):
            yield page if isinstance(page, Rejected) else clean_page(page, tools, published=published, override=single)


def _ahead(found: Iterator[Report | Rejected], coder: Coder) -> Iterator[Report | Rejected]:
    """The same in the same order, while a coder that waits for others is told beforehand what comes."""
    if not isinstance(coder, Foresighted):
        yield from found
        return
    waiting: deque[Report | Rejected] = deque()
    for one in found:
        if isinstance(one, Report):
            coder.prepare(one)
        waiting.append(one)
        if len(waiting) > coder.ahead:
            yield waiting.popleft()
    yield from waiting


def code_page(page: Page, tools: Tools, *, published: str | None = None, override: bool = True) -> Coded:
    """One page from its bytes to its events. ``published`` fills a missing date, and with ``override`` beats a stated one."""
    report = clean_page(page, tools, published=published, override=override)
    return Coded(report=None, rejected=(report,)) if isinstance(report, Rejected) else code_report(report, tools)


def clean_page(page: Page, tools: Tools, *, published: str | None = None, override: bool = False) -> Report | Rejected:
    """The report of a page, or why there is none; where settings say so, only of a page that speaks of conflict."""
    left = sift(page, tools.coder.reads) if tools.settings.sift else None
    return left or clean.report(page, publishers=tools.publishers, published=published, override=override)


def code_text(
    text: str, tools: Tools, *, published: str | None = None, title: str | None = None, url: str | None = None
) -> Coded:
    """A text that is the report's body as it stands: nothing is taken for furniture."""
    return code_report(text_report(text, published=published, title=title, url=url), tools)


def text_report(text: str, *, published: str | None = None, title: str | None = None, url: str | None = None) -> Report:
    """A text as a report whose body it is."""
    text = UNREADABLE.sub("", text)
    return Report(
        id=content_id("r", text, None, published),
        title=title,
        url=url,
        publisher=None,
        byline=(),
        dateline=None,
        published=published,
        published_from="given" if published else None,
        language=language_of(text),
        text=text,
    )


def prepared(reports: Sequence[Report], tools: Tools) -> Callable[[Report], Coded]:
    """What codes these reports one by one, their sentences read together beforehand: the same records, sooner."""
    if not isinstance(tools.coder, ReadsTogether):
        return lambda report: code_report(report, tools)
    claims_of = tools.coder.together([report for report in reports if tools.coder.reads(report.language)])
    return lambda report: code_report(report, tools, claims_of)


def code_report(
    report: Report, tools: Tools, claims_of: Callable[[Report], Sequence[Claim | Rejected]] | None = None
) -> Coded:
    """A clean report to its claims, events and control. ``claims_of`` stands for the coder where it read ahead."""
    if not tools.coder.reads(report.language):
        reason = (
            f"{tools.coder.name} does not read the language {report.language!r}; the report is kept for coding by hand"
        )
        return Coded(report=report, rejected=(Rejected(input=report.url or report.id, step="claims", reason=reason),))
    claims, rejected = checked((claims_of or tools.coder.claims)(report), report)
    linked = linked_claims(claims, report, tools)
    return assembled(report, linked, tools, rejected)


def linked_claims(claims: Sequence[Claim], report: Report, tools: Tools) -> tuple[Claim, ...]:
    """The claims tied to places, days and actors, in that order: an actor is foreign or not by where it acts."""
    from onrecord.link.actors import link_actors, theatres
    from onrecord.link.dates import link_dates
    from onrecord.link.places import link_places

    outlet = tools.publishers.named(report.publisher) if report.publisher else None
    homes = frozenset(code for land in theatres(claims, tools.registry) if (code := tools.registry.alpha2(land)))
    placed = link_places(claims, report, tools.gazetteer, country=outlet.country if outlet else None, homes=homes)
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
