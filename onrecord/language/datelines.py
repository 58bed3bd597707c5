"""Where a report says its writer sat, and the days that texts state in full.

A dateline opens a paragraph: "QAMISHLI –", "BEIRUT (Agency) -", "Damascus, Jan. 16 (Agency) –", "KABUL, Afghanistan —".
It is the reporter's seat, never the place of an event.
"""

from __future__ import annotations

import datetime
import functools
import re

import msgspec

from onrecord.language import lexicon

LONGEST = 120
"""A dateline ends within so many characters."""
DAY_MARKS = " \u00a0,/\u2013\u2014-"
PLACE_WORDS = 7
"""``UNITED NATIONS, New York`` has four; ``Deir ez-Zor province, eastern Syria`` six."""
YEARS = range(1900, 2100)
SEPARATOR = re.compile(r"[ \u00a0\t]?(?:\u2013|\u2014|\u2015|--|-)(?=[ \u00a0\t\n])[ \u00a0\t]*|[ \u00a0]_[ \u00a0]")
AGENCY = re.compile(r"[ \u00a0,]{0,2}\(([^()\n]{2,50})\)$")
WORD = re.compile(r"[^\W\d_][\w'\u2019.\-]*")
SHORT_DAY = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$")
"""A day that may be read two ways still marks a dateline."""
TAG = re.compile(r"(?:\[[^\[\]\n]{1,60}\][ \t\n]{0,3}){1,4}")
"""Bracketed marks of a monitoring service after the dateline: ``[TEXT]``."""


class Dateline(msgspec.Struct, frozen=True):
    """``text[start:end]`` is the dateline with its dash; ``place`` its place words, ``agency`` and ``day`` where it has them.

    ``yearless`` are month and day of a day that is told without its year: "CAIRO, May 21 (Reuters) -".
    """

    start: int
    end: int
    place: str
    agency: str | None = None
    day: str | None = None
    yearless: tuple[int, int] | None = None

    def written(self, published: datetime.date) -> str | None:
        """The day that it tells, ISO; without its year the last such day before publication."""
        if self.day or self.yearless is None:
            return self.day
        years = (_valid(year, *self.yearless) for year in (published.year, published.year - 1))
        return next((iso for iso in years if iso and iso <= published.isoformat()), None)


class Words(msgspec.Struct, frozen=True):
    """The word lists of ``datelines.yaml``; each is explained there."""

    not_places: frozenset[str]
    openers: frozenset[str]
    particles: frozenset[str]
    weekdays: frozenset[str]
    labels: frozenset[str]
    publishing: frozenset[str]
    months: dict[str, int]


@functools.cache
def words() -> Words:
    """The lists, loaded once."""
    return lexicon.load("datelines", Words)


# ---------------------------------------------------------------------------------------------------------------------
# Days
# ---------------------------------------------------------------------------------------------------------------------


class Day(msgspec.Struct, frozen=True):
    """``text[start:end]`` states this day, in ISO form."""

    start: int
    end: int
    iso: str


@functools.cache
def _day_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, words().months), key=len, reverse=True))
    day, year = r"(\d{1,2})(?:st|nd|rd|th)?", r"(\d{4}|\d{2}(?=[ \u00a0]?[(\u2013\u2014-]|$))"
    gap = r"[ \u00a0\t\n,\u060c./-]{1,3}"
    return re.compile(
        rf"(?<![\w.])(?:{day}{gap}(?:of\s|de\s|\u0645\u0646\s)?({months})(?:/\w{{3,12}})?\.?{gap}{year}"
        rf"|({months})\.?{gap}{day}{gap}(\d{{4}})"
        r"|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}))(?!\d)",
        re.IGNORECASE,
    )


def days(text: str, *, day_first: bool = False) -> list[Day]:
    """All days stated with day, month and year.

    ``03/04/2019`` may be March or April: it counts only where one reading is possible, where it has points
    (``03.04.2019``), or with ``day_first``. Impossible days are left out.
    """
    found = []
    for match in _day_pattern().finditer(text):
        iso = _iso(match, day_first)
        if iso:
            found.append(Day(start=match.start(), end=match.end(), iso=iso))
    return found


def _iso(match: re.Match[str], day_first: bool) -> str | None:
    d1, m1, y1, m2, d2, y2, y3, m3, d3, first, mark, second, y4 = match.groups()
    months = words().months
    if m1:
        return _valid(_full_year(y1), months[m1.lower()], int(d1))
    if m2:
        return _valid(int(y2), months[m2.lower()], int(d2))
    if y3:
        return _valid(int(y3), int(m3), int(d3))
    one, two = int(first), int(second)
    if one > 12 or one == two or mark == "." or day_first:
        return _valid(int(y4), two, one)
    return _valid(int(y4), one, two) if two > 12 else None


