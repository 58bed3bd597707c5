"""fakes: the dead, the responsible side, the cause and the governorate of an article's main event."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.story import Story, first_told, number, ranked, stories
from onrecord.model import Actor, Claim, Coded, Place

UNKNOWN = "unknown"
CAUSES = {
    "air_strike": "shelling",
    "shelling": "shelling",
    "bombing": "explosion",
    "suicide_bombing": "explosion",
    "grenade": "explosion",
    "chemical_attack": "chemical and toxic gases",
    "battle": "shooting",
    "capture": "shooting",
    "attack_on_civilians": "shooting",
}
REMOTE = ("air_strike", "shelling", "bombing", "suicide_bombing", "grenade", "chemical_attack")
GENERIC = ("battle", "capture", "attack_on_civilians")
"""Kinds that leave the means open."""

SHOOTING = ("shoot", "shot", "gun", "open fire", "opened fire", "snip", "clash", "fight", "fought", "battle")
EXECUTING = ("execut", "behead", "decapitat", "stoned", "crucif", "hang", "slaughter")
OPPOSITION = "armed opposition groups"
SIDES = (
    ("international coalition forces", ("coalition against", "inherent resolve")),
    ("the organization of the islamic state in iraq and the levant - isis", ("islamic state", "isis", "isil", "daesh", "daish")),
    ("al-nusra front", ("nusra", "hayat tahrir", "fateh al-sham", "fatah al-sham", "qaeda")),
    ("self administration forces", ("kurd", "ypg", "ypj", "sdf", "syrian democratic forces", "people's protection", "asayish")),
    ("international coalition forces", ("coalition", "united states", "u.s.", "us-led", "american", "france", "french", "british", "united kingdom")),
    ("syrian government or russian troops", ("government", "regime", "army", "syria", "assad", "russia", "hezbollah", "hizb", "loyal", "shabiha", "helicopter", "iran")),
    (OPPOSITION, ("rebel", "opposition", "free syrian", "islamist", "jaish", "jaysh", "ahrar", "insurgent", "militant", "front", "brigade")),
)  # fmt: skip
"""The set's sides of the war, and words of the names that belong to them, tried in this order."""

PEOPLE = ("people", "person", "victim", "residents", "others")

GOVERNORATES = {
    "aleppo": ("aleppo", "halab"),
    "damascus": ("damascus", "dimashq", "rif dimashq"),
    "idlib": ("idlib", "idleb"),
    "deir ezzor": ("deir", "dayr"),
    "raqqa": ("raqqa", "raqqah", "raqa"),
    "homs": ("homs", "hims"),
    "hasakeh": ("hasak", "hasaka"),
    "daraa": ("daraa", "dara", "dar'a", "deraa"),
    "hama": ("hama",),
    "lattakia": ("latakia", "lattakia", "ladhiqiyah"),
    "quneitra": ("quneitra", "qunaytirah"),
    "tartous": ("tartus", "tartous"),
    "sweida": ("suwayda", "sweida", "suweida"),
}
"""The set's spellings, and how gazetteers spell the governorate's name (the capital's province counts with the city)."""


def predict(row: Row, kit: Kit) -> Row:
    """One row of values; null where the report does not say."""
    coded = kit.code(row["text"], row.get("dateline") or row.get("published"))
    length = len(row["text"])
    recalled = ranked(stories(coded, recaps=True), length)
    told = ranked(stories(coded), length) or recalled
    civilians, combatants = next(filter(any, (dead(told), dead(recalled), suspected(coded))), (None, None))
    return {
        "killed_civilians": civilians,
        "killed_combatants": combatants,
        "killed_children": part(told[:1], "children"),
        "killed_women": part(told[:1], "women"),
        "actor": next((side for story in told if alike(story, told[0]) and (side := side_of(story))), None),
        "cause": next((cause for story in told if (cause := cause_of(story))), None),
        "governorate": area(told, row.get("title") or "") or most_named(coded),
    }


def alike(story: Story, main: Story) -> bool:
    """Whether an event is of the main event's sort: fire and bombs, or all else."""
    return (story.event.kind in REMOTE) is (main.event.kind in REMOTE)


def dead(told: Sequence[Story]) -> tuple[int | None, int | None]:
    """Civilians and combatants killed in the first event that numbers its dead."""
    for story in told:
        civilians, combatants = dead_of(story)
        if civilians is not None or combatants is not None:
            return civilians, combatants
    return None, None


def suspected(coded: Coded) -> tuple[int | None, int | None]:
    """The dead of an event that may have been something else: people did die, however it came about."""
    doubtful = [claim for claim in coded.claims if claim.status == "hypothetical"]
    tolls = [toll for claim in doubtful for toll in claim.tolls if toll.harm == "killed" and toll.scope == "incident"]
    return next((number(toll) for toll in tolls if number(toll)), None), None


def dead_of(story: Story) -> tuple[int | None, int | None]:
    """Civilians and combatants: of each group the first toll; people of no group are civilians but in a clash."""
    split = divided(story)
    if split:
        return split
    groups = ("civilians",), ("combatants",), ("unknown", "mixed")
    civilians, combatants, rest = (first_told(story, "killed", who) for who in groups)
    if rest and civilians is None and combatants is None:
        return (None, rest) if among_fighters(story) else (rest, None)
    if rest and civilians and rest > civilians:
        return (civilians, rest - civilians) if combatants is None and among_fighters(story) else (rest, combatants)
    mixed = first_told(story, "killed", ("mixed",))
    if mixed and combatants and civilians is None and mixed > combatants:
        return mixed - combatants, combatants
    return civilians, combatants


