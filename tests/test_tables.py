"""Formats that are tables: columns, vocabularies and invariants of the originals, and cells that start no formula."""

from __future__ import annotations

import csv
import json
import re

import msgspec
import pytest
import yaml
from conftest import SHARED
from making import actor, claim, day, dossier, lists, place, public, report, source, toll

from onrecord.exports import acled, airwars, casualties, hxl, plover, registry, sheets, ucdp, xlsx
from onrecord.exports import csv as plain
from onrecord.exports.columns import Column, Table, guarded, table, unguarded, write_csv
from onrecord.exports.selected import Export
from onrecord.exports.stamp import Stamp
from onrecord.knowledge import packaged
from onrecord.model import Admin, Link, Place

CIVILIANS = actor("target", "syr:civilians", "Civilians (Syria)", "civilians", text="civilians")
REBELS = actor("target", "syr:fsa", "Free Syrian Army", "rebel_group", text="rebels")
RESIDENTS = source("resident", text="residents")
MONITOR = source("monitor", name="Syrian Observatory for Human Rights", text="the Syrian Observatory for Human Rights")


def export(tmp_path, dossiers, format_="csv", profile="public", **over):
    known = lists()
    format_ = registry.of(format_)
    return Export(
        out=tmp_path / f"out{format_.suffix}",
        stamp=Stamp(profile=profile, policy=over.pop("policy", format_.policy), exported_at="2020-06-01T00:00:00Z"),
        records=lambda: iter(public(*dossiers, profile=profile, **over)),
        codebook=known.codebook,
        registry=known.registry,
        publishers=known.publishers,
    )


def events():
    """A battle told by two sources with two numbers, an air strike on civilians, a capture, a car bomb far west, a digest."""
    battle = dossier(
        [
            claim(1, kind="battle", actors=(actor(role="party"), msgspec.structs.replace(REBELS, role="party")), source=RESIDENTS, tolls=(toll(1, 7, 7, who="combatants", text="seven fighters"),)),
            claim(2, "r:2", kind="battle", actors=(actor(role="party"), msgspec.structs.replace(REBELS, role="party")), source=MONITOR, tolls=(toll(2, 12, None, who="combatants", text="at least 12 fighters"),)),
        ],
        [report(1), report(2, publisher="Southern Post")], number=1, kind="battle",
    )  # fmt: skip
    strike = dossier(
        [claim(3, "r:3", actors=(actor(), CIVILIANS), source=RESIDENTS, tolls=(toll(3, 5, 5), toll(4, 2, 2, harm="wounded", text="two civilians")))],
        [report(3)], number=2, kind="air_strike", links=[Link(type="part_of", event="e:1")],
    )  # fmt: skip
    capture = dossier(
        [claim(5, "r:4", kind="capture", when=day("2020-01-14"), actors=(actor(), REBELS))],
        [report(4)],
        number=3,
        kind="capture",
    )
    west = Place(
        text="Guatemala City", start=0, end=1, id="gn:3598132", name="Guatemala City", lat=14.64072, lon=-90.51327, precision="settlement",
        admin=(Admin(level=0, name="Guatemala", code="GT"), Admin(level=1, name="Guatemala", code="GT.07")),
    )  # fmt: skip
    bomb = dossier(
        [claim(6, "r:5", kind="bombing", places=(west,), when=day("2020-01-12", "2020-01-15"), tolls=(toll(6, 3, 3),))], [report(5)], number=4, kind="bombing"
    )  # fmt: skip
    digest = dossier(
        [claim(7, "r:6", kind="air_strike", tolls=(toll(7, 90, 90, scope="digest"),))], [report(6)], number=5, links=[Link(type="summarises", event="e:2")]
    )  # fmt: skip
    return [battle, strike, capture, bomb, digest]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- every table -----------------------------------------------------------------------------------------------------

TABLES = [("acled", "table", 31), ("ucdp", "table", 49), ("airwars", "table", None), ("casualties", "table", None), ("hxl", "table", None)]  # fmt: skip
TABLES += [("sheets", name, None) for name in sheets.SHEETS]


