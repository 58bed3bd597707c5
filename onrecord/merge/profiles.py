"""A telling as it is compared: its days, places, actors, tolls and words, drawn from its claims."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from onrecord import weigh
from onrecord.knowledge.spelling import fold, phones
from onrecord.language import retelling
from onrecord.merge import partial
from onrecord.merge.kin import Kin, common
from onrecord.merge.partial import Partial
from onrecord.model import Actor, Claim, Place, Telling, Toll, Victim

FINE = frozenset({"site", "settlement"})
WIDE = {"admin1": 1, "admin2": 2, "admin3": 3}
"""Levels of areas that a precision stands for."""
REGION = "area:"
"""Ids of regions that are no unit of a country's division: valleys, mountains, the land around a city."""
SITE = "site:"
"""Ids of barracks, prisons, crossings: never areas, even where only the area around them is located."""
CITY = "city"
HARM = "attack_on_civilians"
"""The kind of a telling in which people were harmed and nothing says how."""
TOTALS = frozenset({"cumulative", "digest"})
WORD = re.compile(r"[^\W\d_]{4,}")
SUMMED = re.compile(r"\b(?:across|throughout|all over|in all|a total of)\b", re.IGNORECASE)
QUARTER = re.compile(r"\b(north|south|east|west)(?:ern)?\b")
STEM = 5
"""Letters that stand for a word: enough to take "killed", "killing" for one, cheap, and the same on every machine."""
RUN = 4
"""Words of the runs that near-copies are known by."""
LISTED = 4
"""From so many dates on, that lie further than ``SPREAD`` days from each other, a telling is a list of what happened on them."""
SPREAD = 14
TURNS = ("capture", "handover", "withdrawal")
"""Kinds in which a place changes hands: seldom enough to be known by that alone, without a day or a number."""
OPENING = 450
"""Characters, some three sentences, within which a report says what its news is; further down it looks back and around."""
TOP = 150
"""Characters within which a report's first sentence begins, whatever dateline stands before it."""
LONG = 8
"""Words that make a sentence long enough to be known again by its words alone."""
WORDED = "range"
"""The policy that reads phrases without a figure as intervals."""
MANY = 20
"""People from whom on a phrase says how many: "dozens" does, "several" and "many" do not."""
NEWS = 3
"""Days before publication in which an event without a day most likely lies: news of a war is told within days."""


class Days(msgspec.Struct, frozen=True):
    """An interval of days as ordinals, both ends inclusive. ``stated`` is false where only publication tells it."""

    first: int
    last: int
    stated: bool = True

    @property
    def length(self) -> int:
        """Days, both ends counted."""
        return self.last - self.first + 1


class Spot(msgspec.Struct, frozen=True):
    """One place of a telling. ``point`` only where the coordinates are its own; ``names`` by sound; ``areas`` it lies in,
    the country last; ``area`` whether it is itself an area larger than a town, ``loose`` whether the words say only that
    it was near there; ``bears`` whether they may as well mean the province of that name. ``borrowed``: no gazetteer knows
    it, and the point is that of the town it lies in. ``told``: the words say what it lies in, so that it is no namesake's.
    ``quarters``: those of the compass that the words name, as in the north of a province. ``middle``: where a region lies that
    no list of its towns is known of."""

    id: str | None
    names: frozenset[str]
    point: tuple[float, float] | None
    areas: tuple[str, ...]
    country: str | None
    area: bool
    loose: bool = False
    bears: bool = False
    borrowed: bool = False
    told: bool = False
    quarters: frozenset[str] = frozenset()
    middle: tuple[float, float] | None = None

    @property
    def known(self) -> bool:
        """Whether a gazetteer knows where it is."""
        return self.id is not None or self.point is not None

    @property
    def inner(self) -> str | None:
        """The first-level area that it lies in or is: the last but the country."""
        inner = [area for area in self.areas if area != self.country]
        return inner[-1] if inner else None

    @property
    def vast(self) -> bool:
        """Whether it is a country or a first-level area: too large to mean the town of its name."""
        return self.area and (self.inner is None or sound_of(self.inner) in self.names)


