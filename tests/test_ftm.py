"""FollowTheMoney: entities and statements that its own package loads, and no person among them."""

from __future__ import annotations

import csv
import json

import msgspec
import pytest
from released import EXPORTED, REPORTS, released

from onrecord import pipeline
from onrecord.exports import ftm
from onrecord.exports.ftm import entities, vocabulary
from onrecord.exports.selected import Export
from onrecord.exports.stamp import Stamp
from onrecord.model import Actor, Responsibility


@pytest.fixture(scope="module")
def files(tools, tmp_path_factory):
    found = released(pipeline.code([str(REPORTS)], tools), "public")
    export = Export(
        out=tmp_path_factory.mktemp("ftm") / "example.ftm.json",
        stamp=Stamp(profile="public", policy="range", exported_at=EXPORTED),
        records=lambda: iter(found),
        codebook=tools.codebook,
        registry=tools.registry,
        publishers=tools.publishers,
    )
    first = [path.read_bytes() for path in ftm.write(export)]
    assert first == [path.read_bytes() for path in ftm.write(export)], "twice the same bytes"
    return ftm.write(export)


def loaded(files):
    return [json.loads(line) for line in files[0].read_text(encoding="utf-8").splitlines()]


def test_events_places_organisations_and_articles_but_no_person(files):
    schemata = {entity["schema"] for entity in loaded(files)}
    assert schemata == {"Event", "Address", "Organization", "Article"}


def test_every_reference_leads_somewhere(files):
    every = loaded(files)
    ids = {entity["id"]: entity["schema"] for entity in every}
    ranges = {"involved": "Organization", "addressEntity": "Address", "proof": "Article"}
    for entity in every:
        for prop, schema in ranges.items():
            assert {ids[value] for value in entity["properties"].get(prop, ())} <= {schema}


def test_the_statements_say_what_the_entities_say(files):
    with files[1].open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, dialect=csv.unix_dialect))
    told = {(row["entity_id"], row["prop"], row["value"]) for row in rows if row["prop"] != "id"}
    every = {
        (entity["id"], prop, value)
        for entity in loaded(files)
        for prop, values in entity["properties"].items()
        for value in values
    }
    assert told == every
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_value_of_an_event_has_the_claim_it_rests_on(files):
    with files[1].open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, dialect=csv.unix_dialect) if row["schema"] == "Event"]
    grounded = [row for row in rows if row["prop"] in {"startDate", "location", "involved", "summary"}]
    assert grounded
    assert all(row["origin"].startswith("c:") for row in grounded)


@pytest.mark.parametrize(
    ("kind", "basis", "shown"),
    [
        ("rebel_group", "stated", True),
        ("rebel_group", "admitted", True),
        ("rebel_group", "accused", False),
        ("rebel_group", "denied", False),
        ("rebel_group", "suspected", False),
        ("civilians", "stated", False),
        ("umbrella", "stated", False),
    ],
)
def test_only_organisations_on_good_footing_are_involved(kind, basis, shown):
    actor = Actor(
        text="them", start=0, end=4, role="initiator", id="x:y", name="Y", kind=kind,
        responsibility=Responsibility(basis=basis, by="Z"),
    )  # fmt: skip
    assert entities.body(actor) is shown


def test_the_followthemoney_package_loads_and_validates_all(files):
    model = pytest.importorskip("followthemoney", reason="build it with: make validators").model
    from followthemoney.statement import read_path_statements

    for data in loaded(files):
        proxy = model.get_proxy(data, cleaned=False)
        proxy.schema.validate(data)
        for prop, value in proxy.itervalues():
            assert prop.type.validate(value), (prop, value)
            assert vocabulary.TYPES[data["schema"]][prop.name] == prop.type.name
    for statement in read_path_statements(files[1], "csv"):
        assert statement.id == statement.generate_key()
        expected = vocabulary.TYPES[statement.schema].get(statement.prop, "id")
        assert statement.prop_type == expected


def test_remarks_stand_in_the_notes(tools):
    (record, *_) = released(pipeline.code([str(REPORTS / "01-agency-differing-tolls.txt")], tools))
    from onrecord import weigh

    marked = msgspec.structs.replace(record, remarks=("approved and cleared by one person",))
    notes = [one.value for one in entities.of(marked, weigh.weighed(marked.dossier)) if one.prop == "notes"]
    assert "approved and cleared by one person" in notes
