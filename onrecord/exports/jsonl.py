"""Everything current in a store as JSON lines, from which `onrecord import` makes an equal store. Restricted: it holds what is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.exports.stamp import about
from onrecord.model import OnrecordError
from onrecord.store.contract import Store

if TYPE_CHECKING:
    from onrecord.exports.selected import Export


def write(export: Export) -> tuple[Path, ...]:
    """Write the whole store to ``out``. Raises OnrecordError under the profile public, or where only a part is asked for."""
    if export.store is None or export.stamp.profile != "restricted":
        raise OnrecordError("JSON lines hold what is sealed; they exist under the profile restricted alone.")
    if export.stamp.asked:
        raise OnrecordError("JSON lines are the whole store; leave out the filters, or choose another format.")
    with export.out.open("w", encoding="utf-8") as out:
        out.write(msgspec.json.encode({"onrecord": about(export.stamp)}).decode() + "\n")
        out.writelines(f"{line}\n" for line in export.store.copy())
    return (export.out,)


def restore(path: Path, store: Store) -> str:
    """Make the empty ``store`` from a file; gives a sentence for the user.

    Raises OnrecordError where the file cannot be read or is no copy of a store, or where the store is not empty; then nothing
    is written.
    """
    with store.writing() as writing:
        rows = writing.restore(_lines(path))
    return f"{rows} rows: the store stands as it was exported; its settings, accounts and log stayed behind"


def _lines(path: Path) -> Iterator[str]:
    """The lines of the copy, without what the export says of itself."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from (line for line in file if not line.startswith('{"onrecord":'))
    except (OSError, UnicodeError) as problem:
        raise OnrecordError(f"Cannot read {path}: {problem}.") from problem
