"""The screen, and who may use it."""

from __future__ import annotations

import dataclasses
import getpass
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter

from onrecord.cli.choosing import STORE, Store, opened
from onrecord.cli.shared import Knowledge, app, settings
from onrecord.model import OnrecordError

Host = Annotated[tuple[str, ...], Parameter(consume_multiple=False, negative="", show_default=False)]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@Parameter(name="*", group=Group("Where", sort_key=4))
@dataclasses.dataclass(frozen=True, kw_only=True)
class Where:
    """Where the screen is found."""

    port: int = 8740
    "The page is at http://127.0.0.1:PORT."
    host: str = "127.0.0.1"
    "The address to listen on. Anything but loopback needs --users."
    name: Host = ()
    "A name under which the screen is reached, such as a host's behind a proxy; may be given several times."
    tiles: Annotated[str | None, Parameter(show_default=False)] = None
    "A background map of your own: an address with {z}, {x} and {y}, or a PMTiles file. Of other hosts, the browser asks its alone."
    areas: Annotated[Path | None, Parameter(show_default=False)] = None
    "Boundaries of your own (GeoJSON, such as OCHA's COD-AB): areas that a claim says are held are drawn with them."


@app.command(group=STORE, sort_key=20)
def serve(
    *,
    store: Store,
    by: Annotated[str | None, Parameter(show_default=False)] = None,
    users: Annotated[bool, Parameter(negative="")] = False,
    where: Where = Where(),
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> int:
    """Open the screen: map, timeline, evidence and review in a browser on this machine.

    Parameters
    ----------
    store
        The store.
    by
        Your name, for decisions made on a screen without accounts.
    users
        Everybody logs in; `onrecord account` adds people.

    """
    from onrecord.serve import Settings, application, run
    from onrecord.serve.access import accounts
    from onrecord.serve.areas import Areas
    from onrecord.serve.background import background

    if where.host not in LOOPBACK and not users:
        raise OnrecordError(
            "Without --users everybody who reaches the page may do everything: it stays on this machine."
        )
    tiles = background(where.tiles) if where.tiles else None
    areas = Areas.open(where.areas) if where.areas else None
    with opened(store) as home:
        if users and not accounts(home):
            raise OnrecordError("There are no accounts yet: onrecord account NAME --role admin --store …")
        chosen = Settings(
            by=by or getpass.getuser(), users=users, tiles=tiles, areas=areas, hosts=(*where.name, where.host)
        )
        made = application(home, chosen, settings(knowledge))
        shown = f"[{where.host}]" if ":" in where.host else where.host
        print(f"http://{shown}:{where.port}  (Ctrl C ends it)", file=sys.stderr)
        run(made, where.host, where.port)
    return 0


@app.command(group=STORE, sort_key=21)
def account(
    name: str,
    /,
    *,
    role: Literal["reader", "reviewer", "editor", "admin"],
    store: Store,
) -> int:
    """Add somebody to the screen, or change their role and password; the password is asked for, or read from standard input.

    Parameters
    ----------
    name
        Their name; decisions carry it.
    role
        reader (public profile only), reviewer, editor (also clears), admin (also keeps accounts).
    store
        The store.

    """
    from onrecord.serve import access

    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    with opened(store) as home:
        access.put(home, name, role, password)
    print(f"{name} is {role}")
    return 0