class Number(msgspec.Struct, frozen=True):
    """A toll as an interval; open ends are null."""

    harm: str
    who: str
    low: int | None
    high: int | None


class Profile(msgspec.Struct, frozen=True):
    """All that a telling is compared by. ``partial``: what is known of its days without a full date. ``total`` marks running
    totals and digests, ``wide`` tellings that name areas only. ``aside`` stands further down in its report and no words say
    when it was: often what has long been going on; ``lead`` opens its report, undated all the same. ``vague`` neither says
    when it was nor counts or names anybody: "warplanes also struck the town"; ``meant`` does not either, but points at
    something known: "the massacre in the town". ``handed`` has its day from another sentence.
    ``things`` are the sorts of sites that it speaks of, ``words`` those that few reports share, ``said`` the runs of words of
    each long sentence without names of places and actors."""

    telling: Telling
    group: str
    kinds: frozenset[str]
    days: Days | None
    partial: Partial
    published: int | None
    spots: tuple[Spot, ...]
    country: str | None
    doers: frozenset[str]
    targets: frozenset[str]
    parties: bool
    numbers: tuple[Number, ...]
    weapons: frozenset[str]
    hits: frozenset[str]
    victims: frozenset[str]
    things: frozenset[str]
    words: frozenset[str]
    runs: frozenset[int]
    said: tuple[frozenset[int], ...]
    total: bool
    recap: bool
    handed: bool
    aside: bool
    lead: bool
    vague: bool
    meant: bool

    @property
    def bare(self) -> bool:
        """Whether it only counts people harmed, without who did it, how, or to whom by name: "another eight were wounded"."""
        said = self.doers or self.weapons or self.hits or self.victims
        return self.telling.kind == HARM and not said

    @property
    def news(self) -> bool:
        """Whether it is an event's news all the same where no words say when: it opens its report, points at what is known, or
        tells that a place changed hands, which is seldom."""
        undated = self.days is None or not self.days.stated
        named = self.partial.weekdays or self.partial.dates
        known = self.lead or self.meant or self.telling.kind in TURNS or named
        return undated and bool(known) and not (self.total or self.aside or self.vague)

    @property
    def wide(self) -> bool:
        """Whether it names nothing smaller than an area."""
        return bool(self.spots) and all(spot.area for spot in self.spots)


def profile(telling: Telling, kin: Kin) -> Profile:
    """The profile of a telling: a pure function of its claims."""
    claims = telling.claims
    spots = _narrowest(spot for claim in claims for place in claim.places if (spot := _spot(place)))
    published = ordinal(telling.published)
    days, named = _days(claims, published), _partial(claims)
    dated = days is not None and days.stated
    total = _is_total(telling)
    numbers = tuple(dict.fromkeys(_numbers(claims, total=total)))
    victims = frozenset(name for claim in claims for one in claim.victims if (name := _victim(one)))
    sentences = list(dict.fromkeys(claim.sentence.text for claim in claims))
    first = min(claim.sentence.start for claim in claims)
    placed_in_time = dated or bool(named.weekdays or named.dates)
    vague = telling.kind not in TURNS and not (placed_in_time or numbers or victims)
    meant = vague and any(_points(claim) for claim in claims)
    return Profile(
        telling=telling,
        group=retelling.table().group(kin.family(telling.kind)),
        kinds=frozenset({telling.kind, *(claim.kind for claim in claims)}),
        days=days,
        partial=partial.of_days(days.first, days.last) if days and dated else named,
        published=published,
        spots=spots,
        country=next((spot.country for spot in spots if spot.country), None),
        doers=_who(claims, ("initiator", "party")),
        targets=_who(claims, ("target",)),
        parties=any(actor.role == "party" for claim in claims for actor in claim.actors),
        numbers=numbers,
        weapons=frozenset(claim.weapon.class_ for claim in claims if claim.weapon),
        hits=frozenset(hit.object for claim in claims for hit in claim.hits),
        victims=victims,
        things=_things(sentences),
        words=_words(sentences, claims),
        runs=frozenset(run for text in sentences for run in _runs(text)),
        said=_said(sentences, claims),
        total=total or _is_list(named) or _is_spread(spots, numbers, sentences),
        recap=all(claim.recap for claim in claims),
        handed=dated and all(claim.when is None or claim.when.inherited for claim in claims),
        aside=not placed_in_time and first >= OPENING,
        lead=not placed_in_time and first < TOP,
        vague=vague and not meant,
        meant=meant,
    )


