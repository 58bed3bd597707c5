"""What comes back: edited workbooks as decisions, other people's rows beside ours, and both compared."""

from __future__ import annotations

import csv
import datetime as dt
import json

import pytest
from making import actor, claim, day, lists, report, source, toll
from openpyxl import load_workbook

from onrecord.cli import main
from onrecord.exports.columns import table
from onrecord.exports.hand_over import Asked, hand_over
from onrecord.model import Coded, Decision, Event, OnrecordError, Selection
from onrecord.store import open_store
from onrecord.take_back import comparing, edited, foreign, shown
from onrecord.weigh import ranged

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path):
    """A store of two cleared events in Idlib: a strike told twice, and a car bomb a week later."""
    home = open_store(tmp_path / "store.db")
    residents = source("resident", text="residents")
    civilians = actor("target", "syr:civilians", "Civilians (Syria)", "civilians", text="civilians")
    keep(
        home,
        report(1),
        [claim(1, actors=(actor(), civilians), source=residents, tolls=(toll(1, 5, 5), toll(2, 3, 3, harm="wounded")))],
    )
    keep(
        home,
        report(2, published="2020-01-20", url="https://outlet.example/2020/car-bomb"),
        [claim(2, "r:2", kind="bombing", when=day("2020-01-18"), tolls=(toll(3, 2, 2),))],
    )
    with home.writing() as writing:
        for number, event in enumerate(home.events(Selection())):
            for act, who in (("approve", "person:Ana"), ("clear", "person:Ben")):
                writing.decide(
                    Decision(id=f"d:{act}{number}", act=act, by=who, at="2026-01-01T00:00:00Z", subjects=(event.id,))
                )
    yield home
    home.close()


def keep(home, one, claims):
    event = Event(
        id=f"e:{one.id[2:]}", kind=claims[0].kind, claims=tuple(c.id for c in claims), links=(), computed=ranged(claims)
    )
    with home.writing() as writing:
        assert writing.put(Coded(report=one, claims=tuple(claims), events=(event,))) == "new"
        writing.put_event(event, [event.id])


def exported(home, tmp_path, profile="restricted", format_="xlsx", **over):
    out = tmp_path / f"{profile}.{format_}"
    hand_over(home, Asked(format=format_, out=out, by="Ana", profile=profile, **over), lists(), NOW)
    return out


def edit(path, cells, sheet="claims"):
    """Change cells of a workbook: {(row, column name): value}."""
    book = load_workbook(path)
    header = [cell.value for cell in book[sheet][1]]
    for (row, name), value in cells.items():
        book[sheet].cell(row, header.index(name) + 1).value = value
    book.save(path)
    return path


def back(home, path):
    return edited.edits(path, home, lists(), NOW)


# --- edited workbooks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["public", "restricted"])
def test_an_unedited_workbook_comes_back_unchanged(store, tmp_path, profile):
    found = back(store, exported(store, tmp_path, profile))
    assert (found.edits, found.refused, found.unchanged) == ((), (), 3)


@pytest.mark.parametrize("profile", ["public", "restricted"])
def test_edited_cells_become_decisions(store, tmp_path, profile):
    path = edit(
        exported(store, tmp_path, profile),
        {(2, "high"): 8, (2, "kind"): "shelling", (4, "latest"): dt.date(2020, 1, 19)},
    )
    found = back(store, path)
    assert found.refused == ()
    assert [(one.claim, one.field, one.old, one.value) for one in found.edits] == [
        ("c:1", "kind", "air_strike", '"shelling"'),
        ("c:1", "tolls.0.high", "5", "8"),
        ("c:2", "when.latest", "2020-01-18", '"2020-01-19"'),
    ]
    made = edited.decide(store, found, "Cara", path.name, NOW)
    assert {(one.act, one.by) for one in made} == {("correct", "person:Cara")}
    strike, bomb = store.dossiers(Selection())
    assert (strike.claims[0].kind, strike.claims[0].tolls[0].high, bomb.claims[0].when.latest) == (
        "shelling",
        8,
        "2020-01-19",
    )
    assert strike.review.state == "unreviewed"  # what was changed is looked at again before it leaves
    assert [entry.kind for entry in store.log() if entry.kind == "import"] == ["import"]


