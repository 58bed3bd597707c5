"""The pages that a person reads first in a bundle: a list of its events, and a sheet for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.exports import words
from onrecord.exports.bundle.evidence import HERE, Exhibit, File, instant
from onrecord.exports.bundle.warc import Capture
from onrecord.exports.stamp import METHOD, WARNING, Stamp
from onrecord.model import Claim, Dossier

NOT_KEPT = {
    "bytes": "the page as fetched, byte for byte",
    "text": "the page's text as decoded; its bytes were not kept, only their hash",
    "nothing": "no page was kept, only the hash of its bytes and the report's own text",
}


def sheets(file: File, stamp: Stamp) -> Iterator[Capture]:
    """The list of events, then each event's sheet, as pages of the archive."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord", "data/templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(words=words, headline=headline, cut=cut, warning=WARNING, method=METHOD, stamp=stamp)
    exhibits = {exhibit.report: exhibit for exhibit in file.exhibits}
    at = instant(stamp.exported_at)
    listing = environment.get_template("bundle_list.html").render(file=file, kept=NOT_KEPT, address=address)
    yield _page(HERE, "Evidence package", listing, at)
    for dossier in file.dossiers:
        shown = environment.get_template("bundle_event.html").render(**_facts(file, dossier, exhibits))
        yield _page(address(dossier), headline(dossier), shown, at)


def _page(url: str, title: str, html: str, at: str) -> Capture:
    return Capture(url=url, at=at, media_type="text/html; charset=utf-8", content=html.encode(), title=title, page=True)


def _facts(file: File, dossier: Dossier, exhibits: dict[str, Exhibit]) -> dict[str, Any]:
    inside = {dossier.event.id, *dossier.aliases, *(telling.id for telling in dossier.tellings)}
    inside |= {claim.id for claim in dossier.claims}
    reports = {report.id for report in dossier.reports}
    decisions = [one for one in file.decisions if (inside | reports) & set(one.subjects)]
    known = inside | reports | {one.id for one in decisions}
    return {
        "dossier": dossier,
        "exhibits": [exhibits[report.id] for report in dossier.reports],
        "by_report": exhibits,
        "decisions": decisions,
        "log": [one for one in file.log if one.logged.subject in known],
        "victims": file.victims.get(dossier.event.id, ()),
        "kept": NOT_KEPT,
        "home": HERE,
    }


def address(dossier: Dossier) -> str:
    """Where an event's sheet stands in the archive."""
    return f"{HERE}events/{dossier.event.id}.html"


def headline(dossier: Dossier) -> str:
    """What, where and when in one line."""
    computed = dossier.event.computed
    known = [words.kind(dossier.event.kind), words.place(computed.place), words.when(computed.when)]
    line = ", ".join(part for part in known if part != "—")
    return line[:1].upper() + line[1:]


def cut(claim: Claim) -> tuple[str, str, str]:
    """The claim's sentence around its trigger."""
    sentence, trigger = claim.sentence, claim.trigger
    start, end = trigger.start - sentence.start, trigger.end - sentence.start
    return sentence.text[:start], sentence.text[start:end], sentence.text[end:]


def readme(file: File, stamp: Stamp) -> str:
    """What lies where in the bundle, and what it does not hold."""
    kept = [exhibit.kept for exhibit in file.exhibits]
    return f"""# Evidence package

{WARNING}

{METHOD}

Cite as: {stamp.citation}.

- `archive/`, `indexes/`, `pages/`: the pages, for any replay tool. Addresses below {HERE} are Onrecord's own: `{HERE}` lists
  the events, `{HERE}events/…` is an event's sheet, `{HERE}reports/…` the text that every span points into (UTF-8; offsets count
  Unicode code points), `{HERE}pages/…` a page that came without an address of its own or whose bytes were not kept.
- `records/about.json`: method, versions, selection, attribution.
- `records/dossiers.jsonl`: the events with claims, sources, comparisons and decisions.
- `records/reports.jsonl`: each report with the SHA-256 of the bytes as fetched and of its text, and what was kept of its page.
- `records/decisions.jsonl`, `records/log.jsonl`: who judged what and when; the log's entries with their chained hashes.
- `records/victims.jsonl`: the victims that the reports name.

A list with nothing in it is left out.

Of {len(kept)} reports, {kept.count("bytes")} come with the page as fetched, byte for byte; {kept.count("text")} with the page's
text as decoded, because its bytes were not kept; {kept.count("nothing")} with the report's own text alone. Images, scripts and styles
of pages, and the headers of the servers' answers, were never fetched or kept.
"""
