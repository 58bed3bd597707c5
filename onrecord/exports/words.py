"""How values are put into words for people: numbers, sources, places, days."""

from __future__ import annotations

from onrecord.model import Claim, ComputedToll, Place, Source, Toll, When

ARROW, BOTH = "→", "↔"


def number(toll: Toll | ComputedToll, phrase: str | None = None) -> str:
    """``12``, ``≥ 40``, ``≤ 30``, ``30–40``; without a number the report's own phrase, else ``?``."""
    low, high = toll.low, toll.high
    if low is not None and high is not None:
        about = "~" if getattr(toll, "approximate", False) else ""
        return f"{about}{low:,}" if low == high else f"{about}{low:,}–{high:,}"
    if low is not None:
        return f"≥ {low:,}"
    if high is not None:
        return f"≤ {high:,}"
    return f"“{phrase}”" if phrase else "?"


def toll(value: Toll) -> str:
    """One toll in a line: ``≥ 40 combatants killed (soldiers)``."""
    people = "" if value.who == "unknown" else f" {value.who}"
    detail = f" ({', '.join(d.replace('_', ' ') for d in value.detail)})" if value.detail else ""
    scope = "" if value.scope == "incident" else f" [{value.scope}]"
    return f"{number(value, value.text)}{people} {value.harm}{detail}{scope}"


def source(value: Source) -> str:
    """Who is credited: a name with its kind, or the kind alone; never a name where the source is anonymous."""
    if value.kind == "outlet":
        return "the outlet"
    if value.anonymous or not value.name:
        who = f"anonymous {value.kind}" if value.anonymous else value.kind
    else:
        who = f"{value.name} ({value.kind})"
    through = ", via " + ", ".join(via.name or via.kind for via in value.via) if value.via else ""
    return who + through


def place(value: Place | None) -> str:
    """The place as the report names it, with its relation, container and what its coordinates stand for."""
    if value is None:
        return "—"
    relation = {"in": "", "near": "near ", "countryside": "countryside of ", "between": "between ", "along": "along "}[
        value.relation
    ]
    part = f"{value.part} of " if value.part in {"most", "some"} else ""
    within = f", {value.container.text}" if value.container and value.container.text not in value.text else ""
    return f"{part}{relation}{value.text}{within}".replace("\n", " ")


def when(value: When | None) -> str:
    """The days as an interval, open ends as ``…``; the report's own words where they could not be resolved."""
    if value is None:
        return "—"
    if value.earliest and value.earliest == value.latest:
        return value.earliest
    if value.earliest or value.latest:
        return f"{value.earliest or '…'} – {value.latest or '…'}"
    return f"“{value.text}”"


def actors(claim: Claim) -> str:
    """``A → B`` for one side acting on the other, ``A ↔ B`` for two sides fighting."""
    sides: dict[str, list[str]] = {}
    for actor in claim.actors:
        name = actor.name or actor.text
        basis = "" if actor.responsibility.basis == "stated" else f" ({actor.responsibility.basis.replace('_', ' ')})"
        sides.setdefault(actor.role, []).append(name + basis)
    joined = {role: ", ".join(dict.fromkeys(names)) for role, names in sides.items()}
    if "party" in joined:
        return f" {BOTH} ".join(dict.fromkeys([*sides["party"], *sides.get("initiator", []), *sides.get("target", [])]))
    if "target" in joined:
        return f"{joined.get('initiator', '?')} {ARROW} {joined['target']}"
    return joined.get("initiator", "—")


def kind(name: str) -> str:
    """A kind of the codebook without underscores."""
    return name.replace("_", " ")
