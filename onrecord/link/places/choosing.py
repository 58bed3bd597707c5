"""Choosing among entries of one name: features with weights, added up, each of them shown to who asks why."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from onrecord.knowledge import spelling
from onrecord.knowledge.gazetteer import Entry, Feature, Gazetteer, Similar, kilometres
from onrecord.link.places import labels
from onrecord.link.places.label import Label
from onrecord.model import PlacePrecision, Relation

# What speaks for an entry. Each feature is between -1 and 1 (or 0 and 1); the sum, less BIAS, is put on a scale of 0 to 1.
WEIGHTS: Mapping[str, float] = {
    "likeness": 4.0,  # of the spelling: 0 at LIKE_NOTHING, 1 for the same letters
    "exact": 0.3,
    "own name": 0.6,  # by the name it is listed under rather than an old or foreign one
    "other name": -0.9,  # sounds like an old or foreign name of it, spelt otherwise
    "well known": 1.0,  # listed in many spellings of the name: hamlets have one or two
    "inside": 2.2,  # lies in what the words say contains it
    "outside": -6.0,  # is known to lie elsewhere
    "country": 1.2,  # of the country that the report or its outlet speaks of
    "abroad": -1.2,
    "near": 0.8,  # close to the report's other places
    "unit": 2.2,  # in the province or state that the report's other places lie in
    "people": 2.0,  # a city is meant more often than a hamlet of the same name
    "prominent": 2.0,  # countries and first-level units are named more often than their namesakes
    "seat goes first": 2.2,  # a province named like its capital, where no word says province
    "kind": 1.0,  # the generic noun fits
    "other kind": -1.2,
}
LIKE_NOTHING = 0.74  # spellings less alike than this are other names
BIAS = 4.5
ACCEPTED = 0.5
CLEAR = 0.6  # sure enough to answer without anybody looking
OUTSIDE = 0.2  # a share of being inside below which an entry lies elsewhere
CLOSE_CALL = 20.0  # kilometres: runners-up nearer than this are the same place to most users
MOST_PEOPLE = 7.5  # decimal logarithm of the biggest cities' population
NEAR = 120.0  # kilometres over which the pull of other places falls to a third
OPTIONS = 40
LIKELY_COUNTRIES = 3
MANY_SPELLINGS = 3.0  # binary logarithm of how many make a place well known
SURE_NAME = 0.97
BETTER, ONLY_ONE_FITS = 0.6, 0.6
SPELT = 0.8  # the share of a name's own spelling, which varies less than what other scripts make of it
PART_OF_TOWN, BESIDE, UNLISTED = 0.7, 0.62, 0.4
ONLY_IN_UNIT = 0.5  # of a quarter's namesake that lies in the province but not in the town of the same name
NAMESAKE = 0.8  # a base or road lies by the town it is named after, at most this surely
REACHES_FAR = 0.5  # a desert, plain or river named after a town goes on far beyond it
RADIUS: Mapping[Feature, float] = {
    "neighbourhood": 4,
    "site": 5,
    "settlement": 4,
    "admin3": 18,
    "admin2": 40,
    "admin1": 130,
    "area": 250,
    "line": 150,
    "water": 150,
}
KINDS: Mapping[Feature, frozenset[Feature]] = {
    "country": frozenset({"country"}),
    "admin1": frozenset({"admin1", "area"}),
    "admin2": frozenset({"admin2", "admin3"}),
    "admin3": frozenset({"admin3", "admin2"}),
    "settlement": frozenset({"settlement", "neighbourhood"}),
    "neighbourhood": frozenset({"neighbourhood", "settlement", "site"}),
    "site": frozenset({"site"}),
    "water": frozenset({"water", "line"}),
    "area": frozenset({"area", "admin1", "admin2", "water", "site", "neighbourhood"}),
    "line": frozenset({"line", "water"}),
}
LEVELS: Mapping[Feature, int] = {"admin1": 1, "admin2": 2, "admin3": 3}
REACHING: frozenset[Feature | None] = frozenset({"line", "water", "area"})  # what goes on beyond the town it passes
WEAK_KINDS: frozenset[Feature] = frozenset({"site", "line", "area", "water"})


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Where are these words? ``containers`` are names of what the place is said to lie in, the narrowest first; ``also`` other
    spellings, in any script."""

    words: str
    containers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    relation: Relation = "in"