def _points(claim: Claim) -> bool:
    """Whether the words are of something known: "the air strike", "that deadly attack"."""
    before = claim.sentence.text[: claim.trigger.start - claim.sentence.start]
    return retelling.table().points_back(before, claim.trigger.text)


def ordinal(day: str | None) -> int | None:
    """The ordinal of an ISO date; null for anything shorter than a day."""
    return dt.date.fromisoformat(day).toordinal() if day and len(day) == 10 else None


def _days(claims: Sequence[Claim], published: int | None) -> Days | None:
    """The narrowest days that any claim gives, news before recollections; else those that publication or saying allows."""
    found, latest = [], None
    for claim in claims:
        first, last = (ordinal(day) for day in (claim.when.earliest, claim.when.latest)) if claim.when else (None, None)
        if first is not None and last is not None:
            found.append((claim.recap, last - first, first, last))
        elif last is not None:
            latest = last if latest is None else min(latest, last)
    if found:
        _, _, first, last = min(found)
        return Days(first, last)
    known = latest if latest is not None else published
    return None if known is None else Days(known - NEWS, known, False)


def _partial(claims: Sequence[Claim]) -> Partial:
    """The days that the words of the news name without fixing them, or on which it was said, news being told at once;
    of recollections where it tells nothing else."""
    news = [claim for claim in claims if not claim.recap] or claims
    named = partial.of_words(claim.when for claim in news if claim.when)
    said = partial.of_words(claim.said for claim in news if claim.said)
    return Partial(named.weekdays or said.weekdays, named.dates or said.dates)


def _is_list(named: Partial) -> bool:
    """Whether a telling without a year runs through many days, as a list of all strikes of a year does."""
    return len(named.dates) >= LISTED and max(named.dates) - min(named.dates) > SPREAD


