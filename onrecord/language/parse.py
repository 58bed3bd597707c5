"""The grammar of sentences: parts of speech and a labelled dependency tree, read by a small model in the package.

The model (``data/reader/``) is a MiniLM encoder with a tagger and a biaffine parser, in int8; ``training/`` tells how it
was made and how well it reads. It runs in onnxruntime on one thread. Every sentence is read by itself: the int8
arithmetic scales what it computes by the largest value in sight, so sentences read together would change each other's
scores, and a report must be coded the same wherever it stands in a batch. Nothing is padded, so nothing is lost by it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from onrecord.language.document import Document, Sentence, Token, Tree
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PIECES = 254  # of one window, without the marks at both ends; a longer sentence is read in overlapping windows
OVERLAP = 64  # pieces that two windows share
LETTERS = 100  # a "word" beyond this length is no word of any vocabulary: its first letters are read
PIECES_OF_WORD = 16
KNOWN_WORDS = 50_000  # kept cut into pieces, so that common words are cut once
NO_CASE, LOWER, TITLE, UPPER, MIXED = range(5)


def shapes(words: Sequence[str]) -> list[int]:
    """How each word is capitalised; nothing is told where all words are (capitals and headlines say nothing)."""
    if not any(word[:1].islower() and len(word) > 1 for word in words):
        return [NO_CASE] * len(words)
    return [_shape(word) for word in words]


@functools.lru_cache(KNOWN_WORDS)
def _shape(word: str) -> int:
    if not (word[:1].isalpha() and word.lower() != word.upper()):
        return NO_CASE
    if word == word.lower():
        return LOWER
    if word[0] != word[0].lower() and word[1:] == word[1:].lower():
        return TITLE
    return UPPER if word == word.upper() else MIXED


class Vocabulary:
    """Cuts words into the pieces that the encoder knows."""

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self.start, self.stop, self.unknown = (tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]", "[UNK]"))
        self.pieces = functools.lru_cache(KNOWN_WORDS)(self._pieces)

    def _pieces(self, word: str) -> tuple[int, ...]:
        """The pieces of one word: at least one, at most 16."""
        found = self._tokenizer.encode(word[:LETTERS], add_special_tokens=False).ids
        return tuple(found[:PIECES_OF_WORD]) or (self.unknown,)


class Encoded(NamedTuple):
    """A run of words as the network takes it: pieces with the shape of their word, first and last piece of each word."""

    ids: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]


def encode(pieces: Sequence[tuple[int, ...]], shape: Sequence[int], vocabulary: Vocabulary) -> Encoded:
    """Words, already cut into pieces, between the marks for start and end."""
    ids, cases, first, last = [vocabulary.start], [NO_CASE], [], []
    for word, case in zip(pieces, shape, strict=True):
        first.append(len(ids))
        ids.extend(word)
        cases.extend([case] * len(word))
        last.append(len(ids) - 1)
    return Encoded([*ids, vocabulary.stop], [*cases, NO_CASE], first, last)


def windows(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """The word ranges to read one by one, given the number of pieces of each word: one range if the words fit."""
    found, start = [], 0
    while True:
        end = _end(lengths, start)
        found.append((start, end))
        if end == len(lengths):
            return found
        shared, start = 0, end
        while shared < OVERLAP and start > found[-1][0] + 1:
            start -= 1
            shared += lengths[start]


def _end(lengths: Sequence[int], start: int) -> int:
    pieces = 0
    for end in range(start, len(lengths)):
        pieces += lengths[end]
        if pieces > PIECES:
            return end
    return len(lengths)


def spanning_tree(scores: Floats) -> list[int]:
    """The best tree with one root, by Chu-Liu and Edmonds: the head of every word, 0 for the root.

    ``scores`` [words, words + 1] are of each head, the root first. The root's arcs are made so dear that the best tree
    uses one of them only.
    """
    import numpy as np

    size = len(scores)
    dear = np.array(scores, dtype=np.float64)
    dear[np.arange(size), np.arange(1, size + 1)] = -np.inf
    heads: list[int] = dear.argmax(1).tolist()
    if heads.count(0) == 1 and not _cycle([0, *heads]):
        return heads
    dear[:, 0] -= 2 * size * (1 + np.abs(scores).max())
    return _edmonds(np.vstack([np.full(size + 1, -np.inf), dear]))


def _cycle(heads: Sequence[int]) -> list[int]:
    """The nodes of a cycle, or none; node 0 is the root, and -1 stands for a node that is gone."""
    seen = [0] * len(heads)
    for start in range(1, len(heads)):
        node = start
        while node > 0 and not seen[node]:
            seen[node] = start
            node = heads[node]
        if node > 0 and seen[node] == start:
            cycle = [node]
            while heads[cycle[-1]] != node:
                cycle.append(heads[cycle[-1]])
            return cycle
    return []


def _edmonds(scores: NDArray[np.float64]) -> list[int]:
    """Folds cycles into one of their nodes until the best heads make a tree, then unfolds them again."""
    import numpy as np

    size = len(scores)
    origin = np.indices((size, size))  # the dependent and the head that an arc between folded nodes stands for
    inside = [frozenset({node}) for node in range(size)]
    gone: set[int] = set()
    folds: list[list[tuple[frozenset[int], int, int]]] = []
    while True:
        best: list[int] = scores.argmax(1).tolist()
        for node in (0, *gone):
            best[node] = -1
        cycle = _cycle(best)
        if not cycle:
            break
        folds.append([(inside[v], int(origin[0, v, best[v]]), int(origin[1, v, best[v]])) for v in cycle])
        _fold(scores, origin, cycle, best)
        inside[cycle[0]] = frozenset().union(*(inside[v] for v in cycle))
        gone.update(cycle[1:])
    heads = {int(origin[0, v, best[v]]): int(origin[1, v, best[v]]) for v in range(1, size) if v not in gone}
    for fold in reversed(folds):
        entered = next(members for members, _, _ in fold if not members.isdisjoint(heads))
        heads.update({dependent: head for members, dependent, head in fold if members is not entered})
    return [heads[node] for node in range(1, size)]


def _fold(scores: NDArray[np.float64], origin: NDArray[Any], cycle: Sequence[int], best: Sequence[int]) -> None:
    """Makes the first node of the cycle stand for all: arcs into it cost what they break, arcs out are the best ones."""
    import numpy as np

    nodes, kept, size = np.array(cycle), cycle[0], np.arange(len(scores))
    into = scores[nodes] - scores[nodes, [best[v] for v in cycle]][:, None]
    entry, leaving = nodes[into.argmax(0)], nodes[scores[:, nodes].argmax(1)]
    row, column = into.max(0), scores[:, nodes].max(1)
    row_origin, column_origin = origin[:, entry, size], origin[:, size, leaving]
    scores[kept], origin[:, kept] = row, row_origin
    scores[:, kept], origin[:, :, kept] = column, column_origin
    scores[kept, nodes] = -np.inf
    scores[:, nodes[1:]] = -np.inf


class _Piece(NamedTuple):
    """What one window says of its words; heads are positions of the sentence, -1 for the window's root."""

    pos: list[int]
    heads: list[int]
    relations: list[int]


