"""Features with weights, added up, that tell how likely each entry is meant; each of them is shown to who asks why."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import msgspec

from onrecord.knowledge.gazetteer import Entry, Gazetteer, Similar, kilometres
from onrecord.knowledge.gazetteer.land import countries
from onrecord.link.places.candidates import LIKE_NOTHING, SURE_NAME, same_bones
from onrecord.link.places.choice import Around, Option, Question
from onrecord.link.places.holders import AT_HOME, OUTSIDE, Holder, held_countries
from onrecord.link.places.inside import LEVELS, inside, same_name
from onrecord.link.places.kinds import WEAK_KINDS, kind_fits, only_named_after, people, prominence
from onrecord.link.places.label import Label
from onrecord.link.places.theatre import GUESTS

# What speaks for an entry. Each feature is between -1 and 1 (or 0 and 1); the sum, less BIAS, is put on a scale of 0 to 1.
WEIGHTS: Mapping[str, float] = {
    "likeness": 4.0,  # of the spelling: 0 at LIKE_NOTHING, 1 for the same letters
    "exact": 0.3,
    "own name": 0.6,  # by the name it is listed under rather than an old or foreign one
    "other name": -0.9,  # sounds like an old or foreign name of it, spelt otherwise
    "well known": 1.0,  # listed in many spellings of the name, where its people are not counted
    "inside": 2.2,  # lies in what the words say contains it
    "outside": -6.0,  # is known to lie elsewhere
    "country": 1.2,  # of the country that the report or its outlet speaks of
    "abroad": -1.2,
    "far": -3.0,  # a town on another side of the world than all that the report speaks of
    "beside": 2.0,  # close to what it is said to lie near; against it where that is far
    "near": 0.8,  # close to the report's other places
    "unit": 2.2,  # in the province or state that the report's other places lie in
    "people": 2.0,  # a city is meant more often than a hamlet of the same name
    "abbreviated": -3.0,  # "U.S." is a country, "Ga." a state, whatever hamlet is spelt so
    "prominent": 2.0,  # countries and first-level units are named more often than their namesakes
    "seat goes first": 2.2,  # a province named like its capital, where no word says province
    "seat": 0.05,  # a province is called after the town
    "dwarfed": -1.2,  # a far bigger city or state of its country has the name
    "kind": 1.0,  # the generic noun fits
    "other kind": -1.2,
}
BIAS = 4.3
ACCEPTED = 0.5
CLOSE_CALL = 20.0  # kilometres: runners-up nearer than this are the same place to most users
NEAR = 120.0  # kilometres over which the pull of other places falls to a third
OVER_THE_BORDER = 500.0  # kilometres from a country within which a war of its people is fought
BY, FAR_OFF = 30.0, 90.0  # kilometres within which places are beside each other, and beyond which no longer
GIANT, CITY, SMALLEST = 50, 100_000, 500  # times as many people, of a city at the least, where nobody counted
SEAT = 0.02  # the share of a unit's people that its seat has at the least
MILLIONS = 5_000_000  # people of a unit whose seat somebody has counted
MANY_SPELLINGS = 3.0  # binary logarithm of how many make a place well known


def option_of(hit: Similar, label: Label, question: Question, containers: Sequence[Holder], around: Around) -> Option:
    """An entry with the weights of what speaks for it and against it."""
    entry = hit.entry
    home = max(
        around.countries.get(entry.country, 0.0),
        *(float(entry.country == code) for code in held_countries(containers)),
        0.0,
    )
    held = [holder.share(entry) for holder in containers]
    strangers = [holder.severity for holder, share in zip(containers, held, strict=True) if share < OUTSIDE]
    kind = kind_fits(entry, label)
    like = (hit.likeness - LIKE_NOTHING) / (1 - LIKE_NOTHING)
    features = {
        "likeness": like,
        "exact": float(hit.likeness >= 1.0),
        "own name": float(hit.likeness >= SURE_NAME and same_bones(hit.name, entry.name)),
        "other name": float(hit.likeness < SURE_NAME and not same_bones(hit.name, entry.name)),
        "well known": like**3 * _renown(hit),
        "inside": sum(held) / len(held) if held else 0.0,
        "outside": max(strangers, default=0.0),
        "country": home,
        "abroad": float(bool(around.countries) and bool(entry.country) and home < AT_HOME),
        "far": float(home < AT_HOME and not held and _far(hit, around.spoken)),
        "beside": _besideness(entry, around.beside),
        "near": _nearness(entry, around.places),
        "unit": min(1.0, 1.5 * around.units.get(unit_of(entry), 0.0)),
        "people": like**2 * people(entry),  # a big or well-known name excuses no odd spelling
        "abbreviated": float(_is_abbreviation(question.words) and entry.feature not in ("country", "admin1", "area")),
        "prominent": like**2 * prominence(entry, home, label.around or question.relation == "countryside"),
        "kind": max(kind, 0.0),
        "other kind": max(-kind, 0.0),
    }
    weighed = {name: WEIGHTS[name] * value for name, value in features.items()}
    return Option(entry, hit.name, _scaled(weighed), weighed)


def _is_abbreviation(words: str) -> bool:
    """Whether words are written as letters with stops, or as two or three capitals."""
    return ABBREVIATION.fullmatch(words) is not None


ABBREVIATION = re.compile(r"(?:[A-Z]\.){2,4}|[A-Z]{2,3}")


def _renown(hit: Similar) -> float:
    """How many spellings tell of a village whose people nobody has counted: hamlets are listed in one or two."""
    if hit.entry.population or hit.entry.feature != "settlement":
        return 0.0
    return min(1.0, (math.log2(hit.spellings) - 1) / MANY_SPELLINGS)


def renown(option: Option) -> float:
    """The same of an option, whatever its spelling was: 0 to 1."""
    like = option.features["likeness"] / WEIGHTS["likeness"]
    return min(1.0, option.features["well known"] / WEIGHTS["well known"] / like**3) if like else 0.0


def unit_of(entry: Entry) -> str:
    """The first-level unit an entry is or lies in, with its country; empty where none is known."""
    if entry.feature == "admin1":
        return f"{entry.country} {entry.name}"
    return next((f"{entry.country} {unit.name}" for unit in entry.admin if unit.level == 1), "")


def seats_first(options: list[Option], label: Label, question: Question) -> list[Option]:
    """A unit named like its seat stands behind it, unless the words speak of the unit or the country round the town."""
    if label.feature in LEVELS or label.around or question.relation == "countryside":
        return options
    towns = [option for option in options if option.entry.feature == "settlement" and option.features["likeness"] > 0]
    units = [option for option in options if option.entry.feature in LEVELS]
    pairs = [(unit.entry.id, town.entry.id) for unit in units for town in towns if _is_seat(town, unit)]
    named, seats = {unit for unit, _ in pairs}, {town for _, town in pairs}
    behind = [
        _with(option, "seat goes first", -WEIGHTS["seat goes first"])
        if option.entry.id in named
        else _with(option, "seat", WEIGHTS["seat"])
        if option.entry.id in seats
        else option
        for option in options
    ]
    return sorted(behind, key=rank)


def _is_seat(town: Option, unit: Option) -> bool:
    """Whether a town is the one that a unit is named after."""
    alike = town.name == unit.name or same_bones(town.entry.name, unit.entry.name)
    return alike and inside(town.entry, unit.entry) >= 0.9 and _may_be_seat(town.entry, unit.entry)


def giants_first(options: list[Option], containers: Sequence[Holder]) -> list[Option]:
    """Hamlets stand behind the city, and behind the state, that everybody in their country means by the name; not where the
    words say what the place lies in."""
    if containers:
        return options
    exact = [option for option in options if option.features["exact"] > 0]
    return sorted((_dwarfed(option, exact) for option in options), key=rank)


def _dwarfed(option: Option, exact: Sequence[Option]) -> Option:
    entry = option.entry
    if entry.feature != "settlement":
        return option
    least = max(entry.population, SMALLEST) * GIANT
    over = any(
        other.entry.country == entry.country
        and other.entry.population >= max(least, CITY)
        and other.entry.id != entry.id
        for other in exact
        if other.entry.feature in ("settlement", "admin1")
    )
    return _with(option, "dwarfed", WEIGHTS["dwarfed"]) if over else option


def _may_be_seat(town: Entry, unit: Entry) -> bool:
    """Whether a town may be what a unit is named after: a village of a big state's name is not, nor one where nobody counted the
    people of a unit of millions."""
    return unit.population < MILLIONS if town.population == 0 else town.population >= SEAT * unit.population


def sites_first(options: list[Option], label: Label) -> list[Option]:
    """Where words speak of a base or road and one is listed, it goes before the town it is named after."""
    fitting = [option for option in options if not only_named_after(option.entry, label) and option.score >= ACCEPTED]
    return (
        [*fitting, *(option for option in options if option not in fitting)] if label.feature in WEAK_KINDS else options
    )


def rank(option: Option) -> tuple[float, bool, str]:
    """Best first; of equals the one with a point of its own."""
    return (-round(option.score, 9), option.entry.lat is None, option.entry.id)


def _with(option: Option, feature: str, weight: float) -> Option:
    features = {**option.features, feature: weight}
    return msgspec.structs.replace(option, features=features, score=_scaled(features))


def _scaled(features: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(BIAS - sum(features.values())))


def sureness(best: Option, others: Sequence[Option], gazetteer: Gazetteer) -> float:
    """The best score, shared with runners-up that lie elsewhere."""
    alike = [option for option in others if option.entry.feature == best.entry.feature or best.entry.feature != "site"]
    here = gazetteer.located(best.entry)
    rivals = [option for option in alike if _elsewhere(gazetteer.located(option.entry), here)]
    second = rivals[0].score if rivals else 0.0
    odds = best.score / (1 - best.score + 1e-9)
    against = second / (1 - second + 1e-9)
    return round(best.score * odds / (odds + against), 3)


def _elsewhere(entry: Entry, best: Entry) -> bool:
    """Whether a runner-up is another place: far off, and neither the unit around the best nor inside it."""
    if kilometres(entry, best) <= CLOSE_CALL:
        return False
    held = (entry.feature in LEVELS and inside(best, entry) >= 0.9) or (
        best.feature in LEVELS and inside(entry, best) >= 0.9
    )
    return not (held and same_name(entry.name, best.name))


def _far(hit: Similar, spoken: frozenset[str]) -> bool:
    """Whether a town that few know, or one of a name that is only alike, lies in no country that is spoken of, nor near one whose
    people fight at home."""
    entry = hit.entry
    small = entry.feature in ("settlement", "neighbourhood", "site") and (entry.population < CITY or hit.likeness < 1.0)
    homes = [known for code in spoken - GUESTS if (known := countries().get(code)) and known.box]
    if not small or not homes or entry.country in spoken or entry.lat is None or entry.lon is None:
        return False
    return all(
        kilometres((entry.lat, entry.lon), known.nearest(entry.lat, entry.lon)) > OVER_THE_BORDER for known in homes
    )


def _besideness(entry: Entry, beside: Sequence[Entry]) -> float:
    """1 where a place lies in sight of what it is said to lie near, -0.5 where it is a day's journey off."""
    away = min((kilometres(entry, other) for other in beside), default=None)
    return 0.0 if away is None or math.isinf(away) else max(-0.5, min(1.0, (FAR_OFF - away) / (FAR_OFF - BY)))


def _nearness(entry: Entry, places: Sequence[Entry]) -> float:
    """How close the nearest of the report's other places lies, 1 to 0."""
    away = min((kilometres(entry, other) for other in places), default=math.inf)
    return math.exp(-away / NEAR)
