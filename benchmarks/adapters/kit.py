"""What adapters work with: Onrecord's pipeline and those of its parts that some sets test alone.

Each part is opened once in a process, when it is first asked for. Adapters ask for nothing of the package but through
this class, so that what they measure can be seen in one place.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.model import Coded

REGIONAL = Path("gazetteer") / "places.tsv"
"""The regional list of places of a gold folder, which a user in the region would import."""

SHARED = Path(__file__).parents[2].parent / "shared" / "gold"
"""Where gold data lies beside the checkout; its regional list serves gold folders that bring none."""

HEADS_BEFORE = ("of", "from", "who", "with", "in")
"""Words that end the part of a phrase that its head noun stands in."""


class Kit:
    """Onrecord as an adapter sees it; ``gold`` is the folder that may hold a regional list of places."""

    def __init__(self, gold: Path) -> None:
        self._gold = gold

    def code(self, text: str, published: str | None = None, title: str | None = None) -> Coded:
        """The text, taken as a report's body as it is, coded with the shipped settings."""
        from onrecord.pipeline import code_text

        return code_text(text, self._tools, published=published, title=title)

    def stated_day(self, text: str) -> str | None:
        """The day on which a text says it was published, on a line of its own; null where none says so."""
        from onrecord import clean
        from onrecord.clean import furniture
        from onrecord.language import datelines
        from onrecord.model import Page, Rejected

        page = Page(
            name="text", url=None, sha256="", retrieved_at=None, media_type="text/plain", encoding=None, content=text
        )
        report = clean.report(page, publishers=self._publishers, published=None)
        if not isinstance(report, Rejected) and report.published:
            return report.published
        stamps = (line for line in text.split("\n") if furniture.is_timestamp(line.strip()))
        return next((days[0].iso for line in stamps if (days := datelines.days(line))), None)

    def one_event(self, tellings: Sequence[Any]) -> Sequence[frozenset[str]]:
        """Tellings of many reports, grouped by the event they tell of."""
        from onrecord import merge
        from onrecord.knowledge.codebook import Codebook
        from onrecord.record import kinship

        return merge.partition(tellings, kinship(Codebook.open(), self._registry))

    def country(self, words: str) -> str | None:
        """The common name of the country that a place lies in, or that an alpha-3 code or a country's name stands for."""
        from onrecord.link.places import choose

        code = self._registry.country(words)
        if code is None:
            entry = choose(words, self._embedded).entry
            code = self._registry.country(entry.country) if entry else None
        return self._registry.country_name(code) if code else None

    def seat(self, text: str) -> str | None:
        """The country of the town that a text's dateline names: where its writer sat."""
        from onrecord.language import datelines

        found = datelines.dateline(text)
        parts = found.place.replace("/", ",").split(",") if found else []
        return next((land for part in reversed(parts) if (land := self.country(part.strip()))), None)

    def lands(self, text: str) -> list[str]:
        """The countries that a text names, by name or adjective, each as often as it is named."""
        return [land for land, _ in self._land_words(text)]

    def lands_by_name(self, text: str) -> list[str]:
        """The same without adjectives: "Syria", not "Syrian"."""
        return [land for land, words in self._land_words(text) if self._registry.country(words)]

    def _land_words(self, text: str) -> list[tuple[str, str]]:
        """The countries that a text names, each with the words that do."""
        from onrecord.knowledge import naming
        from onrecord.language import sentences

        tokens = [token.text for sentence in sentences.split(text) for token in sentence.tokens]
        pieces = naming.pieces(tokens)
        found = self._registry.land_words(pieces, naming.cased(text))
        named = [
            (self._registry.country_name(code), " ".join(piece.word for piece in pieces[start:end]))
            for start, end, code in found
        ]
        return [(name, words) for name, words in named if name]

    def actors(self, text: str) -> list[Any]:
        """The words that name or describe an actor, with the entry of the registry that each stands for; null for a word for people."""
        from onrecord.coders.rules import actors
        from onrecord.language import parse

        found = actors.find(parse.read(text, self._reader, lambda sentence: False), self._registry)
        return [(mention, self._registry.entry(mention.id) if mention.id else None) for mention in found]

    def noun_classes(self, words: str) -> Sequence[str]:
        """The classes of the group noun that heads a phrase ("members" of "members of the front"); none where none does."""
        from onrecord.knowledge import naming
        from onrecord.knowledge.phrases import head_noun

        pieces = naming.pieces(naming.split(words))
        ends = [number for number, piece in enumerate(pieces) if piece.word in HEADS_BEFORE]
        found = head_noun(pieces) or (head_noun(pieces[: ends[0]]) if ends else None)
        return found[1] if found else ()

    def conflict_words(self, text: str) -> frozenset[str]:
        """The words of conflict, repression and unrest that stand in a text, of those that tell whether it is worth reading."""
        from onrecord.language import relevance

        lists, said = relevance.words(), relevance.WORD.findall(text.lower())
        return frozenset((*said, *map(" ".join, itertools.pairwise(said)))) & (lists.telling | lists.common)

    def report(self, row: dict[str, Any]) -> Any:
        """A whole report in the gold form, coded from the text as it came."""
        from onrecord.evaluate import as_it_came, flat
        from onrecord.evaluate.gold import Gold

        gold = Gold(id=row["id"], text=row["text"], published=row.get("published"), title=row.get("title"), events=())
        return flat(as_it_came(gold, self._tools))

    def body(self, raw: bytes, url: str | None) -> str:
        """The body of a web page; empty where the page is refused as no article."""
        from onrecord import clean
        from onrecord.model import Rejected
        from onrecord.read import Limits, content

        page = content.page(raw, content.Origin(name=url or "page", url=url), Limits())
        report = page if isinstance(page, Rejected) else clean.report(page, publishers=self._publishers, published=None)
        return "" if isinstance(report, Rejected) else report.text

    def tree(self, words: Sequence[str]) -> Any:
        """The dependency tree of given words."""
        from onrecord.language.document import Token

        tokens, end = [], 0
        for word in words:
            tokens.append(Token(word, end, end + len(word)))
            end += len(word) + 1
        return self._reader.trees([tokens])[0]

    def attributions(self, text: str) -> Sequence[Any]:
        """Who says, thinks or stands for what in the text, nested attributions left out."""
        from onrecord.language import parse, quotations

        document = parse.read(text, self._reader, lambda sentence: True)
        return quotations.outermost(quotations.attributions(document, stances=True))

    def times(self, text: str, published: str | None) -> list[tuple[int, int, str, str]]:
        """Start, end, TIMEX3 type and value of each time expression, counted from the day of publication."""
        from onrecord.language import dates

        day = dt.date.fromisoformat(published) if published else None
        found = []
        for item in dates.read(text, day):
            kind, value = dates.timex(item.mention, day, item.reference)
            found.append((item.mention.start, item.mention.end, kind, value))
        return found

    def places(self, text: str) -> list[tuple[int, int, float | None, float | None]]:
        """Start, end and point of each place name, with the shipped gazetteer."""
        points = [(mention, choice.point) for mention, choice in self._located(text)]
        return [
            (mention.start, mention.end, point.lat if point else None, point.lon if point else None)
            for mention, point in points
        ]

    def towns(self, text: str) -> list[tuple[str, str | None]]:
        """The towns and villages that a text names, in its words, each with its country."""
        return [(name, land) for _, _, name, land in self.named_towns(text)]

    def named_towns(self, text: str) -> list[tuple[int, int, str, str | None]]:
        """The same, each with the start and end of its name."""
        found = [(mention, choice.entry) for mention, choice in self._located(text)]
        return [
            (
                mention.start,
                mention.end,
                mention.name,
                self._registry.country_name(self._registry.country(entry.country) or ""),
            )
            for mention, entry in found
            if entry and entry.feature == "settlement"
        ]

    def _located(self, text: str) -> list[tuple[Any, Any]]:
        """Each place name of a text with what it was taken to stand for."""
        from onrecord.coders.rules import toponyms
        from onrecord.language import parse
        from onrecord.link.places import Question, together

        mentions = toponyms.find(parse.read(text, self._reader, lambda sentence: True), self._embedded)
        named = [mention for mention in mentions if mention.name]
        holders = [mentions[mention.container].text if mention.container is not None else None for mention in named]
        questions = [
            Question(
                words=" ".join(mention.text.split()), containers=(holder,) if holder else (), relation=mention.relation
            )
            for mention, holder in zip(named, holders, strict=True)
        ]
        return list(zip(named, together(questions, self._embedded), strict=True))

    def locate(
        self, names: Sequence[str], areas: Sequence[str], country: str, *, regional: bool
    ) -> tuple[float, float] | None:
        """The point of a place with one of these names, in these areas (narrowest first) of a country."""
        from onrecord.link.places import locate

        return locate(names, areas, self._regional if regional else self._embedded, country)

    @functools.cached_property
    def _tools(self) -> Any:
        from onrecord.pipeline import Settings, Tools

        return Tools.open(Settings())

    @functools.cached_property
    def _registry(self) -> Any:
        from onrecord.knowledge.actors import Registry

        return Registry.open()

    @functools.cached_property
    def _publishers(self) -> Any:
        from onrecord.knowledge.publishers import Publishers

        return Publishers.open()

    @functools.cached_property
    def _reader(self) -> Any:
        from onrecord.language.parse import Reader

        return Reader.open()

    @functools.cached_property
    def _embedded(self) -> Any:
        from onrecord.knowledge.gazetteer import Gazetteer

        return Gazetteer.open()

    @functools.cached_property
    def _regional(self) -> Any:
        """The shipped gazetteer with the regional list imported; the shipped one alone where there is no list."""
        from onrecord.knowledge.gazetteer import Gazetteer, build, sources

        listed = next((path for folder in (self._gold, SHARED) if (path := folder / REGIONAL).exists()), None)
        if listed is None:
            return self._embedded
        self._folder = tempfile.TemporaryDirectory()
        built = Path(self._folder.name) / "regional.sqlite"
        build.build(built, [sources.source("whosonfirst", [listed])])
        return Gazetteer.open(extra=(built,))
