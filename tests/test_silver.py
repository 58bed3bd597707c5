"""Silver trees: what readers agree on is kept, what they do not is left open, and changed sentences leave it open too."""

import random

import pytest

from onrecord.language.document import Token, Tree
from training import augment, silver, treebank

WORDS = ("Shells", "hit", "the", "al", "-", "Bab", "road", ".")
TOKENS = tuple(Token(word, 0, len(word)) for word in WORDS)
POS = ("NOUN", "VERB", "DET", "PROPN", "PUNCT", "PROPN", "NOUN", "PUNCT")
HEADS = (1, -1, 6, 6, 5, 3, 1, 1)
RELATIONS = ("nsubj", "root", "det", "compound", "punct", "flat", "obj", "punct")
TREE = Tree(TOKENS, POS, HEADS, RELATIONS)


def other(**changed: tuple) -> Tree:
    return Tree(TOKENS, changed.get("pos", POS), changed.get("heads", HEADS), changed.get("relations", RELATIONS))


def test_all_is_kept_where_all_agree():
    found = silver.agreed(WORDS, [TREE, TREE, TREE])
    assert [word.head for word in found] == [head + 1 for head in HEADS]
    assert [word.upos for word in found] == list(POS)


def test_a_word_that_one_reads_otherwise_is_left_open():
    found = silver.agreed(WORDS, [TREE, TREE, other(heads=(1, -1, 6, 6, 5, 3, 1, 6))])
    assert found[-1] == treebank.Word(".", "_", "_", treebank.UNKNOWN, "_")
    assert all(word.head != treebank.UNKNOWN for word in found[:-1])


@pytest.mark.parametrize(
    "heads",
    [(1, -1, 6, 1, 3, 4, 3, 6), (-1, 0, 6, 6, 5, 3, 1, 1)],
    ids=["too little agreed on", "root not agreed on"],
)
def test_a_sentence_that_is_unsure_is_left_out(heads):
    assert silver.agreed(WORDS, [TREE, other(heads=heads)]) is None


def test_capitals_are_written_out_by_tags():
    shouted = tuple(treebank.Word(w.upper(), p, "_", 0, "_") for w, p in zip(WORDS, POS, strict=True))
    assert [word.form for word in silver.written_out(shouted)] == [
        "Shells",
        "hit",
        "the",
        "Al",
        "-",
        "Bab",
        "road",
        ".",
    ]


def test_what_is_written_can_be_read_back(tmp_path):
    found = silver.agreed(WORDS, [TREE, other(heads=(1, -1, 6, 6, 5, 3, 1, 6))])
    path = tmp_path / "silver.conllu"
    path.write_text(treebank.written(found), encoding="utf-8")
    assert treebank.read(path) == [found]


def test_changed_sentences_stay_trees():
    """Whatever is dropped, cut or renamed: heads stay inside the sentence, and what was left open stays so."""
    open_word = silver.agreed(WORDS, [TREE, other(heads=(1, -1, 6, 6, 5, 3, 1, 6))])
    for seed in range(300):
        changed = augment.varied(open_word, random.Random(seed))
        assert sum(word.head == 0 for word in changed) == 1
        assert all(word.head == treebank.UNKNOWN or 0 <= word.head <= len(changed) for word in changed)
        assert all((word.head == treebank.UNKNOWN) == (word.relation == "_") for word in changed)
