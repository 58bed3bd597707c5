"""A store keeps what it was told, whatever happens to it: one body of tests for an SQLite file and a PostgreSQL server."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import database
from told import add, claim, coded, merged, report, with_claims

from onrecord import weigh
from onrecord.model import (
    Coded,
    Compared,
    Decision,
    External,
    Link,
    OnrecordError,
    Page,
    Rejected,
    Selection,
    content_id,
)
from onrecord.store import open_store, opening

ALL = Selection()
FIRST = "Shells fell on Qastal on Monday and 12 people were killed, the Halwan Monitor said."
SECOND = "Guns of the Army hit Qastal on Monday. Residents of Tell Mara fled."


def first(**more):
    said = report(FIRST, **more)
    return coded(said, [claim(said, killed=12, who="Halwan Monitor")])


def second(**more):
    said = report(SECOND, publisher="Coast Radio", **more)
    return coded(said, [claim(said, at="Qastal", by="Army")], [claim(said, "displacement", at="Tell Mara")])


def decision(act, *subjects, by="person:Nour", number=0, **more):
    return Decision(
        id=content_id("d", act, *subjects, by, number, *more.values()),
        act=act,
        by=by,
        at="2026-01-01T00:00:00Z",
        subjects=subjects,
        **more,
    )


def decide(store, *decisions):
    for one in decisions:
        with store.writing() as work:
            work.decide(one)


def only(store, **selection):
    [dossier] = store.dossiers(Selection(**selection))
    return dossier


# --- adding ----------------------------------------------------------------------------------------------------------


def test_what_was_put_is_given_back(store):
    item = second()
    assert add(store, item) == ["new"]
    dossiers = list(store.dossiers(ALL))
    assert [d.event for d in dossiers] == sorted(item.events, key=lambda e: e.id)
    assert {c for d in dossiers for c in d.claims} == set(item.claims)
    assert {d.reports for d in dossiers} == {(item.report,)}
    assert store.report(item.report.id) == item.report
    assert list(store.reports()) == [item.report]
    assert list(store.claims()) == list(item.claims)
    assert all(d.recorded_at == d.changed_at for d in dossiers)


def test_the_same_report_twice_changes_nothing(store):
    add(store, first(), second())
    before, version = list(store.dump()), store.version()
    assert add(store, first(), second()) == ["same", "same"]
    assert list(store.dump()) == before
    assert store.version() == version


def test_a_refusal_is_kept_once(store):
    refused = Coded(report=None, rejected=(Rejected(input="a.txt", step="clean", reason="no article"),))
    assert add(store, refused, refused) == ["rejected", "rejected"]
    assert list(store.rejections()) == list(refused.rejected)
    assert list(store.rejections({refused.rejected[0].input})) == list(refused.rejected)
    assert list(store.rejections({"elsewhere"})) == []


def test_the_record_of_a_page_is_kept_without_its_content(store):
    page = Page(
        name="a.html", url="https://a.example/1", sha256="ab" * 32, retrieved_at="2026-01-01T00:00:00Z",
        media_type="text/html", encoding="utf-8", content="<html>",
    )  # fmt: skip
    add(store, first(), page=page)
    assert store.page(first().report.id) == msgspec.structs.replace(page, content="")
    assert store.page("r:unknown") is None


def test_an_edited_article_supersedes(store):
    url = "https://a.example/1"
    [before] = (add(store, first(url=url)), store.event(first(url=url).events[0].id))[1:]
    moment = before.changed_at
    said = report(FIRST + " It was the third time this week.", url=url)
    edited = coded(said, [claim(said, killed=12, who="Halwan Monitor")])
    assert add(store, edited) == ["supersedes"]
    [now] = store.dossiers(ALL)
    assert now.event.id == before.event.id  # the same event, told by the edited text
    assert now.reports == (edited.report,)
    assert now.claims == edited.claims
    [then] = store.dossiers(Selection(as_of=moment))
    assert then == before
    assert list(store.reports(as_of=moment)) == list(before.reports)
    assert add(store, first(url=url)) == ["same"]  # the older text again does not come back
    assert only(store).reports == (edited.report,)


def test_an_edited_article_that_says_nothing_more_withdraws_its_event(store):
    url = "https://a.example/1"
    add(store, first(url=url))
    said = report("Shells were reported; the report has been withdrawn.", url=url)
    assert add(store, Coded(report=said)) == ["supersedes"]
    assert list(store.dossiers(ALL)) == []
    entries = list(store.log(subject=first().events[0].id)) or list(store.log())
    assert '"withdrawn"' in "".join(store.said(entry.number) for entry in store.log())
    assert entries


def test_a_newer_coder_replaces_its_own_claims_alone(store):
    item = second()
    add(store, item)
    person = coded(item.report, [claim(item.report, "abduction", at="Tell Mara", coder="person:Nour")])
    assert add(store, person) == ["recoded"]
    newer = coded(item.report, [claim(item.report, "air_strike", at="Qastal", coder="rules/2")])
    assert add(store, newer) == ["recoded"]
    assert {c.coder for c in store.claims()} == {"person:Nour", "rules/2"}
    assert {d.event.kind for d in store.dossiers(ALL)} == {"shelling", "abduction"}  # the event keeps its id and kind
    assert add(store, newer) == ["same"]


def test_a_newer_coder_that_finds_nothing_closes_what_the_older_found(store):
    add(store, first())
    assert add(store, Coded(report=first().report)) == ["same"]  # nobody says which coder found nothing
    assert add(store, Coded(report=first().report), coder="rules/2") == ["recoded"]
    assert list(store.claims()) == []
    assert store.count(ALL) == 0


def test_victims_are_sealed(store):
    said = report("Shells on Qastal killed Salma Haddad on Monday.")
    item = coded(said, [claim(said, victim="Salma Haddad")])
    add(store, item)
    [dossier] = store.dossiers(ALL)
    assert dossier.claims == with_claims(item, victims=()).claims
    assert store.victims(dossier.event.id) == item.claims[0].victims
    with store.writing() as work:
        [telling] = work.tellings([dossier.event.id])
        assert telling.claims == item.claims
    assert "Salma" not in "".join(line for line in store.dump() if '"victims"' in line)


# --- events ----------------------------------------------------------------------------------------------------------


def joined(store):
    """Two reports of one shelling as one event; the second report's displacement stays its own."""
    add(store, first(), second())
    one, two = first().events[0].id, second().events[0].id
    with store.writing() as work:
        work.alias(two, one)
        merged(work, one, two)
    return one, two


