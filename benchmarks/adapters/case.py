"""case: one of 30 event types for a snippet, from the kind of its main claim."""

from __future__ import annotations

from adapters.base import Adapter, Row
from adapters.kit import Kit
from adapters.story import main_story, stories
from onrecord.model import Claim, Coded

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

POLICE = ("state_forces", "external_forces")


def predict(row: Row, kit: Kit) -> Row:
    """The label of the main claim; OTHER where nothing that the codebook knows is told."""
    coded = kit.code(row["text"])
    claim = main_claim(coded)
    return {"type": label(claim, coded) if claim else "OTHER"}


def main_claim(coded: Coded) -> Claim | None:
    """The first claim of the main event; where no event is told, the first claim of anything."""
    length = len(coded.report.text) if coded.report else 0
    main = main_story(stories(coded), length)
    if main:
        return main.claims[0]
    return next((claim for claim in coded.claims if claim.kind in LABELS or claim.kind == "capture"), None)


def label(claim: Claim, coded: Coded) -> str:
    """A claim's label: by kind, and for places taken and for protests by who did what."""
    if claim.kind == "capture":
        return "GOV_REGAINS_TERIT" if _by_the_state(claim) else "NON_STATE_ACTOR_OVERTAKES_TER"
    if claim.kind == "protest" and any(other.kind in ("arrest", "protest_repressed") for other in coded.claims):
        return "PROTEST_WITH_INTER"
    return LABELS.get(claim.kind, "OTHER")


def _by_the_state(claim: Claim) -> bool:
    takers = [actor for actor in claim.actors if actor.role == "initiator"]
    return any(actor.kind == "state_forces" for actor in takers) or bool(
        claim.control and claim.control.change == "recaptured"
    )


def nothing(row: Row) -> Row:
    """No label."""
    return {"type": None}


ADAPTER = Adapter(folder="case", task="case", inputs=("text",), predict=predict, empty=nothing)
