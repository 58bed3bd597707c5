"""Words of one sentence that name actors, countries and leaders or describe people, and the runs of them that belong together."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from onrecord.knowledge import naming
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.naming import Group
from onrecord.knowledge.phrases import head_noun
from onrecord.language.document import Document, Sentence

Label = Literal["name", "leader", "local", "noun", "land", "modifier"]


class Hit(NamedTuple):
    """Words of one label: pieces ``first`` up to ``end``."""

    first: int
    end: int
    label: Label
    group: Group | None = None
    value: str | None = None


class Labels:
    """One sentence with its labelled words."""

    def __init__(
        self, document: Document, number: int, sentence: Sentence, registry: Registry, mixed: bool, on: dt.date | None
    ) -> None:
        self.text, self.number, self.sentence, self.registry = document.text, number, sentence, registry
        self.mixed, self.on, self.tree = mixed, on, sentence.tree
        self.tokens = sentence.tokens
        self.words = naming.pieces([token.text for token in sentence.tokens])
        self.hits = list(self._hits())
        self.by_first = {hit.first: hit for hit in self.hits}

    def _piece_after(self, token: int) -> int:
        return bisect.bisect_right(self.words, token, key=lambda piece: piece.token)

    def setting(self, hit: Hit) -> int:
        """How much a country's name says of where things happen: "in Syria", "the Syrian city of" most, "US-led" nothing."""
        vocabulary = naming.vocabulary()
        after = self.words[hit.end].word if hit.end < len(self.words) else ""
        before = self.words[hit.first - 1].word if hit.first else ""
        if after in vocabulary.tying or before in {"pro", "anti"}:
            return 0
        return 3 if after in vocabulary.settings or before in vocabulary.within else 1

    def _hits(self) -> Iterator[Hit]:
        at = 0
        while at < len(self.words):
            hit = self._hit(at)
            if hit:
                yield hit
            at = hit.end if hit else at + 1

    def _hit(self, at: int) -> Hit | None:
        named = self.registry.names_at(self.words, at, self.mixed)
        noun = naming.nouns().at(self.words, at, mixed=False)
        land = self.registry.land_at(self.words, at, self.mixed)
        found: list[Hit] = []
        if named:
            how = {value[0] for value in named[1]}
            label: Label = "name" if "alias" in how else "leader" if "leader" in how else "local"
            head = head_noun(self.words[at : at + named[0]])
            group = head[1][0] if head and head[1][0] not in {"civilians", "officials"} else None
            found.append(Hit(at, at + named[0], label, group=group))
        if noun and not self._described(at, noun[0]):
            found.append(Hit(at, at + noun[0], "noun", group=noun[1][0]))
        if land:
            found.append(Hit(at, at + land[0], "land", value=land[1]))
        elif not noun and (folk := self.registry.folk_at(self.words[at], self.mixed)):
            found.append(Hit(at, at + 1, "noun", group="civilians", value=folk))
        described = naming.modifiers().at(self.words, at, mixed=False)
        if described:
            found.append(Hit(at, at + described[0], "modifier"))
        order = {"name": 0, "leader": 1, "noun": 2, "land": 3, "local": 4, "modifier": 5}
        return min(found, key=lambda hit: (-hit.end, order[hit.label])) if found else None

    def _described(self, at: int, length: int) -> bool:
        """Whether the word is no noun here: an adjective ("a major offensive"), or what a weapon is against ("anti-tank")."""
        piece = self.words[at]
        if at and self.words[at - 1].word == "anti" and piece.token - self.words[at - 1].token == 2:
            return True
        if length > 1 or self.tree is None or piece.word not in naming.vocabulary().adjectives:
            return False
        return self.tree.pos[piece.token] == "ADJ"

    # --- noun phrases ------------------------------------------------------------------------------------------------

    def _groups(self) -> Iterator[list[Hit]]:
        """Neighbouring labelled words that belong to one noun phrase, trimmed to end at a noun or name."""
        for run in self._runs():
            for group in self._split(run):
                last = max((i for i, hit in enumerate(group) if hit.label != "modifier"), default=-1)
                if last >= 0:
                    yield group[: last + 1]

    def _runs(self) -> Iterator[list[Hit]]:
        run: list[Hit] = []
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

    def _split(self, run: list[Hit]) -> Iterator[list[Hit]]:
        """A run cut at a modifier that the tree takes for a verb of its own: "ISIS | captured | soldiers"."""
        group: list[Hit] = []
        for number, hit in enumerate(run):
            if hit.label == "modifier" and self._is_verb(run, number):
                yield group
                group = []
            else:
                group.append(hit)
        yield group

    def _is_verb(self, run: Sequence[Hit], number: int) -> bool:
        if self.tree is None:
            return False
        token = self.words[run[number].first].token
        if self.tree.pos[token] not in {"VERB", "AUX"} or (token and self.tokens[token - 1].text in {"-", "‐", "‑"}):
            return False
        inside = {piece.token for hit in run for piece in self.words[hit.first : hit.end]}
        return not (self.tree.is_a(token, "amod", "compound") and self.tree.heads[token] in inside)

    def _head(self, hits: Sequence[Hit]) -> int:
        """The token of these words that the others hang on."""
        tokens = [piece.token for hit in hits for piece in self.words[hit.first : hit.end]]
        if self.tree is not None:
            span = set(range(tokens[0], tokens[-1] + 1))
            outside = [token for token in tokens if self.tree.heads[token] not in span]
            if outside:
                return outside[-1]
        return tokens[-1]
