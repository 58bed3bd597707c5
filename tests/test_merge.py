"""Merging: pairs that are one event and pairs that are not, groups that no order changes, decisions that hold and can be undone."""

import itertools
import random

import pytest
from conftest import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import merge, pipeline, record
from onrecord.cli import main
from onrecord.merge import blocking, clustering, identity
from onrecord.merge.clustering import Bounds, Question
from onrecord.merge.profiles import profile
from onrecord.merge.rulings import Rulings, groups_of, rulings
from onrecord.model import Coded, Decision, Selection, Telling, content_id
from onrecord.store import open_store

CASES = cases("merge")


def coded(told, tools):
    """A report as the coder reads it, by its publisher."""
    import msgspec

    publisher, day, text = told
    report = pipeline.text_report(text, published=str(day) if day else None)
    report = msgspec.structs.replace(report, publisher=publisher, id=content_id("r", text, publisher, str(day)))
    return pipeline.code_report(report, tools)


def tellings(read: Coded):
    claims = {claim.id: claim for claim in read.claims}
    return [
        Telling(
            id=event.id, report=read.report.id, publisher=read.report.publisher, published=read.report.published,
            kind=event.kind, claims=tuple(claims[id_] for id_ in event.claims), links=event.links,
        )
        for event in read.events
    ]  # fmt: skip


@pytest.fixture(scope="session")
def kin(tools):
    return record.kin(tools)


@pytest.fixture(scope="session")
def world(tools):
    return [coded(told, tools) for told in CASES["world"]]


@pytest.mark.parametrize("case", CASES["pairs"], ids=lambda case: case["name"])
def test_pairs(case, tools, kin):
    one, two = (tellings(coded(case[side], tools)) for side in ("one", "two"))
    assert one and two, "the coder finds no event"
    groups = merge.partition([*one, *two], kin)
    assert any({one[0].id, two[0].id} <= group for group in groups) == case["same"]


def added(reports, path, kin):
    store = open_store(path)
    weaver = merge.Weaver(kin)
    for read in reports:
        record.keep(read, store, weaver)
    return store


def partition(store):
    """The claims of a store's events, whatever their ids."""
    return {frozenset(event.claims) for event in store.events(Selection())}


def test_no_order_of_adding_changes_what_is_one_event(world, kin, tmp_path):
    every = [telling for read in world for telling in tellings(read)]
    claims = {telling.id: frozenset(claim.id for claim in telling.claims) for telling in every}
    at_once = {frozenset().union(*(claims[id_] for id_ in group)) for group in merge.partition(every, kin)}
    draw = random.Random(11)
    for number in range(6):
        order = draw.sample(world, len(world)) if number else world
        store = added(order, tmp_path / f"{number}.db", kin)
        assert partition(store) == at_once, [read.report.publisher for read in order]
        store.close()


def test_the_world_is_told_as_it_was_written(world, kin, tmp_path):
    store = added(world, tmp_path / "s.db", kin)
    found = sorted((len(d.tellings), d.event.kind, d.event.computed.when.earliest) for d in store.dossiers(Selection()))
    assert [row for row in found if row[0] > 1] == [
        (2, "air_strike", "2016-03-09"), (2, "shelling", "2016-03-08"), (4, "air_strike", "2016-03-08"),
    ]  # fmt: skip
    dossiers = {dossier.tellings[0].publisher: dossier for dossier in store.dossiers(Selection())}
    total = dossiers["River News"]
    places = {dossier.event.id for dossier in dossiers.values() if len(dossier.tellings) in (2, 4)}
    summed = {link.event for link in total.event.links if link.type == "summarises"}
    assert len(total.tellings) == 1 and summed and summed <= places
    [reprint] = [t for d in dossiers.values() for t in d.tellings if t.publisher == "Open Desk"]
    assert reprint.origin == world[0].report.id or world[0].report.text.count(" ") < 25


def test_an_event_keeps_the_id_of_its_first_telling(world, kin, tmp_path):
    store = added(world, tmp_path / "s.db", kin)
    first = tellings(world[0])[0].id
    assert store.event(first).event.id == first and len(store.event(first).tellings) == 4


