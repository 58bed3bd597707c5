"""Full-text search: what is indexed, and what a query means, the same in SQLite (FTS5) and in PostgreSQL (tsvector).

Words are folded here (case and accents) and cut at everything that is no letter or digit, so that both find the same. The
indexes hold no text of their own. A report is found by its title and text, a telling by the sentences of its claims and
by the names that linking gave its actors and places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, TableClause, column, func, literal_column, select, table, text

from onrecord.model import Claim, OnrecordError, Report
from onrecord.store.ledger import Ledger
from onrecord.store.summary import folded

MOST = 100_000
"""Words of one text that are indexed: PostgreSQL takes at most a megabyte of different words a text."""

WORD = re.compile(r"[^\W_]+")
TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')

REPORT_WORDS: TableClause = table("report_words", column("serial"), column("words"))
TELLING_WORDS: TableClause = table("telling_words", column("serial"), column("words"))


def create(connection: Connection) -> None:
    """Make the indexes."""
    for name in ("report_words", "telling_words"):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', tokenize='unicode61')"
            )
        else:
            connection.exec_driver_sql(f"CREATE TABLE {name} (serial bigint PRIMARY KEY, words tsvector NOT NULL)")
            connection.exec_driver_sql(f"CREATE INDEX {name}_words ON {name} USING gin (words) WITH (fastupdate = off)")


def empty(connection: Connection) -> None:
    """Take everything out of the indexes, so that no word of it stays in them."""
    for name in ("report_words", "telling_words"):
        connection.exec_driver_sql(f"DROP TABLE {name}")
    create(connection)


def split(said: str) -> list[str]:
    """The words of a text as they are indexed."""
    return WORD.findall(folded(said))


def index_report(ledger: Ledger, serial: int, report: Report) -> None:
    """Index a report under the serial of its row."""
    _index(ledger.connection, "report_words", [(serial, f"{report.title or ''} {report.text}")])


def index_tellings(ledger: Ledger, tellings: Mapping[int, Sequence[Claim]]) -> None:
    """Index tellings, each under the serial of its row, by their claims."""
    texts = [
        (serial, " ".join(dict.fromkeys(part for claim in claims for part in _said(claim))))
        for serial, claims in tellings.items()
    ]
    _index(ledger.connection, "telling_words", texts)


def _said(claim: Claim) -> Iterator[str]:
    yield claim.sentence.text
    yield from (actor.name for actor in claim.actors if actor.name)
    for place in claim.places:
        yield from (name for name in (place.name, *(admin.name for admin in place.admin)) if name)
    if claim.source.name:
        yield claim.source.name


ENTER = {
    ("sqlite", "report_words"): "INSERT INTO report_words (rowid, words) VALUES (:serial, :words)",
    ("sqlite", "telling_words"): "INSERT INTO telling_words (rowid, words) VALUES (:serial, :words)",
    ("postgresql", "report_words"): "INSERT INTO report_words VALUES (:serial, to_tsvector('simple', :words))",
    ("postgresql", "telling_words"): "INSERT INTO telling_words VALUES (:serial, to_tsvector('simple', :words))",
}


def _index(connection: Connection, index: str, texts: Sequence[tuple[int, str]]) -> None:
    rows = [{"serial": serial, "words": " ".join(split(said)[:MOST])} for serial, said in texts]
    if rows:
        connection.execute(text(ENTER[connection.dialect.name, index]), rows)


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


def matching(dialect: str, index: TableClause, query: str) -> Select[Any]:
    """The serials of the rows that answer to a query."""
    said = match(dialect, query)
    if dialect == "sqlite":
        return select(literal_column("rowid")).select_from(index).where(literal_column(index.name).op("MATCH")(said))
    return select(index.c.serial).where(index.c.words.op("@@")(func.to_tsquery("simple", said)))


def holds(dialect: str, index: TableClause, query: str, serial: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the row of a serial answers to a query: looked up row by row on a server, where all answers would take long."""
    found = matching(dialect, index, query)
    return serial.in_(found) if dialect == "sqlite" else found.where(index.c.serial == serial).exists()
