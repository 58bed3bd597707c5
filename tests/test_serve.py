"""The screen without a browser: addresses, roles, what readers never see, grouping on the map and in time."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pmtiles
import pytest
from lxml import html
from screen import copied, filled, told_of_an_area
from test_review import glance

from onrecord import record
from onrecord.cli import main
from onrecord.merge import Weaver
from onrecord.model import Admin, OnrecordError, Place, Selection
from onrecord.pipeline import code_text
from onrecord.serve import Settings, access, application, mapped, timed
from onrecord.serve import query as queries
from onrecord.serve.areas import Areas
from onrecord.serve.background import OURS, background
from onrecord.serve.groups import Grouping
from onrecord.serve.handlers import PAGES
from onrecord.serve.highlight import Mark, pieces
from onrecord.serve.index import Index, ordered
from onrecord.serve.put import when
from onrecord.serve.query import Query
from onrecord.store import open_store

PASSWORD = "correct horse battery"
SECRETS = ("Jamal Farouk", "stood guard", "Layla")
REPORT = """Shells hit the town of Saraqib in Idlib province on 4 April 2016, killing 3 people, police said.

"I saw it from my roof where I stood guard," Jamal Farouk, a resident, told Levant Wire. He put the toll at 5.

Reporting by Layla Hamdan
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory, tools):
    path = tmp_path_factory.mktemp("serve") / "store.sqlite"
    filled(path, tools)
    return path


@pytest.fixture
def store(source, tmp_path):
    home = open_store(copied(source, tmp_path / "store.sqlite"))
    yield home
    home.close()


def client(store, tools, **settings):
    from starlette.testclient import TestClient

    app = application(store, Settings(**{"by": "amal", **settings}))
    app.state.place.tools = tools
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def token(page):
    return re.search(r'data-token="([^"]+)"', page.text).group(1)


def entered(store, tools, name):
    web = client(store, tools, users=True)
    web.post("/login", data={"name": name, "password": PASSWORD, "token": token(web.get("/login"))})
    return web


@pytest.fixture
def people(store):
    for name, role in (("rita", "reader"), ("vera", "reviewer"), ("karim", "editor"), ("nour", "admin")):
        access.put(store, name, role, PASSWORD)
    return store


# --- pages and twins -------------------------------------------------------------------------------------------------


def test_every_page_has_a_twin_and_a_description(store, tools):
    web = client(store, tools)
    described = web.get("/openapi.json").json()
    event = web.get("/events.json").json()["rows"][0]["id"]
    report = web.get("/reports.json").json()["rows"][0]["id"]
    for page in PAGES:
        if page.method == "POST" or len(page.paths) < 2 or "{key" in page.paths[1] or "people" in page.paths[1]:
            continue
        twin, path = (one.format(event=event, report=report) for one in page.paths)
        assert web.get(path).headers["content-type"].startswith("text/html"), path
        assert isinstance(web.get(twin).json(), dict), twin
        assert re.sub(r":\w+\}", "}", page.paths[0]) in described["paths"]
    assert described["openapi"].startswith("3.1")


def test_every_answer_carries_the_policies(store, tools):
    web = client(store, tools)
    for path in ("/", "/events.json", "/static/base.js", "/nowhere", "/login"):
        headers = web.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    tiled = client(store, tools, tiles=background("https://tiles.example/{z}/{x}/{y}.png")).get("/").headers
    assert "img-src 'self' data: blob: https://tiles.example;" in tiled["content-security-policy"]


def test_other_names_do_not_lead_here(store, tools):
    assert client(store, tools).get("/", headers={"host": "evil.example"}).status_code == 400


def test_what_another_site_sends_is_refused(store, tools):
    web = client(store, tools)
    page = web.get("/")
    event = web.get("/events.json").json()["rows"][0]["id"]
    wish = {"act": "approve", "subjects": event}
    assert web.post("/decisions", data=wish).status_code == 403
    assert web.post("/decisions", data={**wish, "token": "x"}).status_code == 403
    other = {"origin": "http://evil.example"}
    assert web.post("/decisions", data={**wish, "token": token(page)}, headers=other).status_code == 403
    assert list(store.decisions()) == []
    assert web.post("/decisions", data={**wish, "token": token(page)}).json()["review"]["state"] == "approved"