@pytest.fixture
def kept(world, kin, tmp_path):
    store = added(world, tmp_path / "s.db", kin)
    yield store
    store.close()


def largest(store):
    return max(store.dossiers(Selection()), key=lambda dossier: len(dossier.tellings))


@pytest.mark.parametrize("act", ["same", "different", "split", "split one"])
def test_every_decision_can_be_undone(act, kept, tools):
    before, whole = partition(kept), largest(kept)
    ids = sorted(event.id for event in kept.events(Selection()))
    decision = {
        "same": lambda: record.same(kept, ids[:3], "Ana"),
        "different": lambda: record.different(kept, ids[:2], "Ana"),
        "split": lambda: record.split(kept, whole.event.id, [], "Ana"),
        "split one": lambda: record.split(kept, whole.event.id, [whole.claims[0].id], "Ana"),
    }[act]()
    record.judge(kept, tools, decision)
    after = partition(kept)
    assert (after == before) == (act == "different")
    undo = record.judge(kept, tools, record.undo(kept, decision.id, "Bo"))
    assert partition(kept) == before
    record.judge(kept, tools, record.undo(kept, undo.id, "Ana"))
    assert partition(kept) == after


def test_what_was_put_together_stands_against_new_reports(kept, tools, kin):
    ids = sorted(event.id for event in kept.events(Selection()))
    record.judge(kept, tools, record.same(kept, ids[:2], "Ana"))
    record.keep(
        coded(["The Weekly Compass", "2016-03-09", CASES["world"][0][2] + " More follows."], tools),
        kept,
        merge.Weaver(kin),
    )
    assert len({kept.event(id_).event.id for id_ in ids[:2]}) == 1


def test_what_was_split_stays_apart_when_more_is_told(kept, tools, kin):
    whole = largest(kept)
    record.judge(kept, tools, record.split(kept, whole.event.id, [whole.claims[0].id], "Ana"))
    parts = partition(kept)
    record.keep(coded(["The Weekly Compass", "2016-03-10", CASES["world"][1][2]], tools), kept, merge.Weaver(kin))
    homes = {telling.id: dossier.event.id for dossier in kept.dossiers(Selection()) for telling in dossier.tellings}
    out, *rest = (homes[telling.id] for telling in whole.tellings)
    assert out not in rest and partition(kept) != parts


def test_the_id_of_a_merged_event_leads_on_and_comes_back(kept, tools):
    one, two = sorted(event.id for event in kept.events(Selection()))[:2]
    decision = record.judge(kept, tools, record.same(kept, [one, two], "Ana"))
    merged = kept.event(one).event.id
    gone = two if merged == one else one
    assert kept.event(gone).event.id == merged and gone in kept.event(merged).aliases
    record.judge(kept, tools, record.undo(kept, decision.id, "Ana"))
    assert kept.event(gone).event.id == gone


def test_comparisons_are_kept_with_their_features(kept):
    compared = [one for dossier in kept.dossiers(Selection()) for one in dossier.compared if one.verdict == "same"]
    assert compared and all(one.features and one.by.startswith("merge/") and one.one < one.two for one in compared)


def test_what_another_report_denies_stands_beside_the_event(tools, kin, tmp_path, capsys):
    told = [
        ["Harbour Gazette", "2016-03-09", CASES["world"][0][2]],
        ["Evening Mirror", "2016-03-10", "The Syrian army on Wednesday denied bombing a market in Saraqib on Tuesday."],
    ]
    store = added([coded(one, tools) for one in told], tmp_path / "s.db", kin)
    event = largest(store).event.id
    store.close()
    assert main(["show", event, "--store", str(tmp_path / "s.db")]) == 0
    shown = capsys.readouterr().out
    assert "Denied by\n    “The Syrian army on Wednesday denied bombing a market in Saraqib on Tuesday.”" in shown


