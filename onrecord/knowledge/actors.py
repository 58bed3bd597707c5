"""The actor registry: who fights, under which names, on whose side, and from when to when.

Entries are YAML, by country. For every country of ISO 3166 the army, police, government, civilians … exist without being
written (``patterns.yaml``), under ids such as ``syr:armed-forces``. Sides are entries too: an entry's side is its own
``side``, else its parent's, else itself.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.knowledge import naming, packaged
from onrecord.knowledge.naming import Index, Piece, folded
from onrecord.knowledge.phrases import Phrase
from onrecord.model import ActorKind, OnrecordError, Record

ID = re.compile(r"[a-z]{3}:[a-z0-9-]+")
REMEMBERED = 1 << 15
"""So many phrases are kept with their readings; a long run meets the same ones again and again."""

NAME = 1000
"""Longer texts, in characters, are no names."""
SHORTEST = 3
"""A country's name that lost its apostrophe has more letters."""
LONGEST = 8
"""The longest part of a description that is tried as a name, in words."""
LENGTH = 20_000
"""So many characters of a text tell where it plays."""
PEOPLE: frozenset[ActorKind] = frozenset({"civilians", "protesters", "rioters"})

Match = Literal["alias", "local", "leader"]


class Entry(Record, frozen=True, kw_only=True):
    """This armed actor, side or part of a population is known by these names, there and then.

    ``aliases`` name it anywhere, ``local`` words only in reports on a country of its ``theatre`` ("the rebels").
    ``leaders`` are persons whose forces are meant by "forces loyal to …". ``sides`` gives the side it takes in another
    country's war. Dates are inclusive; null is open.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    aliases: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    theatre: tuple[str, ...] = ()
    parent: str | None = None
    side: str | None = None
    sides: dict[str, str] = msgspec.field(default_factory=dict)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str | None = None

    def valid(self, on: dt.date | None) -> bool:
        """Whether the entry stands on that day; always where no day is given."""
        return on is None or (self.valid_from or on) <= on <= (self.valid_to or on)


class Country(Record, frozen=True, kw_only=True):
    """A country or territory by its names. ``article``: its name takes "the" in a sentence. ``seats``: cities that stand for its
    government where they speak or strike ("Moscow said")."""

    name: str
    iso2: str
    adjectives: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    article: bool = False
    seats: tuple[str, ...] = ()


class _File(Record, frozen=True, kw_only=True):
    actors: tuple[Entry, ...]
    country: str | None = None


CONTINENTAL = "american"
"""The adjective of a country that is one of a part of the world as well."""


class Registry:
    """All entries, found by id and by what a report calls them."""

    def __init__(self, entries: Iterable[Entry], countries: Mapping[str, Country]) -> None:
        """Raises ``OnrecordError`` naming the entry that does not fit the others."""
        self._countries = dict(countries)
        self._entries = {entry.id: entry for entry in entries}
        for entry in self._entries.values():
            self._check(entry)
        self._names: Index[tuple[Match, str]] = Index(_names(self._entries.values()))
        self._lands: Index[str] = Index(
            (word, code) for code, land in countries.items() for word in (*land.adjectives, land.name, *land.names)
        )
        self._folk = {
            folded(word): code
            for code, land in countries.items()
            for word in (*land.people, *(f"{adjective}s" for adjective in land.adjectives if adjective[-1:] in "nit"))
        }
        self._seats = {seat: code for code, land in countries.items() for seat in land.seats}
        codes = ((code, land) for code, land in countries.items())
        self._codes = {word.lower(): code for code, land in codes for word in (code, land.iso2, land.name, *land.names)}
        self._read = functools.lru_cache(REMEMBERED)(self._named)

    @classmethod
    def open(cls, extra: Sequence[Path] = ()) -> Registry:
        """The shipped registry, extended by a user's own files of the same form; an entry of theirs replaces one of its id.

        Raises ``OnrecordError`` when such a file cannot be read, has not that form, or refers to what does not exist.
        """
        entries, countries = _shipped()
        if not extra:
            return cls(entries, countries)
        own = [entry for path in extra for entry in packaged.own(path, _entries, "file of actors")]
        replaced = {entry.id for entry in own}
        return cls([*own, *(entry for entry in entries if entry.id not in replaced)], countries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, id: str) -> Entry | None:  # noqa: A002 - the word of the data
        """The entry of this id, written or generated; None where there is none."""
        return self._entries.get(id) or self._generated(id)

    def country(self, word: str | None) -> str | None:
        """The alpha-3 code of a country given by code or name."""
        return self._codes.get((word or "").lower())

    def country_name(self, code: str) -> str | None:
        """The common name of a country by its alpha-3 code."""
        land = self._countries.get(code)
        return land.name if land else None

    def seat_of(self, words: str) -> Entry | None:
        """The government that a city stands for, in its own spelling: "Moscow"."""
        code = self._seats.get(words)
        return self.entry(f"{code.lower()}:government") if code else None

    def alpha2(self, code: str) -> str | None:
        """The alpha-2 code of a country by its alpha-3 code."""
        land = self._countries.get(code)
        return land.iso2 if land else None

    def side_of(self, id: str, country: str | None = None) -> str:  # noqa: A002
        """The side that an entry stands on (in the war of ``country``, alpha-3): an id, its own where it stands alone."""
        for current in self._line(id):
            if country and country in current.sides:
                return self.side_of(current.sides[country])
            if current.side:
                return self.side_of(current.side)
            id = current.id  # noqa: A001
        return id

    def same_side(self, a: str, b: str, country: str | None = None) -> bool:
        """Whether two entries stand on one side."""
        return self.side_of(a, country) == self.side_of(b, country)

    def contains(self, outer: str, inner: str) -> bool:
        """Whether ``inner`` is ``outer`` or lies below it by parent or side."""
        return outer in {entry.id for entry in self._line(inner)} or outer == self.side_of(inner)

    def named(self, words: str, on: dt.date | None = None, country: str | None = None) -> Entry | None:
        """The narrowest entry that these words name on that day; ``country`` (alpha-3) is where the report plays.

        "The Syrian army" needs no country; "government forces" and "the rebels" name nobody without one.
        """
        return self._read(words, on, country) if len(words) <= NAME else None

    def mentioned(self, words: str, on: dt.date | None = None, country: str | None = None) -> Entry | None:
        """The entry that these words name or, in a longer description, the first that they mention."""
        whole = self.named(words, on, country)
        if whole:
            return whole
        for home in dict.fromkeys((None, country)):  # a name in it says more than "the military" of some country
            entry = self._part(words[:NAME].split()[: naming.MAXIMUM], on, home)
            if entry:
                return entry
        return None

    def _part(self, tokens: Sequence[str], on: dt.date | None, country: str | None) -> Entry | None:
        for length in range(min(len(tokens) - 1, LONGEST), 0, -1):
            for start in range(len(tokens) - length + 1):
                entry = self.named(" ".join(tokens[start : start + length]).strip(" ,;:()[]"), on, country)
                if entry and entry.kind not in PEOPLE and not (length == 1 and entry.id.endswith(":government")):
                    return entry
        return None

    def is_land(self, words: str) -> bool:
        """Whether the words are a country's name or adjective and nothing else."""
        phrase = naming.pieces(naming.split(words))
        hit = self.land_at(phrase, 0, mixed=True) if phrase else None
        return hit is not None and hit[0] == len(phrase)

    def lands(self, text: str) -> Counter[str]:
        """How often a text names each country or its people; "US-led" says nothing of where, nor "TOLD US" in capitals."""
        tying, mixed = naming.vocabulary().tying, naming.cased(text)
        words = naming.pieces(naming.WORD.findall(text[:LENGTH]))
        named = self.land_words(words, mixed)
        return Counter(code for _, end, code in named if end == len(words) or words[end].word not in tying)

    def land_words(self, words: Sequence[Piece], mixed: bool) -> Iterator[tuple[int, int, str]]:
        """Where words name a country, up to where, and which; those in the name of somebody from elsewhere name none."""
        at = 0
        while at < len(words):
            hit, name = self.land_at(words, at, mixed), self.names_at(words, at, mixed)
            if name and name[0] > 1 and not (hit and self._at_home(name[1], hit[1])):
                at += name[0]
                continue
            if hit:
                yield at, at + hit[0], hit[1]
            at += hit[0] if hit else 1

    def _at_home(self, named: Iterable[tuple[Match, str]], code: str) -> bool:
        """Whether one of those named is of that country."""
        return any(entry.country == code for _, id in named if (entry := self.entry(id)))  # noqa: A001

    def names_at(
        self, words: Sequence[Piece], position: int, mixed: bool
    ) -> tuple[int, list[tuple[Match, str]]] | None:
        """The longest registered name at a position: (number of words, how and which entries)."""
        hit = self._names.at(words, position, mixed)
        piece = words[position]
        if hit or not (mixed and piece.word.endswith("s") and piece.written[:1].isupper() and len(piece.word) > 2):
            return hit
        bare = piece._replace(word=piece.word[:-1], written=piece.written[:-1])  # "Assads", "ISs": the apostrophe lost
        hit = self._names.at([bare], 0, mixed)
        return hit if hit and any(match != "local" for match, _ in hit[1]) else None

    def land_at(self, words: Sequence[Piece], position: int, mixed: bool) -> tuple[int, str] | None:
        """The longest country name or adjective at a position: (number of words, alpha-3 code)."""
        hit = self._lands.at(words, position, mixed)
        piece = words[position]
        if position and piece.word == CONTINENTAL and words[position - 1].word in naming.vocabulary().continental:
            return None
        if (
            hit is None and mixed and len(piece.word) > SHORTEST and piece.word.endswith("s")
        ):  # "Syrias": apostrophe lost
            hit = self._lands.at([piece._replace(word=piece.word[:-1])], 0, mixed)
            hit = hit if hit and self._codes.get(piece.word[:-1]) else None
        return (hit[0], hit[1][0]) if hit else None

    def folk_at(self, piece: Piece, mixed: bool) -> str | None:
        """The country whose people a plural names ("Iraqis", "Turks"): alpha-3."""
        if mixed and not piece.written[:1].isupper():
            return None
        return self._folk.get(piece.word)

    def _named(self, words: str, on: dt.date | None, country: str | None) -> Entry | None:
        phrase = naming.pieces(naming.split(words))
        if not phrase or len(phrase) > naming.MAXIMUM:
            return None
        shouted = words.isupper() and len(phrase) > 1
        mixed = not (shouted or words.islower())
        found = Phrase(self, phrase, mixed, on, country).entry()
        return self.entry(found) if found else None

    def _line(self, id: str) -> Iterator[Entry]:  # noqa: A002
        """The entry and its parents, from the inside out."""
        seen: set[str] = set()
        current = self.entry(id)
        while current and current.id not in seen:
            seen.add(current.id)
            yield current
            current = self.entry(current.parent) if current.parent else None

    def _generated(self, id: str) -> Entry | None:  # noqa: A002
        code, _, suffix = id.partition(":")
        land, pattern = self._countries.get(code.upper()), naming.patterns()["generated"].get(suffix)
        if land is None or pattern is None:
            return None
        name = pattern["name"].format(
            country=("the " if land.article and "(" not in pattern["name"] else "") + land.name
        )
        parent = f"{code}:{pattern['parent']}" if pattern["parent"] else None
        return Entry(id=id, name=name, kind=pattern["kind"], country=code.upper(), parent=parent)

    def _check(self, entry: Entry) -> None:
        for other in filter(None, (entry.parent, entry.side, *entry.sides.values())):
            if other == entry.id or self.entry(other) is None:
                raise OnrecordError(f"actor {entry.id}: refers to {other}, which is no other entry")
        if [*self._line(entry.id)][-1].parent:
            raise OnrecordError(f"actor {entry.id}: its parents lead back to itself")
        for code in filter(None, (entry.country, *entry.theatre, *entry.sides)):
            if code not in self._countries:
                raise OnrecordError(f"actor {entry.id}: {code} is no alpha-3 country code")
        if not ID.fullmatch(entry.id):
            raise OnrecordError(f"actor {entry.id}: ids are like syr:free-army, lower case")
        if entry.valid_from and entry.valid_to and entry.valid_from > entry.valid_to:
            raise OnrecordError(f"actor {entry.id}: ends before it begins")


