"""How the brief puts things: days, places, numbers and how sure they are, in plain English."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from onrecord.exports import words
from onrecord.exports.brief.records import Sure
from onrecord.exports.told import Told
from onrecord.knowledge.spelling import fold
from onrecord.model import Place, Toll, Voice
from onrecord.weigh import Figure, Weighed

SURE: dict[Sure, str] = {
    "several": "Several sources",
    "one": "One source",
    "unnamed": "No named source",
    "disputed": "Disputed",
}
SURE_MEANS: dict[Sure, str] = {
    "several": "two or more sources that count as independent tell of it, and their numbers do not exclude each other",
    "one": "a single source tells of it, however many outlets printed it",
    "unnamed": "only unnamed sources, or an outlet in its own voice, tell of it",
    "disputed": "sources give numbers that exclude each other, disagree on who the dead were, or deny it",
}
PRECISION = {
    "admin3": "placed by subdistrict only",
    "admin2": "placed by district only",
    "admin1": "placed by province only",
    "country": "placed by country only",
    "unresolved": "not on the map: the place is not in the gazetteer",
}
RELATION = {"near": "near ", "countryside": "countryside of ", "between": "between ", "along": "along "}
VERBS = {
    "captured": "captured",
    "recaptured": "recaptured",
    "handed_over": "taken over without a fight",
    "withdrew": "left",
}
BASIS = {
    "taker": "The taker says so",
    "loser_concedes": "The loser concedes it",
    "third_party": "A third party says so",
    "outlet": "The outlet says so in its own voice",
    "assessed": "Assessed",
}
SIGNS = {"≥ ~": "at least about ", "≤ ~": "at most about ", "≥ ": "at least ", "≤ ": "at most ", "~": "about "}
NAME = 4
"""Words in a name at most; more are a description."""
CONTRADICTING = {"contradicts", "contests_identity"}


def long_day(iso: str) -> str:
    """``Monday 12 September 2016``."""
    day = datetime.date.fromisoformat(iso)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_day(iso: str | None) -> str:
    """``12 Sep``; empty for none."""
    if not iso:
        return ""
    day = datetime.date.fromisoformat(iso[:10])
    return f"{day.day} {day:%b}"


def span(first: str | None, last: str | None) -> str:
    """``12–18 September 2016``, however far apart the two days are; open ends in words."""
    if first is None or last is None:
        return f"since {span(first, first)}" if first else f"until {span(last, last)}" if last else "all days"
    one, two = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    end = f"{two.day} {two:%B} {two.year}"
    if one == two:
        return end
    if (one.year, one.month) == (two.year, two.month):
        return f"{one.day}–{end}"
    return f"{one.day} {one:%B}{'' if one.year == two.year else f' {one.year}'} – {end}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 event``, ``2 events``, ``no events``."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def place(value: Place | None) -> str:
    """The place as the report names it, with its province; the gazetteer's name where the report describes it."""
    if value is None:
        return "place not told"
    name = spoken(value)
    province = next((unit.name for unit in value.admin if unit.level == 1), None)
    before = "" if name.lower().startswith(RELATION.get(value.relation, " ")) else RELATION.get(value.relation, "")
    return f"{before}{name}" + (f", {province}" if province and province not in name else "")


def spoken(value: Place) -> str:
    """The name that a reader of the reports knows a place by."""
    said = words.flat(value.text)
    after = said.rpartition(" of ")[2]
    said = after if said[:1].islower() and after[:1].isupper() else said
    if value.name and not (said[:1].isupper() and len(said.split()) <= NAME):
        return words.flat(value.name)
    return said if value.name else words.place(value)


def caveat(value: Place | None) -> str:
    """What the point on the map does not say."""
    if value is None:
        return "not on the map: no place is told"
    if value.precision == "settlement" and not value.id:
        return "shown at the town that it is said to lie in"
    known = words.flat(value.name or "")
    other = f"in the gazetteer: {known}" if known and fold(known) != fold(spoken(value)) else ""
    return PRECISION.get(value.precision, other)


def number(low: int | None, high: int | None, *, open_above: bool = False) -> str:
    """``19``, ``14 to 23``, ``at least 12``, ``up to 30``; empty where neither end is known."""
    if low is None and high is None:
        return ""
    if low is None:
        return f"up to {high:,}"
    if high is None or (open_above and high == low):
        return f"at least {low:,}"
    if low == high:
        return f"{low:,}"
    return f"{low:,} to {high:,}" + (" or more" if open_above else "")


def figure(value: Figure | None) -> str:
    """A figure's range in words; empty where no number is told."""
    return number(value.low, value.high, open_above=value.open_above) if value else ""


def toll(value: Toll) -> str:
    """A toll in words, without signs: ``at least 12 soldiers killed``."""
    shown = words.toll(value)
    return next((spelled + shown[len(sign) :] for sign, spelled in SIGNS.items() if shown.startswith(sign)), shown)


def sureness(weighed: Weighed, voices: Sequence[Voice]) -> Sure:
    """How sure the event stands."""
    if weighed.denied_by or any(standing.verdict in CONTRADICTING for standing in weighed.standings):
        return "disputed"
    independent = sum(voice.corroborates for voice in voices)
    return "several" if independent > 1 else "one" if independent else "unnamed"


def basis(told: Told) -> str:
    """Who stands behind the event, counted: ``3 sources in 4 reports``."""
    independent = sum(voice.corroborates for voice in told.dossier.voices)
    unnamed = len(told.dossier.voices) - independent
    sources = counted(independent, "independent source") if independent else ""
    more = f"{unnamed} that {'does' if unnamed == 1 else 'do'} not count as independent" if unnamed else ""
    return f"{' and '.join(filter(None, [sources, more]))}, in {in_reports([told])}"


def in_reports(every: Iterable[Told]) -> str:
    """How many reports tell of these events: ``4 reports``; ``4 or more`` where protection shows claims without their report."""
    reports = {report.id: report for told in every for report in told.dossier.reports}
    shown = [one for one in reports.values() if one.publisher or one.url or one.title or one.published]
    if len(shown) == len(reports):
        return counted(len(shown), "report")
    return f"{len(shown)} or more reports" if shown else "reports that are not shown"