def test_a_merged_event_answers_to_both_ids(store):
    one, two = joined(store)
    dossier = store.event(two)
    assert dossier == store.event(one)
    assert dossier.aliases == (two,)
    assert [t.id for t in dossier.tellings] == [one, two]
    assert [r.publisher for r in dossier.reports] == ["Sahra Gazette", "Coast Radio"]
    assert store.count(ALL) == 2
    with store.writing() as work:
        assert work.homes([one, two, "e:none"]) == {one: one, two: one}
        assert work.members([one]) == {one: (one, two)}
        assert work.unmerged() == ()


def test_a_merge_can_be_taken_back(store):
    one, two = joined(store)
    with store.writing() as work:
        merged(work, one)
        merged(work, two)
    assert store.event(two).event.id == two
    assert store.event(one).aliases == ()
    assert store.count(ALL) == 3


def test_links_lead_on_to_what_their_target_became(store):
    one, two = joined(store)
    third = second().events[1].id
    with store.writing() as work:
        work.put_links(third, [Link(type="part_of", event=two), Link(type="follows", event=one)])
    assert store.event(third).event.links == (Link(type="part_of", event=one), Link(type="follows", event=one))
    with store.writing() as work:
        work.put_links(third, [])
    assert store.event(third).event.links == ()


def test_the_store_can_be_read_as_of_any_moment(store):
    add(store, first())
    alone = only(store)
    one, two = joined(store)
    assert store.event(one).changed_at > alone.changed_at
    assert store.event(one).recorded_at == alone.recorded_at
    assert store.event(one, as_of=alone.changed_at) == alone
    assert list(store.dossiers(Selection(as_of=alone.changed_at))) == [alone]
    assert store.event(two, as_of=alone.changed_at) is None
    assert list(store.dossiers(Selection(as_of="2000-01-01"))) == []
    with pytest.raises(OnrecordError, match="no date"):
        store.event(one, as_of="yesterday")


def test_an_event_that_lost_a_telling_is_told_anew(store):
    url = "https://b.example/2"
    add(store, first(), second(url=url))
    one, two = first().events[0].id, second(url=url).events[0].id
    with store.writing() as work:
        work.alias(two, one)
        merged(work, one, two)
    add(store, Coded(report=report("Nothing is known.", url=url)))
    dossier = store.event(one)
    assert [t.id for t in dossier.tellings] == [one]
    assert dossier.event.claims == first().events[0].claims
    with store.writing() as work:
        assert work.bereft() == (one,)
        merged(work, one)
        assert work.bereft() == ()


def test_tellings_wait_in_the_order_in_which_they_came(store):
    with store.writing() as work:
        work.put(second())
        work.put(first())
        ids = [*(e.id for e in second().events), first().events[0].id]
        assert list(work.unmerged()) == ids
        assert work.recorded(sorted(ids)) == tuple(ids)


def test_comparisons_blocks_and_signatures(store):
    add(store, first(), second())
    one, two = sorted((first().events[0].id, second().events[0].id))
    pair = Compared(one=one, two=two, verdict="same", score=0.9, features={"place": 1.0}, by="merge/1")
    with store.writing() as work:
        work.put_compared([pair])
        work.put_compared([msgspec.structs.replace(pair, score=0.95)])
        work.put_blocks({one: ["a", "b"], two: ["b"]})
        work.put_blocks({one: ["c"]})
        assert [c.score for c in work.compared([two])] == [0.95]
        assert work.sharing(["a"]) == ()
        assert work.sharing(["b", "c"]) == (one, two)
        work.put_signature(first().report.id, b"12", ["k"])
        assert work.signatures(["k", "l"]) == {first().report.id: b"12"}
        work.put_origin(second().report.id, first().report.id)
        work.alias(two, one)
        merged(work, one, two)
    assert [c.score for c in store.event(one).compared] == [0.95]
    assert {t.origin for t in store.event(one).tellings} == {None, first().report.id}


