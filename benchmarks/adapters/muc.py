"""muc: a template for each attack that a newswire text reports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.base import Adapter, Row
from adapters.doers import PRONOUNS, Organisations, briefest, named_doers, once
from adapters.incidents import MURDER, PLURAL, Setting, features
from adapters.kit import Kit
from adapters.learned import Features, Weights, likelihood, weights
from adapters.nearby import Nearby
from adapters.story import HARMED, Story, most_spoken_for, number, stories
from adapters.suspects import Incident, Suspects
from onrecord.evaluate.agree import same_name
from onrecord.model import Claim, Coded, Place

TYPES = {
    "attack_on_civilians": "ATTACK",
    "shelling": "ATTACK",
    "air_strike": "ATTACK",
    "sexual_violence": "ATTACK",
    "torture": "ATTACK",
    "mob_violence": "ATTACK",
    "battle": "ATTACK",
    "capture": "ATTACK",
    "bombing": "BOMBING",
    "suicide_bombing": "BOMBING",
    "grenade": "BOMBING",
    "abduction": "KIDNAPPING",
    "looting": "ROBBERY",
    "remains_found": "ATTACK",
    "disrupted_attack": "BOMBING",
}
FIRE = ("burn", "fire", "arson", "torch", "ablaze", "alight")
EXPLOSIVE = ("ied", "car_bomb", "landmine", "grenade", "suicide_vehicle")
BLOWN_UP = ("blow", "blew", "dynamit", "explo", "bomb", "detonat")
ROBBED = ("rob", "stole", "steal", "loot", "confiscat", "expropriat")
FEWEST = 2
"""Particulars of an incident; re-check with ``benchmarks/accuracy.py``."""

HARMS = {"named", "killed", "wounded"}
"""Particulars that are one: who was harmed."""

UNLIKELY, LIKELY = 0.15, 0.32
"""Below the first chance an incident that rules would keep is left out, from the second on one that they would not is kept.