@pytest.mark.parametrize(
    "address",
    ["/?since=yesterday", "/?killed=many", "/?box=1,2,3", "/?box=0,0,0,999", "/?status=maybe", "/map.json?view=a", "/map.json?zoom=99",
     "/?begin=-1", f"/?q={'x' * 300}", "/control?at=now", "/events/e:0?policy=mine", "/events/e:0", "/reports/r:0", "/control/nowhere"],
)  # fmt: skip
def test_wrong_addresses_are_told_in_a_sentence(store, tools, address):
    answer = client(store, tools).get(address, headers={"accept": "application/json"})
    assert answer.status_code in {400, 404}
    assert len(answer.json()["error"]) > 10


def test_filters_meet_what_the_store_selects(store, tools):
    web = client(store, tools)
    every = web.get("/events.json").json()["counts"]["events"]
    assert every == store.count(Selection())
    for address, selection in (
        ("?since=2016-01-01&until=2016-12-31", Selection(since="2016-01-01", until="2016-12-31")),
        ("?kind=explosives", Selection(kinds=("bombing", "suicide_bombing", "grenade", "disrupted_attack"))),
        ("?killed=10", Selection(killed=10)),
        ("?source=monitor", Selection(source_kind="monitor")),
        ("?q=market", Selection(text="market")),
        ("?area=Homs", Selection(area="Homs")),
    ):
        shown = web.get(f"/events.json{address}").json()["counts"]["events"]
        assert 0 < shown == store.count(selection) < every, address


def test_an_answer_changes_with_the_store(store, tools):
    web = client(store, tools)
    before = web.get("/events.json").json()["counts"]["events"]
    record.keep(code_text(REPORT, tools, published="2016-04-05"), store, Weaver(record.kin(tools)))
    assert web.get("/events.json").json()["counts"]["events"] > before


# --- people ----------------------------------------------------------------------------------------------------------


def test_nobody_sees_anything_without_logging_in(people, tools):
    web = client(people, tools, users=True)
    for page in PAGES:
        path = (
            page.paths[0].format(event="e:0", report="r:0", format="csv")
            if "{key" not in page.paths[0]
            else "/control/x.json"
        )
        answer = web.request(page.method, path, headers={"accept": "application/json"})
        assert answer.status_code in ({401} if page.least else {200, 303, 403}), path


@pytest.mark.parametrize("name", ["rita", "vera", "karim"])
def test_walls_between_roles(people, tools, name):
    web = entered(people, tools, name)
    role = access.accounts(people)[name].role
    mark = {"token": token(web.get("/"))}
    for page in PAGES:
        if page.least is None:
            continue
        path = page.paths[0].replace("{key:path}", "x").format(event="e:0", report="r:0", format="csv")
        answer = web.request(
            page.method, path, data=mark if page.method == "POST" else None, headers={"accept": "application/json"}
        )
        allowed = access.ROLES.index(role) >= access.ROLES.index(page.least)
        assert (answer.status_code != 403) == allowed, (path, answer.status_code)


def test_clearing_is_for_editors(people, tools):
    event = next(people.events(Selection())).id
    vera, karim = entered(people, tools, "vera"), entered(people, tools, "karim")
    for web, status in ((vera, 403), (karim, 200)):
        wish = {"act": "clear", "subjects": event, "token": token(web.get("/"))}
        assert web.post("/decisions", data=wish).status_code == status