def _full_year(digits: str) -> int:
    """Two digits count from 1930 to 2029, as POSIX and most newspapers' archives have it within a few years."""
    year = int(digits)
    return year if year > 99 else year + (1900 if year >= 30 else 2000)


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat() if year in YEARS else None
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------------------
# Datelines
# ---------------------------------------------------------------------------------------------------------------------


def dateline_span(text: str) -> tuple[int, int] | None:
    """The characters of the dateline that opens this text, its dash included."""
    found = dateline(text)
    return (found.start, found.end) if found else None


def dateline(text: str) -> Dateline | None:
    """The dateline that opens this text, after white space at most; null where there is none or it is doubtful."""
    start = len(text) - len(text.lstrip())
    window = text[start : start + LONGEST]
    capitals = not any(map(str.islower, text[start : start + 4 * LONGEST]))
    for separator in SEPARATOR.finditer(window):
        found = _read(window[: separator.start()].strip(), capitals=capitals)
        if found is None:
            continue
        end = start + separator.end()
        if not _opens(text[end : end + 40], sure=found.sure):
            return None
        if tags := TAG.match(text, end):
            end = tags.end()
        day, yearless = found.day, found.yearless
        return Dateline(start=start, end=end, place=found.place, agency=found.agency, day=day, yearless=yearless)
    return None


class _Parts(msgspec.Struct):
    place: str
    agency: str | None
    day: str | None
    yearless: tuple[int, int] | None
    sure: bool


def _read(head: str, *, capitals: bool) -> _Parts | None:
    """What stands before the dash, when it can be a dateline. ``sure``: more than a place in ordinary letters."""
    agency = AGENCY.search(head)
    rest = head[: agency.start()].strip(" \u00a0,") if agency else head
    yearless = _yearless(rest)
    stated, rest = _without_day(rest)
    told = agency[1].strip() if agency else None
    if told is None and "|" in rest:
        rest, told = (part.strip() for part in rest.split("|")[:2])  # "Bamako, Mali | AFP | Monday 10/6/2019 -"
    place, _, last = rest.rpartition(", ")
    if told is None and place and last.isupper() and place != place.upper() and " " not in last:
        rest, told = place, last  # "Damascus, SANA-"
    if not is_place(rest):
        return None
    town = rest.split(",")[0]
    marked = told is not None or stated is not None
    if capitals and not marked:
        return None
    loud = town.isupper() and len(town) > 2
    sure = marked or loud or town != rest
    return _Parts(place=rest, agency=told, day=stated or None, yearless=None if stated else yearless, sure=sure)


def _without_day(text: str) -> tuple[str | None, str]:
    """The day stated at the end of a dateline (empty when without year), and what stands before it."""
    stated = [(day.start, day.iso) for day in days(text) if day.end >= len(text) - 1]
    stated += [(month.start(), "") for month in _month_day().finditer(text)]
    stated += [(found.start(), "") for found in SHORT_DAY.finditer(text)]
    if not stated:
        return None, text
    start, iso = stated[0]
    before = text[:start].strip(DAY_MARKS)
    place, _, last = before.rpartition(" ")
    return iso, place.strip(DAY_MARKS) if last.strip(".").lower() in words().weekdays else before


def _yearless(text: str) -> tuple[int, int] | None:
    """Month and day at the end of a dateline, without a year."""
    found = _month_day().search(text)
    parts = found[0].lower().replace("\u00a0", " ").replace(".", "").split() if found else []
    number = next((int(part) for part in parts if part.isdigit()), None)
    month = next((words().months[part] for part in parts if part in words().months), None)
    return (month, number) if month and number else None


@functools.cache
def _month_day() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, words().months), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?:{months})\.?[ \u00a0]\d{{1,2}}|\d{{1,2}}[ \u00a0](?:{months})\.?|NO DATE)$", re.IGNORECASE
    )


def is_place(text: str) -> bool:
    """Whether these are the words of a place: a few, capitalised but for particles, none of them a label."""
    parts = text.replace("/", " ").replace("(", " ").replace(")", " ").replace(",", " ").split()
    if not 0 < len(parts) <= PLACE_WORDS or parts[0][0].islower():
        return False
    lists = words()
    first = parts[0].lower().strip(":.")
    if text.lower() in lists.not_places or first in lists.not_places or first in lists.openers:
        return False
    return all(WORD.fullmatch(part) and (_could_be_name(part) or part in lists.particles) for part in parts)


def _could_be_name(word: str) -> bool:
    """Whether a word has a capital, or is of a script without capitals."""
    return any(map(str.isupper, word)) or word.lower() == word.upper()


def _opens(rest: str, *, sure: bool) -> bool:
    """Whether a report can go on like this after a dateline."""
    rest = rest.lstrip()
    if not rest:
        return sure
    if not rest[0].isalpha():
        return rest[0] in "\"'\u201c\u2018\u00ab[(" or rest[0].isdigit()
    word = WORD.match(rest)
    if sure or word is None:
        return rest[0].isupper() or not rest[0].islower()
    return rest[0].isupper() and word[0].lower() in words().openers
