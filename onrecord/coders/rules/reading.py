"""One report read once: its sentences and trees with every mention that the rules draw on, sentence by sentence."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

import msgspec

from onrecord.coders.rules import actors as actor_mentions
from onrecord.coders.rules import control_words, means, toponyms
from onrecord.coders.rules.actors import ActorMention
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import is_wide
from onrecord.coders.rules.triggers import Trigger, Triggers
from onrecord.coders.rules.victims import naming
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.language import dates, parse, quotations
from onrecord.language.dates import TimeMention
from onrecord.language.document import Document, Sentence
from onrecord.language.parse import Reader
from onrecord.language.quantities import Quantity, quantities
from onrecord.language.quotations import Attribution


class Situated(Protocol):
    """A mention that knows the number of its sentence."""

    @property
    def sentence(self) -> int:
        """Number of the sentence."""
        ...


M = TypeVar("M", bound=Situated)


class Tools(msgspec.Struct, frozen=True):
    """What the rules read with; costly to open, so opened once."""

    reader: Reader | None
    gazetteer: Gazetteer
    registry: Registry
    triggers: Triggers


class Reading(msgspec.Struct, frozen=True):
    """A report's text with what was found in it; the sequences run parallel to ``document.sentences``."""

    document: Document
    triggers: tuple[tuple[Trigger, ...], ...]
    places: tuple[PlaceMention, ...]
    actors: tuple[ActorMention, ...]
    times: tuple[tuple[TimeMention, ...], ...]
    quantities: tuple[tuple[Quantity, ...], ...]
    weapons: tuple[tuple[means.WeaponMention, ...], ...]
    hits: tuple[tuple[means.HitMention, ...], ...]
    attributions: tuple[Attribution, ...]

    def places_of(self, sentence: int) -> list[PlaceMention]:
        """The place mentions of one sentence."""
        return [mention for mention in self.places if mention.sentence == sentence]

    def actors_of(self, sentence: int) -> list[ActorMention]:
        """The actor mentions of one sentence."""
        return [mention for mention in self.actors if mention.sentence == sentence]


def parsed(texts: Sequence[str], tools: Tools) -> list[Document]:
    """The sentences of texts, with trees of those that may matter; many texts together are read sooner than one by one."""
    return parse.read_many(texts, tools.reader, lambda sentence: _worth_parsing(sentence, tools.triggers))


def read(document: Document, tools: Tools, on: datetime.date | None = None) -> Reading:
    """All mentions of a parsed text. ``on`` is the publication date: groups change names and countries their armies."""
    text, sentences = document.text, document.sentences
    found_actors = actor_mentions.resolve(actor_mentions.find(document, tools.registry, on), document)
    return Reading(
        document=document,
        triggers=tuple(tuple(tools.triggers.find(s, i)) for i, s in enumerate(sentences)),
        places=_places(document, tools.gazetteer),
        actors=tuple(found_actors),
        times=tuple(tuple(dates.find(text, s.start, s.end)) for s in sentences),
        quantities=tuple(quantities(s) for s in sentences),
        weapons=tuple(tuple(means.weapons(s)) for s in sentences),
        hits=tuple(tuple(means.hits(s)) for s in sentences),
        attributions=tuple(quotations.attributions(document)),
    )


def _places(document: Document, gazetteer: Gazetteer) -> tuple[PlaceMention, ...]:
    """The place mentions of a text, each with what it lies in."""
    found = apart(tuple(toponyms.find(document, gazetteer)), document.text, gazetteer)
    return headed(owned(described(found, document), document), document)


def apart(places: tuple[PlaceMention, ...], text: str, gazetteer: Gazetteer) -> tuple[PlaceMention, ...]:
    """Places that share their noun: in "the Ayn district of Rasheed" the district is Ayn, and lies in Rasheed; in "the
    Rasheed suburb of Ayn" Rasheed, the bigger, is what the other lies in."""
    found = list(places)
    for number, (first, second) in enumerate(itertools.pairwise(places)):
        if first.end <= second.start or second.name is None or first.name is None:
            continue
        start = text.find(second.name, first.end, second.end)
        if start < 0:
            continue
        end = start + len(second.name)
        if _people(first.name, gazetteer) > max(_people(second.name, gazetteer), CITY):
            whole = msgspec.structs.replace(
                first, text=first.name, end=first.start + len(first.name), noun=None, feature=None
            )
            found[number] = whole if text.startswith(first.name, first.start) else first
            found[number + 1] = msgspec.structs.replace(second, text=text[start:end], start=start, container=number)
            continue
        found[number + 1] = msgspec.structs.replace(
            second, text=text[start:end], start=start, end=end, noun=None, feature=None
        )
        found[number] = msgspec.structs.replace(first, container=number + 1)
    return tuple(found)


CITY = 50_000
"""People of a town whose parts are told with its name."""


def _people(name: str, gazetteer: Gazetteer) -> int:
    return max((entry.population for entry in gazetteer.exact(name)), default=0)


