"""The scores of `onrecord evaluate`: against hand-made answers, and against the gold folder's own scorer."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path

import msgspec
import pytest

from onrecord.evaluate import evaluate, flat, page, read, table
from onrecord.evaluate.agree import lists, same_actor, same_name
from onrecord.evaluate.gold import ActorName, Answer, Gold, GoldEvent
from onrecord.evaluate.scores import scores, tally
from onrecord.model import (
    Actor,
    Because,
    Claim,
    Coded,
    Computed,
    Control,
    Event,
    Holding,
    Link,
    Named,
    OnrecordError,
    Place,
    Rejected,
    Report,
    Source,
    Span,
    Toll,
    When,
)

SCORER = Path(__file__).parents[2] / "shared" / "gold" / "score.py"
TEXT = "Rebels shelled Tel Amun on Friday, killing at least 4 people, a monitor said. The army holds Tel Amun."


def span(text: str) -> dict[str, object]:
    start = TEXT.index(text)
    return {"text": text, "start": start, "end": start + len(text)}


def claim(id_: str = "c:1", **changes: object) -> Claim:
    values = {
        "id": id_,
        "report": "r:1",
        "coder": "rules/1",
        "kind": "shelling",
        "status": "happened",
        "recap": False,
        "denies": None,
        "score": 0.9,
        "trigger": Span(**span("shelled")),
        "sentence": Span(**span("Rebels shelled Tel Amun on Friday, killing at least 4 people, a monitor said.")),
        "actors": (Actor(**span("Rebels"), role="initiator", kind="rebel_group"),),
        "places": (Place(**span("Tel Amun"), lat=35.0, lon=38.0, precision="settlement"),),
        "when": When(**span("Friday"), earliest="2016-02-05", latest="2016-02-05", precision="day"),
        "tolls": (Toll(**span("at least 4 people"), id="t:1", harm="killed", low=4),),
        "source": Source(**span("a monitor"), kind="monitor", anonymous=True, quote="indirect"),
    }
    return Claim(**(values | changes))


def event(*claims: Claim, id_: str = "e:1", links: tuple[Link, ...] = ()) -> Event:
    first = claims[0]
    place = first.places[0] if first.places else None
    computed = Computed(policy="range", place=place, when=first.when, actors=first.actors, tolls=())
    return Event(id=id_, kind=first.kind, claims=tuple(c.id for c in claims), links=links, computed=computed)


def coded(*claims: Claim, events: tuple[Event, ...] = (), control: tuple[Holding, ...] = ()) -> Coded:
    report = Report(
        id="r:1", title=None, url=None, publisher=None, byline=(), dateline=None, published="2016-02-06",
        published_from="given", language="en", text=TEXT,
    )  # fmt: skip
    return Coded(report=report, claims=claims, events=events, control=control)


def gold_event(**changes: object) -> dict[str, object]:
    source = {"name": None, "kind": "monitor", "anonymous": True}
    values = {
        "kind": "shelling",
        "status": "happened",
        "place": "Tel Amun",
        "lat": 35.0,
        "lon": 38.0,
        "date_earliest": "2016-02-05",
        "date_latest": "2016-02-05",
        "initiator": "rebels",
        "target": None,
        "tolls": [{"harm": "killed", "who": "unknown", "low": 4, "high": None, "source": source}],
        "control_change": None,
    }
    return values | changes


def gold(*events: dict[str, object], id_: str = "one", statements: tuple[dict[str, object], ...] = ()) -> Gold:
    row = {"id": id_, "text": TEXT, "published": "2016-02-06", "events": events, "control_statements": statements}
    return msgspec.convert(row, Gold)


def values(evaluation) -> dict[str, float | None]:
    return {score.name: score.value for score in evaluation.scores}


def test_a_perfect_coder_scores_full_marks() -> None:
    statement = Holding(
        claim="c:2", place=Place(**span("Tel Amun")), state="holds", change=None,
        holder=Named(id=None, name="the army"), basis="outlet", when=None,
    )  # fmt: skip
    answer = coded(claim(), events=(event(claim()),), control=(statement,))
    result = evaluate(
        [gold(gold_event(), statements=({"place": "Tel Amun", "holder": "army"},))], lambda _: answer, resamples=20
    )
    judged = {name: value for name, value in values(result).items() if value is not None}
    assert set(judged.values()) == {1.0}
    assert {"event F1", "toll F1", "toll source", "statement F1", "initiator", "date"} <= judged.keys()
    assert result.misses == ()


def test_a_rejected_report_counts_as_empty_and_is_named() -> None:
    refused = Coded(report=None, rejected=(Rejected(input="one", step="clean", reason="no English text"),))
    result = evaluate([gold(gold_event())], lambda _: refused, resamples=20)
    assert values(result)["event R"] == 0.0
    assert result.failed == (("one", "no English text"),)
    assert "Not coded: no English text" in page(result)


def test_an_error_of_the_coder_is_a_rejection() -> None:
    def failing(_: Gold) -> Coded:
        raise OnrecordError("no model there")

    assert evaluate([gold(gold_event())], failing, resamples=5).failed == (("one", "no model there"),)


def test_recaps_are_background_and_plans_keep_their_status() -> None:
    recap = claim("c:1", recap=True)
    plans = [claim(f"c:{n}", status="planned", kind="capture", tolls=()) for n in (2, 3)]
    events = flat(coded(recap, *plans)).events
    assert [(item.kind, item.status) for item in events] == [("shelling", "background"), ("capture", "planned")]
    joined = flat(coded(recap, events=(event(recap),))).events
    assert [item.status for item in joined] == ["background"]


def test_summaries_are_no_events_of_their_own() -> None:
    summary = event(claim("c:2"), id_="e:2", links=(Link(type="summarises", event="e:1"),))
    assert len(flat(coded(claim(), claim("c:2"), events=(event(claim()), summary))).events) == 1


def test_equal_tolls_of_one_source_are_told_once() -> None:
    twice = (claim("c:1"), claim("c:2"))
    assert len(flat(coded(*twice, events=(event(*twice),))).events[0].tolls) == 1


def test_a_change_of_control_is_no_statement() -> None:
    taken = claim(kind="capture", control=Control(change="captured", holder=Named(id=None, name="rebels")))
    row = Holding(
        claim="c:1", place=taken.places[0], state=None, change="captured",
        holder=Named(id=None, name="rebels"), basis="taker", when=None,
    )  # fmt: skip
    answer = flat(coded(taken, events=(event(taken),), control=(row,)))
    assert answer.events[0].control_change.holder == ActorName("rebels")
    assert answer.control_statements == ()


def test_a_holder_is_told_in_the_reports_words_too() -> None:
    why = Because(field="control.holder", rule="x", **{k: v for k, v in span("The army").items() if k != "text"})
    held = claim(kind="control", control=Control(state="holds"), because=(why,), actors=())
    holder = Named(id="x", name="Military Forces of Examplia")
    row = Holding(
        claim="c:1", place=held.places[0], state="holds", change=None, holder=holder, basis="outlet", when=None
    )  # fmt: skip
    (statement,) = flat(coded(held, control=(row,))).control_statements
    assert statement.holder == ActorName("Military Forces of Examplia", "The army")


def test_two_sides_of_a_clash_stand_for_initiator_and_target() -> None:
    sides = (Actor(**span("Rebels"), role="party", id="x"), Actor(**span("The army"), role="party", id="y"))
    clash = claim(kind="battle", actors=sides)
    answer = flat(coded(clash, events=(event(clash),))).events[0]
    assert (answer.initiator, answer.target) == ((ActorName(None, "Rebels"),), (ActorName(None, "The army"),))


def test_people_told_only_as_harmed_are_no_target() -> None:
    people = Actor(**span("4 people"), role="target", kind="civilians", name="Civilians (Examplia)")
    town = Actor(**span("Tel Amun"), role="target", kind="civilians")
    assert flat_event(claim(actors=(people,))).target is None
    assert flat_event(claim(actors=(people, town))).target == (ActorName(None, "Tel Amun"),)
    soldiers = msgspec.structs.replace(people, kind="state_forces")
    assert flat_event(claim(actors=(soldiers,))).target is not None


def flat_event(*claims: Claim) -> GoldEvent:
    return flat(coded(*claims, events=(event(*claims),))).events[0]


def test_words_that_stand_for_nobody_known_name_nobody() -> None:
    assert flat_event(claim(actors=(Actor(**span("Rebels"), role="initiator"),))).initiator is None


def test_a_common_noun_is_told_with_what_it_lies_in() -> None:
    base = Place(text="base", start=0, end=4, container=Span(**span("Tel Amun")))
    named = Place(**span("Tel Amun"), name="Tel Amun")
    assert flat_event(claim(places=(base,))).place == "base in Tel Amun"
    assert flat_event(claim("c:1", places=(base,)), claim("c:2", places=(named,))).place == "Tel Amun"


def test_the_papers_voice_does_not_repeat_a_credited_toll() -> None:
    headline = claim(
        "c:1", source=Source(kind="outlet"), tolls=(Toll(**span("4"), id="t:2", harm="killed", low=4, high=4),)
    )
    (toll,) = flat_event(headline, claim("c:2")).tolls
    assert toll.source.kind == "monitor"
    other = claim(
        "c:1", source=Source(kind="outlet"), tolls=(Toll(**span("4"), id="t:2", harm="killed", low=9, high=9),)
    )
    assert len(flat_event(other, claim("c:2")).tolls) == 2


def test_what_nobody_could_find_again_is_left_out() -> None:
    bare = claim(places=(), when=None, tolls=())
    assert flat(coded(bare, events=(event(bare),))).events == ()


def test_plans_of_one_doer_are_one_event() -> None:
    there = Place(**span("Tel Amun"))
    elsewhere = Place(text="Nubl", start=0, end=4)
    plans = [
        claim(f"c:{n}", status="planned", kind=kind, places=(place,))
        for n, (kind, place) in enumerate([("battle", there), ("capture", elsewhere), ("bombing", there)])
    ]
    assert [item.kind for item in flat(coded(*plans)).events] == ["battle", "bombing"]
    assert all(item.control_change is None for item in flat(coded(*plans)).events)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("ISIS", "the Islamic State", True),
        ("Free Syrian Army", "Syrian Arab Army", True),
        ("police", "rebels", False),
        (None, None, True),
        (None, "rebels", False),
        (ActorName("Government of Examplia", "the regime"), "regime forces", True),
    ],
)
def test_names_of_actors(one, other, agree) -> None:
    assert same_actor(one, other) is agree


def test_names_of_places() -> None:
    assert same_name("Tel Amun", "Tel Amun city")
    assert not same_name("Tel Amun", "Tel Rif'at")
    assert not same_name("", "Tel Amun")


def test_gold_that_cannot_be_read_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"id": "a", "text": "x", "events": []}\n{"id": "b", "events": []}\n', encoding="utf-8")
    with pytest.raises(OnrecordError, match=r"gold\.jsonl:2: .*text"):
        read(file)
    file.write_text('{"id": "a", "text": "x", "events": []}\n' * 2, encoding="utf-8")
    with pytest.raises(OnrecordError, match="comes twice"):
        read(file)
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(OnrecordError, match="no reports"):
        read(file)
    with pytest.raises(OnrecordError, match="cannot be read"):
        read(tmp_path / "absent.jsonl")


def test_a_folder_holds_texts_beside_what_was_read_in_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.json").write_text('{"published": null, "events": []}', encoding="utf-8")
    (tmp_path / "clusters.json").write_text("[]", encoding="utf-8")
    (only,) = read(tmp_path)
    assert (only.id, only.text, only.answer) == ("a", TEXT, Answer())


def test_the_example_reports_are_gold() -> None:
    assert len(read(Path(__file__).parents[1] / "examples" / "reports")) >= 12


def test_the_page_shows_misses_beside_the_text_and_escapes_it() -> None:
    hostile = "<script>alert(1)</script>"
    rows = [gold(gold_event(place=hostile, kind="capture")), gold(gold_event(), id_="two")]
    result = evaluate(rows, lambda _: coded(claim(), events=(event(claim()),)), resamples=20)
    html = page(result)
    assert hostile not in html
    assert "&lt;script&gt;" in html
    assert "capture: missed" in html
    assert "shelling: not in the gold data" in html
    assert '<mark class="trigger">shelled</mark>' in html
    assert "http" not in html.replace("http-equiv", "")
    assert [miss.id for miss in result.misses] == ["one"]
    assert "event F1" in table(result)


def test_intervals_enclose_the_value_and_repeat() -> None:
    rng = random.Random(3)
    tallies = [tally(gold(*[gold_event()] * rng.randint(0, 3)).answer, Answer()) for _ in range(10)]
    tallies += [tally(gold(gold_event()).answer, gold(gold_event()).answer) for _ in range(10)]
    first, second = scores(tallies, 200), scores(tallies, 200)
    assert first == second
    found = next(score for score in first if score.name == "event R")
    assert found.interval[0] < found.value < found.interval[1]


# --- against the scorer of the gold folder ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scorer():
    if not SCORER.exists():
        pytest.skip("the shared gold folder is not here")
    spec = importlib.util.spec_from_file_location("gold_score", SCORER)
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_score"] = module
    spec.loader.exec_module(module)
    return module


def random_event(rng: random.Random) -> dict[str, object]:
    kinds = ["shelling", "bombing", "battle", "capture", "displacement", "aid_delivered", "killing"]
    places = ["Tel Amun", "Tel Amun city", "Rif Amun", None]
    actors = ["ISIS", ["the army", "rebels"], {"name": "Islamic State", "text": "the group"}, None, "rebels (north)"]
    first = rng.choice(["2016-02-01", "2016-02-03", None])
    source = {"name": rng.choice([None, "A. Amuni", "Amuni"]), "kind": rng.choice(["monitor", "witness", "resident"])}
    toll = lambda: {  # noqa: E731
        "harm": rng.choice(["killed", "wounded"]), "who": rng.choice(["civilians", "unknown"]),
        "low": rng.choice([2, None]), "high": rng.choice([2, None]),
        "source": source | {"anonymous": rng.choice([True, False])},
    }  # fmt: skip
    return {
        "kind": rng.choice(kinds), "kind_alt": rng.choice([None, ["battle"]]),
        "status": rng.choice(["happened", "ongoing", "planned", "background"]),
        "place": rng.choice(places), "places": rng.choice([None, ["Qal'at Amun"]]),
        "lat": rng.choice([None, 35.0, 35.05]), "lon": 38.0, "date_earliest": first,
        "date_latest": rng.choice([first, "2016-02-04"]), "initiator": rng.choice(actors), "target": rng.choice(actors),
        "tolls": [toll() for _ in range(rng.randint(0, 3))],
        "control_change": rng.choice([None, {"holder": rng.choice(actors), "from": None}]),
    }  # fmt: skip


def random_answer(rng: random.Random, id_: str) -> dict[str, object]:
    statements = [{"place": rng.choice(["Tel Amun", "Amun"]), "holder": rng.choice(["ISIS", "the army"])}]
    return {
        "id": id_,
        "events": [random_event(rng) for _ in range(rng.randint(0, 4))],
        "control_statements": statements * rng.randint(0, 1),
    }


def test_the_scores_are_those_of_the_gold_folders_scorer(scorer, tmp_path: Path) -> None:
    rng = random.Random(7)
    golds, answers = ([random_answer(rng, str(n)) for n in range(60)] for _ in range(2))
    for name, rows in (("gold", golds), ("answers", answers)):
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    theirs = scorer.score("reports", tmp_path / "gold", tmp_path / "answers", resamples=0).scores
    tallies = [
        tally(msgspec.convert(a, Answer), msgspec.convert(b, Answer)) for a, b in zip(golds, answers, strict=True)
    ]
    mine = {score.name: (score.value, score.n) for score in scores(tallies, 10)}
    assert mine == {score.name: (pytest.approx(score.value), score.n) for score in theirs}


def test_the_word_lists_are_those_of_the_gold_folders_scorer(scorer) -> None:
    assert {name: tuple(kinds) for name, kinds in lists().families.items()} == scorer.FAMILIES
    assert lists().acronyms == scorer.ACTOR_NAMES
    assert set(lists().small_words) == scorer.SMALL_WORDS
    assert (lists().same_kind, lists().same_source) == (scorer.SAME_KIND, scorer.SAME_SOURCE_KIND)


def test_gold_events_take_names_in_every_form() -> None:
    row = msgspec.convert(gold_event(target=["a", {"name": "b"}]), GoldEvent)
    assert row.target == ("a", ActorName("b"))
