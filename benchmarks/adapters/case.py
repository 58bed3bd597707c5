"""case: one of 30 event types for a snippet, from the kind of its main claim."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.story import HAPPENED, stories
from onrecord.model import Actor, Claim, Coded

LABELS = {
    "battle": "ARMED_CLASH",
    "handover": "NON_VIOL_TERRIT_TRANSFER",
    "withdrawal": "NON_VIOL_TERRIT_TRANSFER",
    "air_strike": "AIR_STRIKE",
    "shelling": "ART_MISS_ATTACK",
    "bombing": "REM_EXPLOS",
    "suicide_bombing": "SUIC_BOMB",
    "grenade": "GRENADE",
    "chemical_attack": "CHEM_WEAP",
    "attack_on_civilians": "ATTACK",
    "sexual_violence": "SEX_VIOL",
    "torture": "ATTACK",
    "abduction": "ABDUCT_DISSAP",
    "arrest": "ARREST",
    "looting": "PROPERTY_DISTRUCT",
    "protest": "PEACE_PROTEST",
    "protest_repressed": "FORCE_AGAINST_PROTEST",
    "riot": "VIOL_DEMONSTR",
    "mob_violence": "MOB_VIOL",
    "agreement": "AGREEMENT",
    "release": "AGREEMENT",
    "evacuation": "AGREEMENT",
    "disrupted_attack": "DISR_WEAP",
    "base_established": "HQ_ESTABLISHED",
    "group_change": "CHANGE_TO_GROUP_ACT",
}
"""The codebook's crosswalk to ACLED sub-events, in the set's spelling."""

KNOWN = (*LABELS, "capture")
GENERAL = ("battle", "attack_on_civilians", "torture", "release", "evacuation", "withdrawal", "looting")
"""Kinds that often only say how another one of the same snippet went on."""

ARMED = ("state_forces", "external_forces", "rebel_group", "political_militia", "identity_militia", "umbrella")
REBELS = ("rebel_group", "political_militia", "identity_militia")
NATURE = (
    "quake", "aftershock", "tsunami", "flood", "slide", "hurricane", "typhoon", "cyclone", "tornado", "storm", "wildfire",
    "bushfire", "volcan", "erupt", "avalanche", "drought", "heatwave", "rain", "epidemic", "famine", "blizzard",
    "forest", "brush fire", "bush fire", "snow", "hail", "monsoon", "tremor", "cold wave", "locust", "inundat",
)  # fmt: skip
CRIME = (
    "smuggl", "traffick", "launder", "burgl", "drug", "extort", "theft", "heist", "fraud", "brib", "embezzl", "robber",
    "crime", "counterfeit", "racket", "break-in", "break and enter", "carjack", "seiz", "found", "find", "confiscat", "poach", "evasion",
)  # fmt: skip
STEALING = ("rob", "steal", "stole", "burgl", "theft")
EXCESS = (
    "live ammunition",
    "live round",
    "live fire",
    "live bullet",
    "violently",
    "brutal",
    "excessive force",
    "open fire",
    "opened fire",
    "shot at",
    "deadly",
)
CROWD = ("protest", "protest_repressed", "riot", "mob_violence")
NO_EVENT = "DIPLO"
"""What a report of conflict tells where it tells of no event that the codebook knows is most often talk between states."""


def predict(row: Row, kit: Kit) -> Row:
    """The label of a snippet."""
    return {"type": label(kit.code(row["text"]))}


def label(coded: Coded) -> str:
    """The most telling kind of what happened; of what is planned or denied where nothing happened."""
    news = [claim for story in stories(coded) for claim in story.claims]
    blamed = any(actor.responsibility.basis == "claimed_by_self" for claim in coded.claims for actor in claim.actors)
    if blamed or (not news and any(claim.status == "denied" for claim in coded.claims)):
        return "ATTRIB"
    told = news or [claim for claim in coded.claims if claim.kind != "control"]
    if not told:
        return NO_EVENT
    beside = [claim for claim in coded.claims if claim.kind == "other" and claim.status in HAPPENED]
    gathered = any(claim.kind in CROWD or fought_by_a_crowd(claim) for claim in told)
    quiet = beside and not any(by_force(claim) for claim in told)
    if quiet and (not gathered or no_conflict(beside[0]) == "NATURAL_DISASTER"):
        return no_conflict(beside[0])
    if gathered and not beside_a_crowd(told):
        return crowd(told)
    kinds = {claim.kind for claim in told}
    if {"capture", "withdrawal"} <= kinds or {"agreement", "handover"} <= kinds:
        return LABELS["handover"]
    return by_kind(min(told, key=rank))


def rank(claim: Claim) -> tuple[bool, bool, bool, int]:
    """How little a claim says about what sort of event a snippet tells, the least first."""
    return claim.kind not in KNOWN, claim.kind in GENERAL, one_sided(claim), claim.trigger.start


def one_sided(claim: Claim) -> bool:
    """Whether a battle is told of one side alone, as raids on villages are."""
    armed = [actor for actor in claim.actors if actor.kind in ARMED]
    return claim.kind == "battle" and len(armed) < 2 and any(actor.role == "initiator" for actor in claim.actors)


def beside_a_crowd(told: Sequence[Claim]) -> bool:
    """Whether the snippet tells of something else that a crowd's is only the ground of: rape, the arrest of one of them."""
    first = min(told, key=lambda claim: claim.trigger.start)
    if any(claim.kind == "riot" for claim in told):
        return False
    if any(claim.kind == "sexual_violence" for claim in told):
        return True
    return first.kind in ("arrest", "abduction") and not against_a_crowd(first)