@pytest.mark.parametrize(("name", "part", "number"), TABLES)
def test_columns_are_named_once(name, part, number):
    header = table(name, part).header
    assert len(header) == len(set(header)) == (number or len(header))


@pytest.mark.parametrize(
    ("name", "rows"), [("acled", acled.rows), ("ucdp", ucdp.rows), ("airwars", airwars.rows), ("casualties", casualties.rows), ("hxl", hxl.rows)]
)  # fmt: skip
@pytest.mark.parametrize("profile", ["public", "restricted"])
def test_every_row_fits_its_table(tmp_path, name, rows, profile):
    made = list(rows(export(tmp_path, events(), name, profile)))
    assert made
    assert [fault for row in made for fault in table(name).faults(row)] == []


def test_rows_of_the_examples_fit_too(tmp_path, example_dossiers):
    for name, rows in (("acled", acled.rows), ("ucdp", ucdp.rows), ("airwars", airwars.rows), ("casualties", casualties.rows), ("hxl", hxl.rows)):  # fmt: skip
        made = list(rows(export(tmp_path, example_dossiers, name)))
        assert made
        assert [fault for row in made for fault in table(name).faults(row)] == []
    for record in sheets.SHEETS:
        from onrecord.exports.told import told

        for event in told(export(tmp_path, example_dossiers)):
            assert [fault for row in sheets.rows(record, event) for fault in table("sheets", record).faults(row)] == []


@pytest.fixture(scope="module")
def example_dossiers(tools):
    """One dossier an event of the example reports, cleared."""
    from pathlib import Path

    from making import CLEARED

    from onrecord.independence import voices
    from onrecord.model import Dossier, Telling
    from onrecord.pipeline import code

    made = []
    for coded in code([str(path) for path in sorted(Path("examples/reports").glob("*.txt"))], tools):
        known = {one.id: one for one in coded.claims}
        for event in coded.events:
            telling = Telling(
                id=event.id, report=coded.report.id, publisher=coded.report.publisher, published=coded.report.published, kind=event.kind,
                claims=tuple(known[id_] for id_ in event.claims), links=event.links,
            )  # fmt: skip
            made.append(
                Dossier(
                    event=event, tellings=(telling,), reports=(coded.report,), voices=voices([telling], [coded.report]), review=CLEARED,
                    recorded_at="2026-01-01T00:00:00Z", changed_at="2026-01-01T00:00:00Z",
                )
            )  # fmt: skip
    return [one for one in made if (one.event.computed.when is None or (one.event.computed.when.latest or "") < "2020")]


def test_a_table_refuses_what_does_not_fit():
    one = Table(source="x", columns=(Column(name="a", type="integer", empty=False), Column(name="b", values=("yes",))))
    assert one.faults({"a": 1, "b": "yes"}) == []
    assert one.faults({"a": True}) == ["a: True is no integer"]
    assert one.faults({"b": "no", "c": 1}) == ["c: no such column", "a: empty", "b: 'no' is none of its values"]


# --- acled -----------------------------------------------------------------------------------------------------------


