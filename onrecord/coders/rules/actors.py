"""Who is spoken of: names, groups, machines and people as noun phrases, and whom "the group" or "they" point back to."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from onrecord.knowledge import naming
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.naming import Group
from onrecord.knowledge.phrases import head_noun
from onrecord.language.document import Document, Sentence, Token
from onrecord.model import ActorKind

CASED_SHARE = 0.5
"""A text or sentence with fewer lower-case words than this share says nothing by its capitals."""
REACH = 8
"""So many words behind "loyal to" or "of" may precede the name that counts."""
PRONOUN_WINDOW = 2
"""So many sentences back a pronoun may find whom it means."""
NEAR = 60
"""So many mentions, and words, back whom they mean is looked for; bounds the time a hostile text can take."""
WINDOW = 12
"""So many sentences back "the group" or "they" may find whom they mean."""

BODIES: frozenset[Group] = frozenset({"units", "groups", "police", "army", "security"})
"""Nouns that names of organisations end with."""
ADJECTIVES = 3
"""So many adjectives and numbers may stand between an article and the words of an actor."""
NAME = 4
"""So many words before such a noun may belong to its name; headlines in capitals know no end."""
ALONE = frozenset({"sniper", "snipers", "commandos", "forces"})
"""Troops that need no article to be somebody."""
ACRONYM = (2, 6)
"""Letters of an acronym that names an armed group."""
SHORT = 3
"""Acronyms of so many letters are words of other languages and places too: "ANA", "FACT"."""
CERTAIN = 2
"""So many votes a country needs to be where a report plays."""

KINDS: Mapping[Group, ActorKind] = {
    "army": "state_forces",
    "units": "umbrella",
    "police": "state_forces",
    "security": "state_forces",
    "government": "umbrella",
    "fighters": "rebel_group",
    "groups": "rebel_group",
    "strangers": "political_militia",
    "machines": "state_forces",
    "protesters": "protesters",
    "rioters": "rioters",
    "civilians": "civilians",
    "officials": "civilians",
    "members": "umbrella",
}
BEFORE_NOUN = ("compound", "amod", "nmod:poss", "nmod:unmarked", "obl:unmarked", "obl:npmod")
"""Relations of a word that only describes a noun after it."""


class ActorMention(msgspec.Struct, frozen=True, kw_only=True):
    """These words name or describe an actor: the core that a coder would highlight, without article and number.

    ``sentence`` and ``position`` are the sentence's number and the head's token in it. ``id`` is a registry entry where
    the words name one. ``generic`` words mean whom the text last named so, or nobody known; ``antecedent`` is the number
    of that mention once resolved. ``suspected`` is a belief about who they are. ``own`` marks the speaker's side ("our troops", "we"), ``loaded`` words of abuse,
    ``modifier`` words that only describe the noun after them ("rebel-held", "army checkpoint"). ``definite`` is whether
    the words point at somebody known ("the", "these"). ``noun`` is the class of the head noun.
    """

    text: str
    start: int
    end: int
    sentence: int
    position: int
    first: int
    last: int
    id: str | None = None
    kind: ActorKind | None = None
    noun: Group | Literal["pronoun"] | None = None
    generic: bool = False
    civilian: bool = False
    joint: Literal["all", "any"] = "all"
    unidentified: bool = False
    suspected: bool = False
    own: bool = False
    loaded: bool = False
    modifier: bool = False
    definite: bool = False
    antecedent: int | None = None


Label = Literal["name", "leader", "local", "noun", "land", "modifier"]


class _Hit(NamedTuple):
    """Words of one label: pieces ``first`` up to ``end``."""

    first: int
    end: int
    label: Label
    group: Group | None = None
    value: str | None = None


def find(
    document: Document, registry: Registry, on: dt.date | None = None, country: str | None = None
) -> tuple[ActorMention, ...]:
    """All actor mentions in text order.

    ``on`` is a day near the report's, which rules out names not in use then. ``country`` (alpha-3) is where the report
    plays, which tells whose "the army" and "the rebels" are; None takes the country that the text speaks of most.
    """
    mixed = _cased([token for sentence in document.sentences for token in sentence.tokens])
    scans = [
        _Scan(document, number, sentence, registry, mixed and _cased(sentence.tokens), on)
        for number, sentence in enumerate(document.sentences)
    ]
    found = [mention for scan in scans for mention in scan.mentions()]
    found = _with_acronyms(scans, found, document)
    votes = _votes(scans, found, registry)
    found = found if mixed else [mention for mention in found if not _chance(mention, votes, registry)]
    best = max(votes, key=lambda code: votes[code]) if votes else None
    theatre = country or (best if best and votes[best] >= CERTAIN else None)
    speakers: dict[int, str | None] = {}  # officials of a country speak of their own army in the same sentence
    settled: list[ActorMention] = []
    for mention in found:
        own = mention.definite and mention.noun in {"army", "police", "security", "government"}
        there = speakers.get(mention.sentence) if own else None
        settled.append(_at_home(mention, registry, on, there or theatre))
        if mention.noun in {"officials", "government"} and mention.sentence not in speakers:
            entry = registry.named(mention.text, on)
            speakers[mention.sentence] = entry.country if entry else None
    return tuple(settled)


def _with_acronyms(scans: Sequence[_Scan], found: Sequence[ActorMention], document: Document) -> list[ActorMention]:
    """The mentions with those of unknown groups by the acronym that the text itself gives: "the Valley Front (VF)"."""
    given = {scans[m.sentence].acronym_after(m): m for m in found if m.id is None and not m.generic}
    given.pop(None, None)
    if not given:
        return list(found)
    covered = {(m.sentence, token) for m in found for token in range(m.first, m.last + 1)}
    added = [
        msgspec.structs.replace(
            given[token.text], text=token.text, start=token.start, end=token.end, sentence=number, position=at,
            first=at, last=at, modifier=False,
        )
        for number, sentence in enumerate(document.sentences)
        for at, token in enumerate(sentence.tokens)
        if token.text in given and (number, at) not in covered and token.start > given[token.text].end + 2
    ]  # fmt: skip
    return sorted([*found, *added], key=lambda mention: (mention.start, mention.end))


def _votes(scans: Sequence[_Scan], found: Sequence[ActorMention], registry: Registry) -> Counter[str]:
    """How much the text says of each country as the place of what happens; armed groups named speak for their homes."""
    votes: Counter[str] = Counter()
    for scan in scans:
        for hit in scan.hits:
            if hit.label == "land" and hit.value:
                votes[hit.value] += scan.setting(hit)
    for mention in found:
        entry = registry.entry(mention.id) if mention.id else None
        if entry and entry.kind not in {"state_forces", "external_forces"} and entry.country:
            votes[entry.country] += 0 if _acronym(mention) else 2
    return votes


def _acronym(mention: ActorMention) -> bool:
    return mention.first == mention.last and len(mention.text) <= SHORT


def _chance(mention: ActorMention, votes: Counter[str], registry: Registry) -> bool:
    """Whether a short word of a text in capitals is an acronym by chance: nothing else speaks of that country."""
    entry = registry.entry(mention.id) if mention.id and _acronym(mention) and not mention.generic else None
    return entry is not None and entry.country is not None and not votes[entry.country]


def _at_home(mention: ActorMention, registry: Registry, on: dt.date | None, country: str | None) -> ActorMention:
    """A mention whose words name somebody only in the report's own country."""
    if mention.id is not None or country is None or mention.own or not mention.generic:
        return mention
    if mention.noun in {"pronoun", "officials"}:
        return mention
    entry = registry.named(mention.text, on, country)
    if entry is None or entry.kind in {"civilians", "protesters", "rioters"} or mention.unidentified:
        return mention
    return msgspec.structs.replace(mention, id=entry.id, kind=entry.kind)