def test_an_event_needs_tellings_that_are_there(store):
    with pytest.raises(OnrecordError, match="does not hold"), store.writing() as work:
        work.put_event(first().events[0], ["e:none"])
    assert store.version() == 0


# --- selecting -------------------------------------------------------------------------------------------------------

SELECTED = [
    (Selection(), 3),
    (Selection(since="2016-03-07", until="2016-03-07"), 3),
    (Selection(since="2016-03-08"), 0),
    (Selection(until="2016-03-06"), 0),
    (Selection(place="qastal"), 2),
    (Selection(place="gn:2"), 1),
    (Selection(area="Halwan"), 3),
    (Selection(area="XX.Ha"), 3),
    (Selection(area="Sahra"), 0),
    (Selection(area="Tell Mara"), 1),
    (Selection(box=(39, 34, 41, 36)), 3),
    (Selection(box=(41, 34, 39, 36)), 0),
    (Selection(actor="x:army"), 1),
    (Selection(actor="ARMY"), 1),
    (Selection(kinds=("shelling",)), 2),
    (Selection(kinds=("displacement", "battle")), 1),
    (Selection(status="happened"), 3),
    (Selection(status="denied"), 0),
    (Selection(killed=12), 1),
    (Selection(killed=13), 0),
    (Selection(source_kind="monitor"), 1),
    (Selection(review="unreviewed"), 3),
    (Selection(review="approved"), 0),
    (Selection(text="shells"), 1),
    (Selection(text="residents"), 2),
    (Selection(text='"tell mara" fled'), 2),
    (Selection(text='"mara tell"'), 0),
    (Selection(text="resid*"), 2),
    (Selection(text="qastal -guns"), 1),
    (Selection(text="qastal", place="gn:2", since="2016-01-01", area="Halwan"), 1),
]


def test_selections(store):
    add(store, first(), second())
    for selection, number in SELECTED:
        assert store.count(selection) == number, selection
        ids = [g.id for g in store.glances(selection)]
        assert ids == [e.id for e in store.events(selection)] == [d.event.id for d in store.dossiers(selection)]
        assert len(ids) == number


@pytest.mark.parametrize(
    "wrong",
    [{"since": "last week"}, {"text": "-guns"}, {"text": '""'}, {"as_of": "2016-13-01"}],
    ids=lambda w: next(iter(w)),
)
def test_a_selection_that_cannot_be_meant(store, wrong):
    with pytest.raises(OnrecordError):
        store.count(Selection(**wrong))


def test_the_order_and_going_on_after(store):
    days = [None, "2016-05-01", "2016-02-01", "2016-02-01"]
    for n, day in enumerate(days):
        said = report(f"Shells fell on Qastal again, report {n}.")
        add(store, coded(said, [claim(said, day=day)]))
    glances = list(store.glances(ALL))
    assert [g.earliest for g in glances] == ["2016-02-01", "2016-02-01", "2016-05-01", None]
    walked, after = [], None
    while page := list(store.glances(ALL, limit=1, after=after)):
        walked += page
        after = page[-1].id
    assert walked == glances
    with pytest.raises(OnrecordError, match="no event"):
        list(store.glances(ALL, after="e:none"))


def test_a_glance(store):
    one, _ = joined(store)
    glance = next(g for g in store.glances(ALL) if g.id == one)
    assert (glance.place, glance.area, glance.earliest, glance.killed_low, glance.killed_high) == (
        "Qastal", "Halwan", "2016-03-07", 12, 12,
    )  # fmt: skip
    assert (glance.claims, glance.reports, glance.disputed, glance.review) == (2, 2, False, "unreviewed")


def counted(text, killed, day, publisher):
    said = report(text, published=day, publisher=publisher)
    return coded(said, [claim(said, killed=killed, who="Halwan Monitor", day="2016-03-07")])


def counted_twice(store):
    """One source's 12 dead and, two days later, its 20, as one event."""
    early = counted("Shells killed 12 people in Qastal, the Halwan Monitor said.", 12, "2016-03-07", "Halwan Gazette")
    late = counted("Shells killed 20 people in Qastal, the Halwan Monitor said.", 20, "2016-03-09", "Coast Radio")
    add(store, early, late)
    with store.writing() as work:
        merged(work, early.events[0].id, late.events[0].id)
    return early, late


def test_a_glance_leaves_out_what_a_source_took_back(store):
    _, late = counted_twice(store)
    [both] = [one for one in store.glances(ALL) if one.reports == 2]
    assert (both.killed_low, both.killed_high, both.disputed) == (20, 20, False)
    figure = weigh.weighed(store.event(both.id), "range").figure("killed")
    assert (figure.low, figure.high) == (20, 20)
    decide(store, decision("reject", late.claims[0].id))
    assert [(one.killed_low, one.killed_high) for one in store.seen([both.id]).values()] == [(12, 12)]


def test_a_reprint_found_later_is_seen_in_the_glance(store):
    """A copy speaks on the day of its origin, so that it takes nothing back."""
    early, late = counted_twice(store)
    with store.writing() as work:
        work.put_origin(late.report.id, early.report.id)
    [both] = [one for one in store.glances(ALL) if one.reports == 2]
    figure = weigh.weighed(store.event(both.id), "range").figure("killed")
    assert (both.killed_low, both.killed_high) == (figure.low, figure.high) == (12, 20)