def test_acled_one_row_a_day_place_and_pair(tmp_path):
    one = export(tmp_path, events(), "acled")
    rows = acled.rows(one)
    assert [(row["sub_event_type"], row["event_date"], row["fatalities"]) for row in rows] == [
        ("Armed clash", "2020-01-10", 7),
        ("Government regains territory", "2020-01-14", 0),
        ("Remote explosive/landmine/IED", "2020-01-13", 3),
    ]
    assert one.left == {"only sums up other events of the export": 1}
    battle, capture, bomb = rows
    assert battle["tags"] == "air/drone strike"  # the strike is part of the battle of the same day and place
    assert (battle["inter1"], battle["inter2"], battle["interaction"]) == (
        "State forces",
        "Rebel group",
        "State forces-Rebel group",
    )
    assert (battle["assoc_actor_1"], battle["assoc_actor_2"]) == (None, None)
    assert "at least" not in battle["notes"] and "≥ 12" in battle["notes"]
    assert (capture["time_precision"], bomb["time_precision"]) == (1, 2)
    assert (bomb["longitude"], bomb["iso"], bomb["region"]) == (-90.5133, 320, "Central America")
    assert bomb["actor1"] == "Unidentified Armed Group (Guatemala)"
    assert all(re.fullmatch(r"ONR[0-9a-f]{16}", row["event_id_cnty"]) for row in rows)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-10", "2020-01-10", ("2020-01-10", 1)),
        ("2020-01-06", "2020-01-12", ("2020-01-09", 2)),
        ("2020-01-01", "2020-01-31", ("2020-01-16", 3)),
        ("2020-01-01", "2020-12-31", None),
        (None, "2020-01-01", None),
    ],
)
def test_acled_time_precision(tmp_path, first, last, expected):
    from onrecord.exports.told import told

    when = msgspec.structs.replace(day(), earliest=first, latest=last, precision="range")
    (event,) = told(export(tmp_path, [dossier([claim(when=when)])], "csv", "restricted"))
    assert acled.day_of(event) == expected


@pytest.mark.parametrize(
    ("precision", "relation", "expected"),
    [("site", "in", 1), ("settlement", "in", 1), ("settlement", "near", 2), ("admin3", "in", 2), ("admin2", "in", 3), ("admin1", "in", 3)],
)  # fmt: skip
def test_acled_geo_precision(precision, relation, expected):
    assert acled.geo_precision(place(precision=precision, relation=relation)) == expected


def test_acled_hierarchy_and_types_are_whole():
    known = acled.crosswalk()
    columns = {column.name: column for column in table("acled").columns}
    assert list(known.sub_events) == list(columns["sub_event_type"].values)
    assert len(known.sub_events) == 25
    assert {kind for kind, _ in known.sub_events.values()} == set(columns["event_type"].values)
    assert {sort for _, sort in known.sub_events.values()} == set(columns["disorder_type"].values)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [(("Rebel group", "State forces"), "State forces-Rebel group"), (("Civilians", "State forces"), "State forces-Civilians"), (("Rebel group", None), "Rebel group only"), ((None, None), None)],
)  # fmt: skip
def test_acled_interaction(kinds, expected):
    assert acled.interaction_of(*kinds) == expected


def test_acled_an_accusation_does_not_fill_the_cell_bare(tmp_path):
    army = source("military", text="the army", side="syr:pro-government", entity="syr:armed-forces")
    blamed = dossier(
        [
            claim(
                source=army,
                actors=(actor(id_="syr:fsa", name="Free Syrian Army", kind="rebel_group"), CIVILIANS),
                tolls=(toll(),),
            )
        ]
    )
    for profile in ("public", "restricted"):
        (row,) = acled.rows(export(tmp_path, [blamed], "acled", profile))
        assert row["actor1"].startswith("Free Syrian Army (accused by ")
    neutral = dossier([claim(1, source=army, actors=(actor(id_="syr:fsa", name="Free Syrian Army", kind="rebel_group"),)), claim(2, source=RESIDENTS, actors=(actor(id_="syr:fsa", name="Free Syrian Army", kind="rebel_group"),))])  # fmt: skip
    (row,) = acled.rows(export(tmp_path, [neutral], "acled"))
    assert row["actor1"] == "Free Syrian Army"


def test_another_policy_gives_other_numbers(tmp_path):
    low, high = toll(1, 60, 60), toll(2, 250, 250)
    told = dossier([claim(1, tolls=(low,), source=RESIDENTS), claim(2, "r:2", tolls=(high,), source=MONITOR)], [report(1), report(2, published="2020-01-20", publisher="Southern Post")])  # fmt: skip
    found = {p: acled.rows(export(tmp_path, [told], "acled", policy=p))[0]["fatalities"] for p in ("acled", "latest")}
    assert found == {"acled": 60, "latest": 250}


# --- ucdp ------------------------------------------------------------------------------------------------------------


