"""The commands over a store, and what is left when they are killed: whole inputs, completed by running them again."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy
from conftest import ROOT, cases
from test_merge import coded

from onrecord import merge, record
from onrecord.cli import main
from onrecord.model import Decision, Selection
from onrecord.store import open_store

SOAK = "ONRECORD_SOAK" in os.environ
KILLS = 100 if SOAK else 10
"""Of each of the two: twenty in all, two hundred in a soak."""
REPORTS = sorted((ROOT / "examples" / "reports").glob("*.txt"))


@pytest.fixture(scope="session")
def world(tools):
    return [coded(told, tools) for told in cases("merge")["world"]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    store = tmp_path_factory.mktemp("store") / "events.db"
    assert main(["add", *map(str, REPORTS), "--store", str(store)]) in (0, 1)
    return str(store)


@pytest.fixture
def copy(kept, tmp_path):
    """A store of one's own: the module's, copied."""
    import shutil

    return shutil.copy(kept, tmp_path / "own.db")


def run(capsys, *words):
    code = main([*map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


EDITED = (
    "Warplanes bombed the town of Qalb Lawza in Idlib province on Monday, killing {} civilians, residents said. Rescuers pulled two "
    "children from the rubble of a house and took them to a clinic in the next town, where doctors said that both would live."
)


def test_an_edited_article_reprints_nothing_of_its_own(tmp_path, capsys):
    store = tmp_path / "own.db"
    for number, (killed, publisher, url) in enumerate(
        [
            (8, "Example Post", "https://a.example/1"),
            (11, "Example Post", "https://a.example/1"),
            (11, "Other", "https://b.example/1"),
        ]
    ):
        page = {
            "url": url,
            "publisher": publisher,
            "published": f"2016-05-0{2 + number}",
            "text": EDITED.format(killed),
        }
        (tmp_path / "page.jsonl").write_text(json.dumps(page))
        assert run(capsys, "add", tmp_path / "page.jsonl", "--store", store)[0] == 0
    home = open_store(str(store))
    [event] = home.dossiers(Selection())
    edited, reprint = sorted(event.tellings, key=lambda telling: telling.publisher)
    assert (edited.origin, reprint.origin) == (None, edited.report)
    home.close()


def ids(store, **conditions):
    opened = open_store(store)
    found = [event.id for event in opened.events(Selection(**conditions))]
    opened.close()
    return found


def test_a_report_is_kept_with_few_statements_that_are_always_the_same(store, world, tools):
    """Each costs more to build, and to send to a server, than to answer; their texts do not hang on how many ids go in."""
    weaver, asked = merge.Weaver(record.kin(tools)), []
    sqlalchemy.event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for item in world:
        record.keep(item, store, weaver)
    assert len(asked) <= 60 * len(world)
    assert len(set(asked)) <= 70


# --- commands --------------------------------------------------------------------------------------------------------


def test_adding_again_changes_nothing(capsys, copy):
    before = list(open_store(copy).dump())
    code, out, _ = run(capsys, "add", *REPORTS, "--store", copy)
    assert code in (0, 1) and f"{len(REPORTS)} already there" in out
    assert list(open_store(copy).dump()) == before


def test_events_as_a_table_and_as_records(capsys, kept):
    _, table, _ = run(capsys, "events", "--store", kept)
    heads, *rows = [line.split("\t") for line in table.splitlines()]
    assert heads[0] == "event" and sorted(row[0] for row in rows) == sorted(ids(kept))
    _, text, _ = run(capsys, "events", "--store", kept, "--format", "jsonl")
    records = [json.loads(line) for line in text.splitlines()]
    assert [record["event"]["id"] for record in records] == [row[0] for row in rows]
    _, text, _ = run(capsys, "events", "--store", kept, "--format", "json", "--limit", "2")
    assert json.loads(text) == records[:2]


@pytest.mark.parametrize(
    ("options", "test"),
    [
        (["--kind", "battle"], lambda d: d["event"]["kind"] == "battle"),
        (["--kind", "explosives"], lambda d: d["event"]["kind"] in ("bombing", "suicide_bombing", "grenade", "disrupted_attack")),
        (["--since", "2016-01-01", "--until", "2016-12-31"], lambda d: "2016" in str(d["event"]["computed"]["when"])),
        (["--review", "unreviewed"], lambda d: d["review"]["state"] == "unreviewed"),
        (["--text", "market"], lambda d: "market" in str(d).lower()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_conditions(capsys, kept, options, test):
    _, text, _ = run(capsys, "events", "--store", kept, "--format", "jsonl", *options)
    found = [json.loads(line) for line in text.splitlines()]
    assert found and all(test(dossier) for dossier in found)


def test_show_gives_sentences_sources_and_differences(capsys, kept):
    opened = open_store(kept)
    [dossier] = [d for d in opened.dossiers(Selection(kinds=("bombing",))) if len(d.claims) == 3]
    code, out, _ = run(capsys, "show", dossier.event.id, "--store", kept)
    assert code == 0
    for heading in ("Sources", "Claims", "Differences", "Log"):
        assert f"\n{heading}\n" in out
    assert "≥ 14 killed (police) differs from 19 killed" in out
    code, text, _ = run(capsys, "show", dossier.event.id, "--store", kept, "--format", "json")
    assert json.loads(text)["event"]["id"] == dossier.event.id


def test_no_record_names_victims_or_the_anonymous(capsys, kept):
    _, text, _ = run(capsys, "events", "--store", kept, "--format", "jsonl")
    claims = [c for line in text.splitlines() for t in json.loads(line)["tellings"] for c in t["claims"]]
    assert not any("victims" in claim for claim in claims)
    assert all(not c["source"]["name"] for c in claims if c["source"]["anonymous"])


def test_people_judge_and_take_back(capsys, copy):
    one, two, *_ = ids(copy)
    total = len(ids(copy))
    code, out, _ = run(capsys, "same", one, two, "--by", "Ana", "--why", "one photograph", "--store", copy)
    decision = out.split(":", 2)[0] + ":" + out.split(":", 2)[1]
    assert code == 0 and len(ids(copy)) == total - 1
    _, out, _ = run(capsys, "show", one, "--store", copy)
    assert "one photograph" in out and "Decisions" in out
    assert run(capsys, "undo", decision[:10], "--by", "Bo", "--store", copy)[0] == 0
    assert len(ids(copy)) == total
    assert run(capsys, "different", one, two, "--by", "Ana", "--store", copy)[0] == 0
    assert len(ids(copy)) == total


def test_clearing_takes_two(capsys, copy):
    one, two, *_ = ids(copy)
    assert run(capsys, "approve", one, two, "--by", "Ana", "--store", copy)[0] == 0
    assert run(capsys, "clear", one, "--by", "Ana", "--store", copy)[0] == 1
    assert run(capsys, "clear", one, "--by", "Bo", "--store", copy)[0] == 0
    assert ids(copy, review="cleared") == [one]
    assert run(capsys, "reject", two, "--by", "Bo", "--store", copy)[0] == 0
    assert ids(copy, review="rejected") == [two]


def test_all_that_meet_conditions(capsys, copy):
    assert run(capsys, "approve", "--all", "--kind", "battle", "--by", "Ana", "--store", copy)[0] == 0
    assert set(ids(copy, review="approved")) == set(ids(copy, kinds=("battle",)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "e:none"], "no event"),
        (["events", "--kind", "nonsense"], "no kind"),
        (["events", "--since", "yesterday"], "--since wants a date"),
        (["split", "e:none", "--by", "Ana"], "no event"),
        (["undo", "d:none", "--by", "Ana"], "no decision"),
        (["approve", "--by", "Ana"], "Which events?"),
        (["same", "e:none", "e:other", "--by", "Ana"], "no event"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_line(capsys, kept, words, said):
    code, _, err = run(capsys, *words, "--store", kept)
    assert code == 2 and said in err and len(err.splitlines()) == 1


def test_no_store_is_made_by_looking(capsys, tmp_path):
    code, _, err = run(capsys, "events", "--store", tmp_path / "none.db")
    assert code == 2 and "no store" in err and not (tmp_path / "none.db").exists()


def test_what_waits_is_merged(capsys, world, tools, tmp_path):
    path = tmp_path / "s.db"
    store = open_store(path)
    for read in world:
        with store.writing() as writing:
            writing.put(read)
    assert not list(store.events(Selection()))
    code, out, _ = run(capsys, "merge", "--store", path)
    assert code == 0 and "accounts of events merged" in out
    at_once = open_store(tmp_path / "other.db")
    weaver = merge.Weaver(record.kin(tools))
    for read in world:
        record.keep(read, at_once, weaver)
    claims = [{frozenset(event.claims) for event in one.events(Selection())} for one in (store, at_once)]
    assert claims[0] == claims[1]


def test_an_edited_article_takes_the_place_of_the_older_one(capsys, tmp_path):
    path, store = tmp_path / "page.html", tmp_path / "s.db"
    page = """<html><head><title>Market bombed</title><link rel="canonical" href="https://news.example/1">
      <meta property="article:published_time" content="2016-03-09"></head><body><article><h1>Market bombed</h1>
      <p>Russian warplanes bombed a market in Saraqib on Tuesday, killing {} people, residents of the town said by phone.</p>
      <p>The stalls along the main road had just opened for the day, and many of the sellers had come from nearby villages.</p>
      </article></body></html>"""
    for dead in ("14", "19"):
        path.write_text(page.format(dead), encoding="utf-8")
        assert run(capsys, "add", path, "--store", store)[0] == 0
    [dossier] = open_store(store).dossiers(Selection())
    assert [toll.low for claim in dossier.claims for toll in claim.tolls] == [19]


# --- kills -----------------------------------------------------------------------------------------------------------


def add_all(path, reads, kin):
    store = open_store(path)
    weaver = merge.Weaver(kin)
    for read in reads:
        record.keep(read, store, weaver)
    store.close()


def put_all(path, reads):
    store = open_store(path)
    for read in reads:
        with store.writing() as writing:
            writing.put(read)
    store.close()


def merge_all(path, tools):
    store = open_store(path)
    for _ in record.merged(store, tools):
        pass
    store.close()


def dumped(path):
    store = open_store(path, create=False)
    lines = list(store.dump())
    store.verify()
    store.close()
    return lines


def killed(work, after):
    """Run ``work`` in a process of its own and kill it after so many seconds."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    time.sleep(after)
    if process.pid and process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork to kill")
