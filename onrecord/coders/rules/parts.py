"""A claim in the making: the mentions that a trigger draws together, in their roles."""

from __future__ import annotations

import msgspec

from onrecord.coders.rules import means, status
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.triggers import Trigger
from onrecord.coders.rules.victims import VictimMention
from onrecord.language.dates import TimeMention
from onrecord.language.quantities import Quantity
from onrecord.model import ControlChange, ControlState, Role


class ActorPart(msgspec.Struct, frozen=True):
    """An actor mention in its role, and whether it was taken over from another draft of the same event."""

    role: Role
    mention: ActorMention
    inherited: bool = False


class ControlPart(msgspec.Struct, frozen=True):
    """What a draft says about holding: a state or a change, the holder and whom the place was taken from."""

    state: ControlState | None
    change: ControlChange | None
    holder: ActorMention | None
    from_: ActorMention | None


class TimePart(msgspec.Struct, frozen=True):
    """A time mention and whether it was taken over from another draft."""

    mention: TimeMention
    inherited: bool = False


class Draft(msgspec.Struct, frozen=True):
    """A claim in the making: mentions still know their sentence and token."""

    sentence: int
    trigger: Trigger
    kind: str
    reading: status.Reading
    actors: tuple[ActorPart, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    places_inherited: bool = False
    when: TimePart | None = None
    said: TimeMention | None = None
    count: means.CountMention | None = None
    weapon: means.WeaponMention | None = None
    hits: tuple[means.HitMention, ...] = ()
    tolls: tuple[tuple[int, Quantity], ...] = ()
    victims: tuple[VictimMention, ...] = ()
    control: ControlPart | None = None
