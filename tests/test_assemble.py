"""Which claims speak of one event, and how events hang together."""

import pytest
from conftest import cases

from onrecord.pipeline import code_text

CASES = cases("events")


def summary(record):
    numbers = {event.id: number for number, event in enumerate(record.events, 1)}
    return [
        {
            "kind": event.kind,
            "claims": len(event.claims),
            "links": [f"{link.type} {numbers[link.event]}" for link in event.links],
        }
        for event in record.events
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_case(case, tools):
    record = code_text(case["text"], tools, published="2020-03-10")
    found = summary(record)
    assert [event["kind"] for event in found] == case["kinds"], found
    if "links" in case:
        assert [link for event in found for link in event["links"]] == case["links"], found


def test_plans_denials_and_undated_recollections_make_no_event(tools):
    text = (
        "The army will storm Deir Amar. Rebels denied that they had shelled Qasr Hamra. "
        "Residents stayed away after the army lost the battle for Kafr Zina."
    )
    record = code_text(text, tools, published="2020-03-10")
    assert record.claims
    assert not record.events


def test_an_event_is_named_after_its_first_claim(tools):
    once = code_text("Rebels shelled Deir Amar on Monday.", tools, published="2020-03-10")
    more = code_text("Rebels shelled Deir Amar on Monday.", tools, published="2020-03-10")
    assert [event.id for event in once.events] == [event.id for event in more.events]
