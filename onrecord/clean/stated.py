"""What a page states about its report: who published it, who wrote it, when."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from onrecord.clean import furniture
from onrecord.clean.html import Article
from onrecord.clean.layout import Layout
from onrecord.knowledge.publishers import Publishers
from onrecord.language import datelines
from onrecord.model import PublishedFrom

URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
URL_MONTH = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])(?=/)")
SOURCE = re.compile(r"\(?(?:sources?|via|المصدر|مصدر|credit)\s?[:：]\s?(.{2,70}?)\)?\.?", re.IGNORECASE)
COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))[\s©(c)]{0,8}(?:\d{4})?(?:\s?[-–]\s?\d{4})?[\s,]{0,3}(.{2,80})", re.IGNORECASE
)
REPORTERS = re.compile(
    r"\(?(?:additional |with |further )?(?:reporting|report|reported|reporter|reporters|writing|written|words|text|story|author|authors|correspondent"
    r"|إعداد|اعداد|تقرير|كتابة|بقلم|مراسل)(?: and [a-z ]{4,25})?(?: by)?\s?[:;：]?\s(.+)",
    re.IGNORECASE,
)
ROLES_AFTER = re.compile(r"[;()–—]|\b(?:edited|editing|translated|writing|compiled|additional)\b|تحرير", re.IGNORECASE)
BETWEEN = re.compile(r",|;|/|\||&| - |\band\b|\bو(?= )")
SEAT = re.compile(r"\s(?:in|from|at)\s.+$")
OPENING_LABEL = re.compile(
    r"(?:date of publication|published(?: on| at)?|posted(?: on)?|date|updated)\s?:?\s", re.IGNORECASE
)
DAY_WORD = re.compile(r"[\w']{3,12},?\s")
AFTER_DAY = re.compile(
    r"(?:\s?(?:at|,|-|–|—|\|)?\s?\d{1,2}[:.]?\d{2}(?:\s?[ap]m)?(?:\s(?:gmt|utc))?)?[\s,.:|–—-]{0,4}(?=[^\W\d_]|[\"'\u201c\u2018\d])",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://[\w.-]+\.[a-z]{2,12}(?:[/:?#]\S*)?", re.IGNORECASE)
"""An address pasted above the story is the story's own."""
NAME_WORDS = range(1, 6)
Line = tuple[str, str]
"""The kind and the plain words of a piece of furniture."""


class Stated(msgspec.Struct, frozen=True):
    """What was found, before it is weighed. Days are ISO; ``text_day`` comes from the page's words."""

    url: str | None
    site: str | None
    authors: tuple[str, ...]
    lines: tuple[Line, ...]
    agency: str | None
    meta_day: str | None
    text_day: str | None

    @classmethod
    def of(cls, article: Article, layout: Layout, title: str | None) -> Stated:
        """What the page's markup and its words state."""
        lines = tuple((item.kind, furniture.plain_line(item.text)) for item in layout.furniture)
        opening = layout.dateline
        return cls(
            url=article.url or next((line for _, line in lines[: layout.above] if ADDRESS.fullmatch(line)), None),
            site=article.site,
            authors=article.authors,
            lines=lines,
            agency=opening.agency if opening else None,
            meta_day=article.day if article.day and datelines.days(article.day) else None,
            text_day=_line_day(lines[: layout.above], lines[layout.above :])
            or (opening.day if opening else None)
            or _opening_day(layout.text)
            or _digest_day(title),
        )

    @property
    def has_day(self) -> bool:
        """Whether the page itself says when it was published."""
        return bool(self.meta_day or self.text_day)

    def byline(self, publishers: Publishers) -> tuple[str, ...]:
        """The names of who reported and wrote it; editors and outlets are left out."""
        found: dict[str, None] = {}
        for kind, line in self.lines:
            if kind == "byline":
                match = REPORTERS.fullmatch(line)
                names = furniture.by_names(line) or (match and match[1]) or (line if _is_bare(line) else "")
                found |= dict.fromkeys(_names(names, publishers))
        return tuple(found) or tuple(name for author in self.authors for name in _names(author, publishers))


def publisher_of(stated: Stated, publishers: Publishers) -> str | None:
    """The outlet: by address, by the page's site name, by a line that credits it, by the dateline's agency, by its copyright.

    A registered name is written as the registry has it. "X told Y" in the body never makes Y the publisher.
    """
    known = publishers.of_url(stated.url)
    if known:
        return known.name
    if stated.site and "." not in stated.site and not COPYRIGHT.match(stated.site):
        found = publishers.named(stated.site)
        return found.name if found else stated.site
    credited = [line for kind, line in stated.lines if kind == "credit"]
    sources = [match[1].strip() for line in credited if (match := SOURCE.fullmatch(line))]
    owners = [match[1].partition(".")[0].strip() for line in credited if (match := COPYRIGHT.match(line))]
    for name in (*sources, *credited, stated.agency, *owners):
        if name and (found := publishers.named(name)):
            return found.name
    return next(
        (name for name in (*sources, *credited, stated.agency) if name and furniture.is_outlet_name(name)), stated.site
    )


