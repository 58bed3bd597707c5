"""The rules of protection, read from the package and made stricter, never looser, by a user's own file."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from onrecord.knowledge import packaged
from onrecord.model import HitObject, OnrecordError, Record, SourceKind

T = TypeVar("T")


class Embargo(Record, frozen=True, kw_only=True):
    """So many days have to pass before an event, or a position, may be shown."""

    events: int = 3
    positions: int = 14


class Offices(Record, frozen=True, kw_only=True):
    """Words of a source that make an individual's name public."""

    national: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


class Sensitive(Record, frozen=True, kw_only=True):
    """What is shown as the administrative unit: classes of things hit, and words of places."""

    hits: tuple[HitObject, ...] = ()
    words: tuple[str, ...] = ()


class Positions(Record, frozen=True, kw_only=True):
    """What tells where armed actors are: kinds of event, and words of places."""

    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Rules(Record, frozen=True, kw_only=True):
    """What the public profile withholds: ``data/protect/rules.yaml`` says what each list is for."""

    k: int = 3
    embargo: Embargo = Embargo()
    unnamed: tuple[SourceKind, ...] = ()
    offices: Offices = Offices()
    closed: tuple[str, ...] = ()
    sensitive: Sensitive = Sensitive()
    positions: Positions = Positions()
    belonging: tuple[str, ...] = ()
    personal_hosts: tuple[str, ...] = ()
    page_words: tuple[str, ...] = ()

    @classmethod
    def open(cls, *own: Path | str) -> Rules:
        """The packaged rules, made stricter by a user's files (or their text), one after the other.

        Raises OnrecordError where a file cannot be read, has not the form, or would loosen a rule.
        """
        rules = _packaged()
        for each in own:
            rules = tightened(rules, _read(each))
        return rules

    @property
    def named_offices(self) -> tuple[str, ...]:
        """Words that open a name, less those that the user closed."""
        every = (*self.offices.national, *self.offices.command, *self.offices.speakers)
        return tuple(office for office in every if office not in set(self.closed))


class Longer(Record, frozen=True, kw_only=True):
    """Longer embargoes."""

    events: int | None = None
    positions: int | None = None


class Stricter(Record, frozen=True, kw_only=True):
    """A user's own rules: higher numbers, and further entries of lists. There is nothing here that could open anything."""

    k: int | None = None
    embargo: Longer = Longer()
    unnamed: tuple[SourceKind, ...] = ()
    closed: tuple[str, ...] = ()
    sensitive: Sensitive = Sensitive()
    positions: Positions = Positions()
    belonging: tuple[str, ...] = ()
    personal_hosts: tuple[str, ...] = ()


@functools.cache
def _packaged() -> Rules:
    return msgspec.convert(packaged.safe_yaml(packaged.text("protect", "rules.yaml")), Rules)


def _read(own: Path | str) -> Stricter:
    if isinstance(own, Path):
        return packaged.own(own, _parsed, "file of stricter protection rules")
    try:
        return _parsed(own)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise OnrecordError(f"The store's setting `protection` is no set of rules: {error}") from error


def _parsed(text: str) -> Stricter:
    return msgspec.convert(packaged.safe_yaml(text) or {}, Stricter)


def tightened(base: Rules, own: Stricter) -> Rules:
    """``base`` with longer lists and higher numbers of ``own``.

    Raises OnrecordError where ``own`` asks for less protection than ``base``.
    """
    return Rules(
        k=_higher("k", base.k, own.k),
        embargo=Embargo(
            events=_higher("embargo.events", base.embargo.events, own.embargo.events),
            positions=_higher("embargo.positions", base.embargo.positions, own.embargo.positions),
        ),
        unnamed=_joined(base.unnamed, own.unnamed),
        offices=base.offices,
        closed=_joined(base.closed, own.closed),
        sensitive=Sensitive(
            hits=_joined(base.sensitive.hits, own.sensitive.hits),
            words=_joined(base.sensitive.words, own.sensitive.words),
        ),
        positions=Positions(
            kinds=_joined(base.positions.kinds, own.positions.kinds),
            words=_joined(base.positions.words, own.positions.words),
        ),
        belonging=_joined(base.belonging, own.belonging),
        personal_hosts=_joined(base.personal_hosts, own.personal_hosts),
        page_words=base.page_words,
    )


def _higher(name: str, base: int, own: int | None) -> int:
    if own is not None and own < base:
        raise OnrecordError(f"Protection can only be made stricter: {name} is at least {base}, not {own}.")
    return base if own is None else own


def _joined(base: Sequence[T], own: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*base, *own)))
