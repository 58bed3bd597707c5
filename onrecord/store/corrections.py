"""Claims as people corrected them: a field set to another value, or the whole claim taken out of the count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from onrecord.model import Claim, Decision, OnrecordError
from onrecord.store.judging import about
from onrecord.store.ledger import live
from onrecord.store.tables import CLAIMS, DECISIONS


def corrected(
    connection: Connection,
    claims: Mapping[str, Claim],
    as_of: str | None = None,
    judged: Collection[str] | None = None,
) -> dict[str, Claim]:
    """The claims by id with what people corrected, without those that people rejected; the last word on a field counts.

    A correction that no longer fits its claim leaves it as it is. ``judged`` are those about which anything was decided, where
    that is known already.
    """
    done = dict(claims)
    for item in about(connection, claims if judged is None else judged, ("correct", "reject"), as_of):
        for subject in set(item.decision.subjects) & set(done) if not item.decision.stale else ():
            if item.decision.act == "reject":
                del done[subject]
            else:
                done[subject] = _fitting(done[subject], item.decision) or done[subject]
    return done


def _fitting(claim: Claim, decision: Decision) -> Claim | None:
    try:
        return correct(claim, decision)
    except OnrecordError:
        return None


def correct(claim: Claim, decision: Decision) -> Claim:
    """The claim with one field as a person set it. Raises OnrecordError where it has no such field or cannot take the value."""
    if decision.field is None or decision.value is None:
        raise OnrecordError("A correction names a field and its new value.")
    whole = msgspec.json.decode(msgspec.json.encode(claim))
    steps = decision.field.split(".")
    try:
        if steps[0] in ("id", "report", "coder", "victims"):
            raise KeyError(steps[0])
        target: Any = whole
        for step in steps[:-1]:
            target = target[int(step) if isinstance(target, list) else step]
        last = int(steps[-1]) if isinstance(target, list) else steps[-1]
        target[last]  # only what a claim has is corrected
        target[last] = msgspec.json.decode(decision.value)
        return msgspec.convert(whole, Claim)
    except (KeyError, IndexError, TypeError, ValueError):
        raise OnrecordError(
            f"The claim {claim.id} has no field {decision.field!r} that can be {decision.value}."
        ) from None


def checked(connection: Connection, decision: Decision) -> None:
    """Refuse a decision that cannot be meant. Raises OnrecordError saying why."""
    if decision.act == "undo":
        query = select(DECISIONS.c.serial).where(DECISIONS.c.id == (decision.undoes or ""))
        if connection.execute(query).first() is None:
            raise OnrecordError(f"There is no decision {decision.undoes!r} to undo.")
    if decision.act == "correct":
        found = connection.execute(
            select(CLAIMS.c.id, CLAIMS.c.payload).where(CLAIMS.c.id.in_(decision.subjects), live(CLAIMS))
        ).all()
        if not found:
            raise OnrecordError(f"There is no claim {', '.join(decision.subjects)!r} to correct.")
        known = {row.id: msgspec.json.decode(row.payload, type=Claim) for row in found}
        for claim in corrected(connection, known).values():
            correct(claim, decision)