def _narrowest(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Each place once, without areas that another of them lies in: "in X in Syria" is in X."""
    every = list(dict.fromkeys(spots))
    inside = {sound_of(area) for spot in every if not (spot.area or spot.bears) for area in spot.areas}
    return tuple(spot for spot in every if not ((spot.area or spot.bears) and spot.names & inside))


def _spot(place: Place) -> Spot | None:
    """A place as it is compared. A generic one ("a market in X") stands for its container; one that nothing names or
    locates is none."""
    generic = place.name is None
    written = [place.container.text if place.container else ""] if generic else [place.text, place.name or ""]
    if generic and place.precision in WIDE:  # "a checkpoint in the province" is in the province by its own name too
        written += [admin.name for admin in place.admin if admin.level == WIDE[place.precision]]
    names = frozenset(sound for name in written if (sound := sound_of(name)))
    # "X province", where only its town of that name is known; but "an industrial district" of the town is there
    own = place.precision in FINE and (generic or place.extent != "area")
    if not names and not (own and place.lat is not None):
        return None
    areas = [admin for admin in sorted(place.admin, key=lambda admin: -admin.level) if admin.level > 0]
    country = next((admin.name for admin in place.admin if admin.level == 0), None)
    borrowed = own and not generic and place.id is None
    around = [place.container.text] if borrowed and place.container else []
    region = (place.id or "").startswith(REGION) and place.lat is not None and place.lon is not None
    bears = any(sound_of(admin.name) in names for admin in areas) and CITY not in place.text.lower()
    return Spot(
        id=place.id,
        names=names,
        point=(place.lat, place.lon) if own and place.lat is not None and place.lon is not None else None,
        areas=(*around, *(admin.name for admin in areas), *([country] if country else [])),
        country=country,
        area=not own and (generic or place.extent == "area" or (place.id or SITE)[: len(SITE)] != SITE),
        loose=place.relation != "in" or (own and bears),
        bears=own and bears,
        borrowed=borrowed,
        told=place.container is not None,
        quarters=frozenset(QUARTER.findall(place.text.lower())),
        middle=(place.lat, place.lon) if region else None,  # type: ignore[arg-type]
    )


@functools.lru_cache(4096)
def sound_of(name: str) -> str:
    """A place's name by its sound, without the words that say what kind of place it is."""
    words = fold(name).replace("\u00a0", " ").split()
    return phones(" ".join([word for word in words if word not in retelling.table().generic] or words))


def _who(claims: Iterable[Claim], roles: Sequence[str]) -> frozenset[str]:
    return frozenset(
        name for claim in claims for actor in claim.actors if actor.role in roles and (name := _name(actor))
    )


def _name(actor: Actor) -> str | None:
    """An actor by id; one that no registry knows by its kind."""
    return actor.id or (f"kind:{actor.kind}" if actor.kind else None)


def _numbers(claims: Iterable[Claim], *, total: bool) -> Iterator[Number]:
    """The tolls of the event; of a sum, those that it sums up to."""
    for claim in claims:
        for toll in claim.tolls:
            if (
                (toll.scope == "incident" or (total and toll.scope in TOTALS))
                and toll.part_of is None
                and any(bounds := _bounds(toll))
            ):
                yield Number(toll.harm, toll.who, *bounds)


def _bounds(toll: Toll) -> tuple[int | None, int | None]:
    """The interval of a toll; "about N" reaches a tenth to either side, and "dozens" are more than a few."""
    low, high = toll.low, toll.high
    if low is None and high is None:
        low, high = weigh.policy(WORDED).phrase(toll.text)
        return (low, high) if low is not None and low >= MANY else (None, None)
    if toll.approximate and low is not None and low == high:
        return low - max(1, low // 10), low + max(1, low // 10)
    return low, high


def _victim(victim: Victim) -> str:
    """A victim's name as it is compared: at least two names, by sound."""
    names = fold(victim.text).split()
    return " ".join(phones(name) for name in names) if len(names) > 1 else ""


def _things(sentences: Iterable[str]) -> frozenset[str]:
    """The sorts of sites in the sentences, each by its first word in the table."""
    return frozenset(sort for text in sentences for sort in retelling.table().sorts_in(text))


def _words(sentences: Iterable[str], claims: Sequence[Claim]) -> frozenset[str]:
    """The words, cut to stems, but for those of every report of a war and those that name places and actors, which are
    compared by themselves."""
    return _stems(sentences) - _stems(_names(claims)) - common()


def _names(claims: Sequence[Claim]) -> list[str]:
    """What is written of places and actors."""
    named = [place.text for claim in claims for place in claim.places]
    named += [place.container.text for claim in claims for place in claim.places if place.container]
    return named + [actor.text for claim in claims for actor in claim.actors]


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:STEM] for text in texts for word in WORD.findall(fold(text)))


def _said(sentences: Iterable[str], claims: Sequence[Claim]) -> tuple[frozenset[int], ...]:
    names = {word for name in _names(claims) for word in fold(name).split()}
    plain = [[word for word in fold(text).split() if word.strip(".,;:") not in names] for text in sentences]
    return tuple(_runs(" ".join(words)) for words in plain if len(words) >= LONG)


def _runs(text: str) -> frozenset[int]:
    """Runs of words as numbers that are the same on every machine."""
    from zlib import crc32

    words = fold(text).split()
    return frozenset(crc32(" ".join(words[at : at + RUN]).encode()) for at in range(max(1, len(words) - RUN + 1)))


def _is_spread(spots: Sequence[Spot], numbers: Sequence[Number], sentences: Sequence[str]) -> bool:
    """Whether it counts the people harmed all over an area: "left 40 people dead across the province"."""
    wide = bool(spots and numbers) and all(spot.area for spot in spots)
    return wide and any(SUMMED.search(text) for text in sentences)


def _is_total(telling: Telling) -> bool:
    """Whether it only sums up: all its tolls run over days or events, or assembling found that it summarises others."""
    tolls = [toll for claim in telling.claims for toll in claim.tolls]
    summed = bool(tolls) and all(toll.scope in TOTALS for toll in tolls)
    return summed or any(link.type == "summarises" for link in telling.links)