def test_stale_rows_are_refused(store, tmp_path):
    path = edit(exported(store, tmp_path), {(2, "high"): 8, (4, "low"): 1})
    with store.writing() as writing:
        writing.decide(
            Decision(
                id="d:x",
                act="correct",
                by="person:Cara",
                at="2026-02-01T00:00:00Z",
                subjects=("c:1",),
                field="recap",
                value="true",
            )
        )
    found = back(store, path)
    assert [one.claim for one in found.edits] == ["c:2"]
    assert {(one.sheet, one.row) for one in found.refused} >= {("claims", 2), ("claims", 3)}
    assert all("stale" in one.reason for one in found.refused)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({(2, "high"): "many"}, "high cannot be"),
        ({(2, "high"): -1}, "high cannot be"),
        ({(2, "high"): 2.5}, "high cannot be"),
        ({(2, "low"): "=1+1"}, "low cannot be"),
        ({(2, "status"): "maybe"}, "status cannot be"),
        ({(2, "lat"): "north"}, "lat cannot be"),
        ({(2, "earliest"): "last Friday"}, "earliest cannot be"),
        ({(2, "source"): "somebody else"}, "source cannot be edited"),
        ({(2, "outlet"): None}, "outlet cannot be edited"),
        ({(2, "id"): "c:0000000000000000"}, "no such claim"),
        ({(2, "row_hash"): "0" * 16}, "stale"),
        ({(2, "kind"): "shelling", (3, "kind"): "bombing"}, "kind of this claim is"),
    ],
)
def test_cells_that_cannot_be_taken_are_refused_with_their_reason(store, tmp_path, cells, reason):
    found = back(store, edit(exported(store, tmp_path), cells))
    assert any(reason in one.reason for one in found.refused)
    assert len(found.edits) <= 1


def test_events_cannot_be_edited_directly(store, tmp_path):
    found = back(store, edit(exported(store, tmp_path), {(2, "killed"): 900}, "events"))
    assert "edit the sheet of claims" in found.refused[0].reason
    assert found.edits == ()


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04rubbish"])
def test_what_is_no_workbook_is_refused(store, tmp_path, content):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    with pytest.raises(OnrecordError, match="workbook"):
        back(store, path)
    with pytest.raises(OnrecordError):
        back(store, tmp_path / "missing.xlsx")


