"""The example reports: golden records, spans that cut out their words, and floors below which golden files may not drift."""

import golden
import pytest

from onrecord import evaluate

EXAMPLES = sorted(golden.REPORTS.glob("*.txt"))

FLOORS = {
    "event F1": 0.75,
    "happened F1": 0.80,
    "kind": 0.90,
    "status": 0.95,
    "place": 0.85,
    "date": 0.90,
    "initiator": 0.80,
    "target": 0.75,
    "toll F1": 0.65,
    "toll source": 0.90,
    "source kind": 0.80,
    "anonymous": 0.90,
    "statement F1": 0.60,
}
"""The least that ``onrecord evaluate examples/reports`` may score: golden files follow the coder, these do not."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_golden_record(example, tools):
    expected = golden.file(example).read_text(encoding="utf-8")
    assert golden.text(golden.coded(example, tools)) == expected, (
        "better? `make golden`, read the difference, commit it"
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_span_cuts_out_its_words(example, tools):
    record = golden.coded(example, tools)
    text = record.report.text
    for claim in record.claims:
        spans = [*_spans(claim)]
        assert spans
        for span in spans:
            assert text[span.start : span.end] == span.text, (claim.id, span)
        for because in claim.because:
            assert 0 <= because.start < because.end <= len(text), (claim.id, because)


def _spans(claim):
    yield from (claim.trigger, claim.sentence)
    yield from (*claim.actors, *claim.places, *claim.tolls, *claim.hits, *claim.victims, *claim.source.via)
    yield from (place.container for place in claim.places if place.container)
    yield from (span for span in (claim.when, claim.said, claim.count, claim.weapon) if span)
    if claim.source.text is not None:
        yield claim.source


def test_every_example_has_its_truth_and_its_golden_record():
    for example in EXAMPLES:
        assert example.with_suffix(".json").exists()
        assert golden.file(example).exists(), "`make golden`"
    assert len(EXAMPLES) == 12


def test_scores_stay_above_their_floors(tools):
    golds, code = evaluate.folder(golden.REPORTS, tools)
    scores = {score.name: score.value for score in evaluate.evaluate(golds, code, resamples=0).scores}
    assert {name: scores[name] for name, floor in FLOORS.items() if (scores[name] or 0) < floor} == {}
