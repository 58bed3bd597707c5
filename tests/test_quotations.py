"""Attributions: one-line cases, and what the pieces of a text must hold whatever the text."""

from pathlib import Path

import pytest

from onrecord.knowledge import packaged
from onrecord.language import parse
from onrecord.language.document import Document, Token, Tree
from onrecord.language.quotations import Attribution, attributions, outermost, wanted
from onrecord.language.quotations.marks import passages
from onrecord.language.quotations.mend import mended
from onrecord.language.sentences import split

CASES = packaged.safe_yaml((Path(__file__).parent / "cases" / "attribution.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader():
    return parse.Reader.open()


def words(text, pieces):
    return " … ".join(text[start:end] for start, end in pieces)


def value(text, found: Attribution, key):
    source = found.source
    if key == "content":
        return words(text, found.content)
    if key == "cue":
        return words(text, found.cue)
    if key == "via":
        return [speaker.text for speaker in found.via]
    if key == "source":
        return words(text, found.source_pieces) or None
    if key in {"quote", "force", "carried", "to"}:
        return getattr(found, key)
    return getattr(source, key) if source else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_case(case, reader):
    text = case["text"]
    stances = case.get("stances", False)
    found = attributions(parse.read(text, reader, lambda sentence: wanted(sentence, stances)), stances)
    given = [{key: value(text, one, key) for key in keys} for one, keys in zip(found, case["of"], strict=False)]
    assert (len(found), given) == (len(case["of"]), case["of"])
    if "same" in case:
        first, second = case["same"]
        assert found[first].source.speaker == found[second].source.speaker


def test_there_are_enough_cases():
    assert len(CASES) >= 120
    assert len({case["text"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_pieces_lie_in_the_text_and_speakers_are_spans(case, reader):
    text = case["text"]
    for one in attributions(parse.read(text, reader, wanted), stances=True):
        for pieces in (one.cue, one.content, one.source_pieces):
            assert all(0 <= start < end <= len(text) for start, end in pieces)
            assert list(pieces) == sorted(pieces)
        for speaker in (one.source, *one.via):
            if speaker is None:
                continue
            assert text[speaker.start : speaker.end] == speaker.text
            assert not (speaker.anonymous and speaker.name)
            if speaker.affiliation_at:
                assert text[slice(*speaker.affiliation_at)] == speaker.affiliation


def test_outermost_joins_what_is_carried_and_drops_what_is_nested(reader):
    text = "“Rebels said they fled,” Karam said. “The camp is empty now.”"
    found = outermost(attributions(parse.read(text, reader, wanted)))
    assert [words(text, one.content) for one in found] == ["“Rebels said they fled,” … “The camp is empty now.”"]


def test_without_trees_there_is_nothing():
    text = "“It fell,” he said."
    assert attributions(Document(text, split(text))) == ()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“One,” he said. “Two.”", ["“One,”", "“Two.”"]),
        ('"One," he said. "Two."', ['"One,"', '"Two."']),
        ("''One,'' he said.", ["''One,''"]),
        ("``One,'' he said.", ["``One,''"]),
        ("‘It’s ours,’ he said.", ["‘It’s ours,’"]),
        ("The residents’ homes and the army's guns", []),
        ("“One is lost\n\n“Two is found,” he said.", ["“One is lost", "“Two is found,”"]),
        ("One was lost,” he said.", ["One was lost,”"]),
        ("“He said ‘no’ to us,” she said.", ["“He said ‘no’ to us,”"]),
        ("«Un», dit-il.", ["«Un»"]),
    ],
)
def test_passages(text, quoted):
    assert [text[one.start : one.end] for one in passages(Document(text, split(text)))] == quoted


def test_paragraphs_that_go_on():
    text = "“One is lost.\n\n“Two is found,” he said."
    assert [one.continues for one in passages(Document(text, split(text)))] == [False, True]


def test_mending_leaves_a_tree():
    text = '"a b," c d e.'
    tokens = tuple(Token(word, 0, 1) for word in text.split())
    tree = Tree(
        tokens, ("VERB", "NOUN", "NOUN", "VERB", "NOUN"), (3, 0, 0, -1, 1), ("ccomp", "obj", "obj", "root", "obj")
    )
    fixed = mended(tree, [True, True, False, False, False])
    assert fixed.heads.count(-1) == 1


@pytest.mark.parametrize(
    "text",
    ["", "“", "”“”“" * 50, "' \" ' \" said", "said said said said", "according to", "— said he,", ":", "a" * 5000],
)
def test_odd_texts(text, reader):
    attributions(parse.read(text, reader, wanted), stances=True)
