"""One fetch over HTTP: the only module that knows the HTTP library."""

from __future__ import annotations

import datetime
import time
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore2
import httpx2

from onrecord.model import OnrecordError, Page, Record, Rejected
from onrecord.read.content import Origin, page
from onrecord.read.limits import Limits
from onrecord.read.urls import Guard, check

REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {
    "user-agent": "onrecord/0.1 (reads news reports)",
    "accept": "text/html,application/xhtml+xml,text/plain,application/pdf,multipart/related;q=0.9,*/*;q=0.1",
    "accept-encoding": "gzip, deflate",
}


class Answer(Record, frozen=True, kw_only=True):
    """What a server answered, redirects followed: its status, its headers (names in lower case) and up to a page's bytes."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def fetched(url: str, limits: Limits, guard: Guard) -> Page | Rejected:
    """The page at an address, or why it could not be had; the guard decides where connections may go."""
    try:
        answer = asked(url, limits, guard)
        if answer.status != 200:
            raise OnrecordError(f"the server answered {answer.status}")
        return page(answer.body, origin(url, answer), limits)
    except OnrecordError as error:
        return Rejected(input=url, step="read", reason=str(error))


def asked(url: str, limits: Limits, guard: Guard, headers: Mapping[str, str] | None = None) -> Answer:
    """What the server at an address answers, whatever its status. Raises OnrecordError where none could be had."""
    try:
        return _asked(url, limits, guard, HEADERS | dict(headers or {}))
    except httpx2.TimeoutException:
        reason = f"took longer than {limits.fetch_seconds:g} s"
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        reason = f"cannot be fetched: {type(error).__name__}: {error}"
    raise OnrecordError(reason)


def _asked(url: str, limits: Limits, guard: Guard, headers: dict[str, str]) -> Answer:
    deadline = time.monotonic() + limits.fetch_seconds
    address = url
    with httpx2.Client(transport=_Transport(guard, deadline), trust_env=False, follow_redirects=False) as client:
        for _ in range(limits.redirects + 1):
            check(address)
            with client.stream("GET", address, headers=headers, timeout=limits.fetch_seconds) as answer:
                target = answer.headers.get("location")
                if answer.status_code in REDIRECTS and target:
                    address = urllib.parse.urljoin(address, target)
                    continue
                raw = _body(answer.iter_bytes(), limits, deadline)
                told = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(url=address, status=answer.status_code, headers=told, body=raw)
    raise OnrecordError(f"more than {limits.redirects} redirects")


def _body(chunks: Iterable[bytes], limits: Limits, deadline: float) -> bytes:
    """All bytes, one more than allowed at most: ``page`` refuses those with its reason."""
    raw = bytearray()
    for chunk in chunks:
        raw += chunk
        if time.monotonic() > deadline:
            raise OnrecordError(f"took longer than {limits.fetch_seconds:g} s")
        if len(raw) > limits.size:
            break
    return bytes(raw[: limits.size + 1])


def origin(name: str, answer: Answer) -> Origin:
    """Where the bytes of an answer come from, and what the server told about them."""
    told = answer.headers.get("content-type", "")
    charset = next(
        (part.partition("=")[2] for part in told.split(";")[1:] if part.strip().lower().startswith("charset")), None
    )
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()
    clean = urllib.parse.urldefrag(answer.url).url
    return Origin(name=name, url=clean, retrieved_at=now, media_type=told, encoding=charset)


class _Stream(httpcore2.NetworkStream):
    """A connection that times out at the deadline, however slowly the server drips."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Connects to the address that was checked, never to the name."""

    def __init__(self, guard: Guard, deadline: float) -> None:
        self._guard = guard
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> _Stream:
        address, left = self._guard.checked(host, port), _left(self._deadline)
        stream = httpcore2.SyncBackend().connect_tcp(address, port, left, local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Transport(httpx2.HTTPTransport):
    """httpx2's own transport over a pool that connects by way of the guard."""

    def __init__(self, guard: Guard, deadline: float) -> None:
        super().__init__(trust_env=False)
        context = httpx2.create_ssl_context(trust_env=False)
        backend = _Backend(guard, deadline)
        self._pool = httpcore2.ConnectionPool(ssl_context=context, network_backend=backend, max_connections=1)


def _left(deadline: float) -> float:
    """Seconds until the deadline, a little above zero so that what is overdue times out at once."""
    return max(0.001, deadline - time.monotonic())