def test_reports_page_by_page(store):
    said = [report(f"Shells fell on Qastal, report {n}.", published=day) for n, day in enumerate(DAYS)]
    moments = []
    for one in said:
        add(store, coded(one, [claim(one)]) if "0" not in one.text else coded(one))
        moments.append(list(store.log())[-1].at)
    newest = [one for one, _ in store.newest(limit=10)]
    assert [one.published for one in newest] == ["2016-05-01", "2016-02-01", "2016-02-01", None, None]
    assert [number for one, number in store.newest(limit=10)] == [int("0" not in one.text) for one in newest]
    walked, after = [], None
    while page := store.newest(limit=1, after=after):
        walked.append(page[0][0])
        after = walked[-1].id
    assert walked == newest
    assert store.reports_kept() == 5
    assert store.published() == {one.id: one.published for one in said}
    assert store.published(as_of=moments[0]) == {said[0].id: said[0].published}
    with pytest.raises(OnrecordError, match="no report"):
        store.newest(limit=1, after="r:none")


DAYS = (None, "2016-05-01", "2016-02-01", "2016-02-01", None)


# --- judgements ------------------------------------------------------------------------------------------------------


def review(store):
    dossier = only(store)
    [glance] = store.glances(ALL)
    assert glance.review == dossier.review.state
    return dossier.review


def test_four_eyes(store):
    add(store, first())
    id_ = first().events[0].id
    decide(store, decision("clear", id_))
    assert review(store).state == "unreviewed"  # nobody has approved it
    decide(store, decision("approve", id_))
    assert review(store).state == "approved"
    decide(store, decision("clear", id_, number=1))
    assert review(store).state == "approved"  # she cannot clear what she approved
    other = decision("clear", id_, by="person:Omar")
    decide(store, other)
    assert (review(store).state, review(store).cleared_by[-1], review(store).single) == (
        "cleared",
        "person:Omar",
        False,
    )
    decide(store, decision("undo", undoes=other.id))
    assert review(store).state == "approved"
    decide(store, decision("reject", id_))
    assert review(store).state == "rejected"
    assert store.count(Selection(review="rejected")) == 1


def test_a_single_person_may_clear_where_the_store_says_so(store):
    add(store, first())
    with store.writing() as work:
        work.put_setting("single_person", "on")
    decide(store, decision("approve", first().events[0].id), decision("clear", first().events[0].id))
    assert (review(store).state, review(store).single) == ("cleared", True)


def test_an_approval_is_of_the_event_as_it_stood(store):
    add(store, first())
    one, two = first().events[0].id, second().events[0].id
    decide(store, decision("approve", one))
    moment = only(store).changed_at
    add(store, second())
    with store.writing() as work:
        work.alias(two, one)
        merged(work, one, two)
    assert store.event(one).review.state == "unreviewed"
    assert store.event(one, as_of=moment).review.state == "approved"
    assert [d.act for d in store.event(one).decisions] == ["approve"]  # nothing is lost
    decide(store, decision("approve", one, number=1))
    assert store.event(one).review.state == "approved"


def test_a_correction_shows_and_can_be_undone(store):
    add(store, first())
    [wrong] = first().claims
    toll = msgspec.structs.replace(wrong.tolls[0], low=10, high=10)
    corrected = decision("correct", wrong.id, field="tolls", value=msgspec.json.encode([toll]).decode())
    decide(store, decision("approve", first().events[0].id), corrected)
    dossier = only(store)
    assert dossier.claims[0].tolls == (toll,)
    assert dossier.event.computed.tolls[0].low == 10
    assert dossier.review.state == "unreviewed"  # who approved it approved another number
    assert store.count(Selection(killed=11)) == 0
    assert next(store.claims()).tolls == (toll,)
    decide(store, decision("undo", undoes=corrected.id))
    assert only(store).claims == first().claims
    assert {d.act for d in only(store).decisions} == {"approve", "correct", "undo"}
    decide(store, decision("undo", number=2, undoes=decision("undo", undoes=corrected.id).id))
    assert only(store).claims[0].tolls == (toll,)


def test_a_correction_reaches_one_value(store):
    add(store, first())
    decide(store, decision("correct", first().claims[0].id, field="tolls.0.high", value="15"))
    assert only(store).claims[0].tolls[0].high == 15


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "3"), ("nothing", "1"), ("tolls.7.low", "1"), ("id", '"c:1"'), ("status", '"perhaps"'), ("kind", "{")],
)
def test_a_correction_that_no_claim_can_take(store, field, value):
    add(store, first())
    with pytest.raises(OnrecordError, match="no field"):
        decide(store, decision("correct", first().claims[0].id, field=field, value=value))


def test_a_decision_about_nothing(store):
    with pytest.raises(OnrecordError, match="no decision"):
        decide(store, decision("undo", undoes="d:none"))
    with pytest.raises(OnrecordError, match="no claim"):
        decide(store, decision("correct", "c:none", field="kind", value='"battle"'))


