"""Who may do what: roles, accounts, passwords, sessions, and that a request comes from our own pages."""

from __future__ import annotations

import hmac
import secrets
import time
import typing
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec

from onrecord.model import OnrecordError, Record

if TYPE_CHECKING:
    from starlette.requests import Request

    from onrecord.serve.visit import Person
    from onrecord.serve.workplace import Workplace
    from onrecord.store.contract import Store

Role = Literal["reader", "reviewer", "editor", "admin"]
ROLES: tuple[Role, ...] = typing.get_args(Role)
"""From least to most: a reader sees the public profile; a reviewer checks; an editor also clears; an admin keeps accounts."""
ACCOUNTS = "screen.accounts"
SECRET = "screen.secret"  # noqa: S105 - the name of a setting
SHORTEST = 12
"""Characters of a password."""
ATTEMPTS, MINUTES = 5, 5
"""So many wrong passwords for a name or from an address in so many minutes; then the door stays shut for as long."""
NAME = 40
"""Characters of a name."""


class Account(Record, frozen=True, kw_only=True):
    """A person with a password (argon2) and a role; ``session`` changes when old sessions are to end."""

    name: str
    role: Role
    password: str
    session: str


def accounts(store: Store) -> dict[str, Account]:
    """All accounts by name."""
    found = store.setting(ACCOUNTS)
    return {one.name: one for one in msgspec.json.decode(found, type=tuple[Account, ...])} if found else {}


def put(store: Store, name: str, role: Role, password: str | None) -> Account:
    """Add an account or change one; without a password the old one stays. Old sessions end.

    Raises OnrecordError where name or password will not do.
    """
    if not (0 < len(name) <= NAME and all(letter.isalnum() or letter in "-_. " for letter in name) and name.strip()):
        raise OnrecordError(f"A name is 1 to {NAME} letters, digits, blanks, dots or hyphens.")
    known = accounts(store)
    if password is None and name not in known:
        raise OnrecordError("A new account needs a password.")
    hashed = known[name].password if password is None else _hashed(password)
    account = Account(name=name, role=role, password=hashed, session=secrets.token_urlsafe(9))
    _keep(store, {**known, name: account}, f"{name} is {role}")
    return account


def remove(store: Store, name: str) -> None:
    """Take an account away. Raises OnrecordError where there is none, or where no admin would be left."""
    known = accounts(store)
    if name not in known:
        raise OnrecordError(f"There is no account {name!r}.")
    left = {other: account for other, account in known.items() if other != name}
    if left and not any(account.role == "admin" for account in left.values()):
        raise OnrecordError("The last admin cannot be removed.")
    _keep(store, left, f"{name} removed")


def _keep(store: Store, known: Mapping[str, Account], what: str) -> None:
    with store.writing() as writing:
        writing.put_setting(ACCOUNTS, msgspec.json.encode(tuple(known.values())).decode())
        writing.log("accounts", "screen", what)


def _hashed(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        raise OnrecordError(f"A password has at least {SHORTEST} characters.")
    return PasswordHasher().hash(password)


class Door:
    """Checks passwords, one at a time and not too often."""

    def __init__(self) -> None:
        self._wrong: dict[str, list[float]] = {}

    def opens(self, store: Store, name: str, password: str, address: str) -> Account:
        """The account of a name and password. Raises OnrecordError with one sentence for every reason."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        self._wait(name, address)
        account = accounts(store).get(name)
        hashed = account.password if account else PasswordHasher().hash(secrets.token_urlsafe(9))
        try:
            PasswordHasher().verify(hashed, password)
        except VerificationError:
            account = None
        if account is None:
            for key in (f"name {name}", f"address {address}"):
                self._wrong.setdefault(key, []).append(time.monotonic())
            raise OnrecordError("Name or password is wrong.")
        return account

    def _wait(self, name: str, address: str) -> None:
        since = time.monotonic() - 60 * MINUTES
        for key in list(self._wrong):
            self._wrong[key] = [when for when in self._wrong[key] if when > since]
            if not self._wrong[key]:
                del self._wrong[key]
        if any(len(self._wrong.get(key, ())) >= ATTEMPTS for key in (f"name {name}", f"address {address}")):
            raise OnrecordError(f"Too many wrong passwords. Try again in {MINUTES} minutes.")


def secret(store: Store) -> str:
    """The secret that signs this store's sessions; made at first use."""
    found = store.setting(SECRET)
    if found is None:
        found = secrets.token_urlsafe(32)
        with store.writing() as writing:
            writing.put_setting(SECRET, found)
    return found


def person(place: Workplace, session: Mapping[str, Any]) -> Person | None:
    """Who a session belongs to: the one person of a local screen, or an account that is still there."""
    from onrecord.serve.visit import Person

    if not place.settings.users:
        return Person(name=place.settings.by, role="admin")
    account = accounts(place.store).get(session.get("name", ""))
    if account is None or not hmac.compare_digest(account.session, str(session.get("session", ""))):
        return None
    return Person(name=account.name, role=account.role)


def enter(session: MutableMapping[str, Any], account: Account) -> None:
    """Begin a session; nothing of an earlier one stays."""
    session.clear()
    session.update(name=account.name, session=account.session)


def same_site(request: Request, form: Mapping[str, str], token: str) -> None:
    """Refuse what another site sent: the origin is ours, and the form carries the session's token."""
    from onrecord.serve.visit import Refused

    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused(403, "This came from another site.")
    given = request.headers.get("x-token") or form.get("token", "")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Refused(403, "This form is out of date. Please reload the page.")
