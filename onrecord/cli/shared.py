"""What several commands share: the application, own knowledge files, dates, progress and output."""

from __future__ import annotations

import dataclasses
import datetime
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from cyclopts import App, Group, Parameter

from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from onrecord.cli.asking import Asking
    from onrecord.pipeline import Settings, Tools

STEPS = Group("Steps", help="Each alone, as a filter on standard input and output: one JSON object a line.", sort_key=1)
ASKING = Group("Asking and measuring", sort_key=2)
OWN = Group(
    "Own knowledge", help="Files that add to what the package knows; each may be given several times.", sort_key=3
)
File = Annotated[tuple[Path, ...], Parameter(consume_multiple=False, negative="", show_default=False, group=OWN)]


def no_option(_: object, value: str | list[str]) -> None:
    """Let a lone hyphen through as standard input, and no misspelt option as a path."""
    for path in [value] if isinstance(value, str) else value:
        if path.startswith("-") and path != "-":
            raise ValueError(f"unknown option {path}")


Source = Annotated[str, Parameter(allow_leading_hyphen=True, validator=no_option)]
Paths = Annotated[list[str], Parameter(negative="", allow_leading_hyphen=True, validator=no_option)]
"""What to read; a lone hyphen is standard input."""
Item = TypeVar("Item")


def many(number: int, noun: str) -> str:
    """So many of them, in words: "1 event", "2,000 events"."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


app = App(
    name="onrecord",
    help="Reads news reports of armed conflict and puts what they say on the record, with who said so.",
    help_format="plaintext",
)


@Parameter(name="*")
@dataclasses.dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Own files that add to what the package knows. An own entry wins over the package's."""

    actors: File = ()
    "YAML of actors, in the form of the package's own."
    publishers: File = ()
    "YAML of publishers."
    codebook: File = ()
    "YAML of kinds of events."
    places: File = ()
    "YAML, CSV or built index of places."
    gazetteer: Annotated[Path | None, Parameter(show_default=False, group=OWN)] = None
    "An index of places to use instead of the package's."


def settings(knowledge: Knowledge, coder: str = "rules", asking: Asking | None = None) -> Settings:
    """The settings that the options stand for; ``asking`` where the coder may be a language model."""
    from onrecord.cli.asking import asked
    from onrecord.pipeline import Settings

    plain = Settings(coder=coder, **dataclasses.asdict(knowledge))
    return plain if asking is None else msgspec.structs.replace(plain, asking=asked(asking))


def tools(knowledge: Knowledge, coder: str = "rules", asking: Asking | None = None) -> Tools:
    """All that coding needs, opened. Raises OnrecordError naming the file that is missing or wrong."""
    from onrecord.pipeline import Tools

    return Tools.open(settings(knowledge, coder, asking))


def day(published: str | None, option: str = "--published") -> str | None:
    """A date as the user wrote it. Raises OnrecordError where it is none."""
    if published is None:
        return None
    try:
        return datetime.date.fromisoformat(published).isoformat()
    except ValueError:
        raise OnrecordError(f"{option} wants a date such as 2016-01-17, not {published!r}.") from None


def counted(items: Iterable[Item], what: str) -> Iterator[Item]:
    """Count along on standard error where a person watches."""
    if not sys.stderr.isatty():
        yield from items
        return
    with progress() as tell:
        for number, item in enumerate(items, 1):
            tell(what, f"{number:,}")
            yield item


@contextmanager
def progress() -> Iterator[Callable[[str, str], None]]:
    """A line on standard error that tells a task and how far it is; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.fields[done]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task("", total=None, done="")
        yield lambda what, done: shown.update(task, description=what, done=done)


@contextmanager
def writer(out: Path | None) -> Iterator[Callable[[str], object]]:
    """A function that writes to the file, or to standard output. Raises OnrecordError where the file cannot be written."""
    if out is None:
        yield sys.stdout.write
        return
    try:
        file = out.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OnrecordError(f"Cannot write {out}: {error.strerror}.") from None
    with file:
        yield file.write
