"""In processes of this machine, each watched by a thread of ours."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence

import msgspec

from onrecord.batch.child import Child
from onrecord.batch.plan import Job, Shard
from onrecord.batch.records import Counts

Told = tuple[Shard, Counts] | BaseException | None


class Processes(msgspec.Struct, frozen=True):
    """So many processes, each coding one shard at a time."""

    workers: int

    def __call__(self, shards: Sequence[Shard], job: Job) -> Iterator[tuple[Shard, Counts]]:
        """Code the shards. The first fault that no input is to blame for ends the run; what is done stays done."""
        waiting: queue.SimpleQueue[Shard] = queue.SimpleQueue()
        for shard in shards:
            waiting.put(shard)
        told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        children = [Child(job) for _ in range(min(self.workers, len(shards)))]
        for child in children:
            threading.Thread(target=_feed, args=(child, waiting, told), daemon=True).start()
        try:
            yield from _told(told, len(children))
        finally:
            for child in children:
                child.close()


def _feed(child: Child, waiting: queue.SimpleQueue[Shard], told: queue.SimpleQueue[Told]) -> None:
    """Give a child shard after shard until none is left."""
    try:
        while True:
            try:
                shard = waiting.get_nowait()
            except queue.Empty:
                break
            told.put((shard, child.code(shard)))
    except BaseException as fault:
        told.put(fault)
    told.put(None)


def _told(told: queue.SimpleQueue[Told], working: int) -> Iterator[tuple[Shard, Counts]]:
    while working:
        one = told.get()
        if one is None:
            working -= 1
        elif isinstance(one, BaseException):
            raise one
        else:
            yield one
