"""Tests in a real browser: Debian's Chromium, driven by Playwright. Skipped, with the reason, where it is not there."""

from __future__ import annotations

import shutil

import pytest
from screen import copied, filled, served

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="package")  # and ended with these tests: its event loop would be in the way of later ones
def browser():
    """Chromium, started once."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (Debian: apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def store(tmp_path_factory, tools):
    """A store of example reports; tests that write copy it."""
    path = tmp_path_factory.mktemp("screen") / "examples.sqlite"
    filled(path, tools)
    return path


@pytest.fixture(scope="session")
def screen(store, tools, tmp_path_factory):
    """A screen that tests only read."""
    with served(copied(store, tmp_path_factory.mktemp("read") / "store.sqlite"), tools) as address:
        yield address


@pytest.fixture
def own(store, tools, tmp_path):
    """A screen of the test's own, to write to."""
    with served(copied(store, tmp_path / "store.sqlite"), tools) as address:
        yield address


@pytest.fixture
def visit(browser):
    """Opens pages that fail the test where the console errs, a script throws, CSP is broken or a request leaves the host."""
    faults, contexts = [], []

    def opened(address, *, width=1280, height=800, allowed=(), drawn=False):
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()

        def told(message):
            if message.type == "error" and not any(part in message.text for part in (*allowed, "net::ERR_FAILED")):
                faults.append(f"console: {message.text}")

        if not drawn:  # software drawing of a map takes seconds; tests that do not look at it go without
            page.route("**/maplibre-gl.mjs", lambda route: route.abort())
        page.on("console", told)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        host = address.split("/")[2]
        page.on(
            "request",
            lambda request: (
                request.url.split(":")[0] in {"http", "https", "ws", "wss"}
                and request.url.split("/")[2] != host
                and faults.append(f"left the host: {request.url}")
            ),
        )
        page.goto(address)
        page.set_default_timeout(30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults
