"""The kinds of event: what each means, what belongs to it, and what it becomes in ACLED and PLOVER."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import OnrecordError, Record

NAME = re.compile(r"[a-z][a-z0-9_]*")

Condition = Literal["government_retakes", "held_a_day_or_less", "mass_or_leader", "exchanged", "agreed", "intervened"]
SubEvent = Literal[
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Excessive force against protesters",
    "Protest with intervention",
    "Peaceful protest",
    "Violent demonstration",
    "Mob violence",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]
"""ACLED's 25 sub-event types in its hierarchical order (codebook, table 2)."""


class Acled(Record, frozen=True, kw_only=True):
    """The kind is this sub-event under this condition; a null ``sub_event`` is not exported, a null ``when`` always holds."""

    sub_event: SubEvent | None
    when: Condition | None = None


class Plover(Record, frozen=True, kw_only=True):
    """The kind in PLOVER: category and mode."""

    event: str
    mode: str | None


class Example(Record, frozen=True, kw_only=True):
    """This sentence speaks of this kind; a kind shows what it is not by a sentence of another."""

    text: str
    kind: str | None


class Kind(Record, frozen=True, kw_only=True):
    """This kind of event means this. ``family`` groups kinds that may be one event told in two ways.

    ``lexicon`` are further trigger words of a user's own kind: each entry maps a form (``verb``, ``noun``, ``frame`` …)
    to a word. Rows of ``acled`` are tried in order.
    """

    name: str
    label: str
    family: str
    definition: str
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    acled: tuple[Acled, ...] = (Acled(sub_event="Other"),)
    plover: Plover | None = None
    lexicon: tuple[dict[str, str], ...] = ()
    examples: tuple[Example, ...] = ()


class Codebook:
    """All kinds, in the order of the files."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        """Raises ``OnrecordError`` naming the kind whose name, examples or conditions do not hold together."""
        self._kinds = dict(kinds)
        for kind in self._kinds.values():
            self._check(kind)

    @classmethod
    def open(cls, extra: Sequence[Path] = ()) -> Codebook:
        """The shipped kinds, extended and overridden kind by kind by a user's own files of the same form.

        Raises ``OnrecordError`` when such a file cannot be read or has not that form.
        """
        kinds: dict[str, Kind] = {}
        for text in packaged.texts("codebook").values():
            kinds |= _kinds(text)
        for path in extra:
            kinds |= packaged.own(path, _kinds, "codebook")
        return cls(kinds)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of all kinds."""
        return tuple(self._kinds)

    @property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """The kinds of each family."""
        found: dict[str, tuple[str, ...]] = {}
        for kind in self:
            found[kind.family] = (*found.get(kind.family, ()), kind.name)
        return found

    def kind(self, name: str) -> Kind:
        """The kind of this name. Raises ``OnrecordError`` where there is none."""
        try:
            return self._kinds[name]
        except KeyError:
            raise OnrecordError(f"{name!r} is no kind of the codebook; there are {', '.join(self._kinds)}") from None

    def _check(self, kind: Kind) -> None:
        if not NAME.fullmatch(kind.name):
            raise OnrecordError(f"kind {kind.name!r}: names are lower-case words joined by underscores")
        if not kind.acled or kind.acled[-1].when is not None:
            raise OnrecordError(f"kind {kind.name}: the last row of `acled` must hold without a condition")
        for example in kind.examples:
            if example.kind is not None and example.kind not in self._kinds:
                raise OnrecordError(f"kind {kind.name}: an example names {example.kind!r}, which is no kind")


def _kinds(text: str) -> Mapping[str, Kind]:
    entries = msgspec.convert(packaged.safe_yaml(text) or {}, dict[str, dict[str, object]])
    return {name: msgspec.convert({"name": name, **fields}, Kind) for name, fields in entries.items()}
