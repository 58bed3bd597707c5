"""How a store protects: stricter rules, and whether one person both approves and clears."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onrecord.cli.choosing import Store, opened
from onrecord.cli.exporting import HANDING
from onrecord.cli.shared import app
from onrecord.model import OnrecordError


@app.command(group=HANDING, sort_key=3)
def protection(
    *,
    store: Store,
    rules: Annotated[Path | None, Parameter(show_default=False)] = None,
    single_person: Annotated[bool | None, Parameter(show_default=False, negative="--two-people")] = None,
) -> int:
    """Show how a store protects the people in it, or change it; every change is logged.

    Parameters
    ----------
    store
        The store.
    rules
        YAML of stricter rules, from now on applied to every way out of this store.
    single_person
        One person works here, and may clear what they approved; every public row then says so. --two-people ends it.

    """
    from onrecord.exports.hand_over import PROTECTION, SINGLE_PERSON
    from onrecord.protect.rules import Rules

    with opened(store) as home:
        changes: dict[str, str] = {}
        if rules is not None:
            Rules.open(rules)
            try:
                changes[PROTECTION] = rules.read_text(encoding="utf-8")
            except OSError as error:
                raise OnrecordError(f"{rules}: {error.strerror}.") from None
        if single_person is not None:
            changes[SINGLE_PERSON] = "on" if single_person else "off"
        if changes:
            with home.writing() as writing:
                for name, value in changes.items():
                    writing.put_setting(name, value)
        own = home.setting(PROTECTION)
        now = Rules.open(own) if own else Rules.open()
        alone = home.setting(SINGLE_PERSON) == "on"
    print(f"anonymous sources keep their outlet from {now.k} of them on")
    print(f"embargo: {now.embargo.events} days, {now.embargo.positions} days for positions and control")
    print("one person approves and clears; every row says so" if alone else "what one person approved, another clears")
    print("own rules: stricter ones are set" if own else "own rules: none")
    return 0
