"""The command line: one command a step, every step also a filter on standard input and output.

Exit codes: 0 all well, 1 some input refused or something missing, 2 wrong usage or settings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from cyclopts import CycloptsError

import onrecord.cli.batching  # registers its commands, as do the next ones
import onrecord.cli.coding
import onrecord.cli.exporting
import onrecord.cli.judging
import onrecord.cli.measuring
import onrecord.cli.places
import onrecord.cli.protecting
import onrecord.cli.recording
import onrecord.cli.serving
import onrecord.cli.steps
import onrecord.cli.storing
import onrecord.cli.weighing  # noqa: F401
from onrecord.cli.shared import app
from onrecord.model import OnrecordError

__all__ = ["main"]

TRACEBACK = "ONRECORD_TRACEBACK"
"""Environment variable: where set, a fault of Onrecord's own shows where in the code it lies."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):  # not every stream can; then its own encoding stays
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        result = app(arguments, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return 2
    except OnrecordError as error:
        print(f"onrecord: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        _stop_writing()
        return 0
    except OSError as error:
        print(f"onrecord: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        _stop_writing()
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        if TRACEBACK in os.environ:
            raise
        print(f"onrecord: a fault of its own, please report it: {type(fault).__name__}: {fault}", file=sys.stderr)
        print(f"          {TRACEBACK}=1 shows where.", file=sys.stderr)
        return 1
    return result if isinstance(result, int) else 0


def _stop_writing() -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not stumble over it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
