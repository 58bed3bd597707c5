"""A batch from its inputs to its shards: what is missing is coded, what is there is kept, and everything is counted."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from onrecord.batch import shard as shards_of
from onrecord.batch.engines import Engine
from onrecord.batch.plan import MANIFEST, SHARDS, Job, Manifest, Shard, planned, written
from onrecord.batch.records import Counts
from onrecord.model import OnrecordError, Record

LOCK = ".lock"


class Progress(Record, frozen=True, kw_only=True):
    """How far a run is: shards and inputs done by it, and shards it has to do."""

    shards: int
    of: int
    inputs: int


class Summary(Record, frozen=True, kw_only=True):
    """What a whole batch came to: ``inputs`` = ``coded`` + the sum of ``rejected``.

    ``resumed`` is the number of shards that an earlier run had done.
    """

    shards: int
    resumed: int
    inputs: int
    coded: int
    claims: int
    events: int
    rejected: dict[str, int]


def run(
    inputs: Sequence[str], job: Job, engine: Engine, *, tell: Callable[[Progress], None] = lambda _: None
) -> Summary:
    """Code what is missing of the inputs into the job's folder, and sum up all of it.

    Raises OnrecordError where the folder is in use or cannot be written, or for a fault that no input is to blame for;
    what was done until then is kept.
    """
    with _alone(job.out):
        manifest = planned(inputs, job)
        written(manifest, job.out)
        _sweep(job.out)
        known = {shard.id: counts for shard in manifest.shards if (counts := shards_of.done(shard, job))}
        missing = [shard for shard in manifest.shards if shard.id not in known]
        resumed, inputs_done = len(known), 0
        for number, (shard, counts) in enumerate(engine(missing, job) if missing else (), 1):
            known[shard.id] = counts
            inputs_done += counts.inputs
            tell(Progress(shards=number, of=len(missing), inputs=inputs_done))
        return summed(manifest, known, resumed)


def summed(manifest: Manifest, counts: dict[str, Counts], resumed: int) -> Summary:
    """The sum over all shards; sources that could not be cut count as one refused input each."""
    rejected: dict[str, int] = {}
    for refused in manifest.refused:
        rejected[f"{refused.step}: {refused.reason}"] = rejected.get(f"{refused.step}: {refused.reason}", 0) + 1
    for one in counts.values():
        for reason, number in one.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + number
    return Summary(
        shards=len(manifest.shards),
        resumed=resumed,
        inputs=len(manifest.refused) + sum(one.inputs for one in counts.values()),
        coded=sum(one.coded for one in counts.values()),
        claims=sum(one.claims for one in counts.values()),
        events=sum(one.events for one in counts.values()),
        rejected=dict(sorted(rejected.items(), key=lambda item: (-item[1], item[0]))),
    )


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep a second run out of the folder while this one lasts; the system lets go when the process ends, however."""
    try:
        (out / SHARDS).mkdir(parents=True, exist_ok=True)
        lock = (out / LOCK).open("w")
    except OSError as error:
        raise OnrecordError(f"Cannot write {out}: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OnrecordError(f"{out} is in use by another run.") from None
        yield


def _sweep(out: Path) -> None:
    """Take away what a run that was broken off had half written."""
    for folder in (out, out / SHARDS):
        for path in folder.glob(".*"):
            if path.is_file() and path.name != LOCK and (path.name.startswith(f".{MANIFEST}") or folder != out):
                path.unlink(missing_ok=True)


def shards_done(out: Path, manifest: Manifest) -> Iterator[tuple[Shard, Path]]:
    """The shards of a manifest with their files, in order. Raises OnrecordError where one is not coded yet."""
    for shard in manifest.shards:
        path = out / SHARDS / f"{shard.id.partition(':')[2]}.{manifest.form}"
        if not path.exists() or not path.with_suffix(".json").exists():
            raise OnrecordError(f"{out} is not finished: run the batch again, it codes only what is missing.")
        yield shard, path