def divided(story: Story) -> tuple[int, int] | None:
    """Civilians and combatants where the civilians are counted out of a total: "20 people, 13 of them civilians"."""
    killed = [(claim, toll) for claim, toll in story.tolls("killed") if number(toll) and toll.unit == "persons"]
    totals = {toll.id: number(toll) or 0 for _, toll in killed if toll.who in ("unknown", "mixed")}
    fighting = {claim.id for claim, toll in killed if toll.who == "combatants"}
    for claim, toll in killed:
        said, whole = number(toll) or 0, totals.get(toll.part_of or "", 0)
        if toll.who == "civilians" and not toll.detail and said < whole and claim.id not in fighting:
            return said, whole - said
    return None


def part(same: Sequence[Story], detail: str) -> int | None:
    """The dead of one detail alone: "3 children", but not "5 women and children"."""
    return next(
        (
            number(toll)
            for story in same
            for _, toll in story.tolls("killed")
            if toll.detail == (detail,) and number(toll) is not None
        ),
        None,
    )


def among_fighters(story: Story) -> bool:
    """Whether people of no said group who died were fighters: two sides fought each other, or only forces were attacked."""
    roles = {actor.role for claim in story.claims for actor in claim.actors}
    targets = [actor for claim in story.claims for actor in claim.actors if actor.role == "target"]
    people = any(word in toll.text.casefold() for _, toll in story.tolls("killed") for word in PEOPLE)
    armed = bool(targets) and all(actor.kind not in (None, "civilians", "protesters") for actor in targets)
    return not people and ("party" in roles or armed)


def side_of(story: Story) -> str | None:
    """The set's name of the side that did it: of those who fought, rather one that did not lose the dead."""
    doers = [
        (side, side in losers(claim))
        for role in ("initiator", "party")
        for claim in story.claims
        for actor in claim.actors
        if actor.role == role and actor.responsibility.basis != "denied" and (side := named_side(actor))
    ]
    return next((side for side, lost in doers if not lost), doers[0][0] if doers else None)


def losers(claim: Claim) -> set[str | None]:
    """The sides whose fighters a claim counts among the dead."""
    dead = [toll for toll in claim.tolls if toll.harm == "killed" and toll.who == "combatants"]
    counted = [a for a in claim.actors if any(a.start < toll.end and toll.start < a.end for toll in dead)]
    return {named_side(actor) for actor in counted}


def named_side(actor: Actor) -> str | None:
    """The set's side of an actor, by its registry name, else by the report's words.

    Rebels of a country are named after it and are not its government's.
    """
    if (actor.id or "").endswith(":opposition"):
        return OPPOSITION
    for words in (actor.name, actor.text):
        folded = (words or "").casefold()
        side = next((side for side, names in SIDES if any(name in folded for name in names)), None)
        if side:
            return side
    return None


def cause_of(story: Story) -> str | None:
    """How people died, by the kind of the event and the means."""
    for claim in story.claims:
        if cause := _cause(claim):
            return cause
    return None


def _cause(claim: Claim) -> str | None:
    if claim.trigger.text.casefold().startswith(EXECUTING) or (claim.weapon and claim.weapon.class_ == "bladed"):
        return "execution"
    if claim.weapon and claim.weapon.class_ == "chemical":
        return CAUSES["chemical_attack"]
    if claim.kind in GENERIC and not (claim.weapon and claim.weapon.class_ == "small_arms"):
        return "shooting" if claim.trigger.text.casefold().startswith(SHOOTING) else None
    return CAUSES.get(claim.kind)


def area(told: Sequence[Story], title: str) -> str | None:
    """The governorate of the main event: one that the headline names as well, else the first event's that has one."""
    found = [name for story in told if (name := governorate(story))]
    folded = title.casefold()
    headline = [name for name, spelt in GOVERNORATES.items() if any(form in folded for form in spelt)]
    both = [name for name in found if name in headline]
    return next(iter([*both, *(headline if len(headline) == 1 else []), *found]), None)


def most_named(coded: Coded) -> str | None:
    """The governorate that most claims of any status speak of, for a report that places none of its events."""
    found = Counter(name for claim in coded.claims for place in claim.places if (name := governorate_of(place)))
    return found.most_common(1)[0][0] if found else None


def governorate(story: Story) -> str | None:
    """The set's spelling of the first-level area of the event's place."""
    places = [place for claim in story.claims for place in claim.places]
    told = ([story.event.computed.place] if story.event.computed.place else []) + places
    return next((name for place in told if (name := governorate_of(place))), None)


def governorate_of(place: Place) -> str | None:
    """The set's spelling of the first-level area that a place is or lies in."""
    for area in [admin.name for admin in place.admin if admin.level == 1] or [place.name or place.text]:
        plain = unicodedata.normalize("NFKD", area.casefold())
        folded = "".join(letter for letter in plain if not unicodedata.combining(letter))
        for name, spelt in GOVERNORATES.items():
            if any(form in folded for form in spelt):
                return name
    return None


def nothing(row: Row) -> Row:
    """Nothing stated."""
    names = (
        "killed_civilians",
        "killed_combatants",
        "killed_children",
        "killed_women",
        "actor",
        "cause",
        "governorate",
    )
    return dict.fromkeys(names)


ADAPTER = Adapter(
    folder="fakes", task="fakes", inputs=("title", "text", "published", "dateline"), predict=predict, empty=nothing
)
