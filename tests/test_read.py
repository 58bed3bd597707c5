"""Sources become pages: files, folders, standard input and addresses; encodings; what is refused and why."""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import http.server
import io
import ipaddress
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from onrecord.model import Page, Rejected
from onrecord.read import Limits, decode, pages, urls
from onrecord.read.content import Origin, page

ARABIC = "قُتل خمسة مدنيين وأصيب آخرون في قصف مدفعي على بلدة وادي سهل، بحسب مصادر محلية. وقال شهود إن الطائرات حلقت فوق المنطقة."
RUSSIAN = "Трое мирных жителей погибли при обстреле посёлка, сообщил глава района. Повреждены школа и больница."
UKRAINIAN = "Троє людей загинули внаслідок обстрілу селища, повідомив голова району. Пошкоджено школу та їдальню."
FRENCH = "Trois civils ont été tués dans une attaque près du marché, a déclaré un élu. Les assaillants ont brûlé des maisons."
TURKISH = "Saldırıda üç sivil öldü, beş kişi yaralandı. Yetkililer olayın şafakta başladığını söyledi."
ENGLISH = "“Two soldiers were killed,” he said – the officials’ claim could not be verified."


def one(
    raw: bytes, *, name: str = "-", url: str | None = None, told: str | None = None, charset: str | None = None
) -> Page | Rejected:
    return page(raw, Origin(name=name, url=url, media_type=told, encoding=charset), Limits())


def content(raw: bytes, **told: str) -> str:
    result = one(raw, **told)
    assert isinstance(result, Page), result
    return result.content


def reason(raw: bytes, **told: str) -> str:
    result = one(raw, **told)
    assert isinstance(result, Rejected)
    assert result.step == "read"
    return result.reason


# -- encodings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"), (ARABIC, "utf-8-sig"), (ARABIC, "utf-16"), (ARABIC, "utf-32"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (UKRAINIAN, "cp1251"),
        (FRENCH, "cp1252"), (TURKISH, "cp1254"), (ENGLISH, "cp1252"), (ENGLISH, "utf-16-le"), ("Two soldiers died.", "utf-16-be"), (ENGLISH, "utf-8"),
    ],
)  # fmt: skip
def test_encodings_are_guessed(text: str, encoding: str) -> None:
    assert content(text.encode(encoding)) == text


@pytest.mark.parametrize("short", [False, True])
def test_windows_1256_is_guessed(short: bool) -> None:
    text = "قتل جندي في اشتباكات" if short else ARABIC
    assert content(text.encode("cp1256")) == text


@pytest.mark.parametrize("declared", ["windows-1256", "WINDOWS-1256", "cp1256", '"windows-1256"'])
def test_windows_1256_by_header(declared: str) -> None:
    result = one(ARABIC.encode("cp1256"), told="text/html", charset=declared)
    assert isinstance(result, Page)
    assert (result.content, result.encoding) == (ARABIC, "cp1256")


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset={}>",
        '<meta charset="{}">',
        "<meta http-equiv=content-type content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
@pytest.mark.parametrize(
    ("text", "encoding"), [(ARABIC, "windows-1256"), (RUSSIAN, "windows-1251"), (FRENCH, "iso-8859-1")]
)
def test_encodings_by_the_pages_own_word(head: str, text: str, encoding: str) -> None:
    source = f"{head.format(encoding)}<html><p>{text}"
    assert content(source.encode(encoding)) == source


def test_utf8_wins_over_a_wrong_declaration() -> None:
    source = f"<html><meta charset=windows-1256><p>{ARABIC}"
    assert content(source.encode()) == source
    assert content(ARABIC.encode(), charset="iso-8859-1") == ARABIC


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    raw = (ARABIC * 20).encode()[:-1] + b"\xff"
    assert content(raw).startswith(ARABIC)
    assert content(b"Two soldiers died near the old bridge on Monday night. \xff").startswith("Two soldiers died")


def test_latin_1_is_read_as_browsers_do() -> None:
    assert decode.label("ISO-8859-1") == "cp1252"
    assert decode.label("gb2312") == "gb18030"


@pytest.mark.parametrize("name", ["rot13", "utf-7", "zlib", "unicode_escape", "idna", "nonsense", "", "\0"])
def test_encodings_that_are_none(name: str) -> None:
    assert decode.label(name) is None


def test_every_encoding_is_known_to_python() -> None:
    assert {codecs.lookup(name).name for name in decode.READ} == decode.READ