def test_adding_killed_at_any_moment_is_completed_by_adding_again(world, tools, tmp_path):
    kin, draw = record.kin(tools), random.Random(5)
    start = time.monotonic()
    add_all(tmp_path / "whole.db", world, kin)
    took, whole = time.monotonic() - start, dumped(tmp_path / "whole.db")
    for number in range(KILLS):
        path = tmp_path / f"{number}.db"
        killed(lambda path=path: add_all(path, world, kin), draw.uniform(0, 1.1 * took))
        add_all(path, world, kin)
        assert dumped(path) == whole


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork to kill")
def test_merging_killed_at_any_moment_is_completed_by_merging_again(world, tools, tmp_path, monkeypatch):
    import shutil

    monkeypatch.setattr(record, "STEP", 2)  # many small transactions, to be killed between and within
    draw = random.Random(6)
    put_all(tmp_path / "put.db", world)
    shutil.copy(tmp_path / "put.db", tmp_path / "whole.db")
    start = time.monotonic()
    merge_all(tmp_path / "whole.db", tools)
    took, whole = time.monotonic() - start, dumped(tmp_path / "whole.db")
    for number in range(KILLS):
        path = shutil.copy(tmp_path / "put.db", tmp_path / f"{number}.db")
        killed(lambda path=path: merge_all(path, tools), draw.uniform(0, 1.1 * took))
        merge_all(path, tools)
        assert dumped(path) == whole


def test_the_command_itself_killed_and_run_again(tmp_path, kept):
    words = ["add", *map(str, REPORTS), "--store", str(tmp_path / "s.db")]
    command = [sys.executable, "-c", "import sys; from onrecord.cli import main; sys.exit(main(sys.argv[1:]))", *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (tmp_path / "s.db").exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.1)
    process.kill()
    process.wait()
    assert main(words) in (0, 1)
    assert dumped(tmp_path / "s.db") == dumped(kept)


def test_a_decision_is_kept_whole(copy):
    store = open_store(copy)
    [event, *_] = store.events(Selection())
    made = Decision(id="d:x", act="approve", by="person:Ana", at="2026-01-01T00:00:00Z", subjects=(event.id,))
    with pytest.raises(ZeroDivisionError), store.writing() as writing:
        writing.decide(made)
        raise ZeroDivisionError
    assert not list(store.decisions())
