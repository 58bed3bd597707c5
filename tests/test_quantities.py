"""How many people suffered what: one-line cases, and properties that hold on any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from onrecord.language import parse
from onrecord.language.document import Document
from onrecord.language.quantities import Quantity, quantities

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
