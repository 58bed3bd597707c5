"""What has changed on the record since a day, and why: from the log, and the events as they stood then and stand now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from onrecord.model import Glance, Record
from onrecord.store.contract import Store

Kind = Literal["new", "changed", "merged", "withdrawn"]


class Change(Record, frozen=True, kw_only=True):
    """This event came, changed, was merged or withdrawn since then, because of these reports and decisions.

    ``before`` and ``now`` show it at a glance, null where it did not stand. ``into`` is the event that it was merged into.
    ``at`` is when it last changed.
    """

    event: str
    change: Kind
    at: str
    into: str | None
    because: tuple[str, ...]
    before: Glance | None
    now: Glance | None


class _Said(msgspec.Struct, frozen=True):
    """What a log entry says of an event."""

    change: str
    because: tuple[str, ...] = ()
    into: str | None = None


def changes(store: Store, since: str) -> Iterator[Change]:
    """Every event whose record is another than at the beginning of a day, in the order of its last change.

    An event that came and went since then is left out. Raises OnrecordError where ``since`` is no date and no moment.
    """
    said: dict[str, list[tuple[str, _Said]]] = {}
    for at, event, payload in store.told("event", since=since):
        if event:
            said.setdefault(event, []).append((at, msgspec.json.decode(payload or "{}", type=_Said)))
    if not said:
        return
    before, now = store.seen(said, as_of=_moment(since)), store.seen(said)
    for event, entries in sorted(said.items(), key=lambda item: item[1][-1][0]):
        last_at, last = entries[-1]
        kind = _kind(event in before, event in now, last)
        if kind is not None:
            yield Change(
                event=event,
                change=kind,
                at=last_at,
                into=last.into if kind == "merged" else None,
                because=tuple(dict.fromkeys(reason for _, told in entries for reason in told.because)),
                before=before.get(event),
                now=now.get(event),
            )


def _moment(since: str) -> str:
    """The last moment before: a day begins at midnight."""
    from onrecord.store import times

    return times.written(times.read(times.instant(since, end=False)) - times.STEP)


def _kind(stood: bool, stands: bool, last: _Said) -> Kind | None:
    if stands:
        return "changed" if stood else "new"
    if not stood:
        return None
    return "merged" if last.into else "withdrawn"
