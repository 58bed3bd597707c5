"""Which endpoint and model, how often, for how much money, and what may be sent: all that a user sets."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec

from onrecord.model import OnrecordError

KEY = "ONRECORD_LLM_KEY"
"""Environment variable that holds the endpoint's key. No option takes a key: options stand in histories and process lists."""
VERSION = "llm/1"
PATH = "/chat/completions"
NO_ENDPOINT = (
    "Name the endpoint: --coder llm:URL#MODEL, or --endpoint URL --model MODEL. Nothing is sent anywhere else."
)
NO_ADDRESS = "The endpoint must be an address such as http://localhost:11434/v1."


class Prices(msgspec.Struct, frozen=True):
    """What a million tokens cost, in whatever money the endpoint asks for."""

    asked: float
    answered: float


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a language model is asked.

    ``endpoint`` is the address of an OpenAI-compatible interface, such as ``http://localhost:11434/v1``. ``key_variable``
    names the environment variable that holds its key. ``max_requests`` and ``max_cost`` are checked before each request;
    ``prices`` are needed for the latter. ``cache`` is the folder of answers, null for none. ``mask`` is whether private
    names are masked; null masks wherever the endpoint is another machine. ``draft`` gives the rule coder's reading along.
    ``workers`` requests run at a time. ``seconds`` is the longest an answer may take. ``section`` is the longest text, in
    characters, that is sent at once; ``tokens`` the longest answer.
    """

    endpoint: str = ""
    model: str = ""
    key_variable: str = KEY
    max_requests: int | None = None
    max_cost: float | None = None
    prices: Prices | None = None
    cache: Path | None = None
    mask: bool | None = None
    draft: bool = False
    workers: int = 4
    retries: int = 4
    seconds: float = 300.0
    section: int = 6000
    tokens: int = 8000

    def checked(self) -> Settings:
        """The same settings. Raises ``OnrecordError`` where the endpoint is no address, or a limit is one that cannot be kept."""
        if not self.endpoint:
            raise OnrecordError(NO_ENDPOINT)
        parts = _parts(self.endpoint)
        if parts.username or parts.password:
            raise OnrecordError(f"Put the key into the environment variable {self.key_variable}, not into the address.")
        if not self.model:
            raise OnrecordError("Name a model: --coder llm:URL#MODEL, or --model MODEL.")
        if self.max_cost is not None and self.prices is None:
            raise OnrecordError("--max-cost wants --prices IN,OUT: what a million tokens cost, asked and answered.")
        if self.key and parts.scheme == "http" and not self.loopback:
            raise OnrecordError("The key would travel unprotected; use an https address, or unset the key's variable.")
        if min(self.workers, self.section, self.tokens) < 1 or self.seconds <= 0 or self.retries < 0:
            raise OnrecordError("Workers, seconds and lengths must be above zero.")
        return self

    @property
    def name(self) -> str:
        """The coder's name in claims: ``llm/1:MODEL``."""
        return f"{VERSION}:{self.model}"

    @property
    def url(self) -> str:
        """Where requests go."""
        base, question, query = self.endpoint.partition("?")
        base = base.rstrip("/")
        return (base if base.endswith(PATH) else base + PATH) + question + query

    @property
    def shown(self) -> str:
        """The endpoint as it may stand in messages: without query."""
        return self.endpoint.partition("?")[0]

    @property
    def key(self) -> str | None:
        """The key, read when it is needed and kept nowhere."""
        return os.environ.get(self.key_variable) or None

    @property
    def loopback(self) -> bool:
        """Whether the endpoint is this very machine."""
        host = (_parts(self.endpoint).hostname or "").lower().rstrip(".")
        if host == "localhost" or host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(host.partition("%")[0]).is_loopback
        except ValueError:
            return False

    @property
    def masked(self) -> bool:
        """Whether private names are masked before anything is sent."""
        return not self.loopback if self.mask is None else self.mask


def _parts(endpoint: str) -> SplitResult:
    try:
        parts = urlsplit(endpoint)
        well = parts.port != 0
    except ValueError:
        raise OnrecordError(NO_ADDRESS) from None
    if not well or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise OnrecordError(NO_ADDRESS)
    return parts


def default_cache() -> Path:
    """The folder for answers where the platform keeps what may be thrown away."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "onrecord" / "llm"
