"""Names of people harmed: read off the grammar, cut out of the text, and in no output."""

import pytest

from onrecord.exports import json as exported
from onrecord.pipeline import code_text

CASES = [
    ("Gunmen murdered Father Ignacio Salas and his driver, Juan Rojas Vega, near Puerto Verde.", {"Ignacio Salas", "Juan Rojas Vega"}),
    ("Former attorney general Roberto Leal was kidnapped on Monday.", {"Roberto Leal"}),
    ("Six priests, including Jose de la Vega, were shot dead in the town.", {"Jose de la Vega"}),
    ("Journalist Maria Campos was arrested along with activist Luis Prado.", {"Maria Campos", "Luis Prado"}),
    ("A bomb killed two farmers near Puerto Verde on Monday. The victims were identified as Luis Rojas and Pedro Vega Salas.", {"Luis Rojas", "Pedro Vega Salas"}),
    ("Gunmen shot dead a teacher in Puerto Verde. Police said the dead man was identified as Raul Prado.", {"Raul Prado"}),
    ("Two lawyers, identified as Ana Campos and Luis Prado, were kidnapped on Monday.", {"Ana Campos", "Luis Prado"}),
    ("A bomb killed two farmers near Puerto Verde. The gunman was identified as Raul Prado.", set()),
    ("The rebels attacked the Liberty Party headquarters, killing three soldiers.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), CASES)
def test_names(text, names, tools):
    coded = code_text(text, tools, published="2016-01-17")
    found = {victim.text for claim in coded.claims for victim in claim.victims}
    assert found == names


def test_names_are_sealed(tools):
    coded = code_text("Gunmen murdered Father Ignacio Salas near Puerto Verde.", tools, published="2016-01-17")
    assert any(claim.victims for claim in coded.claims)
    assert '"victims"' not in exported.one_or_many([coded])


def test_line_breaks_lose_no_claim(tools):
    coded = code_text("A bomb exploded in the market, killing three\nfarmers on Monday.", tools, published="2016-01-17")
    assert not coded.rejected
    assert [toll.low for claim in coded.claims for toll in claim.tolls] == [3]
