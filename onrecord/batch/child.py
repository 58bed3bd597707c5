"""A child process that codes shards, watched from outside: what stops it is found out and left aside."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Collection
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Literal, NamedTuple

from onrecord.batch.plan import Job, Shard
from onrecord.batch.records import Counts
from onrecord.model import OnrecordError

STRIKES = 3
"""How often an input may be the one at work when a worker stops before it is blamed; once may be anybody's kill."""
GRACE = 3.0
"""A worker that says nothing for this many times a page's seconds is stopped: the page did not heed its own limit."""
OPENING = 180.0
"""Seconds that a worker may take to open its tools on a busy machine."""
Word = tuple[Literal["open", "at", "done", "fault"], object]


class Stopped(NamedTuple):
    """A worker stopped while it worked on this input of its shard; null before the first."""

    number: int | None


class Child:
    """A process of its own that codes one shard at a time; started when first needed, and again when it stopped."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def code(self, shard: Shard) -> Counts:
        """The counts of a shard that is now coded. An input that stops the worker again and again is refused.

        Raises OnrecordError for faults that no input is to blame for: a full disk, a missing model.
        """
        strikes: dict[int, int] = {}
        unblamed = 0
        while True:
            result = self._attempt(shard, {number for number, count in strikes.items() if count >= STRIKES})
            if isinstance(result, Counts):
                return result
            if result.number is None:
                unblamed += 1
                if unblamed > STRIKES:
                    raise OnrecordError("a worker stops before it can begin; is there enough memory?")
            else:
                strikes[result.number] = strikes.get(result.number, 0) + 1

    def _attempt(self, shard: Shard, blamed: Collection[int]) -> Counts | Stopped:
        number: int | None = None
        try:
            pipe = self._started()
            pipe.send((shard, tuple(blamed)))
            while pipe.poll(GRACE * self._job.seconds):
                word, told = pipe.recv()
                if word == "at":
                    number = told
                elif word == "done":
                    return told  # type: ignore[no-any-return]
                else:
                    raise OnrecordError(str(told))
        except (EOFError, OSError):
            pass
        self.stop()
        return Stopped(number)

    def _started(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.stop()
        if self._closed:
            raise OnrecordError("the batch has ended")
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, self._job), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(OPENING):
            raise EOFError
        word, told = self._pipe.recv()
        if word == "fault":
            raise OnrecordError(str(told))
        return self._pipe

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.stop()

    def stop(self) -> None:
        """End the process at once; what it was writing stays beside its place and is never taken for whole."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _work(pipe: Connection, job: Job) -> None:
    """What the child does: open the tools, then shard after shard until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    from onrecord.batch import guard, shard

    try:
        from onrecord.pipeline import Tools

        tools = Tools.open(job.settings)
        guard.limit_memory(job.megabytes)
        pipe.send(("open", os.getpid()))
        while True:
            task, blamed = pipe.recv()
            counts = shard.code(task, job, tools, blamed=blamed, tell=lambda number: pipe.send(("at", number)))
            pipe.send(("done", counts))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except (OnrecordError, OSError) as fault:
        with suppress(OSError):
            pipe.send(("fault", str(fault)))