def against_a_crowd(claim: Claim) -> bool:
    """Whether people in a crowd were acted on."""
    return any(actor.kind in ("protesters", "rioters") for actor in claim.actors if actor.role == "target")


def by_force(claim: Claim) -> bool:
    """Whether armed people are said to have done it."""
    return claim.kind != "other" and any(a.role in ("initiator", "party") and a.kind in ARMED for a in claim.actors)


def no_conflict(claim: Claim) -> str:
    """What happened beside any conflict, by the word for it: nature, crime, or else an accident."""
    words = claim.trigger.text.casefold()
    if any(word in words for word in NATURE):
        return "NATURAL_DISASTER"
    return "ORG_CRIME" if any(word in words for word in CRIME) else "MAN_MADE_DISASTER"


def crowd(told: Sequence[Claim]) -> str:
    """The label of a crowd in the street, by what it did and what was done to it."""
    kinds = {claim.kind for claim in told}
    harmed = any(toll.harm in ("killed", "wounded") for claim in told for toll in claim.tolls)
    if "mob_violence" in kinds:
        return "MOB_VIOL"
    if "protest_repressed" in kinds and (harmed or any(excessive(claim) for claim in told)):
        return "FORCE_AGAINST_PROTEST"
    if "riot" in kinds or any(fought(claim) for claim in told):
        return "VIOL_DEMONSTR"
    return "PROTEST_WITH_INTER" if any(stepped_in(claim) for claim in told) else "PEACE_PROTEST"


def stepped_in(claim: Claim) -> bool:
    """Whether forces acted on the crowd, rather than gave it a reason to gather."""
    if claim.kind == "protest_repressed":
        return True
    forces = any(actor.kind in ARMED for actor in claim.actors if actor.role == "initiator")
    return claim.kind in ("arrest", "attack_on_civilians") and (forces or against_a_crowd(claim))


def excessive(claim: Claim) -> bool:
    """Whether live fire or open violence met a crowd."""
    words = claim.sentence.text.casefold()
    return claim.kind == "protest_repressed" and any(word in words for word in EXCESS)


def fought_by_a_crowd(claim: Claim) -> bool:
    """Whether rioters fought."""
    return claim.kind == "battle" and any(actor.kind == "rioters" for actor in claim.actors)


def fought(claim: Claim) -> bool:
    """Whether the crowd itself was violent, by what it did or who took part."""
    kinds = {actor.kind for actor in claim.actors if actor.role != "target"}
    if claim.kind in ("protest", "looting"):
        return claim.kind == "looting"
    return "rioters" in kinds or (claim.kind == "battle" and ("protesters" in kinds or not kinds))


def by_kind(claim: Claim) -> str:
    """A claim's label by its kind, and for places taken by who took them."""
    if claim.kind == "capture":
        return "GOV_REGAINS_TERIT" if by_the_state(claim) else "NON_STATE_ACTOR_OVERTAKES_TER"
    if claim.kind == "other":
        return no_conflict(claim)
    if claim.kind == "looting" and claim.trigger.text.casefold().startswith(STEALING):
        return "ORG_CRIME"
    return LABELS.get(claim.kind, "OTHER")


def by_the_state(claim: Claim) -> bool:
    """Whether the government or its foreign allies took the place, or somebody who is no rebel took it back, or rebels lost it."""
    takers = {actor.kind for actor in claim.actors if actor.role == "initiator" and actor.kind}
    if any(rebel(actor) for actor in claim.actors if actor.role == "initiator"):
        return "state_forces" in takers
    again = claim.control is not None and claim.control.change == "recaptured"
    lost = not takers and any(rebel(actor) for actor in claim.actors if actor.role == "target")
    return again or lost or bool(takers)


def rebel(actor: Actor) -> bool:
    """Whether an actor is a group of rebels, or "the opposition" as a whole."""
    return actor.kind in REBELS or (actor.kind == "umbrella" and (actor.id or "").endswith(":opposition"))


def nothing(row: Row) -> Row:
    """No label."""
    return {"type": None}


ADAPTER = Adapter(folder="case", task="case", inputs=("text",), predict=predict, empty=nothing)
