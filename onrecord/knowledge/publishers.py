"""Outlets and monitors: their names, addresses, seats, languages, kinds and, where publicly known, sides."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import Record

PublisherKind = Literal[
    "agency", "newspaper", "broadcaster", "online", "magazine", "monitor", "ngo", "igo", "official", "movement"
]
WORD = re.compile(r"\w+")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One outlet as a YAML file states it, under its id."""

    name: str
    kind: PublisherKind
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    languages: tuple[str, ...] = ()
    side: str | None = None


class Publisher(Record, frozen=True, kw_only=True):
    """This outlet publishes under these names at these addresses.

    ``country`` is where it is seated (ISO 3166-1 alpha-3). ``side`` is the actor whose state or movement runs it; null
    where it is independent or this is disputed.
    """

    id: str
    name: str
    kind: PublisherKind
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    languages: tuple[str, ...] = ()
    side: str | None = None


class Publishers:
    """The registry, found by name or by address."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._all = tuple(Publisher(id=f"pub:{key}", **msgspec.structs.asdict(entry)) for key, entry in entries.items())
        self._by_name = {_key(name): outlet for outlet in self._all for name in (*outlet.aliases, outlet.name)}
        self._by_domain = {domain.lower(): outlet for outlet in self._all for domain in outlet.domains}

    @classmethod
    def open(cls, extra: Sequence[Path] = ()) -> Publishers:
        """The shipped registry, extended and overridden entry by entry by a user's own YAML files of the same form.

        Raises ``OnrecordError`` when such a file cannot be read or has not that form.
        """
        entries: dict[str, Entry] = {}
        for text in packaged.texts("publishers").values():
            entries |= _entries(text)
        for path in extra:
            entries |= packaged.own(path, _entries, "file of publishers")
        return cls(entries)

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def named(self, text: str) -> Publisher | None:
        """The outlet that these words, and no others, name; case, punctuation and a leading "the" do not matter.

        Names of one or two capital letters ("AA", "AP") must be written in capitals.
        """
        key = _key(text)
        found = self._by_name.get(key)
        if found and len(key) <= 3 and key.isascii() and not text.strip(" .()[]").isupper():
            return None
        return found

    def of_url(self, url: str | None) -> Publisher | None:
        """The outlet at an address, by its host or a parent domain of it."""
        try:
            host = (urllib.parse.urlsplit(url or "").hostname or "").lower()
        except ValueError:
            return None
        labels = host.split(".")
        hosts = (".".join(labels[start:]) for start in range(len(labels) - 1))
        return next((self._by_domain[name] for name in hosts if name in self._by_domain), None)


def _key(name: str) -> str:
    """A name as it is looked up: lower case, words only, no article, Arabic letters without their variants."""
    folded = name.lower().translate(ARABIC)
    return " ".join(WORD.findall(folded)).removeprefix("the ")


ARABIC = str.maketrans("أإآىة", "ااايه")
"""Letters that Arabic outlets themselves write now one way, now the other."""


def _entries(text: str) -> dict[str, Entry]:
    return msgspec.convert(packaged.safe_yaml(text) or {}, dict[str, Entry])