def _names(entries: Iterable[Entry]) -> Iterator[tuple[str, tuple[Match, str]]]:
    for entry in entries:
        for name in dict.fromkeys((entry.name, *entry.aliases)):
            yield name, ("alias", entry.id)
        for name in entry.local:
            yield name, ("local", entry.id)
        for name in entry.leaders:
            yield name, ("leader", entry.id)
            yield f"{name}s", ("leader", entry.id)  # "Assads": the apostrophe lost


@functools.cache
def _shipped() -> tuple[tuple[Entry, ...], Mapping[str, Country]]:
    texts = dict(packaged.texts("actors"))
    countries = msgspec.convert(packaged.safe_yaml(texts.pop("countries.yaml")), dict[str, Country])
    texts.pop("patterns.yaml")
    entries = tuple(entry for text in texts.values() for entry in _entries(text))
    double = [id for id, count in Counter(entry.id for entry in entries).items() if count > 1]  # noqa: A001
    if double:
        raise OnrecordError(f"actors given twice: {', '.join(double)}")
    return entries, countries


def _entries(text: str) -> tuple[Entry, ...]:
    file = msgspec.convert(packaged.safe_yaml(text), _File)
    return tuple(
        msgspec.structs.replace(
            entry,
            country=entry.country or file.country,
            theatre=entry.theatre or tuple(filter(None, [entry.country or file.country])),
        )
        for entry in file.actors
    )
