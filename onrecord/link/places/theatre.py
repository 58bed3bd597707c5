"""Which country a report speaks of most: what decides between namesakes where nothing nearer does."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping

from onrecord.knowledge import naming
from onrecord.knowledge.gazetteer.land import countries

NAME, DEMONYM = 2, 1
"""A country's name says where; "Russian jets" says only whose."""
SHARE = 0.4
"""Below this share of all mentions a report speaks of no country in particular."""
GUESTS = frozenset(
    {"US", "GB", "FR", "RU", "CN", "CA", "AU", "DE", "IT", "ES", "NL", "BE", "DK", "NO", "SE", "PL", "CH", "AT", "JP"}
)
"""Whose forces, diplomats and relief workers are told of in wars on other continents: their demonyms alone say nothing of where."""


def theatre(text: str) -> str | None:
    """The ISO 3166-1 code of the country that the text names most, None where none stands out.

    Whose jets they are counts only where no country is named: a war is told with its guests' demonyms. In a text all in
    capitals "US" and "CAR" are as likely words as countries, and count for nothing.
    """
    named, owning = _votes(text)
    votes = named + owning
    if not votes:
        return None
    code, most = max(((code, votes[code]) for code in named or votes), key=lambda vote: (named[vote[0]], vote[1]))
    told = named or votes
    return code if most >= NAME and told[code] >= SHARE * told.total() else None


def spoken(text: str) -> frozenset[str]:
    """The ISO 3166-1 codes of all countries that the text names or tells of by a demonym."""
    return frozenset(code for votes in _votes(text) for code in votes)


def _votes(text: str) -> tuple[Counter[str], Counter[str]]:
    """How often a text names each country, and how often it only says whose something is."""
    named: Counter[str] = Counter()
    owning: Counter[str] = Counter()
    table, cased = _words(), naming.cased(text)
    for match in _pattern().finditer(text):
        if cased or match.group().lower() not in naming.common():
            code, weight = table[match.group()]
            (named if weight == NAME else owning)[code] += weight
    return named, owning


@functools.cache
def _words() -> Mapping[str, tuple[str, int]]:
    """Names and demonyms as they are written, in capitals too; an abbreviation ("US", "CAR") only as it is."""
    found: dict[str, tuple[str, int]] = {}
    for country in countries().values():
        for demonym in country.demonyms:
            for form in (demonym, demonym + "s", demonym.upper()):
                found.setdefault(form, (country.code, DEMONYM))
    for country in countries().values():
        for name in (country.name, *country.aliases):
            short = "." in name or name.isupper()
            forms = (name,) if short else (name, name + "s", name.upper())  # "Syrias army": an apostrophe lost
            found.update(dict.fromkeys(forms, (country.code, DEMONYM if short else NAME)))
    return found


@functools.cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_words(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
