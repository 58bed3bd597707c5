"""Feeds and sitemaps watched over time, against a server that speaks HTTP for real."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.model import OnrecordError, Page, Rejected
from onrecord.read import urls
from onrecord.read.feeds import entries
from onrecord.read.polite import Guest, Manners
from onrecord.read.watching import Feed, Watch, opened

STORY = (
    "<html><body><p>Shells hit the market of Wadi Sahl on Monday and killed {} people, medics said.</p></body></html>"
)
DAY = "Tue, 03 Mar 2015 10:00:00 GMT"


class Site:
    """What the server has: answers by path (status, headers, body), and every request that it got."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.address = ""

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, raw)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def feed(self, *numbers: int, **headers: str) -> None:
        items = "".join(
            f"<item><title>Market {n}</title><link>{self.address}/story/{n}</link><pubDate>{DAY}</pubDate></item>"
            for n in numbers
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Dalia</title><link>/</link>{items}</channel></rss>'
        self.put("/rss", body, **headers)
        for number in numbers:
            self.put(f"/story/{number}", STORY.format(number), content_type="text/html")


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, body = found.answers.get(self.path, (404, {}, b""))
            etag = headers.get("etag")
            if etag and self.headers.get("if-none-match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.time, self.waits = 1_000_000.0, list[float]()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(tmp_path: Path, clock: Clock) -> Iterator[Watch]:
    found = Watch(tmp_path / "seen.sqlite", a_guest(clock), clock=clock)
    yield found
    found.close()


def a_guest(clock: Clock, **manners: float) -> Guest:
    return Guest(manners=Manners(**manners), guard=urls.Guard(allows=lambda _: True, ports=None), clock=clock)


def a_feed(site: Site, **options: str) -> Feed:
    return Feed(**{"url": f"{site.address}/rss", "publisher": "Dalia News", "every": "30m"} | options)  # type: ignore[arg-type]


def told(watch: Watch, feed: Feed) -> list[str]:
    return [one.page.url or "" if isinstance(one.page, Page) else one.page.reason for one in watch.look([feed])]


def test_each_page_comes_once_with_what_the_feed_says_of_it(site: Site, watch: Watch, clock: Clock) -> None:
    site.feed(1, 2)
    (first, _) = list(watch.look([a_feed(site)]))
    assert isinstance(first.page, Page)
    assert (first.page.told.title, first.page.told.publisher, first.page.told.published) == (
        "Market 1",
        "Dalia News",
        "2015-03-03",
    )
    assert "killed 1 people" in first.page.content
    assert told(watch, a_feed(site)) == []  # not due yet
    clock.time += 1800
    site.feed(2, 3)
    assert told(watch, a_feed(site)) == [f"{site.address}/story/3"]
    assert site.paths().count("/story/2") == 1


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Site, watch: Watch, clock: Clock) -> None:
    site.feed(1, etag='"a"')
    for _ in range(3):
        told(watch, a_feed(site))
        clock.time += 1800
    asked = [headers.get("if-none-match") for path, headers in site.asked if path == "/rss"]
    assert asked == [None, '"a"', '"a"']


def test_a_stop_in_the_middle_loses_nothing_and_repeats_nothing_kept(site: Site, tmp_path: Path, clock: Clock) -> None:
    site.feed(1, 2, 3)
    first = Watch(tmp_path / "seen.sqlite", a_guest(clock), clock=clock)
    look = first.look([a_feed(site)])
    next(look), next(look)  # the second is being kept when the power goes
    first.close()
    again = Watch(tmp_path / "seen.sqlite", a_guest(clock), clock=clock)
    assert told(again, a_feed(site)) == [f"{site.address}/story/2", f"{site.address}/story/3"]


def test_robots_txt_is_heeded_and_its_delay_kept(site: Site, watch: Watch, clock: Clock) -> None:
    site.feed(1, 2)
    site.put("/robots.txt", "User-agent: *\nDisallow: /story/2\nCrawl-delay: 7")
    assert told(watch, a_feed(site)) == [f"{site.address}/story/1", "its host's robots.txt forbids it"]
    assert "/story/2" not in site.paths()
    assert [wait for wait in clock.waits if wait > 0][-1] == 7.0
    assert site.paths().count("/robots.txt") == 1


def test_a_host_whose_robots_txt_fails_is_left_alone(site: Site, watch: Watch) -> None:
    site.feed(1)
    site.put("/robots.txt", "", status=500)
    assert told(watch, a_feed(site)) == ["its host answers 500 for robots.txt"]
    assert "/rss" not in site.paths()


def test_requests_to_one_host_keep_their_distance(site: Site, watch: Watch, clock: Clock) -> None:
    site.feed(1, 2, 3)
    told(watch, a_feed(site))
    assert [wait for wait in clock.waits if wait > 0] == [2.0] * (len(site.asked) - 1)


def test_too_many_requests_are_answered_with_patience(site: Site, watch: Watch, clock: Clock) -> None:
    site.feed(1, 2)
    site.put("/story/1", "", status=429, retry_after="3600")
    assert told(watch, a_feed(site)) == [
        "its host answered 429: too many requests for now",
        "its host asked to be left alone for a while",
    ]
    site.feed(1, 2)
    clock.time += 3600
    assert told(watch, a_feed(site)) == [f"{site.address}/story/1", f"{site.address}/story/2"]


def test_a_page_that_fails_is_tried_three_times_and_one_that_is_gone_once(
    site: Site, watch: Watch, clock: Clock
) -> None:
    site.feed(1, 2)
    site.put("/story/1", "", status=404)
    site.put("/story/2", "", status=500)
    for _ in range(5):
        told(watch, a_feed(site))
        clock.time += 1800
    assert (site.paths().count("/story/1"), site.paths().count("/story/2")) == (1, 3)


def test_a_feed_that_fails_is_asked_less_and_less_often(site: Site, watch: Watch, clock: Clock) -> None:
    site.put("/rss", "<html>moved</html>")
    for _ in range(10):
        told(watch, a_feed(site))
        clock.time += 1800
    assert site.paths().count("/rss") == 4  # after 0, 30, 90 and 210 minutes


def test_pages_older_than_wanted_are_passed_over(site: Site, watch: Watch) -> None:
    site.feed(1)
    assert told(watch, a_feed(site, since="2015-03-04")) == []


def test_a_sitemap_and_those_it_lists(site: Site, watch: Watch) -> None:
    site.feed(1)
    space = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    news = "<n:news><n:publication_date>2015-03-03T10:00:00Z</n:publication_date><n:title>Market</n:title></n:news>"
    site.put(
        "/news.xml.gz",
        gzip.compress(f"<urlset {space}><url><loc>{site.address}/story/1</loc>{news}</url></urlset>".encode()),
    )
    site.put(
        "/sitemap.xml", f"<sitemapindex {space}><sitemap><loc>{site.address}/news.xml.gz</loc></sitemap></sitemapindex>"
    )
    (found,) = watch.look([Feed(url=f"{site.address}/sitemap.xml", kind="sitemap")])
    assert isinstance(found.page, Page)
    assert (found.page.told.title, found.page.told.published) == ("Market", "2015-03-03")


def test_atom_and_relative_links() -> None:
    raw = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>D</title><entry><title>A</title>'
        b'<link href="/a"/><id>1</id><published>2015-03-03T10:00:00Z</published></entry></feed>'
    )
    (entry,) = entries(raw, "https://dalia.example/feed", "feed")
    assert (entry.url, entry.published) == ("https://dalia.example/a", "2015-03-03")


