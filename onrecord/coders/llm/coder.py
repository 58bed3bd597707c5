"""The coder: a report goes out in sections, answers come back, and what is grounded becomes claims."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec

from onrecord.coders.llm import answer, cache, claims, prompt
from onrecord.coders.llm.budget import Budget, SpentError, Usage
from onrecord.coders.llm.cache import Cache, Kept
from onrecord.coders.llm.client import Client, CutError, Reply, UnansweredError
from onrecord.coders.llm.draft import draft
from onrecord.coders.llm.grounding import Text
from onrecord.coders.llm.prompt import Message, Section
from onrecord.coders.llm.protection import Guard
from onrecord.coders.llm.settings import Settings
from onrecord.knowledge.codebook import Codebook
from onrecord.model import Claim, OnrecordError, Rejected, Report

Found = tuple[Claim | Rejected, ...]
FORM = 1
"""Number of the form of prompts and answers; a new one asks anew whatever the cache holds."""


class Tools(msgspec.Struct, frozen=True):
    """What asking needs. ``actor`` gives the registry id for English words; ``drafter`` another coder's reading."""

    codebook: Codebook
    guard: Guard
    actor: Callable[[str], str | None]
    drafter: Callable[[Report], Sequence[Claim | Rejected]] | None = None


class _Asked(msgspec.Struct, frozen=True):
    """A report ready to be asked about."""

    text: Text
    heading: prompt.Heading
    drafted: tuple[Claim, ...]


