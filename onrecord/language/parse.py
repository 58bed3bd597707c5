"""The grammar of sentences: parts of speech and a labelled dependency tree, read by a small model in the package.

The model (``data/reader/``) is a MiniLM encoder with a tagger and a biaffine parser, in int8; ``training/`` tells how it
was made and how well it reads. It runs in onnxruntime on one thread. A sentence has the same tree whatever is read with
it, for a report must be coded the same wherever it stands in a batch: the int8 arithmetic has fixed scales, only
sentences of the same number of pieces are read together, and so nothing is padded either.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from onrecord.language.document import Document, Sentence, Token, Tree
from onrecord.language.mending import mended
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PIECES = 254  # of one window, without the marks at both ends; a longer sentence is read in overlapping windows
OVERLAP = 64  # pieces that two windows share
LETTERS = 100  # a "word" beyond this length is no word of any vocabulary: its first letters are read
PIECES_OF_WORD = 16
SLOW_FUSION = "SkipLayerNormFusion"  # its kernel takes five times as long as the addition and norm it replaces
BATCH = 8  # windows of one length read together; more are no faster
KNOWN_WORDS = 50_000  # kept cut into pieces, so that common words are cut once
NO_CASE, LOWER, TITLE, UPPER, MIXED = range(5)


def shapes(words: Sequence[str]) -> list[int]:
    """How each word is capitalised; nothing is told where all words are (capitals and headlines say nothing)."""
    if not any(word[:1].islower() and len(word) > 1 for word in words):
        return [NO_CASE] * len(words)
    return [_shape(word) for word in words]


def as_read(words: Sequence[str]) -> list[str]:
    """The words as the model is to read them: in a text that knows small letters "IS" is a group's name, no verb."""
    mixed = any(word[:1].islower() and len(word) > 1 for word in words)
    return [NAMED_LIKE_WORDS.get(word, word) if mixed else word for word in words]


NAMED_LIKE_WORDS = {"IS": "ISIS"}
"""Names that small letters make common words, and names of the same kind that do not."""


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
        text = word[:LETTERS].encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
        found = self._tokenizer.encode(text, add_special_tokens=False).ids
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
    """What is said of a run of words; heads are positions in it, -1 for the root."""

    pos: list[int]
    heads: list[int]
    relations: list[int]


class Reader:
    """Reads the grammar of sentences. Open it once; it holds the model. Not to be shared between threads."""

    def __init__(self, session: Any, vocabulary: Vocabulary) -> None:
        self.about: dict[str, str] = dict(session.get_modelmeta().custom_metadata_map)
        """What the file says of itself: version, data, licence, scores and labels."""
        self.version = self.about["version"]
        self._session = session
        self._vocabulary = vocabulary
        self._pos: list[str] = json.loads(self.about["upos"])
        self._relations: list[str] = json.loads(self.about["relations"])

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
            session = onnxruntime.InferenceSession(
                folder / "reader.onnx", options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOW_FUSION]
            )
            return cls(session, Vocabulary(tokenizer))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise OnrecordError(f"cannot open the reader in {folder}: {error}") from error

    def trees(self, sentences: Iterable[Sequence[Token]]) -> list[Tree]:
        """The tree of each sentence, in order. A sentence of no tokens has an empty tree."""
        given = [tuple(tokens) for tokens in sentences]
        cut = [self._cut([token.text for token in tokens]) for tokens in given]
        read = iter(self._read([window for parts in cut for _, window in parts]))
        return [
            self._tree(tokens, [(at, next(read)) for at, _ in parts]) for tokens, parts in zip(given, cut, strict=True)
        ]

    def length(self, words: Sequence[str]) -> int:
        """How many pieces the model reads for a sentence of these words, with the marks at both ends."""
        return sum(len(self._vocabulary.pieces(word)) for word in words) + 2

    def _cut(self, words: Sequence[str]) -> list[tuple[tuple[int, int], Encoded]]:
        """The windows of a sentence."""
        words = as_read(words)
        pieces = [self._vocabulary.pieces(word) for word in words]
        ranges = windows([len(piece) for piece in pieces]) if words else []
        return [((a, b), encode(pieces[a:b], shapes(words[a:b]), self._vocabulary)) for a, b in ranges]

    def _tree(self, tokens: tuple[Token, ...], parts: Sequence[tuple[tuple[int, int], _Piece]]) -> Tree:
        if not tokens:
            return Tree((), (), (), ())
        whole = _joined(parts)
        heads = _rooted(whole.heads)
        relations = [self._relations[i] for i in whole.relations]
        for position, (before, after) in enumerate(zip(whole.heads, heads, strict=True)):
            if before != after:
                relations[position] = "parataxis"
        return Tree(tokens, tuple(self._pos[i] for i in whole.pos), tuple(heads), tuple(relations))

    def _read(self, given: Sequence[Encoded]) -> list[_Piece]:
        """What the model says of each window; those of one length are read together."""
        by_length: dict[int, list[int]] = {}
        for number, window in enumerate(given):
            by_length.setdefault(len(window.ids), []).append(number)
        found: dict[int, _Piece] = {}
        for numbers in by_length.values():
            for at in range(0, len(numbers), BATCH):
                group = numbers[at : at + BATCH]
                found.update(zip(group, self._run([given[number] for number in group]), strict=True))
        return [found[number] for number in range(len(given))]

    def _run(self, group: Sequence[Encoded]) -> list[_Piece]:
        outputs = self._session.run(None, _feed(group))
        return [_decoded(len(one.first), *scores) for one, *scores in zip(group, *outputs, strict=True)]


