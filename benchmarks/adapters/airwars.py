"""airwars: reports of air strikes, the civilians killed, the place and the day, and which reports tell of one incident."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from adapters.base import Adapter, Row, json_rows
from adapters.fakes import dead
from adapters.kit import Kit
from adapters.story import Story, plain, ranked, stories, total
from onrecord.merge.clustering import components
from onrecord.model import Place, Telling

LONGEST = 31
"""Days of an interval that still says when something happened."""


TELLINGS = "tellings"
"""What the answer to one report hands to ``together``; it is no part of a prediction."""

TOLD = 2
"""Events of a report, the main one first, by which others know it: what one report leads with another may tell second."""

EXACT = ("site", "settlement")
"""Places small enough to say where one strike was."""

TOWNS = ("city", "town")
"""Nouns that tell a town from the province named like it."""

FULL_STOPS = (".", "!", "?", '"', "\u201d", ")")
LONG = 30
"""Words from which a line is a paragraph however it ends: cut off, or with a comma; links to other reports are shorter."""
NAMED_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NEIGHBOUR = re.compile(r"^(?:Prev(?:ious)?|Next)(?: Post)?\n{1,2}(.{1,200})$", re.MULTILINE)
"""The headline of the post before or after, as blogs link to them."""


def predict(row: Row, kit: Kit) -> Row:
    """The main event of one report; the cluster is given later, when all reports are seen."""
    published = row.get("published") or kit.stated_day(row["text"]) or next_day(row, kit) or latest_day(row, kit)
    found = stories(kit.code(row["text"], published))
    told = ranked([story for story in found if is_told(row, story.start)] or found, len(row["text"]))
    if not told:
        return nothing(row)
    civilians, combatants = dead(told[:1])
    most = max(civilians or 0, total(told[:1], "killed", ("civilians", "unknown")) or 0) if civilians else civilians
    low, high = (
        None if civilians is None and combatants is None else (n or 0) + (combatants or 0) for n in (civilians, most)
    )
    place = where([*headline(row, told, published, kit), *told])
    early, late = day_of(told, published)
    return {
        TELLINGS: [telling(row, story, published) for story in told[:TOLD]],
        "killed_civilians_low": civilians, "killed_civilians_high": most, "killed_low": low, "killed_high": high,
        "lat": place.lat if place else None, "lon": place.lon if place else None, "date_earliest": early, "date_latest": late,
    }  # fmt: skip


def is_told(row: Row, start: int) -> bool:
    """Whether a line is a sentence or the headline: the other lines are links to other reports."""
    text = row["text"]
    before, after = text.rfind("\n", 0, start), text.find("\n", start)
    line = text[before + 1 : after if after >= 0 else len(text)].strip()
    whole = line.endswith(FULL_STOPS) or len(line.split()) >= LONG
    return not text[: before + 1].strip() or whole or line in (row.get("title") or "")


def next_day(row: Row, kit: Kit) -> str | None:
    """The day after the one that the post before or after a report on its site tells of: both were written about then."""
    named = [
        value
        for link in NEIGHBOUR.findall(row["text"])
        for start, end, _, value in kit.times(link, None)
        if NAMED_DAY.fullmatch(value) and value[:4] in link[start:end]
    ]
    return (dt.date.fromisoformat(max(named)) + dt.timedelta(days=1)).isoformat() if named else None


def latest_day(row: Row, kit: Kit) -> str | None:
    """The latest day that a report or its title names with its year: it was written soon after."""
    named = []
    for text in (row["text"], row.get("title") or ""):
        for start, end, _, value in kit.times(text, None):
            if NAMED_DAY.match(value) and value[:4] in text[start:end] and is_told({**row, "text": text}, start):
                named.append(value[:10])
    return max(named, default=None)


def headline(row: Row, told: Sequence[Story], published: str | None, kit: Kit) -> list[Story]:
    """The event of the title, for a report that says of its main event nowhere else where it was."""
    if any(place.lat is not None for place in of_claims(told[0])):
        return []
    title = row.get("title") or ""
    return ranked(stories(kit.code(title, published)), len(title))[:1]


def where(told: Sequence[Story]) -> Place | None:
    """The place of the main event, or the first smaller one that a report names there where that is a wide area: events of the
    main one's kind may be parts of it, so theirs come first."""
    own = [told[0].event.computed.place, *of_claims(told[0])]
    rest = sorted(told[1:], key=lambda story: story.event.kind != told[0].event.kind)
    others = [place for story in rest for place in (story.event.computed.place, *of_claims(story))]
    known = _of_one_land([place for place in (*own, *others) if place and place.lat is not None])
    areas = {province(place) for place in known if place in own}
    return next((p for p in known if is_exact(p) and (province(p) in areas or not areas - {None})), (*known, None)[0])