def _cased(tokens: Sequence[Token]) -> bool:
    words = [token.text for token in tokens if token.text.isalpha()]
    lower = sum(not word.isupper() for word in words)
    return bool(words) and lower / len(words) >= CASED_SHARE and any(word[0].isupper() for word in words)


class _Scan:
    """One sentence searched for actors."""

    def __init__(
        self, document: Document, number: int, sentence: Sentence, registry: Registry, mixed: bool, on: dt.date | None
    ) -> None:
        self.text, self.number, self.sentence, self.registry = document.text, number, sentence, registry
        self.mixed, self.on, self.tree = mixed, on, sentence.tree
        self.tokens = sentence.tokens
        self.words = naming.pieces([token.text for token in sentence.tokens])
        self.hits = list(self._hits())
        self.by_first = {hit.first: hit for hit in self.hits}
        self.taken = 0

    def mentions(self) -> list[ActorMention]:
        """The mentions of the sentence from left to right."""
        found: list[ActorMention] = []
        for group in self._groups():
            if group[0].first < self.taken:
                continue
            mention = self._mention(group)
            if mention and not self._renames(mention, found):
                found.append(mention)
                self.taken = max(self.taken, self._piece_after(mention.last))
        found.extend(self._pronouns())
        found.sort(key=lambda mention: (mention.start, mention.end))
        return self._shared(found)

    def _piece_after(self, token: int) -> int:
        return bisect.bisect_right(self.words, token, key=lambda piece: piece.token)

    def setting(self, hit: _Hit) -> int:
        """How much a country's name says of where things happen: "in Syria", "the Syrian city of" most, "US-led" nothing."""
        vocabulary = naming.vocabulary()
        after = self.words[hit.end].word if hit.end < len(self.words) else ""
        before = self.words[hit.first - 1].word if hit.first else ""
        if after in vocabulary.tying or before in {"pro", "anti"}:
            return 0
        return 3 if after in vocabulary.settings or before in vocabulary.within else 1

    # --- labels ------------------------------------------------------------------------------------------------------

    def _hits(self) -> Iterator[_Hit]:
        at = 0
        while at < len(self.words):
            hit = self._hit(at)
            if hit:
                yield hit
            at = hit.end if hit else at + 1

    def _hit(self, at: int) -> _Hit | None:
        named = self.registry.names_at(self.words, at, self.mixed)
        noun = naming.nouns().at(self.words, at, mixed=False)
        land = self.registry.land_at(self.words, at, self.mixed)
        found: list[_Hit] = []
        if named:
            how = {value[0] for value in named[1]}
            label: Label = "name" if "alias" in how else "leader" if "leader" in how else "local"
            head = head_noun(self.words[at : at + named[0]])
            group = head[1][0] if head and head[1][0] not in {"civilians", "officials"} else None
            found.append(_Hit(at, at + named[0], label, group=group))
        if noun and not self._described(at, noun[0]):
            found.append(_Hit(at, at + noun[0], "noun", group=noun[1][0]))
        if land:
            found.append(_Hit(at, at + land[0], "land", value=land[1]))
        elif not noun and (folk := self.registry.folk_at(self.words[at], self.mixed)):
            found.append(_Hit(at, at + 1, "noun", group="civilians", value=folk))
        described = naming.modifiers().at(self.words, at, mixed=False)
        if described:
            found.append(_Hit(at, at + described[0], "modifier"))
        order = {"name": 0, "leader": 1, "noun": 2, "land": 3, "local": 4, "modifier": 5}
        return min(found, key=lambda hit: (-hit.end, order[hit.label])) if found else None

    def _described(self, at: int, length: int) -> bool:
        """Whether the tree takes a word for an adjective that is a noun elsewhere: "a major offensive"."""
        piece = self.words[at]
        if length > 1 or self.tree is None or piece.word not in naming.vocabulary().adjectives:
            return False
        return self.tree.pos[piece.token] == "ADJ"

    # --- noun phrases ------------------------------------------------------------------------------------------------

    def _groups(self) -> Iterator[list[_Hit]]:
        """Neighbouring labelled words that belong to one noun phrase, trimmed to end at a noun or name."""
        for run in self._runs():
            for group in self._split(run):
                last = max((i for i, hit in enumerate(group) if hit.label != "modifier"), default=-1)
                if last >= 0:
                    yield group[: last + 1]

    def _runs(self) -> Iterator[list[_Hit]]:
        run: list[_Hit] = []
        for hit in self.hits:
            if run and not (
                len(run) < naming.MAXIMUM and hit.first == run[-1].end and self._joined(run[-1].end - 1, hit.first)
            ):
                yield run
                run = []
            run.append(hit)
        if run:
            yield run

    def _joined(self, left: int, right: int) -> bool:
        """Whether only a hyphen or possessive mark stands between two words."""
        first, last = self.words[left].token, self.words[right].token
        between = self.tokens[first + 1 : last]
        dash = any(t.text in {"-", "‐", "‑"} for t in between)
        apart = dash and self.tokens[first].end < between[0].start
        return not apart and all(
            t.text in naming.POSSESSIVE
            or t.text in {"-", "‐", "‑"}
            or t.text.lower() == "al"
            or t.text.lower() in naming.ARTICLES
            for t in between
        )

    def _split(self, run: list[_Hit]) -> Iterator[list[_Hit]]:
        """A run cut at a modifier that the tree takes for a verb of its own: "ISIS | captured | soldiers"."""
        group: list[_Hit] = []
        for number, hit in enumerate(run):
            if hit.label == "modifier" and self._is_verb(run, number):
                yield group
                group = []
            else:
                group.append(hit)
        yield group

    def _is_verb(self, run: Sequence[_Hit], number: int) -> bool:
        if self.tree is None:
            return False
        token = self.words[run[number].first].token
        if self.tree.pos[token] not in {"VERB", "AUX"} or (token and self.tokens[token - 1].text in {"-", "‐", "‑"}):
            return False
        inside = {piece.token for hit in run for piece in self.words[hit.first : hit.end]}
        return not (self.tree.is_a(token, "amod", "compound") and self.tree.heads[token] in inside)

    def _head(self, hits: Sequence[_Hit]) -> int:
        """The token of these words that the others hang on."""
        tokens = [piece.token for hit in hits for piece in self.words[hit.first : hit.end]]
        if self.tree is not None:
            span = set(range(tokens[0], tokens[-1] + 1))
            outside = [token for token in tokens if self.tree.heads[token] not in span]
            if outside:
                return outside[-1]
        return tokens[-1]

    # --- one mention -------------------------------------------------------------------------------------------------

    def _mention(self, group: list[_Hit]) -> ActorMention | None:
        core = next((hit for hit in reversed(group) if hit.label != "modifier"), None)
        if core is None:
            return None
        group = group[: group.index(core) + 1]
        if core.label == "land":
            return self._land(group, core)
        titled = all(hit.label in {"leader", "land", "modifier"} or hit.group == "officials" for hit in group)
        if core.label == "leader" and titled and not self._leader_acts(core):
            return None
        first = self._widened(group, core)
        named = any(hit.label in {"name", "leader"} for hit in group)
        end = group[-1].end if named else self._extended(group[-1].end)
        if not self._worthy(group, core, first, end):
            return None
        return self._made(group, core, first, end)

    def _made(self, group: Sequence[_Hit], core: _Hit, first: int, end: int) -> ActorMention:
        vocabulary = naming.vocabulary()
        determiner = self._determiner(first)
        own = determiner >= 0 and self.tokens[determiner].lower in vocabulary.own
        start_token = self.words[first].token
        last = self.words[end - 1].token
        while start_token and self._article(start_token - 1):
            start_token -= 1
        if own:
            start_token = determiner
        text = self.text[self.tokens[start_token].start : self.tokens[last].end]
        words = {piece.word for piece in self.words[first:end]}
        entry = self.registry.named(text, self.on) if not own else None
        noun = core.group
        if noun == "civilians" and words & vocabulary.people and words & vocabulary.armed:
            noun = "strangers"
        if noun == "officials":
            entry = None
        position = self._head([hit for hit in group if hit.first >= first] or group)
        named = any(hit.label in {"name", "leader", "land"} for hit in group) or self._capital(core)
        named = named or (self.mixed and first < group[0].first)
        return ActorMention(
            text=text,
            start=self.tokens[start_token].start,
            end=self.tokens[last].end,
            sentence=self.number,
            position=position,
            first=start_token,
            last=last,
            id=entry.id if entry else None,
            kind=entry.kind if entry else self._kind(core._replace(group=core.group and noun), words),
            noun=noun,
            generic=entry is None and (own or not named),
            civilian=noun in {"civilians", "officials"} or (entry is not None and entry.kind == "civilians"),
            unidentified=bool(words & vocabulary.unidentified),
            suspected=bool(words & {"suspected", "alleged", "presumed", "believed", "thought"}),
            own=own,
            loaded=bool(words & vocabulary.loaded),
            modifier=self._modifies(position, end),
            definite=own or self._definite(first),
        )

    def _article(self, token: int) -> bool:
        """Whether this token is the "al" or the hyphen of an Arabic article."""
        if self.tokens[token].text in {"-", "‐", "‑"}:
            return token > 0 and self.tokens[token - 1].lower in naming.ARTICLES
        hyphen = self.tokens[token + 1].text in {"-", "‐", "‑"}
        return self.tokens[token].lower == "al" or (hyphen and self.tokens[token].lower in naming.ARTICLES)

    def _kind(self, core: _Hit, words: set[str]) -> ActorKind | None:
        vocabulary = naming.vocabulary()
        if core.group is None:
            return "rebel_group" if words & vocabulary.opposition else None
        if core.group in {"units", "members", "army", "groups", "machines"}:
            if "pro" in words or words & {"loyalist", "loyalists"}:
                return "umbrella"
            if words & vocabulary.opposition:
                return "rebel_group"
            if words & vocabulary.government or words & {"army", "military", "police", "security"}:
                return "state_forces"
            if words & {"militia", "militias", "gang", "gangs", "cartel", "paramilitary", "death"}:
                return "political_militia"
            if core.group == "machines":
                return None
        return KINDS[core.group]

    def _worthy(self, group: Sequence[_Hit], core: _Hit, first: int, end: int) -> bool:
        """Whether the words say enough by themselves to be an actor."""
        if any(hit.label in {"name", "leader", "land"} for hit in group):
            return True
        if core.group == "government" and self.words[group[0].first].word in {"anti", "pro"}:
            return False
        if len(group) == 1 and (self._adjective(core, end) or self._of_a_thing(core, end)):
            return False
        if core.label == "noun" and self.words[core.end - 1].word in naming.vocabulary().ending:
            return first < group[0].first
        told = len(group) > 1 or first < core.first or end > core.end or core.end - core.first > 1
        return told or core.label == "local" or self._enough(core, first)

    def _enough(self, core: _Hit, first: int) -> bool:
        """Whether a bare noun is somebody: "the group", "snipers", "a colonel", but not "members" or "units"."""
        vocabulary, word = naming.vocabulary(), self.words[core.end - 1].word
        definite = self._definite(first) or self._word_before(first) in vocabulary.own
        if core.group == "members":
            return word in vocabulary.officers and self._counted(first)
        return core.group not in {"groups", "units"} or definite or word in ALONE

    def _adjective(self, core: _Hit, end: int) -> bool:
        vocabulary, word = naming.vocabulary(), self.words[core.end - 1].word
        following = self.words[end].word if end < len(self.words) else ""
        plain = word in vocabulary.adjectives or (word == "military" and following not in vocabulary.things)
        return plain and self._modifies(self.words[core.end - 1].token, end)

    def _of_a_thing(self, core: _Hit, end: int) -> bool:
        """Whether "government" only belongs to the name of an office or place ("Local Government Area")."""
        if core.group != "government" or not self._modifies(self.words[core.end - 1].token, end):
            return False
        vocabulary = naming.vocabulary()
        known = vocabulary.acts | vocabulary.things | vocabulary.holding | vocabulary.tying
        return end < len(self.words) and self.words[end].word not in known and self.words[end].written[:1].isupper()

    def _definite(self, first: int) -> bool:
        """Whether "the" or "these" stands before; the "that" of "said that groups …" does not count."""
        token = self._determiner(first)
        if token < 0 or self.tokens[token].lower not in naming.vocabulary().definite:
            return False
        return self.tree is None or not self.tree.is_a(token, "mark")

    def _counted(self, first: int) -> bool:
        """Whether an article, number or adjective says that a rank is a person here ("a general", not "in general")."""
        before = self._word_before(first)
        listed = naming.vocabulary().definite | naming.vocabulary().indefinite | naming.vocabulary().quantities
        return before in listed or before.isdigit()

    def _capital(self, core: _Hit) -> bool:
        """Whether a group noun is itself written as a name ("Hamza Brigade")."""
        if not self.mixed or core.label != "noun" or self._word_before(core.first) == "":
            return False
        return all(piece.written[:1].isupper() for piece in self.words[core.first : core.end])

    def _widened(self, group: Sequence[_Hit], core: _Hit) -> int:
        """The first word of the name: capitalised words before a capitalised group noun belong to it."""
        first = group[0].first
        if not self.mixed:
            return self._compounded(first, core)
        if not self._capital(core) or core.group not in BODIES:
            return first - self._named_by_acronym(first)
        least = max(0, first - NAME)
        while first > least and self._joined(first - 1, first) and self.words[first - 1].token > 0:
            before = self.words[first - 1]
            if not before.written[:1].isupper() or not before.written[:1].isalpha():
                break
            if before.word in naming.vocabulary().definite:
                break
            first -= 1
        return first

    def _named_by_acronym(self, first: int) -> int:
        """1 where an unknown acronym stands before the noun: "XYZ fighters"."""
        before = self.words[first - 1].written if first else ""
        known = before.isalpha() and before.isupper() and ACRONYM[0] <= len(before) <= ACRONYM[1]
        return int(known and self._joined(first - 1, first))

    def acronym_after(self, mention: ActorMention) -> str | None:
        """The acronym in brackets behind a name."""
        after = self.tokens[mention.last + 1 : mention.last + 4]
        if len(after) < 3 or after[0].text not in {"(", "["} or after[2].text not in {")", "]"}:
            return None
        word = after[1].text
        return word if word.isupper() and word.isalnum() and ACRONYM[0] <= len(word) <= ACRONYM[1] else None

    def _compounded(self, first: int, core: _Hit) -> int:
        """In a text without case: proper names that the tree hangs on a body of troops or an organisation."""
        tree = self.tree
        if tree is None or core.group not in BODIES:
            return first
        while first > 0 and self._joined(first - 1, first):
            token = self.words[first - 1].token
            if tree.pos[token] != "PROPN" or not tree.is_a(token, "compound", "flat", "amod"):
                break
            first -= 1
        return first

    def _extended(self, end: int) -> int:
        """One past the last word of "… of the Islamic State", "… loyal to President X", "… believed to be Russian"."""
        for _ in range(2):
            tie = (
                (
                    naming.belonging().at(self.words, end, mixed=False)
                    or naming.believed().at(self.words, end, mixed=False)
                )
                if end < len(self.words)
                else None
            )
            owner = self._owner(end + tie[0]) if tie else None
            if owner is None:
                break
            end = owner
        return end

    def _owner(self, at: int) -> int | None:
        """One past the name, country, leader or government that follows within reach, with only titles between."""
        limit, end, named = min(at + REACH, len(self.words)), None, False
        while at < limit:
            hit = self.by_first.get(at)
            if hit and self._owns(hit, end is not None):
                end = at = hit.end
                named = hit.label != "land"
            elif self.words[at].word == "of" or (not named and self.words[at].word in naming.vocabulary().titles):
                at += 1
            else:
                break
        return end if end is not None and not self._modifies(self.words[end - 1].token, end) else None

    def _owns(self, hit: _Hit, continued: bool) -> bool:
        """Whether these words say whose people somebody is, or go on saying it."""
        owners: set[Group] = {"government", "army", "police", "security", "fighters"}
        if hit.label in {"name", "leader", "land"} or hit.group in owners:
            return True
        return continued and hit.label == "noun" and hit.group in {"groups", "units"}

    def _modifies(self, position: int, end: int) -> bool:
        following = self.words[end].word if end < len(self.words) else ""
        vocabulary = naming.vocabulary()
        if following in vocabulary.holding | vocabulary.tying:
            return self._joined(end - 1, end)
        if self.tree is not None:
            return self.tree.is_a(position, *BEFORE_NOUN) and self.tree.heads[position] > position
        return following in vocabulary.acts | vocabulary.things

    def _determiner(self, first: int) -> int:
        """The token before the noun phrase, numbers and adjectives aside ("the two …", "our brave …"); -1 at the start."""
        token = self.words[first].token - 1
        for _ in range(ADJECTIVES):
            if token < 0 or not self._counts(token):
                break
            token -= 1
        return token

    def _counts(self, token: int) -> bool:
        word = self.tokens[token].text
        return word.isdigit() or (self.tree is not None and self.tree.pos[token] in {"NUM", "ADJ"})

    def _word_before(self, first: int) -> str:
        token = self.words[first].token - 1
        return self.tokens[token].lower if token >= 0 else ""

    # --- countries and leaders ---------------------------------------------------------------------------------------

    def _land(self, group: Sequence[_Hit], core: _Hit) -> ActorMention | None:
        """A country as the one who acts: "Russia bombed …", "Russian air strikes", "Syrian or Russian jets"."""
        following = self._after_owners(core.end)
        head = self._head([core])
        acts = following in naming.vocabulary().acts
        if not acts and not self._acts(head):
            return None
        code = (core.value or "").lower()
        suffix = "armed-forces" if acts else "government"
        return self._bare(core, f"{code}:{suffix}", modifier=acts)

    def _after_owners(self, at: int) -> str:
        """The word after a country's name, over further owners: "Russian and Syrian air strikes", "Russian and regime raids"."""
        while at + 1 < len(self.words) and self.words[at].word in {"and", "or"} and at + 1 in self.by_first:
            at += 1
            while (further := self.by_first.get(at)) is not None and self.words[
                at
            ].word not in naming.vocabulary().acts:
                at = further.end
        return self.words[at].word if at < len(self.words) else ""

    def _bare(self, core: _Hit, id: str, *, modifier: bool) -> ActorMention:  # noqa: A002
        first, last = self.words[core.first].token, self.words[core.end - 1].token
        entry = self.registry.entry(id)
        start, end = self.tokens[first].start, self.tokens[last].end
        return ActorMention(
            text=self.text[start:end],
            start=start,
            end=end,
            sentence=self.number,
            position=self._head([core]),
            first=first,
            last=last,
            id=id,
            kind=entry.kind if entry else None,
            modifier=modifier,
        )

    def _acts(self, head: int) -> bool:
        """Whether the grammar makes this word the subject or agent of a verb."""
        tree = self.tree
        if tree is None:
            return False
        if tree.relations[head] in {"nsubj", "obl:agent"}:
            return True
        return tree.is_a(head, "obl") and any(tree.tokens[i].lower == "by" for i in tree.dependents(head, "case"))

    def _does(self, token: int) -> bool:
        """Whether a word is the subject of a verb that is no "to be"."""
        tree = self.tree
        return tree is not None and tree.relations[token] == "nsubj" and tree.pos[tree.heads[token]] == "VERB"

    def _leader_acts(self, core: _Hit) -> bool:
        before = self.words[core.first - 1] if core.first else None
        after = self.words[core.end] if core.end < len(self.words) else None
        known = before is None or not before.written[:1].isupper() or before.word in naming.vocabulary().titles
        alone = known and (after is None or not after.written[:1].isupper() or not self._joined(core.end - 1, core.end))
        return alone and self._acts(self._head([core]))

    # --- what belongs to several -------------------------------------------------------------------------------------

    def _renames(self, mention: ActorMention, before: Sequence[ActorMention]) -> bool:
        """Whether the words in brackets or after "or" only repeat the name before them: "Islamic State (ISIS)"."""
        if mention.id is None or not before or before[-1].id != mention.id:
            return False
        between = [token.lower for token in self.tokens[before[-1].last + 1 : mention.first]]
        return 0 < len(between) <= 4 and all(
            word in {"(", "[", ",", "or", "also", "known", "as", "the", "/", '"', "“"} for word in between
        )

    def _pronouns(self) -> Iterator[ActorMention]:
        for token, word in enumerate(self.tokens):
            lower = word.lower
            if lower not in {"they", "we", "them", "it"} or (lower == "it" and not self._does(token)):
                continue
            yield ActorMention(
                text=word.text,
                start=word.start,
                end=word.end,
                sentence=self.number,
                position=token,
                first=token,
                last=token,
                noun="pronoun",
                generic=True,
                own=lower == "we",
                definite=True,
            )

    def _shared(self, found: list[ActorMention]) -> list[ActorMention]:
        """Mentions with the owners that share their noun ("Syrian or Russian jets"), and "or" marked on both."""
        covered = {token for mention in found for token in range(mention.first, mention.last + 1)}
        by_last = {self.words[hit.end - 1].token: hit for hit in self.hits}
        added: list[ActorMention] = []
        for mention in found:
            for token in (mention.first - 2, mention.first - 3):
                if token in by_last and token not in covered and self.tokens[token + 1].lower in {"and", "or", ","}:
                    added.extend(self._owner_before(mention, by_last[token]))
        every = sorted([*found, *added], key=lambda mention: (mention.start, mention.end))
        joined = [self._or_between(*pair) for pair in itertools.pairwise(every)]
        return [
            msgspec.structs.replace(mention, joint="any") if before or after else mention
            for mention, before, after in zip(every, [False, *joined], [*joined, False], strict=False)
        ]

    def _owner_before(self, mention: ActorMention, hit: _Hit) -> Iterator[ActorMention]:
        """The owner before "and" or "or" whose noun stands only after the second one."""
        if mention.noun not in {"army", "units", "machines", "police", "security", "fighters"}:
            return
        noun = self.text[self.tokens[mention.position].start : self.tokens[mention.position].end]
        words = " ".join(piece.written for piece in self.words[hit.first : hit.end])
        entry = self.registry.named(f"{words} {noun}", self.on)
        owner = self.words[hit.end - 1].word in naming.vocabulary().government | naming.vocabulary().opposition
        if (entry is None and not owner) or self.registry.country(words):
            return
        yield msgspec.structs.replace(
            self._bare(hit, entry.id if entry else "", modifier=False),
            id=entry.id if entry else None,
            kind=entry.kind if entry else self._kind(hit, {words.lower()}),
            noun=mention.noun,
            generic=entry is None,
        )

    def _or_between(self, first: ActorMention, second: ActorMention) -> bool:
        between = self.tokens[first.last + 1 : second.first]
        return 0 < len(between) <= 3 and "or" in {token.lower for token in between}