Higher ones find fewer of the incidents, lower ones name more organisations wrongly; ``training/incidents.py`` prints both.
"""

DOUBTED, CHARGED = 0.18, 0.35
"""Below the first chance a body that rules would name as the doer is left out, from the second on one that they would not is named."""

DATELINE = re.compile(r"\s*(?P<city>[A-Z][^,(\d]{1,40})(?:\((?P<land>[^)]{2,40})\))?\s*,\s*(?:\d|NO DATE)")
"""Where a newswire text was filed: "CITY (COUNTRY), day …"."""

SEIZED = re.compile(r"seiz|confiscat|captur|arms|weapons|cache", re.IGNORECASE)
"""Arms found in a store are no bomb that was laid."""

SUFFERING = {"civilians", "officials", "police", "security", "members"}
"""Classes of nouns for people whom the set counts as harmed; troops and armed groups that are attacked fight."""

NO_PEOPLE = {
    "casualties", "casualty", "fatalities", "losses", "deaths", "death", "murders", "killings", "kidnappings", "one",
    "dead", "others", "assassinations", "injuries", "attacks", "bombings", "disappearances",
}  # fmt: skip
"""Words that count harm rather than name whom it was done to."""

NO_THINGS = {"fire", "fires", "gunfire", "gunshots", "shots", "force"}
"""Words for what weapons do rather than for things."""

AT_HOME = 5.0
"""How much a dateline that needs not say its country tells of where a text plays; one that says it is mostly abroad."""

OPENING = 600
WHOLE = 0.5
"""Characters in which a text says what it is about, and how much the countries named anywhere tell beside those named there."""

SETTLED = re.compile(
    r"neighbo|village|town|city|munic|canton|district|farm|sector|area|airport|universi|hamlet|suburb|region|depart|highway|road\b",
    re.IGNORECASE,
)
"""Nouns of places that a report of one incident names as where it was; hotels and offices only lie in such."""

PART = re.compile(
    r"^(?!(?:an?|the)\b)\S+(?: \S+)* (?:neighbou?rhood|canton|district|suburb|village|hamlet|town)$"
    r"|\b(?:neighbou?rhood|canton|district|suburb|village|hamlet|town) of ",
    re.IGNORECASE,
)
"""Words for a part of a town, or a town of an area, that has a name of its own."""

TOWNS = ("settlement", "admin1", "admin2")
MOST = 3
"""Further incidents that one may be told with."""

RECENT = 120
"""Days after which an incident is history to the set."""

STATE = ("state_forces", "external_forces", "umbrella")


@dataclass(frozen=True, slots=True)
class Around:
    """What all incidents of a text share: its words and claims, its day, its country, the organisations and towns that it names."""

    text: str
    coded: Coded
    published: str | None
    land: str | None
    organisations: Organisations
    suspects: Suspects
    nearby: Nearby
    kit: Kit


def around_of(row: Row, coded: Coded, kit: Kit) -> Around:
    """What the incidents of this text share."""
    text, land = row["text"], country(row["text"], coded, kit)
    bodies = Organisations(text, coded, kit)
    suspects, nearby = Suspects(text, coded, bodies), Nearby(text, land, kit)
    return Around(text, coded, row.get("published"), land, bodies, suspects, nearby, kit)


def predict(row: Row, kit: Kit) -> Row:
    """One template an incident; clashes between forces in which no civilian was harmed are out of the set's scope."""
    coded = kit.code(row["text"], row.get("published"))
    every = stories(coded, recaps=True)
    around = around_of(row, coded, kit)
    news = [(group, found) for group, found in incidents(every, around) if is_news(found, chance(found))]
    kept = [group for group, _ in news]
    known = [template(group, around, blamed(group, found, around)) for group, found in news]
    if len(known) == 1:  # who died in the only incident of a text is told wherever it tells deaths
        known = [{**known[0], **{harm: known[0][harm] or harmed(every, harm) for harm in ("killed", "wounded")}}]
    told = {one["location"] for one in known}
    spread = [
        {**one, "location": name, "victims": [], "killed": None, "wounded": None}
        for one, group in zip(known, kept, strict=True)
        for name in other_towns(group, one["location"], around.land)
        if name not in told
    ]
    return {"templates": [*known, *spread]}


def other_towns(group: Iterable[Story], first: str | None, land: str | None) -> list[str]:
    """Further towns and areas in which one claim says it happened: "bombs went off in A, B and C" is an incident in each."""
    found: list[str] = []
    for claim in (claim for story in group for claim in story.claims):
        inside = [
            p for p in claim.places if p.id and p.precision in TOWNS and land in [admin.name for admin in p.admin]
        ]
        names = once(named_as(place) for place in inside)
        found += names if first in names else []
    return [name for name in once(found) if name != first][:MOST]


def country(text: str, coded: Coded, kit: Kit) -> str | None:
    """The country that a text is about: whose people and groups it speaks of, where its places and its dateline lie."""
    actors = [actor.id.split(":")[0] for claim in coded.claims for actor in claim.actors if actor.id]
    places = [
        admin.name for claim in coded.claims for place in claim.places for admin in place.admin if admin.level == 0
    ]
    evidence = [
        (1.0, [name for code in actors if (name := kit.country(code))]),
        (1.0, places),
        (1.0, kit.lands(text[:OPENING])),
        (WHOLE, kit.lands(text)),
    ]
    head = DATELINE.match(text)
    if head and not head["land"] and (name := kit.country(" ".join(head["city"].split()))):
        evidence.append((AT_HOME, [name]))
    return most_spoken_for(evidence)


def incidents(every: Sequence[Story], around: Around) -> list[tuple[list[Story], Features]]:
    """Events of the set's types, together where they may be one incident, in its scope apart from others; with their signs."""
    found: list[list[Story]] = []
    for story in every:
        if story.event.kind not in TYPES:
            continue
        scope = in_scope(story)
        alike = (group for group in found if in_scope(group[0]) == scope)
        home = next((group for group in alike if all(one_incident(story, other) for other in group)), None)
        if home is None:
            found.append([story])
        else:
            home.append(story)
    alone = {"the only one"} if len(found) == 1 else set()
    setting = Setting(around.text, around.land, len(around.coded.claims), len(found), around.kit)
    return [
        (group, signs(group, alone | ({"the first"} if group is found[0] else set()), around, setting))
        for group in found
    ]


