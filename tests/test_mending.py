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


def test_two_names_that_hang_alike_are_one():
    read = tree(
        ("from", "ADP", 1, "case"),
        ("Tell", "PROPN", 3, "obl"),
        ("Amar", "PROPN", 3, "obl"),
        ("fled", "VERB", -1, "root"),
    )
    assert (mended(read).heads[2], mended(read).relations[2]) == (1, "flat")


def test_a_day_beside_a_name_stays_apart():
    read = tree(("in", "ADP", 1, "case"), ("Amar", "PROPN", 3, "obl"), ("Monday", "PROPN", 3, "obl"), ("died", "VERB", -1, "root"))  # fmt: skip
    assert mended(read) is read


def test_names_before_a_noun_stay_its_own():
    read = tree(("Delta", "PROPN", 2, "compound"), ("Coast", "PROPN", 2, "compound"), ("police", "NOUN", -1, "root"))
    assert mended(read) is read


def test_what_is_said_in_a_statement_is_said():
    read = tree(("he", "PRON", 1, "nsubj"), ("said", "VERB", -1, "root"), ("in", "ADP", 4, "case"), ("a", "DET", 4, "det"),
                ("statement", "NOUN", 1, "obl"), ("that", "SCONJ", 7, "mark"), ("they", "PRON", 7, "nsubj"),
                ("left", "VERB", 4, "acl"))  # fmt: skip
    assert (mended(read).heads[7], mended(read).relations[7]) == (1, "ccomp")
