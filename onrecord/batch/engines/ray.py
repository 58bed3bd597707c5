"""On Ray: actors that keep reader and gazetteer open, each with a watched child process, on this machine or a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from onrecord.batch.child import Child
from onrecord.batch.plan import Job, Shard
from onrecord.batch.records import Counts
from onrecord.model import OnrecordError


class Ray(msgspec.Struct, frozen=True):
    """So many actors on a Ray cluster; without an address Ray is started on this machine for the run."""

    workers: int
    address: str | None = None

    def __call__(self, shards: Sequence[Shard], job: Job) -> Iterator[tuple[Shard, Counts]]:
        """Code the shards. An actor that is lost is started again, and its shard coded again."""
        ray = _ray()
        started = not ray.is_initialized()
        if started:
            _join(ray, self.address, self.workers)
        try:
            yield from _coded(ray, shards, job, self.workers)
        finally:
            if started:
                ray.shutdown()


class Worker:
    """What runs in an actor: one child process that codes shards."""

    def __init__(self, job: Job) -> None:
        self._child = Child(job)

    def code(self, shard: Shard) -> Counts:
        """The counts of a shard that is now coded."""
        return self._child.code(shard)


def _coded(ray: Any, shards: Sequence[Shard], job: Job, workers: int) -> Iterator[tuple[Shard, Counts]]:
    actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)(Worker)
    idle = [actor.remote(job) for _ in range(min(workers, len(shards)))]
    waiting = list(reversed(shards))
    running: dict[Any, tuple[Any, Shard]] = {}
    while waiting or running:
        while idle and waiting:
            worker, shard = idle.pop(), waiting.pop()
            running[worker.code.remote(shard)] = (worker, shard)
        (ready, *_), _ = ray.wait(list(running), num_returns=1)
        worker, shard = running.pop(ready)
        try:
            yield shard, ray.get(ready)
        except ray.exceptions.RayTaskError as fault:
            raise OnrecordError(str(fault.cause)) from None
        idle.append(worker)


def _ray() -> Any:
    try:
        import ray
    except ImportError:
        raise OnrecordError("Ray is not installed: pip install 'onrecord[ray]', or --engine processes.") from None
    return ray


def _join(ray: Any, address: str | None, workers: int) -> None:
    quiet = {"logging_level": "ERROR", "log_to_driver": False}
    try:
        if address:
            ray.init(address=address, **quiet)
        else:
            ray.init(num_cpus=workers, include_dashboard=False, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise OnrecordError(f"Ray cannot be reached: {' '.join(str(error).split())[:300]}") from None
