"""Redaction leaves no byte of what was taken away, and everything else provably as it was."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from stores import database
from told import add, claim, coded, merged, report

from onrecord.model import Decision, External, OnrecordError, Selection, content_id
from onrecord.store import open_store
from onrecord.store.hiding import BLACK, Secret

ALL = Selection()
NAME = "Yazan Qabbani"
TEXT = f"Shells fell on Qastal on Monday and 12 people were killed, {NAME} said. Qabbani is a baker there."
OTHER = "Guns hit Beit Noura on Monday. The Halwan Monitor counted 3 dead."


def told(**more):
    said = report(TEXT, **more)
    return coded(said, [claim(said, killed=12, who=NAME, victim=NAME)])


def untouched():
    said = report(OTHER, publisher="Coast Radio")
    return coded(said, [claim(said, killed=3)])


def filled(address):
    store = open_store(address)
    add(store, told(url="https://a.example/1"), untouched())
    one, two = told().events[0].id, untouched().events[0].id
    with store.writing() as work:
        work.put_blocks({one: [f"name|{NAME.lower()}", "day|2016-03-07"]})
        work.put_signature(told().report.id, NAME.encode(), ["k"])
        work.put_external([External(id="1", dataset="ours", row={"source": NAME})])
        work.put_setting("note", f"call {NAME}")
        work.log("export", "acled", f"for {NAME}")
        work.decide(
            Decision(
                id=content_id("d", 1),
                act="note",
                by="person:Nour",
                at="2026-01-01T00:00:00Z",
                subjects=(one,),
                value=f'"{NAME} called"',
            )
        )
        work.decide(
            Decision(id=content_id("d", 2), act="approve", by="person:Nour", at="2026-01-01T00:00:00Z", subjects=(one,))
        )
        merged(work, two)
    return store


def held(address, folder, *words):
    """Whether any file of a store holds any of the words, in any of the forms that text takes in one."""
    forms = {form for word in words for form in (word, word.lower(), word.upper(), word.encode().hex())}
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert files
    return [(path.name, form) for path in files for form in forms if form.encode() in path.read_bytes()]


def everything(store):
    """Every value of every table, as text."""
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_words%'"
        else:
            names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        tables = [row[0] for row in connection.exec_driver_sql(names)]
        rows = [str(tuple(row)) for table in tables for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]
    return "\n".join(rows)


def test_words_are_gone_from_every_table(address):
    store = filled(address)
    assert NAME in everything(store)
    before = store.event(untouched().events[0].id)
    ids = [told().report.id, told().claims[0].id, told().events[0].id]
    assert store.redact("yazan  QABBANI", by="person:Nour", why="consent withdrawn") > 10
    left = everything(store)
    assert NAME.lower() not in left.lower()
    assert "yazan" not in left.lower()
    assert not [id_ for id_ in ids if id_ in left]  # an id made from the text would let the name be guessed back
    assert store.verify() == store.version()
    [entry] = [entry for entry in store.log() if entry.kind == "redacted"]
    assert msgspec.json.decode(store.said(entry.number))["why"] == "consent withdrawn"
    assert store.event(untouched().events[0].id) == before
    store.close()


def test_what_is_left_of_a_report_still_holds_together(address):
    store = filled(address)
    store.redact(NAME, by="person:Nour", why="in danger")
    [dossier] = store.dossiers(Selection(place="Qastal"))
    [said], [one] = dossier.reports, dossier.claims
    assert len(said.text) == len(TEXT)
    assert said.text.count(BLACK) == len(NAME)
    for span in (one.trigger, one.sentence, one.source, *one.tolls, *one.places):
        assert said.text[span.start : span.end] == span.text
    assert (one.source.name, one.source.anonymous, one.source.kind) == (None, True, "monitor")
    assert (one.tolls[0].low, one.places[0].name, one.kind) == (12, "Qastal", "shelling")
    assert dossier.event.claims == (one.id,)
    assert dossier.review.state == "unreviewed"  # it was approved as it stood before
    assert [victim.text for victim in store.victims(dossier.event.id)] == [BLACK * len(NAME)]
    with store.writing() as work:
        assert work.bereft() == (dossier.event.id,)
        assert work.sharing(["day|2016-03-07"]) == (dossier.event.id,)
        assert work.signatures(["k"]) == {}
    store.close()


def test_full_text_search_finds_it_no_more_and_all_else_still(address):
    store = filled(address)
    assert store.count(Selection(text='"yazan qabbani"')) == 1
    store.redact(NAME, by="person:Nour", why="in danger")
    assert store.count(Selection(text="yazan")) == 0
    assert store.count(Selection(text="baker")) == 1
    assert store.count(Selection(text="guns")) == 1
    store.close()


def test_no_byte_stays_in_the_file(tmp_path):
    store = filled(tmp_path / "store.db")
    assert held(store, tmp_path, NAME)
    store.redact(NAME, by="person:Nour", why="in danger")
    store.redact("Qabbani", by="person:Nour", why="in danger")
    assert held(store, tmp_path, NAME, "Yazan", "Qabbani") == []
    store.close()
    assert held(store, tmp_path, NAME, "Yazan", "Qabbani") == []
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_size] == ["store.db"]


def test_no_byte_stays_in_the_tables_of_a_server(postgresql):
    """The files of the database itself; the server's write-ahead log is recycled in its own time (docs/store.md says so)."""
    import psycopg

    with database(postgresql) as address:
        store = filled(address)
        store.redact(NAME, by="person:Nour", why="in danger")
        store.redact("Qabbani", by="person:Nour", why="in danger")
        store.close()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            number = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()[0]
            folder = Path(connection.execute("SHOW data_directory").fetchone()[0]) / "base" / str(number)
        if not folder.is_dir():
            pytest.skip("the server's files are not on this machine")
        assert held(address, folder, NAME, "Yazan", "Qabbani") == []


