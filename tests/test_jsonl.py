"""The lossless export: out and in again, and nothing is lost; nothing damaged or cut off goes in."""

from __future__ import annotations

import json

import msgspec
import pytest
from released import EXPORTED, REPORTS
from released import dossiers as told

from onrecord import pipeline
from onrecord.exports import jsonl
from onrecord.exports.selected import Export
from onrecord.exports.stamp import Stamp
from onrecord.model import Compared, Decision, External, Link, OnrecordError, Selection
from onrecord.store import open_store

STAMP = Stamp(profile="restricted", policy="range", exported_at=EXPORTED)


@pytest.fixture(scope="module")
def full(tools, tmp_path_factory):
    """A store with something in every table: a corrected claim, an alias, a link, a comparison, victims, foreign rows."""
    path = tmp_path_factory.mktemp("full") / "full.sqlite"
    store = open_store(path)
    coded = list(pipeline.code([str(REPORTS)], tools))
    found = list(told(coded))
    with store.writing() as writing:
        for record in coded:
            writing.put(record, coder="rules/1")
        for dossier in found[1:]:
            writing.put_event(dossier.event, [telling.id for telling in dossier.tellings])
        one, two = sorted([found[0].event.id, found[1].event.id])
        joined = msgspec.structs.replace(found[1].event, links=(Link(type="follows", event=found[2].event.id),))
        writing.put_event(joined, [found[1].tellings[0].id, found[0].tellings[0].id])
        writing.alias(found[0].event.id, found[1].event.id)
        writing.put_compared(
            [Compared(one=one, two=two, verdict="same", score=0.9, features={"day": 1.0}, by="rule/1")]
        )
        writing.put_blocks({found[3].event.id: ["2016-03|x"]})
        writing.put_signature(found[0].reports[0].id, b"\x00\xff\x10", ["k"])
        writing.put_origin(found[0].reports[0].id, found[5].reports[0].id)
        writing.put_external([External(id="1", dataset="theirs", row={"deaths": "3"})])
        writing.put_setting("secret", "never leaves")
        writing.decide(
            Decision(
                id="d:1", act="approve", by="person:Rana", at="2024-01-01T00:00:00Z", subjects=(found[1].event.id,)
            )
        )
    return store


@pytest.fixture
def exported(full, tools, tmp_path):
    export = Export(
        out=tmp_path / "store.jsonl", stamp=STAMP, records=lambda: iter(()), codebook=tools.codebook,
        registry=tools.registry, publishers=tools.publishers, store=full,
    )  # fmt: skip
    jsonl.write(export)
    return export


def test_out_and_in_again_with_nothing_lost(full, exported, tmp_path):
    again = open_store(tmp_path / "again.sqlite")
    assert "rows" in jsonl.restore(exported.out, again)
    assert list(again.dump()) == list(full.dump())
    assert len(list(full.dump())) > 200
    for dossier in full.dossiers(Selection()):
        mine = again.event(dossier.event.id)
        assert msgspec.structs.replace(mine, recorded_at="", changed_at="") == msgspec.structs.replace(
            dossier, recorded_at="", changed_at=""
        )
        assert mine.recorded_at == dossier.recorded_at
        assert again.victims(dossier.event.id) == full.victims(dossier.event.id)
    assert list(again.decisions()) == list(full.decisions())
    assert list(again.externals()) == list(full.externals())
    assert list(again.events(Selection(as_of=[entry.at for entry in full.log()][-1]))) == []  # it knows from now on
    again.verify()


def test_what_came_in_again_is_searched_and_written_to_as_before(full, exported, tmp_path, tools):
    again = open_store(tmp_path / "again.sqlite")
    jsonl.restore(exported.out, again)
    for selection in (Selection(text="vegetable market"), Selection(actor="Boko Haram"), Selection(area="Idlib")):
        assert again.count(selection) == full.count(selection) > 0
    before = list(again.dump())
    (record,) = pipeline.code([str(REPORTS / "01-agency-differing-tolls.txt")], tools)
    with again.writing() as writing:
        assert writing.put(record, coder="rules/1") == "same"
    assert list(again.dump()) == before


def test_a_copy_of_the_copy_is_the_copy(full, exported, tmp_path):
    again = open_store(tmp_path / "again.sqlite")
    jsonl.restore(exported.out, again)
    assert [_timeless(line) for line in again.copy()] == [_timeless(line) for line in full.copy()]


def _timeless(line):
    row = json.loads(line)
    if "what" in row:
        return row["what"]
    kept = {name: value for name, value in row.items() if name not in {"recorded_at", "serial"}}
    return {**kept, "event": 0} if row.get("table") in {"event_texts", "traits"} else kept


def test_the_stores_secret_and_settings_stay_behind(exported):
    assert "never leaves" not in exported.out.read_text(encoding="utf-8")


def test_twice_the_same_bytes(exported):
    first = exported.out.read_bytes()
    jsonl.write(exported)
    assert exported.out.read_bytes() == first


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda lines: lines[:-1], "cut off"),
        (lambda lines: [*lines[:50], *lines[51:]], "cut off or altered"),
        (lambda lines: [*lines[:50], lines[50][:-9], *lines[51:]], "Line .* is damaged"),
        (lambda lines: [lines[0], *lines[2:]], "no copy of a store"),
        (lambda lines: [*lines, lines[5]], "go on after their end"),
        (lambda lines: [line.replace('"form":', '"form":9') for line in lines], "form"),
        (lambda lines: ["x"], "damaged"),
        (lambda lines: [], "cut off"),
    ],
)
def test_what_is_damaged_goes_in_not_at_all(exported, tmp_path, damage, said):
    lines = exported.out.read_text(encoding="utf-8").splitlines()
    (tmp_path / "damaged.jsonl").write_text("\n".join(damage(lines)), encoding="utf-8")
    store = open_store(tmp_path / "new.sqlite")
    with pytest.raises(OnrecordError, match=said):
        jsonl.restore(tmp_path / "damaged.jsonl", store)
    assert list(store.dump()) == []
    assert store.version() == 0


def test_a_store_that_holds_something_is_not_written_over(full, exported):
    before = list(full.dump())
    with pytest.raises(OnrecordError, match="none yet"):
        jsonl.restore(exported.out, full)
    assert list(full.dump()) == before


def test_a_part_or_a_public_form_is_refused(exported):
    for stamp in (
        msgspec.structs.replace(STAMP, selection=Selection(since="2016-01-01")),
        msgspec.structs.replace(STAMP, profile="public"),
    ):
        with pytest.raises(OnrecordError, match=r"whole store|restricted"):
            jsonl.write(msgspec.structs.replace(exported, stamp=stamp))


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(OnrecordError, match="Cannot read"):
        jsonl.restore(tmp_path / "nowhere.jsonl", open_store(tmp_path / "new.sqlite"))


def test_from_any_home_to_any_home(full, exported, store):
    """``store`` is an empty one, in a file and on a server."""
    jsonl.restore(exported.out, store)
    assert list(store.dump()) == list(full.dump())
    assert [_timeless(line) for line in store.copy()] == [_timeless(line) for line in full.copy()]
    assert store.count(Selection(text="vegetable market")) == 1
    store.verify()