def signs(group: Sequence[Story], order: set[str], around: Around, setting: Setting) -> Features:
    """The signs by which an incident is kept or left out; "enough" and "scope" are what rules alone would say."""
    told, (_, latest) = particulars(group, around.kit), days_of(group)
    old = days_between(latest, around.published) if around.published and latest else None
    said = {name for name, holds in (("scope", in_scope(group[0])), ("enough", told_enough(group, told, old))) if holds}
    return features(group, {*told, *order, *said, f"type {type_of(group[0])}"}, old, setting)


def is_news(found: Features, likely: float) -> bool:
    """Whether an incident so likely is worth a template: by rule, unless its signs speak against it; else where they speak for it."""
    return likely >= (UNLIKELY if {"scope", "enough"} <= found.keys() else LIKELY)


def chance(found: Features, given: Weights | None = None) -> float:
    """How likely an incident of these signs is one of the set, by the weights that are given, else by those learned."""
    return likelihood(found, weights("incidents")["kept"] if given is None else given)["kept"]


def incident_of(group: Sequence[Story], found: Features, likely: float, around: Around) -> Incident:
    """An incident as its suspects see it."""
    claims = tuple(claim for story in group for claim in story.claims)
    return Incident(claims, found, likely, tuple(around.organisations.ruled(claims)))


def blamed(group: Sequence[Story], found: Features, around: Around) -> list[str]:
    """The organisations that an incident is laid to, the likeliest first."""
    given, incident = weights("suspects")["did it"], incident_of(group, found, chance(found), around)
    ranked = sorted(
        ((likelihood(one.signs, given)["did it"], one.ruled, one.name) for one in around.suspects.of(incident)),
        reverse=True,
    )
    return briefest(name for likely, ruled, name in ranked if likely >= (DOUBTED if ruled else CHARGED))


def particulars(group: Sequence[Story], kit: Kit) -> set[str]:
    """The names of what an incident is told with."""
    claims = [claim for story in group for claim in story.claims]
    told = {
        "place": place_of(group) is not None,
        "day": days_of(group)[1] is not None,
        "weapon": any(claim.weapon for claim in claims),
        "doer": bool(named_doers(claims)),
        "victims": bool(victims(group, kit)),
        "named": any(claim.victims for claim in claims),
        "killed": harmed(group, "killed") is not None,
        "wounded": harmed(group, "wounded") is not None,
        "hits": any(claim.hits for claim in claims),
        "again": len(claims) > 1,
    }
    return {name for name, holds in told.items() if holds}


def told_enough(group: Sequence[Story], told: set[str], days_old: int | None) -> bool:
    """Whether an incident is told with some particulars, and recent; talk of violence in general has next to none."""
    if days_old is not None and days_old > RECENT:
        return False
    general = all(PLURAL.search(claim.trigger.text) for story in group for claim in story.claims)
    if general and not {"place", "day"} <= told:
        return False
    specific = told & {"place", "day", "named", "killed"}
    known = (told - HARMS) | ({"harmed"} if told & HARMS else set())
    return bool(specific) and len(known) >= FEWEST


def days_between(one: str, other: str) -> int:
    """Days from one ISO date to another."""
    return (dt.date.fromisoformat(other) - dt.date.fromisoformat(one)).days


