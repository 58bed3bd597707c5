"""Fetching as a good guest: what a site's robots.txt allows, one request at a time with pauses, and backing off when told."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from onrecord.model import OnrecordError, Record
from onrecord.read.limits import Limits
from onrecord.read.urls import Guard
from onrecord.read.web import Answer, asked

AGENT = "onrecord"
ROBOTS_KEPT = 24 * 3600.0
"""Seconds that a robots.txt holds: RFC 9309, section 2.4, says no longer than 24 hours."""
BUSY = {429, 503}
SERVER_FAULT = 500


class Manners(Record, frozen=True, kw_only=True):
    """How a site is treated. Times are seconds.

    ``pause`` lies between two requests to one host, unless its robots.txt asks for more, of which ``longest_pause`` is
    granted; ``first_backoff`` doubles with every refusal in a row up to ``longest_backoff``.
    """

    pause: float = 2.0
    longest_pause: float = 120.0
    first_backoff: float = 60.0
    longest_backoff: float = 86_400.0


class Clock(Protocol):
    """Tells the time and waits; tests have one of their own."""

    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class _Host(msgspec.Struct):
    """What is known of one host: its robots.txt, when it may be asked again, and how often it refused in a row."""

    robots: Any = None
    robots_until: float = 0.0
    free_at: float = 0.0
    refusals: int = 0


class Guest:
    """Fetches from many hosts, each at its own pace."""

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        manners: Manners = Manners(),  # noqa: B008
        guard: Guard = Guard(),  # noqa: B008
        clock: Clock | None = None,
    ) -> None:
        self._limits, self._manners, self._guard = limits, manners, guard
        self._clock = clock or SystemClock()
        self._hosts: dict[str, _Host] = {}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """What an address answers, after the pause that its host is owed.

        Raises OnrecordError where robots.txt forbids it, the host is to be left alone for now, or no answer came.
        """
        host = self._host(url)
        if host.free_at > self._clock.now() + self._manners.longest_pause:
            raise OnrecordError("its host asked to be left alone for a while")
        self._learn(url, host)
        if not host.robots.can_fetch(url, AGENT):
            raise OnrecordError("its host's robots.txt forbids it")
        return self._ask(url, host, headers)

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc}".lower(), _Host())

    def _learn(self, url: str, host: _Host) -> None:
        """Read robots.txt where it is not known. A host without one allows all; one whose server fails allows nothing now."""
        from protego import Protego

        if host.robots is not None and self._clock.now() < host.robots_until:
            return
        parts = urlsplit(url)
        answer = self._ask(f"{parts.scheme}://{parts.netloc}/robots.txt", host, None)
        if answer.status >= SERVER_FAULT:
            raise OnrecordError(f"its host answers {answer.status} for robots.txt")
        rules = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        host.robots, host.robots_until = Protego.parse(rules), self._clock.now() + ROBOTS_KEPT

    def _ask(self, url: str, host: _Host, headers: Mapping[str, str] | None) -> Answer:
        self._clock.sleep(max(0.0, host.free_at - self._clock.now()))
        try:
            answer = asked(url, self._limits, self._guard, headers)
        except OnrecordError:
            self._back_off(host, None)
            raise
        if answer.status in BUSY:
            self._back_off(host, answer.headers.get("retry-after"))
            raise OnrecordError(f"its host answered {answer.status}: too many requests for now")
        host.refusals = 0
        host.free_at = self._clock.now() + self._pause(host)
        return answer

    def _pause(self, host: _Host) -> float:
        wanted = host.robots.crawl_delay(AGENT) if host.robots is not None else None
        return min(max(self._manners.pause, float(wanted or 0.0)), self._manners.longest_pause)

    def _back_off(self, host: _Host, told: str | None) -> None:
        """Leave a host alone for as long as it says, else longer with every refusal in a row."""
        own = self._manners.first_backoff * 2.0 ** min(host.refusals, 30)
        host.refusals += 1
        wait = self._told_wait(told)
        host.free_at = self._clock.now() + min(own if wait is None else wait, self._manners.longest_backoff)

    def _told_wait(self, told: str | None) -> float | None:
        """The seconds of a Retry-After header, which holds seconds or a date."""
        if told is None:
            return None
        if told.strip().isdigit():
            return float(told)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - self._clock.now())
        except (TypeError, ValueError):
            return None
