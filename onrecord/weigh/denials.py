"""Claims from anywhere that deny an event: what was denied, by kind, place and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from onrecord.model import Claim, Dossier
from onrecord.weigh.evidence import Evidence, evidence
from onrecord.weigh.standing import places_meet


def denials(
    of: Dossier | Evidence, claims: Iterable[Claim], family: Callable[[str], str] | None = None
) -> tuple[Claim, ...]:
    """Those of ``claims`` that deny the event: of its kind (or ``family`` of kinds), at its place, on days that touch its own.

    A denial that names no place or no day counts only where its own report tells of the event too.
    """
    told = of if isinstance(of, Evidence) else evidence(of)
    own = {claim.id for claim in told.claims}
    return tuple(
        claim
        for claim in claims
        if claim.status == "denied" and claim.id not in own and any(_denies(claim, one, family) for one in told.claims)
    )


def _denies(denial: Claim, claim: Claim, family: Callable[[str], str] | None) -> bool:
    alike = denial.kind == claim.kind or (family is not None and family(denial.kind) == family(claim.kind))
    known = bool(denial.places and claim.places) and _dated(denial) and _dated(claim)
    return (
        alike and (known or denial.report == claim.report) and places_meet(denial, claim) and _days_touch(denial, claim)
    )


def _dated(claim: Claim) -> bool:
    return claim.when is not None and claim.when.earliest is not None and claim.when.latest is not None


def _days_touch(one: Claim, two: Claim) -> bool:
    if one.when is None or two.when is None:
        return True
    return _not_after(one.when.earliest, two.when.latest) and _not_after(two.when.earliest, one.when.latest)


def _not_after(earliest: str | None, latest: str | None) -> bool:
    return earliest is None or latest is None or earliest <= latest
