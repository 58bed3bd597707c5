"""Questions to the database that take any number of ids as one parameter: built, compiled and planned once, then asked again.

Where one report is kept, most of the time goes into building and compiling statements, unless each is always the same one. So
conditions on ids are written with ``among`` in statements that are made once, and the ids come with the asking.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Dialect,
    Integer,
    Select,
    Text,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

IDS = "ids"
"""The name of the parameter that ``among`` takes its ids from."""
MOMENT = bindparam("moment", type_=Text())
"""The moment that a statement about the past is asked for."""


class _List(TypeDecorator[Collection[Any]]):
    """Ids or serials as one value: an array on a server, JSON in a file."""

    impl = Text
    cache_ok = True

    def __init__(self, numbers: bool) -> None:
        super().__init__()
        self.numbers = numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(ARRAY(BigInteger() if self.numbers else Text()))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return msgspec.json.encode(ids).decode() if dialect.name == "sqlite" else ids


class _Among(FunctionElement[bool]):
    """Whether a column holds one of the values of a list."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> _Among:
        return self


@compiles(_Among, "sqlite")
def _in_a_file(element: _Among, compiler: Any, **more: Any) -> str:
    column, ids = (compiler.process(part, **more) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - of parts that were compiled


@compiles(_Among, "postgresql")
def _on_a_server(element: _Among, compiler: Any, **more: Any) -> str:
    column, ids = (compiler.process(part, **more) for part in element.clauses)
    return f"{column} = ANY ({ids})"


@functools.cache
def among(column: Column[Any]) -> ColumnElement[bool]:
    """Whether a column holds one of the ids that the statement is asked with."""
    return _Among(column, bindparam(IDS, type_=_List(isinstance(column.type, Integer))))


def one_of(column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """The same for values that are there when the statement is made."""
    return _Among(column, bindparam(None, list(values), type_=_List(isinstance(column.type, Integer)), unique=True))


def when(past: bool) -> BindParameter[str] | None:
    """The moment of a statement that is asked of the past, null for one about what is current."""
    return MOMENT if past else None


def ask(
    connection: Connection,
    question: Callable[[bool], Select[Any] | CompoundSelect[Any]],
    ids: Collection[Any],
    as_of: str | None = None,
) -> Sequence[Any]:
    """The rows that answer to a question about these ids, as it stands or stood at a moment; none where there are no ids."""
    if not ids:
        return ()
    return connection.execute(question(as_of is not None), {IDS: ids, MOMENT.key: as_of}).all()