def test_only_own_decisions_are_undone_by_reviewers(people, tools):
    event = next(people.events(Selection())).id
    karim, vera = entered(people, tools, "karim"), entered(people, tools, "vera")
    made = karim.post("/decisions", data={"act": "approve", "subjects": event, "token": token(karim.get("/"))}).json()
    wish = {"act": "undo", "subjects": made["decision"]["id"]}
    assert vera.post("/decisions", data={**wish, "token": token(vera.get("/"))}).status_code == 403
    assert karim.post("/decisions", data={**wish, "token": token(karim.get("/"))}).status_code == 200


def test_wrong_passwords_close_the_door_for_a_while(people, tools):
    web = client(people, tools, users=True)
    mark = token(web.get("/login"))
    told = [
        web.post("/login", data={"name": "rita", "password": "wrong", "token": mark}).text
        for _ in range(access.ATTEMPTS + 1)
    ]
    assert "Name or password is wrong" in told[0]
    assert "Too many" in told[-1]
    right = web.post("/login", data={"name": "rita", "password": PASSWORD, "token": mark})
    assert "Too many" in right.text


def test_a_session_ends_with_its_account_and_cannot_be_forged(people, tools):
    web = entered(people, tools, "vera")
    assert web.get("/review.json").status_code == 200
    access.put(people, "vera", "reader", None)
    assert web.get("/review.json").status_code == 401
    forged = client(people, tools, users=True)
    forged.cookies.set("onrecord", "eyJuYW1lIjogIm5vdXIifQ==.aaaa.bbbb")
    assert forged.get("/review.json").status_code == 401


def test_accounts_are_kept_with_care(people, tools):
    kept = people.setting(access.ACCOUNTS)
    assert PASSWORD not in kept
    assert kept.count("$argon2id$") == 4
    for name, role, password in (
        ("", "reader", PASSWORD),
        ("a" * 99, "reader", PASSWORD),
        ("x", "reader", "short"),
        ("new", "reader", None),
    ):
        with pytest.raises(OnrecordError):
            access.put(people, name, role, password)
    with pytest.raises(OnrecordError, match="last admin"):
        access.remove(people, "nour")
    web = entered(people, tools, "nour")
    mark = token(web.get("/"))
    assert web.post("/people", data={"name": "nour", "role": "reader", "token": mark}).status_code == 422
    assert (
        web.post("/people", data={"name": "omar", "role": "reader", "password": PASSWORD, "token": mark}).status_code
        == 303
    )
    assert access.accounts(people)["omar"].role == "reader"


# --- readers ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def cleared(people, tools):
    """A store with one cleared event that holds what must not be shown, and a fresh capture."""
    record.keep(code_text(REPORT, tools, published="2016-04-05"), people, Weaver(record.kin(tools)))
    today = dt.datetime.now(dt.UTC).date()
    fresh = f"Rebel fighters captured the village of Binnish on {today:%d %B %Y}, a rebel spokesman said."
    record.keep(code_text(fresh, tools, published=today.isoformat()), people, Weaver(record.kin(tools)))
    events = [one.id for one in people.events(Selection())]
    for act, by in (("approve", "vera"), ("clear", "karim")):
        record.judge(people, tools, record.decided(people, act, events, by))
    return people


def test_readers_see_the_public_profile_by_no_address_more(cleared, tools):
    reader, editor = entered(cleared, tools, "rita"), entered(cleared, tools, "karim")
    rows = reader.get("/events.json").json()["rows"]
    assert 0 < len(rows) < editor.get("/events.json").json()["counts"]["events"]
    inner = {one.id for one in cleared.events(Selection())}
    assert not inner & {row["id"] for row in rows}  # ids of their own
    addresses = [
        "/",
        "/events.json",
        "/map.json",
        "/timeline.json",
        "/control",
        "/control.json",
        "/?q=Farouk",
        "/?q=guard",
        "/openapi.json",
    ]
    addresses += [f"/events/{row['id']}{suffix}" for row in rows for suffix in ("", ".json", "?policy=airwars")]
    for address in addresses:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        if "q=" not in address:  # what a reader asks for comes back in the form
            assert not any(secret in answer.text for secret in SECRETS), address
        assert "person:" not in answer.text, address
        assert not any(id_ in answer.text for id_ in inner), address
    for word in ("Farouk", "roof", "Layla"):
        assert reader.get(f"/events.json?q={word}").json()["counts"]["events"] == 0
    for id_ in inner:
        assert reader.get(f"/events/{id_}.json").status_code == 404
    assert reader.get("/events.json?as_of=2016-01-01").status_code == 400
    assert reader.get("/events.json?review=cleared").status_code == 400