def test_a_rejected_claim_does_not_count(store):
    one, _ = joined(store)
    rejected = decision("reject", first().claims[0].id)
    decide(store, rejected)
    dossier = store.event(one)
    assert [c.id for c in dossier.claims] == [second().claims[0].id]
    assert rejected in dossier.decisions
    assert store.count(Selection(killed=1)) == 0
    decide(store, decision("undo", undoes=rejected.id))
    assert len(store.event(one).claims) == 2


def test_judgements_about_tellings(store):
    one, two = joined(store)
    apart = decision("different", one, two, value=msgspec.json.encode([[one], [two]]).decode())
    decide(store, apart)
    with store.writing() as work:
        assert work.judged([two]) == (apart,)
    decide(store, apart, decision("undo", undoes=apart.id))
    with store.writing() as work:
        assert work.judged([one, two]) == ()
    assert [d.act for d in store.decisions(two)] == ["different", "undo"]
    assert len(list(store.decisions())) == 2


def test_decisions_follow_a_new_reading(store):
    add(store, first())
    old = first().claims[0]
    tags = decision("tag", first().events[0].id, value='["market"]')
    kind = decision("correct", old.id, field="kind", value='"air_strike"')
    decide(store, tags, kind)
    newer = claim(first().report, "bombing", killed=12, coder="rules/2")
    assert add(store, coded(first().report, [newer])) == ["recoded"]
    dossier = only(store)
    assert dossier.event.id == first().events[0].id
    assert dossier.claims[0].id == newer.id
    assert dossier.claims[0].kind == "air_strike"
    assert [(d.act, d.stale) for d in dossier.decisions] == [("tag", False), ("correct", False)]


def test_decisions_that_nothing_answers_to_are_stale_and_kept(store):
    add(store, second())
    told = second().events
    pair = decision("different", told[0].id, told[1].id, value="[]")
    decide(store, decision("correct", second().claims[1].id, field="kind", value='"siege"'), pair)
    add(store, coded(second().report, [claim(second().report, at="Qastal", coder="rules/2")]))
    assert [d.stale for d in store.decisions()] == [True, True]
    with store.writing() as work:
        assert work.judged([told[0].id]) == ()


# --- what else is kept -----------------------------------------------------------------------------------------------


def test_externals_settings_and_the_log(store):
    row = External(id="1", dataset="ours", row={"fatalities": "3"})
    with store.writing() as work:
        work.put_external([row])
        work.put_external([row, msgspec.structs.replace(row, id="2")])
        work.put_setting("key", "one")
        work.put_setting("key", "two")
        work.log("export", "acled", '{"rows":3}')
    assert [e.id for e in store.externals("ours")] == ["1", "2"]
    assert list(store.externals("theirs")) == []
    assert (store.setting("key"), store.setting("none")) == ("two", None)
    [entry] = store.log(subject="acled")
    assert (entry.kind, store.said(entry.number)) == ("export", '{"rows":3}')
    assert list(store.log(since="2999-01-01")) == []
    assert store.said(99) is None


def test_the_log_says_what_changed_and_why(store):
    one, two = joined(store)
    said = {
        entry.subject: msgspec.json.decode(store.said(entry.number)) for entry in store.log() if entry.kind == "event"
    }
    assert said[two] == {"change": "merged", "into": one, "because": []}
    [new, changed] = store.log(subject=one)
    assert msgspec.json.decode(store.said(new.number)) == {"change": "new", "because": [f"new {first().report.id}"]}
    assert msgspec.json.decode(store.said(changed.number))["change"] == "changed"


def test_verify_counts_the_entries(store):
    joined(store)
    decide(store, decision("approve", first().events[0].id))
    assert store.verify() == store.version() == len(list(store.log()))


TAMPERED = [
    "UPDATE claims SET payload = replace(payload, '12', '13')",
    "UPDATE reports SET until = '2020-01-01T00:00:00.000000Z'",
    "UPDATE membership SET event = 'e:other'",
    "DELETE FROM claims",
    "DELETE FROM log WHERE number = 2",
    "DELETE FROM payloads WHERE number = 1",
    "UPDATE payloads SET payload = ''",
    "UPDATE log SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 1",
    "UPDATE events SET killed_high = 1",
]


@pytest.mark.parametrize("statement", TAMPERED)
def test_verify_finds_what_was_changed_behind_the_log(store, statement):
    add(store, first())
    decide(store, decision("approve", first().events[0].id))
    with store.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises(OnrecordError, match="entry"):
        store.verify()


@pytest.mark.parametrize(
    "field, value, by",
    [("source.kind", '"medical"', {"source_kind": "medical"}), ("status", '"planned"', {"status": "planned"})],
)
def test_what_was_corrected_is_found_as_it_stands_and_the_past_as_it_stood(store, field, value, by):
    add(store, first())
    then = list(store.log())[-1].at
    assert list(store.glances(Selection(**by))) == []
    decide(store, decision("correct", first().claims[0].id, field=field, value=value))
    assert [one.id for one in store.glances(Selection(**by))] == [first().events[0].id]
    assert list(store.glances(Selection(**by, as_of=then))) == []
    assert store.verify()


