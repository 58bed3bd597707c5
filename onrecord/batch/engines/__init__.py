"""Where shards are coded, interchangeable: in this process, in processes of this machine, or on Ray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from onrecord.batch.plan import Job, Shard
from onrecord.batch.records import Counts
from onrecord.model import OnrecordError

Name = Literal["local", "processes", "ray"]


class Engine(Protocol):
    """Codes shards in any order, and tells of each as it is done."""

    def __call__(self, shards: Sequence[Shard], job: Job) -> Iterator[tuple[Shard, Counts]]:
        """Code the shards. Each is written before it is told."""
        ...


def engine(name: Name, workers: int, address: str | None = None) -> Engine:
    """The engine of this name. ``workers`` is how many shards are coded at once; ``address`` is a Ray cluster's.

    Raises OnrecordError for a name that is none, or for Ray where it is not installed.
    """
    if name == "local":
        from onrecord.batch.engines.local import run

        return run
    if name == "processes":
        from onrecord.batch.engines.processes import Processes

        return Processes(workers)
    if name == "ray":
        from onrecord.batch.engines.ray import Ray

        return Ray(workers, address)
    raise OnrecordError(f"There is no engine called {name!r}; the engines are: local, processes, ray.")