def test_readers_never_see_control_of_today(cleared, tools):
    reader, editor = entered(cleared, tools, "rita"), entered(cleared, tools, "karim")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert "Binnish" in editor.get(f"/control.json?at={today}").text
    assert "Binnish" not in reader.get(f"/control.json?at={today}").text
    assert reader.get("/control.json").json()["total"] > 0


def test_reports_are_shown_page_by_page_the_newest_first(store, tools, monkeypatch):
    web = client(store, tools)
    whole = web.get("/reports.json").json()
    days = [row["published"] for row in whole["rows"]]
    assert days == sorted(days, key=lambda day: day or "", reverse=True)
    assert (len(days), whole["after"]) == (whole["total"], None)
    assert sum(row["claims"] for row in whole["rows"]) == len(list(store.claims()))
    monkeypatch.setattr("onrecord.serve.evidence.SHELF", 2)
    rows, after = [], ""
    while after is not None:
        page = web.get(f"/reports.json?after={after}").json()
        rows, after = rows + page["rows"], page["after"]
        assert len(page["rows"]) <= 2
    assert rows == whole["rows"]
    assert web.get("/reports").text.count("Older reports") == 1
    assert web.get("/reports?after=r:none").status_code == 400


# --- hostile ---------------------------------------------------------------------------------------------------------


def test_names_of_five_megabytes_are_cut_in_lists(store, tools):
    name = "Taf" + "x" * 5_000_000
    text = f"Shells hit the town of {name} on Monday, killing 3 people, <b>residents</b> said."
    coded = code_text(text, tools, published="2016-04-05")
    record.keep(coded, store, Weaver(record.kin(tools)))
    web = client(store, tools)
    for path in ("/", "/reports", "/review"):
        answer = web.get(path)
        assert answer.status_code == 200
        assert len(answer.text) < 500_000, path
        assert "<b>residents" not in answer.text


def test_hostile_text_is_escaped_everywhere(store, tools):
    web = client(store, tools)
    addresses = [
        "/",
        "/reports",
        "/review",
        "/control",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?area=%22%3E%3Cimg%20src=x%20onerror=1%3E",
    ]
    addresses += [f"/events/{row['id']}" for row in web.get("/events.json").json()["rows"]]
    addresses += [f"/reports/{row['id']}" for row in web.get("/reports.json").json()["rows"]]
    for address in addresses:
        page = web.get(address).text
        for element in html.fromstring(page).iter("*"):
            assert element.tag not in {"img", "style", "iframe", "object"}, address
            assert not any(name.startswith("on") or name == "style" for name in element.attrib), address
            assert not (element.get("href") or "").strip().lower().startswith("javascript"), address
            if element.tag == "script":
                assert element.get("src", "").startswith("/static/") or element.get("type") == "application/json", (
                    address
                )


# --- grouping --------------------------------------------------------------------------------------------------------


def placed(number):
    """Events in a grid around Aleppo."""
    return [
        glance(
            f"e:{n:06}",
            lat=30 + (n * 7919 % 1000) / 100,
            lon=32 + (n * 104729 % 1000) / 100,
            killed_low=n % 5,
            killed_high=n % 9,
        )
        for n in range(number)
    ]


GROUP = Grouping.open().number


@pytest.mark.parametrize("zoom", [0, 3, 6, 9, 12, 15])
def test_every_event_in_view_is_drawn_once(zoom):
    index = Index(placed(3000), GROUP)
    features = mapped.features(index, (-180, -85, 180, 85), zoom)
    assert sum(one["properties"].get("count", 1) for one in features) == 3000
    assert all(
        sum(one["properties"]["shares"]) == one["properties"]["count"]
        for one in features
        if "count" in one["properties"]
    )
    if zoom < 4:
        assert len(features) < 40


