"""What the addresses mean, for programs: an OpenAPI description made from the table of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.serve.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response

    from onrecord.serve.handlers import Page

PARAMETERS = {
    "kind": "kinds or groups of kinds, joined by commas",
    "since": "ISO date: the event can have happened on it or later",
    "until": "ISO date: the event can have happened on it or earlier",
    "place": "id or name of a place",
    "area": "id or name of an area, with all that lies in it",
    "box": "west,south,east,north in degrees",
    "actor": "id or name of an actor",
    "status": "happened, ongoing, planned, hypothetical or denied",
    "killed": "the least number killed that a claim gives",
    "source": "kind of source",
    "review": "unreviewed, approved, cleared or rejected",
    "q": "words in reports and claims",
    "as_of": "ISO date: the record as it stood then",
    "sort": "newest, oldest, toll or disputed",
    "tray": "undated, unplaced or placed",
    "begin": "number of the first row",
}
FILTERED = ("/events.json", "/index.json", "/map.json", "/timeline.json")


def openapi(visit: Visit) -> Response:
    """The OpenAPI 3.1 description of everything that answers with JSON."""
    return visit.json(description())


def description() -> dict[str, Any]:
    """The description as plain values."""
    from importlib.metadata import version

    from onrecord.serve.handlers import PAGES

    paths: dict[str, Any] = {}
    for page in PAGES:
        for path in page.paths:
            if path.endswith(".json") or page.method == "POST":
                plain = re.sub(r":[a-z]+\}", "}", path)
                paths.setdefault(plain, {})[page.method.lower()] = _operation(page, plain)
    info = {
        "title": "Onrecord",
        "version": version("onrecord"),
        "description": "Every page has a twin that ends in .json.",
    }
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def _operation(page: Page, path: str) -> dict[str, Any]:
    told = " ".join((page.handler.__doc__ or "").split())
    inside = [_parameter(name, "path", "") for name in re.findall(r"\{(\w+)\}", path)]
    asked = [_parameter(name, "query", why) for name, why in PARAMETERS.items()] if path in FILTERED else []
    return {
        "summary": told,
        "description": f"Needs the role {page.least}." if page.least else "For everybody.",
        "parameters": inside + asked,
        "responses": {"200": {"description": "done"}, "4XX": {"description": "refused, with one sentence in `error`"}},
    }


def _parameter(name: str, place: str, why: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "description": why, "schema": {"type": "string"}}
