"""Claims tied to the calendar: the words that say when something happened, or was said, become intervals of days."""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence

import msgspec

from onrecord.language import dates, stamps
from onrecord.language.dates import TimeMention
from onrecord.language.dates.intervals import Calendar, Interval, Looks, Offset, Relative, YearPart
from onrecord.model import Claim, Report, Span, When

REFERENCE_REACH = 400
"""Characters back to the day that "the next day" may count from: about the sentence before."""
SINCE_REACH = 600
"""Characters back to the day from which "since then" counts."""
EVENT_REACH = 60
"""Characters within which the event that an offset counts from may carry a day of its own."""
_OF_EVENT = ("after", "before", "following", "prior to", " of")
_CLAUSE_END = re.compile(r"[.,;:!?\n]|\b(?:and|but|while|when)\b")
_COARSE = ("month", "quarter", "year", "decade", "century")


def link_dates(claims: Sequence[Claim], report: Report) -> tuple[Claim, ...]:
    """The claims with ``when`` and ``said`` given their days, counted from the day of writing: the one that the
    text itself is stamped with, else ``report.published``.

    What was said or happened lies up to the day of publication; plans lie after it. "The next day" counts from the last
    day named before it; "two days earlier", where none is, from the day of saying or publication; "a day after the raid"
    from the day that the raid carries with it, and is unresolved without. Where no words say when, nothing is filled in; where what they count from is not known, the precision stays ``unresolved``. Values that
    a coder has filled in already are kept.
    """
    if not any(claim.when or claim.said for claim in claims):
        return tuple(claims)
    linker = _Linker(report)
    linked = tuple(linker.linked(claim) for claim in claims)
    stated = {(c.when.start, c.when.end): c.when for c in linked if c.when is not None and not c.when.inherited}
    return tuple(_not_after_saying(_taken_over(claim, stated)) for claim in linked)


def _taken_over(claim: Claim, stated: Mapping[tuple[int, int], When]) -> Claim:
    """A claim that takes its time from another has that other's days, however they were counted."""
    when = claim.when
    donor = stated.get((when.start, when.end)) if when is not None and when.inherited else None
    if when is None or donor is None:
        return claim
    same = {"earliest": donor.earliest, "latest": donor.latest, "precision": donor.precision}
    return msgspec.structs.replace(claim, when=msgspec.structs.replace(when, **same))


def _not_after_saying(claim: Claim) -> Claim:
    """A claim without a day taken over that lies after it was said: who spoke on Wednesday tells nothing of Thursday."""
    when, said = claim.when, claim.said
    if when is None or not when.inherited or said is None or claim.status not in ("happened", "ongoing", "denied"):
        return claim
    late = bool(when.earliest and said.latest and when.earliest > said.latest)
    return msgspec.structs.replace(claim, when=None) if late else claim