def test_a_view_across_the_date_line_and_without_a_place():
    rows = [
        glance("e:1", lat=0, lon=179.9),
        glance("e:2", lat=0, lon=-179.9),
        glance("e:3", lat=None, lon=None),
        glance("e:4", lat=0, lon=0),
    ]
    index = Index(rows, GROUP)
    features = mapped.features(index, (178, -5, 182, 5), 15)
    assert {one["properties"]["id"] for one in features} == {"e:1", "e:2"}
    assert index.counts["unplaced"] == 1
    assert [one.id for one in index.tray("unplaced")] == ["e:3"]
    assert mapped.features(Index([], GROUP), (-180, -85, 180, 85), 2) == []


def test_intervals_stay_intervals_and_the_undated_are_counted():
    rows = [
        glance("e:1"),
        glance("e:2", earliest="2016-01-02", latest="2016-01-02"),
        glance("e:3", earliest="2016-01-01", latest="2016-01-31", when_precision="month"),
        glance("e:4", earliest="2016-01-01", latest="2016-01-31", when_precision="month"),
        glance("e:5", earliest=None, latest=None, when_precision="unresolved"),
    ]
    told = timed.timeline(Index(rows, GROUP))
    assert told["step"] == "day"
    assert [bar["day"] for bar in told["bars"]] == ["2016-01-01", "2016-01-02"]
    assert [(one["from"], one["to"], one["count"]) for one in told["intervals"]] == [("2016-01-01", "2016-01-31", 2)]
    assert told["undated"] == 1


@pytest.mark.parametrize(
    ("last", "step"), [("2016-03-01", "day"), ("2017-06-01", "week"), ("2020-01-01", "month"), ("2099-01-01", "year")]
)
def test_bars_widen_with_the_span_and_lose_nothing(last, step):
    rows = [
        glance(f"e:{n}", earliest=day, latest=day)
        for n, day in enumerate(["2016-01-01", "2016-02-15", "2016-02-16", last])
    ]
    told = timed.timeline(Index(rows, GROUP))
    assert told["step"] == step
    assert sum(sum(bar["groups"]) for bar in told["bars"]) == 4
    if step == "week":
        assert all(dt.date.fromisoformat(bar["day"]).weekday() == 0 for bar in told["bars"])


def test_order_and_words_of_days():
    rows = [
        glance("a", killed_high=5),
        glance("b", earliest="2016-02-01", latest="2016-02-29", when_precision="month"),
        glance("c", earliest=None, latest=None, disputed=True),
    ]
    assert [one.id for one in ordered(rows, "newest")] == ["b", "a", "c"]
    assert [one.id for one in ordered(rows, "oldest")] == ["a", "b", "c"]
    assert next(one.id for one in ordered(rows, "toll")) == "a"
    assert next(one.id for one in ordered(rows, "disputed")) == "c"
    assert [when(one) for one in rows] == ["1 Jan 2016", "in February 2016", "no date"]
    assert (
        when(glance("d", earliest="2015-12-30", latest="2016-01-02", when_precision="range"))
        == "30 Dec 2015 – 2 Jan 2016"
    )


def test_a_query_survives_its_own_address():
    query = queries.read(
        {
            "kind": "battle,remote",
            "since": "2016-01-01",
            "box": "36,33.5,38,37",
            "killed": "3",
            "q": "market ",
            "sort": "toll",
        }
    )
    assert queries.read(query.parameters()) == query
    assert query.address("/", text=None).count("q=") == 0
    assert Query().address() == "/"