def test_somebody_elses_workbook_is_refused(store, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(OnrecordError, match="not a workbook that Onrecord exported"):
        back(store, tmp_path / "other.xlsx")


def test_the_command_shows_then_decides(store, tmp_path, capsys):
    path = edit(exported(store, tmp_path), {(2, "high"): 8})
    address = str(tmp_path / "store.db")
    assert main(["import", str(path), "--store", address]) == 0
    assert "--by NAME" in capsys.readouterr().out
    assert not list(store.decisions("c:1"))
    assert main(["import", str(path), "--store", address, "--by", "Cara"]) == 0
    assert len(list(store.decisions("c:1"))) == 1
    assert main(["import", str(path), "--store", address]) == 1  # now it is stale
    assert "stale" in capsys.readouterr().err


# --- other people's rows ---------------------------------------------------------------------------------------------


def ged(tmp_path, rows):
    """A file in the form in which GED is released."""
    path = tmp_path / "ged.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table("ucdp").header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


ROW = {
    "id": "301", "type_of_violence": "3", "side_a": "Government of Syria", "side_b": "Civilians", "where_coordinates": "Idlib town", "where_prec": "1",
    "latitude": "35.9306", "longitude": "36.6339", "country": "Syria", "adm_1": "Idlib Governorate", "date_start": "2020-01-10 00:00:00.000",
    "date_end": "2020-01-10 00:00:00.000", "best": "7", "low": "5", "high": "9", "source_headline": "Warplanes over the city",
}  # fmt: skip
FAR = ROW | {
    "id": "302",
    "latitude": "33.5",
    "longitude": "36.3",
    "where_coordinates": "Damascus city",
    "best": "1",
    "low": "1",
    "high": "1",
}
LATER = ROW | {"id": "303", "date_start": "2020-03-01 00:00:00.000", "date_end": "2020-03-02 00:00:00.000"}


def brought(store, tmp_path, rows=(ROW, FAR, LATER)):
    meaning = foreign.map_of("ucdp", None)
    assert foreign.keep(store, foreign.rows(ged(tmp_path, rows), meaning, "ged"), meaning, "ged", "Ana") == len(rows)
    return foreign.read(store, "ged")


def test_foreign_rows_are_kept_as_they_are_and_never_become_ours(store, tmp_path):
    brought(store, tmp_path)
    brought(store, tmp_path)  # the same rows again are the same rows
    kept = list(store.externals("ged"))
    assert len(kept) == 3
    assert {one.row["id"]: one.row for one in kept} == {row["id"]: row for row in (ROW, FAR, LATER)}
    assert store.count(Selection()) == 2
    out = exported(store, tmp_path, "restricted", "csv")
    assert "Warplanes" not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("restricted*.csv"))
    assert out.is_file()


def test_compare_with_ged(store, tmp_path):
    meaning, theirs = brought(store, tmp_path)
    found = comparing.compare(store, "ged", theirs, meaning, lists().registry, Selection())
    (match,) = found.matched
    assert (match.ours.kind, match.theirs.own_id) == ("air_strike", "301")
    assert {one.field: (one.ours, one.theirs) for one in match.differences} == {
        "killed": ("5", "7"), "killed, highest": ("5", "9"),
    } | ({"place": ("Idlib", "Idlib town")} if any(one.field == "place" for one in match.differences) else {})  # fmt: skip
    assert match.ours.words[0].sentence == "The whole secret sentence."
    assert {row.own_id for row in found.only_theirs} == {"302", "303"}
    assert [event.kind for event in found.only_ours] == ["bombing"]


def test_compare_keeps_to_the_days_asked_for(store, tmp_path):
    meaning, theirs = brought(store, tmp_path)
    found = comparing.compare(
        store, "ged", theirs, meaning, lists().registry, Selection(since="2020-02-01", until="2020-03-31")
    )
    assert [row.own_id for row in found.only_theirs] == ["303"]
    assert found.matched == found.only_ours == ()


