"""The codebook: all kinds there, examples that hold together, a user's own kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.knowledge.codebook import Codebook
from onrecord.model import OnrecordError

KINDS = {
    "battle",
    "capture",
    "handover",
    "withdrawal",
    "air_strike",
    "shelling",
    "bombing",
    "suicide_bombing",
    "grenade",
    "chemical_attack",
    "attack_on_civilians",
    "sexual_violence",
    "torture",
    "abduction",
    "arrest",
    "release",
    "looting",
    "displacement",
    "evacuation",
    "siege",
    "aid_obstructed",
    "aid_delivered",
    "remains_found",
    "protest",
    "protest_repressed",
    "riot",
    "mob_violence",
    "agreement",
    "disrupted_attack",
    "base_established",
    "group_change",
    "control",
    "other",
}
FLOOR = 0.85
"""Share of the codebook's examples that the rule coder reads right; rises only."""
OWN = """
cattle_raid:
  label: Cattle raid
  family: property
  definition: Cattle are driven off by force.
  lexicon: [{noun: cattle raid}, {verb: rustle, frame: act}]
"""


def test_all_kinds_are_defined() -> None:
    book = Codebook.open()
    assert set(book.kinds) == KINDS
    assert {kind for family in book.families.values() for kind in family} == KINDS
    assert all(kind.definition and kind.label and kind.includes and kind.excludes for kind in book)


def test_every_kind_has_examples_of_itself_and_of_what_it_is_not() -> None:
    for kind in Codebook.open():
        of = [example.kind == kind.name for example in kind.examples]
        assert of.count(True) >= 2 and of.count(False) >= 1, kind.name


def test_most_examples_are_coded_as_they_say() -> None:
    from onrecord import pipeline

    tools = pipeline.Tools.open()
    wrong = []
    examples = [(kind.name, example) for kind in tools.codebook for example in kind.examples]
    for name, example in examples:
        kinds = {claim.kind for claim in pipeline.code_text(example.text, tools, published="2024-05-15").claims}
        if example.kind not in kinds or (example.kind != name and name in kinds):
            wrong.append((name, example.text, kinds))
    assert len(wrong) <= (1 - FLOOR) * len(examples), wrong


def test_kinds_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(OWN, encoding="utf-8")
    book = Codebook.open([path])
    assert book.kind("cattle_raid").lexicon == ({"noun": "cattle raid"}, {"verb": "rustle", "frame": "act"})
    assert "battle" in book.kinds
    with pytest.raises(OnrecordError, match="no kind"):
        book.kind("duel")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Duel: {label: D, family: f, definition: d}", "lower-case"),
        ("duel: {label: D}", "family"),
        ("duel: {label: D, family: f, definition: d, lexicon: [{noun: 3}]}", "lexicon"),
        ("duel: {label: D, family: f, definition: d, acled: [{sub_event: Duel}]}", "sub_event"),
        (
            "duel: {label: D, family: f, definition: d, acled: [{sub_event: Other, when: agreed}]}",
            "without a condition",
        ),
        ("duel: {label: D, family: f, definition: d, examples: [{text: t, kind: dual}]}", "dual"),
        ("[1, 2]", "codebook"),
        ("{", "codebook"),
    ],
)
def test_a_bad_codebook_is_refused_with_its_fault(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OnrecordError, match=reason):
        Codebook.open([path])
