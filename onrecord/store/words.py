"""Full-text search: what is indexed, and what a query means, the same in SQLite (FTS5) and in PostgreSQL (tsvector).

Words are folded here (case and accents) and cut at everything that is no letter or digit, so that both find the same. The
indexes hold no text of their own. A report is found by its title and text, a telling by the sentences of its claims and
by the names that linking gave its actors and places.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, TableClause, column, func, literal_column, select, table, text

from onrecord.model import Claim, OnrecordError, Report
from onrecord.store.ledger import chunks
from onrecord.store.summary import folded
from onrecord.store.tables import FINDS

MOST = 100_000
"""Words of one text that are indexed: PostgreSQL takes at most a megabyte of different words a text."""

WORD = re.compile(r"[^\W_]+")
TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')

WORDS: TableClause = table("words", column("text"), column("said"))


def create(connection: Connection) -> None:
    """Make the index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("CREATE VIRTUAL TABLE words USING fts5(said, content='', tokenize='unicode61')")
        return
    connection.exec_driver_sql("CREATE TABLE words (text bigint PRIMARY KEY, said tsvector NOT NULL)")
    connection.exec_driver_sql("ALTER TABLE words ALTER said SET STORAGE EXTERNAL, SET (toast_tuple_target = 128)")
    connection.exec_driver_sql("CREATE INDEX words_said ON words USING gin (said) WITH (fastupdate = off)")


def empty(connection: Connection) -> None:
    """Take everything out of the index, so that no word of it stays in it."""
    connection.exec_driver_sql("DROP TABLE words")
    create(connection)


Number = TypeVar("Number", int, ColumnElement[int])


def of_report(serial: Number) -> Number:
    """The number of a report's text in the index, by the serial of the report's row."""
    return 2 * serial


def of_telling(serial: Number) -> Number:
    """The number of a telling's text in the index."""
    return 2 * serial + 1


def split(said: str) -> list[str]:
    """The words of a text as they are indexed."""
    return WORD.findall(folded(said))


Text = tuple[int, str]
"""A text's number, and its words as they are indexed, with a gap between each two."""


def report_text(serial: int, report: Report) -> Text:
    """What a report is found by, under the serial of its row."""
    return _text(of_report(serial), f"{report.title or ''} {report.text}")


def telling_text(serial: int, claims: Sequence[Claim]) -> Text:
    """What a telling is found by, under the serial of its row."""
    said = dict.fromkeys(part for claim in claims for part in _said(claim))
    return _text(of_telling(serial), " ".join(said))


def _text(number: int, said: str) -> Text:
    return number, " ".join(split(said)[:MOST])


def _said(claim: Claim) -> Iterator[str]:
    yield claim.sentence.text
    yield from (actor.name for actor in claim.actors if actor.name)
    for place in claim.places:
        yield from (name for name in (place.name, *(admin.name for admin in place.admin)) if name)
    if claim.source.name:
        yield claim.source.name


ENTER = {
    "sqlite": "INSERT INTO words (rowid, said) VALUES (:text, :said)",
    "postgresql": "INSERT INTO words VALUES (:text, to_tsvector('simple', :said))",
}


def index(connection: Connection, texts: Iterable[Text]) -> None:
    """Put texts into the index."""
    rows = [{"text": number, "said": said} for number, said in texts]
    if rows:
        connection.execute(text(ENTER[connection.dialect.name]), rows)


# --- proof -----------------------------------------------------------------------------------------------------------


def agree(connection: Connection, texts: Iterable[Text]) -> bool:
    """Whether the index holds these texts and no others: word by word on a server; in a file, whose index gives no text back,
    as many words of each text, and each word as often in all."""
    return _as_counted(connection, texts) if connection.dialect.name == "sqlite" else _as_written(connection, texts)


SAME = """SELECT count(*) FROM unnest(CAST(:numbers AS bigint[]), CAST(:texts AS text[])) AS wanted (text, said)
JOIN words ON words.text = wanted.text AND words.said = to_tsvector('simple', wanted.said)"""
BATCH = 500


def _as_written(connection: Connection, texts: Iterable[Text]) -> bool:
    there = connection.execute(text("SELECT count(*) FROM words")).scalar_one()
    for batch in chunks(texts, BATCH):
        asked = {"numbers": [number for number, _ in batch], "texts": [said for _, said in batch]}
        if connection.execute(text(SAME), asked).scalar_one() != len(batch):
            return False
        there -= len(batch)
    return bool(there == 0)


