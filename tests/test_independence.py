"""Near-copies and voices: how many sources there are, however many outlets printed them."""

import random

import pytest
from conftest import cases

from onrecord import independence
from onrecord.model import Claim, Report, Source, Span, Telling, Via

WORDS = [f"word{number}" for number in range(400)]


def source(number, fields):
    via = tuple(Via(text=v["name"], start=0, end=1, name=v["name"], kind=v["kind"]) for v in fields.get("via", ()))
    text = None if fields["kind"] == "outlet" else fields.get("name", fields["kind"])
    return Source(text=text, start=0, end=1, **{**fields, "via": via})


def claim(report, number, fields):
    span = Span(text="killed", start=number, end=number + 6)
    return Claim(
        id=f"c:{report}{number}", report=report, coder="rules/1", kind="battle", status="happened", recap=False,
        denies=None, score=1.0, trigger=span, sentence=span, source=source(number, fields),
    )  # fmt: skip


def telling(number, report, copies):
    publisher, *said = report
    claims = tuple(claim(f"r:{number}", at, fields) for at, fields in enumerate(said))
    origin = "r:0" if copies and number else None
    return Telling(
        id=f"e:{number}", report=f"r:{number}", publisher=publisher, published="2016-01-17", kind="battle",
        claims=claims, origin=origin,
    )  # fmt: skip


@pytest.mark.parametrize("case", cases("independence"), ids=lambda case: case["name"])
def test_voices(case):
    tellings = [telling(number, report, case.get("copies")) for number, report in enumerate(case["reports"])]
    found = independence.voices(tellings)
    shown = [[voice.name or voice.kind, len(voice.claims), voice.corroborates] for voice in found]
    assert shown == case["voices"]


def test_an_anonymous_name_is_nowhere_in_a_voice():
    said = telling(0, ["Daily Lantern", {"kind": "activist", "name": "Nameless Person", "anonymous": True}], False)
    assert "Nameless" not in str(independence.voices([said]))


def report(id_, words, published):
    return Report(
        id=id_, title=None, url=None, publisher=None, byline=(), dateline=None, published=published,
        published_from=None, language="en", text=" ".join(words),
    )  # fmt: skip


def test_a_reprint_with_a_new_opening_is_tied_to_the_earliest_print():
    rewritten = ["another", "opening", "of", "ten", "words", "by", "the", "desk", "that", "reprints", *WORDS[40:]]
    prints = {
        "r:b": report("r:b", WORDS, "2016-01-17"),
        "r:a": report("r:a", rewritten, "2016-01-18"),
        "r:c": report("r:c", random.Random(1).sample(WORDS, 300), "2016-01-16"),
    }
    sketches = {id_: independence.sketch(one) for id_, one in prints.items()}
    signatures = {id_: one.signature for id_, one in sketches.items()}
    found = {id_: independence.origin(id_, own, signatures) for id_, own in signatures.items()}
    assert found == {"r:b": None, "r:a": "r:b", "r:c": None}
    assert set(sketches["r:a"].keys) & set(sketches["r:b"].keys)
    assert independence.keys_of(signatures["r:a"]) == sketches["r:a"].keys


def test_an_undated_print_is_no_origin_of_a_dated_one():
    prints = {"r:a": report("r:a", WORDS, None), "r:b": report("r:b", WORDS, "2016-01-17")}
    signatures = {id_: independence.sketch(one).signature for id_, one in prints.items()}
    assert independence.origin("r:a", signatures["r:a"], signatures) == "r:b"
    assert independence.origin("r:b", signatures["r:b"], signatures) is None


def test_a_few_words_have_no_sketch():
    assert independence.sketch(report("r:a", WORDS[:20], None)) is None


def test_resemblance_is_the_share_of_common_runs_of_words():
    half = WORDS[:200] + [f"other{number}" for number in range(200)]
    one, two = (independence.sketch(report("r", words, None)).signature for words in (WORDS, half))
    assert independence.resemblance(one, two) == pytest.approx(198 / (398 + 200), abs=0.13)  # three standard errors