# -- what the bytes are ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (b"Two soldiers died.", "text/plain"),
        (b"  <!DOCTYPE html><p>Two soldiers died.", "text/html"),
        (b"\xef\xbb\xbf<html><p>Two soldiers died.", "text/html"),
        ("<html><p>Two soldiers died.".encode("utf-16"), "text/html"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>text", "text/html"),
        (b"<3 soldiers died, one wrote", "text/plain"),
    ],
)
def test_types_are_sniffed(raw: bytes, media_type: str) -> None:
    result = one(raw)
    assert isinstance(result, Page)
    assert result.media_type == media_type


def test_the_page_keeps_what_was_read() -> None:
    raw = b"Two soldiers died.\x00"
    result = one(raw, name="a.txt", url="https://dalia.example/a")
    assert isinstance(result, Page)
    assert result.sha256 == hashlib.sha256(raw).hexdigest()
    assert (result.name, result.url, result.content, result.retrieved_at) == (
        "a.txt",
        "https://dalia.example/a",
        "Two soldiers died.",
        None,
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x00" * 500, "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "PNG"),
        (b"PK\x03\x04" + b"a" * 100, "ZIP"),
        (bytes(range(256)) * 20, "binary"),
        (b"%PDF-1.7\nnothing", "damaged PDF"),
        (b"a" * (Limits().size + 1), "larger than 10,000,000 bytes"),
    ],
)
def test_refusals(raw: bytes, words: str) -> None:
    assert words in reason(raw)


def test_a_file_called_pdf_that_is_none() -> None:
    assert reason(b"Two soldiers died.", told="application/pdf") == "not a PDF, though it is called one"


def a_pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def test_pdf() -> None:
    result = one(a_pdf("Two soldiers were killed near Wadi Sahl."))
    assert isinstance(result, Page)
    assert result.media_type == "application/pdf"
    assert "Two soldiers were killed near Wadi Sahl." in result.content
    limited = page(a_pdf("x"), Origin(name="-"), Limits(pdf_pages=0))
    assert isinstance(limited, Rejected)
    assert "more than 0 pages" in limited.reason


def an_mhtml(body: bytes, charset: str = "windows-1256", transfer: str = "8bit") -> bytes:
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://dalia.example/2019/03/04/a\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B"\r\n\r\n------B\r\nContent-Type: text/css\r\n\r\nbody{}\r\n------B\r\n'
        b"Content-Type: text/html; charset="
        + charset.encode()
        + b"\r\nContent-Transfer-Encoding: "
        + transfer.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n------B--\r\n"
    )


def test_mhtml() -> None:
    import quopri

    source = f"<html><p>{ARABIC}</p></html>"
    for raw in (
        an_mhtml(source.encode("cp1256")),
        an_mhtml(quopri.encodestring(source.encode()), "utf-8", "quoted-printable"),
    ):
        result = one(raw)
        assert isinstance(result, Page), result
        assert result.content.strip().replace("\r\n", "") == source
        assert result.url == "https://dalia.example/2019/03/04/a"
        assert result.media_type == "multipart/related"


def test_mhtml_of_plain_text() -> None:
    result = one(
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/plain\n\nTwo soldiers died.\n--B--\n'
    )
    assert isinstance(result, Page)
    assert (result.media_type, result.content.strip()) == ("text/plain", "Two soldiers died.")


def test_mhtml_without_a_page() -> None:
    assert "without a page" in reason(
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: image/png\n\nx\n--B--\n'
    )


# -- files, folders, standard input ---------------------------------------------------------------------------------------


def test_folders_are_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/.hidden.txt", ".git/x.txt", "c.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("Two soldiers died.", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    found = list(pages(tmp_path))
    assert [Path(item.name if isinstance(item, Page) else item.input).relative_to(tmp_path).as_posix() for item in found] == [
        "b.txt", "c.txt", "empty.txt", "a/z.html",
    ]  # fmt: skip
    assert isinstance(found[2], Rejected)
    assert found[3].media_type == "text/html"  # type: ignore[union-attr]


def test_missing_files_and_empty_folders(tmp_path: Path) -> None:
    assert list(pages(tmp_path / "none.txt")) == [
        Rejected(input=str(tmp_path / "none.txt"), step="read", reason="no such file")
    ]
    (result,) = pages(str(tmp_path))
    assert isinstance(result, Rejected)
    assert result.reason == "no files in this folder"


def test_a_file_is_not_read_beyond_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a" * 2000)
    (result,) = pages(tmp_path / "a.txt", limits=Limits(size=1000))
    assert isinstance(result, Rejected)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(ARABIC.encode())))
    (result,) = pages("-")
    assert isinstance(result, Page)
    assert (result.name, result.content) == ("-", ARABIC)


# -- addresses ------------------------------------------------------------------------------------------------------------


