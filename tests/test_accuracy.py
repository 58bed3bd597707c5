"""The benchmark's harness: what adapters see, what they write, and what floors allow. All records here are invented."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import accuracy  # noqa: E402
from adapters import (  # noqa: E402
    ADAPTERS,
    airwars,
    case,
    dates,
    doers,
    fakes,
    floors,
    hrds,
    learned,
    muc,
    reports,
    running,
    suspects,
    treebank,
)
from adapters.running import Run, answers, jobs, sampled  # noqa: E402
from adapters.story import main_story, most_spoken_for, stories  # noqa: E402
from adapters.table import Line, Scores, unseen  # noqa: E402

from onrecord.evaluate import flat  # noqa: E402
from onrecord.model import (  # noqa: E402
    Actor,
    Admin,
    Claim,
    Coded,
    Computed,
    Event,
    Link,
    Place,
    Report,
    Source,
    Span,
    Toll,
    Weapon,
    When,
)

SCORER = ROOT.parent / "shared" / "gold" / "score.py"
TEXT = "Army jets bombed Sarmin in Idlib on Friday, killing 7 civilians and 2 fighters. Later rebels shelled Nubl."


# --- hand-made records ------------------------------------------------------------------------------------------------


def span(text: str) -> dict[str, object]:
    start = TEXT.index(text)
    return {"text": text, "start": start, "end": start + len(text)}


def toll(id_: str, text: str, low: int, who: str, **more: object) -> Toll:
    return Toll(**span(text), id=id_, harm=more.pop("harm", "killed"), low=low, high=low, who=who, **more)


def claim(id_: str = "c:1", **changes: object) -> Claim:
    idlib = Place(
        **span("Sarmin"), id="x:1", name="Sarmin", lat=35.9, lon=36.7, precision="settlement",
        admin=(Admin(level=0, name="Syria"), Admin(level=1, name="Idlib")),
    )  # fmt: skip
    values = {
        "id": id_, "report": "r:1", "coder": "rules/1", "kind": "air_strike", "status": "happened", "recap": False,
        "denies": None, "score": 0.9, "trigger": Span(**span("bombed")), "sentence": Span(**span("Army jets bombed")),
        "actors": (Actor(**span("Army"), role="initiator", id="syr:armed-forces", name="Military Forces of Syria", kind="state_forces"),),
        "places": (idlib,),
        "when": When(**span("Friday"), earliest="2016-02-05", latest="2016-02-05", precision="day"),
        "tolls": (toll("t:1", "7 civilians", 7, "civilians"), toll("t:2", "2 fighters", 2, "combatants")),
        "source": Source(kind="outlet"),
    }  # fmt: skip
    return Claim(**(values | changes))


def event(*claims: Claim, id_: str = "e:1", links: tuple[Link, ...] = ()) -> Event:
    first = claims[0]
    place = first.places[0] if first.places else None
    computed = Computed(policy="range", place=place, when=first.when, actors=first.actors, tolls=())
    return Event(id=id_, kind=first.kind, claims=tuple(item.id for item in claims), links=links, computed=computed)


def coded(*claims: Claim, events: tuple[Event, ...] | None = None, text: str = TEXT) -> Coded:
    report = Report(
        id="r:1", title=None, url=None, publisher=None, byline=(), dateline=None, published="2016-02-06",
        published_from="given", language="en", text=text,
    )  # fmt: skip
    every = tuple(event(item, id_=f"e:{item.id}") for item in claims) if events is None else events
    return Coded(report=report, claims=claims, events=every)


class StubKit:
    """Hand-made records for every text but one that breaks."""

    def __init__(self, gold: Path) -> None:
        self.gold = gold

    def code(self, text: str, published: str | None = None, title: str | None = None) -> Coded:
        if "BREAKS" in text:
            raise ValueError("broken on purpose")
        return coded(claim())

    def report(self, row: dict[str, object]) -> object:
        return flat(self.code(row["text"]))

    def as_it_came(self, row: dict[str, object]) -> Coded:
        return self.code(row["text"])

    def lands(self, text: str) -> list[str]:
        return []

    def stated_day(self, *given: object) -> str | None:
        return None

    def noun_classes(self, words: str) -> list[str]:
        return ["civilians"] if words == "civilians" else []

    def conflict_words(self, text: str) -> frozenset[str]:
        return frozenset({"jets"})

    def country(self, words: str) -> str | None:
        return None

    def body(self, content: bytes, url: str | None) -> str:
        return content.decode().removeprefix("<p>")

    def tree(self, words: list[str]) -> SimpleNamespace:
        size = len(words)
        return SimpleNamespace(pos=("NOUN",) * size, heads=tuple(range(-1, size - 1)), relations=("dep",) * size)

    def attributions(self, text: str) -> list[SimpleNamespace]:
        return [SimpleNamespace(source_pieces=((0, 4),), cue=((5, 9),), content=())]

    def times(self, text: str, published: str | None) -> list[tuple[int, int, str, str]]:
        return [(0, 4, "DATE", "2016-02"), (5, 6, "DURATION", "P3D"), (7, 8, "DATE", "PRESENT_REF")]

    def places(self, text: str) -> list[tuple[int, int, float | None, float | None]]:
        return [(0, 4, 35.0, 36.0), (5, 9, None, None)]

    def locate(self, names: list[str], areas: list[str], country: str, *, regional: bool) -> tuple[float, float] | None:
        return (35.0, 36.0) if "Sarmin" in names else None


def kit() -> StubKit:
    return StubKit(Path())


# --- a gold folder ----------------------------------------------------------------------------------------------------

GOLD = {
    "fakes/held.jsonl": [
        {"id": "f1", "title": "t", "text": TEXT, "published": "2016-02-06", "dateline": None, "gold": {"killed_civilians": 7}},
        {"id": "f2", "title": "t", "text": "BREAKS", "published": "2016-02-06", "dateline": None, "gold": {"killed_civilians": 1}},
    ],
    "case/dev.jsonl": [{"id": "s1", "text": TEXT, "gold": {"type": "AIR_STRIKE"}}],
    "muc/dev.jsonl": [{"id": "m1", "text": TEXT, "published": None, "gold": {"templates": []}}],
    "hrds/dev.jsonl": [
        {"id": "h1", "title": "t", "text": TEXT, "published": None, "gold": {"violation_types": [], "victims": []}}
    ],
    "attribution/dev.jsonl": [{"id": "a1", "text": TEXT, "gold": {"attributions": []}, "gold_others": []}],
    "dates/dev.jsonl": [{"id": "d1", "corpus": "x", "text": TEXT, "dct": "2016-02-06", "gold": {"timexes": []}}],
    "toponyms/dev.jsonl": [{"id": "p1", "corpus": "x", "text": TEXT, "gold": {"places": []}}],
    "ucdp_syria/geocode.held.jsonl": [
        {"id": "u1", "where_coordinates": "Sarmin", "adm_1": "Idlib", "adm_2": "Idlib", "lat": 35.0, "lon": 36.0, "where_prec": 1}
    ],
    "airwars/geocode.held.jsonl": [
        {"id": "g1", "name_en": "Sarmin", "name_ar": None, "governorate": "Idlib", "lat": 35.0, "lon": 36.0, "geo_precision": "town"}
    ],
    "airwars/reports.held.jsonl": [
        {"id": "r1", "incident": "i1", "url_domain": "example.org", "published": None, "lang": "en", "title": "t", "text": TEXT}
    ],
    "airwars/incidents.held.jsonl": [{"incident": "i1", "date": "2016-02-05", "civ_killed_min": 7, "civ_killed_max": 7}],
    "pages/held.jsonl": [{"id": "w1", "file": "held/w1.html.gz", "url": "https://example.org/", "gold": {"body": "Words."}}],
    "control/dev.jsonl": [{"id": "k1", "name": "x"}],
}  # fmt: skip
GOLD_KEYS = ("gold", "gold_others", "lat", "lon", "where_prec", "geo_precision", "incident")
CONLLU = "# newdoc id = d\n# sent_id = s-1\n# text = They left\n1\tThey\tthey\tPRON\t_\t_\t2\tnsubj\t_\t_\n2\tleft\tleave\tVERB\t_\t_\t0\troot\t_\t_\n\n"


def write_gold(folder: Path, *, with_gold: bool) -> Path:
    for name, rows in GOLD.items():
        if with_gold or "incidents" not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            kept = rows if with_gold else [{k: v for k, v in row.items() if k not in GOLD_KEYS} for row in rows]
            (folder / name).write_text("\n".join(map(json.dumps, kept)) + "\n", encoding="utf-8")
    (folder / "pages/held").mkdir()
    (folder / "pages/held/w1.html.gz").write_bytes(gzip.compress(b"<p>Words.", mtime=0))
    (folder / "treebank").mkdir()
    blank = (
        CONLLU.replace("PRON", "_")
        .replace("VERB", "_")
        .replace("nsubj", "_")
        .replace("they\t", "_\t")
        .replace("\t2\t", "\t_\t")
    )
    (folder / "treebank/held.conllu").write_text(CONLLU if with_gold else blank, encoding="utf-8")
    (folder / "reports").mkdir()
    (folder / "reports/one.txt").write_text(TEXT, encoding="utf-8")
    events = {"events": [{"kind": "air_strike", "place": "Sarmin"}]} if with_gold else {}
    (folder / "reports/one.json").write_text(
        json.dumps({"id": "one", "published": "2016-02-06", **events}), encoding="utf-8"
    )
    return folder


@pytest.fixture
def stubbed(monkeypatch):
    """All runs work with hand-made records."""
    run = accuracy.Run
    monkeypatch.setattr(accuracy, "Run", lambda gold, processes, sample: run(gold, 1, sample, StubKit))


def predictions(gold: Path, out: Path) -> dict[str, bytes]:
    assert accuracy.main([str(gold), "--predictions", str(out)]) == 0
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


# --- what adapters see ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: f"{adapter.folder} {adapter.task} {adapter.variant}")
def test_no_adapter_asks_for_gold(adapter) -> None:
    assert not set(adapter.inputs) & {*GOLD_KEYS, "n_events", "date", "assessment", "annotators", "belligerent"}


def test_an_adapter_gets_records_without_gold(tmp_path: Path, monkeypatch) -> None:
    gold = write_gold(tmp_path, with_gold=True)
    seen = []

    def spy(adapter, row, kit_):
        seen.append((adapter.folder, row))
        return {"id": row["id"]}, None

    monkeypatch.setattr(running, "_answered", spy)
    todo = [job for job in jobs(gold) if job.adapter.task not in ("airwars", "parse")]
    assert len(list(answers(todo, Run(gold, open_kit=StubKit)))) == len(todo)
    assert {folder for folder, _ in seen} >= {"fakes", "case", "muc", "hrds", "dates", "toponyms", "reports", "pages"}
    assert not any(set(row) & {*GOLD_KEYS, "events"} for _, row in seen)


def test_predictions_are_the_same_bytes_without_gold(tmp_path: Path, stubbed, capsys) -> None:
    whole = predictions(write_gold(tmp_path / "whole", with_gold=True), tmp_path / "out1")
    bare = predictions(write_gold(tmp_path / "bare", with_gold=False), tmp_path / "out2")
    assert whole == bare
    expected = {name for name in GOLD if "incidents" not in name and "control" not in name}
    assert set(whole) == expected | {"treebank/held.conllu", "reports/reports.jsonl", "reports/one.json"}
    told = capsys.readouterr().err
    assert "no adapter: control (dev.jsonl)" in told
    assert "no adapter: airwars (incidents.held.jsonl)" in told


def test_the_package_itself_writes_the_same_bytes_without_gold(tmp_path: Path) -> None:
    """The same with the real coder, in as many processes as a user has."""
    pytest.importorskip("onrecord.pipeline")
    whole, bare = (write_gold(tmp_path / name, with_gold=name == "whole") for name in ("whole", "bare"))
    assert predictions(whole, tmp_path / "out1") == predictions(bare, tmp_path / "out2")


def test_a_record_that_fails_is_counted_and_named_and_costs_no_other(tmp_path: Path, stubbed, capsys) -> None:
    found = predictions(write_gold(tmp_path / "gold", with_gold=True), tmp_path / "out")
    rows = [json.loads(line) for line in found["fakes/held.jsonl"].splitlines()]
    assert [(row["id"], row["killed_civilians"]) for row in rows] == [("f1", 7), ("f2", None)]
    assert "1 of 2 records failed: f2 (ValueError: broken on purpose)" in capsys.readouterr().err


def test_a_record_that_takes_too_long_is_broken_off(tmp_path: Path, stubbed, monkeypatch, capsys) -> None:
    def slow(self, text: str, published: str | None = None, title: str | None = None) -> Coded:
        while True:
            pass

    monkeypatch.setattr(StubKit, "code", slow)
    monkeypatch.setattr(running, "LONGEST", 0.05)
    found = predictions(write_gold(tmp_path / "gold", with_gold=True), tmp_path / "out")
    assert json.loads(found["case/dev.jsonl"]) == {"id": "s1", "type": None}
    assert "s1 (TimeoutError: longer than 0.05 s)" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path, stubbed, capsys) -> None:
    gold = write_gold(tmp_path / "gold", with_gold=True)
    (gold / "case/dev.jsonl").write_text("{not json\n", encoding="utf-8")
    (gold / "pages/held/w1.html.gz").unlink()
    found = predictions(gold, tmp_path / "out")
    assert "case/dev.jsonl" not in found
    assert json.loads(found["pages/held.jsonl"]) == {"id": "w1", "body": ""}
    told = capsys.readouterr().err
    assert "case/dev.jsonl: cannot be read" in told
    assert "pages/held.jsonl: 1 of 1 records failed: w1 (FileNotFoundError" in told


def test_sets_and_samples(tmp_path: Path) -> None:
    gold = write_gold(tmp_path, with_gold=True)
    assert {job.adapter.folder for job in jobs(gold, ["fakes", "case"])} == {"fakes", "case"}
    rows = [{"id": str(number)} for number in range(50)]
    assert len(sampled(rows, 10)) == 10
    assert sampled(rows, 10) == sampled(rows[::-1], 10)[::-1]
    assert sampled(rows, None) == sampled(rows, 50) == rows
    assert 0.2 < sum(unseen(row["id"]) for row in rows) / len(rows) < 0.45


def test_the_whole_run_scores_and_checks(tmp_path: Path, stubbed, monkeypatch, capsys) -> None:
    if not SCORER.exists():
        pytest.skip("the shared gold folder is not here")
    gold = write_gold(tmp_path / "gold", with_gold=True)
    shutil.copy(SCORER, gold / "score.py")
    monkeypatch.setattr(accuracy, "RESULT", tmp_path / "accuracy.json")
    monkeypatch.setattr(floors, "FILE", tmp_path / "floors.json")
    for function in (floors.load, floors.save):
        monkeypatch.setattr(function, "__defaults__", (tmp_path / "floors.json",))
    assert accuracy.main([str(gold), "--resamples", "10", "--raise-floors"]) == 0
    printed = capsys.readouterr().out
    assert "reports/reports" in printed
    assert "treebank/held.conllu" in printed
    result = json.loads((tmp_path / "accuracy.json").read_text())
    assert result["case/dev.jsonl"]["metrics"]["all accuracy"]["value"] == 1.0
    assert result["ucdp_syria/geocode.held.jsonl"]["metrics"]["within 5 km"]["value"] == 1.0
    assert accuracy.main([str(gold), "--resamples", "10", "--check"]) == 0
    kept = json.loads((tmp_path / "floors.json").read_text())
    kept["reports/reports"]["floors"]["event F1"] = 1.1
    (tmp_path / "floors.json").write_text(json.dumps(kept))
    assert accuracy.main([str(gold), "--resamples", "10", "--check"]) == 1
    assert "reports/reports: event F1" in capsys.readouterr().err


# --- floors -----------------------------------------------------------------------------------------------------------


def scored(value: float, gold: str = "hash") -> Scores:
    return Scores("x/dev.jsonl", gold, 10, 0, (Line("x/dev.jsonl", "F1", "%", value, 10, None, value, value),))


def test_floors_rise_and_do_not_fall() -> None:
    first = floors.raised({}, [scored(0.5)])
    assert first["x/dev.jsonl"] == {"gold": "hash", "floors": {"F1": 0.49}}
    assert floors.raised(first, [scored(0.3)]) == first
    assert floors.raised(first, [scored(0.8)])["x/dev.jsonl"]["floors"]["F1"] == 0.79
    assert floors.raised(first, [scored(0.3)], lower=True)["x/dev.jsonl"]["floors"]["F1"] == 0.29


def test_floors_are_pinned_to_the_gold() -> None:
    first = floors.raised({}, [scored(0.5)])
    assert floors.raised(first, [scored(0.9, gold="other")]) == first
    assert "gold data changed" in next(floors.faults(first, [scored(0.9, gold="other")]))
    assert list(floors.faults(first, [scored(0.495)])) == []
    assert "below its floor" in next(floors.faults(first, [scored(0.4)]))


# --- rules of the adapters --------------------------------------------------------------------------------------------


def test_the_main_event_is_told_first_and_has_dead() -> None:
    late = claim("c:2", kind="shelling", trigger=Span(**span("shelled")), tolls=())
    found = stories(coded(late, claim("c:1")))
    assert [story.event.kind for story in found] == ["air_strike", "shelling"]
    assert main_story(found, len(TEXT)).event.kind == "air_strike"
    assert main_story([], 10) is None


def test_recaps_and_plans_are_no_stories() -> None:
    assert stories(coded(claim(recap=True))) == []
    assert stories(coded(claim(status="planned"), events=())) == []


def test_fakes_values() -> None:
    found = fakes.predict({"id": "1", "text": TEXT}, kit())
    assert found == {
        "killed_civilians": 7, "killed_combatants": 2, "killed_children": None, "killed_women": None,
        "actor": "syrian government or russian troops", "cause": "shelling", "governorate": "idlib",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tolls", "kind", "dead"),
    [
        ([toll("t:1", "7 civilians", 7, "unknown")], "shelling", (7, None)),
        ([toll("t:1", "7 civilians", 7, "unknown")], "battle", (7, None)),
        ([toll("t:1", "7 civilians", 7, "civilians"), toll("t:2", "2 fighters", 5, "civilians")], "shelling", (7, None)),
        ([toll("t:1", "7 civilians", 9, "civilians"), toll("t:2", "2 fighters", 2, "civilians", part_of="t:1")], "shelling", (9, None)),
        ([toll("t:1", "7 civilians", 9, "mixed"), toll("t:2", "2 fighters", 2, "combatants", part_of="t:1")], "shelling", (7, 2)),
        ([toll("t:1", "7 civilians", 90, "civilians", scope="cumulative")], "shelling", (90, None)),
        ([toll("t:1", "7 civilians", 90, "civilians", scope="digest")], "shelling", (None, None)),
        ([toll("t:1", "7 civilians", 7, "civilians", harm="wounded")], "shelling", (None, None)),
    ],
)  # fmt: skip
def test_the_dead_are_counted_once(tolls, kind, dead) -> None:
    only = stories(coded(claim(kind=kind, tolls=tuple(tolls), actors=())))
    assert fakes.dead(only) == dead


def test_the_dead_of_a_clash_are_fighters_unless_told_otherwise() -> None:
    sides = (Actor(**span("Army"), role="party"), Actor(**span("rebels"), role="party"))
    seven = (toll("t:1", "7", 7, "unknown"),)
    assert fakes.dead(stories(coded(claim(kind="battle", actors=sides, tolls=seven)))) == (None, 7)
    assert fakes.dead(stories(coded(claim(kind="shelling", actors=sides[:0], tolls=seven)))) == (7, None)


def test_a_second_claim_of_the_same_dead_is_not_added() -> None:
    twice = (claim("c:1"), claim("c:2", trigger=Span(**span("killing"))))
    assert fakes.dead(stories(coded(*twice, events=(event(*twice),)))) == (7, 2)


def test_case_labels() -> None:
    def labelled(*changes: dict[str, object]) -> str:
        return case.label(coded(*(claim(f"c:{n}", **change) for n, change in enumerate(changes))))

    hurt = claim().tolls
    assert labelled({}) == "AIR_STRIKE"
    assert labelled({"kind": "battle"}, {"kind": "abduction"}) == "ABDUCT_DISSAP"
    assert labelled({"kind": "capture"}) == "GOV_REGAINS_TERIT"
    assert labelled({"kind": "capture", "actors": ()}) == "NON_STATE_ACTOR_OVERTAKES_TER"
    assert labelled({"kind": "protest", "tolls": ()}) == "PEACE_PROTEST"
    assert labelled({"kind": "protest", "tolls": ()}, {"kind": "arrest", "tolls": ()}) == "PROTEST_WITH_INTER"
    assert labelled({"kind": "protest_repressed", "tolls": hurt}) == "FORCE_AGAINST_PROTEST"
    assert labelled({"kind": "riot", "tolls": ()}) == "VIOL_DEMONSTR"
    assert labelled({"status": "planned"}) == "AIR_STRIKE"
    assert labelled({"kind": "other"}, {"kind": "attack_on_civilians", "actors": ()}) == "MAN_MADE_DISASTER"
    assert labelled({"kind": "other"}, {"kind": "shelling"}) == "ART_MISS_ATTACK"
    assert case.label(coded(claim(status="denied"), events=())) == "ATTRIB"
    assert case.label(coded()) == "DIPLO"
    assert case.predict({"id": "1", "text": TEXT}, kit()) == {"type": "AIR_STRIKE"}
    assert {*case.LABELS.values(), "OTHER", "DIPLO", "ATTRIB"} <= case_labels()


def case_labels() -> set[str]:
    if not SCORER.exists():
        pytest.skip("the shared gold folder is not here")
    spec = importlib.util.spec_from_file_location("gold_score", SCORER)
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_score"] = module
    spec.loader.exec_module(module)
    return {label for labels in module.COARSE.values() for label in labels}


def test_muc_templates() -> None:
    weapon = Weapon(**span("jets"), class_="air_bomb")
    claims = (
        claim("c:1", kind="bombing", weapon=weapon),
        claim("c:2", kind="bombing", when=None),
        claim("c:3", kind="battle", tolls=()),
    )
    (only,) = muc_templates(*claims)
    assert (only["type"], only["location"], only["killed"]) == ("BOMBING", "Sarmin", 9)
    assert (only["weapon"], only["date_earliest"]) == (["jets"], "2016-02-05")


def test_muc_incidents_apart() -> None:
    nubl = Place(**span("Nubl"), id="x:2", name="Nubl", precision="settlement")
    assert len(muc_templates(claim("c:1", kind="bombing"), claim("c:2", kind="bombing", places=(nubl,)))) == 2
    later = When(**span("Friday"), earliest="2016-03-01", latest="2016-03-01", precision="day")
    assert len(muc_templates(claim("c:1", kind="bombing"), claim("c:2", kind="bombing", when=later))) == 2
    nine, three = (claim(f"c:{dead}", kind="bombing", tolls=(toll("t:1", "7", dead, "civilians"),)) for dead in (9, 3))
    assert len(muc_templates(nine, three)) == 2
    undated = muc_templates(claim(kind="bombing", when=None))[0]
    assert undated["date_latest"] == "2016-02-06"


def muc_templates(*claims: Claim) -> list[dict[str, object]]:
    stub = SimpleNamespace(
        code=lambda text, published: coded(*claims), country=lambda words: None, actors=lambda text: [], lands=lambda text: [],
        noun_classes=lambda words: [], named_towns=lambda text: [], conflict_words=lambda text: frozenset(),
    )  # fmt: skip
    return muc.predict({"id": "1", "text": TEXT, "published": "2016-02-06"}, stub)["templates"]


GROUP = {"role": "initiator", "id": "x", "name": "Examplia Liberation Front", "kind": "rebel_group"}
FRONT = SimpleNamespace(id="x", name="Examplia Liberation Front", kind="rebel_group")
CLASSES = {"rebels": ["fighters"], "ELF rebels": ["fighters"], "Army": ["army"]}


def named(text: str, start: int, noun: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(generic=False, start=start, end=start + len(text), text=text, noun=noun)


def organisations(*mentions: SimpleNamespace) -> doers.Organisations:
    found = [(mention, FRONT) for mention in mentions]
    stub = SimpleNamespace(actors=lambda text: found, noun_classes=lambda words: CLASSES.get(words, []))
    return doers.Organisations(TEXT, coded(), stub)


def test_muc_perpetrators() -> None:
    army, people = Actor(**span("Army"), **(GROUP | {"name": "Army of Examplia"})), Actor(**span("rebels"), **GROUP)
    near = organisations(named("ELF", 5))
    assert near.ruled([claim(actors=(army, people))]) == ["Army", "ELF"]
    assert near.persons([claim(actors=(army, people))]) == ["rebels"]
    both = Actor(**(span("rebels") | {"text": "ELF rebels"}), **GROUP)
    assert (near.ruled([claim(actors=(both,))]), near.persons([claim(actors=(both,))])) == (
        ["ELF rebels"],
        ["ELF rebels"],
    )
    assert (near.ruled([claim(actors=())]), near.persons([claim(actors=())])) == (["ELF"], [])
    assert organisations(named("ELF", 5000)).ruled([claim(actors=())]) == []


def test_muc_people_beside_an_incident_without_doer() -> None:
    start = claim().trigger.end
    assert organisations(named("rebels", start + 20, "fighters")).persons([claim(actors=())]) == ["rebels"]
    assert organisations(named("rebels", start + 500, "fighters")).persons([claim(actors=())]) == []


def test_muc_places_lie_in_what_the_text_puts_them_into() -> None:
    town = Place(**span("Sarmin"), id="x:1", name="Sarmin", precision="settlement")
    quarter = {"name": "Bahra", "precision": "settlement", "container": Span(**span("Sarmin"))}
    inner, vague = (
        Place(**(span("Idlib") | {"text": text}), **quarter) for text in ("Bahra neighborhood", "A NEIGHBORHOOD")
    )
    assert muc.is_part_of(inner, town)
    assert not muc.is_part_of(vague, town)


def test_muc_suspects_by_name_and_unlisted_ones() -> None:
    text = "A bomb went off. Police blamed the ELF rebels and the drug mafias for it."
    known = organisations(named("ELF rebels", 35), named("ELF", 35))
    incident = suspects.Incident((claim(actors=()),), {"type BOMBING": 1.0}, 0.5, ("ELF",))
    front, mafias = suspects.Suspects(text, coded(), known).of(incident)
    assert (front.name, front.ruled, mafias.name, mafias.ruled) == ("ELF", True, "drug mafias", False)
    assert front.signs.keys() >= {"kind rebel_group", "group blamed near it", "group ruled", "group type BOMBING"}
    assert "kind unlisted" in mafias.signs


def test_evidence_counts_by_the_logarithm() -> None:
    assert most_spoken_for([(1.0, ["Examplia"] * 9), (1.0, ["Norland"] * 3), (1.0, ["Norland"] * 3)]) == "Norland"
    assert most_spoken_for([]) is None


def test_learned_choices() -> None:
    given = {"one": {"": -1.0, "a": 3.0}, "other": {"b": 1.0}}
    assert learned.likeliest({"a": 1.0, "unheard": 9.0}, given) == "one"
    assert learned.likely({"a": 1.0}, given, 0.5) == ["one", "other"]
    assert learned.likely({}, {"one": {"": -1.0}, "other": {"": -2.0}}, 0.5) == ["one"]
    assert set(learned.weights("rights")) == {"perpetrator", "violation"}
    ruled, told = {"scope": 1.0, "enough": 1.0, "named": 1.0}, {"general": 1.0, "recap": 1.0}
    assert muc.chance(ruled) > muc.chance(told) and muc.chance({}, {"kept": {"": 0.0}}) == 0.5
    assert muc.is_news(ruled, muc.chance(ruled)) and not muc.is_news(told, muc.chance(told))


def test_hrds_names_the_nation_that_a_report_names() -> None:
    stub = SimpleNamespace(
        lands=lambda text: ["United Kingdom"],
        lands_by_name=lambda text: [],
        towns=lambda text: [],
        seat=lambda text: None,
    )
    told = {"text": "A court in Scotland, the UK.", "title": ""}
    assert hrds.country(told, coded(), stub) == "Scotland"
    assert hrds.country(told | {"text": "A court in the UK."}, coded(), stub) == "United Kingdom"


def test_hrds_dates_are_the_earliest_that_a_report_names() -> None:
    def named(*days: str) -> SimpleNamespace:
        return SimpleNamespace(times=lambda text, published: [(0, 4, "DATE", day) for day in days])

    assert hrds.date_of("", "2016-02-06", named("2016-02-05", "2016-01", "2016-02-02")) == {
        "year": 2016,
        "month": 2,
        "day": 2,
    }
    assert hrds.date_of("", "2016-02-06", named("2016-03-01")) == {"year": 2016, "month": 2, "day": 6}
    assert hrds.date_of("", None, named()) == {"year": None, "month": None, "day": None}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the editor Amina Belkasem of The Examplar", "Amina Belkasem"),
        ("a journalist", None),
        ("UN staff", None),
        ("Omar", None),
    ],
)
def test_people_are_told_by_name(text, name) -> None:
    assert hrds.person(text) == name


def test_airwars_english_alone_takes_only_english_reports(tmp_path: Path) -> None:
    file = tmp_path / "reports.held.jsonl"
    file.write_text('{"id": "a", "lang": "ar"}\n{"id": "b", "lang": "en"}\n{"id": "c"}\n', encoding="utf-8")
    every, english = airwars.ADAPTERS
    assert [row["id"] for row in every.read(file)] == ["a", "b", "c"]
    assert [row["id"] for row in english.read(file)] == ["b"]
    assert english.variant and not every.variant  # a variant writes no predictions


def test_airwars_reports_of_one_day_and_place_are_together() -> None:
    rows = [{"id": number, "text": TEXT} for number in ("1", "2", "3")]
    answers = [airwars.predict(row, kit()) for row in rows[:2]]
    one, two, loose = airwars.together(rows, [*answers, {}])
    assert one["cluster"] == two["cluster"] is not None
    assert loose["cluster"] is None


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("1998", ("1998-01-01", "1998-12-31")),
        ("1998-02", ("1998-02-01", "1998-02-28")),
        ("1998-Q2", ("1998-04-01", "1998-06-30")),
        ("1998-W07", ("1998-02-09", "1998-02-15")),
        ("1998-W07-WE", ("1998-02-14", "1998-02-15")),
        ("1998-02-27TNI", ("1998-02-27", "1998-02-27")),
        ("1998-13", None),
        ("199", None),
        ("PAST_REF", None),
        ("1998-SU", None),
    ],
)
def test_calendar_values(value, days) -> None:
    assert dates.calendar_days(value) == days
    if SCORER.exists():
        case_labels()
        assert sys.modules["gold_score"].calendar_interval(value) == days


def test_a_sentence_that_fails_keeps_its_words(tmp_path: Path) -> None:
    row = {"id": "s", "comments": ["# sent_id = s"], "words": ["They", "left"]}
    treebank.save(tmp_path / "x.conllu", [treebank.failed(row)])
    again = list(treebank.sentences(tmp_path / "x.conllu"))
    assert again == [row]


def test_multiword_tokens_and_empty_nodes_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "x.conllu"
    file.write_text(
        "1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\t_\t_\t_\t_\t_\t_\t_\t_\n1.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n2\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n\n"
    )
    assert list(treebank.sentences(file)) == [{"id": "sentence 1", "comments": [], "words": ["do", "n't"]}]


def test_reports_read_only_the_day_of_publication(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.json").write_text('{"published": "2016-02-06", "events": [1]}', encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    found = list(reports.rows(tmp_path))
    assert found[0] == {"id": "a", "text": TEXT, "published": "2016-02-06"}
    assert found[1]["published"] is None
    answer = json.loads(json.dumps(reports.predict(found[0], kit())))
    assert answer["events"][0]["status"] == "happened"
    assert answer["events"][0]["initiator"] == [{"name": "Military Forces of Syria", "text": "Army"}]
