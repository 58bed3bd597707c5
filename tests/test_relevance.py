"""Pages that are worth reading, and pages that leave early."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.clean.sift import rough_text, sift
from onrecord.language.relevance import relevance, words
from onrecord.model import Page, Rejected

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "relevance.yaml").read_text(encoding="utf-8"))


def a_page(content: str, media_type: str = "text/plain") -> Page:
    return Page(
        name="p", url=None, sha256="0" * 64, retrieved_at=None, media_type=media_type, encoding="utf-8", content=content
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_case(case: dict[str, Any]) -> None:
    assert relevance(case["text"]).enough is case["worth"]


def test_no_word_is_both_telling_and_common() -> None:
    assert not words().telling & words().common


def test_a_long_text_needs_more_than_a_passing_word() -> None:
    filler = "The council spoke of roads and schools and of the price of bread in the market. " * 60
    assert not relevance(filler + "One speaker recalled the siege, the war and the dead.").enough


def test_a_page_in_a_language_that_nobody_reads_leaves_with_its_language_named() -> None:
    text = "قُتل خمسة مدنيين وأصيب آخرون في قصف مدفعي على بلدة وادي سهل، بحسب مصادر محلية."
    found = sift(a_page(text), {"en"}.__contains__)
    assert isinstance(found, Rejected)
    assert (found.step, "'ar'" in found.reason) == ("relevance", True)
    assert sift(a_page(text), {"en", "ar"}.__contains__) is None


def test_html_is_sifted_by_its_words() -> None:
    page = a_page(
        "<html><head><script>var war = 'killed bombs rebels troops shelling siege'</script></head>"
        "<body><nav><a href=/>Home</a></nav><article><p>The council spoke of roads and of the price of bread, and put off "
        "its vote on the new school until the spring, when the money will be there.</p></article></body></html>",
        "text/html",
    )
    assert "bombs" not in rough_text(page)
    assert isinstance(sift(page, {"en", "und"}.__contains__), Rejected)
