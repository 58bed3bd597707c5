"""Finding places in texts."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.coders.rules.toponyms import find
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.language import parse
from onrecord.language.document import Document

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text(encoding="utf-8"))
PLAIN = {"relation": "in", "part": None, "extent": "point", "noun": None, "role": "event", "container": None}


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    listed = tmp_path_factory.mktemp("places") / "small.yaml"
    listed.write_text(yaml.safe_dump(CASES["gazetteer"], allow_unicode=True), encoding="utf-8")
    from onrecord.knowledge.gazetteer.build import build
    from onrecord.knowledge.gazetteer.sources import source

    build(listed.with_suffix(".sqlite"), [source("csv", [listed])])
    return Gazetteer.open(listed.with_suffix(".sqlite"))


@pytest.fixture(scope="module")
def reader():
    return parse.Reader.open()


def read(text: str, reader: parse.Reader | None) -> Document:
    return parse.read(text, reader, lambda sentence: True)


@pytest.mark.parametrize("case", CASES["found"], ids=lambda case: case["text"][:40])
def test_places_of_a_text(case, gazetteer, reader):
    found = find(read(case["text"], reader), gazetteer)
    seen = []
    for mention in found:
        assert case["text"][mention.start : mention.end] == mention.text
        values = {
            field: getattr(mention, field) for field in ("text", "name", "noun", "relation", "part", "extent", "role")
        }
        values["container"] = found[mention.container].text if mention.container is not None else None
        seen.append({key: value for key, value in values.items() if key in ("text", "name") or value != PLAIN[key]})
    assert seen == case["places"]


def test_without_a_parse_names_are_still_found(gazetteer):
    found = find(read("Shells fell on the town of Korrel and on Homs. The army denied it.", None), gazetteer)
    assert [(m.name, m.noun) for m in found if m.name] == [("Korrel", "town"), ("Homs", None)]


def test_the_position_is_the_head_of_the_noun_phrase(gazetteer, reader):
    document = read("They attacked the villages of Korrel and Tossin in Idlib province.", reader)
    words = [document.sentences[m.sentence].tokens[m.position].text for m in find(document, gazetteer)]
    assert words[0] == "villages" and words[-1] == "province"


@pytest.mark.parametrize(
    "nasty",
    [
        "A-" * 3000,
        "Korrel and " * 4000,
        "village of Korrel and " * 2000,
        "the city in " * 3000,
        "of the " * 3000,
        "Deir ez-" * 2000,
        ", " * 5000,
        "Al " * 5000 + "village of",
    ],
)
def test_hostile_texts_take_no_long(gazetteer, nasty):
    began = time.process_time()
    find(read(nasty, None), gazetteer)
    assert time.process_time() - began < 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_gives_spans_that_cut_out_their_words(gazetteer, text):
    for mention in find(read(text, None), gazetteer):
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.score <= 1