def test_keys_lead_both_ways(world, kin):
    every = [profile(telling, kin) for read in world for telling in tellings(read)]
    for one, two in itertools.combinations(every, 2):
        there, back = (
            set(blocking.seeks(one)) & set(blocking.blocks(two)),
            set(blocking.seeks(two)) & set(blocking.blocks(one)),
        )
        assert bool(there) == bool(back), (one.telling.id, two.telling.id)


# --- groups ----------------------------------------------------------------------------------------------------------

BOUNDS = Bounds(same=0.5, lead=0.3, near=0.3, clear=0.1, pair=0.4, fresh=0.15, ahead=0.05)


def question(scores, reports=(), wide=(), thin=(), ruled=None):
    report = {id_: number for number, ids in enumerate(reports) for id_ in ids}

    def barred(one, two):
        return one in report and report.get(one) == report.get(two)

    def score(one, two):
        return scores.get((one, two), scores.get((two, one), 0.0))

    return Question(score, barred, ruled or Rulings(), wide, thin)


def groups(ids, asked):
    return {"".join(sorted(group)) for group in clustering.grouped(ids, asked, BOUNDS).groups}


def test_two_tellings_of_one_report_never_meet():
    near = {("a", "b"): 0.9, ("b", "c"): 0.8}
    assert groups("abc", question(near, reports=["ac"])) == {"ab", "c"}


def test_a_chain_of_likenesses_is_no_event():
    assert groups("abcd", question({("a", "b"): 0.9, ("b", "c"): 0.6, ("c", "d"): 0.9})) == {"ab", "cd"}


def test_an_area_joins_its_only_place_and_sums_up_two():
    near = {("a", "p"): 0.8, ("b", "p"): 0.7}
    done = clustering.grouped("abp", question(near, wide="p"), BOUNDS)
    assert {"".join(sorted(group)) for group in done.groups} == {"a", "b", "p"}
    assert [("".join(one), "".join(two)) for one, two in done.sums] == [("p", "a"), ("p", "b")]
    assert groups("ap", question(near, wide="p")) == {"ap"}


def test_what_only_adds_to_a_report_keeps_no_two_groups_apart():
    near = {("a", "b"): 0.9, ("b", "x"): 0.95, ("a", "x"): 0.1}
    assert groups("abx", question(near, reports=["ax"], thin="x")) == {"ab", "x"}


def joined(groups, asked, news=()):
    ids = "".join(groups)
    near = {one: {two for two in ids if asked.score(one, two) >= BOUNDS.fresh} for one in ids}
    loose = clustering.Loose(near, frozenset(news))
    made = clustering.joined([frozenset(group) for group in groups], loose, asked, BOUNDS)
    return {"".join(sorted(group)) for group in made.values()}


ALONE = {("a", "b"): 0.9, ("c", "d"): 0.9, ("a", "x"): 0.45, ("b", "x"): 0.35, ("c", "x"): 0.3, ("d", "x"): 0.2}


def test_what_stands_alone_joins_what_it_is_clearly_nearest_to():
    assert joined(["ab", "cd", "x"], question(ALONE)) == {"abx", "cd"}
    assert joined(["ab", "cd", "x"], question(ALONE | {("d", "x"): 0.4})) == {"ab", "cd", "x"}, "two come near"
    assert joined(["ab", "x", "y"], question(ALONE | {("x", "y"): 0.35})) == {"ab", "x", "y"}, (
        "what may be its own event"
    )
    assert joined(["ab", "cd", "x"], question(ALONE, reports=["ax"])) == {"ab", "cd", "x"}, (
        "its report tells them apart"
    )
    assert joined(["ab", "cd", "x"], question(ALONE, ruled=Rulings(apart=frozenset({("b", "x")})))) == {"ab", "cd", "x"}


