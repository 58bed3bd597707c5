"""What the names of containers stand for, and how much lying outside them says."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from onrecord.knowledge.gazetteer import Entry, Feature, Gazetteer, Similar, kilometres
from onrecord.link.places import labels
from onrecord.link.places.candidates import candidates
from onrecord.link.places.choice import Around
from onrecord.link.places.inside import LEVELS, inside
from onrecord.link.places.kinds import kind_fits, people
from onrecord.link.places.label import Label

OUTSIDE = 0.2  # a share of being inside below which an entry lies elsewhere
LIKELY_COUNTRIES = 3
AT_HOME = 0.05  # the share of the report's places below which it does not play in their country
REGION = 0.5  # a country or listed region is known better than a hamlet of its name
COUNTRYSIDE = 30.0  # kilometres from a town that are surely its countryside; twice as far is none
ONLY_IN_UNIT = 0.5  # of a quarter's namesake that lies in the province but not in the town of the same name


class Holder(msgspec.Struct, frozen=True):
    """What a container's name may stand for, best first, and how much lying outside all of it speaks against an entry. ``town``: parts of the first
    entry, a town, are meant, though the name may also be that of the unit around it. ``around``: the country round a town is
    meant, "the countryside of X"."""

    entries: tuple[Entry, ...]
    severity: float
    town: bool = False
    around: bool = False

    def share(self, entry: Entry) -> float:
        """How surely an entry lies in what is meant, 0 to 1."""
        best = 0.0
        for holder in self.entries:
            unsure = self.town and holder.feature != "settlement"
            lies = _round(entry, holder) if self.around and holder.feature == "settlement" else inside(entry, holder)
            best = max(best, lies * (ONLY_IN_UNIT if unsure else 1.0))
        return best


def _round(entry: Entry, town: Entry) -> float:
    """How surely an entry lies in the country round a town, 0 to 1."""
    away = kilometres(entry, town)
    return 0.0 if math.isinf(away) else min(0.9, max(0.0, 0.9 * (2 - away / COUNTRYSIDE)))


def containers_of(names: Sequence[str], kind: Feature | None, around: Around, gazetteer: Gazetteer) -> list[Holder]:
    """What each container's name may stand for, best first; names nobody knows are left out. Wider ones are settled first: of a town's
    namesakes the one in the province that is named too is meant."""
    found: list[Holder] = []
    for name in reversed(names):
        label = labels.read(name)
        if not label.names or (label.noun is None and name.islower()):
            continue
        if label.feature is None and kind == "neighbourhood":
            label = msgspec.structs.replace(label, feature="settlement")
        hits = [
            hit
            for hit in candidates(label.names[:2], gazetteer, likely((), around)).values()
            if not _elsewhere(hit.entry, label, around)
        ]
        fitting = _inside_all([hit for hit in hits if hit.likeness >= _surely(hit.entry, around)], found)
        if holder := _holder(sorted(fitting, key=lambda hit: -_standing(hit, label, around)), label, kind):
            found.append(holder)
    return found[::-1]


def _elsewhere(entry: Entry, label: Label, around: Around) -> bool:
    """Whether a town of another country is named like a province that no list has: "Soum province" is no village abroad."""
    abroad = bool(around.countries) and around.countries.get(entry.country, 0.0) < AT_HOME
    return abroad and entry.feature == "settlement" and label.feature in LEVELS


def _surely(entry: Entry, around: Around) -> float:
    """The likeness from which a container's name is taken to mean this entry: units are few and oddly spelt, villages many."""
    if entry.country not in around.countries:
        return 0.93
    return 0.85 if entry.feature in LEVELS or entry.population else 0.9


def _inside_all(hits: Sequence[Similar], wider: Sequence[Holder]) -> list[Similar]:
    """Candidates for a container that may lie in the provinces and countries named with it, or be one of them."""
    units = [holder for holder in wider if holder.severity >= 1.0]
    return [hit for hit in hits if all(holder.share(hit.entry) >= OUTSIDE for holder in units)]


def _holder(ranked: Sequence[Similar], label: Label, kind: Feature | None) -> Holder | None:
    if not ranked:
        return None
    towns = [hit for hit in ranked if hit.entry.feature == "settlement" and hit.likeness >= ranked[0].likeness]
    if towns and kind == "neighbourhood":  # of the seat, where a unit is named like it; listed parts may lie elsewhere
        unit = label.feature in LEVELS
        ranked = [*towns[:3], *(hit for hit in ranked if unit and hit not in towns)]
    entries = tuple(hit.entry for hit in ranked[:6])
    part = kind == "neighbourhood" and entries[0].feature == "settlement"
    around = label.around and label.noun == "countryside" and not part
    return Holder(entries, 1.0 if part else _severity(label, entries), part, around)


def _standing(hit: Similar, label: Label, around: Around) -> float:
    """How likely a container's name means this entry, without containers of its own."""
    kind = kind_fits(hit.entry, label) + (label.around and hit.entry.feature == "admin1")  # "Homs countryside"
    kind += REGION if hit.entry.feature in ("area", "country") and hit.likeness >= 1.0 else 0.0
    return 4 * hit.likeness + kind + people(hit.entry) + 1.5 * around.countries.get(hit.entry.country, 0.0)


def _severity(label: Label, holders: Sequence[Entry]) -> float:
    """How much lying outside says: district borders move and lists disagree on them, provinces and countries seldom."""
    if label.feature in ("admin2", "admin3", "neighbourhood", "area"):
        return 0.25
    kinds = {holder.feature for holder in holders}
    if label.around and label.noun == "countryside":
        return 1.0
    return 1.0 if kinds & {"country", "admin1"} else 0.6 if "settlement" in kinds else 0.25


def likely(containers: Sequence[Holder], around: Around) -> list[str]:
    """Countries whose similar names are looked at: those of what contains the place, then those most spoken of."""
    held = held_countries(containers)
    spoken = sorted(around.countries, key=lambda code: -around.countries[code])
    return list(dict.fromkeys(held + spoken))[:LIKELY_COUNTRIES]


def held_countries(containers: Sequence[Holder]) -> list[str]:
    """Countries of what contains the place."""
    return [entry.country for holder in containers for entry in holder.entries[:1] if entry.country]
