"""The store itself: what changed in it, what it rests on, proof that it is whole, taking words away, copies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import App, Parameter

from onrecord.cli.choosing import STORE, Store, opened, shown
from onrecord.cli.shared import app, many, no_option
from onrecord.model import Glance, OnrecordError

keeping = App(name="store", help="Look after a store: bring its tables up to date, copy it.", group=STORE, sort_key=20)
app.command(keeping)

Words = Annotated[str, Parameter(allow_leading_hyphen=True, validator=no_option)]
Format = Literal["table", "json"]


@app.command(group=STORE, sort_key=14)
def changes(*, since: str, store: Store, format: Format = "table") -> int:  # noqa: A002 - the option's name
    """What is new, changed, merged or withdrawn since the beginning of a day, and because of which reports or decisions.

    Parameters
    ----------
    since
        A day (YYYY-MM-DD) or a moment, in UTC.
    format
        A table for reading, or one JSON object a line.

    """
    from onrecord.store.changes import changes as found

    with opened(store) as home:
        number = 0
        for change in found(home, since):
            number += 1
            if format == "json":
                print(msgspec.json.encode(change).decode())
            else:
                print(f"{change.change:9} {_shown(change.now or change.before)}")
                print(
                    f"          {change.event}{f' into {change.into}' if change.into else ''}, {change.at[:16]}Z",
                    end="",
                )
                print(f", because of {', '.join(change.because)}" if change.because else "")
        if not number and format == "table":
            print(f"Nothing has changed since {since}.")
    return 0


def _shown(glance: Glance | None) -> str:
    """An event in one line: day, kind, place, dead."""
    if glance is None:
        return ""
    low, high = glance.killed_low, glance.killed_high
    least = f"{low} to " if low is not None else "at most "
    dead = "" if high is None else f", killed {high}" if low == high else f", killed {least}{high}"
    place = ", ".join(dict.fromkeys(part for part in (glance.place, glance.area) if part)) or "place unknown"
    return f"{glance.earliest or glance.latest or 'undated'} {glance.kind} at {place}{dead}"


@app.command(group=STORE, sort_key=15)
def stats(*, store: Store, format: Format = "table") -> int:  # noqa: A002 - the option's name
    """What the store holds, and how many reports it has read of each area in each week. No reports is not no events.

    Parameters
    ----------
    format
        A table for reading, or JSON.

    """
    from onrecord.store.coverage import stats as counted

    with opened(store) as home:
        found = counted(home)
    if format == "json":
        print(msgspec.json.encode(found).decode())
        return 0
    events = ", ".join(f"{number} {state}" for state, number in found.events.items())
    held = (many(found.reports, "report"), many(found.claims, "claim"), many(sum(found.events.values()), "event"))
    print(f"{', '.join(held)}{f' ({events})' if events else ''}")
    print(f"{many(found.decisions, 'decision')}, {many(found.refused, 'input')} refused")
    if found.read:
        print(
            "\nReports read, by area and week of publication (0 says that nothing was read, not that nothing happened):"
        )
        width = max(len(row.area) for row in found.read)
        for row in found.read:
            print(f"  {row.area:{width}}  {row.week:8}  {row.reports:6}")
    return 0


@app.command(group=STORE, sort_key=16)
def verify(*, store: Store) -> int:
    """Prove that nothing in the store was changed behind its log: every entry, what it says, every row, and the indexes.

    The hash of the last entry is printed. Noted elsewhere, it proves later that the log up to here was not written anew.
    """
    with opened(store) as home:
        number = home.verify()
        last = None
        for last in home.log():  # noqa: B007 - the last one counts
            pass
    print(f"All {number} entries of the log hold, every row is as it was written, and the indexes agree with the rows.")
    if last is not None:
        print(f"Last entry: {last.number}, {last.at}, {last.hash}")
    return 0


@app.command(group=STORE, sort_key=17)
def redact(what: Words, /, *, by: str, why: str, store: Store) -> int:
    """Take a report, a name or any words away for good: from every text, row, log entry and index.

    This cannot be undone. Backups, exports and the files that were added keep what they hold: redact or delete them too.

    Parameters
    ----------
    what
        The id of a report (r:…), or words, found whatever their case and accents. - reads them from standard input, so
        that they do not stay in the shell's history.
    by
        Who takes responsibility; stands in the log.
    why
        The reason, without the words themselves; stands in the log.

    """
    said = sys.stdin.read().strip() if what == "-" else what
    if not by.strip() or not why.strip():
        raise OnrecordError("A redaction needs --by and --why: both stand in the log.")
    with opened(store) as home:
        rows = home.redact(said, by=f"person:{by.strip()}", why=why.strip())
    print(f"Taken out of {many(rows, 'row')}. Backups, exports and the files that were added are not reached by this.")
    return 0


@keeping.command
def upgrade(*, store: Store) -> int:
    """Bring an older store's tables up to this version. Make a backup first."""
    from onrecord.store.opened import upgrade as upgraded

    done = upgraded(store)
    print("\n".join(f"done: {name}" for name in done) or "The store's tables are up to date.")
    return 0


@keeping.command
def backup(to: Path, /, *, store: Store) -> int:
    """Copy a store in a file to another file, whole, while others may write to it.

    Parameters
    ----------
    to
        The file to make; it must not be there yet.

    """
    from onrecord.store.opened import backup as copied

    copied(store, to)
    print(f"Copied to {to}.")
    return 0


@keeping.command
def reindex(*, store: Store) -> int:
    """Make the indexes anew from the record, where `onrecord verify` says that they do not agree with it. Nothing else changes."""
    with opened(store) as home:
        home.reindex()
    print(f"The indexes of {shown(store)} are made anew.")
    return 0
