"""One request as a page's function sees it: who asks, in which role, with what, and how the answer is written."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.model import OnrecordError, Record
from onrecord.serve import access

if TYPE_CHECKING:
    import jinja2
    from starlette.requests import Request
    from starlette.responses import Response

    from onrecord.serve.shown import Shown
    from onrecord.serve.workplace import Workplace

BODY = 2_000_000
"""Bytes of a form; the longest is a hand-coded report's claims."""


class Refused(Exception):  # noqa: N818 - it is an answer, no fault
    """The request is answered with this status and sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Person(Record, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    role: access.Role

    @property
    def by(self) -> str:
        """How decisions name the person."""
        return f"person:{self.name}"

    def may(self, least: access.Role) -> bool:
        """Whether the person's role is at least this one."""
        return access.ROLES.index(self.role) >= access.ROLES.index(least)


class Visit:
    """A request with its person, its form, and the ways to answer it."""

    def __init__(self, request: Request, place: Workplace, person: Person | None, form: Mapping[str, str]) -> None:
        self.request, self.place, self.form = request, place, form
        self._person = person

    @property
    def person(self) -> Person:
        """Who asks. Raises Refused where nobody is logged in."""
        if self._person is None:
            raise Refused(401, "Please log in.")
        return self._person

    @property
    def known(self) -> Person | None:
        """Who asks, or None where nobody is logged in."""
        return self._person

    @property
    def shown(self) -> Shown:
        """What this person may see of the record."""
        return self.place.whole if self.person.may("reviewer") else self.place.public

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def asked(self) -> dict[str, str]:
        """The parameters of the address; of several with one name the values are joined by commas."""
        given: dict[str, str] = {}
        for name, value in self.request.query_params.multi_items():
            given[name] = f"{given[name]},{value}" if given.get(name) else value
        return given

    @property
    def wants_json(self) -> bool:
        """Whether the page's twin was asked for."""
        return self.request.url.path.endswith(".json")

    def page(self, template: str, data: Mapping[str, Any], status: int = 200) -> Response:
        """The page, or the same data as JSON where its twin was asked for."""
        if self.wants_json:
            return self.json(data, status)
        from starlette.responses import HTMLResponse

        text = self.place.templates.get_template(template).render(
            **data, visit=self, person=self._person, token=self.token, place_=self.place
        )
        return HTMLResponse(text, status)

    def json(self, data: Any, status: int = 200) -> Response:
        """Data as JSON."""
        from starlette.responses import Response

        return Response(msgspec.json.encode(data), status, media_type="application/json")

    def go(self, address: str) -> Response:
        """On to another page of this site."""
        from starlette.responses import RedirectResponse

        return RedirectResponse(address, 303)

    @property
    def token(self) -> str:
        """The session's token, which every form carries and no other site knows."""
        session = self.request.session
        if "token" not in session:
            session["token"] = secrets.token_urlsafe(24)
        return str(session["token"])


Handler = Callable[[Visit], "Response"]


def endpoint(place: Workplace, handler: Handler, least: access.Role | None) -> Callable[[Request], Any]:
    """The handler as a route: person, role, token and errors are seen to before and after it."""
    from starlette.concurrency import run_in_threadpool

    async def answer(request: Request) -> Response:
        person = access.person(place, request.session)
        visit = Visit(request, place, person, {})
        try:
            if least is not None and not visit.person.may(least):
                raise Refused(403, f"This needs the role {least}.")
            if request.method == "POST":
                visit = Visit(request, place, person, await _form(request))
                access.same_site(request, visit.form, visit.token)
            return await run_in_threadpool(handler, visit)
        except Refused as refusal:
            return _refused(visit, refusal.status, refusal.sentence)
        except OnrecordError as error:
            return _refused(visit, 422 if request.method == "POST" else 400, str(error))

    functools.update_wrapper(answer, handler, assigned=("__name__", "__doc__"))
    return answer


async def _form(request: Request) -> dict[str, str]:
    """The form's texts. Raises Refused where it is too long or no form."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > BODY:
        raise Refused(413, "This is too much for one request.")
    async with request.form(max_files=0, max_fields=200, max_part_size=BODY) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _refused(visit: Visit, status: int, sentence: str) -> Response:
    if visit.wants_json or "application/json" in visit.request.headers.get("accept", ""):
        return visit.json({"error": sentence}, status)
    if status == 401:
        return visit.go("/login")
    return visit.page("refused.html", {"status": status, "sentence": sentence, "title": sentence}, status)


def environment() -> jinja2.Environment:
    """Templates that escape everything; reports are hostile text."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord", "serve/templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
