"""The few groups, each a colour and a shape, in which the screen shows the kinds of event."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Literal

import msgspec

from onrecord.knowledge import packaged
from onrecord.knowledge.codebook import Codebook
from onrecord.model import Record

Shape = Literal["diamond", "triangle", "star", "circle", "square", "pentagon", "hexagon"]

PATHS: Mapping[str, str] = {
    "diamond": "M12 1.5 22.5 12 12 22.5 1.5 12Z",
    "triangle": "M12 2.5 23 21.5H1Z",
    "star": "M12 .8 15.3 8.2 23.3 9 17.3 14.4 19 22.3 12 18.2 5 22.3 6.7 14.4.7 9 8.7 8.2Z",
    "circle": "M12 2a10 10 0 1 0 .01 0Z",
    "square": "M3.2 3.2h17.6v17.6H3.2Z",
    "pentagon": "M12 1.6 22.6 9.4 18.6 21.6H5.4L1.4 9.4Z",
    "hexagon": "M6.6 2.8h10.8L22.8 12l-5.4 9.2H6.6L1.2 12Z",
}
"""Outlines of the shapes on a square of 24, as SVG and canvases draw them."""


class Group(Record, frozen=True, kw_only=True):
    """These families of kinds are drawn in this shape and colour."""

    name: str
    label: str
    shape: Shape
    colour: str
    families: tuple[str, ...]

    @property
    def path(self) -> str:
        """The outline of its shape."""
        return PATHS[self.shape]


class Grouping:
    """Which group a kind belongs to; a kind that no codebook knows belongs to the last."""

    def __init__(self, groups: tuple[Group, ...], codebook: Codebook) -> None:
        self.groups = groups
        self.families: Mapping[str, tuple[str, ...]] = codebook.families
        self.labels = {kind.name: kind.label for kind in codebook}
        of_family = {family: number for number, group in enumerate(groups) for family in group.families}
        last = len(groups) - 1
        self._numbers = {kind.name: of_family.get(kind.family, last) for kind in codebook}
        self._last = last

    @classmethod
    def open(cls, codebook: Codebook | None = None) -> Grouping:
        """The packaged groups over a codebook, by default the packaged one."""
        return cls(_packaged(), codebook or Codebook.open())

    def number(self, kind: str) -> int:
        """The place of the kind's group in ``groups``."""
        return self._numbers.get(kind, self._last)

    def of(self, kind: str) -> Group:
        """The kind's group."""
        return self.groups[self.number(kind)]

    def label(self, kind: str) -> str:
        """What people call the kind."""
        return self.labels.get(kind, kind.replace("_", " ").capitalize())

    def kinds(self, name: str) -> tuple[str, ...]:
        """The kinds of a group by its name, or the kind itself; a name that is neither stands for itself."""
        number = next((n for n, group in enumerate(self.groups) if group.name == name), None)
        return (name,) if number is None else tuple(kind for kind, own in self._numbers.items() if own == number)


@functools.cache
def _packaged() -> tuple[Group, ...]:
    return msgspec.convert(packaged.safe_yaml(packaged.text("serve", "groups.yaml")), tuple[Group, ...])