def test_a_claim_that_was_read_anew_is_found_by_its_new_words(store):
    told = first()
    add(store, told)
    then = list(store.log())[-1].at
    place = msgspec.structs.replace(told.claims[0].places[0], name="Zarqin")
    named = msgspec.structs.replace(told.claims[0], places=(place,), coder="rules/2")
    add(store, msgspec.structs.replace(told, claims=(named, *told.claims[1:])))
    assert [one.id for one in store.glances(Selection(text="Zarqin"))] == [told.events[0].id]
    assert list(store.glances(Selection(text="Zarqin", as_of=then))) == []
    assert store.verify()


WITHOUT = {
    "a word less": {
        "sqlite": "INSERT INTO words (words, rowid, said) VALUES ('delete', 2, 'qastal')",
        "postgresql": "UPDATE words SET said = ts_delete(said, 'qastal') WHERE text = 2",
    },
    "a text less": {
        "sqlite": "DELETE FROM words_docsize WHERE id = 2",
        "postgresql": "DELETE FROM words WHERE text = 2",
    },
    "a text more": {
        "sqlite": "INSERT INTO words (rowid, said) VALUES (1000, 'more')",
        "postgresql": "INSERT INTO words VALUES (1000, to_tsvector('simple', 'more'))",
    },
    "an event that no text leads to": "DELETE FROM finds WHERE event = 1",
    "a text that leads elsewhere": "INSERT INTO finds SELECT 1000, max(serial) FROM events WHERE until IS NULL",
    "an event of no actor": "DELETE FROM traits WHERE trait = 'actor'",
    "a place more": "INSERT INTO traits SELECT 'place', 'elsewhere', max(serial) FROM events WHERE until IS NULL",
    "a decision about nothing": "DELETE FROM subjects",
    "a telling that waits for nothing": "INSERT INTO waiting VALUES ('e:none')",
}


@pytest.mark.parametrize("altered", WITHOUT)
def test_verify_finds_indexes_that_do_not_agree_and_they_are_made_anew(store, altered):
    add(store, first(), second())
    decide(store, decision("approve", first().events[0].id))
    found = [list(store.glances(Selection(text="Qastal"))), list(store.glances(Selection(actor="army")))]
    statement = WITHOUT[altered]
    with store.engine.begin() as connection:
        connection.exec_driver_sql(statement if isinstance(statement, str) else statement[store.engine.dialect.name])
    with pytest.raises(OnrecordError, match="does not agree with the record; the record itself is whole"):
        store.verify()
    before = list(store.dump())
    store.reindex()
    assert store.verify() == store.version()
    assert [list(store.glances(Selection(text="Qastal"))), list(store.glances(Selection(actor="army")))] == found
    if "waits" not in altered:
        assert list(store.dump()) == before


# --- homes -----------------------------------------------------------------------------------------------------------


def test_a_store_is_there_when_it_is_opened_again(address):
    store = open_store(address)
    add(store, first())
    before = list(store.dump())
    store.close()
    again = open_store(address, create=False)
    assert list(again.dump()) == before
    again.close()


def test_a_store_that_is_not_there(tmp_path, postgresql):
    with pytest.raises(OnrecordError, match="no store"):
        open_store(tmp_path / "none.db", create=False)
    with pytest.raises(OnrecordError, match="folder"):
        open_store(tmp_path / "none" / "store.db")
    (tmp_path / "text.db").write_text("This is no database, it is a longer text.")
    with pytest.raises(OnrecordError, match="no store"):
        open_store(tmp_path / "text.db")
    with database(postgresql) as empty, pytest.raises(OnrecordError, match="no store"):
        open_store(empty, create=False)
    with pytest.raises(OnrecordError, match="cannot be used"):
        open_store("postgresql://nobody:wrong@127.0.0.1:1/none")


def test_an_error_shows_no_password(tmp_path):
    with pytest.raises(OnrecordError) as error:
        open_store("postgresql://nobody:opensesame@127.0.0.1:1/none")
    assert "opensesame" not in str(error.value)


def test_denials_are_found_as_read_and_as_corrected(store):
    add(store, first(), second())
    assert list(store.claims(denied=True)) == []
    denied = first().claims[0]
    decide(store, decision("correct", denied.id, field="status", value='"denied"'))
    assert [claim.id for claim in store.claims(denied=True)] == [denied.id]
    decide(store, decision("correct", second().claims[0].id, field="tolls", value="[]"))
    assert [claim.id for claim in store.claims(denied=True)] == [denied.id]
    said = report("The Army denied that its guns hit Qastal on Monday.", publisher="Hill Post")
    read = msgspec.structs.replace(claim(said, at="Qastal"), status="denied")
    add(store, coded(said, [read]))
    assert {claim.id for claim in store.claims(denied=True)} == {denied.id, read.id}
    assert list(store.claims(denied=True, as_of="2001-01-01")) == []


FIRST_INDEXES = {
    "sqlite": "CREATE VIRTUAL TABLE {} USING fts5(words, content='', tokenize='unicode61')",
    "postgresql": "CREATE TABLE {} (serial bigint PRIMARY KEY, words tsvector NOT NULL)",
}


