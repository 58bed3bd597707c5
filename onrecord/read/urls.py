"""Pages from the web, fetched without letting an address reach into the network we run in.

Every host is resolved once, every resolved address must be public, and the connection goes to the address that was
checked, so a name that changes its answer between check and use gains nothing. Each redirect passes the same checks.
"""

from __future__ import annotations

import ipaddress
import socket
import urllib.parse
from collections.abc import Callable, Sequence

from onrecord.model import OnrecordError, Page, Record, Rejected
from onrecord.read.limits import Limits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SCHEMES = ("http", "https")
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
    from onrecord.read import web

    return web.fetched(url, limits, guard)


def check(address: str) -> None:
    """Raises ``OnrecordError`` for an address that is not fetched, whoever its host is."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme.lower() not in SCHEMES:
        raise OnrecordError(f"only http and https addresses are fetched, not {parts.scheme or 'this'}")
    if not parts.hostname:
        raise OnrecordError("an address without a host")
    if parts.username or parts.password:
        raise OnrecordError("an address with a user name in it")
