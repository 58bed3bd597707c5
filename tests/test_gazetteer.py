"""The place index: building it whole or not at all, the files it is built from, and asking it."""

import http.server
import io
import json
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from conftest import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Gazetteer, kilometres
from onrecord.knowledge.gazetteer import build as building
from onrecord.knowledge.gazetteer.build import Row, Source, build
from onrecord.knowledge.gazetteer.default import lists
from onrecord.knowledge.gazetteer.fetch import fetch
from onrecord.knowledge.gazetteer.index import default_path
from onrecord.knowledge.gazetteer.land import Land, countries
from onrecord.knowledge.gazetteer.sources import own_file, source
from onrecord.link.places import choose
from onrecord.model import Admin, OnrecordError

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    listed = tmp_path_factory.mktemp("places") / "small.yaml"
    listed.write_text(yaml.safe_dump(CASES["gazetteer"], allow_unicode=True), encoding="utf-8")
    build(listed.with_suffix(".sqlite"), [source("csv", [listed])])
    return listed.with_suffix(".sqlite")


@pytest.fixture(scope="module")
def gazetteer(small):
    return Gazetteer.open(small)


# --- Spelling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), CASES["same"])
def test_spellings_of_one_name_are_alike(one, other):
    assert spelling.likeness(spelling.fold(one), spelling.fold(other)) >= 0.8
    assert set(spelling.skeletons(spelling.fold(one))) & set(spelling.skeletons(spelling.fold(other)))


@pytest.mark.parametrize(("one", "other"), CASES["different"])
def test_other_names_are_less_alike(one, other):
    assert spelling.likeness(spelling.fold(one), spelling.fold(other)) < 0.78


@settings(deadline=None)
@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(name):
    folded = spelling.fold(name)
    assert spelling.fold(folded) == folded
    spelling.skeleton(folded)
    assert 0 <= spelling.likeness(folded, folded) <= 1


@pytest.mark.parametrize("name", ["a" * 20_000, "al " * 5000, "'" * 9000, "sh" * 9000, "ا" * 9000])
def test_long_names_take_no_long(name):
    began = time.monotonic()
    spelling.skeletons(spelling.fold(name))
    assert time.monotonic() - began < 1


def test_a_place_without_units_lies_in_that_of_its_neighbours(tmp_path):
    def row(number: int, lat: float, unit: str = "") -> Row:
        units = (Admin(level=1, name=unit),) if unit else ()
        return Row(
            id=f"n:{number}",
            name=f"Korr {number}",
            feature="settlement",
            lat=lat,
            lon=38.0,
            country="SY",
            admin=units,
            source="test",
        )

    inland = [row(number, 36 + number / 100, "Aleppo") for number in range(5)]
    border = [row(10 + number, 35.2 + number / 100, "Hama" if number % 2 else "Homs") for number in range(6)]
    lost = [row(20, 36.02), row(21, 35.225), row(22, 36.9)]
    rows = [*inland, *border, *lost]
    build(tmp_path / "n.sqlite", [Source("test", [], lambda: rows, "")])
    asked = Gazetteer.open(tmp_path / "n.sqlite")
    assert [[unit.name for unit in asked.entry(f"n:{number}").admin] for number in (20, 21, 22)] == [["Aleppo"], [], []]


def test_how_many_spellings_sound_like_a_name_is_told(gazetteer):
    known = {hit.entry.id: hit.spellings for hit in gazetteer.similar("Deir ez Zor", 5, "SY")}
    assert known["t:deir"] > known["SY.07"] >= 1


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_exact_names_whatever_case_accents_and_script(gazetteer):
    for name in ("deir ez zor", "DEIR EZ-ZOR", "دير الزور", "Dayr az-Zawr"):
        assert "t:deir" in {entry.id for entry in gazetteer.exact(name)}
    assert [entry.id for entry in gazetteer.exact("Hajin")] == ["t:hajin-1", "t:hajin-2"]
    assert gazetteer.exact("nowhere") == ()


def test_similar_names_best_first(gazetteer):
    hits = gazetteer.similar("Baghaliyeh", 3)
    assert hits[0].entry.id == "t:bughayliyah" and 0.8 < hits[0].likeness < 1
    assert [hit.entry.id for hit in gazetteer.similar("Hajeen", 5, "SY")] == ["t:hajin-1", "t:hajin-2"]
    assert gazetteer.similar("Hajeen", 5, "TR") == ()