def _of_one_land(places: Sequence[Place]) -> list[Place]:
    """The places in the country that most of them lie in: one abroad is mostly a namesake, or where somebody is from."""
    lands = [next((admin.name for admin in place.admin if admin.level == 0), None) for place in places]
    most = Counter(land for land in lands if land).most_common(1)
    return [place for place, land in zip(places, lands, strict=True) if not most or land in (most[0][0], None)]


def of_claims(story: Story) -> Iterator[Place]:
    """All places that the claims of an event name, in text order."""
    return (place for claim in story.claims for place in claim.places)


def province(place: Place | None) -> str | None:
    """The first-level area that a place lies in or is."""
    return next((admin.name for admin in place.admin if admin.level == 1), None) if place else None


def is_exact(place: Place) -> bool:
    """Whether a place is one town, village or site; a bare name that a province shares stands for the province, and the
    countryside of a town for its villages."""
    if place.relation == "countryside":
        return False
    own, area = plain(place.name or place.text), plain(province(place) or "")
    town = any(word in TOWNS for word in place.text.casefold().split())
    return place.precision in EXACT and (town or not (area and (own in area or area in own)))


def day_of(told: Sequence[Story], published: str | None) -> tuple[str | None, str | None]:
    """The days of the main event, else those of the report and the day before, news being new, else of another event."""
    days = [_days(story) for story in told]
    if not days[0] and published and NAMED_DAY.fullmatch(published):
        return (dt.date.fromisoformat(published) - dt.timedelta(days=1)).isoformat(), published
    return next((found for found in days if found), (None, None))


def _days(story: Story) -> tuple[str, str] | None:
    """The first and last day of an event that is told closely enough to say when it was."""
    when = story.event.computed.when
    if not (when and when.earliest and when.latest) or length(when.earliest, when.latest) > LONGEST:
        return None
    return when.earliest, when.latest


def length(early: str, late: str) -> int:
    """Days from one to another, both counted."""
    return (dt.date.fromisoformat(late) - dt.date.fromisoformat(early)).days + 1


def telling(row: Row, main: Story, published: str | None) -> str:
    """What a report tells of an event, as merging takes it; text, so that it can go from process to process."""
    made = Telling(
        id=f"{main.event.id} {row['id']}", report=row["id"], publisher=None, published=published, kind=main.event.kind,
        claims=main.claims,
    )  # fmt: skip
    return msgspec.json.encode(made).decode()


def together(rows: Sequence[Row], answers: Sequence[Row]) -> list[Row]:
    """Reports are of one incident where the main event of one is, by the merge, one that the other tells; every other
    report stands alone."""
    told = [
        [msgspec.json.decode(one, type=Telling) for one in answer[TELLINGS]] for answer in answers if TELLINGS in answer
    ]
    groups = Kit(Path()).one_event([one for each in told for one in each]) if told else ()
    reports = {one.id: one.report for each in told for one in each}
    main = {each[0].id for each in told}
    met = [
        (reports[a], reports[b])
        for group in groups
        for a, b in itertools.combinations(sorted(group), 2)
        if main & {a, b}
    ]
    cluster = {id_: min(ids) for ids in components(reports.values(), met) if len(ids) > 1 for id_ in ids}
    plain = ({name: value for name, value in answer.items() if name != TELLINGS} for answer in answers)
    return [{**answer, "cluster": cluster.get(row["id"])} for row, answer in zip(rows, plain, strict=True)]


def nothing(row: Row) -> Row:
    """Nothing stated."""
    return {}


def gold(path: Path) -> list[Path]:
    """The reports and, beside them, the incidents that they are scored by."""
    return [path, path.with_name(path.name.replace("reports", "incidents"))]


def english(path: Path) -> Iterator[Row]:
    """The reports in English, the only ones that a coder reads; the set marks the language of each."""
    return (row for row in json_rows(path) if row.get("lang") == "en")


ADAPTER = Adapter(
    folder="airwars", task="airwars", inputs=("published", "title", "text"), predict=predict,
    empty=nothing, pattern="reports*.jsonl", together=together, gold=gold,
)  # fmt: skip
ADAPTERS = (ADAPTER, dataclasses.replace(ADAPTER, read=english, variant="English reports alone"))
