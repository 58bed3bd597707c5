"""GeoJSON and GeoParquet: what the standards want, and that nothing without a place is lost."""

from __future__ import annotations

import json
import struct

import duckdb
import geopandas
import pytest
from released import EXPORTED, REPORTS, released

from onrecord import pipeline
from onrecord.exports import geojson, geoparquet
from onrecord.exports.selected import Export
from onrecord.exports.stamp import Stamp
from onrecord.model import Selection

STAMP = Stamp(
    profile="restricted",
    policy="range",
    exported_at=EXPORTED,
    selection=Selection(since="2016-01-01", kinds=("bombing",)),
    credits=("Places: GeoNames (CC BY 4.0)",),
)


@pytest.fixture(scope="module")
def records(tools):
    """The example reports, and beside them one of their events stripped of its places."""
    found = released(pipeline.code([str(REPORTS)], tools))
    return [*found, unplaced(found[0])]


def unplaced(record):
    import msgspec

    telling = record.dossier.tellings[0]
    claims = tuple(msgspec.structs.replace(claim, places=()) for claim in telling.claims)
    event = msgspec.structs.replace(record.dossier.event, id="e:nowhere")
    told = msgspec.structs.replace(telling, id="e:nowhere", claims=claims)
    return msgspec.structs.replace(
        record, dossier=msgspec.structs.replace(record.dossier, event=event, tellings=(told,))
    )


@pytest.fixture
def export(records, tools, tmp_path):
    return lambda name: Export(
        out=tmp_path / name,
        stamp=STAMP,
        records=lambda: iter(records),
        codebook=tools.codebook,
        registry=tools.registry,
        publishers=tools.publishers,
    )


def written(export, name, module):
    (path,) = module.write(export(name))
    return path


def test_geojson_keeps_rfc_7946(export, records):
    document = json.loads(written(export, "events.geojson", geojson).read_bytes())
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    assert "coordinates" not in document
    assert "geometry" not in document
    assert "features" not in document["onrecord"]
    assert len(document["features"]) == len(records)
    for feature in document["features"]:
        assert feature["type"] == "Feature"
        assert set(feature) == {"type", "id", "geometry", "properties"}
        if feature["geometry"] is None:
            continue
        assert set(feature["geometry"]) == {"type", "coordinates"}
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert all(len(f"{number!r}".partition(".")[2]) <= 7 for number in (lon, lat))


def test_geojson_has_longitude_first_and_says_how_sure_the_place_is(export):
    features = json.loads(written(export, "events.geojson", geojson).read_bytes())["features"]
    baghdad = next(one for one in features if one["geometry"] and one["properties"]["wounded_low"] == 37)
    lon, lat = baghdad["geometry"]["coordinates"]
    assert 44 < lon < 45 < 100
    assert 33 < lat < 34
    assert baghdad["properties"]["precision"] == "settlement"
    assert baghdad["properties"]["uncertainty_km"] == 5.0
    assert (baghdad["properties"]["killed_low"], baghdad["properties"]["killed_high"]) == (11, 19)
    assert baghdad["properties"]["civilians_killed"] == 11


def test_an_event_without_a_place_has_a_null_geometry_and_stays(export):
    features = json.loads(written(export, "events.geojson", geojson).read_bytes())["features"]
    (nowhere,) = [one for one in features if one["id"] == "e:nowhere"]
    assert nowhere["geometry"] is None
    assert nowhere["properties"]["precision"] == "unresolved"
    assert nowhere["properties"]["uncertainty_km"] is None


def test_geojson_says_by_which_method_and_whom_to_credit(export):
    about = json.loads(written(export, "events.geojson", geojson).read_bytes())["onrecord"]
    assert about["policy"] == "range"
    assert about["coders"] == ["rules/1"]
    assert about["attribution"] == list(STAMP.credits)
    assert about["selection"] == {"since": "2016-01-01", "kinds": ["bombing"]}
    assert about["warning"].startswith("RESTRICTED")
    assert about["exported_at"] == EXPORTED


@pytest.mark.parametrize(("name", "module"), [("a.geojson", geojson), ("a.parquet", geoparquet)])
def test_twice_the_same_bytes(export, name, module):
    assert written(export, name, module).read_bytes() == written(export, f"second-{name}", module).read_bytes()


def test_geopandas_reads_the_geoparquet_with_its_coordinates(export, records):
    frame = geopandas.read_parquet(written(export, "events.parquet", geoparquet))
    plain = json.loads(written(export, "events.geojson", geojson).read_bytes())["features"]
    assert len(frame) == len(records)
    assert frame.crs is not None
    assert frame.crs.equals("OGC:CRS84")
    assert set(frame.geometry.geom_type.dropna()) == {"Point"}
    for point, feature in zip(frame.geometry, plain, strict=True):
        if feature["geometry"] is None:
            assert point is None
        else:
            assert (point.x, point.y) == pytest.approx(feature["geometry"]["coordinates"], abs=1e-6)


def test_duckdb_reads_the_geoparquet(export, records):
    path = written(export, "events.parquet", geoparquet)
    rows = duckdb.sql(f"SELECT id, kind, geometry IS NULL, killed_low FROM read_parquet('{path}')").fetchall()
    assert len(rows) == len(records)
    assert [row[2] for row in rows if row[0] == "e:nowhere"] == [True]


def test_duckdb_reads_the_points_themselves(export):
    """Without DuckDB's spatial extension (a download), its Parquet reader gives the well-known binary or its own geometry."""
    path = written(export, "events.parquet", geoparquet)
    connection = duckdb.connect()
    value, lat, lon = connection.sql(
        f"SELECT geometry::VARCHAR, lat, lon FROM read_parquet('{path}') WHERE geometry IS NOT NULL LIMIT 1"
    ).fetchall()[0]
    assert value.startswith("POINT") or "\\x01" in value.lower(), value
    if value.startswith("POINT"):
        assert [float(number) for number in value[7:-1].split()] == pytest.approx([lon, lat])


def test_the_geo_metadata_is_what_the_specification_wants(export):
    import pyarrow.parquet

    path = written(export, "events.parquet", geoparquet)
    metadata = pyarrow.parquet.read_metadata(path).metadata
    geo = json.loads(metadata[b"geo"])
    assert geo == {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
    }
    assert json.loads(metadata[b"onrecord"])["policy"] == "range"
    column = pyarrow.parquet.read_table(path).column("geometry")
    first = next(value.as_py() for value in column if value.is_valid)
    assert struct.unpack("<BI", first[:5]) == (1, 1)
    assert len(first) == 21
