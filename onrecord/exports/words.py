"""How values are put into words for people: numbers, sources, places, days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.model import Actor, ComputedToll, Holding, Named, Place, Source, SourceKind, Toll, Via, When

ARROW, BOTH = "→", "↔"
NOBODY = "?"
"""Stands for a side that the report does not name."""

KINDS: dict[SourceKind, tuple[str, str]] = {
    "official": ("officials", "official"),
    "military": ("the military", "military source"),
    "police": ("police", "police source"),
    "armed_group": ("an armed group", "armed-group source"),
    "medical": ("medics", "medical source"),
    "monitor": ("a monitor", "monitor"),
    "humanitarian": ("aid workers", "aid worker"),
    "activist": ("activists", "activist"),
    "resident": ("residents", "resident"),
    "media": ("media", "media source"),
    "outlet": ("the outlet", "outlet"),
    "unattributed": ("unattributed", "source"),
}
"""A kind of source as a body of people, and as one of them."""
DETAILS = {"aid_workers": "aid workers", "relatives_of_combatants": "relatives of combatants"}
BASES = {
    "taker": "the taker's word",
    "loser_concedes": "the loser concedes",
    "third_party": "a third party's word",
    "assessed": "assessed",
}
STATES = {
    "holds": "held",
    "contested": "contested",
    "besieged": "besieged",
    "truce": "under truce",
    "unknown": "unclear",
}
ONE = {
    "civilians": "civilian", "combatants": "combatant", "people": "person", "children": "child", "women": "woman", "men": "man",
    "soldiers": "soldier", "fighters": "fighter", "officials": "official", "prisoners": "prisoner", "medics": "medic",
    "aid workers": "aid worker", "journalists": "journalist", "families": "family", "bodies": "body", "police": "police officer",
}  # fmt: skip
PRECISIONS = {"admin1": "province", "admin2": "district", "admin3": "subdistrict"}
PUBLISHED = {"given": "as given", "meta": "by the page's data", "text": "by the text", "url": "by the address"}


def number(toll: Toll | ComputedToll, phrase: str | None = None) -> str:
    """``12``, ``≥ 40``, ``≤ 30``, ``30–40``; without a number the report's own phrase, else ``?``."""
    low, high = toll.low, toll.high
    about = "~" if getattr(toll, "approximate", False) else ""
    if low is not None and high is not None:
        return f"{about}{low:,}" if low == high else f"{about}{low:,}–{high:,}"
    if low is not None:
        return f"≥ {about}{low:,}"
    if high is not None:
        return f"≤ {about}{high:,}"
    return quoted(phrase) if phrase else "?"


def toll(value: Toll) -> str:
    """One toll in a line: ``≥ 40 soldiers killed``, ``6 civilians killed (women)``, ``“dozens of people” wounded``."""
    scope = "" if value.scope == "incident" else f" [{'running total' if value.scope == 'cumulative' else value.scope}]"
    if value.low is None and value.high is None:
        told = value.harm in value.text.lower()
        return f"{number(value, value.text)}{'' if told else f' {value.harm}'}{scope}"
    if value.low == value.high == 0:
        return f"no {_people(value)} {value.harm}".replace("no  ", "no ") + scope
    detail = f" ({_details(value)})" if value.detail and value.who == "civilians" else ""
    return " ".join(f"{number(value)} {_people(value)} {value.harm}".split()) + detail + scope


def _people(value: Toll) -> str:
    words = _plural(value)
    return ONE.get(words, words) if value.low == value.high == 1 else words


def _plural(value: Toll) -> str:
    if value.unit != "persons":
        return value.unit
    if value.who == "civilians":
        return "civilians"
    if value.detail:
        return _details(value)
    return {"mixed": "people", "combatants": "combatants"}.get(value.who, "")


def _details(value: Toll) -> str:
    return listed(DETAILS.get(detail, detail) for detail in value.detail)


def listed(names: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    every = list(names)
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)


def source(value: Source) -> str:
    """Who is credited: a name with its kind, or the kind alone; never a name where the source is anonymous."""
    plural, one = KINDS[value.kind]
    if value.kind == "outlet":
        return plural
    if value.anonymous:
        who = f"unnamed {one}"
    elif value.name:
        who = flat(value.name) + ("" if value.kind == "unattributed" else f" ({kind(value.kind)})")
    else:
        who = plural
    return who + (", via " + ", ".join(map(_through, value.via)) if value.via else "")


def _through(via: Via) -> str:
    if via.name:
        return flat(via.name)
    return "unnamed sources" if via.kind == "unattributed" else KINDS[via.kind][0]