def test_text_is_cut_where_marks_begin_and_end():
    marks = [
        Mark(start=3, end=9, field="place", label="p", claim="c:1"),
        Mark(start=6, end=12, field="toll", label="t", claim="c:1"),
        Mark(start=50, end=60, field="when", label="w", claim="c:1"),
    ]
    cut = pieces("a😀bcdefghijklmnop", 0, 15, marks)
    assert "".join(piece.text for piece in cut) == "a😀bcdefghijklmn"
    assert [(piece.start, piece.fields) for piece in cut] == [
        (0, ()),
        (3, ("place",)),
        (6, ("place", "toll")),
        (9, ("toll",)),
        (12, ()),
    ]


def test_every_family_has_a_group_and_shapes_differ():
    grouping = Grouping.open()
    assert {family for group in grouping.groups for family in group.families} == set(grouping.families)
    assert (
        len({group.shape for group in grouping.groups})
        == len(grouping.groups)
        == len({group.colour for group in grouping.groups})
    )


def test_outlines_are_geojson_of_land_and_borders(store, tools):
    world = json.loads(client(store, tools).get("/outlines.json").text)
    assert [one["properties"]["what"] for one in world["features"]] == ["land", "border"]
    assert len(world["features"][0]["geometry"]["coordinates"]) > 500


def test_countries_have_names_where_they_lie(store, tools):
    told = json.loads(client(store, tools).get("/countries.json").text)["features"]
    [syria] = [one for one in told if one["properties"]["code"] == "SY"]
    assert syria["properties"]["name"] == "Syria"
    assert 5 < syria["properties"]["wide"] < 8
    assert all(one["properties"]["wide"] > 0 for one in told)


# --- a background map of one's own ------------------------------------------------------------------------------------


def test_a_pmtiles_file_is_served_in_ranges_to_those_who_are_in(people, tools, tmp_path):
    path = tmp_path / "mine.pmtiles"
    path.write_bytes(pmtiles.archive(pmtiles.PNG, pmtiles.picture(1, 2, 3), {}))
    told = background(str(path))
    web = client(people, tools, tiles=told)
    piece = web.get(OURS, headers={"range": "bytes=0-7"})
    assert (piece.status_code, piece.content) == (206, b"PMTiles\x03")
    assert "connect-src 'self';" in web.get("/").headers["content-security-policy"]
    assert str(tmp_path) not in web.get("/").text
    assert client(people, tools).get(OURS).status_code == 404
    assert client(people, tools, tiles=told, users=True).get(OURS).status_code == 303


def test_a_pmtiles_file_of_another_host_widens_the_policy_by_that_host_alone(store, tools):
    told = background("https://maps.example:8443/a/world.pmtiles")
    policy = client(store, tools, tiles=told).get("/").headers["content-security-policy"]
    assert "connect-src 'self' https://maps.example:8443;" in policy
    assert "script-src 'self';" in policy


@pytest.mark.parametrize(
    "given",
    [
        "ftp://x/{z}",
        "https://x/{z}.png",
        "https://a;script-src *;/x.pmtiles",
        "nowhere.pmtiles",
        "tiles",
        "https://u:p@x/{z}{x}{y}",
    ],
)
def test_what_is_no_background_is_refused(given):
    with pytest.raises(OnrecordError):
        background(given)


def test_a_file_that_only_ends_as_pmtiles_is_refused(tmp_path):
    path = tmp_path / "no.pmtiles"
    path.write_text("PMTiles")
    with pytest.raises(OnrecordError, match="no PMTiles file of version 3"):
        background(str(path))


# --- handing over -----------------------------------------------------------------------------------------------------


