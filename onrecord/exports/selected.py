"""What a format is given to write: released records, the stamp, and how to weigh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.exports.stamp import Stamp
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.protect.record import Released

if TYPE_CHECKING:
    from onrecord.store.contract import Store


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One export as it runs: a format's ``write(export)`` makes the file ``out`` from it (and others beside it where it has to).

    ``records`` gives the released events in the order of the store, and may be called several times. ``store`` is there
    under the profile ``restricted`` alone, for what no dossier holds (pages, victims, log); under ``public`` it is null, so that
    nothing can go round protection.
    """

    out: Path
    stamp: Stamp
    records: Callable[[], Iterator[Released]]
    codebook: Codebook
    registry: Registry
    store: Store | None = None
