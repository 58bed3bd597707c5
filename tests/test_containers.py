"""Tables and archives of reports: a page a row, a line or a record, and every damaged one accounted for."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from onrecord import read
from onrecord.model import Page, Rejected
from onrecord.read import slices, tables
from onrecord.read.limits import Limits

STORY = "Shells hit the market of Wadi Sahl on Monday and killed {} people, medics said."


def page_of(number: int) -> bytes:
    return (
        f"<html><head><title>Market {number}</title></head><body><p>{STORY.format(number)}</p></body></html>".encode()
    )


def a_warc(path: Path, count: int = 6, *, zipped: bool = True, encoding: str | None = None) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=zipped)
        for number in range(count):
            body = page_of(number)
            headers = [("Content-Type", "text/html; charset=utf-8")]
            if encoding == "gzip":
                body, headers = gzip.compress(body), [*headers, ("Content-Encoding", "gzip")]
            address = f"https://dalia.example/{number}"
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "dalia.example")], is_http_request=True)
            dated = {"WARC-Date": "2015-03-03T10:00:00Z"}
            for kind, payload, head in (("request", b"", asked), ("response", body, http)):
                writer.write_record(
                    writer.create_warc_record(
                        address, kind, payload=io.BytesIO(payload), http_headers=head, warc_headers_dict=dated
                    )
                )
        picture = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://dalia.example/p.png", "response", payload=io.BytesIO(b"\x89PNG"), http_headers=picture
            )
        )
    return path


def read_in_slices(path: Path, step: int) -> list[Page | Rejected]:
    found: list[Page | Rejected] = []
    for part in slices.slices(path, step):
        found.extend([part] if isinstance(part, Rejected) else slices.records(part, tables.Fields(), Limits()))
    return found


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_a_warc_gives_its_pages_and_no_pictures_or_requests(tmp_path: Path, zipped: bool, encoding: str | None) -> None:
    path = a_warc(tmp_path / ("a.warc.gz" if zipped else "a.warc"), zipped=zipped, encoding=encoding)
    found = list(read.pages(path))
    assert [page.url for page in found if isinstance(page, Page)] == [f"https://dalia.example/{n}" for n in range(6)]
    assert all(STORY.format(n) in page.content for n, page in enumerate(found) if isinstance(page, Page))
    assert {page.retrieved_at for page in found if isinstance(page, Page)} == {"2015-03-03T10:00:00+00:00"}


@pytest.mark.parametrize("step", [1, 2, 4, 100])
def test_slices_give_the_same_pages_as_the_whole(tmp_path: Path, step: int) -> None:
    path = a_warc(tmp_path / "a.warc.gz")
    assert read_in_slices(path, step) == list(read.pages(path))


def test_a_wacz_gives_the_pages_of_its_warcs(tmp_path: Path) -> None:
    inner = a_warc(tmp_path / "inner.warc.gz", 3)
    path = tmp_path / "bundle.wacz"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.write(inner, "archive/data.warc.gz")
        bundle.writestr("pages/pages.jsonl", "{}")
    assert [page.url for page in read.pages(path) if isinstance(page, Page)] == [
        f"https://dalia.example/{n}" for n in range(3)
    ]


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_warc_cut_off_keeps_what_stands_before_the_cut(tmp_path: Path, share: float, zipped: bool) -> None:
    whole = a_warc(tmp_path / "a.warc", zipped=zipped).read_bytes()
    path = tmp_path / "cut.warc"
    path.write_bytes(whole[: int(len(whole) * share)])
    found = list(read.pages(path))
    pages = [page for page in found if isinstance(page, Page)]
    assert [page.url for page in pages] == [f"https://dalia.example/{n}" for n in range(len(pages))]
    assert all(STORY.format(n) in page.content for n, page in enumerate(pages))
    assert read_in_slices(path, 2) == found


def test_damage_inside_a_warc_is_refused_once_and_reading_goes_on(tmp_path: Path) -> None:
    whole = bytearray(a_warc(tmp_path / "a.warc.gz").read_bytes())
    middle = whole.find(b"\x1f\x8b\x08", len(whole) // 2) + 30
    whole[middle : middle + 60] = b"x" * 60
    path = tmp_path / "broken.warc.gz"
    path.write_bytes(whole)
    found = list(read.pages(path))
    assert sum(isinstance(one, Page) for one in found) == 5
    assert [one.reason[:15] for one in found if isinstance(one, Rejected)] == ["damaged archive"]
    assert read_in_slices(path, 1) == found


def test_a_file_that_is_no_wacz_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.wacz"
    path.write_bytes(b"nothing")
    assert [type(one) for one in read.pages(path)] == [Rejected]


ROW = {
    "headline": "Market",
    "body": STORY.format(4),
    "link": "https://dalia.example/4",
    "date": "2015-03-03",
    "outlet": "Dalia News",
}


def test_json_lines_and_csv_give_the_same_pages(tmp_path: Path) -> None:
    lines, table = tmp_path / "a.jsonl", tmp_path / "a.csv"
    lines.write_text("\n".join([json.dumps(ROW), "", json.dumps(ROW)]) + "\n")
    table.write_text(
        ",".join(ROW) + "\n" + "\n".join(",".join(f'"{v}"' for v in ROW.values()) for _ in range(2)) + "\n"
    )
    for path in (lines, table):
        pages = list(read.pages(path))
        assert [
            (p.url, p.told.title, p.told.published, p.told.publisher, p.content) for p in pages if isinstance(p, Page)
        ] == [("https://dalia.example/4", "Market", "2015-03-03", "Dalia News", STORY.format(4))] * 2, path


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"body": {"a": 1}}', "holds no plain value"),
        ('{"words": "x"}', "no field with a text"),
        ('{"body": ""}', "empty"),
        ('{"body": "Two dead in Wadi Sahl.", "date": "03/04/2015"}', "in no form that is known"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_line_that_holds_no_report_is_refused_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + line + "\n" + json.dumps(ROW) + "\n")
    found = list(read.pages(path))
    assert [type(one) for one in found] == [Page, Rejected, Page]
    assert isinstance(found[1], Rejected)
    assert reason in found[1].reason


def test_a_mapping_names_fields_and_the_form_of_dates(tmp_path: Path) -> None:
    mapping, table = tmp_path / "map.yaml", tmp_path / "a.csv"
    mapping.write_text('{text: Volltext, published: Tag, published_format: "%d.%m.%Y"}')
    table.write_text(f"Volltext;Tag\n{STORY.format(2)};03.04.2015\n", encoding="utf-8-sig")
    (page,) = read.pages(table, fields=tables.Fields.open(mapping))
    assert isinstance(page, Page)
    assert page.told.published == "2015-04-03"


def test_a_row_of_csv_with_too_many_cells_is_refused_alone(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("text,date\nTwo dead in Wadi Sahl.,2015-03-03\na,b,c\nThree dead in Ras Amun.,2015-03-04\n")
    assert [type(one) for one in read.pages(table)] == [Page, Rejected, Page]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2015-03-03", "2015-03-03"),
        ("2015-03-03T22:10:00Z", "2015-03-03"),
        ("2015/03/03", "2015-03-03"),
        ("Tue, 03 Mar 2015 10:00:00 GMT", "2015-03-03"),
        ("1425376800", "2015-03-03"),
    ],
)
def test_days_as_tables_write_them(written: str, iso: str) -> None:
    assert tables.day(written) == iso
