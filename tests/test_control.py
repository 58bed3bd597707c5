"""Who holds what: one row a place, nothing from plans, possibilities and recollections."""

from onrecord.pipeline import code_text


def rows(text, tools):
    record = code_text(text, tools, published="2020-03-10")
    return [(row.place.text, row.state, row.change) for row in record.control]


def test_states_and_changes(tools):
    found = rows("The army recaptured Deir Amar on Monday. The rebels still control the town of Qasr Hamra.", tools)
    assert ("Deir Amar", None, "recaptured") in found
    assert any(place.endswith("Qasr Hamra") and state == "holds" for place, state, _ in found)


def test_a_plan_changes_nothing(tools):
    assert rows("The army will recapture Deir Amar next week.", tools) == []


def test_the_taker_alone_says_so(tools):
    text = "“We captured Deir Amar today,” Omar Sallum, a commander in the Free Syrian Army, told reporters."
    record = code_text(text, tools, published="2020-03-10")
    assert [row.basis for row in record.control] == ["taker"]
