"""In this process, one shard after the other: nothing to start, nothing to watch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.batch import shard as shards_of
from onrecord.batch.plan import Job, Shard
from onrecord.batch.records import Counts
from onrecord.pipeline import Tools


def run(shards: Sequence[Shard], job: Job) -> Iterator[tuple[Shard, Counts]]:
    """Code the shards in order. A page's seconds are limited, its memory is not: that takes a process of its own."""
    tools = Tools.open(job.settings)
    for shard in shards:
        yield shard, shards_of.code(shard, job, tools)