def test_a_view_is_handed_over_public_and_logged(cleared, tools):
    import zipfile

    for name in ("rita", "nour"):
        web = entered(cleared, tools, name)
        points = json.loads(web.get("/export/geojson?since=2016-01-01").text)
        assert 1 < len(points["features"]) <= len(web.get("/export/geojson").json()["features"])
        for word in ("Farouk", "roof", "Layla"):  # told by nobody's filter, not even an admin's
            assert web.get(f"/export/geojson?q={word}").json()["features"] == []
        tables = zipfile.ZipFile(io.BytesIO(web.get("/export/csv").content))
        held = b"".join(tables.read(one) for one in tables.namelist()).decode()
        assert "Saraqib" in held
        assert not any(secret in held + json.dumps(points) for secret in SECRETS)
        logged = [cleared.said(one.number) or "" for one in cleared.log(subject="geojson")]
        assert any(f"person:{name}" in entry and '"profile":"public"' in entry for entry in logged)
        assert web.get("/export/acled").status_code == 404
        assert web.get("/export/csv?profile=restricted").content[:2] == b"PK"
        assert web.get("/export/csv?review=unreviewed").status_code == 400
    assert client(cleared, tools, users=True).get("/export/csv").headers["location"] == "/login"


# --- boundaries of one's own ------------------------------------------------------------------------------------------

SQUARE = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
IDLIB = {
    "name": "Idlib",
    "id": "gn:1",
    "precision": "admin1",
    "lat": 35.6,
    "lon": 36.6,
    "admin": (Admin(level=0, name="Syria", code="SY"),),
}
JISR = {
    "name": "Jisr",
    "id": "gn:2",
    "precision": "admin2",
    "lat": 35.6,
    "lon": 36.6,
    "admin": (*IDLIB["admin"], Admin(level=1, name="Idlib")),
}


def boundaries(tmp_path, *features, geometry=SQUARE):
    rows = [{"type": "Feature", "properties": one, "geometry": geometry} for one in features]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return Areas.open(path)


def named(**fields):
    return Place(text="there", start=0, end=5, **fields)


@pytest.mark.parametrize(
    ("features", "place", "found"),
    [
        ([{"ADM1_EN": "Idleb", "ADM1_PCODE": "SY07", "ADM0_PCODE": "SY"}], IDLIB, "SY07"),
        ([{"adm1_name": "Idlib", "adm0_pcode": "SY"}], IDLIB, None),
        ([{"NAME_1": "Idlib", "GID_0": "SYR", "GID_1": "SYR.8_1", "COUNTRY": "Syria"}], IDLIB, "SYR.8_1"),
        ([{"shapeName": "Idlib", "shapeGroup": "SYR", "shapeType": "ADM1"}], IDLIB, None),
        ([{"name": "Idlib", "country": "Syria", "code": "own"}], IDLIB, "own"),
        ([{"ADM1_EN": "Idlib", "ADM2_EN": "Jisr", "ADM2_PCODE": "x", "ADM0_PCODE": "SY"}], JISR, "x"),
    ],
)
def test_an_area_is_found_in_files_of_many_makers(tmp_path, features, place, found):
    area = boundaries(tmp_path, *features).of(named(**place))
    assert area is not None
    assert area.code == found
    assert area.polygons == [SQUARE["coordinates"]]


@pytest.mark.parametrize(
    ("features", "change"),
    [
        ([{"name": "Idlib", "country": "IQ"}], {}),
        ([{"ADM2_EN": "Idlib", "ADM0_PCODE": "SY"}], {}),
        ([{"name": "Idlib"}, {"name": "Idlib"}], {}),
        ([{"name": "Idlib"}], {"precision": "settlement"}),
        ([{"name": "Idlib"}], {"part": "some"}),
        ([{"name": "Idlib"}], {"relation": "countryside"}),
        ([{"name": "Idlib"}], {"lat": 12.0, "lon": 44.0}),
        ([{"name": "Jisr", "parent": "Homs"}], JISR),
    ],
)
def test_what_is_no_whole_area_or_another_one_has_no_boundary(tmp_path, features, change):
    assert boundaries(tmp_path, *features).of(named(**{**IDLIB, **change})) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "no GeoJSON of polygons"),
        ('{"type": "Topology"}', "no GeoJSON of polygons"),
        ('{"type": "FeatureCollection", "features": []}', "no polygon with a name"),
        (
            '{"type": "FeatureCollection", "features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
            "no GeoJSON",
        ),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {
                            "properties": {"name": "A"},
                            "geometry": {
                                "type": "Polygon",
                                "coordinates": [[[400000, 1], [5, 1], [5, 5], [400000, 1]]],
                            },
                        }
                    ],
                }
            ),
            "no degrees",
        ),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {"properties": {"name": "A"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 1]]]}}
                    ],
                }
            ),
            "not closed",
        ),
    ],
)
def test_a_file_of_no_boundaries_is_refused_in_one_line(tmp_path, capsys, content, words):
    path = tmp_path / "areas.geojson"
    path.write_text(content)
    open_store(tmp_path / "store.sqlite").close()
    assert main(["serve", "--store", str(tmp_path / "store.sqlite"), "--areas", str(path)]) == 2
    told = capsys.readouterr().err.strip()
    assert words in told
    assert len(told.splitlines()) == 1


