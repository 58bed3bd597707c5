"""The evidence package: a WACZ that keeps its specification, replays, and says what it holds and what not."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile

import msgspec
import pytest
from released import EXPORTED, REPORTS, dossiers
from warcio.archiveiterator import ArchiveIterator

from onrecord import pipeline
from onrecord.exports import bundle
from onrecord.exports.bundle import warc
from onrecord.exports.bundle.evidence import HERE, as_fetched
from onrecord.exports.stamp import Stamp
from onrecord.model import Decision, Logged, OnrecordError, Page, Victim

HTML = "<html><title>Blast</title><p>A car bomb killed at least 14 people in Qalaat on Tuesday, police said: 14 قتيلا."
STAMP = Stamp(profile="restricted", policy="range", exported_at=EXPORTED)


class Kept:
    """As much of a store as a bundle asks: one page kept whole, one whose bytes were not kept, none for the rest."""

    def __init__(self, found):
        self.found = found
        reports = [report.id for dossier in found for report in dossier.reports]
        self.first, self.second = list(dict.fromkeys(reports))[:2]
        self.event = found[0].event.id

    def page(self, report):
        raw = HTML.encode("windows-1256")
        whole = Page(
            name="u", url="https://WWW.Wire.example/2016/03/a b?z=1&a=2", sha256=hashlib.sha256(raw).hexdigest(),
            retrieved_at="2016-03-09T07:08:09.123Z", media_type="text/html", encoding="windows-1256", content=HTML,
        )  # fmt: skip
        pdf = msgspec.structs.replace(whole, url=None, media_type="application/pdf", encoding=None, sha256="0" * 64)
        return {self.first: whole, self.second: pdf}.get(report)

    def decisions(self, subject=None):
        yield Decision(id="d:1", act="approve", by="person:Rana", at="2016-03-10T00:00:00Z", subjects=(self.event,))
        yield Decision(id="d:2", act="approve", by="person:Rana", at="2016-03-10T00:00:00Z", subjects=("e:elsewhere",))

    def log(self, **_):
        for number, subject in enumerate((self.event, "e:elsewhere", "d:1"), 1):
            yield Logged(
                number=number, at="2016-03-10T00:00:00Z", kind="new", subject=subject, payload_hash="p", rows_hash="r", previous="q", hash="h"
            )  # fmt: skip

    def said(self, number):
        return f"entry {number}"

    def victims(self, event):
        return (Victim(text="Nadia Rahal", start=0, end=11, harm="killed"),) if event == self.event else ()


@pytest.fixture(scope="module")
def made(tools, tmp_path_factory):
    found = list(dossiers(pipeline.code([str(REPORTS)], tools)))
    store = Kept(found)
    path = tmp_path_factory.mktemp("bundle") / "package.wacz"
    return store, bundle.package(store, found, STAMP, path), path


@pytest.fixture(scope="module")
def parts(made):
    with zipfile.ZipFile(made[2]) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def records(parts):
    return [
        (record.rec_type, record.rec_headers, record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(parts["archive/onrecord.warc.gz"]), check_digests="raise")
    ]


# --- the specification, clause by clause -------------------------------------------------------------------------------


def test_the_directory_layout_and_nothing_of_ours_in_reserved_directories(parts):
    assert {"datapackage.json", "datapackage-digest.json", "pages/pages.jsonl", "archive/onrecord.warc.gz"} <= set(
        parts
    )
    reserved = {name for name in parts if name.partition("/")[0] in {"archive", "indexes", "pages"}}
    assert reserved == {"archive/onrecord.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"}


def test_the_manifest_lists_every_file_with_its_hash_and_size(parts):
    manifest = json.loads(parts["datapackage.json"])
    assert manifest["profile"] == "data-package"
    assert manifest["wacz_version"] == "1.1.1"
    assert {"title", "description", "created", "modified", "software"} <= set(manifest)
    listed = {resource["path"]: resource for resource in manifest["resources"]}
    assert set(listed) == set(parts) - {"datapackage.json", "datapackage-digest.json"}
    for path, resource in listed.items():
        assert resource["hash"] == f"sha256:{hashlib.sha256(parts[path]).hexdigest()}"
        assert resource["bytes"] == len(parts[path])
        assert resource["name"] == resource["name"].lower()
    assert len({resource["name"] for resource in listed.values()}) == len(listed)


def test_the_digest_seals_the_manifest(parts):
    seal = json.loads(parts["datapackage-digest.json"])
    assert seal == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(parts['datapackage.json']).hexdigest()}",
    }


def test_archives_and_indexes_are_stored_not_deflated(made):
    with zipfile.ZipFile(made[2]) as archive:
        packed = [info for info in archive.infolist() if info.filename.endswith(".gz")]
    assert len(packed) == 2
    assert all(info.compress_type == zipfile.ZIP_STORED for info in packed)


def test_the_list_of_pages_has_address_and_time(parts):
    head, *rows = [json.loads(line) for line in parts["pages/pages.jsonl"].splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert all(row["url"].startswith("https://") and row["ts"].endswith("Z") and row["title"] for row in rows)
    assert rows[0]["url"] == HERE


def test_every_line_of_the_index_leads_to_its_record(parts):
    data = parts["archive/onrecord.warc.gz"]
    lines = gzip.decompress(parts["indexes/index.cdx.gz"]).decode().splitlines()
    assert lines == sorted(lines)
    for line in lines:
        key, time, told = line.split(" ", 2)
        where = json.loads(told)
        start = int(where["offset"])
        record = next(iter(ArchiveIterator(io.BytesIO(data[start : start + int(where["length"])]))))
        assert record.rec_headers["WARC-Target-URI"] == where["url"]
        assert warc.digest(record.content_stream().read()) == where["digest"]
        assert record.rec_headers["WARC-Date"].replace("-", "").replace(":", "") == f"{time[:8]}T{time[8:]}Z"
        assert key == warc.surt(where["url"])
    assert len(lines) == len(records(parts)) - 1, "all but the record about the archive"


def test_the_index_of_blocks_finds_its_block(parts):
    head, *rows = parts["indexes/index.idx"].decode().splitlines()
    assert head.startswith("!meta 0 ")
    (row,) = rows
    told = json.loads(row[row.index("{") :])
    assert (told["offset"], told["length"]) == (0, len(parts["indexes/index.cdx.gz"]))


def test_the_wacz_package_calls_it_valid(made, capsys):
    main = pytest.importorskip("wacz.main", reason="build it with: make validators")
    assert main.main(["validate", "-f", str(made[2])]) == 0, capsys.readouterr().out


def test_a_bundle_of_a_real_store_without_decisions_or_victims_is_valid(tools, tmp_path):
    from onrecord import record
    from onrecord.model import Selection
    from onrecord.store import open_store

    store = open_store(tmp_path / "store.sqlite")
    for _ in record.add([str(REPORTS / "11-protest.txt")], tools, store):
        pass
    path = tmp_path / "protest.wacz"
    file = bundle.package(store, store.dossiers(Selection()), STAMP, path)
    assert {one.kept for one in file.exhibits} == {"bytes"}, "the file still lies where it was read from"
    assert all(len(one.sha256) == 64 for one in file.exhibits)
    with zipfile.ZipFile(path) as archive:
        assert "records/victims.jsonl" not in archive.namelist()
        assert all(archive.read(name) for name in archive.namelist())
    main = pytest.importorskip("wacz.main", reason="build it with: make validators")
    assert main.main(["validate", "-f", str(path)]) == 0


@pytest.mark.parametrize("change", ["altered", "gone"])
def test_a_file_that_is_no_longer_the_same_is_not_passed_off_as_the_page(tools, tmp_path, change):
    from onrecord import record
    from onrecord.model import Selection
    from onrecord.store import open_store

    source = tmp_path / "report.txt"
    source.write_bytes((REPORTS / "11-protest.txt").read_bytes())
    store = open_store(tmp_path / "store.sqlite")
    for _ in record.add([str(source)], tools, store):
        pass
    source.write_text("Something else.") if change == "altered" else source.unlink()
    file = bundle.package(store, store.dossiers(Selection()), STAMP, tmp_path / "protest.wacz")
    assert {one.kept for one in file.exhibits} == {"nothing"}
    assert b"Something else" not in zipfile.ZipFile(tmp_path / "protest.wacz").read("archive/onrecord.warc.gz")


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_a_page_kept_whole_comes_as_the_very_bytes_that_were_fetched(made, parts):
    _, file, _ = made
    (exhibit,) = [one for one in file.exhibits if one.kept == "bytes"]
    (raw,) = [
        content for _, headers, content in records(parts) if headers["WARC-Target-URI"] == warc.address(exhibit.page_at)
    ]
    assert hashlib.sha256(raw).hexdigest() == exhibit.sha256
    assert raw == HTML.encode("windows-1256")
    (headers,) = [headers for _, headers, content in records(parts) if content == raw]
    assert headers["WARC-Date"] == "2016-03-09T07:08:09Z"
    assert headers["Content-Type"] == "text/html; charset=windows-1256"
    assert headers["WARC-Type"] == "resource", "no server's answer was kept, so none is made up"


def test_what_was_not_kept_is_said_and_never_made_up(made, parts):
    _, file, _ = made
    kept = [one.kept for one in file.exhibits]
    assert kept.count("text") == 1
    assert kept.count("nothing") == len(kept) - 2
    assert f"{kept.count('nothing')} with the report's own text alone" in parts["records/README.md"].decode()
    (text,) = [one for one in file.exhibits if one.kept == "text"]
    assert text.sha256 == "0" * 64
    assert text.page_at.startswith(HERE)


def test_every_reports_text_is_there_as_the_spans_count_it(made, parts):
    _, file, _ = made
    texts = {}
    for _, headers, content in records(parts)[1:]:
        if headers["WARC-Target-URI"].startswith(f"{HERE}reports/"):
            texts[headers["WARC-Target-URI"]] = content.decode()
    where = {one.report: one.text_at for one in file.exhibits}
    for dossier in file.dossiers:
        for claim in dossier.claims:
            text = texts[warc.address(where[claim.report])]
            assert text[claim.sentence.start : claim.sentence.end] == claim.sentence.text


def test_decisions_log_and_victims_of_these_events_and_no_others(made, parts):
    store, file, _ = made
    decisions = [json.loads(line) for line in parts["records/decisions.jsonl"].splitlines()]
    log = [json.loads(line) for line in parts["records/log.jsonl"].splitlines()]
    victims = [json.loads(line) for line in parts["records/victims.jsonl"].splitlines()]
    assert [one["id"] for one in decisions] == ["d:1"]
    assert [(one["logged"]["subject"], one["said"]) for one in log] == [(store.event, "entry 1"), ("d:1", "entry 3")]
    assert [one["event"] for one in victims] == [store.event]
    assert len(parts["records/dossiers.jsonl"].splitlines()) == len(file.dossiers)


def test_the_sheet_of_an_event_quotes_its_claims_and_warns(made, parts):
    _, file, _ = made
    dossier = file.dossiers[0]
    (sheet,) = [
        content.decode()
        for _, headers, content in records(parts)
        if headers["WARC-Target-URI"] == f"{HERE}events/{dossier.event.id}.html"
    ]
    assert "RESTRICTED" in sheet
    assert "person:Rana" in sheet
    assert "Nadia Rahal" in sheet
    for claim in dossier.claims:
        assert claim.id in sheet


def test_the_same_events_give_the_same_bytes(made, tmp_path):
    store, file, path = made
    bundle.package(store, file.dossiers, STAMP, tmp_path / "again.wacz")
    assert (tmp_path / "again.wacz").read_bytes() == path.read_bytes()


def test_no_event_no_bundle(tmp_path):
    with pytest.raises(OnrecordError, match="No event"):
        bundle.package(None, [], STAMP, tmp_path / "none.wacz")
    assert not (tmp_path / "none.wacz").exists()


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "turned"),
    [
        ("https://www.wire.example/a/B?y=2&x=1", "example,wire)/a/b?x=1&y=2"),
        ("http://wire.example", "example,wire)/"),
        ("https://wire.example:8443/x", "example,wire:8443)/x"),
        ("https://www2.wire.example/", "example,wire)/"),
        ("urn:onrecord:x", "urn:onrecord:x"),
    ],
)
def test_addresses_are_turned_round(url, turned):
    assert warc.surt(url) == turned


def test_the_surt_package_turns_plain_addresses_round_the_same_way():
    surt = pytest.importorskip("surt", reason="build it with: make validators").surt
    for url in ("https://www.wire.example/a/B?y=2&x=1", "http://wire.example/", "https://wire.example/2016/03/a.html"):
        assert warc.surt(url) == surt(url)


def test_an_address_cannot_break_a_header():
    assert "\n" not in warc.address("https://a.example/\r\nWARC-Type: response\r\n\r\n")
    assert warc.address("https://a.example/ä ö").isascii()


@pytest.mark.parametrize("encoding", [None, "utf-8", "no-such-encoding", "ascii"])
def test_bytes_are_only_claimed_where_they_give_the_hash(encoding):
    page = Page(
        name="u", url=None, sha256="1" * 64, retrieved_at=None, media_type="text/html", encoding=encoding, content="ä"
    )
    assert as_fetched(page) is None