class Option(msgspec.Struct, frozen=True):
    """This entry may be meant, this likely, because of these features (each times its weight)."""

    entry: Entry
    name: str
    score: float
    features: dict[str, float]


class Choice(msgspec.Struct, frozen=True):
    """What words were taken to stand for.

    ``entry`` is null where nothing is like enough; ``within`` is then the smallest container that is known, if any. ``name`` is the entry's, or the
    words' own proper name (null for "several neighborhoods").
    """

    name: str | None
    entry: Entry | None
    within: Entry | None
    score: float
    options: tuple[Option, ...]

    @property
    def point(self) -> Entry | None:
        """Whose coordinates stand for the place."""
        return self.entry or self.within

    @property
    def precision(self) -> PlacePrecision:
        """What those coordinates stand for."""
        return self.point.precision if self.point and self.point.lat is not None else "unresolved"


class Around(msgspec.Struct, frozen=True):
    """What the rest of the report speaks of."""

    country: str | None = None
    countries: dict[str, float] = {}
    units: dict[str, float] = {}
    places: tuple[Entry, ...] = ()


class Holder(msgspec.Struct, frozen=True):
    """What a container's name may stand for, best first, and how much lying outside all of it speaks against an entry. ``town``: parts of the first
    entry, a town, are meant, though the name may also be that of the unit around it."""

    entries: tuple[Entry, ...]
    severity: float
    town: bool = False

    def share(self, entry: Entry) -> float:
        """How surely an entry lies in what is meant, 0 to 1."""
        best = 0.0
        for holder in self.entries:
            unsure = self.town and holder.feature != "settlement"
            best = max(best, inside(entry, holder) * (ONLY_IN_UNIT if unsure else 1.0))
        return best


def choose(
    words: str,
    gazetteer: Gazetteer,
    *,
    containers: Sequence[str] = (),
    also: Sequence[str] = (),
    country: str | None = None,
) -> Choice:
    """The entry that the words stand for, by themselves and with what they are said to lie in. ``country`` is an ISO
    3166-1 code: that of the outlet, or of the list the words come from."""
    question = Question(words=words, containers=tuple(containers), also=tuple(also))
    return _choose(question, Around(country, {country: 1.0} if country else {}), gazetteer)


CITY = 100_000
"""People of a city that everybody means by its name, whatever else the sentence says."""


def together(questions: Sequence[Question], gazetteer: Gazetteer, country: str | None = None) -> list[Choice]:
    """The places of one report, each with the others in mind: first each alone, then again near those that were clear."""
    alone = Around(country, {country: 0.5} if country else {})
    first = {question: _choose(question, alone, gazetteer) for question in dict.fromkeys(questions)}
    said = Counter(questions)
    around = _around([(choice, said[question]) for question, choice in first.items()], country)
    second = {question: _choose(question, _without(around, first[question]), gazetteer) for question in first}
    return [second[question] for question in questions]


def explain(
    words: str, gazetteer: Gazetteer, *, near: str | None = None, country: str | None = None, limit: int = 10
) -> list[dict[str, str | float | None]]:
    """Rows for people: the candidates of a name, best first, with coordinates, score and the features behind it."""
    choice = choose(words, gazetteer, containers=(near,) if near else (), country=country)
    rows: list[dict[str, str | float | None]] = []
    for option in choice.options[:limit]:
        entry = option.entry
        rows.append(
            {
                "id": entry.id,
                "name": entry.name,
                "matched": option.name,
                "feature": entry.feature,
                "country": entry.country,
                "admin": ", ".join(unit.name for unit in entry.admin),
                "lat": entry.lat,
                "lon": entry.lon,
                "population": entry.population,
                "score": round(option.score, 3),
                "chosen": "yes" if choice.entry and choice.entry.id == entry.id else "",
                "why": ", ".join(f"{name} {value:+.2f}" for name, value in option.features.items() if value),
                "source": entry.source,
            }
        )
    return rows


