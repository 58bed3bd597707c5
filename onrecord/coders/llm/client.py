"""Chat completions over HTTP, as OpenAI-compatible servers speak it: the only module that talks to an endpoint.

Requests go to the address that the user named and nowhere else: no redirect is followed, and no proxy or credential is
taken from the environment but the key that the settings name. The key stands in one header and in no message or log.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from onrecord.coders.llm.budget import Budget
from onrecord.coders.llm.prompt import Message
from onrecord.coders.llm.settings import Settings

AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Answers that ask for another try: busy, overloaded, rate limited, or broken for the moment."""
HOPELESS = frozenset({401, 402, 403, 404, 405, 410})
"""Answers that no other request would change: the key, the account, the model or the address is wrong."""
UNKNOWN_FORM = frozenset({400, 415, 422, 501})
"""Answers of servers that do not know a part of the request."""
FIRST_WAIT = 1.0
"""Seconds before the second try; each further one waits twice as long."""
LONGEST_WAIT = 120.0
"""Seconds; a server that asks to wait longer is given up."""
LARGEST = 8_000_000
"""Bytes of an answer; a larger one is none of ours."""
FORMS = ("schema", "json", "plain")
"""Ways to ask for JSON, from strict to loose; a server that refuses one is asked in the next."""
OPTIONAL = ("stream_options", "temperature", "max_tokens")
"""Parameters that are left out, or named in the newer way, for a server that names them in its refusal."""
SHOWN = 200
"""Characters of a server's words that stand in a reason."""


class UnansweredError(Exception):
    """No answer could be had; the message is the reason. ``final`` where another request would meet the same."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class CutError(Exception):
    """The answer broke off at the longest length allowed."""


class Reply(msgspec.Struct, frozen=True):
    """What a model answered, and the tokens that the endpoint counted (0 where it counted none)."""

    content: str
    asked: int = 0
    answered: int = 0


class _Delta(msgspec.Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    message: _Delta | None = None
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(msgspec.Struct, frozen=True):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct, frozen=True):
    choices: tuple[_Choice, ...] = ()
    usage: _Usage | None = None
    error: Any = None


class Client:
    """Asks one endpoint; may be shared between threads."""

    def __init__(self, settings: Settings, budget: Budget, wait: Callable[[float], object] | None = None) -> None:
        import httpx2

        self._closed = threading.Event()
        self._settings, self._budget, self._wait = settings, budget, wait or self._closed.wait
        self._lock = threading.Lock()
        self._form = 0
        self._without: frozenset[str] = frozenset()
        self._stopped: str | None = None
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(settings.seconds, connect=min(30.0, settings.seconds)),
            follow_redirects=False,
            trust_env=False,
            limits=httpx2.Limits(max_connections=settings.workers),
        )

    def close(self) -> None:
        """Close all connections; whoever waits for an answer, or for another try, gets none."""
        self._stopped = self._stopped or "asking was stopped"
        self._closed.set()
        self._http.close()

    def ask(self, messages: Sequence[Message], schema: dict[str, Any]) -> Reply:
        """The model's answer.

        Raises ``UnansweredError`` with its reason, ``CutError`` where the answer was longer than allowed, and ``budget.SpentError``.
        """
        tries, reason, wait = 0, "", FIRST_WAIT
        while True:
            if self._stopped:
                raise UnansweredError(self._stopped, final=True)
            form, without = self._form, self._without
            body = self._body(messages, schema, form, without)
            try:
                return self._once(body)
            except _RefusedError as refused:
                if not self._loosened(refused.words, form, without):
                    raise UnansweredError(refused.reason) from None
            except _BusyError as busy:
                reason, tries = busy.reason, tries + 1
                wait_now = busy.seconds if busy.seconds is not None else wait * random.uniform(0.75, 1.25)  # noqa: S311
                if tries > self._settings.retries or wait_now > LONGEST_WAIT:
                    raise UnansweredError(f"{reason}; given up after {tries} tries") from None
                self._wait(wait_now)
                wait *= 2

    def _body(
        self, messages: Sequence[Message], schema: dict[str, Any], form: int, without: frozenset[str]
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._settings.model,
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            "temperature": 0,
            "max_tokens": self._settings.tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if "max_tokens" in without:
            body["max_completion_tokens"] = body["max_tokens"]
        body = {name: value for name, value in body.items() if name not in without}
        if FORMS[form] == "schema":
            wanted = {"name": "claims", "strict": True, "schema": schema}
            return body | {"response_format": {"type": "json_schema", "json_schema": wanted}}
        return body | {"response_format": {"type": "json_object"}} if FORMS[form] == "json" else body

    def _loosened(self, words: str, form: int, without: frozenset[str]) -> bool:
        """Ask in a looser form from now on, whether for a parameter that the server names or for JSON by schema."""
        with self._lock:
            if (self._form, self._without) != (form, without):
                return True  # another thread has met the same
            named = {name for name in OPTIONAL if name in words and name not in without}
            if named:
                self._without = without | named
                return True
            if form + 1 < len(FORMS):
                self._form = form + 1
                return True
            return False

    def _once(self, body: dict[str, Any]) -> Reply:
        """One request, counted whatever becomes of it."""
        import httpx2

        content = msgspec.json.encode(body)
        reserved = self._budget.reserve(len(content), self._settings.tokens)
        used = (len(content), self._settings.tokens)  # whatever breaks off on the way may have been charged in full
        try:
            reply = self._sent(content)
            used = (reply.asked or used[0], reply.answered or len(reply.content.encode("utf-8", "surrogatepass")))
            return msgspec.structs.replace(reply, asked=used[0], answered=used[1])
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            used = (0, 0)
            raise _BusyError(f"cannot reach {self._settings.shown} ({type(error).__name__})") from None
        except _FailedError as failed:
            used = (0, 0)
            raise self._failure(failed) from None
        except httpx2.TimeoutException:
            raise _BusyError(f"no answer within {self._settings.seconds:g} s") from None
        except (httpx2.HTTPError, OSError, RuntimeError) as error:  # the last: closed while it was in use
            raise _BusyError(f"the connection broke off ({type(error).__name__})") from None
        finally:
            self._budget.settle(reserved, *used)

    def _sent(self, content: bytes) -> Reply:
        headers = {"content-type": "application/json", "accept": "text/event-stream, application/json"}
        if self._settings.key:
            headers["authorization"] = f"Bearer {self._settings.key}"
        deadline = time.monotonic() + self._settings.seconds
        with self._http.stream("POST", self._settings.url, content=content, headers=headers) as answer:
            raw = _limited(answer.iter_bytes(), deadline, self._settings.seconds)
            if answer.status_code != 200:
                words = b"".join(raw).decode("utf-8", "replace")
                raise _FailedError(answer.status_code, words, _retry_after(answer.headers.get("retry-after")))
            if "event-stream" in answer.headers.get("content-type", ""):
                return _streamed(_events(raw))
            return _streamed([_decoded(b"".join(raw))])

    def _failure(self, failed: _FailedError) -> Exception:
        """What an answer that is not 200 means for the question."""
        status = failed.status
        reason = f"the endpoint answered {status}{_said(failed.words, self._settings.key)}"
        if status in AGAIN:
            return _BusyError(reason, failed.seconds)
        if status in HOPELESS or 300 <= status < 400:
            self._stopped = reason
            return UnansweredError(reason, final=True)
        return _RefusedError(reason, failed.words) if status in UNKNOWN_FORM else UnansweredError(reason)


class _FailedError(Exception):
    """The server answered with this status and these words."""

    def __init__(self, status: int, words: str, seconds: float | None) -> None:
        super().__init__(status)
        self.status, self.words, self.seconds = status, words, seconds


class _BusyError(Exception):
    """Try again, after so many seconds where the server says so."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.seconds = reason, seconds