def test_an_entry_with_its_units(gazetteer):
    joura = gazetteer.entry("t:quarter")
    assert [unit.id for unit in gazetteer.parents(joura)][:2] == ["t:deir", "SY.07"]
    located = gazetteer.located(joura)
    assert (located.lat, located.precision) == (35.3359, "settlement")
    assert gazetteer.entry("t:deir").admin == (Admin(level=1, name="Deir ez-Zor"),)
    assert gazetteer.entry("no such id") is None


def test_a_users_own_places_go_before_the_default_ones(small, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "id,name,names,feature,lat,lon,country,same,source\n"
        "me:1,New Korrel,Korrel|Karel,settlement,35.1,40.1,SY,,my survey\nme:2,Hajin,,settlement,34.7,40.8,SY,t:hajin-1,my survey\n",
        encoding="utf-8",
    )
    places = Gazetteer.open(small, [own])
    assert places.exact("Karel")[0].id == "me:1"
    assert [entry.id for entry in places.exact("Hajin")] == ["t:hajin-2", "me:2"]
    assert places.entry("t:hajin-1").id == "me:2"


def test_a_missing_or_foreign_index_is_refused_with_what_to_do(small, tmp_path):
    with pytest.raises(OnrecordError, match=r"python -m onrecord\.knowledge\.gazetteer\.default"):
        Gazetteer.open(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("no database at all, but long enough to be taken for one" * 50)
    with pytest.raises(OnrecordError, match="is no place index"):
        Gazetteer.open(tmp_path / "text.sqlite")
    (tmp_path / "bad.yaml").write_text("places: 3")
    with pytest.raises(OnrecordError, match="is no list of places"):
        Gazetteer.open(small, [tmp_path / "bad.yaml"])


def test_kilometres():
    assert kilometres((0, 0), (0, 1)) == pytest.approx(111.2, abs=0.1)
    assert kilometres((90, 0), (-90, 0)) == pytest.approx(20015, abs=1)


# --- Building ---------------------------------------------------------------------------------------------------------


def rows(count: int, seen: list[int] | None = None, fail_at: int | None = None):
    for number in range(count):
        if seen is not None:
            seen.append(number)
        if number == fail_at:
            raise RuntimeError("killed")
        yield Row(
            id=f"n:{number}",
            name=f"Korrel {number}",
            feature="settlement",
            lat=35.0,
            lon=40.0,
            country="SY",
            source="test",
        )


def made(count, seen=None, fail_at=None, name="test"):
    return Source(name, [], lambda: rows(count, seen, fail_at), "Test credit")


def test_a_build_that_fails_leaves_the_old_file_and_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "COMMIT_EVERY", 10)
    out = tmp_path / "places.sqlite"
    build(out, [made(3, name="old")])
    with pytest.raises(RuntimeError):
        build(out, [made(100, fail_at=55)])
    assert len(Gazetteer.open(out).exact("Korrel 2")) == 1 and not Gazetteer.open(out).exact("Korrel 40")
    told = []
    built = build(out, [made(100)], progress=lambda name, count: told.append(count))
    assert built.places == 100 and told[0] == 60  # the fifty that were in are not written again
    assert Gazetteer.open(out).exact("Korrel 99") and Gazetteer.open(out).credits == ("Test credit",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["places.sqlite"]


def test_a_stopped_build_of_other_sources_is_not_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "COMMIT_EVERY", 10)
    out = tmp_path / "places.sqlite"
    with pytest.raises(RuntimeError):
        build(out, [made(100, fail_at=55, name="first")])
    assert build(out, [made(20, name="second")]).places == 20


KILLED = """
import sys, time
from pathlib import Path
from typing import ClassVar
from onrecord.knowledge.gazetteer import build as building
sys.path.insert(0, {tests!r})
from test_gazetteer import made, rows
building.COMMIT_EVERY = 10
def slow():
    for row in rows(1000):
        if row.id == "n:500":
            print("half", flush=True)
            time.sleep(60)
        yield row
building.build(Path({out!r}), [building.Source("slow", [], slow, "")])
"""


