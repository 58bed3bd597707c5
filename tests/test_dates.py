"""What words of time mean in days, where they are found, and what linking makes of a claim's."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onrecord.language import dates
from onrecord.language.dates.intervals import Interval, Offset, holiday
from onrecord.link.dates import link_dates
from onrecord.model import Claim, Report, Source, Span, When

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "dates.yaml").read_text(encoding="utf-8"))["cases"]
SUNDAY = dt.date(2016, 1, 17)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_days(case: list) -> None:
    text, published, *expected = case
    mention = next((found for found in dates.find(text) if found.kind in ("date", "offset", "span")), None)
    if expected == ["none"]:
        assert mention is None
        return
    assert mention is not None
    found = dates.resolve(mention, published, Interval(published, published, "day") if published else None)
    if expected == ["unresolved"]:
        assert found is None
    else:
        assert found == Interval(*expected)


def test_enough_cases() -> None:
    assert len(CASES) >= 120


def mentions(text: str) -> list[tuple[str, str]]:
    return [(found.text, found.kind) for found in dates.find(text)]


def test_mentions_have_their_words_and_kind() -> None:
    assert mentions(
        "On Friday, two days after the raid, he waited for three hours. Since 2011 it is 10 a.m. every day."
    ) == [
        ("Friday", "date"),
        ("two days after", "offset"),
        ("three hours", "duration"),
        ("2011", "date"),
        ("10 a.m.", "time"),
        ("every day", "set"),
    ]


def test_sentences_are_not_joined() -> None:
    assert mentions("It was Friday. Two days later it ended.\n\nMay\n\n2016") == [
        ("Friday", "date"),
        ("Two days later", "offset"),
        ("2016", "date"),
    ]


def test_offsets_tell_what_they_count() -> None:
    found = dates.find("It burned three weeks before the vote.")[0]
    assert found.anchor == "reference"
    assert found.meaning == Offset(3, 3, "week", -1)
    vote = Interval(dt.date(2016, 3, 31), dt.date(2016, 4, 2), "range")
    assert dates.resolve(found, SUNDAY, vote) == Interval(dt.date(2016, 3, 10), dt.date(2016, 3, 10), "day")
    assert dates.resolve(found, SUNDAY) is None


def test_governing_words_are_told() -> None:
    assert [found.governor for found in dates.find("since Monday, until May 3, by Friday, before 2014")] == [
        "since",
        "until",
        "by",
        "before",
    ]


def test_time_of_day_is_told() -> None:
    assert [found.part for found in dates.find("Friday night, at 3.30 p.m. on Sunday; at 0530 GMT on Monday")] == [
        "night",
        "15:30",
        "05:30",
    ]


def test_reading_counts_from_the_day_named_before() -> None:
    text = "On January 10 the town fell. The next day it was retaken."
    assert [found.interval and found.interval.earliest for found in dates.read(text, SUNDAY)] == [
        dt.date(2016, 1, 10),
        dt.date(2016, 1, 11),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last week", ("DATE", "2016-W01")),
        ("Friday night", ("TIME", "2016-01-15TNI")),
        ("in the summer of 2014", ("DATE", "2014-SU")),
        ("two days", ("DURATION", "P2D")),
        ("three hours", ("DURATION", "PT3H")),
        ("the third quarter", ("DATE", "2015-Q3")),
        ("the 1990s", ("DATE", "199")),
        ("over the weekend", ("DATE", "2016-W02-WE")),
        ("a year ago", ("DATE", "2015")),
    ],
)
def test_timex(text: str, expected: tuple[str, str]) -> None:
    assert dates.timex(dates.find(text)[0], SUNDAY) == expected


def test_easter_and_thanksgiving() -> None:
    assert [holiday("easter", year) for year in (1990, 2016, 2024)] == [
        dt.date(1990, 4, 15),
        dt.date(2016, 3, 27),
        dt.date(2024, 3, 31),
    ]
    assert holiday("thanksgiving", 2023) == dt.date(2023, 11, 23)


PIECES = [
    "on ",
    "the ",
    "third ",
    "day of ",
    "two ",
    "weeks ",
    "ago ",
    "May ",
    "3",
    "-",
    "4 ",
    "2016 ",
    "early ",
    "Friday ",
]
PIECES += [
    ", ",
    "night ",
    "last ",
    "9999 ",
    "a.m. ",
    ".",
    "\n\n",
    "and ",
    "a half ",
    "year ",
    "99 ",
    "31 ",
    "February ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.dates() | st.none())
def test_any_mixture_is_read_without_error(text: str, published: dt.date | None) -> None:
    end = 0
    for found in dates.read(text, published):
        mention, days = found.mention, found.interval
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        if days and days.earliest and days.latest:
            assert days.earliest <= days.latest
        dates.timex(mention, published)


@pytest.mark.parametrize(
    "piece", ["two ", "3-", "May ", "the ", "a ", "1,", "early ", "twenty-", "Friday and ", "in the "]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    dates.find(piece * 20_000)
    assert time.process_time() - start < 3


# ---------------------------------------------------------------------------------------------------------------------
# Linking
# ---------------------------------------------------------------------------------------------------------------------


def report(text: str, published: str | None) -> Report:
    return Report(
        id="r:1", title=None, url=None, publisher=None, byline=(), dateline=None, published=published, published_from=None,
        language="en", text=text,
    )  # fmt: skip


def claim(text: str, when: str | None, said: str | None = None, status: str = "happened") -> Claim:
    span = Span(text=text, start=0, end=len(text))
    return Claim(
        id="c:1", report="r:1", coder="test", kind="capture", status=status, recap=False, denies=None, score=1.0, trigger=span,
        sentence=span, when=words(text, when), said=words(text, said), source=Source(kind="outlet"),
    )  # fmt: skip


def words(text: str, part: str | None) -> When | None:
    if part is None:
        return None
    start = text.index(part)
    return When(text=part, start=start, end=start + len(part))


def linked(
    text: str, published: str | None, when: str | None, said: str | None = None, status: str = "happened"
) -> Claim:
    return link_dates([claim(text, when, said, status)], report(text, published))[0]


def days(when: When | None) -> tuple:
    assert when is not None
    return when.earliest, when.latest, when.precision


def test_when_and_said_are_filled() -> None:
    found = linked("The army said on Sunday it took the town on Friday.", "2016-01-17", "Friday", "Sunday")
    assert days(found.when) == ("2016-01-15", "2016-01-15", "day")
    assert days(found.said) == ("2016-01-17", "2016-01-17", "day")


def test_nothing_stated_stays_null() -> None:
    assert linked("The army took the town.", "2016-01-17", None).when is None


def test_no_publication_no_guess() -> None:
    assert days(linked("It fell on Friday.", None, "Friday").when) == (None, None, "unresolved")
    assert days(linked("It fell on 3 May 2015.", None, "3 May 2015").when) == ("2015-05-03", "2015-05-03", "day")


def test_a_month_of_publication_tells_months_only() -> None:
    assert days(linked("It fell on Friday.", "2016-01", "Friday").when) == (None, None, "unresolved")
    assert days(linked("It fell in December.", "2016-01", "December").when) == ("2015-12-01", "2015-12-31", "month")
    assert days(linked("It fell last month.", "2016-01", "last month").when) == ("2015-12-01", "2015-12-31", "month")


def test_what_happened_ends_with_the_publication() -> None:
    assert days(linked("It fell this week.", "2016-01-14", "this week").when) == ("2016-01-11", "2016-01-14", "week")
    assert days(linked("It fell on 3 February.", "2016-01-14", "3 February").when)[0] == "2015-02-03"


def test_plans_look_ahead() -> None:
    found = linked("They take the town on Friday.", "2016-01-17", "Friday", status="planned")
    assert days(found.when) == ("2016-01-22", "2016-01-22", "day")


def test_offsets_count_from_the_day_named_before_then_from_the_saying() -> None:
    text = "It fell on January 10. The next day it was retaken."
    assert days(linked(text, "2016-01-17", "The next day").when) == ("2016-01-11", "2016-01-11", "day")
    text = "The army said it took the town the previous day, it said on Friday."
    assert days(linked(text, "2016-01-17", "the previous day", "Friday").when)[0] == "2016-01-14"
    assert days(linked("It fell two days earlier.", "2016-01-17", "two days earlier").when)[0] == "2016-01-15"


def test_offsets_from_an_event_need_its_day() -> None:
    text = "On Friday it fell, a day after the raid on the camp."
    assert days(linked(text, "2016-01-17", "a day after").when)[2] == "unresolved"
    text = "It fell two days after the January 10 raid."
    assert days(linked(text, "2016-01-17", "two days after").when)[0] == "2016-01-12"


def test_governors_outside_the_span_count() -> None:
    assert days(linked("It is besieged since Friday.", "2016-01-17", "Friday").when) == (
        "2016-01-15",
        "2016-01-17",
        "range",
    )


def test_what_a_coder_filled_in_is_kept_and_nothing_is_mutated() -> None:
    text = "It fell a day after the raid."
    given_claim = claim(text, "a day after")
    assert given_claim.when is not None
    filled = msgspec.structs.replace(given_claim.when, earliest="2016-01-03", latest="2016-01-03", precision="day")
    known = msgspec.structs.replace(given_claim, when=filled)
    assert link_dates([known], report(text, "2016-01-17")) == (known,)
    link_dates([given_claim], report(text, "2016-01-17"))
    assert given_claim.when.precision == "unresolved"
