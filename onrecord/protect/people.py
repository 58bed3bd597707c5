"""Who said it, without saying who: individuals become kinds, bodies keep their names."""

from __future__ import annotations

import re

import msgspec

from onrecord.model import Source, SourceKind, Via
from onrecord.protect.known import Known
from onrecord.protect.rules import Rules

ONE: dict[SourceKind, str] = {
    "official": "an official",
    "military": "a military source",
    "police": "a police source",
    "armed_group": "an armed-group source",
    "medical": "a medic",
    "monitor": "a monitor",
    "humanitarian": "an aid worker",
    "activist": "an activist",
    "resident": "a resident",
    "media": "a news source",
    "outlet": "the outlet",
    "unattributed": "a source",
}
"""What stands for an individual who was named or described."""
MANY: dict[SourceKind, str] = {
    "official": "officials",
    "military": "the military",
    "police": "the police",
    "armed_group": "an armed group",
    "medical": "medics",
    "monitor": "monitors",
    "humanitarian": "aid workers",
    "activist": "activists",
    "resident": "residents",
    "media": "media",
    "outlet": "the outlet",
    "unattributed": "unattributed",
}
PARTISAN: frozenset[SourceKind] = frozenset({"official", "military", "police", "armed_group"})
"""Kinds of source that take part, or stand by those who do: what they say of the other side is an accusation."""
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def masked(source: Source, known: Known, rules: Rules) -> Source:
    """The source as the public may see it.

    A body keeps its name; an individual's stays only with national office, top command or the voice of a body. Everybody
    else is a kind, which ``text`` puts into words; offsets are gone. Of an anonymous source only the kind is left.
    """
    if source.anonymous:
        return Source(
            kind=source.kind,
            text=ONE[source.kind],
            anonymous=True,
            quote=source.quote,
            against_interest=source.against_interest,
        )
    name = _name(source, known, rules)
    kinds = ONE if source.name else MANY
    text = None if source.kind in {"outlet", "unattributed"} and source.text is None else name or kinds[source.kind]
    return msgspec.structs.replace(
        source,
        name=name,
        text=text,
        start=None,
        end=None,
        affiliation=known.organisation(source.affiliation),
        via=tuple(_through(via, known) for via in source.via),
    )


def _name(source: Source, known: Known, rules: Rules) -> str | None:
    if source.name is None:
        return None
    body = known.organisation(source.name)
    if body or source.kind in rules.unnamed:
        return body
    return " ".join(source.name.split()) if holds_office(source, rules) else None


def holds_office(source: Source, rules: Rules) -> bool:
    """Whether the source's words say that the person holds national office or top command, or speaks for a body."""
    said = f" {' '.join(WORD.findall((source.text or '').lower()))} "
    return any(f" {office} " in said for office in rules.named_offices)


def _through(via: Via, known: Known) -> Via:
    body = known.organisation(via.name)
    return Via(text=body or MANY[via.kind], start=0, end=0, name=body, kind=via.kind)


def individual(source: Source, known: Known) -> bool:
    """Whether the source is a person (or persons), not a body that may be linked from report to report."""
    return source.anonymous or (source.name is not None and known.organisation(source.name) is None)
