"""Logging in and out, and keeping accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.model import OnrecordError
from onrecord.serve import access
from onrecord.serve.visit import Refused, Visit

if TYPE_CHECKING:
    from starlette.responses import Response


def door(visit: Visit) -> Response:
    """The page to log in on."""
    return visit.go("/") if visit.known else visit.page("login.html", {"title": "Log in", "wrong": None, "name": ""})


def enter(visit: Visit) -> Response:
    """Log in; after several wrong passwords the door stays shut for some minutes."""
    client = visit.request.client
    name = visit.form.get("name", "")
    try:
        account = visit.place.door.opens(
            visit.place.store, name, visit.form.get("password", ""), client.host if client else ""
        )
    except OnrecordError as error:
        return visit.page("login.html", {"title": "Log in", "wrong": str(error), "name": name[: access.NAME]}, 403)
    access.enter(visit.request.session, account)
    return visit.go("/")


def leave(visit: Visit) -> Response:
    """Log out."""
    visit.request.session.clear()
    return visit.go("/login")


def people(visit: Visit) -> Response:
    """The accounts and their roles."""
    accounts = [{"name": one.name, "role": one.role} for one in access.accounts(visit.place.store).values()]
    return visit.page("people.html", {"title": "People", "accounts": accounts, "roles": access.ROLES})


def put(visit: Visit) -> Response:
    """Add an account, or change its role or password."""
    role = visit.form.get("role")
    if role not in access.ROLES:
        raise OnrecordError(f"A role is one of {', '.join(access.ROLES)}.")
    name = visit.form.get("name", "").strip()
    admins = [one.name for one in access.accounts(visit.place.store).values() if one.role == "admin"]
    if admins == [name] and role != "admin":
        raise Refused(422, "The last admin has to stay one.")
    access.put(visit.place.store, name, role, visit.form.get("password") or None)
    return visit.go("/people")


def remove(visit: Visit) -> Response:
    """Take an account away; its decisions stay."""
    access.remove(visit.place.store, visit.form.get("name", ""))
    return visit.go("/people")