def _around(choices: Iterable[tuple[Choice, int]], country: str | None) -> Around:
    """Where the clear places of a report lie, each country by how often it is spoken of."""
    clear = [(choice.entry, times) for choice, times in choices if choice.entry and choice.score >= ACCEPTED]
    votes: Counter[str] = Counter()
    for entry, times in clear:
        votes[entry.country] += times * (2 if entry.feature in ("country", "admin1") else 1)
    if country:
        votes[country] += 1
    total = sum(votes.values()) or 1
    places = tuple(entry for entry, _ in clear if entry.feature != "country" and entry.lat is not None)
    return Around(country, {code: count / total for code, count in votes.items()}, {}, places)


def _without(around: Around, own: Choice) -> Around:
    """The rest of the report as one of its places sees it: other places, and the units those lie in."""
    name = own.entry.name if own.entry else None
    others = tuple(entry for entry in around.places if entry.name != name)
    votes = Counter(unit for entry in others if (unit := _unit(entry)))
    units = {unit: count / len(others) for unit, count in votes.items()}
    return Around(around.country, around.countries, units, others)


def _unit(entry: Entry) -> str:
    """The first-level unit an entry is or lies in, with its country; empty where none is known."""
    if entry.feature == "admin1":
        return f"{entry.country} {entry.name}"
    return next((f"{entry.country} {unit.name}" for unit in entry.admin if unit.level == 1), "")


def _choose(question: Question, around: Around, gazetteer: Gazetteer) -> Choice:
    others = [labels.read(words) for words in question.also]
    label = _without_given(_borne_out(labels.read(question.words), others), question.containers)
    containers = _containers((*label.containers, *question.containers), label.feature, around, gazetteer)
    if not label.names:
        label = _of_container(label, question)
    countries = _likely(containers, around)
    found = _candidates(label.names, gazetteer, countries)
    if also := [name for other in others for name in other.names]:
        found = _agreeing(found, _candidates(also, gazetteer, countries))
    options = sorted(
        (_option(hit, label, question, containers, around) for hit in found.values()),
        key=_rank,
    )
    options = _sites_first(_seats_first(options[:OPTIONS], label, question), label)
    within = next((gazetteer.located(holder.entries[0]) for holder in containers), None)
    best = options[0] if options else None
    sure = _sureness(best, options[1:], gazetteer) if best else 0.0
    if best and _only_named_after(best.entry, label):
        if best.score >= ACCEPTED and not _known_town(labels.read(question.words), containers):
            return Choice(
                next(iter(labels.read(question.words).names), None),
                None,
                gazetteer.located(best.entry),
                round((NAMESAKE if label.feature == "site" else REACHES_FAR) * sure, 3),
                tuple(options),
            )
        best = None
    if best and best.score >= ACCEPTED:
        return Choice(best.entry.name, gazetteer.located(best.entry), within, sure, tuple(options))
    if question.containers and (elsewhere := _known_city(question, around, gazetteer)):
        return elsewhere
    own = labels.read(question.words)
    name = own.names[0] if own.names else None
    if label.feature not in REACHING and (beside := _beside(label.near, question.containers, around, gazetteer)):
        return Choice(name, None, beside, BESIDE, tuple(options))
    return Choice(name, None, within, _held_score(own, within), tuple(options))


def _beside(near: Sequence[str], containers: Sequence[str], around: Around, gazetteer: Gazetteer) -> Entry | None:
    """The town that words say a place lies near, where one is clear: "the camp near X"."""
    for name in near:
        choice = _choose(Question(words=name, containers=tuple(containers)), around, gazetteer)
        if choice.entry and choice.entry.feature == "settlement" and choice.score >= CLEAR:
            return choice.entry
    return None


