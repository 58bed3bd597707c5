"""The day that stands at the head of a text: when it was written, which is no day of what it tells.

"Headline AGENCY Monday 3 Feb 2020 Lead …", "Date of publication 7 April 2020 …", "03-02-2020 Headline …": web pages lose
their line breaks, and what was a line of its own runs into headline and lead.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Iterator

import msgspec

from onrecord.language import datelines, lexicon

HEAD = 300
"""A stamp stands within so many characters; a headline and its byline fit in."""
NEAR_DAYS = 62
"""A stamp further than this from the given day of publication tells of something else; two months cover days and months
that were swapped by one or two, and late uploads. Re-check with ``benchmarks/accuracy.py``."""
ON_THE_WAY = 7
"""Days that a report takes from the town of its dateline to the page at the most; a week covers weeklies and time zones."""
WEAK = frozenset({"of", "on", "in", "at", "by", "the", "since", "first", "last", "day", "days"})
"""Labels that also stand before a day in running text: "on 3 May 2020" alone stamps nothing."""
TIME = re.compile(
    r"[\s,|-]{0,3}(?:at[ \u00a0]\d{4}|\d{4}(?=[ \u00a0](?:am|pm|GMT|UTC)\b)|\d{1,2}[:.]\d{2}(?::\d{2})?|\d{6})"
    r"(?:[ \u00a0]?(?:am|pm|a\.m\.|p\.m\.|(?:GMT|UTC)(?:[+-]\d{1,2})?))?(?!\w)",
    re.IGNORECASE,
)
"""A time of day after the day; some pages lose its colons."""
GLUED = re.compile(
    r"(?:(?:[Uu]pdated|[Pp]ublished|[Pp]osted)(?: at| on)?:? )([A-Z][a-z]{2,8}) (\d{2})((?:19|20)\d{2})(?!\d)"
)
BEFORE = re.compile(r"([^\s,|]+)([\s,|]*)$")
NOT_AGENCY = frozenset({"told", "to", "the", "by", "with", "an", "a", "from", "and", "of", "for", "in"})
"""Words after which an agency's name stands in a sentence."""


class Stamp(msgspec.Struct, frozen=True):
    """``text[start:end]`` says when the text was written: the day ``iso``. ``lead`` is where the report's prose begins
    when a headline follows the stamp and an agency's name ends it; else the end of the stamp."""

    start: int
    end: int
    iso: str
    lead: int


@functools.cache
def _agencies() -> re.Pattern[str]:
    names = lexicon.load("agencies", list[str])
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")


@functools.cache
def is_agency(words: str) -> bool:
    """Whether these words are the name of a news agency."""
    return _agencies().fullmatch(words) is not None


def stamp(text: str) -> Stamp | None:
    """The stamp at the head of a text; null where there is none, or where the day may be part of a sentence."""
    head = text[:HEAD]
    for day in _days(head):
        start = _start(head, day.start)
        end = _end(head, day.end)
        if start is not None and _opens(text, end):
            start = _with_agency(head, start)
            return Stamp(start, end, day.iso, _lead(text, end))
    return None


def _days(head: str) -> list[datelines.Day]:
    """The days of a head; with hyphens ("09-07-2014") the day stands first, as only slashes are turned round."""
    known = [*datelines.days(head), *_glued(head)]
    turned = [day for day in datelines.days(head, day_first=True) if "-" in head[day.start : day.end]]
    return sorted({day.start: day for day in [*turned, *known]}.values(), key=lambda day: day.start)


def _glued(head: str) -> Iterator[datelines.Day]:
    """Days that lost the mark before their year behind a label: "Last updated at Jul 262016"."""
    months = datelines.words().months
    for match in GLUED.finditer(head):
        month, day, year = match.groups()
        if month.lower() in months and 0 < int(day) < 32:
            with contextlib.suppress(ValueError):
                iso = datetime.date(int(year), months[month.lower()], int(day)).isoformat()
                yield datelines.Day(match.start(1), match.end(), iso)


def written(text: str, published: str | None) -> str | None:
    """The day on which a report was written: that of its own stamp or dateline where it lies near the given one, else the given one."""
    found = stamp(text)
    if found is None and published and len(published) == len("2020-03-10"):
        return _of_dateline(text, datetime.date.fromisoformat(published)) or published
    if found is None or (published and len(published) != len(found.iso)):
        return published
    if not published:
        return found.iso
    apart = datetime.date.fromisoformat(published) - datetime.date.fromisoformat(found.iso)
    return found.iso if abs(apart.days) <= NEAR_DAYS else published


def _of_dateline(text: str, published: datetime.date) -> str | None:
    """The day of the dateline where it lies at most a week before publication."""
    line = datelines.dateline(text)
    day = line.written(published) if line else None
    if day is None:
        return None
    apart = (published - datetime.date.fromisoformat(day)).days
    return day if 0 <= apart <= ON_THE_WAY else None


def _start(head: str, at: int) -> int | None:
    """Where the weekday and the labels before a day begin; null where what stands before makes it part of a sentence."""
    lists = datelines.words()
    labels: list[str] = []
    while before := BEFORE.search(head, 0, at):
        word = before[1].lower().strip(".:")
        if word not in lists.labels | lists.weekdays:
            break
        if word in lists.labels:
            labels.append(word)
        at = before.start()
    if labels and all(word in WEAK for word in labels):
        return None
    rest = head[:at].rstrip(" \u00a0")
    if not rest or rest.endswith(("\n", ".", "!", "?", "|", '"', "”")):
        return at
    word = rest.split()[-1]  # a comma ends a place: "clashes in Qara, March 3, 2020" is a caption
    return at if rest.endswith(":") or (word[:1].isupper() and word[-1].isalnum()) else None


def _end(head: str, end: int) -> int:
    time = TIME.match(head, end)
    return time.end() if time else end


def _opens(text: str, end: int) -> bool:
    """Whether a new line, headline or sentence begins after the stamp."""
    rest = text[end : end + 8]
    if not rest.strip() or rest[0] == "\n":
        return True
    bare = rest.lstrip(" \u00a0|-–—")
    return bare[:1].isupper() or bare[:1].isdigit() or bare[:1] in "\"'“‘«(" or bare.startswith("by ")


def _with_agency(head: str, start: int) -> int:
    """The start of an agency's name that stands right before the day."""
    before = head[:start].rstrip()
    found = [match for match in _agencies().finditer(before) if match.end() == len(before)]
    return found[-1].start() if found else start


def _lead(text: str, end: int) -> int:
    """Where the prose begins after a headline that an agency's name ends: "… raids kill ten AFP A barrage of …"."""
    line = text.find("\n", end, end + HEAD)
    for match in _agencies().finditer(text, end, line if line >= 0 else min(len(text), end + HEAD)):
        before, after = text[end : match.start()].split(), text[match.end() : match.end() + 3]
        opens = after[:1] == " " and after[1:2].isupper()
        headline = len(before) > 2 and before[-1].lower() not in NOT_AGENCY and before[-1][-1].isalnum()
        if opens and (headline or not before):
            return match.end() + 1
    return end
