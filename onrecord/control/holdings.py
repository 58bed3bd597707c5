"""Claims of holding and taking -> who holds what, one row a place and claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.model import Claim, Holding

TOLD = {"happened", "ongoing"}


def holdings(claims: Sequence[Claim]) -> tuple[Holding, ...]:
    """The report's statements of holding and its changes of hands, in text order.

    Plans, possibilities, denials and undated recollections say nothing about who holds a place.
    """
    return tuple(row for claim in claims for row in _rows(claim))


def _rows(claim: Claim) -> Iterator[Holding]:
    control = claim.control
    if control is None or claim.status not in TOLD or (claim.recap and not dated(claim)):
        return
    for place in claim.places:
        yield Holding(
            claim=claim.id,
            place=place,
            state=control.state,
            change=control.change,
            holder=control.holder,
            from_=control.from_,
            basis=control.basis,
            when=claim.when,
        )


def dated(claim: Claim) -> bool:
    """Whether the text says when: a recollection with a day belongs on the record of its place, one without to none."""
    return claim.when is not None and (claim.when.earliest is not None or claim.when.latest is not None)
