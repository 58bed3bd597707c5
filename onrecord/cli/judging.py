"""What a person judges from the command line: what is one event, what is right, what may go out, and taking it back."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, get_args

from cyclopts import Parameter

from onrecord.cli.choosing import STORE, Choice, Store, dossier, known, opened, selection, shown
from onrecord.cli.shared import Knowledge, app, many, tools
from onrecord.model import Act, OnrecordError, ReviewState, Selection

if TYPE_CHECKING:
    from onrecord.model import Decision
    from onrecord.pipeline import Tools
    from onrecord.store import Store as Opened

By = Annotated[str, Parameter()]
Why = Annotated[str | None, Parameter(show_default=False)]
Events = Annotated[list[str], Parameter(negative="")]

# --- judging ---------------------------------------------------------------------------------------------------------


@app.command(group=STORE, sort_key=4)
def same(events: Events, /, *, store: Store, by: By, why: Why = None, knowledge: Knowledge = Knowledge()) -> int:  # noqa: B008
    """Say that events are one. Later reports cannot part them; `undo` can.

    Parameters
    ----------
    events
        Ids of two or more events.
    store
        The store.
    by
        Who says so.
    why
        For what reason.

    """
    from onrecord import record

    return _judged(store, tools(knowledge), lambda home: record.same(home, events, by, why))


@app.command(group=STORE, sort_key=5)
def different(events: Events, /, *, store: Store, by: By, why: Why = None, knowledge: Knowledge = Knowledge()) -> int:  # noqa: B008
    """Say that events are not one. It is remembered whatever later reports suggest; `undo` takes it back.

    Parameters
    ----------
    events
        Ids of two or more events.
    store
        The store.
    by
        Who says so.
    why
        For what reason.

    """
    from onrecord import record

    return _judged(store, tools(knowledge), lambda home: record.different(home, events, by, why))


@app.command(group=STORE, sort_key=6)
def split(
    event: str,
    claims: Annotated[list[str] | None, Parameter(negative="", show_default=False)] = None,
    /,
    *,
    store: Store,
    by: By,
    why: Why = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Take an event apart: the accounts with these claims from the rest, or without claims each account from the others.

    Parameters
    ----------
    event
        Its id.
    claims
        Ids of claims that belong to another event.
    store
        The store.
    by
        Who says so.
    why
        For what reason.

    """
    from onrecord import record

    return _judged(store, tools(knowledge), lambda home: record.split(home, event, claims or (), by, why))


@app.command(group=STORE, sort_key=10)
def undo(decision: str, /, *, store: Store, by: By, why: Why = None, knowledge: Knowledge = Knowledge()) -> int:  # noqa: B008
    """Take a decision back. It stays in the log; an undo can itself be undone.

    Parameters
    ----------
    decision
        Its id, or the beginning of it; `show EVENT` lists them.
    store
        The store.
    by
        Who says so.
    why
        For what reason.

    """
    from onrecord import record

    return _judged(store, tools(knowledge), lambda home: record.undo(home, decision, by, why))


def _judged(store: str, ready: Tools, made: Callable[[Opened], Decision]) -> int:
    from onrecord import record

    with opened(store) as home:
        decision = record.judge(home, ready, made(home))
        number = many(home.count(Selection()), "event")
        print(f"{decision.id}: {decision.act}, by {decision.by.removeprefix('person:')}; {number} in {shown(store)}")
    return 0


All = Annotated[bool, Parameter(name="--all", negative="", show_default=False)]
OneOrMore = Annotated[list[str] | None, Parameter(negative="", show_default=False)]


@app.command(group=STORE, sort_key=7)
def approve(
    events: OneOrMore = None, /, *, store: Store, by: By, every: All = False, why: Why = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
) -> int:  # fmt: skip
    """Say that events are recorded rightly.

    Parameters
    ----------
    events
        Their ids.
    store
        The store.
    by
        Who says so.
    every
        All that meet the conditions.
    why
        For what reason.

    """
    return _reviewed("approve", _chosen(events, every, choice), store, by, why)


@app.command(group=STORE, sort_key=8)
def clear(
    events: OneOrMore = None, /, *, store: Store, by: By, every: All = False, why: Why = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
) -> int:  # fmt: skip
    """Let approved events go out to the public: another person than who approved them, unless the store is a single person's.

    Parameters
    ----------
    events
        Their ids.
    store
        The store.
    by
        Who says so.
    every
        All that meet the conditions.
    why
        For what reason.

    """
    return _reviewed("clear", _chosen(events, every, choice), store, by, why)


@app.command(group=STORE, sort_key=9)
def reject(events: Events, /, *, store: Store, by: By, why: Why = None) -> int:
    """Say that events are no events or not recorded rightly: they stay on the record and go nowhere.

    Parameters
    ----------
    events
        Their ids.
    store
        The store.
    by
        Who says so.
    why
        For what reason.

    """
    return _reviewed("reject", events, store, by, why)


def _chosen(events: Sequence[str] | None, every: bool, choice: Choice) -> Sequence[str] | Selection:
    if bool(events) == every:
        raise OnrecordError("Which events? Give their ids, or --all with conditions such as --area.")
    return selection(choice) if every else list(events or ())


def _reviewed(act: Act, which: Sequence[str] | Selection, store: str, by: str, why: str | None) -> int:
    """One decision an event, in one transaction."""
    from onrecord import record

    with opened(store) as home:
        ids = (
            [e.id for e in home.glances(known(home, which))]
            if isinstance(which, Selection)
            else [dossier(home, e).event.id for e in which]
        )
        record.review(home, act, list(dict.fromkeys(ids)), by, why)
        states: Counter[str] = Counter(found.review.state for id_ in ids if (found := home.event(id_)))
    said = ", ".join(f"{states[state]} {state}" for state in get_args(ReviewState) if states[state])
    print(f"{act}: {many(len(ids), 'event')}; now {said or 'none'}")
    short = act in ("approve", "clear") and states[{"approve": "approved", "clear": "cleared"}[act]] < len(ids)
    if short and act == "clear":
        print("Not cleared: an event is first approved by one person, then cleared by another.", file=sys.stderr)
    return int(short)
