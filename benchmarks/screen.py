"""How long the screen takes with 50,000 events, in a real browser; and the pictures of its views for the documents.

    .venv/bin/python benchmarks/screen.py [--events 50000] [--store FILE]     # times
    .venv/bin/python benchmarks/screen.py --pictures docs/screens             # pictures (make screens)

Events are those of ``benchmarks/store.py``. Times are of Debian's Chromium, which draws the map in software where there is no graphics card; the
load is printed beside them. "View" is from asking for the page until list, timeline and map are drawn; "pan" is dragging the map: the
time between two frames, and how long the server takes to answer for the new piece of the map.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from onrecord.model import Coded

PASSWORD = "a password for pictures"  # of accounts that live as long as the pictures take
BATCH = 500
"""Reports a transaction while the store is filled."""
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

ARGUMENTS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
SIZES = {"wide": (1280, 800), "phone": (360, 740)}
FRAMES = """() => { window.frames_ = []; let last = performance.now();
  const tick = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS.split())
        yield started
        started.close()


# --- times -----------------------------------------------------------------------------------------------------------


def filled(path: Path, events: int) -> Path:
    """A store of at least so many invented events, each of a report of two sentences; one that is there is filled up."""
    import random

    from store import coded

    from onrecord.model import Selection
    from onrecord.store import open_store

    home = open_store(path)
    there = home.count(Selection())
    chance = random.Random(there)
    for first in range(there, events, BATCH):
        items = [coded(chance, number) for number in range(first, min(first + BATCH, events))]
        with home.writing() as writing:
            for item in items:
                writing.put(_short(item))
                writing.put_event(item.events[0], [item.events[0].id])
    home.close()
    return path


def _short(item: Coded) -> Coded:
    """The report without the words that fill it up: searching texts is not what is timed."""
    assert item.report is not None
    body = ". ".join(item.report.text.split(". ")[:2]) + "."
    return msgspec.structs.replace(item, report=msgspec.structs.replace(item.report, text=body))


def measure(path: Path) -> None:
    """Print how long first view, second view, filters and pans take."""
    import httpx2
    from screen import served

    from onrecord.pipeline import Tools

    with served(path, Tools.open()) as address, browser() as chromium:
        count = httpx2.get(f"{address}/events.json?since=1900-01-01", timeout=60).json()["counts"]["events"]
        print(f"{count:,} events; load {os.getloadavg()[0]:.1f}")
        page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/login")
        times = [_view(page, address) for _ in range(4)]
        print(f"first view (server has read nothing yet)  {times[0]:6.2f} s")
        print(f"view again                                {statistics.median(times[1:]):6.2f} s")
        for name, ask in (("page", "/?since=2014-01-02"), ("map", "/map.json?zoom=4"), ("timeline", "/timeline.json")):
            print(f"server, {name:<10} {_asked(f'{address}{ask}') * 1000:7.0f} ms")
        _pan(page)


def _view(page: Any, address: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    page.locator('#map[data-ready="yes"]').wait_for()
    return time.perf_counter() - start


def _asked(address: str) -> float:
    import httpx2

    times = []
    for _ in range(5):
        start = time.perf_counter()
        httpx2.get(address, timeout=60).raise_for_status()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _pan(page: Any) -> None:
    """Drag the map to and fro, and print what lies between frames and how long the pieces took."""
    took: list[float] = []

    def told(request: Any) -> None:
        if "/map.json" in request.url:
            took.append(request.timing["responseEnd"])

    page.on("requestfinished", told)
    box = page.locator("#map").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES)
    for turn in range(6):
        page.mouse.move(*middle)
        page.mouse.down()
        for step in range(12):
            page.mouse.move(middle[0] + (1 if turn % 2 else -1) * 12 * step, middle[1] + 4 * step)
        page.mouse.up()
        page.wait_for_timeout(300)
    frames = sorted(page.evaluate("() => window.frames_"))
    print(
        f"pan: {len(frames)} frames, median {statistics.median(frames):.0f} ms, 95 % below {frames[int(len(frames) * 0.95)]:.0f} ms"
    )
    if took:
        print(f"pan: new piece of the map in {statistics.median(took):.0f} ms (median of {len(took)})")


