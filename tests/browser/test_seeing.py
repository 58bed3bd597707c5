"""Seeing: first view, filters in the address, control by date, evidence with its words, hostile text, small screens."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from screen import ready

from onrecord.serve.workplace import VENDOR

MAP = pytest.mark.skipif(not (VENDOR / "maplibre-gl.mjs").exists(), reason="the map's files are missing (make web)")


def asked(page):
    return {name: value[0] for name, value in parse_qs(urlsplit(page.url).query).items()}


def test_first_view_shows_count_map_timeline_and_list(screen, visit):
    page = visit(screen)
    ready(page)
    count = int(page.locator("#count b").inner_text())
    assert count > 20
    assert page.locator("#rows .row").count() == min(count, 60)
    assert page.locator("#time .bar").count() > 2
    assert page.locator(".tray", has_text="without a date").count() == 1
    assert page.locator(".tray", has_text="without a place").count() == 1


@MAP
def test_the_map_draws_the_events_and_a_sign_leads_to_one(screen, visit):
    page = visit(f"{screen}/?area=Homs", drawn=True)
    ready(page)
    page.locator('#map[data-ready="yes"]').wait_for()
    assert int(page.locator("#map").get_attribute("data-shown")) >= 1
    canvas = page.locator("#map canvas").bounding_box()
    drawn = page.evaluate("() => document.querySelector('#map canvas').getContext('webgl2') !== null")
    assert drawn
    assert canvas["width"] > 500


def test_filters_change_the_address_and_the_address_brings_the_view_back(screen, visit):
    page = visit(screen)
    ready(page)
    before = int(page.locator("#count b").inner_text())
    page.locator(".kindswitch", has_text="Bombs and mines").click()
    page.wait_for_url(re.compile("kind=explosives"))
    page.locator(".chips", has_text="Bombs and mines").wait_for()
    after = int(page.locator("#count b").inner_text())
    assert 0 < after < before
    page.get_by_label("From", exact=True).fill("2016-01-01")
    page.wait_for_url(re.compile("since=2016-01-01"))
    shared = page.url
    again = visit(shared)
    ready(again)
    assert asked(again) == {"kind": "explosives", "since": "2016-01-01"}
    assert again.get_by_label("From", exact=True).input_value() == "2016-01-01"
    assert again.locator("#count b").inner_text() == page.locator("#count b").inner_text()
    page.go_back()
    page.locator("#count b", has_text=str(after)).wait_for()
    assert "since" not in asked(page)


def test_days_are_chosen_on_the_timeline(screen, visit):
    page = visit(screen)
    ready(page)
    box = page.locator("#time svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile("since=.*until="))
    assert asked(page)["since"] < asked(page)["until"]


def test_days_are_chosen_with_keys(screen, visit):
    page = visit(screen)
    ready(page)
    slider = page.get_by_role("slider", name="Days on the timeline")
    slider.focus()
    page.keyboard.press("ArrowRight")  # the first one shows where one is
    first = slider.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    second = slider.get_attribute("aria-valuetext")
    assert second != first
    page.keyboard.press("Shift+End")
    page.keyboard.press("Shift+ArrowLeft")
    assert second.split(" to ")[0] == slider.get_attribute("aria-valuetext").split(" to ")[0]
    assert page.locator("#time .brush").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#time .brush").count() == 0
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("since=.*until="))
    assert asked(page)["since"] <= asked(page)["until"]


def test_trays_hold_what_has_no_date_and_no_place(screen, visit):
    page = visit(screen)
    ready(page)
    tray = page.locator(".timehead .tray")
    count = tray.locator("b").inner_text()
    tray.click()
    page.locator("#count", has_text=f"{count} without a date").wait_for()
    assert page.locator("#rows .row .when").all_inner_texts() == ["no date"] * int(count)


def test_control_changes_with_the_slider(screen, visit):
    page = visit(f"{screen}/control?at=2016-01-16", drawn=True)
    ready(page)
    first = page.locator("#places").inner_text()
    slider = page.locator("#range")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"at=(?!2016-01-16)"))
    page.locator("#places .row", has_text="Bughayliyah").wait_for()
    assert page.locator("#places").inner_text() != first
    row = page.locator("#places .row", has_text="Bughayliyah")
    assert "says so" in row.inner_text() or "concedes" in row.inner_text()
    row.locator("a").click()
    page.locator("blockquote").first.wait_for()


def test_every_number_leads_to_its_words(screen, visit):
    page = visit(f"{screen}/?sort=toll")
    ready(page)
    page.locator("#rows .row a").first.click()
    page.locator(".chart .bar").first.wait_for()
    bar = page.locator(".chart a.bar").first
    said = bar.locator(".says").inner_text()
    number = re.search(r"\d+", said).group()
    bar.click()
    claim = page.locator(".claim:target")
    assert number in claim.locator("mark.m-toll").first.inner_text()
    claim.get_by_role("link", name="in its report").click()
    page.locator("#words mark.m-toll").first.wait_for()
    assert number in " ".join(page.locator("#words mark.m-toll").all_inner_texts())


def test_an_event_shows_policies_sources_and_supersession(screen, visit):
    page = visit(f"{screen}/?sort=toll")
    ready(page)
    page.locator("#rows .row a").first.click()
    page.get_by_text("superseded by the same source").first.wait_for()
    assert "does not corroborate" in page.locator(".voices").inner_text()
    page.get_by_label("Policy").select_option("ucdp")
    page.wait_for_url(re.compile("policy=ucdp"))
    page.get_by_text("By policy ucdp").first.wait_for()


def test_hostile_reports_are_text(screen, visit):
    listed = visit(f"{screen}/reports.json").evaluate("() => JSON.parse(document.body.innerText)")
    report = next(row["id"] for row in listed["rows"] if "script" in row["title"])
    page = visit(f"{screen}/reports/{report}")
    ready(page)
    text = page.locator("#words").inner_text()
    for shown in ("<script>window.hacked=1</script>", "onerror", "<svg onload", "<style>", "{{ 7*7 }}", "javascript:"):
        assert shown in text
    assert page.evaluate("() => window.hacked") is None
    assert page.locator('a[href^="javascript"]').count() == 0
    assert page.locator("#words script, #words img, #words svg, #words style").count() == 0
    event = visit(f"{screen}/?area=Taftanaz&q=javascript")
    ready(event)
    assert event.evaluate("() => window.hacked") is None


@pytest.mark.parametrize("path", ["/", "/control", "/review", "/reports", "/coding"])
def test_pages_fit_a_phone(screen, visit, path):
    page = visit(f"{screen}{path}", width=360, height=740)
    page.locator("main").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_the_keyboard_reaches_the_list_and_everything_has_a_name(screen, visit):
    page = visit(screen)
    ready(page)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the page"
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")].filter((one) =>
             !(one.textContent.trim() || one.getAttribute("aria-label") || one.labels?.length || one.title)).map((one) => one.outerHTML)"""
    )
    assert nameless == []
    assert page.locator("h1").count() == 1


def test_the_policy_forbids_inline_scripts(screen, visit):
    page = visit(screen, allowed=("Content Security Policy", "Content-Security-Policy"))
    ready(page)
    page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.inline = 1'; document.body.append(one); }"
    )
    assert page.evaluate("() => window.inline") is None
