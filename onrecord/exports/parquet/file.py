"""A Parquet file written batch by batch, its schema taken from a row's record."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from onrecord.model import OnrecordError, Record

if TYPE_CHECKING:
    import pyarrow

BATCH = 10_000
"""Rows in a row group: few enough to stay small in memory, enough to compress well."""


def arrow() -> Any:
    """The library. Raises OnrecordError saying how to install it."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as problem:
        raise OnrecordError("Parquet needs pyarrow; install it with: pip install 'onrecord[parquet]'") from problem
    return pyarrow


class Table:
    """One file as it is written. ``extra`` columns come last; ``metadata`` is known beforehand, ``state`` adds the rest."""

    def __init__(
        self,
        path: Path,
        row: type[Record],
        extra: Mapping[str, Any] | None = None,
        metadata: Mapping[str, bytes] | None = None,
    ) -> None:
        pa = arrow()
        fields = [pa.field(name, type_, nullable, described(row, name)) for name, type_, nullable in columns(row)]
        fields += [pa.field(name, type_) for name, type_ in (extra or {}).items()]
        self._schema = pa.schema(fields, metadata=dict(metadata or {}))
        self._writer = pa.parquet.ParquetWriter(path, self._schema, compression="zstd", version="2.6")
        self._waiting: list[dict[str, Any]] = []

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, rows: Iterable[Record | dict[str, Any]]) -> None:
        """Write rows; records become rows of plain values, dates stay dates."""
        self._waiting += [
            row if isinstance(row, dict) else msgspec.to_builtins(row, builtin_types=(datetime.date,)) for row in rows
        ]
        if len(self._waiting) >= BATCH:
            self._flush()

    def state(self, statement: Mapping[str, Any]) -> None:
        """Keep what the export says of itself in the file, under the key ``onrecord``."""
        self._writer.add_key_value_metadata({"onrecord": msgspec.json.encode(statement).decode()})

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(arrow().Table.from_pylist(self._waiting, schema=self._schema))
            self._waiting.clear()


def columns(row: type[Record]) -> list[tuple[str, pyarrow.DataType, bool]]:
    """Name, type and whether it may be null, of each column."""
    return [(name, *_typed(hint)) for name, hint in get_type_hints(row).items()]


def described(row: type[Record], column: str) -> dict[str, str]:
    """The meaning of a column as the field's own metadata."""
    return {"description": meaning(row, column)}


def meaning(row: type[Record], column: str) -> str:
    """The meaning of a column in words."""
    (note,) = get_type_hints(row, include_extras=True)[column].__metadata__
    return str(note.description)


def _typed(hint: Any) -> tuple[Any, bool]:
    pa = arrow()
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        return _typed(inner)[0], True
    if get_origin(hint) is tuple:
        return pa.list_(_typed(get_args(hint)[0])[0]), False
    if isinstance(hint, type) and issubclass(hint, Record):
        return pa.struct([pa.field(name, type_, nullable) for name, type_, nullable in columns(hint)]), False
    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), datetime.date: pa.date32()}
    return plain[hint], False
