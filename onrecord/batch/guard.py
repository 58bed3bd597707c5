"""What one page may take: seconds and memory, so that no page can hold up or bring down a batch."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


class TooLongError(Exception):
    """A page took longer than it may."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLongError inside when it takes longer. Works in the main thread of a process; elsewhere it limits nothing."""
    try:
        before = signal.signal(signal.SIGALRM, _over)
    except ValueError:  # not the main thread
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _over(_: int, __: FrameType | None) -> None:
    raise TooLongError


def limit_memory(megabytes: int) -> None:
    """Let this process grow by no more than this beyond what it holds now; beyond, MemoryError is raised in it.

    Address space is what the system can limit; where it cannot tell what is held now, nothing is limited.
    """
    try:
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 1_000_000, hard))