class _Linker:
    """The dates of one report, found once."""

    def __init__(self, report: Report) -> None:
        self.text = report.text
        self.mentions = dates.find(report.text)
        self.starts = [mention.start for mention in self.mentions]
        self.published, self.month = _published(stamps.written(report.text, report.published))

    def linked(self, claim: Claim) -> Claim:
        """The claim with its intervals."""
        said = self._filled(claim.said, "back", None)
        looks: Looks = {"happened": "back", "ongoing": "back", "planned": "ahead"}.get(claim.status, "either")  # type: ignore[assignment]
        when = self._filled(claim.when, looks, _interval(said), before=_counts_from(claim))
        return msgspec.structs.replace(claim, when=when, said=said)

    def _filled(self, when: When | None, looks: Looks, said: Interval | None, *, before: bool = False) -> When | None:
        if when is None or when.precision != "unresolved":
            return when
        mention = self._mention(when)
        if when.text.lower().startswith("since "):
            return self._since(when, mention)
        if mention is None:
            return when
        if before and isinstance(mention.meaning, Offset):
            turned = msgspec.structs.replace(mention.meaning, direction=-1 if mention.meaning.direction > 0 else 1)
            # the words count from this event, so it lies the other way from the day of the news
            mention = msgspec.structs.replace(mention, meaning=turned, text="")
        found = self._resolved(mention, looks, said)
        if found is None:
            return when
        return msgspec.structs.replace(
            when, earliest=_iso(found.earliest), latest=_iso(found.latest), precision=found.precision
        )

    def _since(self, when: When, mention: TimeMention | None) -> When:
        """The time from a day on: the one that the words name, else, for "since then", the last one named before."""
        if mention is None:
            found = self._last_day(when.start)
        else:
            looked = msgspec.structs.replace(mention, governor=None, looks="back")
            found = dates.resolve(looked, self.published) if self._anchors(mention) else None
        if found is None or found.earliest is None or (self.published and self.published < found.earliest):
            return when
        latest = None if self.month else _iso(self.published)
        return msgspec.structs.replace(when, earliest=_iso(found.earliest), latest=latest, precision="range")

    def _last_day(self, before: int) -> Interval | None:
        """The last day or month named before, up to some sentences back."""
        at = bisect.bisect_left(self.starts, before)
        for earlier in reversed(self.mentions[:at]):
            if before - earlier.start > SINCE_REACH:
                break
            found = dates.resolve(earlier, self.published) if self._anchors(earlier) else None
            if found and earlier.kind == "date" and found.precision in ("day", "month", "range", "year"):
                return found
        return None

    def _mention(self, when: Span) -> TimeMention | None:
        """The first mention that names days in the words of a span, else the first that overlaps them at all."""
        first = max(bisect.bisect_right(self.starts, when.start) - 1, 0)
        over = [
            mention
            for mention in self.mentions[first : bisect.bisect_left(self.starts, when.end)]
            if mention.end > when.start
        ]
        return next((mention for mention in over if mention.kind in ("date", "offset", "span")), None)

    def _resolved(self, mention: TimeMention, looks: Looks, said: Interval | None) -> Interval | None:
        if looks != "either":
            mention = msgspec.structs.replace(mention, looks=looks)
        anchor = self.published if self._anchors(mention) else None
        found = dates.resolve(mention, anchor, self._reference(mention, said))
        return _up_to(found, self.published) if found and looks == "back" else found

    def _anchors(self, mention: TimeMention) -> bool:
        """Whether the publication is known finely enough: a month alone tells no weekday and no "yesterday"."""
        if not self.month:
            return True
        meaning = mention.meaning
        if isinstance(meaning, (Relative, Offset)):
            return meaning.unit in _COARSE
        return isinstance(meaning, (Calendar, YearPart))

    def _reference(self, mention: TimeMention, said: Interval | None) -> Interval | None:
        """What an offset counts from."""
        if mention.anchor != "reference":
            return None
        at = bisect.bisect_left(self.starts, mention.start)
        if mention.text.lower().endswith(_OF_EVENT):
            return self._day_of_event(mention, at)
        for earlier in reversed(self.mentions[:at]):
            if mention.start - earlier.start > REFERENCE_REACH:
                break
            found = dates.resolve(earlier, self.published) if self._anchors(earlier) else None
            if found and found.precision == "day":
                return found
        if isinstance(mention.meaning, (Offset, Relative)) and _back(mention.meaning):
            return said or self._publication()
        return None

    def _day_of_event(self, mention: TimeMention, at: int) -> Interval | None:
        """The day that the event carries with it: "two days after the March 3 raid", "a day after Friday's vote"."""
        for later in self.mentions[at + 1 : at + 2]:
            between = self.text[mention.end : later.start]
            if len(between) <= EVENT_REACH and not _CLAUSE_END.search(between) and self._anchors(later):
                found = dates.resolve(later, self.published)
                return found if found and found.precision == "day" else None
        return None

    def _publication(self) -> Interval | None:
        return None if self.month or not self.published else Interval(self.published, self.published, "day")


def _counts_from(claim: Claim) -> bool:
    """Whether the words count from this very claim: "a day after rebels stormed the camp" lies after the storming."""
    when = claim.when
    if when is None or when.inherited or not claim.sentence.start <= when.start < claim.trigger.start:
        return False
    return when.text.lower().endswith((" after", " following", " before", " since"))


def _back(meaning: Offset | Relative) -> bool:
    return meaning.direction < 0 if isinstance(meaning, Offset) else meaning.shift <= 0


def _published(value: str | None) -> tuple[dt.date | None, bool]:
    """The day of publication and whether it stands for its month, whose last day it then is."""
    try:
        if value and len(value) == len("2016-01"):
            year, month = map(int, value.split("-"))
            return dt.date(year, month, calendar.monthrange(year, month)[1]), True
        return (dt.date.fromisoformat(value[:10]), False) if value else (None, False)
    except ValueError:
        return None, False


def _up_to(found: Interval, published: dt.date | None) -> Interval:
    """What has happened ends at the latest with the publication: "this week" runs up to it. A stated day that lies
    after it stays, so that the contradiction shows."""
    if published is None or found.latest is None or found.latest <= published:
        return found
    if found.earliest is None or found.earliest > published:
        return found
    return msgspec.structs.replace(found, latest=published)


def _interval(when: When | None) -> Interval | None:
    if when is None or when.earliest is None or when.latest is None:
        return None
    return Interval(dt.date.fromisoformat(when.earliest), dt.date.fromisoformat(when.latest), when.precision)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