class _RefusedError(Exception):
    """The server does not take the request in this form; ``words`` are what it said."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason, self.words = reason, words


def _limited(chunks: Iterator[bytes], deadline: float, seconds: float) -> Iterator[bytes]:
    """The bytes of an answer, as long as it is neither too large nor too slow."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise UnansweredError(f"the answer is larger than {LARGEST:,} bytes")
        if time.monotonic() > deadline:
            raise _BusyError(f"no answer within {seconds:g} s")
        yield chunk


def _events(chunks: Iterator[bytes]) -> Iterator[_Completion]:
    """The pieces of an answer that comes as server-sent events."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            data = line[5:].strip() if line.startswith(b"data:") else b""
            if data == b"[DONE]":
                return
            if data:
                yield _decoded(data)
    if rest.startswith(b"data:") and rest[5:].strip() not in {b"", b"[DONE]"}:
        yield _decoded(rest[5:].strip())


def _decoded(data: bytes) -> _Completion:
    try:
        return msgspec.json.decode(data, type=_Completion)
    except msgspec.MsgspecError:
        raise _BusyError("the endpoint's answer is no chat completion") from None


def _streamed(pieces: Sequence[_Completion] | Iterator[_Completion]) -> Reply:
    """Pieces put together, or the reason why they are no answer."""
    content: list[str] = []
    refusal: list[str] = []
    finish, usage = None, _Usage()
    for piece in pieces:
        if piece.error:
            raise _BusyError(f"the endpoint broke off{_said(msgspec.json.encode(piece.error).decode(), None)}")
        usage = piece.usage or usage
        for choice in piece.choices[:1]:
            part = choice.delta or choice.message or _Delta()
            content.append(part.content or "")
            refusal.append(part.refusal or "")
            finish = choice.finish_reason or finish
    if finish == "length":
        raise CutError
    if any(refusal) or finish == "content_filter":
        raise UnansweredError(f"the model declined{_said(''.join(refusal), None)}")
    if finish is None:
        raise _BusyError("the answer broke off")
    if not "".join(content).strip():
        raise _BusyError("the answer is empty")
    return Reply("".join(content), usage.prompt_tokens, usage.completion_tokens)


def _said(words: str, key: str | None) -> str:
    """A server's words on one line, cut, and without the key where it repeats it."""
    if key:
        words = words.replace(key, "***")
    flat = " ".join(words.split())
    return f": {flat[:SHOWN]}" if flat else ""


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, told as a number or as a date; null where it is neither."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())
