"""How many people suffered what: one-line cases, and properties that hold on any text."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.language import parse
from onrecord.language.document import Document, Tree
from onrecord.language.quantities import Quantity, quantities
from onrecord.language.sentences import split

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "quantities.yaml").read_text(encoding="utf-8"))
NUMBER = re.compile(r"(?P<about>~)?(?:(?P<low>\d+)?(?P<range>\.\.)(?P<high>\d+)?|(?P<exact>\d+)|\?)")


@pytest.fixture(scope="module")
def reader() -> parse.Reader:
    try:
        return parse.Reader.open()
    except Exception as error:  # the model file is not in this checkout
        pytest.skip(f"no reader: {error}")


def read(document: Document) -> list[Quantity]:
    return [quantity for sentence in document.sentences for quantity in quantities(sentence)]


def number(quantity: Quantity) -> str:
    low, high = quantity.low, quantity.high
    about = "~" if quantity.approximate else ""
    if low is None and high is None:
        return about + "?"
    if low == high:
        return f"{about}{low}"
    return f"{about}{'' if low is None else low}..{'' if high is None else high}"


def told(quantity: Quantity, text: str, want: str) -> str:
    """The quantity in the form of the cases, with the options that the case asks about."""
    parts = [number(quantity), quantity.harm or "-", quantity.who]
    parts += [word for word in re.findall(r"\+\w+", want) if word[1:] in quantity.detail]
    parts += [f"unit:{quantity.unit}"] if quantity.unit != "persons" else []
    parts += [f"scope:{quantity.scope}"] if quantity.scope != "incident" else []
    parts += [f"part:{quantity.part_of}"] if quantity.part_of is not None else []
    if "side:" in want:
        side = text[slice(*quantity.side)] if quantity.side else "-"
        parts.append(f'side:"{side}"' if " " in side else f"side:{side}")
    parts += ["not"] if quantity.negated else []
    parts += [f'"{quantity.text}"'] if re.search(r'(?<!:)"', want) and "side:" not in want else []
    return " ".join(parts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_case(case: list[str], reader: parse.Reader) -> None:
    text, *wants = case
    found = read(parse.read(text, reader, lambda _: True))
    padded = [*wants, *[""] * (len(found) - len(wants))]
    assert [told(quantity, text, want) for quantity, want in zip(found, padded, strict=False)] == wants
    assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)


# these need no tree: the words beside the number say it
PLAIN = [
    ("At least 25 soldiers and 60 civilians were killed.", ["25.. killed combatants", "60.. killed civilians"]),
    ("An air strike killed 12 civilians and wounded 30 others.", ["12 killed civilians", "30 wounded civilians"]),
    ("12 dead, 30 wounded in car bomb", ["12 killed unknown", "30 wounded unknown"]),
    ("40 ISIS militants killed 3 people.", ["3 killed unknown"]),
    ("The death toll rose to 34.", ["34 killed unknown"]),
    ("Nobody was killed in the raid.", ["0 killed unknown"]),
    ("The attack claimed the lives of nine villagers.", ["9 killed civilians"]),
    ("The blast left 14 people dead.", ["14 killed unknown"]),
    ("Rebels fired 40 rockets at the base.", []),
    (
        "More than 60 people, including nine soldiers, were killed.",
        ["60.. killed unknown", "9 killed combatants part:0"],
    ),
    ("The bodies of three men were found.", ["3 killed unknown unit:bodies"]),
    ("Gunmen abducted a dozen farmers.", ["12 abducted civilians"]),
]


@pytest.mark.parametrize(("text", "wants"), PLAIN)
def test_without_a_tree(text: str, wants: list[str]) -> None:
    found = read(Document(text, split(text)))
    assert [told(quantity, text, "") for quantity in found] == wants


def test_words_of_the_phrase(reader: parse.Reader) -> None:
    text = "Rebels killed more  than 90 people, including pro-government troops and their families."
    found = read(parse.read(text, reader, lambda _: True))
    assert [quantity.text for quantity in found] == ["more  than 90 people", "pro-government troops", "families"]
    assert [quantity.phrase_head for quantity in found] == ["people", "troops", "families"]
    assert [text[slice(*quantity.side)] for quantity in found if quantity.side] == ["pro-government"]


def test_positions_are_tokens_of_the_sentence(reader: parse.Reader) -> None:
    (sentence,) = parse.read("Shelling killed two nurses.", reader, lambda _: True).sentences
    (found,) = quantities(sentence)
    assert (sentence.tokens[found.position].text, sentence.tokens[found.harm_position or 0].text) == (
        "nurses",
        "killed",
    )


VOCABULARY = """
12 two dozen at least up to between and , ( ) - no without 2014 1,200 3.5 million people soldiers children
women ISIS IS killed wounded dead were was who of them including among the toll number rose from to families bodies him said a one both
"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_give_sound_quantities(text: str) -> None:
    for sentence in split(text):
        found = quantities(sentence)
        for at, quantity in enumerate(found):
            assert text[quantity.start : quantity.end] == quantity.text
            assert quantity.low is None or quantity.high is None or 0 <= quantity.low <= quantity.high
            assert quantity.part_of is None or (0 <= quantity.part_of < len(found) and quantity.part_of != at)


@pytest.mark.parametrize(
    "text",
    ["12 " * 5_000, "at least " * 5_000, "12 MEN AND " * 3_000, "number of " * 5_000, "two hundred and " * 3_000],
)
def test_hostile_repetition_is_read_in_linear_time(text: str) -> None:
    for sentence in split(text):
        quantities(sentence)


def test_a_chain_of_verbs_without_end_is_left() -> None:
    text = "men " + "reported " * 3_000
    (sentence, *_) = split(text)
    words = len(sentence.tokens)
    tree = Tree(
        sentence.tokens,
        ("NOUN", *["VERB"] * (words - 1)),
        (1, -1, *range(1, words - 1)),
        ("nsubj:pass", "root", *["xcomp"] * (words - 2)),
    )
    assert quantities(msgspec.structs.replace(sentence, tree=tree)) == ()
