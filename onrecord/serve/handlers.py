"""Every page and action of the screen in one table: its addresses, its function, and who may ask for it."""

from __future__ import annotations

import msgspec

from onrecord.serve import evidence, look
from onrecord.serve.access import Role
from onrecord.serve.visit import Handler


class Page(msgspec.Struct, frozen=True):
    """These addresses are answered by this function, for people of at least this role; None is everybody."""

    paths: tuple[str, ...]
    handler: Handler
    least: Role | None = "reader"
    method: str = "GET"


def _page(path: str, handler: Handler, least: Role | None = "reader") -> Page:
    """A page and its twin as JSON."""
    return Page(("/index.json" if path == "/" else f"{path}.json", path), handler, least)


PAGES: tuple[Page, ...] = (
    _page("/", look.look),
    Page(("/events.json",), look.look),
    Page(("/map.json",), look.on_map),
    Page(("/timeline.json",), look.in_time),
    Page(("/outlines.json",), look.outlines, None),
    _page("/events/{event}", evidence.event),
    _page("/reports", evidence.reports, "reviewer"),
    _page("/reports/{report}", evidence.report, "reviewer"),
)
