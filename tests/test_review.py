"""What a person does to a record: acts and their undoing, claims by hand, the queue, agreement, gold."""

from __future__ import annotations

import msgspec
import pytest
from screen import ARABIC

from onrecord import record, review
from onrecord.evaluate import read
from onrecord.merge import Weaver
from onrecord.model import Claim, Glance, OnrecordError, Selection, Source, Span
from onrecord.pipeline import code_text
from onrecord.review.acts import Wish
from onrecord.review.adding import At, Draft, SourceAt, TollAt, WhereAt
from onrecord.review.agreement import alpha, kappa, match
from onrecord.store import open_store

TEXT = (
    "Shells hit the town of Taftanaz on Monday, killing at least 3 people, residents said. "
    "A hospital source put the toll at 5. Gunmen abducted two teachers in Binnish the same day."
)


@pytest.fixture
def store(tmp_path, tools):
    home = open_store(tmp_path / "store.sqlite")
    record.keep(code_text(TEXT, tools, published="2016-04-05"), home, Weaver(record.kin(tools)))
    yield home
    home.close()


def first(store):
    return next(store.dossiers(Selection()))


def act(store, tools, name, *subjects, by="amal", **more):
    return review.act(store, tools, by, Wish(act=name, subjects=subjects, **more))


def at(text, words):
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def test_approve_clear_and_undo(store, tools):
    event = first(store).event.id
    approved = act(store, tools, "approve", event)
    assert store.event(event).review.state == "approved"
    assert (approved.by, approved.act) == ("person:amal", "approve")
    act(store, tools, "clear", event, by="amal")
    assert store.event(event).review.state == "approved"  # nobody clears alone what they approved alone
    act(store, tools, "clear", event, by="nour")
    assert store.event(event).review.state == "cleared"
    act(store, tools, "undo", approved.id)
    assert store.event(event).review.state == "unreviewed"


def test_a_field_is_read_from_other_words(store, tools):
    claim = first(store).claims[0]
    made = act(store, tools, "correct", claim.id, field="places.0", **at(TEXT, "Binnish"))
    place = next(c for c in first_with(store, claim.id).claims if c.id == claim.id).places[0]
    assert (place.text, made.span.text) == ("Binnish", "Binnish")
    assert place.id and place.lat is not None
    act(store, tools, "undo", made.id)
    assert (
        next(c for c in first_with(store, claim.id).claims if c.id == claim.id).places[0].text == claim.places[0].text
    )


def first_with(store, claim):
    return next(one for one in store.dossiers(Selection()) if claim in {c.id for c in one.claims})


def test_days_and_source_are_read_from_words(store, tools):
    claim = first(store).claims[0]
    act(store, tools, "correct", claim.id, field="when", **at(TEXT, "Monday"))
    act(store, tools, "correct", claim.id, field="source", value={"kind": "medical"}, **at(TEXT, "A hospital source"))
    now = next(c for c in first_with(store, claim.id).claims if c.id == claim.id)
    assert (now.when.earliest, now.when.latest) == ("2016-04-04", "2016-04-04")
    assert (now.source.kind, now.source.text) == ("medical", "A hospital source")


@pytest.mark.parametrize(
    ("name", "more", "sentence"),
    [
        ("correct", {"field": "places.0", "start": 0, "end": 9999}, "no words of the report"),
        ("correct", {"field": "places.0", "start": 5, "end": 5}, "no words of the report"),
        ("correct", {"field": "kind", "value": 3}, "has no field"),
        ("correct", {"field": "id", "value": "c:1"}, "has no field"),
        ("correct", {"value": "battle"}, "names a field"),
        ("state", {"value": "asleep"}, "A state is one of"),
        ("note", {"value": "x" * 5000}, "longer than"),
    ],
)
def test_what_cannot_be_meant_is_refused(store, tools, name, more, sentence):
    claim = first(store).claims[0]
    subject = claim.id if name == "correct" else first(store).event.id
    with pytest.raises(OnrecordError, match=sentence):
        act(store, tools, name, subject, **more)
    assert list(store.decisions()) == []


def test_the_work_on_an_event(store, tools):
    event = first(store).event.id
    act(store, tools, "state", event, value="needs_help")
    act(store, tools, "assign", event, value="nour")
    act(store, tools, "tag", event, value=["market", " market ", "children", ""])
    act(store, tools, "note", event, value="Ask again.")
    done = act(store, tools, "state", event, value="done")
    work = review.work(store.event(event))
    assert (work.state, work.assignee, work.tags) == ("done", "nour", ("children", "market"))
    assert [(who, words) for who, _, words in work.notes] == [("amal", "Ask again.")]
    act(store, tools, "undo", done.id)
    assert review.work(store.event(event)).state == "needs_help"


def test_an_undo_can_be_undone(store, tools):
    event = first(store).event.id
    approved = act(store, tools, "approve", event)
    taken = act(store, tools, "undo", approved.id)
    act(store, tools, "undo", taken.id)
    assert store.event(event).review.state == "approved"
    assert review.undone(store.decisions()) == {taken.id}


# --- claims by hand --------------------------------------------------------------------------------------------------


def test_a_claim_by_hand_joins_its_event_and_goes_again(store, tools):
    before = first(store)
    report = before.reports[0].id
    draft = Draft(
        kind="shelling",
        trigger=At(**at(TEXT, "hit")),
        places=(WhereAt(**at(TEXT, "Taftanaz")),),
        when=At(**at(TEXT, "Monday")),
        tolls=(TollAt(**at(TEXT, "5"), low=5, high=5),),
        source=SourceAt(kind="medical", **at(TEXT, "A hospital source"), anonymous=True),
    )
    claim = review.add(store, tools, "amal", report, draft, before.event.id)
    assert claim.coder == "person:amal"
    assert claim.places[0].id is not None
    assert claim.when.earliest == "2016-04-04"
    assert claim.source.name is None  # unnamed on purpose
    assert claim.id in {c.id for c in store.event(before.event.id).claims}
    again = review.add(store, tools, "amal", report, draft, before.event.id)
    assert again.id == claim.id
    assert sum(c.coder == "person:amal" for c in store.claims(report)) == 1
    assert {c.id for c in before.claims} <= {c.id for c in store.claims(report)}  # the machine's stand beside it
    with pytest.raises(OnrecordError, match="your own"):
        review.withdraw(store, tools, "nour", claim.id)
    review.withdraw(store, tools, "amal", claim.id)
    assert claim.id not in {c.id for c in store.claims(report)}


def test_words_outside_the_text_and_unknown_kinds_are_refused(store, tools):
    report = first(store).reports[0].id
    for draft in (
        Draft(kind="battle", trigger=At(start=0, end=10**6)),
        Draft(kind="picnic", trigger=At(start=0, end=5)),
    ):
        with pytest.raises(OnrecordError):
            review.add(store, tools, "amal", report, draft)


def test_offsets_count_code_points_in_any_script(tmp_path, tools):
    text = "💥 " + ARABIC
    home = open_store(tmp_path / "arabic.sqlite")
    record.keep(code_text(text, tools, published="2016-04-05"), home, Weaver(record.kin(tools)))
    [report] = home.reports()
    claim = review.add(home, tools, "amal", report.id, Draft(kind="shelling", trigger=At(**at(text, "قصفت"))))
    assert report.text[claim.trigger.start : claim.trigger.end] == "قصفت"
    assert "قصفت" in claim.sentence.text
    assert home.count(Selection(kinds=("shelling",))) == 1
    home.close()


# --- queue, agreement, gold ------------------------------------------------------------------------------------------


def glance(id_, **more):
    return Glance(
        **{
            "id": id_, "kind": "battle", "place": "Binnish", "lat": 35.9, "lon": 36.7, "precision": "settlement", "area": None,
            "earliest": "2016-01-01", "latest": "2016-01-01", "when_precision": "day", "killed_low": None, "killed_high": None,
            "claims": 1, "reports": 1, "disputed": False, "review": "unreviewed", **more,
        }
    )  # fmt: skip


