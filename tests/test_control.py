"""Who holds what: statements from claims, stretches from statements, and how a place stood on a day."""

import msgspec
import pytest
from conftest import cases

from onrecord import control
from onrecord.model import Claim, Control, Named, Place, Source, Span, When, content_id
from onrecord.pipeline import code_text

WORDS = Span(text="x", start=0, end=1)
CHANGES = {"captured", "recaptured", "handed_over", "withdrew"}
STATUSES = {"planned", "denied"}
PARTS = {"whole", "most", "some", "outskirts"}


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


# --- timelines -------------------------------------------------------------------------------------------------------


def named(word):
    return None if word == "-" else Named(id=word, name=word)


def days(words):
    """``on DAY`` or ``in EARLIEST..LATEST``."""
    for sign in ("on", "in"):
        if sign in words:
            earliest, _, latest = words[words.index(sign) + 1].partition("..")
            return When(text="x", start=0, end=1, earliest=earliest, latest=latest or earliest, precision="day")
    return None


def claim(text, at, place=None, *, one_report=False):
    published, basis, holder, act, *rest = text.split()
    part = next((word for word in rest if word in PARTS), None)
    where = place or Place(text="Qasr Hamra", start=0, end=1, id="p:1", name="Qasr Hamra", precision="settlement")
    report = "r:1" if one_report else f"r:{at}"
    made = Claim(
        id=content_id("c", at, text), report=report, coder="test/1", kind="capture", denies=None, score=0.9,
        sentence=Span(text="A-held town" if "passing" in rest else "held", start=at, end=at + 11),
        status=next((word for word in rest if word in STATUSES), "happened"), recap="recap" in rest,
        trigger=Span(text="held", start=at + (2 if "passing" in rest else 0), end=at + 6), places=(msgspec.structs.replace(where, part=part),), when=days(rest),
        control=Control(
            state=None if act in CHANGES else act, change=act if act in CHANGES else None, holder=named(holder),
            from_=named(rest[rest.index("from") + 1]) if "from" in rest else None, basis=basis,
        ),
        source=Source(kind="outlet"),
    )  # fmt: skip
    return made, {report: None if published == "undated" else published}


def timelines(told, *, one_report=False):
    made = [claim(text, at, one_report=one_report) for at, text in enumerate(told)]
    return control.timeline([c for c, _ in made], {k: v for _, day in made for k, v in day.items()})


def bound(earliest, latest):
    if earliest is None and latest is None:
        return "?"
    return earliest if earliest == latest else f"{earliest or '?'}..{latest or '?'}"


def shown(stretch, last=False):
    who = "+".join(holder.name for holder in stretch.holders) or "-"
    end = "" if last else bound(stretch.to_earliest, stretch.to_latest)
    began = bound(stretch.from_earliest, stretch.from_latest)
    return f"{who} {stretch.state} {stretch.footing} {began} -> {end}, attested {stretch.attested or '?'}"


def history(line):
    return [shown(stretch, stretch is line.stretches[-1]) for stretch in line.stretches]


def in_force(lines, day):
    found = control.state_at(lines, day)
    if not found:
        return "nobody"
    (one,) = found
    who = "+".join(holder.name for holder in one.stretch.holders) or "-"
    before = f" before {one.before.holder.name}" if one.before else ""
    return f"{who}{'' if one.sure else '?'} {one.age}{before}"


@pytest.mark.parametrize("case", cases("control"), ids=lambda case: case["name"])
def test_case(case):
    lines = timelines(case["told"], one_report=case.get("one_report", False))
    if "lanes" in case:
        assert {line.lane: history(line) for line in lines} == case["lanes"]
        return
    assert [row for line in lines for row in history(line)] == case["stretches"]
    assert {day: in_force(lines, day) for day in case.get("at", {})} == case.get("at", {})