def described(places: tuple[PlaceMention, ...], document: Document) -> tuple[PlaceMention, ...]:
    """Places with what is said of them right behind: in "Ayn, a village in Rasheed" the village is Ayn, in Rasheed."""
    found = list(places)
    for number, (named, told) in enumerate(itertools.pairwise(places)):
        if _is_named_behind(named, told, document):
            found[number] = msgspec.structs.replace(
                told, noun=named.noun, feature=named.feature, position=named.position, relation=named.relation
            )
            continue
        if not _is_apposition(named, told, document):
            continue
        whole = msgspec.structs.replace(named, container=told.container if named.container is None else named.container)
        found[number] = whole
        found[number + 1] = msgspec.structs.replace(whole, position=told.position)
    return tuple(found)


def _is_named_behind(told: PlaceMention, named: PlaceMention, document: Document) -> bool:
    """Whether a nameless town is named right behind: "their village, Ayn, was burned"."""
    tree = document.sentences[told.sentence].tree
    if tree is None or told.name is not None or named.name is None or told.sentence != named.sentence:
        return False
    town = told.feature in ("settlement", "neighbourhood") and told.noun is not None and named.noun is None
    return town and tree.relations[named.position] == "appos" and tree.heads[named.position] == told.position


def _is_apposition(named: PlaceMention, told: PlaceMention, document: Document) -> bool:
    if named.name is None or told.name is not None or named.sentence != told.sentence or told.feature in NO_TOWN:
        return False
    tokens = document.sentences[named.sentence].tokens
    between = [token.lower for token in tokens[named.last + 1 : told.first] if token.text not in MARKS]
    if between:  # "Ayn, the last rebel-held town"
        return between[0] in ("the", "one") and len(between) > 1 and set(between[1:]) <= ONLY
    article, *more = told.text.lower().split()
    return article in ("a", "an", "another", "one") or (
        article == "the" and len(more) > 1
    )  # "the besieged rebel-held town"


MARKS = (",", "(", "-")
ONLY = frozenset({"last", "only", "first", "second", "biggest", "largest", "main", "of", "the", "most", "important"})
"""Words by which what follows is told of the place named before."""

NO_TOWN = frozenset({"site", "line", "water", None})
"""Features that no description of a town has: "shells hit Ayn, a clinic and a school"."""


def owned(places: tuple[PlaceMention, ...], document: Document) -> tuple[PlaceMention, ...]:
    """Places with the one that a possessive puts them in: "a suburb in Syria's Idlib province" lies in the province."""
    owners: dict[int, int] = {}
    for number, place in enumerate(places):
        tree = document.sentences[place.sentence].tree
        if tree is None or tree.relations[place.position] != "nmod:poss":
            continue
        head = tree.heads[place.position]
        held = (i for i, p in enumerate(places) if p.sentence == place.sentence and p.first <= head <= p.last)
        owners |= dict.fromkeys([number], next((i for i in held if i != number), number))
    owners = {owner: held for owner, held in owners.items() if owner != held}
    inside = {held: owner for owner, held in owners.items()}

    def container(number: int, place: PlaceMention) -> int | None:
        known = inside.get(number, place.container)
        if known is not None and places[known].start < place.start:  # an owner stands behind what it lies in nothing of
            return known
        return owners.get(known, known) if known is not None and owners.get(known) != number else known

    return tuple(msgspec.structs.replace(p, container=container(i, p)) for i, p in enumerate(places))


def headed(places: tuple[PlaceMention, ...], document: Document) -> tuple[PlaceMention, ...]:
    """Places with the area that heads their line: in "Rasheed province: a bomb went off in Ayn", Ayn lies in the province."""
    heads = {p.sentence: n for n, p in enumerate(places) if is_heading(p, document.sentences[p.sentence])}
    return tuple(
        msgspec.structs.replace(p, container=heads[p.sentence])
        if p.container is None and p.role == "event" and heads.get(p.sentence, number) != number and not is_wide(p)
        else p
        for number, p in enumerate(places)
    )


def is_heading(place: PlaceMention, sentence: Sentence) -> bool:
    """Whether a place heads a line of a digest or a headline: "Rasheed province: …", "Rasheed | …"."""
    tokens = sentence.tokens
    return place.first <= 1 and place.last + 1 < len(tokens) and tokens[place.last + 1].text in HEADS_LINE


HEADS_LINE = frozenset({":", "|"})
FIGURE = re.compile(r"\d")


def _worth_parsing(sentence: Sentence, triggers: Triggers) -> bool:
    """Whether anything in the sentence may become a claim, a source or a toll."""
    if triggers.possible(sentence) or quotations.wanted(sentence):
        return True
    named, held = naming().verbs, control_words.telling()
    return any(t.lower in named or t.lower in held or FIGURE.search(t.text) for t in sentence.tokens)


def of_sentence(mentions: Iterable[M], sentence: int) -> list[M]:
    """The mentions that stand in one sentence."""
    return [mention for mention in mentions if mention.sentence == sentence]


def token_at(sentence: Sentence, start: int) -> int:
    """The position of the token that covers a character; the last one before it where it falls between two."""
    tokens: Sequence = sentence.tokens  # type: ignore[type-arg]
    found = 0
    for position, token in enumerate(tokens):
        if token.start > start:
            break
        found = position
    return found
