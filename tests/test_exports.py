"""What people see: words for values, one view for table and page, nothing that names an unnamed source."""

import json
import re

import msgspec
import pytest

from onrecord.exports import explanation, html, table, view, words
from onrecord.exports import json as plain
from onrecord.model import (
    Actor,
    Admin,
    Claim,
    Coded,
    Computed,
    Event,
    Named,
    Place,
    Rejected,
    Report,
    Source,
    Span,
    Toll,
    Victim,
    When,
)

TEXT = "Shells hit <script>alert(1)</script> Tel Amun. A nurse, Huda, said 3 died; police said 5 to 6 died."


def report(text=TEXT, **known):
    given = {"id": "r:1", "title": None, "url": None, "publisher": None, "byline": (), "dateline": None}
    given |= {"published": None, "published_from": None, "language": "en", "text": text}
    return Report(**(given | known))


def toll(low, high=None, **more):
    return Toll(
        **(
            {"id": f"t:{low}:{high}", "text": "many", "start": 0, "end": 4, "harm": "killed", "low": low, "high": high}
            | more
        )
    )


def place(text="Tel Amun", **more):
    return Place(**({"text": text, "start": 0, "end": len(text)} | more))


def claim(number, source, tolls=(), **more):
    span = Span(text="Shells", start=0, end=6)
    given = {"id": f"c:{number}", "report": "r:1", "coder": "rules/1", "kind": "shelling", "status": "happened"}
    given |= {
        "recap": False,
        "denies": None,
        "score": 0.9,
        "trigger": span,
        "sentence": Span(text=TEXT, start=0, end=len(TEXT)),
    }
    return Claim(**(given | {"source": source, "tolls": tuple(tolls)} | more))


def record(*claims, **more):
    computed = Computed(policy="range", place=None, when=None, actors=(), tolls=())
    event = Event(id="e:1", kind="shelling", claims=tuple(one.id for one in claims), links=(), computed=computed)
    return Coded(**({"report": report(), "claims": claims, "events": (event,)} | more))


NURSE = Source(kind="medical", text="A nurse, Huda", start=47, end=60, name="Huda", anonymous=True)
POLICE = Source(kind="police", text="police", start=74, end=80)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (toll(4, 4), "4 killed"),
        (toll(4), "≥ 4 killed"),
        (toll(None, 4), "≤ 4 killed"),
        (toll(4, 6, approximate=True), "~4–6 killed"),
        (toll(None), "“many” killed"),
        (toll(0, 0, harm="casualties"), "no casualties"),
        (toll(1, 1, who="civilians"), "1 civilian killed"),
        (toll(9, 9, who="civilians", detail=("women", "children")), "9 civilians killed (women and children)"),
        (toll(12, who="combatants", detail=("soldiers",)), "≥ 12 soldiers killed"),
        (toll(1500, 1500, who="mixed", scope="cumulative"), "1,500 people killed [running total]"),
        (toll(40, 40, unit="families", harm="displaced"), "40 families displaced"),
    ],
)
def test_tolls_in_words(value, expected):
    assert words.toll(value) == expected


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2016-01-17", "2016-01-17", "2016-01-17"),
        ("2016-01-11", "2016-01-17", "2016-01-11 – 2016-01-17"),
        (None, "2016-01-17", "by 2016-01-17"),
        ("2016-01-17", None, "from 2016-01-17"),
        (None, None, "“last week”"),
    ],
)
def test_days_in_words(earliest, latest, expected):
    assert words.when(When(text="last\nweek", start=0, end=9, earliest=earliest, latest=latest)) == expected


def test_an_unnamed_source_is_never_named():
    coded = record(claim(1, NURSE, [toll(3, 3)]), report=report(title="Shells hit Tel Amun"))
    assert json.loads(plain.one_or_many([coded]))["claims"][0]["source"]["name"] is None
    assert words.source(NURSE) == "unnamed medical source"
    page = html.render([coded])
    outside = re.sub(r"<p dir.*?</p>", "", page, flags=re.DOTALL)  # the report's own text is the report's
    assert "Huda" not in outside
    assert "Huda" not in "".join(table.render([coded]))
    assert "Huda" not in explanation.render(coded).replace(TEXT, "")


