"""Handing over and taking back: exports in formats that people use, edited sheets, other people's rows."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Group, Parameter

from onrecord.cli.choosing import Choice, Store, opened, selection
from onrecord.cli.shared import Knowledge, app, many, writer
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from onrecord.exports.hand_over import Handed, Lists
    from onrecord.store import Store as Opened
    from onrecord.take_back.edited import Returned

HANDING = Group("Handing over and taking back", sort_key=1)
Imported = Literal["xlsx", "jsonl", "acled", "ucdp", "csv"]
By = Annotated[str | None, Parameter(show_default=False)]


def lists(knowledge: Knowledge) -> Lists:
    """What an export has to know, with the user's own lists."""
    from onrecord.exports.hand_over import Lists
    from onrecord.knowledge.actors import Registry
    from onrecord.knowledge.codebook import Codebook
    from onrecord.knowledge.gazetteer import Gazetteer
    from onrecord.knowledge.publishers import Publishers

    return Lists(
        codebook=Codebook.open(knowledge.codebook),
        registry=Registry.open(knowledge.actors),
        publishers=Publishers.open(knowledge.publishers),
        gazetteer=Gazetteer.open(knowledge.gazetteer, knowledge.places),
    )


def _user() -> str:
    """Whom the log names where nobody says so."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@app.command(group=HANDING, sort_key=0)
def export(  # noqa: PLR0913 - each is an option
    format: str,  # noqa: A002 - what it is
    /,
    *,
    store: Store,
    out: Path,
    policy: Annotated[str | None, Parameter(show_default=False)] = None,
    public: Annotated[bool, Parameter(negative="")] = False,
    restricted: Annotated[bool, Parameter(negative="")] = False,
    by: By = None,
    protection: Annotated[Path | None, Parameter(show_default=False)] = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Hand events over in a format that others read. Public unless --restricted: only what one person approved and another cleared.

    Beside the file lies FILE.about.json: method, policy, versions, whom to credit, fingerprints. Every export is logged.

    Parameters
    ----------
    format
        acled, ucdp, airwars, casualties, plover, hxl, csv, xlsx, geojson, geoparquet, parquet, ftm, brief; jsonl and bundle only restricted.
    store
        The store.
    out
        Where to write; some formats write several files beside it.
    policy
        Policy by which numbers are chosen, instead of the format's own: acled, ucdp, airwars, range, latest.
    public
        What may be shown to everybody; the default.
    restricted
        Everything, names of sources and victims too. Keep it safe.
    by
        Who exports, for the log; the user of this machine unless given.
    protection
        YAML of stricter rules of protection.

    """
    from onrecord.exports.hand_over import Asked, hand_over

    if public and restricted:
        raise OnrecordError("An export is public or restricted, not both.")
    asked = Asked(
        format=format,
        out=out,
        by=by or _user(),
        profile="restricted" if restricted else "public",
        policy=policy,
        selection=selection(choice),
        protection=protection,
    )
    with opened(store) as home:
        done = hand_over(home, asked, lists(knowledge))
    _tell(done, restricted=restricted)
    return 0


def _tell(done: Handed, *, restricted: bool) -> None:
    if restricted:
        from onrecord.exports.stamp import WARNING

        print(WARNING, file=sys.stderr)
    print(f"{many(done.events, 'event')} in {', '.join(done.files)}")
    if done.withheld:
        print(
            f"{many(done.withheld, 'event')} of the selection withheld: not approved and cleared, or too recent",
            file=sys.stderr,
        )
    for reason, number in sorted(done.left.items()):
        print(f"{number} without a row: {reason}", file=sys.stderr)