def _feed(group: Sequence[Encoded]) -> dict[str, NDArray[np.int64]]:
    """Windows of one length as inputs; each has room for the most words there can be, whatever stands beside it."""
    import numpy as np

    width = len(group[0].ids) - 2
    return {
        "ids": np.array([one.ids for one in group]),
        "shapes": np.array([one.shapes for one in group]),
        "first": np.array([one.first + [0] * (width - len(one.first)) for one in group]),
        "last": np.array([one.last + [0] * (width - len(one.last)) for one in group]),
    }


def _decoded(size: int, upos: Floats, arc: Floats, relation: Floats, to: Floats) -> _Piece:
    """The best tree of a window of ``size`` words."""
    heads = spanning_tree(arc[:size, : size + 1])
    scores = (relation[:size] @ to[heads][:, :, None])[:, :, 0]
    return _Piece(upos[:size].argmax(1).tolist(), [head - 1 for head in heads], scores.argmax(1).tolist())


def _joined(parts: Sequence[tuple[tuple[int, int], _Piece]]) -> _Piece:
    """One answer for each word: that of the window in which it stands farther from the edge."""
    whole = _Piece([], [], [])
    for number, ((start, end), piece) in enumerate(parts):
        until = end if number + 1 == len(parts) else (end + parts[number + 1][0][0] + 1) // 2
        kept = slice(len(whole.pos) - start, until - start)
        whole.pos.extend(piece.pos[kept])
        whole.heads.extend(head + start if head >= 0 else head for head in piece.heads[kept])
        whole.relations.extend(piece.relations[kept])
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
    return read_many([text], reader, wanted)[0]


def read_many(texts: Iterable[str], reader: Reader | None, wanted: Callable[[Sentence], bool]) -> list[Document]:
    """One document for each text, in order. Reading some hundred texts together is faster than one by one."""
    from onrecord.language.sentences import split

    documents = [Document(text, split(text)) for text in texts]
    if reader is None:
        return documents
    chosen = [sentence for document in documents for sentence in document.sentences if wanted(sentence)]
    trees = dict(zip(map(id, chosen), reader.trees(sentence.tokens for sentence in chosen), strict=True))
    return [
        Document(document.text, tuple(_with(sentence, trees) for sentence in document.sentences))
        for document in documents
    ]


def _with(sentence: Sentence, trees: Mapping[int, Tree]) -> Sentence:
    tree = trees.get(id(sentence))
    return msgspec.structs.replace(sentence, tree=mended(tree)) if tree else sentence
