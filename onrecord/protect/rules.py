"""The rules of protection, read from the package and made stricter, never looser, by a user's own file."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

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
    def open(cls, own: Path | str | None = None) -> Rules:
        """The packaged rules, made stricter by a user's file (or its text).

        Raises OnrecordError where the file cannot be read, has not the form, or would loosen a rule.
        """
        if own is None:
            return _packaged()
        stricter = packaged.own(own, _parsed, "file of protection rules") if isinstance(own, Path) else _text(own)
        return tightened(_packaged(), stricter)

    @property
    def named_offices(self) -> tuple[str, ...]:
        """Words that open a name, less those that the user closed."""
        every = (*self.offices.national, *self.offices.command, *self.offices.speakers)
        return tuple(office for office in every if office not in set(self.closed))


@functools.cache
def _packaged() -> Rules:
    return _parsed(packaged.text("protect", "rules.yaml"))


def _parsed(text: str) -> Rules:
    return msgspec.convert(packaged.safe_yaml(text) or {}, Rules)


def _text(text: str) -> Rules:
    try:
        return _parsed(text)
    except (ValueError, msgspec.ValidationError) as error:
        raise OnrecordError(f"The store's setting `protection` is no set of rules: {error}") from error


def tightened(base: Rules, own: Rules) -> Rules:
    """``base`` with longer lists and higher numbers of ``own``.

    Raises OnrecordError where ``own`` asks for less protection than ``base``.
    """
    _not_lower("k", base.k, own.k)
    _not_lower("embargo.events", base.embargo.events, own.embargo.events)
    _not_lower("embargo.positions", base.embargo.positions, own.embargo.positions)
    if own.offices != Offices():
        raise OnrecordError("Protection rules can close offices (`closed`), not open further ones (`offices`).")
    if own.page_words:
        raise OnrecordError("Protection rules cannot open further words (`page_words`).")
    return Rules(
        k=own.k,
        embargo=own.embargo,
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


def _not_lower(name: str, base: int, own: int) -> None:
    if own < base:
        raise OnrecordError(f"Protection can only be made stricter: {name} is at least {base}, not {own}.")


def _joined(base: Sequence[T], own: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*base, *own)))