def test_a_store_of_the_first_tables_is_brought_up_to_date(address):
    from sqlalchemy import create_engine, inspect, text

    from onrecord.store.opened import upgrade

    store = open_store(address)
    add(store, first(), second())
    asked = [Selection(text=query, as_of=as_of) for query in ("Qastal", "guns army") for as_of in (None, "2999-01-01")]
    found = [list(store.glances(one)) for one in asked]
    assert all(found)
    with store.engine.begin() as connection:
        for name in ("report_words", "telling_words"):
            connection.execute(text(FIRST_INDEXES[store.engine.dialect.name].format(name)))
        for said in ("INDEX ever_claims_denying", "TABLE words", "TABLE finds"):
            connection.execute(text(f"DROP {said}"))
        connection.execute(text("DELETE FROM migrations WHERE number > 1"))
    engine = create_engine(store.engine.url)
    store.close()
    with pytest.raises(OnrecordError, match="run `onrecord store upgrade`"):
        open_store(address)
    assert upgrade(address) == (
        "an index of denials",
        "one index of words, tied to events",
        "ranges at a glance as they are weighed",
    )
    assert "ever_claims_denying" in {index["name"] for index in inspect(engine).get_indexes("claims")}
    engine.dispose()
    store = open_store(address)
    assert [list(store.glances(one)) for one in asked] == found
    assert store.verify()
    store.close()


def test_migrations_are_taken_once_in_order(address, monkeypatch):
    from onrecord.store import migrations
    from onrecord.store.opened import upgrade

    store = open_store(address)
    add(store, first())
    store.close()
    assert upgrade(address) == ()
    more = migrations.Migration(
        migrations.ALL[-1].number + 1, "a note", lambda c: c.exec_driver_sql("CREATE TABLE note (said TEXT)")
    )
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "ALL", (*migrations.ALL, more))
        with pytest.raises(OnrecordError, match="store upgrade"):
            open_store(address)
        assert upgrade(address) == ("a note",)
        assert upgrade(address) == ()
        opened = open_store(address)
        assert opened.count(ALL) == 1
        opened.close()
    with pytest.raises(OnrecordError, match="newer version"):
        open_store(address)


def test_a_backup_is_the_same_store(tmp_path):
    from onrecord.store.opened import backup

    store = open_store(tmp_path / "store.db")
    add(store, first(), second())
    backup(tmp_path / "store.db", tmp_path / "copy.db")
    copy = open_store(tmp_path / "copy.db", create=False)
    assert list(copy.dump()) == list(store.dump())
    assert copy.verify() == store.verify()
    with pytest.raises(OnrecordError, match="overwrites nothing"):
        backup(tmp_path / "store.db", tmp_path / "copy.db")
    with pytest.raises(OnrecordError, match="pg_dump"):
        backup("postgresql://localhost/x", tmp_path / "other.db")
    for opened in (store, copy):
        opened.close()


# --- long lists -------------------------------------------------------------------------------------------------------


def test_a_count_ends_where_it_is_told_to(store):
    add(store, first(), second())
    assert (store.count(ALL), store.count(ALL, most=2), store.count(ALL, most=10)) == (3, 2, 3)


def test_a_server_counts_what_it_holds_when_it_has_grown(store, monkeypatch):
    add(store, first(), second())
    monkeypatch.setattr(opening, "GROWN", opening.GROWN.replace("500", "0"))
    for _ in range(100):  # a server knows of its changes a moment later
        store.take_stock()
        with store.engine.connect() as connection:
            if store.engine.dialect.name != "postgresql" or connection.exec_driver_sql(ROWS).scalar_one() == 2:
                break
        time.sleep(0.1)
    else:
        pytest.fail("the reports were never counted")
    assert store.count(ALL) == 3 and store.verify()


def test_a_server_counts_at_once_what_has_doubled(store, monkeypatch):
    monkeypatch.setattr("onrecord.store.ledger.LARGE", 1)
    add(store, first(), second())
    with store.engine.connect() as connection:
        assert store.engine.dialect.name != "postgresql" or connection.exec_driver_sql(ROWS).scalar_one() == 2


ROWS = "SELECT reltuples FROM pg_class WHERE relname = 'reports'"


def test_some_events_are_seen_as_they_stand_and_as_they_stood(store):
    add(store, first())
    [before] = store.glances(ALL)
    moment = [entry.at for entry in store.log()][-1]
    decide(store, decision("approve", before.id))
    [now] = store.glances(ALL)
    assert (before.review, now.review) == ("unreviewed", "approved")
    assert store.seen([before.id, "e:unknown"]) == {now.id: now}
    assert store.seen([before.id], as_of=moment) == {before.id: before}
    assert store.seen([before.id], as_of="2000-01-01") == {}
    assert store.seen([]) == {}


def test_the_log_tells_of_one_kind_of_entry(store):
    add(store, first(), second())
    told = list(store.told("event", since="2000-01-01"))
    assert [subject for _, subject, _ in told] == [e.subject for e in store.log() if e.kind == "event"]
    assert [said for *_, said in told] == [store.said(e.number) for e in store.log() if e.kind == "event"]
    assert list(store.told("event", since=told[-1][0])) == told[-2:]  # both events of the second report
    assert list(store.told("event", since="2999-01-01")) == []