@pytest.mark.parametrize("raw", [b"", b"<html></html>", b"\x1f\x8b\x08broken", b"<urlset/>", b"{", bytes(range(256))])
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_what_is_no_list_is_an_error_that_says_so(raw: bytes, kind: str) -> None:
    try:
        assert entries(raw, "https://dalia.example/", kind) == ()  # type: ignore[arg-type]
    except OnrecordError as error:
        assert "sitemap" in str(error) or "feed" in str(error)


def test_entities_in_a_sitemap_reach_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://dalia.example/secret")
    raw = (
        f'<!DOCTYPE u [<!ENTITY s SYSTEM "file://{secret}">]><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://dalia.example/a&s;</loc></url></urlset>"
    ).encode()
    assert all("secret" not in entry.url for entry in entries(raw, "https://dalia.example/", "sitemap"))


def test_a_private_host_behind_a_feed_is_not_reached(site: Site, tmp_path: Path, clock: Clock) -> None:
    site.feed(1)
    strict = Watch(tmp_path / "seen.sqlite", Guest(guard=urls.Guard(ports=None), clock=clock), clock=clock)
    (found,) = strict.look([a_feed(site)])
    assert isinstance(found.page, Rejected)
    assert site.asked == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "no feeds"),
        ("- {url: ftp://x}", "list of feeds"),
        ("- {url: 'https://x', every: soon}", "no time"),
        ("{", "list of"),
    ],
)
def test_a_wrong_list_of_feeds_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(text)
    with pytest.raises(OnrecordError, match=said):
        opened(path)
