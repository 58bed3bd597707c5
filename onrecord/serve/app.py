"""The web application: its routes, what every answer carries, and how it is run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from onrecord.model import OnrecordError
from onrecord.serve.access import Role, secret
from onrecord.serve.visit import Handler, endpoint
from onrecord.serve.workplace import HERE, Settings, Workplace

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from onrecord.pipeline import Settings as Knowledge
    from onrecord.serve.background import Background
    from onrecord.store.contract import Store

SESSION = 60 * 60 * 12
"""Seconds that a session lasts."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
Message = MutableMapping[str, Any]


def application(store: Store, settings: Settings | None = None, knowledge: Knowledge | None = None) -> Starlette:
    """The screen over a store, as an ASGI application."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from onrecord.pipeline import Settings as Known

    place = Workplace(store, settings or Settings(), knowledge or Known())
    hosts = [*LOOPBACK, *place.settings.hosts]
    app = Starlette(
        routes=_routes(place),
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts),  # no other name leads here: DNS rebinding ends here
            Middleware(Guarded, background=place.settings.tiles),
            Middleware(
                SessionMiddleware,
                secret_key=secret(store),
                session_cookie="onrecord",
                max_age=SESSION,
                same_site="strict",
            ),
        ],
    )
    app.state.place = place
    return app


def _routes(place: Workplace) -> list[BaseRoute]:
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from onrecord.serve import describe, handlers

    routes: list[BaseRoute] = [Mount("/static", StaticFiles(directory=HERE / "static"), name="static")]
    for page in handlers.PAGES:
        run = endpoint(place, page.handler, page.least)
        routes.extend(Route(path, run, methods=[page.method]) for path in page.paths)
    routes.append(Route("/favicon.ico", _icon))
    routes.append(Route("/openapi.json", endpoint(place, describe.openapi, None)))
    return routes


def _icon(request: Request) -> Response:
    from starlette.responses import FileResponse

    return FileResponse(HERE / "static" / "icon.svg")


class Guarded:
    """Adds to every answer what keeps a browser from loading or sending anything elsewhere."""

    def __init__(self, app: Callable[..., Awaitable[None]], background: Background | None = None) -> None:
        self._app = app
        self._headers = _headers(background.origin if background else None)

    async def __call__(self, scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        """The application's answer with the headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                stay = scope["path"].startswith("/static/")
                cache = (b"cache-control", b"public, max-age=3600" if stay else b"no-store")
                message["headers"] = [*message.get("headers", ()), *self._headers, cache]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def _headers(origin: str | None) -> list[tuple[bytes, bytes]]:
    """The policies. The map's own sheets set a style on elements, which CSP lets scripts do; no inline style is allowed."""
    other = f" {origin}" if origin else ""
    policy = (
        "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; worker-src 'self'; object-src 'none'; "
        f"img-src 'self' data: blob:{other}; connect-src 'self'{other}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    ]


def run(app: Starlette, host: str, port: int) -> None:
    """Serve until interrupted. Raises OnrecordError where the port is taken."""
    import socket

    import uvicorn

    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise OnrecordError(f"Cannot listen on {host}:{port}: {error.strerror}. Another --port may be free.") from None
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, date_header=False)


__all__ = ["Guarded", "Handler", "Role", "Settings", "application", "run"]