def test_two_that_stand_alone_meet_where_nothing_else_comes_near():
    assert joined(["x", "y"], question({("x", "y"): 0.45})) == {"xy"}
    assert joined(["x", "y"], question({("x", "y"): 0.35})) == {"x", "y"}
    assert joined(["x", "y", "z"], question({("x", "y"): 0.45, ("x", "z"): 0.4})) == {"xy", "z"}, "y has no other"
    assert joined(["x", "y", "z"], question({("x", "y"): 0.45, ("x", "z"): 0.4, ("y", "z"): 0.4})) == {"x", "y", "z"}
    assert joined(["x", "y"], question({("x", "y"): 0.45}, reports=["xy"])) == {"x", "y"}


VAGUE = {("a", "b"): 0.9, ("x", "y"): 0.6, ("a", "x"): 0.3, ("b", "x"): 0.2, ("a", "y"): 0.2, ("b", "y"): 0.1}


def test_news_without_a_day_joins_what_alone_comes_near():
    assert joined(["ab", "xy"], question(VAGUE)) == {"ab", "xy"}, "two with a day stay apart"
    assert joined(["ab", "xy"], question(VAGUE), news="xy") == {"abxy"}
    assert joined(["ab", "cd", "xy"], question(VAGUE | {("c", "x"): 0.4, ("d", "x"): 0.3}), news="xy") == {
        "ab",
        "cd",
        "xy",
    }, "two come near"
    assert joined(["ab", "xy"], question(VAGUE), news="abxy") == {"ab", "xy"}, "neither is sure of its day"
    assert joined(["ab", "xy"], question(VAGUE, reports=["ax"]), news="xy") == {"ab", "xy"}
    assert joined(["ab", "xy", "z"], question(VAGUE | {("y", "z"): 0.45, ("x", "z"): 0.4}), news="xy") == {"abxyz"}


def test_of_two_that_one_report_keeps_apart_the_nearer_joins():
    both = ALONE | {("a", "y"): 0.4, ("b", "y"): 0.45}
    assert joined(["ab", "x", "y"], question(both, reports=["xy"])) == {"aby", "x"}
    assert joined(["y", "x", "ab"], question(both, reports=["xy"])) == {"aby", "x"}


def test_people_overrule_scores_and_reports():
    ruled = Rulings(together=frozenset({("a", "c")}), apart=frozenset({("a", "b")}))
    assert groups("abc", question({("a", "b"): 0.99}, reports=["ac"], ruled=ruled)) == {"ac", "b"}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_groups_hang_on_the_set_alone(data):
    ids = "abcdefgh"
    scores = {pair: data.draw(st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.9])) for pair in itertools.combinations(ids, 2)}
    asked = question(scores, reports=["ab", "cd"], wide=data.draw(st.sets(st.sampled_from("gh"))))
    shuffled = data.draw(st.permutations(ids))
    assert groups(ids, asked) == groups(shuffled, asked)
    assert not any({"a", "b"} <= set(group) or {"c", "d"} <= set(group) for group in groups(ids, asked))


def decision(number, act, *parts):
    subjects = tuple(id_ for part in parts for id_ in part)
    return Decision(
        id=f"d:{number}",
        act=act,
        by="person:Ana",
        at="2026-01-01T00:00:00Z",
        subjects=subjects,
        value=merge.sizes(parts),
    )


def test_the_later_word_holds():
    made = [decision(1, "same", "ab", "c"), decision(2, "split", "a", "bc")]
    found = rulings(made)
    assert found.together == {("b", "c")} and found.apart == {("a", "b"), ("a", "c")}
    assert rulings(made[::-1]).together == {("a", "b"), ("a", "c"), ("b", "c")}
    assert groups_of(made[1]) == [("a",), ("b", "c")]


def test_an_event_whose_telling_is_gone_goes_on_with_most_of_it():
    one, two = frozenset("bc"), frozenset("d")
    named = identity.named([one, two], {"b": "a", "c": "a", "d": "a"}, {"a": 0, "b": 1, "c": 2, "d": 3})
    assert named.ids == {one: "a", two: "d"} and named.gone == {}


def test_the_event_recorded_first_survives():
    whole = frozenset("ab")
    named = identity.named([whole], {"a": "a", "b": "b"}, {"b": 0, "a": 1})
    assert named.ids == {whole: "b"} and named.gone == {"a": "b"}