class LlmCoder:
    """Codes reports with a language model; a ``coders.Coder``. ``claims`` may be called from several threads."""

    def __init__(self, settings: Settings, tools: Tools, wait: Callable[[float], object] | None = None) -> None:
        self.settings = settings.checked()
        self._tools = tools
        self._budget = Budget(settings)
        self._client = Client(settings, self._budget, wait)
        self._cache = Cache(settings.cache)
        self._schema = answer.schema(tools.codebook.kinds)
        self._system = prompt.system(tools.codebook)
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._ahead: dict[str, Future[Found]] = {}

    @property
    def name(self) -> str:
        """``llm/1:MODEL``."""
        return self.settings.name

    @property
    def usage(self) -> Usage:
        """What was asked for so far, and what it cost."""
        return self._budget.used

    @property
    def ahead(self) -> int:
        """As many reports as requests run at a time."""
        return self.settings.workers

    def reads(self, language: str) -> bool:
        """Any language; what a model makes of it, its quotes show."""
        return True

    def prepare(self, report: Report) -> None:
        """Start asking about a report whose claims will be wanted; at most ``workers`` are asked about at a time."""
        with self._lock:
            if report.id in self._ahead:
                return
        asked = self._ready(report)
        with self._lock:
            self._pool = self._pool or ThreadPoolExecutor(self.settings.workers, thread_name_prefix="llm")
            self._ahead[report.id] = self._pool.submit(self._found, asked)

    def claims(self, report: Report) -> Found:
        """The report's claims in text order, and what was dropped or could not be asked, with its reason."""
        with self._lock:
            started = self._ahead.pop(report.id, None)
        return started.result() if started else self._found(self._ready(report))

    def close(self) -> None:
        """Stop: what has begun breaks off, what has not never will; nothing more is sent."""
        with self._lock:
            pool, self._pool = self._pool, None
        self._client.close()
        if pool:
            pool.shutdown(wait=False, cancel_futures=True)

    def shown(self, report: Report) -> Iterator[tuple[Message, ...]]:
        """The messages that would be sent for a report, section by section; nothing is sent.

        Of a long report, sources that earlier answers would name are left open. Raises ``OnrecordError`` where the report
        may not be sent.
        """
        asked = self._ready(report)
        if isinstance(asked, Rejected):
            raise OnrecordError(asked.reason)
        for section in prompt.sections(asked.text.lines(), self.settings.section):
            yield self._messages(section, asked, ())

    # --- one report --------------------------------------------------------------------------------------------------

    def _ready(self, report: Report) -> _Asked | Rejected:
        """What has to be done before asking, in the caller's thread."""
        try:
            masks = self._tools.guard.masks(report)
        except OnrecordError as refusal:
            return Rejected(input=report.url or report.id, step="claims", reason=str(refusal))
        drafted = self._tools.drafter(report) if self._tools.drafter and self.settings.draft else ()
        text = Text(report, masks.masked(report.text), masks)
        return _Asked(
            text, prompt.heading(report, text.masked_words), tuple(one for one in drafted if isinstance(one, Claim))
        )

    def _found(self, asked: _Asked | Rejected) -> Found:
        if isinstance(asked, Rejected):
            return (asked,)
        making = claims.Making(asked.text, self.name, frozenset(self._tools.codebook.kinds), self._tools.actor)
        made: dict[str, Claim] = {}
        rejected: list[Rejected] = []
        for section in prompt.sections(asked.text.lines(), self.settings.section):
            for said in self._section(section, asked, tuple(made.values())):
                one, dropped = claims.claim(said, making) if isinstance(said, answer.Said) else (None, (said,))
                rejected += dropped
                if one is not None:
                    made.setdefault(one.id, one)
        ordered = sorted(made.values(), key=lambda claim: (claim.trigger.start, claim.trigger.end))
        return (*ordered, *rejected)

    def _section(self, section: Section, asked: _Asked, before: Sequence[Claim]) -> Iterator[answer.Said | Rejected]:
        """What the model says of a section; one whose answer grows too long is asked about in halves."""
        lines = asked.text.lines()
        waiting = [section]
        while waiting:
            current = waiting.pop(0)
            try:
                yield from self._answered(self._messages(current, asked, _sources(before, asked.text)), current, asked)
            except CutError:
                if current.first == current.last:
                    yield _unasked(asked, current, f"the answer is longer than {self.settings.tokens:,} tokens")
                    continue
                middle = (current.first + current.last) // 2
                part = (current.number, max(2, current.count))
                halves = ((current.first, middle), (middle + 1, current.last))
                waiting[:0] = [prompt.section(lines, first, last, part) for first, last in halves]
            except (UnansweredError, SpentError, OnrecordError) as error:
                yield _unasked(asked, current, str(error))

    def _messages(self, section: Section, asked: _Asked, sources: Sequence[str]) -> tuple[Message, ...]:
        drafted = draft(asked.drafted, asked.text, section.first, section.last) if self.settings.draft else None
        return prompt.messages(section, asked.heading, self._system, sources=sources, draft=drafted)

    def _answered(
        self, messages: tuple[Message, ...], section: Section, asked: _Asked
    ) -> Iterator[answer.Said | Rejected]:
        key = cache.key(
            form=FORM, url=self.settings.url, model=self.settings.model, messages=messages, schema=self._schema
        )
        kept = self._cache.get(key)
        if kept is not None:
            self._budget.from_cache()
        else:
            reply = self._well_formed(messages)
            kept = Kept(reply.content, reply.asked, reply.answered)
            self._cache.put(key, kept)
        for number, row in enumerate(_rows(kept.content)):
            try:
                yield msgspec.convert(row, answer.Said)
            except msgspec.ValidationError as fault:
                yield _unasked(asked, section, f"claim {number} of the answer has not the form: {fault}")

    def _well_formed(self, messages: tuple[Message, ...]) -> Reply:
        """An answer that is JSON of the form; asked for once more where it is not."""
        reply = self._client.ask(messages, self._schema)
        try:
            _rows(reply.content)
        except UnansweredError:
            reply = self._client.ask(messages, self._schema)
            _rows(reply.content)
        return reply


def _rows(content: str) -> list[Any]:
    """The claims of an answer, not yet looked at. Raises ``UnansweredError`` where it is no JSON of the form."""
    start, end = content.find("{"), content.rfind("}")  # some servers put JSON into a fence, or thoughts before it
    try:
        value = msgspec.json.decode(content[start : end + 1].encode("utf-8", "surrogatepass")) if start >= 0 else None
    except (msgspec.MsgspecError, RecursionError):
        value = None
    rows = value.get("claims") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        raise UnansweredError("the answer is no JSON of the form asked for")
    return rows


def _unasked(asked: _Asked, section: Section, reason: str) -> Rejected:
    """A section, or a claim of its answer, that gives nothing, with the reason."""
    report = asked.text.report
    where = "" if section.count == 1 else f"sentences {section.first} to {section.last}: "
    return Rejected(input=report.url or report.id, step="claims", reason=where + reason)


def _sources(before: Sequence[Claim], text: Text) -> tuple[str, ...]:
    """The sources that earlier sections named, in the words that are sent."""
    named = (claim.source for claim in before if claim.source.start is not None and claim.source.end is not None)
    spans = dict.fromkeys((source.start, source.end) for source in named)
    cut = (text.masked.sent(start, end) for start, end in spans if start is not None and end is not None)
    return tuple(dict.fromkeys(" ".join(text.masked.text[start:end].split()) for start, end in cut))