def test_a_killed_build_leaves_the_old_file_whole(tmp_path):
    out = tmp_path / "places.sqlite"
    build(out, [made(3)])
    before = out.read_bytes()
    code = KILLED.format(tests=str(Path(__file__).parent), out=str(out))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent
    ) as child:
        assert child.stdout.readline() == b"half\n"
        child.send_signal(signal.SIGKILL)
    assert out.read_bytes() == before
    assert (tmp_path / "places.sqlite.building").exists()


def test_points_that_cannot_be_right_are_refused_and_counted(tmp_path):
    points = {
        "fine": (35.3, 40.1),
        "swapped": (40.1, 35.3),
        "zero": (0.0, 0.0),
        "sea": (35.0, 35.4),
        "far": (10.0, 10.0),
        "off": (95.0, 10.0),
    }
    given = [
        Row(id=name, name=name, feature="settlement", lat=lat, lon=lon, country="SY", source="test")
        for name, (lat, lon) in points.items()
    ]
    given += [given[0], Row(id="x", name=" ", feature="site", lat=35.3, lon=40.1, country="SY", source="test")]
    given += [Row(id="y", name="y", feature="site", lat=None, lon=None, country="SY", source="test")]
    built = build(tmp_path / "out.sqlite", [Source("t", [], lambda: given, "")])
    assert built.places == 1
    assert built.refused == {
        "latitude and longitude swapped": 1, "zero coordinates": 1, "at sea": 1, "outside its country": 1,
        "coordinates out of range": 1, "same id twice": 1, "no name": 1, "no coordinates": 1,
    }  # fmt: skip
    assert built.examples["at sea"] == "sea sea"


def test_nothing_to_write_is_an_error(tmp_path):
    with pytest.raises(OnrecordError, match="no place could be read"):
        build(tmp_path / "out.sqlite", [made(0)])


@pytest.mark.parametrize(
    ("lat", "lon", "land"),
    [
        (48.85, 2.35, True),
        (35.9, 14.45, True),
        (-20, 57.5, True),
        (34, 30, False),
        (0, -150, False),
        (90, 0, False),
        (-89, 179.99, True),
    ],
)
def test_where_land_is(lat, lon, land):
    assert Land.load().has(lat, lon) is land


# --- Sources ----------------------------------------------------------------------------------------------------------

DUMP = (
    "101\tKōrrel\tKorrel\tKarel,Qorrel\t35.1\t40.1\tP\tPPL\tSY\t\t07\t01\t\t\t1200\t\t200\tAsia/Damascus\t2020-01-01\n"
    "102\tKorrel Governorate\tKorrel\t\t35.0\t40.0\tA\tADM1\tSY\t\t07\t\t\t\t5000\t\t200\tAsia/Damascus\t2020-01-01\n"
    "103\tKorrel Dam\tKorrel Dam\t\t35.2\t40.2\tS\tDAM\tSY\t\t07\t01\t\t\t0\t\t200\tAsia/Damascus\t2020-01-01\n"
    "104\tbroken line\n"
)


