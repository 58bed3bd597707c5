"""The actors of one sentence: those of its noun phrases, its pronouns, and the owners that share a noun."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence

import msgspec

from onrecord.coders.rules.actors.labels import Hit
from onrecord.coders.rules.actors.mention import ActorMention
from onrecord.coders.rules.actors.phrases import NounPhrases
from onrecord.coders.rules.actors.pointing import forceful
from onrecord.coders.rules.blame import is_charged
from onrecord.knowledge import naming
from onrecord.language.quotations.words import reporting_verbs


@functools.cache
def _government_verbs() -> frozenset[str]:
    """What governments do whose seat is named for them."""
    return forceful() | reporting_verbs()


class Scan(NounPhrases):
    """One sentence searched for actors."""

    def mentions(self) -> list[ActorMention]:
        """The mentions of the sentence from left to right."""
        found: list[ActorMention] = []
        taken = 0
        for group in self._groups():
            if group[0].first < taken:
                continue
            mention = self._mention(group)
            if mention and not self._renames(mention, found):
                found.append(mention)
                taken = max(taken, self._piece_after(mention.last))
        found.extend(self._pronouns())
        found.extend(self._seats())
        found.sort(key=lambda mention: (mention.start, mention.end))
        return self._shared(found)

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

    def _seats(self) -> Iterator[ActorMention]:
        """Cities that stand for a government because they speak or strike: "Moscow said", "Damascus bombed"."""
        tree = self.tree
        for token, word in enumerate(self.tokens):
            if tree is None or tree.pos[token] != "PROPN" or tree.heads[token] < 0:
                continue
            charged, verb = is_charged(tree, token), self.tokens[tree.heads[token]].lower
            if not charged and not (tree.relations[token] == "nsubj" and verb in _government_verbs()):
                continue
            first = min([token, *tree.dependents(token, "compound", "flat")])
            entry = self.registry.seat_of(self.text[self.tokens[first].start : word.end])
            if entry is None:
                continue
            yield ActorMention(
                text=self.text[self.tokens[first].start : word.end],
                start=self.tokens[first].start,
                end=word.end,
                sentence=self.number,
                position=token,
                first=first,
                last=token,
                id=entry.id,
                kind=entry.kind,
                noun="government",
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

    def _owner_before(self, mention: ActorMention, hit: Hit) -> Iterator[ActorMention]:
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
