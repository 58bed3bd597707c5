"""One file a gold set: from Onrecord's records to the set's own form, by general rules that know nothing of its texts."""

from __future__ import annotations

from adapters import (
    airwars,
    attribution,
    case,
    dates,
    fakes,
    geocode,
    hrds,
    muc,
    pages,
    reports,
    toponyms,
    treebank,
)

ADAPTERS = (
    fakes.ADAPTER,
    case.ADAPTER,
    muc.ADAPTER,
    hrds.ADAPTER,
    attribution.ADAPTER,
    dates.ADAPTER,
    toponyms.ADAPTER,
    *geocode.ADAPTERS,
    *airwars.ADAPTERS,
    pages.ADAPTER,
    treebank.ADAPTER,
    reports.ADAPTER,
)
