"""How many requests and how much money may go to an endpoint: checked before each request, so that neither is overrun."""

from __future__ import annotations

import threading

import msgspec

from onrecord.coders.llm.settings import Prices, Settings

MILLION = 1_000_000


class Usage(msgspec.Struct, frozen=True):
    """What was used: requests sent, tokens asked and answered as the endpoint counts them, answers from the cache, cost.

    ``cost`` is null where no prices are known. Where an endpoint counts no tokens, bytes stand for them: no more than that.
    """

    requests: int = 0
    asked: int = 0
    answered: int = 0
    cached: int = 0
    cost: float | None = None


class SpentError(Exception):
    """The budget does not allow another request; the message says which limit."""


class Budget:
    """Counts requests and money; may be shared between threads."""

    def __init__(self, settings: Settings) -> None:
        self._requests, self._cost, self._prices = settings.max_requests, settings.max_cost, settings.prices
        self._lock = threading.Lock()
        self._reserved = 0.0
        self._used = Usage(cost=0.0 if settings.prices else None)

    @property
    def used(self) -> Usage:
        """What was used so far."""
        return self._used

    def reserve(self, asked: int, answered: int) -> float:
        """Set aside what one request can cost at most; tokens asked and answered are upper bounds.

        Raises ``SpentError`` where a limit could be overrun.
        """
        worst = self._price(asked, answered)
        with self._lock:
            if self._requests is not None and self._used.requests >= self._requests:
                raise SpentError(f"the limit of {self._requests:,} requests is reached")
            if self._cost is not None and (self._used.cost or 0.0) + self._reserved + worst > self._cost:
                raise SpentError(f"another request could cost more than what is left of {self._cost:g}")
            self._reserved += worst
            self._used = msgspec.structs.replace(self._used, requests=self._used.requests + 1)
        return worst

    def settle(self, reserved: float, asked: int, answered: int) -> None:
        """Book what a request has used, in place of what was set aside."""
        with self._lock:
            self._reserved = max(0.0, self._reserved - reserved)
            used = self._used
            cost = None if used.cost is None else used.cost + self._price(asked, answered)
            self._used = msgspec.structs.replace(
                used, asked=used.asked + asked, answered=used.answered + answered, cost=cost
            )

    def from_cache(self) -> None:
        """Count an answer that needed no request."""
        with self._lock:
            self._used = msgspec.structs.replace(self._used, cached=self._used.cached + 1)

    def _price(self, asked: int, answered: int) -> float:
        prices = self._prices or Prices(0.0, 0.0)
        return (asked * prices.asked + answered * prices.answered) / MILLION
