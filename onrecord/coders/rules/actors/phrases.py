"""One mention made of one noun phrase: how far its words go, whom they name, and what is said beside the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.coders.rules.actors.labels import Hit, Labels
from onrecord.coders.rules.actors.mention import ActorMention
from onrecord.coders.rules.blame import is_charged
from onrecord.knowledge import naming
from onrecord.knowledge.naming import Group
from onrecord.model import ActorKind

REACH = 8
"""So many words behind "loyal to" or "of" may precede the name that counts."""
NAMING = frozenset({"called", "named"})
"""Participles before a name, which are verbs of their own as well."""
BODIES: frozenset[Group] = frozenset({"units", "groups", "police", "army", "security"})
"""Nouns that names of organisations end with."""
ADJECTIVES = 3
"""So many adjectives and numbers may stand between an article and the words of an actor."""
NAME = 4
"""So many words before such a noun may belong to its name; headlines in capitals know no end."""
ALONE = frozenset({"sniper", "snipers", "commandos", "forces", "gangs", "cartels", "militias"})
"""Troops and bands that need no article to be somebody."""
NAMED = frozenset({"gang", "gangs", "cartel", "cartels", "militia", "militias"})
"""Nouns that follow the name of an organisation without a capital of their own."""
ACRONYM = (2, 6)
"""Letters of an acronym that names an armed group."""

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


class NounPhrases(Labels):
    """One sentence whose labelled words become mentions, one a noun phrase."""

    def _mention(self, group: list[Hit]) -> ActorMention | None:
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

    def _made(self, group: Sequence[Hit], core: Hit, first: int, end: int) -> ActorMention:
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
        noun = "civilians" if self._sails_a_merchant_ship(words) else noun
        if noun == "officials" or (noun == "civilians" and core.group == "army"):
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

    def _sails_a_merchant_ship(self, words: set[str]) -> bool:
        """Whether sailors are no navy's: the sentence tells of a merchant ship and of no warship."""
        vocabulary = naming.vocabulary()
        if not words & vocabulary.seafarers:
            return False
        around = {piece.word for piece in self.words}
        return bool(around & vocabulary.merchant_ships) and not around & vocabulary.warships

    def _article(self, token: int) -> bool:
        """Whether this token is the "al" or the hyphen of an Arabic article."""
        if self.tokens[token].text in {"-", "‐", "‑"}:
            return token > 0 and self.tokens[token - 1].lower in naming.ARTICLES
        hyphen = self.tokens[token + 1].text in {"-", "‐", "‑"}
        return self.tokens[token].lower == "al" or (hyphen and self.tokens[token].lower in naming.ARTICLES)

    def _kind(self, core: Hit, words: set[str]) -> ActorKind | None:
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

    def _worthy(self, group: Sequence[Hit], core: Hit, first: int, end: int) -> bool:
        """Whether the words say enough by themselves to be an actor."""
        if any(hit.label in {"name", "leader", "land"} for hit in group):
            return True
        if core.group == "government" and self.words[group[0].first].word in {"anti", "pro"}:
            return False
        if len(group) == 1 and (self._adjective(core, end) or self._of_a_thing(core, end)):
            return False
        if core.label == "noun" and self.words[core.end - 1].word in naming.vocabulary().ending:
            return first < group[0].first or self._short_name(core)
        told = len(group) > 1 or first < core.first or end > core.end or core.end - core.first > 1
        return told or core.label == "local" or self._enough(core, first)

    def _short_name(self, core: Hit) -> bool:
        """Whether a capital makes a name of what is else the end of one: "the Front", "Front posts"."""
        after = self.words[core.end].written if core.end < len(self.words) else ""
        joined = core.end < len(self.words) and self._joined(core.end - 1, core.end)
        before = self._word_before(core.first)
        plain = before in naming.vocabulary().definite | naming.vocabulary().quantities or before.isdigit()
        return (
            self._capital(core)
            and (plain or self._counts(self.words[core.first].token - 1))
            and not (joined and after[:1].isupper())
        )

    def _enough(self, core: Hit, first: int) -> bool:
        """Whether a bare noun is somebody: "the group", "snipers", "a colonel", but not "members" or "units"."""
        vocabulary, word = naming.vocabulary(), self.words[core.end - 1].word
        definite = self._definite(first) or self._word_before(first) in vocabulary.own
        if core.group == "members":
            return word in vocabulary.officers and self._counted(first)
        return core.group not in {"groups", "units"} or definite or word in ALONE

    def _adjective(self, core: Hit, end: int) -> bool:
        vocabulary, word = naming.vocabulary(), self.words[core.end - 1].word
        following = self.words[end].word if end < len(self.words) else ""
        plain = word in vocabulary.adjectives or (word == "military" and following not in vocabulary.things)
        return plain and self._modifies(self.words[core.end - 1].token, end)

    def _of_a_thing(self, core: Hit, end: int) -> bool:
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

    def _capital(self, core: Hit) -> bool:
        """Whether a group noun is itself written as a name ("Hamza Brigade")."""
        if not self.mixed or core.label != "noun" or self._word_before(core.first) == "":
            return False
        return all(piece.written[:1].isupper() for piece in self.words[core.first : core.end])

    def _widened(self, group: Sequence[Hit], core: Hit) -> int:
        """The first word of the name: capitalised words before a capitalised group noun belong to it."""
        first = group[0].first
        if not self.mixed:
            return self._compounded(first, core)
        if not self._capital(core) or core.group not in BODIES:
            return self._named_gang(first, core) or first - self._named_by_acronym(first)
        least = max(0, first - NAME)
        while first > least and self._joined(first - 1, first) and self.words[first - 1].token > 0:
            before = self.words[first - 1]
            if not before.written[:1].isupper() or not before.written[:1].isalpha():
                break
            if before.word in naming.vocabulary().definite:
                break
            first -= 1
        return first

    def _named_gang(self, first: int, core: Hit) -> int | None:
        """The first word of a name that the tree hangs on a lower-case word for such: "the Gran Grif gang"; else None."""
        tree, at = self.tree, first
        if tree is None or self.words[core.end - 1].word not in NAMED:
            return None
        while at > 0 and self._joined(at - 1, at) and self.words[at - 1].written[:1].isupper() and first - at < NAME:
            token = self.words[at - 1].token
            if tree.pos[token] != "PROPN" or not tree.is_a(token, "compound", "flat", "amod"):
                break
            at -= 1
        return at if at < first else None

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

    def _compounded(self, first: int, core: Hit) -> int:
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
            owner = self._owner(end + tie[0]) if tie and self._describes(end) else None
            if owner is None:
                break
            end = owner
        return end

    def _describes(self, at: int) -> bool:
        """Whether "called" and "named" say what somebody's name is ("a group called X"), not what he did ("the group called X")."""
        token = self.words[at].token
        if self.words[at].word not in NAMING or self.tree is None:
            return self.words[at].word not in NAMING
        return self.tree.is_a(token, "acl") and not self.tree.dependents(token, "nsubj")

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

    def _owns(self, hit: Hit, continued: bool) -> bool:
        """Whether these words say whose people somebody is, or go on saying it."""
        owners: set[Group] = {"government", "army", "police", "security", "fighters"}
        if hit.label in {"name", "leader", "land"} or hit.group in owners:
            return True
        return continued and hit.label == "noun" and hit.group in {"groups", "units"}

    def _modifies(self, position: int, end: int) -> bool:
        following = self.words[end].word if end < len(self.words) else ""
        vocabulary = naming.vocabulary()
        passive = end + 1 < len(self.words) and self.words[end + 1].word in {"by", "to", "with"}  # "rebels led by X"
        if following in vocabulary.holding | vocabulary.tying and not passive:
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

    def _land(self, group: Sequence[Hit], core: Hit) -> ActorMention | None:
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

    def _bare(self, core: Hit, id: str, *, modifier: bool) -> ActorMention:  # noqa: A002
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
        if tree.relations[head] in {"nsubj", "obl:agent"} or is_charged(tree, head):
            return True
        return tree.is_a(head, "obl") and any(tree.tokens[i].lower == "by" for i in tree.dependents(head, "case"))

    def _does(self, token: int) -> bool:
        """Whether a word is the subject of a verb that is no "to be", or said to be behind something or responsible."""
        tree = self.tree
        if tree is None or tree.relations[token] != "nsubj":
            return False
        head = tree.heads[token]
        behind = {"behind", "responsible"} & {tree.tokens[i].lower for i in (head, *tree.dependents(head, "case"))}
        return tree.pos[head] == "VERB" or bool(behind)

    def _leader_acts(self, core: Hit) -> bool:
        before = self.words[core.first - 1] if core.first else None
        after = self.words[core.end] if core.end < len(self.words) else None
        known = before is None or not before.written[:1].isupper() or before.word in naming.vocabulary().titles
        alone = known and (after is None or not after.written[:1].isupper() or not self._joined(core.end - 1, core.end))
        return alone and self._acts(self._head([core]))