def invariants(row):
    """What holds in every row of the released GED."""
    assert row["deaths_a"] + row["deaths_b"] + row["deaths_civilians"] + row["deaths_unknown"] == row["best"]
    assert 0 <= row["low"] <= row["best"] <= row["high"]
    assert row["high"] >= 1
    assert row["date_start"] <= row["date_end"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d 00:00:00\.000", row["date_start"])
    assert row["priogrid_gid"] == ucdp.priogrid(row["latitude"], row["longitude"])


def test_ucdp_invariants(tmp_path, example_dossiers):
    rows = ucdp.rows(export(tmp_path, events(), "ucdp")) + ucdp.rows(export(tmp_path, example_dossiers, "ucdp"))
    assert len(rows) > 3
    for row in rows:
        invariants(row)
    assert len({row["id"] for row in rows}) == len(rows)


def test_ucdp_a_battle_and_a_strike_on_civilians(tmp_path):
    one = export(tmp_path, events(), "ucdp")
    battle, strike, *_ = ucdp.rows(one)
    assert (battle["type_of_violence"], battle["side_a"], battle["side_b"]) == (
        1,
        "Government of Syria",
        "Free Syrian Army",
    )
    assert (battle["where_prec"], battle["date_prec"], battle["country_id"], battle["gwnoa"]) == (1, 1, 652, 652)
    assert (strike["type_of_violence"], strike["side_b"], strike["deaths_civilians"]) == (3, "Civilians", 5)
    assert battle["number_of_sources"] == 2


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"precision": "site"}, 1), ({"precision": "settlement"}, 1), ({"relation": "near"}, 2), ({"relation": "countryside"}, 2), ({"precision": "admin3"}, 3),
        ({"precision": "admin2"}, 3), ({"precision": "admin1"}, 4), ({"precision": "admin1", "part": "some"}, 5), ({"extent": "line"}, 5),
        ({"relation": "between"}, 5), ({"precision": "country"}, 6), ({"precision": "unresolved"}, None),
    ],
)  # fmt: skip
def test_ucdp_where_prec(over, expected):
    assert ucdp.where_prec(place(**over)) == expected


@pytest.mark.parametrize(
    ("last", "expected"), [("2020-01-01", 1), ("2020-01-02", 2), ("2020-01-06", 2), ("2020-01-07", 3), ("2020-01-31", 4), ("2020-12-31", 5), ("2022-01-01", None)]
)  # fmt: skip
def test_ucdp_date_prec(tmp_path, last, expected):
    from onrecord.exports.told import told

    (event,) = told(export(tmp_path, [dossier([claim(when=day("2020-01-01", last))])], "csv", "restricted"))
    assert ucdp.date_prec(event) == expected


@pytest.mark.skipif(not (SHARED / "gold" / "ucdp_syria").is_dir(), reason="no GED rows beside the checkout")
def test_ucdp_types_and_vocabularies_are_those_of_the_real_file(tmp_path, example_dossiers):
    lines = (SHARED / "gold" / "ucdp_syria" / "events.dev.jsonl").read_text(encoding="utf-8").splitlines()
    real = [json.loads(line) for line in lines]
    ours = ucdp.rows(export(tmp_path, events(), "ucdp")) + ucdp.rows(export(tmp_path, example_dossiers, "ucdp"))
    names = {"lat": "latitude", "lon": "longitude"} | {
        name: name
        for name in ("date_prec", "type_of_violence", "side_a", "side_b", "adm_1", "adm_2", "where_coordinates", "where_prec", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "source_headline", "source_office", "source_date")
    }  # fmt: skip
    for theirs, own in names.items():
        types = {type(row[theirs]) for row in real if row[theirs] is not None}
        assert {type(row[own]) for row in ours if row[own] is not None} <= types | (
            {int} if float in types else set()
        ), own
    columns = {column.name: column for column in table("ucdp").columns}
    for name in ("type_of_violence", "where_prec", "date_prec"):
        assert {row[name] for row in real} <= set(columns[name].values)
    assert {row["side_a"] for row in real} & {row["side_a"] for row in ours} >= {"Government of Syria"}
    for row in real:  # the invariants that ours are held to are the file's own
        assert row["deaths_a"] + row["deaths_b"] + row["deaths_civilians"] + row["deaths_unknown"] == row["best"]