class Reader:
    """Reads the grammar of sentences. Open it once; it holds the model. Not to be shared between threads."""

    def __init__(self, session: Any, vocabulary: Vocabulary) -> None:
        about = session.get_modelmeta().custom_metadata_map
        self._session = session
        self._vocabulary = vocabulary
        self.version: str = about["version"]
        self._pos: list[str] = json.loads(about["upos"])
        self._relations: list[str] = json.loads(about["relations"])

    @classmethod
    def open(cls, path: Path | None = None) -> Reader:
        """The reader of the package, or of another folder with ``reader.onnx`` and ``tokenizer.json``.

        Raises ``OnrecordError`` when a file is missing or is no model of this kind.
        """
        import onnxruntime
        import tokenizers

        folder = path or Path(str(resources.files("onrecord").joinpath("data", "reader")))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            session = onnxruntime.InferenceSession(folder / "reader.onnx", options, providers=["CPUExecutionProvider"])
            return cls(session, Vocabulary(tokenizer))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise OnrecordError(f"cannot open the reader in {folder}: {error}") from error

    def trees(self, sentences: Iterable[Sequence[Token]]) -> list[Tree]:
        """The tree of each sentence, in order. A sentence of no tokens has an empty tree."""
        return [self._tree(tuple(tokens)) for tokens in sentences]

    def _tree(self, tokens: tuple[Token, ...]) -> Tree:
        if not tokens:
            return Tree((), (), (), ())
        words = [token.text for token in tokens]
        pieces = [self._vocabulary.pieces(word) for word in words]
        ranges = windows([len(piece) for piece in pieces])
        whole = _joined(ranges, (self._window(pieces[a:b], shapes(words[a:b]), a) for a, b in ranges))
        heads = _rooted(whole.heads)
        relations = [self._relations[i] for i in whole.relations]
        for position, (before, after) in enumerate(zip(whole.heads, heads, strict=True)):
            if before != after:
                relations[position] = "parataxis"
        return Tree(tokens, tuple(self._pos[i] for i in whole.pos), tuple(heads), tuple(relations))

    def _window(self, pieces: Sequence[tuple[int, ...]], shape: Sequence[int], start: int) -> _Piece:
        import numpy as np

        given = encode(pieces, shape, self._vocabulary)
        feed = {name: np.array([values], dtype=np.int64) for name, values in given._asdict().items()}
        upos, arc, relation, to = (output[0] for output in self._session.run(None, feed))
        heads = spanning_tree(arc)
        scores = (relation @ to[heads][:, :, None])[:, :, 0]
        return _Piece(upos.argmax(1).tolist(), [h + start - 1 if h else -1 for h in heads], scores.argmax(1).tolist())