def test_victims_are_in_no_output():
    victim = Victim(text="Huda", start=56, end=60, harm="killed")
    coded = record(claim(1, POLICE, victims=(victim,)))
    assert "victims" not in json.loads(plain.one_or_many([coded]))["claims"][0]
    assert "victims" not in plain.schema()


def test_each_source_once_with_its_tolls_and_how_they_stand():
    rows = view.events(
        record(claim(1, NURSE, [toll(3, 3), toll(9, 9, harm="wounded")]), claim(2, POLICE, [toll(5, 6)]))
    )
    (row,) = rows
    assert [said.source for said in row.said] == ["unnamed medical source", "police"]
    assert [line.text for line in row.said[0].lines] == ["3 killed", "9 wounded"]
    assert [line.mark for line in row.said[0].lines] == ["≠", ""]
    assert view.legend(rows) == "≠ sources contradict each other"


def test_a_source_with_tolls_is_not_repeated_with_its_words():
    (row,) = view.events(record(claim(1, POLICE, [toll(5, 6)]), claim(2, POLICE), claim(3, NURSE)))
    assert [(said.source, said.lines[0].text) for said in row.said] == [
        ("police", "5–6 killed"),
        ("unnamed medical source", "“Shells”"),
    ]


def test_places_are_not_repeated():
    known = {"id": "gn:1", "name": "Tel Amun", "precision": "settlement"}
    told = [place(**known), place("the village of Tel Amun", **known), place("Wadi Sahl")]
    assert words.places(told) == ["the village of Tel Amun", "Wadi Sahl (not located)"]
    admin = (Admin(level=1, name="Marwan"), Admin(level=0, name="Syria"))
    assert words.located(place("the village", **known, admin=admin)) == "Tel Amun in Marwan (settlement)"


@pytest.mark.parametrize(
    ("given", "whereabouts", "town"),
    [
        ({"text": "Tel Amun", "name": "Tall Amun"}, "Tall Amun", "Tall Amun"),
        ({"text": "a market", "container": Span(text="Tel Amun", start=0, end=8)}, "a market, Tel Amun", "Tel Amun"),
        ({"text": "a market"}, "a market", "a market"),
    ],
)
def test_a_place_without_a_name_is_told_with_what_it_lies_in(given, whereabouts, town):
    one = msgspec.structs.replace(place(), **{"name": None, **given})
    assert (words.whereabouts(one), words.town(one)) == (whereabouts, town)


def test_a_report_s_own_words_for_an_actor_stand_in_quotation_marks():
    unknown = Actor(text="terrorist\ngroups", start=0, end=16, role="initiator")
    known = Actor(
        text="the army", start=0, end=8, role="target", id="syr:armed-forces", name="Military Forces of Syria"
    )
    assert words.actors([unknown, known]) == "“terrorist groups” → Military Forces of Syria"
    assert words.named(Named(id=None, name="the terrorists")) == "“the terrorists”"


def test_a_relation_is_said_once():
    assert words.place(place("Idlib", relation="countryside")) == "countryside of Idlib"
    assert words.place(place("the countryside of Idlib", relation="countryside")) == "the countryside of Idlib"


def test_the_page_is_self_contained_and_escapes_the_report():
    page = html.render([record(claim(1, POLICE, [toll(5, 6)]))], ["GeoNames, CC BY 4.0"])
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=\"(?!#|data:,)", page)
    assert "url(" not in page and "@import" not in page
    assert "default-src 'none'" in page
    assert "Places: GeoNames, CC BY 4.0." in page


def test_anchors_lead_somewhere_and_are_not_given_twice():
    page = html.render([record(claim(1, POLICE)), record(claim(1, POLICE))])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_page_written_from_right_to_left():
    arabic = report("قصف على البلدة.", language="ar")
    refused = Rejected(input="x", step="claims", reason="no coder reads it")
    coded = Coded(report=arabic, rejected=(refused,))
    page = html.render([coded])
    assert '<h2 dir="auto">قصف' in page and '<p dir="auto">قصف' in page
    assert "no coder reads it" in page and "no coder reads it" in next(iter(table.render([coded])))


@pytest.mark.parametrize("width", [80, 120, 180])
def test_the_table_keeps_its_width(width):
    long = msgspec.structs.replace(POLICE, name="x" * 300)
    coded = record(claim(1, long, [toll(5, 6)], places=(place("y" * 300), place("قصف على البلدة"))))
    for line in next(iter(table.render([coded], width=width))).splitlines():
        assert len(line) <= width
