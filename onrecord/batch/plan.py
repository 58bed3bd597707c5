"""What a batch has to do: its inputs cut into shards, each with an id that tells whether it is done already."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.model import OnrecordError, Record, Rejected, content_id
from onrecord.pipeline import Settings
from onrecord.read.files import below
from onrecord.read.slices import STEP, Slice, of_files

Form = Literal["parquet", "jsonl"]
MANIFEST = "manifest.json"
SHARDS = "shards"


class Shard(Record, frozen=True, kw_only=True):
    """One slice of the inputs with its id: the same inputs, settings and version have the same id everywhere."""

    id: str
    part: Slice


class Job(Record, frozen=True, kw_only=True):
    """How all shards of a batch are coded.

    ``seconds`` and ``megabytes`` are what one page may take; ``published`` is the day of pages that state none.
    """

    out: Path
    form: Form
    settings: Settings
    published: str | None = None
    seconds: float = 60.0
    megabytes: int = 2000

    def file(self, shard: Shard) -> Path:
        """Where the records of a shard stand once it is whole."""
        return self.out / SHARDS / f"{shard.id.partition(':')[2]}.{self.form}"

    def summary(self, shard: Shard) -> Path:
        """Where the counts of a shard stand; written last, so a shard that has them is done."""
        return self.file(shard).with_suffix(".json")


class Manifest(Record, frozen=True, kw_only=True):
    """What a batch was asked to do: version, settings and shards, with the sources that could not be cut at all."""

    version: str
    form: Form
    settings: dict[str, str]
    shards: tuple[Shard, ...]
    refused: tuple[Rejected, ...]


def planned(inputs: Sequence[str], job: Job, step: int = STEP) -> Manifest:
    """The manifest of these inputs. The same inputs in the same order give the same manifest."""
    shards, refused = [], []
    mark = fingerprint(job)
    for part in _parts(inputs, step):
        if isinstance(part, Rejected):
            refused.append(part)
        else:
            shards.append(Shard(id=_id(part, mark), part=part))
    unique = {shard.id: shard for shard in shards}  # the same file named twice is coded once
    settings = described(job)
    return Manifest(
        version=_version(), form=job.form, settings=settings, shards=tuple(unique.values()), refused=tuple(refused)
    )


def _parts(inputs: Sequence[str], step: int) -> Iterator[Slice | Rejected]:
    """Slices of all files named or below a folder named; an input that is not there is refused."""
    paths = [Path(source) for source in inputs]
    yield from (
        Rejected(input=str(path), step="read", reason="no such file or folder") for path in paths if not path.exists()
    )
    yield from of_files((file for path in paths if path.exists() for file in _below(path)), step)


def _below(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from below(path)
    else:
        yield path


def _id(part: Slice, mark: str) -> str:
    """Sources count with size and time of change: a file that was written again is coded again."""
    files = part.names or (part.source,)
    states = [(name, *_state(name)) for name in files]
    return content_id("s", mark, part.kind, part.source, part.member, part.start, part.count, states)


def _state(name: str) -> tuple[int, int]:
    try:
        found = Path(name).stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def described(job: Job) -> dict[str, str]:
    """The settings that the records depend on, in words."""
    told = msgspec.to_builtins(job.settings, enc_hook=str)
    return {name: str(value) for name, value in told.items()} | {"published": str(job.published), "form": job.form}


def fingerprint(job: Job) -> str:
    """A mark that changes with version and settings, own lists by what stands in them."""
    own = [*job.settings.actors, *job.settings.publishers, *job.settings.codebook, *job.settings.places]
    own += [job.settings.gazetteer] if job.settings.gazetteer else []
    return content_id("f", _version(), sorted(described(job).items()), [_state(str(path)) for path in own])


def _version() -> str:
    from importlib.metadata import version

    return version("onrecord")


def written(manifest: Manifest, out: Path) -> None:
    """Keep the manifest in the folder. Raises OnrecordError where it cannot be written."""
    try:
        (out / SHARDS).mkdir(parents=True, exist_ok=True)
        beside = out / f".{MANIFEST}.{os.getpid()}"
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(manifest, enc_hook=str), indent=1) + b"\n")
        beside.replace(out / MANIFEST)
    except OSError as error:
        raise OnrecordError(f"Cannot write {out}: {error.strerror}.") from None


def opened(out: Path) -> Manifest:
    """The manifest of a folder. Raises OnrecordError where it holds none."""
    try:
        return msgspec.json.decode((out / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise OnrecordError(f"{out} holds no batch: {error}") from None
