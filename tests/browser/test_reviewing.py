"""Reviewing by keys, adding what was missed, coding twice and blind, right to left, and the walls between roles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from screen import copied, ready, served

expect = pytest.importorskip("playwright.sync_api").expect
PASSWORD = "correct horse battery"


def toast(page, words):
    page.locator("#live", has_text=words).wait_for()


def test_ten_claims_by_keyboard_and_undo(own, visit):
    page = visit(f"{own}/review")
    ready(page)
    first = page.locator("#desk").get_attribute("data-event")
    assert page.locator(".judged").count() >= 10
    for done in range(1, 10):
        page.keyboard.press("a")
        page.locator(".judged.right").nth(done - 1).wait_for()
    page.keyboard.press("u")
    toast(page, "undone")
    expect(page.locator(".judged.right")).to_have_count(8)
    while page.locator("#desk").get_attribute("data-event") == first:
        before = page.locator(".judged.right").count()
        page.keyboard.press("a")
        page.locator(f".judged.right >> nth={before}").or_(
            page.locator(f'#desk:not([data-event="{first}"])')
        ).first.wait_for()
    told = page.request.get(f"{own}/events/{first}.json").json()
    assert told["review"]["state"] == "approved"
    assert told["review"]["approved_by"] == ["person:amal"]
    acts = [one["act"] for one in told["decisions"]]
    assert acts.count("approve") >= 10
    assert "undo" in acts
    assert all(one["by"] == "person:amal" and one["at"] for one in told["decisions"])


def test_reject_correct_and_note_by_keyboard(own, visit):
    page = visit(f"{own}/review")
    ready(page)
    event = page.locator("#desk").get_attribute("data-event")
    page.keyboard.press("e")
    page.locator("#correct[open]").wait_for()
    page.locator('[data-field="kind"]').click()
    page.locator("#value").select_option("siege")
    page.keyboard.press("Enter")
    toast(page, "correct")
    page.locator(".judged").first.get_by_text("Siege").wait_for()
    page.keyboard.press("e")
    page.locator("#correct[open]").wait_for()
    page.locator('[data-field="when"]').click()
    page.locator("#correcttext").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    words = page.locator("#chosen").inner_text()
    assert len(words.split()) == 2
    page.keyboard.press("Escape")
    page.locator("#correct:not([open])").wait_for(state="attached")
    count = page.locator(".judged").count()
    page.keyboard.press("x")
    toast(page, "reject")
    page.locator("text=1 claim rejected").wait_for()
    expect(page.locator(".judged")).to_have_count(count - 1)
    page.keyboard.press("o")
    page.keyboard.type("Ask Layla about the second toll.")
    page.get_by_role("button", name="Keep the note").click()
    page.locator(".notes", has_text="second toll").wait_for()
    made = page.request.get(f"{own}/events/{event}.json").json()["decisions"]
    assert [one["act"] for one in made] == ["correct", "reject", "note"]


def test_a_place_is_chosen_again(own, visit):
    page = visit(f"{own}/review")
    ready(page)
    page.keyboard.press("p")
    page.locator("#correct[open]").wait_for()
    page.get_by_label("Name of the place").fill("Aleppo")
    page.keyboard.press("Tab")
    page.locator(".candidates button", has_text="Aleppo").first.click()
    toast(page, "correct")
    event = page.locator("#desk").get_attribute("data-event")
    [made] = page.request.get(f"{own}/events/{event}.json").json()["decisions"]
    assert made["field"] == "places.0"
    assert "Aleppo" in made["value"]


def test_a_missed_claim_is_added(own, visit):
    page = visit(f"{own}/review")
    ready(page)
    event = page.locator("#desk").get_attribute("data-event")
    claims = page.locator(".judged").count()
    page.keyboard.press("m")
    page.wait_for_url(re.compile(r"/reports/.*event="))
    ready(page)
    text = page.locator("#words")
    text.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    chosen = page.locator("#chosen").inner_text()
    page.keyboard.press("1")
    page.locator("#marked", has_text="what happened").wait_for()
    page.locator("#kind").select_option("shelling")
    page.keyboard.press("Control+Enter")
    page.locator(".claim", has_text="person:amal").wait_for()
    claim = page.locator(".claim", has_text="person:amal")
    assert chosen.strip('“”"') in claim.locator("mark.m-trigger").inner_text()
    told = page.request.get(f"{own}/events/{event}.json").json()
    assert sum(len(one["claims"]) for one in told["told"]) == claims + 1


def test_a_report_in_arabic_is_coded_by_hand_right_to_left(own, visit):
    page = visit(f"{own}/reports.json")
    rows = page.evaluate("() => JSON.parse(document.body.innerText)")["rows"]
    report = next(row["id"] for row in rows if row["language"] == "ar")
    page = visit(f"{own}/reports/{report}")
    ready(page)
    text = page.locator("#words")
    assert text.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    text.focus()
    page.keyboard.press("ArrowLeft")  # the next word lies to the left
    page.keyboard.press("1")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    words = page.locator("#chosen").inner_text().strip('“”"')
    page.keyboard.press("4")
    page.locator("#kind").select_option("shelling")
    page.keyboard.press("Control+Enter")
    page.locator(".claim", has_text="person:amal").wait_for()
    claim = page.request.get(f"{own}/reports/{report}.json").json()
    [made] = claim["claims"]
    body = claim["report"]["text"]
    place = made["claim"]["places"][0]
    assert body[place["start"] : place["end"]] == place["text"] == words
    assert body.startswith(made["claim"]["trigger"]["text"])
    assert page.request.get(f"{own}/events.json?kind=shelling").json()["counts"]["events"] > 0


def login(visit, address, name, password=PASSWORD):
    page = visit(f"{address}/login", allowed=("403", "401", "404"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    return page


@pytest.fixture
def shared(store, tools, tmp_path):
    """A screen with accounts."""
    from onrecord.serve import access
    from onrecord.store import open_store

    path = copied(store, tmp_path / "store.sqlite")
    home = open_store(path)
    for name, role in (("rita", "reader"), ("vera", "reviewer"), ("karim", "editor"), ("nour", "admin")):
        access.put(home, name, role, PASSWORD)
    home.close()
    with served(path, tools, users=True) as address:
        yield address


def test_login_and_role_walls(shared, visit):
    page = visit(shared)
    page.wait_for_url(re.compile("/login"))
    page = login(visit, shared, "rita", "not the password")
    page.get_by_role("alert").wait_for()
    page = login(visit, shared, "rita")
    page.locator(".tag", has_text="public view").wait_for()
    assert page.locator("nav a").all_inner_texts() == ["Record", "Control"]
    assert page.locator("#count b").inner_text() == "0"  # nothing is cleared yet
    for path in (
        "/review",
        "/reports",
        "/coding",
        "/people",
        "/gold.jsonl",
        "/review.json",
        "/reports.json",
        "/places.json?q=a",
    ):
        assert page.request.get(shared + path).status == 403
    editor = login(visit, shared, "karim")
    editor.locator("nav a", has_text="Review").wait_for()
    assert editor.request.get(f"{shared}/people").status == 403


def test_an_export_of_the_view_is_a_click_away(store, tools, tmp_path, visit):
    path = copied(store, tmp_path / "store.sqlite")
    with served(path, tools) as address:
        page = visit(f"{address}/?kind=explosives")
        ready(page)
        with page.expect_download() as coming:
            page.get_by_role("link", name="GeoJSON").click()
        assert coming.value.suggested_filename == "onrecord-public.geojson"
        told = json.loads(Path(coming.value.path()).read_text())
        assert told["features"] == []  # nothing is cleared yet, so nothing is public


def test_two_people_code_blind_and_are_compared(shared, visit):
    admin = login(visit, shared, "karim")
    admin.locator("nav a", has_text="Double coding").click()
    admin.get_by_label("Reports").fill("2")
    admin.get_by_role("button", name="Draw").click()
    admin.locator("tbody tr").nth(1).wait_for()
    report = admin.locator("tbody a").first.get_attribute("href")
    for number, name in enumerate(("karim", "vera")):
        page = admin if name == "karim" else login(visit, shared, name)
        page.locator("nav").wait_for()
        page.goto(shared + report)
        ready(page)
        assert page.locator("#words mark").count() == 0  # no suggestion of the machine
        assert page.get_by_text("karim").count() == (1 if name == "karim" else 0)
        page.locator("#words").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("1")
        page.locator("#kind").select_option("battle" if number == 0 else "shelling")
        page.keyboard.press("Control+Enter")
        page.locator("aside", has_text="1 marked").wait_for()
        page.get_by_role("button", name="The report is complete").click()
        page.locator("h1", has_text="Double coding").wait_for()
    table = page.locator("[data-pair]")
    assert "karim and vera, 1 report" in table.inner_text()
    rows = {row.split("\t")[0]: row.split("\t")[1:] for row in table.locator("tbody").inner_text().split("\n")}
    assert rows["claims found"][:2] == ["1", "100 %"]
    assert rows["kind"][:2] == ["1", "0 %"]
    gold = page.request.get(f"{shared}/gold.jsonl").text().strip().split("\n")
    assert len(gold) == 1