def test_geonames_with_alternative_names_and_units(tmp_path):
    (tmp_path / "SY.txt").write_text(DUMP, encoding="utf-8")
    (tmp_path / "admin1CodesASCII.txt").write_text("SY.07\tTossin\tTossin\t102\n", encoding="utf-8")
    (tmp_path / "admin2Codes.txt").write_text("SY.07.01\tTossin Centre\tTossin Centre\t105\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "alternateNamesSY.zip", "w") as archive:
        archive.writestr(
            "SY.txt",
            "1\t101\tar\tكوريل\t\t\t\t\n2\t101\tlink\thttps://example.org\t\t\t\t\n3\t999\ten\tOther\t\t\t\t\n",
        )
    built = build(tmp_path / "out.sqlite", [source("geonames", sorted(tmp_path.iterdir()))])
    places = Gazetteer.open(tmp_path / "out.sqlite")
    (town,) = places.exact("كوريل")
    assert built.places == 3 and (town.id, town.population, town.feature) == ("gn:101", 1200, "settlement")
    assert [(unit.name, unit.code) for unit in town.admin] == [("Tossin", "SY.07"), ("Tossin Centre", "SY.07.01")]
    assert not places.exact("https://example.org") and not places.exact("Other")
    assert places.exact("Korrel Dam")[0].feature == "site" and places.exact("Tossin")[0].id == "gn:102"
    assert places.entry("SY.07").id == "gn:102" and "GeoNames" in places.credits[0]


def test_whos_on_first_records_and_tables(tmp_path):
    about = {
        "wof:id": 5, "wof:name": "Korrel", "name:ara_x_preferred": ["كوريل"], "wof:placetype": "locality", "geom:latitude": 35.1,
        "geom:longitude": 40.1, "wof:country": "SY", "wof:hierarchy": [{"region_id": 7, "county_id": -1}], "wof:concordances": {"gn:id": 101},
    }  # fmt: skip
    ended = {**about, "wof:id": 6, "mz:is_current": 0}
    (tmp_path / "r.geojson").write_text(json.dumps({"type": "Feature", "id": 5, "properties": about}), encoding="utf-8")
    (tmp_path / "gone.geojson").write_text(
        json.dumps({"type": "Feature", "id": 6, "properties": ended}), encoding="utf-8"
    )
    (tmp_path / "t.tsv").write_text(
        "id\tname\tname_ar\talt_names\tplacetype\tlat\tlon\tcountry\tadmin1\tadmin2\tpopulation\tgeonames_id\tis_current\n"
        '8\tTossin "the old"\tتوسين\tTosin|Tossine\tlocality\t35.2\t40.2\tSY\tKorrel\t\t\t102\t-1\n9\tGone\t\t\tlocality\t35\t40\tSY\t\t\t\t\t0\n',
        encoding="utf-8",
    )
    built = build(tmp_path / "out.sqlite", [source("whosonfirst", [tmp_path])])
    assert built.places == 1
    built = build(tmp_path / "out.sqlite", [source("whosonfirst", [tmp_path / "r.geojson", tmp_path / "t.tsv"])])
    places = Gazetteer.open(tmp_path / "out.sqlite")
    assert built.places == 2 and places.exact("كوريل")[0].same == "gn:101"
    assert places.entry("gn:102").id == "wof:8" and places.exact("Tossine")[0].admin[0].name == "Korrel"


def test_cod_levels_and_populated_places_of_both_generations(tmp_path):
    (tmp_path / "old.csv").write_text(
        "ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_PCODE,ADM0_PCODE,center_lat,center_lon\nTossin,توسين,SY0701,Korrel,SY07,SY,35.1,40.1\n",
        encoding="utf-8",
    )
    square = [[[40.0, 35.0], [40.2, 35.0], [40.2, 35.2], [40.0, 35.2], [40.0, 35.0]]]
    feature = {"type": "Feature", "properties": {"adm1_name": "Korrel", "adm1_pcode": "SY07", "adm0_pcode": "SYR"},
               "geometry": {"type": "Polygon", "coordinates": square}}  # fmt: skip
    (tmp_path / "new.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    (tmp_path / "places.csv").write_text(
        "featureName_en,featureAltName1_en,pcode,admin1Name_en,admin1Pcode,admin0Pcode,lat,lon\nQarzal,Karzal,C0001,Korrel,SY07,SY,35.15,40.12\n",
        encoding="utf-8",
    )
    files = [tmp_path / name for name in ("old.csv", "new.geojson", "places.csv")]
    build(tmp_path / "out.sqlite", [source("cod", files)])
    places = Gazetteer.open(tmp_path / "out.sqlite")
    (district,), (village,), (unit,) = places.exact("توسين"), places.exact("Karzal"), places.exact("Korrel")
    assert (district.id, district.feature, district.admin[0].code) == ("cod:SY0701", "admin2", "SY07")
    assert (village.id, village.feature, village.admin[0].name) == ("cod:C0001", "settlement", "Korrel")
    assert (unit.feature, unit.country, round(unit.lat, 1)) == ("admin1", "SY", 35.1)


def test_an_unknown_kind_or_file_is_refused(tmp_path):
    with pytest.raises(OnrecordError, match="no kind of place list"):
        source("osm", [])
    with pytest.raises(OnrecordError, match="no such file"):
        source("geonames", [tmp_path / "SY.txt"])


# --- Fetching ---------------------------------------------------------------------------------------------------------


class GeoNames(http.server.BaseHTTPRequestHandler):
    """A server with files as GeoNames has them."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        since = self.headers.get("If-Modified-Since")
        self.asked.append((self.path, since))
        body = self.files().get(self.path)
        if body is None:
            self.send_error(404)
            return
        self.send_response(304 if since else 200)
        self.send_header("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT")
        self.send_header("Content-Length", "0" if since else str(len(body)))
        self.end_headers()
        if not since:
            self.wfile.write(body)

    @staticmethod
    def files() -> dict[str, bytes]:
        def zipped(name: str, text: str) -> bytes:
            memory = io.BytesIO()
            with zipfile.ZipFile(memory, "w") as archive:
                archive.writestr("readme.txt", "x" * 9999)
                archive.writestr(name, text)
            return memory.getvalue()

        return {
            "/SY.zip": zipped("SY.txt", DUMP), "/alternatenames/SY.zip": zipped("SY.txt", "1\t101\tar\tكوريل\t\t\t\t\n"),
            "/admin1CodesASCII.txt": b"SY.07\tTossin\tTossin\t102\n", "/admin2Codes.txt": b"", "/IQ.zip": b"<html>busy</html>",
        }  # fmt: skip

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server():
    GeoNames.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), GeoNames) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_fetched_files_can_be_built_from(server, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    files = fetch(["sy"], tmp_path / "raw", server=server)
    assert [file.name for file in files] == [
        "SY.zip",
        "alternateNamesSY.zip",
        "admin1CodesASCII.txt",
        "admin2Codes.txt",
    ]
    build(tmp_path / "out.sqlite", [source("geonames", files)])
    assert Gazetteer.open(tmp_path / "out.sqlite").exact("كوريل")[0].admin[0].name == "Tossin"
    fetch(["SY"], tmp_path / "raw", server=server)
    assert all(since for _, since in GeoNames.asked[4:])


def test_what_is_no_archive_does_not_take_a_files_place(server, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(OnrecordError, match="is no zip archive"):
        fetch(["IQ"], tmp_path, server=server)
    assert not (tmp_path / "IQ.zip").exists()
    with pytest.raises(OnrecordError, match="404"):
        fetch(["TR"], tmp_path, server=server)
    with pytest.raises(OnrecordError, match="no country code"):
        fetch(["../x"], tmp_path, server=server)


# --- What comes with the package --------------------------------------------------------------------------------------


def test_the_hand_kept_lists_give_a_source_for_every_point():
    ids = set()
    for file in lists():
        listed = own_file(file)
        for row in listed.rows():
            assert row.id not in ids, row.id
            ids.add(row.id)
            assert (row.lat is None) == (row.lon is None)
            assert row.inside if row.lat is None else row.source != "the user's own list", row.id
            assert row.country == "" or row.country in countries()
    assert len(ids) > 3000


needs_default = pytest.mark.skipif(not default_path().exists(), reason="the default index is not built here")


@needs_default
def test_the_default_index_is_small_quick_to_open_and_credited():
    assert default_path().stat().st_size < 80_000_000
    began = time.monotonic()
    places = Gazetteer.open()
    assert time.monotonic() - began < 0.2
    assert any("GeoNames" in line for line in places.credits) and any(
        "Who's On First" in line for line in places.credits
    )


@needs_default
def test_every_place_without_coordinates_lies_inside_one_that_has_them():
    places = Gazetteer.open()
    for file in lists():
        for row in own_file(file).rows():
            if row.lat is None:
                assert places.located(places.entry(row.id)).lat is not None, row.id


@needs_default
@pytest.mark.parametrize("case", cases("areas"), ids=lambda case: case["land"])
def test_first_level_areas_by_their_usual_spellings(case):
    """Each area has an entry of its own in its country, by every spelling."""
    gazetteer = Gazetteer.open(default_path())
    found = {}
    for area in case["areas"]:
        entries = {spelling: choose(spelling, gazetteer, country=case["land"]).entry for spelling in area.split(" / ")}
        ids = {entry.id if entry else spelling for spelling, entry in entries.items()}
        assert len(ids) == 1 and None not in entries.values(), entries
        assert next(iter(entries.values())).country == case["land"]
        assert found.setdefault(ids.pop(), area) == area