class Handler(http.server.BaseHTTPRequestHandler):
    """A small site with a page, redirects, a flood and a drip."""

    def do_GET(self) -> None:
        path = self.path
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("location", path.removeprefix("/to/"))
            self.end_headers()
        elif path == "/missing":
            self.send_error(404)
        else:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=windows-1256" if path == "/arabic" else "text/plain")
            self.end_headers()
            with contextlib.suppress(OSError):
                self._write(path)

    def _write(self, path: str) -> None:
        if path == "/arabic":
            self.wfile.write(f"<html><p>{ARABIC}".encode("cp1256"))
        elif path == "/flood":
            for _ in range(200):
                self.wfile.write(b"a" * 100_000)
        elif path == "/drip":
            for _ in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.wfile.write(b"Two soldiers died.")

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


NAMES = {"news.example": "127.0.0.1", "inside.example": "10.1.2.3", "both.example": "127.0.0.1,192.168.1.1"}


def resolve(host: str, port: int) -> list[str]:
    return NAMES[host].split(",") if host in NAMES else urls.resolved(host, port)


def local_only(address: urls.Address) -> bool:
    return str(address) == "127.0.0.1"


GUARD = urls.Guard(resolve=resolve, allows=local_only, ports=None)


def fetched(url: str, limits: Limits = Limits()) -> Page | Rejected:  # noqa: B008 - frozen
    return urls.fetch(url, limits, GUARD)


def test_a_fetched_page(port: int) -> None:
    result = fetched(f"http://news.example:{port}/arabic#part")
    assert isinstance(result, Page)
    assert ARABIC in result.content
    assert (result.encoding, result.media_type, result.url) == (
        "cp1256",
        "text/html",
        f"http://news.example:{port}/arabic",
    )
    assert result.retrieved_at is not None
    assert result.retrieved_at.endswith("+00:00")
    assert result.sha256 == hashlib.sha256(f"<html><p>{ARABIC}".encode("cp1256")).hexdigest()


def test_redirects_are_followed_and_checked(port: int) -> None:
    result = fetched(f"http://news.example:{port}/to//arabic")
    assert isinstance(result, Page) or "public" not in result.reason
    there = fetched(f"http://news.example:{port}/to/http://news.example:{port}/arabic")
    assert isinstance(there, Page)
    assert there.url == f"http://news.example:{port}/arabic"
    for target in (
        "http://inside.example/",
        "http://both.example/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "file:///etc/passwd",
        "ftp://news.example/",
    ):
        refused = fetched(f"http://news.example:{port}/to/{target}")
        assert isinstance(refused, Rejected)
        assert "public" in refused.reason or "only http" in refused.reason


def test_endless_redirects(port: int) -> None:
    loop = f"http://news.example:{port}/to/"
    result = fetched(loop * 9 + "x", Limits(redirects=3))
    assert isinstance(result, Rejected)
    assert "more than 3 redirects" in result.reason


def test_floods_drips_and_errors(port: int) -> None:
    flood = fetched(f"http://news.example:{port}/flood", Limits(size=1_000_000))
    assert isinstance(flood, Rejected)
    assert "larger than" in flood.reason
    start = time.monotonic()
    drip = fetched(f"http://news.example:{port}/drip", Limits(fetch_seconds=0.5))
    assert isinstance(drip, Rejected)
    assert "longer than 0.5 s" in drip.reason
    assert time.monotonic() - start < 4
    missing = fetched(f"http://news.example:{port}/missing")
    assert isinstance(missing, Rejected)
    assert "404" in missing.reason


def test_the_connection_goes_to_the_address_that_was_checked(port: int) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    guard = urls.Guard(resolve=lambda host, asked: next(answers), allows=local_only, ports=None)
    assert isinstance(urls.fetch(f"http://rebinding.example:{port}/", guard=guard), Page)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_proxies_of_the_environment_are_not_used(name: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert isinstance(fetched(f"http://news.example:{port}/"), Page)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f000001/",
     "http://10.0.0.1/", "http://192.168.0.1/", "http://169.254.169.254/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[fc00::1]/", "http://224.0.0.1/",
     "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"],
)  # fmt: skip
def test_private_addresses_are_refused_by_default(url: str) -> None:
    (result,) = pages(url)
    assert isinstance(result, Rejected)
    assert "not a public address" in result.reason


@pytest.mark.parametrize(
    "url",
    [
        "ftp://dalia.example/",
        "file:///etc/passwd",
        "http:///x",
        "http://user:word@dalia.example/",
        "http://8.8.8.8:22/",
        "https://[",
        "http://\0/",
    ],
)
def test_addresses_that_are_not_fetched(url: str) -> None:
    (result,) = pages(url)
    assert isinstance(result, Rejected)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::808:808", True),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert urls.is_public(ipaddress.ip_address(address)) is public