def _borne_out(label: Label, others: Sequence[Label]) -> Label:
    """The label with what its other spellings add: the kind of place, where its own words tell none, and containers."""
    telling = next((other for other in others if other.feature and not label.noun), None)
    if telling:
        label = msgspec.structs.replace(label, feature=telling.feature, noun=telling.noun)
    held = tuple(name for other in others for name in other.containers)
    near = tuple(name for other in others for name in other.near)
    return msgspec.structs.replace(label, containers=(*label.containers, *held), near=(*label.near, *near))


def _known_town(own: Label, containers: Sequence[Holder]) -> bool:
    """Whether the words themselves say in which town a hospital or school lies: then it does not lie by a namesake's."""
    return bool(own.containers) and bool(containers) and containers[0].entries[0].feature == "settlement"


def _known_city(question: Question, around: Around, gazetteer: Gazetteer) -> Choice | None:
    """A city that a list put into the wrong area: in "Homs, Hama and Kafr in Idlib" only the last lies there."""
    alone = _choose(msgspec.structs.replace(question, containers=()), around, gazetteer)
    if alone.entry is None or alone.score < ACCEPTED or alone.entry.population < CITY:
        return None
    names = labels.read(question.words).names
    exact = any(entry.id == alone.entry.id for name in names for entry in gazetteer.exact(name))
    return msgspec.structs.replace(alone, score=round(alone.score * NAMESAKE, 3)) if exact else None


def _of_container(label: Label, question: Question) -> Label:
    """Words like "Military airport" in Homs may be listed as "Homs military airport": words without a name take their container's."""
    holder = next((labels.read(name).names for name in (*label.containers, *question.containers)), ())
    if not holder or label.feature != "site":
        return label
    return msgspec.structs.replace(label, names=(f"{holder[0]} {label.head.removeprefix('the ')}",))


def _without_given(label: Label, containers: Sequence[str]) -> Label:
    """The label without a name that is known to be a container: the second of "Qaterji (Aleppo)" in Aleppo."""
    given = {spelling.fold(name) for name in containers}
    names = tuple(name for i, name in enumerate(label.names) if not i or spelling.fold(name) not in given)
    return msgspec.structs.replace(label, names=names)


def _likely(containers: Sequence[Holder], around: Around) -> list[str]:
    """Countries whose similar names are looked at: those of what contains the place, then those most spoken of."""
    held = _held(containers)
    spoken = sorted(around.countries, key=lambda code: -around.countries[code])
    return list(dict.fromkeys(held + spoken))[:LIKELY_COUNTRIES]


def _held(containers: Sequence[Holder]) -> list[str]:
    """Countries of what contains the place."""
    return [entry.country for holder in containers for entry in holder.entries[:1] if entry.country]


def _candidates(names: Sequence[str], gazetteer: Gazetteer, countries: Sequence[str]) -> dict[str, Similar]:
    """Entries by any of the spellings, each with the best: exact ones anywhere, similar ones in the countries spoken of."""
    found: dict[str, Similar] = {}
    for name in dict.fromkeys(names):
        exact = [Similar(entry, spelling.fold(name), 1.0) for entry in gazetteer.exact(name)]
        places: list[str | None] = [*countries] or [None]
        similar = [hit for country in places for hit in gazetteer.similar(name, OPTIONS, country)]
        similar = [
            hit for hit in similar if hit.entry.feature != "country"
        ]  # "Raqa" is no Iraq: everybody can spell those
        for hit in (*exact, *similar):
            known = found.get(hit.entry.id)
            if hit.likeness >= LIKE_NOTHING and (known is None or hit.likeness >= known.likeness):
                found[hit.entry.id] = hit
    return found


