"""Who did an incident, in the words of a newswire text: organisations by their names, people by what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from adapters.kit import Kit
from onrecord.model import Actor, Claim, Coded

GROUPS = ("rebel_group", "political_militia", "identity_militia")
PRONOUNS = ("he", "she", "it", "they", "them", "we", "us", "who", "him", "her", "i", "you", "those")

BODIES = {
    "army", "military", "battalion", "brigade", "police", "guard", "government", "cartel", "cartels", "mafia", "mafias",
    "squad", "squads", "gangs", "forces", "movement", "front", "command", "commando", "party", "force", "regime", "gang",
    "corps", "navy",
}  # fmt: skip
"""Nouns that make words for people a body that acts."""

PERSONS = {"fighters", "strangers", "members", "civilians", "army", "units", "groups", "protesters"}
"""Classes of nouns that say who did it; governments, machines and offices are no persons."""

MEMBERS = {"fighters", "members", "units"}
"""Classes of nouns that make people of an organisation's name: "rebels of the front"."""

BLAME = re.compile(
    r"responsib|blam|accus|attribut|suspect|claim|work\s+of|carried\s+out|perpetrat",
    re.IGNORECASE,
)
AROUND = 160
"""Characters around a group's name in which such words may say that it did what the text tells."""

NEAR = 400
"""Characters between an incident and the name of a group that the text may mean; re-check with ``benchmarks/accuracy.py``."""


BEHIND = re.compile(r",|\b(?:of|from|in|who|that|with)\b", re.IGNORECASE)
"""Where the words behind a phrase's head begin."""

BESIDE = 100
"""Characters between an incident and words for fighters that it may be the work of."""


class Organisations:
    """The organisations that a text names, each in the form that it mostly uses, and which of them it holds responsible."""

    def __init__(self, text: str, coded: Coded, kit: Kit) -> None:
        self._kit = kit
        self.mentions = kit.actors(text)
        named = [(mention, entry) for mention, entry in self.mentions if entry and not mention.generic]
        forms: dict[str, Counter[str]] = {}
        for mention, entry in named:
            forms.setdefault(entry.name, Counter())[" ".join(mention.text.split())] += 1
        self._written = {name: self._best_form(found) for name, found in forms.items()}
        self._names = {entry.id: entry.name for _, entry in named}
        self._groups = [(mention.start, entry.name) for mention, entry in named if entry.kind in GROUPS]
        fighters = (mention for mention, _ in self.mentions if mention.noun in ("fighters", "strangers"))
        self._fighters = [(one.start, one.end, " ".join(one.text.split())) for one in fighters]
        self._votes = _votes(coded)
        self._votes.update(
            entry.name
            for mention, entry in named
            if entry.kind in GROUPS and BLAME.search(text[max(0, mention.start - AROUND) : mention.end + AROUND])
        )

    def _best_form(self, forms: Counter[str]) -> str:
        """The form that the text uses most, a name before a word for its people ("guerrillas")."""

        def rank(form: str) -> tuple[bool, int, int]:
            return not PERSONS & set(self._kit.noun_classes(form)), forms[form], -len(form)

        return max(forms, key=rank)

    def classes(self, text: str) -> Sequence[str]:
        """The classes of the noun that heads words for people."""
        return self._kit.noun_classes(text)

    def written(self, id_: str | None) -> str | None:
        """A listed organisation as the text writes it; null where the text does not name it."""
        return self._written.get(self._names.get(id_ or "", ""))

    def ruled(self, claims: Sequence[Claim]) -> list[str]:
        """Organisations that these claims of one incident name as its doers.

        Where they name none it is the armed group named near them that the text speaks of most as a doer.
        """
        known = [actor for actor in named_doers(claims) if actor.responsibility.basis != "unidentified"]
        return briefest([name for actor in known for name in self._organisation(actor)] or self._near(claims))

    def persons(self, claims: Sequence[Claim]) -> list[str]:
        """People that these claims of one incident name as its doers; where they name no doer at all, those named beside them."""
        doers = named_doers(claims)
        return once(actor.text for actor in doers if self._is_people(actor)) if doers else self._beside(claims)

    def _beside(self, claims: Sequence[Claim]) -> list[str]:
        """Fighters named right beside an incident that nobody is said to have done."""
        near = [
            (min(max(start - claim.trigger.end, claim.trigger.start - end, 0) for claim in claims), text)
            for start, end, text in self._fighters
        ]
        distance, text = min(near, default=(BESIDE, ""))
        return [text] if distance < BESIDE else []

    def _is_people(self, actor: Actor) -> bool:
        if actor.responsibility.basis == "unidentified":
            return True
        if _head(actor.text) in BODIES:
            return False
        return bool((MEMBERS if is_name(actor) else PERSONS) & set(self._kit.noun_classes(actor.text)))

    def _organisation(self, actor: Actor) -> list[str]:
        """The organisation that an actor's words name, or whose people they are, as the text writes it."""
        if is_name(actor):
            return [self._written.get(" ".join(actor.text.split()), actor.text)]
        if actor.name and not is_nobody(actor) and actor.kind in GROUPS:
            return [self._written[actor.name]] if actor.name in self._written else []
        return [actor.text] if BODIES & words(actor.text) else []

    def _near(self, claims: Sequence[Claim]) -> list[str]:
        near = {
            name for start, name in self._groups if any(abs(start - claim.trigger.start) < NEAR for claim in claims)
        }
        best = max(near, key=lambda name: (self._votes[name], name), default=None)
        return [self._written[best]] if best else []


