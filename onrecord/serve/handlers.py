"""Every page and action of the screen in one table: its addresses, its function, and who may ask for it."""

from __future__ import annotations

import msgspec

from onrecord.serve import background, coding, evidence, handing, holding, look, people, reviewing
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


def _post(path: str, handler: Handler, least: Role | None = "reviewer") -> Page:
    """An action."""
    return Page((path,), handler, least, "POST")


PAGES: tuple[Page, ...] = (
    _page("/", look.look),
    Page(("/events.json",), look.look),
    Page(("/map.json",), look.on_map),
    Page(("/timeline.json",), look.in_time),
    Page(("/export/{format}",), handing.export),
    Page(("/outlines.json",), look.outlines, None),
    Page(("/countries.json",), look.names, None),
    Page((background.OURS,), background.tiles),
    _page("/events/{event}", evidence.event),
    _page("/control", holding.holding),
    _page("/control/{key:path}", holding.place),
    Page(("/areas.json",), holding.areas),
    _page("/reports", evidence.reports, "reviewer"),
    _page("/reports/{report}", evidence.report, "reviewer"),
    _post("/reports/{report}/claims", reviewing.add_claim),
    _post("/withdraw", reviewing.withdraw),
    _page("/review", reviewing.queue, "reviewer"),
    _post("/decisions", reviewing.decide),
    Page(("/places.json",), reviewing.places, "reviewer"),
    _page("/coding", coding.coding, "reviewer"),
    _post("/coding", coding.draw, "editor"),
    Page(("/gold.jsonl",), coding.gold, "reviewer"),
    _page("/coding/{report}", coding.code, "reviewer"),
    _post("/coding/{report}/claims", coding.mark),
    _post("/coding/{report}/unmark", coding.unmark),
    _post("/coding/{report}/finish", coding.finish),
    Page(("/login",), people.door, None),
    _post("/login", people.enter, None),
    _post("/logout", people.leave, None),
    _page("/people", people.people, "admin"),
    _post("/people", people.put, "admin"),
    _post("/people/remove", people.remove, "admin"),
)
