"""What a page was asked for: filters that live in its address, so that a view can be shared."""

from __future__ import annotations

import datetime
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

import msgspec

from onrecord.model import OnrecordError, Record, ReviewState, Selection, SourceKind, Status

Sort = Literal["newest", "oldest", "toll", "disputed"]
Tray = Literal["undated", "unplaced", "placed"]
POLICIES = ("range", "acled", "ucdp", "airwars", "latest")
T = TypeVar("T")
LONGEST = 200
"""Characters of a filter; longer ones are refused."""


class Query(Record, frozen=True, kw_only=True):
    """A view: which events, in which order, from which tray."""

    kinds: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    place: str | None = None
    area: str | None = None
    box: tuple[float, float, float, float] | None = None
    actor: str | None = None
    status: Status | None = None
    killed: int | None = None
    source: SourceKind | None = None
    review: ReviewState | None = None
    text: str | None = None
    as_of: str | None = None
    sort: Sort = "newest"
    tray: Tray | None = None

    def selection(self, kinds: Sequence[str] = ()) -> Selection:
        """The store's selection; ``kinds`` are those that the view's groups and kinds stand for."""
        return Selection(
            kinds=tuple(kinds),
            source_kind=self.source,
            **{name: getattr(self, name) for name in SHARED},
        )

    @property
    def active(self) -> dict[str, str]:
        """The filters that are set, as they stand in the address."""
        return {name: value for name, value in self.parameters().items() if name not in {"sort", "tray"}}

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The address's parameters, with changes; what is unset or usual stays out."""
        values = {name: changes.get(name, getattr(self, name)) for name in self.__struct_fields__}
        usual = Query()
        return {
            NAMES.get(name, name): _written(value)
            for name, value in values.items()
            if value not in (None, "", ()) and value != getattr(usual, name)
        }

    def address(self, path: str = "/", /, **changes: Any) -> str:
        """The address of this view, with changes."""
        parameters = self.parameters(**changes)
        return f"{path}?{urlencode(parameters)}" if parameters else path


SHARED = ("since", "until", "place", "area", "box", "actor", "status", "killed", "review", "text", "as_of")
"""Fields that a query and a selection have in common."""
NAMES = {"kinds": "kind", "text": "q"}
"""Fields that are called otherwise in the address."""


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(f"{one:g}" if isinstance(one, float) else str(one) for one in value)
    return str(value)


def read(parameters: Mapping[str, str]) -> Query:
    """The query of an address; what it does not know is left out. Raises OnrecordError naming the filter that is wrong."""
    given = {name: value.strip() for name, value in parameters.items() if value.strip()}
    long = next((name for name, value in given.items() if len(value) > LONGEST), None)
    if long:
        raise OnrecordError(f"The filter {long!r} is longer than {LONGEST} characters.")
    return Query(
        kinds=tuple(part for part in given.get("kind", "").split(",") if part),
        since=_day(given, "since"),
        until=_day(given, "until"),
        place=given.get("place"),
        area=given.get("area"),
        box=_box(given),
        actor=given.get("actor"),
        status=_one_of(given, "status", Status),
        killed=_number(given, "killed"),
        source=_one_of(given, "source", SourceKind),
        review=_one_of(given, "review", ReviewState),
        text=given.get("q"),
        as_of=_day(given, "as_of"),
        sort=_one_of(given, "sort", Sort) or "newest",
        tray=_one_of(given, "tray", Tray),
    )


def _day(given: Mapping[str, str], name: str) -> str | None:
    if name not in given:
        return None
    try:
        return datetime.date.fromisoformat(given[name]).isoformat()
    except ValueError:
        raise OnrecordError(f"The filter {name!r} wants a date such as 2016-01-17.") from None


def _number(given: Mapping[str, str], name: str) -> int | None:
    if name not in given:
        return None
    if not (given[name].isascii() and given[name].isdigit()):
        raise OnrecordError(f"The filter {name!r} wants a number.")
    return int(given[name])


def _one_of(given: Mapping[str, str], name: str, choices: Any) -> Any:
    if name not in given:
        return None
    values = typing.get_args(choices)
    if given[name] not in values:
        raise OnrecordError(f"The filter {name!r} is one of {', '.join(values)}.")
    return given[name]


def _box(given: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    if "box" not in given:
        return None
    try:
        west, south, east, north = msgspec.convert(
            given["box"].split(","), tuple[float, float, float, float], strict=False
        )
    except msgspec.ValidationError:
        raise OnrecordError("The filter 'box' wants west,south,east,north in degrees.") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise OnrecordError("The filter 'box' wants west,south,east,north in degrees.")
    return west, south, east, north