def in_scope(story: Story) -> bool:
    """Whether the event is one of the set's types, and harms or threatens others than fighters."""
    if story.event.kind not in TYPES or type_of(story) == "ROBBERY":
        return False
    if story.event.kind == "disrupted_attack":
        return any(c.weapon and c.weapon.class_ in EXPLOSIVE and not SEIZED.match(c.trigger.text) for c in story.claims)
    harmed = [toll.who for _, toll in story.tolls("killed", "wounded", "casualties", "abducted")]
    if (
        harmed
        and all(who == "combatants" for who in harmed)
        and not any(MURDER.match(c.trigger.text) for c in story.claims)
    ):
        return False
    if story.event.kind not in ("battle", "capture", "air_strike", "shelling"):
        return True
    if story.event.kind in ("air_strike", "shelling") and any(a.kind in STATE for a in named_doers(story.claims)):
        return False
    named = any(claim.victims for claim in story.claims)
    return named or "civilians" in harmed or any(claim.hits for claim in story.claims)


def type_of(story: Story) -> str:
    """The set's type: what was blown up is a bombing, what was burnt arson, and other damage an attack."""
    kind = TYPES[story.event.kind]
    words = [claim.trigger.text.casefold() for claim in story.claims]
    words += [claim.weapon.text.casefold() for claim in story.claims if claim.weapon]

    def told(stems: Iterable[str]) -> bool:
        return any(stem in word for word in words for stem in stems)

    explosive = any(claim.weapon and claim.weapon.class_ in EXPLOSIVE for claim in story.claims)
    if kind in ("ATTACK", "ROBBERY") and (explosive or told(BLOWN_UP)):
        return "BOMBING"
    if kind == "ROBBERY":
        return "ARSON" if told(FIRE) else "ROBBERY" if told(ROBBED) else "ATTACK"
    return kind


def one_incident(one: Story, other: Story) -> bool:
    """Whether two events may be told of as one: the same type, and no place, no day and no number of dead that differ.

    A newswire text comes back to its incident again and again, mostly without naming the place or the day again. Whoever
    was harmed by name was harmed once, whatever else is told.
    """
    if type_of(one) != type_of(other):
        return False
    if names_harmed(one) & names_harmed(other):
        return True
    places, dead = (place_of([one]), place_of([other])), (numbers_dead(one), numbers_dead(other))
    if (all(places) and not same_name(*places)) or (all(dead) and dead[0].isdisjoint(dead[1])):
        return False
    (early, late), (first, last) = days_of([one]), days_of([other])
    return not (early and last and early > last) and not (first and late and first > late)


def names_harmed(story: Story) -> set[str]:
    """The names of people harmed, without what they are called."""
    return {" ".join(victim.text.casefold().split()) for claim in story.claims for victim in claim.victims}


def numbers_dead(story: Story) -> set[int]:
    """The numbers of dead that an event is told with."""
    return {dead for _, toll in story.tolls("killed") if (dead := number(toll))}


def template(group: Sequence[Story], around: Around, bodies: Sequence[str]) -> Row:
    """One incident, laid to these bodies, in the set's form. What is told without a day is taken for news of the day of the text."""
    claims = [claim for story in group for claim in story.claims]
    early, late = days_of(group)
    return {
        "type": type_of(group[0]),
        "perp_org": list(bodies),
        "perp_individual": around.organisations.persons(claims),
        "victims": victims(group, around.kit),
        "weapon": weapons(claims),
        "location": place_of(group, around.land) or around.nearby.town(claims) or around.land,
        "date_earliest": early or around.published,
        "date_latest": late or around.published,
        "killed": harmed(group, "killed"),
        "wounded": harmed(group, "wounded"),
    }


def weapons(claims: Iterable[Claim]) -> list[str]:
    """The things that it was done with, each once."""
    named = (claim.weapon.text for claim in claims if claim.weapon)
    return fullest(text for text in named if last(text) not in NO_THINGS)