# --- airwars, casualties ---------------------------------------------------------------------------------------------


def test_airwars_ranges_and_grade(tmp_path):
    rows = list(airwars.rows(export(tmp_path, events(), "airwars")))
    strike = next(row for row in rows if row["strike_type"] == "air_strike")
    assert (strike["civilian_non_combatants_killed_min"], strike["civilian_non_combatants_killed_max"]) == (5, 5)
    assert (strike["civilian_non_combatants_injured_min"], strike["civilian_harm_status"], strike["who_did_it"]) == (
        2,
        "weak",
        "single",
    )
    assert all((row[f"{stem}_min"] or 0) <= (row[f"{stem}_max"] if row[f"{stem}_max"] is not None else 10**9) for row in rows for stem in airwars.crosswalk().groups)  # fmt: skip


def test_airwars_a_contested_identity_has_no_least(tmp_path):
    army = source("military", text="the army", side="syr:pro-government", entity="syr:armed-forces")
    told = dossier(
        [
            claim(1, source=army, actors=(actor(),), tolls=(toll(1, 35, 35, who="combatants", text="35 terrorists"),)),
            claim(2, source=RESIDENTS, actors=(actor(),), tolls=(toll(2, 37, 37),)),
        ]
    )
    (row,) = airwars.rows(export(tmp_path, [told], "airwars"))
    assert (row["civilian_non_combatants_killed_min"], row["belligerents_killed_min"], row["who_were_they"]) == (
        0,
        0,
        "contested",
    )


def test_casualties_one_row_a_toll_with_its_source(tmp_path):
    rows = list(casualties.rows(export(tmp_path, events(), "casualties")))
    assert len(rows) == 6
    battle = [row for row in rows if row["cause"] == "battle"]
    assert {row["source"] for row in battle} == {"residents", "Syrian Observatory for Human Rights"}
    assert {row["confirmation"] for row in rows} <= {"corroborated", "single source", "disputed", "denied"}
    assert next(row for row in rows if row["scope"] == "digest")["use"] == "running_total"


# --- plover, hxl -----------------------------------------------------------------------------------------------------


def test_plover_records(tmp_path):
    one = export(tmp_path, events(), "plover")
    (path,) = plover.write(one)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    known = plover.crosswalk()
    assert len(records) == 5
    for record in records:
        assert {"id", "date", "actor", "event"} <= set(record)
        (event,) = record["event"]
        assert known.quads[event["code"]] == event["quad_code"]
        assert event["mode"] is None or event["mode"] in known.modes[event["code"]]
        assert all(entity["sector"] in {*known.sectors.values(), known.unknown} and len(entity["code"]) == 3 for entity in [*record["actor"], *record.get("recipient", [])])  # fmt: skip
    assert records[0]["dead"] == 7


def test_plover_knows_every_mode_of_the_codebook():
    known = plover.crosswalk()
    for kind in lists().codebook:
        if kind.plover:
            assert kind.plover.event in known.quads, kind.name
            assert kind.plover.mode is None or kind.plover.mode in known.modes[kind.plover.event], kind.name


def test_hxl_tags_stand_in_the_second_line_and_numbers_are_numbers(tmp_path):
    (path,) = hxl.write(export(tmp_path, events(), "hxl"))
    with path.open(encoding="utf-8", newline="") as file:
        header, tags, *rows = csv.reader(file)
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    assert len(header) == len(tags) == len(set(tags))
    at = {tag: number for number, tag in enumerate(tags)}
    assert rows[0][at["#adm1+code"]] == "SY07"
    assert [float(row[at["#geo+lon"]]) for row in rows][3] == -90.51327
    for row in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row[at["#date+start"]])
        assert row[at["#affected+killed"]] == "" or int(row[at["#affected+killed"]]) >= 0


