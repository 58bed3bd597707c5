"""Choosing the entry that a claim's place stands for."""

from pathlib import Path

import msgspec
import pytest
import yaml

from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.link.places import Question, choose, explain, labels, link_places, locate, together
from onrecord.link.places.theatre import spoken, theatre
from onrecord.model import Admin, Claim, Place, Report, Source, Span

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    listed = tmp_path_factory.mktemp("places") / "small.yaml"
    listed.write_text(yaml.safe_dump(CASES["gazetteer"], allow_unicode=True), encoding="utf-8")
    from onrecord.knowledge.gazetteer.build import build
    from onrecord.knowledge.gazetteer.sources import source

    build(listed.with_suffix(".sqlite"), [source("csv", [listed])])
    return Gazetteer.open(listed.with_suffix(".sqlite"))


@pytest.mark.parametrize("case", CASES["chosen"], ids=lambda case: f"{case['words']} in {case.get('containers')}")
def test_the_entry_that_words_stand_for(case, gazetteer):
    choice = choose(case["words"], gazetteer, containers=case.get("containers", ()))
    assert (choice.entry.id if choice.entry else None) == case["entry"]
    assert choice.precision == case["precision"]
    if "within" in case:
        assert (choice.within.id if choice.within else None) == case["within"]
        assert choice.name == case["name"]
    assert 0 <= choice.score <= 1


def test_a_place_without_coordinates_has_those_of_what_it_lies_in(gazetteer):
    base = choose("Nawras military base", gazetteer).point
    deir = gazetteer.entry("t:deir")
    assert (base.lat, base.lon, base.precision) == (deir.lat, deir.lon, "settlement")


def test_other_places_of_the_report_decide_between_namesakes(gazetteer):
    alone, near = [
        together([Question(words=w) for w in words], gazetteer)[0] for words in (["Athens"], ["Athens", "Ga.", "U.S."])
    ]
    assert (alone.entry.id, near.entry.id) == ("t:athens-gr", "t:athens-ga")


def test_the_outlets_country_decides_where_nothing_else_does(gazetteer):
    assert choose("Georgia", gazetteer).entry.id == "t:georgia"
    assert choose("Georgia", gazetteer, country="US").entry.id == "US.GA"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("A CAR BOMB WENT OFF. THE CAR WAS PARKED IN BOGOTA, COLOMBIA.", "CO"),
        ("Troops of the CAR clashed with rebels, the CAR said.", "CF"),
        ("Turkish guns shelled Syria. Turkish jets flew by, Turkish tanks followed.", "SY"),
        ("Syrian shells fell as Syrian troops moved in.", "SY"),
        ("THEY TOLD US TO LEAVE. THEY LET US GO.", None),
    ],
)
def test_the_country_that_a_report_speaks_of(text, country):
    assert theatre(text) == country


def test_the_countries_that_a_report_speaks_of_at_all():
    assert spoken("Turkish drones hit a car, the Syrian Observatory said in Britain.") == {"TR", "SY", "GB"}


def test_every_feature_of_a_choice_is_shown(gazetteer):
    rows = explain("Hajin", gazetteer, near="Aleppo province")
    assert [row["id"] for row in rows][:2] == ["t:hajin-2", "t:hajin-1"]
    assert rows[0]["chosen"] == "yes" and "inside +" in rows[0]["why"] and "outside -" in rows[1]["why"]
    assert choose("Hajin", gazetteer).options[1].entry.id == "t:hajin-2"


@pytest.mark.parametrize("case", CASES["located"], ids=lambda case: " | ".join(case["names"]))
def test_a_listed_place_is_located_only_where_it_is_clear(case, gazetteer):
    found = locate(case["names"], case["areas"], gazetteer, "SY")
    assert found == (pytest.approx(tuple(case["at"])) if case["at"] else None)
    assert locate([], [], gazetteer) is None


TEXT = "The army took the quarters of Ayash and Joura in Deir ez-Zor city, then Bighel village in Syria."


def claim(*places: Place) -> Claim:
    span = Span(text="took", start=9, end=13)
    return Claim(
        id="c:1", report="r:1", coder="test", kind="capture", status="happened", recap=False, denies=None, score=1.0,
        trigger=span, sentence=span, places=places, source=Source(kind="outlet"),
    )  # fmt: skip