def day_of(stated: Stated, given: str | None) -> tuple[str | None, PublishedFrom | None]:
    """The day of publication and where it was found: given, markup, words, address, in this order."""
    if given:
        return given, "given"
    if stated.meta_day:
        return stated.meta_day, "meta"
    if stated.text_day:
        return stated.text_day, "text"
    day = url_day(stated.url)
    return (day, "url") if day else (None, None)


def url_day(url: str | None) -> str | None:
    """The day (``YYYY-MM-DD``) or month (``YYYY-MM``) in an address such as ``/2016/01/17/`` or ``/2016/01/``."""
    if found := URL_DAY.search(url or ""):
        iso = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        return iso if datelines.days(iso) else None
    found = URL_MONTH.search(url or "")
    return f"{found[1]}-{int(found[2]):02}" if found else None


def _line_day(above: Sequence[Line], below: Sequence[Line]) -> str | None:
    """The day that a line of its own states: above the body, else below it.

    A line that says "published" comes before one that says nothing, and that before "updated". Below the body, days are
    mostly those of other stories: there it must say "published" or be the only one.
    """
    if ranked := _ranked_days(above):
        return min(ranked)[-1]
    ranked = _ranked_days(below)
    told = [found for found in ranked if found[0] == 0]
    return min(told)[-1] if told else ranked[0][-1] if len({day for *_, day in ranked}) == 1 else None


def _ranked_days(lines: Sequence[Line]) -> list[tuple[int, int, str]]:
    """Rank, position and day of each line that says only when."""
    ranked = []
    for position, (kind, line) in enumerate(lines):
        days = datelines.days(line, day_first=not line.isascii()) if kind == "timestamp" else []
        if days:
            words = set(furniture.WORD.findall(line.lower()))
            updated = any(word.startswith(("updat", "modif", "edit")) for word in words)
            ranked.append((0 if words & datelines.words().publishing else 2 if updated else 1, position, days[0].iso))
    return ranked


def _opening_day(text: str) -> str | None:
    """A day with which the text itself opens: "Fri 07 Apr 2017 at 0914 Two soldiers …", never "17 January 2016 was …"."""
    label = OPENING_LABEL.match(text)
    start = label.end() if label else 0
    weekday = DAY_WORD.match(text, start)
    if weekday and weekday[0].strip(" ,\n").lower() in datelines.words().weekdays:
        start = weekday.end()
    days = datelines.days(text[start : start + 40])
    if not days or days[0].start > 0:
        return None
    after = AFTER_DAY.match(text, start + days[0].end)
    following = text[after.end() : after.end() + 1] if after else ""
    return days[0].iso if label or (following and not following.islower()) else None


def _digest_day(title: str | None) -> str | None:
    """The day at the end of a digest's title; the day in another title is an event's."""
    line = (title or "").rstrip(" .)")
    words = set(furniture.WORD.findall(line.lower()))
    return next(
        (day.iso for day in datelines.days(line) if day.end == len(line) and words & furniture.file().digests), None
    )


def _names(text: str, publishers: Publishers) -> list[str]:
    """Personal names in a byline's words: no outlet, no seat, no role."""
    people = ROLES_AFTER.split(text.strip(" .()"), maxsplit=1)[0]
    found = []
    for part in BETWEEN.split(people):
        name = SEAT.sub("", part).strip(" .,:;()*-\u2013\u2014")
        name = re.sub(r"^by\s", "", name, flags=re.IGNORECASE)
        outlet = publishers.named(name) or furniture.is_outlet_name(name)
        words = name.split()
        if words and not outlet and len(words) in NAME_WORDS and not any(map(str.isdigit, name)) and _is_name(words):
            found.append(name)
    return found


def _is_bare(line: str) -> bool:
    """Whether a byline is names and nothing else, no "Edited by"."""
    return (
        not any(word.lower() == "by" for word in line.split())
        and ":" not in line
        and furniture.are_names(line, frozenset())
    )


def _is_name(words: list[str]) -> bool:
    """Whether words are a person's name rather than a role: "Amal Haddad", not "staff writer"."""
    return not words[0].islower() and not any(word.lower() in furniture.file().names - NAME_PARTS for word in words)


NAME_PARTS = frozenset(["al", "bin", "bint", "ibn", "abu", "de", "da", "di", "van", "von", "el", "of"])