def victims(group: Iterable[Story], kit: Kit) -> list[str]:
    """Names and descriptions of the people harmed, as they stand in the text; a named person's description is no other."""
    claims = [claim for story in group for claim in story.claims]
    named = [victim for claim in claims for victim in claim.victims]
    known = {words for victim in named for words in bag(victim.description or "")}
    tolls = [
        toll for claim in claims for toll in claim.tolls if toll.harm in HARMED and toll.scope in ("incident", "part")
    ]
    counted = [toll.text for toll in tolls if (toll.low, toll.high) != (0, 0) and not toll.text[-1].isdigit()]
    actors = [actor for claim in claims for actor in claim.actors if actor.role == "target"]
    targets = [actor.text for actor in actors if SUFFERING & set(kit.noun_classes(actor.text))]
    described = [text for text in (*counted, *targets) if text.casefold() not in PRONOUNS and not bag(text) <= known]
    return fullest([*(victim.text for victim in named), *(text for text in described if last(text) not in NO_PEOPLE)])


def bag(text: str) -> set[str]:
    """The words of a phrase but for articles."""
    return set(re.findall(r"\w+", text.casefold())) - {"a", "an", "the"}


def last(text: str) -> str:
    """The last word, which mostly heads a phrase."""
    return (re.findall(r"\w+", text.casefold()) or [""])[-1]


def fullest(texts: Iterable[str]) -> list[str]:
    """Phrases without those whose words all stand in a longer one: "peasants" beside "three peasants"."""
    every = [text for text in once(texts) if bag(text)]
    bags = [bag(text) for text in every]
    return [
        text
        for number, text in enumerate(every)
        if not any(bags[number] < other for other in bags) and bags[number] not in bags[:number]
    ]


def place_of(group: Iterable[Story], land: str | None = None) -> str | None:
    """The most specific place of the incident, as the text names it: a known one in the country, else any name."""
    told = [story.event.computed.place for story in group]
    told += [place for story in group for claim in story.claims for place in claim.places]
    below = [place for place in told if place and place.precision != "country" and place.name]
    known = [place for place in below if place.id and land in (None, *(admin.name for admin in place.admin))]
    unknown = [place for place in below if place.id is None and (land is None or SETTLED.search(place.text))]
    best = next(iter([*known, *unknown]), None)
    inner = next((place for place in below if best and is_part_of(place, best)), best)
    return named_as(inner) if inner else None


def is_part_of(place: Place, whole: Place) -> bool:
    """Whether it is a part or town with a name of its own that the text puts into the other."""
    named = PART.search(" ".join(place.text.split()))
    return bool(named and place.container and same_name(place.container.text, whole.text))


def named_as(place: Place) -> str:
    """A place as the text names it; "the Honduran capital" by the name that it stands for."""
    return place.name if place.name and CAPITAL.search(place.text) else " ".join(place.text.split())


CAPITAL = re.compile(r"\bcapital$", re.IGNORECASE)


def days_of(group: Iterable[Story]) -> tuple[str | None, str | None]:
    """First and last possible day of the incident, from the first event that tells a day."""
    for story in group:
        when = story.event.computed.when
        if when and when.latest:
            early = when.earliest or when.latest
            return (when.latest if days_between(early, when.latest) == 1 else early), when.latest
    return None, None


def harmed(group: Sequence[Story], harm: str) -> int | None:
    """How many were harmed: as numbered by the first claim that does, else as many as are named one by one.

    A person told by name and again by what he is counts once: "the mayor, Juan Soto".
    """
    claims = [claim for story in group for claim in story.claims]
    people = {victim.text for claim in claims for victim in claim.victims if victim.harm == harm}
    for claim in claims:
        known = {word for v in claim.victims for word in bag(f"{v.description or ''} {v.text}") if v.harm == harm}
        tolls = [t for t in claim.tolls if t.harm == harm and t.scope in ("incident", "part") and number(t) is not None]
        ids = {toll.id for toll in tolls}
        others = [t for t in tolls if t.part_of not in ids and not (number(t) == 1 and bag(t.text) & known)]
        named = {victim.text for victim in claim.victims if victim.harm == harm}
        if tolls:
            return sum(number(toll) or 0 for toll in others) + len(named)
    return len(people) or None


def nothing(row: Row) -> Row:
    """No template."""
    return {"templates": []}


ADAPTER = Adapter(folder="muc", task="muc", inputs=("text", "published"), predict=predict, empty=nothing)
