"""The golden records of the example reports: what the coder reads in each, small enough to read; ``--write`` renews them.

One line an event: kind, when, where, who; under it each source with its tolls. Then what was said to be no event, and who
holds what. The file is compared as text, so any change of a value shows in review.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

REPORTS = Path(__file__).parent.parent / "examples" / "reports"


class _Flow(dict):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes ``_Flow`` on one line."""


_Dumper.add_representer(_Flow, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, True))


def golden(record):
    """A record as plain values, as small as the differences that matter allow."""
    from onrecord.exports import view

    report = record.report
    head = {"title": report.title, "publisher": report.publisher, "published": report.published}
    head |= {"dateline": report.dateline, "furniture": [item.kind for item in report.furniture]}
    return {
        "report": _Flow(head),
        "events": [_event(row, event) for row, event in zip(view.events(record), record.events, strict=True)],
        "no events": [_Flow(why=one.why, what=one.what, source=one.source) for one in view.asides(record)],
        "control": [_Flow(held=held, source=said) for held, said in view.control(record)],
        "refused": [_Flow(step=one.step, reason=one.reason) for one in record.rejected],
    }


def _event(row, event):
    from onrecord.exports import words

    place = event.computed.place
    what = {
        "kind": row.kind,
        "when": row.when,
        "where": list(row.places),
        "at": words.located(place) if place else None,
    }
    what["who"] = row.who
    if row.links:
        what["links"] = list(row.links)
    said = [
        _Flow(source=said.source, says=[f"{line.text} {line.mark}".strip() for line in said.lines]) for said in row.said
    ]
    return {"event": _Flow(what), "said": said}


def text(record):
    """The golden file's text."""
    return yaml.dump(golden(record), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def file(report):
    """Where the golden record of an example lies."""
    return report.with_suffix(".golden.yaml")


def coded(report, tools):
    """An example's record, coded as ``make demo`` codes it."""
    from onrecord import pipeline

    (record,) = pipeline.code([str(report)], tools)
    return record


if __name__ == "__main__" and "--write" in sys.argv:
    from onrecord.pipeline import Tools

    opened = Tools.open()
    for example in sorted(REPORTS.glob("*.txt")):
        file(example).write_text(text(coded(example, opened)), encoding="utf-8")
