"""Pages from the web, fetched without letting an address reach into the network we run in.

Every host is resolved once, every resolved address must be public, and the connection goes to the address that was
checked, so a name that changes its answer between check and use gains nothing. Each redirect passes the same checks.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
import time
import urllib.parse
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.model import OnrecordError, Page, Record, Rejected
from onrecord.read.content import Origin, page
from onrecord.read.limits import Limits

if TYPE_CHECKING:
    import httpcore2
    import httpx2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SCHEMES = ("http", "https")
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {
    "user-agent": "onrecord/0.1 (reads news reports)",
    "accept": "text/html,application/xhtml+xml,text/plain,application/pdf,multipart/related;q=0.9,*/*;q=0.1",
    "accept-encoding": "gzip, deflate",
}
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address that the network connects to."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host name, as the system resolves it. Raises ``OSError``."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, multicast or reserved.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is as public as what it carries.
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(inner) for inner in carried):
            return False
        if address.ipv4_mapped is not None or address in NAT64:
            return True
    return address.is_global and not address.is_multicast


class Guard(Record, frozen=True, kw_only=True):
    """Where a fetch may go. The default is the public web; tests put their own resolver and rule in."""

    resolve: Callable[[str, int], Sequence[str]] = resolved
    allows: Callable[[Address], bool] = is_public
    ports: tuple[int, ...] | None = (80, 443, 8080, 8443)

    def checked(self, host: str, port: int) -> str:
        """The address to connect to. Raises ``OnrecordError`` when any address of the host is not allowed."""
        if self.ports is not None and port not in self.ports:
            raise OnrecordError(f"port {port} is not a web port")
        try:
            found = self.resolve(host, port)
            addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
        except (OSError, ValueError, UnicodeError) as error:
            raise OnrecordError(f"{host} cannot be resolved") from error
        if not addresses:
            raise OnrecordError(f"{host} cannot be resolved")
        for address in addresses:
            if not self.allows(address):
                raise OnrecordError(f"{host} is not a public address ({address})")
        return str(addresses[0])


def is_address(source: str) -> bool:
    """Whether a source names a web address rather than a path: it has a scheme with two slashes."""
    return "://" in source[:16]


def fetch(url: str, limits: Limits = Limits(), guard: Guard = Guard()) -> Page | Rejected:  # noqa: B008 - frozen
    """The page at an address, its redirects followed, or why it could not be had."""
    import httpx2

    try:
        return _fetched(url, limits, guard)
    except OnrecordError as error:
        reason = str(error)
    except httpx2.TimeoutException:
        reason = f"took longer than {limits.fetch_seconds:g} s"
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        reason = f"cannot be fetched: {type(error).__name__}: {error}"
    return Rejected(input=url, step="read", reason=reason)


def _fetched(url: str, limits: Limits, guard: Guard) -> Page | Rejected:
    import httpx2

    deadline = time.monotonic() + limits.fetch_seconds
    address = url
    with httpx2.Client(transport=_transport(guard, deadline), trust_env=False, follow_redirects=False) as client:
        for _ in range(limits.redirects + 1):
            _check(address)
            with client.stream("GET", address, headers=HEADERS, timeout=limits.fetch_seconds) as answer:
                target = answer.headers.get("location")
                if answer.status_code in REDIRECTS and target:
                    address = urllib.parse.urljoin(address, target)
                    continue
                if answer.status_code != 200:
                    raise OnrecordError(f"the server answered {answer.status_code}")
                raw = _body(answer.iter_bytes(), limits, deadline)
                return page(raw, _origin(url, address, answer.headers), limits)
    raise OnrecordError(f"more than {limits.redirects} redirects")


def _check(address: str) -> None:
    parts = urllib.parse.urlsplit(address)
    if parts.scheme.lower() not in SCHEMES:
        raise OnrecordError(f"only http and https addresses are fetched, not {parts.scheme or 'this'}")
    if not parts.hostname:
        raise OnrecordError("an address without a host")
    if parts.username or parts.password:
        raise OnrecordError("an address with a user name in it")


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


def _origin(name: str, address: str, headers: httpx2.Headers) -> Origin:
    told = headers.get("content-type", "")
    charset = next(
        (part.partition("=")[2] for part in told.split(";")[1:] if part.strip().lower().startswith("charset")), None
    )
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()
    clean = urllib.parse.urldefrag(address).url
    return Origin(name=name, url=clean, retrieved_at=now, media_type=told, encoding=charset)


def _transport(guard: Guard, deadline: float) -> httpx2.BaseTransport:
    """A transport of httpx2 over a pool whose connections go only where the guard allows, until the deadline."""
    import httpcore2
    import httpx2

    class Stream(httpcore2.NetworkStream):
        """A connection that times out at the deadline, however slowly the server drips."""

        def __init__(self, inner: httpcore2.NetworkStream) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._inner.read(max_bytes, _left(deadline))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, _left(deadline))

        def close(self) -> None:
            self._inner.close()

        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> Stream:
            return Stream(self._inner.start_tls(ssl_context, server_hostname, _left(deadline)))

        def get_extra_info(self, info: str) -> Any:
            return self._inner.get_extra_info(info)

    class Backend(httpcore2.NetworkBackend):
        """Connects to the address that was checked, never to the name."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Any = None,
        ) -> Stream:
            address = guard.checked(host, port)
            return Stream(
                httpcore2.SyncBackend().connect_tcp(address, port, _left(deadline), local_address, socket_options)
            )

    class Transport(httpx2.HTTPTransport):
        """httpx2's own transport over the guarded pool."""

        def __init__(self) -> None:
            super().__init__(trust_env=False)
            context = httpx2.create_ssl_context(trust_env=False)
            self._pool = httpcore2.ConnectionPool(ssl_context=context, network_backend=Backend(), max_connections=1)

    return Transport()


def _left(deadline: float) -> float:
    """Seconds until the deadline, a little above zero so that what is overdue times out at once."""
    return max(0.001, deadline - time.monotonic())
