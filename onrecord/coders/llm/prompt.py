"""What is sent of a report: rules and kinds of the codebook, the heading, and one section with its sentences numbered."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence

import msgspec

from onrecord.coders.llm.answer import Answer
from onrecord.knowledge import packaged
from onrecord.knowledge.codebook import Codebook, Kind
from onrecord.model import Report

UNKNOWN = "not known"
BEFORE = 300
"""Characters of the text before a section that go with it."""


class _Texts(msgspec.Struct, frozen=True):
    """The texts of ``prompt.yaml``."""

    system: str
    user: str
    part: str
    before: str
    draft: str


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What every section of a report is sent with; names in it are masked as in the text."""

    title: str | None
    dateline: str | None
    published: str | None
    language: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences ``first`` to ``last`` (both in) of a report, as sent: part ``number`` of ``count``, from 1.

    ``lines`` are the sentences, ``before`` how the text before them ends.
    """

    number: int
    count: int
    first: int
    last: int
    lines: tuple[str, ...]
    before: str = ""


class Message(msgspec.Struct, frozen=True):
    """One message of a chat."""

    role: str
    content: str


def sections(sentences: Sequence[str], longest: int) -> tuple[Section, ...]:
    """Sentences in runs of at most ``longest`` characters; a sentence is never cut, one longer than that stands alone."""
    runs: list[tuple[int, int]] = []
    first = size = 0
    for number, sentence in enumerate(sentences):
        if size and size + len(sentence) > longest:
            runs.append((first, number - 1))
            first, size = number, 0
        size += len(sentence) + 1
    if sentences:
        runs.append((first, len(sentences) - 1))
    return tuple(section(sentences, first, last, (at, len(runs))) for at, (first, last) in enumerate(runs, 1))


def section(sentences: Sequence[str], first: int, last: int, part: tuple[int, int]) -> Section:
    """The section of these sentences (both in), as this part of so many."""
    before = " ".join(" ".join(sentences[max(0, first - 3) : first]).split())[-BEFORE:]
    lines = tuple(sentences[first : last + 1])
    return Section(number=part[0], count=part[1], first=first, last=last, lines=lines, before=before)


def messages(
    section: Section, heading: Heading, system: str, *, sources: Sequence[str] = (), draft: Answer | None = None
) -> tuple[Message, ...]:
    """The messages that ask for a section's claims. ``sources`` are those that earlier sections named."""
    texts = _texts()
    lines = "\n".join(f"[{section.first + at}] {' '.join(line.split())}" for at, line in enumerate(section.lines))
    long = section.count > 1
    earlier = texts.before.format(sources="; ".join(sources) or "none", before=section.before) if section.first else ""
    given = texts.draft.format(answer=msgspec.json.encode(draft).decode()) if draft is not None else ""
    title, dateline = _line(heading.title), _line(heading.dateline)
    user = texts.user.format(
        published=heading.published or UNKNOWN,
        language=heading.language,
        title=title,
        dateline=dateline,
        part=texts.part.format(number=section.number, count=section.count).strip() if long else "",
        before=earlier.strip(),
        mark=_mark("\n".join((title, dateline, earlier, lines, given))),
        text=lines,
        draft=given.strip(),
    )
    return (Message("system", system), Message("user", user.strip()))


def _line(text: str | None) -> str:
    return " ".join(text.split()) if text else "none"


def _mark(text: str) -> str:
    """A mark that no text can hold, for it is made from the text; the same text has the same mark."""
    salt = 0
    while True:
        mark = "=====" + hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16] + "====="
        if mark not in text:
            return mark
        salt += 1


def system(codebook: Codebook) -> str:
    """The rules with the kinds of this codebook."""
    return _texts().system.replace("{kinds}", "\n".join(_kind(kind) for kind in codebook)).strip()


def _kind(kind: Kind) -> str:
    return f"- {kind.name}: {kind.definition}" + "".join(_lists(kind))


def _lists(kind: Kind) -> Iterator[str]:
    if kind.includes:
        yield f" Includes {', '.join(kind.includes)}."
    if kind.excludes:
        yield f" Not: {', '.join(kind.excludes)}."


@functools.cache
def _texts() -> _Texts:
    return msgspec.convert(packaged.safe_yaml(packaged.text("llm", "prompt.yaml")), _Texts)


def heading(report: Report, sent: Callable[[str], str]) -> Heading:
    """The heading of a report; ``sent`` makes words as they may be sent."""
    title, dateline = (sent(words) if words else None for words in (report.title, report.dateline))
    return Heading(title=title, dateline=dateline, published=report.published, language=report.language)