# --- whom words point back to ------------------------------------------------------------------------------------------

NON_STATE: frozenset[ActorKind] = frozenset({"rebel_group", "political_militia", "identity_militia"})
STATE: frozenset[ActorKind] = frozenset({"state_forces", "external_forces"})
GOVERNING = (":government", ":pro-government", ":armed-forces", ":police", ":security-forces")


def resolve(mentions: Sequence[ActorMention], document: Document) -> tuple[ActorMention, ...]:
    """The mentions with those that point back ("the group", "the militants", "they") tied to whom they mean.

    The latest compatible mention counts; for pronouns the latest subject. Words that point at nobody in particular
    ("gunmen") are tied only where the text has named a single armed group so far.
    """
    found: list[ActorMention] = []
    for mention in mentions:
        found.append(_tied(mention, found, document) if _points_back(mention) else mention)
    return tuple(found)


def _points_back(mention: ActorMention) -> bool:
    if (
        mention.generic
        and mention.definite
        and mention.noun == "groups"
        and mention.kind in {"umbrella", "rebel_group"}
    ):
        return True  # "the rebel group" is the one named, not the rebels of the country
    if mention.id is not None or not mention.generic or mention.own or mention.unidentified or mention.civilian:
        return False
    if naming.vocabulary().enemies & set(mention.text.lower().split()):
        return False  # whoever speaks does not mean the group named last, but its foes
    return mention.noun in {"fighters", "groups", "strangers", "units", "members", "pronoun", "army", "machines"}