def _agreeing(found: Mapping[str, Similar], others: Mapping[str, Similar]) -> dict[str, Similar]:
    """Entries by two independent spellings (of two scripts, say): the better fit counts, the other must bear it out."""
    merged = {}
    for code in found.keys() | others.keys():
        hits = [hit for hit in (found.get(code), others.get(code)) if hit]
        best = max(hits, key=lambda hit: hit.likeness)
        worst = min(hit.likeness for hit in hits) if len(hits) > 1 else ONLY_ONE_FITS
        share = SPELT if best.likeness >= 1.0 and spelling.IN_ARABIC.match(best.name) else BETTER
        known = max(hit.spellings for hit in hits)
        merged[code] = Similar(best.entry, best.name, share * best.likeness + (1 - share) * worst, known)
    return merged


def _containers(names: Sequence[str], kind: Feature | None, around: Around, gazetteer: Gazetteer) -> list[Holder]:
    """What each container's name may stand for, best first; names nobody knows are left out. Wider ones are settled first: of a town's
    namesakes the one in the province that is named too is meant."""
    found: list[Holder] = []
    for name in reversed(names):
        label = labels.read(name)
        if not label.names or (label.noun is None and name.islower()):
            continue
        if label.feature is None and kind == "neighbourhood":
            label = msgspec.structs.replace(label, feature="settlement")
        hits = _candidates(label.names[:2], gazetteer, _likely((), around)).values()
        fitting = _inside_all([hit for hit in hits if hit.likeness >= _surely(hit.entry, around)], found)
        if holder := _holder(sorted(fitting, key=lambda hit: -_standing(hit, label, around)), label, kind):
            found.append(holder)
    return found[::-1]


def _surely(entry: Entry, around: Around) -> float:
    """The likeness from which a container's name is taken to mean this entry: units are few and oddly spelt, villages many."""
    if entry.country not in around.countries:
        return 0.93
    return 0.85 if entry.feature in LEVELS or entry.population else 0.9


def _inside_all(hits: Sequence[Similar], wider: Sequence[Holder]) -> list[Similar]:
    """Candidates for a container that may lie in the provinces and countries named with it, or be one of them."""
    units = [holder for holder in wider if holder.severity >= 1.0]
    return [hit for hit in hits if all(holder.share(hit.entry) >= OUTSIDE for holder in units)]


def _holder(ranked: Sequence[Similar], label: Label, kind: Feature | None) -> Holder | None:
    if not ranked:
        return None
    towns = [hit for hit in ranked if hit.entry.feature == "settlement"]
    if towns and kind == "neighbourhood":  # of the seat, where a unit is named like it; listed parts may lie elsewhere
        unit = label.feature in LEVELS
        ranked = [*towns[:3], *(hit for hit in ranked if unit and hit not in towns)]
    entries = tuple(hit.entry for hit in ranked[:6])
    part = kind == "neighbourhood" and entries[0].feature == "settlement"
    return Holder(entries, 1.0 if part else _severity(label, entries), part)


def _standing(hit: Similar, label: Label, around: Around) -> float:
    """How likely a container's name means this entry, without containers of its own."""
    kind = _kind(hit.entry, label)
    return 4 * hit.likeness + kind + _people(hit.entry) + 1.5 * around.countries.get(hit.entry.country, 0.0)