def test_pcodes_are_listed_once():
    listed = yaml.safe_load(packaged.text("exports", "pcodes.yaml"))
    for country, units in listed.items():
        assert all(code.startswith(country) for code in units)
        names = [name for every in units.values() for name in every]
        assert len(names) == len(set(names))


# --- csv, xlsx -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+963", "'+963"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'=1"), ("\r\n=1", "'=1"), (" =1", "'=1"), ("＝1", "'＝1"),
        ("|cmd", "'|cmd"), ("a\x00b", "a b"), ("two\nlines", "two lines"), ("plain", "plain"), ("'quoted'", "'quoted'"), (-40.5, -40.5), (None, None), (True, True),
    ],
)  # fmt: skip
def test_cells_start_no_formula_and_numbers_stay(text, cell):
    assert guarded(text) == cell
    if isinstance(cell, str) and cell.startswith("'") and cell != "'quoted'":
        assert unguarded(cell) == cell[1:]


def test_csv_files_and_their_rows(tmp_path):
    paths = plain.write(export(tmp_path, events()))
    assert [path.name for path in paths] == ["out.csv", "out.claims.csv", "out.sources.csv", "out.control.csv"]
    told, claims, sources, _ = map(read, paths)
    assert (len(told), len(claims)) == (5, 7)
    assert float(told[3]["lon"]) == -90.51327
    assert {row["event"] for row in claims} == {row["id"] for row in told} == {row["event"] for row in sources}
    assert told[0]["actors"] == "Military Forces of Syria"
    assert told[1]["part_of"] == told[0]["id"]
    assert all(row["sentence"] == "" for row in claims)


def test_csv_hostile_text_stays_text(tmp_path):
    hostile = '=HYPERLINK("https://x.example","a,b")\n+1\x0b'
    path = write_csv(tmp_path / "a.csv", ["a", "b"], [{"a": hostile, "b": -3.25}])
    (row,) = read(path)
    assert row == {"a": '\'=HYPERLINK("https://x.example","a,b") +1', "b": "-3.25"}


def test_xlsx_opens_with_texts_as_texts_and_numbers_as_numbers(tmp_path):
    from openpyxl import load_workbook

    hostile = dossier(
        [claim(9, "r:9", tolls=(toll(9, text="=2+2"),))], [report(9, publisher="=cmd|' /C calc'!A0")], number=9
    )
    (path,) = xlsx.write(export(tmp_path, [*events(), hostile], "xlsx", "restricted"))
    book = load_workbook(path)
    assert book.sheetnames == ["events", "claims", "sources", "control", "about"]
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    header = [cell.value for cell in book["events"][1]]
    lon = header.index("lon")
    assert book["events"].cell(5, lon + 1).value == -90.51327
    assert book["events"].cell(5, lon + 1).data_type == "n"
    assert any(str(cell.value).startswith("RESTRICTED") for row in book["about"].iter_rows() for cell in row)


# --- the table of formats --------------------------------------------------------------------------------------------


def test_every_format_has_a_writer_and_a_policy():
    from onrecord.weigh import POLICIES

    for name, row in registry.FORMATS.items():
        assert name == row.name
        assert callable(registry.writer(name))
        assert row.policy in POLICIES
        assert row.suffix.startswith(".") or row.suffix == ""  # a folder
        assert set(row.profiles) <= {"public", "restricted"}


def test_a_single_persons_store_says_so_in_every_row(tmp_path):
    said = "pproved and cleared by one person"
    for name, rows, column in (
        ("acled", acled.rows, "notes"), ("ucdp", ucdp.rows, "source_article"), ("airwars", airwars.rows, "notes"), ("casualties", casualties.rows, "remark"),
        ("hxl", hxl.rows, "Description"), ("plover", plover.records, "comment"),
    ):  # fmt: skip
        made = list(rows(export(tmp_path, events(), name, alone=True)))
        assert made and all(said in row[column] for row in made), name
    for path in plain.write(export(tmp_path, events(), alone=True)):
        assert all(said in row["remark"] for row in read(path))