def test_only_areas_as_a_whole_are_drawn_and_readers_get_none_of_today(people, tools, tmp_path):
    darfur = boundaries(
        tmp_path,
        {"name": "Darfur", "country": "SD"},
        geometry={"type": "Polygon", "coordinates": [[[22, 10], [27, 10], [27, 16], [22, 10]]]},
    )
    told_of_an_area(people, tools)
    web = client(people, tools, areas=darfur)
    rows = {row["key"]: row["place"] for row in web.get("/control.json").json()["rows"]}
    drawn = web.get("/areas.json").json()["features"]
    assert [rows[one["properties"]["key"]] for one in drawn] == ["Darfur"]
    assert client(people, tools).get("/areas.json").json()["features"] == []
    reader = client(people, tools, areas=darfur, users=True)
    reader.post("/login", data={"name": "rita", "password": PASSWORD, "token": token(reader.get("/login"))})
    assert reader.get("/areas.json").json()["features"] == []


# --- the commands ----------------------------------------------------------------------------------------------------


def test_accounts_are_added_from_the_command_line(tmp_path, monkeypatch, capsys):
    path = tmp_path / "store.sqlite"
    open_store(path).close()
    assert main(["serve", "--store", str(path), "--users"]) == 2
    assert "onrecord account" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["account", "nour", "--role", "admin", "--store", str(path)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["account", "omar", "--role", "reader", "--store", str(path)]) == 2
    home = open_store(path)
    assert {name: one.role for name, one in access.accounts(home).items()} == {"nour": "admin"}
    home.close()


@pytest.mark.parametrize("options", [["--host", "0.0.0.0"], ["--tiles", "ftp://x/{z}"], ["--store", "nowhere.sqlite"]])
def test_the_screen_stays_on_this_machine_without_accounts(tmp_path, capsys, options):
    path = tmp_path / "store.sqlite"
    open_store(path).close()
    assert main(["serve", *([] if "--store" in options else ["--store", str(path)]), *options]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(store, tools):
    import socket

    from onrecord.serve import run

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OnrecordError, match="Another --port"):
            run(application(store), "127.0.0.1", taken.getsockname()[1])


def test_events_are_joined_split_and_reviewed_over_the_web(store, tools):
    web = client(store, tools)
    mark = {"token": token(web.get("/"))}
    one, two = (row["id"] for row in web.get("/events.json").json()["rows"][:2])
    before = store.count(Selection())
    joined = web.post("/decisions", data={"act": "same", "subjects": f"{one} {two}", **mark}).json()
    assert store.count(Selection()) == before - 1
    assert {one, two} & {joined["event"]}
    gone = next(id_ for id_ in (one, two) if id_ != joined["event"])
    assert web.get(f"/events/{gone}").headers["location"] == f"/events/{joined['event']}"
    assert web.post("/decisions", data={"act": "undo", "subjects": joined["decision"]["id"], **mark}).status_code == 200
    assert store.count(Selection()) == before
    for wish in (
        {"act": "redact", "subjects": one},
        {"act": "dance", "subjects": one},
        {"act": "same", "subjects": one},
        {"act": "undo"},
    ):
        assert web.post("/decisions", data={**wish, **mark}).status_code == 422
