"""The Parquet tables: their keys lead to each other, their sums hold, their schema is the documented one."""

from __future__ import annotations

import json

import duckdb
import pytest
import schema
from released import EXPORTED, REPORTS, released

from onrecord import pipeline, weigh
from onrecord.exports import parquet
from onrecord.exports.flat.columns import TABLES
from onrecord.exports.selected import Export
from onrecord.exports.stamp import Stamp
from onrecord.model import OnrecordError


@pytest.fixture(scope="module")
def records(tools):
    return released(pipeline.code([str(REPORTS)], tools))


@pytest.fixture(scope="module")
def export(records, tools, tmp_path_factory):
    return Export(
        out=tmp_path_factory.mktemp("parquet") / "tables",
        stamp=Stamp(profile="restricted", policy="range", exported_at=EXPORTED),
        records=lambda: iter(records),
        codebook=tools.codebook,
        registry=tools.registry,
        publishers=tools.publishers,
    )


@pytest.fixture(scope="module")
def tables(export):
    """The five files as views of one database."""
    connection = duckdb.connect()
    for path in parquet.write(export):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")
    return connection


def only(tables, query):
    ((value,),) = tables.execute(query).fetchall()
    return value


def test_every_event_claim_toll_and_source_is_there(tables, records):
    counts = {name: only(tables, f"SELECT count(*) FROM {name}") for name in TABLES}
    dossiers = [record.dossier for record in records]
    assert counts["events"] == len(dossiers)
    assert counts["claims"] == sum(len(dossier.claims) for dossier in dossiers)
    assert counts["tolls"] == sum(len(claim.tolls) for dossier in dossiers for claim in dossier.claims)
    assert counts["sources"] == sum(len(dossier.voices) for dossier in dossiers)
    assert counts["control"] > 0


@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("claims", "event", "events"),
        ("claims", "voice", "sources"),
        ("tolls", "claim", "claims"),
        ("tolls", "event", "events"),
        ("sources", "event", "events"),
        ("control", "claim", "claims"),
        ("control", "event", "events"),
    ],
)
def test_every_key_leads_to_its_table(tables, table, column, other):
    lost = f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {other})"
    assert only(tables, lost) == 0
    assert only(tables, f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL") > 0


def test_numbers_are_those_of_the_policy(tables, records):
    for record in records:
        figure = weigh.weighed(record.dossier).figure("killed")
        row = tables.execute(
            "SELECT killed, killed_low, killed_high FROM events WHERE id = ?", [record.dossier.event.id]
        )
        expected = (figure.value, figure.low, figure.high) if figure else (None, None, None)
        assert row.fetchall() == [expected]


def test_what_is_not_told_is_null_and_not_zero(tables):
    assert only(tables, "SELECT count(*) FROM events WHERE killed IS NULL") > 0
    assert only(tables, "SELECT count(*) FROM events WHERE lat IS NULL AND precision = 'unresolved'") > 0
    assert only(tables, "SELECT count(*) FROM events WHERE earliest IS NULL") > 0


def test_no_source_without_a_name_is_named(tables):
    assert only(tables, "SELECT count(*) FROM claims WHERE anonymous AND source IS NOT NULL") == 0
    assert only(tables, "SELECT count(*) FROM claims WHERE anonymous") > 0


def test_a_denied_or_recalled_control_claim_holds_nothing(tables):
    query = "SELECT count(*) FROM control c JOIN claims k ON k.id = c.claim WHERE k.status NOT IN ('happened', 'ongoing') OR k.recap"
    assert only(tables, query) == 0


def test_twice_the_same_bytes(export):
    first = [path.read_bytes() for path in parquet.write(export)]
    assert first == [path.read_bytes() for path in parquet.write(export)]


def test_columns_carry_their_meaning_and_the_file_its_method(export):
    import pyarrow.parquet

    for path in parquet.write(export):
        found = pyarrow.parquet.read_schema(path)
        assert all(field.metadata[b"description"] for field in found)
        metadata = pyarrow.parquet.read_metadata(path).metadata
        assert json.loads(metadata[b"onrecord"])["cite"].startswith("Onrecord ")


def test_the_documented_schema_is_the_written_one():
    assert schema.FILE.read_text(encoding="utf-8") == schema.document(), "run: make docs"


def test_a_file_where_a_folder_is_wanted_is_refused(export, tmp_path):
    import msgspec

    (tmp_path / "taken").write_text("x")
    with pytest.raises(OnrecordError, match="folder"):
        parquet.write(msgspec.structs.replace(export, out=tmp_path / "taken"))