def test_the_queue_begins_with_what_matters():
    rows = [
        glance("quiet"),
        glance("done", killed_high=500, review="approved"),
        glance("large", killed_low=100, killed_high=120),
        glance("torn", killed_low=10, killed_high=40, disputed=True),
        glance("nowhere", lat=None, lon=None),
    ]
    waiting = review.queue(rows)
    assert [one.glance.id for one in waiting] == ["torn", "large", "nowhere", "quiet"]
    assert waiting[0].why == ("sources contradict each other", "up to 40 killed")
    assert [one.glance.id for one in review.queue(reversed(rows))] == [one.glance.id for one in waiting]


def claim(start, kind="battle"):
    span = Span(text="x", start=start, end=start + 4)
    return Claim(
        id=f"c:{start}{kind}", report="r:1", coder="person:a", kind=kind, status="happened", recap=False, denies=None, score=1.0,
        trigger=span, sentence=Span(text="x", start=start - 2, end=start + 20), source=Source(kind="outlet"),
    )  # fmt: skip


def test_claims_match_by_their_words():
    pairs, left, right = match([claim(10), claim(100)], [claim(12), claim(40), claim(104, "battle")])
    assert [(a.trigger.start, b.trigger.start) for a, b in pairs] == [(10, 12), (100, 104)]
    assert (left, [b.trigger.start for b in right]) == ([], [40])


def test_kappa_and_alpha_are_those_of_the_books():
    # Cohen's kappa: 20 + 15 of 50 agree; the margins give chance 0.5 (the example of every textbook)
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A: two observers, ten units, binary
    one, two = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    assert alpha(list(zip(one, two, strict=True))) == pytest.approx(0.095, abs=0.001)
    assert kappa([("a", "a")] * 5) is None  # nothing to disagree about
    assert alpha([("a", "a")] * 5) is None


def test_agreement_on_found_claims_and_their_fields():
    rows = {
        row.field: row
        for row in review.agreement(
            {"r:1": [claim(10), claim(100)]}, {"r:1": [claim(10, "shelling")], "r:2": [claim(5)]}
        )
    }
    assert (rows["claims found"].units, rows["claims found"].same) == (2, 0.5)
    assert (rows["kind"].units, rows["kind"].same) == (1, 0.0)
    assert rows["status"].same == 1.0


def test_blind_coding_is_apart_until_it_is_finished(store, tools, tmp_path):
    report = next(store.reports())
    events = store.count(Selection())
    assert [one.id for one in review.sample(store, 5)] == [report.id]
    draft = Draft(kind="abduction", trigger=At(**at(TEXT, "abducted")), places=(WhereAt(**at(TEXT, "Binnish")),))
    for name in ("amal", "nour"):
        review.draft(store, tools, name, report.id, draft)
        assert review.completed(store, report.id).keys() == ({"amal"} if name == "nour" else set())
        review.finish(store, tools, name, report.id)
    assert store.count(Selection()) == events
    with pytest.raises(OnrecordError, match="finished"):
        review.draft(store, tools, "amal", report.id, draft)
    [row] = review.gold(store, tools)
    assert [(event.kind, event.place) for event in row.events] == [("abduction", "Binnish")]
    path = tmp_path / "gold.jsonl"
    path.write_bytes(msgspec.json.encode(row) + b"\n")
    assert [gold.id for gold in read(path)] == [report.id]


def test_a_report_marked_complete_is_gold_as_people_corrected_it(store, tools):
    report = next(store.reports())
    assert list(review.gold(store, tools)) == []
    wrong = next(c for c in store.claims(report.id) if c.kind == "abduction")
    act(store, tools, "correct", wrong.id, field="kind", value="arrest")
    act(store, tools, "complete", report.id)
    [row] = review.gold(store, tools)
    assert "arrest" in {event.kind for event in row.events}
    assert "abduction" not in {event.kind for event in row.events}
