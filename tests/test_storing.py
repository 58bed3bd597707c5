"""Commands that look after a store: what changed, what it rests on, proof, redaction, copies."""

from __future__ import annotations

import io
import sqlite3

import msgspec
import pytest
from sqlalchemy.engine import make_url
from stores import database
from told import add, claim, coded, merged, report

from onrecord.cli import main
from onrecord.store import open_store

LATER = "2000-01-01"


def told(text, published="2016-03-08", **more):
    said = report(text, published=published)
    return coded(said, [claim(said, **more)])


ONE = told("Shells fell on Qastal on Monday and 12 people were killed.", killed=12)
TWO = told("Guns hit Qastal on Monday.")
THREE = told("Guns hit Beit Noura.", published="2016-03-24")


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_STORE", str(tmp_path / "store.db"))
    store = open_store(tmp_path / "store.db")
    add(store, ONE, TWO, THREE)
    store.close()
    return tmp_path / "store.db"


def changed(path, capsys, since=LATER):
    assert main(["changes", "--since", since, "--store", str(path), "--format", "json"]) == 0
    return [msgspec.json.decode(line) for line in capsys.readouterr().out.splitlines()]


def test_changes_are_net(path, capsys):
    assert [row["change"] for row in changed(path, capsys)] == ["new", "new", "new"]
    store = open_store(path)
    moment = [entry.at for entry in store.log()][-1].replace("Z", "+00:00")
    one, two, three = ONE.events[0].id, TWO.events[0].id, THREE.events[0].id
    with store.writing() as work:
        work.alias(two, one)
        merged(work, one, two)
        work.put_event(THREE.events[0], [])
    since = next(entry.at for entry in store.log(subject=one) if "changed" in store.said(entry.number))
    store.close()
    assert moment < since
    rows = {row["event"]: row for row in changed(path, capsys, since)}
    assert {id_: row["change"] for id_, row in rows.items()} == {one: "changed", two: "merged", three: "withdrawn"}
    assert rows[two]["into"] == one
    assert (rows[one]["before"]["reports"], rows[one]["now"]["reports"]) == (1, 2)
    assert rows[one]["because"] == [f"merged {TWO.report.id}"]
    assert {row["change"] for row in changed(path, capsys)} == {"new"}  # what came and went is left out


def test_changes_for_people(path, capsys):
    assert main(["changes", "--since", LATER]) == 0
    out = capsys.readouterr().out
    assert "new       2016-03-07 shelling at Qastal, Halwan, killed 12" in out
    assert f"because of new {ONE.report.id}" in out
    assert main(["changes", "--since", "2999-01-01"]) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    assert main(["changes", "--since", "monday"]) == 2


def test_coverage_names_the_weeks_in_which_nothing_was_read(path, capsys):
    assert main(["stats", "--format", "json"]) == 0
    found = msgspec.json.decode(capsys.readouterr().out)
    assert (found["reports"], found["claims"], found["events"]) == (3, 3, {"unreviewed": 3})
    read = {(row["area"], row["week"]): row["reports"] for row in found["read"]}
    assert read == {
        ("Jazira: Halwan", "2016-W10"): 2, ("Jazira: Halwan", "2016-W11"): 0, ("Jazira: Halwan", "2016-W12"): 0,
        ("Jazira: Sahra", "2016-W10"): 0, ("Jazira: Sahra", "2016-W11"): 0, ("Jazira: Sahra", "2016-W12"): 1,
    }  # fmt: skip
    assert main(["stats"]) == 0
    assert "not that nothing happened" in capsys.readouterr().out


def test_verify_and_what_it_finds(path, capsys):
    assert main(["verify"]) == 0
    assert "All 6 entries" in capsys.readouterr().out
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE claims SET payload = replace(payload, 'shelling', 'air_strike')")
    assert main(["verify"]) == 2
    assert "entry 1" in capsys.readouterr().err


def test_redact_reads_words_from_standard_input(path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Beit Noura\n"))
    assert main(["redact", "-", "--by", "Nour", "--why", "asked for"]) == 0
    assert "Taken out of" in capsys.readouterr().out
    assert b"Noura" not in path.read_bytes()
    assert main(["redact", "Beit Noura", "--by", "Nour", "--why", "asked for"]) == 2
    assert main(["redact", "Qastal", "--by", " ", "--why", "asked for"]) == 2
    assert main(["verify"]) == 0


def test_indexes_are_made_anew(path, capsys):
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM finds")
    assert main(["verify"]) == 2
    assert "which texts events are found by does not agree with the record" in capsys.readouterr().err
    assert main(["store", "reindex"]) == 0
    assert main(["verify"]) == 0
    assert main(["events", "--text", "Beit Noura"]) == 0
    assert "Beit Noura" in capsys.readouterr().out


def test_the_log_of_an_event_says_what_changed_and_why(path, capsys):
    assert main(["approve", ONE.events[0].id, "--by", "Nour"]) == 0
    assert main(["show", ONE.events[0].id]) == 0
    log = capsys.readouterr().out.rpartition("\nLog\n")[2].splitlines()
    assert log[0].endswith(f"new, because of new {ONE.report.id}")
    assert "  changed, because of decided d:" in log[1]


def test_no_password_of_a_server_is_printed(postgresql, template, capsys):
    with database(postgresql, template) as made:
        store = make_url(made).set(username="postgres", password="hush-hush")
        address = store.render_as_string(hide_password=False)
        home = open_store(address)
        add(home, ONE)
        home.close()
        for command in (["merge"], ["approve", ONE.events[0].id, "--by", "Nour"], ["store", "reindex"], ["events"]):
            assert main([*command, "--store", address]) == 0
        assert main(["different", ONE.events[0].id, "e:none", "--by", "Nour", "--store", address]) == 2
        assert main(["store", "backup", "copy.db", "--store", address]) == 2
    said = capsys.readouterr()
    assert "1 event in postgresql://postgres:***@" in said.out
    assert "hush" not in said.out + said.err


@pytest.mark.parametrize(
    "options, said",
    [
        (["--since", "2016-03-05", "--until", "2016-03-01"], "--until 2016-03-01 lies before --since 2016-03-05"),
        (["--limit", "-1"], "--limit"),
        (["--store", "mysql://nour:hush@x/y"], "not mysql://nour:***@x/y"),
    ],
)
def test_what_cannot_be_meant_is_refused(path, capsys, options, said):
    assert main(["events", *options]) != 0
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert "hush" not in told.out + told.err


def test_backup_and_upgrade(path, capsys):
    copy = path.with_name("copy.db")
    assert main(["store", "backup", str(copy)]) == 0
    assert main(["verify", "--store", str(copy)]) == 0
    assert main(["store", "backup", str(copy)]) == 2
    assert main(["store", "upgrade"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(["store", "upgrade", "--store", str(path.with_name("none.db"))]) == 2
