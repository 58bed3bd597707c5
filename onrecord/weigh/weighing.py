"""Weighing itself: evidence and a policy in, the record of a weighed event out."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.knowledge.actors import Registry
from onrecord.model import Claim, Dossier, Harm
from onrecord.weigh import fields, grading
from onrecord.weigh.accounts import accounts
from onrecord.weigh.entries import TOLD, Entry, Fates, read, readings
from onrecord.weigh.evidence import Evidence, evidence
from onrecord.weigh.figures import Count, count, figures
from onrecord.weigh.policies import Policy, policy
from onrecord.weigh.records import Figure, PolicyName, Standing, Weighed
from onrecord.weigh.shares import shares
from onrecord.weigh.sides import Sides
from onrecord.weigh.standing import pairs


def weighed(
    of: Dossier | Evidence, by: PolicyName = "range", registry: Registry | None = None, denials: Sequence[Claim] = ()
) -> Weighed:
    """An event's values by the policy ``by``.

    ``registry`` tells which actors stand on one side and which are states; without it every actor is a side of its own.
    ``denials`` are claims from elsewhere that deny the event or something of it; those among its own claims count anyway.
    Raises OnrecordError where there is no such policy.
    """
    rule, told = policy(by), of if isinstance(of, Evidence) else evidence(of)
    sides = Sides(told.claims, registry)
    denied = [*(claim for claim in told.claims if claim.status == "denied"), *denials]
    entries, fates = read(told, rule, sides)
    counts = _counts(entries, fates, denied, told, rule if by == "airwars" else None)
    found = _figures(counts, rule, zero=by == "airwars")
    happened = [claim for claim in told.claims if claim.status in TOLD]
    killed = counts.get("killed")
    return Weighed(
        event=told.event,
        policy=by,
        kind=fields.kind(told),
        place=fields.place(happened, told, rule),
        when=fields.when(happened, told, rule),
        actors=fields.actors(happened),
        figures=tuple(figure for harm in found.values() for figure in harm),
        readings=readings(entries, fates),
        standings=pairs(entries, fates, contested=_contested(counts)),
        links=told.links,
        shares=shares(happened, killed, found["killed"], rule, sides) if by == "ucdp" and killed else (),
        graded=grading.graded(told, tuple(counts.values()), denied, rule, sides) if by == "airwars" else None,
        denied_by=tuple(claim.id for claim in denied),
        flags=_flags(counts, found, denied),
    )


def standings(of: Dossier | Evidence, registry: Registry | None = None) -> tuple[Standing, ...]:
    """All pairs of an event's tolls that contradict or differ, count the same bodies, or of which one supersedes the other."""
    told = of if isinstance(of, Evidence) else evidence(of)
    entries, fates = read(told, policy("range"), Sides(told.claims, registry))
    denied = [claim for claim in told.claims if claim.status == "denied"]
    return pairs(entries, fates, contested=_contested(_counts(entries, fates, denied, told, None)))


def at_a_glance(of: Dossier | Evidence, registry: Registry | None = None) -> tuple[Figure | None, bool]:
    """How many were killed in all by the policy ``range``, and whether tolls contradict each other: what lists show.

    The same as ``weighed`` gives, without all that it weighs beside.
    """
    told, rule = of if isinstance(of, Evidence) else evidence(of), policy("range")
    if not any(claim.tolls for claim in told.claims):
        return None, False
    entries, fates = read(told, rule, Sides(told.claims, registry))
    denied = [claim for claim in told.claims if claim.status == "denied"]
    counts = _counts(entries, fates, denied, told, None)
    found = figures("killed", counts["killed"], rule) if "killed" in counts else ()
    against = (standing.verdict for standing in pairs(entries, fates, contested=_contested(counts)))
    return next((one for one in found if one.group == "all"), None), "contradicts" in against


def _counts(
    entries: Sequence[Entry], fates: Fates, denied: Sequence[Claim], told: Evidence, presuming: Policy | None
) -> dict[Harm, Count]:
    """The accounts of each harm; with ``presuming``, people of no stated status are taken for civilians by its rule."""
    counts: dict[Harm, Count] = {}
    for harm in dict.fromkeys(entry.toll.harm for entry in entries):
        given = accounts(entries, fates, harm)
        if presuming is not None:
            given = grading.presumed(given, told.kind, presuming)
        if given:
            counts[harm] = count(given, denied)
    return counts


def _figures(counts: dict[Harm, Count], rule: Policy, *, zero: bool) -> dict[Harm, tuple[Figure, ...]]:
    found = {harm: figures(harm, told, rule) for harm, told in counts.items()}
    return {harm: grading.zeroed(every, counts[harm]) for harm, every in found.items()} if zero else found


def _contested(counts: dict[Harm, Count]) -> bool:
    return any(told.contested for told in counts.values())


def _flags(
    counts: dict[Harm, Count], found: dict[Harm, tuple[Figure, ...]], denied: Sequence[Claim]
) -> tuple[str, ...]:
    """What a person who checks the result should look at."""
    flags = [
        f"{harm}: the same dead are counted as combatants and as civilians" for harm, c in counts.items() if c.contested
    ]
    every = (figure for harm in found.values() for figure in harm if figure.group == "all")
    flags += [f"{figure.harm}: only an upper bound is told" for figure in every if figure.low is None]
    flags += [f"denied: {claim.denies or 'event'}, by {claim.source.kind}" for claim in denied]
    return tuple(dict.fromkeys(flags))
