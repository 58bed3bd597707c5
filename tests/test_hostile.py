"""Damaged inputs: 400 of them, each gives records or a refusal within five seconds, never a traceback."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from onrecord.model import Coded, Page, Rejected
from onrecord.pipeline import Tools, code_page
from onrecord.read import Limits
from onrecord.read.content import Origin, page

SEED = 20160117
COUNT = 4000 if "ONRECORD_SOAK" in os.environ else 400
SLOWEST = 5.0
SENTENCES = (
    "Two soldiers were killed on Monday when a convoy came under fire near the village of Wadi Sahl, officials said. ",
    "At least 14 people, including three children, died in an air strike on a market in Tel Rafah, a doctor told Dalia News. ",
    "“We retook the hill after four hours of clashes,” Colonel Sami Nadir said. ",
    "قُتل خمسة مدنيين في قصف على بلدة وادي سهل، بحسب مصادر محلية. ",
    "Трое мирных жителей погибли при обстреле посёлка, сообщил глава района. ",
)
ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1256",
    "cp1251",
    "cp1252",
    "koi8-r",
    "shift_jis",
    "utf-7",
    "cp037",
)
EMOJI = "💥🚨‼️👩‍👩‍👧‍👦🇸🇾"
MARKS = "\u200f\u200e\u202b\u202e\u2067\ufeff\u200d"

Make = Callable[[random.Random], bytes]


def prose(rng: random.Random, sentences: int = 12) -> str:
    return "".join(rng.choice(SENTENCES) for _ in range(sentences))


def web_page(rng: random.Random) -> str:
    paragraphs = "".join(f"<p>{prose(rng, 3)}</p>\n" for _ in range(6))
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>Clashes near Wadi Sahl - Dalia News</title>"
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-03-04T10:00:00Z"}</script></head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>Clashes near Wadi Sahl</h1>{paragraphs}</article></body></html>"
    )


def truncated_html(rng: random.Random) -> bytes:
    source = web_page(rng).encode()
    return source[: rng.randrange(1, len(source))]


def binary(rng: random.Random) -> bytes:
    return rng.choice([b"", b"\x89PNG\r\n", b"PK\x03\x04", b"%PDF-1.7\n", b"\x1f\x8b"]) + rng.randbytes(
        rng.randrange(1, 5000)
    )


def damaged_pdf(rng: random.Random) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R 2 0 R]/Count 9>>endobj "
        + rng.randbytes(300)
        + b"trailer<</Root 1 0 R>>"
    )


def wrong_encoding(rng: random.Random) -> bytes:
    raw = prose(rng).encode(rng.choice(ENCODINGS), "replace")
    head = f"<html><meta charset='{rng.choice(ENCODINGS)}'><p>".encode() if rng.random() < 0.5 else b""
    return head + raw[rng.randrange(3) :]


def nulls(rng: random.Random) -> bytes:
    raw = bytearray(rng.choice([prose(rng), web_page(rng)]).encode())
    for _ in range(rng.randrange(1, 400)):
        raw.insert(rng.randrange(len(raw)), 0)
    return bytes(raw)


def marks(rng: random.Random) -> bytes:
    return "".join(letter + (rng.choice(MARKS) if rng.random() < 0.3 else "") for letter in prose(rng)).encode()


def emoji(rng: random.Random) -> bytes:
    return "\n".join(
        rng.choice(EMOJI) * rng.randrange(1, 9) + rng.choice(SENTENCES) for _ in range(rng.randrange(1, 30))
    ).encode()


def deep(rng: random.Random) -> bytes:
    tag = rng.choice(["div", "b", "blockquote", "ul><li", "table><tr><td", "span", "font", "article", "q"])
    return (f"<html><body>{f'<{tag}>' * rng.choice([300, 3000, 100_000])}{prose(rng)}").encode()


def numbers(rng: random.Random) -> bytes:
    return (
        rng.choice([" ", "\n", ", ", ""])
        .join(str(rng.randrange(10**6)) for _ in range(rng.choice([1000, 20_000])))
        .encode()
    )


def markup_noise(rng: random.Random) -> bytes:
    pieces = [
        "<",
        ">",
        "</p>",
        "<p>",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "<!--",
        "-->",
        "<![CDATA[",
        "<script>",
        "</",
        "<a href='",
        '"',
        prose(rng, 1),
    ]
    return ("<html>" + "".join(rng.choice(pieces) for _ in range(rng.randrange(10, 3000)))).encode()


def json_ld(rng: random.Random) -> bytes:
    nest = rng.choice(["[", '{"a":', '{"articleBody":[']) * rng.choice([10, 2000, 50_000])
    return f"<html><script type='application/ld+json'>{nest}</script><p>{prose(rng)}</p>".encode()


def mhtml(rng: random.Random) -> bytes:
    nested = b"".join(
        b"Content-Type: multipart/related; boundary=%d\n\n--%d\n" % (i, i) for i in range(rng.choice([1, 3, 19, 500]))
    )
    return (
        b"From: <Saved by>\nMIME-Version: 1.0\n"
        + nested
        + b"Content-Type: text/html; charset=x-none\n\n"
        + web_page(rng).encode()[: rng.randrange(900)]
    )


def lines(rng: random.Random) -> bytes:
    pieces = [
        "Share",
        "By",
        "By Amal Haddad",
        "Comments",
        "ADEN –",
        "- - -",
        "01/02/2019",
        "Source:",
        "“",
        ":" * 300,
        "(" * 500,
        "Read more",
        prose(rng, 1),
    ]
    return "\n".join(rng.choice(pieces) for _ in range(rng.randrange(1, 500))).encode()


def surrogates(rng: random.Random) -> bytes:
    return (prose(rng, 3) + "\ud800\udfff").encode("utf-8", "surrogatepass")


def tiny(rng: random.Random) -> bytes:
    return bytes(rng.choice(b" \n\t.<>&\"'a1\xff\xfe\x00\xef") for _ in range(rng.randrange(8)))


MAKERS: tuple[Make, ...] = (
    truncated_html, binary, damaged_pdf, wrong_encoding, nulls, marks, emoji, deep, numbers, markup_noise, json_ld, mhtml, lines, surrogates, tiny,
)  # fmt: skip
LARGE: dict[str, Make] = {
    "20 MB of one line": lambda rng: b"a" * 20_000_000,
    "9 MB of one word": lambda rng: b"a" * 9_000_000,
    "9 MB of one sentence": lambda rng: SENTENCES[0].strip(". ").encode() * 80_000,
    "9 MB of one HTML line": lambda rng: b"<html><p>" + b"word " * 1_800_000,
    "9 MB of line ends": lambda rng: b"a" + b"\n" * 9_000_000,
    "9 MB of spaces": lambda rng: b"Two died." + b" " * 9_000_000 + b"x",
    "9 MB of tag openings": lambda rng: b"<html>" + b"<" * 9_000_000,
    "9 MB of quotes": lambda rng: "“".encode() * 3_000_000,
    "100,000 numbers": lambda rng: b" ".join(b"%d" % i for i in range(100_000)),
    "100,000 short lines": lambda rng: b"Home\n" * 100_000,
    "100,000 nested tags": lambda rng: b"<html>" + b"<div>" * 100_000 + b"text",
    "100,000 list items": lambda rng: b"<html><ul>" + b"<li>item " * 100_000,
    "14,000 paragraphs": lambda rng: b"<html>" + f"<p>{SENTENCES[0]}</p>".encode() * 14_000,
    "attributes": lambda rng: b"<div " + b"a=1 " * 500_000 + b">" + SENTENCES[0].encode(),
    "combining marks": lambda rng: ("a" + "\u0301" * 1_000_000).encode(),
}


def inputs() -> Iterator[tuple[str, bytes]]:
    """All damaged inputs, the same on every run."""
    for name, make in LARGE.items():
        yield name, make(random.Random(SEED))
    for number in range(COUNT - len(LARGE)):
        make = MAKERS[number % len(MAKERS)]
        yield f"{make.__name__} {number}", make(random.Random(SEED + number))


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools.open()


def worked(raw: bytes, name: str, tools: Tools) -> Coded:
    """The whole path: bytes to page to report to records."""
    found = page(raw, Origin(name=name), Limits())
    return code_page(found, tools) if isinstance(found, Page) else Coded(report=None, rejected=(found,))


def test_damaged_inputs(tools: Tools) -> None:
    worked(b"Two soldiers were killed on Monday.", "warm-up", tools)
    counts = {"records": 0, "refused": 0}
    for name, raw in inputs():
        wall, processor = time.perf_counter(), time.process_time()
        result = worked(raw, name, tools)
        took = min(time.perf_counter() - wall, time.process_time() - processor)  # the lesser, for busy machines
        assert took < SLOWEST, f"{name}: {took:.1f} s"
        assert msgspec.json.decode(msgspec.json.encode(result), type=Coded) == result, name
        assert result.report or result.rejected, name
        counts["refused" if result.report is None else "records"] += 1
    assert sum(counts.values()) == COUNT
    assert min(counts.values()) > COUNT // 5, counts


@pytest.mark.parametrize("name", ["missing.txt", "nul\0name", "x" * 5000])
def test_names_that_are_no_files(name: str, tmp_path: Path) -> None:
    from onrecord.read import pages

    (result,) = pages(str(tmp_path) + "/" + name)
    assert isinstance(result, Rejected)