# --- pictures --------------------------------------------------------------------------------------------------------


def pictures(folder: Path) -> None:
    """Draw every view of the example reports, wide and on a phone."""
    from screen import served

    from onrecord import record
    from onrecord.pipeline import Tools
    from onrecord.store import open_store

    folder.mkdir(parents=True, exist_ok=True)
    tools = Tools.open()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "examples.sqlite"
        home = open_store(path)
        sources = sorted(
            str(one) for kind in ("reports", "scenario", "week") for one in (ROOT / "examples" / kind).glob("*.txt")
        )
        for _ in record.add(sources, tools, home):
            pass
        home.close()
        with served(path, tools, by="amal") as address, browser() as chromium:
            for name, where in _views(address):
                for size in SIZES:
                    _picture(chromium.new_context(), where, folder / f"{name}-{size}.png", size)
        _staffed(path)
        with served(path, tools, users=True) as address, browser() as chromium:
            for size in SIZES:
                _picture(chromium.new_context(), f"{address}/login", folder / f"login-{size}.png", size)
            _together(chromium, address, folder)


def _views(address: str) -> Iterator[tuple[str, str]]:
    import httpx2

    rows = httpx2.get(f"{address}/events.json?sort=toll", timeout=60).json()["rows"]
    most = max(rows, key=lambda row: row["reports"])["id"]
    report = httpx2.get(f"{address}/events/{most}.json", timeout=60).json()["told"][0]["report"]
    yield "record", f"{address}/?area=Syria"
    yield "evidence", f"{address}/events/{most}"
    yield "control", f"{address}/control?within=Syria"
    yield "review", f"{address}/review"
    yield "report", f"{address}/reports/{report}"


def _staffed(path: Path) -> None:
    """People with accounts, invented."""
    from onrecord.serve import access
    from onrecord.store import open_store

    home = open_store(path)
    for name, role in (("amal", "admin"), ("karim", "editor"), ("vera", "reviewer"), ("rita", "reader")):
        access.put(home, name, role, PASSWORD)  # type: ignore[arg-type]
    home.close()


def _together(chromium: Any, address: str, folder: Path) -> None:
    """A sample drawn and coded by two people, then the pages of it and of the accounts."""
    for number, name in enumerate(("karim", "amal")):
        context = chromium.new_context()
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.locator("nav").wait_for()
        page.goto(f"{address}/coding")
        if not number:
            page.get_by_label("Reports").fill("4")
            page.get_by_role("button", name="Draw").click()
        reports = [link.get_attribute("href") for link in page.locator("tbody a").all()]
        for report in reports[:2]:
            _coded(page, address + report, ("battle", "shelling")[number and report == reports[0]])
    for size in SIZES:
        for name, where in (("double", "/coding"), ("coding", reports[2]), ("people", "/people")):
            _picture(context, address + where, folder / f"{name}-{size}.png", size)


def _coded(page: Any, where: str, kind: str) -> None:
    page.goto(where)
    page.locator('body[data-ready="yes"]').wait_for()
    page.locator("#words").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("1")
    page.locator("#kind").select_option(kind)
    page.keyboard.press("Control+Enter")
    page.locator("aside", has_text="1 marked").wait_for()
    page.get_by_role("button", name="The report is complete").click()
    page.locator("h1", has_text="Double coding").wait_for()


def _picture(context: Any, where: str, out: Path, size: str) -> None:
    width, height = SIZES[size]
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.set_default_timeout(60_000)
    page.goto(where)
    if page.locator("#map").count():
        page.locator('body[data-ready="yes"]').wait_for()
        page.wait_for_timeout(4000)  # the map's signs come after the land
    page.wait_for_timeout(400)
    page.screenshot(path=out)
    print(out.name, f"{out.stat().st_size / 1000:.0f} kB")
    page.close()


def main() -> None:
    """Measure, or draw."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--events", type=int, default=50_000)
    wanted.add_argument("--store", type=Path)
    wanted.add_argument("--pictures", type=Path)
    given = wanted.parse_args()
    if given.pictures:
        pictures(given.pictures)
        return
    with tempfile.TemporaryDirectory() as scratch:
        measure(filled(given.store or Path(scratch) / "many.sqlite", given.events))


if __name__ == "__main__":
    main()
