"""Hand coding apart from the machine and from each other, how far people agree, and what comes of it as gold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord import review
from onrecord.exports import view
from onrecord.model import OnrecordError
from onrecord.review.acts import report_with
from onrecord.review.adding import drafted
from onrecord.serve.choosing import choices
from onrecord.serve.visit import Visit
from onrecord.serve.workplace import copied

if TYPE_CHECKING:
    from starlette.responses import Response

LARGEST = 2000
"""Reports of a sample."""


def coding(visit: Visit) -> Response:
    """The sample that several people code without seeing the machine's claims, and how far those who finished agree."""
    store, name = visit.place.store, visit.person.name
    reports = review.sample(store)
    done = {report.id: review.completed(store, report.id) for report in reports}
    rows = [
        {
            "id": report.id,
            "title": view.title(report) if report.title or report.text.strip() else "untitled",
            "language": report.language,
            "mine": "finished"
            if name in done[report.id]
            else "begun"
            if review.drafts(store, report.id, name)
            else "to do",
            "coders": len(done[report.id]),
        }
        for report in reports
    ]
    # who has not finished a report must not learn what others made of it: only pairs that both finished are compared
    people = sorted({person for one in done.values() for person in one})
    pairs = [
        {"one": a, "two": b, "reports": len(shared), "fields": copied(review.agreement(*_sides(done, shared, a, b)))}
        for a, b in combinations(people, 2)
        if (shared := [id_ for id_, by in done.items() if a in by and b in by])
    ]
    data = {"title": "Double coding", "rows": rows, "pairs": pairs, "finished": sum(map(bool, done.values()))}
    return visit.page("coding.html", data)


def _sides(done: dict[str, Any], shared: list[str], a: str, b: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return {id_: done[id_][a] for id_ in shared}, {id_: done[id_][b] for id_ in shared}


def draw(visit: Visit) -> Response:
    """Draw a new sample of reports to be coded by several people."""
    size = visit.form.get("size", "")
    if not (size.isascii() and size.isdigit() and 0 < int(size) <= LARGEST):
        raise OnrecordError(f"A sample has 1 to {LARGEST} reports.")
    review.sample(visit.place.store, int(size), visit.form.get("seed") or "1")
    return visit.go("/coding")


def code(visit: Visit) -> Response:
    """One report to code by hand: its text, and nothing that machine or others made of it."""
    store, name = visit.place.store, visit.person.name
    report = report_with(store, visit.path("report"))
    marked = review.drafts(store, report.id, name)
    labels = visit.place.grouping.labels
    data = {
        "title": view.title(report) if report.title or report.text.strip() else "A report",
        "report": copied(report),
        "facts": view.facts(report),
        "marked": [
            {
                "number": n,
                "label": labels.get(one.kind, one.kind),
                "words": report.text[one.trigger.start : one.trigger.end],
            }
            for n, one in enumerate(marked)
        ],
        "finished": name in review.completed(store, report.id),
        "kinds": list(labels.items()),
        **choices(),
    }
    return visit.page("code.html", data)


def mark(visit: Visit) -> Response:
    """Mark one more claim in a report of the sample; `claim` is JSON."""
    draft = drafted(visit.form.get("claim", ""))
    claim = review.draft(visit.place.store, visit.place.tools, visit.person.name, visit.path("report"), draft)
    return visit.json({"claim": copied(claim)}, 201)


def unmark(visit: Visit) -> Response:
    """Take back a mark by its number."""
    store, report, name = visit.place.store, visit.path("report"), visit.person.name
    kept = list(review.drafts(store, report, name))
    number = visit.form.get("number", "")
    if name in review.completed(store, report) or not number.isdigit() or int(number) >= len(kept):
        raise OnrecordError("There is no such mark to take back.")
    kept.pop(int(number))
    review.keep(store, report, name, kept)
    return visit.go(f"/coding/{report}")


def finish(visit: Visit) -> Response:
    """Say that a report of the sample is coded to the end."""
    review.finish(visit.place.store, visit.place.tools, visit.person.name, visit.path("report"))
    return visit.go("/coding")


def gold(visit: Visit) -> Response:
    """Finished reports as gold for `onrecord evaluate`, one JSON object a line."""
    from starlette.responses import StreamingResponse

    def lines() -> Iterator[bytes]:
        for row in review.gold(visit.place.store, visit.place.tools):
            yield msgspec.json.encode(row) + b"\n"

    headers = {"content-disposition": 'attachment; filename="gold.jsonl"'}
    return StreamingResponse(lines(), media_type="application/x-ndjson", headers=headers)
