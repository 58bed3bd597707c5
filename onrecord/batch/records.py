"""One row for every input of a shard, in a file that is either whole or not there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord.batch.plan import Form
from onrecord.model import Coded, OnrecordError, Record

COLUMNS = (
    "input",
    "report",
    "url",
    "publisher",
    "published",
    "language",
    "title",
    "claims",
    "events",
    "step",
    "reason",
)


class Row(Record, frozen=True, kw_only=True):
    """This input became this report with so many claims and events, or was refused at this step for this reason.

    ``coded`` is the whole record as JSON, null for what was refused.
    """

    input: str
    report: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    title: str | None = None
    claims: int = 0
    events: int = 0
    step: str | None = None
    reason: str | None = None
    coded: str | None = None


class Counts(Record, frozen=True, kw_only=True):
    """What a shard came to: ``inputs`` = ``coded`` + the sum of ``rejected``; ``sha256`` is of its file."""

    inputs: int
    coded: int
    rejected: dict[str, int]
    claims: int
    events: int
    sha256: str


def row(name: str, coded: Coded) -> Row:
    """The row of one input. A report with claims is coded, whatever else was refused in it."""
    refused = coded.rejected[0] if coded.rejected and not coded.claims else None
    report = coded.report
    if report is None or refused is not None:
        return Row(
            input=name,
            report=report.id if report else None,
            language=report.language if report else None,
            step=refused.step if refused else None,
            reason=refused.reason if refused else None,
        )
    return Row(
        input=name,
        report=report.id,
        url=report.url,
        publisher=report.publisher,
        published=report.published,
        language=report.language,
        title=report.title,
        claims=len(coded.claims),
        events=len(coded.events),
        coded=msgspec.json.encode(coded).decode(),
    )


def counted(rows: Sequence[Row], sha256: str) -> Counts:
    """The counts of a shard's rows. Reasons are counted without what is particular to one input."""
    rejected: dict[str, int] = {}
    for one in rows:
        if one.coded is None:
            key = f"{one.step}: {reason(one.reason or '')}"
            rejected[key] = rejected.get(key, 0) + 1
    return Counts(
        inputs=len(rows),
        coded=sum(one.coded is not None for one in rows),
        rejected=dict(sorted(rejected.items())),
        claims=sum(one.claims for one in rows),
        events=sum(one.events for one in rows),
        sha256=sha256,
    )


def reason(text: str) -> str:
    """The kind of a reason: what stands before a colon, figures as #."""
    head = text.partition(": ")[0]
    return "".join("#" if char.isdigit() else char for char in head)


def write(rows: Sequence[Row], path: Path, form: Form) -> str:
    """Write a shard's rows beside their place, then put them there whole. Gives the file's SHA-256.

    Raises OnrecordError where it cannot be written, or for Parquet without pyarrow.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    if form == "jsonl":
        encoder = msgspec.json.Encoder()
        beside.write_bytes(b"".join(encoder.encode(one) + b"\n" for one in rows))
    else:
        _parquet(rows, beside)
    digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    _settle(beside, path)
    return digest


def put(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    _settle(beside, path)


def _settle(beside: Path, path: Path) -> None:
    """Make sure that the bytes are on the disk before the name is."""
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)


def _parquet(rows: Sequence[Row], path: Path) -> None:
    _table({name: [getattr(one, name) for one in rows] for name in (*COLUMNS, "coded")}, path)


def put_table(columns: dict[str, list[Any]], path: Path) -> None:
    """Write a Parquet table whole or not at all. Raises OnrecordError where pyarrow is not installed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    _table(columns, beside)
    _settle(beside, path)


def _table(columns: dict[str, list[Any]], path: Path) -> None:
    """A Parquet file of text, numbers (``claims``, ``events`` as counts) and lists of text."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise OnrecordError("Parquet needs pyarrow: pip install 'onrecord[parquet]', or --format jsonl.") from None
    kinds = {int: arrow.int32(), tuple: arrow.list_(arrow.string())}
    fields = [(name, kinds.get(type(values[0]) if values else str, arrow.string())) for name, values in columns.items()]
    table = arrow.table(columns, schema=arrow.schema(fields))
    parquet.write_table(table, path, compression="zstd", write_statistics=False)


def read(path: Path) -> Iterator[Row]:
    """The rows of a shard's file. Raises OnrecordError where it is damaged."""
    try:
        if path.suffix == ".jsonl":
            with path.open("rb") as file:
                for line in file:
                    yield msgspec.json.decode(line, type=Row)
        else:
            from pyarrow import parquet

            for batch in parquet.ParquetFile(path).iter_batches(batch_size=256):
                for found in batch.to_pylist():
                    yield msgspec.convert(found, Row)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise OnrecordError(f"{path} is damaged: {error}") from None