def _tied(mention: ActorMention, before: Sequence[ActorMention], document: Document) -> ActorMention:
    last = range(max(0, len(before) - NEAR), len(before))
    near = [i for i in last if mention.sentence - before[i].sentence <= WINDOW]
    if mention.noun == "pronoun":
        found = _of_pronoun(mention, before, near, document)
    elif mention.noun in {"units", "members"} and not _plain(mention, document):
        found = None
    elif mention.definite:
        found = (
            None
            if _watched(mention, before, document)
            else _latest([i for i in near if _compatible(mention, before[i])], before, document)
        )
    elif mention.noun in {"fighters", "groups"} and _plain(mention, document):
        known = {before[i].id: i for i in last if before[i].id and _compatible(mention, before[i])}
        found = next(iter(known.values())) if len(known) == 1 else None
    else:
        found = None
    if found is None:
        return mention
    other = before[found]
    kind = other.kind if other.id or mention.kind is None else mention.kind
    antecedent = found if other.antecedent is None else other.antecedent
    return msgspec.structs.replace(
        mention, id=other.id, kind=kind, antecedent=antecedent, civilian=mention.civilian or other.civilian
    )


def _plain(mention: ActorMention, document: Document) -> bool:
    """Whether a noun without article says nothing that tells its group from another."""
    vocabulary = naming.vocabulary()
    tokens = document.sentences[mention.sentence].tokens
    if mention.first and tokens[mention.first - 1].lower in vocabulary.fresh:
        return False
    others = {token.lower for token in tokens[mention.first : mention.last + 1] if token.text != "-"}
    return others <= vocabulary.neutral | vocabulary.adjectives | _fighters()


