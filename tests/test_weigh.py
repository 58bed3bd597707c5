"""Tolls side by side: what contradicts, what merely differs, and what the range policy shows."""

import pytest
from conftest import cases

from onrecord import weigh
from onrecord.model import Claim, Source, Span, Toll, content_id

WORDS = Span(text="x", start=0, end=1)


def told(case):
    kind, harm, low, high, who, scope, *name = case.split()
    number = {"_": None}
    toll = Toll(
        text="x", start=0, end=1, id=content_id("t", case), harm=harm, who=who, scope=scope,
        low=number.get(low, None if low == "_" else int(low)), high=None if high == "_" else int(high),
    )  # fmt: skip
    source = Source(kind=kind, name=" ".join(name) or None, text="x", start=0, end=1)
    claim = Claim(
        id=content_id("c", case), report="r:1", coder="test/1", kind="shelling", status="happened", recap=False, denies=None,
        score=0.9, trigger=WORDS, sentence=WORDS, tolls=(toll,), source=source,
    )  # fmt: skip
    return claim, toll


@pytest.mark.parametrize("case", cases("tolls"), ids=lambda case: f"{case['one']} / {case['two']}")
def test_two_tolls(case):
    assert weigh.difference(told(case["one"]), told(case["two"])) == case["verdict"]
    assert weigh.difference(told(case["two"]), told(case["one"])) == case["verdict"]


def test_a_part_is_no_difference():
    claim, toll = told("monitor killed 12 12 civilians incident A")
    part = told("police killed 5 5 civilians incident B")
    inside = (part[0], Toll(**{f: getattr(part[1], f) for f in part[1].__struct_fields__} | {"part_of": toll.id}))
    assert weigh.difference((claim, toll), inside) is None


def test_range_keeps_every_toll():
    claims = [told("monitor killed 12 12 civilians incident A")[0], told("police killed 9 _ unknown incident B")[0]]
    computed = weigh.ranged(claims)
    assert [(t.low, t.high) for t in computed.tolls] == [(12, 12), (9, None)]
    assert computed.place is None and computed.when is None
