"""Where sentences end, and how tokens are cut."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onrecord.knowledge.actors import Registry
from onrecord.language import sentences

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "sentences.yaml").read_text(encoding="utf-8"))
TREEBANK = Path(__file__).resolve().parents[2] / "shared" / "gold" / "treebank" / "dev.conllu"


def texts(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences.split(text)]


@pytest.mark.parametrize("case", CASES["sentences"])
def test_sentence_ends(case: str) -> None:
    assert texts(case.replace("‖", "")) == [part.strip() for part in case.split("‖")]


@pytest.mark.parametrize("case", CASES["breaks"], ids=lambda case: case["text"][:20])
def test_line_breaks(case: dict) -> None:
    assert texts(case["text"]) == case["sentences"]


@pytest.mark.parametrize(("text", "expected"), CASES["tokens"].items())
def test_tokens(text: str, expected: str) -> None:
    assert [token.text for token in sentences.tokens(text)] == expected.split(" ")


def test_no_possessive_without_apostrophe_is_another_body() -> None:
    named = {(alias.casefold(), entry.id) for entry in Registry.open() for alias in (entry.name, *entry.aliases)}
    names = {name.casefold() for name in sentences.abbreviations().names_losing_apostrophe}
    known = {name for name, _ in named}
    assert not [name for name in names - known if f"{name}s" in known]


def test_paragraphs_count_from_zero() -> None:
    text = "One. Two.\n\nThree.\nFour."
    assert [sentence.paragraph for sentence in sentences.split(text)] == [0, 0, 1, 2]


def test_tokens_of_a_part_have_absolute_offsets() -> None:
    text = "The army left. The town is quiet."
    assert [(token.text, token.start) for token in sentences.tokens(text, 15, 23)] == [("The", 15), ("town", 19)]


@given(st.text(alphabet=st.sampled_from(list("aAéZ .!?…\n\r\t\u00a0\"'’”“()[]1,:-/@•٣ع😢")), max_size=80))
def test_every_mark_is_in_one_token_and_sentence(text: str) -> None:
    found = sentences.split(text)
    covered = [i for sentence in found for token in sentence.tokens for i in range(token.start, token.end)]
    assert covered == sorted(set(covered))
    assert {i for i, letter in enumerate(text) if not letter.isspace()} <= set(covered)
    for sentence in found:
        assert sentence.tokens[0].start == sentence.start
        assert sentence.tokens[-1].end == sentence.end
        assert all(text[token.start : token.end] == token.text for token in sentence.tokens)


@pytest.mark.parametrize(
    "piece", ["a'", "a", ".", "1,", "A.", "( A. ", "\n a.", "a@", "x. ", '".', "1/", "www.", " \n"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    sentences.split(piece * 20_000)
    assert time.process_time() - start < 2


def test_agrees_with_the_treebank() -> None:
    if not TREEBANK.exists():
        pytest.skip("the treebank is not on this machine")
    matched = predicted = gold = 0
    for text, words in treebank():
        given_spans, found = spans(text, words), {(token.start, token.end) for token in sentences.tokens(text)}
        matched += len(given_spans & found)
        predicted += len(found)
        gold += len(given_spans)
    assert 2 * matched / (predicted + gold) > 0.98


def treebank() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in TREEBANK.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            found.append((line.removeprefix("# text = "), []))
        elif line.split("\t")[0].isdigit():
            found[-1][1].append(line.split("\t")[1])
    return found


def spans(text: str, words: list[str]) -> set[tuple[int, int]]:
    found, at = set(), 0
    for word in words:
        at = text.index(word, at)
        found.add((at, at + len(word)))
        at += len(word)
    return found
