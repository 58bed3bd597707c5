"""Numbers and regions of countries as ACLED and UCDP give them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import msgspec

from onrecord.knowledge import packaged
from onrecord.model import Record


class Land(Record, frozen=True, kw_only=True):
    """One country: alpha-2 code, ISO numeric code, ACLED's and UCDP's region, Gleditsch and Ward's number."""

    iso2: str
    iso: int | None = None
    acled: str | None = None
    ucdp: str | None = None
    gw: int | None = None


@functools.cache
def lands() -> Mapping[str, Land]:
    """All countries by alpha-3 code."""
    return msgspec.convert(packaged.safe_yaml(packaged.text("exports", "countries.yaml")), dict[str, Land])


def land(code: str | None) -> Land | None:
    """A country by its alpha-2 or alpha-3 code."""
    return lands().get(code or "") or _by_iso2().get(code or "")


@functools.cache
def alpha3(code: str | None) -> str | None:
    """The alpha-3 code of a country given by alpha-2 or alpha-3 code."""
    return code if code in lands() else next((three for three, land in lands().items() if land.iso2 == code), None)


@functools.cache
def _by_iso2() -> Mapping[str, Land]:
    return {land.iso2: land for land in lands().values()}
