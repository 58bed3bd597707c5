"""Trees that grammar forbids are mended; sound ones stay as they are."""

from onrecord.language.document import Token, Tree
from onrecord.language.mending import mended


def tree(*words):
    """Words as (text, part of speech, head, relation)."""
    tokens, at = [], 0
    for text, *_ in words:
        tokens.append(Token(text, at, at + len(text)))
        at += len(text) + 1
    pos, heads, relations = (tuple(word[i] for word in words) for i in (1, 2, 3))
    return Tree(tuple(tokens), pos, heads, relations)


def test_a_bare_noun_beside_a_verb_without_subject_is_its_subject():
    read = tree(("troops", "NOUN", 4, "ccomp"), ("retook", "VERB", 4, "ccomp"), ("it", "PRON", 1, "obj"),
                ("officials", "NOUN", 4, "nsubj"), ("said", "VERB", -1, "root"))  # fmt: skip
    assert (mended(read).heads[0], mended(read).relations[0]) == (1, "nsubj")


def test_a_noun_with_copula_is_a_clause():
    read = tree(("it", "PRON", 2, "nsubj"), ("is", "AUX", 2, "cop"), ("war", "NOUN", 4, "ccomp"),
                ("he", "PRON", 4, "nsubj"), ("said", "VERB", -1, "root"))  # fmt: skip
    assert mended(read) is read


def test_a_verb_with_a_subject_keeps_it():
    read = tree(("talks", "NOUN", 4, "parataxis"), ("rebels", "NOUN", 2, "nsubj"), ("left", "VERB", 4, "ccomp"),
                ("he", "PRON", 4, "nsubj"), ("said", "VERB", -1, "root"))  # fmt: skip
    assert mended(read) is read


def test_a_second_subject_after_the_verb_is_its_object():
    read = tree(("witness", "NOUN", 1, "nsubj"), ("told", "VERB", -1, "root"), ("Courier", "PROPN", 1, "nsubj"))
    assert mended(read).relations[2] == "obj"