def test_compare_shows_lines_a_page_and_json(store, tmp_path, capsys):
    hostile = ROW | {"where_coordinates": "<script>alert(1)</script>", "id": "<b>301</b>"}
    meaning, theirs = brought(store, tmp_path, [hostile])
    found = comparing.compare(store, "ged", theirs, meaning, lists().registry, Selection())
    page = shown.page(found)
    assert "<script>" not in page and "<b>301" not in page
    assert "The whole secret sentence." in page and "<details>" in page
    assert any("killed: ours 5, theirs 7" in line for line in shown.lines(found))
    assert main(["compare", "ged", "--store", str(tmp_path / "store.db"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["matched"][0]["ours"]["killed"] == 5


def test_compare_the_examples_with_our_own_ged_export(store, tmp_path, capsys):
    """Our GED file brought back matches the events it came from."""
    out = exported(store, tmp_path, "public", "ucdp")
    address = str(tmp_path / "store.db")
    assert main(["import", "ucdp", str(out), "--store", address, "--dataset", "own"]) == 0
    assert main(["compare", "own", "--store", address]) == 0
    assert "2 matched, 1 of them with differences; 0 only theirs, 0 only ours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "first"),
    [("2020-01-10", "2020-01-10"), ("10 January 2020", "2020-01-10"), ("16 May 2025", "2025-05-16"), ("2020-01-10 00:00:00.000", "2020-01-10"), ("tomorrow", None), ("", None)],
)  # fmt: skip
def test_days_of_released_files(text, first):
    meaning = foreign.map_of("acled", None)
    row = foreign.External(
        id="x:1",
        dataset="a",
        row={"event_id_cnty": "SYR1", "event_date": text, "fatalities": "3", "geo_precision": "3"},
    )
    seen = foreign.foreign(row, meaning)
    assert (seen.first, seen.killed, seen.coarse) == (first, 3, True)


def test_a_map_of_ones_own(store, tmp_path, capsys):
    (tmp_path / "map.yaml").write_text(
        "columns: {id: nr, date: day, killed: dead, place: town}\npolicy: range\n", encoding="utf-8"
    )
    (tmp_path / "rows.csv").write_text(
        "nr;day;dead;town\n1;2020-01-10;5;Idlib\n2;2020-02-02;1;Homs\n", encoding="utf-8-sig"
    )
    address = str(tmp_path / "store.db")
    assert (
        main(["import", "csv", str(tmp_path / "rows.csv"), "--map", str(tmp_path / "map.yaml"), "--store", address])
        == 0
    )
    assert main(["compare", "rows", "--store", address]) == 0
    assert "1 matched, 0 of them with differences; 1 only theirs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("map_", "rows", "reason"),
    [
        ("columns: {id: nr}", "nr\n1\n", "id and date"),
        ("columns: {id: nr, date: day, colour: x}", "nr,day\n1,2\n", "colour is no field"),
        ("columns: [", "nr\n", "not a map of columns"),
        ("columns: {id: nr, date: day}", "nr,when\n1,2020-01-01\n", "no column day"),
        ("columns: {id: nr, date: day}", "nr,day\n,2020-01-01\n", "no nr"),
        (None, "nr,day\n1,2020-01-01\n", "--map"),
    ],
)
def test_what_does_not_fit_is_refused(store, tmp_path, capsys, map_, rows, reason):
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    call = ["import", "csv", str(tmp_path / "rows.csv"), "--store", str(tmp_path / "store.db")]
    if map_ is not None:
        (tmp_path / "map.yaml").write_text(map_, encoding="utf-8")
        call += ["--map", str(tmp_path / "map.yaml")]
    assert main(call) == 2
    assert reason in capsys.readouterr().err
    assert not list(store.externals())


@pytest.mark.parametrize(
    "call", [["import", "x.txt"], ["import", "csv"], ["import", "a", "b", "c"], ["compare", "nothing"]]
)
def test_wrong_usage(store, tmp_path, capsys, call):
    assert main([*call, "--store", str(tmp_path / "store.db")]) == 2
    assert capsys.readouterr().err


# --- the command that hands over -------------------------------------------------------------------------------------


def test_export_is_logged_and_says_what_it_is(store, tmp_path, capsys):
    out = tmp_path / "a.csv"
    call = [
        "export",
        "acled",
        "--store",
        str(tmp_path / "store.db"),
        "--out",
        str(out),
        "--by",
        "Ana",
        "--text",
        "market",
    ]
    assert main(call) == 0
    about = json.loads((tmp_path / "a.csv.about.json").read_text(encoding="utf-8"))
    assert about["policy"] == "acled" and about["profile"] == "public" and about["files"].keys() == {"a.csv"}
    assert any("GeoNames" in line for line in about["attribution"])
    assert "market" not in json.dumps(about["selection"])  # words searched for may be a name
    (entry,) = [entry for entry in store.log() if entry.kind == "export"]
    said = json.loads(store.said(entry.number))
    assert (said["by"], said["format"], said["profile"], said["files"]) == ("Ana", "acled", "public", about["files"])
    assert "market" not in store.said(entry.number)


def test_an_export_holds_what_the_same_conditions_show(store, tmp_path):
    for conditions in (Selection(), Selection(kinds=("bombing",)), Selection(since="2020-01-15"), Selection(killed=4)):
        out = exported(store, tmp_path, "restricted", "csv", selection=conditions)
        with out.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == store.count(conditions)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (["nothing"], "no format"),
        (["acled", "--policy", "highest"], "no policy"),
        (["acled", "--public", "--restricted"], "not both"),
        (["bundle"], "--restricted"),
    ],
)
def test_exports_that_cannot_be(store, tmp_path, capsys, call, reason):
    out = tmp_path / "x.out"
    assert main(["export", *call, "--store", str(tmp_path / "store.db"), "--out", str(out)]) == 2
    assert reason in capsys.readouterr().err
    assert not out.exists()
    assert not [entry for entry in store.log() if entry.kind == "export"]


