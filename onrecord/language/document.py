"""A text cut into sentences, tokens and trees, every piece with its place in the text.

Offsets are absolute: they count code points of the whole text, so ``text[token.start:token.end] == token.text``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import msgspec


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word, number or mark, cut as English Universal Dependencies does (hyphens and clitics apart)."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The token in lower case, apostrophes straightened."""
        return _lower(self.text)


@functools.lru_cache(1 << 16)
def _lower(text: str) -> str:
    return text.lower().replace("\u2019", "'")


class Tree(msgspec.Struct, frozen=True, dict=True):
    """A sentence's grammar: universal part of speech, head and relation of each token.

    ``heads`` are token positions in the sentence, -1 for the root. ``relations`` are universal relations with the
    subtypes of English EWT (``nsubj:pass``, ``acl:relcl``, ``nmod:poss`` …).
    """

    tokens: tuple[Token, ...]
    pos: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]

    @functools.cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The dependents of each token, in text order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for position, head in enumerate(self.heads):
            if head >= 0:
                below[head].append(position)
        return tuple(map(tuple, below))

    @functools.cached_property
    def plain(self) -> tuple[str, ...]:
        """The relation of each token without its subtype."""
        return tuple(relation.partition(":")[0] for relation in self.relations)

    @functools.cached_property
    def root(self) -> int:
        """The position of the root; 0 where none is marked."""
        return next((i for i, head in enumerate(self.heads) if head < 0), 0)

    def dependents(self, position: int, *relations: str) -> list[int]:
        """Dependents in any of these relations; a name without subtype also finds its subtypes."""
        relation, plain = self.relations, self.plain
        return [i for i in self.children[position] if relation[i] in relations or plain[i] in relations]

    def is_a(self, position: int, *relations: str) -> bool:
        """Whether the token hangs on its head by one of these relations (subtypes included)."""
        return self.relations[position] in relations or self.plain[position] in relations

    def subtree(self, position: int, without: Sequence[str] = ()) -> list[int]:
        """The token and all below it, in text order; branches hanging by a relation of ``without`` are left out."""
        found, stack = [], [position]
        while stack:
            current = stack.pop()
            found.append(current)
            below = self.children[current]
            stack.extend([i for i in below if not self.is_a(i, *without)] if without else below)
        return sorted(found)

    def ancestors(self, position: int) -> Iterator[int]:
        """Heads from the nearest to the root."""
        seen = {position}
        while (position := self.heads[position]) >= 0 and position not in seen:
            seen.add(position)
            yield position


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a text. ``paragraph`` counts from 0. ``tree`` is null where the sentence was not parsed."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    paragraph: int
    tree: Tree | None = None


class Document(msgspec.Struct, frozen=True):
    """A text with its sentences in order."""

    text: str
    sentences: tuple[Sentence, ...]