def _votes(coded: Coded) -> Counter[str]:
    """How often each armed group does something, or speaks."""
    votes: Counter[str] = Counter()
    for claim in coded.claims:
        for actor in claim.actors:
            if actor.role == "initiator" and actor.kind in GROUPS and actor.name and not is_nobody(actor):
                votes[actor.name] += 1
        if claim.source.kind == "armed_group" and claim.source.entity and claim.source.name:
            votes[claim.source.name] += 1
    return votes


def named_doers(claims: Iterable[Claim]) -> list[Actor]:
    """Those told as doing it, but for pronouns and where it is denied."""
    every = [actor for claim in claims for actor in claim.actors if actor.role == "initiator"]
    return [a for a in every if a.responsibility.basis != "denied" and a.text.casefold() not in PRONOUNS]


def is_nobody(actor: Actor) -> bool:
    """Whether the registry entry stands for whoever it was: "unidentified armed group"."""
    return actor.id is None or actor.id.endswith(("unidentified", "unidentified-armed-group"))


def is_name(actor: Actor) -> bool:
    """Whether the words are the organisation's name or acronym rather than a word for people."""
    mine, theirs = re.findall(r"\w+", actor.text.casefold()), re.findall(r"\w+", (actor.name or "").casefold())
    initials = "".join(word[0] for word in theirs if word not in ("of", "the", "and", "for"))
    return bool(set(mine) & set(theirs)) or initials in mine


def briefest(texts: Iterable[str]) -> list[str]:
    """Each organisation once: names without those that another name stands in."""
    every = once(texts)
    bags = [words(text) for text in every]
    return [text for text, bag in zip(every, bags, strict=True) if not any(other < bag for other in bags)]


def once(texts: Iterable[str]) -> list[str]:
    """Texts on one line each, without repeats."""
    return list(dict.fromkeys(" ".join(text.split()) for text in texts))


def _head(text: str) -> str:
    """The last word before "of" and the like, which says what a phrase is about."""
    return (re.findall(r"\w+", BEHIND.split(text, maxsplit=1)[0].casefold()) or [""])[-1]


def words(text: str) -> set[str]:
    """The words of a text, without capitals."""
    return set(re.findall(r"\w+", text.casefold()))