@app.command(name="import", group=HANDING, sort_key=1)
def import_(
    paths: Annotated[list[str], Parameter(negative="")],
    /,
    *,
    store: Store,
    by: By = None,
    map: Annotated[Path | None, Parameter(show_default=False)] = None,  # noqa: A002 - the option's name is the contract
    dataset: Annotated[str | None, Parameter(show_default=False)] = None,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Take back an edited workbook, rebuild a store from JSON lines, or keep other people's rows beside yours.

    An edited .xlsx shows what was changed; with --by NAME the changes become decisions of that person. Rows that went stale
    since the export are refused.

    Parameters
    ----------
    paths
        [FORMAT] FILE, where FORMAT is xlsx, jsonl, acled, ucdp or csv; xlsx and jsonl are told by the file's name.
    store
        The store.
    by
        Who takes responsibility for the changes.
    map
        YAML that says what the columns of a CSV file mean; ACLED's and GED's are known.
    dataset
        What to call the rows; the file's name unless given.

    """
    format_, path = _named(paths)
    with opened(store, create=format_ == "jsonl") as home:
        if format_ == "xlsx":
            return _take_back(home, path, by, lists(knowledge))
        if format_ == "jsonl":
            from onrecord.exports import jsonl

            print(jsonl.restore(path, home))
            return 0
        from onrecord.take_back import foreign

        meaning = foreign.map_of(format_, map)
        name = dataset or path.stem
        number = foreign.keep(home, foreign.rows(path, meaning, name), meaning, name, by or _user())
    print(f"{number} rows kept as {name}: beside yours, never claims; `onrecord compare {name}` sets them side by side")
    return 0


def _named(paths: list[str]) -> tuple[Imported, Path]:
    known: tuple[Imported, ...] = ("xlsx", "jsonl", "acled", "ucdp", "csv")
    found = next((name for name in known if paths and paths[0] == name), None)
    if found and len(paths) == 2:
        return found, Path(paths[1])
    suffix = Path(paths[0]).suffix.lower().removeprefix(".") if len(paths) == 1 else ""
    if suffix in ("xlsx", "jsonl"):
        return ("xlsx" if suffix == "xlsx" else "jsonl"), Path(paths[0])
    raise OnrecordError("Say what it is: onrecord import acled|ucdp|csv|xlsx|jsonl FILE --store STORE.")


def _take_back(store: Opened, path: Path, by: str | None, known: Lists) -> int:
    from onrecord.take_back import edited

    found = edited.edits(path, store, known)
    _show(found)
    if by is None and found.edits:
        print("Nothing is changed yet; with --by NAME these become decisions of that person.")
    elif found.edits:
        edited.decide(store, found, by or "", path.name)
        print(f"{len(found.edits)} decisions kept; the events they belong to are to be approved and cleared anew.")
    return int(bool(found.refused))


def _show(found: Returned) -> None:
    for edit in found.edits:
        print(f"row {edit.row}: {edit.column} of {edit.claim}: {edit.old or '—'} -> {edit.value}")
    for refused in found.refused:
        print(f"refused: {refused.sheet} row {refused.row}: {refused.reason}", file=sys.stderr)
    print(f"{len(found.edits)} changes, {len(found.refused)} rows refused, {found.unchanged} rows as they were")


@app.command(group=HANDING, sort_key=2)
def compare(  # noqa: PLR0913 - each is an option
    dataset: str,
    /,
    *,
    store: Store,
    format: Literal["table", "html", "json"] = "table",  # noqa: A002 - the option's name is the contract
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    policy: Annotated[str | None, Parameter(show_default=False)] = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Set a data set that was brought in beside your events: matched, only theirs, only yours, and the fields that differ.

    For your own eyes: it shows sentences of reports and names of sources.

    Parameters
    ----------
    dataset
        The name under which `onrecord import` kept the rows.
    store
        The store.
    format
        table for a terminal; html for a page on which the words of each event open on a click; json for programs.
    out
        Write here instead of to standard output.
    policy
        Policy by which your numbers are chosen, instead of the data set's own.

    """
    from onrecord.knowledge.actors import Registry
    from onrecord.take_back import comparing, foreign, shown
    from onrecord.weigh import POLICIES

    if policy is not None and policy not in POLICIES:
        raise OnrecordError(f"There is no policy {policy!r}; there are {', '.join(POLICIES)}.")
    with opened(store) as home, writer(out) as write:
        meaning, theirs = foreign.read(home, dataset)
        meaning = msgspec.structs.replace(meaning, policy=policy or meaning.policy)
        found = comparing.compare(home, dataset, theirs, meaning, Registry.open(knowledge.actors), selection(choice))
        if format == "json":
            write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
        else:
            write(shown.page(found) if format == "html" else "\n".join(shown.lines(found)) + "\n")
    return 0