def _option(hit: Similar, label: Label, question: Question, containers: Sequence[Holder], around: Around) -> Option:
    entry = hit.entry
    home = max(
        around.countries.get(entry.country, 0.0), *(float(entry.country == code) for code in _held(containers)), 0.0
    )
    held = [holder.share(entry) for holder in containers]
    strangers = [holder.severity for holder, share in zip(containers, held, strict=True) if share < OUTSIDE]
    kind = _kind(entry, label)
    like = (hit.likeness - LIKE_NOTHING) / (1 - LIKE_NOTHING)
    features = {
        "likeness": like,
        "exact": float(hit.likeness >= 1.0),
        "own name": float(hit.likeness >= SURE_NAME and _same_bones(hit.name, entry.name)),
        "other name": float(hit.likeness < SURE_NAME and not _same_bones(hit.name, entry.name)),
        "well known": like * min(1.0, math.log2(hit.spellings) / MANY_SPELLINGS),
        "inside": sum(held) / len(held) if held else 0.0,
        "outside": max(strangers, default=0.0),
        "country": home,
        "abroad": float(bool(around.countries) and bool(entry.country) and home < 0.05),
        "near": _nearness(entry, around.places),
        "unit": min(1.0, 1.5 * around.units.get(_unit(entry), 0.0)),
        "people": like**2 * _people(entry),  # a big name excuses no odd spelling
        "prominent": like**2 * _prominence(entry, home, label.around or question.relation == "countryside"),
        "kind": max(kind, 0.0),
        "other kind": max(-kind, 0.0),
    }
    weighed = {name: WEIGHTS[name] * value for name, value in features.items()}
    return Option(entry, hit.name, _scaled(weighed), weighed)


def _severity(label: Label, holders: Sequence[Entry]) -> float:
    """How much lying outside says: district borders move and lists disagree on them, provinces and countries seldom."""
    if label.feature in ("admin2", "admin3", "neighbourhood", "area"):
        return 0.25
    kinds = {holder.feature for holder in holders}
    return 1.0 if kinds & {"country", "admin1"} else 0.6 if "settlement" in kinds else 0.25


def _held_score(label: Label, within: Entry | None) -> float:
    """How surely the container's point tells where an unlisted place is: parts of a town lie in it, villages need not lie
    near what they are said to lie in."""
    if within is None or within.lat is None:
        return 0.0
    part = label.feature in ("neighbourhood", "site") and within.feature in ("settlement", "neighbourhood", "site")
    return PART_OF_TOWN if part else UNLISTED


def _seats_first(options: list[Option], label: Label, question: Question) -> list[Option]:
    """A unit named like its seat stands behind it, unless the words speak of the unit or the country round the town."""
    if label.feature in LEVELS or label.around or question.relation == "countryside":
        return options
    towns = [option for option in options if option.entry.feature == "settlement" and option.features["likeness"] > 0]
    behind = []
    for option in options:
        unit = option.entry
        seat = unit.feature in LEVELS and any(
            (town.name == option.name or _same_bones(town.entry.name, unit.name)) and inside(town.entry, unit) >= 0.9
            for town in towns
        )
        behind.append(_with(option, "seat goes first", -WEIGHTS["seat goes first"]) if seat else option)
    return sorted(behind, key=_rank)


def _sites_first(options: list[Option], label: Label) -> list[Option]:
    """Where words speak of a base or road and one is listed, it goes before the town it is named after."""
    fitting = [option for option in options if not _only_named_after(option.entry, label) and option.score >= ACCEPTED]
    return (
        [*fitting, *(option for option in options if option not in fitting)] if label.feature in WEAK_KINDS else options
    )


def _rank(option: Option) -> tuple[float, bool, str]:
    """Best first; of equals the one with a point of its own."""
    return (-round(option.score, 3), option.entry.lat is None, option.entry.id)


def _with(option: Option, feature: str, weight: float) -> Option:
    features = {**option.features, feature: weight}
    return msgspec.structs.replace(option, features=features, score=_scaled(features))


def _scaled(features: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(BIAS - sum(features.values())))


def _sureness(best: Option, others: Sequence[Option], gazetteer: Gazetteer) -> float:
    """The best score, shared with runners-up that lie elsewhere."""
    alike = [option for option in others if option.entry.feature == best.entry.feature or best.entry.feature != "site"]
    here = gazetteer.located(best.entry)
    rivals = [option for option in alike if _elsewhere(gazetteer.located(option.entry), here)]
    second = rivals[0].score if rivals else 0.0
    odds = best.score / (1 - best.score + 1e-9)
    against = second / (1 - second + 1e-9)
    return round(best.score * odds / (odds + against), 3)