@pytest.mark.parametrize("box", [(39.0, 30.0, 41.0, 40.0), (-180.0, -90.0, 180.0, 90.0), (41.0, -90.0, 40.5, 90.0)])
def test_a_box_holds_the_same_however_many_events_are_in_it(store, monkeypatch, box):
    add(store, first(), second())
    few = list(store.glances(Selection(box=box)))
    monkeypatch.setattr("onrecord.store.selecting.RARE", 1)
    assert list(store.glances(Selection(box=box))) == few
    assert len(few) == 3


@pytest.mark.parametrize("query", ["Qastal", "people", "guns army", '"fell on"', "Qastal -guns", "nothing"])
def test_words_find_the_same_however_many_texts_hold_them(store, monkeypatch, query):
    add(store, first(), second())
    moments = (None, [entry.at for entry in store.log()][-1])

    def found():
        asked = [Selection(text=query, as_of=as_of) for as_of in moments]
        pages = [list(store.glances(one, limit=limit)) for one in asked for limit in (None, 10)]
        rest = [list(store.glances(asked[0], limit=5, after=one.id)) for one in pages[0]]
        return pages, rest, [store.count(one, most=most) for one in asked for most in (None, 2, 10)]

    few = found()
    monkeypatch.setattr("onrecord.store.selecting.RARE_WORDS", 0)
    assert found() == few
    monkeypatch.setattr("onrecord.store.selecting.WIDE", 0)
    for looks, narrow, texts in ((0, 0, 0), (1, 0, 100), (100, 100, 100)):
        monkeypatch.setattr("onrecord.store.selecting.LOOKS", looks)
        monkeypatch.setattr("onrecord.store.selecting.NARROW", narrow)
        monkeypatch.setattr("onrecord.store.selecting.TEXTS", texts)
        assert found() == few


# --- whatever is told ------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12)
TELLINGS = st.lists(
    st.tuples(
        st.sampled_from(["Qastal", "Tell Mara", "Beit Noura"]),
        st.sampled_from(["shelling", "battle", "arrest"]),
        st.none() | st.sampled_from(["2016-03-01", "2016-03-02"]),
        WORDS,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=TELLINGS)
def test_whatever_is_told_is_given_back(store, told):
    """Any text, any number of events: dossiers hold what put took, and the same again changes nothing."""
    items = []
    for place, kind, day, word in told:
        said = report(f"News from {place}: {word}")
        items.append(coded(said, [claim(said, kind, day=day, at=place)]))
    add(store, *items)
    for item in items:
        assert add(store, item) in (["same"], ["recoded"])  # the same words may be told of another day
    for item in {item.report.id: item for item in items}.values():
        assert store.report(item.report.id) == item.report
    told_again = {item.report.id: item for item in items}
    add(store, *told_again.values())
    homes = {c.id: d for d in store.dossiers(ALL) for c in d.claims}
    for item in told_again.values():
        assert list(store.claims(item.report.id)) == list(item.claims)
        assert item.claims[0] in homes[item.claims[0].id].claims
        assert item.report in homes[item.claims[0].id].reports
    assert [d.event for d in store.dossiers(ALL)] == list(store.events(ALL))


# --- two at once, and sudden ends ------------------------------------------------------------------------------------


def _stories(who, number):
    for n in range(number):
        said = report(f"Shells fell on Qastal, {who} wrote in note {n}.", publisher=who)
        yield coded(said, [claim(said)])


def _write(address, who, number):
    store = open_store(address)
    add(store, *_stories(who, number))
    store.close()


def test_two_writers_lose_nothing(address):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(address, who, 15)) for who in ("Gazette", "Radio")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    store = open_store(address, create=False)
    assert (store.count(ALL), len(list(store.reports()))) == (30, 30)
    assert store.verify() == store.version()
    store.close()


def test_a_reader_sees_one_moment_while_another_writes(store):
    add(store, *_stories("Gazette", 3))
    seen = store.dossiers(ALL)
    next(seen)
    add(store, *_stories("Radio", 2))
    assert len(list(seen)) == 2
    assert store.count(ALL) == 5


def test_a_transaction_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.writing() as work:
        work.put(first())
        raise ZeroDivisionError
    assert store.version() == 0
    assert list(store.reports()) == []
    add(store, first())
    assert store.verify() == 2


KILLS = 100 if os.environ.get("ONRECORD_SOAK") else 8


def test_a_kill_leaves_a_store_that_opens_and_a_rerun_that_completes(address, tmp_path):
    """Killed at random moments, then run to its end: the same store as without a kill."""
    whole = open_store(tmp_path / "whole.db")
    add(whole, *_stories("Gazette", 12))
    expected = [line for line in whole.dump() if '"table":"log"' not in line]
    whole.close()
    context, chance = multiprocessing.get_context("fork"), random.Random(7)
    open_store(address).close()
    for _ in range(KILLS):
        writer = context.Process(target=_write, args=(address, "Gazette", 12))
        writer.start()
        time.sleep(chance.uniform(0.01, 0.12))
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        store = open_store(address, create=False)
        assert store.verify() == store.version()
        store.close()
    _write(address, "Gazette", 12)
    store = open_store(address, create=False)
    assert list(store.dump()) == expected
    store.close()