def place(value: Place | None) -> str:
    """The place as the report names it, with its relation and container."""
    if value is None:
        return "—"
    relation = {"in": "", "near": "near ", "countryside": "countryside of ", "between": "between ", "along": "along "}[
        value.relation
    ]
    if relation.split(" ")[0] in value.text.lower().split():  # the words of the place say it themselves
        relation = ""
    part = f"{value.part} of " if value.part in {"most", "some"} else ""
    return flat(f"{part}{relation}{_in_what(value)}")


def _in_what(value: Place) -> str:
    """The report's words for a place, with what it lies in where they do not say that themselves."""
    within = value.container.text if value.container else ""
    return value.text if within in value.text else f"{value.text}, {within}"


def whereabouts(value: Place) -> str:
    """The place's name; one that is only described ("a market") with what it lies in."""
    return flat(value.name or _in_what(value))


def town(value: Place) -> str:
    """The name that stands for the place on a map: of one that is only described, that of what it lies in."""
    return flat(value.name or (value.container.text if value.container else value.text))


def located(value: Place) -> str:
    """What the place was tied to: ``Palmyra in Homs (settlement)``, with what its coordinates stand for."""
    if value.precision == "unresolved":
        return "not located"
    level = PRECISIONS.get(value.precision, value.precision)
    name = value.name or value.text
    above = next((unit.name for unit in sorted(value.admin, key=lambda unit: unit.level != 1) if unit.name != name), "")
    shown = "" if name.casefold() == value.text.casefold() else name
    return flat(f"{shown}{' in ' if above else ''}{above} ({level})")


def places(values: Iterable[Place]) -> list[str]:
    """Each place once, in its fullest wording; what was not found in any list says so."""
    found: dict[str, str] = {}
    for value in values:
        shown = place(value) + (" (not located)" if value.precision == "unresolved" else "")
        key = f"{value.relation} {value.id}" if value.id and value.name else shown.casefold()
        found[key] = max(found.get(key, ""), shown, key=len)
    return list(dict.fromkeys(found.values()))


def when(value: When | None) -> str:
    """The days as an interval, open ends as ``…``; the report's own words where they could not be resolved."""
    if value is None:
        return "—"
    if value.earliest and value.earliest == value.latest:
        return value.earliest
    if value.earliest and value.latest:
        return f"{value.earliest} – {value.latest}"
    if value.earliest or value.latest:
        return f"from {value.earliest}" if value.earliest else f"by {value.latest}"
    return quoted(value.text)


def actors(values: Sequence[Actor]) -> str:
    """``A → B`` for one side acting on the other, ``A ↔ B`` for two sides fighting; empty where nobody is named."""
    sides: dict[str, list[str]] = {"initiator": [], "target": [], "party": [], "supporter": []}
    for actor in values:
        if (name := _actor(actor)) not in sides[actor.role]:
            sides[actor.role].append(name)
    initiators, targets, parties = sides["initiator"], sides["target"], sides["party"]
    helped = f" (with {listed(sides['supporter'])})" if sides["supporter"] else ""
    if parties or set(initiators) & set(targets):
        return f" {BOTH} ".join(dict.fromkeys([*parties, *initiators, *targets])) + helped
    if targets:
        return f"{listed(initiators) or NOBODY} {ARROW} {listed(targets)}{helped}"
    return listed(initiators) + helped


def _actor(actor: Actor) -> str:
    basis = actor.responsibility.basis.replace("_", " ").replace("claimed by self", "own claim")
    name = flat(actor.name) if actor.name else quoted(actor.text)
    return name + ("" if basis == "stated" else f" ({basis})")


def holding(row: Holding) -> str:
    """Who holds or took a place, and from whom."""
    holder = named(row.holder) if row.holder else "someone unnamed"
    loser = f" from {named(row.from_)}" if row.from_ else ""
    if row.change == "handed_over":
        deed = f"handed over to {holder}{loser}"
    elif row.change == "withdrew":
        deed = f"left by {named(row.from_) if row.from_ else holder}"
    elif row.state == "unknown" and row.from_:
        deed = f"no longer held by {named(row.from_)}"
    else:
        deed = f"{row.change or STATES[row.state or 'unknown']} by {holder}{loser}"
    return f"{place(row.place)}: {deed}"


def basis(row: Holding, said: Source) -> str:
    """On whose word somebody holds a place."""
    return source(said) + (f"; {BASES[row.basis]}" if row.basis in BASES else "")


def named(value: Named) -> str:
    """An entry of the registry by its name; the report's own words in quotation marks, for they may be loaded."""
    return flat(value.name) if value.id else quoted(value.name)


def quoted(text: str) -> str:
    """The report's own words as such."""
    return f"“{flat(text)}”"


def kind(name: str) -> str:
    """A kind of the codebook without underscores."""
    return name.replace("_", " ")


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