def test_a_whole_report_is_gone_and_does_not_come_back(address):
    store = filled(address)
    id_, event = told().report.id, told().events[0].id
    assert store.redact(id_, by="person:Nour", why="the outlet withdrew it") > 5
    left = everything(store)
    for words in ("Qastal on Monday", "baker", "a.example"):
        assert words not in left
    assert store.report(id_) is None
    assert store.event(event) is None
    assert [d.event.id for d in store.dossiers(ALL)] == [untouched().events[0].id]
    assert store.verify() == store.version()
    assert add(store, told(url="https://a.example/1")) == ["same"]
    assert store.report(id_) is None
    store.close()


def test_a_redacted_text_is_not_taken_in_again(address):
    """A nightly run over the same folder must not bring back what a person asked to be taken away."""
    store = filled(address)
    store.redact(NAME, by="person:Nour", why="in danger")
    assert add(store, told(url="https://a.example/1"), told()) == ["same", "same"]
    assert NAME not in everything(store)
    other = report(TEXT.replace("12", "14"))
    assert add(store, coded(other, [claim(other, killed=14)])) == ["new"]
    store.close()


def test_the_past_is_redacted_too(address):
    store = filled(address)
    moment = store.event(told().events[0].id).changed_at
    said = report("Nothing is known of Qastal.", url="https://a.example/1")
    add(store, coded(said, [claim(said)]))
    store.redact(NAME, by="person:Nour", why="in danger")
    then = [d for d in store.dossiers(Selection(as_of=moment)) if d.event.computed.place.name == "Qastal"]
    assert NAME not in msgspec.json.encode(then).decode()
    assert then[0].reports[0].text.count(BLACK) == len(NAME)
    assert store.verify() == store.version()
    store.close()


def test_what_is_not_there(store):
    add(store, untouched())
    version = store.version()
    with pytest.raises(OnrecordError, match="Nothing"):
        store.redact(NAME, by="person:Nour", why="in danger")
    with pytest.raises(OnrecordError, match="too short"):
        store.redact("of", by="person:Nour", why="in danger")
    assert store.version() == version


@pytest.mark.parametrize(
    ("words", "text", "left"),
    [
        ("Omar", "Omar said. OMAR's son. Omari did not.", "████ said. ████'s son. Omari did not."),
        ("José Peña", "Jose Pena and JOSÉ\u00a0PEÑA", "█████████ and █████████"),
        ("Abu Ali", "abu\nali, Abu  Ali; Abu Alia", "███████, ████████; Abu Alia"),
        ("أبو عمر", "قال أبو عمر اليوم", "قال ███████ اليوم"),
        ("al-Masri", "Al-Masri (al-Masri)", "████████ (████████)"),
    ],
)
def test_how_words_are_found(words, text, left):
    assert Secret(words).hide(text) == left


def test_closed_words_stay_what_they_are(store):
    """Who redacts the word "police" means the people in a text, not a kind of source or harm."""
    said = report("Shells fell on Qastal on Monday and 12 people were killed, a monitor said.")
    item = coded(said, [claim(said, killed=12, who="a monitor")])
    add(store, item)
    store.redact("monitor", by="person:Nour", why="in danger")
    store.redact("killed", by="person:Nour", why="in danger")
    [dossier] = store.dossiers(ALL)
    assert (dossier.claims[0].source.kind, dossier.claims[0].tolls[0].harm) == ("monitor", "killed")
    assert "monitor" not in dossier.reports[0].text