@functools.cache
def _fighters() -> frozenset[str]:
    nouns = naming.vocabulary().nouns
    groups: tuple[Group, ...] = ("fighters", "groups", "units", "members")
    return frozenset(word for group in groups for noun in nouns[group] for word in noun.split())


def _watched(mention: ActorMention, before: Sequence[ActorMention], document: Document) -> bool:
    """Whether "the group" follows a body that watches and reports, named since the last armed group."""
    if mention.noun != "groups":
        return False
    last = next((other.end for other in reversed(before[-NEAR:]) if _compatible(mention, other)), 0)
    watchers = naming.vocabulary().watchers
    here = document.sentences[mention.sentence].tokens[max(0, mention.first - NEAR) : mention.first]
    previous = document.sentences[mention.sentence - 1].tokens[-NEAR:] if mention.sentence else ()
    return any(token.start > last and token.lower in watchers for token in (*previous, *here))


def _latest(fitting: Sequence[int], before: Sequence[ActorMention], document: Document) -> int | None:
    """The subject of the latest sentence that names anybody fitting, else whom it names last."""
    if not fitting:
        return None
    sentence = before[fitting[-1]].sentence
    subjects = [i for i in fitting if before[i].sentence == sentence and _is_subject(before[i], document)]
    return subjects[-1] if subjects else fitting[-1]