def place(words: str, container: str | None = None) -> Place:
    start = TEXT.index(words)
    outer = (
        Span(text=container, start=TEXT.index(container), end=TEXT.index(container) + len(container))
        if container
        else None
    )
    return Place(text=words, start=start, end=start + len(words), container=outer)


def test_the_places_of_claims_are_tied_to_entries(gazetteer):
    report = Report(
        id="r:1", title=None, url=None, publisher=None, byline=(), dateline=None, published=None, published_from=None,
        language="en", text=TEXT,
    )  # fmt: skip
    before = claim(place("Ayash", "Deir ez-Zor city"), place("Bighel village", "Syria"))
    (after,) = link_places([before], report, gazetteer)
    ayash, bighel = after.places
    assert (ayash.id, ayash.precision, [unit.name for unit in ayash.admin]) == (
        "t:ayyash",
        "settlement",
        ["Syria", "Deir ez-Zor"],
    )
    assert (bighel.id, bighel.name, bighel.precision, bighel.lat) == (None, "Bighel", "country", 35.0)
    assert before.places[0].id is None and ayash.text == "Ayash"


@pytest.mark.parametrize(
    ("text", "names", "noun", "containers"),
    [
        ("Tossin village, Shara district, Afrin", ("Tossin", "Tossin village"), "village", ("Shara district", "Afrin")),
        ("Al-Thawrah (Tabaqah)", ("Al-Thawrah", "Tabaqah"), None, ("Tabaqah",)),
        ("town of Korrel/Karel", ("Korrel", "Karel", "Korrel/Karel", "town of Korrel/Karel"), "town", ()),
        ("Abu Kamal, Aisha Hospital", ("Aisha", "Aisha Hospital"), "hospital", ("Abu Kamal",)),
        ("several neighborhoods", (), "neighborhood", ()),
        ("In Salah", ("In Salah",), None, ()),
        ("near Korrel", ("Korrel",), None, ()),
        ("Korrel farm in the Tossin area", ("Korrel", "Korrel farm"), "farm", ("Tossin area",)),
        ("Korrel (possibly east of it)", ("Korrel",), None, ()),
        ("قرية كرل في حلب", ("كرل", "قرية كرل"), "قرية", ("حلب",)),
        ("بالقرب من كرل، حلب", ("كرل",), None, ("حلب",)),
    ],
)
def test_what_a_label_says(text, names, noun, containers):
    label = labels.read(text)
    assert (label.names, label.noun, label.containers) == (names, noun, containers)


@pytest.mark.parametrize("nasty", ["(" * 5000, "of " * 5000, "a/" * 5000, ", " * 5000, "", "-", "the", "village of"])
def test_hostile_labels_are_read(nasty, gazetteer):
    choose(nasty, gazetteer)


@pytest.mark.parametrize(("bearers", "answered"), [(1, True), (12, False)])
def test_a_hamlet_whose_name_many_bear_is_located_only_where_its_name_is_rare(bearers, answered, tmp_path):
    from onrecord.knowledge.gazetteer.build import Row, build
    from onrecord.knowledge.gazetteer.build import Source as Listing

    unit = Row(id="SY.09", name="Aleppo", feature="admin1", lat=36.2, lon=37.6, country="SY", source="test")
    asked, *others = [
        Row(
            id=f"t:{number}", name="Tall Amun", names=("Tall Amoun",), feature="settlement", lat=33.0, lon=36 + number / 2,
            country="SY", admin=(Admin(level=1, name="Daraa", code=None),), source="test",
        )
        for number in range(bearers)
    ]  # fmt: skip
    asked = msgspec.structs.replace(asked, lat=36.2, admin=(Admin(level=1, name="Aleppo", code="SY.09"),))
    index = tmp_path / "hamlets.sqlite"
    build(index, [Listing("test", [], lambda: [unit, asked, *others], "")])
    found = locate(["Tal Amon"], ["Aleppo"], Gazetteer.open(index), "SY")
    assert (found is not None) == answered
