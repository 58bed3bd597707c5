"""The brief: the same numbers on page and document as in the store, both sides of every dispute, nothing loaded, nothing cut off."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import shutil
import zipfile
from pathlib import Path

import docx
import msgspec
import pytest
from released import dossiers

from onrecord import pipeline, record, weigh
from onrecord.exports.brief import brief, chart, content, document, page, phrases
from onrecord.exports.hand_over import Asked, Lists, hand_over
from onrecord.exports.selected import earlier
from onrecord.exports.stamp import Stamp
from onrecord.exports.told import told
from onrecord.model import Decision, Selection
from onrecord.store import open_store

WEEK = Path(__file__).parent.parent / "examples" / "week"
PERIOD = Selection(since="2016-09-12", until="2016-09-18")
NOW = dt.datetime(2016, 10, 20, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def store(tools, tmp_path_factory):
    """The reports of the example week, every event approved by one person and cleared by another."""
    home = open_store(tmp_path_factory.mktemp("brief") / "week.sqlite")
    for _ in record.add([str(WEEK)], tools, home):
        pass
    events = [event.id for event in home.events(Selection())]
    with home.writing() as writing:
        for act, by in (("approve", "person:Rana"), ("clear", "person:Omar")):
            writing.decide(Decision(id=f"d:{act}", act=act, by=by, at="2016-10-01T00:00:00Z", subjects=tuple(events)))
    return home


@pytest.fixture(scope="module")
def lists(tools):
    return Lists(
        codebook=tools.codebook, registry=tools.registry, publishers=tools.publishers, gazetteer=tools.gazetteer
    )


@pytest.fixture(scope="module")
def handed(store, lists, tmp_path_factory):
    """A function that exports a brief and gives page and document."""
    folder = tmp_path_factory.mktemp("briefs")

    def made(name, **asked):
        out = folder / f"{name}.html"
        hand_over(store, Asked(format="brief", out=out, by="test", **asked), lists, NOW)
        return out.read_text(encoding="utf-8"), docx.Document(str(out.with_suffix(".docx"))), out

    return made


@pytest.fixture(scope="module")
def restricted(handed):
    return handed("restricted", profile="restricted", selection=PERIOD)


@pytest.fixture(scope="module")
def public(handed):
    return handed("public", profile="public", selection=PERIOD)


def text_of(markup):
    """What a person reads of a page."""
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def text_in(opened):
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in opened.paragraphs), *cells]).split())


# --- what it says ------------------------------------------------------------------------------------------------------


def test_every_event_of_the_period_is_there_and_no_other(restricted, store):
    shown, _, _ = restricted
    wanted = list(store.dossiers(PERIOD))
    assert len(re.findall(r'<article class="event"', shown)) == len(wanted) > 4
    assert len(list(store.dossiers(Selection()))) > len(wanted)


def test_the_killed_at_the_top_are_each_events_weighed_toll_once(restricted, store, tools):
    total = weigh.total(weigh.weighed(dossier, "range", tools.registry) for dossier in store.dossiers(PERIOD))
    shown, opened, _ = restricted
    said = f"{phrases.number(total.low, total.high, open_above=total.open_above)} people were killed"
    assert said in text_of(shown)
    assert said in text_in(opened)


def test_every_account_stands_with_who_says_so(restricted, store):
    shown, opened, _ = restricted
    read, edited = text_of(shown), text_in(opened)
    for name, number in (
        ("Orontes Monitoring Network", "23 killed"),
        ("medics", "at least 14 killed"),
        ("Idlib Health Directorate", "9 killed"),
        ("unnamed official", "11 killed"),
    ):
        assert name in read
        assert name in edited
        assert number in read
        assert number in edited


def test_a_later_number_of_the_same_source_sets_the_earlier_aside(restricted):
    assert "later 23 by the same source" in text_of(restricted[0])


def test_both_sides_of_a_contradiction_stand_side_by_side(restricted):
    section = text_of(restricted[0].partition('id="versus"')[2].partition("</section>")[0])
    assert "23 killed" in section
    assert "11 killed" in section
    assert "None is preferred here" in section


def test_a_denial_that_no_event_holds_is_listed_but_never_in_public(restricted, public):
    shown, opened, _ = restricted
    section = text_of(shown.partition('id="versus"')[2].partition("</section>")[0])
    assert "denies that it happened" in section
    assert "had seized Maarzita" in section
    assert "had seized Maarzita" in text_in(opened)
    assert "had seized Maarzita" not in public[0]


def test_what_changed_hands_says_on_whose_word(restricted):
    section = text_of(restricted[0].partition('id="changes"')[2].partition("</section>")[0])
    assert "Maarzita" in section
    assert "Morek" in section
    assert "The taker says so" in section


def test_what_is_new_compares_with_the_period_before(restricted):
    section = text_of(restricted[0].partition('id="new"')[2].partition("</section>")[0])
    assert "5–11 September 2016" in section
    assert "after 2 in the period before" in section
    assert "Places with events in both: Khan Shaykhun, Idlib" in section


def test_coverage_method_and_citation_are_there(restricted):
    read = text_of(restricted[0])
    assert "No reports is not no events" in read
    assert "Numbers by policy “range”" in read
    assert "coders: rules/" in read
    assert "Cite as: Onrecord " in read
    assert "GeoNames" in read
    assert "Natural Earth" in read


def test_an_empty_period_says_that_silence_is_no_peace(handed):
    shown, opened, _ = handed(
        "empty", profile="restricted", selection=Selection(since="2001-01-01", until="2001-01-07")
    )
    assert "That is not to say that nothing happened" in text_of(shown)
    assert "That is not to say that nothing happened" in text_in(opened)


def test_an_event_without_place_or_day_is_shown_and_listed_as_such(tools):
    (found, *_) = dossiers(pipeline.code([str(WEEK / "03-saraqib-market.txt")], tools))
    claims = tuple(msgspec.structs.replace(claim, places=(), when=None) for claim in found.claims)
    bare = msgspec.structs.replace(found, tellings=(msgspec.structs.replace(found.tellings[0], claims=claims),))
    shown = page.render(brief([one(bare, tools)], None, STAMP))
    assert "Day not known" in text_of(shown)
    assert "not on the map: no place is told" in text_of(shown)


STAMP = Stamp(profile="public", policy="range", exported_at="2016-10-20T08:00:00Z")


def one(dossier, tools):
    from onrecord.exports.selected import Export
    from onrecord.protect.record import Released

    export = Export(
        out=Path("x"), stamp=STAMP, records=lambda: iter([Released(dossier=dossier, profile="public")]),
        codebook=tools.codebook, registry=tools.registry, publishers=tools.publishers,
    )  # fmt: skip
    (found,) = told(export)
    return found


def test_hostile_words_are_shown_as_words(tools):
    (found, *_) = dossiers(pipeline.code([str(WEEK / "03-saraqib-market.txt")], tools))
    evil = "<script>alert(1)</script><img src=x onerror=y>"
    report = msgspec.structs.replace(found.reports[0], publisher=evil, url="javascript:alert(1)")
    place = msgspec.structs.replace(found.claims[0].places[0], name=evil, text=evil)
    claims = tuple(msgspec.structs.replace(claim, places=(place,)) for claim in found.claims)
    hostile = msgspec.structs.replace(
        found, reports=(report,), tellings=(msgspec.structs.replace(found.tellings[0], claims=claims),)
    )
    shown = page.render(brief([one(hostile, tools)], None, STAMP))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "javascript:" not in shown
    assert "&lt;script&gt;" in shown


# --- the public form ---------------------------------------------------------------------------------------------------


def test_the_public_brief_names_no_private_person_and_quotes_no_report(public):
    shown, opened, _ = public
    for read in (shown, text_in(opened)):
        assert "Barakat" not in read
        assert "RESTRICTED" not in read
    assert "<blockquote" not in shown
    assert "This is the public form" in text_of(shown)
    assert len(re.findall(r'<article class="event"', shown)) > 2


# --- page, document and map --------------------------------------------------------------------------------------------


def test_the_page_loads_nothing_and_runs_nothing(restricted):
    shown, _, _ = restricted
    assert "<script" not in shown
    assert not re.search(r'(?:src|href)="(?!#|data:,)(?!https?://)', shown)
    assert not re.search(r"url\(|@import|<link(?! rel=\"icon\")", shown)
    assert "default-src 'none'" in shown
    for target in re.findall(r'href="#([^"]+)"', shown):
        assert f'id="{target}"' in shown


def test_twice_the_same_bytes(handed, restricted):
    shown, _, out = restricted
    again, _, second = handed("again", profile="restricted", selection=PERIOD)
    assert shown == again
    assert out.with_suffix(".docx").read_bytes() == second.with_suffix(".docx").read_bytes()


def test_no_part_of_the_document_is_dated_by_the_clock(restricted):
    with zipfile.ZipFile(io.BytesIO(restricted[2].with_suffix(".docx").read_bytes())) as parts:
        assert {info.date_time for info in parts.infolist()} == {document.DAY_ZERO}


def test_every_placed_event_has_its_number_on_the_map(restricted):
    drawn = restricted[0].partition("<svg")[2].partition("</svg>")[0]
    numbers = {
        number
        for label in re.findall(r'<text x="[^"]+" y="[^"]+" font-size="[^"]+">([^<]+)</text>', drawn)
        for number in label.split(",")
    }
    placed = len(re.findall(r'<article class="event"', restricted[0])) - len(
        re.findall("not on the map", restricted[0])
    )
    assert numbers == {str(number) for number in range(1, placed + 1)}
    assert "km</text>" in drawn
    assert 'class="town"' in drawn


@pytest.mark.parametrize(
    "points", [[(36.5, 35.5)], [(-179.5, 65.0), (179.5, 66.0)], [(0.1, 89.9)], [(20.0, -1.0), (45.0, 37.0)]]
)
def test_a_frame_holds_its_points(points):
    seen = chart.frame(points)
    for lon, lat in points:
        x, y = seen.at(lon, lat)
        assert 0 <= x <= chart.WIDTH
        assert 0 <= y <= seen.height


def test_no_point_no_map():
    assert chart.frame([]) is None
    assert chart.svg([]) == ""


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ("2016-09-12", "2016-09-18", ("2016-09-05", "2016-09-11")),
        ("2016-03-01", "2016-03-01", ("2016-02-29", "2016-02-29")),
        (None, "2016-03-01", None),
        ("2016-03-01", None, None),
    ],
)
def test_the_period_before_is_as_long(since, until, before):
    assert earlier(since, until) == before


@pytest.mark.parametrize(
    ("low", "high", "open_above", "said"),
    [
        (14, 14, False, "14"), (14, None, False, "at least 14"), (None, 30, False, "up to 30"), (11, 23, False, "11 to 23"),
        (11, 23, True, "11 to 23 or more"), (5, 5, True, "at least 5"), (None, None, False, ""), (0, 0, False, "0"),
        (1200, 3400, False, "1,200 to 3,400"),
    ],
)  # fmt: skip
def test_numbers_in_words(low, high, open_above, said):
    assert phrases.number(low, high, open_above=open_above) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2016-09-12", "2016-09-18", "12–18 September 2016"),
        ("2016-09-12", "2016-09-12", "12 September 2016"),
        ("2016-08-30", "2016-09-02", "30 August – 2 September 2016"),
        ("2016-12-30", "2017-01-02", "30 December 2016 – 2 January 2017"),
        ("2016-09-12", None, "since 12 September 2016"),
        (None, "2016-09-12", "until 12 September 2016"),
        (None, None, "all days"),
    ],
)
def test_periods_in_words(first, last, said):
    assert phrases.span(first, last) == said


def test_weeks_are_shown_without_gaps():
    assert content._weeks("2016-09-01", "2016-09-18") == ["2016-08-29", "2016-09-05", "2016-09-12"]


# --- in a browser ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium here; on Debian: apt install chromium")
@pytest.mark.parametrize("width", [1280, 390, 360])
def test_in_a_browser_it_fits_asks_nobody_and_complains_of_nothing(restricted, width):
    from playwright.sync_api import sync_playwright

    flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=flags.split())
        opened = browser.new_page(viewport={"width": width, "height": 800})
        asked, said = [], []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: said.append(message.text))
        opened.goto(restricted[2].as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.locator("article.event").count() > 4
        assert opened.locator("svg.map").is_visible()
        assert asked == [restricted[2].as_uri()]
        assert said == []
        browser.close()
