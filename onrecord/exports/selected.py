"""What a format is given to write: released records, the stamp, how to weigh, and where to say what was left out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec

from onrecord import weigh
from onrecord.exports.stamp import Stamp
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.knowledge.publishers import Publishers
from onrecord.protect.record import Released
from onrecord.weigh import PolicyName, Weighed

if TYPE_CHECKING:
    from onrecord.store.contract import Store


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One export as it runs: a format's ``write(export)`` makes the file ``out`` from it (and others beside it where it has to).

    ``records`` gives the released events in the order of the store, and may be called several times. ``store`` is there
    under the profile ``restricted`` alone, for what no dossier holds (pages, victims, log); under ``public`` it is null, so that
    nothing can go round protection. ``originals`` leads from ids of events as exported to those in the store, under ``restricted`` alone. ``left`` counts, by reason, the events that the format has no row for. ``before``
    gives the released events of the period of equal length before the selection's, for formats that compare; null where the selection has no two ends.
    """

    out: Path
    stamp: Stamp
    records: Callable[[], Iterator[Released]]
    codebook: Codebook
    registry: Registry
    publishers: Publishers
    store: Store | None = None
    originals: Mapping[str, str] = {}
    before: Callable[[], Iterator[Released]] | None = None
    left: Counter[str] = msgspec.field(default_factory=Counter)

    def original(self, event: str) -> str:
        """The id in the store of an event as exported; only under ``restricted``."""
        return self.originals[event]

    def weighed(self, record: Released) -> Weighed:
        """The event's values by the policy of this export."""
        return weigh.weighed(record.dossier, cast(PolicyName, self.stamp.policy), self.registry)


def earlier(since: str | None, until: str | None) -> tuple[str, str] | None:
    """The days of equal number before a period, ISO; null where it has no two ends."""
    if since is None or until is None:
        return None
    first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    end = first - dt.timedelta(days=1)
    return (end - (last - first)).isoformat(), end.isoformat()
