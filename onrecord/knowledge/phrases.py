"""One actor phrase read against the registry: names first, then a country's forces, then words that need a country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from onrecord.knowledge import naming
from onrecord.knowledge.naming import Group, Piece

if TYPE_CHECKING:
    from onrecord.knowledge.actors import Match, Registry

ARMED: frozenset[Group] = frozenset({"army", "units", "machines", "members", "fighters", "groups"})
PEOPLE: frozenset[Group] = frozenset({"civilians", "officials", "protesters", "rioters"})
SUFFIX: dict[Group, str] = {
    "army": "armed-forces",
    "units": "armed-forces",
    "machines": "armed-forces",
    "members": "armed-forces",
    "police": "police",
    "security": "security-forces",
    "government": "government",
    "officials": "government",
    "civilians": "civilians",
    "protesters": "protesters",
    "rioters": "rioters",
}
"""What a noun of each class is, said of a country."""
HOPS = 3
"""How many "of …" may follow each other in a name ("soldiers of the army of President X")."""


def noun_at(words: Sequence[Piece], position: int) -> tuple[int, list[Group]] | None:
    """The longest group noun at a position with its classes."""
    return naming.nouns().at(words, position, mixed=False)


def head_noun(words: Sequence[Piece]) -> tuple[int, list[Group]] | None:
    """The group noun that the words end with: (where it begins, its classes)."""
    for start in range(max(0, len(words) - 3), len(words)):
        hit = noun_at(words, start)
        if hit and start + hit[0] == len(words):
            return start, hit[1]
    return None


class Phrase:
    """The words of one noun phrase, read for one day and, where known, one country."""

    def __init__(
        self, registry: Registry, words: Sequence[Piece], mixed: bool, on: dt.date | None, country: str | None
    ) -> None:
        self.registry, self.words, self.mixed, self.on, self.country = registry, words, mixed, on, country

    def entry(self) -> str | None:
        """The id that the phrase names; None where it names nobody known."""
        vocabulary = naming.vocabulary()
        words = list(self.words)
        leading = vocabulary.quantities | vocabulary.definite | vocabulary.indefinite
        while words and (words[0].word in leading or [piece.word for piece in words[1:2]] == ["number"]):
            if self._whole(words):
                break
            words = words[1:]  # "an unknown number of" says nothing of who they are
        return self._read(words, HOPS)

    def _read(self, words: Sequence[Piece], hops: int) -> str | None:
        if not words:
            return None
        whole = self._whole(words)
        if whole or (len(words) == 1 and naming.common() & {words[0].word}):
            return whole
        if hops:
            for at in range(1, len(words) - 1):
                doubt = naming.believed().at(words, at, mixed=False)
                if doubt and head_noun(words[:at]):  # "jets believed to be Russian" are Russian jets
                    return self._read([*self._bare(words[at + doubt[0] :]), *words[:at]], 0)
            for at, length, ties in self._ties(words):
                return self._tied(words[:at], words[at + length :], ties, hops - 1)
        return self._inside(words) or self._role(words)

    def _whole(self, words: Sequence[Piece]) -> str | None:
        """A name, leader or local word that covers the phrase, neutral modifiers aside."""
        neutral = naming.vocabulary().neutral
        for start in range(len(words)):
            hit = self.registry.names_at(words, start, self.mixed)
            if hit and start + hit[0] == len(words):
                return self._pick(hit[1], self.country)
            if hit and hit[1][0][0] == "local" and self._only_nouns(words[start + hit[0] :]):
                return self._pick(hit[1], self.country)
            land = self.registry.land_at(words, start, self.mixed)
            if land and start + land[0] < len(words):
                rest = self.registry.names_at(words, start + land[0], self.mixed)
                if rest and start + land[0] + rest[0] == len(words):
                    local = [value for value in rest[1] if value[0] == "local" and self._of_a_country(value[1])]
                    return self._pick(local, land[1])
            if words[start].word not in neutral:
                return None
        return None

    def _of_a_country(self, id: str) -> bool:  # noqa: A002
        entry = self.registry.entry(id)
        return entry is not None and entry.country is not None

    def _pick(self, values: Collection[tuple[Match, str]], country: str | None) -> str | None:
        """The first entry valid on the day; one at home in the country goes first, local words count only there."""
        found: list[tuple[bool, str]] = []
        for match, id in values:  # noqa: A001
            entry = self.registry.entry(id)
            at_home = entry is not None and country is not None and country in (entry.theatre or (entry.country,))
            if entry and entry.valid(self.on) and (match != "local" or at_home):
                found.append((not at_home, id))
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _ties(self, words: Sequence[Piece]) -> Iterator[tuple[int, int, Collection[str]]]:
        """The first "of", "loyal to" … behind a noun: (where, how many words, what it says)."""
        for at in range(1, len(words) - 1):
            hit = naming.belonging().at(words, at, mixed=False)
            if hit and (head_noun(words[:at]) or words[at].word == "loyal"):
                yield at, hit[0], hit[1]
                return

    def _tied(self, left: Sequence[Piece], right: Sequence[Piece], ties: Collection[str], hops: int) -> str | None:
        noun = head_noun(left)
        classes: list[Group] = noun[1] if noun else []
        bare = self._bare(right)
        owner = self._whole(bare) or self._read(bare, hops) or self._read(list(right), hops)
        if classes and classes[0] in PEOPLE:
            land = self.registry.land_at(bare, 0, self.mixed) if bare else None
            return (
                f"{land[1].lower()}:{SUFFIX[classes[0]]}" if land and classes[0] in SUFFIX and "same" in ties else None
            )
        if owner is None:
            owner = self._ruled(right)
        if owner is None:
            return None
        suffix = owner.partition(":")[2]
        state = suffix in {"government", "pro-government", "armed-forces"} or self._leads(bare)
        own = self._role(left) if self._land(left) else None
        if own and self.registry.same_side(own, owner):  # "Syrian air force loyal to the regime" is that air force
            return own
        if "side" in ties and state:
            return self._side(owner)
        if "same" not in ties:
            return None
        return self._forces(owner, left, ruler=self._leads(bare))

    def _side(self, owner: str) -> str:
        entry = self.registry.entry(owner)
        if owner.endswith((":government", ":armed-forces")):
            return f"{owner[:3]}:pro-government"
        return self.registry.side_of(owner) if entry and entry.kind == "umbrella" else owner

    def _leads(self, words: Sequence[Piece]) -> bool:
        hit = self.registry.names_at(words, 0, self.mixed) if words else None
        return bool(hit and any(match == "leader" for match, _ in hit[1]))

    def _ruled(self, right: Sequence[Piece]) -> str | None:
        """Who rules: the regime or president of the report's country, or of one named among the titles."""
        lands = [land[1] for at in range(len(right)) if (land := self.registry.land_at(right, at, self.mixed))]
        country = lands[0] if lands else self.country
        power = {"government", "regime", "president", "presidents", "king", "state", "authorities", "junta"}
        return f"{country.lower()}:government" if country and power & {piece.word for piece in right} else None

    def _bare(self, words: Sequence[Piece]) -> list[Piece]:
        """The words after a tie without titles; nothing is taken off a registered name."""
        rest = list(words)
        while len(rest) > 1 and rest[0].word in naming.vocabulary().titles:
            if self.registry.names_at(rest, 0, self.mixed):
                break
            rest = rest[1:]
        return rest

    def _inside(self, words: Sequence[Piece]) -> str | None:
        """The last registered name that only group nouns follow and only modifiers precede."""
        at = 0
        hits: list[tuple[int, int, list[tuple[Match, str]]]] = []
        while at < len(words):
            hit = self.registry.names_at(words, at, self.mixed)
            values = [value for value in hit[1] if value[0] != "local"] if hit else []
            if hit and values:
                hits.append((at, at + hit[0], values))
            at += hit[0] if hit and values else 1
        for start, end, values in reversed(hits):
            if self._tying(words, end) or (
                start and words[start - 1].word in {"pro", "anti"} and values[0][0] == "alias"
            ):
                continue
            if self._names_people(words[end:]) or not self._only_nouns(words[end:]):
                continue
            found = self._pick(values, self.country)
            if found and start and words[start - 1].word == "pro":
                return self._side(found)
            if found and self._precedes(words[:start]):
                return self._forces(found, words[end:], ruler=values[0][0] == "leader")
        return None

    def _forces(self, owner: str, after: Sequence[Piece], *, ruler: bool = False) -> str:
        """A government's troops are its army's; a ruler's regime is the government."""
        noun = head_noun(after)
        governs = owner.endswith(":government") or (ruler and owner.endswith(":pro-government"))
        if governs and noun and noun[1][0] in {"army", "units", "machines", "police", "security", "government"}:
            return f"{owner[:3]}:{SUFFIX[noun[1][0]]}"
        return owner

    def _tying(self, words: Sequence[Piece], at: int) -> bool:
        return at < len(words) and words[at].word in naming.vocabulary().tying

    def _names_people(self, words: Sequence[Piece]) -> bool:
        noun = head_noun(words)
        return bool(noun and noun[1][0] in PEOPLE)

    def _only_nouns(self, words: Sequence[Piece]) -> bool:
        """Whether nothing but group nouns and modifiers follows a name."""
        return all(self._plain(words, at) for at in range(len(words)))

    def _precedes(self, words: Sequence[Piece]) -> bool:
        """Whether these words may stand before a name and describe it."""
        titles, quantities = naming.vocabulary().titles, naming.vocabulary().quantities
        return all(
            self._plain(words, at)
            or words[at].word in titles | quantities
            or self.registry.land_at(words, at, self.mixed)
            or self._part_of_name(words, at)
            for at in range(len(words))
        )

    def _part_of_name(self, words: Sequence[Piece], at: int) -> bool:
        """Whether a name that ties another ("X-linked Y") covers this word."""
        for start in range(at + 1):
            hit = self.registry.names_at(words, start, self.mixed)
            if hit and start + hit[0] > at:
                return True
        return False

    def _plain(self, words: Sequence[Piece], at: int) -> bool:
        return words[at].word in naming.modifier_words() or any(
            (hit := noun_at(words, start)) and start + hit[0] > at for start in range(max(0, at - 2), at + 1)
        )

    def _role(self, words: Sequence[Piece]) -> str | None:
        """What the noun is, said of the country that the words or the report give."""
        noun = head_noun(words)
        land = self._land(words)
        if noun is None:
            folk = self.registry.folk_at(words[-1], self.mixed)
            if folk:
                return f"{folk.lower()}:civilians"
            return f"{land[1].lower()}:government" if land and land[0] == len(words) else None
        if len(words) > 1 and words[0].word == "foreign":
            return None
        country = land[1] if land else self.country
        before = {piece.word for piece in words[: noun[0]]}
        suffix = self._suffix(words[noun[0] :], noun[1], before, bool(land))
        if suffix is None or country is None:
            return None
        found = f"{country.lower()}:{suffix}"
        entry = self.registry.entry(found)
        return found if entry and entry.valid(self.on) else None

    def _land(self, words: Sequence[Piece]) -> tuple[int, str] | None:
        """The country whose people these are; not one that backs or leads them, nor one they are for or against."""
        for at in range(len(words)):
            land = self.registry.land_at(words, at, self.mixed)
            tied = land is not None and self._tying(words, at + land[0])
            if land and not tied and (at == 0 or words[at - 1].word not in {"pro", "anti"}):
                return land
        return None

    def _suffix(self, noun: Sequence[Piece], classes: Sequence[Group], before: set[str], landed: bool) -> str | None:
        """Which of a country's entries the noun and the words before it mean."""
        vocabulary = naming.vocabulary()
        words, groups = before | {piece.word for piece in noun}, set(classes)
        if words & vocabulary.unidentified and not groups & {"civilians", "protesters"}:
            return "unidentified"
        side = _side_told(words, before, groups, landed)
        if side:
            return side if groups & ARMED else None
        if groups & ARMED:
            for body, told in (("police", "police" in words), ("security-forces", "security" in before)):
                if told:
                    return body
        return _body(classes, words, before, landed)


def _side_told(words: set[str], before: set[str], groups: set[Group], landed: bool) -> str | None:
    """The side that adjectives tell: against or for the government, rebels, a government's fighters."""
    vocabulary = naming.vocabulary()
    governed = bool(words & vocabulary.government)
    if "anti" in before and governed and groups & {"fighters", "units", "groups"}:
        return "opposition"
    if ("pro" in before and (governed or landed)) or {"loyalist", "loyalists"} & words:
        return "pro-government"
    if words & vocabulary.opposition:
        return "opposition"
    return "pro-government" if governed and "fighters" in groups else None


def _body(classes: Sequence[Group], words: set[str], before: set[str], landed: bool) -> str | None:
    """The body that the noun itself names; "forces" and "jets" only with a country or government before them."""
    vocabulary = naming.vocabulary()
    if set(classes) & {"units", "members"} and naming.army_words() & before:
        return "armed-forces"
    owned = landed or bool(words & vocabulary.government or before & {"army", "military"})
    for group in classes:
        weak = group in {"units", "machines", "members"} and not owned
        unarmed = group == "members" and not words & vocabulary.officers
        if group in SUFFIX and not weak and not unarmed:
            return SUFFIX[group]
    return None
