"""Hostile and broken inputs by the hundred: nothing stops a run, and every record is coded or refused.

500 in an ordinary run; ``make soak`` takes 10,000 and lets atheris look for more.
"""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from onrecord.batch import records, running
from onrecord.batch.engines import engine
from onrecord.batch.plan import Job, opened
from onrecord.model import OnrecordError, Page, Rejected
from onrecord.pipeline import Settings
from onrecord.read import slices, tables
from onrecord.read.feeds import entries
from onrecord.read.limits import Limits

SOAK = "ONRECORD_SOAK" in os.environ
RECORDS = 10_000 if SOAK else 500
A_FILE = 10
"""Records of one damaged file."""
STORY = "Shells hit the market of {} on Monday and killed {} people, medics said. “We heard six,” a baker said."
HOSTILE = [
    "<script>alert(1)</script>", "<p" * 400, "</div>" * 400, "<!--", "<![CDATA[", "]]>", "&#x0;", "&#xD800;", "\x00", "\u202e", "\ufeff",
    "a" * 5000, "=cmd()", "{" * 2000, "[" * 2000, '"', "\\", "\r", "\n\n\n", "%PDF-1.4", "\x1f\x8b\x08", "WARC/1.0\r\n", "Content-Length: 99999999999",
    "Content-Encoding: gzip", "9" * 400, "-1", "1e999", "NaN", "<a href='javascript:x'>", "<svg onload=x>", "é" * 999, "قُتل", "💥" * 50,
]  # fmt: skip


def story(chance: random.Random) -> str:
    return STORY.format(chance.choice(["Wadi Sahl", "Ras Amun", "Tel Rafah"]), chance.randint(2, 40))


def html(chance: random.Random) -> str:
    body = "".join(f"<p>{story(chance)}</p>" for _ in range(3))
    return f"<html><head><title>Market</title></head><body><article>{body}</article></body></html>"


def broken(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with some cut out, doubled, swapped for others or mixed with what programs stumble over."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        length = chance.choice([1, 2, 8, 64, 400])
        found[at : at + length] = chance.choice(
            [
                b"",
                bytes(found[at : at + length]) * 2,
                chance.randbytes(length),
                chance.choice(HOSTILE).encode("utf-8", "surrogatepass"),
            ]
        )
    return bytes(found)


def a_warc(chance: random.Random) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=chance.random() < 0.5)
    for number in range(A_FILE):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        raw = html(chance).encode()
        payload = broken(raw, chance) if chance.random() < 0.5 else raw
        address = f"https://dalia.example/{number}"
        writer.write_record(
            writer.create_warc_record(address, "response", payload=io.BytesIO(payload), http_headers=head)
        )
    return out.getvalue()


def some_lines(chance: random.Random) -> bytes:
    rows = ({"url": "https://dalia.example/", "date": "2015-03-03", "body": story(chance)} for _ in range(A_FILE))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def a_table(chance: random.Random) -> bytes:
    return ("date,body\n" + "".join(f'2015-03-03,"{story(chance)}"\n' for _ in range(A_FILE))).encode()


def a_page(chance: random.Random) -> bytes:
    return html(chance).encode()


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    ".warc": a_warc,
    ".jsonl": some_lines,
    ".csv": a_table,
    ".html": a_page,
}


def a_folder(folder: Path, seed: int) -> Path:
    """A folder of broken files, in which about so many records stand as are wanted."""
    chance = random.Random(seed)
    weights = {kind: 1 if kind == ".html" else A_FILE for kind in KINDS}
    turns = RECORDS // sum(weights.values()) + 1
    for number in range(turns):
        for kind, make in KINDS.items():
            (folder / f"{number:04}{kind}").write_bytes(broken(make(chance), chance))
    for number in range(turns * 2):
        (folder / f"x{number:04}.txt").write_bytes(broken(story(chance).encode(), chance))
    return folder


def test_everything_that_goes_in_comes_out_coded_or_refused(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    a_folder(source, 11)
    job = Job(out=tmp_path / "out", form="jsonl", settings=Settings(sift=False), seconds=20.0)
    summary = running.run([str(source)], job, engine("local", 1))
    planned = opened(job.out)
    rows = [row for _, path in running.shards_done(job.out, planned) for row in records.read(path)]
    assert len(rows) == sum(shard.part.count for shard in planned.shards)
    assert summary.inputs == len(rows) + len(planned.refused) == summary.coded + sum(summary.rejected.values())
    assert all((row.coded is None) != (row.reason is None) for row in rows)
    assert summary.inputs > RECORDS / 2
    assert not [reason for reason in summary.rejected if "fault of its own" in reason], summary.rejected


@given(st.binary(max_size=4000))
@settings(max_examples=RECORDS // 10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("ending", [".warc", ".warc.gz", ".jsonl", ".csv", ".wacz"])
def test_any_bytes_give_as_many_records_as_were_planned(tmp_path: Path, ending: str, raw: bytes) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(raw)
    for part in slices.slices(path, 3):
        if not isinstance(part, Rejected):
            found = list(slices.records(part, tables.Fields(), Limits()))
            assert len(found) == part.count
            assert all(isinstance(one, Page | Rejected) for one in found)


@given(st.binary(max_size=3000) | st.text(max_size=3000).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=RECORDS // 10, deadline=None)
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_any_bytes_are_a_list_or_an_error(kind: str, raw: bytes) -> None:
    for opening in (b"", b'<?xml version="1.0"?><rss version="2.0"><channel><item>', b"<urlset>"):
        try:
            entries(opening + raw, "https://dalia.example/", kind)  # type: ignore[arg-type]
        except OnrecordError as error:
            assert str(error)


@pytest.mark.skipif(not SOAK, reason="a long run: make soak")
def test_atheris_finds_nothing_that_stops_reading(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    import subprocess
    import sys

    script = Path(__file__).with_name("fuzzing.py")
    done = subprocess.run(
        [sys.executable, str(script), f"-runs={RECORDS}", f"-artifact_prefix={tmp_path}/", "-max_len=6000"], check=False
    )
    assert done.returncode == 0