def _as_counted(connection: Connection, texts: Iterable[Text]) -> bool:
    """Words of Latin letters are counted here; the file itself tells which of the others it takes for words."""
    sizes: dict[int, int] = {}
    counts: Counter[str] = Counter()
    foreign: list[Text] = []
    for number, said in texts:
        if said.isascii():
            parts = said.split()
            sizes[number] = len(parts)
            counts.update(parts)
        else:
            foreign.append((number, said))
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.foreign_words USING fts5(said, content='')")
    try:
        for batch in chunks(foreign, BATCH):
            rows = [{"text": number, "said": said} for number, said in batch]
            connection.execute(text("INSERT INTO foreign_words (rowid, said) VALUES (:text, :said)"), rows)
        sizes |= _sizes(connection, "temp.foreign_words")
        counts += _counts(connection, "temp.foreign_words")
    finally:
        connection.exec_driver_sql("DROP TABLE temp.foreign_words")
    return sizes == _sizes(connection, "main.words") and counts == _counts(connection, "main.words")


def _sizes(connection: Connection, index: str) -> dict[int, int]:
    """How many words each text of an FTS5 index has: it keeps that as a number of seven bits a byte."""
    rows = connection.exec_driver_sql(f"SELECT id, sz FROM {index}_docsize")  # noqa: S608 - of ours
    return {number: functools.reduce(lambda whole, byte: whole << 7 | byte & 127, size, 0) for number, size in rows}


def _counts(connection: Connection, index: str) -> Counter[str]:
    """How often each word occurs in an FTS5 index."""
    schema, _, name = index.partition(".")
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.counted USING fts5vocab({schema}, {name}, row)")
    try:
        return Counter({row.term: row.cnt for row in connection.exec_driver_sql("SELECT term, cnt FROM counted")})
    finally:
        connection.exec_driver_sql("DROP TABLE temp.counted")


# --- queries ---------------------------------------------------------------------------------------------------------


class Term(msgspec.Struct, frozen=True):
    """Words that must follow each other, or must not occur; ``begins``: the last is only the beginning of a word."""

    words: tuple[str, ...]
    begins: bool
    without: bool


def terms(query: str) -> tuple[Term, ...]:
    """What a query asks for: all of its words; "words in quotes" in this order; ``begin*``; none of ``-these``.

    Raises OnrecordError where it asks for nothing.
    """
    found = []
    for minus, quoted, bare in TERM.findall(query):
        if words := split(quoted or bare):
            found.append(Term(tuple(words), begins=bare.endswith("*"), without=bool(minus)))
    if all(term.without for term in found):
        raise OnrecordError(f"The search {query!r} names no word to look for.")
    return tuple(found)


def match(dialect: str, query: str) -> str:
    """The query in the language of the database."""
    wanted = sorted(terms(query), key=lambda term: term.without)
    if dialect == "sqlite":
        said = [f'"{" ".join(term.words)}"{" *" if term.begins else ""}' for term in wanted]
        return "".join(
            (" NOT " if t.without else " AND ") + s if n else s
            for n, (t, s) in enumerate(zip(wanted, said, strict=True))
        )
    said = [" <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.begins else "") for term in wanted]
    return " & ".join(("!" if t.without else "") + f"({s})" for t, s in zip(wanted, said, strict=True))


def _answers(query: str) -> ColumnElement[bool]:
    """Whether a text answers to a query, on a server."""
    return WORDS.c.said.op("@@")(func.to_tsquery("simple", match("postgresql", query)))


def matching(dialect: str, query: str) -> Select[Any]:
    """The numbers of the texts that answer to a query."""
    if dialect == "sqlite":
        said = match(dialect, query)
        return select(literal_column("rowid")).select_from(WORDS).where(literal_column("words").op("MATCH")(said))
    return select(WORDS.c.text).where(_answers(query))


def holding(dialect: str, query: str, event: ColumnElement[int]) -> Select[Any]:
    """Which texts of a version of an event answer to a query: looked into one by one on a server, told from all answers in a
    file (to which the sum says that they are to be looked up there, and not the other way round)."""
    told = select(FINDS.c.text).where(FINDS.c.event == event).correlate(event.table)
    if dialect == "sqlite":
        return told.where((FINDS.c.text + 0).in_(matching(dialect, query)))
    return told.join(WORDS, WORDS.c.text == FINDS.c.text).where(_answers(query))