def test_restricted_warns(store, tmp_path, capsys):
    assert (
        main(["export", "csv", "--restricted", "--store", str(tmp_path / "store.db"), "--out", str(tmp_path / "x.csv")])
        == 0
    )
    assert capsys.readouterr().err.startswith("RESTRICTED")
    assert json.loads((tmp_path / "x.csv.about.json").read_text(encoding="utf-8"))["warning"].startswith("RESTRICTED")


def test_nothing_is_left_behind_where_writing_fails(store, tmp_path, monkeypatch):
    from onrecord.exports import csv as plain

    def broken(export):
        export.out.write_text("half a file", encoding="utf-8")
        raise OnrecordError("the disk is full")

    before = exported(store, tmp_path, "public", "csv").read_bytes()
    there = sorted(tmp_path.iterdir())
    monkeypatch.setattr(plain, "write", broken)
    with pytest.raises(OnrecordError, match="full"):
        exported(store, tmp_path, "public", "csv")
    assert (tmp_path / "public.csv").read_bytes() == before  # the older one stays
    assert sorted(tmp_path.iterdir()) == there


def test_a_stores_protection_is_shown_and_made_stricter(store, tmp_path, capsys):
    address, own = str(tmp_path / "store.db"), tmp_path / "own.yaml"
    assert main(["protection", "--store", address]) == 0
    assert "another clears" in capsys.readouterr().out
    own.write_text("embargo: {events: 100000}", encoding="utf-8")
    assert main(["protection", "--store", address, "--rules", str(own), "--single-person"]) == 0
    assert "100000 days" in capsys.readouterr().out
    assert hand_over(store, Asked(format="csv", out=tmp_path / "x.csv", by="Ana"), lists(), NOW).events == 0
    own.write_text("embargo: {events: 1}", encoding="utf-8")
    assert main(["protection", "--store", address, "--rules", str(own)]) == 2
    assert main(["protection", "--store", address, "--two-people"]) == 0
    assert "another clears" in capsys.readouterr().out
    store.verify()


def test_one_person_alone(store, tmp_path):
    for event in store.events(Selection()):
        with store.writing() as writing:
            for act in ("reject", "approve", "clear"):
                writing.decide(
                    Decision(
                        id=f"d:{act}{event.id}",
                        act=act,
                        by="person:Ana",
                        at="2026-02-01T00:00:00Z",
                        subjects=(event.id,),
                    )
                )
    assert hand_over(store, Asked(format="csv", out=tmp_path / "x.csv", by="Ana"), lists(), NOW).events == 0
    with store.writing() as writing:
        writing.put_setting("single_person", "on")
    assert hand_over(store, Asked(format="csv", out=tmp_path / "x.csv", by="Ana"), lists(), NOW).events == 2
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        assert {row["remark"] for row in csv.DictReader(file)} == {"Approved and cleared by one person."}
    assert "one person" in (tmp_path / "x.csv.about.json").read_text(encoding="utf-8")