def _compatible(mention: ActorMention, other: ActorMention) -> bool:
    """Whether the words of a later mention may stand for an earlier one."""
    state = other.kind in STATE or (other.id or "").endswith(GOVERNING) or other.noun == "government"
    if other.civilian or other.noun == "pronoun" or other.kind in {"civilians", "protesters", "rioters"}:
        return False
    if naming.vocabulary().criminals & set(mention.text.lower().split()):
        return other.kind == "political_militia" and other.noun != "army"
    if mention.noun == "machines":  # "the jets" after "a Russian air strike"
        return other.noun == "machines" or (state and other.id is not None)
    if mention.noun == "army":
        return state and other.noun != "government"
    if mention.noun in {"units", "members"}:
        words = set(mention.text.lower().split())
        bodies = words & naming.vocabulary().bodies
        if bodies:
            return bool(bodies & set(other.text.lower().split()))
        return other.id is not None and mention.kind in {"umbrella", other.kind}
    if mention.noun == "strangers":
        return not state and other.noun != "machines"
    return other.id is not None and not state


def _of_pronoun(
    mention: ActorMention, before: Sequence[ActorMention], near: Sequence[int], document: Document
) -> int | None:
    """The latest subject of this or the two sentences before; for "it" an organisation."""
    fitting = [
        i
        for i in near
        if mention.sentence - before[i].sentence <= PRONOUN_WINDOW
        and before[i].noun != "pronoun"
        and not before[i].modifier
        and (
            mention.text.lower() != "it"
            or (not before[i].civilian and before[i].noun in {None, "groups", "army", "government", "police"})
        )
    ]
    return _latest(fitting, before, document)


def _is_subject(mention: ActorMention, document: Document) -> bool:
    tree = document.sentences[mention.sentence].tree
    return tree is not None and tree.is_a(mention.position, "nsubj")