def _only_named_after(entry: Entry, label: Label) -> bool:
    """Whether the words speak of a base, field or road called after the entry, which itself is a town or unit."""
    return label.feature in WEAK_KINDS and label.noun is not None and entry.feature not in KINDS[label.feature]


def _elsewhere(entry: Entry, best: Entry) -> bool:
    """Whether a runner-up is another place: far off, and neither the unit around the best nor inside it."""
    if kilometres(entry, best) <= CLOSE_CALL:
        return False
    held = (entry.feature in LEVELS and inside(best, entry) >= 0.9) or (
        best.feature in LEVELS and inside(entry, best) >= 0.9
    )
    return not (held and _same_name(entry.name, best.name))


def _kind(entry: Entry, label: Label) -> float:
    """1 where the noun fits the entry, -1 where it does not, less where lists seldom know the noun's kind."""
    if label.feature is None:
        return -1.0 if entry.feature in ("admin2", "admin3") and not label.around else 0.0
    if label.feature == "admin2" and entry.feature in ("settlement", "neighbourhood"):
        return 0.0  # "districts" are parts of towns as often as of provinces
    if entry.feature in KINDS[label.feature]:
        return 1.0 if entry.feature == label.feature else 0.5
    return -0.5 if label.feature in WEAK_KINDS else -1.0


def _people(entry: Entry) -> float:
    if entry.feature in ("country", "admin1"):
        return 0.25
    if entry.feature in ("admin2", "admin3"):
        return 0.15
    return min(1.0, math.log10(entry.population + 1) / MOST_PEOPLE)


def _prominence(entry: Entry, home: float, around: bool) -> float:
    """How much more often a name means a country, a part of the world or a first-level unit than a namesake; a unit
    of a country that is spoken of (``home``) the more so."""
    if entry.feature == "country" or (entry.feature == "area" and not entry.country):
        return 1.0
    return 0.5 + 0.5 * home + 0.1 * around if entry.feature == "admin1" else 0.0


def _nearness(entry: Entry, places: Sequence[Entry]) -> float:
    """How close the nearest of the report's other places lies, 1 to 0."""
    away = min((kilometres(entry, other) for other in places), default=math.inf)
    return math.exp(-away / NEAR)


def inside(entry: Entry, holder: Entry) -> float:
    """How surely an entry lies in another, 0 to 1: by country, by its chain of units, else by distance."""
    if entry.id == holder.id:
        return 0.4  # "Aleppo, Aleppo": the same name may be meant for seat and unit
    if entry.country and holder.country and entry.country != holder.country:
        return 0.0
    if holder.feature == "country" or entry.inside == holder.id:
        return 1.0
    level = LEVELS.get(holder.feature)
    named = next((unit for unit in entry.admin if unit.level == level), None)
    if named is not None:
        return float(named.code == holder.id or _same_name(named.name, holder.name))
    away, radius = kilometres(entry, holder), _radius(holder)
    if math.isinf(away):
        return 0.0
    if away <= radius:
        return 0.9 if holder.feature not in ("admin1", "admin2") else 0.6
    return max(0.0, 0.6 - (away - radius) / (2 * radius))


def _radius(holder: Entry) -> float:
    """How far from its point a place reaches, in kilometres: towns grow with the root of their people."""
    base = RADIUS.get(holder.feature, 5.0)
    return base + math.sqrt(holder.population) / 50 if holder.feature == "settlement" else base


def _same_bones(one: str, other: str) -> bool:
    """Whether two names are one in different spellings."""
    return spelling.skeleton(spelling.fold(one)) == spelling.skeleton(spelling.fold(other))


@functools.lru_cache(maxsize=16384)
def _same_name(one: str, other: str) -> bool:
    return spelling.likeness(spelling.fold(one), spelling.fold(other)) >= 0.85


Chooser = Callable[[Question], Choice]