def _joined(ranges: Sequence[tuple[int, int]], read: Iterable[_Piece]) -> _Piece:
    """One answer for each word: that of the window in which it stands farther from the edge."""
    whole = _Piece([], [], [])
    for number, ((start, end), piece) in enumerate(zip(ranges, read, strict=True)):
        until = end if number + 1 == len(ranges) else (end + ranges[number + 1][0] + 1) // 2
        since = len(whole.pos)
        for all_, part in zip(whole, piece, strict=True):
            all_.extend(part[since - start : until - start])
    return whole


def _rooted(heads: Sequence[int]) -> list[int]:
    """The heads as one tree: what windows left as further roots or cycles hangs on the first root."""
    root = next((i for i, head in enumerate(heads) if head < 0), 0)
    fixed = [root if head < 0 else head for head in heads]
    fixed[root] = -1
    state = [0] * len(fixed)  # the walk that reached a word first
    for start in range(len(fixed)):
        position = start
        while position >= 0 and not state[position]:
            state[position] = start + 1
            position = fixed[position]
        if position >= 0 and state[position] == start + 1:
            fixed[position] = root
    return fixed


def read(text: str, reader: Reader | None, wanted: Callable[[Sentence], bool]) -> Document:
    """The text in sentences; those that are wanted have a tree, if there is a reader."""
    return next(read_many([text], reader, wanted))


def read_many(texts: Iterable[str], reader: Reader | None, wanted: Callable[[Sentence], bool]) -> Iterator[Document]:
    """One document for each text, in order, as they are read."""
    from onrecord.language.sentences import split

    for text in texts:
        sentences = split(text)
        if reader:
            sentences = tuple(_with_tree(sentence, reader) if wanted(sentence) else sentence for sentence in sentences)
        yield Document(text, sentences)


def _with_tree(sentence: Sentence, reader: Reader) -> Sentence:
    return msgspec.structs.replace(sentence, tree=reader.trees([sentence.tokens])[0])
